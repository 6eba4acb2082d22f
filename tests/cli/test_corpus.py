"""The collected real feeds, fetched over HTTP into one library by the command line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from tests.cli.running import Digest
from tests.feedserver import FeedServer
from tests.shared import Corpus

pytestmark = pytest.mark.slow


def subscribe(digest: Digest, urls: dict[str, str]) -> None:
    outlines = "".join(f"<outline text={quoteattr(name)} xmlUrl={quoteattr(url)}/>" for name, url in urls.items())
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body>{outlines}</body></opml>')


def serve(server: FeedServer, files: list[Path]) -> dict[str, str]:
    urls = {}
    for file in files:
        urls[file.name] = server.serve(f"/{file.name}", body=file.read_bytes())
    return urls


@pytest.mark.timeout(300)
def test_every_real_feed_is_read_once_and_once_only(corpus: Corpus, digest: Digest, feed_server: FeedServer) -> None:
    rows = corpus.rows("feeds")
    assert len(rows) > 30
    urls = serve(feed_server, [corpus.root / row["file"] for row in rows])
    subscribe(digest, urls)
    digest("fetch")
    counted = Counter(entry["feed_url"] for entry in digest.ok("entries", "--limit", 0, "--json").data)
    few = {
        row["file"]: (counted[urls[Path(row["file"]).name]], row["min_entries_expected"])
        for row in rows
        if counted[urls[Path(row["file"]).name]] < row["min_entries_expected"]
    }
    assert not few
    again = digest("fetch", "--force", "--json").data
    assert again["entries"]["new"] == 0


@pytest.mark.timeout(300)
def test_every_opml_file_is_imported_and_comes_out_again(corpus: Corpus, tmp_path: Path) -> None:
    for row in corpus.rows("opml"):
        name = Path(row["file"]).name
        digest = Digest(tmp_path / name)
        ran = digest("opml", "import", corpus.root / "opml" / name)
        assert ran.code in (0, 1), (name, ran.err)
        feeds = digest.ok("feeds", "--json").data
        # The manifest counts Liferea's "vfolder", and a host with and without its slash, as feeds; both are told.
        assert len(feeds) + (ran.code == 1) >= row["unique_feeds"], (name, ran.err)
        exported = digest.ok("opml", "export").out
        other = Digest(tmp_path / f"{name}-again")
        other("opml", "import", "-", stdin=exported)
        assert other.ok("opml", "export").out == exported, name
