"""What the preflight says, as lines and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from digest.cli.session import Session
from digest.config.language import tell
from digest.domain.message import nmsg

if TYPE_CHECKING:
    from digest.domain.preflight.remark import Remark


def tell_remarks(session: Session, remarks: Sequence[Remark]) -> None:
    """The remarks on the error channel, for a command whose business is another."""
    for remark in remarks:
        session.diagnostics.write(remark_line(remark) + "\n")


def remark_line(remark: Remark) -> str:
    """ "✗ Pick 2 has no comment. [no-comment, 3f9a2b1c]": an error; a warning begins with a dot."""
    mark = "✗" if remark.severity == "error" else "•"
    about = f"{remark.rule}, {remark.place.pick_id}" if remark.place.pick_id else remark.rule
    return f"{mark} {tell(remark.message)} [{about}]"


def tell_counts(session: Session, remarks: Sequence[Remark]) -> None:
    """How many errors and warnings there are."""
    errors = sum(remark.severity == "error" for remark in remarks)
    session.diagnostics.say(nmsg("{n} error", "{n} errors", errors))
    session.diagnostics.say(nmsg("{n} warning", "{n} warnings", len(remarks) - errors))


def remark_data(remark: Remark, month: str) -> dict[str, Any]:
    """The documented JSON of a remark; about the edition: `pick` null, `position` 0."""
    return {
        "rule": remark.rule,
        "severity": remark.severity.value,
        "message": tell(remark.message),
        "edition": month,
        "pick": remark.place.pick_id or None,
        "position": remark.place.position,
        "field": remark.place.field,
    }
