"""What a curator is told of pages and of feeds that fail, fall silent, move or are given up."""

from __future__ import annotations

import pytest

from digest.config.language import activate, tell
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.health import Failure, FailureKind
from digest.domain.message import Message
from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer, Reply

DETAIL = {
    "host": "blog.example", "status": "503", "seconds": "30", "size": "20", "count": "10", "scheme": "file",
    "url": "x", "proxy": "http://proxy.example:3128",
    "found": "https://blog.example/feed", "reason": "it breaks off before its end", "feed": "1a2b",
}  # fmt: skip


@pytest.mark.parametrize("kind", FailureKind)
def test_every_failure_has_a_sentence_and_a_way_out_in_both_languages(kind: FailureKind) -> None:
    failure = Failure(kind, DETAIL)
    said: dict[str, list[str]] = {}
    try:
        for language in ("en", "de"):
            activate(language)
            messages = (sentence(failure), remedy(failure), sentence(failure, "page"), remedy(failure, "page"))
            said[language] = [tell(message) for message in messages]
    finally:
        activate("en")
    for english, german in zip(said["en"], said["de"], strict=True):
        assert english.endswith((".", "?"))
        assert german.endswith((".", "?"))
        assert english != german
        assert "{" not in english + german
        assert "?" not in english + german


def test_the_reader_of_a_page_is_told_nothing_of_feeds() -> None:
    for kind in set(FailureKind) - {FailureKind.WEB_PAGE, FailureKind.NOT_A_FEED, FailureKind.DAMAGED}:
        failure = Failure(kind, DETAIL)
        assert "feed" not in str(remedy(failure, "page")).lower(), kind
        assert "feed" not in str(sentence(failure, "page")).replace("blog.example/feed", "").lower(), kind


def test_particulars_are_told_in_the_readers_language() -> None:
    failure = Failure(FailureKind.DAMAGED, {"reason": "it breaks off before its end"})
    activate("de")
    try:
        assert "breaks off" not in tell(sentence(failure))
    finally:
        activate("en")


def test_a_failing_feed_is_told_with_since_when_what_to_do_and_when_it_is_asked_again(
    digest: Digest, feed_server: FeedServer
) -> None:
    good = digest.ok("feeds", "add", feed_server.serve("/gut.xml", body=rss("A"))).word
    bad = digest.ok("feeds", "add", "--unchecked", feed_server.url("/fehlt.xml"), "--title", "Kaputt").word
    digest("fetch")
    digest.now = "2026-11-22T08:00:00+00:00"
    digest("fetch")
    (broken,) = digest.ok("feeds", "--broken", "--json").data
    assert broken["id"] == bad != good
    assert broken["error_since"].startswith("2026-11-21")
    assert broken["next_check"].startswith("2026-11-22")
    assert broken["next_reason_text"] == "further apart after errors"
    listed = digest("feeds")
    assert "failing since 2026-11-21" in listed.err
    assert "(404)" in listed.err
    assert "edit or remove the feed" in listed.err
    assert "the usual interval" in listed.out


def test_a_feed_that_is_silent_for_half_a_year_is_pointed_out(digest: Digest, feed_server: FeedServer) -> None:
    feed = digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss("A"), etag='"1"')).word
    assert digest.ok("feeds", "--broken", "--json").data == []
    digest.now = "2027-06-01T08:00:00+00:00"
    digest.ok("fetch")
    (silent,) = digest.ok("feeds", "--broken", "--json").data
    assert silent["id"] == feed
    assert silent["silent_since"].startswith("2026-11-21")
    assert "nothing new since 2026-11-21" in digest("feeds").err


def test_a_feed_given_up_by_its_publisher_is_paused_and_can_be_resumed(digest: Digest, feed_server: FeedServer) -> None:
    url = feed_server.script("/a.xml", *[Reply(body=rss("A"))] * 2, Reply(status=410), Reply(body=rss("B", "A")))
    feed = digest.ok("feeds", "add", url).word
    gone = digest("fetch", "--force")
    assert f"digest feeds edit {feed} --resume" in gone.err
    assert digest.ok("fetch", "--force", "--json").data["feeds"]["skipped"] == 1
    assert len(digest.ok("entries", "--json").data) == 1
    digest.ok("feeds", "edit", feed, "--resume")
    assert digest.ok("fetch", "--json").data["entries"]["new"] == 1
    assert digest.ok("feeds", "--json").data[0]["status"] == "ok"


def test_a_move_is_told_and_can_be_taken_back_for_good(digest: Digest, feed_server: FeedServer) -> None:
    new = feed_server.serve("/neu.xml", body=rss("A"))
    old = feed_server.serve("/alt.xml", body=rss("A"))
    feed = digest.ok("feeds", "add", old).word
    feed_server.redirect("/alt.xml", new, status=301)
    told = [digest.ok("fetch", "--force").err for _ in range(2)]
    assert "moved for good" not in told[0]
    assert f"digest feeds edit {feed} --url {old}" in told[1]
    assert f"Kanzelblick has moved for good to {new}" in told[1]
    (moved,) = digest.ok("feeds", "--json").data
    assert (moved["url"], moved["moved_from"]) == (new, old)
    digest.ok("feeds", "edit", feed, "--url", old)
    assert digest.ok("feeds", "--json").data[0]["moved_from"] is None
    for _ in range(3):
        digest.ok("fetch", "--force")
    (back,) = digest.ok("feeds", "--json").data
    assert (back["url"], back["moved_from"], back["status"]) == (old, None, "ok")
    assert len(digest.ok("entries", "--json").data) == 1


def test_an_address_at_which_a_feed_is_looked_for_is_told_without_a_word_of_feeds_that_are_kept() -> None:
    for kind in FailureKind:
        said = f"{sentence(Failure(kind, DETAIL), 'address')} {remedy(Failure(kind, DETAIL), 'address')}"
        if kind not in (FailureKind.PARSER, FailureKind.DAMAGED, FailureKind.NO_TEXT, FailureKind.PAYWALL):
            for word in ("tries again by itself", "edit", "remove", "paused", "older entries", "we wait"):
                assert word not in said.lower(), said


def test_an_address_whose_feed_was_given_up_is_not_added_and_told_as_what_it_is(
    digest: Digest, feed_server: FeedServer
) -> None:
    ran = digest("feeds", "add", feed_server.script("/weg.xml", Reply(status=410)))
    assert ran.code == 1
    assert "given up by its publisher (410)" in ran.err
    assert "404" not in ran.err
    assert digest.ok("feeds", "--json").data == []


@pytest.mark.parametrize(
    ("kind", "particular"),
    [
        (FailureKind.PROTOCOL, "illegal header line: bytearray(b'x')"),
        (FailureKind.PROTOCOL, "something that no version of h11 has said before"),
        (FailureKind.PROTOCOL, "peer closed connection without sending complete message body"),
        (FailureKind.TLS, "Hostname mismatch, certificate is not valid for 'feeds.example'."),
        (FailureKind.TLS, "certificate signature failure"),
        (FailureKind.HANDSHAKE, "wrong version number"),
        (FailureKind.HANDSHAKE, "sslv3 alert handshake failure"),
        (FailureKind.PARSER, "ValueError"),
        (FailureKind.PARSER, "-9"),
    ],
)
def test_no_particular_is_told_in_a_librarys_own_words(kind: FailureKind, particular: str) -> None:
    said = sentence(Failure(kind, {**DETAIL, "reason": particular}))
    assert isinstance(said.values["reason"], Message)
    assert particular not in str(said)


PAGE = """<!doctype html><html lang="de"><head><title>Über Krisen</title><meta name="author" content="Zoë Öztürk">
<link rel="canonical" href="{canonical}">{more}</head><body><nav>Startseite Kontakt</nav><article><h1>Über Krisen</h1>
{text}</article><footer>Teilen auf Mastodon</footer></body></html>"""
TEXT = "".join(f"<p>Absatz {number}: Wer in der Krise schweigt, überlässt anderen das Wort.</p>" for number in range(9))


def test_the_text_of_a_page_that_is_picked_is_kept(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    page = PAGE.format(canonical=feed_server.url("/a"), more="", text=TEXT)
    url = feed_server.serve("/a", body=page, content_type="text/html; charset=utf-8")
    ran = digest.ok("pick", url, "-c", "Krise")
    assert ran.err == "Picked for November 2026, under Krise: “Über Krisen”.\n"
    (content,) = digest.ok("library", "export").data["content"].values()
    (kept,) = content.values()
    assert "überlässt anderen" in kept
    assert "Mastodon" not in kept
    assert "Startseite" not in kept


@pytest.mark.parametrize(
    ("more", "text", "told"),
    [
        (
            '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>',
            TEXT,
            "behind a paywall; only",
        ),
        ("", "", "No text was found"),
    ],
)
def test_a_page_behind_a_paywall_or_without_text_is_picked_and_told(
    digest: Digest, feed_server: FeedServer, more: str, text: str, told: str
) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    page = PAGE.format(canonical=feed_server.url("/a"), more=more, text=text)
    url = feed_server.serve("/a", body=page, content_type="text/html; charset=utf-8")
    ran = digest.ok("pick", url, "-c", "Krise")
    assert told in ran.err
    assert digest.ok("picks", "--json").data[0]["title"] == "Über Krisen"


def test_a_page_that_is_not_there_is_told_without_a_word_of_feeds(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    ran = digest("pick", feed_server.url("/fehlt"), "-c", "Krise")
    assert ran.code == 1
    assert "Check the address." in ran.err
    assert "feed" not in ran.err


def test_settings_that_fit_no_feed_are_named(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/feed", rss("Eins")))
    digest.config.write_text('[feeds."https://gibt-es-nicht.example/feed"]\nuser = "a"\n', encoding="utf-8")
    told = digest("doctor")
    assert told.code == 2
    assert "gibt-es-nicht.example" in told.out
    digest.config.write_text(f'[feeds."{feed_server.url("/feed/")}"]\nuser = "a"\n', encoding="utf-8")
    digest.ok("doctor")
