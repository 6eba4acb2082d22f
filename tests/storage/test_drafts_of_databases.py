"""The folder of texts on their way, of a library in a database: one a library, whatever the password is."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.storage.draft_files import DraftFiles, move_drafts
from digest.storage.postgresql.address import drafts_below, former_drafts_below

ADDRESS = "postgresql://dora@db.example/tipps?schema=lesetipps"


@pytest.mark.parametrize(
    "same",
    [
        "postgresql://dora:geheim@db.example/tipps?schema=lesetipps",
        "postgresql://dora:$KENNWORT@db.example/tipps?schema=lesetipps",
        "postgresql://dora:a%3Ab@db.example/tipps?schema=lesetipps",
        "postgresql://dora@db.example/tipps?password=geheim&schema=lesetipps",
    ],
)
def test_a_password_makes_no_other_folder(same: str) -> None:
    assert drafts_below(Path("/x"), same) == drafts_below(Path("/x"), ADDRESS)
    assert drafts_below(Path("/x"), ADDRESS) == former_drafts_below(Path("/x"), ADDRESS)


@pytest.mark.parametrize(
    "other",
    [
        "postgresql://emil@db.example/tipps?schema=lesetipps",
        "postgresql://dora@db.example/tipps",
        "postgresql://dora@db.example/andere?schema=lesetipps",
        "postgresql://dora@db2.example/tipps?schema=lesetipps",
        "postgresql://db.example/tipps?schema=lesetipps",
    ],
)
def test_another_user_or_library_has_another_folder(other: str) -> None:
    assert drafts_below(Path("/x"), other) != drafts_below(Path("/x"), ADDRESS)


def test_what_the_folder_of_a_password_held_comes_along_and_overwrites_nothing(tmp_path: Path) -> None:
    former, now = DraftFiles(tmp_path / "former"), DraftFiles(tmp_path / "now")
    for name in ("2026-11-p1", "2026-11-p2"):
        former.new(name, f"{name}, früher\n")
    now.new("2026-11-p1", "neuer\n")
    move_drafts(former.folder, now.folder)
    assert [text.decode() for _, text in now.texts()] == ["neuer\n", "2026-11-p2, früher\n"]
    assert [text.decode() for _, text in former.texts()] == ["2026-11-p1, früher\n"]
    (former.folder / "2026-11-p1.md").unlink()
    move_drafts(former.folder, now.folder)
    assert not former.folder.exists()
