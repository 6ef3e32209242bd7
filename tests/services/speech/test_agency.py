"""The agency's name: said first by the default texts, left out and told of while it is empty."""

import pytest

from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.services.campaigns import campaigns, preflight
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.errors import Invalid
from esl_dialer.services.speech import audio
from esl_dialer.services.system import preferences

NAME = "ABC Recovery Inc"


@pytest.fixture(params=CampaignKind)
def campaign(request, ctx):
    return campaigns.create(ctx, Draft("Spring", request.param, Language.EN))


def odd(ctx) -> list[str]:
    return [text for text in map(str, preflight.look(ctx, "Spring").odd) if "agency" in text]


def test_without_a_name_its_sentence_is_left_out_and_told_of(ctx, campaign):
    assert "the setting Agency name is empty" in odd(ctx)[0]
    found = audio.preview(ctx, campaign.id)
    assert not found.error
    of_agents = campaign.kind is CampaignKind.AG
    first = "We called you about" if of_agents else "This is a message for John Muglia"
    assert first in found.spoken
    assert "agency" in found.skipped


def test_with_a_name_the_message_says_first_who_calls(ctx, campaign):
    preferences.save(ctx, {"agency_name": NAME})
    assert odd(ctx) == []
    found = audio.preview(ctx, campaign.id)
    assert found.shown.startswith(f"Hello. This is {NAME}.")
    assert "Hello. This is A B C Recovery Incorporated." in found.spoken


def test_in_french_too(ctx):
    preferences.save(ctx, {"agency_name": NAME})
    made = campaigns.create(ctx, Draft("Automne", CampaignKind.LB, Language.FR))
    assert f"Bonjour. Ici {NAME}." in audio.preview(ctx, made.id).shown


def test_a_new_name_makes_what_says_it_an_earlier_version(ctx, campaign):
    plain = campaigns.create(
        ctx, Draft("Plain", CampaignKind.MD, template_en="Call {agency_phone}.")
    )
    preferences.save(ctx, {"agency_name": NAME})
    assert campaigns.get(ctx, "Spring").template_version == campaign.template_version + 1
    assert campaigns.get(ctx, "Plain").template_version == plain.template_version


@pytest.mark.parametrize("name", ["{full_name}", "x" * 121, "株式会社"])
def test_a_name_that_cannot_be_said_is_refused(ctx, name):
    with pytest.raises(Invalid, match="agency_name"):
        preferences.save(ctx, {"agency_name": name})
