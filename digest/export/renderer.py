"""What every export format is: a pure function from an assembled edition to a document."""

from __future__ import annotations

from typing import Protocol

from digest.config.clock import is_english
from digest.domain.document import Document, RenderOptions
from digest.domain.edition import Assembled, Edition
from digest.domain.month import is_month
from digest.domain.text import slug


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
    """ "2017-04-lesetipps.md": from the id alone, so that no title can lead out of a folder."""
    month = edition.id if is_month(edition.id) else slug(edition.id, 40) or "edition"
    return f"{month}-{'reading-tips' if is_english(language) else 'lesetipps'}.{extension}"
