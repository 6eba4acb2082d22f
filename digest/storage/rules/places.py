"""Where pages stand in editions: as picks, and as links in the texts of closed ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from digest.domain.edition import Edition, Pick
from digest.domain.links import pages_in
from digest.domain.query import PickedPlace
from digest.domain.url import canonical
from digest.storage.rules.editions import by_rank


def picked_places(
    picks: Iterable[Pick], editions: Mapping[str, Edition], pages: Collection[str] | None
) -> dict[str, list[PickedPlace]]:
    """See `Store.places`."""
    standing = {pick.id: pick for pick in by_rank(pick for pick in picks if not pick.dropped)}
    found = mentioned_pages(
        (
            Mentioning(pick.edition_id, pick.id, pick.canonical_url, pick.entry_id, pick.comment)
            for pick in standing.values()
        ),
        {edition.id: f"{edition.intro}\n{edition.outro}" for edition in editions.values() if edition.is_closed},
    )

    def place(edition_id: str, pick_id: str, linked: bool) -> PickedPlace:
        moment = editions[edition_id].closed if edition_id in editions else None
        if (pick := standing.get(pick_id)) is None:
            return PickedPlace(edition_id, "", "", "", moment, linked=linked)
        return PickedPlace(
            edition_id, pick_id, pick.category, pick.comment, moment, pick.entry_id, linked, pick.curator
        )

    wanted = found.keys() if pages is None else found.keys() & set(pages)
    return {name: in_order_of_editions(place(*mention) for mention in found[name]) for name in wanted}


class Mentioning(NamedTuple):
    """What is looked at in a pick that is not dropped."""

    edition_id: str
    pick_id: str
    address: str
    entry_id: str
    comment: str


def mentioned_pages(picks: Iterable[Mentioning], closed: Mapping[str, str]) -> dict[str, list[tuple[str, str, bool]]]:
    """By page: the edition, the pick ("" for the edition's own texts), and whether it is a link.

    A page is named by its canonical address, and by the id of a picked entry. Links count in editions that are
    `closed`, which are given with their own texts.
    """
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for pick in picks:
        for name in page_names(pick.address, pick.entry_id):
            found.setdefault(name, []).append((pick.edition_id, pick.pick_id, False))
        for page in pages_in(pick.comment) if pick.edition_id in closed else ():
            found.setdefault(page, []).append((pick.edition_id, pick.pick_id, True))
    for edition_id, text in closed.items():
        for page in pages_in(text):
            found.setdefault(page, []).append((edition_id, "", True))
    return found


def page_names(address: str, entry_id: str) -> list[str]:
    """The names of a pick's own page.

    What was stored by an older rule is found by the present one, too.
    """
    return [name for name in dict.fromkeys((address, canonical(address), entry_id)) if name]


def in_order_of_editions(places: Iterable[PickedPlace]) -> list[PickedPlace]:
    """Oldest edition first; of one edition, picks before links."""
    return sorted(places, key=lambda place: (place.edition_id, place.linked))
