"""How a user signs in, from a program: the person's password is asked for, and guesses end."""

import pyotp
import pytest

from esl_dialer.store.accounts import users
from tests.webui.api.conftest import Program, token_of
from tests.webui.conftest import PASSWORD, Browser

FACTOR = "/me/second-factor"


@pytest.fixture
def enrolled(viewer, ctx):
    """The viewer's second factor is on; the secret."""
    begun = viewer.post(FACTOR, {"password": PASSWORD}).json
    code = pyotp.TOTP(begun["secret"]).at(ctx.now())
    told = viewer.post(f"{FACTOR}/confirm", {"code": code})
    assert len(told.json["recovery_codes"]) == 10
    return begun


@pytest.fixture
def viewer(program):
    return program("viewer")


def test_the_second_factor_on_and_off(viewer, enrolled, ctx):
    assert enrolled["address"].startswith("otpauth://totp/Dialer:viewer?secret=")
    assert viewer.get(FACTOR).json == {"on": True, "demanded": False, "recovery_codes": 10}
    assert viewer.post(FACTOR, {"password": PASSWORD}).status_code == 409
    assert viewer.post(f"{FACTOR}/off", {"password": "not this"}).status_code == 422
    assert viewer.post(f"{FACTOR}/off", {"password": PASSWORD}).status_code == 204
    assert viewer.get(FACTOR).json == {"on": False, "demanded": False, "recovery_codes": 0}


def test_other_recovery_codes(viewer, enrolled):
    first = viewer.post(f"{FACTOR}/recovery-codes", {"password": PASSWORD}).json
    second = viewer.post(f"{FACTOR}/recovery-codes", {"password": PASSWORD}).json
    assert not set(first["recovery_codes"]) & set(second["recovery_codes"])


def test_a_token_alone_sets_up_no_second_factor(viewer):
    assert viewer.post(FACTOR, {"password": "a guess"}).json["problems"] == {
        "password": "this is not your password"
    }
    assert viewer.post(f"{FACTOR}/confirm", {"code": "000000"}).status_code == 422
    assert viewer.get(FACTOR).json["on"] is False


def test_codes_that_are_told_once_are_kept_nowhere(viewer, enrolled):
    again = {"headers": {"Idempotency-Key": "one"}}
    wanted = {"password": PASSWORD}
    first = viewer.post(f"{FACTOR}/recovery-codes", wanted, **again)
    second = viewer.post(f"{FACTOR}/recovery-codes", wanted, **again)
    assert first.json != second.json
    assert "Idempotent-Replayed" not in second.headers


def test_a_super_admin_turns_it_off_for_who_lost_the_phone(boss, viewer, enrolled):
    number = users.by_name("viewer").id
    assert boss.get(f"/users/{number}").json["second_factor"] is True
    assert boss.post(f"/users/{number}/second-factor/off").json["second_factor"] is False
    assert boss.post(f"/users/{number}/second-factor/off").status_code == 409


def test_a_password_is_not_guessed_with_a_token(viewer):
    for _ in range(10):
        wrong = viewer.post(f"{FACTOR}/off", {"password": "a guess"})
        assert wrong.status_code == 422
    for path, body in ((f"{FACTOR}/off", {"password": PASSWORD}), (FACTOR, {"password": PASSWORD})):
        answer = viewer.post(path, body)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
    assert viewer.get("/me").status_code == 200


def test_ones_own_password(viewer):
    new = "another good one"
    assert set(viewer.put("/me/password", {"old": "no", "new": new}).json["problems"]) == {"old"}
    assert set(viewer.put("/me/password", {"old": PASSWORD, "new": "short"}).json["problems"]) == {
        "new"
    }
    assert viewer.put("/me/password", {"old": PASSWORD, "new": new}).status_code == 204
    assert viewer.post(f"{FACTOR}/off", {"password": new}).status_code == 204
    assert viewer.get("/me").status_code == 200


def test_ones_own_language(viewer):
    assert viewer.put("/me/language", {"language": "fr"}).status_code == 204
    assert viewer.get("/me").json["language"] == "fr"
    assert viewer.put("/me/language", {"language": "de"}).status_code == 422


def test_one_sees_and_ends_ones_sessions(app, ctx):
    browser, program = (
        Browser(app.test_client()),
        Program(app.test_client(), token_of(ctx, "admin")),
    )
    browser.sign_in("admin")
    [place] = program.get("/me/sessions").json["items"]
    assert place.keys() == {"id", "began_at", "seen_at", "address", "browser"}
    assert program.delete(f"/me/sessions/{place['id']}").status_code == 204
    assert program.delete(f"/me/sessions/{place['id']}").status_code == 404
    assert browser.get("/").status_code == 302
    browser.sign_in("admin")
    assert program.delete("/me/sessions").status_code == 204
    assert browser.get("/").status_code == 302
    assert program.get("/me/sessions").json["items"] == []
