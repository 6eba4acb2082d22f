"""What services answer that have a bad day, and a newsroom that pushes to them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digest.domain.publishing import PublishFailure
from digest.services.publishing.outcomes import PushState
from tests.publish.newsroom import Newsroom, toml
from tests.publish.services import GHOST_KEY, KEY, Call, Dropped, Refused, Service

#: What no message may show.
SECRETS = (KEY, GHOST_KEY, GHOST_KEY.partition(":")[2], b64encode(f"digest:{KEY}".encode()).decode(), "eyJhbGci")


#: What a draft becomes there, and how a push meets it.
STATES: dict[str, list[tuple[dict[str, Any], PushState]]] = {
    "listmonk": [({"status": name}, PushState.PUBLISHED) for name in ("running", "paused", "finished", "cancelled")],
    "mailchimp": [({"status": "sent"}, PushState.PUBLISHED), ({"status": "archived"}, PushState.TRASHED)],
    "keila": [({"sent_at": "2026-05-01T08:00:00Z"}, PushState.PUBLISHED)],
    "buttondown": [
        ({"status": "sent"}, PushState.PUBLISHED), ({"status": "about_to_send"}, PushState.PUBLISHED),
        ({"status": "deleted"}, PushState.TRASHED),
    ],
    "ghost": [({"status": "published"}, PushState.PUBLISHED), ({"status": "sent"}, PushState.PUBLISHED)],
    "mastodon": [({"visibility": "public"}, PushState.PUBLISHED)],
}  # fmt: skip


def room(service: Service, tmp_path: Path, **options: object) -> Newsroom:
    return Newsroom(tmp_path, "\n".join((service.settings, toml(options))))


def failure(news: Newsroom, **consent: bool) -> PublishFailure:
    outcome = news.push(**consent)
    assert outcome.failure is not None, outcome
    told = f"{outcome.failure.message} {outcome.failure.remedy} {outcome!r} {news.receipt!r}"
    assert not any(secret in told for secret in SECRETS)
    return outcome.failure


def refusing(status: int, body: object = None, **fields: str) -> Callable[[Call, Callable[[], Any]], Any]:
    def answered(call: Call, answer: Callable[[], Any]) -> Any:
        raise Refused(status, body, **fields)

    return answered


def made_but(status: int, body: object = b"<html>504</html>") -> Callable[[Call, Callable[[], Any]], Any]:
    """The draft is made, and the answer says something else."""

    def answered(call: Call, answer: Callable[[], Any]) -> Any:
        answer()
        raise Refused(status, body, Content_Type="text/html")

    return answered


def made_and_dropped(call: Call, answer: Callable[[], Any]) -> Any:
    answer()
    raise Dropped


def first_change(service: Service, trouble: Callable[[Call, Callable[[], Any]], Any]) -> None:
    """Put the trouble on the first request that changes something."""

    def waits(call: Call, answer: Callable[[], Any]) -> Any:
        if call.method == "GET":
            service.trouble.insert(0, waits)
            return answer()
        return trouble(call, answer)

    service.trouble = [waits]
