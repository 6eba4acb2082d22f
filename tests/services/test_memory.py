"""What is remembered of a page, whatever version kept it."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from digest.domain.query import PickedPlace
from digest.services.curation.picks import Memory
from tests.builders import NOW, an_entry


class Places:
    """Stands for the store of a library that version 0.1.0 wrote: ß in a host was ss."""

    kept: ClassVar = {"https://strasse.example/a": [PickedPlace("2026-03", "p1", "IK", "", NOW)]}

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        return {name: found for name, found in self.kept.items() if pages is None or name in pages}


def test_a_page_at_a_host_with_sharp_s_is_remembered_by_its_old_name() -> None:
    memory = Memory(Places())  # type: ignore[arg-type]
    entry = an_entry(url="https://straße.example/a")
    assert entry.canonical_url == "https://xn--strae-oqa.example/a"
    assert [place.edition_id for place in memory.earlier(entry.canonical_url, "2026-11")] == ["2026-03"]
    recollections = memory.recollections(None)
    assert recollections.knows(entry)
    shown = recollections.shown(entry.canonical_url, entry.id, "2026-11")
    assert shown is not None
    assert shown.pick_id == "p1"
    assert memory.earlier("https://xn--mller-kva.example/a", "2026-11") == ()
