"""What is wrong with a campaign that is to be made or changed, by field.

Each check looks at what it is about alone, and not at all where that stays as it was: what was
right once may be kept, whatever is asked of new ones since.
"""

from datetime import datetime

from esl_dialer.core import fields
from esl_dialer.core.campaigns import checks
from esl_dialer.core.campaigns.campaign import FIELDS, MODES, Draft
from esl_dialer.core.flows import FLOWS
from esl_dialer.core.says import Says
from esl_dialer.core.speech import templates
from esl_dialer.core.speech.voices import VoiceError, engine_name, engine_voice
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language
from esl_dialer.services.context import Context
from esl_dialer.services.speech import engines
from esl_dialer.store.calls import dispositions
from esl_dialer.store.campaigns.campaigns import LARGEST_ID
from esl_dialer.store.lists import filters
from esl_dialer.store.people import dnc_lists


def problems(ctx: Context, draft: Draft, before: Draft | None = None) -> dict[str, Says]:
    """What is wrong with a draft, by field; what stays as it was ``before`` is not judged again."""
    by_field = fields.problems(FIELDS, draft, before)
    of_several = (
        _window_problems,
        _retry_problems,
        _rules_problems,
        _voice_problems,
        _template_problems,
        _call_kind_problem,
        _mode_problem,
        chosen_problems,
    )
    for judge in of_several:
        by_field = judge(draft, before) | by_field
    schedule = _schedule_problems(draft, before, ctx.now())
    return _engine_problem(ctx, draft, before) | schedule | by_field


def chosen_problems(draft: Draft, before: Draft | None) -> dict[str, Says]:
    """Filter, do-not-call lists and set of dispositions are there; in a transaction they are until
    that ends."""
    lists, filter_ = _lists_problem(draft, before), _filter_problem(draft, before)
    return lists | filter_ | _set_problem(draft, before)


def _set_problem(draft: Draft, before: Draft | None) -> dict[str, Says]:
    number = draft.disposition_set
    if not number or (before and number == before.disposition_set):
        return {}
    held = 0 < number <= LARGEST_ID and dispositions.hold_set(number)
    told = Says("no set of dispositions {name}", name=number)
    return {} if held else {"disposition_set": told}


def _rules_problems(draft: Draft, before: Draft | None) -> dict[str, Says]:
    """What follows is said of dispositions that there are."""
    if not draft.disposition_rules or (
        before and draft.disposition_rules == before.disposition_rules
    ):
        return {}
    known = {one.key for one in dispositions.every()}
    return {
        f"disposition_rules.{key}": Says("no disposition {name}", name=quoted(key))
        for key in draft.disposition_rules
        if key not in known
    }


def _filter_problem(draft: Draft, before: Draft | None) -> dict[str, Says]:
    if not draft.filter_id or (before and draft.filter_id == before.filter_id):
        return {}
    held = 0 < draft.filter_id <= LARGEST_ID and filters.hold(draft.filter_id)
    return {} if held else {"filter_id": Says("no filter {name}", name=draft.filter_id)}


def _lists_problem(draft: Draft, before: Draft | None) -> dict[str, Says]:
    """Each do-not-call list is there; in a transaction it is until that ends."""
    if before and draft.dnc_lists == before.dnc_lists:
        return {}
    gone = set(draft.dnc_lists) - dnc_lists.hold(draft.dnc_lists) if draft.dnc_lists else ()
    if not gone:
        return {}
    told = ", ".join(map(str, sorted(gone)))
    return {"dnc_lists": Says("no do-not-call list {name}", name=told)}


def _engine_problem(ctx: Context, draft: Draft, before: Draft | None) -> dict[str, Says]:
    """The engine that is chosen can speak here."""
    named = draft.engine and not fields.problem(FIELDS["engine"], draft.engine)
    if not named or (before and draft.engine == before.engine):
        return {}
    lacking = engines.lacking(ctx, draft.engine)
    return {"engine": lacking} if lacking else {}


def _template_problems(draft: Draft, before: Draft | None) -> dict[str, Says]:
    """Each text as the language reads it that will speak it (see ``messages.template_for``)."""
    only_one = draft.language is Language.FR and not draft.template_fr.strip()
    spoken = {"template_en": Language.FR if only_one else Language.EN, "template_fr": Language.FR}
    problems: dict[str, Says] = {}
    for name, language in spoken.items():
        text = getattr(draft, name)
        if before and (text, draft.language) == (getattr(before, name), before.language):
            continue
        try:
            templates.parse(text, language)
        except templates.TemplateError as error:
            problems[name] = error.says
    return problems


def _call_kind_problem(draft: Draft, before: Draft | None) -> dict[str, Says]:
    if draft.call_kind is FLOWS[draft.kind].call_kind:
        return {}
    return {"call_kind": Says("its calls begin with a recorded voice")}


def _mode_problem(draft: Draft, before: Draft | None) -> dict[str, Says]:
    if draft.mode in MODES[draft.kind]:
        return {}
    return {"mode": Says("only campaigns with agents have it")}


def _window_problems(draft: Draft, before: Draft | None) -> dict[str, Says]:
    """What is wrong with one day of the window, or with its zone."""
    return {} if before and draft.window == before.window else checks.window_parts(draft.window)


def _schedule_problems(draft: Draft, before: Draft | None, now: datetime) -> dict[str, Says]:
    if before and draft.schedule == before.schedule:
        return {}
    return checks.schedule_parts(draft.schedule, before.schedule if before else None, now)


def _retry_problems(draft: Draft, before: Draft | None) -> dict[str, Says]:
    """Each outcome's minutes are within the bounds of ``retry_minutes``."""
    if before and draft.retry_policy == before.retry_policy:
        return {}
    field = FIELDS["retry_minutes"]
    wrong = Says("from {low} to {high} minutes", **fields.bounds(field))
    return {
        f"retry_policy.{outcome}": wrong
        for outcome, minutes in draft.retry_policy.items()
        if fields.problem(field, minutes)
    }


def _voice_problems(draft: Draft, before: Draft | None) -> dict[str, Says]:
    """An engine that is known has the voices that are chosen."""
    if fields.problem(FIELDS["engine"], draft.engine):
        return {}
    found: dict[str, Says] = {}
    for language in Language:
        name = f"voice_{language}"
        voice = getattr(draft, name)
        if before and (draft.engine, voice) == (before.engine, getattr(before, name)):
            continue
        try:
            if voice:
                engine_voice(engine_name(draft.engine), voice, language)
        except VoiceError as error:
            found[name] = error.says
    return found
