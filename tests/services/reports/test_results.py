"""The export: the guide's twelve columns, and nothing that a spreadsheet would run."""

import csv
import io
from datetime import timedelta

import pytest

from esl_dialer.core.words import Outcome
from esl_dialer.engine import settling
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import Forbidden
from esl_dialer.services.reports import reports, results
from esl_dialer.services.reports.reports import Filter
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, an_import, ended_call

GUIDE = [
    "Date/Time",
    "Phone Dialed",
    "Campaign Name",
    "List Name",
    "Call Duration",
    "Disposition",
    "Call ID",
    "Account Number",
    "Full Name",
    "Province",
    "DTMF",
    "Hangup Cause",
]


def a_result(campaign: int, name: str, how: Outcome, seconds: float = 0, **record: str) -> None:
    its = an_import(
        campaign=campaign, name="Q1", file_name="f", stored_path="p", sha256="", created_at=NOW
    )
    an_attempt(a_record(campaign, "+14165550100", **record), name, list_id=its.id)
    call = ended_call(name, seconds=seconds, keys="9")
    settling.settle(call, how, call.cause, NOW + timedelta(minutes=1))


def exported(ctx: Context, ref: int | None = None) -> list[list[str]]:
    target = io.StringIO(newline="")
    count = results.write_csv(reports.export(ctx, Filter(campaign=ref)), target)
    rows = list(csv.reader(io.StringIO(target.getvalue(), newline="")))
    assert count == len(rows) - 1
    return rows


def test_the_columns_are_those_of_the_guide(ctx):
    a_result(a_campaign(name="January"), "one", Outcome.HUNG_UP, 3.2, account="A1")
    header, row = exported(ctx)
    assert header == GUIDE
    assert row == [
        "2026-11-23T10:00:00-05:00",
        "+14165550100",
        "January",
        "Q1",
        "3",
        "hung_up",
        "one",
        "A1",
        "JOHN MUGLIA",
        "ON",
        "9",
        "NORMAL_CLEARING",
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "=cmd|'/c calc'!A0"])
def test_what_a_spreadsheet_would_run_is_guarded(ctx, name):
    a_result(a_campaign(name=name), "one", Outcome.BUSY, full_name=name, account=name)
    _, row = exported(ctx)
    assert {row[2], row[7], row[8]} == {f"'{name}"}


def test_names_with_commas_quotes_and_lines_come_back(ctx):
    name = 'O\'Brien, "Jo"\nÉlise'
    a_result(a_campaign(), "one", Outcome.BUSY, full_name=name)
    assert exported(ctx)[1][8] == name


def test_what_nobody_can_say_is_shown_as_failed(ctx):
    a_result(a_campaign(), "one", Outcome.LOST)
    assert exported(ctx)[1][5] == "failed"


def test_one_campaigns_results_are_its_own(ctx):
    first, second = a_campaign(), a_campaign()
    a_result(first, "one", Outcome.BUSY)
    a_result(second, "two", Outcome.BUSY)
    assert [row[6] for row in exported(ctx, first)[1:]] == ["one"]
    newest = [results.shown(one) for one in reports.newest(ctx, Filter(), 1)]
    assert [row["Call ID"] for row in newest] == ["two"]
    assert list(newest[0]) == GUIDE


def test_an_empty_export_is_a_header(ctx):
    assert exported(ctx) == [GUIDE]


def test_looking_and_exporting_are_two_permissions(ctx):
    looks = Context(ctx.config, ctx.clock, Actor("vera", frozenset({"view"})))
    assert list(reports.newest(looks, Filter(), 5)) == []
    with pytest.raises(Forbidden, match="vera may not export results"):
        reports.export(looks, Filter())
