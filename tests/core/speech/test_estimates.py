"""How long generation takes: as measured on an idle machine, longer where others want it too."""

import pytest

from esl_dialer.core.speech.default_templates import templates_of
from esl_dialer.core.speech.estimates import START_S, Machine, estimate
from esl_dialer.core.speech.messages import Messages, Script, compose
from esl_dialer.core.speech.variables import EXAMPLE_FIELDS
from esl_dialer.core.speech.voices import EngineName
from esl_dialer.core.words import CampaignKind, Language

FREE = 1 << 40
MEASURED_S = 0.055
"""A default bilingual message, its shared sentences kept: processor time of one worker
(``scripts/bench/audio_rate.py``)."""


@pytest.fixture(scope="module")
def sample() -> list[Messages]:
    english, french = templates_of(CampaignKind.LB)
    script = Script(1, CampaignKind.LB, Language.EN, english, french, 1)
    composed = compose(script, EXAMPLE_FIELDS | {"province": "QC"})
    assert isinstance(composed, Messages)
    return [composed]


def seconds(sample, records=1000, engine=EngineName.NANOTTS, **machine) -> float:
    return estimate(sample, records, engine, Machine(1, FREE, **machine)).seconds


def test_on_an_idle_machine_it_is_what_was_measured(sample) -> None:
    assert seconds(sample) == pytest.approx(START_S + 1000 * MEASURED_S, rel=0.3)


def test_a_busy_machine_takes_longer_by_what_the_others_take(sample) -> None:
    idle, busy = seconds(sample) - START_S, seconds(sample, load=3) - START_S
    assert busy == pytest.approx(4 * idle)
    assert seconds(sample, load=3, processors=4) - START_S == pytest.approx(idle)


def test_a_service_answers_no_slower_for_it_but_its_messages_are_put_together_here(sample) -> None:
    idle = seconds(sample, engine=EngineName.AZURE)
    busy = seconds(sample, engine=EngineName.AZURE, load=3)
    assert idle < busy < 2 * idle


def test_nothing_takes_no_time(sample) -> None:
    assert seconds(sample, records=0) == 0
    assert seconds([], records=0) == 0
