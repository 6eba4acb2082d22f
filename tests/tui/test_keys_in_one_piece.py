"""The law of keys: what is typed behind a key is about what that key shows or opens.

The same keys come to the same, one at a time or all in one piece with answers that come late: the library, the screen,
its cursor and its focus. What is different by intent is not drawn, or ends the keys:

- what is typed behind a key that is refused (no field opens) is dropped (`KeyQueue.refuse`): keys end with that one;
- the same digit at once is a slip of the finger (`Timings.slip`), which is about time alone;
- a conflict is deaf for a moment (`Timings.deaf`): nobody else is at work here;
- what asks the net, another program or the whole disk (R x o e b a P, import, backup) comes when it comes: keys do not
  wait for that; nor for the commands that Textual's palette finds;
- `q`, which leaves the program, and what is said, which goes by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tui.bursts import a_library, outcome_of

#: Keys with blanks between: what is done in one go, so that what is drawn makes sense more often than letters would.
EVERYWHERE = (
    "j", "k", "g", "G", "u", "U", "i", "S", "E", "F", "? escape", "V ] escape", "V s", "escape",
    ", j j enter x enter escape", ", j d escape", ", j j enter x escape escape",
)  # fmt: skip
ENTRIES = (
    "n", "p", "space", "1", "2", "3", "0", "s", "r", "A", "t N enter", "t 2", "t down enter", "t escape",
    "c a b escape", "c K r enter n i escape", "/ 3 enter", "/ B escape", "/ 1 down enter", "tab", "shift+tab", "enter",
    "f down enter", "f u n r enter", "f o n l y space p enter", "ctrl+s N enter", "v", "ctrl+f 7 enter",
    "ctrl+f B down enter", "ctrl+f x escape", "ctrl+f 5 ctrl+s N enter", "[", "]", "M enter", "M down enter",
    "# h i enter", "# enter", "H escape", "H enter", "Q enter", "l escape", "Z", "N", "T x enter", "d", "J", "K", "z",
    ".", "X escape",
)  # fmt: skip
EDITION = (
    "J", "K", "t 2", "t N enter", "0", "n", "p", "C", "C y", "w", "L", "enter a b escape", "c x escape",
    "enter tab a escape", "I enter", "I e enter", "f escape", "tab", "[", "]", "# h i enter", "# enter", "H enter",
    "X escape", "v", "ctrl+f 3 enter",
)  # fmt: skip
FEEDS = (
    "p", "d", "M", "space", "A", "t N enter", "t down enter", "T y enter", "T escape", "enter a enter", "enter escape",
    "r escape", "r x enter escape", "/ 2 enter", "/ 1 escape", "/ B enter", "escape", "F",
)  # fmt: skip

#: By what they are about: the least keys that once came to something else in one piece.
LEAST = {
    "feeds that are not shown yet": "F t N enter",
    "a feed that has gone": "F d d",
    "a folder that is called otherwise": "F T x enter T y enter",
    "a pick that is dropped": "v j j 0 0",
    "a pick that has moved": "v j j j J j 0",
    "a text that has just been written": "v j j c x escape c y escape",
    "a pick that the edition must have": "3 v j j j j 0",
    "a label that is typed": "t N enter 0",
    "a word that is muted": "M down enter A",
    "picks of another month": "[ j 1 ] 0",
    "a filter that is left": "/ 3 enter escape g 1",
    "a list that is narrowed": "f u n r enter G 1",
    "the shortlist": "j s S 1",
    "a text that is to be read on": "j space",
    "a search that is taken away": "shift+tab G d d",
    "settings that are not shown yet": ", j j enter x enter escape",
    "a note that has just been left": "# h i enter # enter",
}


def runs(own: Sequence[str], *first: str) -> st.SearchStrategy[str]:
    """Keys of one screen, now and then of any."""
    act = st.one_of(st.sampled_from(own), st.sampled_from(own), st.sampled_from(own), st.sampled_from(EVERYWHERE))
    return st.lists(act, min_size=2, max_size=7).map(lambda acts: " ".join([*first, *acts]))


KEYS = st.one_of(runs(ENTRIES), runs(EDITION, "v"), runs(FEEDS, "F"), runs([*ENTRIES, *EDITION, *FEEDS]))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    a_library(folder)
    return folder


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def come_to_the_same(template: Path, folder: Path, keys: str, order: int) -> None:
    typed, stops = keys.split(), list[int]()
    one_by_one = outcome_of(template, folder, typed, None, stops=stops)
    typed = typed[: stops[0] + 1] if stops else typed
    differences = one_by_one.differences(outcome_of(template, folder, typed, order))
    assert not differences, "\n".join([f"{typed}, {order}: one by one (-), in one piece (+)", *differences])


@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=KEYS, order=st.integers(0, 99))
def test_keys_in_one_piece_come_to_the_same(template: Path, tmp_path: Path, keys: str, order: int) -> None:
    come_to_the_same(template, tmp_path / "library", keys, order)


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=15, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=KEYS, order=st.integers(0, 99))
def test_many_keys_in_one_piece_come_to_the_same(template: Path, tmp_path: Path, keys: str, order: int) -> None:
    come_to_the_same(template, tmp_path / "library", keys, order)


@pytest.mark.slow
@pytest.mark.parametrize("about", LEAST)
def test_keys_are_about(template: Path, tmp_path: Path, about: str) -> None:
    come_to_the_same(template, tmp_path / "library", LEAST[about], order=1)
