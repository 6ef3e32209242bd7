import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.speech.spoken import SAID, say, show
from esl_dialer.core.speech.spoken_numbers import UnspeakableError, cardinal, ordinal
from esl_dialer.core.speech.variables import Kind
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR

SPOKEN = [
    (Kind.NAME, EN, "JOHN MUGLIA", "John Muglia"),
    (Kind.NAME, EN, "john o'neil-smith jr.", "John O'Neil Smith Junior"),
    (Kind.NAME, EN, "J. R. SMITH", "J R Smith"),
    (Kind.NAME, EN, "SMITH, JOHN", "John Smith"),
    (Kind.NAME, EN, "JOHN SMITH, III", "John Smith the third"),
    (Kind.NAME, EN, "MR. ANGUS MCDONALD", "Mister Angus McDonald"),
    (Kind.NAME, EN, "Anita MacDonald", "Anita MacDonald"),
    (Kind.NAME, EN, "MARIE ST. PIERRE", "Marie Saint Pierre"),
    (Kind.NAME, EN, "RENÉE CÔTÉ", "Renee Cote"),
    (Kind.NAME, EN, "John & Mary Smith", "John and Mary Smith"),
    (Kind.NAME, EN, "JOHN’S D’SOUZA", "John's D'Souza"),
    (Kind.NAME, FR, "RENÉE CÔTÉ", "Renée Côté"),
    (Kind.NAME, FR, "MME JEANNE D'ARC", "Madame Jeanne D'Arc"),
    (Kind.NAME, FR, "M. JEAN-FRANÇOIS L'HEUREUX", "Monsieur Jean François L'Heureux"),
    (Kind.NAME, FR, "PIERRE M TREMBLAY", "Pierre M Tremblay"),
    (Kind.NAME, EN, "Null", "Null"),
    (Kind.COMPANY, EN, "ABC Financial Group", "A B C Financial Group"),
    (Kind.COMPANY, EN, "ACME CORP", "Acme Corporation"),
    (Kind.COMPANY, EN, "BMO FIN GRP INC.", "B M O Financial Group Incorporated"),
    (Kind.COMPANY, EN, "Smith & Sons Ltd.", "Smith and Sons Limited"),
    (Kind.COMPANY, EN, "T.D. Bank", "T D Bank"),
    (Kind.COMPANY, EN, "AT&T CANADA CORP", "A T and T Canada Corporation"),
    (Kind.COMPANY, EN, "TD BANK N.A.", "T D Bank N A"),
    (Kind.COMPANY, EN, "ICBC", "I C B C"),
    (Kind.COMPANY, EN, "CRA/ARC", "C R A A R C"),
    (Kind.COMPANY, EN, "407 ETR", "four zero seven E T R"),
    (Kind.COMPANY, EN, "3M Canada", "three M Canada"),
    (Kind.COMPANY, EN, "1ST CHOICE 24 HOUR FITNESS", "first Choice twenty-four Hour Fitness"),
    (Kind.COMPANY, FR, "9876-5432 QUÉBEC INC.",
     "neuf, huit, sept, six cinq, quatre, trois, deux Québec incorporée"),
    (Kind.COMPANY, FR, "AT&T", "A T et T"),
    (Kind.COMPANY, FR, "HYDRO-QUÉBEC INC.", "Hydro Québec incorporée"),
    (Kind.COMPANY, FR, "Meubles Léon Ltée", "Meubles Léon limitée"),
    (Kind.PHONE, EN, "8002709938", "eight hundred, two seven zero, nine nine three eight"),
    (Kind.PHONE, EN, "+14169013704", "four one six, nine zero one, three seven zero four"),
    (Kind.PHONE, FR, "8662709938", "huit, six, six; deux, sept, zéro; neuf, neuf, trois, huit"),
    (Kind.PHONE, EN, "416-901-3704 x12",
     "four one six, nine zero one, three seven zero four, extension one two"),
    (Kind.PHONE, EN, "+33142685300",
     "plus three three, one, four two, six eight, five three, zero zero"),
    (Kind.AMOUNT, EN, "628.63", "six hundred twenty-eight dollars and sixty-three cents"),
    (Kind.AMOUNT, EN, "1.00", "one dollar"),
    (Kind.AMOUNT, EN, "0.01", "one cent"),
    (Kind.AMOUNT, EN, "0", "zero dollars"),
    (Kind.AMOUNT, EN, "1234.5",
     "one thousand two hundred thirty-four dollars and fifty cents"),
    (Kind.AMOUNT, FR, "628.63", "six cent vingt-huit dollars et soixante-trois sous"),
    (Kind.AMOUNT, FR, "1.01", "un dollar et un sou"),
    (Kind.AMOUNT, FR, "0.80", "quatre-vingts sous"),
    (Kind.AMOUNT, FR, "0", "zéro dollar"),
    (Kind.AMOUNT, FR, "80000", "quatre-vingt mille dollars"),
    (Kind.AMOUNT, FR, "200000", "deux cent mille dollars"),
    (Kind.AMOUNT, FR, "200", "deux cents dollars"),
    (Kind.AMOUNT, FR, "1000000", "un million de dollars"),
    (Kind.AMOUNT, FR, "71.91", "soixante et onze dollars et quatre-vingt-onze sous"),
    (Kind.IDENTIFIER, EN, "1234567", "one two three, four five six seven"),
    (Kind.IDENTIFIER, EN, "AB-12", "A B, one two"),
    (Kind.POSTAL_CODE, EN, "L3S4V6", "L three S, four V six"),
    (Kind.POSTAL_CODE, FR, "h2x 1y4", "hache, deux, ixe; un, i grec, quatre"),
    (Kind.POSTAL_CODE, EN, "90210", "nine zero two one zero"),
    (Kind.PROVINCE, EN, "ON", "Ontario"),
    (Kind.PROVINCE, FR, "qc", "Québec"),
    (Kind.CITY, EN, "ST. JOHN'S", "Saint John's"),
    (Kind.CITY, FR, "TROIS-RIVIÈRES", "Trois Rivières"),
    (Kind.EMAIL, EN, "john@example.com", "john at example dot com"),
    (Kind.EMAIL, FR, "a_b2@x.ca", "a tiret bas b deux arobase x point ca"),
    (Kind.TEXT, EN, "policy 4411223", "policy four four one, one two two three"),
    (Kind.TEXT, EN, "$12.50, by March 1st", "twelve dollars and fifty cents, by March first"),
    (Kind.TEXT, FR, "le 1er mars 2026", "le premier mars deux mille vingt-six"),
    (Kind.ADDRESS, EN, "8780 Main St", "eight seven eight zero Main Street"),
    (Kind.ADDRESS, EN, "12 St Clair Ave W", "one two Saint Clair Avenue West"),
    (Kind.ADDRESS, EN, "5 ST GEORGE ST APT 4B", "five Saint George Street Apartment four B"),
    (Kind.ADDRESS, EN, "200 5th Ave.", "two zero zero fifth Avenue"),
    (Kind.ADDRESS, EN, "123 1/2 Main St", "one two three and a half Main Street"),
    (Kind.ADDRESS, EN, "123½ MAIN ST W", "one two three and a half Main Street West"),
    (Kind.ADDRESS, EN, "4-123 Main St", "four, one two three Main Street"),
    (Kind.ADDRESS, EN, "200 5TH ST", "two zero zero fifth Street"),
    (Kind.ADDRESS, EN, "12 80E AVENUE", "one two eightieth Avenue"),
    (Kind.ADDRESS, EN, "55 boul. St-Laurent O, app. 3",
     "five five Boulevard Saint Laurent West Apartment three"),
    (Kind.ADDRESS, EN, "12 ch. Ste-Foy", "one two Chemin Sainte Foy"),
    (Kind.ADDRESS, EN, "12 King St, Ste 200", "one two King Street Suite two zero zero"),
    (Kind.ADDRESS, EN, "14 E MAIN ST APT 12E", "one four East Main Street Apartment one two E"),
    (Kind.ADDRESS, FR, "12 80E AVENUE", "un, deux quatre-vingtième avenue"),
    (Kind.ADDRESS, FR, "12, 200e Rue", "un, deux deux centième rue"),
    (Kind.ADDRESS, FR, "12 1re Av", "un, deux première avenue"),
    (Kind.ADDRESS, FR, "12 1ÈRE AV.", "un, deux première avenue"),
    (Kind.ADDRESS, FR, "123 1/2 rue Main", "un, deux, trois et demi rue Main"),
    (Kind.ADDRESS, FR, "123 Sherbrooke St W", "un, deux, trois rue Sherbrooke Ouest"),
    (Kind.ADDRESS, FR, "200 5th Ave.", "deux, zéro, zéro cinquième avenue"),
    (Kind.ADDRESS, FR, "200 5th St", "deux, zéro, zéro cinquième rue"),
    (Kind.ADDRESS, FR, "12 St-Denis", "un, deux Saint Denis"),
    (Kind.ADDRESS, FR, "45 Parc Ave N", "quatre, cinq avenue Parc Nord"),
    (Kind.ADDRESS, FR, "120 boul. St-Laurent O", "un, deux, zéro boulevard Saint Laurent Ouest"),
    (Kind.ADDRESS, FR, "3 3e Av., app. 2", "trois troisième avenue appartement deux"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "language", "value", "spoken"), SPOKEN)
def test_it_is_said_as_a_person_says_it(
    kind: Kind, language: Language, value: str, spoken: str
) -> None:
    assert say(kind, value, language) == spoken


def test_every_kind_of_value_can_be_said() -> None:
    assert SAID.keys() == set(Kind)
    assert {kind for kind, *_ in SPOKEN} == set(Kind)


@pytest.mark.parametrize(
    ("kind", "language", "value", "shown"),
    [
        (Kind.AMOUNT, EN, "1234.5", "$1,234.50"),
        (Kind.AMOUNT, FR, "1234.5", "1\u00a0234,50\u00a0$"),
        (Kind.AMOUNT, EN, "soon", "soon"),
        (Kind.PHONE, EN, "+33142685300", "+33 1 42 68 53 00"),
        (Kind.PHONE, EN, "call me", "call me"),
    ],
)
def test_it_is_shown_as_it_is_written(
    kind: Kind, language: Language, value: str, shown: str
) -> None:
    assert show(kind, value, language) == shown


@given(st.integers(0, 999_999_999_99), st.sampled_from(list(Language)))
def test_an_amount_is_words_only_and_as_many_cents_as_it_has(
    cents: int, language: Language
) -> None:
    spoken = say(Kind.AMOUNT, str(Decimal(cents) / 100), language)
    assert re.fullmatch(r"[a-zéè]+([ -][a-zéè]+)*", spoken)
    unit = r"\bcents?$" if language is EN else r"\bsous?$"
    assert bool(re.search(unit, spoken)) == (cents % 100 != 0)


@given(st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
def test_the_ten_digits_of_a_phone_come_back_from_what_is_said(number: str) -> None:
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    spoken = say(Kind.PHONE, number, EN).replace(" hundred", " zero zero").replace(",", "")
    assert "".join(str(names.index(word)) for word in spoken.split()) == number


FORMS = ["8002709938", "1234.56", "H2X1Y4", "a1@b2.ca", "12 80e Avenue", "123½ Main St", "3M Co"]


@given(
    kind=st.sampled_from(list(Kind)),
    value=st.text(max_size=80)
    | st.text(alphabet="0123456789 .,-/#½²٣&ABehst", max_size=24)
    | st.sampled_from(FORMS).flatmap(lambda form: st.text(alphabet=form, max_size=16)),
    language=st.sampled_from(list(Language)),
)
def test_any_value_is_said_without_a_digit_or_refused(
    kind: Kind, value: str, language: Language
) -> None:
    try:
        spoken = say(kind, value, language)
    except UnspeakableError:
        return
    assert spoken.strip()
    assert not any(char.isnumeric() for char in spoken)


@given(st.integers(1, 999_999))
def test_a_french_ordinal_is_its_number_with_an_ending(number: int) -> None:
    spoken = ordinal(number, FR)
    assert spoken == "premier" or spoken.endswith("ième")
    assert "sième" not in spoken.replace("troisième", "").replace("dixième", "")
    assert spoken.split()[0][:3] == cardinal(number, FR).split()[0][:3] or number == 1
