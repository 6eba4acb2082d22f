"""The formats by name: what there is to know of each, and what every renderer is.

A format's module, and what that needs, is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from digest.domain.document import GENERATORS, Document, ExportForm, FormatSpec, Limit
from digest.domain.errors import UsageError
from digest.domain.message import msg

if TYPE_CHECKING:
    from digest.domain.document import RenderOptions
    from digest.domain.edition import Assembled

_POSTS = (ExportForm(msg("with comments")), ExportForm(msg("titles alone"), {"short": True}))

#: Every format by its word on the command line, in the order in which they are offered.
FORMATS: Mapping[str, FormatSpec] = MappingProxyType({
    "markdown": FormatSpec(
        msg("Markdown"), "digest.export.markdown", "MarkdownRenderer",
        forms=(
            ExportForm(msg("plain Markdown")),
            *(ExportForm(msg("for {generator}", generator=one.title()), {"front_matter": one}) for one in GENERATORS),
        ),
        options={"front_matter": "--front-matter"},
    ),
    "html": FormatSpec(msg("web page"), "digest.export.html", "HtmlRenderer", is_page=True, is_formatted=True),
    "fragment": FormatSpec(
        msg("HTML to paste"), "digest.export.html", "FragmentRenderer",
        forms=(
            ExportForm(msg("plain HTML")),
            ExportForm(msg("WordPress blocks"), {"blocks": True, "title": False}),
            ExportForm(msg("HTML with headings"), {"headings": True}),
        ),
        options={"blocks": "--blocks"}, is_formatted=True,
    ),
    "email": FormatSpec(
        msg("mail"), "digest.export.email", "EmailRenderer",
        forms=(
            ExportForm(msg("whole mail")),
            ExportForm(msg("HTML alone"), {"part": "html"}),
            ExportForm(msg("text alone"), {"part": "text"}),
        ),
        options={"part": "--part"}, has_limits=True,
    ),
    "linkedin": FormatSpec(
        msg("LinkedIn"), "digest.export.linkedin", "LinkedInRenderer",
        forms=_POSTS, options={"short": "--short"}, has_limits=True,
    ),
    "mastodon": FormatSpec(
        msg("Mastodon"), "digest.export.mastodon", "MastodonRenderer",
        forms=_POSTS, options={"short": "--short"}, has_limits=True,
    ),
    "text": FormatSpec(msg("text"), "digest.export.text", "TextRenderer"),
    "json": FormatSpec(
        msg("data"), "digest.export.jsondata", "JsonRenderer", has_templates=False, is_previewed=False
    ),
})  # fmt: skip


class Renderer(Protocol):
    """One format. `render` does no I/O and knows no clock: the same input gives the same bytes."""

    @property
    def name(self) -> str:
        """The word for it on the command line: "markdown"."""

    @property
    def extension(self) -> str:
        """The end of its file names, without the leading dot: "md"."""

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        """The edition in this format. Raises nothing for any text that an edition may hold."""


def renderer(name: str) -> Renderer:
    """Return the renderer of that name.

    Raises UsageError, with the known names, for another.
    """
    if name not in FORMATS:
        raise UsageError(
            msg("There is no format “{name}”.", name=name), msg("Formats are: {formats}.", formats=", ".join(FORMATS))
        )
    spec = FORMATS[name]
    return cast(Renderer, getattr(import_module(spec.module), spec.renderer)())


def limits_of(document: Document, name: str) -> tuple[Limit, ...]:
    """How a document stands to what the place of its format takes; told, never cut."""
    spec = FORMATS.get(name)
    if spec is None or not spec.has_limits:
        return ()
    return cast("tuple[Limit, ...]", import_module(spec.module).limits(document))
