"""Every route with every role: the table decides, and it is the whole API."""

import pytest

from esl_dialer.core.accounts.roles import ROLES as ROLE_TABLE
from tests.webui.conftest import ROLES
from webui.api.routes import PREFIX
from webui.api.table import ROUTES

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


def _path(route, campaign):
    return route.path.format(**dict.fromkeys(route.parts, campaign))


def test_the_application_serves_the_table_and_no_more(app):
    served = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/api")}
    assert served == {f"api.{route.name}" for route in ROUTES} | {"api.document"}


def test_no_two_routes_have_one_name_or_one_address():
    assert len({route.name for route in ROUTES}) == len(ROUTES)
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


def test_without_a_token_nothing_is_told(app, campaign):
    client = app.test_client()
    for route in ROUTES:
        answer = client.open(PREFIX + _path(route, campaign), method=route.method)
        assert answer.status_code == 401, route.name
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_what_its_permissions_let_it_do(program, campaign, role):
    mine = program(role)
    for route in ROUTES:
        number = 999 if route.noun == "staff" else campaign
        answer = mine.ask(route.method, _path(route, number))
        if route.permission in ROLE_TABLE[role][1]:
            assert answer.status_code not in {401, 403, 405, 500}, route.name
        else:
            assert answer.status_code == 403, route.name
            assert answer.json["type"] == "urn:esl-dialer:problem:forbidden"


def test_a_viewer_changes_nothing_but_their_own():
    viewer = ROLE_TABLE["viewer"][1]
    changes = {r.name for r in ROUTES if r.method in CHANGES and r.permission in viewer}
    mine = {r.name for r in ROUTES if r.method in CHANGES and r.noun == "oneself"}
    views = {"views_create", "views_change", "views_delete"}
    views |= {"views_open_with", "views_open_with_all"}
    others = {"staff_revoke_mine", "notices_read", "drafts_preview", "filters_test"}
    others |= {"law_lint"}
    assert changes == mine | views | others


def test_a_session_of_the_pages_is_no_way_in(signed_in):
    browser = signed_in("admin")
    assert browser.get("/").status_code == 200
    assert browser.get(f"{PREFIX}/me").status_code == 401
