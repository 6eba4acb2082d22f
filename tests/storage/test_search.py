"""What a search finds is what `domain.text.matches` says, whichever way the archive goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from digest.domain.entry import PAGES, Entry
from digest.domain.query import EntryQuery
from digest.domain.text import matches
from digest.storage.local import LocalStore
from digest.storage.sql.search import FEW, Few
from tests.builders import NOW, a_feed, a_refresh, an_entry, pick_of

MONTHS = [f"2026-{number:02}" for number in range(3, 12)]
TEXTS = (
    "Krise im Verein",
    "Öffentliche Haeuser",
    "ab",
    "Zahl 77",
    "Verein für Öffentlichkeit",
    "Im [Kreis]* wirklich?\0ende",
)
FEEDS = {"f1": "Krisenblog", "f2": "Abseits", "f3": "Fort"}
COMMENTED = 8
QUERIES = [
    "krise", "Verein öffentlich", "haeuser", "häuser", "ab", "a", "77 zahl", "verein ab", "krisenblog", "nirgendwo",
    "krisenblog verein", "belegt", "belegt krise", "ö", "oe 1", "fort", "abseits 77", "-", "krise - ab", "beitrag",
    "[kreis]*", "]*", "h? 5", "h?\0e", "ende", "?",
]  # fmt: skip


def texts_of(number: int) -> str:
    return f"{TEXTS[number % len(TEXTS)]} {number}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    """Entries of three feeds over nine months, in no order of time.

    One is removed, one entry commented.
    """
    store = LocalStore(tmp_path_factory.mktemp("library"), lambda: NOW)
    store.add_feeds([a_feed(number, title=FEEDS[f"f{number}"]) for number in (1, 2, 3)])
    for number, (feed_id, month) in enumerate(product(FEEDS, reversed(MONTHS[::2] + MONTHS[1::2]))):
        brought = [
            an_entry(number * 7 + each, feed_id, month=month, title="Beitrag", summary=texts_of(number * 7 + each))
            for each in range(3)
        ]
        store.apply_refresh([a_refresh(feed_id, *brought)])
    store.add_page(an_entry(500, PAGES, month=MONTHS[0], title="Krise"))
    commented = next(row.entry for row in store.entries(EntryQuery()).rows if row.entry.summary == texts_of(COMMENTED))
    store.add_pick(pick_of(commented, comment="gut belegt"), NOW)
    store.remove_feed("f3", NOW)
    yield store
    store.close()


def expected(store: LocalStore, words: str) -> list[Entry]:
    titles = FEEDS | {PAGES: ""}
    return [
        entry
        for entry in (row.entry for row in store.entries(EntryQuery()).rows)
        if matches(words, entry.title, entry.summary, entry.author, titles[entry.feed_id],
                   "gut belegt" if entry.summary == texts_of(COMMENTED) else "")
    ]  # fmt: skip


@pytest.fixture(params=[0, 3, 5000])
def any_way(request: pytest.FixtureRequest, store: LocalStore) -> Iterator[LocalStore]:
    """The same library, in which no, some or all hits are looked at one by one."""
    store._opened_archive.lists.few = Few(request.param, request.param)
    yield store
    store._opened_archive.lists.few = FEW


@pytest.mark.parametrize("words", QUERIES)
def test_a_search_finds_what_matches_month_by_month(words: str, any_way: LocalStore) -> None:
    store = any_way
    wanted = expected(store, words)
    found = list(store.search(words))
    assert len(found) == len(MONTHS)
    by_month = [[entry for entry in wanted if entry.month == month] for month in reversed(MONTHS)]
    assert [[row.entry for row in rows] for rows in found] == by_month
    assert [row.entry for row in store.entries(EntryQuery(search=words)).rows] == wanted
    window = store.entries(EntryQuery(search=words, offset=1, limit=3))
    assert ([row.entry for row in window.rows], window.total) == (wanted[1:4], len(wanted))
    for month in MONTHS[::4]:
        narrowed = [entry for entry in wanted if entry.month == month and entry.feed_id == "f1"]
        query = EntryQuery(search=words, month=month, feed_ids=("f1",), unread=True)
        assert [row.entry for row in store.entries(query).rows] == narrowed


@pytest.mark.parametrize("each", ["krise", "ab", "krisenblog"])
def test_any_number_of_words_may_be_looked_for(each: str, store: LocalStore) -> None:
    wanted = expected(store, each)
    for words in (
        f"{each} " * 3000,
        " ".join([each, *(f"{each[:2]}" for _ in range(3000))]),
        " ".join([each, *(letter for letter in each * 3000)]),
    ):
        assert [row.entry for row in store.entries(EntryQuery(search=words)).rows] == wanted
    for other in (" ".join(f"{number}" for number in range(3000)), " ".join(f"wort{number}" for number in range(3000))):
        assert store.entries(EntryQuery(search=f"{each} {other}")).total == 0


@pytest.mark.parametrize(
    "words", ["a\0b", "kri\0se", "\0", '"', "'", "%", "*", "NEAR(a b)", "same:krise", "\ud800", "(^"]
)
def test_no_letter_means_anything_but_itself(words: str, store: LocalStore) -> None:
    assert [row.entry for row in store.entries(EntryQuery(search=words)).rows] == expected(store, words)


def test_most_words_of_this_module_find_something(store: LocalStore) -> None:
    assert sum(bool(expected(store, words)) for words in QUERIES) > len(QUERIES) - 5
