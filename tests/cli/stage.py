"""The stage for the corpus's server scenarios.

A feed that has been read before, and a good one beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.certificates import self_signed, server_side
from tests.cli.feedtexts import rss
from tests.cli.running import Digest, Ran
from tests.feedserver import FeedServer, Reply

OLD, NEW = rss("Alt", site="https://scene.example"), rss("Neu", "Alt", site="https://scene.example")


@dataclass(frozen=True)
class Told:
    """What a scenario expects.

    Words of the one line about the feed (empty: no line), and the feed's new entries.
    """

    words: str = ""
    new: int = 0


@dataclass
class Stage:
    """A library with the feed `/feed`, read once, and a good one that has one entry more."""

    digest: Digest
    server: FeedServer
    folder: Path
    exits: ExitStack
    settings: list[str] = field(default_factory=list)
    #: What a feed may take. Few seconds only where somebody uses them up: a busy machine must not decide the others.
    seconds: int = 60
    feed: str = ""
    ran: Ran = field(default_factory=lambda: Ran(0, "", ""))

    def begin(self) -> None:
        self.digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1,127.0.0.2,localhost"
        beside = self.exits.enter_context(FeedServer("127.0.0.2"))
        url = self.server.serve("/feed", OLD, etag='"alt"', last_modified="Fri, 20 Nov 2026 08:00:00 GMT")
        self.feed = self.digest.ok("feeds", "add", url, "--title", "Bühne").word
        one, two = (rss(*titles, site="https://beside.example") for titles in (["A"], ["B", "A"]))
        self.digest.ok("feeds", "add", beside.script("/beside", Reply(body=one), Reply(body=one), Reply(body=two)))

    def move(self, url: str) -> None:
        """The curator gives the feed another address."""
        self.digest.ok("feeds", "edit", self.feed, "--url", url)

    def secure(self) -> FeedServer:
        """A server for whose certificate nobody vouches."""
        certificate = self_signed(self.folder, "127.0.0.1")
        return self.exits.enter_context(FeedServer(tls=server_side(certificate)))

    def feeds(self) -> dict[str, str]:
        """Address by title."""
        return {row["title"]: row["url"] for row in self.digest.ok("feeds", "--json").data}

    def titles(self) -> list[str]:
        rows = self.digest.ok("entries", "--limit", 0, "--json").data
        return sorted(row["title"] for row in rows if row["feed_title"] == "Bühne")


Scene = Callable[[Stage], Iterator[Told]]
SCENES: dict[str, Scene] = {}


def scene(name: str) -> Callable[[Scene], Scene]:
    """A scenario under the corpus's name.

    Sets the stage, yields what is to be told, then looks at what came of it.
    """

    def kept(act: Scene) -> Scene:
        SCENES[name] = act
        return act

    return kept
