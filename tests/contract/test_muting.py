"""Muting: feeds and words in titles; what is muted leaves the inbox and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.entry import PAGES
from digest.domain.query import EntryQuery, FeedCounts
from digest.storage.local import LocalStore
from digest.storage.store import Store
from tests.builders import NOW, a_feed, a_refresh, an_entry


def titles(store: Store, muted: bool | None) -> list[str]:
    return [row.entry.title for row in store.entries(EntryQuery(muted=muted)).rows]


@pytest.fixture
def filled(store: Store) -> Store:
    store.add_feeds([a_feed(1), a_feed(2)])
    store.apply_refresh([
        a_refresh("f1", an_entry(1, title="Gewinnspiel der Woche"), an_entry(2, title="Krisen-PR, kurz erklärt")),
        a_refresh("f2", an_entry(1, "f2", title="Die Pressemappe"), an_entry(2, "f2", title="Gewinnspiele im Advent")),
    ])  # fmt: skip
    return store


def test_nothing_is_muted_in_a_new_library(filled: Store) -> None:
    assert filled.muted_words() == ()
    assert filled.entries(EntryQuery(muted=True)).total == 0
    assert filled.entries(EntryQuery(muted=False)).total == 4


def test_all_entries_of_a_muted_feed_are_muted(filled: Store) -> None:
    filled.change_feed("f2", {"muted": True})
    assert sorted(titles(filled, True)) == ["Die Pressemappe", "Gewinnspiele im Advent"]
    assert len(titles(filled, False)) == 2
    assert len(titles(filled, None)) == 4
    filled.change_feed("f2", {"muted": False})
    assert titles(filled, True) == []


def test_a_word_mutes_the_titles_in_which_it_stands_whole(filled: Store) -> None:
    assert filled.mute_words(["gewinnspiel"]) == ("gewinnspiel",)
    assert titles(filled, True) == ["Gewinnspiel der Woche"]


def test_a_star_at_its_end_stands_for_any_ending(filled: Store) -> None:
    filled.mute_words(["Gewinnspiel*"])
    assert sorted(titles(filled, True)) == ["Gewinnspiel der Woche", "Gewinnspiele im Advent"]


@pytest.mark.parametrize("word", ["ERKLÄRT", "erklaert", "pr", "Krisen-PR", "kurz erklärt"])
def test_a_word_is_found_in_any_spelling_and_beside_any_sign(filled: Store, word: str) -> None:
    filled.mute_words([word])
    assert titles(filled, True) == ["Krisen-PR, kurz erklärt"]


def test_a_word_is_kept_once_and_taken_back_in_any_spelling(store: Store) -> None:
    assert store.mute_words(["Zebra", "Advent", "ADVENT"]) == ("Advent", "Zebra")
    assert store.mute_words(["advent", "Podcast"]) == ("Podcast",)
    assert store.muted_words() == ("Advent", "Podcast", "Zebra")
    assert store.unmute_words(["aDVENT", "unbekannt"]) == ("Advent",)
    assert store.muted_words() == ("Podcast", "Zebra")


def test_a_word_with_nothing_in_it_is_a_mistake_of_the_program(store: Store) -> None:
    with pytest.raises(ValueError, match="mutes nothing"):
        store.mute_words([" * "])


def test_no_word_mutes_a_page_that_somebody_added(store: Store) -> None:
    store.mute_words(["Gewinnspiel"])
    store.add_page(an_entry(1, PAGES, title="Gewinnspiel"))
    assert titles(store, True) == []


def test_counts_say_how_many_of_the_unread_are_muted(filled: Store) -> None:
    filled.mute_words(["Gewinnspiel"])
    filled.change_feed("f2", {"muted": True})
    assert filled.feed_counts() == {"f1": FeedCounts(2, 2, 1), "f2": FeedCounts(2, 2, 2)}
    filled.mark([an_entry(1)], read=True)
    assert filled.feed_counts()["f1"] == FeedCounts(2, 1, 0)
    filled.unmute_words(["Gewinnspiel"])
    filled.change_feed("f2", {"muted": False})
    assert filled.feed_counts()["f2"] == FeedCounts(2, 2, 0)


def test_muting_goes_with_the_other_conditions(filled: Store) -> None:
    filled.mute_words(["Gewinnspiel*"])
    inbox = EntryQuery(unread=True, muted=False)
    assert filled.entries(inbox).total == 2
    assert filled.entries(EntryQuery(unread=True, muted=True, feed_ids=("f2",))).total == 1
    filled.mark([an_entry(2)], read=True)
    assert [row.entry.title for row in filled.entries(inbox).rows] == ["Die Pressemappe"]


def test_the_stamp_tells_that_a_word_was_muted(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    before = store.stamp()
    store.mute_words(["Advent"])
    muted = store.stamp()
    assert muted != before
    store.unmute_words(["Advent"])
    assert store.stamp() != muted


def test_words_stand_in_the_file_as_they_were_typed(tmp_path: Path) -> None:
    library = LocalStore(tmp_path, lambda: NOW)
    library.mute_words(["Jubiläum"])
    library.close()
    assert '"word": "Jubiläum"' in (tmp_path / "feeds.json").read_text(encoding="utf-8")
    assert list(LocalStore(tmp_path, lambda: NOW).check()) == []
