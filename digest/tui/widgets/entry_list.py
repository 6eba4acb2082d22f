"""The list of entries: any number of rows, of which only the visible ones are ever made."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from digest.config.language import DAY_CELLS
from digest.tui.widgets.cells import fit, wrap
from digest.tui.widgets.entry_line import columns, line_parts
from digest.tui.widgets.lines import LineList
from digest.tui.widgets.rows import FixedRows, Row, Rows

# A few screens of lines; more would cost memory and gain nothing.
_CACHED_LINES = 512
# How far around a vanished entry its neighbours are asked whether they are still there.
_NEIGHBOURS = 100
_EMPTY_MARGIN = 2


class EntryList(LineList):
    """Entries, one on each line, with a cursor.

    What it costs to move, to repaint or to mark a row does not depend on how many rows there are.
    """

    PREFIX = "entry-list"

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "entry-list--title",
        "entry-list--unread",
        "entry-list--old",
        "entry-list--shortlist",
        "entry-list--date",
        "entry-list--earlier",
        "entry-list--category",
        "entry-list--comment",
        "entry-list--feed",
        "entry-list--cursor",
        "entry-list--empty",
    }

    # The marks carry the meaning; colours repeat it. The focused cursor is reversed, so it is seen without colours
    # too, and takes the two colours that every theme, also one of 16 colours, keeps furthest apart.
    DEFAULT_CSS = """
    EntryList {
        width: 1fr;
        height: 1fr;
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > .entry-list--unread { text-style: bold; }
        & > .entry-list--old { color: $text-muted; }
        & > .entry-list--shortlist { color: $text-warning; }
        & > .entry-list--date { color: $text-muted; }
        & > .entry-list--earlier { color: $text-secondary; }
        & > .entry-list--category { color: $foreground; background: $primary-muted; }
        &:ansi > .entry-list--category { color: ansi_blue; background: ansi_default; text-style: bold; }
        & > .entry-list--comment { color: $text-accent; }
        & > .entry-list--feed { color: $text-muted; }
        & > .entry-list--empty { color: $text-muted; }
        & > .entry-list--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
        &:focus > .entry-list--cursor {
            color: $foreground;
            background: $surface;
            text-style: reverse;
        }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """Index of the cursor's row; 0 in an empty list. Setting it moves the cursor, clamped to the rows there are."""

    class Highlighted(Message):
        """The cursor is on another entry than last told; `key` is None in an empty list.

        Told after the cursor has been painted, so at most once a frame, whatever number of keys came in between.
        """

        def __init__(self, entry_list: EntryList, key: str | None, index: int) -> None:
            super().__init__()
            self.entry_list = entry_list
            self.key = key
            self.index = index

        @property
        def control(self) -> EntryList:
            """The list, for `@on` with a selector."""
            return self.entry_list

    class Opened(Message):
        """The cursor's entry was asked for: `open_current` or a double click."""

        def __init__(self, entry_list: EntryList, key: str) -> None:
            super().__init__()
            self.entry_list = entry_list
            self.key = key

        @property
        def control(self) -> EntryList:
            """The list, for `@on` with a selector."""
            return self.entry_list

    def __init__(
        self,
        rows: Rows | None = None,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._rows: Rows = FixedRows() if rows is None else rows
        self._empty = ""
        self._lines: LRUCache[tuple[Row, int, bool], Strip] = LRUCache(_CACHED_LINES)
        self._part_styles: dict[str, Style] = {}
        self._height = 0
        self._announced: str | None = None
        self._settling = False
        self._clicked: str | None = None
        self.virtual_size = Size(0, len(self._rows))

    @property
    def rows(self) -> Rows:
        """What is shown; exchanged by `replace_rows` only."""
        return self._rows

    @property
    def current(self) -> Row | None:
        """The cursor's row, None in an empty list."""
        return self._rows.row(self.cursor) if len(self._rows) else None

    @property
    def empty(self) -> str:
        """The text shown instead of no rows."""
        return self._empty

    @empty.setter
    def empty(self, text: str) -> None:
        self._empty = text
        if not len(self._rows):
            self.refresh()

    # Movements

    def move_by(self, n: int) -> None:
        """Move the cursor n rows down, or up if negative; it stops at the ends."""
        self.move_to(self.cursor + n)

    def move_to(self, index: int) -> None:
        """Move the cursor to a row and into view, even if the wheel has scrolled it out."""
        self.cursor = index
        self.show_line(self.cursor)

    def page(self, n: float) -> None:
        """Scroll n screens down, up if negative, 0.5 for half of one; the cursor moves along."""
        rows = round(n * (self.size.height - 1)) or (1 if n > 0 else -1)
        self.scroll_to_line(self.scroll_offset.y + rows)
        self.move_by(rows)

    def first(self) -> None:
        """Move to the first row."""
        self.move_to(0)

    def last(self) -> None:
        """Move to the last row."""
        self.move_to(len(self._rows) - 1)

    def select_key(self, key: str) -> bool:
        """Move to an entry; False, without moving, if it is not in the list."""
        index = self._rows.index_of(key)
        if index is None:
            return False
        self.move_to(index)
        return True

    def open_current(self) -> None:
        """Post Opened for the cursor's entry, if there is one."""
        if row := self.current:
            self.post_message(self.Opened(self, row.key))

    # Changes of what is shown

    def replace_rows(self, rows: Rows, *, keep: str | int | None, line: int | None = None) -> None:
        """Show other rows; the cursor goes to the entry `keep`, on the same line of the screen.

        If that entry has gone, its next neighbour that is still there takes its place; with None the list starts at its
        top. The old rows are asked for that neighbour: they must not have changed. `keep` as a number is that of a row.
        `line` is another screen line for the cursor, counted from the top of the list; it is kept on the screen.
        """
        is_line_given = line is not None
        line = self.cursor - self.scroll_offset.y if line is None else line
        cursor = 0 if keep is None else self._place_in(rows, keep) if isinstance(keep, str) else keep
        self._rows = rows
        self.hold_lines(len(rows))
        # Not as a movement: nothing is to be scrolled into view and no single row repainted.
        self.set_reactive(EntryList.cursor, self.validate_cursor(cursor))
        self.scroll_to_line(0 if keep is None else self.cursor - line)
        if is_line_given:
            self.show_line(self.cursor)
        self.refresh()
        self._announce_when_settled()

    def refresh_row(self, which: str | int) -> None:
        """Repaint one row whose content has changed, given by key or index; no other is touched."""
        index = self._rows.index_of(which) if isinstance(which, str) else which
        if index is not None:
            self.repaint_line(index)

    # Painting

    def render_line(self, y: int) -> Strip:
        """The line `y` cells below the top of the widget, as wide as what the scrollbar leaves."""
        return self._line(y, self.scrollable_content_region.width, self.scroll_offset.y, self.cursor)

    def _line(self, y: int, width: int, top: int, cursor: int) -> Strip:
        if not len(self._rows):
            return self._empty_line(y, width)
        index = y + top
        if index >= len(self._rows):
            return Strip.blank(width, self._style("title"))
        row, here = self._rows.row(index), index == cursor
        # By content, not by index: a changed row is another key, and an inserted one invalidates nothing.
        if (strip := self._lines.get((row, width, here))) is None:
            strip = self._lines[(row, width, here)] = self.make_line(row, width, here)
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, as they go to the screen.

        Textual makes a new strip around each line at every repaint. The list has nothing to put around it, and its
        own strips still know their colours and escape sequences from the last time: that halves what a step costs.
        """
        if self.styles.gutter or self.opacity < 1 or self.styles.tint.a:
            return super().render_lines(crop)
        background, filters = self.background_colors[1], self.get_line_filters()
        # Asked once: each of them is worked out anew, and takes as long as painting a line.
        inside, top, cursor = self.scrollable_content_region.width, self.scroll_offset.y, self.cursor
        # Not below the scrollbar, which is painted anyway: Textual would cut each line in two there.
        width = inside if self.show_vertical_scrollbar else self.region.width
        strips = []
        for y in crop.line_range:
            strip = self._line(y, inside, top, cursor).adjust_cell_length(width, self._style("title"))
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip.crop(crop.x, crop.right))
        return strips

    def notify_style_update(self) -> None:
        """Called by Textual when theme, focus or classes have changed the styles."""
        super().notify_style_update()
        self._part_styles.clear()
        self._lines.clear()

    def make_line(self, row: Row, width: int, here: bool) -> Strip:
        """The line of a row that was not on the screen lately; `here` is the cursor's."""
        parts = line_parts(row, columns(width, DAY_CELLS), here)
        if not here:
            return Strip([Segment(text, self._style(kind)) for kind, text in parts], width)
        style = self._style("cursor")
        bold = style + Style(bold=True)
        return Strip([Segment(text, bold if kind == "unread" else style) for kind, text in parts], width)

    def _empty_line(self, y: int, width: int) -> Strip:
        style = self._style("empty")
        room = width - 2 * _EMPTY_MARGIN
        lines = wrap(self._empty, room) if room > 0 else []
        if not 1 <= y <= len(lines):
            return Strip.blank(width, style)
        margin = " " * _EMPTY_MARGIN
        return Strip([Segment(margin + fit(lines[y - 1], room) + margin, style)], width)

    def _style(self, kind: str) -> Style:
        if (style := self._part_styles.get(kind)) is None:
            style = self._part_styles[kind] = self.style_of(kind)
        return style

    # Cursor and view

    def validate_cursor(self, cursor: int) -> int:
        """Clamp to the rows there are."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Repaint the two rows concerned and tell of it once."""
        self.repaint_line(before)
        self.repaint_line(now)
        self.show_line(self.cursor)
        self._announce_when_settled()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Textual's, but the scrollbar is only told if its thumb moves by an eighth of a cell.

        Painting the bar takes longer than painting all the rows, and in a long list most steps leave it as it is.
        """
        if self.show_vertical_scrollbar:
            step = max(1, self.virtual_size.height // (8 * max(1, self.size.height)))
            at_end = new_value >= self.max_scroll_y
            self.vertical_scrollbar.position = new_value if at_end else new_value // step * step
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)

    def on_mount(self) -> None:
        """Tell of the row on which the cursor stands from the beginning."""
        self._announce_when_settled()

    def on_resize(self) -> None:
        """Keep the cursor in view if it was; one scrolled out by the wheel stays out."""
        was_seen = 0 <= self.cursor - self.scroll_offset.y < self._height
        if was_seen or not self._height:
            self.show_line(self.cursor)
        self._height = self.size.height

    def _place_in(self, rows: Rows, keep: str) -> int:
        if (index := rows.index_of(keep)) is not None:
            return index
        old = self._rows.index_of(keep)
        old = self.cursor if old is None else old
        after = range(old + 1, min(old + 1 + _NEIGHBOURS, len(self._rows)))
        before = range(min(old, len(self._rows)) - 1, max(-1, old - 1 - _NEIGHBOURS), -1)
        for near in (*after, *before):
            if (index := rows.index_of(self._rows.row(near).key)) is not None:
                return index
        return old

    # Messages

    def _announce_when_settled(self) -> None:
        if self.is_running and not self._settling:
            self._settling = True
            # After the next frame: several keys may be in it, and only the row that they ended at is announced.
            self.call_after_refresh(self._announce)

    def _announce(self) -> None:
        self._settling = False
        row = self.current
        key = row.key if row else None
        if key != self._announced:
            self._announced = key
            self.post_message(self.Highlighted(self, key, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Move to the row that was clicked; a double click opens it."""
        offset = event.get_content_offset(self)
        if offset is None or event.button != 1:
            return
        index = offset.y + self.scroll_offset.y
        if index >= len(self._rows):
            return
        event.stop()
        self.move_to(index)
        key = self._rows.row(index).key
        # A double click opens only if both clicks hit the same entry: the rows may have moved between them.
        if event.chain == 2 and key == self._clicked:
            self.open_current()
        self._clicked = key
