"""Saved views of the list: one's own, shared, and the one it opens with."""

from dataclasses import replace

import pytest

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.campaigns.listing import ANY, Sort, Wanted
from esl_dialer.services.accounts import staff
from esl_dialer.services.campaigns import views
from esl_dialer.services.campaigns.views import Kept
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid, NotFound
from esl_dialer.store import models
from esl_dialer.store.accounts import users
from esl_dialer.store.database import transaction
from tests.store.rows import NOW

BY_NAME = Wanted(search="spring", sort=Sort.NAME)


@pytest.fixture
def of(ctx):
    """By role: the same context, asked by a user of that name and role."""
    with transaction():
        users.seed_roles()
        for name, role in (("ann", "admin"), ("bob", "admin"), ("vera", "viewer")):
            users.create({"username": name, "password_hash": "x"}, role, NOW)
    roles = {"ann": "admin", "bob": "admin", "vera": "viewer"}
    return lambda name: replace(ctx, actor=Actor(name, ROLES[roles[name]][1]))


def names(ctx) -> list[str]:
    return [one.name for one in views.every(ctx)]


def test_ones_own_view_is_nobody_elses(of):
    made = views.create(of("vera"), Kept("  My   view ", BY_NAME))
    assert (made.name, made.wanted, made.mine, made.shared) == ("My view", BY_NAME, True, False)
    assert views.get(of("vera"), "my VIEW").id == made.id
    assert names(of("ann")) == []
    for act in (views.get, views.delete, views.set_default):
        with pytest.raises(NotFound):
            act(of("ann"), made.id)


def test_a_shared_view_is_everybodys_and_changed_by_who_manages(of):
    made = views.create(of("ann"), Kept("Ours", BY_NAME, shared=True))
    assert names(of("vera")) == names(of("bob")) == ["Ours"]
    assert [views.get(of(name), made.id).mine for name in ("ann", "bob", "vera")] == [
        True, True, False,
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        views.change(of("vera"), made.id, Kept("Mine now", ANY))
    with pytest.raises(Forbidden):
        views.delete(of("vera"), made.id)
    views.change(of("bob"), made.id, Kept("Ours too", ANY, shared=True))
    assert names(of("ann")) == ["Ours too"]


def test_only_its_owner_takes_it_back_and_then_it_opens_nobody_elses_list(of):
    made = views.create(of("ann"), Kept("Ours", BY_NAME, shared=True))
    for name in ("ann", "vera"):
        views.set_default(of(name), made.id)
    with pytest.raises(Forbidden):
        views.change(of("bob"), made.id, Kept("Ours", BY_NAME))
    views.change(of("ann"), made.id, Kept("Ours", BY_NAME, default=True))
    assert names(of("vera")) == []
    assert views.default(of("vera")) is None
    assert views.default(of("ann")).id == made.id


def test_a_viewer_shares_nothing(of):
    with pytest.raises(Forbidden):
        views.create(of("vera"), Kept("For all", BY_NAME, shared=True))
    assert names(of("vera")) == []


def test_the_list_opens_with_one_of_them_or_none(of):
    first = views.create(of("vera"), Kept("First", BY_NAME, default=True))
    assert views.default(of("vera")).id == first.id
    second = views.create(of("vera"), Kept("Second", ANY, default=True))
    assert views.default(of("vera")).id == second.id
    views.change(of("vera"), second.id, Kept("Second", ANY))
    assert views.default(of("vera")) is None
    views.set_default(of("vera"), first.id)
    views.delete(of("vera"), first.id)
    assert views.default(of("vera")) is None
    assert views.default(of("ann")) is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 21, "7", "a\x07b"])
def test_a_name_that_is_none(of, name):
    with pytest.raises(Invalid) as refused:
        views.create(of("ann"), Kept(name, ANY))
    assert set(refused.value.problems) == {"name"}


def test_a_name_is_one_of_its_owner(of, ctx):
    views.create(of("ann"), Kept("Mine", ANY))
    views.create(of("bob"), Kept("Mine", ANY))
    other = views.create(of("ann"), Kept("Other", ANY))
    for act in (
        lambda: views.create(of("ann"), Kept("MINE", ANY)),
        lambda: views.change(of("ann"), other.id, Kept("mine", ANY)),
    ):
        with pytest.raises(Invalid, match="already"):
            act()
    views.create(ctx, Kept("Machine", ANY))
    with pytest.raises(Invalid, match="already"):
        views.create(ctx, Kept("machine", ANY))


def test_the_command_lines_views_are_everybodys_and_it_opens_none(of, ctx):
    made = views.create(ctx, Kept("Machine", BY_NAME))
    assert (made.shared, made.owner) == (True, "")
    assert names(of("vera")) == ["Machine"]
    with pytest.raises(Invalid):
        views.set_default(ctx, made.id)


def test_what_a_user_shared_stays_when_they_go_and_their_own_goes(of, ctx):
    views.create(of("bob"), Kept("Shared", BY_NAME, shared=True))
    views.create(of("bob"), Kept("Own", BY_NAME, default=True))
    with transaction():
        users.create({"username": "boss", "password_hash": "x"}, "super_admin", NOW)
    staff.remove(ctx, users.by_name("bob").id)
    assert names(of("ann")) == ["Shared"]
    assert models.CampaignView.select().count() == 1
    assert models.DefaultView.select().count() == 0


def test_there_are_not_more_than_a_menu_holds(of, monkeypatch):
    monkeypatch.setattr(views, "MOST", 1)
    views.create(of("ann"), Kept("One", ANY))
    with pytest.raises(Invalid, match="delete one first"):
        views.create(of("ann"), Kept("Two", ANY))


def test_each_change_is_in_the_trail(of):
    made = views.create(of("ann"), Kept("One", BY_NAME))
    views.change(of("ann"), made.id, Kept("Two", BY_NAME))
    views.delete(of("ann"), made.id)
    noted = [row.action for row in models.Audit.select().order_by(models.Audit.id)]
    assert noted == ["view.create", "view.change", "view.delete"]
