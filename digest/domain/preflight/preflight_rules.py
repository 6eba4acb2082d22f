"""The table of all rules, and `look`, which applies them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from digest.domain.message import Message, msg
from digest.domain.preflight import comments, marks, pages, titles, typography, whole, wording
from digest.domain.preflight.remark import Checked, Remark, RemarkPlace, Severity, silenced_rules

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Check:
    """One rule. `look` yields a sentence and its place; None if only `--links` can tell."""

    id: str
    severity: Severity
    explanation: Message
    look: Callable[[Checked], Iterator[tuple[Message, RemarkPlace]]] | None


RULES: tuple[Check, ...] = (
    Check("no-comment", _ERROR, msg("a pick without a comment"), wording.no_comment),
    Check(
        "placeholder",
        _ERROR,
        msg("a placeholder that was left: TODO, TK, tbd, XXX, ???, „…“, lorem"),
        wording.placeholder,
    ),
    Check(
        "broken-link",
        _ERROR,
        msg("a link in a text that leads nowhere: empty, relative, not closed"),
        comments.broken_link,
    ),
    Check("no-title", _ERROR, msg("a pick without a title"), pages.no_title),
    Check("no-address", _ERROR, msg("a pick without an address"), pages.no_address),
    Check("no-edition-title", _ERROR, msg("the title pattern lacks a word"), whole.no_edition_title),
    Check("no-imprint", _ERROR, msg("mail is set up, but without an imprint"), whole.no_imprint),
    Check("too-few", _WARNING, msg("fewer picks than the target"), whole.too_few),
    Check("too-many", _WARNING, msg("more picks than the target"), whole.too_many),
    Check("same-page", _WARNING, msg("the same page twice"), pages.same_page),
    Check("earlier-edition", _WARNING, msg("the page was in an earlier edition"), pages.earlier_edition),
    Check("copied", _WARNING, msg("8 or more words in a row that the entry's teaser has too"), wording.copied),
    Check("quotation-long", _WARNING, msg("a quotation of more than 25 words"), wording.quotation_long),
    Check("quotation-source", _WARNING, msg("a quotation that names no source"), wording.quotation_source),
    Check("comment-short", _WARNING, msg("a comment of fewer than 10 words"), wording.comment_short),
    Check("comment-long", _WARNING, msg("a comment of more than 80 words"), wording.comment_long),
    Check("same-source", _WARNING, msg("more than three picks from one source"), whole.same_source),
    Check("empty-category", _WARNING, msg("a standing category without a pick"), whole.empty_category),
    Check("title-capitals", _WARNING, msg("a title all in capitals"), pages.title_capitals),
    Check("title-long", _WARNING, msg("a title of more than 110 characters"), pages.title_long),
    Check("english-title", _WARNING, msg("an English title without a language mark"), pages.english_title),
    Check("mixed-quotes", _WARNING, msg("quotation marks of several styles"), wording.mixed_quotes),
    Check("old-entry", _WARNING, msg("an entry older than three months"), pages.old_entry),
    Check("control-characters", _WARNING, msg("invisible characters"), wording.control_characters),
    Check("plain-http", _WARNING, msg("a link without encryption (http)"), pages.plain_http),
    Check("short-link", _WARNING, msg("a shortened link"), pages.short_link),
    Check("tracking", _WARNING, msg("a link with tracking parameters"), pages.tracking),
    Check("secret-link", _WARNING, msg("a link that carries a password, a token or a session"), pages.secret_link),
    Check("unfinished", _WARNING, msg("a text that looks unfinished: “folgt noch”"), comments.unfinished),
    Check("raw-html", _WARNING, msg("HTML in a text, which no export understands"), marks.raw_html),
    Check("open-mark", _WARNING, msg("a mark that readers would see: **, `, ~~, ---"), marks.open_mark),
    Check("heading", _WARNING, msg("a heading in a text"), marks.heading),
    Check("image", _WARNING, msg("an image in a text"), marks.image),
    Check("link-text", _WARNING, msg("a link whose text says nothing: “hier”"), comments.link_text),
    Check("bare-address", _WARNING, msg("an address of more than 30 characters written out"), comments.bare_address),
    Check("same-comment", _WARNING, msg("two picks with the same comment"), comments.same_comment),
    Check("comment-title", _WARNING, msg("a comment that only repeats the title"), comments.comment_is_title),
    Check("address-form", _WARNING, msg("Sie in one text, du in another"), comments.address_form),
    Check("title-cut", _WARNING, msg("a title that is cut off"), titles.title_cut),
    Check("title-site", _WARNING, msg("a title with the name of its site behind it"), titles.title_site),
    Check("same-title", _WARNING, msg("two pages with the same title"), titles.same_title),
    Check("other-month", _WARNING, msg("a title of another month, or this month of another year"), titles.other_month),
    Check("garbled", _WARNING, msg("characters of a wrong encoding: Ã¼, â€ž"), typography.garbled),
    Check("entity", _WARNING, msg("an HTML entity that readers would see: &amp;"), typography.entity),
    Check("double-blank", _WARNING, msg("two blanks in a row"), typography.double_blank),
    Check("blank-before-mark", _WARNING, msg("a blank before a sentence mark"), typography.blank_before_mark),
    Check("doubled-word", _WARNING, msg("the same word twice in a row"), typography.doubled_word),
    Check("hyphen-dash", _WARNING, msg("a hyphen in the place of a dash"), typography.hyphen_dash),
    Check("subject-long", _WARNING, msg("a mail whose subject has more than 70 characters"), titles.subject_long),
    Check("preheader-missing", _WARNING, msg("a mail without preheader"), titles.preheader_missing),
    Check("preheader-long", _WARNING, msg("a preheader of more than 140 characters"), titles.preheader_long),
    Check("no-source", _WARNING, msg("a pick without source and author, if the style shows them"), titles.no_source),
    Check("open-note", _WARNING, msg("a note from curator to curator that is still open"), whole.open_note),
    Check("link-dead", _WARNING, msg("a link that leads nowhere (only with --links)"), None),
    Check("link-moved", _WARNING, msg("a link that is redirected elsewhere (only with --links)"), None),
    Check("link-unsure", _WARNING, msg("a link that could not be checked (only with --links)"), None),
)

#: Every rule by its id.
BY_ID = {rule.id: rule for rule in RULES}
RULE_IDS = frozenset(rule.id for rule in RULES)


def look(checked: Checked, silenced: Mapping[str, str], only: Collection[str] = RULE_IDS) -> list[Remark]:
    """Everything that the rules have to say without the web: errors first, then by position.

    `silenced` are rule ids (with the reason) that are not asked at all, `only` those that are asked. What a pick
    silences itself is left out.
    """
    remarks = [
        Remark(rule.id, rule.severity, message, place)
        for rule in RULES
        if rule.look is not None and rule.id in only and rule.id not in silenced
        for message, place in rule.look(checked)
    ]
    return in_order(heard(checked, remarks, silenced))


def heard(checked: Checked, remarks: list[Remark], silenced: Mapping[str, str]) -> list[Remark]:
    """Without what the configuration or the pick itself silences."""
    own = {pick.id: silenced_rules(pick) for pick in checked.picks}
    return [
        remark
        for remark in remarks
        if remark.rule not in silenced and remark.rule not in own.get(remark.place.pick_id, {})
    ]


def in_order(remarks: list[Remark]) -> list[Remark]:
    """Errors first, then by position; within a pick in the order of the table."""
    return sorted(remarks, key=lambda remark: (remark.severity is not _ERROR, remark.place.position))
