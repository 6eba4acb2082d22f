"""The entry at the cursor: title, source, and text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from digest.config.language import tell
from digest.domain.message import msg, nmsg
from digest.domain.text import count_words
from digest.tui.widgets.cells import cell_text

if TYPE_CHECKING:
    from digest.services.reading.entries import ListedEntry

#: Words a minute that people read on a screen.
_READING_SPEED = 200


class ReadingPane(VerticalScroll):
    """Scrolled from the list; it takes the focus only when asked to."""

    def __init__(self) -> None:
        super().__init__(id="reading")
        self._shown = ""
        self._about = ""
        self._parts: dict[str, Content] = {}

    def compose(self):  # type: ignore[no-untyped-def]  # Textual's ComposeResult would be the only use of the name
        yield Static(id="reading-title", markup=False)
        yield Static(id="reading-about", markup=False)
        yield Static(id="reading-text", markup=False)

    def show(
        self, listed: ListedEntry | None, body: Content | None = None, date: str = "", hints: Sequence[str] = ()
    ) -> None:
        """Show an entry with its text (`body_text.text_of`) and hints, or nothing.

        The same entry keeps its place in the text.
        """
        if listed is None or body is None:
            self._shown = self._about = ""
            self._update(title=Content(""), text=Content(""))
            self.show_hints(())
            return
        entry = listed.entry
        self._about = _about(listed, date, body.plain)
        self._update(
            title=Content.styled(cell_text(entry.title), "bold"),
            text=body if body.plain.strip() else Content(tell(msg("No text here; x fetches the page, o opens it."))),
        )
        self.show_hints(hints)
        if entry.id != self._shown:
            self._shown = entry.id
            self.scroll_home(animate=False)

    def show_hints(self, hints: Sequence[str]) -> None:
        """Other things to say of the entry that is shown."""
        self._update(about=Content("\n").join(Content(cell_text(line)) for line in (self._about, *hints) if line))

    def _update(self, **parts: Content) -> None:
        # The same again is asked for with every change in the library, and laying out costs more than all the rest.
        for part, content in parts.items():
            if not content.is_same(self._parts.get(part, Content(""))):
                self._parts[part] = content
                self.query_one(f"#reading-{part}", Static).update(content)

    @property
    def at_end(self) -> bool:
        """True if nothing more can be scrolled down to."""
        return self.scroll_offset.y >= self.max_scroll_y


def _about(listed: ListedEntry, date: str, text: str) -> str:
    from digest.domain.entry import PAGES  # with the first text: the frame is there before

    entry = listed.entry
    minutes = round(count_words(text) / _READING_SPEED)
    # What somebody wrote beside a page in another program; without a text it is shown in place of one.
    is_imported = entry.feed_id == PAGES and entry.old
    note = entry.summary if is_imported and entry.summary != text else ""
    parts = [
        listed.feed_title,
        entry.author,
        date,
        tell(nmsg("{n} min.", "{n} min.", minutes)) if minutes else "",
        entry.language,
        " ".join(f"#{tag}" for tag in entry.tags) if is_imported else "",
    ]
    return " · ".join(part for part in (*parts, note) if part)
