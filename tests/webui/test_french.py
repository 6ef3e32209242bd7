"""A French reader reads French, whatever a service, a rule or a list's row has to say."""

import re

import pytest
from flask import g

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.lifecycle import REFUSALS, Verb
from esl_dialer.core.says import Says, word
from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, Refused, ServiceError
from esl_dialer.services.people import dnc
from esl_dialer.services.system import preferences
from webui.text import language


@pytest.fixture
def in_french(app):
    with app.test_request_context():
        g.language = "fr"
        yield


def test_sentences_within_sentences(in_french):
    reasons = [REFUSALS[RunState.DRAFT, Verb.STOP], Says("it is archived")]
    refused = Refused(Says("{name} can't be stopped", name="Été"), reasons)
    assert language.refusal(refused).replace("\u00a0", " ") == (
        "Été ne peut pas être arrêtée : c'est un brouillon : elle n'a jamais démarré"
        " ; elle est archivée"
    )


def test_of_a_form_a_notice_tells_its_problems(in_french):
    short = Says("at least {least} characters", least=3)
    told = language.refusal(Invalid({"role": Says("choose a role"), "password": short}))
    assert told.replace("\u00a0", " ") == "choisissez un rôle ; au moins 3 caractères"


def test_what_nobody_translated_is_left_as_it_is(in_french):
    assert language.translate("Connection refused by 10.0.0.1") == "Connection refused by 10.0.0.1"


def test_a_name_is_never_translated(in_french):
    told = Says("there is already a user {name}", name="active; it is archived")
    assert language.say(told) == "il y a déjà un utilisateur active; it is archived"


def test_an_english_reader_reads_what_was_said(app):
    with app.test_request_context():
        g.language = "en"
        assert language.say(Says("it is archived")) == "it is archived"


def test_every_refusal_of_a_verb_and_every_permission_is_french(in_french):
    for sentence in {*REFUSALS.values(), *map(word, Permission)}:
        assert language.say(sentence) != str(sentence)


# --- on the pages ----------------------------------------------------------------------------


@pytest.fixture
def french(signed_in):
    browser = signed_in("super_admin")
    browser.post("/language", {"language": "fr"})
    return browser


def refused(browser, url, data=None):
    """The notice on the page that a refused change leads back to."""
    browser.post(url, data, headers={"Referer": "http://localhost/campaigns/"})
    page = browser.get("/campaigns/").text
    return " ".join(re.search(r"alert-danger.*?<div>(.*?)</div>", page, re.DOTALL)[1].split())


def test_a_refused_start_says_why_in_french(french, campaign):
    told = refused(french, f"/campaigns/{campaign}/start").replace("\u00a0", " ")
    assert told.startswith("Spring ne peut pas démarrer : ")
    assert "elle n&#39;a pas de fiches" in told
    assert "it has" not in told


def test_a_refused_verb_says_why_in_french(french, campaign):
    assert "c&#39;est un brouillon" in refused(french, f"/campaigns/{campaign}/pause")


def test_why_it_does_not_dial_and_what_is_odd_are_french(french, campaign):
    page = french.get(f"/campaigns/{campaign}").text
    assert "elle n&#39;a pas encore été démarrée" in page
    assert "campagne : Démarrer" in page
    assert "it has no records" not in page


def test_a_wrong_field_is_told_in_french(french):
    page = french.post("/users/new", {"username": "x", "role": "viewer", "password": "short"}).text
    assert "au moins 10 caractères" in page
    assert "de 2 à 64 lettres" in page


def test_a_wrong_setting_is_told_in_french(french):
    answer = french.post("/settings/", {"auto_stop_time": "25 h", "dnc_scope": "all"})
    assert "n&#39;est pas une heure" in answer.text
    assert "un de : record, number" in answer.text.replace("\u00a0", " ")


def test_what_is_not_there_is_told_in_french(french):
    assert "cette fiche n&#39;existe pas" in french.get("/records/99").text


def test_the_command_line_stays_english(ctx, campaign):
    with pytest.raises(ServiceError, match="can't start"):
        campaigns.start(ctx, campaign)
    with pytest.raises(ServiceError, match="no phone number in this text"):
        dnc.add(ctx, "nothing", "")
    with pytest.raises(ServiceError, match="is no time of day"):
        preferences.save(ctx, {"auto_stop_time": "x"})
