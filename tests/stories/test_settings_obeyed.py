"""What settings say is done: the business day, and the texts of new campaigns."""

from datetime import date

from esl_dialer.core.system.settings import FIELDS
from esl_dialer.core.words import CampaignKind
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.reports import exporting
from esl_dialer.services.system import preferences


def test_the_business_day_is_that_of_the_setting(world, ctx):
    """START is 16:00 UTC: the 23rd in Toronto, the 24th in Auckland."""
    assert exporting.yesterday(ctx) == date(2026, 11, 22)
    preferences.save(ctx, {"business_zone": "Pacific/Auckland"})
    assert exporting.yesterday(ctx) == date(2026, 11, 23)


def test_a_new_campaign_starts_with_the_texts_of_the_settings(world, ctx):
    preferences.save(ctx, {"default_md_template_en": "Good day, {full_name}."})
    made = campaigns.create(ctx, Draft("Spring", CampaignKind.MD))
    assert made.template_en == "Good day, {full_name}."
    assert made.template_fr == FIELDS["default_md_template_fr"].default
