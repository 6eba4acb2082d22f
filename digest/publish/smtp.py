"""Mail to named people: test readers, an internal list; subscribers need a service.

A mail cannot be taken back or changed. So it goes out once: a second one only if that is asked for, even if nobody
knows whether the first arrived. All recipients are named in one transaction (RFC 5321 §3.3), so that either all whom
the server takes get it, or none.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import SMTP as MAIL
from email.utils import format_datetime

from digest.config.settings import PublishSettings
from digest.domain.mailaddress import mail_address
from digest.domain.message import Message, msg
from digest.domain.publishing import Capabilities, Outgoing, PublishFailure
from digest.domain.receipt import DONE, Receipt
from digest.domain.system_errors import system_reason
from digest.domain.text import one_line
from digest.publish.options import options_of, refuse_unknown, wrong
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.texts import kept_texts

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class SmtpOptions:
    """`host` and `port` (0: what `security` has), `to`: the addresses, never more than `most`.

    `security` is "starttls", "tls" or "none", which no password ever goes over.
    """

    host: str = ""
    port: int = 0
    security: str = "starttls"
    to: tuple[str, ...] = ()
    most: int = 50


class SmtpTarget:
    """One mail a push. Whom the server refuses is told; the others get it."""

    lasting: tuple[str, ...] = ()

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._settings = settings
        self._means = means
        self._options = options_of(settings, SmtpOptions)
        self._to = self._addresses()

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        return {"mail": Rendering("email")}

    def check(self) -> Capabilities | PublishFailure:
        session = self._session()
        if isinstance(session, PublishFailure):
            return session
        _quit(session)
        facts = (
            msg("The mail goes to {count} addresses, at most {most}.", count=len(self._to), most=self._options.most),
        )
        return Capabilities(self._options.host, self._settings.user, facts)

    def find(self, receipt: Receipt) -> Remote | PublishFailure | None:
        """What was sent, as far as the receipt tells; nobody can be asked."""
        if not receipt.sent:
            return None
        return Remote(receipt.id or receipt.mark, "", RemoteStatus.SENT, texts=receipt.texts)

    def texts(self, publication: Publication) -> Mapping[str, str]:
        return {"text": _text_part(publication)}

    def outgoing(self, publication: Publication, receipt: Receipt) -> tuple[Outgoing, ...]:  # noqa: ARG002 - the Protocol's
        return (Outgoing("MAIL", ", ".join(self._to), {}, self._mail(publication)),)

    def push(self, publication: Publication, receipt: Receipt) -> Receipt | PublishFailure:
        mail = self._mail(publication)
        sender = mail_address(str(message_from_bytes(mail, policy=MAIL)["From"] or ""))
        if sender is None:
            return PublishFailure(
                "no-sender",
                msg("The mail has no sender."),
                msg("Set sender under [export] in the configuration: Name <name@example.org>."),
            )
        session = self._session()
        if isinstance(session, PublishFailure):
            return session
        try:
            refused = _send(session, sender[1], self._to, mail)
        finally:
            _quit(session)
        if isinstance(refused, PublishFailure):
            return refused
        message_id = str(message_from_bytes(mail, policy=MAIL)["Message-ID"]).strip()
        detail = {**receipt.detail, "recipients": str(len(self._to) - len(refused))}
        if refused:
            detail["refused"] = "; ".join(f"{address} ({why})" for address, why in refused.items())
        return replace(
            receipt,
            state=DONE,
            id=message_id,
            status=RemoteStatus.SENT,
            texts=kept_texts(self.texts(publication)),
            awaited={},
            detail=detail,
            pushed=self._means.now(),
        )

    def _mail(self, publication: Publication) -> bytes:
        """The exported mail, addressed, dated now, no draft; recipients do not see each other."""
        exported = publication.rendered["mail"].body
        head, _, rest = exported.partition(b"\r\n\r\n")
        fields = head.decode("ascii").split("\r\n")
        kept, dropped = [], False
        for row in fields:
            dropped = row.lower().startswith(("x-unsent:", "date:")) or (dropped and row[:1] in " \t")
            kept += [] if dropped else [row]
        to = self._to[0] if len(self._to) == 1 else "undisclosed-recipients:;"
        added = [f"To: {to}", f"Date: {format_datetime(self._means.now())}"]
        return "\r\n".join([*kept, *added]).encode() + b"\r\n\r\n" + rest

    def _session(self) -> smtplib.SMTP | PublishFailure:
        """A connection that is logged in, or why there is none. Nothing has been sent then."""
        own = self._options
        secret = self._means.secret() if self._settings.user else ""
        if isinstance(secret, PublishFailure):
            return secret
        if self._settings.user and not secret:
            return PublishFailure(
                "no-password",
                msg("There is no password for {host}.", host=own.host),
                msg("Set password = “$VARIABLE” or password_command for this target."),
            )
        port = own.port or _PORTS[own.security]
        context = ssl.create_default_context()
        if not self._settings.verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            if own.security == "tls":
                session: smtplib.SMTP = smtplib.SMTP_SSL(own.host, port, timeout=_SECONDS, context=context)
            else:
                session = smtplib.SMTP(own.host, port, timeout=_SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            return self._no_connection(error)
        try:
            session.ehlo_or_helo_if_needed()
            if own.security == "starttls":
                session.starttls(context=context)
                session.ehlo()
            if self._settings.user:
                session.login(self._settings.user, secret)
        except smtplib.SMTPAuthenticationError:
            failed = PublishFailure(
                "no-login",
                msg("{host} does not accept user name and password.", host=own.host),
                msg("Check both; many providers want a password of its own for such programs (app password)."),
            )
        except smtplib.SMTPNotSupportedError:
            failed = PublishFailure(
                "no-security",
                msg("{host} offers no encryption or no log-in on port {port}.", host=own.host, port=port),
                msg('Set security = "tls" and port = 465, or ask the administrator of the server.'),
            )
        except (OSError, smtplib.SMTPException) as error:
            failed = self._no_connection(error)
        else:
            return session
        session.close()
        return failed

    def _no_connection(self, error: Exception) -> PublishFailure:
        if isinstance(error, ssl.SSLCertVerificationError):
            return PublishFailure(
                "tls",
                msg(
                    "The certificate of {host} is not valid ({reason}).",
                    host=self._options.host,
                    reason=error.verify_message,
                ),
                _TRUST,
            )
        reason = system_reason(error) if isinstance(error, OSError) and error.errno else one_line(_said(error), 120)
        return PublishFailure(
            "no-connection",
            msg("No connection to {host} ({reason}); nothing was sent.", host=self._options.host, reason=reason),
            msg("Check host, port and security of this target, and the internet connection."),
        )

    def _addresses(self) -> tuple[str, ...]:
        settings, own = self._settings, self._options
        if not own.host:
            raise wrong(settings, "host", msg("this is empty."), msg("Name the server that takes your mail."))
        refuse_unknown(settings, "security", own.security, _PORTS)
        if own.security == "none" and settings.user:
            raise wrong(
                settings,
                "security",
                msg("a password would go over the wire for all to read."),
                msg('Set it to "starttls" or "tls", or leave user out.'),
            )
        found: dict[str, str] = {}
        for text in own.to:
            address = mail_address(text)
            if address is None:
                raise wrong(settings, "to", msg("“{text}” is not a mail address.", text=text), _WRITE_ADDRESSES)
            found.setdefault(address[1].lower(), address[1])
        if not found:
            raise wrong(settings, "to", msg("this is empty."), _WRITE_ADDRESSES)
        if len(found) > own.most:
            many = msg("there are {count} addresses, and most allows {most}.", count=len(found), most=own.most)
            raise wrong(settings, "to", many, msg("Write to subscribers with a mailing service; or raise most."))
        if settings.status != "draft":
            raise wrong(settings, "status", msg("a mail is sent at once."), msg("Leave the line out."))
        return tuple(found.values())


_TRUST = msg("Ask the administrator; if you trust the server, set verify = false for this target in the configuration.")
_WRITE_ADDRESSES = msg('Name the addresses: to = ["dora@example.org", "emil@example.org"].')


def _send(
    session: smtplib.SMTP, sender: str, recipients: Sequence[str], mail: bytes
) -> dict[str, str] | PublishFailure:
    """One transaction; return the refused recipients. Unclear only after the text was sent."""
    refused: dict[str, str] = {}
    underway = False
    try:
        code, said = session.mail(sender)
        if code != 250:
            return _refusal(
                msg(
                    "The server does not take mail from {address} ({reason}).",
                    address=sender,
                    reason=_reply(code, said),
                )
            )
        for address in recipients:
            code, said = session.rcpt(address)
            if code == 421:
                raise smtplib.SMTPServerDisconnected
            if code not in (250, 251):
                refused[address] = _reply(code, said)
        if len(refused) == len(recipients):
            first = next(iter(refused.values()))
            return _refusal(msg("The server takes none of the addresses ({reason}).", reason=first))
        underway = True
        code, said = session.data(mail)
        if code != 250:
            return _refusal(msg("The server does not take the mail ({reason}).", reason=_reply(code, said)))
    except smtplib.SMTPDataError as error:
        # The answer to DATA itself: no line of the mail was sent.
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        return _refusal(msg("The server does not take the mail ({reason}).", reason=_reply(error.smtp_code, said)))
    except (OSError, smtplib.SMTPException):
        return _broken_off(underway)
    return refused


def _quit(session: smtplib.SMTP) -> None:
    """Say good-bye; how that goes changes nothing of what was sent."""
    try:
        session.quit()
    except (OSError, smtplib.SMTPException):
        session.close()


def _broken_off(underway: bool) -> PublishFailure:
    if underway:
        return PublishFailure(
            "broken-off",
            msg("The connection broke off while the mail was being sent: nobody knows whether it arrived."),
            msg("Ask one of the recipients; if it did not, send it again with --again."),
            is_unclear=True,
        )
    return PublishFailure(
        "broken-off",
        msg("The connection broke off before the mail was sent; nobody has got it."),
        msg("Push again."),
    )


def _refusal(message: Message) -> PublishFailure:
    return PublishFailure(
        "refused", message, msg("Nothing was sent. Check sender and addresses, or ask the mail's provider.")
    )


def _reply(code: int, said: bytes) -> str:
    return one_line(f"{code} {said.decode('utf-8', 'replace')}", 120)


def _said(error: Exception) -> str:
    said = getattr(error, "smtp_error", b"")
    return said.decode("utf-8", "replace") if isinstance(said, bytes) and said else str(error)


def _text_part(publication: Publication) -> str:
    part = message_from_bytes(publication.rendered["mail"].body, policy=MAIL).get_body(("plain",))
    text = part.get_content() if part is not None else ""
    return str(text).replace("\r\n", "\n").strip()
