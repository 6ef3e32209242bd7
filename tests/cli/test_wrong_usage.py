"""What is typed wrong costs one line that says what is wrong, where, and how it is written."""

import os
import signal

import pytest

from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import foreground
from esl_dialer.store import models
from esl_dialer.store.accounts import users
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.system import settings
from tests.engine.campaigns import active_campaign

PASSWORD = "correct horse battery\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--bogus",), "No such option: --bogus (esl-dialer --help)"),
        (("explode",), "No such command 'explode'"),
        (("campaign", "create"), "campaign create: Missing argument 'NAME'"),
        (("campaign", "create", "x", "--window", "9-5"), "'9-5': write it as 09:00-18:45"),
        (("user", "add", "ann"), "'--role'. Choose from: super_admin, admin, viewer"),
        (("results", "--outcome", "foo"), "'foo' is not one of 'completed', 'transferred'"),
        (("export", "--format", "xlsx"), "a workbook needs a file: -o FILE"),
        (("settings", "set", "global_cpm"), "(esl-dialer settings set --help)"),
    ],
)
def test_wrong_usage_is_one_line(shell, words, told):
    done = shell(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("esl-dialer: ")
    assert told in line


def test_a_password_is_not_asked_where_nobody_can_answer(shell):
    done = shell("user", "add", "ann", "--role", "viewer")
    assert done.exit_code == 2
    assert "--password-stdin" in done.stderr
    assert users.by_name("ann") is None


def test_an_empty_password_is_no_new_password(shell):
    shell("user", "add", "ann", "--role", "viewer", "--password-stdin", stdin=PASSWORD)
    before = users.password_hash(users.by_name("ann").id)
    told = shell.refused("user", "passwd", "ann", "--password-stdin", stdin="\n")
    assert told == "esl-dialer: password: it is empty"
    assert users.password_hash(users.by_name("ann").id) == before


@pytest.mark.parametrize(("word", "value"), [("on", True), ("Yes", True), ("off", False)])
def test_what_is_on_or_off_is_set_so(shell, word, value):
    settings.put("sftp_export", not value, shell.ctx.now(), "somebody")
    assert shell.json("settings", "set", "sftp_export", word) is value


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("sftp_export", "maybe", "sftp_export does not take 'maybe': write yes or no"),
        ("global_cpm", "abc", "global_cpm does not take 'abc': write a whole number"),
        ("sftp_port", "0", "sftp_port must be between 1 and 65535, not 0"),
        ("sftp_format", "pdf", "sftp_format: one of: csv, xlsx"),
    ],
)
def test_a_setting_is_named_once_with_what_to_write(shell, key, value, told):
    assert shell.refused("settings", "set", key, value) == f"esl-dialer: {told}"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_its_campaign_paused(shell, monkeypatch, number):
    campaign = active_campaign([["4165550110"]] * 5)
    monkeypatch.setattr(foreground, "LOOK_EVERY_S", 0.01)
    looked = shell.ctx.clock.sleep
    shell.ctx.clock.sleep = lambda seconds: (looked(seconds), os.kill(os.getpid(), number))
    leave = foreground._leave
    again = lambda *given: (os.kill(os.getpid(), number), leave(*given))  # noqa: E731
    monkeypatch.setattr(foreground, "_leave", again)
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    done = shell("run", str(campaign))
    assert (done.exit_code, done.stdout) == (130, "")
    assert done.stderr == "esl-dialer: interrupted\n"
    assert campaigns.get(campaign).run_state is RunState.PAUSED
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_call_that_begins_as_a_run_ends_is_waited_for(shell, monkeypatch):
    campaign = active_campaign([["4165550110"], ["4165550120"]])
    second = models.Record.position == 1
    models.Record.update(ready=False, audio="none").where(second).execute()
    leave = foreground._leave

    def late(ctx, campaign_id):
        models.Record.update(ready=True, audio="ready").where(second).execute()
        see = foreground.campaigns.standing
        looks = (see(ctx, campaign_id).live or shell.world.crank() for _ in range(50))
        assert any(looks)
        leave(ctx, campaign_id)

    monkeypatch.setattr(foreground, "_leave", late)
    final = shell.json("run", str(campaign))
    assert not {"queued", "dialing"} & set(final["statuses"])


def test_a_test_call_that_the_switch_does_not_take_is_work_not_done(shell):
    done = shell("test-call", "quick", "4165550177", "--text", "Hello there.")
    assert done.exit_code == 4
    assert "refused (CALL_REJECTED)" in done.stdout


def test_an_import_tells_which_columns_to_look_at(shell, tmp_path):
    file = tmp_path / "list.csv"
    given = {"First Name": "Ann", "Last Name": "Roy", "Province": "ON", "Full Name": "Acme Ltd",
             "TFN": "8002709938", "Phone 1": "4165550110", "Acount Number": "7"}  # fmt: skip
    rows = ",".join([*given, "Full Name"]), ",".join([*given.values(), "Ann Roy"])
    file.write_text("\n".join(rows), encoding="utf-8")
    shell("campaign", "create", "Spring")
    told = shell("import", "Spring", str(file)).stderr.splitlines()
    assert told == [
        "  column 'Acount Number': taken for Account Number 1, which it is like",
        "  column 'Full Name': another column is Full Name already: this one is kept beside it",
    ]
    doubts = shell.json("import", "Spring", str(file))["doubts"]
    assert [doubt["header"] for doubt in doubts] == ["Acount Number", "Full Name"]
