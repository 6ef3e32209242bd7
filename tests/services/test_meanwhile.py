"""What another did between the look and the change: nobody is told what did not happen."""

import pyotp
import pytest

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.services.accounts import second_factor, staff, tokens
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.people import dnc
from esl_dialer.services.routing import gateways
from esl_dialer.store import models
from esl_dialer.store.accounts import second_factor as factors
from esl_dialer.store.accounts import staff as stored_staff
from esl_dialer.store.accounts import tokens as stored_tokens
from esl_dialer.store.accounts import users as stored_users
from esl_dialer.store.people import dnc as stored_dnc
from esl_dialer.store.routing import gateways as stored_gateways

PASSWORD = "correct horse"


def noted(action: str) -> int:
    return models.Audit.select().where(models.Audit.action == action).count()


@pytest.fixture
def entry(ctx):
    dnc.add(ctx, "416-555-0100")
    return dnc.find(ctx, "416-555-0100")


@pytest.mark.parametrize(
    "act",
    [
        lambda ctx, entry: dnc.change(ctx, entry.id, "416-555-0101", "moved"),
        lambda ctx, entry: dnc.remove(ctx, entry.id),
    ],
)
def test_an_entry_that_another_removed_is_not_said_to_be_changed(ctx, entry, meanwhile, act):
    meanwhile(stored_dnc, "get", lambda: stored_dnc.remove(entry.id))
    with pytest.raises(NotFound, match="gone"):
        act(ctx, entry)
    assert noted("dnc.change") + noted("dnc.remove") == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda ctx: gateways.change(ctx, "carrier", {"weight": 7}),
        lambda ctx: gateways.remove(ctx, "carrier"),
    ],
)
def test_a_gateway_that_another_removed_is_not_said_to_be_changed(ctx, meanwhile, act):
    gateways.add(ctx, Gateway("carrier", "sofia/gateway/carrier/{number}"))
    meanwhile(stored_gateways, "find", lambda: stored_gateways.remove("carrier"))
    with pytest.raises(NotFound, match="no gateway"):
        act(ctx)
    assert noted("gateway.change") + noted("gateway.remove") == 0


@pytest.fixture
def user(ctx):
    return staff.create(ctx, Person("bob", "Bob", "", "admin", password=PASSWORD))


def test_a_token_is_revoked_once(ctx, user, meanwhile):
    made = tokens.add(ctx, user, "cron").token
    meanwhile(stored_tokens, "of_user", lambda: stored_tokens.remove(made.id))
    with pytest.raises(NotFound, match="no token"):
        tokens.revoke(ctx, user, "cron")
    assert noted("token.revoke") == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda ctx, user: staff.change(ctx, user.id, Person("bob", "Robert", "", "admin")),
        lambda ctx, user: staff.change(ctx, user.id, Person("bob", "Bob", "", "viewer")),
        lambda ctx, user: staff.remove(ctx, user.id),
        lambda ctx, user: staff.sign_out_everywhere(ctx, user.id),
    ],
)
def test_a_user_that_another_deleted_is_not_said_to_be_changed(ctx, user, meanwhile, act):
    meanwhile(stored_users, "by_id", lambda: stored_staff.remove(user.id))
    with pytest.raises(NotFound, match="no such user"):
        act(ctx, user)
    assert models.Audit.select().order_by(models.Audit.id.desc()).get().action == "user.create"


def test_a_password_of_a_user_that_another_deleted_is_not_said_to_be_changed(ctx, user, meanwhile):
    meanwhile(stored_users, "password_hash", lambda: stored_staff.remove(user.id))
    with pytest.raises(NotFound, match="no such user"):
        staff.change_own_password(ctx, user, PASSWORD, "battery staple")
    assert noted("user.password") == 0


def code(ctx, secret: str, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(ctx.now(), counter_offset=later)


def test_two_pages_that_set_up_a_second_factor_at_once_show_the_same_secret(ctx, user, meanwhile):
    first = []
    meanwhile(factors, "secret", lambda: first.append(second_factor.begin(ctx, user)))
    second = second_factor.begin(ctx, user)
    assert second == first[0]
    second_factor.confirm(ctx, user, code(ctx, second.secret))


def test_a_second_factor_is_turned_on_once_and_its_recovery_codes_stay(ctx, user):
    secret = second_factor.begin(ctx, user).secret
    _, codes = second_factor.confirm(ctx, user, code(ctx, secret))
    with pytest.raises(Refused, match="on already"):
        second_factor.confirm(ctx, user, code(ctx, secret, later=1))
    assert noted("user.second_factor") == 1
    assert second_factor.check(ctx, stored_users.by_id(user.id), codes[0])


def test_a_second_factor_is_turned_off_once(ctx, user, meanwhile):
    secret = second_factor.begin(ctx, user).secret
    second_factor.confirm(ctx, user, code(ctx, secret))
    meanwhile(stored_users, "by_id", lambda: second_factor.turn_off_for(ctx, user.id))
    epoch = models.User.get_by_id(user.id).session_epoch
    with pytest.raises(Refused, match="off already"):
        second_factor.turn_off_for(ctx, user.id)
    assert models.User.get_by_id(user.id).session_epoch == epoch + 1
    assert noted("user.second_factor") == 2
