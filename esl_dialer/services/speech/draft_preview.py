"""What templates that nobody has saved yet will say: read, and heard."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.orders import ActKind
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.speech import estimates
from esl_dialer.core.speech.messages import (
    Messages,
    Script,
    compose,
    languages_of,
    variables_of,
)
from esl_dialer.core.speech.templates import TemplateError
from esl_dialer.core.speech.variables import CUSTOM, EXAMPLE_FIELDS, INSTALLED
from esl_dialer.core.speech.voices import VoiceError
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.store.calls import orders
from esl_dialer.store.database import transaction
from esl_dialer.store.system import settings

GONE = Says("this audio is gone: listen again")


@dataclass(frozen=True, slots=True)
class Preview:
    """One message as it will be spoken, or what is wrong. ``seconds`` is an estimate."""

    text: str
    seconds: float
    problem: Says = NOTHING
    confirmation: str = ""
    """What is said before it, where who answers is asked who they are."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How far a draft's audio is; ``seconds`` long once it is ``done`` without ``error``."""

    id: int
    done: bool
    seconds: float
    error: Says


def preview(ctx: Context, script: Script, province: str) -> Preview:
    """What an example person of that province will hear."""
    ctx.require(Permission.VIEW)
    try:
        composed = compose(as_installed(script), _example(script, province))
    except (TemplateError, VoiceError) as error:
        return Preview("", 0.0, error.says)
    if not isinstance(composed, Messages):
        return Preview("", 0.0, composed.says)
    asked = composed.confirmation.text if composed.confirmation else ""
    seconds = estimates.spoken_seconds(composed.message)
    return Preview(composed.message.text, seconds, confirmation=asked)


def _example(script: Script, province: str) -> dict[str, str]:
    """Of an example person; a record's own field has its name for a value."""
    fields = EXAMPLE_FIELDS | {"province": province}
    named = variables_of(script, languages_of(script, province))
    own = {name for name in named if name.startswith(CUSTOM)}
    return fields | {name: name.removeprefix(CUSTOM).replace("_", " ") for name in own}


def as_installed(script: Script) -> Script:
    """The script with the agency's name and address, and the installation's voices where it names
    none."""
    chosen = settings.read()
    return replace(
        script,
        **{name: getattr(chosen, setting) for name, setting in INSTALLED.items()},
        engine=script.engine or chosen.engine,
        voice_en=script.voice_en or chosen.english_voice,
        voice_fr=script.voice_fr or chosen.french_voice,
    )


def listen(ctx: Context, script: Script, province: str) -> int:
    """Ask for a draft's message to be spoken; the act's number. Raises Invalid."""
    ctx.require(Permission.GENERATE_AUDIO)
    if problem := preview(ctx, script, province).problem:
        raise Invalid({"template": problem})
    with transaction():
        payload = {"script": asdict(as_installed(script)), "province": province}
        return orders.add(ActKind.LISTEN, payload, ctx.now(), ctx.actor.name)


def listening(ctx: Context, act_id: int) -> Listening:
    """How far it is. Raises NotFound: an act of another kind, or of somebody else."""
    ctx.require(Permission.GENERATE_AUDIO)
    act = orders.get(act_id)
    if act is None or act.kind is not ActKind.LISTEN or act.created_by != ctx.actor.name:
        raise NotFound(GONE)
    now = ctx.now()
    done = act.stale(now) or act.done_at is not None
    return Listening(act.id, done, act.answer.get("ms", 0) / 1000, act.error(now))


def heard(ctx: Context, act_id: int) -> Path:
    """The WAV file. Raises NotFound: not spoken yet, or gone after five minutes."""
    listening(ctx, act_id)
    act = orders.get(act_id)
    name = str(act.answer.get("path", "")) if act else ""
    path = ctx.config.audio_dir / name
    if not name or not path.is_file():
        raise NotFound(GONE)
    return path
