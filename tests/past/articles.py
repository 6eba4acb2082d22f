# ruff: noqa: E501 - markup reads best as the systems write it
"""Invented articles and other pages that are no digests.

Each has something that looks like entries.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.past.tips import AUTHOR, BEHIND, COMMENTS, RELATED, SHARE, page

_LONG = (
    "Wer eine Pressestelle leitet, kennt den Moment, in dem das Telefon nicht mehr stillsteht. Dann hilft kein Handbuch, sondern nur, "
    "was vorher geübt wurde. Genau darum geht es in diesem Abschnitt: um die Übung, um die Wiederholung und um den Mut, Fehler zu "
    "machen, solange sie nichts kosten. Die meisten Betriebe üben nie, weil niemand Zeit dafür hat, und wundern sich danach. "
)


def _post(title: str, content: str) -> str:
    return page(
        f'<main><article class="post category-krise"><h1 class="entry-title">{title}</h1><div class="entry-content">{content}'
        f"{SHARE}{RELATED}</div></article>{AUTHOR}{COMMENTS}</main>",
        title=title,
    )


def with_subheadings() -> str:
    """Sections without links, related posts behind them."""
    sections = "".join(
        f"<h2>{number}. Regel: Üben, üben, üben</h2><p>{_LONG}</p><p>{_LONG}</p>" for number in range(1, 6)
    )
    return _post("Fünf Regeln für die erste Stunde", f"<p>{_LONG}</p>{sections}")


def with_links_in_sections() -> str:
    sections = "".join(
        f'<h2>Schritt {number}</h2><p>{_LONG} Mehr dazu steht <a href="https://quelle{number}.example/">in der Studie</a>.</p><p>{_LONG}</p>'
        for number in range(1, 5)
    )
    return _post("So bereiten Sie sich auf eine Krise vor", f"<p>{_LONG}</p>{sections}")


def five_tips() -> str:
    """The word "Tipps" in the title makes no digest."""
    sections = "".join(f"<h3>Tipp {number}: Kurz bleiben</h3><p>{_LONG}</p>" for number in range(1, 6))
    return _post("5 Tipps für bessere Pressemitteilungen", sections)


def with_sources() -> str:
    """A list of links at the end, without comments."""
    sources = "".join(
        f'<li><a href="https://quelle{number}.example/">Quelle Nummer {number}</a></li>' for number in range(8)
    )
    return _post(
        "Was Resilienz bedeutet", f"<p>{_LONG}</p><p>{_LONG}</p><h3>Weiterführende Links</h3><ul>{sources}</ul>"
    )


def interview() -> str:
    talk = "".join(
        f"<p><strong>Frau Holm, was raten Sie Betrieb {number}?</strong><br>{_LONG}</p>" for number in range(6)
    )
    return _post("„Niemand übt gern“", f"<p>{_LONG}</p>{talk}")


def with_onward_links() -> str:
    """Boxes "Mehr dazu >>" that lead to the site's own posts."""
    parts = "".join(
        f'<p>{_LONG}</p><p><a href="https://randnotizen.example/{number}/">Mehr über Übungen >></a></p>'
        for number in range(3)
    )
    return _post("Der Ernstfall", parts)


def with_picture_credits() -> str:
    """Bars that part no category from a title."""
    parts = "".join(f"<p>{_LONG}</p><p>Foto: Ottokar | Randnotizen</p>" for _ in range(4))
    return _post("Ein Tag im Lagezentrum", parts)


def front_page() -> str:
    """A blog's front page: teasers of its own posts."""
    teasers = "".join(
        f'<article class="post"><h2 class="entry-title"><a href="https://randnotizen.example/{number}/">Beitrag {number} über Klatschmohn</a></h2>'
        f'<div class="entry-summary"><p>Ein kurzer Anriss des Beitrags, der hier nur beginnt. […]</p></div></article>'
        for number in range(8)
    )
    return page(f"<main>{teasers}</main>", title="Randnotizen")


def only_chrome() -> str:
    return page("<main><h1>Nichts gefunden</h1></main>", behind=BEHIND, title="Nichts gefunden")


def copied_article() -> str:
    """A text file: what a browser copies of an article."""
    return f"""Skip to main content

Startseite
Kontakt | Impressum

Social Media – Strategie oder Geplänkel?

{_LONG}

Teil II: Die Umsetzung

{_LONG}

Mehr dazu im nächsten Teil >>

Related posts
"""


ARTICLES: dict[str, tuple[str, Callable[[], str]]] = {
    made.__name__: (f"{made.__name__}.html", made)
    for made in (
        with_subheadings, with_links_in_sections, five_tips, with_sources, interview, with_onward_links,
        with_picture_credits, front_page, only_chrome,
    )
} | {"copied_article": ("kopie.txt", copied_article)}  # fmt: skip
