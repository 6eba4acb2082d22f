"""Which pick of an edition is a page's: one rule for library, front ends and undo."""

from __future__ import annotations

from collections.abc import Iterable

from digest.domain.edition import Pick
from digest.domain.url import one_page


def pick_of(picks: Iterable[Pick], entry_id: str, address: str) -> Pick | None:
    """The pick of the same entry, else of the same page; one that is not dropped first.

    `address` is canonical (`url.canonical`). An empty id or address fits nothing.
    """
    candidates = sorted(picks, key=lambda pick: (pick.dropped, pick.rank, pick.id))
    same_entry = (pick for pick in candidates if entry_id and pick.entry_id == entry_id)
    same_page = (pick for pick in candidates if one_page(pick.canonical_url, address))
    return next(same_entry, None) or next(same_page, None)
