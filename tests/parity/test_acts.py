"""Each act that both front ends have, done through the command line and by keys: the libraries are equal afterwards.

One interface does the acts in their order, and after each one command does the same in a library of its own. What is
compared is the whole library as `digest library export` writes it, but for the ids of picks, which are drawn, and how
often something was saved on the way: one writes letter by letter, the other at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.feed_table import FeedTable
from tests.cli.running import Digest
from tests.tui.driving import Driver, drive
from tests.tui.libraries import CLOCK, fill

_MONTH = "2026-11"


class Act(NamedTuple):
    """`command` may name the first entry `{entry}`, the one below it `{next}` and their picks `{pick}`, `{other}`."""

    name: str
    command: tuple[str, ...]
    keys: tuple[str, ...]
    #: What the cursor must be on first, in the list of the screen that is shown: see `_go`.
    on: str = ""


ACTS = (
    Act("pick", ("pick", "{entry}", "-c", "Krise"), ("4",)),
    Act("another category", ("pick", "{entry}", "-c", "IK"), ("3",)),
    Act("comment", ("comment", "{pick}", "Lesen!"), ("c", *"Lesen", "exclamation_mark", "escape")),
    Act("drop", ("drop", "{pick}"), ("0",)),
    Act("pick again what was dropped", ("pick", "{entry}", "-c", "Strategie"), ("1",)),
    Act("pick a second one", ("pick", "{next}", "-c", "Strategie"), ("1",), on="{next}"),
    Act("move", ("move", "{pick}", "2"), ("v", "J"), on="{pick}"),
    Act("title of the pick", ("pick", "{entry}", "--title", "Neu"), ("enter", "ctrl+u", *"Neu", "escape"), on="{pick}"),
    Act(
        "title of the edition",
        ("edition", "set", "--title", "Zehn"),
        ("enter", "ctrl+u", *"Zehn", "escape"),
        on="title",
    ),
    Act("close", ("edition", "close", _MONTH), ("C",)),
    Act("reopen", ("edition", "reopen", _MONTH), ("C", "y")),
    Act("mute a feed", ("feeds", "edit", "f1", "--mute"), ("v", "F", "M"), on="f1"),
    Act("let it in again", ("feeds", "edit", "f1", "--unmute"), ("M",), on="f1"),
    Act("pause a feed", ("feeds", "edit", "f1", "--pause"), ("p",), on="f1"),
    Act("resume a feed", ("feeds", "edit", "f1", "--resume"), ("p",), on="f1"),
    Act("rename a feed", ("feeds", "edit", "f2", "--title", "Neu"), ("e", "ctrl+u", *"Neu", "enter"), on="f2"),
    Act("remove a feed", ("feeds", "remove", "f2"), ("d",), on="f2"),
    Act("mute a word", ("mute", "Werbung"), ("F", "M", *"Werbung", "enter"), on="{entry}"),
)


def test_keys_and_commands_leave_equal_libraries(tmp_path: Path) -> None:
    homes = {name: tmp_path / name for name in ("keys", "commands")}
    for home in homes.values():
        home.mkdir()
        fill(home)
    keys, commands = (Digest(homes[name], now=CLOCK) for name in ("keys", "commands"))
    done: list[str] = []

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        for act in ACTS:
            names, theirs = _names(keys), _names(commands)
            *ways, last = _parts(act.keys)
            for key in ways:
                await driver.press(key)
            if act.on:
                await driver.until(lambda act=act, names=names: _go(driver, act.on.format(**names)), act.name)
            await driver.press(*last)
            commands.ok(*(part.format(**theirs) for part in act.command))
            wanted = _library(commands)
            await driver.until(lambda wanted=wanted: _library(keys) == wanted, act.name)
            done.append(act.name)

    drive(homes["keys"], steps)
    assert done == [act.name for act in ACTS]


def _parts(keys: tuple[str, ...]) -> list[Any]:
    """The keys that lead to another screen, one by one, and then those that do the act."""
    ways = [key for key in keys[:-1] if key in ("v", "F")] if keys[0] in ("v", "F") else []
    return [*ways, keys[len(ways) :]]


def _go(driver: Driver, key: str) -> bool:
    """Put the cursor of the screen's list on a row; False while it is not there."""
    for kind, select in _LISTS.items():
        found = driver.app.screen.query(kind)
        if found:
            return select(found.first(), key)
    return False


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
    picks = digest.ok("library", "export", "--no-content").data.get("picks", {}).get(_MONTH, {})
    by_entry = {pick["entry_id"]: pick_id for pick_id, pick in picks.items()}
    return {"entry": entry, "next": below, "pick": by_entry.get(entry, ""), "other": by_entry.get(below, "")}


def _library(digest: Digest) -> Any:
    """Everything, with picks called by their entries, without counts of saving and what was told of it."""
    data = digest.ok("library", "export", "--no-content").data
    called = {
        pick_id: f"pick of {pick['entry_id']}"
        for picks in data.get("picks", {}).values()
        for pick_id, pick in picks.items()
    }
    data.pop("history", None)
    return _without_versions(data, called)


def _without_versions(data: Any, called: dict[str, str]) -> Any:
    if isinstance(data, dict):
        return {
            called.get(name, name): _without_versions(value, called)
            for name, value in data.items()
            if name != "version"
        }
    return [_without_versions(one, called) for one in data] if isinstance(data, list) else data
