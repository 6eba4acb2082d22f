"""Every command in a folder whose Python files stand in for modules.

Not one of them runs, in no process.
Whoever unpacks an archive and types `digest` there must not run what is in it. The files leave a mark when they run.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest

from digest.cli.main import top_level
from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer
from tests.tui.terminal import Terminal

# What libraries look for without needing it, besides what is there.
_OPTIONAL = {"chardet", "cchardet", "faust_cchardet", "brotlicffi", "simplejson", "ujson", "h2", "socksio", "html5lib"}
_STAND_IN = """\
import posix
mark = posix.open({mark!r}, posix.O_WRONLY | posix.O_CREAT | posix.O_APPEND)
posix.write(mark, b"%s in %d\\n" % (__name__.encode(), posix.getpid()))
"""
#: The start that an installed program has; its own folder, not the current one, is searched first.
_SCRIPT = "import sys\nfrom digest.__main__ import main\nsys.exit(main())\n"

#: Arguments with which a command gets far; others are tried without any.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "feeds add": ("{server}/page",),
    "feeds check": (),
    "feeds show": ("Kanzelblick",),
    "pick": ("{server}/page",),
    "edition import": ("{server}/page", "--dry-run"),
    "check": ("--links",),
    "entries": ("--json",),
    "export": ("--format", "html"),
    "site": ("site",),
    "backup": ("backup.zip",),
    "library export": ("library.zip",),
    "search": ("Kanzel",),
    "mute": ("Werbung",),
    "opml export": (),
    "demo": ("--headless",),
    "keys": (),
    "preview": ("--no-browser",),
}

#: Commands that go on until somebody stops them; they print where they serve.
_SERVING = frozenset({"preview"})


class HostileFolder:
    """A folder full of stand-ins, and the marks that they left."""

    def __init__(self, folder: Path, names: set[str], packages: tuple[str, ...] = ("digest", "feedparser")) -> None:
        self.folder = folder
        self._mark = folder / "it ran"
        text = _STAND_IN.format(mark=str(self._mark))
        for name in names:
            (folder / f"{name}.py").write_text(text)
        for package in packages:
            (folder / package).mkdir()
            for name in ("__init__", "__main__"):
                (folder / package / f"{name}.py").write_text(text)

    @property
    def marks(self) -> list[str]:
        """Module and process of each stand-in that ran."""
        return self._mark.read_text().splitlines() if self._mark.exists() else []


def stand_ins() -> set[str]:
    """A name of every module of the standard library and of every package here.

    And what the interpreter looks for.
    """
    installed = {name for name in packages_distributions() if name.isidentifier()}
    return sys.stdlib_module_names | installed | _OPTIONAL | {"sitecustomize", "usercustomize", "__main__"}


@pytest.fixture
def hostile(tmp_path: Path) -> HostileFolder:
    (tmp_path / "hostile").mkdir()
    return HostileFolder(tmp_path / "hostile", stand_ins())


@pytest.fixture
def script(tmp_path: Path) -> str:
    (tmp_path / "bin").mkdir()
    file = tmp_path / "bin" / "digest"
    file.write_text(_SCRIPT)
    return str(file)


def run(
    script: str, digest: Digest, cwd: Path, *arguments: str, environ: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The program as it is installed, in a folder.

    What serves until it is told to stop is told so.
    """
    program = subprocess.Popen(
        [sys.executable, script, *arguments], cwd=cwd, env=digest.environment() | (environ or {}),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with program:
        first = ""
        if arguments[0] in _SERVING:
            assert program.stdout is not None
            first = program.stdout.readline()
            program.send_signal(signal.SIGINT)
        try:
            out, err = program.communicate(timeout=100)
        except subprocess.TimeoutExpired:
            program.kill()
            raise
    return subprocess.CompletedProcess(program.args, program.returncode, first + out, err)


def subscribe(digest: Digest, server: FeedServer, count: int = 3) -> None:
    """Several feeds that were never fetched: more than one is parsed in child processes."""
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    urls = [server.serve(f"/{number}.xml", body=rss(f"Titel {number}", feed="Kanzelblick")) for number in range(count)]
    outlines = "".join(f'<outline text="Kanzelblick" xmlUrl="{url}"/>' for url in urls)
    digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body>{outlines}</body></opml>')
    page = "<html><head><title>Seite</title></head><body>" + "<p>Ein Absatz über Krisen und Worte.</p>" * 30
    server.serve("/page", body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, those of groups included."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))


def test_a_refresh_runs_nothing_of_the_current_folder(
    digest: Digest, feed_server: FeedServer, hostile: HostileFolder, script: str
) -> None:
    subscribe(digest, feed_server)
    done = run(script, digest, hostile.folder, "fetch")
    assert done.returncode == 0, done.stderr
    assert len(digest.ok("entries", "--json").data) == 3
    assert hostile.marks == []


def test_the_interface_refreshes_and_runs_nothing_of_the_current_folder(
    digest: Digest, feed_server: FeedServer, hostile: HostileFolder, script: str
) -> None:
    subscribe(digest, feed_server)
    environ = {**digest.environment(), "PYTHONPATH": ""}
    program = (sys.executable, script)
    with Terminal(digest.home, environ=environ, program=program, cwd=hostile.folder, size=(100, 30)) as terminal:
        terminal.wait_for("Inbox")
        terminal.wait_for("Titel 2", terminal.type("R"))
        terminal.type("q")
        assert terminal.end() == 0
    assert hostile.marks == []


@pytest.mark.slow
def test_no_command_runs_anything_of_the_current_folder(
    digest: Digest, feed_server: FeedServer, hostile: HostileFolder, script: str
) -> None:
    subscribe(digest, feed_server)
    digest.environ["EDITOR"] = "true"
    for words in commands(top_level()):
        rest = [word.format(server=feed_server.url("")) for word in ARGUMENTS.get(" ".join(words), ())]
        done = run(script, digest, hostile.folder, *words, *rest)
        assert done.returncode in (0, 1, 2, 3, 130), (words, done.stderr)
        assert hostile.marks == [], words


@pytest.mark.parametrize(
    "words", ["feeds add {server}/0.xml", "pick {server}/page", "demo --headless", "check --links"]
)
def test_what_reads_strangers_bytes_runs_nothing_of_the_current_folder(
    digest: Digest, feed_server: FeedServer, hostile: HostileFolder, script: str, words: str
) -> None:
    subscribe(digest, feed_server)
    done = run(script, digest, hostile.folder, *words.format(server=feed_server.url("")).split())
    assert done.returncode in (0, 1, 2), done.stderr
    assert hostile.marks == []


def test_children_see_nothing_of_pythonpath(
    digest: Digest, feed_server: FeedServer, tmp_path: Path, script: str
) -> None:
    """The interpreter itself runs `sitecustomize` from there before the program begins.

    No child does.
    """
    subscribe(digest, feed_server)
    (tmp_path / "named").mkdir()
    named = HostileFolder(tmp_path / "named", {"sitecustomize", "usercustomize", "struct", "pickle", "json"}, ())
    done = run(script, digest, tmp_path, "fetch", environ={"PYTHONPATH": f"{named.folder}{os.pathsep}"})
    assert done.returncode == 0, done.stderr
    assert len(digest.ok("entries", "--json").data) == 3
    assert {mark.split()[0] for mark in named.marks} <= {"sitecustomize", "usercustomize"}
    assert len({mark.split()[-1] for mark in named.marks}) == 1


def test_an_empty_folder_in_pythonpath_is_not_the_current_one(
    digest: Digest, feed_server: FeedServer, tmp_path: Path, script: str
) -> None:
    """`PYTHONPATH=$PYTHONPATH:/opt/lib` names the current folder if it was empty before."""
    subscribe(digest, feed_server)
    (tmp_path / "here").mkdir()
    here = HostileFolder(tmp_path / "here", {"struct", "pickle", "json", "gc", "tomllib", "hashlib"}, ())
    done = run(script, digest, here.folder, "fetch", environ={"PYTHONPATH": f"{os.pathsep}{tmp_path}"})
    assert done.returncode == 0, done.stderr
    assert here.marks == []


def test_who_stands_in_the_folder_of_the_packages_can_work(
    digest: Digest, feed_server: FeedServer, script: str
) -> None:
    subscribe(digest, feed_server)
    done = run(script, digest, Path(click.__file__).parents[1], "fetch")
    assert done.returncode == 0, done.stderr
    assert len(digest.ok("entries", "--json").data) == 3
