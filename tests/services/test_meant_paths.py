"""Paths as people type and paste them into a field that begins with "~/"."""

from __future__ import annotations

import pytest

from digest.config.user_files import meant_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("~/feeds.opml", "~/feeds.opml"),
        ("~//home/ada/feeds.opml", "/home/ada/feeds.opml"),
        ("~/~/feeds.opml", "~/feeds.opml"),
        ("~/file:///home/ada/Meine%20Feeds.opml", "/home/ada/Meine Feeds.opml"),
        ("~/'/home/ada/Meine Feeds.opml'", "/home/ada/Meine Feeds.opml"),
        ('"/home/ada/feeds.opml" ', "/home/ada/feeds.opml"),
        (r"/home/ada/Meine\ Feeds.opml", "/home/ada/Meine Feeds.opml"),
        ("files/feeds.opml", "files/feeds.opml"),
        ("~/file-liste.opml", "~/file-liste.opml"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_a_path_is_what_the_person_means(typed: str, meant: str) -> None:
    assert meant_path(typed) == meant
