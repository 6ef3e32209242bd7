"""A request that is sent again under its key is answered again and done once."""

from datetime import timedelta

import pytest

from esl_dialer.services.errors import Refused
from esl_dialer.services.system import idempotency
from esl_dialer.store import models
from esl_dialer.store.accounts.users import by_name
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.models import database

KEY = {"Idempotency-Key": "a1b2"}
WANTED = {"name": "Once", "kind": "LB"}


def create(program, wanted=None, **more):
    return program.post("/campaigns", wanted or WANTED, headers=KEY, **more)


def test_made_once_and_answered_twice(admin):
    first, second = create(admin), create(admin)
    assert first.status_code == second.status_code == 201
    assert first.json == second.json
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert [one.name for one in campaigns.every()] == ["Once"]


def test_without_a_key_the_second_is_another_request(admin):
    assert admin.post("/campaigns", WANTED).status_code == 201
    assert admin.post("/campaigns", WANTED).status_code == 422


def test_a_key_is_for_one_request(admin):
    create(admin)
    answer = create(admin, {"name": "Other", "kind": "LB"})
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json["problems"]
    assert admin.post("/stop-all", headers=KEY).status_code == 422


def test_a_key_is_its_users_own(admin, boss):
    create(admin)
    assert boss.post("/campaigns", {"name": "Hers", "kind": "LB"}, headers=KEY).status_code == 201


def test_what_was_refused_may_be_tried_again(admin, campaign):
    assert create(admin, {"name": "1", "kind": "LB"}).status_code == 422
    assert create(admin).status_code == 201


def test_the_first_has_not_been_answered(admin, ctx):
    """Two at once; or the process was killed before it could answer."""
    assert idempotency.begin(ctx, by_name("admin").id, "a1b2", "other digest") is None
    models.KeptAnswer.update(digest=_digest_of(admin)).execute()
    assert create(admin).status_code == 409
    assert campaigns.every() == []


def _digest_of(admin):
    """Of the request, as the first one left it."""
    admin.post("/campaigns", WANTED, headers={"Idempotency-Key": "beside"})
    row = models.KeptAnswer.get(models.KeptAnswer.key == "beside")
    models.Campaign.delete().execute()
    return row.digest


def test_the_service_says_that_it_is_not_answered(ctx):
    user = by_name("admin").id
    assert idempotency.begin(ctx, user, "k", "d") is None
    with pytest.raises(Refused):
        idempotency.begin(ctx, user, "k", "d")
    idempotency.forget(user, "k")
    assert idempotency.begin(ctx, user, "k", "d") is None


def test_after_a_day_it_is_forgotten(admin, ctx):
    create(admin)
    ctx.clock.at += timedelta(hours=24, seconds=1)
    assert create(admin).status_code == 422
    assert models.KeptAnswer.select().count() == 0


def test_what_breaks_lets_the_key_go(app, boss):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.extensions["doors"] = None
    assert boss.post("/audio/clean-up", headers=KEY).status_code == 500
    assert models.KeptAnswer.select().count() == 0


def test_what_is_done_is_not_done_again_when_its_answer_could_not_be_kept(app, admin):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    database.execute_sql(
        "CREATE TRIGGER full BEFORE UPDATE ON kept_answer BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    assert create(admin).status_code == 500
    database.execute_sql("DROP TRIGGER full")
    assert create(admin).status_code == 409
    assert [one.name for one in campaigns.every()] == ["Once"]


@pytest.mark.parametrize("key", ["", "x" * 129, "é", "a\tb", "a b"])
def test_a_key_that_is_none(admin, key):
    answer = admin.post("/campaigns", WANTED, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert campaigns.every() == []


def test_a_test_call_is_placed_once(admin):
    wanted = {"phone": "+14165550123", "text": "Hello", "kind": "MD"}
    told = [admin.post("/test-calls", wanted, headers=KEY) for _ in range(2)]
    assert [one.status_code for one in told] == [202, 202]
    assert models.Act.select().count() == 1
