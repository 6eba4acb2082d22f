"""An edition while it is being finished: its content, the check, its preview.

Unsaved text is included, so that an interface can show each keystroke.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from digest.domain.edition import Assembled, Edition, Section
from digest.domain.preflight.remark import Checked, Remark
from digest.services.curation.editions import Editions
from digest.services.curation.preflight import Preflight
from digest.services.publishing.exports import Exports

if TYPE_CHECKING:
    from digest.domain.document import Document


@dataclass(frozen=True, slots=True)
class Proof:
    """One state of an edition; `pattern_title` is its title if the curator gives none."""

    assembled: Assembled
    pattern_title: str
    checked: Checked

    @property
    def edition(self) -> Edition:
        return self.assembled.edition

    def with_pick(self, pick_id: str, fields: Mapping[str, str]) -> Proof:
        """With other texts in a pick."""
        texts: dict[str, Any] = dict(fields)
        sections = tuple(
            replace(
                section,
                picks=tuple(
                    replace(pick, **texts) if pick.id == pick_id else pick for pick in section.picks
                ),
            )
            for section in self.assembled.sections
        )  # fmt: skip
        return self.with_sections(sections)

    def with_edition(self, fields: Mapping[str, str]) -> Proof:
        """With another title, intro or outro."""
        texts: dict[str, Any] = dict(fields)
        edition = replace(self.edition, **texts)
        assembled = replace(self.assembled, edition=edition, title=_title(edition, self.pattern_title))
        return replace(self, assembled=assembled, checked=replace(self.checked, edition=edition))

    def with_sections(self, sections: tuple[Section, ...]) -> Proof:
        """With other picks, or in another order."""
        assembled = replace(self.assembled, sections=sections)
        return replace(self, assembled=assembled, checked=replace(self.checked, picks=assembled.picks))


class Proofs:
    """Reads only. `proof` asks the library; what is made of a proof does not."""

    def __init__(self, editions: Editions, preflight: Preflight, exports: Exports) -> None:
        self._editions = editions
        self._preflight = preflight
        self._exports = exports

    def proof(self, month: str) -> Proof:
        """The edition as the library has it now; named by its month if no title can be made."""
        checked = self._preflight.checked(month)
        edition, sections = checked.edition, self._editions.sections(month)
        pattern_title = self._editions.title_or(month, replace(edition, title="", frozen=None), len(checked.picks))
        assembled = Assembled(edition, _title(edition, pattern_title), checked.language, sections)
        return Proof(assembled, pattern_title, checked)

    def remarks(self, proof: Proof) -> list[Remark]:
        """What the preflight says of it."""
        return self._preflight.look(proof.checked)

    def document(self, proof: Proof, format_name: str) -> Document:
        """As it would be exported. Raises UsageError for an unknown format."""
        return self._exports.document(proof.assembled, format_name, self._exports.options({}))


def _title(edition: Edition, pattern_title: str) -> str:
    return edition.frozen.title if edition.frozen else edition.title or pattern_title
