"""What nobody sees reaches no list and no message, and stands escaped in JSON."""

from __future__ import annotations

import pytest

from tests.cli.running import Digest

HIDDEN = "\x85\x9b\u202e\u2066\u200b\ufeff\U000e0041\U000e007f"
TEXT = f"Größe{HIDDEN}n"


@pytest.fixture
def filled(digest: Digest) -> Digest:
    digest.ok("feeds", "add", "https://a.example/feed", "--unchecked", "--title", TEXT, "--category", TEXT)
    digest.ok("pick", "https://a.example/1", "--title", TEXT, "--category", TEXT, "--comment", TEXT, "--author", TEXT)
    digest.ok("edition", "set", "--title", TEXT, "--intro", "-", stdin=TEXT)
    digest.ok("mute", TEXT)
    return digest


def test_no_command_prints_it(filled: Digest) -> None:
    for words in (
        ("feeds",), ("feeds", "--json"), ("picks",), ("picks", "--json"), ("entries",), ("entries", "--json"),
        ("mute",),
        ("mute", "--json"), ("edition", "show"), ("edition", "show", "--json"), ("edition", "list", "--json"),
        ("stats",),
        ("stats", "--json"), ("search", "Größe"), ("search", "Größe", "--json"), ("check",), ("check", "--json"),
        ("library", "export"), ("feeds", "remove", TEXT), ("pick", TEXT), ("export", "--format", "json"), ("doctor",),
    ):  # fmt: skip
        ran = filled(*words)
        assert ran.code in (0, 1, 2), (words, ran)
        assert not set(ran.out + ran.err) & set(HIDDEN), (words, ran)


def test_json_has_the_value_as_it_is_kept(filled: Digest) -> None:
    kept = filled.ok("picks", "--json").data[0]["comment"]
    assert kept == TEXT.replace("\x85", "").replace("\x9b", "")


def test_a_file_name_that_is_no_text_is_told_in_json(digest: Digest) -> None:
    ran = digest("edition", "import", "./\udcff", "--json")
    assert ran.code in (1, 2)
    assert "\ufffd" in ran.out or ran.out == ""


def test_a_backup_into_what_is_no_folder_is_one_sentence(digest: Digest) -> None:
    ran = digest("backup", "/dev/null/x")
    assert ran.code in (2, 3)
    assert "/dev/null/x" in ran.err


def test_restoring_into_a_file_is_one_sentence(digest: Digest) -> None:
    digest.library.write_text("x", encoding="utf-8")
    ran = digest("restore", "nowhere.zip")
    assert ran.code in (2, 3)
    assert "Traceback" not in ran.err
