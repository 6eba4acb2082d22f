"""A real WordPress and who we are there.

Roles, log-ins that are refused, addresses of the interface.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.publishing import Capabilities, PublishFailure
from digest.services.publishing.outcomes import PushState
from tests.publish.real_wordpress import WordPress, room_at
from tests.publish.relay import Relay, Said

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # the first test waits for the site

# Who we are there

# A plugin that asks who the user is before the interface does: then WordPress says what is wrong with the log-in.
EARLY = "add_filter('rest_authentication_errors', function ($any) { is_user_logged_in(); return $any; }, 5);"
CLOSED = (
    "add_filter('rest_authentication_errors',"
    " fn() => new WP_Error('rest_cannot_access', 'DRA: nein', ['status' => 401]));"
)


@pytest.mark.parametrize("pretty", [False, True])
def test_checking_tells_role_rights_and_the_page_for_passwords(
    site: WordPress, relay: Relay, tmp_path: Path, pretty: bool
) -> None:
    if pretty:
        site.pretty_permalinks()
    for address in ("", "wp-login.php", "wp-admin/edit.php?x=1"):
        room = room_at(relay.url + address, site, tmp_path, "author", categories=["Lesetipps"])
        found = room.publishing.check("there")
        assert isinstance(found, Capabilities), found
        assert "author" in str(found.facts[0])
        assert "Gedankengang" in str(found.facts[0])
        assert any("categories" in str(warning).lower() for warning in found.warnings)
        page = room.publishing.login_page("there")
        assert page == f"{relay.url}wp-admin/authorize-application.php?app_name=digest"
    assert site.drafts() == []
    assert room.push().state is PushState.CREATED


def test_a_site_that_takes_no_rest_route_is_asked_at_the_address_it_names(
    site: WordPress, relay: Relay, tmp_path: Path
) -> None:
    site.pretty_permalinks()
    page = Said(200, b"<html>home</html>", {"Content-Type": "text/html"})
    relay.before = lambda seen: page if "rest_route=" in seen.path else None
    room = room_at(relay.url, site, tmp_path)
    assert room.push().state is PushState.CREATED
    room.change(intro="Neu.")
    relay.seen.clear()
    assert room.push().state is PushState.UPDATED
    assert all(seen.path.startswith("/wp-json/") for seen in relay.seen)


@pytest.mark.parametrize(
    ("user", "password", "plugin", "code"),
    [
        ("editor", "login-editor", "", "login"),
        ("niemand", "x", "", "login"),
        ("digest", "x", "", "login"),
        ("editor", "login-editor", EARLY, "wrong-password"),
        ("niemand", "x", EARLY, "unknown-user"),
        ("n@x.example", "x", EARLY, "unknown-user"),
        ("editor", "", "add_filter('wp_is_application_passwords_available', '__return_false');", "passwords-off"),
        ("subscriber", "", "", "role"),
        ("editor", "", CLOSED, "rest-closed"),
    ],
)
def test_who_is_not_let_in_is_told_why(
    site: WordPress, tmp_path: Path, user: str, password: str, plugin: str, code: str
) -> None:
    site.plugin(plugin)
    room = room_at(site.url, site, tmp_path, "editor")
    room.target = room.target.replace('"editor"', f'"{user}"')
    room.environ["WP"] = password or site.password(user)
    checked, pushed = room.publishing.check("there"), room.push()
    assert isinstance(checked, PublishFailure)
    assert pushed.failure is not None
    assert {checked.code, pushed.failure.code} == {code}
    assert site.drafts() == []


def test_a_draft_of_somebody_else_is_told(site: WordPress, tmp_path: Path) -> None:
    room = room_at(site.url, site, tmp_path, "author")
    room.push()
    site.php(f"wp_update_post(['ID' => {site.draft['ID']}, 'post_author' => 1]);")
    room.change(intro="Neu.")
    outcome = room.push()
    assert outcome.failure is not None
    assert outcome.failure.code == "not-yours"


def test_a_contributor_may_not_publish_and_nothing_is_left_behind(site: WordPress, tmp_path: Path) -> None:
    room = room_at(site.url, site, tmp_path, "contributor", status="publish")
    outcome = room.push(public=True)
    assert outcome.failure is not None
    assert outcome.failure.code == "may-not-publish"
    assert site.drafts() == []
    assert room.push().state is PushState.CREATED


def test_publishing_needs_the_target_and_the_command(site: WordPress, tmp_path: Path) -> None:
    room = room_at(site.url, site, tmp_path)
    room.push(public=True)
    assert site.draft["post_status"] == "draft"
    site.clear()
    room = room_at(site.url, site, tmp_path, status="publish")
    room.push()
    assert site.draft["post_status"] == "draft"
    room.change(intro="Neu.")
    room.push(public=True)
    assert site.draft["post_status"] == "publish"
