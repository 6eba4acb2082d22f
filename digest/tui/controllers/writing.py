"""Writing texts: saved while one types, kept in the end, or not closed.

Nothing comes between two keys. Where somebody else changes the same text, that is said beside it, and both are shown
in the end: a dialog that opens while one types would take the next letters for its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.timer import Timer

from digest.config.language import tell
from digest.domain.message import msg

if TYPE_CHECKING:
    from digest.services.editing import Editing, Finished, Saved
    from digest.tui.screens.work_screen import WorkScreen

#: Seconds from the first unsaved key to saving. It runs on while one types: a pause is not waited for.
AUTOSAVE_SECONDS = 0.3


class Writing:
    """One editing of one pick or edition, from its first key to its end."""

    def __init__(
        self, screen: WorkScreen, editing: Editing, texts: Callable[[], Mapping[str, str]],
        show_state: Callable[[str], None], close: Callable[[], None],
    ) -> None:  # fmt: skip
        """`texts` tells what stands in the fields now, `show_state` what became of it, `close` ends the writing."""
        self._screen = screen
        self._editing = editing
        self._texts = texts
        self._show_state = show_state
        self._close = close
        self._timer: Timer | None = None
        self._ending = False

    def changed(self) -> None:
        """A key was typed: save soon."""
        if self._timer is None and not self._ending:
            self._show_state("…")
            self._timer = self._screen.set_timer(AUTOSAVE_SECONDS, self._save)

    def finish(self) -> None:
        """Keep what is there, and close once it is kept; where it cannot be, the text stays open as it is."""
        if self._ending:
            return
        self._ending = True
        self._stop_timer()
        app, texts = self._screen.app, dict(self._texts())
        # What is typed behind the key that ends the writing is for what comes after it.
        release = app.keying.hold()

        def keep() -> Finished:
            try:
                self._editing.save(texts)
                finished = self._editing.finish()
            except Exception:
                app.unsaved[id(self)] = self._editing.pending(texts)
                raise
            app.unsaved.pop(id(self), None)
            return finished

        def kept(finished: Finished) -> None:
            self._close()
            end_editing(self._screen, finished)
            release()

        def failed() -> None:
            release()
            self._ending = False
            self._show_state(tell(msg("not saved")))

        app.library.change(keep, kept, failed)

    def _save(self) -> None:
        self._stop_timer()
        texts = dict(self._texts())
        self._screen.app.library.change(lambda: self._editing.save(texts), self._saved, self._failed)

    def _saved(self, saved: Saved) -> None:
        if self._ending:
            return
        if saved.refused is not None:
            self._show_state(tell(saved.refused))
        else:
            self._show_state(tell(msg("changed by others too: Esc shows both") if saved.met else msg("saved")))

    def _failed(self) -> None:
        if not self._ending:
            self._show_state(tell(msg("not saved")))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


def end_editing(screen: WorkScreen, finished: Finished) -> None:
    """Show what an editing came to: both texts of what met another, and where the rest lies."""
    screen.show_library()
    screen.app.go.conflicts(finished.conflicts)
    for draft in finished.homeless:
        screen.app.say(msg("Your text stays in {file}", file=str(draft.file)))
