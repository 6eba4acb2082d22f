"""Taking care of the feeds: edit, pause, mute, remove, ask now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from digest.domain.edition import Changes
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.services.session.feed_actions import FeedResult
from digest.tui.dialogs.feed import FeedDialog

if TYPE_CHECKING:
    from digest.tui.host import Host
    from digest.tui.widgets.feed_table import FeedTable


class Managing:
    """Everything here can be undone, so nothing asks whether it is meant."""

    def __init__(self, host: Host, table: FeedTable, show: Callable[[], None]) -> None:
        """`show` shows the feeds as they are in the library now."""
        self._host = host
        self._table = table
        self._show = show

    def edit(self) -> None:
        """A small form with what the curator says of the feed."""
        row = self._table.current
        if row is None:
            return

        app, actions = self._host, self._host.library.actions.feeds

        def keep(changes: Changes) -> None:
            def work() -> FeedResult | DigestError:
                try:
                    return actions.change(row.feed, changes)
                except DigestError as error:
                    return error

            app.work_queue.change(work, kept)

        def kept(done: FeedResult | DigestError) -> None:
            if isinstance(done, FeedResult):
                dialog.dismiss()
                app.say(done.said)
                self._show()
            else:
                dialog.tell_failure(done.in_full)

        dialog = FeedDialog(row, app.library.editions.labels(self._host.month), keep)
        app.show(dialog)

    def pause(self) -> None:
        """Ask the feed no more, or again; of marked ones all, as the first of them."""
        if rows := self._table.targets:
            paused, actions = rows[0].status not in ("paused", "gone"), self._host.library.actions
            if len(rows) > 1:
                self._change_many(lambda: actions.folders.pause([row.feed for row in rows], paused))
            else:
                self._change(lambda: actions.feeds.pause(rows[0].feed, paused))

    def mute(self) -> None:
        """Mute the feed, or unmute it; all marked ones get the first one's new state."""
        if rows := self._table.targets:
            muted, actions = not rows[0].feed.muted, self._host.library.actions
            if len(rows) > 1:
                self._change_many(lambda: actions.folders.mute([row.feed for row in rows], muted))
            else:
                self._change(lambda: actions.feeds.mute(rows[0].feed, muted))

    def remove(self) -> None:
        """Take the feed out of all lists, or all that are marked."""
        if rows := self._table.targets:
            actions = self._host.library.actions
            if len(rows) > 1:
                self._change_many(lambda: actions.folders.remove([row.feed for row in rows]))
            else:
                self._change(lambda: actions.feeds.remove(rows[0].feed), undoable=True)

    def check(self) -> None:
        """Ask the feed now, due or not."""
        if row := self._table.current:
            self._host.say(msg("Asking “{title}” …", title=row.title))
            self._host.refreshing.start(row.feed.id)

    def _change(self, work: Callable[[], FeedResult], *, undoable: bool = False) -> None:
        def then(act: FeedResult) -> None:
            self._host.say(msg("{what} · u undoes it", what=act.said) if undoable else act.said)
            self._show()

        self._host.work_queue.change(work, then)

    def _change_many(self, work: Callable[[], Message]) -> None:
        def then(said: Message) -> None:
            self._host.say(msg("{what} · u undoes it", what=said))
            self._show()

        self._host.work_queue.change(work, then)
