"""Writing OPML: reading it again gives the same feeds, and no secret leaves the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from digest.domain.feed import Feed
from digest.domain.folders import folder_names, folder_path
from digest.domain.text import category_label, one_line
from digest.feeds.opml import read_opml, write_opml
from digest.feeds.opml_mend import xml_text

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=1)))

_texts = st.text(max_size=30) | st.sampled_from(
    ["A, B", "100 %", "%2C", "a/b\\c", "/IK", "„Krise“ & <Co>", "ä\u0308", "🇦🇹", "&#32", "R&amp;D", "&lt", "&amp;amp;"]
)
_lines = _texts.map(lambda text: one_line(xml_text(one_line(text))))
_names = _lines.filter(bool)
_urls = st.builds(
    "{}://{}.example{}".format,
    st.sampled_from(["http", "https"]),
    st.from_regex(r"[a-z]{1,5}", fullmatch=True),
    st.sampled_from(["/", "/feed", "/?a=1&b=2", "/f%C3%A4ed", "/x;y=1"]),
)
_attributes = st.dictionaries(
    st.sampled_from(
        ["description", "version", "{https://other.example/ns}icon", "{http://www.w3.org/XML/1998/namespace}lang"]
    ),
    _texts.map(xml_text).filter(bool),
    max_size=3,
)
_feeds = st.builds(
    Feed,
    id=st.just(""),
    url=_urls,
    title=_lines,
    site_url=st.just("") | _urls,
    category=_texts.map(lambda text: category_label(xml_text(category_label(text)))),
    folder=st.lists(_names, max_size=4).map(folder_path),
    language=st.sampled_from(["", "de", "de-AT", "en"]),
    attributes=_attributes,
)


_icon = "{https://other.example/ns}icon"


@example(
    [Feed("", "http://a.example/", title="&lt", attributes={_icon: "i"}), Feed("", "http://b.example/", title="&#32")]
)
@given(st.lists(_feeds, max_size=8, unique_by=lambda feed: feed.url))
def test_what_is_written_is_read_as_the_same_feeds(feeds: list[Feed]) -> None:
    document = write_opml(feeds, {}, NOW, "Liste")
    reading = read_opml(document)
    assert sorted(reading.feeds, key=lambda feed: feed.url) == sorted(feeds, key=lambda feed: feed.url)
    assert (reading.problems, reading.recovered) == ((), False)
    assert write_opml(reading.feeds, {}, NOW, "Liste") == document


@given(st.lists(_names, max_size=5))
def test_every_folder_name_survives_in_the_path(names: list[str]) -> None:
    assert folder_names(folder_path(names)) == tuple(names)


def test_a_path_typed_by_hand_may_have_slashes_too_many() -> None:
    assert folder_names("/PR//Wien/") == ("PR", "Wien")


def test_folders_are_nested_and_stand_where_their_first_feed_does() -> None:
    feeds = [
        Feed("1", "https://a.example/1", title="Eins", folder="PR/Wien"),
        Feed("2", "https://a.example/2", title="Zwei"),
        Feed("3", "https://a.example/3", title="Drei", folder="PR"),
    ]
    body = etree.fromstring(write_opml(feeds, {}, NOW, "Liste")).find("body")
    assert [outline.get("text") for outline in body.iter("outline")] == ["PR", "Wien", "Eins", "Drei", "Zwei"]


def test_the_head_has_title_and_date_as_rfc_822_writes_it() -> None:
    root = etree.fromstring(write_opml([], {}, NOW, "Tipps & <Mehr>"))
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "Tipps & <Mehr>"
    assert root.findtext("head/dateCreated") == "Sat, 21 Nov 2026 08:30:00 GMT"


def test_the_same_feeds_give_the_same_bytes_but_for_the_date() -> None:
    feeds = [Feed("1", "https://a.example/1", attributes={"{https://b.example/}y": "2", "{https://a.example/}x": "1"})]
    first, second = (write_opml(feeds, {}, moment, "x").splitlines() for moment in (NOW, NOW + timedelta(days=1)))
    assert [line for line in first if b"dateCreated" not in line] == [
        line for line in second if b"dateCreated" not in line
    ]


def test_every_outline_has_a_text_even_where_the_feed_has_no_title() -> None:
    feeds = [
        Feed("1", "https://a.example/1"),
        Feed("2", "https://b.example/2"),
        Feed("3", "https://c.example/3", title="Eigen"),
    ]
    document = write_opml(feeds, {"1": "Vom Feed", "3": "Vom Feed"}, NOW, "x")
    outlines = etree.fromstring(document).findall(".//outline")
    assert [(outline.get("text"), outline.get("title")) for outline in outlines] == [
        ("Vom Feed", None),
        ("b.example", None),
        ("Eigen", "Eigen"),
    ]
    assert [feed.title for feed in read_opml(document).feeds] == ["Vom Feed", "", "Eigen"]


def test_no_secret_is_written() -> None:
    feed = Feed(
        "1",
        "https://ich:geheim@a.example:8443/f?kat=pr&token=geheim",
        site_url="https://geheim@a.example/",
        attributes={"icon": "https://a.example/i?apikey=geheim", "note": "kein Geheimnis"},
    )
    document = write_opml([feed], {}, NOW, "x")
    assert b"geheim" not in document
    kept = read_opml(document).feeds[0]
    assert (kept.url, kept.site_url) == ("https://a.example:8443/f?kat=pr", "https://a.example/")
    assert kept.attributes == {"icon": "https://a.example/i", "note": "kein Geheimnis"}


def test_what_xml_cannot_hold_is_left_out_rather_than_failing() -> None:
    feed = Feed(
        "1", "https://a.example/1", title="a\x00b\ufffe", folder="o\x1bp", attributes={"not a name": "x", "n:o": "y"}
    )
    kept = read_opml(write_opml([feed], {}, NOW, "x\x07")).feeds[0]
    assert kept == replace(feed, id="", title="ab", folder="op", category="", attributes={})


def test_a_moment_is_written_in_utc_whatever_its_zone() -> None:
    assert write_opml([], {}, NOW, "x") == write_opml([], {}, NOW.astimezone(UTC), "x")
