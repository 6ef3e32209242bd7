"""What is typed is not lost: by a session that ended, a page that is too old, a busy store, another
type; and each form that people type into is among those that are tried here."""

import io
import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from esl_dialer.core.agents.standing import Given, Verb
from esl_dialer.core.calls.dispositions import Disposition
from esl_dialer.core.campaigns.listing import ANY
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import Outcome
from esl_dialer.engine.settling import settle
from esl_dialer.services.accounts import second_factor, staff
from esl_dialer.services.agents import agents
from esl_dialer.services.agents.agents import NewAgent
from esl_dialer.services.calls import dispositions
from esl_dialer.services.campaigns import campaigns, views
from esl_dialer.services.campaigns.views import Kept
from esl_dialer.services.law import law
from esl_dialer.services.lists import filters, list_reading, named, uploads
from esl_dialer.services.people import consents, dnc, dnc_lists, person_stops
from esl_dialer.services.routing import gateways
from esl_dialer.store.accounts import users
from esl_dialer.store.agents import moving
from esl_dialer.store.database import transaction
from tests.core.law.test_packs import FREEDONIA
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import a_record, an_attempt, ended_call
from tests.webui.conftest import NOON, PASSWORD, Browser
from tests.webui.guard.test_second_factor import shown
from tests.webui.pages.test_pages import FORM
from tests.webui.test_busy_store import SAID, held
from webui.guard import typed

MARK = "Typed-by-hand"
TYPED = {
    "agents.new": {"username": MARK.lower(), "extension": "1002", "full_name": MARK,
                   "password": "secret-secret"},
    "agents.change": {"extension": MARK},
    "agents.several": {"count": "2", "prefix": MARK, "first": "2001"},
    "agents.set_reasons": {"reasons": MARK},
    "archiving.clone": {"name": MARK},
    "views.new": {"name": MARK, "search": "sale", "sort": "name"},
    "views.change": {"name": MARK, "search": "sale", "default": "on"},
    "drafts.new": FORM | {"name": MARK},
    "drafts.other_kind": FORM | {"name": MARK, "other_kind": "MD"},
    "drafts.edit": FORM | {"name": MARK},
    "campaigns.remove": {"accounts": MARK},
    "lists.send": {"text": MARK},
    "lists.begin": {"name": MARK, "duplicates": "overwrite"},
    "list_imports.send": {"text": MARK},
    "list_imports.begin": {"name": MARK, "duplicates": "overwrite"},
    "list_people.add": {"account_number": "A8", "first_name": "ANN", "last_name": "NINE",
                        "province": "ON", "tfn": "8005550100", "phone_1": "4165550109",
                        "city": MARK},
    "list_uses.new": {"name": MARK},
    "list_uses.change": {"name": MARK},
    "dnc.add": {"numbers": "4165550100", "note": MARK},
    "dnc.change": {"number": "4165550100", "note": MARK},
    "dnc.new_list": {"name": MARK},
    "dnc.rename_list": {"name": MARK},
    "filters.new": {"name": MARK, "joined_1": "all", "column_1_1": "balance",
                    "test_1_1": "greater", "value_1_1": "100"},
    "filters.change": {"name": MARK, "joined_1": "all", "column_1_1": "balance",
                       "test_1_1": "greater", "value_1_1": "200"},
    "users.new": {"username": MARK.lower(), "full_name": MARK, "email": "", "role": "viewer",
                  "language": "en", "password": "secret-secret"},
    "users.change": {"full_name": MARK, "email": "", "role": "viewer", "language": "en",
                     "password": "secret-secret", "active": "on"},
    "dispositions.new": {"title": MARK, "follows": "final"},
    "dispositions.change": {"title": MARK, "follows": "final"},
    "dispositions.new_set": {"name": MARK, "chosen.busy": "on"},
    "dispositions.change_set": {"name": MARK, "chosen.busy": "on"},
    "disposing.dispose": {"disposition": "busy", "note": MARK},
    "desk.submit": {"disposition": "busy", "note": MARK, "attempt": "called"},
    "gateways.new": {"name": MARK, "dial_string": "sofia/gateway/a/{number}"},
    "gateways.change": {"dial_string": f"sofia/gateway/{MARK}/{{number}}"},
    "law.change": {"effect": "block", "reason": MARK},
    "law.remove_pack": {"reason": MARK},
    "person.add": {"account_number": "A9", "first_name": "ANN", "last_name": "NINE",
                   "province": "ON", "tfn": "8005550100", "phone_1": "4165550109", "city": MARK},
    "noted.consent": {"form": "written", "evidence": MARK, "channel": "any", "scope": "everywhere",
                      "given_at": "", "until": ""},
    "noted.revoke": {"why": MARK},
    "noted.stop": {"reason": "disputed", "why": MARK, "scope": "everywhere", "until": ""},
    "noted.not_theirs": {"why": MARK},
    "noted.unstop": {"why": MARK},
    "person.call_back": {"at": "2026-11-20T15:00", "note": MARK},
    "person.edit": {"account_number": "A1", "first_name": "ANN", "last_name": "ONE",
                    "province": "ON", "tfn": "8005550100", "phone_1": "4165550100", "city": MARK},
    "settings.save": {"agency_name": MARK, "smtp_password": "secret-secret"},
    "settings.deliver": {"agency_name": MARK},
    "settings.test_notice": {"agency_name": MARK, "channel": "mail"},
    "testing.quick": {"phone": "4165550100", "text": MARK, "kind": "MD", "language": "en"},
    "testing.campaign": {"campaign": "1", "account": MARK, "phone": "4165550100"},
    "tokens.page": {"name": MARK, "days": "30"},
}  # fmt: skip
"""By endpoint, a form as somebody sends it."""

WRITE_LATE = {"drafts.other_kind", "campaigns.remove", "lists.send", "list_imports.send"}
"""What a held write lock does not hinder: nothing is written, or not with that."""

BY_HAND = frozenset(
    {"users.password", "profile.second_factor", "profile.second_factor_off",
     "profile.recovery_codes", "settings.global_speed", "campaigns.speed", "dnc.send",
     "desk.skip"}
)  # fmt: skip
"""Forms that are typed anew: secrets, one number, a reason beside a file that is chosen anew, a
person who is shown for half a minute."""


@pytest.fixture
def paths(app: Flask, ctx, campaign, tmp_path) -> dict[str, str]:
    """By endpoint, where its form is sent, in an installation with one of each thing."""
    dnc.add(ctx, "4165550199", "before")
    gateways.add(ctx, Gateway("east", "sofia/gateway/east/{number}"))
    content = write_list(tmp_path / "sent.csv", rows(3)).read_bytes()
    uploads.begin(
        ctx, campaign, uploads.keep(ctx, io.BytesIO(content), "first.csv"), "first", "skip"
    )
    list_reading.work_once(ctx, "a reader")
    token = uploads.keep(ctx, io.BytesIO(content), "sent.csv").token
    entry = dnc.find(ctx, "4165550199").id
    chosen, apart = dnc_lists.create(ctx, "Chosen").id, named.create(ctx, {"name": "Fair"}).list.id
    owing = filters.create(ctx, "Owing", {"column": "balance", "test": "not_empty"}).id
    dispositions.create(ctx, Disposition("Left a message"))
    busy = dispositions.create_set(ctx, "Busy ones", ["busy"]).set.id
    called = a_record(campaign, "+14165550177", account="CALLED")
    assert an_attempt(called, "called")
    assert settle(ended_call("called"), Outcome.BUSY, "", NOON)
    view = views.create(ctx, Kept("Every", ANY)).id
    person_stops.add(ctx, 1, person_stops.Asked("disputed", "a letter"))
    consents.add(ctx, 1, consents.Given("written", "a letter"))
    law.add_pack(ctx, "xf.toml", FREEDONIA, "a new place")
    watcher = users.by_name("viewer")
    agent = agents.make(ctx, NewAgent("viewer", "1001")).agent.id
    boss = agents.make(ctx, NewAgent("super_admin", "1003")).agent.id
    call = Given(campaign=campaign, attempt="called")
    with transaction():
        for verb in (Verb.READY, Verb.LEG_UP, Verb.RESERVE, Verb.CONNECT, Verb.END):
            moving.move(boss, verb, NOON, call)
    numbers = {
        "agents.change": {"number": agent},
        "archiving.clone": {"number": campaign}, "views.change": {"number": view},
        "drafts.edit": {"number": campaign}, "campaigns.remove": {"number": campaign},
        "lists.send": {"number": campaign}, "list_imports.send": {"number": apart},
        "list_imports.begin": {"number": apart, "token": token},
        "list_uses.change": {"number": apart}, "list_people.add": {"number": apart},
        "lists.begin": {"number": campaign, "token": token}, "dnc.change": {"number": entry},
        "dnc.rename_list": {"number": chosen}, "filters.change": {"number": owing},
        "users.change": {"number": watcher.id}, "gateways.change": {"name": "east"},
        "law.change": {"rule": "ca-ab.sunday"}, "law.remove_pack": {"file": "xf.toml"},
        "person.add": {"number": campaign}, "person.call_back": {"record": 1},
        "person.edit": {"record": 1}, "disposing.dispose": {"record": called, "attempt": "called"},
        "dispositions.change": {"key": "left_a_message"},
        "dispositions.change_set": {"number": busy},
        "noted.stop": {"record": 1}, "noted.unstop": {"record": 1, "number": 1},
        "noted.not_theirs": {"record": 1, "number": 1},
        "noted.consent": {"record": 1}, "noted.revoke": {"record": 1, "number": 1},
    }  # fmt: skip
    with app.test_request_context():
        bind = app.url_map.bind("localhost")
        return {name: bind.build(name, numbers.get(name, {}), "POST") for name in TYPED}


@pytest.fixture
def boss(signed_in) -> Browser:
    return signed_in("super_admin")


KEPT = re.compile(r'name="kept" value="([^"]+)"')
ONWARD = re.compile(r'<form method="post" action="([^"]+)" data-onward')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def signed_out(boss: Browser, path: str, form: dict[str, str]):
    """What is answered to a form whose sender's session has ended meanwhile."""
    by = re.search(r'name="by"\s+value="(\d+)"', boss.get("/dnc/").text)[1]
    boss.post("/sign-out")
    return boss.post(path, form | {"by": by})


def signs_in(boss: Browser, page, name: str = "super_admin"):
    kept = KEPT.search(page.text)[1]
    return boss.post("/sign-in?next=/", {"username": name, "password": PASSWORD, "kept": kept})


def goes_on(boss: Browser, page):
    """As the browser does by itself."""
    there = ONWARD.search(page.text)[1]
    fields = {name: text for name, text in HIDDEN.findall(page.text) if name != "csrf_token"}
    return boss.post(there, fields)


@pytest.mark.parametrize("endpoint", TYPED)
def test_what_is_typed_comes_back_and_nothing_of_it_is_saved(boss, paths, ctx, endpoint):
    """Where the page is too old, the store is busy, the session has ended: one after another, for
    none of it changes anything."""
    path, form = paths[endpoint], TYPED[endpoint]
    if endpoint != "drafts.other_kind":
        _is_shown_again_where_the_page_is_too_old(boss, path, form)
    if endpoint not in WRITE_LATE:
        _comes_back_from_a_busy_store(boss, path, form, ctx, endpoint)
    _is_there_after_signing_in_again(boss, path, form)


def _is_shown_again_where_the_page_is_too_old(boss, path, form):
    answer = boss.client.post(path, data=form)
    assert (answer.status_code, "This page was too old" in answer.text) == (400, True)
    assert MARK in answer.text


def _comes_back_from_a_busy_store(boss, path, form, ctx, endpoint):
    with held(ctx):
        answer = boss.post(path, form)
    if answer.status_code == 422:
        assert endpoint in ("testing.campaign", "dnc.change")
    else:
        assert (answer.status_code, SAID in answer.text) == (503, True)
    assert MARK in answer.text


def _is_there_after_signing_in_again(boss, path, form):
    asked = signed_out(boss, path, form)
    assert (asked.status_code, "what you typed is kept" in asked.text) == (401, True)
    entered = signs_in(boss, asked)
    page = goes_on(boss, entered)
    assert page.status_code == 200
    assert {asked.mimetype, entered.mimetype, page.mimetype} == {"text/html"}
    assert MARK in page.text
    assert "nothing is saved yet" in page.text
    assert "secret-secret" not in page.text


def test_no_form_is_shown_that_nobody_may_open(signed_in, boss, paths):
    page = signed_out(boss, paths["users.new"], TYPED["users.new"] | {"by": ""})
    viewer = signs_in(boss, page, "viewer")
    assert viewer.status_code == 303 or goes_on(boss, viewer).status_code == 403


def test_what_one_typed_is_not_shown_to_another(boss, paths):
    page = signed_out(boss, paths["dnc.add"], TYPED["dnc.add"])
    answer = signs_in(boss, page, "admin")
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_form_of_another_site_does_not_go_along(boss, paths):
    boss.post("/sign-out")
    sent = boss.client.post(
        paths["dnc.add"], data=TYPED["dnc.add"], headers={"Origin": "https://evil.test"}
    )
    assert (sent.status_code, KEPT.search(sent.text)) == (401, None)


def test_what_was_changed_on_the_way_is_not_taken(boss, paths):
    page = signed_out(boss, paths["dnc.add"], TYPED["dnc.add"])
    kept = KEPT.search(page.text)[1]
    form = {"username": "super_admin", "password": PASSWORD, "kept": kept[:-3] + "abc"}
    assert boss.post("/sign-in", form).status_code == 303


def test_a_wrong_password_and_a_second_step_lose_nothing(boss, paths, ctx):
    page = signed_out(boss, paths["dnc.add"], TYPED["dnc.add"])
    kept = KEPT.search(page.text)[1]
    wrong = boss.post("/sign-in", {"username": "super_admin", "password": "no", "kept": kept})
    assert KEPT.search(wrong.text)[1] == kept
    user = users.by_name("super_admin")
    made = second_factor.begin(ctx, user)
    codes = second_factor.confirm(ctx, user, shown(made.secret, ctx))[1]
    second = signs_in(boss, wrong)
    assert 'action="/sign-in/code' in second.text
    form = {"code": codes[0], "kept": KEPT.search(second.text)[1]}
    assert MARK in goes_on(boss, boss.post("/sign-in/code?next=/", form)).text


def test_a_button_that_was_pressed_too_late_says_that_nothing_was_done(boss, campaign, ctx):
    boss.post("/sign-out")
    answer = boss.post(f"/campaigns/{campaign}/delete")
    assert (answer.status_code, "nothing was done" in answer.text) == (401, True)
    assert campaigns.get(ctx, campaign).deleted_at is None


def test_an_edit_that_comes_back_still_tells_what_changed_meanwhile(boss, paths, ctx):
    """What the form was made from comes back with it."""
    asked = signed_out(boss, paths["drafts.edit"], TYPED["drafts.edit"] | {"seen": "older"})
    page = goes_on(boss, signs_in(boss, asked))
    assert 'name="seen" value="older"' in page.text


def test_a_refusal_shows_the_form_and_its_reason(boss, paths, ctx):
    """The last Super Admin can't be disabled."""
    user = users.by_name("super_admin")
    form = TYPED["users.change"] | {"role": "viewer"}
    answer = boss.post(f"/users/{user.id}", form)
    assert (answer.status_code, MARK in answer.text) == (409, True)
    assert "it is the last active Super Admin" in answer.text
    assert staff.get(ctx, user.id).full_name != MARK


def test_the_other_type_keeps_what_was_typed_and_changes_texts_that_nobody_changed(boss, ctx):
    english, french = campaigns.default_texts("LB")
    form = FORM | {"name": MARK, "template_en": "My own words.", "template_fr": french}
    page = boss.post("/campaigns/new/type", form | {"other_kind": "MD"}).text
    assert f'value="{MARK}"' in page
    assert "My own words." in page
    assert "appuyez" not in page[page.index('id="template_fr"') : page.index('id="voice_fr"')]
    assert 'name="kind" value="MD"' in page
    assert english not in page
    assert not [one for one in campaigns.every(ctx) if one.campaign.name == MARK]


def test_a_browser_hears_what_was_taken_and_not_what_was_refused(boss, paths):
    form = TYPED["dnc.add"] | {"draft": "a-draft"}
    boss.post(paths["dnc.add"], form | {"numbers": "none"})
    assert "data-taken" not in boss.get("/").text
    boss.post(paths["dnc.add"], form)
    assert '<span data-taken="a-draft"' in boss.get("/").text
    assert "data-taken" not in boss.get("/").text


class _Forms(HTMLParser):
    """The forms of a page that something is typed into: where they are sent, whether kept."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, bool]] = []
        self._form: tuple[str, bool] | None = None
        self._typing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post":
            self._form, self._typing = (given.get("action") or "", "data-typed" in given), False
        typing = {"text", "number", "tel", "email", "range", "password", None}
        if tag == "textarea" or (tag == "input" and given.get("type") in typing):
            self._typing = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            if self._typing:
                self.found.append(self._form)
            self._form = None


def test_each_form_that_is_typed_into_is_kept_here_and_in_the_browser(app, boss, paths, campaign):
    """No page has one that is neither in the table nor among those that are typed anew."""
    pages = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    arguments = {"campaign": campaign, "number": campaign, "record": 1, "act": 1, "kind": "csv"}
    opened = [*paths.values(), "/test-call/?tab=campaign&campaign=1", "/test-call/"]
    bind = app.url_map.bind("localhost")
    with app.test_request_context():
        for rule in pages:
            if rule.endpoint.startswith("api.") or rule.arguments - arguments.keys():
                continue
            opened.append(bind.build(rule.endpoint, {n: arguments[n] for n in rule.arguments}))
    found: set[tuple[str, bool]] = set()
    for path in opened:
        if "/live/stream" in path or "export" in path:
            continue
        answer = boss.get(path)
        if answer.mimetype != "text/html":
            continue
        reader = _Forms()
        reader.feed(answer.text)
        for action, kept in reader.found:
            found.add((bind.match((action or path).partition("?")[0], "POST")[0], kept))
    assert len(found) > 10
    assert {name for name, kept in found if kept} <= set(TYPED)
    assert {name for name, kept in found if not kept} <= BY_HAND
    assert set(TYPED) == set(typed._SHOW)
