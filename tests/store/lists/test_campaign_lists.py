"""A campaign takes the people of another's list, a chunk at a time, on both databases."""

from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, letting_go, taking
from esl_dialer.store.lists.letting_go import Leaving
from esl_dialer.store.lists.taking import Taken
from esl_dialer.store.reports import recounting
from tests.store.rows import NOW, a_campaign, a_record, an_import


def some(campaign: int, list_id: int, position: int, most: int = 2) -> Taken | None:
    seen = campaign_lists.find(campaign, list_id)
    with transaction():
        return taking.take(seen, position, most, NOW)


def test_each_is_taken_once_and_as_a_new_one(db):
    first, second = a_campaign(), a_campaign()
    its = {"name": "A", "file_name": "a.csv", "stored_path": "a", "sha256": "a"}
    made = an_import(campaign=first, status="done", created_at=NOW, **its).id
    fields = ({}, {"did": "4165550199"}, {})
    for n in range(3):
        number, stop = f"+1416555010{n}", "deceased" if n == 2 else None
        a_record(first, number, list=made, account=f"L{n}", fields=fields[n], stop_reason=stop)
    a_record(second, account="L0")
    assert campaign_lists.attach(second, made, NOW, "vera")
    assert not campaign_lists.attach(second, made, NOW, "vera")
    seen = campaign_lists.find(second, made)
    taken = some(second, made, 70)
    assert (taken.people, taken.records) == (2, 1)
    with transaction():
        assert taking.take(seen, 70, 2, NOW) is None
    assert some(second, made, 71).records == 1
    assert some(second, made, 72) is None
    table = models.Record
    found = table.select().where((table.campaign == second) & (table.account != "L0"))
    one, other = found.order_by(table.position)
    assert (one.position, one.account, one.status, one.own_transfer) == (70, "L1", "pending", True)
    assert (other.position, other.status, other.ready) == (71, "stopped", False)
    assert claims.load([one.id])[0].number == "+14165550101"
    assert one.random_key >= 0
    assert recounting.differences() == []
    assert letting_go.counted(second, made) == Leaving(goes=2, called=0, promised=0)
    assert campaign_lists.leave(second, made, NOW)
    assert not campaign_lists.leave(second, made, NOW)
    with transaction():
        assert letting_go.let_go(campaign_lists.find(second, made), 9, NOW)
    assert campaign_lists.find(second, made).let_go == 2
    with transaction():
        assert not letting_go.let_go(campaign_lists.find(second, made), 9, NOW)
    assert recounting.differences() == []
