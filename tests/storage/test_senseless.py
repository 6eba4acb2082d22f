"""A value that makes no sense, in any field of any file.

Told in a sentence or passed over, never a mistake of ours.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from digest.domain.edition import Frozen
from digest.domain.errors import DigestError, LibraryDamaged
from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry

Open = Callable[..., LocalStore]

OLD = "2026-10"
WRONG: list[Any] = [None, 5, "", "\t\n", [], {"a": 1}, True]
#: Beside those that a record has anyway.
FIELDS = {"version", "rank", "dropped", "edition_id", "place", "frozen", "old", "month", "published", "removed"}
FILES = ["editions", f"closed/{OLD}", "feeds", "kept"]


@pytest.fixture
def filled(folder: Path, open_store: Open) -> Path:
    store = open_store()
    store.add_feeds([a_feed(1), a_feed(2)])
    for number, month in enumerate((OLD, MONTH, OLD)):
        store.apply_refresh([a_refresh("f1", an_entry(number, month=month))])
    store.mark([an_entry(0, month=OLD)], shortlisted=True)
    store.add_pick(a_pick(1, OLD, comment="Ein Wort."), NOW)
    store.close_edition(OLD, Frozen("Titel", ("Strategie",), 1, "de"), NOW)
    store.add_pick(a_pick(2, comment="Noch eins."), NOW)
    store.close()
    return folder


def questions(store: Store) -> Iterator[Callable[[], object]]:
    entries = [an_entry(0, month=OLD), an_entry(1)]
    yield store.feeds
    yield store.fetch_states
    yield store.feed_counts
    yield store.muted_words
    yield store.founded
    yield store.months
    yield store.editions
    yield store.edition_ids
    yield store.places
    yield store.ensure_whole
    for query in (
        EntryQuery(),
        EntryQuery(limit=1),
        EntryQuery(unread=True, month=OLD),
        EntryQuery(search="Beitrag 1"),
    ):
        yield lambda query=query: list(store.entries(query).rows)
    yield lambda: [list(rows) for rows in store.search("Wort beitrag")]
    yield lambda: [store.picks(month, dropped=True) for month in (OLD, MONTH)]
    yield lambda: store.places(["https://seite.example/1"])
    yield lambda: store.find_picks("p")
    yield lambda: [store.seen("f1"), store.seen("f1", ["x"])]
    for entry in entries:
        yield lambda entry=entry: [store.entry(entry.id), store.same_page(entry), store.find_entries(entry.url)]
    yield lambda: list(store.check())
    yield lambda: list(store.dump())
    yield lambda: store.tidy(MONTH, dry_run=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_value_that_makes_no_sense_is_no_mistake_of_ours(filled: Path, open_store: Open, name: str) -> None:
    path = filled / f"{name}.json"
    good = json.loads(path.read_bytes())
    for table in [table for table, records in good.items() if isinstance(records, dict) and records]:
        record_id = sorted(good[table])[0]
        for field in sorted(FIELDS | good[table][record_id].keys()):
            for value in WRONG:
                bad = json.loads(json.dumps(good))
                bad[table][record_id][field] = value
                shutil.rmtree(filled / "index", ignore_errors=True)
                path.write_text(json.dumps(bad))
                os.utime(path, ns=(10**18, 10**18))
                store = open_store()
                try:
                    for ask in questions(store):
                        with suppress(DigestError):
                            ask()
                except Exception as error:
                    raise AssertionError(f"{name}: {table}.{field} = {value!r}") from error
                store.close()


def test_what_makes_no_sense_in_a_closed_edition_names_its_own_file(filled: Path, open_store: Open) -> None:
    path = filled / "closed" / f"{OLD}.json"
    path.write_text(path.read_text().replace('"Ein Wort."', "5"))
    for ask in (
        lambda store: store.picks(OLD),
        lambda store: store.pick("p1"),
        lambda store: store.find_picks("p1"),
        lambda store: list(store.dump()),
    ):
        with pytest.raises(LibraryDamaged, match=f"{OLD}.json: the field “comment”"):
            ask(open_store())
