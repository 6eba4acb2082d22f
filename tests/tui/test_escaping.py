"""Escape and the next key in one piece, as a slow line or quick fingers send them.

Both are meant, none is lost.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from textual.drivers import linux_driver
from textual.events import Key
from textual.message import Message

from digest.tui.terminal.escape_key import AltParser, telling_alt
from digest.tui.widgets.comment_pane import CommentPane
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.test_inbox import ready

# What a parser waits for more of a sequence is 0.1 s (textual.constants.ESCAPE_DELAY).
DELAY = 0.11


def parsed(sent: str) -> list[tuple[str, str | None]]:
    """The keys that come of it, with the wait for more that never comes."""
    parser = AltParser()
    events: list[Message] = list(parser.feed(sent))
    time.sleep(DELAY if sent[-1:] in "[O" or sent == "\x1b" else 0)
    events += parser.tick()
    return [(event.key, event.character) for event in events if isinstance(event, Key)]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b/", ["alt+slash"]), ("\x1b:", ["alt+colon"]), ("\x1bs", ["alt+s"]), ("\x1bX", ["alt+X"]),
        ("\x1b1", ["alt+1"]), ("\x1bf", ["alt+f"]), ("\x1b\r", ["alt+enter"]), ("\x1b ", ["alt+space"]),
        ("\x1bü", ["alt+ü"]), ("\x1b\x06", ["alt+ctrl+f"]), ("\x1b[", ["alt+left_square_bracket"]),
        ("\x1b/" + "x" * 40, ["alt+slash", *"x" * 40]),
        ("\x1b", ["escape"]), ("\x1b[A", ["up"]), ("\x1bOA", ["up"]), ("\x1b[1;3A", ["alt+up"]),
        ("\x1b\t", ["shift+tab"]), ("\x1b\x7f", ["ctrl+w"]), ("s", ["s"]), ("/", ["slash"]),
    ],
)  # fmt: skip
def test_a_key_behind_escape_is_told_from_that_key_alone(sent: str, keys: list[str]) -> None:
    assert [key for key, _ in parsed(sent)] == keys


@pytest.mark.parametrize("key", ["f", "/", "1"])
def test_two_keys_that_come_one_after_the_other_are_two(key: str) -> None:
    parser = AltParser()
    events = [*parser.feed("\x1b"), *parser.feed(key + "x")]
    assert [event.character for event in events if isinstance(event, Key)] == ["\x1b", key, "x"]


def test_a_sequence_that_comes_in_two_pieces_is_one() -> None:
    parser = AltParser()
    events = [*parser.feed("\x1b"), *parser.feed("[A"), *parser.feed("\x1bO"), *parser.feed("B")]
    assert [event.key for event in events if isinstance(event, Key)] == ["up", "down"]


def test_the_driver_of_this_system_reads_its_input_so() -> None:
    assert telling_alt(linux_driver.LinuxDriver) is linux_driver.LinuxDriver
    assert vars(linux_driver)["XTermParser"] is AltParser


@pytest.mark.parametrize("sent", ["/", "1", "s", "f", ":", "<"])
def test_escape_out_of_a_pane_with_a_key_at_once_is_both(tmp_path: Path, sent: str) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        [event] = [event for event in AltParser().feed("\x1b" + sent) if isinstance(event, Key)]
        [escape, key] = driver.app.key_queue.meant(event)
        assert (escape.key, key.character) == ("escape", sent)
        bound = driver.app.catalogue.bound
        assert key.key in bound

    drive(tmp_path, steps)


def test_while_one_writes_alt_with_an_arrow_of_a_macintosh_goes_on_by_a_word(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("4", "c")
        await driver.until(lambda: driver.inbox.query_one(CommentPane).is_writing)
        await driver.types("Erst lesen")
        area = driver.inbox.query_one(CommentPane).area
        await driver.until(lambda: area.text == "Erst lesen")
        await driver.app.key_queue.take(Key("alt+b", "b"))
        await driver.until(lambda: area.cursor_location == (0, len("Erst ")))
        await driver.app.key_queue.take(Key("alt+f", "f"))
        await driver.until(lambda: area.cursor_location == (0, len("Erst lesen")))
        assert driver.inbox.query_one(CommentPane).is_writing

    drive(tmp_path, steps)


def test_alt_with_a_key_that_is_bound_to_something_stays_that(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "config.toml").write_text('[keys]\nshortlist = "alt+x"\n', encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await ready(driver)
        [event] = [event for event in AltParser().feed("\x1bx") if isinstance(event, Key)]
        assert driver.app.key_queue.meant(event) == [event]

    drive(tmp_path, steps)
