"""Filtering and searching."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand
from digest.tui.commands.commands_on import on_inbox, on_inbox_and_edition, on_inbox_and_feeds

COMMANDS: tuple[AnyCommand, ...] = (
    on_inbox_and_feeds(
        "filter",
        ("slash",),
        msg("filter"),
        msg("Filter this list as you type: title, feed, text, comment; among the views and feeds by their names"),
        lambda s: s.open_filter(),
        footer=5,
        name_on={"views": msg("filter views")},
        pane_ranks={"views": 5},
    ),
    on_inbox_and_edition(
        "search",
        ("ctrl+f",),
        msg("search everything"),
        msg("Search all months, editions and comments"),
        lambda s: s.app.navigation.search(),
    ),
    on_inbox(
        "narrow",
        ("f",),
        msg("narrow"),
        msg("Only unread, picked, without comment, of a category or feed"),
        lambda s: s.narrowing.ask(),
    ),
    on_inbox(
        "save-search",
        ("ctrl+s",),
        msg("save search"),
        msg("Save what the list shows as a view of your own; on a saved search change its name and words"),
        lambda s: s.saving_views.save(),
        enabled=lambda s: s.can_save_search,
        in_fields=True,
    ),
    on_inbox(
        "remove-search",
        ("d", "delete"),
        msg("remove search"),
        msg("Remove the saved search under the cursor; u brings it back"),
        lambda s: s.saving_views.remove(),
        enabled=lambda s: s.saving_views.can_remove,
        pane_ranks={"views": 3},
    ),
    on_inbox(
        "fold-all",
        ("Z",),
        msg("fold all"),
        msg("Fold all folders among the views, or unfold them"),
        lambda s: s.folders.toggle_all(),
        pane_ranks={"views": 7},
    ),
    on_inbox(
        "hide-read",
        ("N",),
        msg("hide read"),
        msg("Hide feeds and folders with nothing unread, or show them again"),
        lambda s: s.folders.toggle_read(),
        pane_ranks={"views": 8},
    ),
)
