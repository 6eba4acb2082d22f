"""`digest publish` as it is typed: words, addresses on the standard output, exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.cli.session import COMPLETE_VARIABLE
from tests.cli.running import Digest
from tests.publish.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publish.newsroom import toml
from tests.publish.relay import Relay


@pytest.fixture
def site(digest: Digest) -> Iterator[FakeWordPress]:
    """A blog, its target, and an edition of one pick."""
    with Relay() as relay:
        settings = {"kind": "wordpress", "url": relay.url, "user": USER, "password": PASSWORD}
        digest.config.write_text(f"[publish.blog]\n{toml(settings)}\n", "utf-8")
        digest.ok("pick", "https://seite.example/1", "-c", "Krise", "--title", "Eins", "--comment", "Text.")
        yield FakeWordPress(relay)


def test_the_address_of_the_draft_is_all_that_is_printed(digest: Digest, site: FakeWordPress) -> None:
    ran = digest.ok("publish")
    (number,) = site.posts
    assert ran.word == f"{site.relay.url}wp-admin/post.php?post={number}&action=edit"
    assert "blog: the draft is there." in ran.err
    assert "digest edition close 2026-11" in ran.err
    assert "nothing has changed" in digest.ok("publish", "november", "--to", "blog").err
    assert len(site.posts) == 1


def test_a_change_there_ends_with_1_and_shows_the_diff(digest: Digest, site: FakeWordPress) -> None:
    digest.ok("publish")
    (post,) = site.posts.values()
    post["title"] = {"raw": "Ihr Titel"}
    ran = digest("publish")
    assert ran.code == 1
    assert "+Ihr Titel" in ran.err
    assert "--take-theirs" in ran.err
    (row,) = digest("publish", "--json").data
    assert (row["state"], row["changes"][0]["field"]) == ("edited", "title")
    digest.ok("publish", "--take-theirs")
    assert digest.ok("edition", "show", "--json").data["title"] == "Ihr Titel"
    assert digest.ok("publish").code == 0


def test_the_list_says_what_was_pushed_and_what_changed_since(digest: Digest, site: FakeWordPress) -> None:
    assert "nothing pushed yet" in digest.ok("publish", "--list").out
    digest.ok("publish")
    assert "draft of 2026-11-21" in digest.ok("publish", "--list").out
    digest.now = "2026-11-21T09:00:00+00:00"
    digest.ok("edition", "set", "--topic", "Neu")  # stands nowhere in the post
    assert "here since" not in digest.ok("publish", "--list").out
    digest.ok("edition", "set", "--title", "Neu")
    assert "1 change here since" in digest.ok("publish", "--list").out
    (row,) = digest.ok("publish", "--list", "--json").data
    assert (row["target"], row["changes"], row["receipt"]["status"]) == ("blog", 1, "draft")
    assert "blog" in digest.ok("edition", "show").out
    (receipt,) = digest.ok("edition", "show", "--json").data["receipts"]
    assert (receipt["target"], receipt["status"]) == ("blog", "draft")
    assert digest.ok("stats", "--json").data["editions"][0]["receipts"] == [receipt]
    assert digest.ok("stats", "--json").data["targets"] == {"blog": 1}
    assert "\nPushed to\n  blog" in digest.ok("stats").out


def test_a_dry_run_prints_the_request_with_its_bytes(digest: Digest, site: FakeWordPress) -> None:
    out = digest.ok("publish", "--dry-run").out
    head, _, body = out.partition("\n\n")
    assert head.startswith(f"POST {site.relay.url}?rest_route=/wp/v2/posts")
    assert "Authorization: ***" in head
    assert json.loads(body)["status"] == "draft"
    assert site.posts == {}


def test_several_targets_must_be_named(digest: Digest, site: FakeWordPress) -> None:
    with digest.config.open("a", encoding="utf-8") as config:
        config.write('\n[publish.zweiter]\nkind = "folder"\nfolder = "/nirgends"\n')
    ran = digest("publish")
    assert (ran.code, site.posts) == (2, {})
    assert "blog, zweiter" in ran.err
    assert digest("publish", "--to", "blog", "--to", "zweiter").code == 1
    assert len(site.posts) == 1
    assert digest("publish", "--to", "dritter").code == 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('kind = "wordpres"', "Kinds are: "),
        ('kind = "wordpress"\nurl = "blog"', "“blog” is not a web address."),
        ('kind = "wordpress"\nurl = "https://b.example"\nkategorien = ["x"]', "Known here are: kind, url,"),
        ('kind = "wordpress"\nurl = "https://b.example"\ncategories = "x"', "It must be a list of texts"),
        ('url = "https://b.example"', 'Add a line such as kind = "wordpress".'),
        ('kind = "wordpress"\nstatus = "live"', "Allowed are: draft, publish."),
        ('kind = "wordpress"\nstyle = "Z"', "Allowed are: A, B, C, D."),
        ('kind = "wordpress"\nuser = "a\\nb"', "Write it in one line."),
    ],
)
def test_settings_that_make_no_sense_are_told_with_a_remedy(digest: Digest, line: str, words: str) -> None:
    digest.config.write_text(f"[publish.blog]\n{line}\n", "utf-8")
    ran = digest("publish")
    assert ran.code == 2
    assert words in ran.err
    assert "blog" in ran.err


def test_options_of_all_commands_may_stand_before_a_command(digest: Digest, site: FakeWordPress) -> None:
    for before in (("--library", digest.library), ("--verbose",), ("--config", digest.config, "--verbose")):
        assert "Dora" in digest.ok("publish", *before, "check", "blog").out
    assert digest.ok("publish", "--library", digest.library, "november", "--list").out


def test_a_shell_is_offered_the_targets(digest: Digest, site: FakeWordPress) -> None:
    for line in ("digest publish --to b", "digest publish check b", "digest publish login b"):
        words = line.split(" ")
        digest.environ.update(
            {COMPLETE_VARIABLE: "zsh_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
        )
        assert "blog" in digest.ok().out


def test_without_a_target_the_way_to_one_is_told(digest: Digest) -> None:
    for words in (("publish",), ("publish", "--list"), ("publish", "check"), ("publish", "login", "x")):
        ran = digest(*words)
        assert ran.code == 2
        assert "[publish.NAME]" in ran.err


def test_what_only_a_mail_needs_is_told_for_mails_alone(digest: Digest, site: FakeWordPress, tmp_path: Path) -> None:
    nowhere = 'url = "http://127.0.0.1:1"\npassword = "x"'
    digest.config.write_text(
        f'{digest.config.read_text("utf-8")}[publish.ordner]\nkind = "folder"\nfolder = "{tmp_path}"\n'
        f'[publish.brief]\nkind = "keila"\n{nowhere}\n[publish.knopf]\nkind = "buttondown"\n{nowhere}\n'
        '[export]\nsender = "Dora <dora@verband.example>"\n',
        "utf-8",
    )
    told = {name: "imprint" in digest("publish", "--to", name).err for name in ("blog", "ordner", "brief", "knopf")}
    assert told == {"blog": False, "ordner": False, "brief": True, "knopf": False}
    assert digest("publish", "--to", "blog", "--to", "brief").err.count("imprint,") == 1


def test_a_dry_run_says_when_a_push_would_send_nothing(digest: Digest, site: FakeWordPress) -> None:
    digest.ok("publish")
    before = digest.library.joinpath("editions.json").read_bytes()
    ran = digest.ok("publish", "--dry-run")
    assert (ran.out, "a push would send nothing now" in ran.err) == ("", True)
    (post,) = site.posts.values()
    post["title"] = {"raw": "Ihr Titel"}
    ran = digest.ok("publish", "--dry-run")
    assert (ran.out, "+Ihr Titel" in ran.err) == ("", True)
    assert "POST " in digest.ok("publish", "--dry-run", "--overwrite").out
    assert digest.library.joinpath("editions.json").read_bytes() == before
    assert post["title"] == {"raw": "Ihr Titel"}


def test_a_dry_run_of_a_publication_shows_that_it_would_be_one(digest: Digest, site: FakeWordPress) -> None:
    text = digest.config.read_text("utf-8")
    digest.config.write_text(f'{text}status = "publish"\n', "utf-8")
    assert '"status": "publish"' in digest.ok("publish", "--dry-run", "--publish").out
    assert '"status": "draft"' in digest.ok("publish", "--dry-run").out


@pytest.mark.parametrize("wrong", ['folder = "nirgends"', 'folder = "/tmp"\ntemplate = "fehlt"'])
def test_a_target_set_up_wrongly_is_told_before_the_others_are_pushed_to(
    digest: Digest, site: FakeWordPress, wrong: str
) -> None:
    with digest.config.open("a", encoding="utf-8") as config:
        config.write(f'\n[publish.falsch]\nkind = "folder"\n{wrong}\n')
    assert digest("publish", "--to", "blog", "--to", "falsch").code == 2
    assert site.posts == {}
    assert digest("publish", "--to", "blog").code == 0


def test_all_others_are_checked_where_one_is_set_up_wrongly(digest: Digest, site: FakeWordPress) -> None:
    text = digest.config.read_text("utf-8")
    digest.config.write_text(f'[publish.falsch]\nkind = "folder"\nfolder = "nirgends"\n{text}', "utf-8")
    ran = digest("publish", "check")
    assert (ran.code, "Dora" in ran.out) == (1, True)
    assert "[publish.falsch] folder: this is no whole path." in ran.err
    assert digest("publish", "check", "falsch").code == 2
