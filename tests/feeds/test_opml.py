"""Reading OPML: good outlines are kept and the others told of, whatever programs write."""

from __future__ import annotations

import time

import pytest

from digest.domain.errors import UsageError
from digest.feeds.opml import MAX_BYTES, OpmlReading, read_opml


def read(*outlines: str) -> OpmlReading:
    """The reading of a well-formed file with one outline a line, the first on line 3."""
    lines = ['<opml version="2.0">', "<head><title>Liste</title></head><body>", *outlines, "</body></opml>"]
    return read_opml("\n".join(lines).encode())


def told(reading: OpmlReading) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.text, str(problem.reason)) for problem in reading.problems]


def test_an_outline_becomes_a_feed_with_everything_that_is_known_of_it() -> None:
    reading = read(
        '<outline text="Stabsblick" title="Stabsblick" type="rss" xmlUrl="https://a.example/?x=1&amp;y=2"',
        ' htmlUrl="https://a.example/" language="de-CH" category="/Krise" description="Lage &amp; Wort"/>',
    )
    feed = reading.feeds[0]
    assert (reading.title, reading.recovered, reading.problems) == ("Liste", False, ())
    assert (feed.id, feed.url, feed.title) == ("", "https://a.example/?x=1&y=2", "Stabsblick")
    assert (feed.site_url, feed.language, feed.category) == ("https://a.example/", "de-CH", "Krise")
    assert feed.attributes == {"description": "Lage & Wort"}
    assert not feed.by_hand


def test_folders_become_a_path_and_no_category() -> None:
    reading = read(
        '<outline text="PR/Presse"><outline text="Wien"><outline text="Eins" xmlUrl="https://a.example/1"/></outline>',
        '<outline text="Zwei" xmlUrl="https://a.example/2" category="IK"/></outline>',
        '<outline text="Drei" xmlUrl="https://a.example/3"/>',
    )
    assert [(feed.folder, feed.category) for feed in reading.feeds] == [
        ("PR\\/Presse/Wien", ""),
        ("PR\\/Presse", "IK"),
        ("", ""),
    ]


def test_the_first_of_several_categories_counts_and_the_others_are_kept() -> None:
    feed = read('<outline text="x" xmlUrl="https://a.example/" category="/Strategie, /Medien/Print,tag"/>').feeds[0]
    assert (feed.category, feed.attributes) == ("Strategie", {"category": "/Medien/Print,tag"})


@pytest.mark.parametrize("name", ["xmlUrl", "xmlURL", "XMLURL", "xmlurl"])
def test_the_address_counts_in_any_spelling_of_its_name(name: str) -> None:
    assert read(f'<outline text="x" {name}="https://a.example/f"/>').feeds[0].url == "https://a.example/f"


def test_old_lists_may_call_the_address_url() -> None:
    assert read('<outline type="RSS" text="x" url="https://a.example/f"/>').feeds[0].url == "https://a.example/f"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("feed:https://a.example/f", "https://a.example/f"),
        ("feed://a.example/f", "http://a.example/f"),
        ("  https://a.example/f ", "https://a.example/f"),
        ("HTTPS://A.EXAMPLE/f", "https://a.example/f"),
        ("https://täst.example/fäed", "https://xn--tst-qla.example/f%C3%A4ed"),
    ],
)
def test_addresses_are_taken_as_people_mean_them(written: str, meant: str) -> None:
    assert read(f'<outline text="x" xmlUrl="{written}"/>').feeds[0].url == meant


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('xmlUrl="a.example/feed"', "https://a.example/feed"),
        ('xmlUrl="www.a.example"', "https://www.a.example"),
        ('xmlUrl="//a.example:8080/feed"', "https://a.example:8080/feed"),
        ('xmlUrl="bücher.example/feed"', "https://xn--bcher-kva.example/feed"),
        ('xmlUrl="https://a.example/?a=1&amp;amp;b=2"', "https://a.example/?a=1&b=2"),
        ('url="https://a.example/feed"', "https://a.example/feed"),
    ],
)
def test_addresses_are_taken_as_old_programs_wrote_them(attributes: str, url: str) -> None:
    assert [feed.url for feed in read(f'<outline text="Eins" {attributes}/>').feeds] == [url]


def test_a_file_name_or_a_folder_is_no_address() -> None:
    assert read('<outline text="Eins" xmlUrl="feed.xml"/>').feeds == ()
    folder = '<outline text="PR" url="https://a.example/"><outline text="Eins" xmlUrl="https://b.example/f"/></outline>'
    assert [(feed.url, feed.folder) for feed in read(folder).feeds] == [("https://b.example/f", "PR")]


def test_names_that_were_encoded_several_times_are_plain() -> None:
    (feed,) = read('<outline text="M&amp;amp;uuml;ller &amp;amp; Co" xmlUrl="https://a.example/f"/>').feeds
    assert feed.title == "Müller & Co"


def test_what_is_no_web_address_is_told_by_line_and_the_rest_is_kept() -> None:
    reading = read(
        '<outline text="Skript" xmlUrl="javascript:alert(1)"/>',
        '<outline text="Gut" xmlUrl="https://a.example/f"/>',
        '<outline text="Leer" xmlUrl="  "/>',
        '<outline xmlUrl="ftp://ich:geheim@a.example/f"/>',
        '<outline text="Verweis" type="link" url="https://a.example/"/>',
    )
    assert [feed.title for feed in reading.feeds] == ["Gut"]
    assert told(reading) == [
        (3, "Skript", "“javascript:alert(1)” is not a web address"),
        (5, "Leer", "the address is empty"),
        (6, "ftp://ich:***@a.example/f", "“ftp://ich:***@a.example/f” is not a web address"),
        (7, "Verweis", "it names no feed (type “link”)"),
    ]


def test_an_address_counts_once_and_the_second_is_told() -> None:
    reading = read(
        '<outline text="Eins" xmlUrl="https://a.example/f"/>',
        '<outline text="Zwei" xmlUrl="https://A.example:443/f#x"/>',
    )
    assert [feed.title for feed in reading.feeds] == ["Eins"]
    assert told(reading) == [(4, "Zwei", "the same address is in line 3 already")]


@pytest.mark.parametrize("text", [".", " - ", "a.example", "https://a.example/f"])
def test_a_text_that_a_program_only_filled_in_is_no_title(text: str) -> None:
    assert read(f'<outline text="{text}" xmlUrl="https://a.example/f"/>').feeds[0].title == ""


def test_a_password_beside_the_address_stays_where_it_is() -> None:
    reading = read('<outline text="Intern" xmlUrl="https://a.example/f" username="ich" password="geheim"/>')
    assert reading.feeds[0].attributes == {"username": "ich"}
    assert "password was not taken over" in str(reading.problems[0].reason)


def test_titles_are_harmless_on_a_terminal() -> None:
    reading = read('<outline text="a&#x1b;[31m b&#x202e;c" xmlUrl="https://a.example/f"/>')
    assert reading.feeds[0].title == "a[31m bc"
    assert reading.recovered


def test_a_bare_ampersand_costs_no_address() -> None:
    reading = read('<outline text="F&uuml;r R&A & Co" xmlUrl="https://a.example/?a=1&b=2&copy=3"/>')
    assert reading.feeds[0].title == "Für R&A & Co"
    assert reading.feeds[0].url == "https://a.example/?a=1&b=2&copy=3"
    assert (reading.recovered, reading.problems) == (True, ())


def test_a_broken_line_is_told_with_the_address_that_it_may_have_cost() -> None:
    reading = read(
        '<outline text="Eins" xmlUrl="https://a.example/1"/>',
        '<outline text="Zwei "mit" Strich" xmlUrl="https://a.example/2"/>',
        '<outline text="Drei" xmlUrl="https://a.example/3"/>',
    )
    assert [feed.title for feed in reading.feeds] == ["Eins", "Drei"]
    assert reading.recovered
    assert [(line, text) for line, text, _ in told(reading)] == [(4, "https://a.example/2")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_every_encoding_that_is_declared_is_read(encoding: str) -> None:
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    document = (
        f'<?xml version="1.0" encoding="{name}"?><opml version="1.1"><body>'
        '<outline text="Öffentlichkeit – „größer“" xmlUrl="https://a.example/f"/></body></opml>'
    )
    assert read_opml(document.encode(encoding)).feeds[0].title == "Öffentlichkeit – „größer“"


def test_entities_are_neither_expanded_nor_looked_up() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY e0 "ha"> <!-- " ]> --> {levels}\n'
        '<!ENTITY f SYSTEM "file:///etc/passwd">\n]>\n<opml version="2.0"><body>\n'
        '<outline text="&e11;" xmlUrl="https://a.example/f"/>\n<outline text="&f;" xmlUrl="x"/>'
        "</body></opml>"
    )
    reading = read_opml(document.encode())
    assert [feed.title for feed in reading.feeds] == ["&e11;"]
    assert [(problem.line, problem.text) for problem in reading.problems] == [(6, "&f;")]


def test_deep_nesting_is_told_and_breaks_nothing() -> None:
    document = "<opml><body>" + '<outline text="x">' * 5000 + '<outline text="y" xmlUrl="https://a.example/f"/>'
    assert any("nested too deeply" in str(problem.reason) for problem in read_opml(document.encode()).problems)


def test_folders_deeper_than_anybody_looks_are_cut() -> None:
    reading = read('<outline text="x">' * 200 + '<outline text="y" xmlUrl="https://a.example/f"/>' + "</outline>" * 200)
    assert reading.feeds[0].folder == "/".join("x" * 20)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"<!DOCTYPE NETSCAPE-Bookmark-file-1><TITLE>Lesezeichen</TITLE><DL><DT><A HREF='https://a.example/'>x</A></DL>",
        b"<html><body><outline xmlUrl='https://a.example/'/></body></html>",
    ],
)
def test_what_is_no_opml_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UsageError, match="no OPML"):
        read_opml(data)


def test_a_feed_given_as_opml_is_recognised() -> None:
    with pytest.raises(UsageError, match="digest feeds add"):
        read_opml(b"<rss version='2.0'><channel/></rss>")


def test_a_file_beyond_all_measure_is_not_even_parsed() -> None:
    with pytest.raises(UsageError, match="larger than"):
        read_opml(b" " * (MAX_BYTES + 1))


@pytest.mark.slow
def test_a_hundred_thousand_outlines_are_read_and_each_lost_one_is_told() -> None:
    outlines = [f'<outline text="F {n}" xmlUrl="https://h{n}.example/feed"/>' for n in range(100_000)]
    outlines[60_000] = '<outline text="Verloren" xmlUrl="x"/>'
    outlines[90_000] = '<outline text="Auch" xmlUrl="y"/>'
    reading = read(*outlines)
    assert len(reading.feeds) == 99_998
    assert [problem.text for problem in reading.problems] == ["Verloren", "Auch"]
    assert reading.problems[0].line == 60_003


def test_an_outline_with_very_many_attributes_takes_no_time() -> None:
    """One of 900 kB took twenty seconds.

    It is the feed that it names first, with its first attributes.
    """
    begin = time.process_time()
    many = " ".join(f'a{number}="x"' for number in range(60_000))
    reading = read_opml(
        f'<opml version="2.0"><body><outline xmlUrl="https://a.example/" {many}/></body></opml>'.encode()
    )
    assert [feed.url for feed in reading.feeds] == ["https://a.example/"]
    assert time.process_time() - begin < 5
