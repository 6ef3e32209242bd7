"""Fields: read as they are written, bounded, and total for every shape."""

import math
from dataclasses import dataclass, replace

import pytest

from esl_dialer.cli.field_options import OPTIONS
from esl_dialer.core.campaigns import campaign
from esl_dialer.core.campaigns.campaign import Draft
from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.fields import (
    IN_PARTS,
    NUMERIC,
    Field,
    Shape,
    problem,
    problems,
    read,
    setting,
    table_of,
    told,
    wanted,
    written,
)
from esl_dialer.core.routing import gateways
from esl_dialer.core.says import Says
from esl_dialer.core.system import settings
from esl_dialer.core.words import CampaignKind, DialOrder
from esl_dialer.store.columns import COLUMNS
from webui.api.models import GIVEN, SHOWN
from webui.pages.forms import PARTS

TABLES = {"campaign": campaign.FIELDS, "gateway": gateways.FIELDS, "settings": settings.FIELDS}
EVERY = [(noun, name) for noun, table in TABLES.items() for name in table]


@pytest.mark.parametrize(("noun", "name"), EVERY)
def test_a_default_is_taken_and_read_as_it_is_written(noun, name):
    field = TABLES[noun][name]
    if not field.required:
        assert problem(field, field.default) is None
    if field.shape not in PARTS:
        assert read(field, written(field, field.default)) == field.default
    assert field.title
    if field.shape in NUMERIC:
        assert field.low < field.high


@pytest.mark.parametrize("shape", Shape)
def test_every_face_knows_every_shape(shape):
    assert shape in OPTIONS
    assert shape in COLUMNS
    in_parts = {Shape.CHOICE} | IN_PARTS
    assert (shape in GIVEN, shape in SHOWN) == (shape not in in_parts,) * 2


@dataclass(frozen=True, slots=True)
class Lamp:
    watts: float = setting(40.0, "Power", unit="watts", low=0.5, high=60, zero="off")
    order: DialOrder = setting(DialOrder.RANDOM, "Order", choices={"random": "By chance"})
    lit: bool = setting(False, "Lit")
    label: str = setting("", "Label", check=lambda text: None if text else Says("write it"))


LAMP = table_of(Lamp)


@pytest.mark.parametrize(("typed", "value"), [("0,5", 0.5), (" 60 ", 60.0), ("", 0.0)])
def test_a_number_is_read_with_a_comma_too_and_nothing_is_its_word(typed, value):
    assert read(LAMP["watts"], typed) == value


@pytest.mark.parametrize("text", ["many", "1 2", "--1"])
def test_what_is_no_number_is_told_with_its_unit(text):
    with pytest.raises(ValueError, match="could not convert"):
        read(LAMP["watts"], text)
    assert wanted(LAMP["watts"]) == Says("a number of {unit}", unit=Says("watts"))


@pytest.mark.parametrize("value", [0.49, 60.1, math.inf, -math.inf, math.nan])
def test_a_number_out_of_its_bounds_is_a_problem(value):
    found = problems(LAMP, Lamp(watts=value, label="x"))
    assert {name: str(says) for name, says in found.items()} == {"watts": "from 0.5 to 60"}


def test_what_stays_as_it_was_is_not_judged_again():
    before = Lamp(watts=100.0)
    assert problems(LAMP, replace(before, lit=True), before) == {}
    assert problems(LAMP, replace(before, watts=90.0, label="x"), before).keys() == {"watts"}


def test_values_are_told_as_people_read_them():
    assert told(LAMP["watts"], 0.0) == "off"
    assert told(LAMP["watts"], 2.5) == "2.5 watts"
    assert told(LAMP["order"], DialOrder.RANDOM) == "By chance"
    assert told(LAMP["lit"], True) == "yes"
    assert told(campaign.FIELDS["retry_policy"], {"lost": 5, "busy": 15}) == "busy=15, lost=5"


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window.of(DailyHours(0, 1440, sunday=True)), "00:00-24:00, Sunday"),
        (
            Window((((540, 720), (780, 1080)),) + ((),) * 6),
            "Mon 09:00-12:00 13:00-18:00, Tue closed, Wed closed, Thu closed, Fri closed, "
            "Sat closed, Sun closed",
        ),
    ],
)
def test_a_window_is_told_shortly_where_that_says_all(window, text):
    assert told(campaign.FIELDS["window"], window) == text


def test_a_field_says_what_it_is_about_and_since_when():
    about = Field(1, "Lamps", "Those of the ceiling", since="2.0").about
    assert about == "Lamps. Those of the ceiling. Since 2.0."


def test_what_must_be_given_has_no_default():
    with pytest.raises(TypeError, match="name"):
        Draft()
    assert Draft("Spring", CampaignKind.LB).retry_policy is not Draft("", "LB").retry_policy
