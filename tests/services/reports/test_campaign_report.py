"""A campaign's report: what it sums up, both files, and what a spreadsheet would run."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.words import Outcome
from esl_dialer.runtime.languages import catalogue
from esl_dialer.services.campaigns import editing
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid, NotFound
from esl_dialer.services.reports import campaign_report, spreadsheets
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.resetting import begin_run
from tests.services.reports.test_results import a_result
from tests.store.rows import NOW, a_campaign


@pytest.fixture
def campaign(ctx) -> int:
    made = a_campaign(name="=Spring")
    a_result(made, "one", Outcome.COMPLETED, 30, full_name="=1+1")
    a_result(made, "two", Outcome.BUSY)
    a_result(made, "three", Outcome.BUSY)
    a_result(a_campaign(name="Other"), "four", Outcome.BUSY)
    return made


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def files(path: Path) -> dict[str, list[list[str]]]:
    with ZipFile(path) as found:
        return {
            name: list(csv.reader(io.StringIO(found.read(name).decode("utf-8"), newline="")))
            for name in found.namelist()
        }


def test_what_its_calls_came_to(ctx, campaign):
    told = campaign_report.shown(campaign_report.look(ctx, campaign))
    assert (told["calls"], told["answered"], told["succeeded"]) == (3, 1, 1)
    assert told["outcomes"] == {"busy": 2, "completed": 1}
    assert told["days"] == {"2026-11-23": {"calls": 3, "answered": 1}}
    assert told["campaign"]["parts"]["retry"] == 3


def test_a_workbook_has_a_sheet_of_each(ctx, campaign, tmp_path):
    campaign_report.save(ctx, campaign, "xlsx", path := tmp_path / "a.xlsx")
    found = sheets(path)
    assert list(found) == [
        "Summary", "By day", "By outcome", "By disposition", "Calls",
    ]  # fmt: skip
    facts = {row[0]: row[1] for row in found["Summary"]}
    assert (facts["Campaign"], facts["Calls"], facts["Answer rate"]) == ("=Spring", 3, 0.3333)
    assert found["By day"][1] == ["2026-11-23", 3, 1, 0.3333]
    assert found["By outcome"][1:] == [["busy", 2, 0.6667], ["completed", 1, 0.3333]]
    calls = found["Calls"]
    assert calls[0][-5:] == ["Answered", "Ended", "Direction", "Said", "Run"]
    assert {row[6] for row in calls[1:]} == {"one", "two", "three"}
    ended = {row[6]: row[13] for row in calls[1:]}
    assert ended["one"] == "2026-11-23T10:01:00-05:00"
    assert {row[14] for row in calls[1:]} == {"outbound"}


def test_csvs_come_in_one_file_and_nothing_in_them_is_run(ctx, campaign, tmp_path):
    campaign_report.save(ctx, campaign, "csv", path := tmp_path / "a.zip")
    found = files(path)
    assert set(found) == {
        "summary.csv", "days.csv", "outcomes.csv", "dispositions.csv", "calls.csv",
    }  # fmt: skip
    assert ["Campaign", "'=Spring"] in found["summary.csv"]
    assert found["outcomes.csv"][1] == ["busy", "2", "0.6667"]
    names = {row[8] for row in found["calls.csv"][1:]}
    assert names == {"'=1+1", "JOHN MUGLIA"}
    assert {row[1] for row in found["calls.csv"][1:]} == {"+14165550100"}


def test_a_reader_of_french_has_french(ctx, campaign, tmp_path):
    texts = catalogue("fr")
    path = tmp_path / "a.xlsx"
    campaign_report.save(ctx, campaign, "xlsx", path, tell=lambda says: says.told(texts))
    found = sheets(path)
    assert list(found) == ["Sommaire", "Par jour", "Par résultat", "Par disposition", "Appels"]
    assert found["Appels"][0][0] == "Date/Time"


@pytest.mark.parametrize(("most", "expected"), [(2, 3), (3, 2), (4, 1), (5, 1)])
def test_calls_go_on_on_further_sheets(tmp_path, monkeypatch, most, expected):
    """A sheet of ``most`` rows, its header one of them, holds one less."""
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", most)
    path, rows = tmp_path / "a.xlsx", [(n,) for n in range(3)]
    with spreadsheets.opened(path) as book:
        assert book.sheets("Calls", ("n",), rows) == expected
    found = sheets(path)
    assert list(found) == ["Calls", "Calls 2", "Calls 3"][:expected]
    assert [row[0] for sheet in found.values() for row in sheet[1:]] == [0, 1, 2]


def test_that_there_are_further_sheets_is_said(ctx, campaign, tmp_path, monkeypatch):
    monkeypatch.setattr(campaign_report, "MOST_ROWS", 3)
    campaign_report.save(ctx, campaign, "xlsx", path := tmp_path / "a.xlsx")
    assert "sheets after Calls: one holds 3 rows" in sheets(path)["Summary"][-1][0]


def test_a_campaign_without_calls(ctx, tmp_path):
    for kind in campaign_report.FILES:
        campaign_report.save(ctx, a_campaign(), kind, tmp_path / kind)
    assert sheets(tmp_path / "xlsx")["By day"] == [["Day", "Calls", "Answered", "Answer rate"]]
    assert len(files(tmp_path / "csv")["calls.csv"]) == 1


def test_how_far_it_is_is_seen(ctx, campaign, tmp_path):
    seen = []

    def look(calls):
        for call in calls:
            seen.append(call.attempt)
            yield call

    campaign_report.save(ctx, campaign, "csv", tmp_path / "a.zip", seen=look)
    assert len(seen) == 3


def test_a_deleted_campaigns_report_stays(ctx, campaign, tmp_path):
    models.Campaign.update(run_state="stopped").execute()
    editing.delete(ctx, campaign)
    campaign_report.save(ctx, campaign, "xlsx", path := tmp_path / "a.xlsx")
    assert len(sheets(path)["Calls"]) == 4


def test_it_is_noted_and_only_for_who_may(ctx, campaign, tmp_path):
    campaign_report.save(ctx, campaign, "csv", tmp_path / "a.zip")
    [noted] = models.Audit.select()
    assert (noted.action, noted.subject) == ("campaign.report", f"campaign {campaign}")
    sees = replace(ctx, actor=Actor("sam", frozenset({Permission.VIEW})))
    assert campaign_report.look(sees, campaign).sums.report.total == 3
    with pytest.raises(Forbidden):
        campaign_report.save(sees, campaign, "csv", tmp_path / "b.zip")
    with pytest.raises(NotFound):
        campaign_report.look(ctx, 999)


def test_one_run_alone(ctx, campaign, tmp_path):
    """What is told of a run that is over leaves out where its people stand now."""
    begin_run(campaigns.get(campaign), NOW + timedelta(hours=2))
    first = campaign_report.look(ctx, campaign, 1)
    told = campaign_report.shown(first)
    assert (told["run"], told["calls"]) == (1, 3)
    summary = dict(campaign_report.tables(first, str)[0].rows)
    assert (summary["Run"], summary["To"]) == (1, "2026-11-23T12:00:00-05:00")
    assert "retry" not in summary
    second = campaign_report.save(ctx, campaign, "csv", path := tmp_path / "a.zip", run=2)
    assert "retry" in dict(campaign_report.tables(second, str)[0].rows)
    assert len(files(path)["calls.csv"]) == 1
    with pytest.raises(Invalid) as refused:
        campaign_report.look(ctx, campaign, 3)
    assert list(refused.value.problems) == ["run"]
