"""Test calls, from the wish to the last step."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.says import Says
from esl_dialer.core.speech.generation import Files, NotSpoken
from esl_dialer.core.words import LegRole, RecordStatus, RunState
from esl_dialer.services.calls import test_calls
from esl_dialer.services.calls.test_calls import Quick
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.speech import spoken_tests
from esl_dialer.services.speech.audio_jobs import AudioWork
from esl_dialer.simulator.carrier import behaviour
from esl_dialer.simulator.expected import expected_outcome
from esl_dialer.store import models
from esl_dialer.store.calls import orders
from tests.engine.account import SHAPE, contact_invites
from tests.engine.campaigns import REPRESENTATIVE, active_campaign
from tests.fakes import World

DESK = "416-555-0100"


class Voice:
    """Speaks by writing down what it was given."""

    def __init__(self, directory: Path, error: str = "") -> None:
        self.directory, self.error, self.said = directory, error, ""
        self.shared = False

    def __call__(self, campaign, messages, alive):
        ((act, message),) = messages.items()
        self.said = message.message.text
        self.shared = any(part.shared for part in message.message.utterances)
        if self.error:
            return {act: NotSpoken(Says(self.error))}
        path = self.directory / f"campaigns/{campaign}/0/{act}-abc.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"RIFF")
        return {act: Files(str(path.relative_to(self.directory)), 8000, "sorry.wav", "ok.wav")}


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    return Voice(tmp_path / "audio")


def speak(world: World, voice: Voice) -> bool:
    return spoken_tests.speak_waiting(AudioWork(voice, world.clock, voice.directory, "voice"))


def test_a_double_click_is_one_test_call(ctx):
    wanted = Quick(DESK, "Hello.")
    first = test_calls.quick(ctx, wanted)
    assert test_calls.quick(ctx, wanted) == first
    assert test_calls.quick(ctx, replace(wanted, phone="416-555-0101")) != first
    ctx.clock.sleep(test_calls.REPEAT.total_seconds() + 1)
    assert test_calls.quick(ctx, wanted) != first


def test_a_link_back_test_asks_for_what_it_lacks(ctx):
    with pytest.raises(Invalid) as caught:
        test_calls.quick(ctx, Quick("", "Hello.", kind="LB"))
    assert caught.value.problems == {
        "phone": test_calls.NO_PHONE, "transfer_number": test_calls.NO_TRANSFER,
    }  # fmt: skip


def crank_until_done(world: World, ctx: Context, act: int) -> test_calls.Progress:
    for _ in range(1500):
        world.crank()
        if (now := test_calls.progress(ctx, act)).done:
            return now
    raise AssertionError("the test call does not end")


def steps(progress: test_calls.Progress) -> list[str]:
    return [name for name, _ in progress.steps]


def test_a_quick_test_is_spoken_dialed_and_followed_to_its_end(world, ctx, voice):
    act = test_calls.quick(ctx, Quick(DESK, "Hello {full_name}, this is a test."))
    world.crank()
    assert steps(test_calls.progress(ctx, act)) == ["asked"]
    assert speak(world, voice)
    assert "full_name" in voice.said
    assert not voice.shared
    done = crank_until_done(world, ctx, act)
    assert steps(done)[:5] == ["asked", "speaking", "spoken", "dialing", "channel"]
    assert steps(done)[-1] == "ended"
    assert done.outcome
    assert not done.error
    instants = [at for _, at in done.steps]
    assert instants == sorted(instants)
    assert not models.Attempt.select().count()


def test_its_audio_is_gone_after_five_minutes(world, ctx, voice):
    act = test_calls.quick(ctx, Quick(DESK, "Hello."))
    speak(world, voice)
    (path,) = voice.directory.rglob("*.wav")
    world.clock.sleep(290)
    speak(world, voice)
    assert path.exists()
    world.clock.sleep(11)
    speak(world, voice)
    assert not path.exists()
    assert orders.get(act) is not None


def test_a_text_that_can_not_be_spoken_says_why(world, ctx, tmp_path):
    act = test_calls.quick(ctx, Quick(DESK, "Hello."))
    speak(world, Voice(tmp_path / "audio", error="the engine is away"))
    done = test_calls.progress(ctx, act)
    assert done.done
    assert str(done.error) == "the engine is away"
    world.crank()
    assert not world.entries("INVITE")


@pytest.mark.parametrize("outcome", ["transferred", "wrong_person", "completed", "busy"])
def test_a_records_own_call_runs_the_whole_flow_and_leaves_nothing_behind(world, ctx, outcome):
    campaign = active_campaign([["4165550178"]], run_state=RunState.PAUSED)
    number = number_that_ends(outcome)
    act = test_calls.of_record(ctx, campaign, "A0", number)
    done = crank_until_done(world, ctx, act)
    assert done.outcome == outcome
    record = models.Record.get()
    assert (record.status, record.attempts) == (RecordStatus.PENDING, 0)
    assert not models.Attempt.select().count()
    assert not models.Stop.select().count()
    assert {entry.number[-10:] for entry in world.entries("INVITE")} <= {
        number[-10:],
        REPRESENTATIVE,
    }


def number_that_ends(outcome: str) -> str:
    """A rehearsal number whose first call ends so."""
    agent = behaviour(REPRESENTATIVE, 1, LegRole.TRANSFER)
    return next(
        f"+141655501{row:02}"
        for row in range(100)
        if expected_outcome(behaviour(f"41655501{row:02}", 1), SHAPE, agent) == outcome
    )


def test_the_leg_is_marked_as_a_test(world, ctx, voice):
    act = test_calls.quick(ctx, Quick(DESK, "Hello."))
    speak(world, voice)
    world.crank()
    world.crank()
    leg = test_calls.progress(ctx, act).leg
    invite = next(entry for entry in world.entries("INVITE") if entry.uuid == leg)
    assert invite.fields["variables"]["dialer_role"] == LegRole.TEST
    assert invite.role is LegRole.TEST
    assert not contact_invites(world)


def test_do_not_call_is_never_overruled(world, ctx, voice):
    models.Stop.create(
        scope="number", value="4165550100", reason="dnc", created_at=world.clock.now()
    )
    with pytest.raises(Refused, match="do-not-call"):
        test_calls.quick(ctx, Quick(DESK, "Hello."))
    models.Stop.delete().execute()
    act = test_calls.quick(ctx, Quick(DESK, "Hello."))
    speak(world, voice)
    models.Stop.create(
        scope="number", value="4165550100", reason="dnc", created_at=world.clock.now()
    )
    done = crank_until_done(world, ctx, act)
    assert "do-not-call" in str(done.error)
    assert not world.entries("INVITE")


def test_what_is_wrong_is_told_at_once_and_whole(ctx):
    with pytest.raises(Invalid) as refused:
        test_calls.quick(ctx, Quick("12", "Hello.", kind="XX", language="de"))
    assert set(refused.value.problems) == {"phone", "kind", "language"}
    with pytest.raises(Invalid, match="transfer_number"):
        test_calls.quick(ctx, Quick(DESK, "Hello.", kind="LB"))
    with pytest.raises(Invalid, match="text"):
        test_calls.quick(ctx, Quick(DESK, "  "))
    with pytest.raises(Invalid, match="voice"):
        test_calls.quick(ctx, Quick(DESK, "Hello.", voice="fr-CA-SylvieNeural"))


def test_a_record_without_audio_or_unknown_is_refused(ctx):
    campaign = active_campaign([["4165550178"]])
    with pytest.raises(NotFound):
        test_calls.of_record(ctx, campaign, "nobody", DESK)
    models.Record.update(audio="none").execute()
    with pytest.raises(Refused, match="no audio"):
        test_calls.of_record(ctx, campaign, "A0", DESK)


def test_a_viewer_places_no_test_call(ctx):
    viewer = replace(ctx, actor=Actor("v", ROLES["viewer"][1]))
    with pytest.raises(Forbidden):
        test_calls.quick(viewer, Quick(DESK, "Hello."))


def test_a_wish_that_nobody_takes_is_told_and_never_done(world, ctx, voice):
    act = test_calls.quick(ctx, Quick(DESK, "Hello."))
    world.clock.sleep(61)
    stale = test_calls.progress(ctx, act)
    assert stale.done
    assert "serve" in str(stale.error)
    assert not speak(world, voice)
    assert not voice.said


def test_an_engine_that_dies_leaves_no_test_call_open(world, ctx, voice):
    act = test_calls.quick(ctx, Quick(DESK, "Hello."))
    speak(world, voice)
    world.crank()
    assert not test_calls.progress(ctx, act).done
    world.after_kill()
    ended = test_calls.progress(ctx, act)
    assert ended.done
    assert "ended" in str(ended.error)
    assert steps(ended)[0] == "asked"


def test_a_test_call_that_the_link_forgot_is_given_up(world, ctx, voice):
    act = test_calls.quick(ctx, Quick(DESK, "Hello."))
    speak(world, voice)
    world.crank()
    world.switch.cut()
    world.clock.sleep(timedelta(minutes=10).total_seconds())
    world.engine.orders.look()
    assert "nobody heard" in str(test_calls.progress(ctx, act).error)
