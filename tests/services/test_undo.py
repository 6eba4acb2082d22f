"""Undo and redo: one step at a time, and a step that fails is not lost."""

from __future__ import annotations

import pytest

from digest.domain.message import msg
from digest.services.session.undo import Step, UndoSteps


def step(done: list[str], name: str) -> Step:
    return Step(msg(name), lambda: done.append(f"back {name}"), lambda: done.append(f"again {name}"))


def test_steps_go_back_and_forth_in_their_order() -> None:
    history, done = UndoSteps(), []
    for name in ("a", "b"):
        history.record(step(done, name))
    history.undo(), history.undo(), history.redo()
    assert done == ["back b", "back a", "again a"]
    assert history.undo() is not None
    assert history.undo() is None


def test_a_new_step_forgets_what_could_be_done_again() -> None:
    history, done = UndoSteps(), []
    history.record(step(done, "a"))
    history.undo()
    history.record(step(done, "b"))
    assert history.redo() is None


def test_a_step_that_fails_tells_it() -> None:
    def fails() -> None:
        raise ValueError

    history = UndoSteps()
    history.record(Step(msg("a"), fails, fails))
    with pytest.raises(ValueError):
        history.undo()
