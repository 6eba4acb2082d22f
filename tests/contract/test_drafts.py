"""Texts on their way: files that an editor can open, the same for every backend."""

from __future__ import annotations

import pytest

from digest.domain.errors import LibraryError
from digest.storage.store import Store


def test_each_draft_has_a_file_of_its_own(store: Store) -> None:
    drafts = store.drafts()
    assert drafts.files() == []
    first, second = drafts.new("2026-11-p1", "eins\n"), drafts.new("2026-11-p1", "zwei\n")
    assert [first.name, second.name] == ["2026-11-p1.md", "2026-11-p1-2.md"]
    drafts.new("2026-12-intro", "drei\n")
    drafts.replace(second, "zwei, anders\n")
    assert drafts.files("2026-11") == sorted([first, second])
    assert dict(drafts.texts()) == {
        "2026-11-p1.md": b"eins\n", "2026-11-p1-2.md": b"zwei, anders\n", "2026-12-intro.md": b"drei\n"
    }  # fmt: skip
    assert {file.parent for file in drafts.files()} == {drafts.folder}


def test_what_an_editor_keeps_beside_a_draft_is_none(store: Store) -> None:
    file = store.drafts().new("2026-11-p1", "eins\n")
    for name in (".#2026-11-p1.md", "2026-11-p1.md~", "2026-11-p1.new"):
        file.with_name(name).write_text("etwas")
    assert store.drafts().files() == [file]


def test_a_draft_out_of_a_backup_overwrites_none(store: Store) -> None:
    drafts = store.drafts()
    drafts.put("2026-11-p1.md", b"aus der Sicherung")
    with pytest.raises(LibraryError):
        drafts.put("2026-11-p1.md", b"noch einmal")
    assert dict(drafts.texts()) == {"2026-11-p1.md": b"aus der Sicherung"}
