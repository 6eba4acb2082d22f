"""Out of the program: the browser and the clipboard."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from digest.domain.message import Message, msg

if TYPE_CHECKING:
    from digest.services.session.browsers import Browser
    from digest.tui.host import Host


class Opening:
    """For a screen whose `current_page` says title and address of what is under the cursor."""

    def __init__(self, host: Host, page: Callable[[], tuple[str, str]], go_on: Callable[[], None]) -> None:
        """`page` returns title and address at the cursor, `go_on` moves to the next one."""
        self._host = host
        self._page = page
        self._go_on = go_on

    def browser(self) -> None:
        """Open the page; without a browser (over ssh) its address is shown and copied instead."""
        from digest.domain.url import is_web_address

        app = self._host
        title, url = self._page()
        url = _without_tracking(url)
        if not is_web_address(url):
            app.say(msg("“{title}” has no web address.", title=title))
            return
        browse_or_copy(app, url, msg("Opening {url}", url=url))

    def browser_and_next(self) -> None:
        """Open the page and go on to the next entry."""
        self.browser()
        self._go_on()

    def copy_address(self) -> None:
        """Copy the address, without tracking."""
        self._copy(_without_tracking(self._page()[1]))

    def copy_title(self) -> None:
        """Copy “title – address”."""
        title, url = self._page()
        self._copy(f"{title} – {_without_tracking(url)}")

    def _copy(self, text: str) -> None:
        copy_text(self._host, text)


def copy_text(app: Host, text: str) -> None:
    """Copy a text through the terminal, and say so."""
    app.send_to_clipboard(text)
    app.say(msg("Copied through the terminal: {text}", text=text))


def browse_or_copy(app: Host, address: str, said: Message) -> None:
    """Show an address in a browser; without one (over ssh) show and copy it instead."""

    def nowhere() -> None:
        app.send_to_clipboard(address)
        app.say(msg("No browser here. The address was copied through the terminal: {url}", url=address))

    browse(app, address, said, nowhere)


def browse(app: Host, address: str, said: Message, nowhere: Callable[[], None]) -> None:
    """Show an address in a browser, `said` meanwhile; `nowhere` is called if there is none.

    Nothing waits for a browser with windows of its own; one for the terminal gets the terminal until it ends.
    """
    environ = app.library.environ

    def work() -> Browser | bool:
        from digest.services.session.browsers import browsers, start

        for browser in browsers(address, environ, sys.platform):
            if browser.in_terminal:
                return browser
            app.say_from_thread(said)
            if start(browser, environ):
                return True
        return False

    def then(found: Browser | bool) -> None:
        if found is False or (found is not True and not _shown_in_terminal(app, found)):
            nowhere()

    app.work_queue.reach(work, then)


def _shown_in_terminal(app: Host, browser: Browser) -> bool:
    from digest.services.session.foreground import run_in_front

    with app.suspend():
        # Caught in here: Textual takes the terminal back only where nothing is raised.
        try:
            run_in_front(browser.command, app.library.environ)
        except OSError:
            return False
    return True  # what came of it has been seen on the terminal


def _without_tracking(url: str) -> str:
    from digest.domain.url import without_tracking

    return without_tracking(url)
