"""A session of its own process, as a second terminal is.

It does what it is told through a pipe and answers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digest.bootstrap import Library
from digest.domain.errors import Conflict, DigestError


class Side:
    """One curator at one terminal, with what her screen shows of an edition."""

    def __init__(self, folder: Path) -> None:
        self.library = Library({
            "HOME": str(folder), "DIGEST_LIBRARY": str(folder / "library"), "DIGEST_CONFIG": str(folder / "none.toml"),
            "DIGEST_NOW": "2026-11-21T12:00:00+00:00",
        })  # fmt: skip
        self.shown: dict[str, Any] = {}

    def look(self, month: str) -> list[str]:
        """Read the edition and its picks, as a screen does; later acts are based on this."""
        self.shown = {pick.id: pick for pick in self.library.store.picks(month)}
        self.shown[month] = self.library.store.edition(month)
        return list(self.shown)

    def comment(self, pick_id: str, text: str) -> object:
        return self.library.actions.picks.change(self.shown[pick_id], {"comment": text})

    def intro(self, month: str, text: str) -> object:
        return self.library.actions.change(self.shown[month], {"intro": text})

    def topic(self, month: str, text: str) -> object:
        return self.library.actions.change(self.shown[month], {"topic": text})

    def move(self, pick_id: str, by: int) -> object:
        return self.library.actions.picks.move(self.shown[pick_id], by)

    def drop(self, pick_id: str) -> object:
        return self.library.actions.picks.drop(self.shown[pick_id])

    def close(self, month: str) -> object:
        return self.library.actions.editions.close(month)

    def undo(self) -> object:
        return self.library.actions.undo()


def live(folder: Path, told: Any) -> None:
    """Do one act after the other.

    ("comment", "p1", "text") → ("ok", "") or the error's name, and both its texts.
    """
    side = Side(folder)
    while act := told.recv():
        name, *words = act
        try:
            getattr(side, name)(*words)
        except Conflict as error:
            told.send(("Conflict", error.theirs, error.ours))
        except DigestError as error:
            told.send((type(error).__name__, str(error), ""))
        else:
            told.send(("ok", "", ""))
