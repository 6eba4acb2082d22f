"""The preview of one month as front ends start it: live edition, pages and server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from digest.config.language import language, tell
from digest.domain.errors import DigestError
from digest.domain.message import msg
from digest.domain.month import NamedMonth
from digest.services.preview.live_edition import LiveEdition
from digest.services.preview.preview_pages import VIEWS, checked_view, edition_page, trouble_page
from digest.services.preview.preview_server import PreviewServer

if TYPE_CHECKING:
    from digest.services.curation.proofs import Proofs
    from digest.services.publishing.exports import Exports
    from digest.storage.store import Store


class EditionViewer:
    """Serves a month's edition until stopped; for `type`, `forget_typed` see `LiveEdition`."""

    def __init__(
        self, month: str, proofs: Proofs, exports: Exports, store: Store, port: int = 0
    ) -> None:  # fmt: skip
        """Begin to serve. Raises what the library raises, and UsageError if the port is taken."""
        self.live = LiveEdition(month, proofs, store)
        self._exports = exports
        self._server = PreviewServer(self.live, self._page, _words(month), port)
        self.live.start()
        self._server.start()

    @property
    def month(self) -> str:
        """Whose edition it is."""
        return self.live.month

    @property
    def address(self) -> str:
        """The address for a browser."""
        return self._server.address

    def stop(self) -> None:
        """Serve no more."""
        self._server.stop()

    def _page(self, view: str, scheme: str) -> bytes:
        checked_view(view, scheme)
        shown = self.live.shown
        try:
            if shown.proof is None:
                return trouble_page(tell(shown.trouble) if shown.trouble else "")
            return edition_page(shown.proof.assembled, view, scheme, self._exports.options({}))
        except DigestError as error:  # a template of the curator's own with a mistake in it
            return trouble_page(tell(error.in_full))


def _words(month: str) -> Mapping[str, str]:
    """The texts of the page around the edition."""
    views = {name: tell(label) for name, (_, _, label) in VIEWS.items()}
    return views | {
        "language": language(),
        "title": tell(msg("Preview: {month}", month=NamedMonth(month))),
        "format": tell(msg("Format")),
        "width": tell(msg("Width")),
        "desktop": tell(msg("Desktop")),
        "phone": tell(msg("Phone")),
        "colours": tell(msg("Colours")),
        "auto": tell(msg("As here")),
        "light": tell(msg("Light")),
        "dark": tell(msg("Dark")),
        "connected": tell(msg("follows")),
        "ended": tell(msg("The preview has ended.")),
        "noscript": tell(msg("The preview needs JavaScript to follow what you write.")),
    }
