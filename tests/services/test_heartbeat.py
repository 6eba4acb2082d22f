"""Where a curator is at work is told to the others, again and again, until it is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.domain.edition import Edition
from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.domain.presence import ARRANGING, Presence
from digest.services.curation import heartbeat as module
from digest.services.curation.curators import Curators
from digest.services.curation.heartbeat import Heartbeat
from digest.storage.registry import open_store
from tests.builders import MONTH, NOW, a_pick

Seen = Callable[..., None]


@pytest.fixture
def dora(tmp_path: Path) -> Iterator[Curators]:
    with closing(open_store(tmp_path, lambda: NOW, curator=Curator("Dora Fuchs"))) as store:
        yield Curators(store)


@pytest.fixture
def sees(tmp_path: Path) -> Iterator[Seen]:
    """Waits until somebody else sees Dora at these places, as pairs of pick and part."""
    with closing(open_store(tmp_path, lambda: NOW, curator=Curator("Emil"))) as store:
        presences = store.presences()
        assert presences is not None

        def sees(*places: tuple[str, str]) -> None:
            wanted = tuple(Presence(MONTH, pick, "Dora Fuchs", part) for pick, part in places)
            until = time.monotonic() + 90
            while (found := tuple(presences.others())) != wanted:
                assert time.monotonic() < until, found
                time.sleep(0.005)

        yield sees


def test_a_text_is_told_until_it_is_closed(dora: Curators, sees: Seen) -> None:
    heartbeat = Heartbeat(lambda: dora)
    end = heartbeat.writing(a_pick(1))
    sees(("p1", ""))
    end()
    sees()
    end = heartbeat.writing(Edition(MONTH), "intro")
    sees(("", "intro"))
    heartbeat.close()
    sees()
    end()


def test_one_is_at_one_place_and_ending_the_former_ends_not_the_later(dora: Curators, sees: Seen) -> None:
    with closing(Heartbeat(lambda: dora)) as heartbeat:
        end_of_order = heartbeat.arranging(MONTH)
        sees(("", ARRANGING))
        heartbeat.writing(a_pick(2))
        sees(("p2", ""))
        end_of_order()
        heartbeat.writing(a_pick(3))
        sees(("p3", ""))


def test_a_single_move_counts_for_a_while(dora: Curators, sees: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(module, "monotonic", lambda: now)
    with closing(Heartbeat(lambda: dora, rhythm=0.01, lasting=10.0)) as heartbeat:
        heartbeat.arranged(MONTH)
        sees(("", ARRANGING))
        now = 10.0
        sees()


def test_a_sign_is_given_again_and_again_though_one_fails(tmp_path: Path, dora: Curators, sees: Seen) -> None:
    asked = iter(range(1000))

    def curators() -> Curators:
        if next(asked) == 0:
            raise LibraryError(msg("away"))
        return dora

    with closing(Heartbeat(curators, rhythm=0.01)) as heartbeat:
        heartbeat.writing(a_pick(1))
        sees(("p1", ""))
        for file in (tmp_path / "presence").glob("*.json"):
            file.unlink(missing_ok=True)
        sees(("p1", ""))
