"""A speech engine that this installation lacks is neither offered nor saved."""

from dataclasses import replace

import pytest

from esl_dialer.core.campaigns.campaign import Draft
from esl_dialer.core.speech.voices import EngineName
from esl_dialer.core.words import CampaignKind
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.errors import Invalid
from esl_dialer.services.speech import engines
from esl_dialer.services.system import preferences
from esl_dialer.store.campaigns import campaigns as stored

SPEAKS = {"azure_url": "https://tts.test", "azure_key": "hush"}


@pytest.fixture
def with_azure(ctx):
    return replace(ctx, config=replace(ctx.config, **SPEAKS))


def test_what_is_not_configured_is_not_offered_unless_it_is_chosen(ctx, with_azure):
    assert EngineName.AZURE not in engines.offered(ctx, "")
    assert EngineName.AZURE in engines.offered(with_azure, "")
    assert EngineName.AZURE in engines.offered(ctx, "azure")
    assert EngineName.NANOTTS in engines.offered(ctx, "")


def test_it_is_refused_with_what_is_to_be_set(ctx, with_azure):
    wanted = Draft(name="Spring", kind=CampaignKind.MD, engine="azure")
    with pytest.raises(Invalid) as told:
        campaigns.create(ctx, wanted)
    assert str(told.value.problems["engine"]) == (
        "the engine azure is not configured here: ESL_DIALER_AZURE_URL, ESL_DIALER_AZURE_KEY"
    )
    assert campaigns.create(with_azure, wanted).engine == "azure"


def test_a_campaign_that_has_it_already_can_still_be_edited(ctx, with_azure):
    made = campaigns.create(with_azure, Draft(name="Spring", kind=CampaignKind.MD, engine="azure"))
    edited = editing.edit(ctx, made.id, replace(editing.draft_of(made), name="Summer"))
    assert (edited.name, edited.engine) == ("Summer", "azure")
    stored.update(made.id, {"engine": "piper"}, ctx.now())
    with pytest.raises(Invalid, match="azure is not configured"):
        editing.edit(ctx, made.id, replace(editing.draft_of(made), engine="azure"))


def test_the_installations_own_engine_is_held_to_the_same(ctx):
    with pytest.raises(Invalid, match="ESL_DIALER_PIPER_URL"):
        preferences.save(ctx, {"engine": "piper"})
    assert preferences.save(ctx, {"engine": "gtts"}) == ["engine"]


@pytest.mark.parametrize("engine", EngineName)
def test_each_engine_is_known_to_be_there_or_not(ctx, engine):
    lacking = engines.lacking(ctx, engine)
    assert (engine in engines.offered(ctx, "")) == (lacking is None)
