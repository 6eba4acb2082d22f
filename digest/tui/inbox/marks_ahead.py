"""Marks that are shown before they are saved: older answers are outdated then."""

from __future__ import annotations

from collections.abc import Callable


class MarksAhead:
    """How many marks there were, and those that are not saved yet."""

    def __init__(self) -> None:
        self._marked = 0
        self._ahead: set[int] = set()

    def mark_ahead(self) -> Callable[[], None]:
        """A mark is shown; call what is returned once it is saved."""
        self._marked += 1
        number = self._marked
        self._ahead.add(number)
        return lambda: self._ahead.discard(number)

    @property
    def marks_known(self) -> int | None:
        """The marks that a question asked now knows of, for `is_outdated`; None if some are unsaved."""
        return None if self._ahead else self._marked

    def is_outdated(self, marks_known: int | None) -> bool:
        """True for an answer that may not know of marks that are shown already."""
        return marks_known != self._marked
