"""What templates that nobody has saved yet will say: read, and heard."""

from typing import Literal

from flask import Response, send_file

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.speech.messages import Script
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.services.speech import draft_preview
from esl_dialer.services.speech.draft_preview import Listening, Preview
from webui.api.routes import PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Name, Said, Shown, Text, fields_of


class DraftScript(Given):
    kind: CampaignKind = CampaignKind.LB
    language: Language = Language.EN
    template_en: Text = ""
    template_fr: Text = ""
    engine: Name = ""
    voice_en: Name = ""
    voice_fr: Name = ""
    """Empty: the installation's own."""
    right_party: bool = False
    """Who answers is asked first who they are."""
    province: Literal["ON", "QC"] = "ON"
    """Whose message: an English-speaking province's, or Quebec's."""


class DraftShown(Shown):
    text: str
    """As it will be spoken to an example person."""
    seconds: float
    """About."""
    problem: Said
    """What is wrong with the templates; empty when nothing is."""
    confirmation: str
    """What is said before it, where who answers is asked who they are; else empty."""


@fields_of(Listening)
class SpokenShown(Shown):
    pass


def preview(asked: Request) -> Preview:
    """What templates will say to an example person; nothing is kept."""
    return draft_preview.preview(asked.ctx, _script(asked.body), asked.body.province)


def speak(asked: Request) -> Reply:
    """Have templates spoken to an example person; the file is gone after five minutes."""
    act = draft_preview.listen(asked.ctx, _script(asked.body), asked.body.province)
    told = draft_preview.listening(asked.ctx, act)
    return Reply(told, {"Location": f"{PREFIX}/templates/spoken/{act}"})


def follow(asked: Request, number: int) -> Listening:
    """How far it is spoken."""
    return draft_preview.listening(asked.ctx, number)


def heard(asked: Request, number: int) -> Response:
    """What was spoken, as a WAV file."""
    path = draft_preview.heard(asked.ctx, number)
    return send_file(path, mimetype="audio/wav", conditional=True)


def _script(wanted: DraftScript) -> Script:
    return Script(campaign_id=0, version=0, **wanted.model_dump(exclude={"province"}))


_SPEAK = Permission.GENERATE_AUDIO
ROUTES = (
    Route("POST", "/templates/preview", Permission.VIEW, preview, DraftShown, body=DraftScript),
    Route("POST", "/templates/speak", _SPEAK, speak, SpokenShown, 202, body=DraftScript),
    Route("GET", "/templates/spoken/{number}", _SPEAK, follow, SpokenShown),
    Route("GET", "/templates/spoken/{number}/audio", _SPEAK, heard, sends=("audio/wav",)),
)
