"""Which browser opens an address, in which order, and whether it needs the terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.services.session.browsers import Browser, browsers, start

ADDRESS = "https://seite.example/artikel?a=1&b=2"


def programs(folder: Path, *names: str) -> dict[str, str]:
    """An environment whose PATH holds these programs and nothing else."""
    for name in names:
        file = folder / name
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    return {"PATH": str(folder)}


def tried(environ: dict[str, str], platform: str = "linux", address: str = ADDRESS) -> list[tuple[str, ...]]:
    return [(Path(one.command[0]).name, *one.command[1:]) for one in browsers(address, environ, platform)]


def test_without_a_desktop_and_a_wish_there_is_none(tmp_path: Path) -> None:
    assert tried(programs(tmp_path, "xdg-open", "firefox", "w3m")) == []


def test_a_desktop_is_asked_before_single_browsers(tmp_path: Path) -> None:
    environ = programs(tmp_path, "firefox", "xdg-open") | {"DISPLAY": ":0"}
    assert tried(environ) == [("xdg-open", ADDRESS), ("firefox", ADDRESS)]


@pytest.mark.parametrize("desktop", [{}, {"DISPLAY": ":0"}, {"SSH_CONNECTION": "1 2 3 4"}])
def test_the_browser_of_ones_own_counts_everywhere_and_first(tmp_path: Path, desktop: dict[str, str]) -> None:
    environ = programs(tmp_path, "wslview", "xdg-open") | {"BROWSER": "wslview"} | desktop
    assert tried(environ)[0] == ("wslview", ADDRESS)
    assert not next(browsers(ADDRESS, environ, "linux")).in_terminal


@pytest.mark.parametrize(
    ("entry", "command"),
    [
        ("surf", ("surf", ADDRESS)),
        ("surf %s", ("surf", ADDRESS)),
        ("surf --new %s --quiet", ("surf", "--new", ADDRESS, "--quiet")),
        ("surf --new", ("surf", "--new", ADDRESS)),
        ("surf %s &", ("surf", ADDRESS)),
        ("surf --at=%s", ("surf", f"--at={ADDRESS}")),
        ("missing:surf", ("surf", ADDRESS)),
        ("'surf:surf", ("surf", ADDRESS)),
        (":surf:", ("surf", ADDRESS)),
    ],
)
def test_browser_is_read_as_pythons_own_module_reads_it(tmp_path: Path, entry: str, command: tuple[str, ...]) -> None:
    assert tried(programs(tmp_path, "surf") | {"BROWSER": entry}) == [command]


@pytest.mark.parametrize(
    ("entry", "needs"),
    [
        ("w3m", True), ("lynx %s", True), ("elinks", True), ("links", True), ("links2", True), ("links2 -g", False),
        ("w3m %s &", False), ("xterm -e w3m %s", False), ("firefox", False), ("www-browser", True), ("xdg-open", True),
    ],
)  # fmt: skip
def test_a_browser_for_the_terminal_is_known(tmp_path: Path, entry: str, needs: bool) -> None:
    environ = programs(tmp_path, entry.split()[0]) | {"BROWSER": entry}
    assert [one.in_terminal for one in browsers(ADDRESS, environ, "linux")] == [needs]


def test_a_browser_for_the_terminal_is_known_behind_another_name(tmp_path: Path) -> None:
    environ = programs(tmp_path, "w3m")
    (tmp_path / "mine").symlink_to(tmp_path / "w3m")
    assert next(browsers(ADDRESS, environ | {"BROWSER": "mine"}, "linux")).in_terminal


def test_a_mac_opens_it_but_not_over_ssh(tmp_path: Path) -> None:
    environ = programs(tmp_path, "open")
    assert tried(environ, "darwin") == [("open", ADDRESS)]
    assert tried(environ | {"SSH_CONNECTION": "1 2 3 4"}, "darwin") == []


@pytest.mark.parametrize("quoted", ["touch %s", "touch '%s'", 'touch "%s"'])
def test_no_address_runs_a_command_in_a_shell(tmp_path: Path, quoted: str) -> None:
    run = f"touch {tmp_path}/erraten"
    hostile = f"https://boese.example/?a=$({run})&touch`{run}`'\";{run}|{run}"
    script = f"cd {tmp_path}/leer; {quoted}".replace('"', '\\"')
    environ = {"PATH": os.environ["PATH"], "BROWSER": f'sh -c "{script}"'}
    (tmp_path / "leer").mkdir()
    for browser in browsers(hostile, environ, "linux"):
        start(browser, environ)
    assert [path.name for path in tmp_path.iterdir()] == ["leer"]


def test_a_browser_that_fails_is_told_from_one_that_stays(tmp_path: Path) -> None:
    assert not start(Browser(("/nowhere/browser", ADDRESS)), {})
    assert not start(Browser(("/bin/sh", "-c", "exit 3")), {})
    assert start(Browser(("/bin/sh", "-c", "exit 0")), {})
