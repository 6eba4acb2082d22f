"""A real WordPress that refuses.

Closed, in maintenance, too small, behind a firewall, asked too often.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.publishing import Capabilities, PublishFailure
from digest.services.publishing.outcomes import PushState
from tests.publish.newsroom import Newsroom
from tests.publish.real_wordpress import WordPress, room_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # the first test waits for the site

_WRITES = "$_SERVER['REQUEST_METHOD'] === 'POST'"


def answering(status: int, fields: str = "") -> str:
    """A server in front that answers what is to be written, as nginx would."""
    html = f"<html><h1>{status}</h1></html>"
    return (
        f"if ({_WRITES}) {{ http_response_code({status}); header('Content-Type: text/html'); {fields}"
        f" echo '{html}'; return true; }} return false;"
    )


@pytest.mark.parametrize(
    ("status", "code"), [(403, "firewall"), (413, "too-large"), (429, "too-many"), (502, "server-error")]
)
def test_what_a_server_in_front_refuses_is_told_and_made_later(
    site: WordPress, tmp_path: Path, status: int, code: str
) -> None:
    room = room_at(site.url, site, tmp_path)
    site.front(answering(status, "header('Retry-After: 999');"))
    failure = room.push().failure
    assert failure is not None
    assert failure.code == code
    assert site.drafts() == []
    site.open_front()
    assert room.push().state is PushState.CREATED
    assert len(site.drafts()) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_patience_gets_it_once(site: WordPress, tmp_path: Path, status: int) -> None:
    once = tmp_path / "asked"
    room = room_at(site.url, site, tmp_path)
    site.front(f"if (!file_exists('{once}') && {_WRITES}) {{ touch('{once}'); http_response_code({status});"
               " header('Retry-After: 7'); return true; } return false;")  # fmt: skip
    assert room.push().state is PushState.CREATED
    assert room.paused == [7]
    assert len(site.drafts()) == 1


def test_a_site_that_is_being_updated_is_pushed_to_later(site: WordPress, tmp_path: Path) -> None:
    room = room_at(site.url, site, tmp_path)
    with site.maintenance():
        checked, failure = room.publishing.check("there"), room.push().failure
    assert isinstance(checked, PublishFailure)
    assert failure is not None
    assert {checked.code, failure.code} == {"server-error"}
    assert "draft" not in str(checked.remedy)
    assert room.push().state is PushState.CREATED


def test_what_php_allows_for_forms_does_not_bind_us(site: WordPress, tmp_path: Path) -> None:
    with site.limited("post_max_size=2K", "display_errors=0") as url:
        room = room_at(url, site, tmp_path)
        assert room.push().state is PushState.CREATED
        assert len(site.draft["post_content"]) > 4000
        assert room.push().state is PushState.UNCHANGED


def test_an_interface_closed_for_guests_alone_lets_us_in(site: WordPress, tmp_path: Path) -> None:
    site.plugin(
        "add_filter('rest_authentication_errors', fn($found) => $found ?: (is_user_logged_in() ? null :"
        " new WP_Error('rest_login_required', 'Bitte anmelden', ['status' => 401])));"
    )
    room = room_at(site.url, site, tmp_path)
    assert isinstance(room.publishing.check("there"), Capabilities)
    assert room.push().state is PushState.CREATED


def test_a_site_that_hides_its_users_is_pushed_to_all_the_same(site: WordPress, tmp_path: Path) -> None:
    site.plugin(
        "add_filter('rest_endpoints', function ($found) { foreach (array_keys($found) as $route)"
        " if (str_starts_with($route, '/wp/v2/users')) unset($found[$route]); return $found; });"
    )
    room = room_at(site.url, site, tmp_path)
    found = room.publishing.check("there")
    assert isinstance(found, Capabilities)
    assert len(found.warnings) == 1
    assert room.push().state is PushState.CREATED


def test_a_log_in_page_in_place_of_the_interface_is_told(site: WordPress, tmp_path: Path) -> None:
    site.plugin("add_action('rest_api_init', function () { wp_redirect(wp_login_url()); exit; });")
    failure = room_at(site.url, site, tmp_path).push().failure
    assert failure is not None
    assert failure.code == "rest-closed"


def test_a_header_that_the_server_swallows_is_one_of_the_causes(site: WordPress, tmp_path: Path) -> None:
    site.front("unset($_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'], $_SERVER['HTTP_AUTHORIZATION']);"
               " return false;")  # fmt: skip
    room: Newsroom = room_at(site.url, site, tmp_path)
    checked, failure = room.publishing.check("there"), room.push().failure
    assert isinstance(checked, PublishFailure)
    assert failure is not None
    assert {checked.code, failure.code} == {"login"}
    assert "CGIPassAuth" in str(failure.remedy)
