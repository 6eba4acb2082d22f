"""The mail to named people, through a real server.

Once to each, and never again without being asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import SMTP as MAIL
from pathlib import Path

import pytest

from digest.domain.errors import ConfigError
from digest.domain.publishing import Capabilities, PublishFailure
from digest.services.publishing.outcomes import PushState
from tests.export.reading import mail_part
from tests.publish.mailserver import PASSWORD, USER, MailServer, mail_server
from tests.publish.newsroom import Newsroom, toml

TWELVE = tuple(f"leser{number}@verband.example" for number in range(1, 13))
EXPORT = '[export]\nsender = "Jördis Althaus <lesetipps@gedankengang.example>"'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as running:
        yield running


def room(server: MailServer, tmp_path: Path, more: str = EXPORT, **changes: object) -> Newsroom:
    target: dict[str, object] = {
        "kind": "smtp", "host": "127.0.0.1", "port": server.port, "user": USER, "password": "$MAIL_PASSWORD",
        "to": list(TWELVE), "verify": False,
    }  # fmt: skip
    target = {name: value for name, value in (target | changes).items() if value is not None}
    return Newsroom(tmp_path, toml(target), more, {"MAIL_PASSWORD": PASSWORD})


def test_checking_logs_in_and_sends_nothing(server: MailServer, tmp_path: Path) -> None:
    assert isinstance(room(server, tmp_path).publishing.check("there"), Capabilities)
    assert server.logins == 1
    assert server.received == []


def test_of_twelve_two_are_refused_by_name_and_ten_get_it_once(server: MailServer, tmp_path: Path) -> None:
    server.refused = {TWELVE[3], TWELVE[8]}
    news = room(server, tmp_path)
    outcome = news.push()
    assert outcome.state is PushState.SENT
    assert outcome.is_well
    told = " ".join(str(note) for note in outcome.notes)
    assert "10 addresses" in told
    assert all(address in told for address in server.refused)
    ((recipients, mail),) = server.received
    assert recipients == [address for address in TWELVE if address not in server.refused]
    assert "Planungsrunden" in mail_part(mail, "plain")
    assert news.push().state is PushState.UNCHANGED
    assert len(server.received) == 1


def test_recipients_do_not_see_each_other_and_it_is_no_draft_any_more(server: MailServer, tmp_path: Path) -> None:
    news = room(server, tmp_path)
    shown = news.outgoing()
    news.push()
    ((_, mail),) = server.received
    read = message_from_bytes(mail, policy=MAIL)
    assert str(read["To"]) == "undisclosed-recipients:;"
    assert not any(address.encode() in mail for address in TWELVE)
    assert (read["X-Unsent"], read["Bcc"], len(read.get_all("Date") or [])) == (None, None, 1)
    assert not read.defects
    assert isinstance(shown, tuple)
    assert shown[0].body.partition(b"\r\n\r\n")[2].strip() == mail.partition(b"\r\n\r\n")[2].strip()
    assert PASSWORD.encode() not in shown[0].body


def test_one_recipient_is_named(server: MailServer, tmp_path: Path) -> None:
    room(server, tmp_path, to=["Dora Groß <dora@verband.example>", "DORA@verband.example"]).push()
    ((recipients, mail),) = server.received
    assert recipients == ["dora@verband.example"]
    assert str(message_from_bytes(mail, policy=MAIL)["To"]) == "dora@verband.example"


def test_a_changed_edition_is_mailed_again_only_if_asked_for(server: MailServer, tmp_path: Path) -> None:
    news = room(server, tmp_path)
    news.push()
    news.change(intro="Ein anderer Vorspann.")
    outcome = news.push()
    assert outcome.state is PushState.ALREADY_SENT
    assert not outcome.is_well
    assert len(server.received) == 1
    assert news.push(again=True).state is PushState.SENT
    assert len(server.received) == 2
    assert "Ein anderer Vorspann." in mail_part(server.received[1][1], "plain")


@pytest.mark.parametrize("cut", ["data", "kept"])
def test_a_line_that_breaks_while_the_mail_is_sent_never_mails_twice_unasked(
    server: MailServer, tmp_path: Path, cut: str
) -> None:
    news = room(server, tmp_path)
    server.cut = cut
    outcome = news.push()
    assert outcome.failure is not None
    assert outcome.failure.is_unclear
    server.cut = ""
    count = len(server.received)
    assert news.push().state is PushState.PERHAPS_SENT
    news.change(intro="Neu.")
    assert news.push().state is PushState.PERHAPS_SENT
    assert len(server.received) == count
    assert news.push(again=True).state is PushState.SENT
    assert len(server.received) == count + 1
    assert news.push().state is PushState.UNCHANGED


def test_a_program_that_was_killed_in_the_middle_asks_next_time(
    server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = room(server, tmp_path)
    keep, kept = news.store.keep_receipt, []

    def dies(*arguments: object, **named: object) -> object:
        if kept:
            raise KeyboardInterrupt
        kept.append(arguments)
        return keep(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(news.store, "keep_receipt", dies)
    with pytest.raises(KeyboardInterrupt):
        news.push()
    monkeypatch.undo()
    assert news.push().state is PushState.PERHAPS_SENT
    assert len(server.received) == 1


def test_a_line_that_breaks_before_the_mail_leaves_nothing_and_the_next_push_sends(
    server: MailServer, tmp_path: Path
) -> None:
    news = room(server, tmp_path)
    server.cut = "rcpt"
    outcome = news.push()
    assert outcome.failure is not None
    assert not outcome.failure.is_unclear
    server.cut = ""
    assert news.push().state is PushState.SENT
    assert len(server.received) == 1


def test_if_all_are_refused_nothing_was_sent(server: MailServer, tmp_path: Path) -> None:
    server.refused = set(TWELVE)
    news = room(server, tmp_path)
    outcome = news.push()
    assert outcome.failure is not None
    assert "none of the addresses (550" in str(outcome.failure.message)
    server.refused = set()
    assert news.push().state is PushState.SENT


def failure(news: Newsroom) -> PublishFailure:
    """What checking and pushing say, the same both."""
    checked, pushed = news.publishing.check("there"), news.push().failure
    assert isinstance(checked, PublishFailure)
    assert checked == pushed
    assert PASSWORD not in f"{checked.message}{checked.remedy}"
    return checked


def test_a_wrong_password_a_wrong_port_and_a_certificate_are_told(server: MailServer, tmp_path: Path) -> None:
    assert failure(room(server, tmp_path, password="falsch")).code == "no-login"
    assert failure(room(server, tmp_path, verify=True)).code == "tls"
    assert failure(room(server, tmp_path, port=1)).code == "no-connection"
    assert failure(room(server, tmp_path, password="$NOT_SET")).code == "no-password"
    assert failure(room(server, tmp_path, password=None)).code == "no-password"
    assert server.received == []


def test_a_server_without_encryption_never_sees_a_password(tmp_path: Path) -> None:
    with mail_server(tmp_path, secure=False) as plain:
        assert failure(room(plain, tmp_path)).code == "no-security"
        open_target = room(plain, tmp_path, security="none", user=None, password=None)
        assert open_target.push().state is PushState.SENT
        with pytest.raises(ConfigError):
            room(plain, tmp_path, security="none").push()


def test_a_mail_needs_a_sender(server: MailServer, tmp_path: Path) -> None:
    outcome = room(server, tmp_path, more="").push()
    assert outcome.failure is not None
    assert outcome.failure.code == "no-sender"
    assert server.received == []


@pytest.mark.parametrize("wrong", [
    {"to": []}, {"to": ["keine Adresse"]}, {"to": ["a@b.example\nBcc: c@d.example"]}, {"most": 11}, {"host": ""},
    {"security": "ssl"}, {"status": "publish"}, {"too": ["x@y.example"]},
])  # fmt: skip
def test_wrong_settings_are_told_before_anything_is_sent(
    server: MailServer, tmp_path: Path, wrong: dict[str, object]
) -> None:
    with pytest.raises(ConfigError):
        room(server, tmp_path, **wrong).push()
    assert server.received == []
