"""Do-not-call lists that campaigns choose: kept, chosen, scrubbed, and gone without a trace."""

import io
from dataclasses import replace

import pytest

from esl_dialer.core.campaigns.campaign import Draft
from esl_dialer.core.words import CampaignKind, RunState
from esl_dialer.services.campaigns import archiving, campaigns, editing
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.people import dnc, dnc_files, dnc_lists
from esl_dialer.services.people.lines_kept import LinesKept
from esl_dialer.store import models
from esl_dialer.store.people import dnc_lists as stored
from tests.store.rows import a_record


@pytest.fixture
def clients(ctx):
    return dnc_lists.create(ctx, "Client A").id


def a_campaign(ctx, *lists: int, name: str = "Spring") -> int:
    return campaigns.create(ctx, Draft(name, CampaignKind.MD, dnc_lists=lists)).id


def choose(ctx, campaign: int, *lists: int) -> None:
    before = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(before, dnc_lists=lists))


def test_each_list_has_its_own_numbers(ctx, clients):
    dnc.add(ctx, "4165550101 4165550102", "asked")
    done = dnc.add(ctx, "416-555-0102 4165550103", "client", clients)
    assert (done.added, done.updated) == (2, 0)
    assert [dnc.count(ctx), dnc.count(ctx, clients)] == [2, 2]
    assert {entry.number for entry in dnc.page(ctx, of=clients)} == {"4165550102", "4165550103"}
    assert [entry.note for entry in dnc.page(ctx, "0102", of=clients)] == ["client"]
    assert dnc.add(ctx, "4165550102", "again", clients).updated == 1
    assert dnc.find(ctx, "4165550102").note == "asked"
    dnc.remove(ctx, dnc.find(ctx, "4165550102", clients).id)
    assert [dnc.count(ctx), dnc.count(ctx, clients)] == [2, 1]


def test_a_file_is_read_into_the_list_that_is_named_and_comes_out_as_it_went_in(ctx, clients):
    lines = "".join(f"416555{n:04d}\n" for n in range(100, 100 + 2 * dnc.CHUNK))
    file = io.BytesIO(f"{lines}+44 20 7946 0000\n".encode())
    done = dnc_files.import_file(ctx, file, "=1+1", LinesKept(None), clients)
    assert (done.added, dnc.count(ctx), dnc.count(ctx, clients)) == (
        2 * dnc.CHUNK + 1,
        0,
        done.added,
    )
    text = "".join(dnc.export(ctx, clients))
    other = dnc_lists.create(ctx, "Client B").id
    again = dnc_files.import_file(ctx, io.BytesIO(text.encode()), "", LinesKept(None), other)
    assert (again.added, again.unread) == (done.added, 0)
    assert dnc.find(ctx, "+442079460000", other).number == "+442079460000"
    assert models.Audit.select().where(models.Audit.action == "dnc.export").count() == 1


def test_a_list_is_renamed_and_found_by_name_or_number(ctx, clients):
    dnc_lists.rename(ctx, "client a", "  Client   A (2026) ")
    assert dnc_lists.get(ctx, str(clients)).name == "Client A (2026)"
    assert dnc_lists.chosen(ctx, ["CLIENT A (2026)", clients]) == (clients,)
    dnc_lists.create(ctx, "Client B")
    for wrong in ("client b", "", "12", "x" * 129, "a\u200bb"):
        with pytest.raises(Invalid):
            dnc_lists.rename(ctx, clients, wrong)
    with pytest.raises(Invalid):
        dnc_lists.create(ctx, "CLIENT B")
    with pytest.raises(NotFound):
        dnc_lists.get(ctx, "Client A")


@pytest.mark.parametrize("state", [RunState.ACTIVE, RunState.PAUSED])
def test_a_list_stays_while_a_campaign_that_dials_uses_it(ctx, clients, state):
    using = a_campaign(ctx, clients)
    models.Campaign.update(run_state=state).where(models.Campaign.id == using).execute()
    with pytest.raises(Refused, match="Spring uses it"):
        dnc_lists.delete(ctx, clients)
    assert campaigns.get(ctx, using).dnc_lists == (clients,)
    assert dnc_lists.get(ctx, clients)


def test_others_lose_it_with_its_numbers_and_its_number_is_nobody_elses(ctx, clients):
    kept = dnc_lists.create(ctx, "Regulator").id
    using = a_campaign(ctx, clients, kept)
    dnc.add(ctx, "4165550101", "", clients)
    dnc.add(ctx, "4165550101", "", kept)
    dnc.add(ctx, "4165550101")
    assert dnc_lists.delete(ctx, clients).losing == ("Spring",)
    assert campaigns.get(ctx, using).dnc_lists == (kept,)
    assert sorted(row.list_id for row in models.Stop.select()) == [0, kept]
    with pytest.raises(NotFound):
        dnc.page(ctx, of=clients)
    with pytest.raises(NotFound):
        dnc.add(ctx, "4165550101", "", clients)
    assert dnc_lists.create(ctx, "Client A").id not in (clients, kept)


def test_what_a_crash_leaves_of_a_deleted_list_binds_nobody_and_goes_with_the_next(ctx, clients):
    using = a_campaign(ctx, clients)
    dnc.add(ctx, "4165550101", "", clients)
    entry = dnc.page(ctx, of=clients)[0]
    stored.begin_to_delete(clients, ctx.now())
    with pytest.raises(NotFound):
        dnc.get(ctx, entry.id)
    with pytest.raises(Invalid, match="no do-not-call list"):
        a_campaign(ctx, clients, name="Fall")
    assert dnc_lists.names_of(ctx, campaigns.get(ctx, using).dnc_lists) == {}
    dnc_lists.delete(ctx, dnc_lists.create(ctx, "Other").id)
    assert models.Stop.select().count() == 0


def test_a_campaign_chooses_lists_that_are_there(ctx, clients):
    with pytest.raises(Invalid, match="no do-not-call list 0, 99"):
        a_campaign(ctx, 0, clients, 99)
    using = a_campaign(ctx, clients, clients)
    assert campaigns.get(ctx, using).dnc_lists == (clients,)
    assert archiving.clone(ctx, using, "Again").dnc_lists == (clients,)
    choose(ctx, using)
    assert campaigns.get(ctx, using).dnc_lists == ()


def test_a_scrub_counts_the_records_that_may_still_be_called(ctx, clients):
    using, other = a_campaign(ctx, clients), a_campaign(ctx, name="Other")
    for account, numbers in {
        "A": ["+14165550101", "+14165550102"], "B": ["+14165550109"],
        "C": ["+442079460000"], "D": ["+14165550102"],
    }.items():  # fmt: skip
        a_record(using, *numbers, account=account)
    models.Record.update(status="completed").where(models.Record.account == "D").execute()
    a_record(other, "+14165550101")
    dnc.add(ctx, "4165550101 4165550102 +442079460000", "", clients)
    dnc.add(ctx, "4165550109")
    assert dnc_lists.scrub(ctx, using) == 2
    assert dnc_lists.scrub(ctx, other) == 0
    assert {str(row.status) for row in models.Record.select()} == {"pending", "completed"}


def test_a_viewer_looks_and_changes_nothing(ctx, viewer, clients):
    dnc.add(ctx, "4165550101", "", clients)
    using = a_campaign(ctx, clients)
    assert [one.numbers for one in dnc_lists.every(viewer)] == [1]
    assert dnc_lists.scrub(viewer, using) == 0
    for act in (
        lambda: dnc_lists.create(viewer, "Mine"),
        lambda: dnc_lists.rename(viewer, clients, "Mine"),
        lambda: dnc_lists.delete(viewer, clients),
        lambda: dnc.add(viewer, "4165550109", "", clients),
        lambda: dnc_files.import_file(
            viewer, io.BytesIO(b"4165550109"), "", LinesKept(None), clients
        ),
    ):
        with pytest.raises(Forbidden):
            act()


def test_what_was_done_is_in_the_audit_trail(ctx, clients):
    dnc_lists.rename(ctx, clients, "Client Z")
    dnc.add(ctx, "4165550101", "asked", clients)
    dnc_lists.delete(ctx, clients)
    actions = [row.action for row in models.Audit.select().order_by(models.Audit.id)]
    assert actions == ["dnc_list.create", "dnc_list.rename", "dnc.add", "dnc_list.delete"]
