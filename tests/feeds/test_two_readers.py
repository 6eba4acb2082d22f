"""The fast reader of plain feeds reads as feedparser does, or leaves the feed to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest
from feedparser.mixin import _FeedParserMixin
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.domain.health import Failure
from digest.feeds import parse as parse_module
from digest.feeds import xml_plain, xml_plain_fields, xml_plain_names
from digest.feeds.charset import read_text
from digest.feeds.jsonfeed import is_json
from digest.feeds.parse import parse
from digest.feeds.parsed import FEED, ParsedFeed
from digest.feeds.xml_plain import read_plain
from digest.feeds.xml_plain_names import (
    BY_PREFIX,
    MEANING_NAMES,
    MEANING_PREFIXES,
    NAMESPACES,
    REFUSED_NAMESPACES,
    UNUSED_NAMESPACES,
)
from digest.isolation.readpool import ReadPool
from tests.feeds.feedparts import feeds
from tests.feeds.test_fuzz import OWN, mutated, mutation
from tests.shared import Corpus

URL = "https://blog.example/pfad/rss.xml"
#: The least share of real XML feeds that the fast reader has to read.
SHARE = 0.7
HEAD = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>B</title>'
)
LARGE = f"{HEAD}<item><title>Groß</title><description>{'Wort ' * 300_000}</description></item></channel></rss>"


def read_by_feedparser(body: bytes) -> ParsedFeed | Failure:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGEST_PARSER", "feedparser")
        return parse(body, {}, URL)


def is_fast(text: str) -> bool:
    return read_plain(text, URL) is not None


def rss(item: str) -> str:
    return f"{HEAD}<item>{item}</item></channel></rss>"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=feeds())
def test_a_plain_feed_is_read_as_feedparser_reads_it(text: str) -> None:
    if is_fast(text):
        assert parse(text.encode(), {}, URL) == read_by_feedparser(text.encode())


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_many_plain_feeds_are_read_as_feedparser_reads_them() -> None:
    compared = 0

    @settings(max_examples=2500, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(text=feeds())
    def same(text: str) -> None:
        nonlocal compared
        if is_fast(text):
            compared += 1
            assert parse(text.encode(), {}, URL) == read_by_feedparser(text.encode())

    same()
    assert compared > 250


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>B</title><entry><id>1</id><title>T</title>'
    '<link href="https://b.example/1"/><updated>2026-06-01T10:00:00Z</updated></entry></feed>'
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel>'
    '<title>B</title><items><rdf:Seq><rdf:li rdf:resource="u"/></rdf:Seq></items></channel>'
    '<item rdf:about="u"><title>T</title><link>https://b.example/1</link></item></rdf:RDF>'
)


@pytest.mark.parametrize(
    "text", [rss("<title>T</title><link>https://b.example/1</link><dc:creator>Ada</dc:creator>"), ATOM, RDF]
)
def test_usual_feeds_of_every_format_are_plain(text: str) -> None:
    assert is_fast(text)
    assert parse(text.encode(), {}, URL) == read_by_feedparser(text.encode())


def test_an_atom_id_that_is_no_link_gives_no_address() -> None:
    text = ATOM.replace("<id>1<", '<id isPermaLink="false">https://b.example/1<')
    text = text.replace('<link href="https://b.example/1"/>', "")
    assert is_fast(text)
    assert parse(text.encode(), {}, URL) == read_by_feedparser(text.encode())


def test_a_setting_leaves_every_feed_to_feedparser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(text: str, url: str) -> None:
        raise AssertionError((text, url))

    monkeypatch.setattr(parse_module, "read_plain", refused)
    assert isinstance(read_by_feedparser(rss("<title>T</title>").encode()), ParsedFeed)


def test_a_large_plain_feed_is_read_as_feedparser_reads_it() -> None:
    assert is_fast(LARGE)
    assert parse(LARGE.encode(), {}, URL) == read_by_feedparser(LARGE.encode())


# The guard knows all that feedparser knows


def _handled() -> set[str]:
    """What feedparser has a method for, as it names elements: `prefix_name`, or a name alone."""
    return {
        name.removeprefix(begin).lower()
        for name in dir(_FeedParserMixin)
        for begin in ("_start_", "_end_")
        if name.startswith(begin)
    }


def test_every_name_that_feedparser_handles_without_namespace_is_known() -> None:
    assert {name for name in _handled() if "_" not in name} <= MEANING_NAMES
    assert set(_FeedParserMixin.can_be_relative_uri) - {"wfw_comment", "wfw_commentrss"} <= MEANING_NAMES | {
        "icon",
        "logo",
    }


def test_every_prefix_that_feedparser_handles_is_known() -> None:
    prefixes = {name.partition("_")[0] for name in _handled() if "_" in name}
    harmless = {"psc"}  # chapters of podcasts, of no account whatever comes of them
    assert prefixes <= MEANING_PREFIXES | harmless


def test_every_namespace_to_which_feedparser_gives_a_meaning_is_known() -> None:
    for namespace, prefix in _FeedParserMixin.namespaces.items():
        lowered = namespace.lower()
        if not lowered or lowered in REFUSED_NAMESPACES | UNUSED_NAMESPACES:
            continue
        if prefix == "":
            assert namespace in (xml_plain_names.ATOM, xml_plain_names.RSS_1) or "backend.userland.com/rss" in lowered
        elif prefix.lower() in MEANING_PREFIXES:
            assert NAMESPACES.get(lowered) == prefix.lower()
    assert set(NAMESPACES) <= {namespace.lower() for namespace in _FeedParserMixin.namespaces}
    assert not set(BY_PREFIX) & {namespace.lower() for namespace in _FeedParserMixin.namespaces}


# Each part of the guard is needed: without it the two readers differ


def _nothing(*_: object) -> None:
    return None


def _never(*_: object) -> bool:
    return False


_NO_MATCH = re.compile("(?!)")
_BROKEN_GUARDS: list[tuple[str, Callable[[pytest.MonkeyPatch], None], str]] = [
    (
        "attributes",
        lambda patch: patch.setattr(xml_plain, "check_attributes", _nothing),
        rss('<title>T</title><link xml:base="https://andere.example/">eins</link>'),
    ),
    (
        "namespaces",
        lambda patch: patch.setattr(xml_plain, "check_namespace", _nothing),
        rss("<title>T</title><dc:creator>Ada</dc:creator>").replace("purl.org/dc/", "andere.example/dc/"),
    ),
    (
        "names without namespace",
        lambda patch: patch.setattr(xml_plain_names, "MEANING_NAMES", frozenset()),
        rss("<title>T</title><tags>eins, zwei</tags>"),
    ),
    (
        "references in CDATA",
        lambda patch: patch.setattr(xml_plain, "has_bad_reference", _never),
        rss("<title>T</title><guid><![CDATA[a&#11;b]]></guid>"),
    ),
    (
        "Windows-1252",
        lambda patch: (
            patch.setattr(xml_plain, "_holds_controls", _never),
            patch.setattr(xml_plain_fields, "_CONTROLS", _NO_MATCH),
        )[0],
        rss("<title>5 \x80 für dich</title>"),
    ),
    (
        "text or markup",
        lambda patch: patch.setattr(xml_plain_fields, "_MARKUP", _NO_MATCH),
        rss("<title>T</title><itunes:summary>&lt;p&gt;Absatz&lt;/p&gt;</itunes:summary>"),
    ),
    (
        "fields that come once",
        lambda patch: patch.setattr(xml_plain_fields, "_SINGLE", frozenset()),
        rss("<title>Eins</title><title>Zwei</title>"),
    ),
    (
        "what forgets a title",
        lambda patch: patch.setattr(xml_plain, "_TITLED", frozenset()),
        rss("<title>Eins</title><source>S</source><media:title>Zwei</media:title>"),
    ),
    (
        "authors of two kinds",
        lambda patch: patch.setattr(
            xml_plain_fields._People, "names", lambda people: tuple(name for name in people._names if name)
        ),
        ATOM.replace("<id>", "<dc:creator>Bert</dc:creator><author><name>Ada</name></author><id>").replace(
            "<feed ", '<feed xmlns:dc="http://purl.org/dc/elements/1.1/" '
        ),
    ),
    (
        "addresses",
        lambda patch: patch.setattr(xml_plain_fields, "_address", lambda text: text),
        rss("<title>T</title><guid>http:///b.example/1</guid>"),
    ),
]


@pytest.mark.parametrize(("guard", "break_it", "text"), _BROKEN_GUARDS, ids=[guard for guard, _, _ in _BROKEN_GUARDS])
def test_each_part_of_the_guard_is_needed(
    monkeypatch: pytest.MonkeyPatch, guard: str, break_it: Callable[[pytest.MonkeyPatch], None], text: str
) -> None:
    judged = read_by_feedparser(text.encode())
    assert not is_fast(text)
    assert parse(text.encode(), {}, URL) == judged
    break_it(monkeypatch)
    assert is_fast(text), guard
    assert parse(text.encode(), {}, URL) != judged, guard


# What takes long on either way holds up nobody, and stays within the limits of a worker


def _of_many(text: str, count: int = 100_000) -> str:
    return rss("<title>T</title>" + "".join(text.format(number) for number in range(count)))


PATHOLOGICAL = {
    "20 MB in one text": rss(f"<title>T</title><description>{'Wort &lt;b&gt;fett&lt;/b&gt; ' * 640_000}</description>"),
    "100,000 entries": rss("</item><item>".join(f"<guid>{number}</guid><title>T</title>" for number in range(100_000))),
    "100,000 categories": _of_many("<category>{0}</category>"),
    "100,000 authors": _of_many("<dc:creator>A{0}</dc:creator>"),
    "100,000 elements deep": rss(f"<title>T</title>{'<dc:x>' * 100_000}{'</dc:x>' * 100_000}"),
    "references without end": rss(f"<guid><![CDATA[{'&#0' * 500_000}]]></guid><title>{'&amp;#1' * 500_000}</title>"),
}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", ["", "feedparser"])
def test_a_pathological_feed_holds_up_nobody_on_either_way(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGEST_PARSER", way)
    plain = rss("<title>Beide</title>").encode()
    for name, text in PATHOLOGICAL.items():
        finished: list[str] = []

        async def read(called: str, body: bytes, pool: ReadPool, order: list[str] = finished) -> ParsedFeed | Failure:
            found = await pool.read(FEED, body, "", URL)
            order.append(called)
            return found

        async def both(body: bytes) -> tuple[ParsedFeed | Failure, ParsedFeed | Failure]:
            async with ReadPool() as pool:
                return await asyncio.gather(read("large", body, pool), read("small", plain, pool))

        large, small = asyncio.run(both(text.encode()))
        assert isinstance(small, ParsedFeed), name
        assert isinstance(large, ParsedFeed) or large.detail["reason"] in ("too slow", "MemoryError"), name
        if isinstance(large, Failure):
            assert finished == ["small", "large"], name


# Real feeds, and feeds that chance has broken


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_real_and_hostile_feeds_are_read_the_same_and_most_are_plain(corpus: Corpus) -> None:
    read = fast = 0
    for folder in ("feeds", "hostile"):
        for file in corpus.files(folder):
            text = read_text(file.read_bytes(), {})
            if file.suffix == ".gz" or is_json(text):
                continue
            plain = is_fast(text)
            if folder == "feeds":
                read, fast = read + 1, fast + plain
            if plain:
                assert parse(file.read_bytes(), {}, URL) == read_by_feedparser(file.read_bytes()), file.name
    assert fast / read >= (SHARE if corpus.name == "shared" else 0.6)  # the invented ones are chosen to be odd


def _bodies(corpus: Corpus) -> dict[str, bytes]:
    files = [file for folder in ("feeds", "hostile") for file in corpus.files(folder) if file.suffix == ".xml"]
    return {file.name: file.read_bytes() for file in files if file.stat().st_size < 200_000}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.sampled_from(OWN), mutations=st.lists(mutation, min_size=1, max_size=3))
def test_a_feed_that_chance_has_broken_is_read_the_same(
    body: bytes, mutations: list[tuple[str, float, int, bytes]]
) -> None:
    broken = mutated(body, mutations)
    assert parse(broken, {}, URL) == read_by_feedparser(broken)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_real_feeds_that_chance_has_broken_are_read_the_same(corpus: Corpus) -> None:
    bodies = _bodies(corpus)

    @settings(max_examples=800, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(name=st.sampled_from(sorted(bodies)), mutations=st.lists(mutation, min_size=1, max_size=3))
    def same(name: str, mutations: list[tuple[str, float, int, bytes]]) -> None:
        broken = mutated(bodies[name], mutations)
        if is_fast(read_text(broken, {})):
            assert parse(broken, {}, URL) == read_by_feedparser(broken)

    same()
