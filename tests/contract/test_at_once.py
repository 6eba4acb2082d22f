"""Several who change one edition at the same moment: all is kept, once, in one order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_pick, at

pytestmark = pytest.mark.slow

_NAMES = ("Dora", "Emil", "Ida", "Jo")
_EACH = 6


def test_what_several_change_at_once_is_all_kept(store: Store, store_of: Callable[..., Store]) -> None:
    together = Barrier(len(_NAMES))

    def work(place: int) -> None:
        own = store_of(_NAMES[place])
        for number in range(_EACH):
            together.wait(60)
            pick = own.add_pick(a_pick(10 * place + number), NOW)
            own.change_pick(pick.id, {"comment": f"{_NAMES[place]} {number}"}, at(1))
            own.move_pick(pick.id, None, at(2))
            own.mute_words([f"Wort {place} {number}"])

    with ThreadPoolExecutor(len(_NAMES)) as pool:
        list(pool.map(work, range(len(_NAMES))))
    picks = store.picks(MONTH)
    wanted = {
        f"p{10 * place + number}": f"{name} {number}" for place, name in enumerate(_NAMES) for number in range(_EACH)
    }
    assert {pick.id: pick.comment for pick in picks} == wanted
    assert len({pick.rank for pick in picks}) == len(picks)
    events = store.history(MONTH)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert sum(event.what == "picked" for event in events) == len(wanted)
    assert {event.pick: event.by for event in events if event.what == "commented"} == {
        pick.id: pick.curator for pick in picks
    }
    assert len(store.muted_words()) == len(wanted)
