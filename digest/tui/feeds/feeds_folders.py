"""Putting feeds into folders, many at once, and renaming a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.folders import folder_names, folder_path, tidy_path
from digest.domain.message import msg, nmsg

if TYPE_CHECKING:
    from digest.services.feeds.feed_overview import FeedOverview
    from digest.tui.dialogs.choice import Choice
    from digest.tui.feeds.feed_changes import FeedChanges
    from digest.tui.host import Host
    from digest.tui.widgets.feed_table import FeedTable


class FeedsFolders:
    """What is moved or renamed can be undone."""

    def __init__(self, host: Host, table: FeedTable, changes: FeedChanges) -> None:
        self._host = host
        self._table = table
        self._changes = changes

    def move(self) -> None:
        """Let the curator choose a folder for the marked feeds, or for the one under the cursor."""
        from digest.tui.dialogs.choice import Choice, ChoiceDialog
        from digest.tui.feeds.folder_naming import shown_path, typed_path

        rows = self._table.targets
        if not rows:
            return
        paths = self._paths()
        choices = [Choice(shown_path(path), path) for path in paths]
        if any(row.feed.folder for row in rows):
            choices.append(Choice(tell(msg("(out of its folder)")), ""))

        def typed(words: str) -> Choice[str] | None:
            path = tidy_path(typed_path(words))
            known = {shown_path(one).casefold() for one in paths}
            if not path or shown_path(path).casefold() in known:
                return None
            return Choice(tell(msg("new folder “{folder}”", folder=shown_path(path))), path)

        def chosen(path: str | None) -> None:
            if path is not None:
                self._move(rows, path)

        question = nmsg(
            "Folder for {n} feed: its name; with / a folder inside another",
            "Folder for {n} feeds: its name; with / a folder inside another",
            len(rows),
        )
        self._host.show(ChoiceDialog(question, choices, typed), chosen)

    @property
    def can_rename(self) -> bool:
        """True with a feed under the cursor."""
        return self._table.current is not None

    def rename(self) -> None:
        """Ask for another name of the folder in which the feed under the cursor is."""
        from digest.tui.feeds.folder_naming import ask_for_name

        row = self._table.current
        if row is None or not row.feed.folder:
            self._host.say(msg("This feed is in no folder. t puts it into one."))
        else:
            ask_for_name(self._host, row.feed.folder, self._changes.show)

    def _move(self, rows: list[FeedOverview], path: str) -> None:
        actions = self._host.library.actions.many_feeds
        self._changes.change(lambda: actions.move([row.feed for row in rows], path))

    def _paths(self) -> list[str]:
        names = {folder_names(row.feed.folder) for row in self._table.every}
        paths = {folder_path(one[:depth]) for one in names for depth in range(1, len(one) + 1)}
        return sorted(paths, key=str.casefold)
