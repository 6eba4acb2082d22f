"""One damaged file does not take the month at work with it.

What would pass over a loss in silence is refused.
"""

from __future__ import annotations

import pytest

from digest.domain.entry import PAGES
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_feed, a_frozen, a_pick, a_refresh, an_entry
from tests.cli.running import Digest

PAGE = "https://seite.example/77"
NAMES = ["feeds.json", "closed/2026-10.json"]

#: What is asked of the month at work, most of it without naming it.
OF_NOW = [
    "picks", "picks --json", "edition show", "edition list", "edition set --topic Neues", "edition set --title Titel",
    "export --format markdown -o -", f"export {MONTH} --format html -o -", "check", "comment p1 Neues", "move p1 2",
    "drop p2", f"pick {PAGE} --category IK", "search Satz", "stats",
]  # fmt: skip
#: What looks at the feeds as well, but at no edition alone.
OF_FEEDS = ["entries", "entries --search Beitrag", f"pick {an_entry(1).id} --category IK", "suggest"]
#: What would take for gone, or for never having been, what is only lost.
OF_ALL = ["site {home}/site", "tidy", "backup {home}/backup.zip", "library export --json", f"edition close {MONTH}"]


@pytest.fixture
def library(digest: Digest) -> Digest:
    """Three editions, two of them closed, and feeds changed twice: all parts have a copy."""
    store = LocalStore(digest.library, lambda: NOW)
    for number in (1, 2):
        store.add_feeds([a_feed(number)])
        store.add_pick(a_pick(number, comment="Ein Satz, der bleibt."), NOW)
    store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2))])
    store.add_page(an_entry(77, PAGES, url=PAGE))
    for number, month in ((3, "2026-10"), (4, "2026-09")):
        store.add_pick(a_pick(number, month), NOW)
        store.close_edition(month, a_frozen(), NOW)
    store.close()
    return digest


def damage(digest: Digest, name: str, data: bytes | None) -> None:
    path = digest.library / name
    path.unlink() if data is None else path.write_bytes(data)


@pytest.mark.parametrize("day", ["05", "21"])
@pytest.mark.parametrize("data", [b"{", None])
@pytest.mark.parametrize(
    ("name", "damaged"), [("feeds.json", ("feeds",)), ("closed/2026-10.json", ("picks", "2026-10"))]
)
def test_the_month_at_work_stays_usable(
    library: Digest, name: str, damaged: tuple[str, ...], data: bytes | None, day: str
) -> None:
    library.now = f"{MONTH}-{day}T08:00:00+00:00"
    damage(library, name, data)
    for words in OF_NOW[:2]:
        ran = library.ok(*words.split())
        assert "Seite 1" in ran.out, words
        assert "Seite 3" not in ran.out
    ran = library(*damaged)
    assert ran.code == 3
    assert "digest doctor --repair" in ran.err


@pytest.mark.parametrize("data", [b"{", None])
@pytest.mark.parametrize("words", [*OF_NOW, *OF_FEEDS])
def test_a_lost_edition_is_told_and_the_others_stay_usable(library: Digest, words: str, data: bytes | None) -> None:
    """Freshly damaged or missing: the first command that comes upon it works."""
    damage(library, "closed/2026-10.json", data)
    for _ in range(2 if words.startswith(("export", "edition", "entries", "check", "comment")) else 1):
        ran = library.ok(*words.split())
        assert "Seite 3" not in ran.out
        if not words.startswith(("picks", "edition set")):
            assert ran.err.count("closed/2026-10.json is ") == 1, "told, in one sentence, until it is repaired"
            assert "digest doctor --repair" in ran.err
    library("doctor", "--repair", "--yes")
    assert "Seite 3" in library.ok("picks", "2026-10").out
    assert "2026-10.json is" not in library.ok("edition", "list").err


@pytest.mark.parametrize("data", [b"{", None])
@pytest.mark.parametrize("words", OF_NOW)
def test_without_feeds_all_that_needs_none_stays_usable(library: Digest, words: str, data: bytes | None) -> None:
    damage(library, "feeds.json", data)
    library.ok(*words.split())
    assert not (library.library / "feeds.json").exists() or data, "nothing is written over the damage"
    library("doctor", "--repair", "--yes")
    assert "blog1.example" in library.ok("feeds").out


@pytest.mark.parametrize("data", [b"{", None])
@pytest.mark.parametrize("words", OF_ALL)
def test_what_takes_a_lost_edition_for_gone_is_refused(library: Digest, words: str, data: bytes | None) -> None:
    library.ok("site", library.home / "site")
    pages = sorted(path.name for path in (library.home / "site").iterdir())
    damage(library, "closed/2026-10.json", data)
    for _ in range(2):
        ran = library(*words.format(home=library.home).split())
        assert ran.code == 3
        assert "closed/2026-10.json is " in ran.err
        assert "digest doctor --repair" in ran.err
    assert sorted(path.name for path in (library.home / "site").iterdir()) == pages
    assert not (library.home / "backup.zip").exists()
    assert "draft" in library.ok("edition", "show", "--json").out
