"""The webhook: what arrives is the JSON export, signed, and known again by the receiver."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from digest.domain.errors import ConfigError
from digest.domain.publishing import PublishFailure
from digest.services.publishing.outcomes import PushState
from tests.publish.newsroom import MONTH, Newsroom, toml
from tests.publish.services import KEY, Call, Dropped, Refused, Service, running


class Receiver(Service):
    """Checks the signature as Standard Webhooks has it; keeps an edition once an id."""

    own: ClassVar[dict[str, object]] = {"kind": "webhook"}
    key = KEY.encode()

    def answer(self, call: Call) -> Any:
        told = f"{call.fields['webhook-id']}.{call.fields['webhook-timestamp']}.".encode() + call.body
        signature = "v1," + b64encode(hmac.new(self.key, told, hashlib.sha256).digest()).decode()
        if not hmac.compare_digest(call.fields["webhook-signature"], signature):
            raise Refused(401)
        self.keys[call.fields["webhook-id"]] = {"edition": call.payload, "status": call.fields["digest-status"]}
        return {"id": "seite-4", "url": f"{self.url}/seite-4"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running(Receiver()) as service:
        assert isinstance(service, Receiver)
        yield service


def room(receiver: Receiver, tmp_path: Path, **options: object) -> Newsroom:
    return Newsroom(tmp_path, "\n".join((receiver.settings, toml(options))))


def test_the_edition_arrives_signed_as_a_draft(receiver: Receiver, tmp_path: Path) -> None:
    news = room(receiver, tmp_path)
    outcome = news.push()
    assert outcome.state is PushState.CREATED
    assert outcome.url == f"{receiver.url}/seite-4"
    ((kept),) = receiver.keys.values()
    assert kept["status"] == "draft"
    assert len(kept["edition"]["picks"]) == 10
    assert news.push().state is PushState.UNCHANGED
    assert len(receiver.calls) == 1


def test_a_changed_edition_goes_out_again_with_another_id(receiver: Receiver, tmp_path: Path) -> None:
    news = room(receiver, tmp_path)
    news.push()
    news.change(intro="Neu.")
    assert news.push().state is PushState.UPDATED
    assert len(receiver.keys) == 2
    assert {call.fields["digest-edition"] for call in receiver.calls} == {"digest:2026-04"}


def lost(call: Call, answer: Callable[[], Any]) -> Any:
    answer()
    raise Dropped


@pytest.mark.parametrize("pushed_before", [False, True])
def test_an_answer_that_is_lost_is_asked_for_again_with_the_same_id(
    receiver: Receiver, tmp_path: Path, pushed_before: bool
) -> None:
    news = room(receiver, tmp_path)
    if pushed_before:
        news.push()
        news.change(intro="Neu.")
    receiver.trouble = [lost]
    outcome = news.push()
    assert outcome.failure is not None
    assert outcome.failure.is_unclear
    assert news.push().is_well
    assert receiver.calls[-1].fields["webhook-id"] == receiver.calls[-2].fields["webhook-id"]
    assert news.push().state is PushState.UNCHANGED


def test_a_secret_in_base64_signs_with_its_bytes(receiver: Receiver, tmp_path: Path) -> None:
    secret = "whsec_" + b64encode(b"\x00\xff" * 12).decode()
    receiver.key = b64decode(secret.removeprefix("whsec_"))  # type: ignore[misc]
    news = Newsroom(tmp_path, receiver.settings.replace(KEY, secret))
    assert news.push().state is PushState.CREATED


@pytest.mark.parametrize(("status", "code"), [(301, "moved"), (307, "moved"), (401, "refused"), (500, "refused")])
def test_what_the_receiver_refuses_is_told(receiver: Receiver, tmp_path: Path, status: int, code: str) -> None:
    def refused(call: Call, answer: Callable[[], Any]) -> Any:
        raise Refused(status, {"told": KEY}, Location="http://127.0.0.1:1/")

    receiver.trouble = [refused]
    outcome = room(receiver, tmp_path).push()
    assert outcome.failure is not None
    assert outcome.failure.code == code
    assert KEY not in f"{outcome!r}"


@pytest.mark.parametrize("answer", [b"", b"ok", b"[1]", b'{"id": 5, "url": "javascript:alert(1)"}', b"\xff\xfe"])
def test_whatever_it_answers_a_2xx_is_a_yes(receiver: Receiver, tmp_path: Path, answer: bytes) -> None:
    receiver.trouble = [lambda call, _: answer]
    outcome = room(receiver, tmp_path).push()
    assert outcome.state is PushState.CREATED
    assert "javascript" not in outcome.url


def test_a_dry_run_shows_the_bytes_and_no_signature(receiver: Receiver, tmp_path: Path) -> None:
    news = room(receiver, tmp_path)
    shown = news.outgoing()
    assert isinstance(shown, tuple)
    news.push()
    assert shown[0].body == receiver.calls[0].body
    assert shown[0].fields["webhook-signature"] == "***"
    assert json.loads(shown[0].body)["id"] == MONTH


def test_without_a_secret_or_address_nothing_goes_out(receiver: Receiver, tmp_path: Path) -> None:
    settings = receiver.settings.replace(toml({"password": KEY}), "")
    outcome = Newsroom(tmp_path, settings).push()
    assert outcome.failure is not None
    assert outcome.failure.code == "no-password"
    assert isinstance(Newsroom(tmp_path, settings).publishing.check("there"), PublishFailure)
    with pytest.raises(ConfigError):
        Newsroom(tmp_path, toml({"kind": "webhook", "url": "haken"})).push()
    assert receiver.calls == []
