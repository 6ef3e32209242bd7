"""Days of the week, as people read them."""

from esl_dialer.core.says import Says
from webui.text.language import translate

DAYS = {
    "mon": Says("Monday"),
    "tue": Says("Tuesday"),
    "wed": Says("Wednesday"),
    "thu": Says("Thursday"),
    "fri": Says("Friday"),
    "sat": Says("Saturday"),
    "sun": Says("Sunday"),
}
"""By the names of ``core.campaigns.hours.WEEKDAYS``."""


def weekday(name: str) -> str:
    return translate(DAYS[name])
