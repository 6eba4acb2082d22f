"""The line at the top: program, edition, progress to the target, and the refresh."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from digest.config.language import month_told, tell
from digest.domain.message import msg, nmsg
from digest.tui.widgets.lines import OneLine

if TYPE_CHECKING:
    from digest.services.refresh.refresh_process import RefreshEvent
    from digest.tui.shell.program import Program

_BAR = 10


class _Edition(NamedTuple):
    name: str
    picks: int
    target: int
    closed: bool


class TopLine(OneLine):
    """Shows the edition of the screen's month; at the right a refresh, or an absent library."""

    app: Program

    def __init__(self) -> None:
        super().__init__(id="top-line")
        self._edition: _Edition | None = None
        self._refresh: RefreshEvent | None = None
        self._is_away = False

    def on_resize(self) -> None:
        self._draw()

    def show_edition(self, month: str) -> None:
        """Read the state of a month's edition again and show it."""
        library = self.app.library

        def look() -> _Edition:
            is_closed, picks = library.editions.edition(month).is_closed, library.editions.count(month)
            return _Edition(month_told(month), picks, library.settings.edition.target, is_closed)

        self.app.work_queue.ask(look, self._show)

    def show_refresh(self, event: RefreshEvent | None) -> None:
        """Show how far a refresh is; None when it has ended."""
        self._refresh = event
        self._draw()

    def show_away(self, away: bool) -> None:
        """Show that the library cannot be reached, until it can."""
        self._is_away = away
        self._draw()

    def _show(self, edition: _Edition) -> None:
        self._edition = edition
        self._draw()

    def _draw(self) -> None:
        right = tell(msg("✗ library not reached")) if self._is_away else self._refreshing()
        room = self.content_size.width - cell_len(right) - 2
        lefts = list(self._state())
        left = next((left for left in lefts if cell_len(left) <= room), lefts[-1])
        self.update(Content(left + " " * (2 + max(0, room - cell_len(left))) + right))

    def _state(self) -> Iterator[str]:
        """Program, edition, progress; then less and less, for narrow lines."""
        if self._edition is None:
            yield "digest"
            return
        name = tell(msg("Edition {name}", name=self._edition.name))
        if self._edition.closed:
            name += " · " + tell(msg("closed"))
        filled = min(_BAR, round(_BAR * self._edition.picks / self._edition.target))
        count = tell(msg("{n} of {target} picks", n=self._edition.picks, target=self._edition.target))
        yield f"digest · {name}   {'█' * filled}{'░' * (_BAR - filled)} {count}"
        yield f"digest · {name} · {count}"
        yield f"{name} · {count}"
        yield count

    def _refreshing(self) -> str:
        event = self._refresh
        if event is None:
            return ""
        parts = [f"↻ {event.done}/{event.total} {tell(msg('feeds'))}"]
        if event.new:
            parts.append(tell(nmsg("{n} new", "{n} new", event.new)))
        if event.failed:
            parts.append(tell(nmsg("{n} error", "{n} errors", event.failed)))
        return " · ".join(parts)
