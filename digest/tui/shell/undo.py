"""Undo and redo of this session's changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from digest.domain.message import Message, msg

if TYPE_CHECKING:
    from digest.services.session.undo import Step
    from digest.tui.shell.work_screen import WorkScreen


class Undoing:
    """One step back or forth, told by its name; the cursor goes to what it has changed."""

    def __init__(self, screen: WorkScreen) -> None:
        self._screen = screen

    def undo(self) -> None:
        """Take the last change back."""
        self._step(self._screen.workbench.undo, msg("Nothing to undo."), lambda name: msg("Undone: {name}", name=name))

    def redo(self) -> None:
        """Do it again."""
        self._step(self._screen.workbench.redo, msg("Nothing to redo."), lambda name: msg("Redone: {name}", name=name))

    def _step(self, work: Callable[[], Step | None], nothing: Message, said: Callable[[Message], Message]) -> None:
        def then(step: Step | None) -> None:
            self._screen.show_undone(step.about if step else ())
            self._screen.app.say(nothing if step is None else said(step.name))

        self._screen.app.library.change(work, then)
