"""The model digest of a real curator, rebuilt from data.

The form that every other digest takes after.
"""

from __future__ import annotations

from typing import Any

import pytest

from digest.domain.document import RenderOptions
from digest.domain.edition import Assembled, Edition, Pick, ordered_sections
from digest.export.registry import FORMATS, renderer
from digest.services.curation.titles import edition_title
from tests.export.reading import SeenPage, read_fragment, read_markdown, read_page


@pytest.fixture
def edition(model: dict[str, Any]) -> Assembled:
    picks = tuple(
        Pick(
            id=f"p{entry['position']:02}",
            edition_id="2017-04",
            category=entry["category"],
            original_title=entry["title"],
            url=entry["demo_url"],
            canonical_url=entry["demo_url"],
            comment=entry["comment"],
            source=entry["source"] or "",
            author=entry["author"] or "",
            own_post=entry["own_post"],
            rank=entry["position"],
        )
        for entry in model["entries"]
    )
    standing = ("Strategie", "Medienarbeit", "IK", "Krise")
    sections = ordered_sections(Edition("2017-04"), picks, ("Strategie", "Medienarbeit", "IK", "*", "Krise"), standing)
    title = edition_title(
        "{serie}: {n} {tipps} aus dem {monat}",
        edition_id="2017-04",
        count=len(picks),
        language="de",
        series=model["digest"]["series"],
        topic="",
        number=1,
    )
    return Assembled(Edition("2017-04"), title, "de", sections)


def test_plain_text_is_the_model_byte_for_byte(model: dict[str, Any], edition: Assembled) -> None:
    assert renderer("text").render(edition, RenderOptions()).body.decode() == model["expected_plaintext"]


@pytest.mark.parametrize(("name", "read"), [
    ("markdown", read_markdown),
    ("html", read_page),
    ("fragment", lambda body: read_fragment(body.decode())),
])  # fmt: skip
def test_other_formats_carry_the_same_ten_in_order_with_ten_links(
    name: str, read: Any, model: dict[str, Any], edition: Assembled
) -> None:
    page: SeenPage = read(renderer(name).render(edition, RenderOptions()).body)
    assert page.titles == [model["digest"]["title"]]
    assert page.lines == [f"{entry['category']} | {entry['title']}" for entry in model["entries"]]
    assert page.links == [(entry["demo_url"], entry["title"]) for entry in model["entries"]]
    places = [page.text.index(entry["comment"]) for entry in model["entries"]]
    assert places == sorted(places)


@pytest.mark.parametrize("name", FORMATS)
def test_rendering_twice_gives_the_same_bytes(name: str, edition: Assembled) -> None:
    assert renderer(name).render(edition, RenderOptions()) == renderer(name).render(edition, RenderOptions())
