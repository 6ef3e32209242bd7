from datetime import timedelta

from esl_dialer.core.accounts.throttle import MOST_OF_NAME, SPAN
from esl_dialer.services.accounts import users
from tests.webui.conftest import PASSWORD


def test_the_right_password_opens_the_dashboard(browser):
    answer = browser.sign_in("admin", follow_redirects=True)
    assert answer.request.path == "/"
    assert "Dashboard" in answer.text


def test_the_cookie_is_for_the_server_alone(browser):
    cookie = browser.sign_in("admin").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(browser):
    wrong, unknown = browser.sign_in("admin", "nope"), browser.sign_in("nobody", "nope")
    assert wrong.status_code == unknown.status_code == 401
    assert "Wrong user name or password." in wrong.text
    assert "Wrong user name or password." in unknown.text


def test_only_what_changes_writes_the_cookie_and_each_hour_renews_it(signed_in, ctx):
    admin = signed_in("admin")
    admin.get("/")
    assert "Set-Cookie" not in admin.get("/live/engine").headers
    ctx.clock.at += timedelta(hours=2)
    assert "dialer_session" in admin.get("/live/engine").headers["Set-Cookie"]


def test_a_change_without_the_token_is_refused(signed_in):
    answer = signed_in("admin").client.post("/theme", data={"theme": "dark"})
    assert answer.status_code == 400


def test_guesses_run_out_and_come_back(browser, ctx):
    for _ in range(MOST_OF_NAME):
        assert browser.sign_in("admin", "guess").status_code == 401
    assert browser.sign_in("admin").status_code == 429
    ctx.clock.at += SPAN + timedelta(seconds=1)
    assert browser.sign_in("admin", PASSWORD).status_code == 303


def test_signing_in_goes_back_to_the_page_asked_for_and_only_to_ours(browser):
    for wanted, reached in (("/results/", "/results/"), ("//evil.test/", "/"),
                            ("https://evil.test/", "/"), ("/\\evil.test", "/")):  # fmt: skip
        answer = browser.post(
            f"/sign-in?next={wanted}", {"username": "admin", "password": PASSWORD}
        )
        assert answer.location == reached
        browser.post("/sign-out")


def test_a_new_password_ends_every_session(signed_in, ctx):
    browser = signed_in("admin")
    assert browser.get("/").status_code == 200
    users.reset_password(ctx, "admin", "another one")
    assert browser.get("/").status_code == 302


def test_a_part_of_a_page_says_that_nobody_is_signed_in(browser):
    answer = browser.get("/dashboard/cards", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Trigger"] == "signed-out"


def test_each_user_has_a_language(signed_in):
    browser = signed_in("viewer")
    assert '<html lang="en"' in browser.get("/").text
    browser.post("/language", {"language": "fr"})
    assert '<html lang="fr"' in browser.get("/").text


def test_every_page_forbids_scripts_and_frames_of_others(browser):
    headers = browser.get("/sign-in").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
