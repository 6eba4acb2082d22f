"""Who works on a library, and the history of an edition for people."""

from __future__ import annotations

import pytest

from digest.domain.curator import Curator
from digest.domain.errors import NotFound, UsageError
from digest.services.curation.curators import Curators, who
from digest.services.curation.edition_log import EditionLog, diff
from tests.builders import MONTH, NOW, a_pick
from tests.model.store import MemoryStore


class StoreOf(MemoryStore):
    """A library on which these people work."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self._names = names

    def curators(self) -> tuple[Curator, ...]:
        return tuple(Curator(name) for name in self._names)


def test_one_person_alone_needs_no_initials() -> None:
    assert Curators(StoreOf("Dora Fink")).initials(["dora fink"]) == {}


def test_whoever_is_named_has_initials_as_well_in_any_spelling() -> None:
    found = Curators(StoreOf("Dora Fink")).initials(["DORA FINK", "Emil Maus"])
    assert found["Dora Fink"] == found["DORA FINK"] == "DF"
    assert found["Emil Maus"] == "EM"


@pytest.mark.parametrize("typed", ["Emil Maus", "emil maus", "em", "EM"])
def test_a_curator_is_found_by_name_or_initials(typed: str) -> None:
    assert Curators(StoreOf("Dora Fink", "Emil Maus")).find(typed) == "Emil Maus"


def test_an_unknown_curator_is_refused_with_the_names_that_are_known() -> None:
    with pytest.raises(UsageError) as caught:
        Curators(StoreOf("Dora Fink", "Emil Maus")).find("Ada")
    assert "Dora Fink, Emil Maus" in str(caught.value.remedy)
    with pytest.raises(UsageError) as caught:
        Curators(StoreOf()).find("Ada")
    assert "Nobody" in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("picked", "written", "shown"),
    [
        ("Dora", "", "D"),
        ("Dora", "Dora", "D"),
        ("Dora", "Emil", "D/E"),
        ("", "Emil", "–/E"),
        ("", "", ""),
    ],
)
def test_beside_a_pick_stands_who_picked_and_who_wrote_last(picked: str, written: str, shown: str) -> None:
    assert who(a_pick(1, curator=picked, edited_by=written), {"Dora": "D", "Emil": "E"}) == shown


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    made.add_pick(a_pick(1), NOW)
    made.add_pick(a_pick(2), NOW)
    for comment in ("Erstens.", "Erstens.\nZweitens."):
        made.change_pick("p1", {"comment": comment}, NOW)
    return made


def test_the_texts_of_a_pick_are_its_own_and_each_is_found_by_its_number(store: MemoryStore) -> None:
    log, pick = EditionLog(store), store.pick("p1")
    texts = log.texts(pick)
    assert [log.text_of(pick, event.number) for event in texts] == texts
    assert len(texts) >= 2
    assert {event.pick for event in log.events(MONTH, pick="p2")} == {"p2"}
    assert [event.pick for event in log.texts(store.pick("p2"))] == ["p2"]
    with pytest.raises(NotFound) as caught:
        log.text_of(pick, 999)
    assert str(texts[-1].number) in str(caught.value.remedy)
    with pytest.raises(NotFound) as caught:
        log.text_of(a_pick(9), 1)
    assert "none of it yet" in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("gleich", "gleich", []),
        ("", "neu", ["+neu"]),
        ("a\nb\nc", "a\nB\nc", [" a", "-b", "+B", " c"]),
        ("-- a\n++ b", "", ["--- a", "-++ b"]),
        ("@@ x", "@@ y", ["-@@ x", "+@@ y"]),
    ],
)
def test_only_lines_that_differ_and_their_neighbours_are_shown(before: str, after: str, lines: list[str]) -> None:
    assert list(diff(before, after)) == lines
