"""One request through its redirects: the addresses so far, and the fields to send."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.domain.health import Failure, FailureKind
from digest.domain.url import host_of
from digest.feeds.cookies import Cookies
from digest.feeds.page_refresh import refresh_target
from digest.feeds.redirects import REDIRECTS, carries_secrets, redirect_target

if TYPE_CHECKING:
    from digest.feeds.client import Answer, Request

#: Redirects that are followed for one request.
MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: the status that caused it and the absolute address that it led to.

    Status 200 stands for a page that leads on by itself (`page_refresh`).
    """

    status: int
    url: str


class Chain:
    """A chain of requests that begins at `url`.

    Cookies are kept from hop to hop; one page that redirects by itself is followed.
    """

    def __init__(self, request: Request, url: str) -> None:
        self.url = url
        self.redirects: list[Redirect] = []
        self._request = request
        self._first = url
        self._cookies = Cookies()
        self._refreshed = False
        self._digest = ""
        self._seen = {(url, self._cookies.state)}

    @property
    def carries_secrets(self) -> bool:
        """True if what belongs to the first address may be sent to the present one."""
        return carries_secrets(self._first, self.url)

    def fields(self) -> dict[str, str]:
        """The fields that the way so far asks for: Cookie, Authorization."""
        fields = {}
        if cookie := self._cookies.field(self.url):
            fields["cookie"] = cookie
        user, password = self._request.user, self._request.password
        if self.carries_secrets and self._digest:
            fields["authorization"] = self._digest
        elif self.carries_secrets and (user or password):
            pair = base64.b64encode(f"{user}:{password}".encode())  # UTF-8: RFC 7617 2.1
            fields["authorization"] = f"Basic {pair.decode('ascii')}"
        return fields

    def take(self, cookies: Iterable[str]) -> None:
        """Keep the Set-Cookie fields of the present address's answer."""
        self._cookies.take(self.url, cookies)

    def goes_on(self, answer: Answer) -> bool | Failure:
        """True if another request must follow, to `url` with `fields`; a Failure at a dead end."""
        if self._may_answer_challenge(answer):
            return True
        status, target = self._led_to(answer)
        if not target:
            return False
        if isinstance(target, Failure):
            return target
        self.redirects.append(Redirect(status, target))
        visit = target, self._cookies.state
        if visit in self._seen or len(self.redirects) > MOST_REDIRECTS:
            count = str(len(self.redirects))
            return Failure(FailureKind.REDIRECTS, {"host": host_of(self._first), "count": count})
        self._seen.add(visit)
        self.url = target
        return True

    def _led_to(self, answer: Answer) -> tuple[int, str | Failure]:
        location = answer.headers.get("location", "")
        if answer.status in REDIRECTS and location:
            return answer.status, redirect_target(self.url, location)
        if 200 <= answer.status < 300 and not self._refreshed:
            self._refreshed = True
            return 200, refresh_target(answer.body, answer.headers, self.url)
        return 0, ""

    def _may_answer_challenge(self, answer: Answer) -> bool:
        """True once, if the first address's server asks for digest authentication (RFC 7616)."""
        user, password = self._request.user, self._request.password
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status != 401 or self._digest or not (user or password) or not self.carries_secrets:
            return False
        if "digest" not in challenge.lower():
            return False
        from digest.feeds.digest_auth import authorisation

        self._digest = authorisation(challenge, self._request.method, self.url, user, password)
        return bool(self._digest)
