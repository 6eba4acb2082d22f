"""Entry styles, numbers, separators and blocks.

The same picks, set otherwise, in every format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.domain.document import GENERATORS, STYLES, RenderOptions
from digest.domain.edition import Edition
from digest.domain.errors import UsageError
from digest.export.comment import comment_html
from digest.export.layout import line, typed
from digest.export.registry import FORMATS, renderer
from tests.export.reading import SeenPage, mail_part, read_fragment, read_markdown, read_page, readable
from tests.export.ten_picks import assembled, edition, picks, ten_picks, with_pick
from tests.export.test_markdown import TEXT

READ: dict[str, Callable[[bytes], SeenPage]] = {
    "markdown": read_markdown,
    "html": read_page,
    "fragment": lambda body: read_fragment(body.decode()),
    "email": lambda body: read_page(mail_part(body, "html").encode()),
}
OPTIONS = st.builds(
    RenderOptions,
    style=st.sampled_from(STYLES),
    credit=st.booleans(),
    numbered=st.booleans(),
    own_posts=st.booleans(),
    separator=st.sampled_from(["", " | ", ": ", " – ", " * ", "_", " <b> ", "\n"]),
    blocks=st.booleans(),
    front_matter=st.sampled_from(["", *GENERATORS]),
    footer=st.sampled_from(["", "Ein *Fuß*", "- a\n- b"]),
)


def text(name: str, **options: object) -> str:
    return readable(renderer(name).render(ten_picks(), RenderOptions(**options)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("style", "start"), [
    ("A", "Strategie | Warum ein Ziel kein Kanal ist\nWer mit"),
    ("B", "Warum ein Ziel kein Kanal ist\n(Kanalwechsel, Jördis Althaus)\nWer mit"),
    ("C", "• Strategie: Warum ein Ziel kein Kanal ist\nWer mit"),
    ("D", "Wer mit"),
])  # fmt: skip
def test_each_style_begins_an_entry_in_its_own_way(style: str, start: str) -> None:
    assert text("text", style=style).split("\n\n", 2)[2].startswith(start)


def test_style_d_ends_an_entry_with_its_source() -> None:
    assert "Planungsrunden.\nKanalwechsel >>\nhttps://kanalwechsel.example/ziel-und-kanal/?seite=2\n\n" in text(
        "text", style="D"
    )
    assert "[Kanalwechsel >>](https://kanalwechsel.example/ziel-und-kanal/?seite=2)" in text("markdown", style="D")
    without = renderer("text").render(with_pick(source=""), RenderOptions(style="D")).body.decode()
    assert "\nkanalwechsel.example >>\n" in without


@pytest.mark.parametrize("name", ["text", "markdown", "html", "fragment", "email", "linkedin"])
@pytest.mark.parametrize("style", STYLES)
def test_numbers_run_through_the_whole_edition(name: str, style: str) -> None:
    chosen = tuple(replace(pick, own_post=number in (4, 7)) for number, pick in enumerate(picks()))
    shown = readable(
        renderer(name).render(assembled(chosen, edition()), RenderOptions(style=style, numbered=True, own_posts=True))
    )
    if name in ("html", "fragment") and style == "C":
        assert (shown.count("<ol"), shown.count('start="3"')) == (2, 1)  # the list counts by itself
    else:
        places = [re.search(rf"(?<!\d){number}\\?\.[ <\n]", shown) for number in range(1, 11)]
        starts = [place.start() for place in places if place]
        assert len(starts) == 10
        assert starts == sorted(starts)


def test_own_posts_come_first_under_a_heading_of_their_own() -> None:
    chosen = tuple(replace(pick, own_post=pick.category == "Krise") for pick in picks())
    shown = renderer("text").render(assembled(chosen, edition()), RenderOptions(own_posts=True)).body.decode()
    own, rest = shown.index("\n\nIn eigener Sache\n\nKrise | "), shown.index("\n\nLesetipps\n\nStrategie | ")
    assert own < rest
    assert (
        "In eigener Sache" not in renderer("text").render(assembled(chosen, edition()), RenderOptions()).body.decode()
    )
    assert "In eigener Sache" not in text("text", own_posts=True)


def test_the_separator_is_the_curators_choice() -> None:
    for name in ("html", "fragment"):
        page = READ[name](renderer(name).render(ten_picks(), RenderOptions(separator=" – ")).body)
        assert page.lines[0] == "Strategie – Warum ein Ziel kein Kanal ist"
    for name in ("text", "markdown", "email"):
        assert "Strategie – " in text(name, separator=" – ")
    assert "**Strategie \\* [" in text("markdown", separator=" * ")


def test_the_language_of_a_foreign_page_is_named_on_request() -> None:
    assert "Barrierefreiheit | Alternative text is a headline, too (Englisch)\n" in text("text", languages=True)
    assert "Englisch" not in text("text").replace("englische", "")


@pytest.mark.parametrize("credit", [False, True])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])
def test_who_pointed_to_a_page_is_named_in_every_format_and_style(name: str, style: str, credit: bool) -> None:
    options = RenderOptions(style=style, credit=credit)
    for as_typed in ("Übersee-Blog", "via Übersee-Blog", "Via: Übersee-Blog"):
        shown = readable(renderer(name).render(with_pick(via=as_typed), options))
        assert re.search(r"(?<!via )(?<!via: )via Übersee-Blog(?:\)|</)", shown), shown
    assert " via " not in readable(renderer(name).render(with_pick(via=" "), options))


def test_medium_and_access_are_marked() -> None:
    for style, mark in (("A", "Kanal ist (Video, Paid)"), ("B", "(Kanalwechsel, Jördis Althaus, Video, Paid)"),
                        ("D", "Kanalwechsel >> (Video, Paid)")):  # fmt: skip
        shown = renderer("text").render(with_pick(medium="Video, Paid"), RenderOptions(style=style)).body.decode()
        assert mark in shown


def test_the_title_may_be_left_to_the_system_around() -> None:
    for name in ("text", "markdown", "fragment", "linkedin"):
        assert "Gedankengang: 10" not in text(name, title=False)
    for name in ("html", "email"):
        assert "Gedankengang: 10" in text(name, title=False)


@pytest.mark.parametrize("wrong", [{"style": "E"}, {"style": "AB"}, {"style": ""}, {"front_matter": "gatsby"}])
def test_what_does_not_exist_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        RenderOptions(**wrong)  # type: ignore[arg-type]


@pytest.mark.slow
@settings(max_examples=250, deadline=None)
@given(OPTIONS, st.lists(TEXT, min_size=1, max_size=3), TEXT.map(typed), st.sampled_from(sorted(READ)))
def test_any_text_in_any_style_is_shown_with_one_link_for_each_pick(
    options: RenderOptions, titles: list[str], comment: str, name: str
) -> None:
    chosen = tuple(
        replace(picks()[0], id=f"p{n}", category="IK", original_title=title, comment=comment, own_post=n == 1)
        for n, title in enumerate(titles)
    )
    of = assembled(chosen, Edition("2026-04"), title="Titel")
    document = renderer(name).render(of, options)
    body = document.body
    if name == "markdown" and options.front_matter:
        body = body.split(b"---\n", 2)[2]
    page = READ[name](body)
    own = read_fragment(comment_html(comment)).links
    url = "https://kanalwechsel.example/ziel-und-kanal/?seite=2"
    ours = [words for href, words in page.links if href == url]
    assert len(page.links) == len(titles) * (1 + len(own)) or url in {href for href, _words in own}
    if not own:
        shown = [title for title in titles if line(title)]
        assert len(ours) == len(titles)
        if options.style != "D":
            assert sorted(words for words in ours if words != url) == sorted(map(line, shown))
    assert not set(page.tags) & {"script", "img", "hr", "code", "pre", "iframe"}
    assert renderer(name).render(of, options) == document


@settings(max_examples=100, deadline=None)
@given(OPTIONS, TEXT, TEXT.map(typed), st.sampled_from(sorted(FORMATS)))
def test_no_teaser_or_control_character_can_get_in(options: RenderOptions, title: str, comment: str, name: str) -> None:
    of = with_pick(original_title=title, category=title, comment=comment, source=title)
    shown = readable(renderer(name).render(of, options))
    assert not set(shown) & {*map(chr, range(0x09)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u2066"}


MARKED = with_pick(
    title='Ein "Wort"', comment='Sie sagt: »Nein« – [„ja“](https://a.example/?q="x"), `"roh"`.', quotation="Ein Satz."
)


@pytest.mark.parametrize(("quotes", "word", "no", "quotation"), [
    ("", 'Ein "Wort"', "»Nein«", "„Ein Satz.“"), ("german", "Ein „Wort“", "„Nein“", "„Ein Satz.“"),
    ("guillemets", "Ein »Wort«", "»Nein«", "»Ein Satz.«"), ("swiss", "Ein «Wort»", "«Nein»", "«Ein Satz.»"),
])  # fmt: skip
def test_quotation_marks_are_set_in_every_format_on_request(quotes: str, word: str, no: str, quotation: str) -> None:
    for name in {*FORMATS} - {"json"}:
        shown = unescape(readable(renderer(name).render(MARKED, RenderOptions(quotes=quotes))))
        for text_ in (word, no, quotation, '"roh"'):
            assert text_ in shown, name


def test_data_keep_the_marks_that_were_typed() -> None:
    plain, asked = (renderer("json").render(MARKED, RenderOptions(quotes=quotes)) for quotes in ("", "swiss"))
    assert plain == asked


def test_the_title_carries_them_into_front_matter_and_mail() -> None:
    edition_ = replace(MARKED, title='Meine "Gedanken"')
    options = RenderOptions(quotes="german", front_matter="hugo")
    assert 'title: "Meine „Gedanken“"' in renderer("markdown").render(edition_, options).body.decode()
    mail = mail_part(renderer("email").render(edition_, RenderOptions(quotes="german")).body, "html")
    assert "<title>Meine „Gedanken“</title>" in mail


def test_quotation_marks_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UsageError, match="duden"):
        RenderOptions(quotes="duden")
