"""Quotation law: of a feed's words only title, address, source and author leave digest."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from digest.domain.document import STYLES, RenderOptions
from digest.domain.edition import Assembled, Edition, Pick, Section
from digest.export.archive import Series, archive_files
from digest.export.registry import FORMATS, renderer
from digest.feeds.merge import merge
from digest.feeds.parse import parse
from digest.feeds.parsed import ParsedFeed
from tests.export.reading import readable
from tests.shared import Corpus


def sentences(html: str) -> list[str]:
    """Runs of words long enough to be nobody's by chance."""
    words = re.sub(r"<[^>]*>|\s+", " ", html).split()
    return [" ".join(words[at : at + 8]) for at in range(0, max(len(words) - 7, 0), 8)]


@pytest.mark.slow
def test_no_teaser_image_or_tracker_of_the_corpus_is_ever_exported(corpus: Corpus) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    checked = 0
    for known in corpus.rows("feeds"):
        feed = parse((corpus.root / known["file"]).read_bytes(), {}, "https://feed.example/rss")
        if not isinstance(feed, ParsedFeed) or not feed.entries:
            continue
        entries = merge("f", feed, (), now, "2026-11", first=True).entries[:3]
        picks = tuple(
            Pick(
                id=entry.id, edition_id="2026-11", category="IK", original_title=entry.title, url=entry.url,
                canonical_url=entry.canonical_url, comment="Ein eigener Satz.", author=entry.author, source=feed.title,
            )
            for entry in entries
        )  # fmt: skip
        edition = Assembled(Edition("2026-11"), "Titel", "de", (Section("IK", picks),))
        options = [RenderOptions(style=style, credit=True) for style in STYLES]
        shown = "\n".join(readable(renderer(name).render(edition, chosen)) for name in FORMATS for chosen in options)
        shown += b"\n".join(archive_files([edition], Series("S", "A"), options[0]).values()).decode()
        own = " ".join((feed.title, *(f"{pick.original_title} {pick.author}" for pick in picks)))
        for entry, parsed in zip(entries, feed.entries, strict=False):
            teasers = sentences(f"{entry.summary} ") + sentences(parsed.content)
            checked += len(teasers)
            assert not [one for one in teasers if one in shown and unescape(one) not in own], known["file"]
        assert not re.findall(r"(?i)<img|<iframe|<script|[?&](?:utm_\w+|fbclid|gclid|wt_zmc)=", shown), known["file"]
    assert checked > 100
