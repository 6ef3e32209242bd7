"""A restored database by API."""

from tests.restores import noticed


def test_what_is_known_and_the_word(admin, ctx, campaign):
    assert admin.get("/restored").json == {"restored": None}
    noticed(ctx.now(), {campaign: 7}, claims=30)
    told = admin.get("/restored").json["restored"]
    assert (told["because"], told["calls"], told["taken"], told["no_records"]) == (
        "behind", 30, 0, "",
    )  # fmt: skip
    (held,) = told["campaigns"]
    assert (held["name"], held["unknown"], held["word"]) == ("Spring", 7, None)
    done = admin.post(f"/campaigns/{campaign}/go-on", {"unknown": "tomorrow"})
    assert (done.status_code, done.json["word"]) == (200, "tomorrow")
    again = admin.post(f"/campaigns/{campaign}/go-on", {})
    assert again.status_code == 409
    assert admin.get("/restored").json["restored"]["campaigns"][0]["word"] == "tomorrow"


def test_who_only_looks_may_not_say_it(program, ctx, campaign):
    noticed(ctx.now(), {campaign: 7})
    assert program("viewer").post(f"/campaigns/{campaign}/go-on", {}).status_code == 403


def test_a_word_that_does_not_exist_is_refused(admin, ctx, campaign):
    noticed(ctx.now(), {campaign: 7})
    assert admin.post(f"/campaigns/{campaign}/go-on", {"unknown": "maybe"}).status_code == 422
