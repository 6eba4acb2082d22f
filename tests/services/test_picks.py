"""Picking: what a pick takes from its entry, what it keeps, and how it is found again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.config.language import tell
from digest.domain.edition import Pick
from digest.domain.entry import Entry
from digest.domain.errors import Ambiguous, EditionClosed, NotFound, UsageError
from digest.domain.query import EntryQuery
from tests.builders import MONTH, NOW, a_pick


def entry(library: Library, title: str = "Beitrag 11") -> Entry:
    return next(row.entry for row in library.store.entries(EntryQuery()).rows if row.entry.title == title)


def picked(library: Library, title: str = "Beitrag 11", category: str | None = "Krise", **given: str) -> Pick:
    return library.curation.pick_entry(entry(library, title), MONTH, category, given).pick


def test_a_pick_says_where_it_is_from(library: Library) -> None:
    pick = picked(library)
    assert (pick.source, pick.category, pick.original_title) == ("Erster Blog", "Krise", "Beitrag 11")


def test_without_a_category_it_takes_its_feeds(library: Library) -> None:
    assert picked(library, category=None).category == "IK"
    with pytest.raises(UsageError, match="needs a category"):
        picked(library, "Beitrag 21", None)


def test_picked_again_it_keeps_id_and_words(library: Library) -> None:
    before = picked(library, comment="Lesen!")
    after = picked(library, category="Strategie")
    assert (after.id, after.comment, after.category) == (before.id, "Lesen!", "Strategie")


def test_what_is_picked_counts_as_read(library: Library) -> None:
    picked(library)
    assert [row.entry.title for row in library.store.entries(EntryQuery(unread=False)).rows if row.read] == [
        "Beitrag 11"
    ]


def test_the_pick_of_a_page_is_found_by_entry_and_by_address(library: Library) -> None:
    pick, page = picked(library), entry(library)
    assert library.curation.present(MONTH, page.id, "") == pick
    assert library.curation.present(MONTH, "", page.canonical_url) == pick
    assert library.curation.present(MONTH, "", "") is None


def test_a_dropped_pick_is_found_only_where_it_is_asked_for(library: Library) -> None:
    pick, page = picked(library), entry(library)
    library.curation.drop(pick)
    assert library.curation.present(MONTH, page.id, page.canonical_url) is None
    assert library.curation.present(MONTH, page.id, page.canonical_url, dropped=True) is not None


def test_nothing_is_picked_into_a_closed_edition(library: Library) -> None:
    picked(library)
    library.editions.close(MONTH)
    with pytest.raises(EditionClosed):
        library.curation.ensure_pickable("https://neu.example/", MONTH, "Krise")


def test_a_number_is_a_position_and_never_part_of_an_id(library: Library) -> None:
    pick = picked(library)
    assert library.curation.find("1") == pick
    assert library.curation.find(pick.id[:5]) == pick
    with pytest.raises(NotFound, match="no pick"):
        library.curation.find("7")


@pytest.mark.parametrize(("ids", "typed", "found"), [
    (("p1", "p10", "p11"), "p1", "p1"), (("p1", "p10"), " P1 ", "p1"),
    (("Ab", "Abc"), "Ab", "Ab"), (("Ab",), "A", "Ab"),
])  # fmt: skip
def test_an_id_typed_whole_is_that_pick(library: Library, ids: tuple[str, ...], typed: str, found: str) -> None:
    for number, pick_id in enumerate(ids):
        library.store.add_pick(a_pick(number, id=pick_id), NOW)
    assert library.curation.find(typed).id == found


def test_a_beginning_that_fits_several_says_their_ids(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = iter(["ab000001", "ab000002"])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(ids))
    picked(library)
    picked(library, "Beitrag 12")
    with pytest.raises(Ambiguous) as caught:
        library.curation.find("ab")
    assert caught.value.remedy is not None
    assert "ab000001, ab000002" in tell(caught.value.remedy)


def test_a_pick_moves_to_an_end_of_its_section_and_no_further(library: Library) -> None:
    first, _ = picked(library), picked(library, "Beitrag 12")
    picked(library, "Beitrag 13", "Strategie")
    assert library.curation.move(first, 9) == 3
    assert [pick.original_title for pick in library.editions.picks(MONTH)] == ["Beitrag 13", "Beitrag 12", "Beitrag 11"]


def test_an_address_must_be_one(library: Library) -> None:
    with pytest.raises(UsageError, match="is not a web address"):
        library.curation.change(picked(library), {"url": "irgendwo"})


def test_what_would_change_without_secrets_is_told_and_not_done(library: Library) -> None:
    pick = picked(library)
    changed = library.curation.change(pick, {"url": "https://blog.example/a?access_token=geheim123456"})
    assert library.curation.without_secrets(changed) == {"url": "https://blog.example/a"}
    assert library.store.pick(pick.id).url == changed.url


@pytest.mark.slow
def test_a_key_that_picks_while_the_archive_is_locked_says_that_the_pick_is_kept(
    library: Library, tmp_path: Path
) -> None:
    wanted = entry(library)
    with closing(sqlite3.connect(tmp_path / "library" / "archive.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = library.actions.picks.pick(wanted, MONTH, "Krise")
        said = tell(result.said)
        assert said.startswith("“Beitrag 11” picked under Krise. It stays unread: ")
        assert said.endswith("archive.sqlite is locked by another program.")
        assert [pick.id for pick in library.store.picks(MONTH)] == [result.pick and result.pick.id]
        other.execute("ROLLBACK")
    library.actions.undo()
    assert library.store.picks(MONTH) == []
