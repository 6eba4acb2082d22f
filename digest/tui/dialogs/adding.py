"""Add by address: find what is behind it, then a feed or the page alone; in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from digest.domain.entry import Entry
from digest.domain.errors import DigestError
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.feed import Feed
from digest.domain.health import Failure
from digest.domain.message import Message, msg
from digest.services.publishing.clipboard_text import clipboard_text
from digest.services.reading.entries import PageFailed
from digest.services.session.feed_actions import FeedResult
from digest.tui.shell.work_queue import Latest

if TYPE_CHECKING:
    from digest.domain.feed import FoundFeed
    from digest.tui.host import Host


@dataclass(frozen=True, slots=True)
class Added:
    """What came of it: a feed, or an entry that is a page."""

    feed: Feed | None = None
    entry: Entry | None = None


class AddShown(Protocol):
    """The dialog that shows what was found."""

    @property
    def is_current(self) -> bool: ...
    def offer(self, address: str) -> None: ...
    def choose(self, feeds: list[FoundFeed]) -> None: ...
    def ask_title(self, said: Message) -> None: ...
    def tell_failure(self, said: Message, *, page_left: bool) -> None: ...
    def dismiss(self, result: Added | None = None) -> object: ...


class Adding:
    """One address at a time; an answer for an address that is no longer asked for is not shown."""

    def __init__(self, host: Host, dialog: AddShown) -> None:
        self._host = host
        self._dialog = dialog
        self._latest = Latest()

    def offer_clipboard(self) -> None:
        """Put the address on the clipboard into the field, if there is one."""
        app = self._host

        def look() -> str:
            text = (app.clipboard or clipboard_text(app.library.environ)).strip()
            return text if len(text.split()) == 1 and text.startswith(("http://", "https://")) else ""

        app.work_queue.reach(look, self._dialog.offer)

    def look(self, address: str) -> None:
        """Find the feeds behind the address."""
        library = self._host.library
        self._reach(lambda: library.feeds.discover(address), self._found)

    def forget(self) -> None:
        """Another address has been typed: whatever answer comes is for the one before."""
        self._latest.ask()

    def add_feed(self, found: FoundFeed) -> None:
        """Subscribe."""
        actions = self._host.library.actions

        def then(act: FeedResult) -> None:
            self._host.say(act.said)
            self._dialog.dismiss(Added(feed=act.feed))

        self._host.work_queue.change(lambda: actions.feeds.add(found), then)

    def add_page(self, address: str, title: str = "") -> None:
        """Take the page in as an entry; with `title` also one that is closed to machines."""
        reading, actions = self._host.library.reading, self._host.library.actions

        def take() -> Entry | PageFailed:
            if (known := reading.known(address)) is not None:
                return known
            try:
                return actions.pages.add(address, title)
            except PageFailed as failed:
                return failed

        self._reach(take, self._taken)

    def _reach(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        is_last = self._latest.ask()

        def tried() -> object:
            try:
                return work()
            except DigestError as error:
                return error

        def still_wanted(answer: object) -> None:
            if not is_last() or not self._dialog.is_current:
                return
            if isinstance(answer, DigestError) and not isinstance(answer, PageFailed):
                self._dialog.tell_failure(answer.in_full, page_left=False)
            else:
                then(answer)

        self._host.work_queue.reach(tried, still_wanted)

    def _found(self, answer: object) -> None:
        if isinstance(answer, Failure):
            self._dialog.tell_failure(_both(sentence(answer, "address"), remedy(answer, "address")), page_left=True)
        elif isinstance(answer, list):
            self._dialog.choose(answer)

    def _taken(self, answer: object) -> None:
        if isinstance(answer, PageFailed):
            self._dialog.ask_title(answer.message)
        elif isinstance(answer, Entry):
            self._dialog.dismiss(Added(entry=answer))


def _both(said: Message, remedy: Message | None) -> Message:
    return msg("{error} {remedy}", error=said, remedy=remedy) if remedy else said
