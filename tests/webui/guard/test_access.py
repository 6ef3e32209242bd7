"""Every route with every role: the table decides, and it is total."""

import pytest

from esl_dialer.core.accounts.roles import ROLES as ROLE_TABLE
from esl_dialer.core.accounts.roles import Permission
from tests.webui.conftest import ROLES
from webui.app import ALWAYS
from webui.guard import access

ENDING = frozenset(
    {"session.sign_out", "live.stream", "profile.end_session", "profile.end_sessions"}
)
"""What ends the session that asks, or does not end."""


def _routes(app):
    return [rule for rule in app.url_map.iter_rules() if _is_page(rule)]


def _is_page(rule):
    return rule.endpoint != "static" and not rule.endpoint.startswith("api.")


def _url(app, rule, campaign):
    values = {name: "csv" if name == "kind" else campaign for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def test_the_table_names_every_route_and_no_other(app):
    endpoints = {rule.endpoint for rule in _routes(app)}
    assert endpoints | {"static"} == set(access.ACCESS) | access.PUBLIC


def test_no_one_who_is_not_signed_in_sees_a_page(app, browser, campaign):
    for rule in _routes(app):
        if rule.endpoint in access.PUBLIC:
            continue
        url = _url(app, rule, campaign)
        if "GET" in rule.methods:
            answer = browser.get(url)
            assert (answer.status_code, answer.location[:8]) == (302, "/sign-in"), url
        elif rule.endpoint not in ALWAYS:
            answer = browser.post(url)
            assert (answer.status_code, "Wrong" in answer.text) == (401, False), url
            assert 'action="/sign-in?next=' in answer.text, url


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_permissions_open(app, signed_in, campaign, role):
    browser = signed_in(role)
    permissions = ROLE_TABLE[role][1]
    for rule in _routes(app):
        if rule.endpoint in access.PUBLIC | ENDING:
            continue
        url = _url(app, rule, campaign)
        answer = browser.get(url) if "GET" in rule.methods else browser.post(url)
        if access.ACCESS[rule.endpoint] in permissions:
            assert answer.status_code not in {401, 403, 500}, url
        else:
            assert answer.status_code == 403, url


def test_a_viewer_can_change_nothing_of_the_floor():
    changes = {e for e, p in access.ACCESS.items() if p not in ROLE_TABLE["viewer"][1]}
    assert {"campaigns.start", "campaigns.pause", "campaigns.stop"} <= changes


def test_an_endpoint_that_is_not_in_the_table_is_for_no_one():
    assert not access.allowed("campaigns.explode", frozenset(Permission))
