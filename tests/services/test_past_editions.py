"""Old posts become closed editions, and nothing that is there changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.services.curation.past_editions import NotImported
from tests.builders import NOW, a_pick

POST = (Path(__file__).parents[1] / "past" / "posts" / "2019-10-gedanken.md").read_bytes()


def test_a_post_becomes_a_closed_edition_of_its_month(library: Library) -> None:
    before = {feed.id: feed for feed in library.store.feeds()}
    (imported,) = library.past_editions.take_in("oktober.md", POST).imported
    edition = library.store.edition("2019-10")
    assert imported.edition == edition
    assert edition.frozen is not None
    assert (edition.frozen.title, edition.frozen.count) == ("Randnotizen: 4 Lesetipps aus dem Oktober 2019", 4)
    assert edition.frozen.order == ("Strategie", "IK", "Podcasts", "Krise")
    # The post does not say its day: it is taken to have appeared when the next month began.
    assert edition.closed == datetime(2019, 11, 1, 12, tzinfo=UTC)
    assert edition.intro == "Der Oktober begann mit einem Rückruf und endete mit einer Entschuldigung."
    picks = library.store.picks("2019-10")
    assert len({pick.id for pick in picks}) == 4
    assert {pick.created for pick in picks} == {edition.closed}
    assert library.store.picks("2019-10")[0].comment.startswith("Überraschend klar")
    assert {feed.id: feed for feed in library.store.feeds()} == before
    assert library.memory.earlier("https://brett.example/5", "2026-11")[0].edition_id == "2019-10"


@pytest.mark.parametrize("month", ["2019-10", "2019-12"])
def test_a_month_that_has_an_edition_stays_as_it_is(library: Library, month: str) -> None:
    library.store.add_pick(a_pick(1, month, comment="Von Hand."), NOW)
    before = library.store.edition(month), library.store.picks(month)
    with pytest.raises(NotImported) as refused:
        library.past_editions.take_in("oktober.md", POST, month)
    assert "already" in str(refused.value.message)
    assert refused.value.remedy is not None
    assert (library.store.edition(month), library.store.picks(month)) == before


def test_what_is_no_digest_leaves_nothing(library: Library) -> None:
    editions = library.store.edition_ids()
    with pytest.raises(NotImported, match="no digest"):
        library.past_editions.take_in("notiz.md", "Links 7\n\nKrise | Der Rückruf\nGut gemacht.\n".encode())
    assert library.store.edition_ids() == editions


def test_the_month_must_be_known_and_may_be_named(library: Library) -> None:
    undated = POST.replace(b" aus dem Oktober 2019", b"").replace(b"Der Oktober begann", b"Es begann")
    with pytest.raises(NotImported, match="does not say of which month"):
        library.past_editions.take_in("tipps.md", undated)
    (imported,) = library.past_editions.take_in("tipps.md", undated, "2020-01").imported
    assert (imported.edition.id, len(imported.picks)) == ("2020-01", 4)
