"""What the API says is in its caller's language: the request's, or else the user's own."""

import pytest
from flask import g

from esl_dialer.core.notices.notices import News, NoticeKind
from esl_dialer.store.notices import notices
from webui.api.problems import CODES, DETAILS
from webui.text.language import say

FRENCH = {"headers": {"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.5"}}
GERMAN = {"headers": {"Accept-Language": "de"}}


@pytest.fixture
def french(admin):
    """A program of a user who reads French."""
    assert admin.put("/me/language", {"language": "fr"}).status_code == 204
    return admin


def test_a_refusal_is_told_in_the_language_asked_for(admin, campaign):
    told = admin.post(f"/campaigns/{campaign}/start", **FRENCH)
    assert told.status_code == 409
    assert "elle n'a pas de fiches : importez une liste" in told.json["reasons"]
    assert "ne peut pas démarrer" in told.json["detail"].replace("\u00a0", " ")
    assert told.json["title"] == CODES[409][1]
    assert told.headers["Content-Language"] == "fr"


def test_without_a_wish_it_is_the_users_own(french, campaign):
    for more in ({}, GERMAN):
        told = french.get("/gateways/none", **more)
        assert told.json["detail"].startswith("il n'y a pas de passerelle"), more
    told = french.get("/gateways/none", headers={"Accept-Language": "en"})
    assert told.json["detail"].startswith("there is no gateway")
    assert told.headers["Content-Language"] == "en"


def test_fields_are_named_as_sent_and_their_faults_in_french(french):
    told = french.post("/dnc", {"numbers": ["nothing"]})
    assert told.json["problems"] == {"numbers": "aucun numéro de téléphone dans ce texte"}
    assert french.post("/dnc", {"numbers": 3}).status_code == 422


def test_reasons_and_oddities(french, filled):
    told = french.get(f"/campaigns/{filled}/why").json
    assert told["reason"]["text"] == "elle n'a pas encore été démarrée"
    assert told["reason"]["rule"] == "not_active"
    reasons = french.get(f"/campaigns/{filled}/preflight").json["reasons"]
    assert reasons
    assert not [text for text in reasons if "it has" in text]


def test_notices(french, ctx):
    news = News(NoticeKind.GATEWAY_DOWN, "main", values={"gateway": "main"}, key="main")
    notices.put(news, ctx.now(), ())
    [one] = french.get("/notices").json["items"]
    assert one["text"] == "La passerelle main est en panne."


def test_before_anybody_is_known_the_request_alone_counts(app):
    told = app.test_client().get("/api/v1/me", headers={"Accept-Language": "fr"})
    assert told.json["detail"].startswith("Envoyez un jeton")


@pytest.mark.parametrize("status", sorted(DETAILS))
def test_every_detail_has_its_french(app, status):
    with app.test_request_context():
        g.language = "fr"
        assert say(DETAILS[status]) != str(DETAILS[status])
