"""Changes of many feeds at once, and of their folders: each is one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.domain.edition import Changes
from digest.domain.feed import Feed
from digest.domain.folders import folder_names
from digest.domain.message import Message, msg, nmsg
from digest.domain.saved_search import SavedSearch
from digest.services.session.undo import Step, UndoSteps, each_of
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.services.session.services import Services


class ManyFeedsActions:
    """Changes of many feeds and of folders; undo raises Conflict if one has changed since."""

    def __init__(self, store: Store, clock: Clock, services: Services, steps: UndoSteps) -> None:
        self._store = store
        self._clock = clock
        self._services = services
        self._steps = steps

    def move(self, feeds: Sequence[Feed], to: str) -> Message:
        """Put feeds into a folder, or with "" out of all folders."""
        before = _values(feeds, "folder")
        moved = self._services.feeds.folders.move([*before], to, seen=_seen(before, "folder"))
        path = moved[0].folder if moved else ""
        if path:
            name = nmsg("{n} feed moved to “{folder}”", "{n} feeds moved to “{folder}”", len(moved), folder=shown(path))
        else:
            name = nmsg("{n} feed taken out of its folder", "{n} feeds taken out of their folders", len(moved))
        return self._moved(name, feeds, moved)

    def rename(self, folder: str, to: str) -> Message:
        """Call a folder otherwise, with all inside it; "" dissolves it. Raises NotFound, UsageError."""
        renamed = self._services.feeds.folders.rename(folder, to)
        name = msg("Folder “{folder}” renamed", folder=shown(folder))
        before, after = _values(renamed.before, "folder"), _values(renamed.after, "folder")
        back = self._setting("folder", after, before, [(after, before) for before, after in renamed.searches])
        again = self._setting("folder", before, after, renamed.searches)
        self._steps.record(Step(name, back, again, tuple(before)))
        return name

    def mute(self, feeds: Sequence[Feed], muted: bool) -> Message:
        """Keep the entries of feeds out of the inbox, or let them in again."""
        count = len(feeds)
        name = (
            nmsg("{n} feed muted", "{n} feeds muted", count)
            if muted
            else nmsg("{n} feed unmuted", "{n} feeds unmuted", count)
        )
        return self._changed(name, feeds, {"muted": muted})

    def pause(self, feeds: Sequence[Feed], paused: bool) -> Message:
        """Ask feeds no more, or again, also those that the server called gone."""
        count = len(feeds)
        name = (
            nmsg("{n} feed paused", "{n} feeds paused", count)
            if paused
            else nmsg("{n} feed resumed", "{n} feeds resumed", count)
        )
        said = self._changed(name, feeds, {"paused": paused})
        if not paused:
            for feed in feeds:
                self._services.feeds.change(feed, {}, resume=True)
        return said

    def remove(self, feeds: Sequence[Feed]) -> Message:
        """Take feeds out of all lists.

        If one cannot be removed, the others are, as one undo step; then the error is raised.
        """
        taken: list[str] = []

        def take(feed_id: str) -> None:
            self._store.remove_feed(feed_id, self._clock())
            taken.append(feed_id)

        def remove() -> None:
            each_of(ids, lambda feed_id: self._store.remove_feed(feed_id, self._clock()))

        try:
            each_of([feed.id for feed in feeds], take)
        finally:
            ids = tuple(taken)
            name = nmsg("{n} feed removed", "{n} feeds removed", len(ids))
            if ids:
                self._steps.record(Step(name, lambda: each_of(ids, self._store.restore_feed), remove, ids))
        return name

    def _changed(self, name: Message, feeds: Sequence[Feed], changes: Changes) -> Message:
        (field,) = changes
        before = _values(feeds, field)
        after = self._store.change_feeds({feed.id: changes for feed in feeds}, seen=_seen(before, field))
        return self._recorded(name, field, before, _values(after, field))

    def _moved(self, name: Message, before: Sequence[Feed], after: Sequence[Feed]) -> Message:
        return self._recorded(name, "folder", _values(before, "folder"), _values(after, "folder"))

    def _recorded(
        self, name: Message, field: str, before: Mapping[str, object], after: Mapping[str, object]
    ) -> Message:
        if before == after:
            return msg("Nothing changed.")
        back, again = self._setting(field, after, before), self._setting(field, before, after)
        self._steps.record(Step(name, back, again, tuple(before)))
        return name

    def _setting(
        self,
        field: str,
        expected: Mapping[str, object],
        wanted: Mapping[str, object],
        searches: Sequence[tuple[SavedSearch, SavedSearch]] = (),
    ) -> Callable[[], None]:
        """A step that sets a field; saved searches that somebody has changed since stay."""

        def done() -> None:
            present = self._store.saved_searches() if searches else ()
            as_left = [pair for pair in searches if pair[0] in present]
            self._store.change_feeds(_seen(wanted, field), seen=_seen(expected, field), searches=as_left)

        return done


def shown(path: str) -> str:
    """A folder's path as people read it."""
    return " / ".join(folder_names(path))


def _seen(values: Mapping[str, object], field: str) -> dict[str, dict[str, object]]:
    """The values of one field of feeds, as `Store.change_feeds` takes them."""
    return {feed_id: {field: value} for feed_id, value in values.items()}


def _values(feeds: Sequence[Feed], field: str) -> dict[str, object]:
    return {feed.id: getattr(feed, field) for feed in feeds}
