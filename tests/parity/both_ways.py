"""Acts by keys and by commands, in two libraries that are compared after each.

One interface does the acts in their order, and after each one command does the same in a library of its own. What is
compared is the whole library as `digest library export` writes it, but for ids that are drawn, and how often
something was saved on the way: one writes letter by letter, the other at once. The configuration is compared with it,
and the files that the acts have written into the folder `out`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile, is_zipfile

from textual.widgets import OptionList

from digest.tui.settings.settings_dialog import SettingsDialog
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.feed_table import FeedTable
from digest.tui.widgets.sidebar import Sidebar
from tests.cli.running import Digest
from tests.tui.driving import Driver, drive
from tests.tui.libraries import CLOCK, fill

MONTH = "2026-11"
#: Keys that lead to another screen: its rows must be there before the next key counts.
_WAYS = ("v", "F", "i", "h", "comma")


class Act(NamedTuple):
    """The same act as a command and as keys.

    `command`, `stdin` and keys that begin with = (a text to type) may name the first entry `{entry}`, the one below
    it `{next}`, their picks `{pick}` and `{other}`, the only rule `{rule}`, the only note `{note}`, the only saved
    search `{search}`, and the folder of the library `{home}`.
    """

    name: str
    command: tuple[str, ...]
    keys: tuple[str, ...]
    #: What the cursor must be on first, in the list of the screen that is shown: see `_go`.
    on: str = ""
    stdin: str = ""


def assert_equal_libraries(folder: Path, acts: Sequence[Act], files: Mapping[str, str] | None = None) -> None:
    """Do the acts both ways, in `folder`/keys and `folder`/commands.

    `files` are there for both, by name.
    """
    homes = {name: folder / name for name in ("keys", "commands")}
    for home in homes.values():
        (home / "out").mkdir(parents=True)
        fill(home)
        for name, text in (files or {}).items():
            (home / name).write_text(text, encoding="utf-8")
    keys, commands = (Digest(homes[name], now=CLOCK) for name in ("keys", "commands"))
    done: list[str] = []

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        for act in acts:
            names, theirs = _names(keys), _names(commands)
            *ways, last = _parts(act.keys)
            for key in ways:
                await driver.press(key)
            if act.on:
                await driver.until(lambda act=act, names=names: _go(driver, act.on.format(**names)), act.name)
            await driver.press(*(one for key in last for one in _written(key, names)))
            command = [part.format(**theirs) for part in act.command]
            # On a thread: a command that asks the web has an event loop of its own.
            await asyncio.to_thread(commands.ok, *command, stdin=act.stdin.format(**theirs))
            wanted = _library(commands)
            await driver.until(lambda wanted=wanted: _library(keys) == wanted, _Difference(act.name, keys, wanted))
            await driver.app.work_queue.settle()
            done.append(act.name)

    drive(homes["keys"], steps)
    assert done == [act.name for act in acts]


class _Difference(NamedTuple):
    """Says what differs when it is printed, not before."""

    act: str
    keys: Digest
    wanted: Any

    def __str__(self) -> str:
        ours = _library(self.keys)
        parts = {name for name in {*ours, *self.wanted} if ours.get(name) != self.wanted.get(name)}
        told = [f"{name}:\n by keys    {ours.get(name)}\n by command {self.wanted.get(name)}" for name in sorted(parts)]
        return "\n".join([self.act, *told])

    __repr__ = __str__


def _written(key: str, names: dict[str, str]) -> Sequence[str]:
    """A key by its name, or the characters of a text that begins with =."""
    return key[1:].format(**names) if key.startswith("=") else [key]


def _parts(keys: tuple[str, ...]) -> list[Any]:
    """The keys that lead to another screen, one by one, and then those that do the act."""
    count = 0
    while count < len(keys) - 1 and keys[count] in _WAYS:
        count += 1
    return [*keys[:count], keys[count:]]


def _go(driver: Driver, key: str) -> bool:
    """Put the cursor of the screen's list on a row; False while it is not there."""
    kind, _, name = key.partition(":")
    if kind == "setting":
        return _select_setting(driver, name)
    if driver.app.screen.is_modal:
        return False
    if kind == "view":
        return _select_view(driver.app.screen.query(Sidebar).first(), name)
    for widget, select in _LISTS.items():
        found = driver.app.screen.query(widget)
        if found:
            return select(found.first(), key)
    return False


def _select_view(sidebar: Sidebar, key: str) -> bool:
    views = [line.view for line in sidebar._view_lines if line.view is not None and line.view.value == key]
    if not views or not sidebar.has_focus:
        return False
    sidebar.highlight(views[0])
    return sidebar.view == views[0]


def _select_setting(driver: Driver, key: str) -> bool:
    if not isinstance(driver.app.screen, SettingsDialog):
        return False
    listed = driver.app.screen.query_one(OptionList)
    if key not in [option.id for option in listed.options]:
        return False
    listed.highlighted = listed.get_option_index(key)
    return True


def _select_feed(table: Any, feed_id: str) -> bool:
    if not any(row.feed.id == feed_id for row in table.feeds):
        return False
    table.select(feed_id)
    return bool(table.current and table.current.feed.id == feed_id)


_LISTS: dict[type[Any], Callable[[Any, str], bool]] = {
    FeedTable: _select_feed,
    EditionList: lambda listed, key: listed.select(key),
    EntryList: lambda listed, key: listed.select_key(key),
}


def _names(digest: Digest) -> dict[str, str]:
    rows = {row["title"]: row["id"] for row in digest.ok("entries", "--json").data}
    entry, below = rows["Beitrag 12"], rows["Beitrag 11"]
    data = digest.ok("library", "export", "--no-content").data
    by_entry = {pick["entry_id"]: pick_id for pick_id, pick in data.get("picks", {}).get(MONTH, {}).items()}
    return {
        "entry": entry,
        "next": below,
        "pick": by_entry.get(entry, ""),
        "other": by_entry.get(below, ""),
        "rule": next(iter(data.get("rules", {})), ""),
        "note": next(iter(data.get("notes", {})), ""),
        "search": next(iter(data.get("searches", {})), ""),
        "home": str(digest.home),
    }


def _library(digest: Digest) -> Any:
    """Everything that two ways must leave equal.

    Without ids that are drawn, counts of saving and what was told of it, and with the configuration.
    """
    data = digest.ok("library", "export", "--no-content").data
    called = {
        pick_id: f"pick of {pick['entry_id']}"
        for picks in data.get("picks", {}).values()
        for pick_id, pick in picks.items()
    }
    called |= {note_id: f"note “{note['text']}”" for note_id, note in data.get("notes", {}).items()}
    called |= {rule_id: f"rule “{rule['pattern']}”" for rule_id, rule in data.get("rules", {}).items()}
    called |= {search_id: f"search “{saved['name']}”" for search_id, saved in data.get("searches", {}).items()}
    data.pop("history", None)
    config = digest.config.read_text(encoding="utf-8") if digest.config.exists() else ""
    written = {file.name: _content(file) for file in sorted((digest.home / "out").iterdir())}
    return _without_versions(data, called) | {"config": config, "files": written}


def _content(file: Path) -> Any:
    """A text file's text; of a backup the names in it.

    Ids and versions differ in what they hold.
    """
    if is_zipfile(file):
        with ZipFile(file) as archive:
            return sorted(archive.namelist())
    return file.read_text(encoding="utf-8")


def _without_versions(data: Any, called: dict[str, str]) -> Any:
    if isinstance(data, dict):
        return {
            called.get(name, name): _without_versions(value, called)
            for name, value in data.items()
            if name != "version"
        }
    if isinstance(data, list):
        return [_without_versions(one, called) for one in data]
    return called.get(data, data) if isinstance(data, str) else data
