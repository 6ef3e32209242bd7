"""The second step of signing in: once each, soon enough, not by guessing, not by another's code."""

import re
from datetime import timedelta

import pyotp
import pytest

from esl_dialer.core.accounts.throttle import MOST_OF_CODE, MOST_OF_NAME, SPAN
from esl_dialer.services.accounts import second_factor, users
from esl_dialer.services.errors import Refused
from esl_dialer.services.system import preferences
from esl_dialer.store import models
from esl_dialer.store.accounts import audit_trail
from esl_dialer.store.accounts.users import by_name
from tests.webui.conftest import PASSWORD

CODE = re.compile(r"<code>((?:[a-z0-9]{4}-){3}[a-z0-9]{4})</code>")
KEY = re.compile(r'<code class="[^"]*">([A-Z2-7]+)</code>')


def shown(secret, ctx, *, later=0):
    """What the phone shows, so many steps from now."""
    return pyotp.TOTP(secret).at(ctx.clock.now(), counter_offset=later)


@pytest.fixture
def admin(browser, ctx):
    """Signed in, with the second factor on: the secret and the recovery codes, told once."""
    browser.sign_in("admin")
    secret = KEY.search(browser.get("/profile/second-factor").text)[1]
    done = browser.post("/profile/second-factor", {"code": shown(secret, ctx)})
    browser.secret, browser.recovery = secret, CODE.findall(done.text)
    ctx.clock.at += timedelta(minutes=1)
    return browser


def first_step(browser):
    browser.post("/sign-out")
    answer = browser.sign_in("admin")
    assert answer.location == "/sign-in/code"
    return browser


def enter(browser, code):
    return browser.post("/sign-in/code", {"code": code})


def test_the_codes_of_recovery_are_told_once_and_kept_as_digests(admin):
    assert len(set(admin.recovery)) == second_factor.CODES
    kept = {row.digest for row in models.RecoveryCode.select()}
    assert len(kept) == second_factor.CODES
    assert not kept & set(admin.recovery)
    assert "Recovery codes left: 10." in admin.get("/profile/").text
    assert admin.get("/").status_code == 200


def test_a_wrong_first_code_turns_nothing_on(browser):
    browser.sign_in("admin")
    assert browser.post("/profile/second-factor", {"code": "000000"}).status_code == 422
    assert not by_name("admin").second_factor


def test_the_password_alone_opens_nothing(admin):
    first_step(admin)
    assert "/sign-in" in admin.get("/").location
    assert enter(admin, "000000").status_code == 401
    assert "/sign-in" in admin.get("/").location


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_the_code_shown_now_or_a_step_beside_opens(admin, ctx, later):
    first_step(admin)
    assert enter(admin, shown(admin.secret, ctx, later=later)).location == "/"
    assert admin.get("/").status_code == 200


@pytest.mark.parametrize("later", [-2, 2])
def test_a_code_of_another_time_does_not(admin, ctx, later):
    assert enter(first_step(admin), shown(admin.secret, ctx, later=later)).status_code == 401


def test_a_code_opens_once_and_none_before_it_does(admin, ctx):
    used, before = shown(admin.secret, ctx), shown(admin.secret, ctx, later=-1)
    assert enter(first_step(admin), used).status_code == 303
    assert enter(first_step(admin), used).status_code == 401
    assert enter(admin, before).status_code == 401


def test_a_recovery_code_opens_once_however_it_is_written(admin):
    code = admin.recovery[0].upper().replace("-", " ")
    assert enter(first_step(admin), code).status_code == 303
    assert "Recovery codes left: 9." in admin.get("/profile/").text
    assert enter(first_step(admin), code).status_code == 401


def test_guesses_run_out_for_the_right_password_too(admin, ctx):
    for _ in range(MOST_OF_CODE):
        enter(first_step(admin), "000000")
    assert enter(first_step(admin), shown(admin.secret, ctx)).status_code == 429
    ctx.clock.at += SPAN + timedelta(seconds=1)
    assert enter(first_step(admin), shown(admin.secret, ctx)).status_code == 303


def test_the_code_must_come_soon_after_the_password(admin, ctx):
    first_step(admin)
    ctx.clock.at += timedelta(minutes=6)
    assert enter(admin, shown(admin.secret, ctx)).location == "/sign-in"


def test_a_password_changed_between_the_steps_ends_the_first(admin, ctx):
    first_step(admin)
    users.reset_password(ctx, "admin", "another one")
    assert enter(admin, shown(admin.secret, ctx)).location == "/sign-in"


def test_turning_it_on_ends_other_sessions(signed_in, ctx):
    here, elsewhere = signed_in("admin"), signed_in("admin")
    secret = KEY.search(here.get("/profile/second-factor").text)[1]
    here.post("/profile/second-factor", {"code": shown(secret, ctx)})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_it_is_turned_off_by_the_password_not_by_a_session_alone(admin):
    assert admin.post("/profile/second-factor/off", {"password": "no"}).status_code == 422
    assert by_name("admin").second_factor
    assert admin.post("/profile/second-factor/off", {"password": PASSWORD}).status_code == 303
    assert models.RecoveryCode.select().count() == 0
    admin.post("/sign-out")
    assert admin.sign_in("admin").location == "/"


def test_new_recovery_codes_end_the_old(admin):
    done = admin.post("/profile/recovery-codes", {"password": PASSWORD})
    fresh = CODE.findall(done.text)
    assert len(fresh) == second_factor.CODES
    assert enter(first_step(admin), admin.recovery[0]).status_code == 401
    assert enter(admin, fresh[0]).status_code == 303


def test_a_super_admin_turns_it_off_for_who_lost_the_phone(admin, signed_in):
    number = by_name("admin").id
    boss = signed_in("super_admin")
    boss.post(f"/users/{number}/second-factor/off")
    assert admin.get("/").status_code == 302
    assert admin.sign_in("admin").location == "/"
    noted = audit_trail.page("super_admin", "user.second_factor", 0, 10)
    assert [(one.subject, one.detail) for one in noted] == [("admin", {"on": False})]


def test_off_is_refused_where_it_is_off(ctx):
    with pytest.raises(Refused):
        second_factor.turn_off_for(ctx, by_name("viewer").id)


@pytest.mark.parametrize(
    ("whom", "role", "reached"),
    [
        ("nobody", "super_admin", None), ("admins", "viewer", None),
        ("admins", "admin", "/profile/second-factor"),
        ("everyone", "viewer", "/profile/second-factor"),
    ],
)  # fmt: skip
def test_a_setting_demands_it(signed_in, ctx, whom, role, reached):
    preferences.save(ctx, {"require_second_factor": whom})
    browser = signed_in(role)
    assert browser.get("/").location == reached
    assert browser.get("/profile/second-factor").status_code == 200


@pytest.mark.parametrize(
    ("page", "wrong", "right"),
    [
        ("/profile/second-factor/off", {"password": "no"}, {"password": PASSWORD}),
        ("/profile/recovery-codes", {"password": "no"}, {"password": PASSWORD}),
        (
            "/users/me/password",
            {"old": "no", "new": "another good one", "again": "another good one"},
            {"old": PASSWORD, "new": "another good one", "again": "another good one"},
        ),
    ],
)
def test_a_session_left_open_does_not_let_the_password_be_guessed(admin, page, wrong, right, ctx):
    tries = [admin.post(page, wrong).status_code for _ in range(MOST_OF_NAME)]
    assert tries == [422] * MOST_OF_NAME
    refused = admin.post(page, right)
    assert refused.status_code == 429
    assert "Too many wrong tries. Try again in 15 minutes." in refused.text
    ctx.clock.at += SPAN
    assert admin.post(page, right).status_code in {200, 303}
