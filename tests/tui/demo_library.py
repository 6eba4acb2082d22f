"""The demo's library in a folder of the test.

Its feeds fetched over loopback, an edition begun.
"""

from __future__ import annotations

import os
from pathlib import Path

from digest.bootstrap import Library
from digest.cli.demo import make_edition
from digest.config.clock import clock_from
from digest.demo.server import DemoServer

#: The moment at which the demo is looked at.
NOW = "2026-11-21T09:00:00+00:00"


def demo_library(folder: Path, *, picks: int, language: str = "en") -> Library:
    """Fetch the feeds of the demo and pick the first of its ten.

    The home folder is in `folder`, too.
    """
    environ = {
        "HOME": str(folder / "home"),
        "XDG_STATE_HOME": str(folder / "state"),
        "DIGEST_NOW": NOW,
        "LC_ALL": f"{language}.UTF-8",
        "PATH": os.environ["PATH"],
    }
    with DemoServer(clock_from(environ)()) as server:
        environ["DIGEST_ALLOW_HOSTS"] = ",".join(server.hosts)
        library = Library(environ, address=str(folder / "library"), config=str(folder / "config.toml"))
        library.feeds.import_opml(server.opml())
        library.refresh.run()
    make_edition(library, library.editions.current(), picks)
    return library
