"""Each hostile file of the corpus, at the address of a feed that was read well before.

For all of them: no traceback, one readable line, older entries stay, other feeds go on, and a second look brings
nothing. How many entries each has, and what is said of it, stands in the tables; what its line in the corpus asks of
parsing, exports and screens is named in `tests/test_promises.py`.
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from digest.bootstrap import Library
from tests.cli.feedtexts import rss
from tests.cli.running import Digest, Ran
from tests.feedserver import FeedServer, Reply
from tests.shared import Corpus

pytestmark = pytest.mark.slow

#: Entries that each file brings beside the older one. The last table's answers are no feeds, or not to be had.
ENTRIES = {
    "01-billion-laughs.xml": 2, "02-quadratic-blowup.xml": 1, "03-xxe-file.xml": 1, "04-xxe-http.xml": 1,
    "07-truncated.xml": 4, "13-declared-utf8-is-latin1.xml": 2, "14-declared-latin1-is-utf8.xml": 2,
    "15-declared-utf16-is-utf8.xml": 2, "16-unknown-charset.xml": 2, "17-windows1252-quotes.xml": 1,
    "18-terminal-escapes-raw.xml": 12, "19-terminal-escapes-charref.xml": 12, "20-terminal-escapes.json": 12,
    "21-rich-textual-markup.xml": 24, "22-bidi-zero-width.xml": 12, "23-title-1mb.xml": 2,
    "24-dangerous-links.xml": 25, "25-xss-content.xml": 22, "26-xss-atom-xhtml.xml": 3,
    "27-markdown-breaking-titles.xml": 31, "28-duplicate-guids.xml": 5, "29a-guid-changed-link-v1.xml": 2,
    "29b-guid-changed-link-v2.xml": 2, "30-no-guid.xml": 5, "31-dates.xml": 30, "32-10000-items.xml": 10_000,
    "33-unicode-width.xml": 21, "34-lone-surrogate.json": 2, "41-relative-links-xml-base.xml": 3,
    "42-rss-relative-links.xml": 2, "43-null-bytes.xml": 2, "44-deep-html.xml": 2, "45-deep-xml.xml": 2,
    "46-atom-odd-links.xml": 6, "47-empty-channel.xml": 0, "48-one-broken-item.xml": 5,
    "49-jsonfeed-wrong-types.json": 5, "50-undefined-entities.xml": 3, "51-path-traversal.xml": 8,
    "52-search-syntax.xml": 19, "53-many-categories.xml": 2, "54-crlf-injection.xml": 2,
}  # fmt: skip
SAID = {
    "05-gzip-bomb.xml.gz": "larger than 20 MB", "06-50mb-description.xml.gz": "larger than 20 MB",
    "07-truncated.xml": "damaged (it breaks off before its end); what could be read was kept",
    "08-html-page-as-feed.xml": "web page, not a feed", "09-empty.xml": "empty answer",
    "10-whitespace-only.xml": "empty answer", "11-binary-garbage.xml": "not a feed", "12-png-as-feed.xml": "not a feed",
}  # fmt: skip
#: Exit code and number of feeds of an import.
OPML = {
    "35-opml-nested-1000.opml": (1, 0), "36-opml-dangerous-urls.opml": (1, 9), "37-opml-duplicates.opml": (1, 3),
    "38-opml-billion-laughs.opml": (0, 2), "39-opml-broken.opml": (1, 2), "40-opml-bookmark-html.opml": (2, 0),
}  # fmt: skip
#: So large that a test of its own reads it.
LARGE = "32-10000-items.xml"
FEEDS = sorted({*ENTRIES, *SAID} - {LARGE})


@dataclass(frozen=True)
class Fetched:
    """What one fetch of all hostile feeds left."""

    digest: Digest
    ran: Ran
    again: Ran
    entries: dict[str, list[dict[str, Any]]]
    feeds: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def fetched(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fetched]:
    """A library in which every feed was well once and then became a hostile file."""
    digest = Digest(tmp_path_factory.mktemp("hostile"), environ={"DIGEST_ALLOW_HOSTS": "127.0.0.1,127.0.0.2"})
    with FeedServer() as server, FeedServer("127.0.0.2") as beside:
        addresses = {}
        for name in FEEDS:
            packing = {"Content-Encoding": "gzip"} if name.endswith(".gz") else {}
            old = Reply(body=rss(f"Davor {name}", site="https://davor.example"))
            hostile = Reply(body=corpus.hostile(name).read_bytes(), headers=packing)
            addresses[name] = server.script(f"/{name}", old, hostile)
        one, two = (Reply(body=rss(*titles)) for titles in (["A"], ["B", "A"]))
        addresses["daneben"] = beside.script("/daneben", one, two)
        outlines = (f"<outline text={quoteattr(name)} xmlUrl={quoteattr(url)}/>" for name, url in addresses.items())
        digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>')
        digest.ok("fetch", "--quiet")
        ran = digest("fetch", "--force", "--json", "--verbose")
        again = digest("fetch", "--force", "--json")
        entries: dict[str, list[dict[str, Any]]] = {name: [] for name in addresses}
        for row in digest.ok("entries", "--limit", 0, "--json").data:
            entries[row["feed_title"]].append(row)
        feeds = {row["title"]: row for row in digest.ok("feeds", "--json").data}
        yield Fetched(digest, ran, again, entries, feeds)


def test_every_file_of_the_corpus_has_a_line_here(corpus: Corpus) -> None:
    assert set(corpus.hostile_names()) == {*FEEDS, LARGE, *OPML}


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_that_turns_hostile_keeps_its_entries_and_is_told_in_one_line(name: str, fetched: Fetched) -> None:
    titles = [entry["title"] for entry in fetched.entries[name]]
    assert titles.count(f"Davor {name}") == 1
    assert len(titles) == 1 + ENTRIES.get(name, 0)
    told = [line for line in fetched.ran.err.splitlines() if line.startswith(f"{name}: ")]
    assert len(told) == 1
    feed = fetched.feeds[name]
    assert (feed["status"], feed["last_error"]) == (("error", feed["last_error"]) if name in SAID else ("ok", None))
    assert SAID.get(name, "") in (feed["last_error"] or "")
    assert (feed["last_error"] or "").isprintable()
    assert bool(feed["remedy"]) == (name in SAID)


def test_others_go_on_and_a_second_look_brings_nothing(fetched: Fetched) -> None:
    assert [entry["title"] for entry in fetched.entries["daneben"]] == ["B", "A"]
    assert fetched.ran.data["feeds"]["failed"] == len(SAID) - 1  # a damaged feed brings entries all the same
    assert fetched.again.data["entries"] == {"new": 0, "updated": 0}
    assert fetched.digest.ok("doctor").err == ""


def test_nothing_that_a_terminal_obeys_is_written_by_any_command(fetched: Fetched) -> None:
    digest = fetched.digest
    commands = (("entries", "--limit", 0), ("entries", "--limit", 0, "--json"), ("feeds",), ("feeds", "--json"),
                ("opml", "export"), ("doctor",), ("stats",))  # fmt: skip
    for ran in (fetched.ran, fetched.again, *(digest(*words) for words in commands)):
        shown = ran.out + ran.err
        assert "Traceback" not in shown
        assert "root:" not in shown
        assert "geheim" not in shown
        assert not {char for char in shown if unicodedata.category(char) == "Cc"} - {"\n"}
        assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def test_every_title_can_be_typed_into_the_search(fetched: Fetched) -> None:
    titles = [entry["title"] for entry in fetched.entries["52-search-syntax.xml"]]
    for title in titles:
        ran = fetched.digest("entries", "--search", title, "--json", "--limit", 0)
        assert (ran.code, ran.err) == (0, ""), title
        if any(char.isalnum() for char in title):
            assert title in [entry["title"] for entry in ran.data]


def test_umlauts_are_found_in_either_form_and_words_without_what_is_invisible_in_them(fetched: Fetched) -> None:
    def found(words: str, name: str) -> set[str]:
        rows = fetched.digest.ok("entries", "--search", words, "--json", "--limit", 0).data
        return {entry["id"] for entry in rows if entry["feed_title"] == name}

    composed, decomposed = (unicodedata.normalize(form, "Übergröße") for form in ("NFC", "NFD"))
    both = found(composed, "33-unicode-width.xml")
    assert both == found(decomposed, "33-unicode-width.xml")
    assert len(both) >= 2
    assert found("nullbreitezeichen", "22-bidi-zero-width.xml")


def test_rows_stay_rows_whatever_the_titles_and_tags_are(fetched: Fetched) -> None:
    for name in ("18-terminal-escapes-raw.xml", "22-bidi-zero-width.xml", "23-title-1mb.xml", "33-unicode-width.xml",
                 "53-many-categories.xml", "54-crlf-injection.xml"):  # fmt: skip
        listed = fetched.digest.ok("entries", "--feed", name, "--limit", 0).out
        assert len(listed.splitlines()) == 1 + len(fetched.entries[name])


def test_titles_name_no_file_outside_the_folder_of_an_export(fetched: Fetched, tmp_path: Path) -> None:
    digest, out = fetched.digest, tmp_path / "a" / "b" / "c"
    out.mkdir(parents=True)
    for entry in fetched.entries["51-path-traversal.xml"]:
        digest.ok("pick", entry["id"], "-c", entry["title"], "--edition", "2026-10")
    digest.ok("export", "2026-10", "--format", "markdown", "-o", out)
    digest.ok("edition", "close", "2026-10")
    digest.ok("site", out)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert all(path.resolve().is_relative_to(out) for path in written)
    assert all(len(path.name.encode()) < 100 for path in written)


def test_no_address_inside_a_hostile_file_is_asked(corpus: Corpus, digest: Digest, feed_server: FeedServer) -> None:
    with FeedServer("127.0.0.2") as trap:
        for name in ("03-xxe-file.xml", "04-xxe-http.xml", "24-dangerous-links.xml", "25-xss-content.xml"):
            body = corpus.hostile(name).read_bytes()
            named = body.replace(b"127.0.0.1:18099", f"127.0.0.2:{trap.port}".encode())
            assert (named != body) == name.startswith("04")
            digest.ok("feeds", "add", feed_server.serve(f"/{name}", named), "--unchecked")
        digest.ok("fetch")
        assert len(digest.ok("entries", "--limit", 0, "--json").data) == 49
        assert trap.requests == []


def test_what_was_marked_stays_marked(corpus: Corpus, digest: Digest, feed_server: FeedServer) -> None:
    first, second = (
        Reply(body=corpus.hostile(name).read_bytes())
        for name in ("29a-guid-changed-link-v1.xml", "29b-guid-changed-link-v2.xml")
    )
    digest.ok("feeds", "add", feed_server.script("/feed", first, first, second))
    before = digest.ok("entries", "--json").data
    for entry in before:
        digest.ok("pick", entry["id"], "-c", "Krise", "--comment", f"Zu {entry['title']}")
    library = Library(digest.environment())
    library.store.mark([library.reading.find(entry["id"]) for entry in before], read=True, shortlisted=True)
    library.close()
    digest.ok("fetch", "--force")
    after = digest.ok("entries", "--json").data
    assert [entry["url"] for entry in after] != [entry["url"] for entry in before]
    assert {entry["id"] for entry in after} == {entry["id"] for entry in before}
    assert [(entry["read"], entry["shortlisted"], bool(entry["pick"])) for entry in after] == [(True, True, True)] * 2
    assert {pick["comment"] for pick in digest.ok("picks", "--json").data} == {f"Zu {one['title']}" for one in before}


@pytest.mark.parametrize("name", OPML)
def test_a_hostile_opml_file_is_imported_or_refused_in_words(corpus: Corpus, name: str, tmp_path: Path) -> None:
    digest = Digest(tmp_path)
    file = corpus.hostile(name)
    ran = digest("opml", "import", file)
    feeds = digest.ok("feeds", "--json").data
    assert (ran.code, len(feeds)) == OPML[name], ran.err
    shown = ran.out + ran.err + digest.ok("opml", "export").out
    assert "Traceback" not in shown
    assert "root:" not in shown
    assert "geheim" not in shown
    assert shown.replace("\n", "").isprintable()
    assert bool(ran.err) == (ran.code > 0)  # never silent
    digest("opml", "import", file)
    assert digest.ok("feeds", "--json").data == feeds


_MEASURED = """
import sys
from digest.cli.main import run
run(sys.argv[1:])
print([line for line in open("/proc/self/status") if line.startswith("VmHWM")][0].split()[1])
"""


def fetched_alone(corpus: Corpus, name: str, digest: Digest, server: FeedServer) -> int:
    """The memory in kB that a process needs at most to fetch this file as its only feed."""
    if not Path("/proc/self/status").exists():
        pytest.skip("memory is read from /proc")
    packing = {"Content-Encoding": "gzip"} if name.endswith(".gz") else {}
    url = server.serve("/feed", corpus.hostile(name).read_bytes(), headers=packing)
    digest.ok("feeds", "add", url, "--unchecked")
    command = [sys.executable, "-c", _MEASURED, "fetch", "--quiet", "--force"]
    done = subprocess.run(command, env=digest.environment(), capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.parametrize("name", ["05-gzip-bomb.xml.gz", "06-50mb-description.xml.gz"])
def test_a_bomb_costs_little_memory(corpus: Corpus, name: str, digest: Digest, feed_server: FeedServer) -> None:
    assert fetched_alone(corpus, name, digest, feed_server) < 150 * 1024
    assert digest.ok("entries", "--json").data == []


def test_ten_thousand_entries_are_kept_once_in_bounded_memory(
    corpus: Corpus, digest: Digest, feed_server: FeedServer
) -> None:
    assert fetched_alone(corpus, LARGE, digest, feed_server) < 300 * 1024
    assert len(digest.ok("entries", "--json", "--limit", 0).data) == ENTRIES[LARGE]
    assert digest.ok("fetch", "--force", "--json").data["entries"] == {"new": 0, "updated": 0}
