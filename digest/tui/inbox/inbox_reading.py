"""Reading: the entry at the cursor, the next unread one, a page's whole text."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from textual.timer import Timer

from digest.config.language import day_told, tell
from digest.domain.message import msg
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.reading_pane import ReadingPane

if TYPE_CHECKING:
    from textual.content import Content

    from digest.bootstrap import Library
    from digest.domain.entry import Entry
    from digest.domain.query import PickedPlace
    from digest.domain.suggestion import Suggestion
    from digest.services.reading.entries import ListedEntry
    from digest.services.reading.same_page import OtherPlace
    from digest.tui.host import Host
    from digest.tui.inbox.listing import Listing
    from digest.tui.inbox.triage import Triage

#: Seconds that the cursor stays on an entry before its text is shown: a key held down does not wait for texts.
FOLLOW_SECONDS = 0.05
#: And until similar titles are looked for, which takes longest.
_REST_SECONDS = 0.3


class _Shown(NamedTuple):
    """What is looked up for the entry under the cursor."""

    body: Content
    same: tuple[OtherPlace, ...]
    suggestion: Suggestion | None
    colleagues: tuple[str, ...] = ()
    #: The names of all who have worked on the library.
    curators: frozenset[str] = frozenset()


class _Hints(NamedTuple):
    """What is shown of an entry below its title, beside its source.

    `alike` is None until it is looked up.
    """

    entry_id: str
    same: str = ""
    suggested: str = ""
    colleagues: tuple[str, ...] = ()
    alike: str | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        return self.same, self.alike or "", self.suggested, *self.colleagues


class InboxReading:
    """Reads away from the screen's thread; an answer that comes too late is not shown."""

    def __init__(
        self, host: Host, listing: Listing, triage: Triage, entries: EntryList, pane: ReadingPane, comment: CommentPane,
        keys: KeyLine,
    ) -> None:  # fmt: skip
        self._host = host
        self._listing = listing
        self._triage = triage
        self._list = entries
        self._pane = pane
        self._comment = comment
        self._keys = keys
        self._rest: Timer | None = None
        self._follow: Timer | None = None
        self._moved = 0.0
        self._hints = _Hints("")
        self._curators: frozenset[str] = frozenset()

    def follow(self) -> None:
        """The cursor has moved: show the entry under it as soon as it stays."""
        self._stop_resting()
        self._moved = monotonic()
        if self._follow is None:
            self._follow = self._pane.set_timer(FOLLOW_SECONDS, self._show_where_it_stays)

    def _show_where_it_stays(self) -> None:
        self._follow = None
        left = self._moved + FOLLOW_SECONDS - monotonic()
        if left > 0:  # it has gone on meanwhile; one timer at a time is enough
            self._follow = self._pane.set_timer(left, self._show_where_it_stays)
        else:
            self.show_current()

    def show_current(self) -> None:
        """Show the entry under the cursor with its text, and its comment."""
        listed = self._listing.current
        self._stop_resting()
        if listed is None:
            self._pane.show(None)
            self._comment.show(None)
            return
        self._host.work_queue.ask(lambda: self._look(listed), lambda found: self._show(listed, found))

    def _look(self, listed: ListedEntry) -> _Shown:
        from digest.tui.widgets.body_text import text_of

        library = self._host.library
        return _Shown(
            text_of(listed.entry, library.reading.content(listed.entry)),
            library.duplicates.same(listed.entry),
            None if listed.pick_in(self._host.month) else library.suggestions.of(listed.entry),
            _from_colleagues(library, listed),
            library.curators.names(),
        )

    def show_pick(self) -> None:
        """Show that the pick under the cursor has changed, beside the text which is there.

        All is looked up anew without a pick (a suggestion is due) or with colleagues (who picked is named).
        """
        current = self._listing.current
        here = current.pick_in(self._host.month) if current is not None else None
        if (
            current is None
            or here is None
            or self._hints.entry_id != current.entry.id
            or self._curators - {here.curator}
        ):
            self.show_current()
            return
        if self._hints.suggested:
            self._keys.suggest("")
            self._hints = self._hints._replace(suggested="")
            self._pane.show_hints(self._hints.lines)
        self._show_comment(here)

    def open(self) -> None:
        """Read the entry under the cursor: it counts as read, and keys go to its text."""
        listed = self._listing.current
        if listed is not None:
            self._triage.mark_read([listed])
            self._pane.focus()

    def scroll(self, lines: int) -> None:
        """Scroll the text from the list."""
        self._pane.scroll_relative(y=lines, animate=False, immediate=True)

    def read_on(self) -> None:
        """A page of text down; at its end the next unread entry.

        Keys wait for a text that is not there yet.
        """
        listed = self._listing.current
        if listed is None or self._hints.entry_id == listed.entry.id:
            self._go_down()
            return
        release = self._host.key_queue.hold()

        def go_on() -> None:
            self._go_down()
            release()

        def show(found: _Shown) -> None:
            self._show(listed, found)
            # Its end is known when it has been laid out.
            self._pane.call_after_refresh(go_on)

        self._host.work_queue.ask(lambda: self._look(listed), show, release)

    def _go_down(self) -> None:
        if self._pane.at_end:
            self.next_unread(1)
        else:
            self._pane.scroll_relative(y=self._pane.size.height, animate=False, immediate=True)

    def next_unread(self, step: int) -> None:
        """Go to the next (+1) or previous (-1) unread entry; going on, this one counts as read."""
        rows, here = self._listing.rows, self._list.cursor
        if rows is None or not len(rows):
            return
        if step > 0 and (current := self._listing.current) is not None:
            self._triage.mark_read([current])
        if self._listing.current is None:  # the row is on its way
            self._listing.when_whole(lambda: self.next_unread(step))
            return
        there = rows.next_unread(here, step)
        if there is not None:
            self._list.move_to(there)
        elif step > 0 and not self._listing.is_whole:
            self._listing.when_whole(lambda: self.next_unread(step))
        elif rows.after if step > 0 else rows.first:
            self._seek_unread(step, rows.listed[-1 if step > 0 else 0].entry)
        else:
            self._tell_none_is_unread(step)

    def _seek_unread(self, step: int, edge: Entry) -> None:
        """Look for the next unread entry outside of the part that is here, from its edge."""
        library, asked = self._host.library, self._listing.question
        release = self._host.key_queue.hold()

        def look() -> Entry | None:
            query = asked.query(library)
            return library.reading.next_unread(query, edge, step) if query is not None else None

        def then(found: Entry | None) -> None:
            if found is None:
                self._tell_none_is_unread(step)
            elif asked == self._listing.question:
                self._listing.seek(found.id)
            release()

        self._host.work_queue.ask_much(look, then, release)

    def _tell_none_is_unread(self, step: int) -> None:
        self._host.say(msg("No unread entry further on.") if step > 0 else msg("No unread entry before."))

    def show_new(self) -> None:
        """Go to the newest entry of those that have come in; if none has, to the first one."""
        if not self._listing.show_new():
            self._host.say(msg("Nothing new has come in since."))

    def toggle_alone(self) -> None:
        """Show the reading pane alone, or with the list again."""
        self._pane.screen.toggle_class("-text-alone")

    def full_text(self) -> None:
        """Fetch the page's whole text, keep it with the entry, show it."""
        listed = self._listing.current
        if listed is None:
            return
        library = self._host.library
        self._host.say(msg("Fetching the text of the page …"))
        self._host.work_queue.reach(
            lambda: library.full_text.fetch(listed.entry),
            lambda _html: self.show_current() if self._is_current(listed) else None,
        )

    def _is_current(self, listed: ListedEntry) -> bool:
        current = self._listing.current
        return current is not None and current.entry.id == listed.entry.id

    def _show(self, listed: ListedEntry, found: _Shown) -> None:
        current = self._listing.current
        if current is None or not self._is_current(listed):
            return
        # Not before there is a text to show: the list must be there first.
        from digest.services.reading.same_page import places_named
        from digest.services.reading.suggestions import labelled

        suggestion = found.suggestion
        self._keys.suggest(suggestion.category if suggestion else "")
        same, _ = places_named(found.same, current.feed_title)
        self._hints = _Hints(
            current.entry.id,
            tell(msg("also at {others}", others=same)) if same else "",
            tell(labelled(suggestion)) if suggestion else "",
            found.colleagues,
            # Looked up once while one stays with the entry, so that it does not flicker with each change.
            self._hints.alike if self._hints.entry_id == current.entry.id else None,
        )
        self._pane.show(current, found.body, _date_told(listed.entry), self._hints.lines)
        self._curators = found.curators
        self._show_comment(current.pick_in(self._host.month))
        self._stop_resting()
        if self._hints.alike is None:
            self._rest = self._pane.set_timer(_REST_SECONDS, lambda: self._look_for_alike(listed))

    def _show_comment(self, here: PickedPlace | None) -> None:
        words = self._host.watcher.at_work.get((here.edition_id, here.pick_id)) if here else None
        self._comment.show(here.comment if here else None, tell(words) if words else "")

    def _look_for_alike(self, listed: ListedEntry) -> None:
        """If the cursor stays on an entry, tell where similar ones are."""
        library = self._host.library

        def show(places: tuple[OtherPlace, ...]) -> None:
            from digest.services.reading.same_page import places_named

            if not self._is_current(listed) or self._hints.entry_id != listed.entry.id:
                return  # the text of another entry is shown by now
            _, others = places_named(places)
            alike = tell(msg("similar also at {others}", others=others)) if others else ""
            if self._hints.alike != alike:
                self._hints = self._hints._replace(alike=alike)
                self._pane.show_hints(self._hints.lines)

        self._host.work_queue.ask_much(lambda: library.duplicates.alike(listed.entry), show)

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.stop()


def _from_colleagues(library: Library, listed: ListedEntry) -> tuple[str, ...]:
    """Who picked an entry and wrote last, if there are several curators; and its open notes."""
    from digest.services.curation.curators import who

    initials = library.curators.initials()
    place = listed.pick
    pick = library.actions.picks.kept(place.pick_id) if initials and place is not None and place.pick_id else None
    lines = [tell(msg("picked by {who}", who=known))] if pick is not None and (known := who(pick, initials)) else []
    for note in library.notes.of_entry(listed.entry):
        by = initials.get(note.by, "")
        lines.append(f"⚑ {by}: {note.text}" if by else f"⚑ {note.text}")
    return tuple(lines)


def _date_told(entry: Entry) -> str:
    """The day of an entry; with the day it was found, if it has no date or an impossible one."""
    if entry.dated is not None:
        return day_told(entry.date)
    if entry.published is not None:
        return tell(msg("dated ahead, {day} · found on {found}", day=entry.published, found=entry.first_seen))
    return tell(msg("no date · found on {found}", found=entry.first_seen))
