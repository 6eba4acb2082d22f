"""Files that digest writes or takes away outside the library.

Modes and links stay, what is another's is refused.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.running import Digest
from tests.cli.test_moving_house import filled

__all__ = ["filled"]  # the fixture

WRITERS = {
    "export": ("export", "2026-10", "--format", "html", "-o"),
    "opml": ("opml", "export"),
    "backup": ("backup",),
}


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["export", "opml"])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_a_file_that_is_replaced_keeps_its_mode(filled: Digest, tmp_path: Path, name: str, mode: int) -> None:
    target = tmp_path / "datei"
    target.write_text("alt")
    target.chmod(mode)
    filled.ok(*WRITERS[name], target)
    assert target.read_text() != "alt"
    assert _mode(target) == mode


@pytest.mark.parametrize("name", WRITERS)
def test_a_link_is_followed(filled: Digest, tmp_path: Path, name: str) -> None:
    (tmp_path / "platte").mkdir()
    for target in ("fehlt", "steht"):
        (tmp_path / target).symlink_to(tmp_path / "platte" / target)
    (tmp_path / "platte" / "steht").write_text("alt")
    for target in ("fehlt", "steht"):
        filled.ok(*WRITERS[name], tmp_path / target)
        assert (tmp_path / target).is_symlink()
        assert (tmp_path / "platte" / target).stat().st_size > 100
    assert sorted(path.name for path in (tmp_path / "platte").iterdir()) == ["fehlt", "steht"]


@pytest.mark.parametrize("name", WRITERS)
def test_a_link_that_leads_to_itself_is_told(filled: Digest, tmp_path: Path, name: str) -> None:
    (tmp_path / "kreis").symlink_to(tmp_path / "kreis")
    ran = filled(*WRITERS[name], tmp_path / "kreis")
    assert ran.code in (2, 3)
    assert ran.err.startswith("Error: ")
    assert (tmp_path / "kreis").readlink() == tmp_path / "kreis"


def test_the_other_name_of_a_file_stays_its_name(filled: Digest, tmp_path: Path) -> None:
    (tmp_path / "eins").write_text("alt")
    (tmp_path / "zwei").hardlink_to(tmp_path / "eins")
    filled.ok(*WRITERS["export"], tmp_path / "eins")
    assert (tmp_path / "zwei").read_text() == (tmp_path / "eins").read_text() != "alt"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_not_replaced(filled: Digest, tmp_path: Path) -> None:
    (tmp_path / "fest").write_text("alt")
    (tmp_path / "fest").chmod(0o400)
    assert filled(*WRITERS["export"], tmp_path / "fest").code == 2
    assert (tmp_path / "fest").read_text() == "alt"


@pytest.mark.parametrize("name", ["feed.xml", "index.html", "2026-10-lesetipps.html"])
@pytest.mark.parametrize("kind", ["file", "folder", "link to nowhere"])
def test_the_archive_writes_over_nothing_that_is_not_its_own(
    filled: Digest, tmp_path: Path, name: str, kind: str
) -> None:
    place = tmp_path / "site" / name
    place.parent.mkdir()
    match kind:
        case "file":
            place.write_text("<rss/>")
        case "folder":
            place.mkdir()
        case "link to nowhere":
            place.symlink_to(tmp_path / "nirgends")
    ran = filled("site", place.parent)
    assert ran.code == 2
    assert f"{place} was not made by digest" in ran.err
    assert [path.name for path in place.parent.iterdir()] == [name]
    assert not (tmp_path / "nirgends").exists()


def test_the_archive_is_written_again_also_over_a_feed_of_an_earlier_version(filled: Digest, tmp_path: Path) -> None:
    filled.ok("site", tmp_path / "site")
    feed = tmp_path / "site" / "feed.xml"
    assert "<generator>digest archive</generator>" in feed.read_text()
    feed.write_text(feed.read_text().replace("<generator>digest archive</generator>", ""))
    filled.ok("site", tmp_path / "site")
    assert "<generator>" in feed.read_text()
    feed.write_text("<feed/>")
    (tmp_path / "site" / "index.html").unlink()
    assert filled("site", tmp_path / "site").code == 2


@pytest.mark.parametrize(
    "words", [("opml", "import"), ("edition", "import"), ("edition", "set", "--intro"), ("edition", "edit", "--read")]
)
def test_a_file_without_an_end_is_refused(digest: Digest, words: tuple[str, ...]) -> None:
    ran = digest(*words, "/dev/zero")
    assert ran.code in (1, 2)
    assert "/dev/zero is larger than 64 MB." in ran.err + ran.out
