"""The corpus's server scenarios, each run by `digest fetch` for a feed already read.

Whatever its server does: exit 0 or 1, no traceback, at most one readable line for the feed, its older entry stays, and
the feed beside it, on another host, is read as if nothing were wrong. What else a scenario asks for stands in it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.cli.stage import NEW, SCENES, Stage, Told, scene
from tests.feedserver import Asked, FeedServer, Reply, packed
from tests.invented.hostile import HOSTILE
from tests.shared import shared_folder

UMLAUTS = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Über</title><item>\
<title>Größe zählt</title><guid>g</guid></item></channel></rss>'.encode()


def test_every_scenario_of_the_corpus_is_played_and_no_other() -> None:
    text = (shared_folder("corpus/hostile") / "server-scenarios.json").read_text(encoding="utf-8")
    assert [row["name"] for row in json.loads(text)] == list(SCENES)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_scenario(name: str, digest: Digest, feed_server: FeedServer, tmp_path: Path) -> None:
    with ExitStack() as exits:
        stage = Stage(digest, feed_server, tmp_path, exits)
        stage.begin()
        act = SCENES[name](stage)
        told = next(act)
        times = [f"{name} = {stage.seconds}" for name in ("feed_seconds", "connect_seconds")]
        limits = ["[network]", *times, "max_megabytes = 20", *stage.settings]
        digest.config.write_text("\n".join(limits), encoding="utf-8")
        stage.ran = ran = digest("fetch", "--force", "--json", "--verbose")
        lines = [line for line in ran.err.splitlines() if line.startswith("Bühne: ")]
        assert "Traceback" not in ran.err
        assert ran.err.replace("\n", "").isprintable()
        errors = {error["title"]: f"{error['error']} {error['remedy']}" for error in ran.data["errors"]}
        assert errors.pop("Bühne", "").count(told.words) == 1 if told.words else "Bühne" not in errors
        assert len(lines) == 1
        assert not {title for title in errors if title.startswith("Kanzel")}
        assert ran.code == (1 if told.words or errors else 0)
        assert len(stage.titles()) == 1 + told.new
        assert "Alt" in stage.titles()
        assert "B" in [row["title"] for row in digest.ok("entries", "--limit", 0, "--json").data]
        assert next(act, None) is None


# Redirects


@scene("redirect-loop")
def redirect_loop(stage: Stage) -> Iterator[Told]:
    stage.server.redirect("/feed", "/feed")
    before = len(stage.server.requests)
    yield Told("from one address to the next without end")
    assert len(stage.server.requests) - before <= 20


@scene("redirect-ping-pong")
def redirect_ping_pong(stage: Stage) -> Iterator[Told]:
    stage.server.redirect("/feed", "/b")
    stage.server.redirect("/b", "/feed")
    yield Told("from one address to the next without end")
    assert len(stage.server.asked("/b")) == 1


@scene("redirect-chain-30")
def redirect_chain_30(stage: Stage) -> Iterator[Told]:
    stage.server.redirect("/feed", "/r/0")
    for number in range(30):
        stage.server.redirect(f"/r/{number}", f"/r/{number + 1}")
    stage.server.serve("/r/30", NEW)
    yield Told("stopped after 11")
    assert not stage.server.asked("/r/30")


@scene("redirect-endless-new")
def redirect_endless_new(stage: Stage) -> Iterator[Told]:
    stage.server.redirect("/feed", "/n?i=1")
    stage.server.answer("*", lambda asked: Reply(302, headers={"Location": asked.path + "1"}))
    yield Told("stopped after 11")


@scene("redirect-to-file")
def redirect_to_file(stage: Stage) -> Iterator[Told]:
    stage.server.redirect("/feed", "file:///etc/passwd")
    yield Told("not a web address (file)")
    assert "root:" not in stage.ran.out + stage.ran.err


@scene("redirect-downgrade")
def redirect_downgrade(stage: Stage) -> Iterator[Told]:
    secure = stage.secure()
    stage.server.serve("/plain", NEW)
    url = secure.redirect("/feed", stage.server.url("/plain"), status=301)
    stage.move(url.replace("//", "//ich:geheim@"))
    stage.settings += [f'[feeds."{url.replace("//", "//ich:geheim@")}"]', "verify = false"]
    yield Told(new=1)
    assert "authorization" in secure.requests[-1].headers
    assert "authorization" not in stage.server.asked("/plain")[0].headers
    stage.digest("fetch", "--force")
    assert stage.feeds()["Bühne"].startswith("https:")  # a secure address is never given up for an insecure one


@scene("redirect-other-host-with-auth")
def redirect_other_host_with_auth(stage: Stage) -> Iterator[Told]:
    other = stage.exits.enter_context(FeedServer("127.0.0.1", name="localhost"))
    stage.server.redirect("/a", other.serve("/b", NEW))
    stage.move(stage.server.url("/a").replace("//", "//user:geheim@"))
    yield Told(new=1)
    assert "authorization" in stage.server.asked("/a")[0].headers
    assert "authorization" not in other.requests[0].headers


@scene("redirect-permanent")
def redirect_permanent(stage: Stage) -> Iterator[Told]:
    passing, lasting = stage.server.serve("/passing", NEW), stage.server.serve("/lasting", NEW)
    old = stage.server.redirect("/feed", passing, status=302)
    yield Told(new=1)
    stage.digest.ok("fetch", "--force")
    assert stage.feeds()["Bühne"] == old
    stage.server.redirect("/feed", lasting, status=308)
    assert "moved for good" not in stage.digest.ok("fetch", "--force").err
    assert "Bühne has moved for good" in stage.digest.ok("fetch", "--force").err
    assert stage.feeds()["Bühne"] == lasting
    assert stage.titles() == ["Alt", "Neu"]


# Passwords, validators, statuses


@scene("credentials-in-url")
def credentials_in_url(stage: Stage) -> Iterator[Told]:
    stage.server.answer("/feed", lambda asked: Reply(body=NEW) if "authorization" in asked.headers else Reply(401))
    stage.move(stage.server.url("/feed").replace("//", "//user:geheim@"))
    yield Told(new=1)
    stage.server.script("/feed", Reply(500))
    commands = (("fetch", "--force"), ("feeds",), ("feeds", "--json"), ("feeds", "check"), ("opml", "export"),
                ("entries", "--json"), ("doctor",))  # fmt: skip
    shown = "".join(ran.out + ran.err for ran in (stage.ran, *(stage.digest(*words) for words in commands)))
    assert "geheim" not in shown


@scene("not-modified")
def not_modified(stage: Stage) -> Iterator[Told]:
    yield Told()
    assert stage.ran.data["feeds"]["not_modified"] == 1
    assert stage.server.requests[-1].headers["if-none-match"] == '"alt"'
    assert stage.server.requests[-1].headers["if-modified-since"] == "Fri, 20 Nov 2026 08:00:00 GMT"


@scene("etag-lies")
def etag_lies(stage: Stage) -> Iterator[Told]:
    stage.move(stage.server.script("/lies", Reply(304), Reply(body=NEW)))
    yield Told(new=1)
    assert not {"if-none-match", "if-modified-since"} & set(stage.server.asked("/lies")[1].headers)
    stage.move(stage.server.script("/always", Reply(304)))
    assert "although it was asked for everything" in stage.digest("fetch", "--force").err


@scene("gone")
def gone(stage: Stage) -> Iterator[Told]:
    stage.server.script("/feed", Reply(410))
    yield Told("(410); it is paused")
    asked = len(stage.server.requests)
    stage.digest.ok("fetch", "--force")
    assert len(stage.server.requests) == asked
    assert [row["status"] for row in stage.digest.ok("feeds", "--json").data if row["id"] == stage.feed] == ["gone"]


@scene("too-many")
def too_many(stage: Stage) -> Iterator[Told]:
    stage.server.script("/feed", Reply(429, headers={"Retry-After": "120"}))
    yield Told("come less often (429)")
    stage.server.script("/feed", Reply(429, headers={"Retry-After": "Sat, 21 Nov 2026 08:10:00 GMT"}))
    for early, late in (("08:01:59", "08:02:01"), ("08:09:59", "08:10:01")):
        asked = len(stage.server.requests)
        stage.digest.now = f"2026-11-21T{early}+00:00"
        stage.digest("fetch", "--force")
        assert len(stage.server.requests) == asked
        stage.digest.now = f"2026-11-21T{late}+00:00"
        stage.digest("fetch", "--force")
        assert len(stage.server.requests) == asked + 1


@scene("server-error")
def server_error(stage: Stage) -> Iterator[Told]:
    page = b"<!doctype html><html><body><h1>Internal Server Error</h1></body></html>"
    stage.server.script("/feed", Reply(500, page), Reply(503))
    yield Told("answers with an error (500)")
    assert "answers with an error (503)" in stage.digest("fetch", "--force").err
    assert stage.titles() == ["Alt"]


# Time and size


@scene("slow-drip")
def slow_drip(stage: Stage) -> Iterator[Told]:
    stage.server.script("/feed", Reply(body=NEW, drip=True))
    stage.seconds = 4
    yield Told("did not finish its answer within 4 seconds")


@scene("never-answers")
def never_answers(stage: Stage) -> Iterator[Told]:
    stage.server.script("/feed", Reply(silent=True))
    stage.seconds = 4
    yield Told("did not finish its answer within 4 seconds")


@scene("endless-body")
def endless_body(stage: Stage) -> Iterator[Told]:
    stage.server.script("/feed", Reply(body=NEW[:200], endless=b" " * 100_000))
    yield Told("larger than 20 MB")


@scene("wrong-length")
def wrong_length(stage: Stage) -> Iterator[Told]:
    stage.server.script("/feed", Reply(body=NEW[:-10], length=len(NEW) * 10), Reply(body=NEW, length=len(NEW) // 10))
    yield Told("it breaks off before its end")
    ran = stage.digest("fetch", "--force")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "Alt" in stage.titles()


@scene("gzip-header-plain-body")
def gzip_header_plain_body(stage: Stage) -> Iterator[Told]:
    stage.server.serve("/feed", NEW, headers={"Content-Encoding": "gzip"})
    yield Told("packed in a way that cannot be read (gzip)")


@scene("gzip-truncated")
def gzip_truncated(stage: Stage) -> Iterator[Told]:
    # Most of its length is in the text of one entry that does not pack, so that half of it holds the first.
    body = NEW.replace(
        b"</channel>", b"<item><title>Lang</title><description>" + _noise() + b"</description></item></channel>"
    )
    half = packed(body, "gzip")
    stage.server.serve("/feed", half[: len(half) // 2], headers={"Content-Encoding": "gzip"})
    yield Told("what could be read was kept", new=1)
    stage.server.serve("/feed", NEW, etag='"ganz"')
    stage.digest.ok("fetch", "--force")
    assert "if-none-match" not in stage.server.requests[-1].headers


@scene("bomb")
def bomb(stage: Stage) -> Iterator[Told]:
    for name in ("06-50mb-description.xml.gz", "05-gzip-bomb.xml.gz"):
        body = HOSTILE[name]()
        stage.server.serve("/feed", body, headers={"Content-Encoding": "gzip"})
        if name.startswith("05"):
            yield Told("larger than 20 MB")
        else:
            assert "larger than 20 MB" in stage.digest("fetch", stage.feed).err


# What bodies are said to be


@scene("charset-conflict")
def charset_conflict(stage: Stage) -> Iterator[Told]:
    stage.server.serve("/feed", UMLAUTS, content_type="text/xml; charset=us-ascii")
    yield Told(new=1)
    assert stage.titles() == ["Alt", "Größe zählt"]


@scene("content-type-wrong")
def content_type_wrong(stage: Stage) -> Iterator[Told]:
    types = ("text/plain", "text/html", "application/octet-stream", "")
    stage.server.serve("/feed", NEW, content_type=types[0])
    yield Told(new=1)
    for number, content_type in enumerate(types[1:]):
        titles = (f"Weiter {number}", "Neu", "Alt")
        stage.server.serve("/feed", rss(*titles, site="https://scene.example"), content_type=content_type)
        assert stage.digest.ok("fetch", "--force", "--json").data["entries"]["new"] == 1


@scene("html-instead")
def html_instead(stage: Stage) -> Iterator[Told]:
    page = HOSTILE["08-html-page-as-feed.xml"]()
    stage.server.serve("/feed", page)
    yield Told("This is a web page, not a feed.")
    (error,) = stage.ran.data["errors"]
    assert f"{stage.server.url('/feed.xml')}, {stage.server.url('/atom.xml')}." in error["remedy"]


@scene("huge-header")
def huge_header(stage: Stage) -> Iterator[Told]:
    stage.server.serve("/feed", NEW, headers={f"X-{number}": "x" * 8000 for number in range(200)})
    yield Told("no proper HTTP")


# Getting there


@scene("tls-bad")
def tls_bad(stage: Stage) -> Iterator[Told]:
    url = stage.secure().serve("/feed", NEW)
    stage.move(url)
    yield Told("its certificate is not valid")
    stage.digest.config.write_text(f'[feeds."{url}"]\nverify = false\n', encoding="utf-8")
    assert stage.digest.ok("fetch", "--force", "--json").data["entries"]["new"] == 1


@scene("dns-fail")
def dns_fail(stage: Stage) -> Iterator[Told]:
    stage.move("http://gibt-es-nicht.invalid/rss")
    yield Told("The name gibt-es-nicht.invalid cannot be found.")


@scene("parallel-200")
def parallel_200(stage: Stage) -> Iterator[Told]:
    many = stage.exits.enter_context(FeedServer("0.0.0.0"))
    nobody = FeedServer("0.0.0.0")
    nobody.close()
    hosts = [f"127.0.1.{number}" for number in range(1, 201)]
    stage.digest.environ["DIGEST_ALLOW_HOSTS"] += "," + ",".join(hosts)

    def answer(asked: Asked) -> Reply:
        return Reply(body=rss(f"Von {asked.path}", site=f"https://blog{asked.path[1:]}.example"))

    many.answer("*", answer)
    ports = [nobody.port if number % 4 == 0 else many.port for number in range(200)]
    addresses = [f"http://{host}:{port}/{number}" for number, (host, port) in enumerate(zip(hosts, ports, strict=True))]
    outlines = "".join(f'<outline text="{url}" xmlUrl="{url}"/>' for url in addresses)
    stage.digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body>{outlines}</body></opml>')
    yield Told()
    assert stage.ran.data["feeds"] == {
        "total": 202, "fetched": 151, "not_modified": 1, "unchanged": 0, "failed": 50, "skipped": 0,
    }  # fmt: skip
    titles = [row["title"] for row in stage.digest.ok("entries", "--limit", 0, "--json").data]
    assert {f"Von /{number}" for number in range(200) if number % 4} <= set(titles)


@scene("private-address")
def private_address(stage: Stage) -> Iterator[Told]:
    inner, six = (stage.exits.enter_context(FeedServer(host)) for host in ("127.0.0.3", "::1"))
    targets = [inner.url("/geheim"), six.url("/geheim"), "http://169.254.169.254/latest/meta-data/"]
    trap = "".join(
        f'<item><title>{url}</title><link>{url}</link><enclosure url="{url}"/>'
        f"<description>&lt;img src=&quot;{url}&quot;&gt;</description></item>"
        for url in targets
    )
    stage.server.serve("/feed", NEW.replace(b"</channel>", trap.encode() + b"</channel>"))
    yield Told(new=4)
    for target in targets:
        stage.server.redirect("/feed", target)
        assert "leads to a private address" in stage.digest("fetch", "--force").err
    assert inner.requests == six.requests == []


def _noise() -> bytes:
    """40 kB of text that hardly packs, the same in each run."""
    return random.Random(21).randbytes(20_000).hex().encode()
