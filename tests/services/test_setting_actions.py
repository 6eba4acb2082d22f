"""Settings changed in a session: each change is a step.

Undo never takes back what somebody else wrote.
"""

from __future__ import annotations

import pytest

from digest.bootstrap import Library
from digest.domain.errors import ConfigError, Conflict, UsageError
from digest.domain.message import msg
from digest.services.session.first_answers import Answers, answers_now
from digest.services.session.setting_actions import SettingActions
from digest.services.session.undo import UndoSteps

MINE = '# meins\n[edition]\nseries = "Lesezeichen"  # seit 2019\n'


@pytest.fixture
def written(library: Library) -> Library:
    library.config_path.write_text(MINE, "utf-8")
    library.load_settings()
    return library


def change(library: Library, **changes: str | None) -> str:
    keys = {name.replace("__", "."): words for name, words in changes.items()}
    return str(library.setting_actions.change(keys, library.configuration.read()))


def test_a_change_holds_at_once_and_undo_brings_the_very_bytes_back(written: Library) -> None:
    assert change(written, edition__target="7") == "Settings changed: edition.target"
    assert written.settings.edition.target == 7
    changed = written.config_path.read_bytes()
    written.actions.undo()
    assert written.config_path.read_text("utf-8") == MINE
    assert written.settings.edition.target == 10
    written.actions.redo()
    assert written.config_path.read_bytes() == changed
    assert written.settings.edition.target == 7


def test_undo_of_the_first_change_takes_the_file_away(library: Library) -> None:
    change(library, edition__series="Gedankengang")
    assert library.config_path.exists()
    library.actions.undo()
    assert not library.config_path.exists()
    assert library.settings.edition.series == ""


def test_what_somebody_else_wrote_since_is_not_undone(written: Library) -> None:
    change(written, edition__target="7")
    written.config_path.write_text(MINE + "target = 3\n", "utf-8")
    with pytest.raises(Conflict):
        written.actions.undo()
    assert written.config_path.read_text("utf-8") == MINE + "target = 3\n"


def test_a_change_that_changes_nothing_is_no_step(written: Library) -> None:
    assert change(written, edition__series="Lesezeichen") == "Nothing changed."
    assert written.actions.undo() is None


def test_a_value_that_makes_no_sense_leaves_file_and_settings(written: Library) -> None:
    with pytest.raises(UsageError):
        change(written, edition__target="viele")
    assert written.config_path.read_text("utf-8") == MINE
    assert written.actions.undo() is None


def test_a_change_that_cannot_be_loaded_is_taken_back(written: Library) -> None:
    failures = [ConfigError(msg("MY_VARIABLE is not set."))]

    def load() -> None:
        if failures:
            raise failures.pop()
        written.load_settings()

    steps = UndoSteps()
    actions = SettingActions(written.configuration, lambda: written.settings, load, steps)
    with pytest.raises(ConfigError):
        actions.change({"edition.target": "7"}, written.configuration.read())
    assert written.config_path.read_text("utf-8") == MINE
    assert written.settings.edition.target == 10
    assert len(steps) == 0


def test_what_holds_from_the_next_start_is_said(written: Library) -> None:
    assert change(written, language="de").endswith("It holds from the next start.")


def test_the_first_answers_are_one_step(library: Library) -> None:
    before = answers_now(library.settings)
    said = library.setting_actions.answer(Answers("Gedankengang", "Dora", "de", "folder", "/tmp/seiten"), before)
    assert str(library.config_path) in str(said)
    assert (library.settings.edition.series, library.settings.curator.name) == ("Gedankengang", "Dora")
    assert library.settings.publish["folder"].options["folder"] == "/tmp/seiten"
    library.actions.undo()
    assert not library.config_path.exists()
