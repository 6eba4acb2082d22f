"""The mail sent through a real SMTP server: it arrives whole."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, Envelope, Session

from digest.domain.document import STYLES, RenderOptions
from digest.export.registry import renderer
from tests.export.reading import mail_part
from tests.export.ten_picks import SLOTS, ten_picks, with_pick


class _Inbox:
    """Keeps what arrives. The method name is aiosmtpd's hook."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[int, list[bytes]]]:
    """A server on loopback: its port, and the mails that it took."""
    inbox, loop = _Inbox(), asyncio.new_event_loop()

    async def start() -> asyncio.Server:
        return await loop.create_server(lambda: SMTP(inbox, hostname="localhost", loop=loop), "127.0.0.1", 0)

    server = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1], inbox.mails
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def test_the_mail_arrives_whole() -> None:
    editions = [ten_picks(), with_pick(original_title="ÄÖÜ – „Zitat“ " * 20, comment=".\n\n..\n\n. Punkt\n\nFrom hier")]
    sent = [
        renderer("email").render(edition, RenderOptions(style=style, mail=SLOTS)).body
        for edition in editions
        for style in STYLES
    ]
    with mail_server() as (port, arrived), smtplib.SMTP("127.0.0.1", port) as client:
        for mail in sent:
            client.sendmail("lesetipps@gedankengang.example", ["leser@example.org"], mail)
    assert arrived == sent
    for mail, came in zip(sent, arrived, strict=True):
        assert not message_from_bytes(came, policy=policy.SMTP).defects
        for kind in ("html", "plain"):
            assert mail_part(came, kind) == mail_part(mail, kind)
