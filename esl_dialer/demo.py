"""The first minute: a sample campaign, and how to sign in."""

import secrets
from collections.abc import Iterator
from pathlib import Path

from esl_dialer.core.campaigns.campaign import Campaign, Draft
from esl_dialer.core.text.counts import counted
from esl_dialer.core.words import CampaignKind, DialOrder
from esl_dialer.services.accounts import users
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound
from esl_dialer.services.lists import loading
from esl_dialer.services.speech import audio

SAMPLE = "Sample: collections (Link Back)"
SAMPLE_LIST = Path(__file__).parent.parent / "data" / "samples" / "collections_200.csv"
CALLER_IDS = ("18663123618", "18889617999")
SAMPLE_CPM = 60.0


def how_to_sign_in(ctx: Context) -> tuple[str, str]:
    """Its lines; the user is made when there is none."""
    told = f"  Sign in  {users.FIRST_USER}  {_password(ctx)}"
    return told, "  The switch is simulated: nobody is called."


def sample(ctx: Context) -> Iterator[str]:
    """Make the sample campaign, or finish it: a start that was cut off leaves it half way."""
    try:
        standing = campaigns.standing(ctx, SAMPLE)
    except NotFound:
        standing = campaigns.standing(ctx, _made(ctx).id)
    if standing.records:
        return
    loaded = loading.load(ctx, standing.campaign.id, SAMPLE_LIST, name="Sample list")
    audio.request_audio(ctx, standing.campaign.id, "new")
    people = counted(loaded.progress.rows_good, "record")
    yield f"Sample campaign made: {people}; its audio is being spoken."


def _made(ctx: Context) -> Campaign:
    draft = Draft(
        SAMPLE,
        CampaignKind.LB,
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
