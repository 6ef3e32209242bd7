"""The pages of imports: all, one, and the way back."""

import io

import pytest

from esl_dialer.services.lists import list_reading, undoing
from esl_dialer.store import models
from esl_dialer.store.lists import lists

LIST = b"Account Number 1,mobile\nA1,4165550101\nA2,4165550102\nA2,4165550103\nA3,12\n"


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def send(admin, ctx, campaign):
    def sent(content=LIST, **form):
        file = {"file": (io.BytesIO(content), "may.csv")}
        at = admin.post(f"/campaigns/{campaign}/lists/new", file).location
        admin.get(at)
        admin.post(at, {"name": "May", "needs": "phone"} | form)
        list_reading.work_once(ctx, "a reader")
        return models.ListImport.select().order_by(models.ListImport.id.desc()).get().id

    return sent


def test_without_any_it_says_so(admin):
    assert "Nothing was imported yet" in admin.get("/imports/").text


def test_all_of_them_and_one(admin, send, campaign):
    number = send()
    assert lists.get(number).origin == "file"
    for at in ("/imports/", f"/imports/?campaign={campaign}", "/imports/rows"):
        assert f'href="/imports/{number}"' in admin.get(at).text
    page = admin.get(f"/imports/{number}").text
    assert f'href="/lists/{number}"' in page
    assert "may.csv" in page
    assert lists.get(number).sha256 in page
    assert "the account is in the list above" in page
    assert "the account is in the list above" not in admin.get(f"/imports/{number}?rejected=1").text
    assert "may.csv" in admin.get(f"/imports/{number}/standing").text
    assert admin.get("/imports/77").status_code == 404
    assert admin.get("/imports/?campaign=77").status_code == 404


def test_its_files(admin, send):
    number = send()
    answer = admin.get(f"/imports/{number}/original")
    assert answer.data == LIST
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "A3,12" in admin.get(f"/imports/{number}/rejected.csv").text


def test_who_may_look_sees_no_persons_data(signed_in, send):
    number = send()
    viewer = signed_in("viewer")
    page = viewer.get(f"/imports/{number}").text
    assert "What was wrong with rows" not in page
    assert "/original" not in page
    for at in ("original", "rejected.csv", "undo"):
        assert viewer.get(f"/imports/{number}/{at}").status_code == 403


def test_it_is_undone(admin, ctx, send):
    number = send()
    assert "Take out 2 records" in admin.get(f"/imports/{number}/undo").text
    answer = admin.post(f"/imports/{number}/undo", {})
    assert answer.location == f"/imports/{number}"
    assert "is being undone" in admin.get(f"/imports/{number}").text
    assert undoing.work_once(ctx, "a reader")
    assert "undone" in admin.get(f"/imports/{number}").text
    assert "it was undone already" in admin.get(f"/imports/{number}/undo").text


def test_it_replaces_what_was_never_dialed(admin, send):
    send()
    number = send(LIST.replace(b"A1", b"B1"), replaces="1")
    info = lists.get(number)
    assert (info.replaces, info.rows_removed, info.rows_stay) == (True, 2, 0)
    assert "Records that went first" in admin.get(f"/imports/{number}").text


def test_the_check_says_how_many_would_go(admin, send, campaign):
    send()
    file = {"file": (io.BytesIO(LIST), "may.csv")}
    at = admin.post(f"/campaigns/{campaign}/lists/new", file).location
    assert "2 records would be taken out; 0 were dialed" in admin.get(at).text
