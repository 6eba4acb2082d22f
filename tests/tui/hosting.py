"""A `Host` of the test's own.

The library is real, its work is done at once, what is said is kept in a list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from digest.bootstrap import Library
from digest.config.language import tell
from digest.domain.errors import DigestError
from digest.domain.message import Message
from digest.tui.host import Host
from tests.tui.libraries import PATIENT, environment

T = TypeVar("T")


class WorkAtOnce:
    """No thread: what is asked for is done before the call returns.

    A mistake of the user is told.
    """

    def __init__(self, told: Callable[[DigestError], None]) -> None:
        self._told = told

    keys_wait = False

    def change(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[], None] | None = None,
        *, keys_wait: bool = True,
    ) -> None:  # fmt: skip
        try:
            result = work()
        except DigestError as error:
            self._told(error)
            if failed is not None:
                failed()
        else:
            then(result)

    ask = ask_much = change

    def reach(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        self.change(work, then)


@dataclass
class KeysHeld:
    """Counts how often keys are held, and for what they were refused."""

    held: int = 0
    refused: list[str] = field(default_factory=list)
    last: float = 0.0
    came: float = 0.0
    is_writing: bool = False

    def hold(self) -> Callable[[], None]:
        self.held += 1

        def release() -> None:
            self.held -= 1

        return release

    hold_while_saving = hold

    def refuse(self, *said: Message) -> None:
        self.refused += map(tell, said)


class Remembered(dict[str, Any]):
    """What the interface remembers, for as long as the test runs."""

    def put(self, name: str, value: object) -> None:
        self[name] = value


class FakeHost:
    """What a controller sees of the program. `answers` are what dialogs give, in their order."""

    is_leaving = False

    def __init__(self, folder: Path, *answers: object) -> None:
        self.library = Library(environment(folder))
        self.month = self.library.editions.current()
        self.last_export = self.closed_month = ""
        self.said: list[str] = []
        self.dialogs: list[object] = []
        self.key_queue = KeysHeld()
        self.timings = PATIENT
        self.preferences = Remembered()
        self.work_queue = WorkAtOnce(self.tell_error)
        self._answers = list(answers)

    def say(self, *messages: Message) -> None:
        self.said += map(tell, messages)

    def tell_error(self, error: DigestError) -> None:
        self.said.append(tell(error.message))

    def show(self, dialog: object, then: Callable[[Any], None] | None = None) -> None:
        self.dialogs.append(dialog)
        if then is not None:
            then(self._answers.pop(0))

    @property
    def host(self) -> Host:
        """For the type checker: tests use of it what their controller does."""
        return cast(Host, self)
