"""Reading a library out of a file, in parts and in order.

What is wrong with it is told in one sentence.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from digest.domain.errors import UsageError
from digest.services.library import backup
from digest.services.library.backup_reader import BackupReader, Tally
from digest.storage.dump_format import KINDS, Batch, plain
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry
from tests.model.store import MemoryStore

MANIFEST = {"format": "digest-library", "version": 1, "counts": {}}
EMPTY = {f"{name}.json": "{}" for name, kind in KINDS.items() if not kind.of}


def archive(folder: Path, members: Mapping[str, str], manifest: Any = MANIFEST) -> Path:
    file = folder / "library.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, text in {"library.json": json.dumps(manifest), **EMPTY, **members}.items():
            whole.writestr(name, text)
    return file


def kinds(file: Path) -> list[tuple[str, str]]:
    reader = BackupReader(file)
    try:
        return [(batch.kind, batch.key) for batch in reader.batches() if batch.records]
    finally:
        reader.close()


def read_whole(file: Path) -> None:
    reader = BackupReader(file)
    try:
        list(reader.batches()), list(reader.drafts())
    finally:
        reader.close()


def refused(file: Path) -> str:
    with pytest.raises(UsageError) as caught:
        read_whole(file)
    return str(caught.value.message)


def filled() -> MemoryStore:
    store = MemoryStore()
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(700)))])
    store.add_pick(a_pick(1, comment="„Größe“ 🙂"), NOW)
    return store


def test_a_large_batch_comes_in_parts_and_the_entries_of_a_month_before_their_texts(tmp_path: Path) -> None:
    file = tmp_path / "sicher.zip"
    backup.back_up(filled(), file, NOW)
    found = kinds(file)
    assert found.count(("entries", MONTH)) > 1
    texts = found.index(("content", MONTH))
    assert ("entries", MONTH) in found[:texts]
    assert ("entries", MONTH) not in found[texts:]


@pytest.mark.parametrize("as_document", [False, True])
def test_what_is_read_is_what_was_written(tmp_path: Path, as_document: bool) -> None:
    store, file = filled(), tmp_path / "sicher"
    if as_document:
        file.write_bytes(b"".join(backup.document(store, NOW)))
    else:
        backup.back_up(store, file, NOW)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    reader = BackupReader(file)
    for batch in reader.batches():
        found.setdefault((batch.kind, batch.key), {}).update(plain(batch))
    reader.close()
    assert {key: records for key, records in found.items() if records} == {
        (batch.kind, batch.key): plain(batch) for batch in store.dump() if batch.records
    }


def test_kinds_that_came_later_may_be_missing_and_the_others_not(tmp_path: Path) -> None:
    file = archive(tmp_path, {})
    with zipfile.ZipFile(file) as whole:
        members = {name: whole.read(name).decode() for name in whole.namelist()}
    for name, is_needed in (("rules.json", False), ("feeds.json", True)):
        with zipfile.ZipFile(file, "w") as changed:
            for other in members.keys() - {name}:
                changed.writestr(other, members[other])
        if is_needed:
            assert f"{name} is missing in it" in refused(file)
        else:
            assert kinds(file) == []


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ({"format": "zettelkasten", "version": 1}, "it is no library of digest"),
        ({"format": "digest-library", "version": True}, "it is no library of digest"),
        ({"format": "digest-library", "version": 2}, "was written by a newer digest"),
        ({"format": "digest-library", "version": 1, "counts": {"feeds": "2"}}, "“counts” has a value"),
        ([], "“library.json” has a value"),
    ],
)
def test_a_manifest_of_something_else_is_refused(tmp_path: Path, manifest: Any, said: str) -> None:
    assert said in refused(archive(tmp_path, {}, manifest))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"feeds.json": '{"f1": {"url": 5}}'}, "“url” has a value that makes no sense"),
        ({"feeds.json": '{"../f": {}}'}, "“../f” is not a possible name in “feeds”"),
        ({"entries/2026-13.json": '{"e": {}}'}, "“2026-13” is not a possible name in “entries”"),
        ({"feeds.json": ""}, "library.zip"),
        ({"drafts/x.md": "0" * (9 << 20)}, "drafts/x.md is too large"),
        ({"anderes": "0" * (65 << 20)}, "it would unpack to 65 MB"),
    ],
)
def test_what_stands_where_it_must_not_is_refused(tmp_path: Path, members: Mapping[str, str], said: str) -> None:
    assert said in refused(archive(tmp_path, members))


def test_only_drafts_with_a_plain_name_are_read(tmp_path: Path) -> None:
    file = archive(tmp_path, {"drafts/a.md": "Text", "drafts/../b.md": "x", "drafts/.c.md": "x", "drafts/d/e.md": "x"})
    reader = BackupReader(file)
    assert list(reader.drafts()) == [("a.md", b"Text")]
    reader.close()


def test_a_file_that_is_no_archive_is_told_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "datei"
    file.write_bytes(b"")
    assert "the file is empty" in refused(file)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as whole:
        whole.writestr("library.json", json.dumps(MANIFEST))
    file.write_bytes(stream.getvalue()[:-30])
    assert "cut off" in refused(file)
    assert "it is no file" in refused(tmp_path)


def test_texts_without_their_entry_are_not_missed() -> None:
    brought = Tally()
    batches = [
        Batch("entries", MONTH, {"e1": an_entry(1)}),
        Batch("content", MONTH, {"e1": "<p>da</p>", "e2": "<p>niemandes</p>"}),
    ]
    assert list(brought.of(batches)) == batches
    assert brought.is_all_of({"entries": 1, "content": 2, "feeds": 0})
    assert not brought.is_all_of({"entries": 2})
    assert not brought.has_lost({"entries": 1, "content": 1})
    assert brought.has_lost({"entries": 1, "content": 0})
    assert brought.has_lost({"entries": 0, "content": 1})
