"""Rules about what the web answered: `digest check --links` asks, these judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digest.domain.failure_sentences import sentence
from digest.domain.health import Failure, FailureKind
from digest.domain.message import Message, msg
from digest.domain.preflight.remark import Checked, Remark, RemarkPlace, Severity
from digest.domain.url import canonical, host_of

_DEAD = frozenset({
    FailureKind.DNS, FailureKind.REFUSED, FailureKind.NOT_FOUND, FailureKind.GONE, FailureKind.TLS,
    FailureKind.HANDSHAKE, FailureKind.SOFT_404,
    FailureKind.REDIRECTS, FailureKind.REDIRECT_SCHEME, FailureKind.BAD_ADDRESS,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """The answer to a request for a link: its final address, or the failure."""

    url: str
    failure: Failure | None = None


def link_remarks(checked: Checked, answers: Mapping[str, LinkAnswer]) -> Iterator[Remark]:
    """What the answers mean for the edition; `answers` by the address as it stands there."""
    for place in checked.addresses():
        answer = answers.get(place.text)
        if answer is None:
            continue
        where = RemarkPlace(place.pick_id, place.position, place.field)
        if answer.failure is not None:
            rule = "link-dead" if answer.failure.kind in _DEAD else "link-unsure"
            yield Remark(rule, Severity.WARNING, _told(place, answer.failure), where)
        elif leads_elsewhere(place.text, answer.url):
            message = msg("{where}: {url} leads to {target}.", where=_where(place), url=place.text, target=answer.url)
            yield Remark("link-moved", Severity.WARNING, message, where)


def leads_elsewhere(url: str, target: str) -> bool:
    """True if a redirect left the host or ended at the front page.

    Another path on the host may well be the same page.
    """
    asked, found = canonical(url), canonical(target)
    if asked == found:
        return False
    return host_of(asked) != host_of(found) or found.removeprefix("https://") == host_of(found)


def _told(place: RemarkPlace, failure: Failure) -> Message:
    if failure.kind in _DEAD:
        return msg("{where}: {url} is dead. {why}", where=_where(place), url=place.text, why=_why(failure))
    return msg(
        "{where}: {url} could not be checked; look yourself. {why}",
        where=_where(place),
        url=place.text,
        why=_why(failure),
    )


def _why(failure: Failure) -> Message:
    """The failure's sentence; those about a status speak of feeds, which a link is not."""
    status = "" if failure.kind is FailureKind.CHALLENGE else failure.detail.get("status")
    return msg("The server answers {status}.", status=status) if status else sentence(failure)


def _where(place: RemarkPlace) -> Message:
    return msg("Pick {position}", position=place.position) if place.pick_id else msg("The text around the picks")
