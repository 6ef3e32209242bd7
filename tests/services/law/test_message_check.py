"""A campaign's message beside the law of the places where its people are."""

from dataclasses import replace

import pytest

from esl_dialer.core.law.rules import Effect
from esl_dialer.core.words import Caller, CampaignKind, RunState
from esl_dialer.services.campaigns import campaigns, editing, preflight
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.errors import Invalid, Refused
from esl_dialer.services.law import law, message_check
from esl_dialer.services.speech import audio
from esl_dialer.services.system import preferences
from esl_dialer.store import models
from tests.core.law.test_lint import BON, GOOD, PACK
from tests.store.rows import a_record

OWES = f"{GOOD} You owe {{balance}}."
SAID = {"agency_name": "ABC Recovery Inc", "agency_address": "PO Box 123, Toronto"}


@pytest.fixture
def real(ctx):
    """The same installation on a switch that calls people."""
    return replace(ctx, config=replace(ctx.config, switch="esl://:secret@127.0.0.1:1"))


@pytest.fixture
def campaign(ctx):
    preferences.save(ctx, SAID)
    draft = Draft("Spring", CampaignKind.MD, template_en=GOOD, caller_ids=("18663123618",))
    return campaigns.create(ctx, draft).id


def people(campaign: int, gate: str, count: int = 1) -> None:
    for _ in range(count):
        a_record(campaign, "+14165550100", gate=gate)


def text(ctx, campaign: int, english: str, french: str = "") -> None:
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(draft, template_en=english, template_fr=french))


def rules(ctx, campaign: int) -> dict[str, tuple[Effect, int]]:
    found = message_check.of_campaign(ctx, campaigns.get(ctx, campaign))
    return {one.finding.rule.id: (one.effect, one.records) for one in found}


def test_a_good_message_may_be_spoken_and_dialed(real, campaign):
    people(campaign, "America/Toronto@CA-ON")
    assert rules(real, campaign) == {}
    assert not message_check.told(real, campaigns.get(real, campaign))
    assert campaigns.start(real, campaign).run_state is RunState.ACTIVE


def test_what_blocks_refuses_a_start_where_people_are_called(real, campaign):
    people(campaign, "America/Toronto@CA-ON", 2)
    text(real, campaign, OWES)
    assert rules(real, campaign) == {"ca-privacy.before-confirmed": (Effect.BLOCK, 2)}
    with pytest.raises(Refused) as refused:
        campaigns.start(real, campaign)
    assert "the English text tells an amount: {balance} (ca-privacy" in str(refused.value)
    assert "tells that there is a debt: owe" in str(refused.value)
    told = str(message_check.told(real, campaigns.get(real, campaign)))
    assert told.startswith("1 rule of law speaks against its message: law lint --campaign")
    audio.request_audio(real, campaign, "new")
    assert any("ca-privacy" in str(one) for one in preflight.look(real, campaign).reasons)


def test_where_nobody_is_called_it_warns(ctx, campaign):
    people(campaign, "America/Toronto@CA-ON")
    text(ctx, campaign, OWES)
    assert rules(ctx, campaign) == {"ca-privacy.before-confirmed": (Effect.WARN, 1)}
    audio.request_audio(ctx, campaign, "new")
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE
    models.Campaign.update(run_state=RunState.STOPPED).execute()
    assert any("ca-privacy" in str(one) for one in preflight.look(ctx, campaign).odd)


def test_the_law_is_that_of_the_places_where_people_are(ctx, campaign):
    people(campaign, "America/Toronto@CA-ON", 3)
    assert rules(ctx, campaign) == {}
    people(campaign, "America/Toronto@CA-QC", 2)
    people(campaign, "America/St_Johns@CA-NL")
    assert rules(ctx, campaign) == {
        "ca-qc.french": (Effect.WARN, 2),
        "ca-nl.says-agency": (Effect.WARN, 1),
    }
    text(ctx, campaign, GOOD, BON)
    assert set(rules(ctx, campaign)) == {"ca-nl.says-agency"}


def test_a_number_of_another_place_brings_its_law(ctx, campaign):
    people(campaign, "America/Toronto|America/St_Johns@CA-ON;America/St_Johns@CA-NL")
    assert set(rules(ctx, campaign)) == {"ca-nl.says-agency"}


def test_who_will_not_be_called_binds_nobody(ctx, campaign):
    people(campaign, "America/Toronto@CA-ON")
    a_record(campaign, "+15145550100", gate="America/Toronto@CA-QC", status="dnc", ready=False)
    assert rules(ctx, campaign) == {}


def test_before_there_is_a_list_every_place_is_told_and_nothing_refused(real, campaign):
    found = rules(real, campaign)
    assert found == {"ca-qc.french": (Effect.BLOCK, 0), "ca-nl.says-agency": (Effect.WARN, 0)}
    assert message_check.reasons(real, campaigns.get(real, campaign)) == []


def test_a_rule_is_what_people_make_of_it(real, campaign):
    people(campaign, "America/Toronto@CA-ON")
    text(real, campaign, OWES)
    law.change(real, "ca-privacy.before-confirmed", "off", "counsel")
    assert rules(real, campaign) == {}
    law.change(real, "ca-privacy.before-confirmed", "warn", "counsel")
    assert rules(real, campaign) == {"ca-privacy.before-confirmed": (Effect.WARN, 1)}
    assert campaigns.start(real, campaign).run_state is RunState.ACTIVE


def test_who_calls_decides_which_rules_bind(ctx, campaign):
    people(campaign, "America/St_Johns@CA-NL")
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(draft, caller=Caller.CREDITOR), "another client")
    assert rules(ctx, campaign) == {}


def test_an_address_that_nobody_set_is_not_said(ctx, campaign):
    people(campaign, "America/Toronto@CA-ON")
    before = campaigns.get(ctx, campaign).template_version
    preferences.save(ctx, {"agency_address": ""})
    assert campaigns.get(ctx, campaign).template_version == before + 1
    (one,) = message_check.of_campaign(ctx, campaigns.get(ctx, campaign))
    assert (one.finding.problem, one.finding.topic) == ("unset", "address")


@pytest.mark.parametrize("address", ["1.234 $", "{tfn}", "x" * 121])
def test_an_address_that_cannot_be_said_is_refused(ctx, address):
    with pytest.raises(Invalid, match="agency_address"):
        preferences.save(ctx, {"agency_address": address})


def test_a_pack_whose_topic_nobody_described_is_refused(ctx):
    broken = PACK.replace('forbids = ["xf.tax"]', 'forbids = ["moon"]')
    with pytest.raises(Invalid, match="there is no topic 'moon'"):
        law.add_pack(ctx, "xf.toml", broken, "a new place")
    law.add_pack(ctx, "xf.toml", PACK, "a new place")


def test_a_text_that_was_saved_before_it_was_none_is_told_elsewhere(ctx, campaign):
    people(campaign, "America/Toronto@CA-ON")
    models.Campaign.update(template_en="Hello {nobody}.").execute()
    assert rules(ctx, campaign) == {}
