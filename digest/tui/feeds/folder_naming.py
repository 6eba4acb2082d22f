"""Renaming a folder in the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.folders import folder_names
from digest.domain.message import Message, msg
from digest.tui.dialogs.short_form import FormField, ShortForm

if TYPE_CHECKING:
    from digest.tui.host import Host


def shown_path(path: str) -> str:
    """A folder's path as people read it."""
    return " / ".join(folder_names(path))


def typed_path(words: str) -> str:
    """A path typed as it is shown."""
    return words.replace(" / ", "/")


def ask_for_name(host: Host, folder: str, then: Callable[[], None]) -> None:
    """Ask for another name of a folder and rename it; `then` shows what has become of it."""
    actions = host.library.actions.many_feeds

    def keep(values: dict[str, str]) -> None:
        form.try_to_keep(host, lambda: actions.rename(folder, typed_path(values["folder"])), kept)

    def kept(said: Message) -> None:
        host.say(msg("{what} · u undoes it", what=said))
        then()

    fields = [FormField("folder", msg("Name; with / a folder inside another; empty dissolves it"), folder)]
    form = ShortForm(tell(msg("Folder “{folder}”", folder=shown_path(folder))), fields, keep)
    host.show(form)
