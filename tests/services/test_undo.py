"""Undo and redo: one step at a time, and a step that fails is not lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.domain.errors import Conflict, LibraryDamaged, LibraryError
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


@pytest.mark.parametrize("way", ["undo", "redo"])
@pytest.mark.parametrize("error", [LibraryError(msg("away")), LibraryDamaged(msg("damaged"))])
def test_a_step_waits_for_a_library_that_is_away(way: str, error: LibraryError) -> None:
    done: list[str] = []
    is_away = False

    def act(name: str) -> Callable[[], None]:
        def acts() -> None:
            if is_away:
                raise error
            done.append(name)

        return acts

    history = UndoSteps()
    history.record(Step(msg("a"), act("back a"), act("again a")))
    history.record(Step(msg("b"), act("back b"), act("again b")))
    if way == "redo":
        history.undo()
        done.clear()
    is_away = True
    for _ in range(2):
        with pytest.raises(LibraryError):
            getattr(history, way)()
    is_away = False
    step = getattr(history, way)()
    assert step is not None
    assert step.name == msg("b")
    assert done == ["back b" if way == "undo" else "again b"]


def test_a_step_that_somebody_has_overtaken_is_dropped() -> None:
    def is_overtaken() -> None:
        raise Conflict(msg("changed"))

    history, done = UndoSteps(), []
    history.record(step(done, "a"))
    history.record(Step(msg("b"), is_overtaken, is_overtaken))
    with pytest.raises(Conflict):
        history.undo()
    history.undo()
    assert done == ["back a"]
