"""Sessions that end at once: for the cookie that was copied, in other browsers, in open streams."""

import re
from datetime import timedelta

import pytest

from esl_dialer.core.accounts.browsers import browser_name
from esl_dialer.services.accounts import sessions, users
from esl_dialer.store import models
from esl_dialer.store.accounts.users import by_name
from esl_dialer.store.system import outbox
from tests.webui.conftest import Browser
from webui import live as live_module
from webui.pages import live as live_views

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0"


@pytest.fixture
def elsewhere(app):
    """Another browser of the same user."""
    browser = Browser(app.test_client())
    browser.sign_in("admin", headers={"User-Agent": FIREFOX})
    return browser


def copied(app, browser):
    """Another browser with the same cookie."""
    client = app.test_client()
    client.set_cookie("dialer_session", browser.client.get_cookie("dialer_session").value)
    return Browser(client)


def is_in(browser):
    return browser.get("/").status_code == 200


def test_a_cookie_that_was_copied_opens_nothing_after_signing_out(app, signed_in):
    admin = signed_in("admin")
    thief = copied(app, admin)
    assert is_in(thief)
    assert admin.post("/sign-out").location == "/sign-in"
    assert not is_in(admin)
    assert not is_in(thief)
    assert not models.Session.select().count()


def test_signing_out_in_one_browser_leaves_the_others(signed_in, elsewhere):
    signed_in("admin").post("/sign-out")
    assert is_in(elsewhere)


def test_signing_out_everywhere_ends_them_all(app, signed_in, elsewhere):
    admin, viewer = signed_in("admin"), signed_in("viewer")
    thief = copied(app, elsewhere)
    assert admin.post("/profile/sessions/end").location == "/sign-in"
    assert [is_in(one) for one in (admin, elsewhere, thief, viewer)] == [False] * 3 + [True]
    noted = models.Audit.get(models.Audit.action == "user.sign_out")
    assert (noted.subject, noted.detail) == ("admin", {"sessions": 2})


def test_who_is_between_password_and_code_is_out_too(app, ctx, signed_in, monkeypatch):
    admin = signed_in("admin")
    models.User.update(second_factor_at=ctx.now()).where(models.User.username == "admin").execute()
    half = Browser(app.test_client())
    assert half.sign_in("admin").location == "/sign-in/code"
    admin.post("/profile/sessions/end")
    assert half.get("/sign-in/code").location == "/sign-in"


def test_the_profile_says_where_one_is_signed_in_and_ends_one_of_them(signed_in, elsewhere, ctx):
    admin = signed_in("admin")
    page = admin.get("/profile/").text
    assert "Firefox, Windows" in page
    assert page.count("this browser") == 1
    [other] = re.findall(r"/profile/sessions/(\d+)/end", page)
    assert admin.post(f"/profile/sessions/{other}/end").location == "/profile/"
    assert is_in(admin)
    assert not is_in(elsewhere)
    assert admin.post(f"/profile/sessions/{other}/end").status_code == 404


def test_nobody_ends_the_session_of_another(signed_in, elsewhere):
    number = models.Session.get().id
    assert signed_in("viewer").post(f"/profile/sessions/{number}/end").status_code == 404
    assert is_in(elsewhere)


def test_a_new_password_keeps_the_session_that_asked_and_no_other(signed_in, elsewhere):
    admin = signed_in("admin")
    new = {"old": "correct horse", "new": "another horse", "again": "another horse"}
    assert admin.post("/users/me/password", new).status_code == 303
    assert is_in(admin)
    assert not is_in(elsewhere)
    assert "Firefox" not in admin.get("/profile/").text


def test_a_session_lasts_while_it_is_used(signed_in, ctx):
    admin = signed_in("admin")
    for _ in range(4):
        ctx.clock.at += sessions.LASTS - timedelta(minutes=1)
        assert is_in(admin)
    ctx.clock.at += sessions.LASTS
    assert not is_in(admin)


def test_what_is_over_is_forgotten_by_the_next(signed_in, ctx):
    signed_in("admin")
    ctx.clock.at += sessions.LASTS
    signed_in("viewer")
    assert models.Session.select().count() == 1


def test_cookies_of_before_there_were_sessions_open_nothing(app, ctx):
    client = app.test_client()
    with client.session_transaction() as cookie:
        user = by_name("admin")
        cookie["user"], cookie["epoch"] = user.id, user.session_epoch
    assert not is_in(Browser(client))


def test_the_database_knows_no_cookies_name(signed_in):
    admin = signed_in("admin")
    with admin.client.session_transaction() as cookie:
        name = cookie["name"]
    assert name not in str(list(models.Session.select().dicts()))


# --- streams -----------------------------------------------------------------------------------


def test_an_open_stream_ends_with_its_session(app, signed_in):
    admin = signed_in("admin")
    stream = admin.client.get("/live/stream", buffered=False).iter_encoded()
    assert next(stream) == b"retry: 2000\n\n"
    admin.post("/sign-out")
    assert b"data" not in b"".join(stream)


def test_a_stream_of_another_process_looks_when_it_hears_that_one_ended():
    """A page that is told something all the time was never looked at."""
    live = live_module.Live(lambda number: (number, frozenset()), lambda: 0)
    listener = live.join("a")
    stream = live.stream(listener, lambda: False)
    next(stream)
    live.tell(frozenset({"calls", live_module.ENDED}))
    assert list(stream) == []


def test_a_stream_that_is_never_silent_is_looked_at_too():
    passed = iter([0.0, 0.0, live_module.PING_S, live_module.PING_S])
    live = live_module.Live(lambda n: (n, frozenset()), lambda: 0, lambda: next(passed))
    listener = live.join("a")
    stream = live.stream(listener, lambda: False)
    next(stream)
    live.tell(frozenset({"calls"}))
    assert next(stream) == "event: calls\ndata: calls\n\n"
    live.tell(frozenset({"calls"}))
    assert list(stream) == []


def test_the_end_of_a_session_is_told_to_every_process_and_to_no_page(signed_in):
    assert live_module.ENDED == sessions.ENDED
    assert sessions.ENDED not in live_views.EVERYTHING
    signed_in("admin").post("/sign-out")
    assert [one.kind for one in outbox.after(0)] == [sessions.ENDED]


# --- names of browsers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/143.0 Safari/537.36",
         "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/143.0 Safari/537.36 Edg/143.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
         "Safari, iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)  # fmt: skip
def test_browsers_are_called_as_people_call_them(agent, name):
    assert browser_name(agent) == name


def test_a_user_who_is_disabled_is_out_at_once(signed_in, ctx):
    admin = signed_in("admin")
    models.User.update(active=False).where(models.User.username == "admin").execute()
    assert not is_in(admin)
    assert users.sign_in(ctx, "admin", "correct horse") is None
