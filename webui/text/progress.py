"""How far a campaign is, in the words of its page: its steps, and the stretches of its bar."""

from esl_dialer.core.campaigns.steps import Step
from esl_dialer.core.says import Says

STEPS: dict[Step, Says] = {
    Step.DRAFT: Says("Draft"),
    Step.LIST: Says("List"),
    Step.AUDIO: Says("Audio"),
    Step.START: Says("Start"),
}
STRETCHES = {
    "finished": Says("Finished"),
    "again": Says("Will be called again"),
    "in_progress": Says("In progress"),
    "never": Says("Never tried"),
}
"""By name in ``core.campaigns.progress``."""
