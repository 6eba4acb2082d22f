"""The forms that one format can have in the export dialog, such as a mail's HTML alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from digest.domain.message import Message, msg


@dataclass(frozen=True, slots=True)
class ExportForm:
    """`name` is shown; `options` are the fields of `RenderOptions` that make it."""

    name: Message
    options: Mapping[str, Any] = field(default_factory=dict)


_POSTS = (
    ExportForm(msg("with comments")),
    ExportForm(msg("titles alone"), {"short": True}),
)
_FORMS: Mapping[str, tuple[ExportForm, ...]] = {
    "email": (
        ExportForm(msg("whole mail")),
        ExportForm(msg("HTML alone"), {"part": "html"}),
        ExportForm(msg("text alone"), {"part": "text"}),
    ),
    "markdown": (
        ExportForm(msg("plain Markdown")),
        *(
            ExportForm(msg("for {generator}", generator=name.title()), {"front_matter": name})
            for name in ("hugo", "jekyll", "eleventy", "zola")
        ),
    ),
    "fragment": (
        ExportForm(msg("plain HTML")),
        ExportForm(msg("WordPress blocks"), {"blocks": True, "title": False}),
        ExportForm(msg("HTML with headings"), {"headings": True}),
    ),
    "linkedin": _POSTS,
    "mastodon": _POSTS,
}
_ONLY = (ExportForm(msg("whole")),)


def forms_of(format_name: str) -> tuple[ExportForm, ...]:
    """The forms of a format, the usual one first; at least one."""
    return _FORMS.get(format_name, _ONLY)
