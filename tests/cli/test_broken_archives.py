"""Archives that are broken, hostile, or not what they seem.

Told in a sentence, and nothing is left of them.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from tests.cli.running import Digest
from tests.cli.test_moving_house import filled, shown

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow

__all__ = ["filled"]  # the fixture

Members = dict[str, bytes]
Change = Callable[[Members], None]


#: Of what `os.statvfs` returns, the blocks that are free for everybody.
_FREE_BLOCKS = 4


def rewritten(archive: Path, change: Change, **more: Any) -> None:
    """The archive with other members."""
    with zipfile.ZipFile(archive) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    change(members)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, **more) as changed:
        for name, data in members.items():
            changed.writestr(name, data)


def adding(name: str, data: str) -> Change:
    return lambda members: members.update({name: data.encode()})


def replacing(name: str, old: str, new: str) -> Change:
    def change(members: Members) -> None:
        assert old.encode() in members[name]
        members[name] = members[name].replace(old.encode(), new.encode())

    return change


def with_another_month(members: Members) -> None:
    members["editions.json"] = members["editions.json"].replace(b'"2026-10"', b'"abc"')
    members["picks/abc.json"] = members.pop("picks/2026-10.json")


WRONG_MEMBERS: Mapping[str, Change] = {
    "a month that climbs": adding("marks/../../evil.json", "{}"),
    "a feed that climbs": adding("seen/../../evil.json", '{"a": {}}'),
    "a text that climbs": adding("content/../../evil.json", '{"a": "b"}'),
    "no month": adding("entries/abc.json", "{}"),
    "an entry of a feed that climbs": replacing("entries/2026-11.json", '"feed_id": "f2"', '"feed_id": "../x"'),
    "an edition of no month": with_another_month,
    "a pick of no edition": adding("picks/x.json", '{"p": {}}'),
    "counts in a list": adding("library.json", '{"format": "digest-library", "version": 1, "counts": [1]}'),
    "counts in words": adding("library.json", '{"format": "digest-library", "version": 1, "counts": "abc"}'),
    "a number of many": adding("library.json", '{"format": "digest-library", "version": 1, "counts": {"feeds": "2"}}'),
    "a list of feeds": adding("feeds.json", '{"f1": [1]}'),
    "texts that are none": adding("content/2026-10.json", '{"a": 5}'),
    "no JSON": adding("muted.json", '{"a": {'),
    "an empty file": adding("muted.json", ""),
    "a bomb": adding("drafts/a.md", "0" * (80 << 20)),
    "a time before all times": adding(
        "feeds.json", '{"f1": {"url": "https://a.example/", "added": "0001-01-01T00:00:00+10:00"}}'
    ),
}


def refused(digest: Digest, archive: Path) -> str:
    """What is said of an archive that is refused, here and elsewhere, and leaves nothing behind."""
    before, around = shown(digest), sorted(archive.parent.iterdir())
    for words in (("--replace",), ("--library", archive.parent / "neu")):
        ran = digest("restore", archive, *words)
        assert (ran.code, ran.err.count("\n")) == (2, 2), ran.err
        assert ran.err.startswith("Error: ")
        assert "Nothing was changed." in ran.err
    assert sorted(archive.parent.iterdir()) == around
    assert shown(digest) == before
    return ran.err


@pytest.fixture
def archive(filled: Digest, tmp_path: Path) -> Path:
    filled.ok("backup", tmp_path / "sicher.zip")
    return tmp_path / "sicher.zip"


@pytest.mark.parametrize("name", WRONG_MEMBERS)
def test_what_stands_where_it_must_not_is_refused(filled: Digest, archive: Path, name: str) -> None:
    rewritten(archive, WRONG_MEMBERS[name])
    assert "is no library that can be read" in refused(filled, archive)


class Field(NamedTuple):
    """A number of two bytes in the head of each member, and in the archive's directory."""

    in_member: int
    in_directory: int


FLAGS, METHOD = Field(6, 8), Field(8, 10)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (FLAGS, 1, "encrypted"),
        (METHOD, 99, "does not know"),
        (METHOD, 14, "does not know"),
        (METHOD, 12, "does not know"),
    ],
)
def test_an_archive_of_another_kind_is_refused(
    filled: Digest, archive: Path, field: Field, value: int, told: str
) -> None:
    data = bytearray(archive.read_bytes())
    for head, offset in ((b"PK\x03\x04", field.in_member), (b"PK\x01\x02", field.in_directory)):
        place = -1
        while (place := data.find(head, place + 1)) >= 0:
            struct.pack_into("<H", data, place + offset, value)
    archive.write_bytes(data)
    assert told in refused(filled, archive)


def test_a_draft_that_was_changed_or_is_there_twice_is_refused(filled: Digest, archive: Path) -> None:
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr("drafts/x.md", "ENTWURFTEXT")
    archive.write_bytes(archive.read_bytes().replace(b"ENTWURFTEXT", b"ENTWURFTEXX"))
    assert "changed since" in refused(filled, archive)
    archive.write_bytes(whole)
    with zipfile.ZipFile(archive, "a") as more, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        more.writestr("drafts/2026-11-p2.md", "noch einmal")
    assert "twice" in refused(filled, archive)


def test_an_archive_cut_off_is_told_as_such(filled: Digest, archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-30])
    assert "cut off" in refused(filled, archive)


def test_memory_or_room_that_does_not_suffice_is_told(filled: Digest, archive: Path) -> None:
    with patch("zipfile.ZipFile.open", side_effect=MemoryError):
        assert "more memory" in refused(filled, archive)
    told = list(os.statvfs(archive.parent))
    told[_FREE_BLOCKS] = 0
    with patch("os.statvfs", return_value=os.statvfs_result(told)):
        assert "has room for 0 MB" in refused(filled, archive)


@pytest.mark.parametrize("name", ["entries", "marks", "editions", "seen"])
def test_a_document_with_other_names_is_refused(filled: Digest, tmp_path: Path, name: str) -> None:
    for broken in ({"../x": {}}, [1], {"../x": {"frozen": {}}}):
        file = tmp_path / "library.json"
        file.write_text(json.dumps({"format": "digest-library", "version": 1, name: broken}))
        refused(filled, file)


def test_a_document_whose_parts_are_at_odds_is_refused(filled: Digest, tmp_path: Path) -> None:
    document = json.loads(filled.ok("library", "export").out)
    document["picks"]["2026-12"] = document["picks"]["2026-11"]
    (tmp_path / "library.json").write_text(json.dumps(document))
    assert "does not hold all" in refused(filled, tmp_path / "library.json")


def test_a_draft_whose_name_is_no_text_is_told(filled: Digest, tmp_path: Path) -> None:
    (filled.library / "drafts" / os.fsdecode(b"gr\xfcn.md")).write_text("grün")
    ran = filled("backup", tmp_path / "sicher.zip")
    assert (ran.code, ran.err.count("\n")) == (3, 2)
    assert "Give it another name." in ran.err
    assert not list(tmp_path.glob("*sicher*"))


def test_folders_made_for_nothing_go_again(filled: Digest, archive: Path, tmp_path: Path) -> None:
    rewritten(archive, adding("drafts/a.md", "a"))
    with zipfile.ZipFile(archive) as whole:
        info = whole.getinfo("drafts/a.md")
    data = bytearray(archive.read_bytes())
    data[info.header_offset + 30 + len("drafts/a.md")] ^= 0xFF  # seen after the library is written
    archive.write_bytes(data)
    assert filled("restore", archive, "--library", tmp_path / "a" / "b" / "neu").code == 2
    assert not (tmp_path / "a").exists()


def test_two_archives_restored_in_one_second_both_keep_what_was_there(filled: Digest, archive: Path) -> None:
    for number in (1, 2, 3):
        filled.ok("restore", archive, "--replace")
        assert len(list(archive.parent.glob("library.before-*"))) == number
    assert not list(archive.parent.glob("*.restoring"))


def test_a_library_behind_a_link_is_replaced_where_it_is(filled: Digest, archive: Path, tmp_path: Path) -> None:
    before = shown(filled)
    (tmp_path / "platte").mkdir()
    shutil.move(filled.library, tmp_path / "platte" / "lib")
    filled.library.symlink_to(tmp_path / "platte" / "lib")
    filled.ok("drop", "p2")
    filled.ok("restore", archive, "--replace")
    assert filled.library.is_symlink()
    assert shown(filled) == before
    assert len(list((tmp_path / "platte").iterdir())) == 2


def test_what_an_editor_keeps_beside_a_draft_stays_out_of_the_backup(filled: Digest, tmp_path: Path) -> None:
    drafts = filled.library / "drafts"
    (drafts / ".#a.md").symlink_to("jemand@rechner.4711:1")
    (drafts / "fort.md").symlink_to(tmp_path / "nirgends")
    (drafts / "ordner.md").mkdir()
    (drafts / "ein Entwurf, ünfertig.md").write_text("so weit")
    filled.ok("backup", tmp_path / "sicher.zip")
    filled.ok("restore", tmp_path / "sicher.zip", "--library", tmp_path / "neu")
    assert {path.name for path in (tmp_path / "neu" / "drafts").iterdir()} == {
        "2026-11-p2.md",
        "ein Entwurf, ünfertig.md",
    }
