"""Picking, commenting, ordering, closing and exporting by commands."""

from __future__ import annotations

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer

PAGE = """<!DOCTYPE html><html lang="de"><head><title>Ein Vortrag | Bühne</title>
<meta property="og:title" content="Ein Vortrag über Krisen"><meta name="author" content="Ada Beispiel"></head>
<body><article><p>Text.</p></article></body></html>"""


@pytest.fixture
def filled(digest: Digest, feed_server: FeedServer) -> Digest:
    """A library with five entries."""
    titles = ("Erster Beitrag", "Zweiter | Beitrag", "Dritter", "Vierter", "Fünfter")
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=rss(*titles)), "--category", "IK")
    return digest


def ids(digest: Digest) -> list[str]:
    return [entry["id"] for entry in digest.ok("entries", "--json").data]


def titles(digest: Digest, *arguments: str) -> list[str]:
    return [pick["title"] for pick in digest.ok("picks", *arguments, "--json").data]


def test_an_entry_is_picked_by_the_beginning_of_its_id(filled: Digest) -> None:
    entry = ids(filled)[0]
    pick = filled.ok("pick", entry[:6], "-c", "krise", "--comment", "Überaus wahr: so „geht“ das.").word
    (row,) = filled.ok("picks", "--json").data
    assert row == {
        "id": pick, "edition": "2026-11", "position": 1, "category": "Krise", "title": "Erster Beitrag",
        "original_title": "Erster Beitrag", "url": row["url"], "source": "Kanzelblick", "author": "",
        "language": "de", "comment": "Überaus wahr: so „geht“ das.", "version": row["version"],
        "curator": row["curator"], "edited_by": row["curator"],
    }  # fmt: skip
    listed = filled.ok("entries", "--json").data[0]
    assert listed["pick"] == {"edition": "2026-11", "category": "Krise", "comment": row["comment"]}


def test_picking_again_changes_only_what_is_given(filled: Digest) -> None:
    entry = ids(filled)[0]
    first = filled.ok("pick", entry, "-c", "Krise", "--comment", "Meine Worte", "--author", "Ada").word
    again = filled.ok("pick", entry, "--title", "Kürzer").word
    assert again == first
    (row,) = filled.ok("picks", "--json").data
    assert (row["category"], row["comment"], row["author"], row["title"]) == ("Krise", "Meine Worte", "Ada", "Kürzer")
    filled.ok("pick", entry, "-c", "IK", "--edition", "2026-10")
    assert len(titles(filled)) == len(titles(filled, "oktober")) == 1


def test_without_a_category_the_feeds_preset_holds(filled: Digest) -> None:
    filled.ok("pick", ids(filled)[0])
    assert filled.ok("picks", "--json").data[0]["category"] == "IK"


def test_picking_what_an_earlier_edition_had_says_so(filled: Digest) -> None:
    entry = ids(filled)[0]
    filled.ok("pick", entry, "-c", "Krise", "--edition", "2026-03")
    ran = filled.ok("pick", entry, "-c", "IK")
    assert "already in March, under Krise" in ran.err
    assert "Picked for November 2026, under IK: “Erster Beitrag”." in ran.err
    assert "Krise" in ran.err


def test_any_page_can_be_picked_by_its_address(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    url = feed_server.serve("/vortrag?utm_source=x", body=PAGE.encode(), headers={"Content-Type": "text/html"})
    digest.ok("pick", url, "-c", "Podcast", "--comment", "-", stdin="Aus der Leitung.\n")
    (row,) = digest.ok("picks", "--json").data
    assert row["title"] == "Ein Vortrag über Krisen"
    assert row["author"] == "Ada Beispiel"
    assert row["language"] == "de"
    assert row["comment"] == "Aus der Leitung."
    assert "utm_source" not in row["url"]


def test_a_page_that_cannot_be_read_is_picked_with_a_title_and_told_without(digest: Digest) -> None:
    refused = digest("pick", "http://10.0.0.1/x", "-c", "Krise")
    assert refused.code == 1
    assert "--title" in refused.err
    ran = digest.ok("pick", "http://10.0.0.1/x", "-c", "Krise", "--title", "Von Hand")
    assert "private address" in ran.err
    assert titles(digest) == ["Von Hand"]


def test_a_page_whose_pick_is_refused_is_neither_asked_for_nor_kept(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    url = feed_server.serve("/vortrag", body=PAGE.encode(), headers={"Content-Type": "text/html"})
    for category in ((), ("-c", " ")):
        refused = digest("pick", url, *category)
        assert (refused.code, "Picked" in refused.err) == (2, False)
    digest.ok("pick", "http://10.0.0.1/x", "-c", "Krise", "--title", "Von Hand", "--edition", "2026-10")
    digest.ok("edition", "close", "2026-10")
    assert digest("pick", url, "-c", "Krise", "--edition", "2026-10").code == 2
    assert not feed_server.requests
    assert [entry["title"] for entry in digest.ok("entries", "--json").data] == ["Von Hand"]


def test_picks_move_within_their_section_drop_and_come_back(filled: Digest) -> None:
    entries = ids(filled)
    picks = [filled.ok("pick", entry, "-c", "IK", "--comment", f"Text {n}").word for n, entry in enumerate(entries[:3])]
    filled.ok("pick", entries[3], "-c", "Krise")
    filled.ok("move", picks[2], "1")
    assert titles(filled) == ["Dritter", "Erster Beitrag", "Zweiter | Beitrag", "Vierter"]
    ran = filled.ok("move", picks[2], "4")
    assert "IK ends at position 3; the pick is there now." in ran.err
    assert titles(filled) == ["Erster Beitrag", "Zweiter | Beitrag", "Dritter", "Vierter"]
    filled.ok("drop", picks[0])
    assert titles(filled)[0] == "Zweiter | Beitrag"
    assert filled.ok("pick", entries[0]).word == picks[0]
    assert filled.ok("picks", "--json").data[0]["comment"] == "Text 0"


def test_a_comment_is_replaced_and_may_begin_with_a_dash(filled: Digest) -> None:
    pick = filled.ok("pick", ids(filled)[0], "-c", "IK").word
    filled.ok("comment", pick, "- ein Punkt\n- noch einer")
    assert filled.ok("picks", "--json").data[0]["comment"] == "- ein Punkt\n- noch einer"
    filled.ok("comment", pick, "-", stdin="Neu.\n")
    assert filled.ok("picks", "--json").data[0]["comment"] == "Neu."


def test_an_edition_is_set_closed_frozen_and_reopened(filled: Digest) -> None:
    for number, (entry, label) in enumerate(zip(ids(filled), ("Tumblr", "Chatbots", "Krise"), strict=False)):
        filled.ok("pick", entry, "-c", label, "--comment", str(number))
    filled.ok("edition", "set", "--labels", "Chatbots,Tumblr", "--url", "https://blog.example/november")
    filled.ok("edition", "set", "--intro", "-", stdin="Der November war lang.\n")
    shown = filled.ok("edition", "show", "--json").data
    assert [pick["category"] for pick in shown["picks"]] == ["Chatbots", "Tumblr", "Krise"]
    assert shown["title"] == "3 Lesetipps aus dem November"
    filled.ok("edition", "set", "--labels", "")
    shown = filled.ok("edition", "show", "--json").data
    assert [pick["category"] for pick in shown["picks"]] == ["Tumblr", "Chatbots", "Krise"]
    filled.ok("edition", "close", "november")
    before = filled.ok("export", "2026-11", "--format", "text").out
    filled.config.write_text('[categories]\nstanding = ["Krise"]\norder = ["Krise", "*"]\n[edition]\ntitle = "X {n}"\n')
    assert filled.ok("export", "2026-11", "--format", "text").out == before
    refused = filled("pick", ids(filled)[4], "-c", "Krise", "--edition", "2026-11")
    assert refused.code == 2
    assert "reopen" in refused.err
    filled.ok("edition", "reopen", "2026-11")
    assert filled.ok("edition", "show", "2026-11", "--json").data["title"] == "X 3"
    assert [row["id"] for row in filled.ok("edition", "list", "--json").data] == ["2026-11"]


def test_deleting_a_feed_and_what_was_fetched_changes_no_edition(filled: Digest) -> None:
    for entry in ids(filled)[:3]:
        filled.ok("pick", entry, "-c", "Krise", "--comment", "Bleibt.")
    documents = [filled.ok("export", "--format", name).out for name in ("text", "html", "json")]
    filled.ok("feeds", "remove", filled.ok("feeds", "--json").data[0]["id"])
    (filled.library / "archive.sqlite").unlink()
    assert [filled.ok("export", "--format", name).out for name in ("text", "html", "json")] == documents


def test_an_export_goes_to_a_file_or_into_a_folder(filled: Digest) -> None:
    filled.ok("pick", ids(filled)[0], "-c", "Krise")
    target = filled.home / "tipps.md"
    filled.ok("export", "--format", "markdown", "-o", target)
    filled.ok("export", "--format", "html", "-o", filled.home)
    assert "Zweiter" not in target.read_text(encoding="utf-8")
    assert (filled.home / "2026-11-lesetipps.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_every_command_that_changes_something_says_what_and_in_which_month(filled: Digest) -> None:
    first, second = ids(filled)[:2]
    ran = filled.ok("pick", first, "-c", "Krise", "--edition", "dezember")
    pick = ran.word
    assert ran.err == "Picked for December 2026, under Krise: “Erster Beitrag”.\n"
    filled.ok("pick", second, "-c", "Krise", "--edition", "dezember")
    feed = filled.ok("feeds", "--json").data[0]["id"]
    for command, told in (
        (["pick", first, "--edition", "dezember", "--title", "Neu"], "Changed in December 2026, under Krise: “Neu”."),
        (["comment", pick, "Sehr wahr."], "Comment on “Neu”, in December 2026: 2 words."),
        (["comment", pick, ""], "“Neu”, in December 2026, has no comment any more."),
        (["move", pick, "2"], "“Neu” is at 2 now, in December 2026."),
        (["mark", pick, "--own"], "Marked in December 2026: “Neu”."),
        (["drop", pick], "Dropped from December 2026: “Neu”."),
        (["edition", "set", "dezember", "--topic", "KI"], "Edition December 2026 changed"),
        (["edition", "close", "dezember"], "Edition December 2026 closed:"),
        (["feeds", "edit", feed, "--title", "Blatt"], f"Changed: Blatt ({feed})."),
        (["feeds", "remove", feed], "Removed: Blatt."),
        (["feeds", "restore", feed], "Back again: Blatt."),
        (["mute", "gewinn*"], "Muted: “gewinn*”."),
        (["mute", "--off", "gewinn*"], "Let in again: “gewinn*”."),
    ):
        ran = filled.ok(*command)
        assert told in ran.err, command
        assert told not in ran.out


def test_a_pick_counts_as_read_as_one_made_by_key(filled: Digest) -> None:
    first, second = ids(filled)[:2]
    filled.ok("pick", first, "-c", "Krise")
    assert [row["read"] for row in filled.ok("entries", "--json").data][:2] == [True, False]
    assert second in [row["id"] for row in filled.ok("entries", "--unread", "--json").data]
