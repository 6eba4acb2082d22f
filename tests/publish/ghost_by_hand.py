"""Pushes to a real Ghost, by hand (600 MB are too heavy for the tests).

Prints facts, ends at the first wrong one.
    mkdir ghost && cd ghost && npm pack ghost@6 && tar xzf ghost-6*.tgz && cd package
    npm install --omit=dev --legacy-peer-deps
    python -m tests.publish.ghost_by_hand ghost/package [NODE]

Needs MariaDB's programs and a Node.js that this Ghost runs on (npm has it, too: `npm install node@22`). Everything else
is in a folder that goes away.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.services.publishing.outcomes import PushState
from tests.publish.newsroom import MONTH, Newsroom, toml

_SECONDS = 180


class Ghost:
    """A running Ghost with an owner, and a session of that owner's in the browser."""

    def __init__(self, folder: Path, program: Path, node: str, stack: ExitStack) -> None:
        self._folder, self._program, self._node, self._stack = folder, program, node, stack
        self.url = f"http://127.0.0.1:{free_port()}"
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        database = self._database()
        self._wait(self._run([node, "index.js"], cwd=program, **self._environment(database)))
        person = {"name": "Dora", "email": "dora@blog.example", "password": "eine-lange-losung-4711"}
        self.ask("POST", "/authentication/setup/", {"setup": [{**person, "blogTitle": "Gedankengang"}]})
        self.ask("POST", "/session/", {"username": person["email"], "password": person["password"]})

    def key(self) -> str:
        """The admin key of a new custom integration."""
        made = self.ask("POST", "/integrations/?include=api_keys", {"integrations": [{"name": "digest"}]})
        return next(str(key["secret"]) for key in made["integrations"][0]["api_keys"] if key["type"] == "admin")

    def posts(self) -> list[dict[str, Any]]:
        """Ours, of any status."""
        found = self.ask("GET", "/posts/?filter=tag:hash-digest-2026-04&formats=html,lexical&limit=all&include=tags")
        return list(found["posts"])

    def edit(self, **fields: str) -> None:
        """A colleague changes fields of the one post in Ghost's editor."""
        (post,) = self.posts()
        changed = {"updated_at": post["updated_at"], **fields}
        source = "?source=html" if "html" in fields else ""
        self.ask("PUT", f"/posts/{post['id']}/{source}", {"posts": [changed]})

    def delete(self) -> None:
        (post,) = self.posts()
        self.ask("DELETE", f"/posts/{post['id']}/")

    def ask(self, method: str, path: str, payload: object = None) -> Any:
        body = None if payload is None else json.dumps(payload).encode()
        fields = {"Content-Type": "application/json", "Origin": self.url, "Accept-Version": "v5.0"}
        request = urllib.request.Request(f"{self.url}/ghost/api/admin{path}", body, fields, method=method)
        try:
            with self._opener.open(request, timeout=120) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path}: {error.code} {error.read()[:500]!r}") from None
        return json.loads(text) if text.strip().startswith((b"{", b"[")) else None

    def _run(self, command: list[str], cwd: Path, **environ: str) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self._folder / f"{Path(command[0]).name}.log").open("wb"))
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **environ}, stdout=log, stderr=log)
        self._stack.callback(ended, process)
        return process

    def _database(self) -> int:
        data, sock, port = self._folder / "data", self._folder / "db.sock", free_port()
        user = ["--user=root"] if os.geteuid() == 0 else []
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
             *user],
            check=True, capture_output=True,
        )  # fmt: skip
        server = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
        self._run(
            [server, "--no-defaults", f"--datadir={data}", f"--socket={sock}", "--bind-address=127.0.0.1",
             f"--port={port}", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0", *user],
            cwd=self._folder,
        )  # fmt: skip
        while not sock.exists():
            time.sleep(0.2)
        create = "CREATE DATABASE ghost CHARACTER SET utf8mb4; CREATE USER g@'127.0.0.1' IDENTIFIED BY 'g'; "
        create += "GRANT ALL ON ghost.* TO g@'127.0.0.1';"
        subprocess.run(["mariadb", "--no-defaults", f"--socket={sock}", "-uroot", "-e", create], check=True)
        return port

    def _environment(self, database: int) -> dict[str, str]:
        """Ghost's settings, as it takes them from the environment."""
        shutil.copytree(self._program / "content", self._folder / "content", symlinks=True)
        login = {"host": "127.0.0.1", "port": str(database), "user": "g", "password": "g", "database": "ghost"}
        return {
            "NODE_ENV": "production",
            "url": self.url,
            "server__host": "127.0.0.1",
            "server__port": self.url.rpartition(":")[2],
            "database__client": "mysql",
            **{f"database__connection__{name}": value for name, value in login.items()},
            "mail__transport": "Direct",
            "security__staffDeviceVerification": "false",
            "paths__contentPath": str(self._folder / "content"),
            "privacy__useUpdateCheck": "false",
        }

    def _wait(self, program: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end and program.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/ghost/api/admin/site/", timeout=10) as answer:
                    print("Ghost", json.load(answer)["site"]["version"], flush=True)
                    return
            except (OSError, ValueError):
                time.sleep(0.5)
        print((self._folder / "node.log").read_text("utf-8", "replace")[-3000:])
        raise SystemExit("Ghost did not start")


def ended(process: subprocess.Popen[bytes]) -> None:
    """Stop a program; Ghost takes its time, and is not waited for."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def is_so(fact: str, holds: bool, more: object = "") -> None:
    """Print a fact; end if it does not hold."""
    print("right " if holds else "WRONG ", fact, "" if holds else more, flush=True)
    if not holds:
        raise SystemExit(1)


class Now(Newsroom):
    """With the real time: Ghost refuses keys whose token is of another day."""

    def _clock(self) -> datetime:
        return datetime.now(UTC)


def story(ghost: Ghost, folder: Path) -> None:
    """A draft's life there: made, left, updated, edited, published, deleted."""
    settings = toml({"kind": "ghost", "url": ghost.url, "password": "$GHOST_KEY", "tags": ["Lesetipps"]})
    news = Now(folder, settings, environ={"GHOST_KEY": ghost.key()})
    print("check:", news.publishing.check("there"))
    outcome = news.push()
    is_so("the first push makes a draft", outcome.state is PushState.CREATED, outcome)
    (post,) = ghost.posts()
    is_so(
        "it is a draft with title, slug and excerpt",
        (post["status"], post["slug"]) == ("draft", "lesetipps-2026-04"),
        post,
    )
    is_so("its tags are ours", [tag["name"] for tag in post["tags"]] == ["Lesetipps", "#digest-2026-04"], post["tags"])
    is_so("all ten titles are there", post["html"].count("<strong") >= 10, post["html"])
    outcome = news.push()
    is_so("the second push changes nothing", outcome.state is PushState.UNCHANGED, outcome)
    awaited = dict(news.publishing.there_now(MONTH, "there").texts)  # type: ignore[union-attr]
    is_so("Ghost's own format says the same as ours", texts_are_the_same(news, awaited))
    pick = news.store.picks(MONTH)[0]
    comment = "Drei Dinge:\n\n- eins\n  - *innen*\n- zwei\n\n> Ein Zitat\n> weiter\n\n3. drei\n4. vier\n\n"
    comment += "**Schluss** & [mehr](https://a.example/?x=1&y=2)"
    news.store.change_pick(pick.id, {"comment": comment, "quotation": "Gesagt <b>ist</b> gesagt."}, news._clock())
    is_so("lists and quotations arrive", news.push().state is PushState.UPDATED)
    awaited = dict(news.publishing.there_now(MONTH, "there").texts)  # type: ignore[union-attr]
    is_so("and say the same there", texts_are_the_same(news, awaited))
    news.change(intro="Ein anderer Vorspann.")
    outcome = news.push()
    is_so("a change updates the same draft", outcome.state is PushState.UPDATED and len(ghost.posts()) == 1, outcome)
    ghost.edit(title="Von der Chefin")
    news.change(intro="Noch ein Vorspann.")
    outcome = news.push()
    is_so("a colleague's title is shown and survives", outcome.state is PushState.EDITED, outcome)
    is_so("it is still there", ghost.posts()[0]["title"] == "Von der Chefin")
    outcome = news.push(overwrite=True)
    is_so("it is replaced if that is meant", outcome.state is PushState.UPDATED, outcome)
    ghost.edit(status="published")
    news.change(intro="Zu spät.")
    outcome = news.push()
    is_so("what is published is left alone", outcome.state is PushState.PUBLISHED, outcome)
    outcome = news.push(overwrite=True)
    is_so(
        "and stays published with --overwrite", outcome.is_well and ghost.posts()[0]["status"] == "published", outcome
    )
    ghost.delete()
    outcome = news.push()
    is_so("a deleted post is told", outcome.state is PushState.GONE, outcome)
    other = Now(folder, settings, environ=news.environ)
    is_so("another library makes one", other.push().state is PushState.CREATED)
    third = Now(folder, settings, environ=news.environ)
    is_so("a third finds it by its mark", third.push().is_well and len(ghost.posts()) == 1)


def texts_are_the_same(news: Newsroom, found: dict[str, str]) -> bool:
    """What `find` gives beside what was to be expected before anything was asked.

    Then a lost answer is no edit.
    """
    with news.publishing._opened("there") as there:
        publication = news.publishing._publication(there, MONTH, _no_consent())
        expected = dict(there.publisher.texts(publication))
    for name, text in expected.items():
        if found[name] != text:
            print(f"--- {name}\n{text}\n+++\n{found[name]}")
    return found == expected


def _no_consent() -> Any:
    from digest.services.publishing.one_push import Consent

    return Consent()


def main() -> None:
    program = Path(sys.argv[1]).resolve()
    node = sys.argv[2] if len(sys.argv) > 2 else "node"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        story(Ghost(folder, program, node, stack), folder)


if __name__ == "__main__":
    main()
