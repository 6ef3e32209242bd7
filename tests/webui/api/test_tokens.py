"""Who has a token is its user, for as long as the token and the user last."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.accounts.throttle import MOST_OF_TOKEN, SPAN
from esl_dialer.services.accounts import staff, tokens
from esl_dialer.services.accounts.users import actor_of
from esl_dialer.services.errors import Forbidden, Invalid, NotFound
from esl_dialer.store import models
from esl_dialer.store.accounts import audit_trail
from esl_dialer.store.accounts.users import by_name
from tests.webui.api.conftest import Program, token_of
from tests.webui.conftest import Browser


def test_a_token_is_told_once_and_kept_as_a_digest(ctx):
    made = tokens.add(ctx, by_name("admin"), "nightly import")
    row = models.ApiToken.get()
    assert made.secret.startswith("dialer_")
    assert len(made.secret) > 45
    assert row.digest == tokens.digest(made.secret)
    assert made.secret not in str(row.__data__)
    assert made.secret not in str(list(models.Audit.select().dicts()))
    assert row.hint == made.secret[-4:]


def test_it_asks_as_its_user(admin):
    told = admin.get("/me").json
    assert told["username"] == "admin"
    assert "manage_campaigns" in told["permissions"]
    assert "manage_users" not in told["permissions"]


def test_what_it_changes_is_in_the_trail_under_its_user(admin, campaign):
    admin.put(f"/campaigns/{campaign}/speed", {"cpm": 33})
    noted = audit_trail.page("", "campaign.speed", 0, 1)
    assert noted[0].actor == "admin"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer dialer_x", "Basic YTpi"])
def test_anything_else_is_nobody(app, header):
    answer = app.test_client().get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_it_ends_at_its_instant(app, ctx):
    program = Program(app.test_client(), token_of(ctx, "admin", days=1))
    ctx.clock.at += timedelta(hours=23, minutes=59)
    assert program.get("/me").status_code == 200
    ctx.clock.at += timedelta(minutes=1)
    assert program.get("/me").status_code == 401


def test_when_it_was_last_used_is_known_to_the_minute(admin, ctx):
    admin.get("/me")
    first = ctx.clock.at
    ctx.clock.at += timedelta(seconds=59)
    admin.get("/me")
    assert models.ApiToken.get().last_used_at == first
    ctx.clock.at += timedelta(seconds=1)
    admin.get("/me")
    assert models.ApiToken.get().last_used_at == first + timedelta(minutes=1)


def _disable(ctx, user):
    staff.change(ctx, user.id, replace(staff.person_of(user), active=False))


def _disable_and_enable(ctx, user):
    _disable(ctx, user)
    staff.change(ctx, user.id, replace(staff.person_of(user), active=True))


def _new_password(ctx, user):
    staff.change(ctx, user.id, replace(staff.person_of(user), password="another one, long"))


ENDS = {
    "revoked": lambda ctx, user: tokens.revoke(ctx, user, "tests"),
    "disabled": _disable,
    "enabled again": _disable_and_enable,
    "given a new password": _new_password,
    "signed out everywhere": lambda ctx, user: staff.sign_out_everywhere(ctx, user.id),
    "deleted": lambda ctx, user: staff.remove(ctx, user.id),
}


@pytest.mark.parametrize("end", ENDS)
def test_it_dies_when_its_user_is(admin, ctx, end):
    assert admin.get("/me").status_code == 200
    ENDS[end](ctx, by_name("admin"))
    assert admin.get("/me").status_code == 401


def test_ones_own_new_password_and_another_role_leave_it(admin, ctx):
    user = by_name("admin")
    staff.change_own_password(ctx, user, "correct horse", "battery staple")
    staff.change(ctx, user.id, replace(staff.person_of(user), role="viewer"))
    told = admin.get("/me").json
    assert told["roles"] == ["viewer"]
    assert "manage_campaigns" not in told["permissions"]


def test_wrong_tokens_must_wait_and_right_ones_need_not(app, admin, ctx):
    wrong = Program(app.test_client(), "dialer_wrong")
    told = [wrong.get("/me").status_code for _ in range(MOST_OF_TOKEN + 1)]
    assert told == [401] * MOST_OF_TOKEN + [429]
    assert int(wrong.get("/me").headers["Retry-After"]) == SPAN.total_seconds()
    assert admin.get("/me").status_code == 200
    ctx.clock.at += SPAN
    assert wrong.get("/me").status_code == 401


def test_each_manages_their_own_and_a_super_admin_everyones(ctx):
    admin, viewer, boss = (by_name(name) for name in ("admin", "viewer", "super_admin"))
    tokens.add(replace(ctx, actor=actor_of(viewer)), viewer, "mine")
    with pytest.raises(Forbidden):
        tokens.every(replace(ctx, actor=actor_of(admin)), viewer)
    tokens.revoke(replace(ctx, actor=actor_of(boss)), viewer, "mine")
    assert tokens.every(ctx, viewer) == []


@pytest.mark.parametrize(
    ("name", "days"), [("", None), ("x" * 65, None), ("a\nb", None), ("a", 0), ("a", 3651)]
)
def test_a_token_needs_a_name_and_a_bound(ctx, name, days):
    with pytest.raises(Invalid):
        tokens.add(ctx, by_name("admin"), name, days)


def test_two_of_a_name_would_be_one_too_many(ctx):
    tokens.add(ctx, by_name("admin"), "nightly")
    with pytest.raises(Invalid, match="already"):
        tokens.add(ctx, by_name("admin"), "nightly")
    tokens.add(ctx, by_name("viewer"), "nightly")


def test_what_is_not_there_is_not_revoked(ctx):
    with pytest.raises(NotFound):
        tokens.revoke(ctx, by_name("admin"), "nightly")


def test_a_program_sees_and_ends_its_own(admin, boss, ctx):
    [mine] = admin.get("/me/tokens").json["items"]
    assert mine["hint"] == admin.secret[-4:]
    assert (
        admin.delete(f"/me/tokens/{boss.get('/me/tokens').json['items'][0]['id']}").status_code
        == 404
    )
    assert admin.delete(f"/me/tokens/{mine['id']}").status_code == 204
    assert admin.get("/me").status_code == 401


def test_made_and_revoked_on_ones_page(app, ctx):
    browser = Browser(app.test_client())
    browser.sign_in("viewer")
    shown = browser.post("/profile/tokens/", {"name": "nightly <b>", "days": "30"}).text
    secret = shown.split("dialer_")[1].split("<")[0]
    program = Program(app.test_client(), f"dialer_{secret}")
    assert program.get("/me").json["username"] == "viewer"
    page = browser.get("/profile/tokens/").text
    assert secret not in page
    assert "nightly &lt;b&gt;" in page
    [token] = models.ApiToken.select()
    assert token.expires_at == ctx.clock.at + timedelta(days=30)
    browser.post(f"/profile/tokens/{token.id}/revoke")
    assert program.get("/me").status_code == 401
    assert browser.post("/profile/tokens/", {"name": ""}).status_code == 422
