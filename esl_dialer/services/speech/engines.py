"""Which speech engines this installation has: what it lacks is neither offered nor saved."""

import shutil
from functools import cache
from importlib.util import find_spec

from esl_dialer.core.says import Says
from esl_dialer.core.speech import engine_needs
from esl_dialer.core.speech.engine_needs import Needs
from esl_dialer.core.speech.voices import EngineName, engine_name
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import Context


def lacking(ctx: Context, engine: str) -> Says | None:
    """Why the engine (empty: the default one) can't speak here. Raises VoiceError."""
    return _lacking(ctx.config, engine_name(engine))


def _lacking(config: Config, engine: EngineName) -> Says | None:
    return engine_needs.lacking(engine, lambda key: bool(getattr(config, key)), _is_installed)


@cache
def _is_installed(needs: Needs) -> bool:
    """As it was when it was first asked: who installs one starts the program anew."""
    if needs.program and shutil.which(needs.program) is None:
        return False
    return not needs.package or find_spec(needs.package) is not None


def offered(ctx: Context, held: str) -> list[str]:
    """Those that can speak here, and the one that is chosen already, whatever it lacks."""
    return [one for one in EngineName if one == held or _lacking(ctx.config, one) is None]
