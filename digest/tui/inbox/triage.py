"""Marks: read, shortlisted, muted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.shell.waiting_keys import open_with

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.domain.feed import Feed
    from digest.services.reading.entries import ListedEntry
    from digest.services.session.action_result import ActionResult
    from digest.services.session.feed_actions import FeedResult
    from digest.tui.dialogs.mute import Mute
    from digest.tui.host import Host
    from digest.tui.inbox.listing import Listing
    from digest.tui.inbox.viewing import Viewing


class Triage:
    """Triage of the list's entries; each change shows at once and is saved in its turn."""

    def __init__(self, host: Host, listing: Listing, viewing: Viewing) -> None:
        self._host = host
        self._listing = listing
        self._viewing = viewing

    def shortlist(self) -> None:
        """On the shortlist, or off it."""
        listed = self._listing.current
        if listed is not None:
            self._mark([listed], shortlisted=not listed.shortlisted)

    def read(self) -> None:
        """Read, or unread again."""
        listed = self._listing.current
        if listed is not None:
            self._mark([listed], read=not listed.read)

    def all_read(self) -> None:
        """Everything in this list counts as read, also what is still on its way into it."""
        self._listing.when_whole(self._all_read)

    def _all_read(self) -> None:
        rows = self._listing.rows
        if rows is None or not (rows.unread if rows.is_part else any(not one.read for one in rows.listed)):
            self._host.say(msg("Nothing here is unread."))
        else:
            every = self._everything_unread() if rows.is_part else None
            self._mark([one for one in rows.listed if not one.read], read=True, tell=True, every=every)

    def _everything_unread(self) -> Callable[[], list[Entry]]:
        """A question for the unread entries of a very long list, of which a part is here."""
        library, asked = self._host.library, self._listing.question

        def look() -> list[Entry]:
            query = asked.query(library)
            return library.reading.unread(query) if query is not None else []

        return look

    def mark_read(self, listed: Sequence[ListedEntry]) -> None:
        """Quietly count entries as read, as reading goes on."""
        unread = [one for one in listed if not one.read]
        if unread:
            self._mark(unread, read=True)

    def mute(self) -> None:
        """Ask whether this feed or a word is to be muted, or no longer."""
        from digest.tui.dialogs.mute import MuteDialog

        listed = self._listing.current
        if listed is None:
            return
        library, actions = self._host.library, self._host.library.actions

        def look() -> tuple[Feed | None, tuple[str, ...]]:
            return library.feeds.feed_of(listed.entry), library.muted_words.all()

        def ask(found: tuple[Feed | None, tuple[str, ...]]) -> None:
            self._host.show(MuteDialog(found[0], listed.feed_title, listed.entry.title, found[1]), chosen)

        def chosen(mute: Mute | None) -> None:
            if mute is None:
                return
            feed, word, muted = mute.feed, mute.word, mute.muted
            work = (lambda: actions.feeds.mute(feed, muted)) if feed else (lambda: actions.feeds.mute_word(word, muted))
            self._host.work_queue.change(work, done)

        def done(act: FeedResult) -> None:
            self._host.say(msg("{what} · u undoes it", what=act.said))
            self._listing.open(self._listing.view)
            self._viewing.update()

        open_with(self._host, look, ask)

    def _mark(
        self, listed: Sequence[ListedEntry], *, read: bool | None = None, shortlisted: bool | None = None,
        tell: bool = False, every: Callable[[], list[Entry]] | None = None,
    ) -> None:  # fmt: skip
        """Mark entries, and show that; all those that `every` finds, if these are a part of them."""
        for one in listed:
            self._listing.update_entry(one.marked(read=read, shortlisted=shortlisted))
        self._listing.marks_changed()
        entries = [one.entry for one in listed]
        actions, saved = self._host.library.actions, self._listing.ahead.mark_ahead()

        def work() -> ActionResult:
            try:
                return actions.marks.set(every() if every else entries, read=read, shortlisted=shortlisted)
            finally:
                saved()

        def done(act: ActionResult) -> None:
            self._viewing.update()
            if every:
                self._listing.update()
            if tell:
                self._host.say(msg("{what} · u undoes it", what=act.said))

        def failed() -> None:
            for one in listed:
                self._listing.update_entry(one)
            self._listing.marks_changed()
            self._listing.update()  # another feed may have brought one of these pages meanwhile

        self._host.work_queue.change(work, done, failed, keys_wait=every is not None)
