"""Every target with what is needed to try it.

One contract (test_contract.py) holds for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from tests.publish.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publish.newsroom import toml
from tests.publish.relay import Relay
from tests.publish.services import SERVICES, Service, running


class Rig(Protocol):
    """A target's other side, as a person there sees it."""

    @property
    def settings(self) -> str:
        """The lines of the [publish.NAME] section that lead there."""

    def drafts(self) -> list[str]:
        """The text of every draft that is there, whoever made it."""

    def edit(self, old: str, new: str) -> None:
        """A colleague replaces words in the one draft, in the target's own way."""

    def delete(self) -> None:
        """A colleague deletes the one draft for good."""


class FolderRig:
    """A folder on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def settings(self) -> str:
        return toml({"kind": "folder", "folder": str(self._folder)})

    def drafts(self) -> list[str]:
        return [path.read_text("utf-8") for path in sorted(self._folder.iterdir())]

    def edit(self, old: str, new: str) -> None:
        (path,) = self._folder.iterdir()
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def delete(self) -> None:
        (path,) = self._folder.iterdir()
        path.unlink()


@contextmanager
def folder_rig(tmp_path: Path) -> Iterator[Rig]:
    folder = tmp_path / "site"
    folder.mkdir()
    yield FolderRig(folder)


def service_rig(service: type[Service]) -> Callable[[Path], AbstractContextManager[Rig]]:
    """A service on loopback; it needs no folder."""
    return lambda _tmp_path: running(service())


class FakeWordPressRig:
    """The stand-in for WordPress."""

    def __init__(self, site: FakeWordPress) -> None:
        self._site = site

    @property
    def settings(self) -> str:
        return toml(
            {
                "kind": "wordpress",
                "url": self._site.relay.url,
                "user": USER,
                "password": PASSWORD,
                "categories": ["Lesetipps"],
            }
        )

    def drafts(self) -> list[str]:
        return [post["content"]["raw"] for post in self._site.posts.values()]

    def edit(self, old: str, new: str) -> None:
        (post,) = self._site.posts.values()
        assert old in post["content"]["raw"]
        post["content"] = {"raw": post["content"]["raw"].replace(old, new)}

    def delete(self) -> None:
        self._site.posts.clear()


@contextmanager
def fake_wordpress_rig(tmp_path: Path) -> Iterator[Rig]:
    with Relay() as relay:
        yield FakeWordPressRig(FakeWordPress(relay))


#: By kind. A target whose drafts cannot be updated (a mail) has tests of its own instead.
RIGS: Mapping[str, Callable[[Path], AbstractContextManager[Rig]]] = {
    "folder": folder_rig,
    **{kind: service_rig(service) for kind, service in SERVICES.items()},
    "wordpress": fake_wordpress_rig,
}
