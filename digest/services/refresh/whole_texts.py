"""Fetch whole texts of new entries if a rule says so: politely, one page a host at a time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from digest.domain.entry import Entry
from digest.domain.errors import DigestError
from digest.domain.url import host_of
from digest.services.full_text import FullText

#: Pages fetched in one run; the others keep the feed's text, and x fetches theirs.
MOST_TEXTS = 100
_HOSTS_AT_ONCE = 4


def fetch_whole_texts(entries: Sequence[Entry], full_text: FullText, until: float) -> tuple[int, int]:
    """Fetch and keep the texts of these pages, as long as `time.monotonic()` is before `until`.

    Returns how many came, and how many did not: those entries keep what the feed gave them.
    """
    by_host: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries[:MOST_TEXTS]:
        by_host[host_of(entry.url)].append(entry)

    def of_host(ones: list[Entry]) -> int:
        return sum(_fetched(one, full_text, until) for one in ones)

    with ThreadPoolExecutor(_HOSTS_AT_ONCE, "whole texts") as pool:
        came = sum(pool.map(of_host, by_host.values()))
    return came, len(entries) - came


def _fetched(entry: Entry, full_text: FullText, until: float) -> bool:
    if time.monotonic() >= until:
        return False
    try:
        full_text.fetch(entry)
    except DigestError:  # counted, and told with the report
        return False
    return True
