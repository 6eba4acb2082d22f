"""Going from screen to screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from digest.domain.message import Message, msg, nmsg
from digest.domain.month import NamedMonth
from digest.tui.commands.command import shown_key

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.services.session.drafts import Draft
    from digest.tui.shell.program import Program
    from digest.tui.widgets.sidebar import View


#: Seconds within which Ctrl-Q once more means it.
_AGAIN = 10.0


class Navigation:
    """Goes to screens and dialogs, which are imported at first use: the inbox must come at once."""

    def __init__(self, app: Program) -> None:
        self._app = app
        self._refused_at = -_AGAIN

    def inbox(self, view: View, *, at: str = "") -> None:
        """Back to the inbox, on one of its views, the cursor on the entry `at`."""
        from digest.tui.inbox.inbox_screen import InboxScreen

        while not isinstance(self._app.screen, InboxScreen) and len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        if isinstance(self._app.screen, InboxScreen):
            self._app.screen.listing.open(view, at=at)

    def view(self, kind: str) -> None:
        """Go to a view of the inbox by name; the cursor is at its former place."""
        from digest.tui.widgets.sidebar import View

        self.inbox(View(kind))

    def begin(self) -> None:
        """The inbox from its top, after the first feeds have come in."""
        from digest.tui.inbox.inbox_screen import InboxScreen

        if isinstance(self._app.screen, InboxScreen):
            self._app.screen.listing.begin()
            self._tell_month()

    def _tell_month(self) -> None:
        """Name the current edition if it may surprise: a new month, or a new library early in one."""
        editions = self._app.library.editions

        def then(found: tuple[tuple[str, int] | None, bool]) -> None:
            left, is_in_doubt = found
            if left is not None:
                month, count = left
                self._app.say(
                    nmsg(
                        "{month} is still a draft ({n} pick); [ leads to it.",
                        "{month} is still a draft ({n} picks); [ leads to it.",
                        count,
                        month=NamedMonth(month),
                    )
                )
            elif is_in_doubt:
                self._app.say(msg("Edition {month}; ] and [ change the month.", month=NamedMonth(self._app.month)))

        self._app.work_queue.ask(lambda: (editions.left_draft(), editions.is_in_doubt()), then)

    def edition(self) -> None:
        """To the edition, or back from it."""
        from digest.tui.edition.edition_screen import EditionScreen

        if isinstance(self._app.screen, EditionScreen):
            self._app.pop_screen()
        else:
            self._app.push_screen(EditionScreen())

    def pick(self, pick: Pick) -> None:
        """Show a pick in its edition; the current month stays, and back returns to the search."""
        from digest.tui.edition.edition_screen import EditionScreen

        screen = EditionScreen(pick.edition_id if pick.edition_id != self._app.month else "")
        self._app.push_screen(screen)
        screen.call_after_refresh(screen.proofing.load, (pick.id,))

    def feeds(self) -> None:
        """To the feeds, or back from them."""
        from digest.tui.feeds.feeds_screen import FeedsScreen

        if isinstance(self._app.screen, FeedsScreen):
            self._app.pop_screen()
        else:
            self._app.push_screen(FeedsScreen())

    def search(self) -> None:
        """Search everything."""
        from digest.tui.search.search_screen import SearchScreen

        self._app.push_screen(SearchScreen())

    def export(self) -> None:
        """Export the edition."""
        from digest.tui.dialogs.export import ExportDialog

        self._app.push_screen(ExportDialog(getattr(self._app.screen, "month", self._app.month)))

    def publish(self) -> None:
        """Push the edition to a target."""
        from digest.tui.publish.publish_dialog import PublishDialog

        self._app.push_screen(PublishDialog(getattr(self._app.screen, "month", self._app.month)))

    def add(self) -> None:
        """Add a feed, which is asked at once, or a page, which is shown."""
        from digest.tui.dialogs.add import AddDialog
        from digest.tui.dialogs.adding import Added
        from digest.tui.widgets.sidebar import View

        def then(added: Added | None) -> None:
            if added is not None and added.feed is not None:
                self._app.refreshing.start(added.feed.id)
            elif added is not None and added.entry is not None:
                self.inbox(View("all"), at=added.entry.id)

        self._app.push_screen(AddDialog(), then)

    def rules(self, feed_id: str) -> None:
        """The rules, and a new one, which may be for this feed alone."""
        from digest.tui.shell.rule_keeping import RuleKeeping

        RuleKeeping(self._app).open(feed_id)

    def import_list(self) -> None:
        """Import another program's list; new feeds are asked at once, new pages shortlisted."""
        from digest.services.library.moving_in import MovedIn
        from digest.tui.dialogs.import_list import ImportDialog
        from digest.tui.widgets.sidebar import View

        def then(moved: MovedIn | None) -> None:
            if moved is not None and moved.pages:
                self.inbox(View("shortlist"))
            if moved is not None and moved.feeds:
                self._app.refreshing.start()

        self._app.push_screen(ImportDialog(), then)

    def conflicts(self, drafts: Sequence[Draft]) -> None:
        """Show both texts of each field that somebody else changed meanwhile, one after the other."""
        from digest.tui.dialogs.conflict import ConflictDialog

        for draft in reversed(drafts):
            self._app.push_screen(ConflictDialog(draft))

    def help(self) -> None:
        """The keys of this screen."""
        from digest.tui.dialogs.help import HelpDialog

        self._app.push_screen(HelpDialog(self._app.screen.name or ""))

    def palette(self) -> None:
        """All commands by name, for what is under the cursor; an open text is finished first."""
        from digest.tui.dialogs.palette import Palette
        from digest.tui.shell.work_screen import WorkScreen

        if isinstance(self._app.screen, WorkScreen):
            self._app.screen.finish_writing()
        self._app.push_screen(Palette())

    def themes(self) -> None:
        """Choose colours."""
        from digest.tui.dialogs.palette import themes

        self._app.push_screen(themes())

    def save_feeds(self) -> None:
        """Write the feeds into an OPML file."""
        from digest.config.user_files import replace_file
        from digest.tui.dialogs.save_file import SaveDialog

        feeds = self._app.library.feeds

        def write(target: Path) -> Message:
            replace_file(target, feeds.export_opml())
            return msg("Written: {file}", file=str(target))

        self._app.push_screen(SaveDialog(msg("Export all feeds as OPML"), "feeds.opml", write))

    def back_up(self) -> None:
        """Write the whole library into one file."""
        from digest.tui.dialogs.save_file import SaveDialog

        library = self._app.library

        def write(target: Path) -> Message:
            return library.upkeep.back_up(target).told(target)

        name = f"digest-{library.clock():%Y-%m-%d}.zip"
        self._app.push_screen(SaveDialog(msg("Back up the whole library"), name, write))

    def month(self) -> None:
        """The month at a glance."""
        from digest.tui.dialogs.month import MonthDialog

        self._app.push_screen(MonthDialog(getattr(self._app.screen, "month", self._app.month)))

    def settings(self) -> None:
        """All settings by name."""
        from digest.tui.settings.settings_dialog import SettingsDialog

        self._app.push_screen(SettingsDialog())

    def questions(self, then: Callable[[], None] = lambda: None, *, is_first: bool = False) -> None:
        """Ask the three questions; `then` is called when they are answered or skipped.

        The first time, with no edition yet, the language of the messages is offered for the editions as well.
        """
        from digest.services.session.first_answers import answers_now
        from digest.tui.settings.questions_dialog import QuestionsDialog

        answers = answers_now(self._app.library.settings)
        dialog = QuestionsDialog(replace(answers, language="") if is_first else answers)
        self._app.push_screen(dialog, lambda _: then())

    def first_start(self) -> None:
        """With an empty library, the three ways in."""

        def look() -> bool:
            return self._app.library.feeds.is_empty()

        def then(empty: bool) -> None:
            if empty:
                from digest.tui.first_start.first_start_screen import FirstStartScreen

                self._app.push_screen(FirstStartScreen())
                if not self._app.library.configuration.exists:
                    self.questions(is_first=True)
            else:
                self._tell_month()

        self._app.work_queue.ask(look, then)

    def back(self) -> bool:
        """One step back: out of a filter, a pane, a screen; False if there is none."""
        if getattr(self._app.screen, "step_back", lambda: False)():
            return True
        if len(self._app.screen_stack) > 1:
            self._app.pop_screen()
            return True
        return False

    def back_or_quit(self) -> None:
        """One step back; from the inbox's list, out of the program."""
        if not self.back():
            self._app.exit()

    def quit(self) -> None:
        """Out of the program from wherever one is; while a field is open only if asked twice.

        A text that cannot be saved keeps its field open: the second time leaves it, with the text as a draft.
        """
        is_asked_again = monotonic() - self._refused_at < _AGAIN
        if self._app.key_queue.is_writing and not is_asked_again:
            self._refused_at = monotonic()
            self.tell_how_to_quit()
        else:
            self._app.exit()

    def tell_how_to_quit(self) -> None:
        """The keys that quit, as they are bound."""
        at_once = shown_key("ctrl+q")
        back = next(
            (shown_key(one.keys[0]) for one in self._app.catalogue.commands if one.id == "quit" and one.keys), ""
        )
        if self._app.key_queue.is_writing:
            self._app.say(msg("A field is open: Esc closes it, then {key} quits.", key=at_once))
        elif back:
            self._app.say(
                msg("{key} leads back, and quits on the inbox. {other} quits at once.", key=back, other=at_once)
            )
        else:
            self._app.say(msg("{key} quits.", key=at_once))
