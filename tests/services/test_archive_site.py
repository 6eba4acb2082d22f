"""The archive in a folder.

Only what changed is written, and nothing of anybody else's is touched.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.errors import UsageError
from digest.services.publishing.archive_site import write_archive

OURS = b'<meta name="generator" content="digest archive">'
FILES = {
    "index.html": OURS + b"1",
    "2026-10-lesetipps.html": OURS + b"2",
    "feed.xml": b"<generator>digest archive</generator>",
}


def test_a_second_run_writes_only_what_has_changed_and_takes_reopened_editions_away(tmp_path: Path) -> None:
    first = write_archive(tmp_path / "neu" / "ordner", FILES)
    folder = tmp_path / "neu" / "ordner"
    assert (first.written, first.unchanged, first.removed, first.pages) == (tuple(FILES), (), (), 1)
    (folder / "fremd.html").write_bytes(b"bleibt")
    (folder / "2025-01-lesetipps.html").write_bytes(b"von Hand, bleibt")
    again = {**FILES, "index.html": OURS + b"3", "2026-11-lesetipps.html": OURS}
    del again["2026-10-lesetipps.html"]
    second = write_archive(folder, again)
    assert set(second.written) == {"index.html", "2026-11-lesetipps.html"}
    assert (second.unchanged, second.removed) == (("feed.xml",), ("2026-10-lesetipps.html",))
    assert {file.name for file in folder.iterdir()} == {*again, "fremd.html", "2025-01-lesetipps.html"}


@pytest.mark.parametrize("name", FILES)
def test_a_folder_with_a_file_of_that_name_that_is_not_ours_is_refused_whole(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<p>meine Seite</p>")
    with pytest.raises(UsageError, match="not made by digest"):
        write_archive(tmp_path, FILES)
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "index.html").symlink_to(tmp_path / "woanders")
    with pytest.raises(UsageError):
        write_archive(tmp_path, FILES)
    assert not (tmp_path / "woanders").exists()


def test_a_place_that_takes_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "datei").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot be written"):
        write_archive(tmp_path / "datei" / "ordner", FILES)
