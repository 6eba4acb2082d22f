"""The edition in the browser, following each key: started by a command, fed by open fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.shell.opening import browse_or_copy

if TYPE_CHECKING:
    from digest.domain.edition import Edition, Pick
    from digest.services.preview.edition_viewer import EditionViewer
    from digest.tui.shell.program import Program


class BrowserPreview:
    """One edition at a time; another month takes its place."""

    def __init__(self, app: Program) -> None:
        self._app = app
        self._viewer: EditionViewer | None = None
        #: True while an edition is served: what is typed is of interest.
        self.is_open = False

    def open(self, month: str) -> None:
        """Serve the month's edition, if it is not served yet, and show it in a browser."""
        library = self._app.library
        if self._viewer is not None and self._viewer.month != month:
            self.stop()
        viewer = self._viewer

        def then(started: EditionViewer) -> None:
            if self._viewer is not started:
                self.stop()
                self._viewer, self.is_open = started, True
            self._show(started.address)

        self._app.work_queue.ask(lambda: viewer or library.view_edition(month), then)

    def typed(self, record: Pick | Edition, texts: Mapping[str, str]) -> None:
        """Show what is being typed into fields of a pick, or of the edition itself."""
        if self._viewer is None:
            return
        from digest.domain.edition import Pick

        if isinstance(record, Pick):
            self._viewer.live.type(record.id, texts)
        elif record.id == self._viewer.month:
            self._viewer.live.type("", texts)

    def ended(self) -> None:
        """The writing has ended; what is kept counts again."""
        if self._viewer is not None:
            self._viewer.live.forget_typed()

    def stop(self) -> None:
        """Serve no more."""
        viewer, self._viewer, self.is_open = self._viewer, None, False
        if viewer is not None:
            viewer.stop()

    def _show(self, address: str) -> None:
        browse_or_copy(self._app, address, msg("The edition is shown in the browser and follows what you write."))
