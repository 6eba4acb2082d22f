"""Several curators at one library.

Read marks are each one's own, everything else is everybody's.
"""

from __future__ import annotations

from typing import Any

import pytest

from digest.domain.curator import Curator
from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.cli.running import Digest
from tests.team.conftest import TeamDigest


@pytest.fixture
def emil(digest: TeamDigest) -> TeamDigest:
    """Emil's command line at the library of Dora."""
    store = open_store(digest.library, lambda: NOW)
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(1, 6)))])
    store.close()
    return TeamDigest(digest.home, environ=digest.environ | {"DIGEST_CURATOR": "Emil Wolf"})


def unread(digest: Digest) -> set[str]:
    rows: list[dict[str, Any]] = digest.ok("entries", "--limit", "0", "--json").data
    return {row["title"] for row in rows if not row["read"]}


def counts(digest: Digest) -> int:
    return int(digest.ok("feeds", "--json").data[0]["unread"])


def mark(digest: TeamDigest, *numbers: int, read: bool = True) -> None:
    store = open_store(digest.library, lambda: NOW, curator=Curator(digest.environ["DIGEST_CURATOR"]))
    store.mark([an_entry(number) for number in numbers], read=read)
    store.close()


def test_read_marks_are_each_curators_own(digest: TeamDigest, emil: TeamDigest) -> None:
    mark(digest, 1, 2)
    mark(emil, 2)
    assert unread(digest) == {"Beitrag 3", "Beitrag 4", "Beitrag 5"}
    assert unread(emil) == {"Beitrag 1", "Beitrag 3", "Beitrag 4", "Beitrag 5"}
    assert (counts(digest), counts(emil)) == (3, 4)
    mark(emil, 2, read=False)
    assert (counts(digest), counts(emil)) == (3, 5)


def test_a_pick_tells_who_picked_and_who_wrote(digest: TeamDigest, emil: TeamDigest) -> None:
    digest.ok("pick", digest.ok("entries", "--json").data[0]["id"], "--category", "Krise")
    emil.ok("comment", "1", "Gut.")
    (pick,) = digest.ok("picks", "--json").data
    assert (pick["curator"], pick["edited_by"], pick["comment"]) == ("Dora Fuchs", "Emil Wolf", "Gut.")


def test_the_configuration_may_name_the_library(digest: TeamDigest, emil: TeamDigest) -> None:
    address = digest.environ.pop("DIGEST_LIBRARY")
    digest.config.write_text(f'[library]\nurl = "{address}"\n', encoding="utf-8")
    digest.environ["DIGEST_LIBRARY"] = ""
    assert len(digest.ok("entries", "--json").data) == 5
    shown = digest.ok("library", "path").word
    assert shown.startswith("postgresql://")
    assert digest.ok("--library", digest.home / "anders", "entries", "--json").data == []
