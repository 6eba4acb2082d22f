"""The preview's web server: on loopback, at a random port, for holders of the token only.

A page of the web that guesses the port learns nothing: the token is missing, a foreign Origin is refused, and so is a
host name that resolves to loopback (DNS rebinding). What curators and strangers wrote runs no script (CSP).
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qs, urlsplit

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason

if TYPE_CHECKING:
    from digest.services.preview.live_edition import LiveEdition

#: Seconds for which an answer waits for a change; browsers give up after some minutes.
PATIENCE = 25.0
_LONGEST_LINE = 2_000
# Our own paths have none of this; "..", "//" and encoded signs are how others try to get elsewhere.
_ODD_PATH = re.compile(r"\.\.|//|%|\\")

_SHELL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# The frame may be read by the page around it, which keeps its place while the text changes; scripts never run in it.
_EDITION_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)

#: View and scheme → the page. Called on the server's threads.
Page = Callable[[str, str], bytes]


class PreviewServer:
    """Serves one live edition. `words` are the surrounding page's texts, translated."""

    def __init__(self, live: LiveEdition, page: Page, words: Mapping[str, str], port: int = 0) -> None:
        """Raises UsageError if the port is taken."""
        self._live = live
        self._token = secrets.token_urlsafe(24)
        handler = type("Handler", (_Handler,), {"live": live, "page": staticmethod(page), "token": self._token})
        handler.shell = _shell(words)  # type: ignore[attr-defined]
        try:
            self._server = _Server(("127.0.0.1", port), handler)
        except OSError as error:
            raise UsageError(
                msg("The preview cannot be served at port {port}: {reason}.", port=port, reason=system_reason(error)),
                msg("Name another port with --port, or none."),
            ) from None
        self._thread = Thread(target=self._server.serve_forever, name="preview server", daemon=True)

    @property
    def address(self) -> str:
        """The address to open, with the token in it."""
        return f"http://127.0.0.1:{self._server.server_port}/{self._token}/"

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more; returns at once even if browsers still wait for an answer."""
        self._live.stop()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "digest", ""
    timeout = 60
    live: ClassVar[LiveEdition]
    page: ClassVar[Page]
    token: ClassVar[str]
    shell: ClassVar[Mapping[str, tuple[str, bytes]]]

    def do_GET(self) -> None:
        """Answer what is asked for, if whoever asks may know it."""
        if len(self.path) > _LONGEST_LINE or not self._is_allowed():
            self._answer(403, "text/plain; charset=utf-8", b"403\n")
            return
        target = urlsplit(self.path)
        name = target.path.partition("/")[2].partition("/")[2]
        asked = {key: values[0] for key, values in parse_qs(target.query).items()}
        if name in self.shell:
            kind, body = self.shell[name]
            self._answer(200, kind, body, _SHELL_POLICY)
        elif name == "edition":
            self._edition(asked.get("view", "page"), asked.get("scheme", "auto"))
        elif name == "changes":
            seen = asked.get("seen", "")
            version = self.live.wait(int(seen) if seen.isdecimal() and len(seen) < 15 else -1, PATIENCE)
            self._answer(200, "application/json", json.dumps({"version": version}).encode())
        else:
            self._answer(404, "text/plain; charset=utf-8", b"404\n")

    def do_POST(self) -> None:
        """Nothing can be changed here."""
        self.close_connection = True  # whatever comes behind the head is not read
        self._answer(405 if self._is_allowed() else 403, "text/plain; charset=utf-8", b"405\n")

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815 - their names in http.server

    def do_HEAD(self) -> None:
        """The same without its body."""
        self.do_GET()

    def _edition(self, view: str, scheme: str) -> None:
        try:
            body = type(self).page(view, scheme)
        except UsageError:
            self._answer(404, "text/plain; charset=utf-8", b"404\n")
        else:
            self._answer(200, "text/html; charset=utf-8", body, _EDITION_POLICY)

    def _is_allowed(self) -> bool:
        """The right name, no foreign page behind it, and the token."""
        port = self.server.server_port  # type: ignore[attr-defined]
        hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        origin = self.headers.get("Origin")
        path = self.path.partition("?")[0]
        given = path.split("/")[1:2]
        return (
            not _ODD_PATH.search(path)
            and self.headers.get_all("Host", []) in [[host] for host in hosts]
            and (origin is None or origin in [f"http://{host}" for host in hosts])
            and self.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
            and bool(given)
            and hmac.compare_digest(given[0].encode("utf-8", "replace"), self.token.encode())
        )

    def _answer(self, status: int, kind: str, body: bytes, policy: str = "default-src 'none'") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Nothing: the terminal is not for that."""


def _shell(words: Mapping[str, str]) -> Mapping[str, tuple[str, bytes]]:
    """The page around the edition by path; `words` fill its places `{{…}}`, which are no markup."""
    folder = files("digest.services.preview") / "shell"
    page = (folder / "shell.html").read_text(encoding="utf-8")
    for name, word in words.items():
        page = page.replace("{{" + name + "}}", escape(word))
    return {
        "": ("text/html; charset=utf-8", page.encode()),
        "shell.js": ("text/javascript; charset=utf-8", (folder / "shell.js").read_bytes()),
        "shell.css": ("text/css; charset=utf-8", (folder / "shell.css").read_bytes()),
    }
