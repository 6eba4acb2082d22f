"""What a change adds to an edition's history: the difference of before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from digest.domain.edition import EDITION_FIELDS, PICK_FIELDS, Edition, Pick
from digest.domain.event import (
    ARRANGED,
    CATEGORY,
    CHANGED,
    CLOSED,
    COMMENTED,
    DROPPED,
    FOUND,
    IMPORTED,
    MOVED,
    PICKED,
    PUBLISHED,
    REMOVED,
    REOPENED,
    RESTORED,
    Event,
)
from digest.domain.receipt import Receipt, receipt_of
from digest.domain.text import fold

#: Bytes of text, as UTF-8, at which the oldest events go, until half of it is left.
MOST_BYTES = 2_000_000
_NOBODY_KNOWS = datetime(1970, 1, 1, tzinfo=UTC)
# What an event takes beside its texts, roughly.
_BESIDE = 150

#: In the order of the class, so that the events of one act always come in the same one.
_PICK_TEXTS = tuple(field.name for field in fields(Pick) if field.name in PICK_FIELDS - {"comment", "category"})
# Labels follow from the categories of picks; who picks under a new one has not arranged them.
_EDITION_TEXTS = tuple(field.name for field in fields(Edition) if field.name in EDITION_FIELDS - {"labels"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes an edition, and when; `sitting` identifies one editing with its autosaves."""

    curator: str
    now: datetime
    sitting: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """An edition with all its picks, dropped ones too, at one moment."""

    edition: Edition
    picks: Mapping[str, Pick]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The effect on a history: `added` events, and the numbers of those they `replaced`."""

    added: tuple[Event, ...] = ()
    replaced: frozenset[int] = frozenset()


def recorded(before: State, after: State, actor: Actor, last: Sequence[Event], *, is_import: bool = False) -> Recorded:
    """What one act adds to the history. `last` are its last events, at least the newest.

    The first act that is ever recorded is preceded by the former texts. What is typed in one sitting is one event: the
    one before is replaced, if it is among `last` and nothing else has happened to that pick since.
    """
    made = [Event(0, actor.now, actor.curator, IMPORTED)] if is_import else [*happened(before, after, actor)]
    if made and not is_import and all(event.what == IMPORTED for event in last):
        made = [*found(before), *made]
    replaced = {event.number for new in made for event in _same_sitting(new, last)}
    number = max((event.number for event in last), default=0)
    return Recorded(
        tuple(replace(event, number=number + place) for place, event in enumerate(made, start=1)), frozenset(replaced)
    )


def found(state: State) -> Iterator[Event]:
    """The texts from before the history, so that its first change can be brought back."""
    edition = state.edition
    for name in _EDITION_TEXTS:
        if value := getattr(edition, name):
            yield Event(0, edition.changed or _earliest(state), "", FOUND, field=name, text=value)
    for pick in state.picks.values():
        yield replace(
            _of(pick, Actor(pick.edited_by or pick.curator, pick.changed or _earliest(state)), FOUND),
            field="comment",
            text=pick.comment,
        )


def happened(before: State, after: State, actor: Actor) -> Iterator[Event]:
    """What was done between two states of an edition, as events without a number."""
    for pick_id, pick in after.picks.items():
        known = before.picks.get(pick_id)
        if known is None:
            yield replace(_of(pick, actor, PICKED), field="comment", text=pick.comment)
        elif known != pick:
            yield from _pick_events(known, pick, actor, after)
    if _untouched(before, after) != _untouched(after, before):
        yield Event(0, actor.now, actor.curator, ARRANGED)
    yield from _edition_events(before, after, actor)


def bounded(events: Sequence[Event], most: int = MOST_BYTES) -> list[Event]:
    """The history, or its newer half if longer than `most`; each field's last text stays."""
    if sum(map(size_of, events)) <= most:
        return [*events]
    last = {(event.pick, event.field): event.number for event in events if event.is_text}
    needed = {*last.values()}
    kept: list[Event] = []
    room = most // 2
    for event in reversed(events):
        room -= size_of(event)
        if room >= 0 or event.number in needed:
            kept.append(event)
    return kept[::-1]


def size_of(event: Event) -> int:
    """Bytes that an event takes of `MOST_BYTES`, roughly."""
    return _BESIDE + len(event.text.encode("utf-8", "replace")) + len(event.title.encode("utf-8", "replace"))


def united(*parts: Iterable[Event]) -> list[Event]:
    """Events of several places in their order, each once."""
    numbered = {
        (event.number, event.at, event.what, event.pick, event.field): event for part in parts for event in part
    }
    return sorted(numbered.values(), key=lambda event: event.number)


def records_of(events: Iterable[Event]) -> dict[str, Event]:
    """Events by a key of their own, their number as a rule."""
    found: dict[str, Event] = {}
    for event in events:
        key = str(event.number)
        while key in found:  # a merge of two copies of a library has left two
            key += "+"
        found[key] = event
    return found


def _edition_events(state_before: State, state: State, actor: Actor) -> Iterator[Event]:
    before, after = state_before.edition, state.edition
    made = Event(0, actor.now, actor.curator, CHANGED)
    for name in _EDITION_TEXTS:
        if (text := getattr(after, name)) != getattr(before, name):
            yield replace(made, what=CHANGED, field=name, text=text, sitting=actor.sitting)
    # A label that is new follows from a pick.
    if (
        before.labels != after.labels
        and after.version
        and ({*before.labels} == {*after.labels} or state_before.picks == state.picks)
    ):
        yield replace(made, what=ARRANGED)
    for receipt in after.receipts:
        if _is_publication(receipt, receipt_of(before.receipts, receipt.target)):
            yield replace(made, what=PUBLISHED, by=actor.curator or receipt.by, field=receipt.target, text=receipt.url)
    if after.is_closed and (not before.is_closed or before.closed != after.closed):
        yield replace(made, what=CLOSED)
    if before.is_closed and not after.is_closed:
        yield replace(made, what=REOPENED)
    if before.version and not after.version:
        yield replace(made, what=REMOVED)


def _pick_events(before: Pick, after: Pick, actor: Actor, state: State) -> Iterator[Event]:
    if before.dropped and not after.dropped:
        yield _of(after, actor, RESTORED)
    if before.category != after.category:
        yield _of(after, actor, CATEGORY)
    if before.comment != after.comment:
        yield replace(_text(after, actor, "comment"), what=COMMENTED)
    for name in _PICK_TEXTS:
        if getattr(before, name) != getattr(after, name):
            yield _text(after, actor, name)
    if after.dropped and not before.dropped:
        yield _of(after, actor, DROPPED)
    if before.rank != after.rank and replace(after, rank=0) == replace(
        before, rank=0, version=before.version + 1, changed=after.changed
    ):
        yield replace(_of(after, actor, MOVED), place=_place(after, state))


def _of(pick: Pick, actor: Actor, what: str) -> Event:
    return Event(0, actor.now, actor.curator, what, pick.id, pick.shown_title, pick.category)


def _text(pick: Pick, actor: Actor, name: str) -> Event:
    value = getattr(pick, name)
    text = (
        value if isinstance(value, str) else ", ".join(value) if isinstance(value, tuple) else "true" if value else ""
    )
    return replace(_of(pick, actor, CHANGED), field=name, text=text, sitting=actor.sitting)


def _place(pick: Pick, state: State) -> int:
    """Its present position in its section, from 1."""
    section = fold(pick.category)
    return sum(
        not other.dropped and other.rank <= pick.rank and fold(other.category) == section
        for other in state.picks.values()
    )


def _is_publication(receipt: Receipt, before: Receipt | None) -> bool:
    """True if something was brought to the target: not if it was only looked at again."""
    pushed = before.pushed if before else None
    return receipt.is_done and receipt.pushed is not None and receipt.pushed != pushed


def _untouched(state: State, other: State) -> list[str]:
    """The picks that nothing but an order of all could have moved, by rank."""
    return [key for key, pick in state.picks.items() if key in other.picks and other.picks[key].version == pick.version]


def _same_sitting(new: Event, last: Sequence[Event]) -> Iterator[Event]:
    """Events of the same text and sitting, if nothing else has happened to that pick since."""
    if not new.sitting:
        return
    for event in reversed(last):
        if event.pick != new.pick:
            continue
        if (event.sitting, event.by) != (new.sitting, new.by):
            return
        if event.field == new.field:
            yield event


def _earliest(state: State) -> datetime:
    moments = [state.edition.created, *(pick.created for pick in state.picks.values())]
    return min((moment for moment in moments if moment), default=_NOBODY_KNOWS)
