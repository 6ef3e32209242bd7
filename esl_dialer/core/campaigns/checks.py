"""What is wrong with what people set of a campaign, value by value; None when nothing is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from esl_dialer.core.calls.call_back import PAST
from esl_dialer.core.calls.dialing import is_caller_id, kinds_of
from esl_dialer.core.calls.dispositions import MOST_MINUTES, Disposition, Follows, by_rule
from esl_dialer.core.calls.retry import FOLLOWS, Follow, Then
from esl_dialer.core.campaigns.hours import MOST_SPANS, Span, Window, told_spans
from esl_dialer.core.campaigns.recurrence import Recurrence, recurrence_parts
from esl_dialer.core.campaigns.schedule import FARTHEST, SHORTEST, Schedule
from esl_dialer.core.people.clocks import first_shown, zone
from esl_dialer.core.people.own_zone import zone_problem
from esl_dialer.core.people.phones import read_phone
from esl_dialer.core.people.source_statuses import problem as statuses_problem
from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.speech import templates
from esl_dialer.core.speech.voices import engine_name, voice_of
from esl_dialer.core.text.clock_times import DAY
from esl_dialer.core.text.quoting import cut, quoted
from esl_dialer.core.words import Language, Outcome, PhoneKind

LONGEST_NAME = 128
LONGEST_DESCRIPTION, LONGEST_NOTES = 128, 2000
TOO_LONG = Says("at most {most} letters")

RETRIED = tuple(
    sorted(
        o for o, what in FOLLOWS.items() if what is Follow.RETRY and o != Outcome.TRANSFER_FAILED
    )
)
"""Outcomes that ``retry_policy`` takes: a transfer that failed has its own quarter of an hour."""

NO_EXTENSION = Says("a number without an extension")


def name(text: str) -> Says | None:
    if not 0 < len(text) <= LONGEST_NAME:
        return Says("give the campaign a name of at most {most} letters", most=LONGEST_NAME)
    if text.isdigit() or not text.isprintable():
        return Says("a name has a letter in it, and nothing that can't be seen")
    return None


def description(text: str) -> Says | None:
    if len(text) > LONGEST_DESCRIPTION:
        return TOO_LONG.of(most=LONGEST_DESCRIPTION)
    return None if text.isprintable() else Says("one line, and nothing that can't be seen")


def notes(text: str) -> Says | None:
    if len(text) > LONGEST_NOTES:
        return TOO_LONG.of(most=LONGEST_NOTES)
    plain = all(letter.isprintable() or letter in "\r\n\t" for letter in text)
    return None if plain else Says("nothing that can't be seen")


def source_statuses(text: str) -> Says | None:
    return statuses_problem(text)


def transfer_number(text: str) -> Says | None:
    """It is refused as it was written, never mended into another."""
    read = read_phone(text) if text else None
    if read is None or not (read.problem or read.extension):
        return None
    return read.problem or NO_EXTENSION


def caller_ids(numbers: tuple[str, ...]) -> Says | None:
    wrong = [text for text in numbers if not is_caller_id(text)]
    if not wrong:
        return None
    return Says("10 to 15 digits each, not {numbers}", numbers=cut(", ".join(wrong)))


def window(hours: Window) -> Says | None:
    """Of the week as a whole: what is wrong with one day is told by ``window_parts``."""
    if hours.is_short and not hours.valid:
        return Says("the dialing window must start before it ends, within one day")
    if not any(hours.days):
        return Says("no day has any hours: nobody would be called")
    return None


def window_parts(hours: Window) -> dict[str, Says]:
    """By part: a day of a window that has hours of its own for each, and its zone."""
    days = {} if hours.is_short else {f"window.{n}": _day(s) for n, s in hours.by_day.items()}
    found = days | {"window.zone": zone_problem(hours.zone)}
    return {part: says for part, says in found.items() if says}


def schedule_parts(schedule: Schedule, before: Schedule | None, now: datetime) -> dict[str, Says]:
    """By part; a start that stays as it was ``before`` may be past."""
    if not schedule:
        return {}
    if schedule.zone != UTC_NAME and (wrong := zone_problem(schedule.zone)):
        return {"schedule.zone": wrong}
    times = {"schedule.start": schedule.start, "schedule.end": schedule.end}
    far = (now + FARTHEST).replace(tzinfo=None)
    if too_far := {part: TOO_FAR for part, at in times.items() if at and at > far}:
        return too_far
    found: dict[str, Says] = {}
    starts, ends = (at and first_shown(at, schedule.zone) for at in times.values())
    same = before is not None and (before.start, before.zone) == (schedule.start, schedule.zone)
    if starts and not same and starts < now - SHORTEST:
        found["schedule.start"] = PAST
    if schedule.recurrence:
        return found or _of_recurrence(schedule, schedule.recurrence, now)
    if ends and ends < max(starts or now, now) + SHORTEST:
        found["schedule.end"] = ENDS_TOO_SOON if starts and starts > now else PAST
    return found


def _of_recurrence(schedule: Schedule, recurrence: Recurrence, now: datetime) -> dict[str, Says]:
    if schedule.start is None:
        return {"schedule.start": Says("say when it starts for the first time")}
    if schedule.length is not None and schedule.length < SHORTEST:
        return {"schedule.end": ENDS_TOO_SOON}
    there = now.astimezone(zone(schedule.zone)).replace(tzinfo=None)
    found = recurrence_parts(schedule.start, schedule.length, recurrence, there)
    return {f"schedule.{part}": says for part, says in found.items()}


TOO_FAR = Says("it is more than ten years ahead")
ENDS_TOO_SOON = Says("at least two minutes after the start")
UTC_NAME = "UTC"


def _day(spans: tuple[Span, ...]) -> Says | None:
    if len(spans) > MOST_SPANS:
        return Says("{most} spans a day at most", most=MOST_SPANS)
    for one in spans:
        if not 0 <= one[0] <= DAY or not 0 <= one[1] <= DAY:
            return Says("from 00:00 to 24:00")
        if one[0] >= one[1]:
            return Says("{span} must start before it ends", span=told_spans((one,)))
    for one, after in pairwise(sorted(spans)):
        if after[0] < one[1]:
            return Says(
                "{span} and {other} overlap", span=told_spans((one,)), other=told_spans((after,))
            )
    return None


def retry_policy(minutes: Mapping[str, int]) -> Says | None:
    """Which outcomes have minutes of their own; the minutes are judged one by one."""
    unknown = sorted(minutes.keys() - set(RETRIED))
    if not unknown:
        return None
    return Says(
        "{outcome} is not one of: {choices}",
        outcome=quoted(unknown[0]),
        choices=", ".join(RETRIED),
    )


def outcome_rules(rules: Mapping[str, str]) -> Says | None:
    if wrong := retry_policy(dict.fromkeys(rules, 0)):
        return wrong
    return _of_rules(rules, [*Then])


def disposition_rules(rules: Mapping[str, str]) -> Says | None:
    """Whether there are such dispositions, the service says."""
    for rule in rules.values():
        try:
            one = by_rule(Disposition("-"), rule)
        except ValueError:
            return _no_rule(rule, [*Follows, "again:30"])
        if not 0 <= one.minutes <= MOST_MINUTES:
            return Says("from {low} to {high}", low="0", high=str(MOST_MINUTES))
    return None


def _of_rules(rules: Mapping[str, str], known: Sequence[str]) -> Says | None:
    wrong = [rule for rule in rules.values() if rule not in known]
    return _no_rule(wrong[0], known) if wrong else None


def _no_rule(rule: str, known: Sequence[str]) -> Says:
    told = Says("{rule} is not one of: {choices}")
    return told.of(rule=quoted(rule), choices=", ".join(known))


def phone_kinds(text: str) -> Says | None:
    wrong = [kind for kind in kinds_of(text) if kind not in set(PhoneKind)]
    if not wrong:
        return None
    told = Says("{kind} is no type of phone: {choices}")
    return told.of(kind=quoted(wrong[0]), choices=", ".join(PhoneKind))


def template_in(language: Language) -> Callable[[str], Says | None]:
    """Whether a text can be said in the language."""
    return lambda text: _refusal(templates.parse, text, language)


def engine(text: str) -> Says | None:
    return _refusal(engine_name, text)


def voice_in(language: Language) -> Callable[[str], Says | None]:
    """Whether there is such a voice in the language; whether the engine has it, a draft tells."""
    return lambda text: _refusal(voice_of, text, language)


def _refusal(read: Callable[..., Any], *given: str) -> Says | None:
    """What it says when it refuses."""
    try:
        read(*given)
    except SaysError as error:
        return error.says
    return None
