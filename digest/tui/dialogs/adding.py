"""Add by address: find what is behind it, then a feed or the page alone; in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.domain.address_health import address_remedy, address_sentence
from digest.domain.entry import Entry
from digest.domain.errors import DigestError, NotFound
from digest.domain.feed import Feed
from digest.domain.health import Failure
from digest.domain.message import Message, msg
from digest.services.publishing.clipboard_text import clipboard_text
from digest.services.reading.entries import PageFailed
from digest.services.session.feed_actions import FeedAct

if TYPE_CHECKING:
    from digest.domain.feed import FoundFeed
    from digest.tui.dialogs.add import AddDialog


@dataclass(frozen=True, slots=True)
class Added:
    """What came of it: a feed, or an entry that is a page."""

    feed: Feed | None = None
    entry: Entry | None = None


class Adding:
    """One address at a time; an answer for an address that is no longer asked for is not shown."""

    def __init__(self, dialog: AddDialog) -> None:
        self._dialog = dialog
        self._asked = 0

    def offer_clipboard(self) -> None:
        """Put the address on the clipboard into the field, if there is one."""
        app = self._dialog.app

        def look() -> str:
            text = (app.clipboard or clipboard_text(app.core.environ)).strip()
            return text if len(text.split()) == 1 and text.startswith(("http://", "https://")) else ""

        app.library.reach(look, self._dialog.offer)

    def look(self, address: str) -> None:
        """Find the feeds behind the address."""
        core = self._dialog.app.core
        self._reach(lambda: core.feeds.discover(address), self._found)

    def forget(self) -> None:
        """Another address has been typed: whatever answer comes is for the one before."""
        self._asked += 1

    def add_feed(self, found: FoundFeed) -> None:
        """Subscribe."""
        bench = self._dialog.app.core.workbench

        def then(act: FeedAct) -> None:
            self._dialog.app.say(act.said)
            self._dialog.dismiss(Added(feed=act.feed))

        self._dialog.app.library.change(lambda: bench.feeds.add(found), then)

    def add_page(self, address: str, title: str = "") -> None:
        """Take the page in as an entry; with `title` also one that is closed to machines."""
        reading, bench = self._dialog.app.core.reading, self._dialog.app.core.workbench

        def take() -> Entry | PageFailed:
            try:
                return reading.find(address)
            except NotFound:
                pass  # the usual case: nobody has it yet
            try:
                return bench.pages.add(address, title)
            except PageFailed as failed:
                return failed

        self._reach(take, self._taken)

    def _reach(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        self._asked += 1
        number = self._asked

        def tried() -> object:
            try:
                return work()
            except DigestError as error:
                return error

        def still_wanted(answer: object) -> None:
            if number != self._asked or not self._dialog.is_current:
                return
            if isinstance(answer, DigestError) and not isinstance(answer, PageFailed):
                self._dialog.tell_failure(answer.in_full, page_left=False)
            else:
                then(answer)

        self._dialog.app.library.reach(tried, still_wanted)

    def _found(self, answer: object) -> None:
        if isinstance(answer, Failure):
            self._dialog.tell_failure(_both(address_sentence(answer), address_remedy(answer)), page_left=True)
        elif isinstance(answer, list):
            self._dialog.choose(answer)

    def _taken(self, answer: object) -> None:
        if isinstance(answer, PageFailed):
            self._dialog.ask_title(answer.message)
        elif isinstance(answer, Entry):
            self._dialog.dismiss(Added(entry=answer))


def _both(said: Message, remedy: Message | None) -> Message:
    return msg("{error} {remedy}", error=said, remedy=remedy) if remedy else said
