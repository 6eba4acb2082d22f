"""What every export format is: a pure function from an assembled edition to a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from digest.config.calendar import is_english
from digest.domain.edition import Assembled, Edition
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.month import is_month
from digest.domain.text import slug

#: Ways to set an entry. A: `Category | Title`, the comment below.
STYLES = ("A",)


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered edition. `name` is a file name without folder, `media_type` an IANA one; text is UTF-8."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to render: the `style` of entries, and `credit` for a line that names source and author of each.

    Raises UsageError for a style that does not exist.
    """

    style: str = "A"
    credit: bool = False

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise UsageError(
                msg("There is no entry style “{style}”.", style=self.style),
                msg("Styles are: {styles}.", styles=", ".join(STYLES)),
            )


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


def document_name(edition: Edition, language: str, extension: str) -> str:
    """ "2017-04-lesetipps.md": made of the edition's id alone, so no title or topic can lead out of a folder."""
    month = edition.id if is_month(edition.id) else slug(edition.id, 40) or "edition"
    return f"{month}-{'reading-tips' if is_english(language) else 'lesetipps'}.{extension}"
