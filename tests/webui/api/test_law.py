"""The law, from a program: a case, the rules, a change, a pack."""

from esl_dialer.store import models
from tests.core.law.test_packs import FREEDONIA

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
    assert (rules["ca-on.hours"]["asked"], rules["ca-on.contacts"]["asked"]) == (True, False)
    change = {"rule": "ca-on.contacts", "effect": "off", "reason": "a test"}
    refused = boss.post("/law/changes", change)
    assert refused.status_code == 422
    assert "not asked yet" in refused.text
    undone = boss.post("/law/changes", {"rule": "ca-on.contacts"}).json
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
    assert (told["jurisdiction"], told["rules"]) == ("XF", 2)
    broken = boss.post("/law/packs", pack | {"text": FREEDONIA.replace("08:00", "28:00")})
    assert broken.status_code == 422
    assert "xf.toml: xf.hours, hours" in broken.text
    rules = boss.get("/law/rules").json["items"]
    assert [one["text"] for one in rules if one["id"] == "xf.hours"] == ["Not at noon."]


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
