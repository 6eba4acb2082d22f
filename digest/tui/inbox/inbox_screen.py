"""The inbox: views on the left, entries, the text at the cursor and its comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input

from digest.config.language import tell
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg, nmsg
from digest.tui.inbox.commenting import Commenting
from digest.tui.inbox.inbox_folders import InboxFolders
from digest.tui.inbox.inbox_moving import InboxMoving
from digest.tui.inbox.inbox_narrowing import InboxNarrowing
from digest.tui.inbox.inbox_reading import InboxReading
from digest.tui.inbox.list_filter import ListFilter
from digest.tui.inbox.listing import Listing
from digest.tui.inbox.picking import Picking
from digest.tui.inbox.saving_views import SavingViews
from digest.tui.inbox.text_links import TextLinks
from digest.tui.inbox.triage import Triage
from digest.tui.inbox.view_filter import FILTER_ID, ViewFilter
from digest.tui.inbox.viewing import Viewing
from digest.tui.shell.guiding import EditionProgress, Guiding, inbox_hint
from digest.tui.shell.pick_screen import PickScreen
from digest.tui.shell.work_screen import WorkScreen
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.guide_line import GuideLine
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.line_input import LineInput
from digest.tui.widgets.lines import OneLine
from digest.tui.widgets.reading_pane import ReadingPane
from digest.tui.widgets.sidebar import Sidebar, View
from digest.tui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from textual.widget import Widget
    from textual.widgets import TextArea

    from digest.domain.edition import Pick
    from digest.domain.entry import Entry
    from digest.services.reading.entries import ListedEntry
    from digest.services.session.action_result import ActionResult
    from digest.tui.commands.command import AnyCommand
    from digest.tui.widgets.comment_area import CommentArea

#: What the first pick, comment and help need is loaded so long after the first frame, while one reads.
_READY_SECONDS = 1.0


class InboxScreen(PickScreen):
    """Lays out and passes on; what happens is in the controllers."""

    catalogue_name: ClassVar[str] = "inbox"
    ends_in_text: ClassVar[bool] = True

    moving: InboxMoving

    def __init__(self) -> None:
        super().__init__()
        host = self.host
        self._sidebar, self._entries, self._text, self._comment = (
            Sidebar(), EntryList(id="entries"), ReadingPane(), CommentPane(),
        )  # fmt: skip
        self._filter = LineInput(id="filter", placeholder=tell(msg("Words in title, feed, text or comment")))
        self._keys = KeyLine()
        self.guiding = Guiding(self, self._hint)
        self.listing = Listing(host, self._entries, self)
        self.viewing = Viewing(host, self._sidebar, self.listing, self.views_changed)
        self.folders = InboxFolders(host, self._sidebar, self.viewing)
        self.view_filter = ViewFilter(self._sidebar, self.viewing, self.folders)
        self.list_filter = ListFilter(self.listing, self._filter, self._entries)
        self.saving_views = SavingViews(host, self._sidebar, self.listing, self.viewing, self.list_filter)
        self.narrowing = InboxNarrowing(host, self.listing, self.viewing)
        self.triage = Triage(host, self.listing, self.viewing)
        self.reading = InboxReading(
            host, self.listing, self.triage, self._entries, self._text, self._comment, self._keys
        )
        self.moving = InboxMoving(
            self._sidebar, self._entries, self._text, self.reading, self.folders, self.view_filter
        )
        self.picking = Picking(host, self.listing, self)
        self.commenting = Commenting(self, self.picking, self._comment, self._entries, self.guiding)
        self.text_links = TextLinks(host, self.listing, self.viewing, self.picking, self.moving, self)
        self._announced: Message | None = None
        self._list_name, self._title = ("", ""), ""
        self._is_beginning = False
        self._is_first_list = True

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield GuideLine()
        with Horizontal(id="body"):
            with Vertical(id="views-side"):
                yield self._sidebar
            with Vertical(id="main"):
                with Vertical(id="list-side"):
                    yield OneLine(id="list-title")
                    yield self._filter
                    yield self._entries
                with Vertical(id="text-side"):
                    yield self._text
                    yield self._comment
        yield self._keys

    def on_mount(self) -> None:
        self._filter.display = False
        self._entries.focus()
        self.watch(self._sidebar, "cursor", self._show_keys, init=False)

    def ask_library(self) -> None:
        """Draw the first frame first: questions to the library would slow it down."""
        if self.listing.is_open:
            super().ask_library()
        elif not self._is_beginning:
            # Once: what has changed before the beginning is seen by it.
            self._is_beginning = True
            self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.app.watcher.start()  # before the first look, so that no change is missed between the two
        guessed = self.app.month
        self.app.work_queue.ask(self._month_at_work, lambda month: self._begin_with(month, guessed))

    def _month_at_work(self) -> str:
        try:
            return self.app.library.editions.current()
        except DigestError:
            return self.app.month  # what is wrong with the library is told by the first list

    def _begin_with(self, month: str, guessed: str) -> None:
        if self.app.month == guessed:  # nobody has turned to another one meanwhile
            self.app.month = month
        super().ask_library()
        if month != guessed and self.app.screen is not self and isinstance(self.app.screen, WorkScreen):
            self.app.screen.ask_library()
        self.app.navigation.first_start()
        self.set_timer(_READY_SECONDS, self._get_ready)

    def _get_ready(self) -> None:
        library, work_queue = self.app.library, self.app.work_queue

        def load() -> object:
            from digest.tui.dialogs.category import CategoryDialog
            from digest.tui.dialogs.help import HelpDialog
            from digest.tui.widgets import comment_area

            return library.actions, comment_area, CategoryDialog, HelpDialog

        def is_loaded(_: object) -> None:
            if self._comment.is_running:
                self._comment.get_ready()
                work_queue.change(library.actions.picks.get_ready, lambda _: None, keys_wait=False)

        work_queue.ask_much(load, is_loaded)

    @property
    def current(self) -> ListedEntry | None:
        return self.listing.current if self.is_mounted else None

    @property
    def under_cursor(self) -> ListedEntry | None:
        """None in the sidebar: the cursor is on a view there, and the list's is another."""
        return None if self._is_among_views else self.current

    def nothing_for(self, command: AnyCommand) -> Message:
        """In the sidebar the way back to the list."""
        if self._is_among_views:
            return msg("The cursor is among the views: ⏎ opens one, Esc leads back to the list.")
        return super().nothing_for(command)

    @property
    def _is_among_views(self) -> bool:
        return self.is_mounted and self._sidebar.has_focus

    @property
    def open_field(self) -> Widget | None:
        """The comment that is being written."""
        pane = self._comment
        return pane.area if pane.is_writing else None

    @property
    def current_page(self) -> tuple[str, str]:
        current = self.current
        return (current.entry.title, current.entry.url) if current else ("", "")

    def with_pick(self, then: Callable[[Pick], None]) -> None:
        """An entry that is not picked yet is asked for its category."""
        self.picking.with_pick(then)

    def drop_pick(self) -> None:
        self.picking.drop()

    def show_library(self) -> None:
        """Counts and list as they are now; cursor and typing stay."""
        current = self.current
        self._show_library(current.entry if current is not None else None)

    def _show_library(self, about: Entry | None) -> None:
        self.guiding.update()
        if not self.listing.is_open:
            self.listing.open(View("inbox"))
        else:
            self.listing.update()
        # What one has read stays in the inbox's list until it is opened again, though it is not in the inbox any more.
        if about is not None:
            self._show_again(about, self.reading.show_current)
        self.viewing.update()

    def show_muting(self) -> None:
        """The view anew: what is muted leaves the inbox at once."""
        self.listing.open(self.listing.view)
        self.viewing.update()

    def finish_writing(self) -> None:
        """A comment that is open is kept as it is."""
        self.commenting.finish()

    def look_at_writing(self) -> None:
        """Say it beside the comment."""
        self.commenting.look()

    def show_undone(self, about: Sequence[str]) -> None:
        """What an undo brings back is not announced but shown."""
        self.viewing.hold_keys()
        self.listing.update(at_once=True)
        super().show_undone(about)
        self.listing.go_to(about)

    def told_about(self, entry: Entry, act: ActionResult) -> None:
        """A change of one entry's pick is done: say it and show the entry as it is now."""
        self.say(act)
        if self.listing.is_about_picks:
            self._show_library(entry)
        else:  # the same entries as before: the row, and the counts of the views
            if self.app.guided:
                self.guiding.update()
            self.show_again(entry)
            self.viewing.count_again()
        self.show_edition()

    def view_opened(self, view: View) -> None:
        """The list is about to show a view: highlight it in the sidebar."""
        self._sidebar.highlight(view)

    def list_changed(self) -> None:
        """The list holds other entries: name it and show the one under the cursor."""
        self._name_list()
        self.explain_emptiness()
        if self._is_first_list:  # which is painted before anything else is loaded
            self._is_first_list = False
            self.call_after_refresh(self.reading.show_current)
        else:
            self.reading.show_current()

    def explain_emptiness(self) -> None:
        """What stands there instead of entries, if there are none."""
        narrowed = bool(self.listing.words or self.listing.narrowing)
        self._entries.empty = self.viewing.empty_words(self.listing.view, narrowed=narrowed)

    def views_changed(self) -> None:
        """Counts and names of the views are known: what the list shows may be called otherwise now."""
        self.explain_emptiness()
        self._name_list()

    def open_filter(self) -> None:
        """Open a line for words: of the views if the cursor is among them, else of the list."""
        if self._sidebar.has_focus:
            self.view_filter.open()
        else:
            self.list_filter.open()

    @property
    def can_save_search(self) -> bool:
        """False while a comment is written, which the same key ends, or a view is looked for."""
        return self.open_field is None and not self.view_filter.has_focus

    def marks_changed(self) -> None:
        """Entries of the list are marked otherwise: its name counts them anew."""
        self._write_title()

    def announce(self, message: Message | None) -> None:
        """Say beside the list's name that there is something new, or no more."""
        self._announced = message
        self._name_list()

    def step_back(self) -> bool:
        """Step out of the filter, a pane or a view; False if there is nothing to step out of."""
        if self.view_filter.is_open:
            self.view_filter.close()
        elif self.listing.words or self._filter.display:
            self.list_filter.clear()
        elif self.listing.narrowing:
            self.narrowing.clear()
        elif self.focused not in (None, self._entries):  # none: the screen has only just come back
            self.remove_class("-sidebar-open", "-text-alone")
            self._entries.focus()
        elif self.has_class("-text-alone"):
            self.remove_class("-text-alone")
        elif self.listing.view.kind != "inbox":
            self.listing.open(View("inbox"))
        else:
            return False
        return True

    def on_descendant_focus(self) -> None:
        self._show_keys()

    def on_descendant_blur(self) -> None:
        self._show_keys()

    def _show_keys(self) -> None:
        """The keys that work here: on an entry, or among the views."""
        view = self._sidebar.view if self._is_among_views else None
        self._keys.show_pane(*(("views", view.kind) if view is not None else ("", "")))

    def on_entry_list_highlighted(self, event: EntryList.Highlighted) -> None:
        self.listing.arrivals.cursor_moved(event.key)
        self.reading.follow()
        self.guiding.show()

    def on_entry_list_opened(self, _event: EntryList.Opened) -> None:
        self.reading.open()

    def on_sidebar_chosen(self, event: Sidebar.Chosen) -> None:
        self.remove_class("-sidebar-open")
        self._entries.focus()
        self.listing.open(event.view)

    def on_input_changed(self, event: Input.Changed) -> None:
        (self.view_filter if event.input.id == FILTER_ID else self.list_filter).typed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == FILTER_ID:
            self.view_filter.choose()
        else:
            self.list_filter.keep()

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        if self._comment.is_writing:
            self.commenting.changed()

    def on_comment_area_refused(self, _event: CommentArea.Refused) -> None:
        self.commenting.refuse_tab()

    def on_comment_area_finished(self, _event: CommentArea.Finished) -> None:
        self.commenting.finish()

    def show_again(self, entry: Entry) -> None:
        """Show an entry and its pick as they are in the library now; its text stays as it is."""
        self._show_again(entry, self.reading.show_pick)

    def _show_again(self, entry: Entry, read: Callable[[], None]) -> None:
        month, library, rows, known = self.month, self.app.library, self.listing.rows, self.listing.ahead.marks_known
        entries = self.listing.entries_with(entry)

        def show(found: list[ListedEntry]) -> None:
            if self.listing.rows is not rows:  # its line may stand for more entries now than were asked for
                self._show_again(entry, read)
                return
            if self.listing.ahead.is_outdated(known):
                self.listing.update()
            else:
                for one in found:
                    self.listing.update_entry(one)
                self._write_title()
            read()
            if self.app.guided:
                self.guiding.show()

        self.app.work_queue.ask(lambda: library.views.again(entries, month), show)

    def _name_list(self) -> None:
        """What the view is called, and what it is narrowed to."""
        self._list_name = self.viewing.name(self.listing.view), self.narrowing.words
        self._write_title()

    def _write_title(self) -> None:
        """The list's name, how many entries are unread, and what is new."""
        rows = self.listing.rows
        unread = tell(nmsg("{n} unread", "{n} unread", rows.unread if rows else 0))
        unread += "" if rows is None or rows.is_counted else " …"
        title = " · ".join(part for part in (*self._list_name, unread) if part)
        if self._announced:
            title += f"   ▲ {tell(self._announced)}"
        if title != self._title:
            self._title = title
            self.query_one("#list-title", OneLine).update(Content(title))

    def _hint(self, state: EditionProgress) -> Message:
        pick = self.current.pick_in(self.month) if self.current else None
        silent = pick is not None and not pick.comment.strip()
        writing, exported = self._comment.is_writing, bool(self.app.last_export)
        return inbox_hint(state, writing=writing, silent_here=silent, exported=exported)
