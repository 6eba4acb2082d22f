"""A post's categories and tags: names in the settings, numbers at the site, made if new.

One request makes or finds all of them (`batch/v1`, since WordPress 5.6): a term that exists is refused with its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

from digest.domain.message import Message, msg
from digest.domain.publishing import PublishFailure
from digest.domain.receipt import Receipt
from digest.domain.text import fold
from digest.publish.web import WebRequest
from digest.publish.wordpress_answers import is_login_refused, json_of, refusal
from digest.publish.wordpress_rest import Rest

TAXONOMIES = ("categories", "tags")

#: Terms that one batch may hold (rest_get_max_batch_size).
_BATCH = 25

#: Taxonomy and folded name.
Term = tuple[str, str]


class Terms:
    """Those that the settings name. `tell` hears of terms that may not be made."""

    def __init__(
        self, categories: Sequence[str], tags: Sequence[str], rest: Rest, tell: Callable[[Message], None]
    ) -> None:
        self._wanted = {"categories": tuple(categories), "tags": tuple(tags)}
        self._rest = rest
        self._tell = tell

    def ids(self, receipt: Receipt) -> dict[Term, int] | PublishFailure:
        """The numbers of all: made, or found because they exist; 0 for one that we may not make."""
        known = self._known(receipt)
        new = self._missing(known)
        if not new:
            return known
        made = self._made(new)
        if isinstance(made, PublishFailure):
            return made
        known |= made
        for taxonomy in TAXONOMIES:  # an author may not make categories, and is not told the id of one that exists
            missing = [name for kind, name in new if kind == taxonomy and (kind, fold(name)) not in known]
            if not missing:
                continue
            listed = self._listed(taxonomy, missing)
            if isinstance(listed, PublishFailure):
                return listed
            known |= listed
            if names := [name for name in missing if (taxonomy, fold(name)) not in known]:
                known |= {(taxonomy, fold(name)): 0 for name in names}
                self._tell(msg("You may not make “{names}” there; the draft goes without.", names=", ".join(names)))
        return known

    def planned(self, receipt: Receipt) -> tuple[dict[Term, Any], list[WebRequest]] | PublishFailure:
        """For a dry run: numbers, names of those to be made, and the request for it."""
        known: dict[Term, Any] = {key: number for key, number in self._known(receipt).items() if number}
        for taxonomy in TAXONOMIES:
            if missing := [name for name in self._wanted[taxonomy] if (taxonomy, fold(name)) not in known]:
                listed = self._listed(taxonomy, missing)
                if isinstance(listed, PublishFailure):
                    return listed
                known |= listed
        new = self._missing(known)
        known |= {(taxonomy, fold(name)): name for taxonomy, name in new}
        return known, [self._batch(new)] if new else []

    def to_send(self, receipt: Receipt, ids: Mapping[Term, Any], present: Mapping[str, Any]) -> dict[str, list[Any]]:
        """By taxonomy: all for a new draft; an update adds the settings' new ones to `present`."""
        found = {}
        for taxonomy in TAXONOMIES:
            named = {fold(name): ids.get((taxonomy, fold(name)), 0) for name in self._wanted[taxonomy]}
            numbers = {name: number for name, number in named.items() if number}
            if not receipt.id:
                found[taxonomy] = list(numbers.values())
                continue
            added = [number for name, number in numbers.items() if f"{taxonomy}:{name}" not in receipt.detail]
            chosen = present.get(taxonomy)
            kept = chosen if isinstance(chosen, list) else []
            found[taxonomy] = [*kept, *(number for number in added if number not in kept)] if added else []
        return found

    def _known(self, receipt: Receipt) -> dict[Term, int]:
        """The last push's numbers; 0 for a term that we may not make, not asked for again."""
        found = {}
        for taxonomy, names in self._wanted.items():
            for name in map(fold, names):
                number = receipt.detail.get(f"{taxonomy}:{name}", "")
                if number.isdigit():
                    found[taxonomy, name] = int(number)
        return found

    def _missing(self, known: Mapping[Term, Any]) -> list[tuple[str, str]]:
        """Taxonomy and name of those whose number is not known."""
        every = [(taxonomy, name) for taxonomy in TAXONOMIES for name in self._wanted[taxonomy]]
        return [(taxonomy, name) for taxonomy, name in every if (taxonomy, fold(name)) not in known]

    def _batch(self, terms: Sequence[tuple[str, str]]) -> WebRequest:
        requests = [{"path": f"/wp/v2/{taxonomy}", "body": {"name": name}} for taxonomy, name in terms]
        return self._rest.request("POST", "/batch/v1", body={"requests": requests})

    def _made(self, terms: Sequence[tuple[str, str]]) -> dict[Term, int] | PublishFailure:
        """The numbers of those that were made or exist; what may not be made is left out."""
        found: dict[Term, int] = {}
        for start in range(0, len(terms), _BATCH):
            portion = terms[start : start + _BATCH]
            answer = self._rest.send(self._batch(portion))
            if isinstance(answer, PublishFailure):
                return answer
            if is_login_refused(answer):
                return self._rest.login_failure(answer)
            if answer.status >= 500:
                return refusal(answer, "POST")
            data = json_of(answer)
            answers = data.get("responses") if isinstance(data, dict) else None
            if answer.status != 207 or not isinstance(answers, list) or len(answers) != len(portion):
                return self._one_by_one(terms)  # older than 5.6, or a plugin has closed this route
            for (taxonomy, name), one in zip(portion, answers, strict=True):
                if number := _number(one.get("body") if isinstance(one, dict) else None):
                    found[taxonomy, fold(name)] = number
        return found

    def _one_by_one(self, terms: Sequence[tuple[str, str]]) -> dict[Term, int] | PublishFailure:
        found = {}
        for taxonomy, name in terms:
            answer = self._rest.send(self._rest.request("POST", f"/wp/v2/{taxonomy}", body={"name": name}))
            if isinstance(answer, PublishFailure):
                return answer
            if number := _number(json_of(answer)):
                found[taxonomy, fold(name)] = number
        return found

    def _listed(self, taxonomy: str, names: Sequence[str]) -> dict[Term, int] | PublishFailure:
        """The existing ones' numbers. Names are stored as HTML: a search for "A & B" finds none."""
        query = {"per_page": "100", "orderby": "count", "order": "desc", "_fields": "id,name"}
        if len(names) == 1 and "&" not in names[0]:
            query["search"] = names[0]
        answer = self._rest.asked("GET", f"/wp/v2/{taxonomy}", query)
        if isinstance(answer, PublishFailure):
            return answer
        wanted, found = {fold(name) for name in names}, {}
        terms = json_of(answer)
        for term in terms if isinstance(terms, list) else ():
            if isinstance(term, dict) and type(term.get("id")) is int:
                name = fold(unescape(str(term.get("name", ""))))
                if name in wanted:
                    found[taxonomy, name] = int(term["id"])
        return found


def _number(data: Any) -> int:
    """The number of a term that was made, or of the one that is there already; 0 for a refusal."""
    if not isinstance(data, dict):
        return 0
    if data.get("code") == "term_exists":
        found = data.get("data")
        data = {"id": found.get("term_id")} if isinstance(found, dict) else {}
    number = data.get("id")
    return number if type(number) is int and number > 0 else 0
