"""Gateways and notices, from a program."""

from esl_dialer.core.notices.notices import News, NoticeKind
from esl_dialer.core.words import RunState
from esl_dialer.store import models
from esl_dialer.store.notices import notices

DIALS = "sofia/gateway/main/{number}"


def test_a_gateway_from_its_making_to_its_end(boss, admin):
    [configured] = boss.get("/gateways").json["items"]
    assert configured["configured"] is True
    made = boss.post("/gateways", {"name": "main", "dial_string": DIALS, "max_cps": 5})
    assert made.status_code == 201
    one = made.headers["Location"].removeprefix("/api/v1")
    assert (made.json["max_cps"], made.json["weight"], made.json["up"]) == (5, 1, True)
    changed = boss.patch(one, {"enabled": False, "weight": 3}).json
    assert (changed["enabled"], changed["weight"], changed["max_cps"]) == (False, 3, 5)
    assert [g["name"] for g in admin.get("/gateways").json["items"]] == ["main"]
    assert admin.get(one).json["calls_24h"] == 0
    assert admin.patch(one, {"weight": 0}).status_code == 403
    assert boss.delete(one).status_code == 204
    assert boss.get(one).status_code == 404
    assert [one["action"] for one in boss.get("/audit").json["items"][:3]] == [
        "gateway.remove",
        "gateway.change",
        "gateway.add",
    ]


def test_a_gateway_that_could_never_dial_is_refused_by_field(boss):
    wrong = {"name": "a b", "dial_string": "sofia/gateway/main", "weight": 1}
    assert set(boss.post("/gateways", wrong).json["problems"]) == {"name", "dial_string"}
    assert boss.post("/gateways", {"name": "main", "dial_string": DIALS}).status_code == 201
    again = boss.post("/gateways", {"name": "main", "dial_string": DIALS})
    assert set(again.json["problems"]) == {"name"}
    assert boss.patch("/gateways/main", {"short_limit": 2}).status_code == 422
    assert boss.patch("/gateways/main", {"weight": None}).status_code == 422


def test_the_last_gateway_stays_while_a_campaign_dials(boss, campaign):
    boss.post("/gateways", {"name": "main", "dial_string": DIALS})
    models.Campaign.update(run_state=RunState.ACTIVE).execute()
    assert boss.delete("/gateways/main").status_code == 409


def told(ctx, name):
    notices.put(News(NoticeKind.GATEWAY_DOWN, name, values={"gateway": name}, key=name), ctx.now(),
                ())  # fmt: skip


def test_notices_are_read_by_each_user(program, admin, ctx):
    for name in ("one", "two", "three"):
        told(ctx, name)
    viewer = program("viewer")
    assert viewer.get("/notices/unread").json == {"unread": 3, "newest": 3}
    page = viewer.get("/notices?limit=2").json
    assert [one["text"] for one in page["items"]] == [
        "The gateway three is down.",
        "The gateway two is down.",
    ]
    assert viewer.post("/notices/read", {"up_to": 2}).json == {"unread": 1, "newest": 3}
    rest = viewer.get(f"/notices?limit=2&after={page['next']}").json
    assert [(one["id"], one["read"]) for one in rest["items"]] == [(1, True)]
    assert rest["next"] is None
    assert admin.get("/notices/unread").json["unread"] == 3


def test_a_test_that_has_nowhere_to_go_says_what_is_not_set(boss, admin):
    answer = boss.post("/notices/test", {"channel": "mail"})
    assert answer.status_code == 409
    assert "smtp_host is not set" in answer.json["reasons"]
    assert admin.post("/notices/test", {"channel": "mail"}).status_code == 403


def test_long_work_is_told(admin, filled):
    [one] = admin.get("/works").json["items"]
    assert (one["kind"], one["status"], one["done"]) == ("list", "done", 3)


def test_what_templates_will_say(admin):
    wanted = {"template_en": "Hello {full_name}.", "template_fr": "Bonjour {full_name}."}
    english = admin.post("/templates/preview", wanted).json
    assert english["text"].startswith("Hello ")
    assert english["seconds"] > 0
    assert admin.post("/templates/preview", {"template_en": "{nobody}"}).json["problem"]
    begun = admin.post("/templates/speak", wanted)
    assert begun.status_code == 202
    place = begun.headers["Location"].removeprefix("/api/v1")
    assert admin.get(place).json["done"] is False
    assert admin.get(f"{place}/audio").status_code == 404
    assert admin.post("/templates/speak", {"template_en": "{nobody}"}).status_code == 422


def test_why_at_another_instant(admin, filled):
    at = "2026-11-23T03:00:00Z"
    told = admin.get(f"/campaigns/{filled}/why?at={at}").json
    assert told["at"].startswith("2026-11-23T03:00:00")
    one = admin.get(f"/campaigns/{filled}/why/record?account=A1&at={at}").json
    assert one["reason"]["rule"]
    assert admin.get(f"/campaigns/{filled}/why/record?account=nobody").status_code == 404
