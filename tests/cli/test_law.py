"""``esl-dialer law``: without a database, one case or many."""

import json

import pytest
from click.testing import CliRunner

from esl_dialer.cli.main import cli
from esl_dialer.store import models
from esl_dialer.store.system import settings
from tests.core.law.test_packs import FREEDONIA
from tests.engine.campaigns import active_campaign
from tests.fakes import START

EXAMPLE = (
    "--province", "ON", "--postal", "P7B", "--phone", "+18075550100", "--caller", "agency",
    "--call", "recorded", "--at",
)  # fmt: skip


def run(*words: str, stdin: str = ""):
    return CliRunner(mix_stderr=False).invoke(cli, ["law", *words], input=stdin)


def test_one_case():
    told = json.loads(run("check", *EXAMPLE, "2026-11-22T18:30Z", "--json").stdout)
    assert (told["verdict"], told["zones"]) == ("allowed", ["America/Toronto"])
    done = run("check", *EXAMPLE, "2026-11-22T23:30Z")
    assert done.exit_code == 0
    assert done.stdout.startswith("refused  in America/Toronto\n")
    assert "[ca-on.hours]" in done.stdout


@pytest.mark.parametrize("wrong", [("--province", "XX"), ("--caller", "aunt"), ("--at", "noon")])
def test_a_case_that_can_not_be_read_is_wrong_usage(wrong):
    done = run("check", *EXAMPLE, "2026-11-22T18:30Z", *wrong)
    assert done.exit_code == 2
    assert "law check:" in done.stderr


def test_many_cases_one_line_each():
    good = "ON\tP7B\t\tagency\tlive\t2026-11-22T18:30Z"
    done = run("check", "--file", "-", stdin=f"{good}\nbad\n{good}\n")
    assert done.exit_code == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("verdict", "error") for line in lines] == ["allowed", "error", "allowed"]
    assert done.stderr == "1 line could not be read\n"
    assert run("check", "--file", "-", "--province", "ON").exit_code == 2


def test_the_rules_in_force():
    every = json.loads(run("rules", "--json").stdout)
    quebec = json.loads(run("rules", "--province", "Quebec", "--json").stdout)
    assert {rule["jurisdiction"] for rule in quebec} == {"CA-QC", "CA"}
    assert len(every) > len(quebec)
    assert "ca-qc.hours  block" in run("rules", "--province", "QC").stdout
    assert "ca-on.notice  not asked yet" in run("rules", "--province", "ON").stdout
    assert {rule["kind"] for rule in every if not rule["asked"]} >= {"notice", "abandonment"}


def test_the_hours_of_a_campaign(shell):
    active_campaign([["4165550100"]])
    models.Campaign.update(name="Spring", name_key="spring").execute()
    models.Record.update(gate="America/Toronto@CA-QC").execute()
    (place,) = shell.json("law", "hours", "Spring")
    assert (place["laws"], place["records"], len(place["days"])) == (["CA-QC"], 1, 7)
    assert "CA-QC America/Toronto: " in shell("law", "hours", "Spring").stdout


def test_a_rule_is_changed_and_a_pack_added(shell, tmp_path):
    done = shell.json("law", "change", "ca-ab.sunday", "block", "--reason", "counsel")
    assert (done["rule"]["effect"], done["binds"]) == ("block", 0)
    assert "say why" in shell.refused("law", "change", "ca-ab.sunday", "off")
    undone = shell("law", "change", "ca-ab.sunday", "as-its-pack")
    assert undone.stdout.startswith("ca-ab.sunday: warn; it binds 0 records")
    pack = tmp_path / "xf.toml"
    pack.write_text(FREEDONIA, "utf-8")
    told = shell.json("law", "add", str(pack), "--reason", "a new place")
    assert (told["jurisdiction"], told["rules"]) == ("XF", 3)


def test_added_packs_are_told_and_taken_away(shell, tmp_path):
    pack = tmp_path / "us-pa.toml"
    old = FREEDONIA.replace("2026-11-30", "2026-01-01")
    pack.write_text(old, "utf-8")
    shell("law", "add", str(pack), "--reason", "ours")
    (told,) = shell.json("law", "added")
    assert (told["file"], told["unfit"], told["outdated"]) == ("us-pa.toml", "", True)
    assert "shipped pack that is newer" in shell("law", "added").stdout
    assert "say why" in shell.refused("law", "remove", "us-pa.toml", "--reason", " ")
    assert "no pack 'ca-on.toml' was added" in shell.refused(
        "law", "remove", "ca-on.toml", "--reason", "x"
    )
    assert shell("law", "remove", "us-pa.toml", "--reason", "ours is old").exit_code == 0
    assert shell.json("law", "added") == []


def test_a_pack_of_ones_own(tmp_path):
    pack = tmp_path / "xf.toml"
    pack.write_text("jurisdiction = 5", "utf-8")
    done = run("check", *EXAMPLE, "2026-11-22T18:30Z", "--pack", str(pack))
    assert done.exit_code == 2
    assert "xf.toml: jurisdiction: no text" in done.stderr


def lint(*words: str):
    return run("lint", *words, "--at", "2026-12-01T12:00Z")


def test_a_text_is_checked(tmp_path):
    file, french = tmp_path / "en.txt", tmp_path / "fr.txt"
    file.write_text("You owe {balance}. Call {tfn}.", "utf-8")
    french.write_text("Ici {agency}.", "utf-8")
    found = json.loads(lint(str(file), "--province", "QC", "--json").stdout)
    assert ("ca-qc.recorded-message", ["{balance}"]) in [(f["rule"], f["words"]) for f in found]
    assert "ca-qc.french" in {one["rule"] for one in found}
    both = json.loads(lint(str(file), "--other", str(french), "--province", "QC", "--json").stdout)
    assert "ca-qc.french" not in {one["rule"] for one in both}
    told = lint(str(file), "--province", "ON", "--caller", "bank")
    assert told.stdout.startswith("ca-crtc.recorded-opening  block: the English text does not say")
    for wrong in (("--province", "XX"), ("--province", "ON", "--caller", "aunt")):
        assert lint(str(file), *wrong).exit_code == 2
    asked = lint(str(file), "--province", "ON", "--kind", "LB")
    confirmed = lint(str(file), "--province", "ON", "--kind", "LB", "--right-party")
    rule = "ca-privacy.before-confirmed"
    assert (rule in asked.stdout, rule in confirmed.stdout) == (True, False)
    file.write_text("{nobody}", "utf-8")
    assert "unknown variable" in lint(str(file), "--province", "ON").stderr
    assert lint("--province", "ON").exit_code == 2
    assert run("lint", str(file), "--province", "ON", "--at", "noon").exit_code == 2


def test_a_text_without_findings(tmp_path):
    file = tmp_path / "en.txt"
    file.write_text("This is {agency}. Call {tfn}. To stop these calls, press 9.", "utf-8")
    assert lint(str(file), "--province", "NY").stdout == "no rule speaks against it\n"


def test_a_campaigns_message_is_checked(shell):
    active_campaign([["4165550100"]])
    models.Campaign.update(
        name="Spring", name_key="spring", template_en="You owe {balance}."
    ).execute()
    models.Record.update(gate="America/Toronto@CA-ON").execute()
    found = shell.json("law", "lint", "--campaign", "Spring")
    assert {(one["effect"], one["records"]) for one in found} == {("warn", 1)}
    assert (
        "ca-privacy.before-confirmed  warn, 1 record"
        in shell("law", "lint", "--campaign", "Spring").stdout
    )
    saved = shell("campaign", "edit", "Spring", "--cpm", "5")
    assert "speak against its message: law lint --campaign" in saved.stderr


def test_by_what_a_call_was_let_through(shell):
    settings.put("simulated_hours_count", True, START, "test")
    active_campaign([["4165550100"]])
    models.Record.update(gate="America/Toronto@CA-ON").execute()
    for _ in range(10):
        shell.world.crank()
    attempt = models.Attempt.get().id
    told = shell.json("law", "attempt", attempt)
    assert (told["zones"], told["caller"]) == (["America/Toronto"], "agency")
    assert "ca-on.hours" in {rule["id"] for rule in told["rules"]}
    assert told["packs"]["ca-on.toml"] == told["rules"][0]["version"]
    assert "zone data 20" in shell("law", "attempt", attempt).stdout
    assert "no attempt 'x'" in shell.refused("law", "attempt", "x")
    models.Attempt.update(law_decision=0).execute()
    assert "no rule was asked" in shell("law", "attempt", attempt).stdout
