"""The rules that hold records back, in the words of the people who ask."""

from esl_dialer.core.says import Says
from webui.text.language import translate

RULES = {
    "in_progress": Says("are being called now"),
    "previewed": Says("wait: an agent sees them, and dials them or not"),
    "final": Says("are finished"),
    "stopped": Says("must not be called"),
    "person_stopped": Says("must not be called yet: a stop of the person ends later"),
    "perhaps_stopped": Says("wait: a stop of their account may be theirs"),
    "list_inactive": Says("are of a list that is inactive"),
    "source_status": Says("have a source status that the campaign did not choose"),
    "filtered_out": Says(
        "are left out by the campaign's filter or source statuses, or an inactive list"
    ),
    "audio_missing": Says("wait for their audio"),
    "no_phone": Says("have no phone that can be called"),
    "phone_type": Says("have phones of other types than the campaign dials"),
    "number_spent": Says("had as many attempts at their number as the campaign allows"),
    "no_transfer_number": Says("have nowhere to go at key 1"),
    "number_heard": Says("wait: their number heard a message less than a day ago"),
    "person_heard": Says("wait: the same person heard a message less than a day ago"),
    "consent_missing": Says("did not consent to such calls"),
    "contact_cap": Says("wait: the law lets them be called no more often"),
    "restored": Says("wait: whether they were called before the restore is unknown"),
    "import_undone": Says("wait: an import of their campaign is being undone"),
    "promised": Says("wait: they promised to pay by a day"),
    "call_back": Says("have a call-back at a time that was set"),
    "not_yet": Says("wait for their next attempt"),
    "phone_hours": Says("wait: their type of phone has hours of its own"),
    "number_in_progress": Says("wait: their number is in another call"),
    "person_in_progress": Says("wait: the same person is in another call"),
    "zone_data_old": Says("wait: the time zone data is too old for where they are"),
    "window": Says("are outside their dialing hours"),
    "law": Says("wait: the law where they are forbids the call now"),
}
"""By rule of ``core.rules.why_not``: what the records do that it holds back."""


def rule(name: str) -> str:
    """Of a rule that is not in the table, its name."""
    known = RULES.get(name)
    return translate(known) if known else name.replace("_", " ")
