"""`digest edition import`.

Old posts from files and the web become closed editions that the memory knows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Digest
from tests.feedserver import FeedServer
from tests.past.articles import ARTICLES
from tests.past.layouts_other import copied_with_articles, wordpress_export

POSTS = Path(__file__).parents[1] / "past" / "posts"
FILES = sorted(file for file in POSTS.iterdir() if file.suffix != ".json")


def months(digest: Digest) -> dict[str, int]:
    return {row["id"]: row["picks"] for row in digest.ok("edition", "list", "--json").data}


def test_ten_old_posts_are_imported_whole_and_known_from_then_on(digest: Digest) -> None:
    told = [file for file in FILES if file.name != "links-7.html"]
    rows = digest.ok("edition", "import", *told, "--json").data
    rows += digest.ok("edition", "import", POSTS / "links-7.html", "--month", "2008-08", "--json").data
    expected = {
        file.name: json.loads(file.with_suffix(file.suffix + ".json").read_text(encoding="utf-8")) for file in FILES
    }
    assert {Path(row["file"]).name: row["picks"] for row in rows} == {
        name: len(data["picks"]) for name, data in expected.items()
    }
    assert len(months(digest)) == 10
    for row in rows:
        data = expected[Path(row["file"]).name]
        picks = digest.ok("picks", row["edition"], "--json").data
        assert [pick["title"] for pick in picks] == [pick["title"] for pick in data["picks"]]
        assert all(pick["url"] and pick["comment"] for pick in picks)
        assert digest.ok("edition", "show", row["edition"], "--json").data["title"] == data["title"]
    ran = digest.ok("pick", "https://serviette.example/a_b/?utm_source=x", "-c", "IK", "--title", "Serviette")
    assert "already in October 2019, under Strategie." in ran.err
    ran = digest.ok("pick", "http://www.viele.example/schiff", "-c", "IK", "--title", "Das Schiff")
    assert "already in May 2014, linked in a comment under Crowdsourcing" in ran.err


def test_what_is_not_read_is_told_with_its_line(digest: Digest) -> None:
    file = POSTS / "2023-02-wandel.html"
    ran = digest.ok("edition", "import", file)
    assert "February 2023 · 5 picks · Randnotizen" in ran.err
    assert f"{file}:9: “Alle vier Beiträge drehen sich um dasselbe.”: it is between" in ran.err


def test_nothing_is_overwritten(digest: Digest) -> None:
    file = POSTS / "2019-10-gedanken.md"
    digest.ok("pick", "http://10.0.0.1/x", "-c", "IK", "--title", "Von Hand", "--edition", "2019-10")
    ran = digest("edition", "import", file)
    assert (ran.code, "There is an edition October 2019 already" in ran.err) == (1, True)
    assert months(digest) == {"2019-10": 1}
    digest.ok("edition", "import", file, "--month", "2019-11")
    assert digest("edition", "import", file, "--month", "2019-11").code == 1
    assert months(digest) == {"2019-11": 4, "2019-10": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ein Absatz.\n\nNoch einer.", "No entry was recognised"),
        ("Links 7\n\nKrise | Der Rückruf\nGut gemacht, findet auch die Redaktion.\n", "does not say of which month"),
    ],
)
def test_a_post_that_gives_no_edition_is_refused_with_its_lines(digest: Digest, text: str, said: str) -> None:
    ran = digest("edition", "import", "-", stdin=text)
    assert (ran.code, said in ran.err) == (1, True)
    assert months(digest) == {}


def test_one_bad_file_does_not_stop_the_others(digest: Digest) -> None:
    ran = digest("edition", "import", digest.home / "missing.html", POSTS / "2014-05-lesenswert.html")
    assert (ran.code, months(digest)) == (1, {"2014-05": 5})
    assert "missing.html" in ran.err
    assert digest("edition", "import", *FILES[:2], "--month", "2020-01").code == 2


def test_a_post_is_imported_from_the_web(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    body = (POSTS / "2014-05-lesenswert.html").read_bytes()
    url = feed_server.serve("/2014/06/lesenswert/", body=body, content_type="text/html; charset=utf-8")
    digest.ok("edition", "import", url)
    assert months(digest) == {"2014-05": 5}
    ran = digest("edition", "import", feed_server.serve("/weg", status=404))
    assert (ran.code, "404" in ran.err) == (1, True)


def test_the_model_digest_comes_in_as_text_and_goes_out_byte_for_byte(digest: Digest, model: dict[str, Any]) -> None:
    file = digest.home / "april.txt"
    file.write_text(model["expected_plaintext"], encoding="utf-8")
    assert digest("edition", "import", file).code == 1, "April of which year?"
    (row,) = digest.ok("edition", "import", file, "--month", "2017-04", "--json").data
    assert (row["picks"], row["unread"]) == (10, [])
    assert digest.ok("export", "2017-04", "--format", "text").out == model["expected_plaintext"]
    picks = digest.ok("picks", "2017-04", "--json").data
    assert [pick["comment"] for pick in picks] == [entry["comment"] for entry in model["entries"]]


def test_a_wordpress_export_becomes_one_edition_a_digest(digest: Digest, tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    file.write_bytes(wordpress_export())
    ran = digest.ok("edition", "import", file, "--json")
    assert [(row["edition"], row["picks"]) for row in ran.data] == [("2018-05", 10), ("2018-06", 4)]
    assert "2 posts are no digests and were left out" in ran.err
    again = digest("edition", "import", file, "--json")
    assert (again.code, [row["edition"] for row in again.data]) == (1, [None, None])
    assert again.err.count("There is an edition") == 2
    assert digest("edition", "import", file, "--month", "2020-01").code == 1
    assert months(digest) == {"2018-05": 10, "2018-06": 4}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><A HREF='https://a.example/'>A</A></DL>", "bookmarks"),
        (ARTICLES["with_subheadings"][1]().encode(), "looks like an article"),
        (b"PK\x03\x04", "an office document or an archive"),
        (b"", "It is empty"),
    ],
)  # fmt: skip
def test_what_is_no_digest_is_refused_with_a_sentence(digest: Digest, tmp_path: Path, body: bytes, said: str) -> None:
    file = tmp_path / "datei.html"
    file.write_bytes(body)
    ran = digest("edition", "import", file)
    assert (ran.code, said in ran.err) == (1, True)
    assert len(ran.err.splitlines()) < 12
    assert months(digest) == {}


def test_foreign_text_behind_a_copied_digest_stays_out_and_is_named(digest: Digest, tmp_path: Path) -> None:
    file = tmp_path / "startseite.txt"
    file.write_text(copied_with_articles(), encoding="utf-8")
    (row,) = digest.ok("edition", "import", file, "--json").data
    assert len(row["unread"]) > 80
    assert "Klatschmohn" not in digest.ok("export", "2018-05", "--format", "text", "-o", "-").out
    lines = [line["line"] for line in row["unread"]]
    assert lines == sorted(lines)
