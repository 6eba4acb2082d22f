"""The three ways into an empty library, and the first refresh, which one can watch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from digest.config.language import language
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg, nmsg
from digest.services.feeds.feeds import OpmlImport
from digest.services.library.moving_in import MovedIn
from digest.services.refresh.refresh_process import RefreshEvent
from digest.tui.dialogs.add import AddDialog
from digest.tui.dialogs.adding import Added
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.services.feeds.feed_overview import FeedOverview
    from digest.tui.host import Host


class StartShown(Protocol):
    """Who shows the first start: the ways in, then the feeds coming in."""

    def begin_watching(self) -> None:
        """From choosing to watching the feeds come in."""

    def leave(self) -> None:
        """To the inbox."""

    def tell_import(self, said: Message) -> None:
        """Say what the list brought."""

    def tell_failure(self, error: DigestError) -> None:
        """Say what is wrong with the file, and what to do."""

    def show_progress(self, event: RefreshEvent | None) -> None:
        """The bar, and who is being asked."""

    def show_feeds(self, feeds: Sequence[FeedOverview], *, ended: bool) -> None:
        """What has come in so far."""


class Starting:
    """Each way ends in a refresh; what came in is asked of the library, one question at a time."""

    def __init__(self, host: Host, shown: StartShown) -> None:
        self._host = host
        self._shown = shown
        self._asking = False

    def shipped(self) -> None:
        """Take the list that comes with the program."""
        feeds = self._host.library.feeds
        self._import(lambda: feeds.import_shipped(language()))

    def file(self, path: str) -> None:
        """Import a file of any program; if it has only pages, show the shortlist."""
        imports = self._host.library.imports

        def work() -> tuple[MovedIn, Message] | DigestError:
            try:
                return imports.take_in(path)
            except DigestError as error:
                return error

        def then(done: tuple[MovedIn, Message] | DigestError) -> None:
            if isinstance(done, DigestError):
                self._shown.tell_failure(done)
                return
            moved, said = done
            of_feeds_alone = moved.feeds and not (moved.pages or moved.entries)
            self._shown.tell_import(_imported(len(moved.feeds), len(moved.left_out)) if of_feeds_alone else said)
            if moved.feeds or moved.known_feeds:
                self._refresh()
            else:
                self._host.say(said)
                self._shown.leave()
                self._host.navigation.inbox(View("shortlist"))

        self._host.work_queue.change(work, then)

    def address(self) -> None:
        """Begin with one feed, or with one page, which needs no refresh."""

        def then(added: Added | None) -> None:
            if added is not None and added.feed is not None:
                self._shown.tell_import(_imported(1, 0))
                self._refresh()
            elif added is not None:
                self._shown.leave()

        self._host.show(AddDialog(), then)

    def show_progress(self, event: RefreshEvent | None) -> None:
        """Show how far the refresh is; None: it has ended."""
        self._shown.show_progress(event)
        if self._asking and event is not None:
            return
        self._asking = True

        def then(feeds: object) -> None:
            self._asking = False
            self._shown.show_feeds(feeds, ended=event is None)  # type: ignore[arg-type]

        self._host.work_queue.ask(self._host.library.feeds.overviews, then)

    def _import(self, take: Callable[[], OpmlImport]) -> None:
        def work() -> OpmlImport | DigestError:
            try:
                return take()
            except DigestError as error:
                return error

        def then(imported: OpmlImport | DigestError) -> None:
            if isinstance(imported, DigestError):
                self._shown.tell_failure(imported)
                return
            self._shown.tell_import(_imported(len(imported.added), len(imported.problems)))
            self._refresh()

        self._host.work_queue.change(work, then)

    def _refresh(self) -> None:
        self._shown.begin_watching()
        self._host.refreshing.start()


def _imported(feeds: int, left_out: int) -> Message:
    added = nmsg("{n} feed subscribed.", "{n} feeds subscribed.", feeds)
    if not left_out:
        return added
    left = nmsg(
        "{n} line of the list was no feed and was left out.",
        "{n} lines of the list were no feeds and were left out.",
        left_out,
    )
    return msg("{added} {left}", added=added, left=left)
