"""A real SMTP server (aiosmtpd).

With STARTTLS, log-in, recipients that it refuses, and a line that can be cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.certificates import self_signed, server_side

USER, PASSWORD = "dora@verband.example", "geheim-4711"


@dataclass
class MailServer:
    """`received` are (recipients, mail).

    `refused` addresses get 550; `cut` names where the line breaks: "rcpt", "data"
    (the mail is not kept) or "kept" (it is, and nobody hears of it)."""

    received: list[tuple[list[str], bytes]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    cut: str = ""
    port: int = 0
    logins: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's hooks
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.cut == "rcpt" and envelope.rcpt_tos:
            self._cut(server)
        if address in self.refused:
            return "550 5.1.1 <" + address + ">: unbekannt"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        if self.cut != "data":
            self.received.append((list(envelope.rcpt_tos), envelope.content))
        if self.cut in ("data", "kept"):
            self._cut(server)
        return "250 OK"

    def authenticated(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins += 1
        good = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=good, handled=False)

    @staticmethod
    def _cut(server: SMTP) -> None:
        assert server.transport is not None
        server.transport.abort()


@contextmanager
def mail_server(folder: Path, *, secure: bool = True) -> Iterator[MailServer]:
    """On a free port of loopback; `secure` with STARTTLS, and a log-in that needs it."""
    handler = MailServer()
    options: dict[str, Any] = {}
    if secure:
        context = server_side(self_signed(folder, "127.0.0.1"))
        options = {"tls_context": context, "authenticator": handler.authenticated, "auth_required": True}
    controller = _AnyPort(handler, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        handler.port = controller.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        yield handler
    finally:
        controller.stop()


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        """The first connection, the controller's own trial, needs the port that the system gave."""
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()
