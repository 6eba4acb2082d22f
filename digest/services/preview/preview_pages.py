"""The browser's page: a rendered edition, without scripts and requests, dark or light."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from digest.domain.errors import UsageError
from digest.domain.message import Message, msg

if TYPE_CHECKING:
    from digest.domain.document import RenderOptions
    from digest.domain.edition import Assembled

#: Format in the address → renderer, options that differ from the configured ones, and what it is called.
VIEWS: Mapping[str, tuple[str, Mapping[str, object], Message]] = {
    "page": ("html", {}, msg("Page")),
    "mail": ("email", {"part": "html"}, msg("Mail")),
    "wordpress": ("fragment", {"title": True}, msg("WordPress")),
    "markdown": ("markdown", {}, msg("Markdown")),
    "text": ("text", {}, msg("Text")),
    "linkedin": ("linkedin", {}, msg("LinkedIn")),
    "mastodon": ("mastodon", {}, msg("Mastodon")),
}
SCHEMES = ("auto", "light", "dark")

_DARK = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)")
_BOTH = re.compile(r"light dark(?=[;\"'])")
# A quiet theme around what is pasted into a blog, and around plain text.
_AROUND = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title}</title><style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 42rem; font: 1.0625rem/1.65 {font};
  overflow-wrap: break-word; }}
pre {{ margin: 0; white-space: pre-wrap; font: inherit; }} h1, h2, h3 {{ line-height: 1.25; }}
</style></head><body>{body}</body></html>
"""


def trouble_page(said: str) -> bytes:
    """A page in place of an edition that cannot be shown."""
    return _around("", f"<p>{escape(said)}</p>", "system-ui, sans-serif", "")


def edition_page(assembled: Assembled, view: str, scheme: str, options: RenderOptions) -> bytes:
    """The edition in a view of `VIEWS`. Raises UsageError for a template with a mistake."""
    from digest.export.registry import renderer

    name, changes, _ = VIEWS[view]
    document = renderer(name).render(assembled, _with_changes(options, changes))
    text = document.body.decode("utf-8", "replace")
    if view == "wordpress":
        body = f"<article>{text}</article>"
        return _schemed(_around(assembled.title, body, "Georgia, serif", assembled.language), scheme)
    if not document.media_type.startswith("text/html"):
        font = "ui-monospace, monospace" if view == "markdown" else "system-ui, sans-serif"
        return _schemed(_around(assembled.title, f"<pre>{escape(text)}</pre>", font, assembled.language), scheme)
    return _schemed(text.encode(), scheme)


def _with_changes(options: RenderOptions, changes: Mapping[str, object]) -> RenderOptions:
    """The options with changes; front matter and the like, tied to one format, are left out."""
    plain = replace(options, front_matter="", blocks=False, part="")
    return replace(plain, **changes)  # type: ignore[arg-type]


def checked_view(view: str, scheme: str) -> None:
    """Raises UsageError for a view or scheme that there is not."""
    if view not in VIEWS or scheme not in SCHEMES:
        raise UsageError(
            msg("There is no format “{name}”.", name=view), msg("Formats are: {formats}.", formats=", ".join(VIEWS))
        )


def _around(title: str, body: str, font: str, language: str) -> bytes:
    return _AROUND.format(title=escape(title), body=body, font=font, language=escape(language or "de")).encode()


def _schemed(page: bytes, scheme: str) -> bytes:
    """The page as somebody sees it whose system is dark, or light."""
    if scheme == "auto":
        return page
    text = _DARK.sub(lambda found: "all" if found[1] == scheme else "not all", page.decode("utf-8", "replace"))
    return _BOTH.sub(scheme, text).encode()
