"""The library as a whole: carried away and back, looked through, tidied."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.domain.errors import UsageError
from digest.services.library.upkeep import tidy
from tests.builders import NOW


def test_a_backup_holds_what_the_library_holds(library: Library, tmp_path: Path) -> None:
    held = library.upkeep.back_up(tmp_path / "all.zip")
    assert (held.feeds, held.entries) == (2, 6)
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.testzip() is None


def test_a_backup_that_cannot_be_written_leaves_nothing(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        library.upkeep.back_up(tmp_path / "nirgends" / "all.zip")
    assert not (tmp_path / "nirgends").exists()


def test_the_document_is_one_json_object_without_texts_if_wanted(library: Library) -> None:
    document = json.loads(b"".join(library.upkeep.document(content=False)))
    assert len(document["feeds"]) == 2
    assert "content" not in document


def test_a_library_that_is_well_needs_nothing(library: Library) -> None:
    assert all(finding.ok for finding in (*library.upkeep.examine_location(), *library.upkeep.examine_contents()))
    assert library.upkeep.repair(lambda _: True) == (0, 0)


def test_settings_of_no_feed_are_named(library: Library) -> None:
    from digest.config.settings import FeedSettings

    (finding,) = library.upkeep.examine_feed_settings({"https://weg.example/feed": FeedSettings()})
    assert not finding.ok


@pytest.mark.parametrize(("months", "before"), [(0, ""), (1, f"{NOW:%Y-%m}"), (3, "2026-09")])
def test_texts_are_kept_for_so_many_months(library: Library, months: int, before: str) -> None:
    assert tidy(library.store, NOW, months, dry_run=True)[0] == before
