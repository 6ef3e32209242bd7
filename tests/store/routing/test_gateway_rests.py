"""What a gateway's last calls came to, kept: written anew, and gone when it works."""

from datetime import timedelta

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.routing.resting import FRESH, Rest
from esl_dialer.store.routing import gateways
from tests.store.rows import NOW


def test_a_rest_is_kept_replaced_and_forgotten(db):
    first = Rest(5, NOW, 1, NOW + timedelta(seconds=30))
    gateways.keep_rest("a", first)
    gateways.keep_rest("b", Rest(1, NOW))
    assert gateways.rests() == {"a": first, "b": Rest(1, NOW)}
    probed = Rest(5, NOW, 1, NOW + timedelta(seconds=90), NOW + timedelta(milliseconds=30_001))
    gateways.keep_rest("a", probed)
    gateways.keep_rest("b", FRESH)
    assert gateways.rests() == {"a": probed}


def test_a_gateway_that_is_made_anew_does_not_rest_for_another_of_its_name(db):
    gateways.keep_rest("a", Rest(5, NOW, 1, NOW + timedelta(seconds=30)))
    gateways.add(Gateway("a", "sofia/gateway/a/{number}"), NOW)
    assert gateways.rests() == {}
