"""What templates that nobody has saved yet will say."""

from dataclasses import dataclass

from esl_dialer.core import estimates
from esl_dialer.core.messages import Messages, Script, compose
from esl_dialer.core.roles import Permission
from esl_dialer.core.templates import TemplateError
from esl_dialer.core.variables import EXAMPLE_FIELDS
from esl_dialer.core.voices import VoiceError
from esl_dialer.services.context import Context


@dataclass(frozen=True, slots=True)
class Preview:
    """One message as it will be spoken, or what is wrong. ``seconds`` is an estimate."""

    text: str
    seconds: float
    problem: str = ""


def preview(ctx: Context, script: Script, province: str) -> Preview:
    """What an example person of that province will hear."""
    ctx.require(Permission.VIEW)
    try:
        composed = compose(script, EXAMPLE_FIELDS | {"province": province})
    except (TemplateError, VoiceError) as error:
        return Preview("", 0.0, str(error))
    if not isinstance(composed, Messages):
        return Preview("", 0.0, str(composed))
    return Preview(composed.message.text, estimates.spoken_seconds(composed.message))
