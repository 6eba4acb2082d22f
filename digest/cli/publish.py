"""`digest publish`: an edition as a draft at a target; the next push updates it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from digest.cli.commands import Group
from digest.cli.receipts import receipt_data
from digest.cli.remarks import tell_remarks
from digest.cli.session import OK, PARTLY, Session, moment_shown, pass_session
from digest.config.language import tell, translated
from digest.domain.errors import UsageError
from digest.domain.message import msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.secrets import masked

if TYPE_CHECKING:
    from digest.domain.publishing import Outgoing, PublishFailure
    from digest.services.publishing.one_push import Consent
    from digest.services.publishing.outcomes import Outcome
    from digest.services.publishing.pushing import Publishing, TargetState


class _Publish(Group):
    """A group whose first word is a month, unless it is one of its commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = 0
        while first < len(args) and args[first].startswith("-"):
            first += 2 if args[first] in ("--library", "--config") else 1
        is_command = first < len(args) and args[first] in self.commands
        ctx.allow_interspersed_args = not is_command  # else options behind the month are taken for commands
        args = [*args[:first], "", *args[first:]] if is_command else args
        return super().parse_args(ctx, args)


class _Month(click.Argument):
    """The group's month, shown in the group's usage and not in each command's."""

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:
        return []


@click.group(
    "publish",
    cls=_Publish,
    options_metavar=translated("[OPTIONS]") + " [M]",
    invoke_without_command=True,
    help=translated("Push an edition to a target as a draft; the next push updates the same draft."),
)
@click.argument("month", cls=_Month, required=False, metavar="[M]")
@click.option("--to", "target", metavar="NAME", multiple=True, help=translated("To this target; may be repeated."))
@click.option("--list", "listed", is_flag=True, help=translated("Only list the targets and what was pushed to them."))
@click.option("--dry-run", is_flag=True, help=translated("Only show what would be sent, byte for byte."))
@click.option("--take-theirs", is_flag=True, help=translated("Take what was changed in the draft into the edition."))
@click.option("--overwrite", is_flag=True, help=translated("Replace what was changed or published there meanwhile."))
@click.option("--anew", is_flag=True, help=translated("Make another draft if the last one was deleted or trashed."))
@click.option("--again", is_flag=True, help=translated("Send once more what cannot be updated, such as a mail."))
@click.option(
    "--publish", "public", is_flag=True, help=translated("Make it public, if status = “publish” allows it there.")
)
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of text."))
@click.pass_context
def command(ctx: click.Context, /, **_: Any) -> int | None:
    """Without a word behind it: push."""
    return None if ctx.invoked_subcommand else ctx.invoke(_push, **ctx.params)


@pass_session
def _push(
    session: Session,
    /,
    month: str | None,
    target: tuple[str, ...],
    listed: bool,
    dry_run: bool,
    take_theirs: bool,
    as_json: bool,
    **consent: bool,
) -> int:
    from digest.services.publishing.one_push import Consent

    library = session.library
    edition = library.editions.month_to_read(month or None)
    if listed:
        return _list(session, edition, as_json)
    names = _names(library.publishing, target)
    library.publishing.require(names)
    if dry_run:
        return _dry_run(session, edition, names, Consent(**consent), as_json)
    _tell_before(session, edition, names)
    outcomes = []
    for name in names:
        if take_theirs:
            outcome = library.publishing.take_theirs(edition, name)
        else:
            outcome = library.publishing.push(edition, name, Consent(**consent))
        _tell(session, edition, outcome)
        outcomes.append(outcome)
        if not as_json and outcome.is_well and outcome.url:
            session.output.line(masked(outcome.url))
    if as_json:
        session.output.json([_outcome_data(outcome) for outcome in outcomes])
    if all(outcome.is_well for outcome in outcomes) and not library.editions.edition(edition).is_closed:
        session.diagnostics.say(
            msg("The edition is still a draft here: “digest edition close {month}” freezes it.", month=edition)
        )
    return OK if all(outcome.is_well for outcome in outcomes) else PARTLY


@command.command("check", help=translated("Connect, log in, and say what may be done there; changes nothing."))
@click.argument("target", required=False, metavar="[NAME]")
@pass_session
def check(session: Session, target: str | None) -> int:
    """One target, or all."""
    from digest.domain.publishing import PublishFailure

    publishing = session.library.publishing
    names = [target] if target else [one.name for one in publishing.targets]
    if not names:
        publishing.target("")
    well = True
    for name in names:
        try:
            found = publishing.check(name)
        except UsageError as error:
            if target:
                raise
            session.diagnostics.say(error.in_full)  # and the others are checked
            well = False
            continue
        if isinstance(found, PublishFailure):
            well = False
            _tell_failure(session, name, found)
            continue
        session.output.line(f"{name}: {masked(found.place)}")
        session.output.lines([f"  {tell(fact)}" for fact in found.facts])
        warnings = (msg("But: {warning}", warning=one) for one in found.warnings)
        session.output.lines([f"  {tell(warning)}" for warning in warnings])
    return OK if well else PARTLY


@command.command("login", help=translated("Open the page that makes a password, or put one into the keyring."))
@click.argument("target", metavar="NAME")
@click.option("--print", "only_print", is_flag=True, help=translated("Only print the page's address."))
@pass_session
def login(session: Session, target: str, only_print: bool) -> int:
    """Print the page's address; the password, typed without echo, goes to the keyring only."""
    from digest.domain.publishing import PublishFailure
    from digest.services.publishing.secrets import keep_in_keyring

    publishing = session.library.publishing
    settings = publishing.target(target)
    page = publishing.login_page(target)
    if isinstance(page, PublishFailure):
        _tell_failure(session, target, page)
        return PARTLY
    if page:
        session.output.line(page)
        if not only_print:
            session.diagnostics.say(msg("Open this page, name the password “digest”, and copy what it shows."))
            _browse(session, page)
    if only_print or settings.password or settings.password_command or not session.output.is_terminal:
        return OK
    password = click.prompt(translated("Password for the keyring (empty: none)"), hide_input=True, default="", err=True)
    if not password:
        return OK
    failure = keep_in_keyring(settings, password)
    if failure is not None:
        _tell_failure(session, target, failure)
        return PARTLY
    session.diagnostics.say(msg("The password is in the keyring."))
    return OK


def _browse(session: Session, page: str) -> None:
    from digest.services.session.browsers import browsers, start

    for browser in browsers(page, session.environ, sys.platform):
        if not browser.in_terminal and start(browser, session.environ):
            return


def _names(publishing: Publishing, named: tuple[str, ...]) -> list[str]:
    """The targets that are meant: those named, or the only one."""
    known = [target.name for target in publishing.targets]
    if named or len(known) != 1:
        if not named and known:
            raise UsageError(
                msg("There are several targets."), msg("Say which, with --to: {names}.", names=", ".join(known))
            )
        return [publishing.target(name).name for name in dict.fromkeys(named or ("",))]
    return known


def _list(session: Session, month: str, as_json: bool) -> int:
    states = session.library.publishing.states(month)
    if as_json:
        session.output.json(
            [
                {
                    "target": state.settings.name,
                    "kind": state.settings.kind,
                    "changes": state.changes,
                    "receipt": receipt_data(state.receipt) if state.receipt else None,
                }
                for state in states
            ]
        )
        return OK
    if not states:
        session.library.publishing.target("")
    session.output.table(
        [translated("Target"), translated("Kind"), translated("State"), translated("Address")],
        [[state.settings.name, state.settings.kind, _state(state), masked(state.place)] for state in states],
        flexible=3,
    )
    return OK


def _state(state: TargetState) -> str:
    from digest.services.publishing.outcomes import pushed_words

    pushed = state.receipt.pushed if state.receipt else None
    return tell(pushed_words(state.receipt, state.changes, moment_shown(pushed)))


def _dry_run(session: Session, month: str, names: list[str], consent: Consent, as_json: bool) -> int:
    from digest.domain.publishing import PublishFailure

    well, data = True, []
    for name in names:
        found = session.library.publishing.plan(month, name, consent)
        if isinstance(found, PublishFailure):
            well = False
            _tell_failure(session, name, found)
        elif found.instead is not None:
            session.diagnostics.say(msg("{target}: a push would send nothing now.", target=name))
            _tell(session, month, found.instead)
        elif as_json:
            data += [{"target": name, **_outgoing_data(part)} for part in found.parts]
        else:
            for part in found.parts:
                session.output.line(f"{part.act} {masked(part.place)}")
                session.output.lines([f"{field}: {value}" for field, value in part.fields.items()])
                session.output.line()
                if session.output.is_terminal and not _is_text(part.body):
                    session.output.line(tell(nmsg("({n} byte)", "({n} bytes)", len(part.body))))
                else:
                    session.output.raw(part.body)
                    session.output.line("")
    if as_json:
        session.output.json(data)
    return OK if well else PARTLY


def _is_text(body: bytes) -> bool:
    """False for a picture, which would spoil a terminal."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _outgoing_data(part: Outgoing) -> dict[str, Any]:
    return {
        "act": part.act,
        "place": masked(part.place),
        "fields": dict(part.fields),
        "body": part.body.decode("utf-8", "replace"),
    }


def _tell_before(session: Session, month: str, names: list[str]) -> None:
    """What the preflight finds goes out with the edition: it is said, and nothing is refused."""
    library = session.library
    if not library.editions.picks(month):
        session.diagnostics.say(msg("The edition {month} has no picks.", month=NamedMonth(month)))
    checked = library.preflight.checked(month)
    for_each = (library.preflight.look(library.publishing.checked_for(name, checked)) for name in names)
    found = {(remark.rule, remark.place): remark for remarks in for_each for remark in remarks}
    tell_remarks(session, [remark for remark in found.values() if remark.severity == "error"])


def _tell(session: Session, month: str, outcome: Outcome) -> None:
    session.diagnostics.say(outcome.message)
    for note in outcome.notes:
        session.diagnostics.say(note)
    from digest.services.publishing.outcomes import field_name

    for change in outcome.changes:
        session.diagnostics.say(msg("Changed there: {field}", field=field_name(change.field)))
        session.diagnostics.write("\n".join(change.diff()) + "\n")
    if outcome.state == "published" and not session.library.editions.edition(month).url:
        session.diagnostics.say(
            msg("“digest edition set {month} --url {url}” keeps its address.", month=month, url=masked(outcome.url))
        )
    if outcome.remedy is not None:
        session.diagnostics.say(outcome.remedy)


def _tell_failure(session: Session, name: str, failure: PublishFailure) -> None:
    session.diagnostics.say(msg("{target}: {message}", target=name, message=failure.message))
    session.diagnostics.say(failure.remedy)


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    failure = outcome.failure
    return {
        "target": outcome.target,
        "state": outcome.state.value,
        "message": tell(outcome.message),
        "url": masked(outcome.url),
        "code": failure.code if failure else None,
        "remedy": tell(outcome.remedy) if outcome.remedy else None,
        "notes": [tell(note) for note in outcome.notes],
        "changes": [{"field": change.field, "diff": change.diff()} for change in outcome.changes],
    }
