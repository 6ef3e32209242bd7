"""The bell, the list and what arrives while a page is open."""

import pytest

from esl_dialer.core.notices.notices import News, NoticeKind
from esl_dialer.engine.noticing import tell
from esl_dialer.services.notices import notices as service
from esl_dialer.store.notices import notices

BELL = "badge-notification"


@pytest.fixture
def told(ctx):
    def say(*kinds):
        tell([News(kind, values={"megabytes": 1234}) for kind in kinds], ctx.now())

    return say


def test_the_bell_counts_what_each_user_has_not_read(signed_in, told):
    first, second = signed_in("viewer"), signed_in("admin")
    assert BELL not in first.get("/notices/bell").text
    told(NoticeKind.SWITCH_DOWN, NoticeKind.DISK_LOW)
    assert BELL in first.get("/notices/bell").text
    first.post("/notices/read", {"number": notices.newest()})
    assert BELL not in first.get("/notices/bell").text
    assert BELL in second.get("/").text


def test_what_came_after_the_click_stays_unread(signed_in, told):
    browser = signed_in("viewer")
    told(NoticeKind.SWITCH_DOWN)
    shown = notices.newest()
    told(NoticeKind.DISK_LOW)
    browser.post("/notices/read", {"number": shown})
    assert BELL in browser.get("/").text
    browser.post("/notices/read", {"number": 10**9})
    told(NoticeKind.DISK_BACK)
    assert BELL in browser.get("/").text


def test_the_list_says_each_in_the_readers_language(signed_in, told):
    browser = signed_in("viewer")
    assert "No notices" in browser.get("/notices/").text
    told(NoticeKind.DISK_LOW)
    assert "1,234 MB are free" in browser.get("/notices/").text
    browser.post("/language", {"language": "fr"})
    assert "1\u00a0234 Mo sont libres" in browser.get("/notices/").text


def test_the_list_goes_on(signed_in, told, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 2)
    told(NoticeKind.SWITCH_DOWN, NoticeKind.DISK_LOW, NoticeKind.SWITCH_UP)
    browser = signed_in("viewer")
    assert "nearly full" in (first := browser.get("/notices/").text)
    assert "can&#39;t be reached" not in first
    assert "can&#39;t be reached" in browser.get("/notices/?before=2").text


def test_an_open_page_shows_what_is_newer_than_itself_once(signed_in, told):
    browser = signed_in("viewer")
    told(NoticeKind.SWITCH_DOWN)
    seen = notices.newest()
    assert f'name="after" value="{seen}"' in browser.get("/").text
    told(NoticeKind.DISK_LOW)
    part = browser.get(f"/notices/toasts?after={seen}").text
    assert "nearly full" in part
    assert "reached" not in part
    assert f'value="{notices.newest()}" hx-swap-oob' in part
    assert "alert" not in browser.get(f"/notices/toasts?after={notices.newest()}").text


def test_open_pages_are_told_at_once(app, told):
    live = app.extensions["live"]
    live.look()
    listener = live.join("a")
    told(NoticeKind.SWITCH_DOWN)
    live.look()
    assert listener.take(0) == ["notices"]


def test_a_name_from_a_list_does_not_become_markup(ctx, signed_in):
    tell([News(NoticeKind.GATEWAY_DOWN, "g", None, {"gateway": "<script>x</script>"})], ctx.now())
    assert "<script>x" not in signed_in("viewer").get("/notices/").text


def test_the_test_button_says_what_is_missing(signed_in):
    boss = signed_in("super_admin")
    headers = {"Referer": "http://localhost/settings/"}
    answer = boss.post("/settings/test-notice", {"channel": "mail"}, headers=headers)
    assert answer.status_code == 303
    assert "smtp_host is not set" in boss.get("/settings/").text
    assert boss.post("/settings/test-notice", {"channel": "pigeon"}).status_code == 400
