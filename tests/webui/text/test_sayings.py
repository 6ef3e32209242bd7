"""A French reader reads French, whatever a service, a rule or a list's row has to say."""

import re
from pathlib import Path

import pytest
from flask import g

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.lifecycle import REFUSALS
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Refused, ServiceError
from esl_dialer.services.people import dnc
from esl_dialer.services.system import preferences
from tests.webui.text.sayings import every_saying
from webui.text import language, sayings

PLACES = re.compile(r"\{(\d)(?::\w+)?\}")
WORDS = ("alpha", "bravo", "carla", "delta")


@pytest.fixture
def in_french(app):
    with app.test_request_context():
        g.language = "fr"
        yield


@pytest.mark.parametrize("text", sorted(every_saying()))
def test_every_sentence_has_its_french(text):
    assert text in sayings.french() or text in language.french()


def test_the_sources_are_read():
    found = every_saying()
    assert len(found) > 200
    assert "{0} can't start" in found
    assert "it has no records: import a list" in found
    assert "outside the dialing window in {0}" in found


@pytest.mark.parametrize(("english", "french"), sorted(sayings.french().items()))
def test_what_changes_in_a_sentence_is_in_both(english, french):
    own, there = set(PLACES.findall(english)), set(PLACES.findall(french))
    assert there <= own


@pytest.mark.parametrize("english", sorted(k for k in sayings.french() if PLACES.search(k)))
def test_a_sentence_is_found_again_by_what_it_says(in_french, english):
    spoken = english
    for place, word in enumerate(WORDS):
        spoken = spoken.replace(f"{{{place}}}", word)
    french = sayings.french()[english].replace("{{", "{").replace("}}", "}")
    assert sayings.said(spoken) == PLACES.sub(lambda found: WORDS[int(found[1])], french)


def test_sentences_within_sentences(in_french):
    reasons = ["it is a draft: it was never started", "it is archived"]
    assert sayings.said(Refused("Été can't be stopped", reasons)).replace("\u00a0", " ") == (
        "Été ne peut pas être arrêtée : c'est un brouillon : elle n'a jamais démarré"
        " ; elle est archivée"
    )


def test_what_nobody_translated_is_left_as_it_is(in_french):
    assert sayings.said("Connection refused by 10.0.0.1") == "Connection refused by 10.0.0.1"
    assert sayings.said("La liste est vide.") == "La liste est vide."
    assert sayings.said("name: not known; look: there") == "name: not known; look: there"
    for hostile in ("a: b; " * 20, ": " * 10_000):
        assert sayings.said(hostile) == hostile


def test_an_english_reader_reads_what_was_said(app):
    with app.test_request_context():
        g.language = "en"
        assert sayings.said("it is archived") == "it is archived"


def test_every_refusal_of_a_verb_and_every_permission_is_french(in_french):
    for text in {*REFUSALS.values(), *(p.value.replace("_", " ") for p in Permission)}:
        assert sayings.said(text) != text


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
    assert "la campagne est un brouillon" in page
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


def test_every_page_shows_what_is_said_by_the_readers_language():
    """Templates never show a reason or a problem of the services as it came."""
    bare = re.compile(
        r"\{\{ (?:[\w.]*\.)?(?:reason|problem|problems\[name\]|reason\.text)(?:\.text)? \}\}"
    )
    folder = Path(sayings.__file__).parent / "templates"
    found = {p.name: bare.findall(p.read_text(encoding="utf-8")) for p in folder.rglob("*.html")}
    allowed = {"entrance.html"}
    assert {name for name, texts in found.items() if texts} <= allowed
