"""Restoring what would fill the memory.

It is refused, or restored, with 200 MB at most, measured from outside.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.running import Digest

_MOST = 200 << 20
# The peak of the child alone: what it inherits of this process is let go when it becomes another program.
_MEASURED = """
import json, resource, subprocess, sys
ran = subprocess.run([sys.executable, "-P", "-m", "digest", *sys.argv[1:]], capture_output=True, text=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([ran.returncode, ran.stderr, peak]))
"""
_HEAD = {"format": "digest-library", "version": 1}
_EMPTY = ("states", "feeds", "muted", "editions")


def _restore(digest: Digest, file: Path, *words: str) -> tuple[int, str]:
    """Exit code and stderr of a restore whose peak was below the limit."""
    arguments = ["restore", str(file), "--library", str(file.parent / "neu"), *words]
    ran = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments], env=digest.environment(), capture_output=True, check=True
    )
    code, err, peak = json.loads(ran.stdout)
    assert peak < _MOST, f"{peak >> 20} MB: {err}"
    return code, err


def _archive(file: Path, **more: Iterator[bytes]) -> None:
    """An archive with a library's members and these, written piece by piece.

    “/” is “__” in their names.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _EMPTY:
            if name not in more:
                archive.writestr(f"{name}.json", "{}")
        for name, pieces in more.items():
            with archive.open(name.replace("__", "/") + ".json", "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
        archive.writestr("library.json", json.dumps(_HEAD))


def _records(number: int, record: str, begin: str = "") -> Iterator[bytes]:
    yield b"{"
    for at in range(number):
        yield f'{"," if at else ""}"{begin}{at:x}":{record}'.encode()
    yield b"}"


def _many_small(file: Path) -> None:
    """Within the limits of sizes.

    Millions of records of a few bytes each, which become many times as much.
    """
    _archive(file, seen__f1=_records(400_000, "{}"))


def _many_feeds(file: Path) -> None:
    _archive(file, feeds=_records(1_000_000, '{"url":"https://a.example/"}'))


def _many_entries(file: Path) -> None:
    entry = '{"feed_id":"f1","url":"https://a.example/","title":"Titel"}'
    _archive(file, **{"entries__2026-11": _records(800_000, entry)})


def _many_months(file: Path) -> None:
    entry = '{"feed_id":"f1","url":"https://a.example/","title":"Titel"}'
    months = [f"{year}-{month:02}" for year in range(2010, 2026) for month in range(1, 13)]
    _archive(file, **{f"entries__{month}": _records(2_000, entry, month.replace("-", "")) for month in months})


def _one_deep(file: Path) -> None:
    _archive(file, muted=iter([b'{"a":', b"[" * (60 << 20), b"]" * (3 << 20), b"}"]))


def _one_long_text(file: Path) -> None:
    _archive(file, muted=iter([b'{"a":{"word":"', *([b"x" * (1 << 20)] * 60), b'"}}']))


def _texts_of_one_feed(file: Path) -> None:
    text = json.dumps("<p>" + "ü" * 30_000 + "</p>", ensure_ascii=False)
    entries = _records(2_000, '{"feed_id":"f1","url":"https://a.example/","title":"T"}')
    _archive(file, **{"entries__2026-11": entries, "content__2026-11": _records(2_000, text)})


def _texts_of_nobody(file: Path) -> None:
    _archive(file, **{"content__2026-11": _records(1_000, json.dumps("x" * 60_000))})


def _many_names(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(150_000):
            archive.writestr(zipfile.ZipInfo(f"drafts/{number}.md"), b"")


def _packed_otherwise(file: Path, method: int) -> None:
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("library.json", b"{" + b" " * (600 << 20) + b"}")
    data = bytearray(file.read_bytes())
    for head, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.find(head) + offset, 1000)  # the size that it says it unpacks to
    file.write_bytes(data)


def _document(file: Path, *pieces: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(json.dumps(_HEAD).encode()[:-1])
        stream.writelines(pieces)


HOSTILE: dict[str, Callable[[Path], None]] = {
    "many small records": _many_small,
    "many feeds": _many_feeds,
    "many entries in one month": _many_entries,
    "many months": _many_months,
    "one deep record": _one_deep,
    "one long text": _one_long_text,
    "the texts of one feed": _texts_of_one_feed,
    "texts of nobody": _texts_of_nobody,
    "many names": _many_names,
    "a lying size": lambda file: _packed_otherwise(file, zipfile.ZIP_DEFLATED),
    "a lying size in bzip2": lambda file: _packed_otherwise(file, zipfile.ZIP_BZIP2),
    "a lying size in lzma": lambda file: _packed_otherwise(file, zipfile.ZIP_LZMA),
    "a document of many records": lambda file: _document(file, b',"seen":{"f1":', *_records(2_000_000, "{}"), b"}}"),
    "a document that does not end": lambda file: _document(file, b',"seen":{"f1":{"a":"', *[b"x" * (1 << 20)] * 300),
    "a document of something else": lambda file: _document(file, b',"x":[', b"[]," * (2 << 20), b"[]]}"),
}
QUICK = {"many small records", "one deep record", "a document that does not end"}
#: What is no attack, and comes back whole.
WHOLE = {"many months", "texts of nobody", "a document of something else"}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(QUICK))
def test_no_file_makes_restoring_take_much_memory(digest: Digest, tmp_path: Path, name: str) -> None:
    _is_told(digest, tmp_path, name)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - QUICK))
def test_nor_does_any_other(digest: Digest, tmp_path: Path, name: str) -> None:
    _is_told(digest, tmp_path, name)


def _is_told(digest: Digest, tmp_path: Path, name: str) -> None:
    file = tmp_path / "library.zip"
    HOSTILE[name](file)
    code, err = _restore(digest, file)
    if name in WHOLE:
        assert code == 0, err
    else:
        assert (code, err.count("\n")) == (2, 2), err
        assert not (tmp_path / "neu").exists()
    assert not list(tmp_path.glob("*.restoring"))


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "link to a device"])
def test_only_files_are_restored(digest: Digest, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "sicher.zip"
    match kind:
        case "device":
            place = Path("/dev/zero")
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "link to a device":
            place.symlink_to("/dev/zero")
    ran = digest("restore", place, "--library", tmp_path / "neu")
    assert (ran.code, ran.err.count("\n")) == (2, 2), ran.err
    assert "it is no file" in ran.err
