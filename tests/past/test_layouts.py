"""The same ten tips in the layouts of many systems.

Each is read exactly, and nothing of the site comes along.
"""

from __future__ import annotations

import pytest

from digest.past.reading import OldPage, read_post
from tests.past.articles import ARTICLES
from tests.past.layouts_more import MORE_LAYOUTS
from tests.past.layouts_other import OTHER_LAYOUTS
from tests.past.layouts_web import WEB_LAYOUTS
from tests.past.tips import FOREIGN, INTRO, OUTRO, TIPS, TITLE
from tests.shared import Corpus

LAYOUTS = {name: (f"{name}.html", made) for name, made in WEB_LAYOUTS.items()} | OTHER_LAYOUTS | MORE_LAYOUTS
#: Text that was copied has lost its addresses.
WITHOUT_ADDRESSES = {"copied_text", "copied_with_articles"}


def read(layout: str) -> OldPage:
    name, made = LAYOUTS[layout]
    return read_post(name, made())


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_category_title_address_and_comment_of_every_tip_are_right(layout: str) -> None:
    found = [(pick.category, pick.title, pick.url, pick.comment) for pick in read(layout).edition.picks]
    assert found == [
        (tip.category, tip.title, "" if layout in WITHOUT_ADDRESSES else tip.url, tip.comment) for tip in TIPS
    ]


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_title_month_intro_and_outro_are_those_of_the_post(layout: str) -> None:
    post = read(layout)
    edition = post.edition
    assert (edition.title, post.month, edition.intro, edition.outro) == (TITLE, "2018-05", INTRO, OUTRO)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_no_word_of_the_site_comes_into_the_edition(layout: str) -> None:
    edition = read(layout).edition
    taken = "\n".join([edition.intro, edition.outro, *(pick.title + "\n" + pick.comment for pick in edition.picks)])
    assert [word for word in FOREIGN if word in taken] == []


def test_every_line_of_a_copied_page_is_taken_over_or_named() -> None:
    name, made = LAYOUTS["copied_text"]
    text = made()
    edition = read_post(name, text).edition
    named = "\n".join(line.text for line in edition.unread)
    taken = "\n".join(
        [edition.title, edition.intro, edition.outro]
        + [f"{pick.category} | {pick.title}\n{pick.comment}" for pick in edition.picks]
    )
    lost = [row for row in text.split("\n") if row.strip() and row.strip() not in named and row.strip() not in taken]
    assert lost == []
    rows = text.split("\n")
    assert all(line.text.split("\n")[0] in rows[line.number - 1] for line in edition.unread)


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_what_is_no_digest_gives_no_picks_and_names_its_lines(name: str) -> None:
    file, made = ARTICLES[name]
    edition = read_post(file, made()).edition
    assert (edition.picks, edition.intro, edition.outro) == ((), "", "")
    assert edition.unread


def test_an_article_is_refused_with_a_reason() -> None:
    refused = read_post("a.html", ARTICLES["with_subheadings"][1]()).edition.refused
    assert str(refused) == "none of its sections has an address; it looks like an article"


def test_real_articles_are_refused(corpus: Corpus) -> None:
    pages = [file for file in corpus.files("pages") if file.suffix == ".html"]
    taken = [file.name for file in pages if read_post(file.name, file.read_text("utf-8", "replace")).edition.picks]
    assert len(pages) > 5
    assert taken == []


def test_a_second_paragraph_of_the_last_comment_is_no_outro() -> None:
    text = "# 2 Lesetipps aus dem Mai 2018\n\n" + "\n\n".join(
        f"**IK | [Titel {number}](https://{number}.example/)**\n\nKurz und gut gesagt." for number in (1, 2)
    )
    more = "Der Anhang ist fast noch besser als der Text selbst."
    post = read_post("mai.md", f"{text}\n\n{more}\n\nBis zum nächsten Monat!\n").edition
    assert post.picks[-1].comment == f"Kurz und gut gesagt.\n\n{more}"
    assert post.outro == "Bis zum nächsten Monat!"


def test_tips_without_a_category_stand_among_those_with_one() -> None:
    tips = [("IK | ", 1), ("", 2), ("Krise | ", 3), ("IK | ", 4)]
    body = "".join(
        f'<h3>{label}<a href="https://{number}.example/">Titel {number}</a></h3><p>Kommentar Nummer {number}.</p>'
        for label, number in tips
    )
    picks = read_post("a.html", f"<h1>4 Lesetipps aus dem Mai 2018</h1>{body}").edition.picks
    assert [(pick.category, pick.title, pick.comment) for pick in picks] == [
        (label.rstrip(" |"), f"Titel {number}", f"Kommentar Nummer {number}.") for label, number in tips
    ]


def test_relative_links_lead_to_the_site_of_the_page() -> None:
    body = "".join(f'<h3>IK | <a href="/eigen/{number}">Titel {number}</a></h3><p>Kurz.</p>' for number in (1, 2))
    page = f'<base href="https://blog.example/2018/"><h1>2 Lesetipps aus dem Mai 2018</h1>{body}'
    assert [pick.url for pick in read_post("a.html", page).edition.picks] == [
        "https://blog.example/eigen/1",
        "https://blog.example/eigen/2",
    ]
    there = read_post("https://there.example/mai/", page.replace("<base", "<x")).edition
    assert [pick.url for pick in there.picks] == ["https://there.example/eigen/1", "https://there.example/eigen/2"]


def test_a_post_that_follows_without_a_title_is_no_comment_and_no_outro() -> None:
    tips = "\n\n".join(f"IK | Titel {number}\nKommentar Nummer {number}, kurz und gut." for number in range(3))
    article = (
        "Hier beginnt ein Artikel, der niemandem auffällt. Er hat Sätze, viele Sätze, und hört nicht auf.\n\n" * 30
    )
    edition = read_post("a.txt", f"3 Lesetipps aus dem Mai 2018\n\n{tips}\n\n{article}").edition
    assert edition.picks[-1].comment == "Kommentar Nummer 2, kurz und gut."
    assert edition.outro == ""
    assert len(edition.unread) == 30
