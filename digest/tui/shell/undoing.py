"""Undo and redo of this session's changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from digest.domain.message import Message, msg

if TYPE_CHECKING:
    from digest.services.session.undo import Step
    from digest.tui.host import Host


class Undoing:
    """One step back or forth, told by its name; the cursor goes to what it has changed."""

    def __init__(self, host: Host, show: Callable[[Sequence[str]], None]) -> None:
        """`show` shows what has changed, with the cursor on the first of these ids that is there."""
        self._host = host
        self._show = show

    def undo(self) -> None:
        """Take the last change back."""
        self._step(
            self._host.library.actions.undo,
            msg("Nothing to undo."),
            lambda name: msg("Undone: {name}", name=name),
        )

    def redo(self) -> None:
        """Do it again."""
        self._step(
            self._host.library.actions.redo,
            msg("Nothing to redo."),
            lambda name: msg("Redone: {name}", name=name),
        )

    def _step(self, work: Callable[[], Step | None], nothing: Message, said: Callable[[Message], Message]) -> None:
        def then(step: Step | None) -> None:
            self._show(step.about if step else ())
            self._host.say(nothing if step is None else said(step.name))

        self._host.work_queue.change(work, then)
