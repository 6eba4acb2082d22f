"""The entry under the cursor: title, where it comes from, and its text."""

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
    from digest.services.reading import ListedEntry

#: Words a minute that people read on a screen.
_READING_SPEED = 200


class ReadingPane(VerticalScroll):
    """Scrolled from the list; it takes the focus only when asked to."""

    def __init__(self) -> None:
        super().__init__(id="reading")
        self._shown = ""
        self._about = ""

    def compose(self):  # type: ignore[no-untyped-def]  # Textual's ComposeResult would be the only use of the name
        yield Static(id="reading-title", markup=False)
        yield Static(id="reading-about", markup=False)
        yield Static(id="reading-text", markup=False)

    def show(self, listed: ListedEntry | None, html: str, date: str, hints: Sequence[str] = ()) -> None:
        """Show an entry with its body and what there is to say of it, or nothing.

        The same entry keeps its place in the text.
        """
        title, text = (self.query_one(f"#reading-{part}", Static) for part in ("title", "text"))
        if listed is None:
            for part in (title, text):
                part.update("")
            self._shown = self._about = ""
            self.show_hints(())
            return
        from digest.tui.widgets.body_text import body_text

        entry = listed.entry
        body = body_text(html) if html else Content(cell_text(entry.summary))
        title.update(Content.styled(cell_text(entry.title), "bold"))
        self._about = _about(listed, date, body.plain)
        self.show_hints(hints)
        text.update(body if body.plain.strip() else Content(tell(msg("No text here; x fetches the page, o opens it."))))
        if entry.id != self._shown:
            self._shown = entry.id
            self.scroll_home(animate=False)

    def show_hints(self, hints: Sequence[str]) -> None:
        """Other things to say of the entry that is shown."""
        about = Content("\n").join(Content(cell_text(line)) for line in (self._about, *hints) if line)
        self.query_one("#reading-about", Static).update(about)

    @property
    def at_end(self) -> bool:
        """True where nothing more can be scrolled down to."""
        return self.scroll_offset.y >= self.max_scroll_y


def _about(listed: ListedEntry, date: str, text: str) -> str:
    entry = listed.entry
    minutes = round(count_words(text) / _READING_SPEED)
    parts = [
        listed.feed_title,
        entry.author,
        date,
        tell(nmsg("{n} min.", "{n} min.", minutes)) if minutes else "",
        entry.language,
    ]
    return " · ".join(part for part in parts if part)
