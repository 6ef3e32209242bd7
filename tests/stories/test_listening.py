"""A draft's message, spoken for who writes it."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.broken import UNFORESEEN
from esl_dialer.core.says import NOTHING
from esl_dialer.core.speech.messages import Script
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.services.calls import test_calls
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.speech import draft_preview
from esl_dialer.store.database import StoreBusy
from esl_dialer.store.models import database
from tests.stories.test_test_calls import Voice, speak

SCRIPT = Script(0, CampaignKind.LB, Language.EN, "Hello {full_name}.", "Bonjour {full_name}.", 0)


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    return Voice(tmp_path / "audio")


def test_a_draft_is_heard_by_who_asked_and_gone_after_five_minutes(world, ctx, voice):
    act = draft_preview.listen(ctx, SCRIPT, "QC")
    assert not draft_preview.listening(ctx, act).done
    with pytest.raises(NotFound):
        draft_preview.heard(ctx, act)
    assert speak(world, voice)
    assert "Hello" in voice.said
    assert "Bonjour" in voice.said
    assert draft_preview.listening(ctx, act) == draft_preview.Listening(act, True, 8.0, NOTHING)
    config = replace(ctx.config, data=voice.directory.parent)
    assert draft_preview.heard(replace(ctx, config=config), act).read_bytes() == b"RIFF"
    somebody = Actor("else", frozenset(Permission))
    with pytest.raises(NotFound):
        draft_preview.listening(replace(ctx, actor=somebody), act)
    with pytest.raises(NotFound):
        test_calls.progress(ctx, act)
    world.clock.sleep(301)
    speak(world, voice)
    with pytest.raises(NotFound):
        draft_preview.heard(replace(ctx, config=config), act)


def test_a_draft_that_cannot_be_spoken_says_why(world, ctx, tmp_path):
    with pytest.raises(Invalid, match="nobody"):
        draft_preview.listen(ctx, replace(SCRIPT, template_en="Hello {nobody}."), "ON")
    act = draft_preview.listen(ctx, SCRIPT, "ON")
    speak(world, Voice(tmp_path / "audio", "the engine is down"))
    assert str(draft_preview.listening(ctx, act).error) == "the engine is down"
    late = draft_preview.listen(ctx, SCRIPT, "ON")
    world.clock.sleep(61)
    assert draft_preview.listening(ctx, late).done
    assert "nobody took it" in str(draft_preview.listening(ctx, late).error)


class Broken(Voice):
    def __call__(self, campaign, messages, alive):
        raise LookupError("no such sound")


def test_what_breaks_on_one_draft_is_told_and_the_next_is_spoken(world, ctx, voice):
    act = draft_preview.listen(ctx, SCRIPT, "ON")
    assert speak(world, Broken(voice.directory))
    assert draft_preview.listening(ctx, act) == draft_preview.Listening(act, True, 0.0, UNFORESEEN)
    following = draft_preview.listen(ctx, SCRIPT, "ON")
    assert speak(world, voice)
    assert draft_preview.listening(ctx, following).done


def test_while_another_writes_nothing_is_spoken_and_nothing_ends(world, ctx, voice):
    act = draft_preview.listen(ctx, SCRIPT, "ON")
    database.execute_sql("PRAGMA busy_timeout=10")
    other = sqlite3.connect(database.obj.database)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        speak(world, voice)
    other.close()
    assert speak(world, voice)
    assert not draft_preview.listening(ctx, act).error
