"""Mails, web archives and exports are taken apart.

What holds no post is refused with a sentence. Nothing raises.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.feeds.charset import read_text
from digest.past.packages import NothingInside, Packed, posts_in
from digest.past.reading import OldPage, read_post
from tests.past.layouts_other import mail_file, mail_html, wordpress_export
from tests.past.layouts_web import strong_break
from tests.past.tips import INTRO, OUTRO, TIPS, TITLE
from tests.shared import Corpus


def read(name: str, packed: Packed) -> OldPage:
    text = read_text(packed.body, {"content-type": packed.content_type})
    return read_post(name, text, kind=packed.kind, title=packed.title, date=packed.date)


def posts(name: str, body: bytes) -> list[OldPage]:
    found = posts_in(name, body)
    assert not isinstance(found, NothingInside), str(found)
    return [read(name, packed) for packed in found]


def entries(post: OldPage) -> list[tuple[str, str, str, str]]:
    return [(pick.category, pick.title, pick.url, pick.comment) for pick in post.edition.picks]


RIGHT = [(tip.category, tip.title, tip.url, tip.comment) for tip in TIPS]


@pytest.mark.parametrize("name", ["mail.eml", "archiv.mhtml", "-", "ohne-endung"])
def test_a_mail_is_read_from_its_html_part(name: str) -> None:
    (post,) = posts(name, mail_file())
    assert entries(post) == RIGHT
    assert (post.edition.title, post.edition.intro, post.edition.outro) == (TITLE, INTRO, OUTRO)
    assert post.month == "2018-05"


def test_a_mail_without_html_is_read_from_its_text() -> None:
    body = mail_file().replace(b"text/html", b"application/x-other")
    (post,) = posts("mail.eml", body)
    assert entries(post) == RIGHT


def test_a_mail_in_an_old_encoding_keeps_its_umlauts() -> None:
    text = "2 Lesetipps aus dem März 2019\n\nIK | Größe zeigen\nÜberaus wahr.\n\nKrise | Fünf Sätze\nKurz und schön.\n"
    head = b"Subject: =?iso-8859-1?Q?M=E4rz?=\nFrom: a@example.org\nContent-Type: text/plain; charset=iso-8859-1\n"
    head += b"Content-Transfer-Encoding: 8bit\n\n"
    (post,) = posts("alt.eml", head + text.encode("iso-8859-1"))
    assert [entry[1] for entry in entries(post)] == ["Größe zeigen", "Fünf Sätze"]


def test_a_wordpress_export_holds_the_published_posts_and_pages() -> None:
    read_posts = posts("export.xml", wordpress_export())
    digests = [post for post in read_posts if post.edition.picks]
    assert [(post.month, len(post.edition.picks)) for post in digests] == [("2018-05", 10), ("2018-06", 4)]
    assert len(read_posts) - len(digests) == 2  # the page and the article; neither draft nor attachment
    assert entries(digests[0]) == RIGHT
    assert entries(digests[1]) == RIGHT[:4]


def test_a_page_that_names_its_encoding_is_read_in_it() -> None:
    page = strong_break().replace('charset="UTF-8"', 'charset="iso-8859-15"').replace("„", "€").replace("“", "€")
    body = page.replace("–", "-").replace("”", "€").encode("iso-8859-15")
    (post,) = posts("alt.html", body)
    assert "Der Verteiler €lebt€" in post.edition.picks[2].title


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"PK\x03\x04\x14\x00",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n",
        b"\xd0\xcf\x11\xe0\xa1",
        b'{\\rtf1 Lesetipps}',
        b'[{"edition": "2018-05"}]',
        b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><DL><DT><H3>PR</H3></DL>",
        b'<?xml version="1.0"?><opml version="2.0"><body/></opml>',
        b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>Ohne Text</title></item></channel></rss>',
        b"From a@example.org Sat Jun  2 08:00:00 2018\nSubject: a\nFrom: a\n\nx\n\nFrom b@example.org Sun Jun 3 2018\n",
        b"\x01\x00\x02\x00" * 50,
    ],
)  # fmt: skip
def test_what_holds_no_post_is_refused_with_a_sentence_and_a_remedy(body: bytes) -> None:
    found = posts_in("datei", body)
    assert isinstance(found, NothingInside)
    assert str(found.message).endswith(".")
    assert str(found.remedy)


_MARKUP = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", '<a href="https://a.example/">', "</a>", "<h2>", "</h2>", "<li>", "<table><tr><td>",
     "</td></tr></table>", "<br>", "Krise | Titel", "Kommentar.", "(Quelle)", "Titel >>", "&nbsp;", "\x00", "<?xml?>",
     "\n\n"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(_MARKUP, max_size=40), name=st.sampled_from(["a.html", "a.md", "a.txt", "a", "a.eml", "a.xml"]))
def test_no_mixture_of_markup_raises(parts: list[str], name: str) -> None:
    found = posts_in(name, "".join(parts).encode())
    if not isinstance(found, NothingInside):
        for packed in found:
            read(name, packed)


@settings(max_examples=150, deadline=None)
@given(
    body=st.binary(max_size=300), start=st.sampled_from([b"", b"Subject: x\nFrom: ", b"<?xml ", b"<rss><item>", b"<p>"])
)
def test_no_bytes_raise(body: bytes, start: bytes) -> None:
    found = posts_in("datei", start + body)
    if not isinstance(found, NothingInside):
        for packed in found:
            read("datei", packed)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 8000), junk=st.binary(max_size=20))
def test_a_damaged_mail_raises_nothing(at: int, junk: bytes) -> None:
    whole = mail_file(mail_html())
    found = posts_in("mail.eml", whole[:at] + junk + whole[at + len(junk) :])
    if not isinstance(found, NothingInside):
        for packed in found:
            read("mail.eml", packed)


def test_hostile_files_raise_nothing(corpus: Corpus) -> None:
    for file in corpus.files("hostile"):
        if file.stat().st_size < 2_000_000:
            found = posts_in(file.name, file.read_bytes())
            for packed in [] if isinstance(found, NothingInside) else found:
                assert read(file.name, packed).edition.picks == () or file.suffix == ".html"
