"""Several who change the same thing at the same moment: nothing is lost, all are told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from threading import Barrier
from typing import Any

import pytest

from digest.config.settings import Settings
from digest.domain.edition import Edition
from digest.domain.errors import Conflict, DigestError, UsageError
from digest.domain.rules import Rule
from digest.domain.saved_search import SavedSearch
from digest.services.curation.curators import Notes
from digest.services.curation.editions import Editions
from digest.services.curation.picks import Curation, Memory
from digest.services.feeds.feeds import Feeds
from digest.services.reading.entries import Reading
from digest.services.reading.entry_rules import EntryRules
from digest.services.reading.muted_words import MutedWords
from digest.services.session.actions import SessionActions
from digest.services.session.note_actions import NoteActions
from digest.services.session.rule_actions import RuleActions
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at

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


def now() -> Any:
    return NOW


@dataclass
class Sitting:
    """One curator at work, and what she has seen of the library before she acts."""

    place: int
    store: Store

    def __post_init__(self) -> None:
        settings = Settings()
        memory = Memory(self.store)
        self.editions = Editions(self.store, settings, now)
        self.curation = Curation(self.store, settings, now, self.editions, memory)
        self.feeds = Feeds(self.store, settings, now, {})
        self.reading = Reading(self.store, settings, now, {}, memory)
        self.muted_words = MutedWords(self.store)
        self.actions = SessionActions(self.store, now, self)
        self.rules = RuleActions(EntryRules(self.store, now), self.actions.undo_steps)
        self.notes = NoteActions(Notes(self.store, now, _NAMES[self.place]), self.actions.undo_steps)
        self.seen_feeds, self.seen_edition = self.store.feeds(), self.store.edition(MONTH)
        self.seen_rules, self.seen_searches = self.store.rules(), self.store.saved_searches()
        self.seen_notes, self.seen_picks = self.store.notes(), self.store.picks(MONTH)

    @cached_property
    def own(self) -> str:
        return f"Wort {_NAMES[self.place]}"


def _everything(store: Store) -> list[Any]:
    """What people have made, without what counts changes."""
    picks = [(pick.id, pick.category, pick.comment, pick.dropped) for pick in store.picks(MONTH, dropped=True)]
    edition = store.edition(MONTH)
    return [
        [replace(feed, removed=None) if feed.removed else feed for feed in store.feeds()],
        store.muted_words(), store.rules(), store.saved_searches(), store.notes(), picks,
        (edition.title, edition.intro, edition.closed is None),
    ]  # fmt: skip


#: By name what each does, and how many may succeed: only one, or all.
_ACTS: dict[str, tuple[str, Callable[[Sitting], object]]] = {
    "the same new rule": ("all", lambda one: one.rules.change(None, Rule("", "Skandal", field="text"))),
    "one rule changed": ("one", lambda one: one.rules.change(one.seen_rules[0], Rule("", one.own, field="text"))),
    "one rule removed": ("one", lambda one: one.rules.change(one.seen_rules[0], None)),
    "one muted word": ("all", lambda one: one.actions.feeds.mute_word("Gewinn*", True)),
    "a new search of one name": ("one", lambda one: one.actions.searches.add(SavedSearch("", "Neu", one.own))),
    "one search changed": (
        "one",
        lambda one: one.actions.searches.change(one.seen_searches[0], replace(one.seen_searches[0], words=one.own)),
    ),
    "one search removed": ("one", lambda one: one.actions.searches.remove(one.seen_searches[0])),
    "one folder renamed": ("one", lambda one: one.actions.many_feeds.rename("PR", one.own)),
    "feeds moved": ("one", lambda one: one.actions.many_feeds.move(one.seen_feeds, one.own)),
    "one feed named": ("one", lambda one: one.actions.feeds.change(one.seen_feeds[0], {"title": one.own})),
    "one feed paused": ("all", lambda one: one.actions.feeds.pause(one.seen_feeds[0], True)),
    "one feed removed": ("all", lambda one: one.actions.feeds.remove(one.seen_feeds[0])),
    "one feed added": ("all", lambda one: one.actions.feeds.add("https://neu.example/feed")),
    "a note settled": ("one", lambda one: one.notes.settle(one.seen_notes[0])),
    "a note removed": ("one", lambda one: one.notes.remove(one.seen_notes[0])),
    "one comment": ("one", lambda one: one.actions.change(one.seen_picks[0], {"comment": one.own})),
    "one pick dropped": ("one", lambda one: one.actions.picks.drop(one.seen_picks[0])),
    "the edition's title": ("one", lambda one: one.actions.editions.change(one.seen_edition, {"title": one.own})),
    "the edition closed": ("one", lambda one: one.actions.editions.close(MONTH)),
}


def _filled(store: Store) -> None:
    store.add_feeds([a_feed(1, title="Blog 1", folder="PR/Blogs"), a_feed(2, folder="PR")])
    store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2))])
    store.exchange(None, Rule("r1", "Krise", field="text", added=at(0)))
    store.exchange(None, SavedSearch("s1", "Innen", "krise", folder="PR/Blogs", added=at(0)))
    store.add_pick(a_pick(1), NOW)
    Notes(store, now, "Jo").add(store.picks(MONTH)[0], "Nachfragen")


def _told(together: Barrier, act: Callable[[Sitting], object], one: Sitting) -> DigestError | None:
    """Act when all are ready; returns how that was refused."""
    together.wait(60)
    try:
        act(one)
    except DigestError as error:
        return error
    return None


@pytest.mark.parametrize("name", _ACTS)
def test_of_one_thing_changed_by_all_nothing_is_lost_and_all_comes_back(
    store: Store, store_of: Callable[..., Store], name: str
) -> None:
    many, act = _ACTS[name]
    _filled(store)
    stores = [store_of(name) for name in _NAMES]
    before = _everything(store)
    for _ in range(_EACH):
        sittings = [Sitting(place, own) for place, own in enumerate(stores)]
        together = Barrier(len(sittings))

        with ThreadPoolExecutor(len(sittings)) as pool:
            answers = list(pool.map(partial(_told, together, act), sittings))
        refused = [error for error in answers if error is not None]
        assert all(isinstance(error, Conflict | UsageError) and str(error) for error in refused)
        assert len(refused) == (len(_NAMES) - 1 if many == "one" else 0), refused
        after = _everything(store)
        assert after != before
        if name == "one folder renamed":
            (folder,) = {feed.folder.partition("/")[0] for feed in store.feeds()}
            assert store.saved_searches()[0].folder == f"{folder}/Blogs"
        for one in sittings:
            while True:
                try:
                    if one.actions.undo() is None:
                        break
                except Conflict:
                    continue
        assert _everything(store) == before


def test_one_label_in_several_spellings_is_one_section(store: Store, store_of: Callable[..., Store]) -> None:
    stores = [store_of(name) for name in _NAMES]
    spellings = ("Über Krisen", "über krisen", "ÜBER KRISEN", "Ueber Krisen")
    together = Barrier(len(_NAMES))

    def work(place: int) -> None:
        one = Sitting(place, stores[place])
        together.wait(60)
        one.actions.picks.pick(an_entry(place + 1), MONTH, spellings[place])

    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(1, 5)))])
    with ThreadPoolExecutor(len(_NAMES)) as pool:
        list(pool.map(work, range(len(_NAMES))))
    (section,) = Sitting(0, store).editions.sections(MONTH)
    assert len(section.picks) == len(_NAMES)
    assert isinstance(store.edition(MONTH), Edition)
    assert len(store.edition(MONTH).labels) == 1
