"""`digest rules`: what becomes of entries in which something stands."""

from __future__ import annotations

from typing import Any

import click

from digest.cli.commands import Group
from digest.cli.session import Session, pass_session
from digest.config.language import tell, translated
from digest.domain.message import Message, msg
from digest.domain.rules import ACTIONS, FIELDS, Rule
from digest.domain.secrets import masked
from digest.services.reading.rule_words import ACTION_WORDS, FIELD_WORDS

_MOST_SHOWN = 10


@click.group(
    "rules",
    cls=Group,
    invoke_without_command=True,
    help=translated(
        "Rules mute entries, count them as read, put them on the shortlist, suggest a category or fetch their whole "
        "text, by words or a regular expression (RE2) in title, text, author, tag or address. Muted words are rules."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Without a name for what follows: the list."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, as_json=as_json)


@command.command("list", help=translated("List all rules, the oldest first."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Print them."""
    rules = session.library.entry_rules.all()
    if as_json:
        session.output.json([_data(rule) for rule in rules])
        return
    titles = session.library.feeds.titles()
    session.output.table(
        [translated("Id"), translated("Action"), translated("In"), translated("Pattern"), translated("Feed")],
        [_row(rule, titles) for rule in rules],
        flexible=3,
    )
    if not rules:
        session.diagnostics.say(msg("No rules yet. “digest rules add WORD” makes one."))


@command.command(
    "add", help=translated("Keep a rule, and say what it fits of all that is there; it holds for what comes in.")
)
@click.argument("pattern", metavar=translated("[PATTERN]"), required=False, default="")
@click.option("--action", metavar="ACTION", default="mute", show_default=True, help=" | ".join(ACTIONS))
@click.option("--field", metavar="FIELD", default="title", show_default=True, help=" | ".join(FIELDS))
@click.option("--regex", is_flag=True, help=translated("The pattern is a regular expression (RE2), not words."))
@click.option("--feed", metavar="FEED", help=translated("For this feed alone; without a pattern for all its entries."))
@click.option("--category", "-c", metavar="C", default="", help=translated("The category that is suggested."))
@click.option("--now", is_flag=True, help=translated("Also mark what is there: read, or on the shortlist."))
@click.option("--dry-run", is_flag=True, help=translated("Only say what it fits."))
@pass_session
def add(
    session: Session, /, pattern: str, action: str, field: str, regex: bool, feed: str | None, category: str, now: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Try the rule, then keep it; prints its id."""
    rules = session.library.entry_rules
    feed_id = session.library.feeds.find(feed).id if feed else ""
    rule = Rule("", pattern, field, action, regex, feed_id, category)
    trial = rules.try_out(rule)
    session.diagnostics.say(msg("Fits {n} of {total} entries.", n=len(trial.hits), total=trial.total))
    if dry_run:
        for entry in trial.hits[:_MOST_SHOWN]:
            session.output.line(f"{entry.id[:8]}  {entry.title}")
        if len(trial.hits) > _MOST_SHOWN:
            session.diagnostics.say(msg("… and {n} more", n=len(trial.hits) - _MOST_SHOWN))
        return
    session.output.line(rules.add(rule, at_once=now).id)


@command.command("remove", help=translated("Take rules away; what they have marked stays marked."))
@click.argument("rule", nargs=-1, required=True, metavar=translated("RULE…"))
@pass_session
def remove(session: Session, rule: tuple[str, ...]) -> None:
    """Each is named by its id, or a muted word by itself."""
    rules = session.library.entry_rules
    for found in [rules.find(words) for words in rule]:
        rules.remove(found)
        session.diagnostics.say(msg("Rule removed: {pattern}.", pattern=f"“{found.pattern}”"))


def _row(rule: Rule, titles: dict[str, str]) -> list[str]:
    action: Message = ACTION_WORDS[rule.action] if rule.action in ACTION_WORDS else msg("{word}", word=rule.action)
    where = FIELD_WORDS[rule.field] if rule.field in FIELD_WORDS else msg("{word}", word=rule.field)
    words = f"/{rule.pattern}/" if rule.is_regex else rule.pattern
    told = f"{tell(action)} {rule.category}" if rule.category else tell(action)
    return [rule.id, told, tell(where), masked(words), titles.get(rule.feed_id, rule.feed_id)]


def _data(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "pattern": rule.pattern,
        "regex": rule.is_regex,
        "field": rule.field,
        "action": rule.action,
        "feed": rule.feed_id or None,
        "category": rule.category or None,
    }
