"""Undo and redo of one session's steps; a step refuses if somebody else changed the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from digest.domain.errors import Conflict, DigestError, LibraryError
from digest.domain.message import Message, msg

#: Steps kept; the oldest go first.
MOST_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """One change of state: `name` describes it; `undo` and `redo` may raise Conflict.

    `about` are the ids of what was changed (picks, entries, feeds, or fields of an edition): where it is shown.
    """

    name: Message
    undo: Callable[[], object]
    redo: Callable[[], object]
    about: tuple[str, ...] = ()


class UndoSteps:
    """One session's steps in order.

    A step that cannot be undone or redone is dropped, unless the library could not be read or written just now.
    """

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def record(self, step: Step) -> None:
        """Remember what was just done; what was undone before cannot be redone any more."""
        self._done.append(step)
        del self._done[:-MOST_STEPS]
        self._undone.clear()

    def record_guarded(
        self, name: Message, undo: Callable[[], object], redo: Callable[[], object], *about: str
    ) -> None:
        """As `record`; a conflict is raised as one sentence: it stays as it is."""
        no_undo = msg("Not undone: {name}. Somebody else has changed it since; it stays as it is.", name=name)
        no_redo = msg("Not redone: {name}. Somebody else has changed it since; it stays as it is.", name=name)
        self.record(Step(name, _unless_overtaken(undo, no_undo), _unless_overtaken(redo, no_redo), about))

    def undo(self) -> Step | None:
        """Take the last step back; returns it, None if there is none."""
        return _moved(self._done, self._undone, lambda step: step.undo)

    def redo(self) -> Step | None:
        """Do the step again that was undone last; returns it, None if there is none."""
        return _moved(self._undone, self._done, lambda step: step.redo)

    def __len__(self) -> int:
        return len(self._done)


def _moved(steps: list[Step], to: list[Step], work: Callable[[Step], Callable[[], object]]) -> Step | None:
    """Do a part of the last step, which then goes to the other list; None if there is no step."""
    if not steps:
        return None
    step = steps.pop()
    try:
        work(step)()
    except LibraryError:
        steps.append(step)  # the library may be back in a moment
        raise
    to.append(step)
    return step


def _unless_overtaken(step: Callable[[], object], refused: Message) -> Callable[[], object]:
    """Run the step; a conflict has no two texts to compare here, and is told as `refused`."""

    def stepped() -> None:
        try:
            step()
        except Conflict as conflict:
            raise Conflict(refused) from conflict

    return stepped


def each_of(ids: Iterable[str], act: Callable[[str], object]) -> None:
    """Do it for every one; the first error is raised when all have been tried."""
    first: DigestError | None = None
    for one in ids:
        try:
            act(one)
        except DigestError as error:
            first = first or error
    if first is not None:
        raise first
