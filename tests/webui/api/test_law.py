"""The law, from a program: a case, the rules, a change, a pack."""

from esl_dialer.core.law.decisions import decision_of
from esl_dialer.core.law.shipped import shipped_law
from esl_dialer.core.words import Caller, CallKind
from esl_dialer.store import models
from esl_dialer.store.law import decisions
from tests.core.law.test_packs import FREEDONIA
from tests.store.rows import NOW, a_record, an_attempt

CASE = "/law/check?province=QC&postal_code=H2X&caller=agency&call=live&instant_utc="


def test_a_case(admin):
    told = admin.get(f"{CASE}2026-11-22T18:30Z").json
    assert (told["verdict"], told["rule"]) == ("refused", "ca-qc.hours")
    assert told["next_allowed"] == "2026-11-23T13:00:00+00:00"
    assert admin.get(f"{CASE}noon").status_code == 422
    assert admin.get("/law/check?province=XX").status_code == 422


def test_a_case_is_answered_in_the_readers_language(admin):
    told = admin.get(f"{CASE}2026-11-22T18:30Z", headers={"Accept-Language": "fr"}).json
    assert told["text"].startswith("Une agence de recouvrement appelle")
    nowhere = "/law/check?phone=%2B18005550100&instant_utc=2026-11-22T18:30Z"
    told = admin.get(nowhere, headers={"Accept-Language": "fr"}).json
    assert told["text"].startswith("rien ne dit")


def test_the_rules(admin):
    rules = admin.get("/law/rules?province=QC").json["items"]
    assert {rule["jurisdiction"] for rule in rules} == {"CA-QC", "CA"}
    (days,) = (rule for rule in rules if rule["id"] == "ca-qc.holidays")
    assert "Easter Monday" in days["more"]["days"]
    assert days["effect"] == "block"


def test_a_rule_that_nobody_asks_yet_says_so_and_can_not_be_changed(boss, admin):
    rules = {rule["id"]: rule for rule in admin.get("/law/rules?province=ON").json["items"]}
    assert (rules["ca-on.hours"]["asked"], rules["ca-on.notice"]["asked"]) == (True, False)
    change = {"rule": "ca-on.notice", "effect": "off", "reason": "a test"}
    refused = boss.post("/law/changes", change)
    assert refused.status_code == 422
    assert "not asked yet" in refused.text
    undone = boss.post("/law/changes", {"rule": "ca-on.notice"}).json
    assert (undone["binds"], undone["rule"]["asked"]) == (0, False)


def test_a_change_and_its_end(boss, admin):
    change = {"rule": "ca-qc.hours", "effect": "off", "reason": "a test"}
    assert admin.post("/law/changes", change).status_code == 403
    assert boss.post("/law/changes", change | {"reason": ""}).status_code == 422
    assert boss.post("/law/changes", change | {"rule": "no"}).status_code == 422
    done = boss.post("/law/changes", change).json
    assert (done["rule"]["effect"], done["rule"]["changed_by"]) == ("off", "super_admin")
    assert admin.get(f"{CASE}2026-11-22T18:30Z").json["verdict"] == "allowed"
    assert boss.post("/law/changes", {"rule": "ca-qc.hours"}).json["rule"]["reason"] is None
    assert admin.get(f"{CASE}2026-11-22T18:30Z").json["verdict"] == "refused"


def test_where_a_campaign_may_call(admin, campaign):
    models.Campaign.update(run_state="active").execute()
    assert admin.get(f"/campaigns/{campaign}/law-hours").json == {"items": []}


def test_a_pack(boss):
    pack = {"file": "xf.toml", "text": FREEDONIA, "reason": "a new place"}
    told = boss.post("/law/packs", pack).json
    assert (told["jurisdiction"], told["rules"]) == ("XF", 3)
    broken = boss.post("/law/packs", pack | {"text": FREEDONIA.replace("08:00", "28:00")})
    assert broken.status_code == 422
    assert "xf.toml: xf.hours, hours" in broken.text
    rules = boss.get("/law/rules").json["items"]
    assert [one["text"] for one in rules if one["id"] == "xf.hours"] == ["Not at noon."]


def test_a_text_is_checked(admin):
    given = {"text": "You owe {balance}. Call {tfn}.", "province": "QC"}
    found = admin.post("/law/lint", given).json["items"]
    told = {(one["rule"], one["topic"]): one for one in found}
    assert told["ca-qc.recorded-message", "amount"]["words"] == ["{balance}"]
    assert told["ca-qc.french", None]["problem"] == "language"
    assert admin.post("/law/lint", given | {"province": "XX"}).status_code == 422
    assert admin.post("/law/lint", given | {"text": "{nobody}"}).status_code == 422
    assert admin.post("/law/lint", given | {"caller": "aunt"}).status_code == 422


def test_a_campaigns_message_is_checked(admin, campaign):
    path = f"/campaigns/{campaign}/message-check"
    models.Campaign.update(template_en="You owe {balance}.", template_fr="").execute()
    found = admin.get(path).json["items"]
    assert {one["effect"] for one in found} == {"warn"}
    assert {"ca-privacy.before-confirmed", "ca-crtc.recorded-purpose"} <= {
        one["rule"] for one in found
    }
    assert admin.get("/campaigns/999/message-check").status_code == 404
    models.Campaign.update(template_en="Hello {nobody}.").execute()
    assert admin.get(path).json == {"items": []}


def decided(campaign: int, name: str = "call") -> None:
    """An attempt that the law let through."""
    record = a_record(campaign, "+14165550100", gate="America/Toronto@CA-ON")
    made = decision_of(
        shipped_law(), "America/Toronto@CA-ON", Caller.AGENCY, CallKind.RECORDED, NOW
    )
    an_attempt(record, name, law_decision=decisions.number_of(made, NOW))


def test_by_what_a_call_was_let_through(admin, campaign):
    decided(campaign)
    told = admin.get("/attempts/call/law").json
    assert (told["caller"], told["call"], told["zones"]) == (
        "agency", "recorded", ["America/Toronto"],
    )  # fmt: skip
    assert told["rules"][0] == {
        "id": "ca-on.hours",
        "version": shipped_law().rule("ca-on.hours").version,
        "warned": False,
        "count": None,
        "lifted_by": None,
        "text": shipped_law().rule("ca-on.hours").en,
        "citation": "RRO 1990 Reg 74",
    }
    path = f"/records/{told['record']}/consents"
    given = admin.post(path, {"form": "oral", "evidence": "call of May 2"}).json["id"]
    models.Attempt.update(decision={"lifted": {"ca-on.contacts": given}}).execute()
    lifted = [one["lifted_by"] for one in admin.get("/attempts/call/law").json["rules"]]
    assert [one["evidence"] for one in filter(None, lifted)] == ["call of May 2"]
    assert admin.get("/attempts/none/law").status_code == 404
    models.Attempt.update(law_decision=0).execute()
    assert admin.get("/attempts/call/law").json["rules"] == []


def test_an_added_pack_is_taken_away(boss, admin):
    boss.post("/law/packs", {"file": "xf.toml", "text": FREEDONIA, "reason": "a new place"})
    (told,) = admin.get("/law/packs").json["items"]
    assert (told["file"], told["reason"], told["unfit"]) == ("xf.toml", "a new place", "")
    why = {"reason": "gone"}
    assert admin.post("/law/packs/xf.toml/remove", why).status_code == 403
    assert boss.post("/law/packs/xf.toml/remove", {"reason": " "}).status_code == 422
    assert boss.post("/law/packs/ca-on.toml/remove", why).status_code == 404
    assert boss.post("/law/packs/xf.toml/remove", why).status_code == 204
    assert admin.get("/law/packs").json["items"] == []
