"""Pages and the API when the database's disk is full: one sentence, and nothing half done."""

import errno

import pytest

from esl_dialer.store import models
from tests.store.test_full import ROOM, no_room
from tests.webui.api.conftest import Program, token_of

SAID = "its disk is full, or its database is away"
MANY = "\n".join(f"416555{n:04}" for n in range(2000))


@pytest.fixture
def full(ctx):
    no_room(models.database)
    yield
    models.database.execute_sql(f"PRAGMA max_page_count={ROOM}")


def test_a_page_says_that_it_was_not_saved(signed_in, full):
    admin = signed_in("admin")
    answer = admin.post("/dnc/", {"numbers": MANY})
    assert (answer.status_code, SAID in answer.text) == (503, True)
    assert not models.Stop.select().count()
    assert admin.get("/dnc/").status_code == 200


def test_a_program_is_told_so(app, ctx, request):
    admin = Program(app.test_client(), token_of(ctx, "admin"))
    request.getfixturevalue("full")
    answer = admin.post("/dnc", {"numbers": MANY.splitlines()})
    assert answer.status_code == 503
    assert answer.json["type"].endswith("unavailable")
    assert SAID in answer.json["detail"]


def test_without_a_file_descriptor_a_page_says_so_without_a_file(app, signed_in):
    def none_left():
        raise OSError(errno.EMFILE, "Too many open files")

    admin = signed_in("admin")
    app.view_functions["dnc.page"] = none_left
    answer = admin.get("/dnc/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.text == "Too many pages are open at this moment: try again in a few seconds."
