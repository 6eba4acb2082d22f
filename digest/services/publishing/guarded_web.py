"""The guarded client for a target: only its own origin may be private and gets credentials."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from digest.config.settings import NetworkSettings
from digest.domain.health import Failure
from digest.domain.url import origin_of
from digest.feeds.chain import carries_secrets
from digest.feeds.client import Client, Request
from digest.publish.web import WebAnswer, WebRequest

if TYPE_CHECKING:
    from digest.feeds.client import Answer


class GuardedWeb:
    """See `publish.web.Web`. A context manager; opens nothing before the first request.

    `own` is the target's address; its origin is exempt from the rule of private addresses, and alone gets
    `secret_fields`. `counted` is how many requests were sent.
    """

    def __init__(self, settings: NetworkSettings, environ: Mapping[str, str], own: str, *, verify: bool = True) -> None:
        self._settings = settings
        self._environ = environ
        self._own = own
        self._verify = verify
        self._runner: asyncio.Runner | None = None
        self._client: Client | None = None
        self.counted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            with self._runner as runner:
                if self._client is not None:
                    runner.run(self._client.__aexit__(None, None, None))
        self._runner = self._client = None

    def ask(self, request: WebRequest) -> WebAnswer | Failure:
        """See `Web.ask`; not for use inside a running event loop."""
        self._runner = self._runner or asyncio.Runner()
        return self._runner.run(self._asked(request))

    async def _asked(self, request: WebRequest) -> WebAnswer | Failure:
        if self._client is None:
            self._client = await Client(self._settings, self._environ).__aenter__()
        self.counted += 1
        answer = await self._client.send(self._guarded(request))
        return answer if isinstance(answer, Failure) else _as_answer(answer)

    def _guarded(self, request: WebRequest) -> Request:
        is_own = bool(self._own) and carries_secrets(self._own, request.url)
        return Request(
            request.url,
            headers={**request.fields, **(request.secret_fields if is_own else {})},
            exempt=frozenset({origin_of(self._own)} if self._own else ()),
            verify=self._verify or not is_own,
            accept="application/json",
            method=request.method,
            body=request.body,
            any_status=True,
        )


def _as_answer(answer: Answer) -> WebAnswer:
    return WebAnswer(answer.status, answer.url, answer.headers, answer.body)
