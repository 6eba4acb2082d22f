"""Bad input and a bad world.

One sentence with a remedy, the right exit code, no traceback, nothing lost.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer

NOT_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")


@pytest.mark.parametrize(
    "arguments",
    [
        ("unsinn",),
        ("fetch", "--unsinn"),
        ("fetch", "gibt-es-nicht"),
        ("feeds", "add", "javascript:alert(1)"),
        ("feeds", "remove", "abc"),
        ("edition", "set", "--intro", "-", "--outro", "-"),
        ("feeds", "edit", "abc", "--title", "x"),
        ("opml", "import", "/gibt/es/nicht.opml"),
        ("entries", "--month", "2026-13"),
        ("entries", "--limit", "-1"),
        ("entries", "--feed", "abc"),
        ("pick", "abcdef", "-c", "Krise"),
        ("pick",),
        ("picks", "Heumond"),
        ("comment", "abc", "Text"),
        ("move", "abc", "1"),
        ("move", "abc", "oben"),
        ("drop", "abc"),
        ("edition", "close", "2026-99"),
        ("edition", "set"),
        ("edition", "set", "--intro", "/gibt/es/nicht"),
        ("edition", "set", "--url", "kein link"),
        ("export", "--format", "docx"),
        ("export", "2026-11", "--format", "text", "-o", "/gibt/es/nicht/x.txt"),
        ("config", "init", "--config", "/dev/null/x"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_told_and_exits_with_2(digest: Digest, arguments: tuple[str, ...]) -> None:
    ran = digest(*arguments)
    assert ran.code == 2, ran.err
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_a_broken_configuration_is_named_and_help_still_works(digest: Digest) -> None:
    digest.config.write_text("[edition]\nziel = 3\n", encoding="utf-8")
    for command in (["fetch"], ["entries"], ["picks"], ["export", "--format", "text"]):
        ran = digest(*command)
        assert ran.code == 2
        assert "config.toml:2" in ran.err
        assert "edition.ziel" in ran.err
    assert digest.ok("--help").out
    assert digest("doctor").code == 2


def test_an_ambiguous_id_lists_what_it_could_mean(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss(*(f"Beitrag {n}" for n in range(40)))))
    firsts = Counter(entry["id"][0] for entry in digest.ok("entries", "--json").data)
    ran = digest("pick", firsts.most_common(1)[0][0], "-c", "Krise")
    assert ran.code == 2
    assert "fits" in ran.err


def test_a_library_that_is_a_file_is_exit_3(digest: Digest) -> None:
    digest.library.write_text("x", encoding="utf-8")
    ran = digest("feeds", "add", "https://a.example/rss", "--unchecked")
    assert ran.code == 3
    assert str(digest.library) in ran.err


@NOT_ROOT
def test_a_read_only_library_can_be_read_and_not_written(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss("A")))
    entry = digest.ok("entries", "--json").data[0]["id"]
    digest.library.chmod(0o500)
    try:
        assert len(digest.ok("entries", "--json").data) == 1
        ran = digest("pick", entry, "-c", "Krise")
        assert ran.code == 3
        assert str(digest.library) in ran.err
    finally:
        digest.library.chmod(0o700)
    assert digest.ok("picks", "--json").data == []


def test_a_damaged_file_is_set_aside_and_the_backup_named(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss("A")))
    entry = digest.ok("entries", "--json").data[0]["id"]
    digest.ok("pick", entry, "-c", "Krise", "--comment", "Meine Worte")
    digest.now = "2026-11-22T08:00:00+00:00"
    digest.ok("pick", entry, "--title", "Kurz")
    file = digest.library / "editions.json"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    ran = digest("picks")
    assert ran.code == 3
    assert "editions.json" in ran.err
    assert "backups" in ran.err
    kept = [part for part in digest.library.iterdir() if part.name.startswith("editions.json.damaged")]
    assert [part.read_bytes() for part in kept] in ([], [whole[: len(whole) // 2]])
    assert digest("doctor").code == 3


def test_no_network_is_a_sentence_for_each_feed(digest: Digest) -> None:
    digest.ok("feeds", "add", "http://gibt-es-nicht.invalid/rss", "--unchecked")
    ran = digest("fetch")
    assert ran.code == 1
    assert "gibt-es-nicht.invalid" in ran.err
    assert "Traceback" not in ran.err


def test_a_password_in_an_address_is_shown_nowhere(digest: Digest, feed_server: FeedServer) -> None:
    url = feed_server.serve("/a.xml", body=rss("A")).replace("http://", "http://anna:geheim@")
    broken = feed_server.url("/fehlt").replace("http://", "http://anna:geheim@")
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    everything = ""
    for arguments in (
        ("feeds", "add", url), ("feeds", "add", broken), ("feeds", "add", broken, "--unchecked"), ("fetch",),
        ("fetch", "--force", "--json"), ("feeds",), ("feeds", "--json"), ("feeds", "check"), ("opml", "export"),
        ("entries", "--json"), ("doctor",),
    ):  # fmt: skip
        ran = digest(*arguments)
        everything += ran.out + ran.err
    assert "127.0.0.1" in everything
    assert "geheim" not in everything
    asked = feed_server.asked("/a.xml")
    assert asked
    assert all(request.headers.get("authorization") for request in asked)


def test_doctor_tells_what_is_wrong_with_the_configuration_once(digest: Digest) -> None:
    digest.ok("pick", "http://10.0.0.1/seite", "-c", "IK", "--title", "Eine Seite")
    digest.config.write_text('[feeds."https://x.example/f"]\npassword = "$GIBT_ES_NICHT"\n', encoding="utf-8")
    ran = digest("doctor")
    assert ran.code == 2
    assert ran.out.count("GIBT_ES_NICHT") == 1


def test_doctor_tells_where_no_library_can_be_made(digest: Digest, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("", encoding="utf-8")
    ran = digest("doctor", "--library", tmp_path / "a-file" / "library")
    assert ran.code == 3
    assert str(tmp_path / "a-file") in ran.out
    digest.ok("doctor", "--library", tmp_path / "not" / "yet" / "there")


def test_doctor_survives_a_library_that_cannot_be_looked_at(digest: Digest, tmp_path: Path) -> None:
    ran = digest("doctor", "--library", tmp_path / ("x" * 300))
    assert ran.code == 2
    assert "cannot be the name of a file or folder" in ran.err


def test_a_password_in_a_page_that_is_picked_is_shown_and_exported_nowhere(digest: Digest) -> None:
    url = "https://anna:geheim@10.0.0.1/seite"
    everything = ""
    for arguments in (
        ("pick", url, "-c", "IK", "--title", "Seite", "--comment", "Worte.", "--json"), ("picks", "--json"), ("picks",),
        ("edition", "show", "--json"), ("search", "Worte", "--json"), ("entries", "--json"), ("check", "--json"),
        ("export", "--format", "json"), ("export", "--format", "markdown"), ("export", "--format", "html"),
    ):  # fmt: skip
        ran = digest(*arguments)
        assert ran.code in (0, 1), ran.err
        everything += ran.out + ran.err
    assert "10.0.0.1/seite" in everything
    assert "geheim" not in everything


@pytest.mark.parametrize("now", ["gestern", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_clock_that_cannot_be_is_told(digest: Digest, now: str) -> None:
    digest.now = now
    ran = digest("picks")
    assert ran.code == 2
    assert "DIGEST_NOW" in ran.err


def test_strange_titles_reach_the_terminal_as_harmless_text(digest: Digest, feed_server: FeedServer) -> None:
    title = "\x1b[31mRot\x07 \u202egespiegelt &#27;]0;Titel&#7; [bold]fett[/bold]"
    body = rss("Platzhalter").replace(b"Platzhalter", title.encode())
    digest.ok("feeds", "add", feed_server.serve("/a.xml", body=body))
    out = digest.ok("entries").out
    assert "[bold]fett[/bold]" in out
    assert not set(out) & {"\x1b", "\x07", "\u202e"}


def test_config_path_init_and_show_belong_together(digest: Digest) -> None:
    assert Path(digest.ok("config", "path").word) == digest.config
    digest.ok("config", "init")
    assert digest("config", "init").code == 2
    assert digest.config.stat().st_mode & 0o777 == 0o600
    assert "target = 10" in digest.ok("config", "show").out
    missing = digest("--config", str(digest.home / "nein.toml"), "config", "show")
    assert missing.code == 2
    assert "nein.toml" in missing.err
