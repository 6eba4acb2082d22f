"""Out of the program: the browser and the clipboard."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from digest.domain.message import msg
from digest.domain.url import is_web_address, without_tracking

if TYPE_CHECKING:
    from digest.tui.screens.work_screen import WorkScreen


class Opening:
    """For a screen whose `current_page` says title and address of what is under the cursor."""

    def __init__(self, screen: WorkScreen) -> None:
        self._screen: Any = screen

    def browser(self) -> None:
        """Open the page; without a browser (over ssh) its address is shown and copied instead."""
        import webbrowser  # only now: it looks for every browser there may be

        title, url = self._screen.current_page
        if not is_web_address(url):
            self._screen.app.say(msg("“{title}” has no web address.", title=title))
        elif has_browser() and webbrowser.open(url, new=2):
            self._screen.app.say(msg("Opened: {url}", url=url))
        else:
            self._screen.app.copy_to_clipboard(url)
            self._screen.app.say(
                msg("No browser here. The address was sent to the terminal's clipboard: {url}", url=url)
            )

    def browser_and_next(self) -> None:
        """Open the page and go on to the next entry."""
        self.browser()
        self._screen.moving.by(1)

    def copy_address(self) -> None:
        """Copy the address, without tracking."""
        self._copy(without_tracking(self._screen.current_page[1]))

    def copy_title(self) -> None:
        """Copy “title – address”."""
        title, url = self._screen.current_page
        self._copy(f"{title} – {without_tracking(url)}")

    def _copy(self, text: str) -> None:
        self._screen.app.copy_to_clipboard(text)
        self._screen.app.say(msg("Sent to the terminal's clipboard: {text}", text=text))


def has_browser() -> bool:
    """Over ssh a browser would open on the wrong machine, or in this terminal."""
    if os.environ.get("SSH_CONNECTION") and not os.environ.get("DISPLAY"):
        return False
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
