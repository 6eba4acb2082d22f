"""The page in a real Chromium, as readers get it.

It asks for nothing, and fits the narrowest telephone.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from digest.domain.document import STYLES, RenderOptions
from digest.export.archive import archive_files
from digest.export.registry import renderer
from tests.export.reading import mail_part
from tests.export.ten_picks import SERIES, SLOTS, ten_picks, three_closed, with_pick

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# A page around ours, 320 CSS pixels wide, that writes down how wide ours would like to be.
FRAME = """<!DOCTYPE html><title>-</title>
<iframe src="/page" style="width:320px;height:600px;border:0"></iframe><script>
onload = () => { const e = document.querySelector("iframe").contentDocument.documentElement;
  document.title = `${e.clientWidth} ${e.scrollWidth}`; }</script>"""


@contextmanager
def served(page: bytes, width: int = 320) -> Iterator[tuple[str, list[str]]]:
    """A server on loopback with `page`, and the list of all that was asked.

    The page is at /page, and `width` pixels wide at /frame.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = {"/page": page, "/frame": FRAME.replace("320", str(width)).encode()}.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def dom_of(url: str, profile: Path) -> str:
    """The document as it stands after loading; names other than loopback cannot be resolved."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here; install it to run this test")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", f"--user-data-dir={profile}",
        "--virtual-time-budget=5000", "--dump-dom", url,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()


PAGES = {
    "page": renderer("html").render(ten_picks(), RenderOptions()).body,
    "page in style D": renderer("html").render(ten_picks(), RenderOptions(style="D", numbered=True)).body,
    "mail": mail_part(renderer("email").render(ten_picks(), RenderOptions(mail=SLOTS)).body, "html").encode(),
    "edition of an archive": archive_files(three_closed(), SERIES, RenderOptions())["2026-01-lesetipps.html"],
    "index of an archive": archive_files(three_closed(), SERIES, RenderOptions())["index.html"],
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_but_itself(name: str, tmp_path: Path) -> None:
    with served(PAGES[name]) as (address, asked):
        dom = dom_of(f"{address}/page", tmp_path)
    assert "Gedankengang" in dom
    # The mail has no icon of its own to keep a browser from asking for one; no mail program would.
    assert [path for path in asked if path != "/favicon.ico" or name != "mail"] == ["/page"]


def test_the_server_would_notice_a_request(tmp_path: Path) -> None:
    with served(b"<!DOCTYPE html><title>-</title><img src='/pixel'>") as (address, asked):
        dom_of(f"{address}/page", tmp_path)
    assert "/pixel" in asked


@pytest.mark.parametrize("title", ["", "Donaudampfschifffahrtskommunikationsbeauftragter" * 4])
def test_nothing_scrolls_sideways_at_320_pixels(title: str, tmp_path: Path) -> None:
    edition = with_pick(original_title=title, category=title, comment=title) if title else ten_picks()
    for number, style in enumerate(STYLES):
        options = RenderOptions(style=style, credit=True, numbered=style in "CD")
        with served(renderer("html").render(edition, options).body) as (address, _asked):
            assert widths(f"{address}/frame", tmp_path / str(number)) == ("320", "320")


@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_page_fits_the_narrowest_telephone(name: str, tmp_path: Path) -> None:
    with served(PAGES[name]) as (address, _asked):
        assert widths(f"{address}/frame", tmp_path) == ("320", "320")


def widths(url: str, profile: Path) -> tuple[str, str]:
    """How wide a page may be, and how wide it would like to be."""
    dom = dom_of(url, profile)
    found = re.search(r"<title>(\d+) (\d+)</title>", dom)
    assert found, dom[:300]
    return found[1], found[2]


LONG = (
    "Datenschutzgrundverordnungsfolgenabschätzungsbeauftragtenverordnung und "
    "https://verband-oeffentlichkeitsarbeit.example/2026/11/" + "sehr-langer-pfad-ohne-ende-" * 6
)


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("style", STYLES)
def test_a_mail_never_runs_out_of_a_telephone(style: str, width: int, tmp_path: Path) -> None:
    full = {"original_title": LONG, "category": LONG, "source": LONG, "quotation": LONG, "medium": LONG}
    edition = with_pick(**full, comment=f"{LONG}\n\n- {LONG}\n\n> {LONG}\n\n**{LONG}**")
    edition = replace(edition, title=LONG, edition=replace(edition.edition, intro=LONG, outro=LONG))
    options = RenderOptions(style=style, credit=True, footer=LONG, mail=replace(SLOTS, imprint=LONG))
    with served(mail_part(renderer("email").render(edition, options).body, "html").encode(), width) as (address, _):
        assert widths(f"{address}/frame", tmp_path) == (str(width), str(width))


def test_the_measure_would_notice_a_word_that_does_not_break(tmp_path: Path) -> None:
    page = mail_part(renderer("email").render(with_pick(comment=LONG), RenderOptions(mail=SLOTS)).body, "html")
    with served(page.replace("word-break:break-word;", "").encode()) as (address, _):
        assert int(widths(f"{address}/frame", tmp_path)[1]) > 320
