"""What the templates of fields ask for (``templates/fields.html``)."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g

from esl_dialer.core.campaigns.campaign import FIELDS, MODES, Campaign
from esl_dialer.core.campaigns.checks import RETRIED
from esl_dialer.core.campaigns.hours import WEEKDAYS
from esl_dialer.core.campaigns.parts import PARTS_OF
from esl_dialer.core.campaigns.steps import steps
from esl_dialer.core.fields import Field, Shape
from esl_dialer.core.flows import FLOWS
from esl_dialer.core.people.own_zone import zones
from esl_dialer.core.says import Says
from esl_dialer.core.words import CampaignKind
from esl_dialer.services.calls import dispositions
from esl_dialer.services.lists import filters as list_filters
from esl_dialer.services.people import dnc_lists as lists
from esl_dialer.services.speech import engines
from webui.pages import hours_form, rules_form, schedule_form
from webui.text import progress
from webui.text.language import phone, translate

RULES = ("campaign", "schedule", "timings")
"""The sections whose fields a campaign's page shows as its rules."""

ENGINE = "engine"
"""The name of the field, of a campaign and of the settings, that names a speech engine."""


def titled(choices: Mapping[str, str | Says]) -> list[tuple[str, str]]:
    """A menu, in the reader's language."""
    return [(value, translate(title)) for value, title in choices.items()]


def offered(field: Field[Any], values: Mapping[str, Any]) -> Mapping[str, str]:
    """What a menu holds: of speech engines, those that can speak here; of kinds of call and modes
    of dialing, those of the campaign's type."""
    if field.name in _OF_KIND:
        chosen = values.get("kind")
        known = CampaignKind(chosen) if chosen in set(CampaignKind) else CampaignKind.LB
        return {word: field.choices[word] for word in _OF_KIND[field.name](known)}
    if field.name != ENGINE:
        return field.choices
    here = ["", *engines.offered(g.ctx, values.get(ENGINE, field.default))]
    return {value: title for value, title in field.choices.items() if value in here}


_OF_KIND: dict[str, Callable[[CampaignKind], tuple[str, ...]]] = {
    "call_kind": lambda kind: (FLOWS[kind].call_kind,),
    "mode": lambda kind: MODES[kind],
}


def limits(field: Field[Any]) -> dict[str, str]:
    """The attributes of its control."""
    ends = {"min": field.low, "max": field.high, "maxlength": field.longest}
    step = {"step": "any"} if field.shape is Shape.DECIMAL else {}
    return {name: f"{end:.12g}" for name, end in ends.items() if end is not None} | step


def rules_of(campaign: Campaign) -> list[tuple[Field[Any], Any]]:
    """Each rule that means something for the campaign's kind, and its value."""
    flow = campaign.flow
    return [
        (field, getattr(campaign, name))
        for name, field in FIELDS.items()
        if field.section in RULES
        and name != "name"
        and (flow.interactive or not field.interactive)
        and (flow.needs_agent or not field.with_agents)
        and not (flow.needs_agent and name == "cpm")
    ]


def connection(campaign: Campaign) -> str:
    """Whom its calls connect to, or else what they do."""
    if not campaign.flow.needs_transfer:
        return translate(FIELDS["kind"].choices[campaign.kind])
    return phone(campaign.connection) or translate(FIELDS["transfer_number"].zero)


def dnc_lists() -> list[lists.DncList]:
    """All that a campaign may choose; their numbers are not counted."""
    return lists.every(g.ctx, counted=False)


def list_names(chosen: tuple[int, ...]) -> list[str]:
    """Of the do-not-call lists that a campaign chose."""
    return [*lists.names_of(g.ctx, chosen).values()]


def filters() -> list[tuple[str, str]]:
    """A menu of those that a campaign may choose."""
    none = translate(FIELDS["filter_id"].zero)
    return [("0", none), *((str(one.id), one.name) for one in list_filters.every(g.ctx))]


def filter_name(number: int) -> str:
    """Of the filter that a campaign chose."""
    return list_filters.name_of(g.ctx, number)


def disposition_sets() -> list[tuple[str, str]]:
    """A menu of those that a campaign may choose."""
    none = translate(FIELDS["disposition_set"].zero)
    every = dispositions.sets(g.ctx)
    return [("0", none), *((str(one.set.id), one.set.name) for one in every)]


def disposition_set_name(number: int) -> str:
    """Of the set that a campaign chose."""
    return dispositions.set_name(g.ctx, number)


def zone_names() -> list[str]:
    """Every place's time zone, in the order of their names."""
    return sorted(zones())


GLOBALS: dict[str, Any] = {
    "connection": connection,
    "dnc_lists": dnc_lists,
    "filters": filters,
    "filter_name": filter_name,
    "rules_offered": rules_form.offered,
    "rules_said": rules_form.said,
    "rule_told": rules_form.told,
    "disposition_sets": disposition_sets,
    "disposition_set_name": disposition_set_name,
    "list_names": list_names,
    "titled": titled,
    "offered": offered,
    "limits": limits,
    "rules_of": rules_of,
    "retried": RETRIED,
    "fields_of_campaign": FIELDS,
    "parts_of": PARTS_OF,
    "speed": FIELDS["cpm"],
    "step_titles": progress.STEPS,
    "steps_of": lambda standing: steps(standing.campaign, standing.records),
    "stretch_titles": progress.STRETCHES,
    "span_rows": hours_form.rows,
    "zone_names": zone_names,
    "weekdays": WEEKDAYS,
    "recurrences": schedule_form.CHOICES,
    "often": schedule_form.often,
    "coming": schedule_form.coming,
    "business_zone": lambda: str(g.ctx.business_zone()),
}
