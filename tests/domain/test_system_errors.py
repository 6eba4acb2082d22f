"""Errors of the operating system are told in the user's language, wherever they come up."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from digest.config.language import activate, tell
from digest.domain.system_errors import system_reason
from tests.cli.running import Digest

ROOT = Path(__file__).resolve().parents[2]


def test_every_error_that_is_known_has_a_german_clause() -> None:
    for number in (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EROFS, errno.ENAMETOOLONG):
        message = system_reason(OSError(number, os.strerror(number)))
        english = tell(message)
        activate("de")
        german = tell(message)
        activate("en")
        assert german != english
        assert os.strerror(number) not in german


def test_an_unknown_error_keeps_the_words_of_the_system() -> None:
    assert tell(system_reason(OSError(errno.EMLINK, "Too many {links}"))) == "Too many {links}"
    assert tell(system_reason(OSError())) == "OSError"


@pytest.mark.parametrize(
    "words",
    [
        ("opml", "import", "/gibt/es/nicht"),
        ("edition", "import", "/gibt/es/nicht"),
        ("edition", "edit", "--read", "/gibt/es/nicht"),
        ("edition", "set", "--intro", "/"),
        ("restore", "/gibt/es/nicht"),
        ("config", "init", "--config", "/dev/null/x"),
        ("export", "--format", "text", "-o", "/gibt/es/nicht/x"),
        ("site", "/dev/null/x"),
        ("backup", "/gibt/es/nicht/x.zip"),
    ],
    ids=" ".join,
)
def test_no_command_speaks_english_in_a_german_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    digest = Digest(tmp_path, environ={"LC_ALL": "de_DE.UTF-8"})
    told = digest(*words)
    assert told.code in (1, 2, 3)
    assert not re.search(r"No such|Not a directory|Is a directory|denied", told.err), told.err


def test_the_words_of_the_system_are_asked_for_in_one_place() -> None:
    users = [
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "digest").rglob("*.py")
        if "strerror" in file.read_text(encoding="utf-8")
    ]
    assert users == ["digest/domain/system_errors.py"]
