"""The first minute: sample campaigns, one of them for agents, and how to sign in."""

import secrets
from collections.abc import Iterator
from pathlib import Path

from esl_dialer.core.campaigns.campaign import Campaign, Draft
from esl_dialer.core.text.counts import counted
from esl_dialer.core.words import CampaignKind, DialOrder
from esl_dialer.services.accounts import users
from esl_dialer.services.agents import agents
from esl_dialer.services.agents.agents import NewAgent
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound
from esl_dialer.services.lists import loading
from esl_dialer.services.speech import audio

SAMPLE = "Sample: collections (Link Back)"
SAMPLES = Path(__file__).parent.parent / "data" / "samples"
SAMPLE_LIST = SAMPLES / "collections_200.csv"
OF_AGENTS = "Sample: agents"
AGENTS_LIST = SAMPLES / "agents_40.csv"
"""People of whom most answer, and none of the other list."""

LISTED_AS = {CampaignKind.LB: "Sample list", CampaignKind.AG: "Sample list for agents"}
EXTENSION = "1001"
REASONS = ("Break", "Lunch", "Coaching")
CALLER_IDS = ("18663123618", "18889617999")
SAMPLE_CPM = 60.0


def how_to_sign_in(ctx: Context) -> tuple[str, str]:
    """Its lines; the user is made when there is none."""
    told = f"  Sign in  {users.FIRST_USER}  {_password(ctx)}"
    return told, "  The switch is simulated: nobody is called."


def sample(ctx: Context) -> Iterator[str]:
    """Make the sample campaigns, or finish them: a start that was cut off leaves them half way."""
    if people := _filled(ctx, SAMPLE, CampaignKind.LB, SAMPLE_LIST):
        yield f"Sample campaign made: {people}; its audio is being spoken."
    if people := _filled(ctx, OF_AGENTS, CampaignKind.AG, AGENTS_LIST):
        yield f"Sample campaign for agents made: {people}; start it, then be ready at My calls."
    _password(ctx)
    _make_agent(ctx)


def _filled(ctx: Context, name: str, kind: CampaignKind, people: Path) -> str:
    """How many people it was given; empty where it had them."""
    try:
        standing = campaigns.standing(ctx, name)
    except NotFound:
        standing = campaigns.standing(ctx, _made(ctx, name, kind).id)
    if standing.records:
        return ""
    loaded = loading.load(ctx, standing.campaign.id, people, name=LISTED_AS[kind])
    audio.request_audio(ctx, standing.campaign.id, "new")
    return counted(loaded.progress.rows_good, "record")


def _make_agent(ctx: Context) -> None:
    """Who signs in takes calls too: on the simulated switch every extension is a telephone."""
    try:
        agents.find(ctx, users.FIRST_USER)
    except NotFound:
        mine = campaigns.get(ctx, OF_AGENTS).id
        agents.make(ctx, NewAgent(users.FIRST_USER, EXTENSION, campaigns=(mine,)))
        agents.set_reasons(ctx, REASONS)


def _made(ctx: Context, name: str, kind: CampaignKind) -> Campaign:
    draft = Draft(
        name,
        kind,
        caller_ids=CALLER_IDS,
        cpm=SAMPLE_CPM,
        dial_order=DialOrder.SEQUENTIAL,
    )
    return campaigns.create(ctx, draft)


def _password(ctx: Context) -> str:
    """The demo's password: made once, kept beside the database for the next start."""
    kept = ctx.config.data.absolute() / "demo-password"
    first = users.ensure_first_user(ctx)
    if first is None and kept.exists():
        return kept.read_text(encoding="utf-8").strip()
    password = first.password if first else secrets.token_urlsafe(9)
    if first is None:
        users.reset_password(ctx, users.FIRST_USER, password)
    kept.touch(mode=0o600)
    kept.write_text(password + "\n", encoding="utf-8")
    return password
