"""Requests to a WordPress site: routes, log-in, and a retry if the server asks for it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from digest.domain import health
from digest.domain.message import msg
from digest.domain.publishing import PublishFailure
from digest.domain.text import one_line
from digest.domain.url import host_of, web_address
from digest.publish.publisher import Means
from digest.publish.web import SAFE, WebAnswer, WebRequest, network_failure
from digest.publish.wordpress_answers import (
    code_of,
    is_list_refused,
    is_login_refused,
    json_of,
    may_not_write,
    not_json,
    passwords_off,
    redirected,
    refusal,
    retry_after,
)

# Longer than that nobody waits in front of a screen.
_MOST_SECONDS = 60
_USUAL_SECONDS = 5
_LINK = re.compile(r"""<([^<>]+)>\s*;[^,]*rel\s*=\s*"?https://api\.w\.org/"?""")
_LINK_IN_PAGE = re.compile(r"""<link\b[^>]*\brel=["']https://api\.w\.org/["'][^>]*>""", re.I)
_HREF = re.compile(r"""\bhref=["']([^"']+)["']""", re.I)


@dataclass(frozen=True, slots=True)
class Site:
    """A site's public facts; `authorization` is the page for application passwords."""

    name: str
    authorization: str


class Rest:
    """One site's interface; `root` is its routes' beginning, the usual or the named one."""

    def __init__(self, home: str, user: str, means: Means) -> None:
        self._home = home
        self._user = user
        self._means = means
        self.root = f"{home}?rest_route=/"
        self.is_discovered = False

    def is_own(self, url: str) -> bool:
        """True if an address is on the site's own origin."""
        return _origin(url) == _origin(self._home)

    def elsewhere(self, url: str) -> PublishFailure:
        """The refusal to go where a site sends us, with credentials or somebody who types them."""
        host, url = host_of(self._home), one_line(url, 200)
        return PublishFailure(
            "other-origin",
            msg("{host} names an interface on another server ({url}); no password is sent there.", host=host, url=url),
            msg("If that is right, write the address of that server into “url” of this target."),
        )

    def use(self, root: str) -> None:
        """Take the root that was discovered by an earlier push; empty for none."""
        if root and self.is_own(root):
            self.root, self.is_discovered = root, True

    def request(
        self, method: str, route: str, query: Mapping[str, str] | None = None, body: Any = None, *, login: bool = True
    ) -> WebRequest:
        """A request with our credentials; `route` begins with a slash, `body` becomes JSON."""
        fields = {"Accept": "application/json"}
        data = b""
        if body is not None:
            fields["Content-Type"] = "application/json; charset=utf-8"
            data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        secret = {"Authorization": "***"} if login else {}
        return WebRequest(method, self._url(route, query or {}), fields, secret, data)

    def upload(self, route: str, fields: Mapping[str, str], content: bytes) -> WebRequest:
        """A request whose body is a file, with our credentials."""
        every = {"Accept": "application/json", **fields}
        return WebRequest("POST", self._url(route, {}), every, {"Authorization": "***"}, content)

    def send(self, request: WebRequest) -> WebAnswer | PublishFailure:
        """The answer, whatever it is; one more attempt after the time that a server asks us to wait."""
        ready = self._with_login(request)
        if isinstance(ready, PublishFailure):
            return ready
        answer = self._means.web.ask(ready)
        if not isinstance(answer, health.Failure) and (seconds := self._wait_for(answer, ready.method)) is not None:
            self._means.pause(seconds)
            answer = self._means.web.ask(ready)
        return network_failure(answer, ready.method) if isinstance(answer, health.Failure) else answer

    def asked(self, method: str, route: str, query: Mapping[str, str]) -> WebAnswer | PublishFailure:
        """A question's successful answer in JSON, by the usual route, else by the named one."""
        answer = self.send(self.request(method, route, query))
        if isinstance(answer, PublishFailure):
            return answer
        if self._may_be_elsewhere(answer):
            failure = self._discover()
            if failure is not None:
                return failure
            answer = self.send(self.request(method, route, query))
            if isinstance(answer, PublishFailure):
                return answer
        if answer.status == 200:
            return answer if json_of(answer) is not None else not_json(answer, method)
        if answer.status == 404 and code_of(answer) == "rest_post_invalid_id":
            return PublishFailure("gone", msg("The draft is not there any more."), msg("Make a new one with --anew."))
        if is_login_refused(answer):
            return self.login_failure(answer)
        if is_list_refused(answer):
            return self._unlisted()
        return refusal(answer, method)

    def site(self) -> Site | PublishFailure:
        """The site's name and log-in page, without credentials unless it is closed to guests."""
        request = self.request("GET", "/", {"_fields": "name,authentication"}, login=False)
        answer = self.send(request)
        if isinstance(answer, PublishFailure):
            return answer
        if self._may_be_elsewhere(answer):
            failure = self._discover()
            if failure is not None:
                return failure
            answer = self.send(self.request("GET", "/", {"_fields": "name,authentication"}, login=False))
        if not isinstance(answer, PublishFailure) and answer.status in (401, 403) and code_of(answer):
            answer = self.send(self.request("GET", "/", {"_fields": "name,authentication"}))
        if isinstance(answer, PublishFailure):
            return answer
        data = json_of(answer)
        if answer.status != 200 or not isinstance(data, dict):
            return refusal(answer, "GET") if answer.status != 200 else not_json(answer, "GET")
        page = _authorization(data)
        if not page:
            return passwords_off(host_of(self._home))
        return Site(one_line(unescape(str(data.get("name", ""))), 100), page)

    def _with_login(self, request: WebRequest) -> WebRequest | PublishFailure:
        if not request.secret_fields:
            return request
        secret = self._means.secret()
        if isinstance(secret, PublishFailure):
            return secret
        if not self._user or not secret:
            return PublishFailure(
                "no-password",
                msg("User name or password for {host} is missing.", host=host_of(self._home)),
                msg("Set “user” and “password”; “digest publish login” opens the page that makes a password."),
            )
        pair = base64.b64encode(f"{self._user}:{secret}".encode()).decode("ascii")
        secret_fields = {"Authorization": f"Basic {pair}"}
        return WebRequest(request.method, request.url, request.fields, secret_fields, request.body)

    def login_failure(self, answer: WebAnswer) -> PublishFailure:
        """Five causes give one answer; only disabled application passwords can be told apart."""
        site = self.site()
        if isinstance(site, PublishFailure) and site.code == "passwords-off":
            return site
        return refusal(answer, "GET")

    def _unlisted(self) -> PublishFailure:
        """Drafts are not listed for guests (a wrong password) and roles that may not write."""
        who = self.send(self.request("GET", "/wp/v2/users/me", {"context": "edit"}))
        if isinstance(who, PublishFailure):
            return who
        return self.login_failure(who) if is_login_refused(who) else may_not_write(host_of(self._home))

    def _may_be_elsewhere(self, answer: WebAnswer) -> bool:
        """True if something else than the interface answered: the site's pages may name it."""
        if self.is_discovered or answer.status not in (200, 403, 404):
            return False
        return json_of(answer) is None

    def _discover(self) -> PublishFailure | None:
        """Take the root named on the home page, if of the same origin: credentials stay there."""
        answer = self._means.web.ask(WebRequest("GET", self._home, {"Accept": "text/html"}))
        if isinstance(answer, health.Failure):
            return network_failure(answer, "GET")
        if 300 <= answer.status < 400:
            return redirected(answer)
        root = _named_root(answer)
        if root and not self.is_own(root):
            return self.elsewhere(root)
        if root:
            self.root = root
        self.is_discovered = True
        return None

    def _wait_for(self, answer: WebAnswer, method: str) -> int | None:
        """How long to wait before asking once more; None not to ask again."""
        wish = retry_after(answer)
        if answer.status == 429 or (answer.status == 503 and (method in SAFE or wish is not None)):
            seconds = _USUAL_SECONDS if wish is None else wish
            return seconds if seconds <= _MOST_SECONDS else None
        return None

    def _url(self, route: str, query: Mapping[str, str]) -> str:
        url = self.root + route.lstrip("/") if self.root.endswith("/") else f"{self.root}/{route.lstrip('/')}"
        pairs = "&".join(f"{name}={quote(value, safe=',:')}" for name, value in query.items())
        return f"{url}{'&' if '?' in url else '?'}{pairs}" if pairs else url


def _authorization(data: Mapping[str, Any]) -> str:
    """Where application passwords are made; `"authentication": []` says that there are none."""
    offered = data.get("authentication")
    passwords = offered.get("application-passwords") if isinstance(offered, dict) else None
    endpoints = passwords.get("endpoints") if isinstance(passwords, dict) else None
    return web_address(str(endpoints.get("authorization", ""))) or "" if isinstance(endpoints, dict) else ""


def _named_root(answer: WebAnswer) -> str:
    """The interface that a page names, in its head fields or its text; empty for none."""
    found = _LINK.search(answer.fields.get("link", ""))
    if found:
        return web_address(urljoin(answer.url, found[1])) or ""
    element = _LINK_IN_PAGE.search(answer.body[:200_000].decode("utf-8", "replace"))
    href = _HREF.search(element[0]) if element else None
    return web_address(urljoin(answer.url, unescape(href[1]))) or "" if href else ""


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)
