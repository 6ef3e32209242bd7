"""The page Law: a case by a form, the rules in force, and a rule that is changed."""

import pytest

from esl_dialer.services.people import consents
from esl_dialer.services.people.consents import Given
from esl_dialer.store import models
from esl_dialer.store.law import laws
from tests.store.rows import NOW, a_record
from tests.webui.api.test_law import decided

CASE = (
    "/law/?province=ON&postal_code=P7B&phone=%2B18075550100&caller=agency&call=recorded"
    "&instant_utc=2026-11-22T{clock}Z"
)


@pytest.fixture
def viewer(signed_in):
    return signed_in("viewer")


@pytest.fixture
def boss(signed_in):
    return signed_in("super_admin")


def test_the_rules_stand_there_with_what_they_stand_on(viewer):
    page = viewer.get("/law/").text
    assert "CQLR c R-2.2 s.34" in page
    assert "A collection agency calls from 8:00 to 20:00 from Monday to Saturday" in page
    assert "Change what it does here" not in page


def test_a_case_is_answered(viewer):
    assert "allowed" in viewer.get(CASE.format(clock="18:30")).text
    refused = viewer.get(CASE.format(clock="23:30"))
    assert (refused.status_code, 'href="#ca-on.hours"' in refused.text) == (200, True)
    wrong = viewer.get(CASE.format(clock="99:30"))
    assert (wrong.status_code, "is no instant" in wrong.text) == (422, True)


def test_in_french_the_rule_is_french(viewer):
    viewer.post("/language", {"language": "fr"})
    page = viewer.get(CASE.format(clock="23:30")).text
    assert "Une agence de recouvrement appelle de 7 h à 21 h" in page


def test_a_rule_is_changed_with_a_reason(boss):
    assert "It binds 0 records" in boss.get("/law/rules/ca-ab.sunday").text
    without = boss.post("/law/rules/ca-ab.sunday", {"effect": "block", "reason": " "})
    assert (without.status_code, "say why" in without.text) == (422, True)
    done = boss.post("/law/rules/ca-ab.sunday", {"effect": "block", "reason": "counsel"})
    assert done.status_code == 303
    assert laws.current().rule("ca-ab.sunday").effect == "block"
    assert "Changed by super_admin: counsel" in boss.get("/law/").text
    boss.post("/law/rules/ca-ab.sunday", {"effect": "", "reason": ""})
    assert laws.current().rule("ca-ab.sunday").effect == "warn"
    assert boss.get("/law/rules/no.such-rule").status_code == 404


def test_a_rule_that_nobody_asks_yet_is_told_without_what_it_would_do(boss):
    page = boss.get("/law/").text
    assert "not asked yet" in page
    assert "/law/rules/ca-on.hours" in page
    assert "/law/rules/ca-on.notice" not in page
    form = boss.get("/law/rules/ca-on.notice").text
    assert "nothing goes by it" in form
    assert "It binds" not in form
    assert 'name="effect"' not in form
    typed = {"effect": "off", "reason": "a test"}
    assert boss.post("/law/rules/ca-on.notice", typed).status_code == 422


def test_an_added_pack_is_told_and_taken_away(boss):
    laws.put_pack("xf.toml", "jurisdiction = 5", "a new place", "ann", NOW)
    page = boss.get("/law/").text
    assert "not in force" in page
    assert "Added by ann: a new place" in page
    assert "/law/packs/xf.toml" in page
    assert "xf.toml" in boss.get("/law/packs/xf.toml").text
    assert boss.get("/law/packs/no.toml").status_code == 404
    assert boss.post("/law/packs/xf.toml", {"reason": ""}).status_code == 422
    assert boss.post("/law/packs/xf.toml", {"reason": "gone"}).status_code == 303
    assert "Added packs" not in boss.get("/law/").text


def test_where_a_campaign_may_call(viewer, campaign):
    page = viewer.get(f"/law/hours/{campaign}").text
    assert "No record waits to be called." in page
    assert f"/law/hours/{campaign}" in viewer.get(f"/campaigns/{campaign}").text
    a_record(campaign, "+14165550100", gate="America/Toronto@CA-ON")
    page = viewer.get(f"/law/hours/{campaign}").text
    assert ("Ontario" in page, "Saturday" in page, "1 record" in page) == (True, True, True)


def test_only_a_super_admin_changes_a_rule(viewer):
    answer = viewer.post("/law/rules/ca-ab.sunday", {"effect": "off", "reason": "x"})
    assert answer.status_code == 403


OWES = {"kind": "LB", "language": "en", "template_en": "You owe {balance}.", "caller": "agency"}


def test_the_law_is_told_beside_a_text_as_it_is_written(boss, campaign):
    page = boss.get(f"/campaigns/{campaign}/edit").text
    assert f"/campaigns/preview?campaign={campaign}" in page
    told = boss.post(f"/campaigns/preview?campaign={campaign}", OWES).text
    assert "the English text tells an amount: {balance}" in told
    assert 'href="/law/#ca-privacy.before-confirmed"' in told
    assert "in a simulation it warns" in told
    assert "the English text tells" not in boss.post("/campaigns/preview", {"kind": "LB"}).text


def test_in_french_a_finding_is_french(boss):
    boss.post("/language", {"language": "fr"})
    told = boss.post("/campaigns/preview", OWES).text
    assert "le texte anglais révèle un montant : {balance}" in told
    assert "Rien de la dette ou du compte" in told


def test_what_is_not_as_it_should_be_is_told_when_it_is_saved_and_when_it_is_spoken(boss, campaign):
    form = {"name": "Autumn", **OWES, "window_start": "09:00", "window_end": "18:45"}
    boss.post("/campaigns/new", form)
    assert "speak against its message" in boss.get("/campaigns/").text
    assert "What the law says of it" in boss.get("/campaigns/2/audio").text


def test_by_what_a_call_was_let_through(viewer, ctx, campaign):
    decided(campaign)
    given = consents.add(ctx, models.Attempt.get().record_id, Given("oral", "call of May 2"))
    models.Attempt.update(decision={"lifted": {"ca-on.contacts": given.id}}).execute()
    told = viewer.get("/law/attempts/call").text
    assert "Lifted by a consent: by word of mouth, call of May 2" in told
    page = viewer.get("/law/attempts/call").text
    assert "ca-crtc.recorded-hours" in page
    assert "ca-on.toml" in page
    assert "RRO 1990 Reg 74" in page
    record = models.Attempt.get().record_id
    assert "/law/attempts/call" in viewer.get(f"/records/{record}").text
    models.Attempt.update(law_decision=0).execute()
    assert "No rule was asked" in viewer.get("/law/attempts/call").text
    assert "/law/attempts/call" not in viewer.get(f"/records/{record}").text
    assert viewer.get("/law/attempts/none").status_code == 404
