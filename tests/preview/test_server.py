"""Who may see the preview, and that it follows what is kept, typed and edited."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from digest.bootstrap import Library
from digest.services.preview.edition_viewer import EditionViewer
from digest.services.preview.preview_pages import VIEWS
from tests.builders import MONTH, NOW, a_pick

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow

HOSTILE = '<script>document.title="böse"</script><img src=x onerror=alert(1)> [Klick](javascript:alert(1)) **fett**'


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))
    library.store.add_pick(a_pick(1, comment="Der erste Kommentar."), NOW)
    library.store.add_pick(a_pick(2, category="Krise", comment=HOSTILE), NOW)
    yield library
    library.close()


@pytest.fixture
def viewer(library: Library) -> Iterator[EditionViewer]:
    viewer = library.view_edition(MONTH)
    yield viewer
    viewer.stop()


def ask(
    viewer: EditionViewer, path: str = "", method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], str]:  # fmt: skip
    """What comes back for a path below the token, or for a whole one."""
    place = urlsplit(viewer.address)
    connection = http.client.HTTPConnection("127.0.0.1", place.port or 0, timeout=90)
    try:
        target = path if path.startswith("/") else place.path + path
        connection.putrequest(method, target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


@contextmanager
def waiting(viewer: EditionViewer, version: int) -> Iterator[list[int]]:
    """A browser that waits for another version than this one; the list holds it in the end."""
    found: list[int] = []
    asked = Thread(target=lambda: found.append(json.loads(ask(viewer, f"changes?seen={version}")[2])["version"]))
    asked.start()
    yield found
    asked.join(90)
    assert found, "the answer never came"


def saved(file: Path, text: str, when: int = 0) -> None:
    """Save as an editor that lets nobody see half a file, perhaps at a time in nanoseconds."""
    new = file.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    if when:
        os.utime(new, ns=(when, when))
    new.replace(file)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/wrong/", {}),
        ("/%/edition", {}),
        ("/../etc/passwd", {}),
        ("../../etc/passwd", {}),
        ("edition/../../x", {}),
        ("", {"Host": "rebound.example"}),
        ("", {"Host": "127.0.0.1"}),
        ("", {"Host": "127.0.0.1:1"}),
        ("", {"Origin": "https://evil.example"}),
        ("", {"Origin": "null"}),
        ("", {"Sec_Fetch_Site": "cross-site"}),
        ("x" * 3000, {}),
    ],
)
def test_whoever_has_no_token_or_comes_from_elsewhere_is_refused(
    viewer: EditionViewer, path: str, headers: dict[str, str]
) -> None:
    status, _, body = ask(viewer, path, **headers)
    assert (status, body) == (403, "403\n")


def test_it_listens_on_loopback_alone_and_each_time_elsewhere(library: Library, viewer: EditionViewer) -> None:
    other = library.view_edition(MONTH)
    places = urlsplit(viewer.address), urlsplit(other.address)
    other.stop()
    assert {place.hostname for place in places} == {"127.0.0.1"}
    assert places[0].port != places[1].port
    assert places[0].path != places[1].path
    assert len(places[0].path) > 30


def test_nothing_can_be_changed_by_asking(viewer: EditionViewer) -> None:
    assert ask(viewer, method="POST")[0] == 405
    assert ask(viewer, "/", method="DELETE")[0] == 403
    assert ask(viewer, "nothing")[0] == 404
    assert ask(viewer, "edition?view=json")[0] == 404


@pytest.mark.parametrize("scheme", ["auto", "light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_each_format_is_a_page_that_runs_and_fetches_nothing(viewer: EditionViewer, view: str, scheme: str) -> None:
    status, headers, body = ask(viewer, f"edition?view={view}&scheme={scheme}")
    assert status == 200
    assert "Der erste Kommentar." in body
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "<script>document" not in body
    assert headers["Cache-Control"] == "no-store"
    if scheme != "auto":
        assert "prefers-color-scheme" not in body
        assert "light dark" not in body


def test_the_page_around_has_no_script_but_its_own_file(viewer: EditionViewer) -> None:
    _, headers, body = ask(viewer)
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "{{" not in body
    assert "http" not in body.replace("http-equiv", "")
    assert ask(viewer, "shell.js")[0] == ask(viewer, "shell.css")[0] == 200


def test_it_follows_what_is_kept(library: Library, viewer: EditionViewer) -> None:
    version = viewer.live.shown.version
    with waiting(viewer, version) as found:
        library.store.change_pick("p1", {"comment": "Jetzt ein anderer."}, NOW)
    assert found[0] != version
    assert "Jetzt ein anderer." in ask(viewer, "edition")[2]


def test_it_follows_what_is_typed_before_it_is_kept(library: Library, viewer: EditionViewer) -> None:
    version = viewer.live.shown.version
    with waiting(viewer, version):
        viewer.live.type("p1", {"comment": "Noch nicht gekep"})
    assert "Noch nicht gekep" in ask(viewer, "edition")[2]
    viewer.live.type("", {"intro": "Guten Tag zusammen"})
    assert "Guten Tag zusammen" in ask(viewer, "edition?view=mail")[2]
    with waiting(viewer, viewer.live.shown.version):
        viewer.live.forget_typed()
    assert "Der erste Kommentar." in ask(viewer, "edition")[2]
    assert library.store.pick("p1").comment == "Der erste Kommentar."


def test_it_follows_an_editor_at_a_whole_edition_and_at_one_comment(library: Library, viewer: EditionViewer) -> None:
    drafts = library.store.drafts().folder
    drafts.mkdir(exist_ok=True)
    text = library.roundtrip.text(MONTH, ())
    with waiting(viewer, viewer.live.shown.version):
        saved(drafts / f"{MONTH}.md", text.replace("Der erste", "Der im Editor bearbeitete"))
    assert "Der im Editor bearbeitete Kommentar." in ask(viewer, "edition")[2]
    with waiting(viewer, viewer.live.shown.version):
        saved(drafts / f"{MONTH}-p1.md", "Zweiter Editor.\n")
    assert "Zweiter Editor." in ask(viewer, "edition")[2]
    with waiting(viewer, viewer.live.shown.version):
        (drafts / f"{MONTH}-p1.md").unlink()
    assert "Der im Editor bearbeitete Kommentar." in ask(viewer, "edition")[2]
    with waiting(viewer, viewer.live.shown.version):
        (drafts / f"{MONTH}.md").unlink()
    assert "Der erste Kommentar." in ask(viewer, "edition")[2]


def test_a_draft_that_is_written_twice_at_one_time_is_shown_as_it_is(library: Library, viewer: EditionViewer) -> None:
    draft = library.store.drafts().folder / f"{MONTH}-p1.md"
    draft.parent.mkdir(exist_ok=True)
    when = time.time_ns() + 10**9
    for text in ("Erst halb", "Dann ganz da."):
        with waiting(viewer, viewer.live.shown.version):
            saved(draft, f"{text}\n", when)
        assert text in ask(viewer, "edition")[2]


def test_an_old_draft_of_another_day_is_not_shown(library: Library) -> None:
    drafts = library.store.drafts().folder
    drafts.mkdir()
    (drafts / f"{MONTH}-p1.md").write_text("Von gestern.\n", encoding="utf-8")
    viewer = library.view_edition(MONTH)
    try:
        assert "Von gestern." not in ask(viewer, "edition")[2]
    finally:
        viewer.stop()


def test_stopping_lets_waiting_browsers_go(library: Library) -> None:
    viewer = library.view_edition(MONTH)
    with waiting(viewer, viewer.live.shown.version):
        viewer.live.stop()
    viewer.stop()
    with pytest.raises(OSError):
        ask(viewer)
