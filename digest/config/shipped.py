"""What is shipped: the list of candidate feeds, `feeds.opml`, and English categories."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from digest.config.settings import CategorySettings

#: What the first start proposes for editions in English, in the order of the German default.
ENGLISH_CATEGORIES = CategorySettings(
    ("Strategy", "Media relations", "Internal comms", "Crisis"),
    ("Strategy", "Media relations", "Internal comms", "*", "Crisis"),
)


def shipped_feeds() -> bytes:
    """The OPML list: inside an installed package, or at the top of a checkout."""
    packaged = files("digest").joinpath("feeds.opml")
    if packaged.is_file():
        return packaged.read_bytes()
    return (Path(__file__).resolve().parents[2] / "feeds.opml").read_bytes()


def in_english(name: str) -> str:
    """The English name of a folder or category of that list; of any other its own."""
    english = dict(zip(CategorySettings().standing, ENGLISH_CATEGORIES.standing, strict=True))
    return english.get(name, name)
