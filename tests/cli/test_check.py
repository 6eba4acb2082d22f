"""`digest check`: what it prints, its exit codes, silencing, and links asked over real HTTP."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import Asked, FeedServer, Reply

COMMENT = "Kluge Übersicht: Elf Redaktionen erzählen, womit man ihnen wirklich hilft und womit bitte nicht."


@pytest.fixture
def filled(digest: Digest, feed_server: FeedServer) -> Digest:
    """Two picks, the second without a comment."""
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1,127.0.0.2"
    feed = rss("Erster Beitrag", "Zweiter Beitrag", site=feed_server.url(""))
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=feed))
    first, second = (entry["id"] for entry in digest.ok("entries", "--json").data)
    digest.ok("pick", first, "-c", "IK", "--comment", COMMENT)
    digest.ok("pick", second, "-c", "Krise")
    return digest


def remarks(digest: Digest, *arguments: object) -> list[tuple[str, int]]:
    data: list[dict[str, Any]] = digest("check", *arguments, "--json").data
    return [(remark["rule"], remark["position"]) for remark in data]


def test_an_error_is_told_first_with_its_rule_and_pick_and_ends_in_exit_code_1(filled: Digest) -> None:
    ran = filled("check")
    pick = filled.ok("picks", "--json").data[1]["id"]
    assert ran.code == 1
    assert ran.out.splitlines()[0] == f"✗ Pick 2 has no comment. [no-comment, {pick}]"
    assert "1 error" in ran.err
    data = filled("check", "november", "--json").data[0]
    assert data == {
        "rule": "no-comment", "severity": "error", "message": "Pick 2 has no comment.", "edition": "2026-11",
        "pick": pick, "position": 2, "field": "comment",
    }  # fmt: skip


def test_warnings_alone_are_no_failure_and_nothing_at_all_is_said(filled: Digest) -> None:
    filled.ok("comment", filled.ok("picks", "--json").data[1]["id"], COMMENT + " Mehrfach.")
    filled.ok("check")
    silence = '{"too-few" = "Sommer", "empty-category" = "egal", "plain-http" = "nur hier"}'
    filled.config.write_text(f"[check]\nsilence = {silence}\n", encoding="utf-8")
    ran = filled.ok("check")
    assert (ran.out, "Nothing to mend" in ran.err) == ("", True)
    assert filled.ok("check", "--json").data == []


@pytest.mark.parametrize("silence", ['{"no-such-rule" = "x"}', '{"too-few" = " "}', '"too-few"'])
def test_a_silence_that_names_no_rule_or_reason_is_refused_with_its_line(digest: Digest, silence: str) -> None:
    digest.config.write_text(f"[check]\nsilence = {silence}\n", encoding="utf-8")
    ran = digest("check")
    assert ran.code == 2
    assert f"{digest.config}:2" in ran.err


def test_a_rule_is_never_minded_for_one_pick_until_it_is_again(filled: Digest) -> None:
    pick = filled.ok("picks", "--json").data[1]["id"]
    filled.ok("check", "--anyway", pick[:5], "no-comment")
    assert ("no-comment", 2) not in remarks(filled)
    assert filled("check", "--again", pick, "no-comment").code == 1
    refused = filled("check", "--anyway", pick, "comments")
    assert (refused.code, "no-comment" in refused.err) == (2, True)


def test_a_teaser_pasted_as_a_comment_is_told(digest: Digest, feed_server: FeedServer) -> None:
    teaser = "Acht Wörter in einer Reihe sind kein Zufall mehr, sondern abgeschrieben."
    feed = (
        f"<rss version='2.0'><channel><title>B</title><item><title>Eins</title><link>http://a.example/1</link>"
        f"<description>{teaser}</description></item></channel></rss>"
    )
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=feed))
    digest.ok("pick", digest.ok("entries", "--json").data[0]["id"], "-c", "IK", "--comment", "Stimmt: " + teaser)
    assert ("copied", 1) in remarks(digest)


def test_closing_says_what_the_preflight_finds_and_never_refuses(filled: Digest) -> None:
    ran = filled.ok("edition", "close", "november")
    assert "no-comment" in ran.err
    assert filled.ok("edition", "list", "--json").data[0]["status"] == "closed"


def test_an_earlier_edition_is_remembered_by_pick_and_by_link(filled: Digest) -> None:
    first = filled.ok("entries", "--json").data[0]
    filled.ok("pick", first["id"], "-c", "Krise", "--edition", "2026-03", "--comment", COMMENT)
    assert ("earlier-edition", 1) in remarks(filled)
    linked = "Siehe auch [hier](https://vortrag.example/a?utm_source=x), das lohnt die Zeit."
    filled.ok("pick", "http://10.0.0.1/x", "-c", "IK", "--title", "T", "--comment", linked, "--edition", "2026-04")
    page = ("http://vortrag.example/a/", "-c", "IK", "--title", "Vortrag")
    assert "linked" not in filled.ok("pick", *page).err, "a draft's links come and go"
    filled.ok("edition", "close", "2026-04")
    ran = filled.ok("pick", *page)
    assert "already in April, linked in a comment under IK" in ran.err
    row = next(row for row in filled.ok("entries", "--json").data if row["title"] == "Vortrag")
    assert row["earlier"] == [{"edition": "2026-04", "category": "IK", "linked": True}]


def test_links_are_asked_with_head_then_get_and_only_with_links(filled: Digest, feed_server: FeedServer) -> None:
    other = FeedServer("127.0.0.2")
    try:
        gone = feed_server.url("/weg")
        feed_server.script("/weg", Reply(status=410))
        moved = feed_server.redirect("/alt", other.serve("/neu", body="<p>da</p>", content_type="text/html"))
        moody = feed_server.serve("/streng", status=403)
        text = f"{COMMENT} [weg]({gone}), [alt]({moved}), [streng]({moody})"
        filled.ok("comment", filled.ok("picks", "--json").data[1]["id"], text)
        asked_before = len(feed_server.requests)
        assert not {rule for rule, _ in remarks(filled)} & {"link-dead", "link-moved", "link-unsure"}
        assert len(feed_server.requests) == asked_before
        found = [(rule, position) for rule, position in remarks(filled, "--links") if rule.startswith("link-")]
        assert {rule for rule, position in found if position == 2} >= {"link-dead", "link-moved", "link-unsure"}
        methods = [asked.method for asked in feed_server.requests[asked_before:] if asked.path == "/weg"]
        assert methods == ["HEAD", "GET"]
    finally:
        other.close()


def test_links_of_one_host_are_asked_one_at_a_time(filled: Digest, feed_server: FeedServer) -> None:
    gate, under_way, most = threading.Event(), [0], [0]

    def slowly(asked: Asked) -> Reply:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        gate.wait(60)
        under_way[0] -= 1
        return Reply(body=b"<p>da</p>")

    with FeedServer("127.0.0.2") as other:
        feed_server.answer("*", slowly)
        other.answer("*", lambda asked: Reply(body=b"<p>da</p>"))
        # The first of one host is held until the other host has answered five times: time enough for a second.
        release = threading.Thread(target=lambda: (other.wait_for(5, 60), gate.set()))
        release.start()
        links = [server.url(f"/{number}") for number in range(5) for server in (feed_server, other)]
        text = " ".join(f"[mehr]({url})" for url in links)
        filled.ok("comment", filled.ok("picks", "--json").data[1]["id"], f"{COMMENT} {text}")
        asked_before = len(feed_server.requests)
        found = {rule for rule, _ in remarks(filled, "--links") if rule.startswith("link-")}
        release.join()
    assert not found & {"link-dead", "link-unsure"}
    assert len(feed_server.requests) - asked_before >= 5
    assert most == [1]


def page(title: str, body: str = "") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def test_links_that_end_at_something_else_than_the_page_are_told(filled: Digest, feed_server: FeedServer) -> None:
    feed_server.serve("/login", page("Anmelden", "<input type=password>"), content_type="text/html")
    feed_server.serve("/weg", page("Seite nicht gefunden"), content_type="text/html")
    feed_server.serve("/da", page("Ein Beitrag", "<p>Text.</p>" * 400_000), content_type="text/html")
    feed_server.serve("/bot", status=403, headers={"cf-mitigated": "challenge"})
    text = " ".join(f"[x]({feed_server.url(path)})" for path in ("/plus", "/weg", "/da", "/bot"))
    feed_server.redirect("/plus", "/login")
    filled.ok("comment", filled.ok("picks", "--json").data[1]["id"], f"{COMMENT} {text}")
    told = [
        (one["rule"], one["message"])
        for one in filled("check", "--links", "--json").data
        if "127.0.0.1" in one["message"]
    ]
    found = {rule: message for rule, message in told if rule.startswith("link-") and "/plus" not in message}
    assert "/weg" in found["link-dead"]
    assert "bot check" in found["link-unsure"]
    assert [rule for rule, message in told if "/plus" in message and rule.startswith("link-")] == ["link-unsure"]
    assert not [rule for rule, message in told if "/da" in message and rule.startswith("link-")]


def test_a_rule_is_ignored_with_a_reason_that_stays_with_the_pick(filled: Digest) -> None:
    pick = filled.ok("picks", "--json").data[0]["id"]
    rule = next(one["rule"] for one in filled("check", "--json").data if one["pick"] == pick)
    remarks = filled("check", "--anyway", pick, rule, "--reason", "ein Klassiker", "--json").data
    assert (rule, pick) not in {(one["rule"], one["pick"]) for one in remarks}
    remarks = filled("check", "--again", pick, rule, "--json").data
    assert (rule, pick) in {(one["rule"], one["pick"]) for one in remarks}
