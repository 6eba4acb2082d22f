"""Standard streams that cron and scripts leave closed, full or odd."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer
from tests.marking import first_quick


@pytest.fixture
def filled(digest: Digest, feed_server: FeedServer) -> Digest:
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=rss("Erster", "Zweiter")))
    return digest


def in_shell(digest: Digest, line: str) -> subprocess.CompletedProcess[str]:
    """A line for sh, where $DIGEST is the program."""
    return subprocess.run(
        ["sh", "-c", line.replace("$DIGEST", f'"{sys.executable}" -m digest')],
        env=digest.environment(),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_a_command_works_with_closed_streams(filled: Digest, closed: str) -> None:
    before = {path: path.read_bytes() for path in filled.library.glob("*.json")}
    for command in ("feeds --json", "fetch --force", "--help"):
        ran = in_shell(filled, f"$DIGEST {command} {closed}")
        assert (ran.returncode, ran.stderr) == (0, ""), command
    assert in_shell(filled, f"$DIGEST feeds nonsense {closed}").returncode == 2
    kept = {path: path.read_bytes() for path in filled.library.glob("*.json") if path.name != "fetch.json"}
    assert kept == {path: body for path, body in before.items() if path.name != "fetch.json"}


def test_a_closed_standard_input_takes_no_comment_away(filled: Digest) -> None:
    pick = filled.ok("pick", filled.ok("entries", "--json").data[0]["id"], "-c", "IK", "--comment", "Bleibt.").word
    ran = in_shell(filled, f"$DIGEST comment {pick} - <&-")
    assert ran.returncode == 2
    assert "standard input" in ran.stderr
    assert filled.ok("picks", "--json").data[0]["comment"] == "Bleibt."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "command",
    first_quick(
        "feeds", "feeds --json", "export --format html", "export --format text -o /dev/full", "--help", "-h",
        "--version",
        "feeds add --help", "picks", "picks --json", "entries", "entries --json", "edition list", "edition show",
        "keys",
        "config", "config path", "config show", "completion bash", "doctor", "check --json", "stats --json",
        "library export", "opml export -", "search erst --json", "mute --json", "suggest --json",
        "fetch --force --json",
        quick=6,
    ),
)  # fmt: skip
def test_a_full_disk_behind_the_output_is_one_sentence(filled: Digest, command: str) -> None:
    filled.ok("pick", filled.ok("entries", "--json").data[0]["id"], "-c", "IK")
    ran = in_shell(filled, f"$DIGEST {command} > /dev/full")
    assert ran.returncode == 2
    assert "no space is left" in ran.stderr
    assert len(ran.stderr.splitlines()) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    ("line", "code"),
    [("feeds --json", 0), ("feeds nonsense", 2), ("picks 1900-13", 2), ("nonsense", 2)],
)
def test_a_full_disk_behind_the_messages_changes_nothing(filled: Digest, line: str, code: int) -> None:
    assert in_shell(filled, f"$DIGEST {line} 2> /dev/full").returncode == code
    assert in_shell(filled, f"$DIGEST {line} > /dev/full 2>&1").returncode == (2 if "json" in line else code)


def test_a_reader_who_leaves_early_is_no_mistake(filled: Digest) -> None:
    ran = in_shell(filled, "{ $DIGEST entries --json; echo $? >&2; } | head -c 1")
    assert (ran.stdout, ran.stderr) == ("[", "0\n")
