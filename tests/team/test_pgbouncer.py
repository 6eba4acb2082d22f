"""PgBouncer between digest and the server, in transaction mode: every transaction may get another connection.

Nothing can be heard through it (LISTEN): what others do is seen by looking.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from digest.domain.curator import Curator
from digest.storage.registry import open_store
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.team.test_installed_postgresql import passes
from tests.tui.driving import Driver, drive
from tests.tui.test_inbox import ready

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

_SETTINGS = """[databases]
* = host={server} user={user}
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_db_connections = 6
query_wait_timeout = 60
logfile = {folder}/log
pidfile = {folder}/pid
"""


@pytest.fixture
def bouncer() -> Iterator[str]:
    """The address of this run's server through a PgBouncer of the test's own, on a socket.

    It has few connections, so that clients share them. Skips the test if PgBouncer is not installed.
    """
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("PgBouncer is not installed: apt-get install pgbouncer")
    behind = urlsplit(postgresql.server_address())
    if "host" not in (query := parse_qs(behind.query)):
        pytest.skip("PgBouncer is put before a server on a socket, and DIGEST_TEST_POSTGRESQL names another one")
    # Its path must be short, for a socket is in it, and its user's own: PgBouncer does not run as root.
    folder = Path(tempfile.mkdtemp(prefix="digest-pgb-"))
    user = Path(query["host"][0]).owner() if os.geteuid() == 0 else None
    settings = folder / "settings.ini"
    settings.write_text(_SETTINGS.format(server=query["host"][0], user=behind.username, folder=folder))
    if user:
        folder.chmod(0o755)
        shutil.chown(folder, user)
    process = subprocess.Popen([program, "-q", settings], user=user, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 90
        while not (folder / ".s.PGSQL.6432").exists():
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end, "PgBouncer does not listen"
            time.sleep(0.02)
        yield f"postgresql://{behind.username}@{behind.path}?host={folder}&port=6432"
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    "words",
    [
        ("tests/contract/test_editions.py", "tests/contract/test_exchange.py", "-k", "team"),
        ("tests/contract/test_at_once.py", "-k", "team and not serializable"),
    ],
    ids=["contract", "at-once"],
)
def test_the_same_tests_pass_there(bouncer: str, words: tuple[str, ...], tmp_path: Path) -> None:
    passes(bouncer, words, tmp_path)


def test_what_colleagues_do_is_seen_without_hearing_of_it(
    bouncer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    address = f"{bouncer}&schema={postgresql.schema_of(postgresql.library_address())}"
    colleague = open_store(address, lambda: NOW, curator=Curator("Emil Wolf"))
    colleague.add_feeds([a_feed(1)])
    colleague.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(1, 13)))])

    async def steps(driver: Driver) -> None:
        await ready(driver)
        for number in range(1, 6):
            colleague.add_pick(a_pick(number), at(number))
            await driver.sees(f"{number} of 10 picks")
        await driver.press("3")
        await driver.sees("6 of 10 picks")

    drive(tmp_path, steps, DIGEST_LIBRARY=address, DIGEST_CURATOR="Dora Fuchs")
    assert len(colleague.picks(MONTH)) == 6
    colleague.close()


def test_many_at_once_share_its_few_connections(bouncer: str, tmp_path: Path) -> None:
    """More commands than connections: they wait for their turn, and each is done once."""
    address = f"{bouncer}&schema={postgresql.schema_of(postgresql.library_address())}"
    environ = {**os.environ, "HOME": str(tmp_path), "DIGEST_LIBRARY": address, "DIGEST_NOW": NOW.isoformat()}
    environ["XDG_DATA_HOME"] = str(tmp_path / "data")
    command = [sys.executable, "-m", "digest", "mute"]
    subprocess.run([*command, "Anfang"], env=environ, check=True, capture_output=True, timeout=120)
    running = [
        subprocess.Popen([*command, f"Wort {number}"], env=environ, stderr=subprocess.PIPE) for number in range(12)
    ]
    told = [process.communicate(timeout=300)[1] for process in running]
    assert [process.returncode for process in running] == [0] * 12, told
    muted = subprocess.run(command, env=environ, check=True, capture_output=True, text=True, timeout=120).stdout
    assert len(muted.splitlines()) == 13
