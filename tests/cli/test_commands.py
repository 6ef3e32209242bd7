"""Each command: what it does, what it prints, how it ends."""

import csv
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from python_calamine import CalamineWorkbook

from esl_dialer.cli.main import cli
from esl_dialer.core.reports.delivery import FileUploader
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.services import sealing
from esl_dialer.services.reports.results import COLUMNS
from esl_dialer.store import models
from esl_dialer.store.system import settings
from tests.engine.campaigns import active_campaign
from tests.engine.test_rehearsal import run_until_quiet
from tests.house.layers import ROOT

DNC_FILE = Path(__file__).parent / "fixtures" / "dnc_marked_as_text.txt"
TWO = [["4165550178", "4165550100"], ["4165550101"]]


@pytest.fixture
def dialed(shell):
    """A campaign whose calls are over, paused."""
    campaign = active_campaign([[f"41655501{row:02}"] for row in range(0, 100, 10)])
    run_until_quiet(shell.world)
    models.Campaign.update(run_state=RunState.PAUSED).execute()
    return campaign


# --- campaigns ----------------------------------------------------------------------------------


def test_a_campaign_is_made_with_all_it_can_be_given(shell):
    made = shell.json(
        "campaign", "create", "Spring", "--type", "MD", "--cpm", "30", "--order", "sequential",
        "--window", "10:00-17:30", "--saturday", "--caller-ids", "18663123618, 18889617999",
        "--retry-minutes", "60", "--language", "fr", "--max-live", "20", "--max-transfers", "3",
        "--priority", "5", "--empty-variable", "fail_record",
    )  # fmt: skip
    assert made["kind"] == "MD"
    assert made["window"] == {"start": 600, "end": 1050, "saturday": True, "sunday": False}
    assert (made["cpm"], made["dial_order"], made["language"]) == (30, "sequential", "fr")
    assert made["retry_minutes"] == 60
    assert (made["max_live"], made["max_transfers"], made["priority"]) == (20, 3, 5)
    assert made["empty_variable"] == "fail_record"
    assert made["run_state"] == "draft"


def test_a_window_may_be_the_whole_day(shell):
    made = shell.json("campaign", "create", "Spring", "--window", "00:00-24:00", "--sunday")
    assert made["window"] == {"start": 0, "end": 1440, "saturday": False, "sunday": True}


def test_days_have_hours_of_their_own(shell):
    hours = ("--hours", "mon-thu=09:00-12:00,13:00-18:00", "--hours", "Fri, sat=closed")
    shell.json("campaign", "create", "Spring", *hours, "--window-zone", "America/Halifax")
    made = shell.json("campaign", "edit", "Spring", "--hours", "tue=8:00-9:00")["hours"]
    assert made["days"]["mon"] == made["days"]["thu"] == [[540, 720], [780, 1080]]
    assert (made["days"]["tue"], made["days"]["fri"]) == ([[480, 540]], [])
    assert made["zone"] == "America/Halifax"
    assert shell.json("campaign", "edit", "Spring", "--window-zone", "")["hours"]["zone"] == ""
    assert "Mon 09:00-12:00 13:00-18:00" in shell("campaign", "show", "Spring").stdout


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("mon=12:00-09:00", "12:00-09:00 must start before it ends"),
        ("mon=09:00-12:00,11:00-13:00", "overlap"),
    ],
)
def test_hours_that_are_none_are_refused(shell, option, told):
    refused = shell("campaign", "create", "Spring", "--hours", option)
    assert refused.exit_code == 3
    assert told in refused.stderr


@pytest.mark.parametrize(
    "option", ["mon", "mon=", "monday=09:00-12:00", "fri-mon=closed", "=closed"]
)
def test_days_and_hours_that_can_not_be_read_are_wrong_usage(shell, option):
    refused = shell("campaign", "create", "Spring", "--hours", option)
    assert refused.exit_code == 2
    assert "write it as mon-thu=09:00-12:00,13:00-18:00" in refused.stderr


def test_a_campaign_starts_and_ends_by_itself(shell):
    times = ("--schedule-start", "2027-03-14 02:30", "--schedule-end", "2027-03-15T09:00")
    made = shell.json("campaign", "create", "Spring", *times, "--schedule-zone", "America/Halifax")
    shown = made["schedule"]
    assert {name: shown[name] for name in shown.keys() - {"recurrence", "next"}} == {
        "start": "2027-03-14T02:30", "end": "2027-03-15T09:00", "zone": "America/Halifax",
        "starts_at": "2027-03-14T06:00:00+00:00", "ends_at": "2027-03-15T12:00:00+00:00",
    }  # fmt: skip
    after = shell.json("campaign", "edit", "Spring", "--schedule-end", "")["schedule"]
    assert (after["end"], after["start"]) == ("", "2027-03-14T02:30")
    told = shell("campaign", "show", "Spring").stdout
    assert "from 2027-03-14 02:30 (America/Halifax)" in told
    none = shell.json("campaign", "edit", "Spring", "--schedule-start", "")["schedule"]
    assert none["zone"] == ""
    wrong = shell("campaign", "edit", "Spring", "--schedule-start", "soon")
    assert wrong.exit_code == 2
    assert "write it as 2026-12-01 09:00" in wrong.stderr
    past = shell("campaign", "edit", "Spring", "--schedule-start", "2020-01-01 09:00")
    assert (past.exit_code, "in the past" in past.stderr) == (3, True)


def test_a_campaign_comes_again(shell):
    begins = ("--schedule-start", "2027-03-11 09:00", "--schedule-zone", "America/Toronto")
    often = ("--repeat", "weekly", "--repeat-every", "2", "--repeat-on", "mon,thu-fri")
    made = shell.json("campaign", "create", "Spring", *begins, *often)["schedule"]
    assert made["recurrence"] == {
        "every": "weekly", "interval": 2, "days": ["mon", "thu", "fri"], "month_days": [],
        "until": None, "count": 0,
    }  # fmt: skip
    assert made["next"][1] == "2027-03-12T14:00:00+00:00"
    monthly = ("--repeat", "monthly", "--repeat-every", "1", "--repeat-on", "15,last")
    after = shell.json("campaign", "edit", "Spring", *monthly, "--repeat-until", "2027-06-30")
    assert after["schedule"]["recurrence"]["month_days"] == [15, -1]
    told = shell("campaign", "show", "Spring").stdout
    assert "monthly, on 15, last, until 2027-06-30" in told
    kept = shell.json("campaign", "edit", "Spring", "--cpm", "20")["schedule"]
    assert kept == after["schedule"]
    none = shell.json("campaign", "edit", "Spring", "--repeat", "")["schedule"]
    assert none["recurrence"]["every"] == ""
    wrong = shell("campaign", "edit", "Spring", "--repeat", "weekly", "--repeat-on", "someday")
    assert (wrong.exit_code, "write it as mon,wed" in wrong.stderr) == (2, True)


def test_a_campaign_is_marked_complete(shell, dialed):
    refused = shell("campaign", "complete", str(dialed))
    assert refused.exit_code == 3
    assert "say --yes" in refused.stderr
    done = shell.json("campaign", "complete", str(dialed), "--yes")
    assert done["run_state"] == "completed"
    assert not {"pending", "retry"} & done["statuses"].keys()
    assert "completed, 0 not dialed" in shell("campaign", "complete", str(dialed)).stdout


def test_a_campaign_is_shown_with_all_that_is_set(shell):
    shell("campaign", "create", "Spring", "--max-live", "9", "--retry", "busy=15")
    lines = shell("campaign", "show", "Spring").stdout.splitlines()
    told = dict(line.split(maxsplit=1) for line in lines[lines.index("settings") + 1 :])
    assert (told["max_live"], told["max_transfers"]) == ("9", "no cap")
    assert (told["retry_policy"], told["ring_timeout"]) == ("busy=15", "30 seconds")
    assert (told["window"], told["voice_en"]) == ("09:00-18:45", "as in the settings")


def test_a_speed_that_the_pages_do_not_offer_is_refused(shell):
    refused = shell.refused("campaign", "create", "Spring", "--cpm", "900")
    assert refused == "esl-dialer: cpm: from 1 to 200"
    shell("campaign", "create", "Spring")
    assert shell.refused("rehearse", "Spring", "--cpm", "900") == refused


def test_an_edit_changes_what_is_named_and_nothing_else(shell):
    before = shell.json("campaign", "create", "Spring", "--saturday", "--cpm", "30")
    after = shell.json("campaign", "edit", "Spring", "--window", "10:00-12:00", "--name", "May")
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {"name", "window", "hours"}
    assert after["window"]["saturday"]


def test_lists_and_names(shell):
    shell("campaign", "create", "Spring")
    done = shell("campaign", "list")
    assert done.stdout.splitlines()[1].split()[:4] == ["1", "Spring", "LB", "draft"]
    assert shell.json("campaign", "show", "1")["name"] == "Spring"
    assert "Summer" in shell.refused("campaign", "show", "Summer")


def test_the_guides_verbs(shell):
    active_campaign(TWO)
    assert shell.json("campaign", "pause", "1")["run_state"] == "paused"
    assert shell.json("campaign", "start", "1")["run_state"] == "active"
    assert shell.json("campaign", "stop", "1")["run_state"] == "stopped"
    assert "stopped already" in shell.refused("campaign", "pause", "1")
    assert shell("campaign", "archive", "1").stdout == "Rehearsal: stopped, archived\n"
    assert shell.json("campaign", "list") == []
    assert len(shell.json("campaign", "list", "--archived")) == 1
    assert shell("campaign", "unarchive", "1").exit_code == 0


def test_campaigns_are_searched_sorted_and_seen_as_a_view_says(shell):
    for name in ("Spring", "Summer", "Fall"):
        shell("campaign", "create", name)
    active_campaign(TWO)
    found = [one["name"] for one in shell.json("campaign", "list")]
    assert found == ["Rehearsal", "Fall", "Summer", "Spring"]
    by_name = shell.json("campaign", "list", "--status", "draft", "--sort", "name")
    assert [one["name"] for one in by_name] == ["Fall", "Spring", "Summer"]
    assert by_name[0]["lists"] == {"count": 0, "newest": ""}
    assert by_name[0]["parts"]["scheduled"] == 0
    assert "no campaign fits" in shell("campaign", "list", "--search", "winter").stdout
    shell("campaign", "save-view", "Drafts", "--status", "draft", "--reverse")
    assert shell.json("campaign", "views")[0]["wanted"] == {
        "status": ["draft"], "order": "backwards",
    }  # fmt: skip
    assert len(shell.json("campaign", "list", "--view", "drafts")) == 3
    assert shell.json("campaign", "save-view", "drafts")["wanted"] == {}
    assert "--yes" in shell.refused("campaign", "delete-view", "Drafts")
    assert shell("campaign", "delete-view", "Drafts", "--yes").exit_code == 0
    assert "no saved view" in shell.refused("campaign", "list", "--view", "Drafts")


def test_several_at_once_are_each_told(shell):
    active_campaign(TWO)
    shell("campaign", "create", "Spring")
    done = shell("campaign", "stop", "Rehearsal", "Spring", "Nobody")
    assert (done.exit_code, done.stdout) == (3, "Rehearsal: stopped\n")
    assert len(done.stderr.splitlines()) == 2
    told = json.loads(shell("campaign", "archive", "1", "2", "--json").stdout)
    assert [(one["name"], one["done"], one["refused"]) for one in told] == [
        ("Rehearsal", True, False), ("Spring", True, False),
    ]  # fmt: skip
    assert shell("campaign", "delete", "1", "2", "--yes").stdout.count("deleted") == 2


def test_a_refused_start_tells_every_reason_on_one_line(shell):
    shell("campaign", "create", "Spring")
    told = shell.refused("campaign", "start", "Spring")
    assert told.startswith("esl-dialer: Spring can't start: ")
    assert "no records" in told
    assert "no caller ID" in told


def test_what_can_not_be_taken_back_is_asked_or_said(shell, dialed):
    assert "--yes" in shell.refused("campaign", "reset", "1")
    assert "--yes" in shell.refused("campaign", "delete", "1")
    done = shell.json("campaign", "reset", "1", "--yes")
    assert done["requeued"] + done["protected"] == 10
    assert shell("campaign", "delete", "1", "--yes").exit_code == 0
    assert shell.json("campaign", "list") == []


def test_a_reset_of_an_active_campaign_is_refused(shell):
    active_campaign(TWO)
    assert "pause or stop it first" in shell.refused("campaign", "reset", "1", "--yes")


def test_a_clone(shell):
    active_campaign(TWO, cpm=100.0)
    made = shell.json("campaign", "clone", "1", "Second")
    assert (made["name"], made["records"], made["transfer_number"]) == ("Second", 0, "4165559999")
    assert shell.json("campaign", "clone", "Second")["name"] == "Second (2)"
    assert "already" in shell.refused("campaign", "clone", "1", "Second")


def test_accounts_are_removed_from_words_or_a_file(shell):
    active_campaign(TWO)
    done = shell.json("campaign", "remove-accounts", "1", "--file", "-", stdin="A0\nA9\n")
    assert done == {"named": 2, "removed": 1, "kept": 0, "unknown": ["A9"]}
    assert shell("campaign", "remove-accounts", "1").exit_code == 2


def test_stop_all(shell):
    active_campaign(TWO)
    done = shell.json("stop-all")
    assert done["paused"] == ["Rehearsal"]
    assert models.Campaign.get().run_state is RunState.PAUSED


# --- asking -------------------------------------------------------------------------------------


def test_why_for_a_campaign_for_a_record_and_for_another_instant(shell):
    active_campaign(TWO)
    settings.put("simulated_hours_count", True, shell.ctx.now(), "test")
    models.Lease.update(detail={"switch": {"up": True, "simulated": True}}).execute()
    night = (shell.ctx.now() + timedelta(hours=12)).isoformat()
    answer = shell.json("why", "1", "--at", night)
    assert answer["held_back"] == {"window": 2}
    reason = shell.json("why", "1", "--account", "A0", "--at", night)
    assert reason["rule"] == "window"
    assert reason["clears_at"] > night
    assert shell("why", "1", "--at", "tomorrow").exit_code == 2


@pytest.mark.parametrize("text", ["A0", "Person 0", "(416) 555-0186"])
def test_a_person_is_found_with_every_call_to_them(shell, text):
    active_campaign([["4165550186"], *TWO], name="first")
    active_campaign([["4165550186"]], name="second")
    others = models.Person.full_name.not_in(["Person 0"])
    models.Person.update(full_name="Nobody").where(others).execute()
    run_until_quiet(shell.world)
    found = shell.json("find", text)
    assert [person["detail"]["row"]["campaign"] for person in found] == ["first", "second"]
    assert all(person["history"] for person in found)
    assert "nobody is found" in shell("find", "Zzyzx").stdout


# --- results ------------------------------------------------------------------------------------


def test_results_are_picked_and_exported(shell, dialed, tmp_path):
    every = shell.json("results", "--limit", "500")
    assert len(every) >= 10
    outcome = every[0]["Disposition"]
    wanted = [row for row in every if row["Disposition"] == outcome]
    assert shell.json("results", "1", "--outcome", outcome) == wanted
    assert len(wanted) < len(every)
    assert shell.json("results", "--province", "QC") == []
    assert shell.json("results", "--until", "2026-11-22") == []
    assert len(shell.json("results", "--since", "2026-11-23", "--limit", "500")) == len(every)
    assert len(shell.json("results", "1", "--run", "1", "--limit", "500")) == len(every)
    assert "no run 2" in shell.refused("results", "1", "--run", "2")
    assert shell.json("campaign", "report", "1", "--run", "1")["calls"] == len(every)
    assert [one["number"] for one in shell.json("campaign", "runs", "1")] == [1]
    table = list(csv.reader(shell("export").stdout.splitlines()))
    assert table[0] == list(COLUMNS)
    assert len(table) == len(every) + 1


def test_an_export_to_a_file_is_whole_or_not_there(shell, dialed, tmp_path):
    book = tmp_path / "results.xlsx"
    assert shell("export", "-o", str(book)).exit_code == 0
    sheet = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    assert sheet[0] == list(COLUMNS)
    assert "campaign" in shell.refused("export", "Nowhere", "-o", str(tmp_path / "x.csv"))
    assert sorted(path.name for path in tmp_path.glob("*.csv*")) == []
    assert shell("export", "--format", "xlsx").exit_code == 2


def test_a_day_is_delivered_once(shell, dialed):
    names = []
    published = lambda target, delivery: names.append(delivery.name) or True  # noqa: E731
    shell.courier = FileUploader(lambda *_: True, published)
    for key, value in {
        "sftp_host": "h", "sftp_user": "u", "sftp_host_key": "k", "sftp_password": "p",
    }.items():  # fmt: skip
        shell("settings", "set", key, value)
    assert "not over" in shell.refused("deliver", "2026-11-23")
    shell.world.clock.sleep(24 * 3600)
    assert shell.json("deliver")["delivered"]
    assert not shell.json("deliver", "2026-11-23")["delivered"]
    assert names == ["results-2026-11-23.csv"]


# --- do-not-call --------------------------------------------------------------------------------


def test_a_do_not_call_file_is_read_in_every_form(shell, tmp_path):
    """What a spreadsheet marks as text too: two of these three numbers were left out, unsaid."""
    shutil.copy(DNC_FILE, tmp_path / "dnc.txt")
    done = shell("dnc", "import", str(tmp_path / "dnc.txt"))
    assert (done.exit_code, done.stdout) == (0, "3 added, 0 updated\n")
    assert len(shell.json("dnc", "search", "41655507")) == 3
    assert not (tmp_path / "dnc.txt.unread").exists()


def test_a_do_not_call_file_that_is_read_in_part_is_no_success(shell, tmp_path):
    path = tmp_path / "dnc.txt"
    path.write_text("4165550701\n41655507\n")
    done = shell("dnc", "import", str(path))
    assert (done.exit_code, done.stdout) == (4, "1 added, 0 updated\n")
    assert "line 2: not a number: 41655507" in done.stderr
    assert f"1 line not read: {path}.unread" in done.stderr
    assert (tmp_path / "dnc.txt.unread").read_text() == "41655507\n"
    done = shell("dnc", "import", str(path), "--unread", str(tmp_path / "other"), "--json")
    assert (done.exit_code, json.loads(done.stdout)["unread_file"]) == (4, str(tmp_path / "other"))
    assert shell("dnc", "import", "-", stdin="4165550701 4165").exit_code == 4


def test_the_do_not_call_list_from_end_to_end(shell):
    assert shell.json("dnc", "add", "(416) 555-0178", "+1 416 555 0100") == {
        "added": 2, "updated": 0, "unreadable": [],
    }  # fmt: skip
    again = shell.json("dnc", "add", "14165550178", "--reason", "legal hold")
    assert (again["added"], again["updated"]) == (0, 1)
    pasted = "phone\n416-555-0101; 416 555 0102, nonsense\n"
    done = shell.json("dnc", "import", "-", "--reason", "list of May", stdin=pasted)
    assert (done["added"], done["unreadable"]) == (2, ["phone", "nonsense"])
    assert (done["unread"], done["unread_file"]) == (0, "")
    assert [e["number"] for e in shell.json("dnc", "search", "legal")] == ["4165550178"]
    assert len(shell.json("dnc", "search", "555010")) == 3
    shell.json("dnc", "edit", "416-555-0178", "--number", "416-555-0199")
    shell.json("dnc", "remove", "4165550100")
    left = {e["number"]: e["note"] for e in shell.json("dnc", "list")}
    assert left["4165550199"] == "legal hold"
    assert set(left) == {"4165550199", "4165550101", "4165550102"}
    assert "not on the do-not-call list" in shell.refused("dnc", "remove", "4165550100")
    assert "no phone number" in shell.refused("dnc", "add", "hello")


def test_do_not_call_lists_that_campaigns_choose(shell, tmp_path):
    made = shell.json("dnc", "new-list", "Client A")
    assert (made["name"], made["numbers"]) == ("Client A", 0)
    assert "already a do-not-call list" in shell.refused("dnc", "new-list", "client a")
    assert shell.json("dnc", "add", "4165550101", "4165550102", "--list", "Client A")["added"] == 2
    shell.json("dnc", "import", "-", "--list", str(made["id"]), stdin="4165550103")
    assert shell.json("dnc", "list") == []
    assert len(shell.json("dnc", "search", "555010", "--list", "Client A")) == 3
    shell.json("dnc", "edit", "4165550101", "--reason", "asked", "--list", "Client A")
    shell.json("dnc", "remove", "4165550102", "--list", "Client A")
    assert "not on the do-not-call list" in shell.refused("dnc", "remove", "4165550101")
    assert "no do-not-call list" in shell.refused("dnc", "list", "--list", "Client Z")
    assert shell("dnc", "export", "--list", "Client A").stdout.count("\n") == 3
    shell("dnc", "export", "--list", "Client A", "--output", str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_text().startswith("Phone 1,Reason,")
    shell.json("dnc", "rename-list", "Client A", "Client B")
    assert [(one["name"], one["numbers"]) for one in shell.json("dnc", "lists")] == [
        ("Client B", 2)
    ]
    created = shell.json("campaign", "create", "Winter", "--dnc-list", "Client B")
    assert created["dnc_lists"] == [made["id"]]
    assert "Client B" in shell("campaign", "show", "Winter").stdout
    assert "no do-not-call list" in shell.refused("campaign", "edit", "Winter", "--dnc-list", "X")
    assert shell.json("campaign", "scrub", "Winter") == {"on_lists": 0}
    told = shell("campaign", "edit", "Winter", "--cpm", "5").stdout
    assert "0 of its records are held back by the do-not-call lists" in told
    assert shell.json("campaign", "edit", "Winter", "--dnc-list", "")["dnc_lists"] == []
    assert "say --yes" in shell.refused("dnc", "delete-list", "Client B")
    assert shell.json("dnc", "delete-list", "Client B", "--yes")["losing"] == []
    assert shell.json("dnc", "lists") == []


# --- users and settings -------------------------------------------------------------------------

PASSWORD = "correct horse battery\n"


def test_users_from_end_to_end(shell):
    made = shell.json(
        "user", "add", "Ann", "--role", "super_admin", "--password-stdin", stdin=PASSWORD
    )
    assert (made["username"], made["roles"]) == ("ann", ["super_admin"])
    shell.json("user", "add", "bob", "--role", "viewer", "--password-stdin", stdin=PASSWORD)
    assert shell.json("user", "role", "bob", "admin")["roles"] == ["admin"]
    before = models.User.get(models.User.username == "bob")
    shell.json("user", "passwd", "bob", "--password-stdin", stdin="another long one\n")
    after = models.User.get(models.User.username == "bob")
    assert after.password_hash != before.password_hash
    assert after.session_epoch > before.session_epoch
    assert not shell.json("user", "disable", "bob")["active"]
    assert shell.json("user", "enable", "bob")["active"]
    assert [user["username"] for user in shell.json("user", "list")] == ["ann", "bob"]
    assert "last active Super Admin" in shell.refused("user", "disable", "ann")
    assert "last active Super Admin" in shell.refused("user", "role", "ann", "viewer")
    assert "password" in shell.refused(
        "user", "add", "eve", "--role", "viewer", "--password-stdin", stdin="short\n"
    )
    assert "no user" in shell.refused("user", "disable", "zoe")


def test_settings_are_listed_got_and_set(shell):
    assert shell.json("settings", "list")["auto_stop_time"] == "18:45"
    assert shell.json("settings", "set", "auto_stop_time", "17:00") == "17:00"
    assert shell("settings", "get", "auto_stop_time").stdout == "17:00\n"
    assert "time of day" in shell.refused("settings", "set", "auto_stop_time", "25:00")
    assert "no setting" in shell.refused("settings", "get", "colour")


def test_a_secret_is_never_told_again(shell):
    shell("settings", "set", "sftp_password", "-", stdin="open sesame\n")
    told = shell("settings", "get", "sftp_password").stdout + shell("settings", "list").stdout
    assert "sesame" not in told
    assert sealing.setting(shell.ctx, "sftp_password") == "open sesame"
    assert shell.json("secrets", "renew") == {"count": 1, "plain": [], "lost": []}
    details = [entry.detail for entry in models.Audit.select()]
    assert details
    assert "sesame" not in str(details)


# --- calls --------------------------------------------------------------------------------------


def test_a_quick_test_call_is_told_step_by_step(shell):
    done = shell("test-call", "quick", "4165550100", "--text", "Hello there.")
    assert done.exit_code == 0, done.stderr
    said = [line.partition("  ")[2] for line in done.stdout.splitlines()]
    assert said[:4] == [
        "asked for",
        "the text is spoken",
        "the audio is ready",
        "handed to the switch",
    ]
    assert "ended" in said
    assert shell.json("test-call", "quick", "4165550100", "--text", "Hello.")["outcome"]


def test_a_records_test_call(shell):
    active_campaign(TWO, run_state=RunState.PAUSED)
    assert shell.json("test-call", "record", "1", "A0", "4165550101")["outcome"]
    assert models.Record.get().status is RecordStatus.PENDING
    assert "no account" in shell.refused("test-call", "record", "1", "A7", "4165550101")
    shell("dnc", "add", "4165550101")
    assert "do-not-call" in shell.refused("test-call", "record", "1", "A0", "4165550101")


def test_run_dials_until_nothing_is_left_now(shell):
    campaign = active_campaign(TWO[1:], run_state=RunState.PAUSED)
    final = shell.json("run", str(campaign))
    assert final["live"] == 0
    assert models.Attempt.select().count() == 1


# --- the shell ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_scripts(shell, name):
    assert "_ESL_DIALER_COMPLETE" in shell("completion", name).stdout


def test_names_are_completed(shell):
    active_campaign(TWO, name="Spring")
    complete = ShellComplete(cli, {"obj": shell.doors()}, "esl-dialer", "_X")

    def offered(words: list[str], begun: str) -> list[str]:
        return [item.value for item in complete.get_completions(words, begun)]

    assert offered(["campaign", "start"], "S") == ["Spring"]
    assert offered(["settings", "get"], "auto") == ["auto_stop_time"]
    assert offered([], "dn") == ["dnc"]


def test_wrong_usage_ends_with_2(shell):
    assert shell("campaign", "create").exit_code == 2
    assert shell("campaign", "create", "x", "--window", "9-5").exit_code == 2
    assert shell("explode").exit_code == 2


@pytest.mark.parametrize("whom", ["", "  "])
def test_nobody_is_not_looked_for(shell, whom):
    done = shell("find", whom)
    assert done.exit_code == 2
    assert "a phone, a name or an account" in done.stderr


def test_a_province_that_is_none_is_refused(shell):
    done = shell("results", "--province", "QQ")
    assert done.exit_code == 2
    assert "'ON'" in done.stderr
    assert shell("results", "--province", "on").exit_code == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--voice-en", "klingon"), "there are en-AU-NatashaNeural"),
        (("--voice-fr", "klingon"), "there are fr-FR-DeniseNeural"),
        (("--engine", "nosuch"), "there are nanotts"),
    ],
)
def test_a_voice_or_engine_that_is_none_is_refused_with_those_there_are(shell, given, told):
    active_campaign(TWO, name="Spring")
    assert told in shell.refused("campaign", "create", "New", *given)
    assert told in shell.refused("campaign", "edit", "Spring", *given)


def test_records_that_could_not_be_spoken_are_listed_with_the_reason(shell):
    campaign = active_campaign(TWO, name="Spring")
    assert "could be spoken" in shell("audio", "failed", "Spring").stdout
    first = models.Record.select().order_by(models.Record.id).get()
    models.Record.update(audio="failed").where(models.Record.campaign == campaign).execute()
    models.Message.update(error="balance: is empty").execute()
    found = shell.json("audio", "failed", "Spring")
    assert found[0] == {"account": first.account, "reason": "balance: is empty"}
    one = shell("audio", "failed", "Spring", "--limit", "1")
    assert "balance: is empty" in one.stdout
    assert "1 more" in one.stderr


def test_an_import_counts_people_who_are_there_twice_and_takes_them_as_chosen(shell):
    thrice = str(ROOT / "tests/services/lists/fixtures/one_person_thrice.csv")
    shell("campaign", "create", "Spring")
    first = shell.json("import", "Spring", thrice)
    assert (first["rows_good"], first["rows_duplicate"], first["rows_same_person"]) == (1, 2, 0)
    shell("campaign", "create", "Summer")
    told = shell("import", "Summer", thrice, "--account-zeros", "keep")
    assert "other zeros (--account-zeros)" in told.stderr
    assert shell("import", "Summer", thrice, "--same-person", "maybe").exit_code == 2


def test_a_campaigns_report_is_told_and_written(shell, dialed, tmp_path):
    told = shell.json("campaign", "report", "1")
    assert told["calls"] == sum(told["outcomes"].values()) > 0
    assert "BY DAY" not in shell("campaign", "report", "1").stdout
    assert shell("campaign", "report", "1").stdout.startswith("WHAT")
    for name in ("a.xlsx", "a.zip"):
        done = shell("campaign", "report", "1", "-o", str(tmp_path / name))
        assert (done.exit_code, (tmp_path / name).exists()) == (0, True)
    assert shell("campaign", "report", "1", "-o", str(tmp_path / "a.pdf")).exit_code == 2
    assert sorted(path.name for path in tmp_path.glob("*a.*")) == ["a.xlsx", "a.zip"]


def test_a_campaigns_people_are_listed_by_where_they_stand(shell, dialed):
    parts = shell.json("campaign", "show", "1")["parts"]
    part = max(parts, key=parts.get)
    found = shell.json("campaign", "records", "1", "--part", part)
    assert (len(found["records"]), found["next"]) == (parts[part], None)
    assert f"{part} {parts[part]}" in shell("campaign", "show", "1").stdout
    more = shell("campaign", "records", "1", "--limit", "2")
    assert (more.exit_code, "--after" in more.stderr) == (0, True)
    assert shell("campaign", "records", "1", "--part", "explode").exit_code == 2
    number = shell.json("results", "1", "--limit", "1")[0]["Phone Dialed"]
    told = shell.json("results", "1", "--number", number)
    assert {row["Phone Dialed"] for row in told} == {number}
    assert "number" in shell.refused("results", "--number", "nonsense")
