"""Writes a library as the first format had it, out of any Store.

For the tests of its migration.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from digest.domain.entry import Entry
from digest.storage.codec import encode
from digest.storage.dump_format import Batch
from digest.storage.files.file_dump import KINDS_OF_PEOPLE
from digest.storage.local import LocalStore
from digest.storage.store import Store
from tests.builders import NOW

#: What the format kept in files of the wire.
FILES = ("entries", "content", "state", "seen", "fetch.json")


def write_former(store: Store, folder: Path) -> None:
    """A library of the first format in `folder`, with all that `store` holds."""
    batches = list(store.dump())
    people = LocalStore(folder, lambda: NOW)
    people.load(batch for batch in batches if batch.kind in KINDS_OF_PEOPLE)
    people.close()
    for path in [*folder.glob("archive.sqlite*"), *folder.glob("kept.json*")]:
        path.unlink()
    write_files_of_the_wire(batches, folder)


def write_files_of_the_wire(batches: list[Batch], folder: Path) -> None:
    """Beside what is there already. What a feed showed before the newest 20 lies in seen/past/."""
    feed_of: dict[str, str] = {}
    for batch in batches:
        records: Mapping[str, Any] = batch.records
        match batch.kind:
            case "states":
                _write(folder / "fetch.json", states={key: encode(state) for key, state in records.items()})
            case "seen":
                ids = sorted(records, key=lambda key: (records[key].month, key))
                for name, some in (("seen/past", ids[:-20]), ("seen", ids[-20:])):
                    found = {key: encode(records[key], "entry_id") for key in some}
                    if found:
                        _write(folder / name / f"{batch.key}.json", seen=found)
            case "marks":
                _write(folder / "state" / f"{batch.key}.json", state={k: encode(one) for k, one in records.items()})
            case "entries":
                entries: Mapping[str, Entry] = records
                feed_of |= {key: entry.feed_id for key, entry in entries.items()}
                found = {key: encode(entry, "id", "month") for key, entry in entries.items()}
                _write(folder / "entries" / f"{batch.key}.json", entries=found)
    for batch in batches:
        if batch.kind == "content":
            by_feed: dict[str, dict[str, Any]] = defaultdict(dict)
            for key, html in batch.records.items():
                by_feed[feed_of[key]][key] = {"html": html}
            for feed_id, texts in by_feed.items():
                _write(folder / "content" / batch.key / f"{feed_id}.json", content=texts)


def _write(path: Path, **tables: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"format": 1, **tables}, ensure_ascii=False, indent=2, sort_keys=True), "utf-8")
