"""All that a library can be asked, so that two can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from digest.domain.entry import PAGES
from digest.domain.event import Event, texts_after
from digest.domain.query import EntryQuery
from digest.storage.store import Store

EDITIONS = ("2025-12", "2026-10", "2026-11")


def everything(store: Store) -> dict[str, Any]:
    """All that a library can be asked."""
    entries = [row.entry for row in store.entries(EntryQuery()).rows]
    return {
        "feeds": store.feeds(),
        "muted": store.muted_words(),
        "searches": store.saved_searches(),
        "states": store.fetch_states(),
        "entries": store.entries(EntryQuery()),
        "content": [store.content(entry) for entry in entries],
        "seen": [store.seen(feed_id) for feed_id in ("f1", "f2", "f3", PAGES)],
        "months": store.months(),
        "counts": store.feed_counts(),
        "found": [store.find_entries(prefix) for prefix in ("a", "1", "https://f1.example/1")],
        "pages": [store.same_page(entry) for entry in entries],
        "editions": store.editions(),
        "edition_ids": store.edition_ids(),
        "picks": [store.picks(month, dropped=True) for month in EDITIONS],
        "histories": [condensed(store.history(month)) for month in EDITIONS],
        "curators": store.curators(),
        "notes": store.notes(),
        "places": store.places(),
        "find_picks": store.find_picks("p"),
        "founded": store.founded(),
        "problems": list(store.check()),
    }


def condensed(events: Sequence[Event]) -> list[Event]:
    """Without numbers, and one event a sitting: the files keep two if many others came between."""
    found: list[Event] = []
    for event in (replace(event, number=0) for event in events):
        same = recorded_as_same(event, found)
        found = [one for one in found if one not in same]
        found.append(event)
    return found


def recorded_as_same(event: Event, before: Sequence[Event]) -> list[Event]:
    """Events of the same text in the same sitting, if nothing else came between."""
    of_pick = [one for one in reversed(before) if one.pick == event.pick]
    sitting = list(takewhile(lambda one: one.sitting and (one.sitting, one.by) == (event.sitting, event.by), of_pick))
    return [one for one in sitting if one.field == event.field]


def told_otherwise(store: Store, month: str) -> list[tuple[str, str]]:
    """Fields of picks and the edition that hold another text than the history says."""
    records: dict[str, Any] = {"": store.edition(month)} | {pick.id: pick for pick in store.picks(month, dropped=True)}
    return [
        (name, field)
        for (name, field), text in texts_after(store.history(month)).items()
        if name in records and isinstance(now := getattr(records[name], field), str) and now != text
    ]
