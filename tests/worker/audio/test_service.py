import re
from collections.abc import Mapping

import pytest

from esl_dialer.core.says import Says
from esl_dialer.core.speech.estimates import BYTES_PER_SECOND, SPARE_BYTES, Estimate
from esl_dialer.core.speech.generation import Alive, Files
from esl_dialer.core.speech.messages import Messages
from esl_dialer.core.words import AudioState, CampaignKind, Language, RecordAudio
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.services.speech import audio, draft_preview, rewording
from esl_dialer.services.speech.audio_jobs import AudioWork, run_audio_job
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.system import settings
from tests.worker.audio.conftest import NOW, add_campaign, add_record

pytestmark = pytest.mark.usefixtures("database")


def test_a_preview_shows_and_says_what_one_record_hears(ctx: Context) -> None:
    campaign = add_campaign(template_en="Dear {full_name}, pay {balance}. Call {tfn}.")
    add_record(campaign, 1, fields={"balance": "628.63"})
    add_record(campaign, 2, province="QC")
    plain = audio.preview(ctx, campaign, "A1")
    assert plain.shown == "Dear JOHN MUGLIA, pay $628.63. Call (800) 270-9938."
    assert plain.spoken.startswith("Dear John Muglia, pay six hundred twenty-eight dollars")
    assert plain.voices == ("nanotts en-GB",)
    assert 5 < plain.seconds < 20
    both = audio.preview(ctx, campaign, "A2")
    assert both.skipped == ("balance", "agency", "agency_address")
    assert both.spoken.splitlines()[1].startswith("Bonjour.")
    assert both.voices == ("nanotts en-GB", "nanotts fr-FR")
    assert both.apology.startswith("We are sorry.")


def test_a_preview_without_records_uses_an_example(ctx: Context) -> None:
    assert "John Muglia" in audio.preview(ctx, add_campaign()).spoken


def test_a_preview_gives_the_length_of_the_audio_there_is(ctx: Context) -> None:
    campaign = add_campaign()
    text = audio.preview(ctx, campaign).spoken
    add_record(campaign, 1, audio=RecordAudio.READY, audio_ms=12_345, audio_text=text)
    assert audio.preview(ctx, campaign).seconds == 12.345


TEXTS = {
    "template_en": "{full_name}, pay $1 234.56 or {balance} by March 1 at {address}. Press 1.",
    "template_fr": "{full_name}, payez 628.63 $ ou {balance} au 1 800 270-9938, poste 12.",
}


def test_a_preview_says_what_the_engines_get(ctx: Context) -> None:
    campaign = add_campaign(**TEXTS)
    record = add_record(
        campaign, 1, province="QC", fields={"balance": "80.50", "address": "12 80e Avenue"}
    )
    given: dict[int, Messages] = {}

    def speak(_: int, messages: Mapping[int, Messages], alive: Alive) -> dict[int, Files]:
        given.update(messages)
        (ctx.config.audio_dir / "file.wav").touch()
        return {key: Files("file.wav", 1000) for key in messages}

    ctx.config.audio_dir.mkdir(parents=True, exist_ok=True)
    job = audio.request_audio(ctx, campaign, "new")
    assert run_audio_job(job, AudioWork(speak, ctx.clock, ctx.config.audio_dir, "me"))
    blocks = given[record].message.blocks
    spoken = "\n".join(" ".join(part.text for part in block) for block in blocks)
    assert audio.preview(ctx, campaign, "A1").spoken == spoken
    assert not re.search("[0-9$]", spoken)
    draft = draft_preview.preview(ctx, campaigns.get(campaign).script, "QC").text
    assert draft.splitlines()[1].endswith("neuf, neuf, trois, huit; poste un, deux.")


def test_audio_of_other_words_than_now_is_an_earlier_version(ctx: Context) -> None:
    same, other, refused = (add_campaign(name=name) for name in ("same", "other", "refused"))
    now = audio.preview(ctx, same).spoken
    for campaign in (same, other, refused):
        add_record(campaign, 1, audio=RecordAudio.READY, audio_version=1, audio_text=now)
    models.Campaign.update(template_en="Pay $50.").where(models.Campaign.id == other).execute()
    models.Campaign.update(template_en="Pay $1.234").where(models.Campaign.id == refused).execute()
    assert rewording.outdate_reworded(ctx) == [refused, other]
    assert [campaigns.get(each).template_version for each in (same, other, refused)] == [1, 2, 2]
    assert rewording.outdate_reworded(ctx) == []


def test_a_preview_says_why_a_record_has_no_message(ctx: Context) -> None:
    campaign = add_campaign(template_en="You owe {balance}.")
    add_record(campaign, 1, fields={"balance": "a lot"})
    assert "balance" in str(audio.preview(ctx, campaign).error)
    with pytest.raises(NotFound):
        audio.preview(ctx, campaign, "nobody")


def test_a_french_campaign_speaks_french_and_in_quebec_english_after_it(ctx: Context) -> None:
    campaign = add_campaign(language=Language.FR)
    add_record(campaign, 1, province="NB")
    add_record(campaign, 2, province="QC")
    assert audio.preview(ctx, campaign, "A1").spoken.startswith("Bonjour.")
    assert "\n" not in audio.preview(ctx, campaign, "A1").spoken
    first, second = audio.preview(ctx, campaign, "A2").spoken.splitlines()
    assert first.startswith("Bonjour.")
    assert second.startswith("Hello.")


def test_a_french_campaign_with_one_template_speaks_it_in_french(ctx: Context) -> None:
    campaign = add_campaign(language=Language.FR, template_en="Bonjour {tfn}.", template_fr="")
    add_record(campaign, 1, province="QC")
    preview = audio.preview(ctx, campaign)
    assert preview.spoken.startswith("Bonjour huit cents")
    assert preview.voices == ("nanotts fr-FR",)


def test_an_english_campaign_without_a_french_template_speaks_english_in_quebec(
    ctx: Context,
) -> None:
    campaign = add_campaign(template_fr=" ")
    add_record(campaign, 1, province="QC")
    assert "\n" not in audio.preview(ctx, campaign).spoken


def test_a_message_drop_has_no_prompts(ctx: Context) -> None:
    preview = audio.preview(ctx, add_campaign(kind=CampaignKind.MD))
    assert (preview.apology, preview.acknowledgement) == ("", "")


def test_an_estimate_grows_with_the_records_and_counts_only_what_is_asked(ctx: Context) -> None:
    campaign = add_campaign()
    for number in range(10):
        state = RecordAudio.READY if number < 4 else RecordAudio.NONE
        add_record(campaign, number, audio=state)
    new, everything = (audio.estimate(ctx, campaign, mode) for mode in audio.MODES)
    assert (new.records, everything.records) == (6, 10)
    assert everything.bytes > 10 * everything.seconds_each * BYTES_PER_SECOND
    assert 0 < new.seconds < everything.seconds < 10
    assert everything.fits


def test_what_does_not_fit_on_the_disk_is_refused(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = add_campaign()
    full = Estimate(1, 20.0, 1.0, bytes=320_000, free_bytes=SPARE_BYTES)
    monkeypatch.setattr(audio, "estimate", lambda *_: full)
    with pytest.raises(Refused, match="free"):
        audio.request_audio(ctx, campaign, "new")
    assert models.AudioJob.select().count() == 0


def test_a_campaign_keeps_the_voices_that_it_began_with(ctx: Context) -> None:
    campaign = add_campaign()
    add_record(campaign, 1)
    settings.put("english_voice", "en-US-JennyNeural", NOW, "somebody")
    audio.request_audio(ctx, campaign, "new")
    settings.put("english_voice", "en-CA-ClaraNeural", NOW, "somebody")
    settings.put("engine", "espeak-ng", NOW, "somebody")
    assert audio.preview(ctx, campaign).voices == ("nanotts en-US",)
    assert models.Audit.select().where(models.Audit.action == "audio.generate").count() == 1


def test_a_template_that_does_not_parse_is_refused_before_anything_happens(ctx: Context) -> None:
    campaign = add_campaign(template_en="Hello {ful_name}.")
    with pytest.raises(Invalid, match="did you mean"):
        audio.request_audio(ctx, campaign, "new")


def test_progress_counts_what_is_there_and_what_is_of_yesterday(ctx: Context) -> None:
    campaign = add_campaign(template_version=2, audio_state=AudioState.INCOMPLETE)
    add_record(campaign, 1, audio=RecordAudio.READY, audio_version=2)
    add_record(campaign, 2, audio=RecordAudio.READY, audio_version=1)
    add_record(campaign, 3)
    add_record(campaign, 4, audio=RecordAudio.FAILED, audio_error="why")
    progress = audio.progress(ctx, campaign)
    counts = (progress.ready, progress.missing, progress.failed, progress.outdated)
    assert counts == (2, 1, 1, 1)
    assert progress.errors == [("A4", Says("why"))]
    assert progress.state is AudioState.INCOMPLETE
