"""A file is replaced as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.config.whole_file import file_beside, write_whole


def test_what_breaks_off_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("alt")

    def break_off() -> None:
        with file_beside(target) as (stream, path):
            stream.write(b"halb")
            assert path.parent == tmp_path
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"a.txt": "alt"}


def test_a_file_that_is_replaced_keeps_its_mode_and_a_new_one_has_the_wanted_mode(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("alt")
    old.chmod(0o640)
    write_whole(old, b"neu", 0o600)
    write_whole(new, b"neu", 0o600, synced=True)
    assert (old.read_bytes(), old.stat().st_mode & 0o777) == (b"neu", 0o640)
    assert (new.read_bytes(), new.stat().st_mode & 0o777) == (b"neu", 0o600)


def test_what_a_killed_program_left_hinders_nobody(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    (tmp_path / f".a.txt.{os.getpid()}.tmp").write_text("left")
    write_whole(target, b"neu")
    assert target.read_bytes() == b"neu"


def test_the_longest_name_a_file_may_have_is_no_trouble(tmp_path: Path) -> None:
    target = tmp_path / ("ä" * 120 + ".markdown")
    write_whole(target, b"neu")
    assert [file.name for file in tmp_path.iterdir()] == [target.name]
