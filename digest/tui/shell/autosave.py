"""Editing texts: saved while typing; closed only once everything is saved.

Nothing comes between two keys. If somebody else changes the same text, a line beside it says so, and both are shown
at the end: a dialog that opens during typing would take the next letters for its answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from textual.timer import Timer

from digest.config.language import tell
from digest.domain.errors import DigestError, LibraryError
from digest.domain.message import Message, msg
from digest.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from digest.services.session.editing import Editing, Finished, Saved
    from digest.tui.shell.work_screen import WorkScreen

#: Seconds from the first unsaved key to saving. It runs on while one types: a pause is not waited for.
AUTOSAVE_SECONDS = 0.3
#: Seconds until a text that could not be saved is tried again, and the longest pause that they grow to.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 5.0


class Autosave:
    """One editing of one pick or edition, from its first key to its end."""

    def __init__(
        self, screen: WorkScreen, editing: Editing, texts: Callable[[], Mapping[str, str]],
        show_state: Callable[[str], None], close: Callable[[], Awaitable[object] | None], part: str = "",
    ) -> None:  # fmt: skip
        """`texts` returns the fields' texts, `show_state` shows the result, `close` ends it.

        `part` is what colleagues are told of an edition's text (`Presence.part`).
        """
        self._screen = screen
        self._app = screen.app
        self._editing = editing
        self._texts = texts
        self._show_state = show_state
        self._close = close
        self._timer: Timer | None = None
        self._pause = _FIRST_PAUSE
        self._ending = self._ends_again = False
        # Why a field is not kept as it stands, once that was said at the end.
        self._refused: Message | None = None
        self._is_over = False
        # Whether something was told that could not be kept.
        self._is_unsaved = False
        self._leave = self._app.heartbeat.writing(editing.record, part)

    def changed(self) -> None:
        """A key was typed: save soon."""
        if self._app.browser_preview.is_open:
            self._app.browser_preview.typed(self._editing.record, self._texts())
        if self._timer is None and not self._ending:
            self._show_state("…")
            self._timer = self._screen.set_timer(AUTOSAVE_SECONDS, self._save_now)

    def look(self) -> None:
        """Compare with the library: after a change by others this text may be another there."""
        if self._timer is None and not self._ending:
            self._save(self._show)

    def finish(self) -> None:
        """Save, and close once it is saved; if that fails, the text stays open."""
        if self._ending:
            self._ends_again = True
            return
        self._ending, self._ends_again = True, False
        self._stop_timer()
        # What is typed behind the key that ends the writing is for what comes after it.
        release = self._app.key_queue.hold_while_saving()

        def ended(finished: Finished) -> None:
            self._app.call_later(self._end, finished, release)

        def failed() -> None:
            release()
            self._stay(tell(msg("not saved")))
            self._save_later()

        def saved(saved: Saved, texts: Mapping[str, str]) -> None:
            if self._texts() != texts:  # saving took so long that keys were let through meanwhile
                release()
                self._ending = False
                self.changed()
                if self._ends_again:  # Esc was among those keys
                    self.finish()
            elif saved.refused is not None and saved.refused != self._refused and not self._editing.drafts:
                self._refused = saved.refused
                release()
                self._stay(tell(saved.refused))
            else:
                self._app.work_queue.change(self._editing.finish, ended, failed, keys_wait=False)

        self._save(saved, failed)

    def _save_now(self) -> None:
        self._stop_timer()
        self._save(self._show)

    def _save_later(self) -> None:
        """Try again without a key, and without telling the same error each time."""
        self._stop_timer()
        self._timer = self._screen.set_timer(self._pause, self._save_again)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    def _save_again(self) -> None:
        self._stop_timer()
        texts = dict(self._texts())

        def keep() -> Saved | DigestError:
            try:
                return self._keep(texts)
            except DigestError as error:
                return error

        def then(saved: Saved | DigestError) -> None:
            if isinstance(saved, DigestError):
                self._failed()
            else:
                self._show(saved, texts)

        if not self._is_over:
            self._app.work_queue.change(keep, then, keys_wait=False)

    def _save(self, then: Callable[[Saved, Mapping[str, str]], None], failed: Callable[[], None] | None = None) -> None:
        texts = dict(self._texts())
        self._app.work_queue.change(
            lambda: self._keep(texts), lambda saved: then(saved, texts), failed or self._failed, keys_wait=False
        )

    def _keep(self, texts: Mapping[str, str]) -> Saved:
        """On the thread of changes. If saving fails as the program ends, use a draft, or print it."""
        unsaved = self._app.unsaved_texts
        try:
            saved = self._editing.save(texts)
        except Exception:
            unsaved.not_kept(self, self._editing.pending(texts))
            self._is_unsaved = True
            if self._app.is_leaving:
                self._rescue(texts)
            raise
        drafts = self._editing.drafts
        if drafts or self._is_unsaved:
            unsaved.kept(self, drafts)
            self._is_unsaved = False
        self._pause = _FIRST_PAUSE
        return saved

    def _rescue(self, texts: Mapping[str, str]) -> None:
        try:
            self._editing.rescue(texts)
        except LibraryError:
            return
        self._app.unsaved_texts.kept(self, self._editing.drafts)

    def _show(self, saved: Saved, _texts: Mapping[str, str]) -> None:
        if self._ending or self._timer is not None:
            return
        if saved.refused is not None:
            self._show_state(tell(saved.refused))
        elif saved.overtaken and not saved.met:
            self._show_state(tell(msg("changed by somebody else since")))
        else:
            self._show_state(tell(msg("changed by others too: Esc shows both") if saved.met else msg("saved")))
            if saved.met:
                self._screen.query_one(KeyLine).rename("Esc", msg("done, shows both texts"))

    def _failed(self) -> None:
        if not self._ending and not self._is_over:
            self._stay(tell(msg("not saved")))
            self._save_later()

    def _stay(self, state: str) -> None:
        self._ending = False
        self._show_state(state)

    async def _end(self, finished: Finished, release: Callable[[], None]) -> None:
        self._app.browser_preview.ended()
        self._is_over = True
        self._leave()
        closing = self._close()
        if closing is not None:
            await closing
        # After the next layout: a dialog is drawn over the last one, which still contains the editor just removed.
        self._screen.call_after_refresh(end_editing, self._screen, finished)
        release()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


def end_editing(screen: WorkScreen, finished: Finished) -> None:
    """Show the result of an editing: both texts of a conflict, and where the rest is."""
    screen.show_library()
    screen.app.navigation.conflicts(finished.conflicts)
    said = []
    if finished.dropped:
        said.append(msg("Somebody else has dropped this pick. Picked again, it has what you wrote."))
    said += [msg("Your text stays in {file}", file=str(draft.file)) for draft in finished.homeless]
    for draft in finished.overtaken:
        file = str(draft.file)
        said.append(msg("Somebody else has changed this text after you. Yours stays in {file}", file=file))
    if said:
        screen.app.say(*said)
