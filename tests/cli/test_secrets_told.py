"""No command tells a secret that stands in an address.

The library and its backups keep the address as it works.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.storage.local import LocalStore
from tests.builders import NOW, a_refresh, an_entry
from tests.cli.running import Digest, Ran

SECRETS = ("geheim1", "geheim2", "geheim3")
ADDRESS = "https://anna:geheim1@127.0.0.1:9/feed.xml?access_key=geheim2&n=5#session_token=geheim3"


def _all(ran: Ran) -> str:
    return ran.out + ran.err


@pytest.fixture
def told(digest: Digest) -> Digest:
    """A feed with an entry, and a pick, with secrets in their addresses.

    What a curator writes herself is told as she wrote it.
    """
    digest.ok("feeds", "add", ADDRESS, "--unchecked", "--title", "Bezahlt")
    store = LocalStore(digest.library, lambda: NOW)
    feed_id = store.feeds()[0].id
    store.apply_refresh([a_refresh(feed_id, an_entry(1, feed_id, url=ADDRESS))])
    store.close()
    digest.ok("pick", ADDRESS, "--title", "Tipp", "--category", "Krise")
    return digest


def test_no_command_tells_one(told: Digest, tmp_path: Path) -> None:
    feed = told.ok("feeds", "--json").data[0]["id"]
    (tmp_path / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline xmlUrl="{ADDRESS.replace("&", "&amp;")}"/>'
        f'<outline xmlUrl="{ADDRESS.replace("https", "gopher").replace("&", "&amp;")}"/></body></opml>'
    )
    for words in (
        ("feeds",), ("feeds", "--json"), ("feeds", "check"), ("fetch", "--force"), ("fetch", "--force", "--json"),
        ("feeds", "add", ADDRESS, "--unchecked"), ("feeds", "remove", ADDRESS), ("feeds", "restore", feed),
        ("feeds", "restore", ADDRESS), ("feeds", "edit", ADDRESS.replace("feed", "x"), "--title", "x"),
        ("feeds", "edit", feed, "--url", ADDRESS.replace("https", "gopher")),
        ("opml", "import", tmp_path / "feeds.opml"), ("opml", "export", "-"), ("entries",), ("entries", "--json"),
        ("picks",), ("picks", "--json"), ("search", "Tipp", "--json"), ("check",), ("check", "--json"),
        ("check", "--links"), ("pick", ADDRESS.replace("https", "gopher"), "--category", "x"),
        ("edition", "set", "--url", ADDRESS), ("edition", "show"), ("edition", "list", "--json"), ("doctor",),
        ("--verbose", "fetch", "--force"), ("--verbose", "check", "--links"),
        ("export", "--format", "html", "-o", tmp_path),
    ):  # fmt: skip
        ran = told(*words)
        assert ran.code in (0, 1, 2), (words, ran)
        assert not [secret for secret in SECRETS if secret in _all(ran)], (words, ran)


@pytest.mark.parametrize(
    "text",
    [
        '[feeds."{url}"]\nuser = "anna"\npassword = "geheim1"\n',
        '[feeds."{url}"]\nunknown = 1\n',
        '[feeds."{url}"]\nuser = 5\n',
        '[feeds."{url}"]\npassword = "$NOT_SET"\n',
        '[network]\nproxy = "{url}"\n',
        "[network]\nproxy = 5 # {url}\n",
        '"{url}" = 1\n',
        "{url}\n",
    ],
)
def test_nor_do_the_configuration_and_what_is_said_of_it(digest: Digest, text: str) -> None:
    digest.config.write_text(text.replace("{url}", ADDRESS))
    for words in (("config", "show"), ("config",), ("feeds",), ("doctor",)):
        ran = digest(*words)
        assert not [secret for secret in SECRETS if secret in _all(ran)], (words, ran)


def test_the_library_and_its_backup_keep_what_works(told: Digest, tmp_path: Path) -> None:
    told.ok("backup", tmp_path / "sicher.zip")
    told.ok("restore", tmp_path / "sicher.zip", "--library", tmp_path / "neu")
    assert ADDRESS in (told.library / "feeds.json").read_text()
    assert ADDRESS in (tmp_path / "neu" / "feeds.json").read_text()


def test_a_secret_that_would_be_published_is_told_by_the_check_and_by_the_export(told: Digest, tmp_path: Path) -> None:
    told.ok("comment", told.ok("picks", "--json").data[0]["id"], f"Siehe [hier]({ADDRESS}).")
    remarks = [row for row in told("check", "--json").data if row["rule"] == "secret-link"]
    assert {row["field"] for row in remarks} == {"url", "comment"}
    assert all("access_key, session_token" in row["message"] for row in remarks)
    ran = told.ok("export", "--format", "html", "-o", tmp_path / "a.html")
    assert ran.err.count("carries a secret") == 2
