"""The configuration: read, checked, explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.config.language import tell
from digest.config.load import load, parse
from digest.config.settings import Settings
from digest.config.toml import example, in_force
from digest.domain.errors import ConfigError

FILE = Path("config.toml")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml", {}) == Settings()


def test_a_file_changes_what_it_names_and_nothing_else() -> None:
    settings = parse('language = "de"\n[edition]\ntarget = 7\n[categories]\nstanding = ["A", "B"]\n', FILE, {})
    assert settings.edition.target == 7
    assert settings.edition.title == Settings().edition.title
    assert settings.categories.standing == ("A", "B")
    assert settings.edition_language == "de"


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("[edition]\ntarget = 10\nziel = 3\n", "config.toml:3: edition.ziel", "Known here are: title"),
        ('[edition]\ntarget = "zehn"\n', "config.toml:2: edition.target", "a whole number"),
        ("[edition]\ntarget = true\n", "config.toml:2: edition.target", "a whole number"),
        ("[edition]\ntarget = 0\n", "config.toml:2: edition.target", "more than 0"),
        ('[categories]\nstanding = "IK"\n', "config.toml:2: categories.standing", "a list of texts"),
        ("[categories]\nstanding = []\n", "config.toml:2: categories.standing", "at least one"),
        ('[categories]\nstanding = ["IK", "*"]\n', "config.toml:2: categories.standing", "ad-hoc labels"),
        ('[categories]\nstanding = ["IK", "ik "]\n', "config.toml:2: categories.standing", "“IK” and “ik ”"),
        ('[categories]\norder = ["*", "IK", "*"]\n', "config.toml:2: categories.order", "only once"),
        ('[edition]\ntitle = " "\n', "config.toml:2: edition.title", "Leave the line out"),
        ('[feeds."Mein Blog"]\nuser = "a"\n', "config.toml:1: feeds.Mein Blog", "https://"),
        ('[curator]\nname = "' + "D" * 300 + '"\n', "config.toml:2: curator.name", "at most 80"),
        ('[curator]\nname = "\u200b"\n', "config.toml:2: curator.name", "Leave the line out"),
        ('[curator]\nname = "Dora\\nFuchs"\n', "config.toml:2: curator.name", "one line"),
        ('[curator]\ninitials = "Dora F"\n', "config.toml:2: curator.initials", "at most 4"),
        ('sprache = "de"\n', "config.toml:1: sprache", "language"),
        ('language = "fr"\n', "config.toml:1: language", "de, en"),
        ("[edition\n", "config.toml", "Mend that line"),
        ('[edition]\ntitle = "{m}"\n', "config.toml:2: edition.title", "{monat}"),
        ('edition = "x"\n', "config.toml:1: edition", "[edition]"),
        ('[feeds."https://a.example/"]\nverify = "no"\n', "feeds.https://a.example/.verify", "true or false"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_is_allowed(
    text: str, where: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    sentence = f"{tell(caught.value.message)} {tell(caught.value.remedy or caught.value.message)}"
    assert where in sentence
    assert said in sentence


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[network]\nuser_agent = "a\\r\\nX-Other: b"', "network.user_agent"),
        ('[network]\ncontact = "a\\nb"', "network.contact"),
        ('[feeds."https://a.example/f"]\nuser_agent = "a\\nb"', "feeds.https://a.example/f.user_agent"),
        ('[feeds."https://a.example/f"]\nheaders = {"X-Key" = "a\\u0000"}', "feeds.https://a.example/f.headers"),
        ('[edition]\ntitle = "Zwei\\nZeilen"', "edition.title"),
    ],
)
def test_what_becomes_a_header_or_a_heading_is_one_line(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as failed:
        load(file, {})
    assert f"config.toml:2: {key}: " in tell(failed.value.message)


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b'\xef\xbb\xbflanguage = "de"\r\n[edition]\r\ntarget = 7\r\n')
    assert (load(file, {}).language, load(file, {}).edition.target) == ("de", 7)


def test_a_host_may_be_named_by_an_address(tmp_path: Path) -> None:
    environ = {"DIGEST_ALLOW_HOSTS": "http://Intranet.example:8080/feeds, [::1]:80"}
    assert load(tmp_path / "none.toml", environ).network.allow_hosts == ("intranet.example", "::1")


def test_hosts_of_the_environment_join_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[network]\nallow_hosts = ["Intranet.example"]\n', encoding="utf-8")
    settings = load(file, {"DIGEST_ALLOW_HOSTS": "127.0.0.1:8080, ::1 ,[fd00::1]:80"})
    assert settings.network.allow_hosts == ("intranet.example", "127.0.0.1", "::1", "fd00::1")


def test_a_password_may_stand_in_the_environment() -> None:
    text = '[feeds."https://a.example/rss"]\nuser = "anna"\npassword = "$FEED_PASSWORD"\n'
    settings = parse(text, FILE, {"FEED_PASSWORD": "geheim"})
    assert settings.feeds["https://a.example/rss"].password == "geheim"
    assert "geheim" not in in_force(settings, tell)
    with pytest.raises(ConfigError, match="FEED_PASSWORD"):
        parse(text, FILE, {})


def test_the_example_changes_nothing_and_once_uncommented_still_means_the_defaults() -> None:
    text = example(tell)
    assert parse(text, FILE, {}) == Settings()
    head = text.partition("# [feeds.")[0]
    assert parse(re.sub(r"(?m)^# (?=\w+ = )", "", head), FILE, {}) == Settings()


def test_what_holds_can_be_read_back() -> None:
    settings = parse('language = "en"\n[network]\nallow_hosts = ["a", "b"]\n[edition]\ntarget = 3\n', FILE, {})
    assert parse(in_force(settings, tell), FILE, {}) == settings


def test_a_file_that_is_not_utf8_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b'language = "\xff"\n')
    with pytest.raises(ConfigError, match="UTF-8"):
        load(file, {})


def test_a_host_outside_ascii_is_the_one_that_addresses_have(tmp_path: Path) -> None:
    environ = {"DIGEST_ALLOW_HOSTS": "Straße.example:8080,http://müller.example/"}
    hosts = load(tmp_path / "none.toml", environ).network.allow_hosts
    assert hosts == ("xn--strae-oqa.example", "xn--mller-kva.example")
