"""Quick tests' texts spoken and their calls handed on: the audio process's part of a test call."""

from dataclasses import replace
from datetime import timedelta

from esl_dialer.core.acts import Act, ActKind, QuickText, quick_messages, step
from esl_dialer.core.speech import Files, NotSpoken
from esl_dialer.core.templates import Failure
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.services.audio_jobs import AudioWork
from esl_dialer.store import acts
from esl_dialer.store.database import transaction

KEPT = timedelta(minutes=5)
"""A quick test's audio is deleted so long after it was asked for."""


def speak_waiting(work: AudioWork) -> bool:
    """Speak one quick test's text and hand its call on; False when none waits."""
    remove_spoken(work)
    for act_id in acts.waiting((ActKind.SPEAK,)):
        with transaction():
            act = acts.claim(act_id, work.owner, work.clock.now())
        if act is not None:
            _speak(act, work)
            return True
    return False


def _speak(act: Act, work: AudioWork) -> None:
    steps = [*act.answer["steps"], step("speaking", work.clock.now())]
    with transaction():
        acts.answer(act.id, {"steps": steps}, work.clock.now())
    files = _files(act, work)
    now = work.clock.now()
    with transaction():
        if isinstance(files, str):
            acts.answer(act.id, {"steps": steps, "error": files}, now, done=True)
            return
        call = act.payload["call"] | {
            "message": files.message,
            "message_ms": files.ms,
            "apology": files.apology,
            "acknowledgement": files.acknowledgement,
        }
        told = {"steps": [*steps, step("spoken", now)]}
        acts.pass_on(act.id, ActKind.TEST_CALL, act.payload | {"call": call}, told, now)


def _files(act: Act, work: AudioWork) -> Files | str:
    """The spoken files, or why there are none."""
    text = QuickText(**act.payload["text"])
    text = replace(text, language=Language(text.language))
    messages = quick_messages(text, CampaignKind(act.payload["call"]["kind"]))
    if isinstance(messages, Failure):
        return str(messages)
    answer = work.speak(0, {act.id: messages}, lambda: None)[act.id]
    return answer.reason if isinstance(answer, NotSpoken) else answer


def remove_spoken(work: AudioWork) -> int:
    """Delete the audio of quick tests that were asked for five minutes ago; returns how many."""
    removed = 0
    for path in work.directory.glob("campaigns/0/*/*.wav"):
        act = acts.get(int(path.name.partition("-")[0]))
        if act is None or work.clock.now() - act.created_at >= KEPT:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
