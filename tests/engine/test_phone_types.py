"""Types of phones that a campaign does not dial hold a record back, and end none."""

from dataclasses import replace

from esl_dialer.core.words import PhoneKind, RecordStatus
from esl_dialer.runtime.config import Config
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store import models
from esl_dialer.store.system import settings
from tests.engine.account import contact_invites
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START


def test_who_has_other_types_of_phones_alone_waits_until_those_are_dialed(world):
    only = {"phone_kinds": PhoneKind.WORK, "only_phone_kinds": True}
    campaign = active_campaign([["4165550186"]], **AT_ANY_HOUR, **only)
    for _ in range(50):
        world.crank()
    (record,) = models.Record.select()
    assert (record.status, record.held_by) == (RecordStatus.PENDING, "phone_type")
    assert contact_invites(world) == []
    ctx = Context(Config(data=world.directory), world.clock, OPERATOR)
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(draft, only_phone_kinds=False))
    for _ in range(100):
        world.crank()
    assert len(contact_invites(world)) == 1


def test_who_has_no_good_phone_at_all_has_ended(world):
    only = {"phone_kinds": PhoneKind.WORK, "only_phone_kinds": True}
    active_campaign([["4165550186"]], **AT_ANY_HOUR, **only)
    models.Phone.update(invalid=True).execute()
    for _ in range(50):
        world.crank()
    assert models.Record.get().status is RecordStatus.FAILED


def test_hours_of_a_type_that_never_open_hold_a_record_that_is_looked_at_again(world):
    """Each of its zones must be open, and no hour is one in both."""
    settings.put("simulated_hours_count", True, START, "test")
    hours = {"kind_hours": "work=mon-fri 09:00-10:00"}
    active_campaign([["4165550186"]], **AT_ANY_HOUR, **hours)
    models.Phone.update(kind=PhoneKind.WORK).execute()
    models.Record.update(gate="America/Toronto|America/Vancouver").execute()
    for _ in range(50):
        world.crank()
    record = models.Record.get()
    assert (record.status, record.held_by) == (RecordStatus.PENDING, "phone_hours")
    assert record.not_before > world.clock.now()
