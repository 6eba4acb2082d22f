"""Services that refuse, break off or answer nonsense.

Each has its sentence, and never a second draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.domain.publishing import Capabilities, PublishFailure
from digest.services.publishing.outcomes import PushState
from tests.publish.newsroom import Newsroom
from tests.publish.services import GHOST_KEY, KEY, SERVICES, Call, Refused, Service, running
from tests.publish.troubles import failure, first_change, made_and_dropped, made_but, refusing, room

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with running(SERVICES[request.param]()) as opened:
        yield opened


@pytest.mark.parametrize("trouble", [made_but(504), made_but(500), made_but(200), made_and_dropped])
def test_an_answer_that_is_lost_makes_no_second_draft(
    service: Service, tmp_path: Path, trouble: Callable[[Call, Callable[[], Any]], Any]
) -> None:
    first_change(service, trouble)
    news = room(service, tmp_path)
    assert failure(news).is_unclear
    count = len(service.drafts())
    assert count == 1
    assert news.push().is_well
    assert len(service.drafts()) == 1
    assert "Planungsrunden" in service.drafts()[0]
    assert news.push().state is PushState.UNCHANGED


def test_a_target_that_is_only_looked_at_is_never_told_of_a_draft(service: Service, tmp_path: Path) -> None:
    service.trouble = [refusing(502)] * 5
    checked = room(service, tmp_path).publishing.check("there")
    assert isinstance(checked, PublishFailure)
    assert (checked.code, str(checked.remedy), checked.is_unclear) == ("server", "Try again later.", False)


@pytest.mark.parametrize(("status", "code"), [
    (400, "refused"), (422, "refused"), (403, "no-permission"), (404, "missing"), (413, "too-large"),
    (409, "duplicate"), (502, "server"), (429, "too-many"),
])  # fmt: skip
def test_each_refusal_has_its_code_sentence_and_remedy(
    service: Service, tmp_path: Path, status: int, code: str
) -> None:
    def told(call: Call, answer: Callable[[], Any]) -> Any:
        words = (
            f"<b>Nein</b> &amp; {call.fields['authorization']} {GHOST_KEY if service.own['kind'] == 'ghost' else KEY}"
        )
        body = {"message": words + " \x1b[31m" + "x" * 5000, "errors": [{"detail": {"a": [1]}}]}
        raise Refused(status, body, Retry_After="999")

    first_change(service, told)
    news = room(service, tmp_path)
    if (service.own["kind"], status) == ("mastodon", 404):
        # Its answer to a key whose post is gone: it is asked once more with another.
        assert news.push().state is PushState.CREATED
        return
    found = failure(news)
    assert found.code == code
    assert str(found.remedy)
    assert len(str(found.message)) < 400
    assert "\x1b" not in str(found.message)
    assert "<b>" not in str(found.message)
    assert service.made == []
    service.trouble = []
    assert news.push().is_well


@pytest.mark.parametrize("wait", ["7", ""])
def test_a_service_that_asks_for_patience_is_asked_once_more(service: Service, tmp_path: Path, wait: str) -> None:
    first_change(service, refusing(429, None, **({"Retry_After": wait} if wait else {})))
    news = room(service, tmp_path)
    assert news.push().state is PushState.CREATED
    assert news.paused == [float(wait or 5)]


ODD = (
    b"<html>Login</html>", b"[]", b"17", b'"x"', b'{"data": []}', b'{"posts": 3}', b"\xff", b'{"results": [1, null]}',
    b'{"data": {"results": [1]}}', b'{"campaigns": [{"settings": 4}, 5]}', b'{"data": [7, {"data": 8}]}',
    b"[" * 100_000,    b'{"id": Infinity, "data": {"id": NaN}}',
    b'{"posts": [[]], "site": [], "id": {}, "settings": [], "status": {}}',
    b'{"id": 1, "status": "x", "subject": [], "body": {}, "settings": {}, "visibility": 3, "data": {"id": []}}',
)  # fmt: skip


@pytest.mark.parametrize("from_the_second", [False, True])
def test_an_odd_answer_is_told_and_never_ends_in_a_traceback(
    service: Service, tmp_path: Path, from_the_second: bool
) -> None:
    for body in ODD:
        service.made.clear()
        service.keys.clear()

        def odd(call: Call, answer: Callable[[], Any], body: bytes = body) -> Any:
            return body

        def good(call: Call, answer: Callable[[], Any]) -> Any:
            return answer()

        service.trouble = [good, odd, odd] if from_the_second else [odd] * 40
        news = room(service, tmp_path)
        assert isinstance(news.publishing.check("there"), Capabilities | PublishFailure)
        service.trouble = [good, odd, odd] if from_the_second else [odd] * 40
        outcome = news.push()
        assert outcome.failure is not None or outcome.is_well
        assert outcome.failure is not None or from_the_second
        service.trouble = []
        assert news.push().state in (PushState.CREATED, PushState.UPDATED, PushState.UNCHANGED, PushState.EDITED)


def test_a_service_that_is_not_there_is_told(service: Service, tmp_path: Path) -> None:
    settings = service.settings.replace(service.url, "http://127.0.0.1:1")
    assert failure(Newsroom(tmp_path, settings)).code == "refused"
