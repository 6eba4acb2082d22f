"""Backups, restoring and moving.

Afterwards everything that any command shows as JSON is as it was.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest.domain.entry import PAGES
from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_refresh, an_entry, at, pick_of
from tests.cli.running import Digest

SHOWN = [
    ("feeds", "--json"), ("entries", "--limit", "0", "--json"), ("entries", "--unread", "--json"),
    ("entries", "--shortlist", "--json"), ("picks", "2026-11", "--json"), ("picks", "2026-10", "--json"),
    ("edition", "list", "--json"), ("edition", "show", "2026-11", "--json"), ("edition", "show", "2026-10", "--json"),
    ("export", "2026-10", "--format", "json"), ("export", "2026-11", "--format", "html"), ("check", "--json"),
    ("library", "export", "--json"), ("stats", "--json"), ("search", "2", "--json"), ("mute", "--json"),
]  # fmt: skip


def shown(digest: Digest) -> dict[tuple[str, ...], Any]:
    """What every command shows."""
    return {words: (ran.code, ran.out) for words in SHOWN if (ran := digest(*words)).code in (0, 1)}


@pytest.fixture
def filled(digest: Digest) -> Digest:
    """A library with something of everything."""
    store = open_store(digest.library, lambda: NOW)
    store.add_feeds([a_feed(1, title="Öffentlich"), a_feed(2, attributes={"text": "x"})])
    store.apply_refresh([a_refresh("f1", *(an_entry(number, month="2026-10") for number in range(1, 6)))])
    store.apply_refresh([a_refresh("f2", *(an_entry(number, "f2") for number in range(1, 6)))])
    store.add_page(an_entry(1, PAGES))
    store.mark([an_entry(1, month="2026-10")], read=True)
    store.mark([an_entry(2, "f2")], shortlisted=True)
    for number, month in ((1, "2026-10"), (2, "2026-11"), (3, "2026-11")):
        store.add_pick(pick_of(an_entry(number, "f2"), number, edition_id=month, comment=f"„{number}“"), at(number))
    store.close()
    digest.ok("mute", "Werbung")
    digest.ok("edition", "close", "2026-10")
    (digest.library / "drafts").mkdir()
    (digest.library / "drafts" / "2026-11-p2.md").write_text("halb fertig\n")
    return digest


def test_a_restored_library_shows_what_the_old_one_showed(filled: Digest, tmp_path: Path) -> None:
    before = shown(filled)
    assert len(before) == len(SHOWN)
    filled.ok("backup", tmp_path / "sicher.zip")
    assert (tmp_path / "sicher.zip").stat().st_mode & 0o777 == 0o600
    filled.ok("restore", tmp_path / "sicher.zip", "--library", tmp_path / "neu")
    other = replace(filled, environ={"DIGEST_LIBRARY": str(tmp_path / "neu")})
    assert shown(other) == before
    assert (tmp_path / "neu" / "drafts" / "2026-11-p2.md").read_text() == "halb fertig\n"
    other.ok("doctor")


def test_the_exported_document_restores_as_well(filled: Digest, tmp_path: Path) -> None:
    before = shown(filled)
    (tmp_path / "library.json").write_text(filled.ok("library", "export", "--json").out)
    filled.ok("restore", tmp_path / "library.json", "--library", tmp_path / "neu")
    assert shown(replace(filled, environ={"DIGEST_LIBRARY": str(tmp_path / "neu")})) == before
    light = json.loads(filled.ok("library", "export", "--no-content").out)
    assert "content" not in light
    assert set(light["picks"]) == {"2026-10", "2026-11"}


@pytest.mark.parametrize("counted", [True, False])
def test_a_backup_from_before_there_were_rules_and_saved_searches_restores(
    filled: Digest, tmp_path: Path, counted: bool
) -> None:
    before = shown(filled)
    filled.ok("backup", tmp_path / "sicher.zip")
    with zipfile.ZipFile(tmp_path / "sicher.zip") as new, zipfile.ZipFile(tmp_path / "alt.zip", "w") as old:
        for member in new.namelist():
            data = new.read(member)
            if member == "library.json":
                manifest = json.loads(data)
                counts = manifest.pop("counts")
                for kind in ("rules", "searches"):
                    counts.pop(kind, None)
                data = json.dumps(manifest | ({"counts": counts} if counted else {})).encode()
            if member not in ("rules.json", "searches.json"):
                old.writestr(member, data)
    filled.ok("restore", tmp_path / "alt.zip", "--library", tmp_path / "neu")
    assert shown(replace(filled, environ={"DIGEST_LIBRARY": str(tmp_path / "neu")})) == before


def test_a_library_moved_to_another_folder_just_works(filled: Digest, tmp_path: Path) -> None:
    before = shown(filled)
    shutil.move(filled.library, tmp_path / "anderswo" / "lesetipps")
    moved = replace(filled, environ={"DIGEST_LIBRARY": str(tmp_path / "anderswo" / "lesetipps")})
    assert shown(moved) == before
    moved.ok("comment", "p2", "weiter")


def test_restoring_over_a_library_needs_a_word_and_keeps_the_old_one(filled: Digest, tmp_path: Path) -> None:
    filled.ok("backup", tmp_path)
    archive = next(tmp_path.glob("digest-*.zip"))
    before = shown(filled)
    filled.ok("drop", "p2")
    refused = filled("restore", archive)
    assert refused.code == 2
    assert "--replace" in refused.err
    assert shown(filled) != before
    filled.ok("restore", archive, "--replace")
    assert shown(filled) == before
    assert len(list(tmp_path.glob("library.before-*"))) == 1
    assert not list(tmp_path.glob("*.restoring"))


@pytest.mark.parametrize("damage", ["truncated", "changed", "empty", "text", "newer", "incomplete"])
def test_a_damaged_backup_changes_nothing(filled: Digest, tmp_path: Path, damage: str) -> None:
    archive = tmp_path / "sicher.zip"
    filled.ok("backup", archive)
    data = archive.read_bytes()
    at_name = data.index(b"picks/2026-11.json")
    if damage == "newer":
        data = b'{"format": "digest-library", "version": 99}'
    elif damage == "incomplete":
        with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(tmp_path / "less.zip", "w") as less:
            for name in whole.namelist():
                if name != "picks/2026-11.json":
                    less.writestr(name, whole.read(name))
        data = (tmp_path / "less.zip").read_bytes()
    else:
        data = {
            "truncated": data[: len(data) // 2],
            "changed": data[: at_name + 40] + b"\xff\xff" + data[at_name + 42 :],
            "empty": b"",
            "text": b"Lesetipps",
        }[damage]
    archive.write_bytes(data)
    before = shown(filled)
    for words in (("--library", tmp_path / "neu"), ("--replace",)):
        ran = filled("restore", archive, *words)
        assert ran.code == 2
        assert "Traceback" not in ran.err
    assert not (tmp_path / "neu").exists()
    assert shown(filled) == before
    assert not list(tmp_path.glob("library.before-*"))


def test_tidying_says_first_what_it_would_do(filled: Digest) -> None:
    before = shown(filled)
    assert "2 texts would go" not in filled.ok("tidy").out
    would = filled.ok("tidy", "--months", 1, "--dry-run", "--json").data
    assert would["before"] == "2026-11"
    assert would["bodies"] == 5
    assert shown(filled) == before
    assert "5 texts gone" in filled.ok("tidy", "--months", 1).out
    assert filled.ok("tidy", "--months", 1, "--json").data["bodies"] == 0
    after = shown(filled)
    assert {words for words in SHOWN if before[words] != after[words]} == {("library", "export", "--json")}


def test_texts_are_kept_for_ever_where_the_configuration_says_so(filled: Digest) -> None:
    filled.config.write_text("[library]\nkeep_texts = 0\n")
    assert "Nothing goes" in filled.ok("tidy").out
