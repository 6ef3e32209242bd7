"""One engine per database."""

from datetime import timedelta

from esl_dialer.store import models
from esl_dialer.store.system import leases
from esl_dialer.store.system.leases import LEASE
from tests.patience import PATIENCE_S
from tests.store.rows import NOW, writers

SECOND = timedelta(seconds=1)


def test_the_first_takes_it_and_others_are_told_who_has_it(db):
    assert leases.acquire("a:1", NOW) == "a:1"
    assert leases.acquire("b:2", NOW + SECOND) == "a:1"
    assert leases.current_owner() == "a:1"


def test_it_can_be_taken_when_it_ran_out(db):
    leases.acquire("a:1", NOW)
    assert leases.acquire("b:2", NOW + LEASE - SECOND) == "a:1"
    assert leases.acquire("b:2", NOW + LEASE) == "b:2"
    assert not leases.renew("a:1", NOW + LEASE, {})


def test_it_can_be_taken_from_the_dead(db):
    leases.acquire("a:1", NOW)
    assert leases.acquire("b:2", NOW, dead=frozenset({"c:3"})) == "a:1"
    assert leases.acquire("b:2", NOW, dead=frozenset({"a:1"})) == "b:2"


def test_it_is_kept_by_renewing(db):
    leases.acquire("a:1", NOW)
    assert leases.renew("a:1", NOW + LEASE - SECOND, {"live": 3})
    assert leases.acquire("b:2", NOW + LEASE) == "a:1"
    assert leases.holder(NOW + LEASE) == ("a:1", {"live": 3})
    assert leases.holder(NOW + 2 * LEASE) is None


def test_only_its_holder_lets_it_go(db):
    leases.acquire("a:1", NOW)
    leases.release("b:2")
    assert leases.current_owner() == "a:1"
    leases.release("a:1")
    assert leases.current_owner() == ""
    assert leases.acquire("b:2", NOW) == "b:2"


def test_of_many_who_try_at_once_one_has_it(db):
    leases.acquire("gone", NOW - LEASE)
    with writers(4) as engines:
        for _ in range(10):
            models.Lease.update(owner="gone", expires_at=NOW).execute()
            tries = [e.spawn(leases.acquire, f"n:{n}", NOW) for n, e in enumerate(engines)]
            told = {one.get(timeout=PATIENCE_S) for one in tries}
            assert told == {leases.current_owner()}


def test_what_the_last_holder_said_of_itself_is_gone_with_it(db):
    leases.acquire("a:1", NOW)
    leases.renew("a:1", NOW, {"switch": {"up": True}})
    leases.acquire("b:2", NOW + LEASE)
    assert leases.holder(NOW + LEASE) == ("b:2", {})
