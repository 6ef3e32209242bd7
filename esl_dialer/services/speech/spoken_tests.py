"""What is spoken while somebody waits: quick tests' texts, whose calls are handed on, and drafts.

The audio process's part of both. Their audio is gone after five minutes.
"""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

from esl_dialer.core.broken import told_of
from esl_dialer.core.calls.orders import (
    Act,
    ActKind,
    QuickText,
    draft_message,
    quick_messages,
    step,
)
from esl_dialer.core.says import Says
from esl_dialer.core.speech.generation import Files, NotSpoken
from esl_dialer.core.speech.messages import Messages
from esl_dialer.core.speech.templates import Failure, TemplateError
from esl_dialer.core.speech.voices import VoiceError
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.runtime.logs import line
from esl_dialer.services.speech.audio_jobs import AudioWork
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.calls import orders
from esl_dialer.store.database import transaction

log = logging.getLogger(__name__)

KEPT = timedelta(minutes=5)
"""The audio is deleted so long after it was asked for."""


def speak_waiting(work: AudioWork) -> bool:
    """Speak one text that somebody waits for; False when none waits. Raises DATABASE_AWAY."""
    remove_spoken(work)
    for act_id in orders.waiting((ActKind.SPEAK, ActKind.LISTEN)):
        with transaction():
            act = orders.claim(act_id, work.owner, work.clock.now())
        if act is not None:
            _speak(act, work)
            return True
    return False


def _speak(act: Act, work: AudioWork) -> None:
    """What breaks on one text is told to who waits for it, and the next is spoken."""
    try:
        _SPEAK[act.kind](act, work)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        log.exception(line("test_call.not_spoken", act=act.id))
        told = act.answer | {"error": told_of(error).packed()}
        with transaction():
            orders.answer(act.id, told, work.clock.now(), done=True)


def _speak_draft(act: Act, work: AudioWork) -> None:
    try:
        files: Files | Says = _files(act, draft_message(act.payload), work)
    except (TemplateError, VoiceError) as error:
        files = error.says
    told: dict[str, Any] = (
        {"error": files.packed()}
        if isinstance(files, Says)
        else {"path": files.message, "ms": files.ms}
    )
    with transaction():
        orders.answer(act.id, told, work.clock.now(), done=True)


def _speak_test(act: Act, work: AudioWork) -> None:
    steps = [*act.answer["steps"], step("speaking", work.clock.now())]
    with transaction():
        orders.answer(act.id, {"steps": steps}, work.clock.now())
    files = _files(act, _test_message(act), work)
    now = work.clock.now()
    with transaction():
        if isinstance(files, Says):
            orders.answer(act.id, {"steps": steps, "error": files.packed()}, now, done=True)
            return
        call = act.payload["call"] | {
            "message": files.message,
            "message_ms": files.ms,
            "apology": files.apology,
            "acknowledgement": files.acknowledgement,
            "confirmation": files.confirmation,
        }
        told = {"steps": [*steps, step("spoken", now)]}
        orders.pass_on(act.id, ActKind.TEST_CALL, act.payload | {"call": call}, told, now)


_SPEAK = {ActKind.SPEAK: _speak_test, ActKind.LISTEN: _speak_draft}


def _test_message(act: Act) -> Messages | Failure:
    text = QuickText(**act.payload["text"])
    text = replace(text, language=Language(text.language))
    return quick_messages(text, CampaignKind(act.payload["call"]["kind"]))


def _files(act: Act, messages: Messages | Failure, work: AudioWork) -> Files | Says:
    """The spoken files, or why there are none."""
    if isinstance(messages, Failure):
        return messages.says
    answer = work.speak(0, {act.id: messages}, lambda: None)[act.id]
    return answer.reason if isinstance(answer, NotSpoken) else answer


def remove_spoken(work: AudioWork) -> int:
    """Delete the audio that was asked for five minutes ago; returns how many."""
    removed = 0
    for path in work.directory.glob("campaigns/0/*/*.wav"):
        act = orders.get(int(path.name.partition("-")[0]))
        if act is None or work.clock.now() - act.created_at >= KEPT:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
