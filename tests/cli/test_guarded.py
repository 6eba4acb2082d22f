"""Feeds, pages, full text, discovery, link checks, imports.

Every way to the web is the one guarded client's.
"""

from __future__ import annotations

import pytest

from digest.bootstrap import Library
from digest.domain.errors import DigestError
from tests.builders import an_entry
from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer

PRIVATE = "leads to a private address"


def test_every_way_to_the_web_goes_through_the_guard(digest: Digest, feed_server: FeedServer) -> None:
    with FeedServer("127.0.0.2") as inner:
        inside = inner.serve("/geheim", body=rss("Geheim"))
        imported = f'<opml version="2.0"><body><outline text="x" xmlUrl="{inside}"/></body></opml>'
        digest.ok("opml", "import", "-", stdin=imported)
        away = feed_server.redirect("/weg", inside)
        assert PRIVATE in digest("fetch").err
        assert PRIVATE in digest("feeds", "check").out
        assert PRIVATE in digest("feeds", "add", away).err
        assert PRIVATE in digest("pick", inside, "-c", "Krise").err
        assert PRIVATE in digest("edition", "import", inside).err
        digest.ok("pick", inside, "-c", "Krise", "--title", "T", "--comment", f"Dazu [mehr]({inside}).")
        assert "link-dead" not in [one["rule"] for one in digest("check", "--links", "--json").data]
        library = Library(digest.environment())
        with pytest.raises(DigestError, match=PRIVATE):
            library.full_text.fetch(an_entry(1, url=inside))
        library.close()
        assert inner.requests == []
