"""The line at the top: program, edition, progress to the target, and what a refresh is doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from digest.config.language import tell
from digest.domain.message import msg, nmsg
from digest.services.refresh_process import RefreshEvent

if TYPE_CHECKING:
    from digest.tui.app import DigestApp

_BAR = 10


@dataclass(frozen=True, slots=True)
class _Edition:
    name: str
    picks: int
    target: int
    closed: bool


class TopLine(Static):
    """Shows the edition of `app.month`; a refresh stands at the right while it runs."""

    app: DigestApp

    def __init__(self) -> None:
        super().__init__(id="top-line", markup=False)
        self._edition: _Edition | None = None
        self._refresh: RefreshEvent | None = None

    def on_mount(self) -> None:
        self.show_edition()

    def on_resize(self) -> None:
        self._draw()

    def show_edition(self) -> None:
        """Read the edition's state again and show it."""
        month, core = self.app.month, self.app.core

        def look() -> _Edition:
            from digest.config.calendar import month_and_year

            edition = core.store.edition(month)
            name = month_and_year(month, core.settings.edition_language)
            return _Edition(name, len(core.store.picks(month)), core.settings.edition.target, edition.is_closed)

        self.app.library.ask(look, self._show)

    def show_refresh(self, event: RefreshEvent | None) -> None:
        """Show how far a refresh is; None when it has ended."""
        self._refresh = event
        self._draw()

    def _show(self, edition: _Edition) -> None:
        self._edition = edition
        self._draw()

    def _draw(self) -> None:
        left = "digest"
        if self._edition is not None:
            left += " · " + tell(msg("Edition {name}", name=self._edition.name))
            if self._edition.closed:
                left += " · " + tell(msg("closed"))
            filled = min(_BAR, round(_BAR * self._edition.picks / self._edition.target))
            count = msg("{n} of {target} picks", n=self._edition.picks, target=self._edition.target)
            left += f"   {'█' * filled}{'░' * (_BAR - filled)} {tell(count)}"
        right = self._refreshing()
        gap = max(2, self.content_size.width - cell_len(left) - cell_len(right))
        self.update(Content(left + " " * gap + right))

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
