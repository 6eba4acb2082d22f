"""On which screens a command works.

Each of these also checks the type of the screen that the command acts on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.tui.commands.command import On

if TYPE_CHECKING:
    from digest.tui.edition.edition_screen import EditionScreen
    from digest.tui.feeds.feeds_screen import FeedsScreen
    from digest.tui.inbox.inbox_screen import InboxScreen
    from digest.tui.shell.pick_screen import PickScreen
    from digest.tui.shell.work_screen import WorkScreen

on_inbox: On[InboxScreen] = On("inbox")
on_edition: On[EditionScreen] = On("edition")
on_feeds: On[FeedsScreen] = On("feeds")
on_inbox_and_edition: On[PickScreen] = On("inbox", "edition")
on_inbox_and_feeds: On[InboxScreen | FeedsScreen] = On("inbox", "feeds")
everywhere: On[WorkScreen] = On("inbox", "edition", "feeds")
