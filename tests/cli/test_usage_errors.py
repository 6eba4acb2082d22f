"""Wrong usage is told in the user's language, without the words of a program."""

from __future__ import annotations

import pytest

from tests.cli.running import Digest

WRONG = [
    ("entries", "--limit", "x"),
    ("entries", "--limit", "-3"),
    ("stats", "--year", "99999"),
    ("entries", "--limit", "99999999999999999999"),
    ("move", "abc", "oben"),
    ("feeds", "remove"),
    ("tidy", "--months", "0"),
    ("template", "new", "x", "--kind", "foo"),
    ("fetch", "--quite"),
    ("fetch", "--qu\udcffite"),
    ("pick", "a", "b", "c"),
    ("check", "--anyway", "a"),
    ("export", "--format"),
    ("picks", "--json=3"),
    ("edition", "opne"),
    ("\x1b[31mrot",),
]


@pytest.mark.parametrize("words", WRONG, ids=repr)
def test_in_german_nothing_is_english(digest: Digest, words: tuple[str, ...]) -> None:
    digest.environ["LC_ALL"] = "de_DE.UTF-8"
    ran = digest(*words)
    assert ran.code == 2
    assert "Fehler: " in ran.err
    for sign in ("'", "\x1b", " is ", "range", "INTEGER", "not one of", "Usage", "Try "):
        assert sign not in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (WRONG[0], "Invalid value for “--limit”: a whole number is needed, not “x”."),
        (WRONG[1], "Invalid value for “--limit”: it must be at least 0."),
        (WRONG[2], "Invalid value for “--year”: it may be at most 9999."),
        (WRONG[5], "Error: FEED is missing."),
        (WRONG[8], "Did you mean “--quiet”?"),
    ],
)
def test_what_was_wrong_is_named(digest: Digest, words: tuple[str, ...], said: str) -> None:
    told = digest(*words).err
    assert said in told
    assert "--help” explains it." in told
