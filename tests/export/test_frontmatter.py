"""Front matter: quoted values that every YAML reader takes as texts.

And the names that site generators expect.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.document import GENERATORS, RenderOptions
from digest.domain.edition import Edition
from digest.export.layout import line
from digest.export.registry import renderer
from tests.export.reading import read_markdown
from tests.export.ten_picks import assembled, picks, ten_picks, three_closed
from tests.export.test_markdown import TEXT


def parts(edition: object, generator: str) -> tuple[dict[str, object], str]:
    """The values, each read as JSON, and the Markdown behind them."""
    body = renderer("markdown").render(edition, RenderOptions(front_matter=generator)).body.decode()  # type: ignore[arg-type]
    opening, matter, rest = body.split("---\n", 2)
    assert not opening
    assert rest.startswith("\n")
    rows = [row.partition(": ") for row in matter.splitlines()]
    return {key: json.loads(value) for key, _colon, value in rows}, rest


@pytest.mark.parametrize(("generator", "own"), [
    ("hugo", {"slug": "gedankengang-10-lesetipps-aus-dem-april", "draft": True}),
    ("jekyll", {"layout": "post", "published": False}),
    ("eleventy", {"permalink": "/gedankengang-10-lesetipps-aus-dem-april/", "draft": True}),
])  # fmt: skip
def test_a_generator_gets_its_own_keys(generator: str, own: dict[str, object]) -> None:
    values, rest = parts(ten_picks(), generator)
    tags = [section.category for section in ten_picks().sections]
    expected = {
        "title": "Gedankengang: 10 Lesetipps aus dem April",
        "date": "2026-04-30",
        "description": "Von leeren Kennzahlen, vollen Verteilern und der ersten Stunde einer Krise",
        "lang": "de",
        "tags": ["lesetipps", *tags] if generator == "eleventy" else tags,
    }
    assert values == expected | own
    assert read_markdown(rest.encode()).titles == []
    assert len(read_markdown(rest.encode()).links) == 11


def test_a_closed_edition_is_no_draft_and_has_the_day_on_which_it_was_closed() -> None:
    closed = three_closed()[0]
    assert parts(closed, "hugo")[0]["draft"] is False
    assert parts(closed, "jekyll")[0]["published"] is True
    assert parts(closed, "eleventy")[0]["date"] == "2026-01-02"


def test_whether_it_is_a_draft_can_be_said_whatever_the_edition_is() -> None:
    for edition in (ten_picks(), three_closed()[0]):
        for generator in GENERATORS:
            for draft in (True, False):
                options = RenderOptions(front_matter=generator, draft=draft)
                head = pytest.importorskip("yaml").safe_load(
                    renderer("markdown").render(edition, options).body.decode().split("---\n")[1]
                )
                assert head.get("draft", not head.get("published", False)) is draft


def test_zola_finds_nothing_on_the_top_level_that_it_does_not_know() -> None:
    head, _ = parts(three_closed()[0], "zola")
    assert set(head) <= {"title", "date", "description", "slug", "draft", "taxonomies", "extra"}


def test_jekyll_gets_a_dated_file_name_and_the_others_the_usual_one() -> None:
    names = [renderer("markdown").render(ten_picks(), RenderOptions(front_matter=g)).name for g in GENERATORS]
    assert names == [
        "2026-04-lesetipps.md", "2026-04-30-gedankengang-10-lesetipps-aus-dem-april.md", "2026-04-lesetipps.md",
        "2026-04-lesetipps.md",
    ]  # fmt: skip


_ODD = ["no", "ja: nein", "# x", '"', "'", "- a", "&a *b", "@x", "`", "1e3", "~", "---", "\\"]


@pytest.mark.parametrize("title", _ODD)
def test_no_title_means_anything_in_yaml(title: str) -> None:
    for generator in GENERATORS:
        values, _rest = parts(assembled(picks()[:1], Edition("2026-04"), title=title), generator)
        assert values["title"] == title


@given(TEXT, TEXT, st.sampled_from(GENERATORS))
def test_any_text_stays_one_value_on_one_line(title: str, label: str, generator: str) -> None:
    chosen = (replace(picks()[0], category=label),)
    values, _rest = parts(assembled(chosen, Edition("2026-04", preheader=title), title=title), generator)
    assert values["title"] == line(title)
    assert values.get("description", "") == line(title)
    name = (
        renderer("markdown")
        .render(assembled(chosen, Edition("2026-04"), title=title), RenderOptions(front_matter="jekyll"))
        .name
    )
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_the_date_of_a_post_stays_when_its_edition_is_closed_again() -> None:
    closed = three_closed()[0]
    edition = closed.edition
    assert edition.closed is not None
    again = replace(
        closed, edition=replace(edition, first_closed=edition.closed, closed=edition.closed.replace(year=2027))
    )
    assert parts(again, "jekyll")[0]["date"] == parts(closed, "jekyll")[0]["date"] == "2026-01-02"
