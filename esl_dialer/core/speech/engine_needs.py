"""What each speech engine needs beside this program: who has it may offer the engine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from esl_dialer.core.says import Says
from esl_dialer.core.speech.voices import EngineName


@dataclass(frozen=True, slots=True)
class Needs:
    """Keys of the configuration, and what is to be installed: a program or a Python package."""

    keys: tuple[str, ...] = ()
    program: str = ""
    package: str = ""


NEEDS: Final[dict[EngineName, Needs]] = {
    EngineName.NANOTTS: Needs(package="py_nanotts"),
    EngineName.ESPEAK: Needs(program="espeak-ng"),
    EngineName.GTTS: Needs(package="gtts"),
    EngineName.EDGE: Needs(package="edge_tts"),
    EngineName.AZURE: Needs(keys=("azure_url", "azure_key")),
    EngineName.OPENAI: Needs(keys=("openai_url",)),
    EngineName.PIPER: Needs(keys=("piper_url",)),
    EngineName.HIBARI: Needs(package="hibari"),
    EngineName.KOKORO: Needs(keys=("kokoro_voices",), package="kokoro_onnx"),
}
"""A key of OpenAI is not needed: a server of one's own may ask for none."""


def lacking(
    engine: EngineName, is_set: Callable[[str], bool], is_installed: Callable[[Needs], bool]
) -> Says | None:
    """Why the engine can't speak here; None when it can be asked to."""
    needs = NEEDS[engine]
    if not is_installed(needs):
        return Says("the engine {engine} is not installed here", engine=engine)
    if missing := [key for key in needs.keys if not is_set(key)]:
        names = ", ".join(f"ESL_DIALER_{key.upper()}" for key in missing)
        return Says(
            "the engine {engine} is not configured here: {names}", engine=engine, names=names
        )
    return None
