"""`digest preview` and key b: an address that works, and an end that leaves nothing behind."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from digest.bootstrap import Library
from tests.builders import MONTH, NOW
from tests.cli.running import Digest
from tests.marking import first_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill


def page(address: str) -> str:
    with urlopen(address, timeout=90) as answer:  # loopback
        return str(answer.read().decode())


def test_ctrl_c_ends_it_whichever_thread_gets_the_signal() -> None:
    code = (
        "import signal, threading\n"
        "from digest.cli.preview import until_interrupted\n"
        "ending = threading.Timer(0.1, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGINT))\n"
        "try:\n    ending.start()\n    until_interrupted()\nexcept KeyboardInterrupt:\n    print('ended')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout == "ended\n"


def test_the_command_serves_until_ctrl_c(tmp_path: Path) -> None:
    digest = Digest(tmp_path)
    digest.ok("edition", "set", "--intro", "-", stdin="Willkommen im November")
    command = [sys.executable, "-m", "digest", "preview", "--no-browser"]
    environ = {**digest.environment(), "PYTHONPATH": str(Path.cwd()), "PYTHONUTF8": "1"}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", address)
        assert "Willkommen im November" in page(address + "edition?view=text")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in said
    with pytest.raises(URLError):
        page(address)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    library = Library({"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}, address=str(tmp_path / "library"))
    viewer = library.view_edition(MONTH)
    try:
        ran = Digest(tmp_path)("preview", "--no-browser", "--port", viewer.address.split(":")[2].split("/")[0])
        assert (ran.code, "the address is in use" in ran.err, "--port" in ran.err) == (2, True, True)
    finally:
        viewer.stop()
        library.close()


@pytest.mark.parametrize("size", first_quick((80, 24), (120, 36)))
def test_the_key_shows_what_is_being_typed(tmp_path: Path, size: tuple[int, int]) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        await driver.press("1", "b")
        await driver.is_told("No browser here")
        address = driver.app.clipboard
        assert address.startswith("http://127.0.0.1:")
        await driver.press("c")
        await driver.until(lambda: driver.app.key_queue.is_writing)
        await driver.types("Gerade getippt")
        await driver.until(lambda: "Gerade getippt" in page(address + "edition?view=text"))
        await driver.press("escape")
        await driver.until(lambda: not driver.app.key_queue.is_writing)
        await driver.press("b")
        await driver.until(lambda: driver.app.clipboard == address)
        assert "Gerade getippt" in page(address + "edition?view=text")
        await driver.press("u")
        await driver.until(lambda: "Gerade getippt" not in page(address + "edition?view=text"))
        tmp_path.joinpath("address").write_text(address)

    drive(tmp_path, steps, size, PATH=str(tmp_path))
    with pytest.raises(URLError):
        page((tmp_path / "address").read_text())
