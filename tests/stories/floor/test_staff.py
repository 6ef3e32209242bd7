from dataclasses import replace

import pytest

from esl_dialer.services.accounts import staff, users
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.store.accounts.users import by_name
from tests.webui.conftest import PASSWORD

ANNE = Person("Anne", "Anne Roy", "anne@example.com", "admin", "fr", "long enough 1")


def test_a_user_is_made_and_must_choose_a_password(ctx):
    made = staff.create(ctx, ANNE)
    assert (made.username, made.roles, made.must_change_password) == ("anne", ("admin",), True)
    assert users.sign_in(ctx, "ANNE", "long enough 1") is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "a"), ("username", "a b"), ("role", "king"), ("email", "nowhere"),
        ("password", "short"), ("password", ""), ("language", "de"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_field(ctx, field, value):
    with pytest.raises(Invalid) as caught:
        staff.create(ctx, replace(ANNE, **{field: value}))
    assert list(caught.value.problems) == [field]


def test_a_name_is_used_once(ctx):
    staff.create(ctx, ANNE)
    with pytest.raises(Invalid) as caught:
        staff.create(ctx, ANNE)
    assert list(caught.value.problems) == ["username"]


def test_a_new_role_signs_the_user_out(ctx):
    made = staff.create(ctx, ANNE)
    staff.change(ctx, made.id, replace(ANNE, role="viewer", password=""))
    assert users.current(made.id, made.session_epoch) is None
    assert by_name("anne").roles == ("viewer",)


def test_the_last_super_admin_stays(ctx):
    last = by_name("super_admin")
    person = Person("super_admin", "", "", "super_admin")
    for change in ({"role": "admin"}, {"active": False}):
        with pytest.raises(Refused):
            staff.change(ctx, last.id, replace(person, **change))
    with pytest.raises(Refused):
        staff.remove(ctx, last.id)
    other = staff.create(ctx, replace(ANNE, role="super_admin"))
    staff.remove(ctx, last.id)
    with pytest.raises(NotFound):
        staff.get(ctx, last.id)
    with pytest.raises(Refused):
        staff.remove(ctx, other.id)


def test_ones_own_password_needs_the_old_one(ctx):
    user = by_name("viewer")
    with pytest.raises(Invalid):
        staff.change_own_password(ctx, user, "wrong", "a new password")
    epoch = staff.change_own_password(ctx, user, PASSWORD, "a new password")
    assert users.current(user.id, epoch) is not None
    assert users.current(user.id, user.session_epoch) is None


def test_only_a_super_admin_manages_users(ctx):
    admin = replace(ctx, actor=Actor("admin", by_name("admin").permissions))
    for act in (
        lambda: staff.every(admin),
        lambda: staff.create(admin, ANNE),
        lambda: staff.remove(admin, 1),
    ):
        with pytest.raises(Forbidden):
            act()
