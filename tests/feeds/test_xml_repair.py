"""Is a feed whole, and how much of a broken one can be saved?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.parse import parse
from digest.feeds.parsed import ParsedFeed
from digest.feeds.xml_repair import CUT_OFF, is_well_formed, mend

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!-- Blog -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Blog</title>
<item><title>Eins</title><link>https://b.example/1</link><guid>g1</guid>
<content:encoded><![CDATA[<p>So endet ein Feed: <code></rss></code> und </item></p>]]></content:encoded></item>
<item><title>Zwei</title><link>https://b.example/2</link><guid>g2</guid>
<description>Text &amp; mehr</description></item>
<!-- </rss> -->
<item><title>Drei</title><link>https://b.example/3</link><guid>g3</guid><description>x</description></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title>
<entry><id>urn:1</id><title>Eins</title><link href="https://b.example/1"/></entry>
<entry><id>urn:2</id><title>Zwei</title><link href="https://b.example/2"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://b.example/"><title>Blog</title><link>https://b.example/</link></channel>
<item rdf:about="https://b.example/1"><title>Eins</title><link>https://b.example/1</link></item>
<item rdf:about="https://b.example/2"><title>Zwei</title><link>https://b.example/2</link></item></rdf:RDF>"""


def read(text: str) -> ParsedFeed:
    feed = parse(text.encode(), {}, "https://b.example/feed")
    assert isinstance(feed, ParsedFeed), feed
    return feed


def titles(text: str) -> list[str]:
    return [entry.title for entry in read(text).entries]


@given(st.sampled_from([RSS, ATOM, RDF]).flatmap(lambda text: st.tuples(st.just(text), st.integers(0, len(text) - 2))))
def test_a_feed_that_breaks_off_anywhere_is_never_taken_as_whole(cut: tuple[str, int]) -> None:
    text = cut[0].rstrip()
    mended = mend(text[: min(cut[1], len(text) - 1)])
    assert mended is None or mended.damage == CUT_OFF


@given(st.integers(0, len(RSS) - 2))
def test_of_a_feed_that_breaks_off_every_whole_entry_is_kept_and_no_half_title_ever(length: int) -> None:
    feed = parse(RSS[:length].encode(), {}, "https://b.example/feed")
    found = [entry.title for entry in feed.entries] if isinstance(feed, ParsedFeed) else []
    whole = sum(RSS[:length].count(end) for end in ("]]></content:encoded></item>", "mehr</description></item>"))
    assert found == ["Eins", "Zwei", "Drei"][: len(found)]
    assert len(found) >= whole


def test_the_three_formats_are_whole_as_they_stand() -> None:
    for text, count in ((RSS, 3), (ATOM, 2), (RDF, 2)):
        assert read(text).damage == ""
        assert len(read(text).entries) == count


def test_of_broken_off_formats_the_rest_is_read_strictly() -> None:
    for text in (ATOM, RDF):
        mended = mend(text[: text.index("Zwei")])
        assert mended is not None
        assert mended.well_formed
        assert mended.damage


def test_a_begun_entry_needs_a_sign_to_be_known_by() -> None:
    with_link = RSS[: RSS.index("<guid>g2")]
    assert titles(with_link) == ["Eins", "Zwei"]
    without = RSS[: RSS.index("<link>https://b.example/2")]
    assert titles(without) == ["Eins"]


def test_sloppiness_is_no_damage() -> None:
    sloppy = [
        RSS.replace("Zwei", "M&auml;nner & Frauen&nbsp;&unbekannt;"),
        RSS.replace("Zwei", "Zw\x1bei\x00"),
        RSS.replace("Zwei", "Zw&#27;ei&#xd800;"),
        RSS.replace("<guid>g2", "<media:thumbnail url='x'/><eigenes:ding>1</eigenes:ding><guid>g2"),
        "\ufeff\n\n  " + RSS,
        RSS + RSS[:38],
        '<?xml version="1.0"?>' + RSS,
        RSS + "\n<br />\n<b>Warning</b>: Cannot modify header & co",
        RSS.replace("<description>x</description>", "<description>x"),
        "<html><head></head><body>" + RSS[39:] + "</body></html>",
        "<!DOCTYPE html><p>Notice: undefined index</p>" + RSS[39:],
    ]
    for text in sloppy:
        feed = read(text)
        assert feed.damage == "", text[-300:]
        assert len(feed.entries) == 3, text
        assert feed.entries[2].title == "Drei"


def test_undefined_entities_and_bare_ampersands_keep_their_meaning() -> None:
    text = RSS.replace("Zwei", "M&auml;nner & Frauen &ndash; AT&T &unbekannt; a&lt;b")
    assert titles(text)[1] == "Männer & Frauen – AT&T &unbekannt; a<b"


def test_emoji_written_as_two_surrogates_are_one_character() -> None:
    assert titles(RSS.replace("Zwei", "&#55357;&#56832; gut"))[1] == "😀 gut"


def test_one_broken_entry_costs_no_other() -> None:
    broken = (
        "<item><title>Drei & <b>kaputt</title><link>https://b.example/x?a=1&b=2</link><guid>kaputt</guid><p></item>"
    )
    feed = read(RSS.replace("<item><title>Zwei", broken + "<item><title>Zwei"))
    assert [entry.guid for entry in feed.entries] == ["g1", "kaputt", "g2", "g3"]
    assert feed.entries[1].url == "https://b.example/x?a=1&b=2"
    assert feed.entries[2].summary == "Text & mehr"
    assert feed.entries[0].summary == "So endet ein Feed: und"


def test_a_broken_entry_without_any_field_is_dropped() -> None:
    assert titles(RSS.replace("<item><title>Zwei", "<item><unklar></item><item><title>Zwei")) == [
        "Eins",
        "Zwei",
        "Drei",
    ]


def test_no_entity_is_ever_declared() -> None:
    bombs = [
        '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>',
        '<!-- <x --><!DOCTYPE rss [\n<!ENTITY a SYSTEM "file:///etc/passwd">\n<!ENTITY b "x">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
    ]
    for bomb in bombs:
        mended = mend(bomb + RSS[RSS.index("<rss") :].replace("Zwei", "&a;&b;"))
        assert mended is not None
        assert "<!" not in mended.text.replace("<![CDATA[", "").replace("<!--", "")
        assert titles(bomb + RSS[RSS.index("<rss") :].replace("Zwei", "&a;&b;"))[1] == "&a;&b;"


def test_what_has_no_feed_in_it_is_none() -> None:
    for text in ("", "<html><body>&lt;rss&gt;</body></html>", "<opml/>", "%PDF", "<!-- <rss> -->", "<rssfeed>"):
        assert mend(text) is None, text


def test_an_empty_element_is_a_whole_feed() -> None:
    mended = mend('<feed xmlns="http://www.w3.org/2005/Atom" />')
    assert mended is not None
    assert (mended.damage, mended.well_formed) == ("", True)


@given(st.text(alphabet="<>/&;![]-CDATArsitem \n'\"=\x00", max_size=200))
def test_mending_never_fails_and_says_the_truth(text: str) -> None:
    mended = mend("<rss>" + text)
    assert mended is not None
    assert mended.well_formed == is_well_formed(mended.text)


@given(st.text(" \t\n\u00a0\u2003\u3000", min_size=1, max_size=3), st.integers(0, 27))
def test_blanks_in_a_namespace_are_no_part_of_it(blanks: str, place: int) -> None:
    namespace = "http://www.w3.org/2005/Atom"
    broken = namespace[:place] + blanks + namespace[place:]
    entry = "<entry><id>1</id><title>Krise</title></entry>"
    body = f'<feed xmlns="{broken}" xmlns:x="{blanks}a{blanks}b{blanks}c"><title>Blog</title>{entry}</feed>'
    found = parse(body.encode(), {}, "https://blog.example/feed")
    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == ["Krise"]


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("piece", ["a ", " ", "\u00a0\t", "xmlns:a ", "xmlns= "])
def test_a_namespace_that_never_ends_costs_no_quadratic_time(quote: str, piece: str) -> None:
    """The time limit of the whole suite is the measure: quadratic would be minutes."""
    found = mend(f"<feed><title>xmlns={quote}{piece * (1_000_000 // len(piece))}</title></feed>")
    assert found is not None
    assert found.text.endswith("</title></feed>")


@pytest.mark.parametrize("prefix", ["a", "atom", "ns0"])
def test_the_prefix_of_the_root_is_its_formats_though_nobody_declared_it(prefix: str) -> None:
    text = ATOM.replace(' xmlns="http://www.w3.org/2005/Atom"', "").replace("</", f"</{prefix}:")
    for name in ("feed", "title", "entry", "id", "link"):
        text = text.replace(f"<{name}", f"<{prefix}:{name}")
    feed = read(text)
    assert [(entry.title, entry.url) for entry in feed.entries] == [
        ("Eins", "https://b.example/1"), ("Zwei", "https://b.example/2"),
    ]  # fmt: skip
    assert feed.title == "Blog"


def test_attributes_without_quotes_cost_no_entry() -> None:
    text = RSS.replace('version="2.0"', "version=2.0").replace("<guid>", "<guid isPermaLink=false>")
    assert titles(text) == ["Eins", "Zwei", "Drei"]
    atom = ATOM.replace('href="https://b.example/1"', "href=https://b.example/1 ")
    assert [entry.url for entry in read(atom).entries] == ["https://b.example/1", "https://b.example/2"]
