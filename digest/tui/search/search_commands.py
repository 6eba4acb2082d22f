"""Filtering and searching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand, On

if TYPE_CHECKING:
    from digest.tui.feeds.feeds_screen import FeedsScreen
    from digest.tui.inbox.inbox_screen import InboxScreen
    from digest.tui.shell.pick_screen import PickScreen

_both: On[PickScreen] = On("inbox", "edition")
_inbox: On[InboxScreen] = On("inbox")
_lists: On[InboxScreen | FeedsScreen] = On("inbox", "feeds")

COMMANDS: tuple[AnyCommand, ...] = (
    _lists(
        "filter",
        ("slash",),
        msg("filter"),
        msg("Filter this list as you type: title, feed, text, comment; among the views and feeds by their names"),
        lambda s: s.open_filter(),
        footer=5,
        name_on={"views": msg("filter views")},
        pane_ranks={"views": 5},
    ),
    _both(
        "search",
        ("ctrl+f",),
        msg("search everything"),
        msg("Search all months, editions and comments"),
        lambda s: s.app.navigation.search(),
    ),
    _inbox(
        "narrow",
        ("f",),
        msg("narrow"),
        msg("Only unread, picked, without comment, of a category or feed"),
        lambda s: s.narrowing.ask(),
    ),
    _inbox(
        "save-search",
        ("ctrl+s",),
        msg("save search"),
        msg("Save what the list shows as a view of your own; on a saved search change its name and words"),
        lambda s: s.saving_views.save(),
        enabled=lambda s: s.can_save_search,
        in_fields=True,
    ),
    _inbox(
        "remove-search",
        ("d", "delete"),
        msg("remove search"),
        msg("Remove the saved search under the cursor; u brings it back"),
        lambda s: s.saving_views.remove(),
        enabled=lambda s: s.saving_views.can_remove,
        pane_ranks={"views": 3},
    ),
    _inbox(
        "fold-all",
        ("Z",),
        msg("fold all"),
        msg("Fold all folders among the views, or unfold them"),
        lambda s: s.folders.toggle_all(),
        pane_ranks={"views": 7},
    ),
    _inbox(
        "hide-read",
        ("N",),
        msg("hide read"),
        msg("Hide feeds and folders with nothing unread, or show them again"),
        lambda s: s.folders.toggle_read(),
        pane_ranks={"views": 8},
    ),
)
