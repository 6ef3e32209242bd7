"""A campaign's copy for a rehearsal: as if new, and nothing of it comes back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from esl_dialer.core.law.rules import Effect
from esl_dialer.core.people.consents import Channel, Form
from esl_dialer.core.words import Outcome, RecordStatus, RunState, StopReason, StopScope
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.campaigns import rehearsals
from esl_dialer.store.database import open_database
from esl_dialer.store.law import laws
from esl_dialer.store.law.laws import Change
from esl_dialer.store.people import consents, person_stops
from esl_dialer.store.people.consents import CONSENTS
from esl_dialer.store.people.noted import who_is
from esl_dialer.store.people.person_stops import STOPS
from tests.core.law.test_packs import FREEDONIA
from tests.engine.campaigns import active_campaign
from tests.store.rows import an_import

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NUMBERS = [[f"41655501{row:02}", "4165550178"] for row in range(12)]


def dialed_campaign() -> int:
    """Half dialed: one waits for its retry, one is a wrong person, and a stop protects a number."""
    campaign = active_campaign(NUMBERS, cpm=60.0)
    first, second, *_ = models.Record.select().order_by(models.Record.id)
    retry = {"status": RecordStatus.RETRY, "attempts": 2, "not_before": NOW + timedelta(hours=4)}
    models.Record.update(retry | {"ready": False, "next_phone": 1}).where(
        models.Record.id == first.id
    ).execute()
    models.Record.update(status=RecordStatus.WRONG_PERSON, ready=False).where(
        models.Record.id == second.id
    ).execute()
    models.Phone.update(dialed=2).execute()
    models.Stop.create(
        scope=StopScope.NUMBER, value="4165550105", reason=StopReason.DNC, created_at=NOW
    )
    return campaign


def everything() -> list[list[tuple[object, ...]]]:
    tables = (models.Campaign, models.Record, models.Phone, models.Stop, models.Setting)
    return [sorted(table.select().tuples(), key=repr) for table in tables]


def test_the_copy_is_as_if_new_and_the_campaign_stays_as_it_is(db: str, tmp_path: Path) -> None:
    campaign = dialed_campaign()
    before = everything()
    copied = rehearsals.copy_campaign(campaign, f"sqlite:///{tmp_path / 'copy.db'}", NOW, cpm=90.0)
    assert copied == len(NUMBERS)
    assert everything() == before
    open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    copy = models.Campaign.get_by_id(campaign)
    assert (copy.run_state, copy.cpm, copy.name) == (RunState.DRAFT, 90.0, "Rehearsal")
    statuses = [r.status for r in models.Record.select().order_by(models.Record.position)]
    pending = [RecordStatus.PENDING] * (len(NUMBERS) - 2)
    assert statuses == [RecordStatus.PENDING, RecordStatus.WRONG_PERSON, *pending]
    first = models.Record.select().order_by(models.Record.position).first()
    assert (first.attempts, first.next_phone, first.not_before) == (0, 0, None)
    assert first.ready
    assert models.Record.select().where(models.Record.ready).count() == len(NUMBERS) - 1
    assert models.Phone.select().count() == 2 * len(NUMBERS)
    assert {phone.dialed for phone in models.Phone.select()} == {0}
    assert models.Stop.get().value == "4165550105"


def test_the_first_few_records_can_be_copied_alone(db: str, tmp_path: Path) -> None:
    campaign = active_campaign(NUMBERS)
    assert rehearsals.copy_campaign(campaign, f"sqlite:///{tmp_path / 'copy.db'}", NOW, 5) == 5
    open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    assert [r.position for r in models.Record.select().order_by(models.Record.position)] == [
        0, 1, 2, 3, 4,
    ]  # fmt: skip


def test_a_number_is_counted_by_the_calls_that_were_made_to_it(db: str) -> None:
    campaign = active_campaign(NUMBERS[:1])
    record = models.Record.get()

    def attempt(name: str, **values: object) -> None:
        given = {"number": "+14165550100", "transfer_number": "14165550199", "key": ""} | values
        models.Attempt.create(
            id=name, campaign=campaign, record=record, run=1, owner="e", claimed_at=NOW,
            start_at=NOW, **given,
        )  # fmt: skip

    attempt("placed", created_at=NOW, key="1", outcome=Outcome.TRANSFERRED)
    attempt("never placed", outcome=Outcome.NOT_PLACED)
    attempt("another", created_at=NOW, number="+14165550101")
    attempt("now")
    assert rehearsals.dials_of("now") == (2, 2)
    assert rehearsals.dials_of("another") == (1, 2)
    assert rehearsals.dials_of("a test call") == (1, 1)


def test_the_law_lists_and_priorities_hold_for_a_rehearsal_too(db: str, tmp_path: Path) -> None:
    campaign = dialed_campaign()
    may, june = (
        an_import(
            campaign=campaign, name=name, file_name=f"{name}.csv", stored_path="x", sha256=name,
            status="importing", created_at=NOW,
        )
        for name in ("May", "June")
    )  # fmt: skip
    models.Record.update(list=may, priority=7).where(models.Record.position < 4).execute()
    models.Record.update(list=june).where(models.Record.position >= 4).execute()
    laws.change(Change("ca-ab.sunday", Effect.BLOCK, "counsel", "ann", NOW))
    laws.put_pack("xf.toml", FREEDONIA, "a new place", "ann", NOW)
    models.GateRenewal.create(campaign=campaign, after=5)
    rehearsals.copy_campaign(campaign, f"sqlite:///{tmp_path / 'copy.db'}", NOW)
    open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    assert laws.current().rule("ca-ab.sunday").effect is Effect.BLOCK
    assert laws.current().rule("xf.hours") is not None
    rows = models.Record.select().order_by(models.Record.position)
    assert [(row.list.name, row.priority) for row in rows][3:5] == [("May", 7), ("June", 0)]
    assert not models.ListImport.select().count()
    assert models.GateRenewal.get().after == 0


def test_stops_consents_promises_and_dispositions_hold_for_a_rehearsal_too(
    db: str, tmp_path: Path
) -> None:
    campaign = active_campaign(NUMBERS)
    first, second, *_ = models.Record.select().order_by(models.Record.position)
    models.Person.update(person_key="ann").where(models.Person.id == first.person_id).execute()
    noted = {"why": "a letter", "set_by": "ann"}
    ann, bob = (who_is(one) for one in (models.Record.get_by_id(first.id), second))
    STOPS.put(person_stops.New(who=ann, reason=StopReason.CEASE, **noted), NOW)
    given = {"form": Form.ORAL, "channel": Channel.ANY, "given_at": NOW}
    CONSENTS.put(consents.New(who=bob, **noted, **given), NOW)
    models.Promise.create(
        person=second.person_id, cents=100, promised_on="2026-12-01", until=NOW, attempt_id="a"
    )
    own = models.DispositionSet.create(name="Own", name_key="own", created_at=NOW)
    models.DispositionChoice.create(set=own, key="sale", position=0)
    rehearsals.copy_campaign(campaign, f"sqlite:///{tmp_path / 'copy.db'}", NOW)
    open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    stopped, consented = claims.load([first.id, second.id])
    assert stopped.mark.reason is StopReason.CEASE
    assert (len(consented.consents), consented.promise.cents) == (1, 100)
    assert models.DispositionChoice.get().set.name == "Own"
