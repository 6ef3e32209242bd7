"""``esl-dialer person``: one record of a campaign."""

import pytest

from esl_dialer.store import models
from esl_dialer.store.people.noted import who_is
from esl_dialer.store.people.person_stops import STOPS, New
from tests.engine.campaigns import active_campaign
from tests.store.rows import NOW, a_campaign, a_record, person_of


@pytest.fixture
def account(shell):
    active_campaign([["4165550100", "4165550101"]])
    models.Campaign.update(name="Spring", name_key="spring").execute()
    return models.Record.get().account


def test_a_call_back_is_set_told_and_cleared(shell, account):
    at = "2026-11-24T15:00"
    told = shell.json("person", "call-back", "Spring", account, at, "--note", "at home")
    assert told["detail"]["call_back"]["at"] == "2026-11-24T20:00:00+00:00"
    assert (
        "call-back at 2026-11-24T20:00:00+00:00: at home"
        in shell("person", "show", "Spring", account).stdout
    )
    assert shell.json("person", "clear-call-back", "Spring", account)["detail"]["call_back"] is None
    assert shell.refused("person", "call-back", "Spring", account, "2020-01-01").endswith(
        "at: it is in the past: choose a later time"
    )
    assert "no account" in shell.refused("person", "show", "Spring", "nobody")


def test_a_phone_is_marked_by_its_number(shell, account):
    def marked(*words):
        told = shell.json("person", "mark-phone", "Spring", account, *words)
        return [number["do_not_call"] for number in told["detail"]["numbers"]]

    assert marked("416-555-0100") == [True, False]
    assert "do-not-call" in shell("person", "show", "Spring", account).stdout
    assert marked("416-555-0100", "--off") == [False, False]
    told = shell.refused("person", "mark-phone", "Spring", account, "4165550199")
    assert told == "esl-dialer: the record has no such phone"


def test_a_record_is_changed(shell, account):
    told = shell.json(
        "person", "edit", "Spring", account, "--set", "first_name=JO", "--set", "last_name=ROY",
        "--set", "tfn=800-555-0100", "--custom", "policy no=AB=12", "--custom", "b=2",
        "--phone", "home=416-555-0102", "--phone", "416-555-0100", "--zone", "America/Regina",
        "--priority", "7",
    )["detail"]  # fmt: skip
    assert (told["fields"]["first_name"], told["fields"]["tfn"]) == ("JO", "8005550100")
    assert told["custom"] == {"policy no": "AB=12", "b": "2"}
    assert [(n["number"], n["kind"]) for n in told["numbers"]] == [
        ("+14165550102", "home"), ("+14165550100", ""),
    ]  # fmt: skip
    assert (told["zone"], told["priority"]) == ("America/Regina", 7)
    assert "its own time zone: America/Regina" in shell("person", "show", "Spring", account).stdout
    left = shell.json("person", "edit", "Spring", account, "--drop-custom", "b", "--zone", "")
    assert (left["detail"]["custom"], left["detail"]["zone"]) == ({"policy no": "AB=12"}, None)
    refused = shell.refused("person", "edit", "Spring", account, "--zone", "Toronto")
    assert refused.endswith("zone: there is no time zone 'Toronto': did you mean America/Toronto?")
    assert shell("person", "edit", "Spring", account, "--set", "balance").exit_code == 2


def test_one_is_added_and_deleted(shell, account):
    told = shell.json(
        "person", "add", "Spring", "--set", "account_number=A9", "--set", "first_name=ANN",
        "--set", "last_name=NINE", "--set", "province=ON", "--set", "tfn=8005550100",
        "--phone", "mobile=416-555-0109",
    )["detail"]  # fmt: skip
    assert (told["row"]["account"], told["row"]["full_name"]) == ("A9", "ANN NINE")
    missing = shell.refused("person", "add", "Spring", "--set", "account_number=A8")
    assert "first_name: required" in missing
    assert "phone_1: no phone number" in missing
    assert "say --yes" in shell.refused("person", "delete", "Spring", "A9")
    assert (
        shell("person", "delete", "Spring", "A9", "--yes").stdout == "A9: deleted; 0 calls kept\n"
    )
    assert "no account" in shell.refused("person", "show", "Spring", "A9")


def test_a_person_is_stopped_told_and_let_go(shell, account):
    (made,) = shell.json(
        "person", "stop", "Spring", account, "--reason", "written-only", "--why", "a letter",
        "--until", "2030-01-01",
    )  # fmt: skip
    assert (made["reason"], made["until"]) == ("written_only", "2030-01-01T05:00:00+00:00")
    number = str(made["id"])
    assert "written-only  everywhere until 2030-01-01T05:00+00:00  a letter" in (
        shell("person", "stops", "Spring", account).stdout
    )
    shell("person", "unstop", "Spring", account, number, "--why", "they asked")
    assert "they asked" in shell("person", "stops", "Spring", account).stdout
    assert "removed already" in shell.refused(
        "person", "unstop", "Spring", account, number, "--why", "again"
    )


def test_a_stop_of_the_account_under_another_name_is_told_and_said_not_to_be_theirs(shell, account):
    other = a_record(a_campaign(), "+14165550109", account=account, full_name="MARIE ROY")
    models.Person.update(person_key="roy", full_name="MARIE ROY").where(
        models.Person.id == person_of(other).id
    ).execute()
    STOPS.put(New(who=who_is(models.Record.get_by_id(other)), reason="cease", why="a letter",
                  set_by="ann"), NOW)  # fmt: skip
    assert "of MARIE ROY, under the account: perhaps" in (
        shell("person", "stops", "Spring", account).stdout
    )
    (told,) = shell.json("person", "not-theirs", "Spring", account, "1", "--why", "her son")
    assert (told["relation"], told["name"]) == ("not_theirs", "MARIE ROY")


def test_a_consent_is_noted_told_and_revoked(shell, account):
    (made,) = shell.json(
        "person", "consent", "Spring", account, "--form", "written", "--evidence", "a letter"
    )
    assert (made["form"], made["channel"]) == ("written", "any")
    assert "written  any  everywhere" in shell("person", "consents", "Spring", account).stdout
    shell("person", "revoke", "Spring", account, str(made["id"]), "--why", "they called")
    assert "they called" in shell("person", "consents", "Spring", account).stdout
