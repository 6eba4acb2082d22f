"""Whatever is done to a library in whatever order.

The one on disk says the same as the one in memory.
The library on disk is opened several times at once, as by a TUI, cron and a second TUI; each step goes through any of
them, and now and then its caches and what can be rebuilt are thrown away.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from digest.domain.curator import Curator
from digest.domain.edition import Edition, Revision
from digest.domain.entry import PAGES
from digest.domain.errors import DigestError
from digest.domain.feed import FetchState
from digest.domain.health import Failure, FailureKind
from digest.domain.note import Note
from digest.domain.query import EntryQuery
from digest.domain.receipt import Receipt, receipt_of
from digest.domain.saved_search import SavedSearch
from digest.storage.local import LocalStore
from digest.storage.store import Store
from tests.builders import NOW, a_feed, a_frozen, a_pick, a_refresh, a_seen, an_entry, at
from tests.model.store import MemoryStore
from tests.properties.library_state import EDITIONS, everything, told_otherwise
from tests.storage.former_library import write_files_of_the_wire

FEEDS = st.integers(1, 3)
NUMBERS = st.integers(1, 6)
MONTHS = st.sampled_from(["2026-10", "2026-11"])
PAST = st.just("2025-12")
TEXTS = st.sampled_from(["", "Krise", "große Öffentlichkeit", "„Zitat“\n\u00a0🙂", "künstlich"])
WORDS = st.sampled_from(["Beitrag", "BEITRAG", "1", "Beit*"])
VERSIONS = st.none() | st.integers(0, 4)
MINUTES = st.integers(0, 10_000)
CURATORS = [Curator(""), Curator("Dora Fuchs"), Curator("Emil", "EM")]


class StoreMachine(RuleBasedStateMachine):
    curators = CURATORS

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="digest-machine-"))
        self.memory = MemoryStore()
        self.open_all()
        self.turn = 0

    def opened(self, number: int) -> Store:
        return LocalStore(self.folder / "library", lambda: NOW, curator=self.curators[number])

    def teardown(self) -> None:
        self.close_all()
        shutil.rmtree(self.folder)

    def both(self, act: Callable[[Store], Any]) -> None:
        """Do the same to both; the answer, or the error, is the same."""
        self.turn += 1
        self.memory.curator = self.curators[self.turn % 3]
        ours, model = answer(act, self.stores[self.turn % 3]), answer(act, self.memory)
        if isinstance(ours, dict) and isinstance(model, dict):  # the question that differs is enough to read
            ours, model = ({key: one[key] for key in model if ours[key] != model[key]} for one in (ours, model))
        assert ours == model, (ours, model)

    @rule(other=FEEDS, title=TEXTS)
    def add_feed(self, other: int, title: str) -> None:
        # A feed found again under its address gets a new id from the caller; the Store keeps the old one.
        name = f"f{other}" if f"f{other}" not in self.memory._feeds else f"n{len(self.memory._feeds)}"
        self.both(lambda store: store.add_feeds([replace(a_feed(other), id=name, title=title)]))

    @rule(number=FEEDS, title=TEXTS, other=FEEDS)
    def change_feed(self, number: int, title: str, other: int) -> None:
        self.both(lambda store: store.change_feed(f"f{number}", {"title": title, "url": a_feed(other).url}))

    @rule(number=FEEDS)
    def remove_feed(self, number: int) -> None:
        self.both(lambda store: store.remove_feed(f"f{number}", at(1)))

    @rule(number=FEEDS)
    def restore_feed(self, number: int) -> None:
        self.both(lambda store: store.restore_feed(f"f{number}"))

    @rule(number=FEEDS, muted=st.booleans())
    def mute_feed(self, number: int, muted: bool) -> None:
        self.both(lambda store: store.change_feed(f"f{number}", {"muted": muted}))

    @rule(numbers=st.lists(FEEDS, max_size=3, unique=True), folder=st.sampled_from(["", "PR", "PR/Blogs"]))
    def move_feeds(self, numbers: list[int], folder: str) -> None:
        self.both(lambda store: store.change_feeds({f"f{number}": {"folder": folder} for number in numbers}))

    @rule(number=st.integers(1, 2), name=st.sampled_from(["Krise", "ärger"]), words=WORDS)
    def save_search(self, number: int, name: str, words: str) -> None:
        before = self.memory._searches.get(f"s{number}")
        after = SavedSearch(f"s{number}", name, words, added=at(number))
        self.both(lambda store: store.exchange(before, after))

    @rule(number=st.integers(1, 2))
    def remove_saved_search(self, number: int) -> None:
        self.both(lambda store: store.remove_saved_search(f"s{number}"))

    @rule(words=st.lists(WORDS, max_size=2))
    def mute_words(self, words: list[str]) -> None:
        self.both(lambda store: store.mute_words(words))

    @rule(words=st.lists(WORDS, max_size=2))
    def unmute_words(self, words: list[str]) -> None:
        self.both(lambda store: store.unmute_words(words))

    @rule(
        feed=FEEDS, numbers=st.sets(NUMBERS, max_size=3), month=MONTHS, title=TEXTS, body=TEXTS, old=st.booleans(),
        minutes=MINUTES, failed=st.booleans(), moved=st.none() | FEEDS,
    )  # fmt: skip
    def refresh(
        self, feed: int, numbers: set[int], month: str, title: str, body: str, old: bool, minutes: int, failed: bool,
        moved: int | None,
    ) -> None:  # fmt: skip
        entries = [
            an_entry(n, f"f{feed}", month=month, summary=title, old=old, first_seen=at(minutes), place=n)
            for n in numbers
        ]
        error = Failure(FailureKind.DNS, {"host": "x.example"}) if failed else None
        self.both(
            lambda store: store.apply_refresh([
                a_refresh(
                    f"f{feed}", *entries, content={entry.id: body for entry in entries},
                    seen=[a_seen(entry, print="") for entry in entries],
                    state=FetchState(last_checked=at(minutes), last_error=error, title=title),
                    moved_to=a_feed(moved).url if moved else "",
                )
            ])
        )  # fmt: skip

    @rule(number=NUMBERS, month=MONTHS, body=TEXTS)
    def add_page(self, number: int, month: str, body: str) -> None:
        self.both(lambda store: store.add_page(an_entry(number, PAGES, month=month), body))

    @rule(number=NUMBERS)
    def remove_page(self, number: int) -> None:
        page_id = an_entry(number, PAGES).id
        self.both(lambda store: store.remove_page(store.entry(page_id).entry))

    @rule(feed=FEEDS, number=NUMBERS, read=st.none() | st.booleans(), shortlisted=st.none() | st.booleans())
    def mark(self, feed: int, number: int, read: bool | None, shortlisted: bool | None) -> None:
        entry_id = an_entry(number, f"f{feed}").id

        def act(store: Store) -> None:
            store.mark([store.entry(entry_id).entry], read=read, shortlisted=shortlisted)

        self.both(act)

    @rule(number=NUMBERS, month=MONTHS, category=TEXTS, comment=TEXTS, page=NUMBERS, feed=FEEDS)
    def add_pick(self, number: int, month: str, category: str, comment: str, page: int, feed: int) -> None:
        entry = an_entry(page, f"f{feed}")
        name = f"p{len(self.memory._picks)}{number}"
        if name in self.memory._picks:
            return
        pick = a_pick(
            number, month, id=name, category=category, comment=comment, url=entry.url,
            entry_id=entry.id if number % 2 else "",
        )  # fmt: skip
        self.both(lambda store: store.add_pick(pick, NOW))

    @rule(
        data=st.data(), comment=TEXTS, category=TEXTS, version=VERSIONS, minutes=MINUTES,
        sitting=st.sampled_from(["", "s1", "s2"]),
    )  # fmt: skip
    def change_pick(
        self, data: st.DataObject, comment: str, category: str, version: int | None, minutes: int, sitting: str
    ) -> None:
        name = self.some_pick(data)
        changes = {"comment": comment} if sitting else {"comment": comment, "category": category}
        self.both(lambda store: store.change_pick(name, changes, at(minutes), version=version, sitting=sitting))

    @rule(data=st.data(), version=VERSIONS, last=st.booleans())
    def move_pick(self, data: st.DataObject, version: int | None, last: bool) -> None:
        name, before = self.some_pick(data), None if last else self.some_pick(data)
        self.both(lambda store: store.move_pick(name, before, at(1), version=version))

    @rule(data=st.data(), version=VERSIONS, back=st.booleans())
    def drop_or_restore_pick(self, data: st.DataObject, version: int | None, back: bool) -> None:
        name = self.some_pick(data)
        self.both(lambda store: (store.restore_pick if back else store.drop_pick)(name, at(1), version=version))

    @rule(month=MONTHS, title=TEXTS, labels=st.lists(TEXTS, max_size=2), version=VERSIONS)
    def change_edition(self, month: str, title: str, labels: list[str], version: int | None) -> None:
        changes = {"title": title, "labels": labels} if labels else {"url": title}
        self.both(lambda store: store.change_edition(month, changes, at(2), version=version))

    @rule(month=MONTHS, version=VERSIONS)
    def close_edition(self, month: str, version: int | None) -> None:
        self.both(lambda store: store.close_edition(month, a_frozen(), at(3), version=version))

    @rule(month=MONTHS, version=VERSIONS)
    def reopen_edition(self, month: str, version: int | None) -> None:
        self.both(lambda store: store.reopen_edition(month, at(4), version=version))

    @rule(month=MONTHS, discard=st.booleans())
    def remove_edition(self, month: str, discard: bool) -> None:
        self.both(lambda store: store.remove_edition(month, at(9), discard=discard))

    @rule(
        data=st.data(), month=MONTHS, title=TEXTS, comment=TEXTS, drops=st.booleans(), orders=st.booleans(),
        version=VERSIONS,
    )  # fmt: skip
    def revise_edition(
        self, data: st.DataObject, month: str, title: str, comment: str, drops: bool, orders: bool, version: int | None
    ) -> None:
        present = [pick.id for pick in self.memory.picks(month)]
        # Mostly picks of this edition, so that much of it goes through.
        some = st.sampled_from([*present, *present, *present, "unknown"])
        changed = data.draw(st.lists(some, max_size=2))
        dropped = tuple(data.draw(st.lists(some, max_size=1))) if drops else ()
        staying = [pick_id for pick_id in present if pick_id not in dropped]
        revision = Revision(
            {"title": title} if title else {},
            {pick_id: {"comment": comment, "category": title} for pick_id in changed},
            dropped,
            tuple(data.draw(st.permutations(staying))) if orders else (),
            {"": version} if version else {},
        )
        self.both(lambda store: store.revise_edition(month, revision, at(5)))

    @rule(month=MONTHS | PAST, place=st.sampled_from(["blog", "mail"]), text=TEXTS, stale=st.booleans())
    def keep_receipt(self, month: str, place: str, text: str, stale: bool) -> None:
        known = receipt_of(self.memory.edition(month).receipts, place)
        receipt = Receipt(place, "folder", id="7", texts={"title": text}, detail={"a": text}, begun=at(-5))
        instead_of = receipt if stale else known
        self.both(lambda store: store.keep_receipt(month, receipt, at(6), instead_of=instead_of))

    @rule(month=MONTHS | PAST, title=TEXTS, closed=st.booleans(), numbers=st.lists(NUMBERS, max_size=3))
    def import_edition(self, month: str, title: str, closed: bool, numbers: list[int]) -> None:
        frozen = {"frozen": a_frozen(), "closed": at(-9)} if closed else {}
        edition = Edition(month, title=title, intro=title, created=at(-9), **frozen)
        first = len(self.memory._picks)
        picks = [
            a_pick(number, month, id=f"i{first + place}", category=title, comment=title)
            for place, number in enumerate(numbers)
        ]
        self.both(lambda store: store.import_edition(edition, picks, at(8)))

    @rule(number=NUMBERS, text=TEXTS, done=st.booleans())
    def leave_or_settle_note(self, number: int, text: str, done: bool) -> None:
        before = self.memory._notes.get(f"n{number}")
        note = Note(f"n{number}", text, text, at(number), pick=f"p{number}", done=at(9) if done else None)
        self.both(lambda store: store.exchange(before, note))

    @rule(number=NUMBERS)
    def remove_note(self, number: int) -> None:
        self.both(lambda store: store.remove_note(f"n{number}"))

    @rule()
    def open_again(self) -> None:
        self.stores[0].close()
        self.stores[0] = self.opened(0)

    @rule(version=st.sampled_from([3, 4, 5]))
    def come_from_an_older_version(self, version: int) -> None:
        """An archive with fewer tables, and pages beside the shortlist in kept.json."""
        archive, kept, pages = (
            self.folder / "library" / name for name in ("archive.sqlite", "kept.json", "pages.json")
        )
        self.close_all()
        if archive.exists():
            with closing(sqlite3.connect(archive)) as db:
                if version < 5:
                    db.execute("DROP TABLE IF EXISTS mentions")
                db.execute(f"PRAGMA user_version = {version}")
        if pages.exists():
            tables = json.loads(kept.read_bytes()) if kept.exists() else {"format": 1}
            kept.write_text(json.dumps({**tables, "pages": json.loads(pages.read_bytes()).get("pages", {})}))
            self.forget("pages")
        self.open_all()

    @rule()
    def come_from_the_first_format(self) -> None:
        """What the wire brought in files by month and feed; the next question brings it over."""
        folder = self.folder / "library"
        batches = list(self.stores[0].dump())
        self.close_all()
        for path in folder.glob("archive.sqlite*"):
            path.unlink()
        self.forget("kept")
        self.forget("pages")
        write_files_of_the_wire(batches, folder)
        self.open_all()

    def forget(self, name: str) -> None:
        """Take a file away as if it had never been there."""
        for path in (self.folder / "library").glob(f"**/{name}*.json"):
            path.unlink()

    def close_all(self) -> None:
        for store in self.stores:
            store.close()

    def open_all(self) -> None:
        self.stores = [self.opened(number) for number in range(3)]

    @rule(
        month=st.just("") | MONTHS, feeds=st.sets(FEEDS), unread=st.booleans(), shortlisted=st.booleans(),
        search=TEXTS, offset=st.integers(0, 3), limit=st.integers(0, 3), muted=st.none() | st.booleans(),
    )  # fmt: skip
    def ask(
        self, month: str, feeds: set[int], unread: bool, shortlisted: bool, search: str, offset: int, limit: int,
        muted: bool | None,
    ) -> None:  # fmt: skip
        names = tuple(f"f{number}" for number in sorted(feeds))
        query = EntryQuery(month, names, unread, shortlisted, search, offset, limit, muted)
        self.both(lambda store: store.entries(query))

    @invariant()
    def both_say_the_same(self) -> None:
        self.both(everything)

    @invariant()
    def the_history_leads_to_what_stands_there(self) -> None:
        for month in EDITIONS:
            assert told_otherwise(self.stores[0], month) == []

    def some_pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from([*sorted(self.memory._picks), "unknown"]))


def answer(act: Callable[[Store], Any], store: Store) -> Any:
    try:
        return act(store)
    except (DigestError, ValueError) as error:
        return type(error), str(error), vars(error).get("theirs"), vars(error).get("ours")


class LongStoreMachine(StoreMachine):
    """The same for longer."""


def as_test(machine: type[StoreMachine], examples: int, steps: int) -> Any:
    machine.TestCase.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    return machine.TestCase


TestLongStoreMachine = pytest.mark.slow(pytest.mark.timeout(900)(as_test(LongStoreMachine, 80, 50)))
