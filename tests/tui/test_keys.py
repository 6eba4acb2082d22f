"""The keys: promised ones, those that a curator sets, and what `digest keys` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.errors import ConfigError
from digest.tui.commands.catalogue import ALL, Catalogue
from digest.tui.commands.command import shown_key
from digest.tui.commands.key_names import key_name
from tests.architecture.test_layers import loaded_by
from tests.cli.running import Digest

# The table of keys of the design, by screen: keys as they are written there, and the command that answers them.
INBOX = {
    "j ↓": "down", "k ↑": "up", "g Home": "first", "G End": "last", "Ctrl-D": "half-down", "Ctrl-U": "half-up",
    "PgDn": "page-down", "PgUp": "page-up", "h ⇧Tab": "left", "Tab": "right", "l": "links", "⏎": "open-pane",
    "J": "text-down",
    "K": "text-up", "␣": "read-on", "n": "next-unread", "p": "previous-unread", "t": "category", "0": "drop",
    "c": "comment", "e": "editor", "s": "shortlist", "r": "read", "A": "all-read", "u": "undo", "Ctrl-Z": "suspend",
    "U Ctrl-Y": "redo", "o": "browser", "O": "browser-next", "y": "copy", "Y": "copy-title", "x": "full-text",
    "b": "browser-preview", "Q": "quote", "i": "view-inbox", "S": "view-shortlist", "E": "view-all",
    "/": "filter", "Ctrl-F": "search", "f": "narrow", "a": "add", "v": "edition", "X": "export",
    "< [": "previous-month", "> ]": "next-month",
    "Ctrl-S": "save-search", "d Del": "remove-search", "Z": "fold-all", "N": "hide-read", "T": "rename-folder",
    ".": "show-new", "z": "text-alone", "m": "mouse", "M": "mute", "R": "refresh", "F": "feeds",
    ": Ctrl-P": "palette", "? F1": "help", "q": "quit", "Esc": "back",
    **{str(number): f"category-{number}" for number in range(1, 10)},
}  # fmt: skip
EDITION = {
    "J Alt-↓": "move-down", "K Alt-↑": "move-up", "p": "preview", "< [": "previous-month", "> ]": "next-month",
    "C": "close-edition", "w": "carry-over", "L": "plain-links", "⏎": "edit-pick",
    "u": "undo", "Ctrl-Z": "suspend", "q": "quit",
    "Esc": "back", "v": "edition", "X": "export", "Ctrl-F": "search",
}  # fmt: skip
FEEDS = {
    "⏎": "edit-feed",
    "p": "pause-feed",
    "d": "remove-feed",
    "a": "add",
    "u": "undo",
    "Ctrl-Z": "suspend",
    "F": "feeds",
    "q": "quit",
    "Esc": "back",
}


@pytest.mark.parametrize(("screen", "table"), [("inbox", INBOX), ("edition", EDITION), ("feeds", FEEDS)])
def test_every_key_of_the_design_does_what_the_design_says(screen: str, table: dict[str, str]) -> None:
    bound = {shown_key(key): command.id for command in Catalogue({}).on(screen) for key in command.keys}
    for keys, command_id in table.items():
        for key in keys.split():
            assert bound.get(key) == command_id, key


def test_no_key_of_the_inbox_is_missing_in_the_design() -> None:
    bound = {shown_key(key) for command in Catalogue({}).on("inbox") for key in command.keys}
    # Left and right are what h and l are called on a keyboard; P came with publishing, V with the month's view, the
    # comma with the settings, # and H with colleagues.
    assert bound - {key for keys in INBOX for key in keys.split()} == {"←", "→", "P", ",", "V", "#", "H"}


def test_every_command_has_a_key_or_is_in_the_palette_only_on_purpose() -> None:
    assert {command.id for command in ALL if not command.keys} == {
        "theme", "import", "rules", "questions", "own-post", "advertisement", "edit-medium", "edit-quotation",
        "edit-preheader", "edit-topic", "edit-published", "order-labels", "ignored-remarks", "check-links",
        "remove-edition", "export-feeds", "backup",
    }  # fmt: skip


def test_commands_have_ids_of_their_own() -> None:
    assert len({command.id for command in ALL}) == len(ALL)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("x", "x"), ("X", "X"), ("shift+x", "X"), ("?", "question_mark"), ("/", "slash"), ("ctrl+D", "ctrl+d"),
        ("+", "plus"), ("ctrl++", "ctrl+plus"), ("alt+Up", "alt+up"), ("PageDown", "pagedown"), ("ß", "ß"),
        ("less_than_sign", "less_than_sign"), ("<", "less_than_sign"), ("comma", "comma"), ("F5", "f5"),
        ("shift+tab", "shift+tab"), ("space", "space"), ("-", "minus"), ("§", "section_sign"), ("€", "euro_sign"),
    ],
)  # fmt: skip
def test_keys_are_written_as_people_write_them(written: str, name: str) -> None:
    assert key_name(written) == name


def test_textual_calls_the_signs_by_the_same_names() -> None:
    from textual.keys import _character_to_key

    signs = [chr(code) for code in range(0x21, 0x180) if chr(code).isprintable()]
    assert [sign for sign in signs if key_name(sign) != _character_to_key(sign) and sign not in "+"] == []


@pytest.mark.parametrize("written", ["notakey", "hyper+x", "notakey+x", "ctrl+", "", "ctrl+ctrl+x", "f99"])
def test_what_is_no_key_is_refused(written: str) -> None:
    assert key_name(written) is None
    if written:
        with pytest.raises(ConfigError, match="is no key"):
            Catalogue({"shortlist": written})


def test_a_key_of_ones_own_takes_the_place_of_the_old_one() -> None:
    catalogue = Catalogue({"shortlist": "ß, ctrl+t"})
    found = catalogue.by_screen["inbox"].get("ß")
    assert found is not None
    assert found.id == "shortlist"
    assert catalogue.by_screen["inbox"].get("s") is None


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"unknown": "x"}, "no such command"),
        ({"shortlist": "r"}, "bound twice"),
        ({"shortlist": "ctrl+i"}, "cannot tell"),
        ({"shortlist": "Ctrl+M"}, "is no key|cannot tell"),
    ],
)
def test_a_wrong_key_is_an_error_at_start(keys: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        Catalogue(keys)


def test_two_commands_may_change_keys_with_each_other() -> None:
    catalogue = Catalogue({"shortlist": "r", "read": "s"})
    assert catalogue.by_screen["inbox"].get("r") is not catalogue.by_screen["inbox"].get("s")


def test_digest_keys_lists_the_catalogue_with_the_changes_in(tmp_path: Path) -> None:
    digest = Digest(tmp_path)
    digest.config.write_text('[keys]\nshortlist = "ß"\n', encoding="utf-8")
    listed = {row["id"]: row for row in digest.ok("keys", "--json").data}
    assert list(listed) == [command.id for command in ALL]
    assert listed["shortlist"]["keys"] == ["ß"]
    table = digest.ok("keys").out.splitlines()
    assert [line for line in table if line.startswith("ß ") and line.endswith(" shortlist")]


def test_digest_keys_does_not_load_textual(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "DIGEST_LIBRARY": str(tmp_path / "library"), "PATH": "/usr/bin:/bin"}
    loaded = loaded_by(["keys"], environ)
    assert "digest.tui.commands.catalogue" in loaded
    assert not loaded & {"textual", "rich", "tinydb"}
