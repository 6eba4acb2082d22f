"""The same tests on the PostgreSQL that the distribution brings.

Debian 12 has version 15, the wheel has 18.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

_ROOT = Path(__file__).resolve().parents[2]
#: PostgreSQL refuses to run as root; the package makes this user.
_USER = "postgres" if os.geteuid() == 0 else None


@pytest.fixture
def installed() -> Iterator[str]:
    """The address of a server of its own.

    Skips the test if the distribution's PostgreSQL is not installed.
    """
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    if not programs:
        pytest.skip("PostgreSQL of the distribution is not installed: apt-get install postgresql")
    # Its path must be short, for a socket is in it, and open to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="digest-pg-"))
    folder.chmod(0o755)
    data = folder / "server"
    data.mkdir()
    if _USER:
        shutil.chown(data, _USER)
    control = programs[-1].with_name("pg_ctl")

    def run(*command: str | Path) -> None:
        subprocess.run(command, check=True, cwd=data, user=_USER, stdout=subprocess.DEVNULL, timeout=120)

    try:
        run(programs[-1], "-D", data / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        run(control, "-D", data / "data", "-l", data / "log", "-o", f"-h '' -k {data} -c fsync=off", "-w", "start")
        try:
            yield f"postgresql://postgres:@/postgres?host={data}"
        finally:
            run(control, "-D", data / "data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def passes(address: str, words: tuple[str, ...], folder: Path) -> None:
    """Run these tests on the server at this address."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environ |= {"DIGEST_TEST_POSTGRESQL": address, "TMPDIR": str(folder)}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
        cwd=_ROOT, env=environ, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout


@pytest.mark.parametrize("words", [("tests/contract", "-k", "team"), ("tests/team", "-m", "not slow")])
def test_the_same_tests_pass_there(installed: str, words: tuple[str, ...], tmp_path: Path) -> None:
    passes(installed, words, tmp_path)
