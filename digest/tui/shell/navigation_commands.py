"""Going to other screens, adding, refreshing."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand
from digest.tui.commands.commands_on import everywhere, on_inbox, on_inbox_and_edition, on_inbox_and_feeds

COMMANDS: tuple[AnyCommand, ...] = (
    on_inbox_and_edition(
        "edition",
        ("v",),
        msg("edition"),
        msg("The edition, or back"),
        lambda s: s.app.navigation.edition(),
        footer=4,
        name_on={"edition": msg("back")},
    ),
    everywhere(
        "view-inbox",
        ("i",),
        msg("to the inbox"),
        msg("To the inbox, from wherever one is"),
        lambda s: s.app.navigation.view("inbox"),
    ),
    everywhere(
        "view-shortlist",
        ("S",),
        msg("to the shortlist"),
        msg("To the shortlist, from wherever one is"),
        lambda s: s.app.navigation.view("shortlist"),
    ),
    everywhere(
        "view-all",
        ("E",),
        msg("to all entries"),
        msg("To all entries, from wherever one is"),
        lambda s: s.app.navigation.view("all"),
    ),
    everywhere(
        "month",
        ("V",),
        msg("month"),
        msg("The month at a glance: categories and sources, what is thin, shortlist by age, statistics, all labels"),
        lambda s: s.app.navigation.month(),
    ),
    on_inbox_and_edition(
        "export",
        ("X",),
        msg("export"),
        msg("Export: formats with a preview, to a file or the clipboard"),
        lambda s: s.app.navigation.export(),
        footer=5,
    ),
    on_inbox_and_edition(
        "publish",
        ("P",),
        msg("publish"),
        msg("Publish: push the edition to a blog, folder or service as a draft"),
        lambda s: s.app.navigation.publish(),
    ),
    everywhere(
        "feeds",
        ("F",),
        msg("feeds"),
        msg("The feeds: health, add, edit, remove"),
        lambda s: s.app.navigation.feeds(),
        pane_ranks={"views": 9},
    ),
    everywhere(
        "add",
        ("a",),
        msg("add"),
        msg("Add a feed or one page by its address"),
        lambda s: s.app.navigation.add(),
        footer=7,
    ),
    everywhere(
        "import",
        (),
        msg("import"),
        msg("Import feeds, bookmarks or a reading list of another program (OPML, newsboat, Pocket …)"),
        lambda s: s.app.navigation.import_list(),
    ),
    on_inbox(
        "rules",
        (),
        msg("rules"),
        msg("Rules: what is muted, read, shortlisted, suggested, fetched whole automatically"),
        lambda s: s.app.navigation.rules(s.current.entry.feed_id if s.current else ""),
    ),
    everywhere(
        "refresh",
        ("R",),
        msg("refresh"),
        msg("Refresh the feeds that are due"),
        lambda s: s.app.refreshing.start(),
    ),
    on_inbox(
        "show-new",
        ("full_stop",),
        msg("show new"),
        msg("Go to the newest of the entries that have come in"),
        lambda s: s.reading.show_new(),
    ),
    on_inbox(
        "text-alone",
        ("z",),
        msg("text alone"),
        msg("The reading pane alone, or with the list"),
        lambda s: s.reading.toggle_alone(),
    ),
    on_inbox_and_feeds(
        "rename-folder",
        ("T",),
        msg("rename folder"),
        msg("Rename the folder of this feed, or the one under the cursor among the views"),
        lambda s: s.folders.rename(),
        enabled=lambda s: s.folders.can_rename,
        pane_ranks={"views": 4},
    ),
)
