"""What a Store keeps of a table until somebody changes it.

Several are read in one round trip.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from digest.storage.postgresql.connection import Row, Server, Values

T = TypeVar("T")


class CachedPart(Generic[T]):
    """The answers to `questions` as `made` of them, or of other parts if there are none.

    They are asked again when `state` is another than when they were read.
    `state` is taken before asking: what is read may be newer than it says, never older.
    """

    def __init__(
        self,
        server: Server,
        questions: Callable[[], Sequence[tuple[str, Values]]],
        made: Callable[[Sequence[list[Row]]], T],
        state: Callable[[], object],
    ) -> None:
        self._server = server
        self._questions = questions
        self._made = made
        self._state = state
        self._gate = threading.Lock()
        self._known: tuple[object, T] | None = None

    def get(self) -> T:
        """The present value, as of the last look at the numbers.

        The same object until its state changes.
        """
        state = self._state()
        with self._gate:
            known = self._known
        if known is not None and known[0] == state:
            return known[1]
        return self._keep(state, self._server.ask(*self._questions()))

    def _keep(self, state: object, answers: Sequence[list[Row]]) -> T:
        made = self._made(answers)
        with self._gate:
            self._known = state, made
        return made

    @staticmethod
    def read_together(server: Server, parts: Sequence[CachedPart[Any]]) -> None:
        """Read those that have changed in one round trip.

        For whoever is about to ask for all of them.
        """
        asked: list[tuple[CachedPart[Any], object, Sequence[tuple[str, Values]]]] = []
        for part in parts:
            state = part._state()
            with part._gate:
                is_known = part._known is not None and part._known[0] == state
            if not is_known:
                asked.append((part, state, part._questions()))
        if len(asked) < 2:  # one is read by whoever asks for it
            return
        answers = server.ask(*(question for _, _, questions in asked for question in questions))
        for part, state, questions in asked:
            part._keep(state, answers[: len(questions)])
            answers = answers[len(questions) :]
