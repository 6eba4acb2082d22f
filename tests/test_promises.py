"""What refreshing promises, line by line, and the tests that hold it to each.

A line without a test fails here.
The server scenarios need no table: `tests/cli/test_server_scenarios.py` plays each under its own name. Nor does what is
asked of all hostile files, in `tests/cli/test_hostile_files.py`; here stands what a file asks for itself.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.shared import Corpus, shared_folder

_TESTS = Path(__file__).parent

#: Rule of the table "HTTP" in design/fetching.md → the tests of each of its parts.
HTTP = {
    "conditional GET": """
        feeds/test_fetch.py::test_validators_go_back_byte_for_byte_and_304_is_not_modified
        feeds/test_fetch.py::test_validators_that_a_304_brings_replace_the_old_ones_and_others_stay
        feeds/test_fetch.py::test_validators_of_another_address_are_not_sent
        feeds/test_fetch.py::test_every_eight_days_the_whole_feed_is_asked_for""",
    "unchanged body": """
        feeds/test_fetch.py::test_the_same_bytes_are_unchanged_and_new_ones_are_not
        cli/test_quiet_runs.py::test_a_body_that_is_known_is_not_parsed""",
    "redirects": """
        feeds/test_client.py::test_ten_redirects_are_followed
        feeds/test_client.py::test_more_than_ten_redirects_are_not
        feeds/test_hostile_servers.py::test_redirects_to_and_fro_end
        feeds/test_hostile_servers.py::test_a_redirect_out_of_the_web_is_refused
        feeds/test_fetch.py::test_only_redirects_that_are_all_permanent_move_a_feed
        feeds/test_fetch.py::test_a_move_counts_when_it_was_seen_twice_in_a_row
        feeds/test_fetch.py::test_a_damaged_body_confirms_no_move
        cli/test_health.py::test_a_move_is_told_and_can_be_taken_back_for_good""",
    "404 / 410": """
        feeds/test_fetch.py::test_each_status_has_its_sentence
        feeds/test_schedule.py::test_a_gone_feed_is_asked_only_by_name
        cli/test_health.py::test_a_feed_given_up_by_its_publisher_is_paused_and_can_be_resumed
        cli/test_health.py::test_a_failing_feed_is_told_with_since_when_what_to_do_and_when_it_is_asked_again""",
    "429 / 503": """
        feeds/test_fetch.py::test_retry_after_is_understood_in_both_forms
        feeds/test_fetch.py::test_a_host_that_asks_us_to_wait_is_not_asked_before
        feeds/test_schedule.py::test_one_feeds_retry_after_binds_its_whole_host
        cli/test_waiting.py::test_the_whole_host_waits_and_a_named_feed_says_until_when_and_why""",
    "401 / 403": """
        feeds/test_fetch.py::test_unauthorised_says_where_to_set_the_password_and_forbidden_names_the_user_agent""",
    "next check": """
        feeds/test_schedule.py::test_the_servers_cache_fields_set_the_next_check
        feeds/test_schedule.py::test_the_feeds_own_hints_set_the_next_check
        feeds/test_schedule.py::test_the_latest_of_all_wishes_counts
        feeds/test_schedule.py::test_a_feed_that_answers_is_asked_again_after_15_minutes_to_24_hours
        feeds/test_schedule.py::test_errors_double_the_wait_up_to_48_hours
        feeds/test_schedule.py::test_retry_after_is_kept_even_when_forced_and_named
        cli/test_waiting.py::test_feeds_tells_when_each_is_due_and_why""",
    "per host": """
        feeds/test_client.py::test_a_host_is_asked_one_request_at_a_time_whatever_its_ports
        feeds/test_client.py::test_no_more_than_the_allowed_number_are_asked_at_once
        cli/test_check.py::test_links_of_one_host_are_asked_one_at_a_time""",
    "limits": """
        feeds/test_hostile_servers.py::test_a_handshake_that_never_comes_is_given_up
        feeds/test_hostile_servers.py::test_a_server_that_never_finishes_is_given_up
        feeds/test_hostile_servers.py::test_the_time_limit_covers_all_redirects_together
        feeds/test_hostile_servers.py::test_the_limit_counts_unpacked_bytes_exactly
        feeds/test_hostile_servers.py::test_a_bomb_is_cut_while_it_unpacks
        feeds/test_hostile_servers.py::test_a_head_without_measure_is_told
        feeds/test_hostile_servers.py::test_an_address_that_answers_no_connection_is_given_up""",
    "encodings": """
        feeds/test_client.py::test_a_body_arrives_in_every_coding
        feeds/test_unpack.py::test_what_was_packed_comes_out_again_however_it_arrives""",
    "identity": """
        feeds/test_client.py::test_the_program_introduces_itself_with_version_project_and_contact
        feeds/test_client.py::test_the_name_can_be_changed_for_all_feeds_and_for_one""",
    "TLS": """
        feeds/test_tls.py::test_a_self_signed_certificate_is_refused_unless_the_feed_allows_it
        feeds/test_tls.py::test_one_feeds_exception_does_not_open_the_others
        feeds/test_tls.py::test_the_systems_trust_store_counts_and_the_name_is_kept_in_tls""",
    "addresses": """
        feeds/test_hostile_servers.py::test_what_is_no_web_address_is_not_asked
        feeds/test_hostile_servers.py::test_a_private_address_is_never_connected_to
        feeds/test_hostile_servers.py::test_a_name_that_leads_to_a_private_address_is_refused
        feeds/test_hostile_servers.py::test_a_redirect_to_a_private_address_is_refused
        feeds/test_hostile_servers.py::test_a_name_is_looked_up_once_and_the_answer_that_was_judged_is_used
        feeds/test_hostile_servers.py::test_a_request_may_exempt_its_own_host_and_no_other
        feeds/test_fetch.py::test_a_feed_added_by_hand_may_live_in_a_private_network_with_its_own_host_only
        feeds/test_proxy.py::test_a_private_address_is_not_handed_to_the_proxy
        feeds/test_proxy.py::test_a_private_address_behind_a_redirect_is_not_handed_to_the_proxy""",
    "one client": """
        feeds/test_client.py::test_the_http_library_is_loaded_only_when_a_client_is_opened
        cli/test_guarded.py::test_every_way_to_the_web_goes_through_the_guard
        architecture/test_layers.py::test_imports_run_one_way""",
    "credentials": """
        feeds/test_client.py::test_secrets_follow_a_redirect_on_their_own_host
        feeds/test_client.py::test_secrets_do_not_follow_to_another_host_or_port_but_validators_do
        feeds/test_redirects.py::test_secrets_stay_with_their_host_and_never_leave_encryption
        feeds/test_permanent.py::test_a_secure_address_never_moves_by_way_of_an_insecure_one
        feeds/test_tls.py::test_a_downgrade_is_followed_without_the_password""",
    "proxy, cookies, auth": """
        feeds/test_proxy.py::test_a_request_goes_through_the_proxy_which_looks_up_the_name
        feeds/test_proxy.py::test_a_secure_address_is_tunnelled_by_name_and_a_refusing_proxy_is_told
        feeds/test_chain.py::test_a_cookie_lives_as_long_as_its_request
        feeds/test_chain.py::test_a_cookie_goes_to_its_own_host_only
        feeds/test_client.py::test_user_name_and_password_of_the_settings_go_first
        feeds/test_client.py::test_a_password_shows_in_no_failure_log_or_answer
        feeds/test_fetch.py::test_a_feeds_own_settings_are_used
        cli/test_errors.py::test_a_password_in_an_address_is_shown_nowhere""",
    "JSON Feed 1.1": """
        feeds/test_jsonfeed.py::test_a_feed_with_everything
        feeds/test_jsonfeed.py::test_version_1_0_has_one_author_and_the_feed_stands_in""",
}

_CORPUS = "feeds/test_corpus.py::"
_FILES = "cli/test_hostile_files.py::"
_LITERAL = "export/test_hostile.py::test_each_title_is_shown_literally_with_its_own_link_only"
_HARMLESS = f"""
    {_CORPUS}test_hostile_feeds_lose_no_entry_and_carry_nothing_that_a_terminal_obeys
    {_FILES}test_nothing_that_a_terminal_obeys_is_written_by_any_command
    tui/test_terminal.py::test_the_hostile_feeds_of_the_corpus_are_shown_as_text"""
_BOMB = f"{_CORPUS}test_bombs_stay_within_their_limits {_CORPUS}test_no_entity_is_expanded_and_no_file_read"
_CUT = f"feeds/test_hostile_servers.py::test_the_hostile_bombs_are_cut {_FILES}test_a_bomb_costs_little_memory"
_NO_FEED = f"{_CORPUS}test_answers_that_are_no_feeds_say_what_they_are"
_CHARSET = f"{_CORPUS}test_charsets_are_read_right"
_LINKS = f"{_CORPUS}test_links_are_web_addresses_or_nothing"
_TITLES = f"{_CORPUS}test_titles_stay_literal_where_they_are_meant_so"
_ACTIVE = f"{_CORPUS}test_active_content_is_gone_and_its_text_is_there"
_DEEP = f"{_CORPUS}test_deep_nesting_costs_no_neighbour {_CORPUS}test_bombs_stay_within_their_limits"
_SAME = f"{_CORPUS}test_a_changed_link_under_the_same_guid_is_an_update {_FILES}test_what_was_marked_stays_marked"
_ROWS = f"{_FILES}test_rows_stay_rows_whatever_the_titles_and_tags_are"
_OPML = "feeds/test_opml_corpus.py::"

#: Number of a hostile file → the tests of what its line asks for beyond what is asked of all.
HOSTILE = {
    "01": _BOMB,
    "02": _BOMB,
    "03": _BOMB,
    "04": f"{_BOMB} {_FILES}test_no_address_inside_a_hostile_file_is_asked",
    "05": _CUT,
    "06": _CUT,
    "07": f"{_CORPUS}test_a_truncated_feed_keeps_its_entries_and_says_that_it_is_damaged",
    "08": _NO_FEED,
    "09": _NO_FEED,
    "10": _NO_FEED,
    "11": _NO_FEED,
    "12": _NO_FEED,
    "13": _CHARSET,
    "14": _CHARSET,
    "15": _CHARSET,
    "16": _CHARSET,
    "17": _CHARSET,
    "18": _HARMLESS,
    "19": _HARMLESS,
    "20": _HARMLESS,
    "21": f"{_TITLES} {_LITERAL} tui/test_terminal.py::test_the_hostile_feeds_of_the_corpus_are_shown_as_text",
    "22": f"{_HARMLESS} {_TITLES} "
    f"{_FILES}test_umlauts_are_found_in_either_form_and_words_without_what_is_invisible_in_them",
    "23": f"{_TITLES} {_ROWS} export/test_hostile.py::test_a_title_of_a_megabyte_is_cut",
    "24": f"{_LINKS} {_LITERAL} export/test_hostile.py::test_no_control_or_direction_character_and_no_secret_leaves",
    "25": f"{_ACTIVE} {_LITERAL} feeds/test_sanitise.py::test_a_browser_finds_nothing_active_in_it",
    "26": f"{_ACTIVE} {_TITLES}",
    "27": f"{_TITLES} {_LITERAL}",
    "28": f"{_CORPUS}test_duplicate_guids_are_told_apart",
    "29a": _SAME,
    "29b": _SAME,
    "30": f"{_CORPUS}test_entries_without_guid_are_kept_and_come_once",
    "31": f"{_CORPUS}test_dates_are_read_or_left_to_first_sight",
    "32": f"{_CORPUS}test_ten_thousand_entries_come_once "
    f"{_FILES}test_ten_thousand_entries_are_kept_once_in_bounded_memory",
    "33": f"{_LITERAL} {_FILES}test_umlauts_are_found_in_either_form_and_words_without_what_is_invisible_in_them "
    "tui/widgets/test_entry_list_painting.py::test_hostile_titles_keep_every_line_as_wide_as_the_list_at_every_width",
    "34": f"{_CORPUS}test_json_feeds_with_wrong_types_keep_what_is_right",
    "35": f"{_OPML}test_a_thousand_nested_folders_are_told",
    "36": f"{_OPML}test_only_web_addresses_are_taken_over",
    "37": f"{_OPML}test_one_address_written_in_six_ways_is_one_feed",
    "38": f"{_OPML}test_a_bomb_is_neither_expanded_nor_lost",
    "39": f"{_OPML}test_of_a_broken_file_the_readable_feeds_are_kept_and_the_others_told_by_line",
    "40": f"{_OPML}test_bookmarks_are_no_opml",
    "41": _LINKS,
    "42": _LINKS,
    "43": f"{_CORPUS}test_hostile_feeds_lose_no_entry_and_carry_nothing_that_a_terminal_obeys",
    "44": _DEEP,
    "45": _DEEP,
    "46": _LINKS,
    "47": f"{_FILES}test_a_feed_that_turns_hostile_keeps_its_entries_and_is_told_in_one_line",
    "48": f"{_CORPUS}test_one_broken_entry_leaves_the_others_in_full",
    "49": f"{_CORPUS}test_json_feeds_with_wrong_types_keep_what_is_right",
    "50": _TITLES,
    "51": f"{_FILES}test_titles_name_no_file_outside_the_folder_of_an_export",
    "52": f"{_FILES}test_every_title_can_be_typed_into_the_search",
    "53": f"{_CORPUS}test_tags_are_few_and_whole {_CORPUS}test_bombs_stay_within_their_limits {_ROWS}",
    "54": f"{_ROWS} {_FILES}test_a_feed_that_turns_hostile_keeps_its_entries_and_is_told_in_one_line",
}


@cache
def _tests_of(path: str) -> frozenset[str]:
    """The names of the test functions in a file below `tests`."""
    tree = ast.parse((_TESTS / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _missing(named: str) -> list[str]:
    return [test for test in named.split() if test.partition("::")[2] not in _tests_of(test.partition("::")[0])]


@pytest.mark.parametrize("rule", HTTP)
def test_a_rule_of_http_has_its_tests(rule: str) -> None:
    assert HTTP[rule].split()
    assert _missing(HTTP[rule]) == []


@pytest.mark.parametrize("number", HOSTILE)
def test_a_hostile_file_has_its_tests(number: str) -> None:
    assert HOSTILE[number].split()
    assert _missing(HOSTILE[number]) == []


def test_every_rule_of_the_design_is_here() -> None:
    text = (shared_folder("design") / "fetching.md").read_text(encoding="utf-8")
    table = text.partition("## HTTP")[2].partition("\n## ")[0]
    rules = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    assert rules[1:] == list(HTTP)


def test_every_hostile_file_of_the_corpus_is_here(corpus: Corpus) -> None:
    assert [name.partition("-")[0] for name in corpus.hostile_names()] == list(HOSTILE)
