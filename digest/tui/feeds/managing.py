"""Taking care of the feeds: edit, pause, mute, remove, ask now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.domain.secrets import masked
from digest.tui.dialogs.short_form import FormField, ShortForm

if TYPE_CHECKING:
    from digest.services.session.feed_actions import FeedResult
    from digest.tui.feeds.feed_changes import FeedChanges
    from digest.tui.host import Host
    from digest.tui.widgets.feed_table import FeedTable


class Managing:
    """Everything here can be undone, so nothing asks whether it is meant."""

    def __init__(self, host: Host, table: FeedTable, changes: FeedChanges) -> None:
        self._host = host
        self._table = table
        self._changes = changes

    def edit(self) -> None:
        """A small form with what the curator says of the feed."""
        row = self._table.current
        if row is None:
            return
        feed, library = row.feed, self._host.library
        # A secret in the address stays hidden; an address that is not touched is not changed.
        before = {name: masked(getattr(feed, name)) for name in ("title", "url", "category", "folder")}

        def keep(values: dict[str, str]) -> None:
            changes = {name: text for name, value in values.items() if (text := value.strip()) != before[name]}
            if changes:
                form.try_to_keep(self._host, lambda: library.actions.feeds.change(feed, changes), kept)
            else:
                form.dismiss()

        def kept(done: FeedResult) -> None:
            self._host.say(done.said)
            self._changes.show()

        labels = library.editions.known_categories(self._host.month)
        fields = [
            # The feed's own title shows where the curator has given none, so it is clear what an empty field means.
            FormField("title", msg("Title"), before["title"], placeholder=row.state.title),
            FormField("url", msg("Address"), before["url"]),
            FormField("category", msg("Category"), before["category"], suggested=labels),
            FormField("folder", msg("Folder"), before["folder"]),
        ]
        form = ShortForm(row.title, fields, keep)
        self._host.show(form)

    def pause(self) -> None:
        """Ask the feed no more, or again; of marked ones all, as the first of them."""
        if rows := self._table.targets:
            paused, actions = rows[0].status not in ("paused", "gone"), self._host.library.actions
            if len(rows) > 1:
                self._changes.change(lambda: actions.many_feeds.pause([row.feed for row in rows], paused))
            else:
                self._changes.change(lambda: actions.feeds.pause(rows[0].feed, paused).said, undoable=False)

    def mute(self) -> None:
        """Mute the feed, or unmute it; all marked ones get the first one's new state."""
        if rows := self._table.targets:
            muted, actions = not rows[0].feed.muted, self._host.library.actions
            if len(rows) > 1:
                self._changes.change(lambda: actions.many_feeds.mute([row.feed for row in rows], muted))
            else:
                self._changes.change(lambda: actions.feeds.mute(rows[0].feed, muted).said, undoable=False)

    def remove(self) -> None:
        """Take the feed out of all lists, or all that are marked."""
        if rows := self._table.targets:
            actions = self._host.library.actions
            if len(rows) > 1:
                self._changes.change(lambda: actions.many_feeds.remove([row.feed for row in rows]))
            else:
                self._changes.change(lambda: actions.feeds.remove(rows[0].feed).said)

    def check(self) -> None:
        """Ask the feed now, due or not."""
        if row := self._table.current:
            self._host.say(msg("Asking “{title}” …", title=row.title))
            self._host.refreshing.start(row.feed.id)
