"""A front end hears of what others change, never of its own changes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from digest.domain.edition import Frozen
from digest.domain.entry import PAGES
from digest.domain.feed import FetchState
from digest.storage.store import FeedRefresh, Store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at

FROZEN = Frozen("Lesetipps", ("Strategie",), 1, "de")

#: One change of each kind, by its name; each is one after all before it.
CHANGES: dict[str, Callable[[Store], object]] = {
    "a feed": lambda store: store.add_feeds([a_feed(1), a_feed(2)]),
    "a feed's title": lambda store: store.change_feed("f1", {"title": "Neu"}),
    "a muted word": lambda store: store.mute_words(["Werbung"]),
    "a refresh": lambda store: store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2))]),
    "a fetch state": lambda store: store.apply_refresh([FeedRefresh("f2", FetchState(errors=1))]),
    "a read mark": lambda store: store.mark([an_entry(1)], read=True),
    "a shortlist": lambda store: store.mark([an_entry(1)], shortlisted=True),
    "a page": lambda store: store.add_page(an_entry(9, PAGES)),
    "a text": lambda store: store.keep_content(an_entry(1), "<p>Ganz</p>"),
    "a pick": lambda store: store.add_pick(a_pick(1), NOW),
    "a comment": lambda store: store.change_pick("p1", {"comment": "gut"}, NOW),
    "an edition": lambda store: store.change_edition(MONTH, {"intro": "Guten Tag"}, NOW),
    "a closed edition": lambda store: store.close_edition(MONTH, FROZEN, NOW),
    "a reopened edition": lambda store: store.reopen_edition(MONTH, at(1)),
    "an edition closed again": lambda store: store.close_edition(MONTH, FROZEN, at(2)),
    "a page taken back": lambda store: store.remove_page(an_entry(9, PAGES)),
    "a removed feed": lambda store: store.remove_feed("f2", NOW),
    "dropped texts": lambda store: store.tidy("2026-12"),
}


def test_own_changes_are_no_news(store: Store) -> None:
    before = store.others_stamp()
    for name, change in CHANGES.items():
        everything = store.stamp()
        change(store)
        assert store.stamp() != everything or name == "dropped texts", name
        assert store.others_stamp() == before, name


def test_others_changes_are_heard_if_the_backend_can_tell_until_listening_is_ended(
    request: pytest.FixtureRequest, store: Store, store_of: Callable[..., Store]
) -> None:
    can_tell = request.node.callspec.params["store"].startswith("team")
    ended, heard, other = Event(), Event(), store_of("Emil Sander")
    store.listen(ended.set)()
    stop = store.listen(heard.set)
    for number in range(400 if can_tell else 1):  # the first ones may come before the server listens
        other.mute_words([f"Wort {number}"])
        if heard.wait(0.05 if can_tell else 0):
            break
    assert heard.is_set() is can_tell
    assert not ended.is_set()
    stop()
    stop()


def test_within_a_moment_own_changes_are_seen_and_after_it_those_of_others(
    store: Store, store_of: Callable[..., Store]
) -> None:
    other = store_of("Emil Sander")
    with store.moment():
        assert store.feeds() == []
        store.add_feeds([a_feed(1)])
        assert [feed.id for feed in store.feeds()] == ["f1"]
        store.add_pick(a_pick(1), NOW)
        other.add_pick(a_pick(2), NOW)
        kept = store.change_pick("p1", {"comment": "gut"}, NOW)
        assert kept in store.picks(MONTH)
        assert store.edition(MONTH).version
        assert store.find_picks("p1") == [kept]
        with store.moment():
            store.drop_pick("p1", NOW)
        assert kept.id not in [pick.id for pick in store.picks(MONTH)]
        other.apply_refresh([a_refresh("f1", an_entry(1))])
    assert "p2" in [pick.id for pick in store.picks(MONTH)]
    with store.moment():
        assert "p2" in [pick.id for pick in store.picks(MONTH)]
        assert store.fetch_states().keys() == {"f1"}
        assert store.feed("f1") == store.feeds()[0]
