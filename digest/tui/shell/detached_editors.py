"""Editors with windows of their own, which outlive the command: later saves are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.timer import Timer

from digest.domain.errors import DigestError, LibraryError
from digest.domain.message import msg
from digest.tui.shell.work_screen import WorkScreen

if TYPE_CHECKING:
    from digest.bootstrap import Library
    from digest.domain.edition import Edition, Pick
    from digest.services.session.drafts import Draft
    from digest.services.session.editing import Finished
    from digest.tui.shell.program import Program

#: Seconds between two looks at the drafts.
_LOOK = 1.0


def take(library: Library, draft: Draft, *, goes_on: bool = False) -> Finished:
    """Save a draft's text; delete it unless its editor is open. On the thread of changes."""
    editing = library.editing(draft.record)
    editing.save({draft.field: library.drafts.read(draft)})
    finished = editing.finish()
    if not goes_on:
        # The text is in the library by now, or in a draft of its own.
        draft.file.unlink(missing_ok=True)
    return finished


class DetachedEditors:
    """This session's drafts whose editors may be open; `Draft.ours` is the last text read."""

    def __init__(self, app: Program) -> None:
        self._app = app
        self._drafts: list[Draft] = []
        self._timer: Timer | None = None

    def watch(self, draft: Draft) -> None:
        """Look at a draft from time to time, until the program ends."""
        self._drafts.append(draft)
        if self._timer is None:
            self._timer = self._app.set_interval(_LOOK, self._look)

    def finish(self) -> None:
        """At exit: read what was saved since the last look; an unsaved draft stays."""
        for draft in self._drafts:
            try:
                if self._app.library.drafts.read(draft) == draft.ours:
                    draft.file.unlink(missing_ok=True)
                else:
                    take(self._app.library, draft)
            except DigestError:
                self._app.unsaved_texts.kept(draft, [draft.file])

    def _look(self) -> None:
        for number, draft in enumerate(self._drafts):
            try:
                text = self._app.library.drafts.read(draft)
            except LibraryError:
                continue  # it is just being replaced, or has been deleted
            if text != draft.ours:
                # The next look must not take it a second time, whether this one succeeds or not.
                self._drafts[number] = replace(draft, ours=text)
                self._take(number, draft)

    def _take(self, number: int, draft: Draft) -> None:
        app, library = self._app, self._app.library

        def work() -> tuple[Finished, Pick | Edition]:
            finished = take(library, draft, goes_on=True)
            return finished, library.drafts.present(draft.record)

        def taken(done: tuple[Finished, Pick | Edition]) -> None:
            from digest.tui.shell.autosave import end_editing

            finished, present = done
            self._drafts[number] = replace(self._drafts[number], record=present)
            screen = next(one for one in reversed(app.screen_stack) if isinstance(one, WorkScreen))
            end_editing(screen, finished)
            app.say(msg("Taken up from the editor: {file}", file=draft.file.name))

        def failed() -> None:
            app.say(msg("Your text stays in {file}", file=str(draft.file)))

        app.work_queue.change(work, taken, failed, keys_wait=False)
