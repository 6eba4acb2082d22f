"""The table of all rules, and `look`, which applies them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from digest.domain.message import Message, msg
from digest.domain.preflight import comments, marks, pages, titles, typography, whole, wording
from digest.domain.preflight.remark import Checked, Place, Remark, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `look` yields a sentence and its place; None if only `--links` can tell."""

    id: str
    severity: Severity
    explanation: Message
    look: Callable[[Checked], Iterator[tuple[Message, Place]]] | None


RULES: tuple[Rule, ...] = (
    Rule("no-comment", _ERROR, msg("a pick without a comment"), wording.no_comment),
    Rule(
        "placeholder",
        _ERROR,
        msg("a placeholder that was left: TODO, TK, tbd, XXX, ???, „…“, lorem"),
        wording.placeholder,
    ),
    Rule(
        "broken-link",
        _ERROR,
        msg("a link in a text that leads nowhere: empty, relative, not closed"),
        comments.broken_link,
    ),
    Rule("no-title", _ERROR, msg("a pick without a title"), pages.no_title),
    Rule("no-address", _ERROR, msg("a pick without an address"), pages.no_address),
    Rule("no-edition-title", _ERROR, msg("the title pattern lacks a word"), whole.no_edition_title),
    Rule("no-imprint", _ERROR, msg("mail is set up, but without an imprint"), whole.no_imprint),
    Rule("too-few", _WARNING, msg("fewer picks than the target"), whole.too_few),
    Rule("too-many", _WARNING, msg("more picks than the target"), whole.too_many),
    Rule("same-page", _WARNING, msg("the same page twice"), pages.same_page),
    Rule("earlier-edition", _WARNING, msg("the page was in an earlier edition"), pages.earlier_edition),
    Rule("copied", _WARNING, msg("8 or more words in a row that the entry's teaser has too"), wording.copied),
    Rule("quotation-long", _WARNING, msg("a quotation of more than 25 words"), wording.quotation_long),
    Rule("quotation-source", _WARNING, msg("a quotation that names no source"), wording.quotation_source),
    Rule("comment-short", _WARNING, msg("a comment of fewer than 10 words"), wording.comment_short),
    Rule("comment-long", _WARNING, msg("a comment of more than 80 words"), wording.comment_long),
    Rule("same-source", _WARNING, msg("more than three picks from one source"), whole.same_source),
    Rule("empty-category", _WARNING, msg("a standing category without a pick"), whole.empty_category),
    Rule("title-capitals", _WARNING, msg("a title all in capitals"), pages.title_capitals),
    Rule("title-long", _WARNING, msg("a title of more than 110 characters"), pages.title_long),
    Rule("english-title", _WARNING, msg("an English title without a language mark"), pages.english_title),
    Rule("mixed-quotes", _WARNING, msg("quotation marks of several styles"), wording.mixed_quotes),
    Rule("old-entry", _WARNING, msg("an entry older than three months"), pages.old_entry),
    Rule("control-characters", _WARNING, msg("invisible characters"), wording.control_characters),
    Rule("plain-http", _WARNING, msg("a link without encryption (http)"), pages.plain_http),
    Rule("short-link", _WARNING, msg("a shortened link"), pages.short_link),
    Rule("tracking", _WARNING, msg("a link with tracking parameters"), pages.tracking),
    Rule("secret-link", _WARNING, msg("a link that carries a password, a token or a session"), pages.secret_link),
    Rule("unfinished", _WARNING, msg("a text that looks unfinished: “folgt noch”"), comments.unfinished),
    Rule("raw-html", _WARNING, msg("HTML in a text, which no export understands"), marks.raw_html),
    Rule("open-mark", _WARNING, msg("a mark that readers would see: **, `, ~~, ---"), marks.open_mark),
    Rule("heading", _WARNING, msg("a heading in a text"), marks.heading),
    Rule("image", _WARNING, msg("an image in a text"), marks.image),
    Rule("link-text", _WARNING, msg("a link whose text says nothing: “hier”"), comments.link_text),
    Rule("bare-address", _WARNING, msg("an address of more than 30 characters written out"), comments.bare_address),
    Rule("same-comment", _WARNING, msg("two picks with the same comment"), comments.same_comment),
    Rule("comment-title", _WARNING, msg("a comment that only repeats the title"), comments.comment_is_title),
    Rule("address-form", _WARNING, msg("Sie in one text, du in another"), comments.address_form),
    Rule("title-cut", _WARNING, msg("a title that is cut off"), titles.title_cut),
    Rule("title-site", _WARNING, msg("a title with the name of its site behind it"), titles.title_site),
    Rule("same-title", _WARNING, msg("two pages with the same title"), titles.same_title),
    Rule("other-month", _WARNING, msg("a title of another month, or this month of another year"), titles.other_month),
    Rule("garbled", _WARNING, msg("characters of a wrong encoding: Ã¼, â€ž"), typography.garbled),
    Rule("entity", _WARNING, msg("an HTML entity that readers would see: &amp;"), typography.entity),
    Rule("double-blank", _WARNING, msg("two blanks in a row"), typography.double_blank),
    Rule("blank-before-mark", _WARNING, msg("a blank before a sentence mark"), typography.blank_before_mark),
    Rule("doubled-word", _WARNING, msg("the same word twice in a row"), typography.doubled_word),
    Rule("hyphen-dash", _WARNING, msg("a hyphen in the place of a dash"), typography.hyphen_dash),
    Rule("subject-long", _WARNING, msg("a mail whose subject has more than 70 characters"), titles.subject_long),
    Rule("preheader-missing", _WARNING, msg("a mail without preheader"), titles.preheader_missing),
    Rule("preheader-long", _WARNING, msg("a preheader of more than 140 characters"), titles.preheader_long),
    Rule("no-source", _WARNING, msg("a pick without source and author, if the style shows them"), titles.no_source),
    Rule("open-note", _WARNING, msg("a note from curator to curator that is still open"), whole.open_note),
    Rule("link-dead", _WARNING, msg("a link that leads nowhere (only with --links)"), None),
    Rule("link-moved", _WARNING, msg("a link that is redirected elsewhere (only with --links)"), None),
    Rule("link-unsure", _WARNING, msg("a link that could not be checked (only with --links)"), None),
)

RULE_IDS = frozenset(rule.id for rule in RULES)


def look(checked: Checked, silenced: Mapping[str, str]) -> list[Remark]:
    """Everything that the rules have to say without the web: errors first, then by position.

    `silenced` are rule ids (with the reason) that are not asked at all; what a pick silences itself is left out.
    """
    remarks = [
        Remark(rule.id, rule.severity, message, place)
        for rule in RULES
        if rule.look is not None and rule.id not in silenced
        for message, place in rule.look(checked)
    ]
    return in_order(heard(checked, remarks, silenced))


def heard(checked: Checked, remarks: list[Remark], silenced: Mapping[str, str]) -> list[Remark]:
    """Without what the configuration or the pick itself silences."""
    own = {pick.id: frozenset(pick.silenced) for pick in checked.picks}
    return [
        remark
        for remark in remarks
        if remark.rule not in silenced and remark.rule not in own.get(remark.place.pick_id, frozenset())
    ]


def in_order(remarks: list[Remark]) -> list[Remark]:
    """Errors first, then by position; within a pick in the order of the table."""
    return sorted(remarks, key=lambda remark: (remark.severity is not _ERROR, remark.place.position))
