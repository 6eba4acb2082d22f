"""Ten invented old digests in the shapes of the genre are read whole.

What is not read is named with its line.
`python -m tests.past.test_old_posts` writes the expectations anew, to be read before they are committed.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from digest.past.reading import read_post

POSTS = Path(__file__).parent / "posts"
NAMES = sorted(file.name for file in POSTS.iterdir() if file.suffix != ".json")


def reading(name: str) -> dict[str, Any]:
    """What was read, as data."""
    post = read_post(name, (POSTS / name).read_text(encoding="utf-8"))
    edition = asdict(post.edition)
    assert edition.pop("refused") is None
    edition["unread"] = [[line.number, line.text, str(line.reason)] for line in post.edition.unread]
    published = post.published.isoformat() if post.published else None
    return {"month": post.month, "published": published, **edition, "picks": list(edition["picks"])}


def expected(name: str) -> Path:
    return (POSTS / name).with_suffix((POSTS / name).suffix + ".json")


def test_there_are_ten_of_them() -> None:
    assert len(NAMES) == 10
    assert {Path(name).suffix for name in NAMES} == {".html", ".md", ".txt"}


@pytest.mark.parametrize("name", NAMES)
def test_an_old_digest_is_read_whole(name: str) -> None:
    assert reading(name) == json.loads(expected(name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_has_title_address_and_comment_and_points_at_its_line(name: str) -> None:
    rows = (POSTS / name).read_text(encoding="utf-8").split("\n")
    picks = reading(name)["picks"]
    assert len(picks) >= 3
    for pick in picks:
        assert pick["title"]
        assert pick["url"].startswith("http")
        assert pick["comment"]
        near = " ".join(rows[pick["number"] - 1 : pick["number"] + 5])
        assert pick["title"].split()[-1] in near


if __name__ == "__main__":
    for post_name in NAMES:
        text = json.dumps(reading(post_name), ensure_ascii=False, indent=1) + "\n"
        expected(post_name).write_text(text, encoding="utf-8")
