"""Toasts that have been read make room for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from digest.tui.app import DigestApp


def take_away_said(app: DigestApp) -> None:
    """Take what was said before off the screen; errors stay for their time."""
    for said in list(app._notifications):
        if said.severity == "information":
            app._unnotify(said, refresh=False)
    # Textual would take away the toast alone and leave what holds it in its place.
    for toast in app.screen.query("Toast.-information"):
        if isinstance(toast.parent, Widget):
            toast.parent.remove()
