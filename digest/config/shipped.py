"""What is shipped beside the code: the list of candidate feeds, `feeds.opml`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def shipped_feeds() -> bytes:
    """The OPML list: inside an installed package, or at the top of a checkout."""
    packaged = files("digest").joinpath("feeds.opml")
    if packaged.is_file():
        return packaged.read_bytes()
    return (Path(__file__).resolve().parents[2] / "feeds.opml").read_bytes()
