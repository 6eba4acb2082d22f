"""Going from screen to screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.services.drafts import Draft

if TYPE_CHECKING:
    from digest.tui.app import DigestApp


class Going:
    """Screens and dialogs are imported when they are first gone to: the inbox must be there at once."""

    def __init__(self, app: DigestApp) -> None:
        self._app = app

    def edition(self) -> None:
        """To the edition, or back from it."""
        from digest.tui.screens.edition import EditionScreen

        if isinstance(self._app.screen, EditionScreen):
            self._app.pop_screen()
        else:
            self._app.push_screen(EditionScreen())

    def feeds(self) -> None:
        """To the feeds, or back from them."""
        from digest.tui.screens.feeds import FeedsScreen

        if isinstance(self._app.screen, FeedsScreen):
            self._app.pop_screen()
        else:
            self._app.push_screen(FeedsScreen())

    def search(self) -> None:
        """Search everything."""
        from digest.tui.screens.search import SearchScreen

        self._app.push_screen(SearchScreen())

    def export(self) -> None:
        """Export the edition."""
        from digest.tui.dialogs.export import ExportDialog

        self._app.push_screen(ExportDialog(self._app.month))

    def add(self) -> None:
        """Add a feed or a page."""
        from digest.tui.dialogs.add import AddDialog

        self._app.push_screen(AddDialog())

    def mute(self) -> None:
        """Mute a feed or a word."""
        from digest.tui.dialogs.mute import MuteDialog

        self._app.push_screen(MuteDialog(self._app.screen))

    def narrow(self) -> None:
        """Narrow the list."""
        from digest.tui.dialogs.narrow import NarrowDialog

        self._app.push_screen(NarrowDialog(self._app.screen))

    def conflict(self, draft: Draft) -> None:
        """Show both texts of a comment that somebody else changed meanwhile."""
        from digest.tui.dialogs.conflict import ConflictDialog

        self._app.push_screen(ConflictDialog(draft))

    def help(self) -> None:
        """The keys of this screen."""
        from digest.tui.dialogs.help import HelpDialog

        self._app.push_screen(HelpDialog(self._app.screen.name or ""))

    def first_start(self) -> None:
        """With an empty library, the three ways in."""

        def look() -> bool:
            return not self._app.core.store.feeds()

        def then(empty: bool) -> None:
            if empty:
                from digest.tui.screens.first import FirstScreen

                self._app.push_screen(FirstScreen())

        self._app.library.ask(look, then)

    def back(self) -> None:
        """One step back: out of a filter, a pane, a screen; from the inbox's list, out of the program."""
        if not getattr(self._app.screen, "step_back", lambda: False)():
            if len(self._app.screen_stack) > 2:
                self._app.pop_screen()
            else:
                self._app.exit()
