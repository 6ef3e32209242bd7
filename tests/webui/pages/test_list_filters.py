"""The page of filters: built row by row, without a script, tried, saved, deleted."""

import pytest

from esl_dialer.core.lists.filters import parse, to_json
from esl_dialer.services.lists import filters
from esl_dialer.store import models
from webui.pages import filter_form

GREATER = {"joined_1": "all", "column_1_1": "balance", "test_1_1": "greater", "value_1_1": "100"}


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def test_a_filter_is_made_and_changed(admin, ctx):
    assert "No filters yet" in admin.get("/filters/").text
    made = admin.post("/filters/new", GREATER | {"name": "Owing"})
    assert (made.status_code, made.location) == (303, "/filters/")
    (kept,) = filters.every(ctx)
    assert to_json(kept.group) == {
        "all": [{"column": "balance", "test": "greater", "value": "100"}]
    }
    assert "Balance is greater than 100" in admin.get("/filters/").text
    page = admin.get(f"/filters/{kept.id}").text
    assert 'value="100"' in page
    admin.post(f"/filters/{kept.id}", GREATER | {"name": "Owes", "value_1_1": "200"})
    assert filters.get(ctx, "Owes").id == kept.id


def test_rows_and_groups_are_added_and_dropped_and_nothing_is_saved(admin):
    more = admin.post("/filters/new", GREATER | {"more": "1"}).text
    assert 'name="column_1_2"' in more
    groups = admin.post("/filters/new", GREATER | {"more_groups": "1"}).text
    assert 'name="joined_2"' in groups
    assert 'name="column_2_1"' in groups
    two = GREATER | {"column_1_2": "city", "test_1_2": "equals", "value_1_2": "LAVAL"}
    left = admin.post("/filters/new", two | {"drop": "1_1"}).text
    assert 'value="LAVAL"' in left
    assert 'name="column_1_2"' not in left
    assert not models.Filter.select().count()


def test_what_is_wrong_is_told_at_its_row(admin):
    two = GREATER | {"column_1_2": "", "column_1_3": "city", "test_1_3": "greater",
                     "value_1_3": "1", "name": "X"}  # fmt: skip
    answer = admin.post("/filters/new", two)
    assert answer.status_code == 422
    assert 'id="row_1_3-note"' in answer.text
    assert "it can't be compared so" in answer.text.replace("&#39;", "'")
    empty = admin.post("/filters/new", {"name": "X", "joined_1": "all"})
    assert (empty.status_code, "at least one condition" in empty.text) == (422, True)


def test_a_filter_is_tried_as_it_stands(admin, campaign):
    tried = GREATER | {"try": "1", "campaign": str(campaign), "value_1_1": "-1"}
    answer = admin.post("/filters/new", tried)
    assert answer.status_code == 200
    assert "record" in answer.text.split('id="tried"')[1]
    for wrong in ("", "999999", "x"):
        refused = admin.post("/filters/new", tried | {"campaign": wrong})
        assert (refused.status_code, "choose a campaign" in refused.text) == (422, True)


def test_a_filter_of_groups_within_groups_is_renamed_and_tried_here(admin, ctx, campaign):
    one = {"column": "city", "test": "not_empty"}
    deep = {"all": [one, {"any": [one, {"all": [one]}]}]}
    kept = filters.create(ctx, "Deep", deep)
    page = admin.get(f"/filters/{kept.id}").text
    assert "groups within groups" in page
    assert 'name="column_1_1"' not in page
    assert admin.post(f"/filters/{kept.id}", {"name": "Deeper"}).status_code == 303
    assert to_json(filters.get(ctx, "Deeper").group) == deep
    tried = admin.post(f"/filters/{kept.id}", {"try": "1", "campaign": str(campaign)})
    assert 'id="tried"' in tried.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ON, QC,BC", ["ON", " QC", "BC"]),
        ("1 234,56", ["1 234,56"]),
        ("Roy, Marie; Smith, Ann", ["Roy, Marie", "Smith, Ann"]),
        ("Roy, Marie;", ["Roy, Marie"]),
    ],
)
def test_several_values_are_typed_with_semicolons_or_commas_between(typed, read):
    row = filter_form.Row("city", test="one_of", value=typed)
    assert row.sent()["value"] == read


def test_a_value_that_the_form_cannot_hold_is_left_as_it_is(admin, ctx):
    odd = {"all": [{"column": "city", "test": "one_of", "value": ["a;b"]}]}
    kept = filters.create(ctx, "Odd", odd)
    assert 'name="column_1_1"' not in admin.get(f"/filters/{kept.id}").text
    assert admin.post(f"/filters/{kept.id}", {"name": "Odder"}).status_code == 303
    assert to_json(filters.get(ctx, "Odder").group) == odd


def test_a_filter_is_deleted_after_a_question(admin, ctx):
    kept = filters.create(ctx, "Owing", {"column": "balance", "test": "not_empty"})
    assert "Delete Owing" in admin.get(f"/filters/{kept.id}/delete").text
    assert admin.post(f"/filters/{kept.id}/delete").status_code == 303
    assert not filters.every(ctx)
    assert admin.get(f"/filters/{kept.id}").status_code == 404


def test_a_campaign_chooses_one_on_its_form(admin, ctx, campaign):
    kept = filters.create(ctx, "Owing", {"column": "balance", "test": "not_empty"})
    page = admin.get(f"/campaigns/{campaign}/edit").text
    assert f'<option value="{kept.id}">Owing</option>' in page
    assert "everybody" in page


@pytest.mark.parametrize(
    "sent",
    [
        {"all": [{"column": "city", "test": "one_of", "value": ["LAVAL", "Québec"]}]},
        {"all": [{"column": "full_name", "test": "one_of", "value": ["Roy, Marie"]}]},
        {"all": [{"column": "full_name", "test": "one_of", "value": ["Roy, Marie", "Smith, Ann"]}]},
        {"all": [{"column": "balance", "test": "one_of", "value": ["1 234,56", "7"]}]},
        {"any": [{"column": "custom.Policy No", "test": "between", "value": ["1", "2"]},
                 {"column": "city", "test": "empty"}]},
        {"any": [{"all": [{"column": "city", "test": "empty"},
                          {"column": "added_at", "test": "last_days", "value": "3"}]},
                 {"any": [{"column": "balance", "test": "less", "value": "5"},
                          {"column": "assign_date", "test": "before",
                           "value": "today - 3 days"}]}]},
    ],
)  # fmt: skip
def test_the_form_holds_what_it_was_made_from(sent):
    group, _ = parse(sent)
    shown = filter_form.shown("x", group)
    again, problems = parse(filter_form.built(shown).expression)
    assert not problems
    assert again == group or [*again.parts] == [group]
