"""The history of the edition that is shown, and bringing an earlier text back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from digest.domain.edition import Pick
from digest.tui.shell.waiting_keys import open_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.domain.event import Event
    from digest.services.reading.entries import ListedEntry
    from digest.services.session.action_result import ActionResult
    from digest.tui.host import Host


class ScreenOfAnEdition(Protocol):
    """What the history needs of a screen: `current` is a pick or a listed entry."""

    @property
    def current(self) -> Pick | ListedEntry | None: ...
    @property
    def month(self) -> str: ...
    def told(self, act: ActionResult) -> None: ...


class LookingBack:
    """The history behind one screen."""

    def __init__(self, host: Host, screen: ScreenOfAnEdition) -> None:
        self._host = host
        self._screen = screen

    def open(self) -> None:
        """Show the history of the screen's month; of the pick under the cursor first."""
        library, month = self._host.library, self._screen.month
        pick_id, title = self._pick_here(month)

        def look() -> tuple[list[Event], dict[str, str]]:
            events = library.edition_log.events(month)
            return events, dict(library.curators.initials(event.by for event in events if event.by))

        def show(found: tuple[list[Event], dict[str, str]]) -> None:
            from digest.domain.event import texts_after
            from digest.tui.dialogs.history import HistoryDialog

            dialog = HistoryDialog(*found, pick_id, title)
            texts = texts_after(found[0])
            self._host.show(dialog, lambda event: self._bring_back(month, event, texts))

        open_with(self._host, look, show)

    def _pick_here(self, month: str) -> tuple[str, str]:
        current = self._screen.current
        if isinstance(current, Pick):
            return current.id, current.shown_title
        if current is not None and (here := current.pick_in(month)) is not None:
            return here.pick_id, current.entry.title
        return "", ""

    def _bring_back(self, month: str, event: Event | None, texts: Mapping[tuple[str, str], str]) -> None:
        if event is None:
            return
        library = self._host.library

        def work() -> ActionResult:
            return library.text_recovery.bring_back(month, event, texts[event.pick, event.field])

        self._host.work_queue.change(work, self._screen.told)
