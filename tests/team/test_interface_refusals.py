"""What a database refuses is told in the interface while it lasts; no text is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digest.config.language import activate
from digest.domain.curator import Curator
from digest.storage.postgresql.schema import VERSION
from digest.storage.postgresql.watchdog import Waits
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed, a_refresh, an_entry, pick_of
from tests.team.test_refusals import Run, as_user, locked, role, run
from tests.tui.driving import Driver, drive
from tests.tui.test_inbox import ready

__all__ = ["run"]

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def own_drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this machine keeps texts on their way."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


AWAY = {"en": "library not reached", "de": "Bibliothek nicht erreichbar"}


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    activate(request.param)
    yield request.param
    activate("en")


@pytest.fixture
def owner(database: str) -> Iterator[Store]:
    """Who may write; the library has twelve entries, and a pick of the newest."""
    opened = open_store(database, lambda: NOW, curator=Curator("Emil Wolf"))
    opened.add_feeds([a_feed(1, title="Blog 1")])
    opened.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(1, 13)))])
    opened.add_pick(pick_of(an_entry(12), comment="Da."), NOW)
    yield opened
    opened.close()


def test_a_wrong_password_is_told_and_never_shown(tmp_path: Path, database: str, run: Run, language: str) -> None:
    address = as_user(database, f"{locked(run, f'hasty_{language}', 'richtig')}:falsch")
    told = {"en": "does not accept the password", "de": "nimmt das Passwort nicht an"}[language]

    async def steps(driver: Driver) -> None:
        await driver.is_told(told)
        await driver.is_told(".pgpass")
        await driver.sees(AWAY[language])
        assert all("falsch" not in toast.message for toast in driver.app._notifications)
        await driver.press("v")
        await driver.sees(AWAY[language])

    drive(tmp_path, steps, (80, 24), DIGEST_LIBRARY=address)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda address: address.replace("/digest_read_committed", "/nirgends"),
            {"en": "There is no such database", "de": "Diese Datenbank gibt es nicht"},
        ),
        (
            lambda address: address.replace("postgres:@", "niemand@"),
            {"en": "does not let you in", "de": "lässt die Anmeldung nicht zu"},
        ),
        (
            lambda _: "postgresql://127.0.0.1:1/x",
            {
                "en": "cannot be reached: the connection is refused",
                "de": "ist nicht erreichbar: die Verbindung wird abgelehnt",
            },
        ),
    ],
)
def test_a_library_that_cannot_be_opened_is_told_for_as_long_as_that_lasts(
    tmp_path: Path, database: str, change: Callable[[str], str], told: dict[str, str], language: str
) -> None:
    async def steps(driver: Driver) -> None:
        await driver.is_told(told[language])
        await driver.sees(AWAY[language])
        await driver.press("3", "v")
        await driver.sees(AWAY[language])

    drive(tmp_path, steps, (80, 24), DIGEST_LIBRARY=change(database))


@pytest.mark.usefixtures("owner")
def test_a_library_of_a_newer_digest_is_told_and_works_once_there_is_one(
    tmp_path: Path, database: str, run: Run, language: str
) -> None:
    def number(old: str, new: str) -> None:
        changed = run(
            f"UPDATE {postgresql.schema_of(database)}.library SET value = '{new}' WHERE value = '{old}'",
            "digest_read_committed",
        )
        assert changed.rowcount == 1

    number(str(VERSION), "99")

    async def steps(driver: Driver) -> None:
        await driver.is_told({"en": "newer digest", "de": "von einem neueren digest"}[language])
        await driver.is_told({"en": "Install the newer digest", "de": "Das neuere digest installieren"}[language])
        await driver.sees(AWAY[language])
        number("99", str(VERSION))
        await ready(driver)
        await driver.sees_no(AWAY[language])

    drive(tmp_path, steps, (80, 24), DIGEST_LIBRARY=database)


def test_texts_on_their_way_are_found_again_after_another_password(database: str, run: Run) -> None:
    name = locked(run, "changing", "richtig")
    before, after = (open_store(as_user(database, f"{name}:{word}"), lambda: NOW) for word in ("richtig", "neu"))
    before.drafts().new("2026-11-p1", "unterwegs\n")
    assert [text for _, text in after.drafts().texts()] == [b"unterwegs\n"]
    before.close()
    after.close()


def test_who_may_not_make_a_library_is_told(tmp_path: Path, run: Run, language: str) -> None:
    name = role(run, "newcomer")
    address = as_user(postgresql.library_address("digest_read_committed"), name)
    told = {"en": "no right to make one", "de": "das Recht, eine anzulegen, fehlt"}[language]

    async def steps(driver: Driver) -> None:
        await driver.is_told(told)
        await driver.sees(AWAY[language])

    drive(tmp_path, steps, (80, 24), DIGEST_LIBRARY=address)


def test_a_user_who_may_only_read_looks_and_keeps_what_she_typed(
    tmp_path: Path, database: str, owner: Store, run: Run, language: str
) -> None:
    name, place = role(run, "onlooker"), postgresql.schema_of(database)
    run(f"GRANT USAGE ON SCHEMA {place} TO {name}", "digest_read_committed")
    run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {place} TO {name}", "digest_read_committed")
    told = {"en": "You have no right to write", "de": "zu schreiben, fehlt"}[language]
    count = {"en": "1 of 10 picks", "de": "1 von 10 Tipps"}[language]

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees(count)
        await driver.press("j", "3")
        await driver.is_told(told)
        await driver.sees(count)
        await driver.press("k", "c")
        await driver.until(lambda: driver.app.key_queue.is_writing)
        await driver.types("Neu")
        await driver.until(lambda: bool(drafts(tmp_path)))
        await driver.press("ctrl+q", "ctrl+q")

    drive(tmp_path, steps, DIGEST_LIBRARY=as_user(database, name))
    assert any("Da.Neu" in text for text in drafts(tmp_path))
    assert [pick.comment for pick in owner.picks(MONTH)] == ["Da."]


def drafts(folder: Path) -> list[str]:
    """What stands in the drafts of this machine."""
    return [file.read_text("utf-8") for file in (folder / "data").rglob("drafts/**/*") if file.is_file()]


def test_without_the_extension_everything_is_found(tmp_path: Path, run: Run) -> None:
    name = role(run, "plainer")
    database = f"plain_{name}"
    run(f"CREATE DATABASE {database}")
    address = postgresql.library_address(database)
    run(f"CREATE SCHEMA {postgresql.schema_of(address)} AUTHORIZATION {name}", database)
    store = open_store(as_user(address, name), lambda: NOW)
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1, title="Müll am Strand"), an_entry(2))])
    store.close()

    async def steps(driver: Driver) -> None:
        await driver.sees("Müll am Strand")
        await driver.press("slash")
        await driver.types("muell")
        await driver.until(lambda: driver.titles == ["Müll am Strand"])

    drive(tmp_path, steps, DIGEST_LIBRARY=as_user(address, name))


def test_a_server_that_is_away_for_longer_than_one_waits_takes_no_text_along(tmp_path: Path, language: str) -> None:
    saved = {"en": "saved", "de": "gespeichert"}[language]
    with postgresql.OwnServer() as server:
        store = open_store(server.library_address(), lambda: NOW)
        store.add_feeds([a_feed(1)])
        store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(1, 4)))])
        store.add_pick(pick_of(an_entry(3)), NOW)

        async def steps(driver: Driver) -> None:
            driver.app.library.store._server.waits = Waits(patience=0.5)  # type: ignore[attr-defined]
            await driver.sees("▌●", "Strategie", "── Comment" if language == "en" else "── Kommentar")
            await driver.press("c")
            await driver.until(lambda: driver.app.key_queue.is_writing)
            await driver.types("Vorher")
            await driver.sees(f"─ {saved}")
            server.stop_at_once()
            await driver.types(" nachher")
            await driver.sees(AWAY[language])
            await driver.until(lambda: any("Vorher nachher" in text for text in drafts(tmp_path)))
            server.start()
            await driver.sees_no(AWAY[language])
            await driver.sees(f"─ {saved}")
            await driver.until(lambda: not drafts(tmp_path))
            await driver.press("escape")

        drive(tmp_path, steps, DIGEST_LIBRARY=server.library_address())
        assert [pick.comment for pick in store.picks(MONTH)] == ["Vorher nachher"]
        store.close()
