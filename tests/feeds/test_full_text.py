"""The text of a page, taken out of it."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from digest.domain.health import Failure, FailureKind
from digest.feeds.full_text import TEXT, page_text
from digest.feeds.sanitise import plain_text
from digest.isolation.readpool import ReadPool
from tests.shared import Corpus

URL = "https://stabsblick.example/2026/lage"
PARAGRAPH = (
    "Ein Stab, der nie geübt hat, verliert in der ersten Stunde die Übersicht, denn niemand weiß, wer spricht. "
    'Darum hilft <a href="/ablauf">ein fester Ablauf</a>, den alle kennen und der auf eine Seite passt.'
)
PAGE = f"""<!doctype html><html lang="de"><head><title>Was Stäbe üben sollten</title></head><body>
<div id="cookie-banner" class="cookie-consent"><p>Wir verwenden Cookies.</p><button>Alle akzeptieren</button></div>
<nav><ul><li><a href="/">Startseite</a></li><li><a href="/krise">Krise</a></li></ul></nav>
<main><article><h1>Was Stäbe üben sollten</h1>
<div class="social-share"><span>128 mal geteilt</span><a href="#">Twittern</a><a href="#">Drucken</a></div>
<p>{PARAGRAPH}</p><h2>Die erste Stunde</h2><p>Zweitens: {PARAGRAPH}</p>
<script>document.write("böse")</script><p>Drittens: {PARAGRAPH}</p>
</article></main>
<section id="comments" class="comments"><h3>3 Kommentare</h3><div class="comment"><p>Toller Beitrag, danke!</p></div>
<form id="commentform"><label>Ihr Name</label><input><textarea></textarea><button>Absenden</button></form></section>
<footer><a href="/impressum">Impressum</a></footer></body></html>"""


def html_of(body: bytes) -> str:
    return page_text(body, URL, "").html


def text_of(body: bytes) -> str:
    return plain_text(html_of(body), 100_000)


def test_the_text_comes_alone() -> None:
    text = text_of(PAGE.encode())
    assert text.count("Ein Stab, der nie geübt hat") == 3
    assert " Die erste Stunde " in text
    for junk in (
        "Cookies",
        "akzeptieren",
        "Startseite",
        "geteilt",
        "Twittern",
        "Kommentare",
        "Absenden",
        "Impressum",
        "böse",
    ):
        assert junk not in text


def test_links_of_the_text_are_absolute_and_the_html_is_safe() -> None:
    html = html_of(PAGE.replace("/ablauf", '/ablauf" onclick="weg()').encode())
    assert 'href="https://stabsblick.example/ablauf"' in html
    assert "onclick" not in html
    assert "<h2>Die erste Stunde</h2>" in html


def test_umlauts_are_read_by_the_pages_own_word() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').encode("windows-1252")
    assert "geübt" in text_of(page)


@pytest.mark.parametrize("body", [b"", b"<p>", b"\x00\xff\xfe", b"<html><body></body></html>"])
def test_a_page_without_text_gives_none(body: bytes) -> None:
    assert html_of(body) == ""


def test_a_page_that_takes_too_long_is_given_up_and_told() -> None:
    async def read() -> object:
        async with ReadPool(workers=1, seconds=0) as pool:
            return await pool.read(TEXT, PAGE.encode(), URL, "")

    failure = asyncio.run(read())
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.detail["reason"]) == (FailureKind.PARSER, "too slow")


def test_the_parent_loads_neither_trafilatura_nor_lxml() -> None:
    code = (
        "import sys; from digest.feeds.full_text import TEXT; from digest.isolation.readpool import read_now;"
        "read_now(TEXT, b'<p>x', 'https://a.example/', '');"
        "print([name for name in sys.modules if name.split('.')[0] in ('trafilatura', 'lxml', 'justext')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_every_corpus_page_has_text_and_nobody_elses(corpus: Corpus) -> None:
    for path in corpus.files("pages"):
        text = text_of(path.read_bytes())
        assert len(text) > 500, path.name
        for junk in (
            "Kommentar hinzufügen",
            "Alle akzeptieren",
            "Cookie-Einstellungen",
            "mal geteilt",
            "Zum Seitenanfang",
        ):
            assert junk not in text, path.name


@pytest.mark.parametrize(
    "heading",
    ["<h3>3 Kommentare</h3>", "<p> Kommentare</p>", "<p><b>Leserkommentare (12)</b></p>", "<h2>Leave a Reply</h2>",
     "<h4>Schreiben Sie einen Kommentar</h4>"],
)  # fmt: skip
def test_what_other_readers_wrote_below_is_cut_off(heading: str) -> None:
    text = "".join(f"<p>Absatz {number}. {PARAGRAPH}</p>" for number in range(6))
    page = f"<html><body><article>{text}{heading}<p>Harzer66</p><p>Ach ja, es gab Regen. Schön so.</p></article></body>"
    found = text_of(page.encode())
    assert "Absatz 5" in found
    assert "Harzer66" not in found
    assert "Regen" not in found


def test_a_chapter_about_comments_is_no_end() -> None:
    text = f"<p>{PARAGRAPH}</p><h2>Kommentare</h2>" + "".join(f"<p>Absatz {n}. {PARAGRAPH}</p>" for n in range(9))
    found = text_of(f"<html><body><article><h1>Titel</h1>{text}</article></body></html>".encode())
    assert "Absatz 8" in found
