"""Pages in front of the one asked for: consent, log-in, bot check, soft "not found".

Each needs signs of two sorts, such as a title and what the page asks of its reader, or an address that a redirect led
to. A page that says of itself to be an article is one, whatever it is about. Here is what status, header fields and
addresses say; what the page itself shows, a worker reads (`wall_signs.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.domain.health import Failure, FailureKind
from digest.domain.text import lazy_pattern
from digest.domain.url import canonical, host_of
from digest.isolation.reader import Reader

if TYPE_CHECKING:
    from digest.feeds.client import Answer
    from digest.isolation.readpool import ReadPool

# Header fields by which services say that this answer is their check and not the site's (value: what must be in it).
_CHALLENGE_FIELDS = {
    "x-amzn-waf-action": "",
    "x-datadome": "",
    "x-sucuri-block": "",
    "x-vercel-mitigated": "challenge",
}
_MAY_CHALLENGE = frozenset({202, 401, 403, 405, 429, 503})
_CONSENT_PLACE = lazy_pattern(
    r"consent|zustimm|einwillig|cookie-?wall|pur-?abo|privacy-?(?:wall|gate)|\A(?:pur|gdpr|cmp|tcf|myprivacy)\Z"
)
_LOGIN_PLACE = lazy_pattern(
    r"\A(?:log-?in|log-?on|sign[-_]?in|sso|oauth2?|authori[sz]e|authenticate|einloggen|anmelden|wp-login|user-?login)\Z"
)
# A part of a path that names a page, rather than a section: it has a number or three words.
_PAGE_NAME = lazy_pattern(r"\d{3}|\w-\w+-\w")


@dataclass(frozen=True, slots=True)
class Wall:
    """What a page was found to be: a FailureKind's value, empty for a page that can be read."""

    kind: str = ""


#: Arguments: the page's content type, and `address_wall` of its redirect or an empty text.
WALL = Reader("digest.feeds.wall_signs", "read_wall", Wall)


async def page_wall(pool: ReadPool, answer: Answer, asked: str) -> Failure | None:
    """The wall at the end of a request for `asked`; None for a readable page.

    It is a Failure whose detail has `host`. The front page of the site in place of one of its pages is such a wall,
    too. The page is read in the pool.
    """
    wall = await shown_wall(pool, answer, asked)
    if wall is None and answer.redirects and _fell_back(asked, answer.url):
        return Failure(FailureKind.SOFT_404, {"host": host_of(answer.url)})
    return wall


async def shown_wall(pool: ReadPool, answer: Answer, asked: str) -> Failure | None:
    """As `page_wall`, but a redirect to the front page is no wall."""
    kind = FailureKind.CHALLENGE if is_challenge_answer(answer.status, answer.headers) else None
    if kind is None:
        led_to = address_wall(asked, answer.url) if answer.redirects else None
        found = await pool.read(WALL, answer.body, answer.headers.get("content-type", ""), led_to or "")
        # A page that cannot be read is no wall; who reads it further will say so.
        kind = FailureKind(found.kind) if isinstance(found, Wall) and found.kind else None
    return Failure(kind, {"host": host_of(answer.url)}) if kind else None


def address_wall(asked: str, found: str) -> FailureKind | None:
    """LOGIN or CONSENT if the redirected address says so, and the requested one does not."""
    if canonical(asked) == canonical(found):
        return None
    for kind, sign in ((FailureKind.LOGIN, _LOGIN_PLACE), (FailureKind.CONSENT, _CONSENT_PLACE)):
        if any(map(sign.search, _places(found))) and not any(map(sign.search, _places(asked))):
            return kind
    return None


def is_challenge_answer(status: int, headers: Mapping[str, str]) -> bool:
    """True if an answer's header fields say that it is a bot check."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    return status in _MAY_CHALLENGE and any(
        name in headers and sign in headers[name].lower() for name, sign in _CHALLENGE_FIELDS.items()
    )


def _places(url: str) -> list[str]:
    """The words of an address's place: its path's parts without suffix, the host's first label."""
    segments = [segment.partition(".")[0] for segment in urlsplit(url).path.lower().split("/") if segment]
    return [*segments, host_of(url).partition(".")[0]]


def _fell_back(asked: str, found: str) -> bool:
    """True for a redirect from a page deep in a site to the front page of the same site."""
    from digest.feeds.ownaddress import same_site

    target = urlsplit(found)
    if not same_site(asked, found) or target.path.strip("/") or target.query:
        return False
    segments = [segment for segment in urlsplit(asked).path.split("/") if segment]
    return len(segments) > 1 or any(map(_PAGE_NAME.search, segments))
