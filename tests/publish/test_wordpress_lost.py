"""A real WordPress whose answers are lost: no second draft, whatever cut them off."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from digest.services.publishing.outcomes import PushState
from digest.storage.registry import open_store
from tests.builders import NOW
from tests.publish.newsroom import MONTH, Newsroom
from tests.publish.real_wordpress import WordPress, room_at
from tests.publish.relay import Relay, Said, Seen

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # the first test waits for the site

# Answers that are lost


def cut(_: Seen) -> Said:
    return Said(cut=True)


def gateway(_: Seen) -> Said:
    return Said(504, b"<html><h1>504 Gateway Time-out</h1></html>", {"Content-Type": "text/html"})


def notice(_: Seen) -> Said:
    return Said(201, b"<br />\n<b>Deprecated</b>: x", {"Content-Type": "text/html"})


@pytest.mark.parametrize("lost", [cut, gateway, notice])
@pytest.mark.parametrize("role", ["editor", "author", "contributor"])
def test_an_answer_that_is_lost_makes_no_second_draft(
    site: WordPress, relay: Relay, tmp_path: Path, role: str, lost: Any
) -> None:
    room = room_at(relay.url, site, tmp_path, role)
    relay.after = lambda seen: lost(seen) if seen.method == "POST" else None
    assert room.push().state is PushState.CREATED
    room.change(intro="Neu.")
    assert room.push().state is PushState.UPDATED
    assert "Neu." in site.draft["post_content"]
    relay.after = lambda _: None
    assert room.push().state is PushState.UNCHANGED
    assert len(site.drafts()) == 1


@pytest.mark.parametrize("lost", [cut, gateway])
def test_where_even_looking_fails_the_next_push_looks_first(
    site: WordPress, relay: Relay, tmp_path: Path, lost: Any
) -> None:
    room = room_at(relay.url, site, tmp_path)
    made: list[Seen] = []

    def fails(seen: Seen) -> Said | None:
        made.extend([seen] if seen.method == "POST" else [])
        return lost(seen) if made else None

    relay.after = fails
    outcome = room.push()
    assert outcome.failure is not None
    assert outcome.failure.is_unclear
    relay.after = lambda _: None
    assert room.push().state is PushState.CREATED
    assert len(site.drafts()) == 1


def test_an_error_of_php_behind_the_insertion_makes_no_second_draft(room: Newsroom, site: WordPress) -> None:
    site.plugin("add_action('rest_after_insert_post', function () { throw new Error('kaputt'); });")
    room.push()
    site.unplug()
    room.push()
    assert len(site.drafts()) == 1


def test_digest_killed_in_the_middle_makes_no_second_draft(site: WordPress, relay: Relay, tmp_path: Path) -> None:
    library, config = tmp_path / "library", tmp_path / "config.toml"
    room = room_at(relay.url, site, tmp_path)
    room.store = open_store(library, lambda: NOW)
    room.__post_init__()
    room.store.close()
    config.write_text(f"[publish.there]\n{room.target}\n", "utf-8")
    environ = {"DIGEST_LIBRARY": str(library), "DIGEST_CONFIG": str(config), "WP": site.password("editor"),
               "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}  # fmt: skip
    command = [sys.executable, "-m", "digest", "publish", MONTH, "--to", "there"]
    running: list[subprocess.Popen[bytes]] = []

    def kill(seen: Seen) -> None:
        if seen.method == "POST" and running[0].poll() is None:
            running[0].send_signal(signal.SIGKILL)
            running[0].wait()

    relay.after = kill
    running.append(subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert running[0].wait(60) == -signal.SIGKILL
    assert len(site.drafts()) == 1
    relay.after = lambda _: None
    again = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode == 0, again.stderr
    assert len(site.drafts()) == 1


def test_our_own_time_out_makes_no_second_draft(site: WordPress, relay: Relay, tmp_path: Path) -> None:
    room = room_at(relay.url, site, tmp_path)
    room.more = "[network]\nfeed_seconds = 15"
    over = threading.Event()

    def silent(seen: Seen) -> None:
        if seen.method == "POST":
            over.wait(60)

    relay.after = silent
    try:
        assert room.push().state is PushState.CREATED
    finally:
        over.set()
    assert room.push().state is PushState.UNCHANGED
    assert len(site.drafts()) == 1
