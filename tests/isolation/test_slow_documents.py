"""Documents made to be slow or to fill the memory, over every way in.

A sentence, and the others go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.bootstrap import Library
from digest.domain.errors import DigestError
from digest.feeds.article import FACTS
from digest.feeds.discover import DISCOVERY
from digest.feeds.full_text import TEXT, PageText
from digest.feeds.opml import read_opml
from digest.feeds.parsed import FEED
from digest.feeds.walls import WALL
from digest.isolation.reader import Reader, reading_failure
from digest.isolation.readpool import ReadPool, read_now
from digest.past.packages import PACKAGE
from digest.past.reading import POST
from tests.builders import an_entry
from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer

URL = "https://feed.example/f"
HTML = "text/html; charset=utf-8"
#: Each reader with its arguments.
READERS: dict[str, tuple[Reader[object], tuple[str, ...]]] = {
    "feed": (FEED, ("", URL)), "discovery": (DISCOVERY, (URL, HTML, "")), "facts": (FACTS, (URL, HTML)),
    "text": (TEXT, (URL, HTML)), "wall": (WALL, (HTML, "")), "package": (PACKAGE, ("datei",)),
    "post": (POST, ("datei", "", "", "")), "markdown": (POST, ("datei.md", "", "", "")),
    "page": (POST, ("datei.html", "html", "", "")),
}  # fmt: skip
MEGABYTE = 1_000_000
#: Peak memory of a reading process in MB.
MOST_MEMORY = 300


def item(inside: str) -> str:
    return f"<rss version='2.0'><channel><title>x</title><item><title>Eins</title>{inside}</item></channel></rss>"


def attributes(count: int) -> str:
    return " ".join(f'a{number}="x"' for number in range(count))


FORMATS = "<p>" + "".join(f"<b title={number}>" for number in range(240)) + "</p>" + "<p>x" * 90_000
#: Read at once, or within seconds of it, where it took minutes or a gigabyte before.
BETTERED = {
    "60,000 attributes": item("").replace("<item>", f"<item {attributes(60_000)}>"),
    "a root of 450 kB before 15,000 broken entries": (
        f'<rss version="2.0" x="{"a" * 450_000}"><channel>{"<item><title>T<b></title></item>" * 15_000}</channel></rss>'
    ),
    "formats that every paragraph opens anew": item(f"<description><![CDATA[{FORMATS}]]></description>"),
}  # fmt: skip
# An xml:base is left to feedparser, which looks through the categories again for each of them.
SLOW_FEED = item("".join(f"<category>{number}</category>" for number in range(40_000))).replace(
    "<rss ", "<rss xml:base='https://feed.example/' "
)
SLOW_PAGE = f"<html><head><title>T</title></head><body {attributes(95_000)}><p>x</p></body></html>"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """One second a document."""
    monkeypatch.setitem(ReadPool.__init__.__kwdefaults__, "seconds", 1)


def peak(name: str, document: str, folder: Path) -> tuple[str, float]:
    """What reading a document in a process of its own came to, and its peak memory in MB."""
    file = folder / "document"
    file.write_text(document)
    program = (
        "import json, resource, sys, pathlib; from digest.isolation.readpool import read_now\n"
        "from digest.domain.health import Failure; from tests.isolation.test_slow_documents import READERS\n"
        "reader, arguments = READERS[sys.argv[1]]\n"
        "found = read_now(reader, pathlib.Path(sys.argv[2]).read_bytes(), *arguments)\n"
        "told = found.detail.get('reason', '') if isinstance(found, Failure) else ''\n"
        "print(json.dumps([told, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, name, str(file)], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0, done.stderr
    told, memory = json.loads(done.stdout)
    return told, memory


@pytest.mark.slow
@pytest.mark.parametrize("name", BETTERED)
def test_what_took_minutes_is_read(name: str, tmp_path: Path) -> None:
    told, memory = peak("feed", BETTERED[name], tmp_path)
    assert told in ("", "too slow")  # a busy machine may be
    assert memory < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("document", [FORMATS, SLOW_FEED, SLOW_PAGE, "[" * MEGABYTE, "*a " * 330_000], ids=range(5))
def test_no_document_fills_the_memory(name: str, document: str, tmp_path: Path) -> None:
    assert peak(name, document, tmp_path)[1] < MOST_MEMORY


def test_a_document_that_fills_the_memory_is_told() -> None:
    packer = zlib.compressobj(1)
    bomb = b"".join(packer.compress(b"\0" * MEGABYTE) for _ in range(2 * MOST_MEMORY)) + packer.flush()
    assert read_now(Reader("zlib", "decompress", PageText), bomb) == reading_failure("MemoryError")


@pytest.mark.usefixtures("hasty")
def test_a_slow_feed_is_told_by_fetch_and_holds_up_no_other(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    slow = [feed_server.serve(f"/slow{number}", SLOW_FEED.encode()) for number in range(2)]
    quick = [feed_server.serve(f"/{number}", rss(f"Titel {number}")) for number in range(3)]
    outlines = "".join(f'<outline text="{url}" xmlUrl="{url}"/>' for url in slow + quick)
    digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body>{outlines}</body></opml>')
    ran = digest("fetch")
    assert ran.code == 1
    assert ran.err.count("The feed could not be read (it takes longer than 1 seconds)") == 2, ran.err
    assert len(digest.ok("entries", "--json").data) == 3


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The feed could not be read (it takes longer than 1 seconds)."),
     ("de", "Der Feed ließ sich nicht lesen (es dauert länger als 1 Sekunden).")],
)  # fmt: skip
def test_a_slow_feed_is_told_when_it_is_added(
    digest: Digest, feed_server: FeedServer, language: str, said: str
) -> None:
    digest.environ["LC_ALL"] = f"{language}_DE.UTF-8"
    ran = digest("feeds", "add", feed_server.serve("/slow", SLOW_FEED.encode()))
    assert (ran.code, said in ran.err) == (1, True), ran.err
    assert digest.ok("feeds", "--json").data == []


@pytest.mark.slow
@pytest.mark.usefixtures("hasty")
def test_a_slow_page_is_told_when_it_is_picked_or_read(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    url = feed_server.serve("/page", SLOW_PAGE.encode(), content_type=HTML)
    ran = digest("pick", url, "-c", "Krise")
    assert ran.code == 1
    assert "(it takes longer than 1 seconds)" in ran.err
    assert "(it takes longer than 1 seconds)" in digest.ok("pick", url, "-c", "Krise", "--title", "T").err
    library = Library(digest.environment())
    with pytest.raises(DigestError, match="it takes longer than 1 seconds"):
        library.full_text.fetch(an_entry(1, url=url))
    library.close()


@pytest.mark.slow
@pytest.mark.usefixtures("hasty")
def test_a_slow_post_is_told_when_it_is_imported(digest: Digest, feed_server: FeedServer, tmp_path: Path) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    url = feed_server.serve("/post.html", SLOW_PAGE.encode(), content_type=HTML)
    (tmp_path / "post.html").write_text(SLOW_PAGE)
    for source in (url, tmp_path / "post.html"):
        ran = digest("edition", "import", source)
        assert (ran.code, "it takes longer than 1 seconds" in ran.err) == (1, True), ran.err


# Anything of up to a megabyte

UNITS = (
    "<b title={n}>", "<a href=x>", "</b>", "<p>x", "<div>", "</div>", "<table>", "<td>", "<tr><td>", "<li>", "<svg>",
    "<math>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#60;", "&lt;b&gt;", "<", ">", "[", "](", "*", "**a", "_a",
    "`", "\\", "{", '{"a":', '"', "'", "=", " a{n}=x", "<x y='", "<category>{n}</category>", "<item><title>", "</item>",
    "<entry>", "<link rel=alternate ", "<meta name=a content=b>", "<script type=application/ld+json>", "\n", "\n\n",
    "> ", "# ", "1. a\n", "- a\n", "| ", "a", "http://a.example/", "@", "ä", "\u200d", "\x00", "<font color={n}>",
    "<nobr>", "<select>", "<template>", "<frameset>", "<ruby><rt>", "<form>", "<h1>", "<author>a@b (", "Mon, ", "<?x ",
    "<!DOCTYPE ",
)  # fmt: skip
FRAMES = (
    "{}", "<html><body>{}", "<html><head>{}", "<html {}>", "<html><body><article>{}</article>", "---\n{}\n---\nx",
    "<rss version='2.0'><channel><item><title>a</title><description><![CDATA[{}]]></description></item></channel>",
    "<rss version='2.0'><channel><item><title>{}</title></item></channel></rss>", "<rss version='2.0' {}></rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='html'>{}</content></entry></feed>",
    '{{"version":"https://jsonfeed.org/version/1.1","items":[{{"id":"1","content_html":"{}"}}]}}', '{{"items":[{}',
    "From: a\nSubject: {}\n\nx", "From: a\nSubject: x\nContent-Type: text/html\n\n{}",
    '<html><script type="application/ld+json">{}</script>', "<html><title>{}</title>",
)  # fmt: skip
slow_documents = st.builds(
    lambda frame, units, size: frame.format(repeated(units, size)),
    st.sampled_from(FRAMES), st.lists(st.sampled_from(UNITS), min_size=1, max_size=4),
    st.sampled_from((20_000, 200_000, 500_000, MEGABYTE)),
)  # fmt: skip


def repeated(units: list[str], size: int) -> str:
    """The units over and over, numbered where they say so.

    With several, the first third is of the first alone.
    """
    first, unit = units[0], "".join(units)
    count = max(size // max(len(unit), 1) // 2, 1)
    rounds = range(count)
    head = "".join(first.replace("{n}", str(number)) for number in rounds) if len(units) > 1 else ""
    return (head + "".join(unit.replace("{n}", str(number)) for number in rounds))[:size]


async def answers(document: bytes, seconds: int) -> None:
    """Every reader gives an answer of its type, or says what is wrong; none of them hangs."""
    async with asyncio.timeout(100), ReadPool(workers=2, seconds=seconds) as pool:
        await asyncio.gather(*(pool.read(reader, document, *arguments) for reader, arguments in READERS.values()))


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(slow_documents)
def test_every_reader_answers_whatever_the_document_is(document: str) -> None:
    asyncio.run(answers(document.encode()[:100_000], 1))


@pytest.mark.slow
@pytest.mark.timeout(3000)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(slow_documents)
def test_every_reader_answers_to_a_megabyte_of_anything(document: str) -> None:
    asyncio.run(answers(document.encode()[:MEGABYTE], 2))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from((*UNITS, '<outline text="', 'xmlUrl="')), min_size=1, max_size=3))
def test_a_list_of_feeds_is_read_in_linear_time(units: list[str]) -> None:
    """OPML is the curator's own file, read in the program itself."""
    document = f'<opml version="2.0"><body>{repeated(units, 200_000)}</body></opml>'.encode()
    with contextlib.suppress(DigestError):
        read_opml(document)
