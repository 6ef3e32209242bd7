"""The rules that hold records back, in the words of the people who ask."""

from webui.text.language import translate

RULES = {
    "in_progress": "are being called now",
    "final": "are finished",
    "stopped": "must not be called",
    "audio_missing": "wait for their audio",
    "no_phone": "have no phone that can be called",
    "no_transfer_number": "have nowhere to go at key 1",
    "not_yet": "wait for their next attempt",
    "number_in_progress": "wait: their number is in another call",
    "window": "are outside their dialing hours",
}
"""By rule of ``core.rules.why_not``: what the records do that it holds back."""


def rule(name: str) -> str:
    """Of a rule that is not in the table, its name."""
    return translate(RULES.get(name, name.replace("_", " ")))
