"""A refresh that writes as fast as it can: what `library.py` lets a front end work beside.

    python benchmarks/library_filling.py FOLDER

Keeps 20 new entries of one feed after the other; prints a line when it has begun, and how much it kept when its input
has ended.
"""

from __future__ import annotations

import itertools
import select
import sys
from datetime import timedelta
from pathlib import Path

from age import MONTH, NOW, entry, refresh

from digest.storage.local import LocalStore

_ENTRIES = 20
#: Refreshes that are kept with one call, as the pipeline hands them over.
_BATCH = 50


def main(folder: Path) -> None:
    """See the module."""
    store = LocalStore(folder, lambda: NOW)
    known = [feed.id for feed in store.feeds()]
    for number in itertools.count():
        batch = []
        for feed in range(number * _BATCH, (number + 1) * _BATCH):
            feed_id = known[feed % len(known)]
            first = 100_000 + feed * _ENTRIES
            entries = [entry(feed_id, MONTH, place) for place in range(first, first + _ENTRIES)]
            batch.append(refresh(feed_id, entries, NOW + timedelta(seconds=feed)))
        store.merge_index()  # as each run does
        store.apply_refresh(batch)
        if number == 0:
            print("writing", flush=True)
        if select.select([sys.stdin], [], [], 0)[0]:
            break
    store.close()
    print(f"{(number + 1) * _BATCH} feeds with {_ENTRIES} new entries each were kept", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
