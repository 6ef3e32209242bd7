"""A person who is stopped while their call waits to be sent is not called."""

from esl_dialer.core.words import Outcome, RecordStatus, RunState
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.people import person_stops
from esl_dialer.services.people.person_stops import Asked
from esl_dialer.store import models
from tests.engine.account import contact_invites
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign


def test_a_stop_counts_as_the_call_is_sent_and_as_records_are_found(world):
    active_campaign([["4165550186"], ["4165550187"]], **AT_ANY_HOUR)
    models.Person.update(person_key="ann").execute()
    while not world.engine.tick():
        world.clock.instant += world.clock.instant.resolution * 200_000
    (claimed,) = models.Attempt.select()
    ctx = Context(Config(data=world.directory), world.clock, OPERATOR)
    stop = person_stops.add(ctx, claimed.record_id, Asked("cease", "a letter"))
    for _ in range(100):
        world.crank()
    assert contact_invites(world) == []
    assert models.Attempt.get().outcome is Outcome.NOT_PLACED
    assert {row.status for row in models.Record.select()} == {RecordStatus.STOPPED}
    person_stops.remove(ctx, claimed.record_id, stop.id, "a mistake")
    models.Campaign.update(run_state=RunState.ACTIVE).execute()
    for _ in range(400):
        world.crank()
    assert len(contact_invites(world)) == 2


def test_whom_a_stop_of_the_account_may_mean_waits_for_what_somebody_says(world):
    active_campaign([["4165550186"], ["4165550187"]], **AT_ANY_HOUR)
    ann, bob = models.Record.select().order_by(models.Record.position)
    for record, name in ((ann, "ann"), (bob, "bob")):
        models.Record.update(account="12", copy=record.position).where(
            models.Record.id == record.id
        ).execute()
        models.Person.update(person_key=name, full_name=name).where(
            models.Person.id == record.person_id
        ).execute()
    ctx = Context(Config(data=world.directory), world.clock, OPERATOR)
    stop = person_stops.add(ctx, ann.id, Asked("cease", "a letter"))
    for _ in range(50):
        world.crank()
    assert contact_invites(world) == []
    assert models.Record.get_by_id(bob.id).held_by == "perhaps_stopped"
    person_stops.not_theirs(ctx, bob.id, stop.id, "her brother")
    for _ in range(200):
        world.crank()
    assert len(contact_invites(world)) == 1
