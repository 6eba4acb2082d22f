"""What `digest backup` calls written can be restored, and holds the whole library."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Digest
from tests.cli.test_broken_archives import Members, rewritten
from tests.cli.test_moving_house import filled, shown

__all__ = ["filled"]  # the fixture


def restored(digest: Digest, archive: Path) -> Digest:
    """The library out of the archive."""
    place = archive.parent / "restored"
    digest.ok("restore", archive, "--library", place)
    return replace(digest, environ={"DIGEST_LIBRARY": str(place)})


def exported(digest: Digest) -> Any:
    return {**digest.ok("library", "export").data, "made": ""}


def test_texts_without_an_entry_do_no_harm_to_a_backup(filled: Digest, tmp_path: Path) -> None:
    before = shown(filled)
    for feed_id, entry_id in (("f2", "0123456789abcdef"), ("f1", "fedcba9876543210")):
        file = filled.library / "content" / "2026-11" / f"{feed_id}.json"
        plain = json.loads(file.read_text()) if file.exists() else {"format": 1, "content": {}}
        plain["content"][entry_id] = {"html": "<p>Niemandes</p>"}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(plain))
    filled.ok("backup", tmp_path / "sicher.zip")
    assert "Niemandes" not in filled.ok("library", "export").out
    assert shown(restored(filled, tmp_path / "sicher.zip")) == before


def test_an_archive_that_counts_texts_without_an_entry_is_restored(filled: Digest, tmp_path: Path) -> None:
    """Earlier versions wrote such."""

    def change(members: Members) -> None:
        bodies, manifest = (json.loads(members[name]) for name in ("content/2026-11.json", "library.json"))
        bodies["0123456789abcdef"] = "<p>Niemandes</p>"
        manifest["counts"]["content"] += 1
        members["content/2026-11.json"], members["library.json"] = (
            json.dumps(plain).encode() for plain in (bodies, manifest)
        )

    filled.ok("backup", tmp_path / "sicher.zip")
    rewritten(tmp_path / "sicher.zip", change)
    assert shown(restored(filled, tmp_path / "sicher.zip")) == shown(filled)


def test_a_backup_that_could_not_be_restored_is_not_called_written(filled: Digest, tmp_path: Path) -> None:
    file = filled.library / "editions.json"
    plain = json.loads(file.read_text())
    plain["picks"]["p2"]["edition_id"] = "irgendwann"
    file.write_text(json.dumps(plain))
    before = sorted(tmp_path.iterdir())
    ran = filled("backup", tmp_path / "sicher.zip")
    assert ran.code == 3
    assert "irgendwann" in ran.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("version", [None, 0, 7])
def test_editions_of_another_program_are_kept_without_their_version(
    filled: Digest, tmp_path: Path, version: int | None
) -> None:
    document = json.loads(filled.ok("library", "export").out)
    for edition in document["editions"].values():
        edition.pop("version", None)
        if version is not None:
            edition["version"] = version
    document["editions"]["2026-09"] = {"title": "Ohne Tipps"}
    document["editions"]["2026-08"] = {**document["editions"]["2026-10"], "title": "Geschlossen"}
    document["picks"]["2026-08"] = {
        "p8": {**next(iter(document["picks"]["2026-10"].values())), "url": "https://acht.example/"}
    }
    (tmp_path / "library.json").write_text(json.dumps(document))
    other = exported(restored(filled, tmp_path / "library.json"))
    assert other["picks"] == {**document["picks"], "2026-09": {}}
    assert other["editions"].keys() == document["editions"].keys()
    for name, edition in document["editions"].items():
        assert other["editions"][name] == {**edition, "version": edition.get("version") or 1}
