"""Fixed texts of templates: what people write is said whole, or refused with its place."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.speech.reading import UnreadableError, read
from esl_dialer.core.speech.spoken import say
from esl_dialer.core.speech.spoken_amounts import money
from esl_dialer.core.speech.variables import Kind
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR


def said(text: str, language: Language) -> str:
    pieces = list(read(text, language))
    assert "".join(piece.shown for piece in pieces) == text
    return " ".join("".join(piece.said for piece in pieces).split())


AMOUNTS = [
    (FR, "Payez 628.63 $.", "Payez six cent vingt-huit dollars et soixante-trois sous."),
    (FR, "1 234.56 $", "mille deux cent trente-quatre dollars et cinquante-six sous"),
    (FR, "2 millions de dollars", "deux millions de dollars"),
    (FR, "2 millions $", "deux millions de dollars"),
    (FR, "2,5 M$", "deux millions cinq cent mille dollars"),
    (FR, "5 K$", "cinq mille dollars"),
    (FR, "50 $US", "cinquante dollars américains"),
    (FR, "50,25 $ CA", "cinquante dollars canadiens et vingt-cinq sous"),
    (FR, "100 € ou 3,20 EUR", "cent euros ou trois euros et vingt centimes"),
    (FR, "12,50 dollars", "douze dollars et cinquante sous"),
    (FR, "50 cents", "cinquante sous"),
    (FR, "20 $/mois", "vingt dollars par mois"),
    (FR, "-50 $", "moins cinquante dollars"),
    (FR, "50-100 $", "cinquante dollars à cent dollars"),
    (EN, "$1 234.56", "one thousand two hundred thirty-four dollars and fifty-six cents"),
    (EN, "US$50", "fifty U S dollars"),
    (EN, "CAD 50", "fifty Canadian dollars"),
    (EN, "$50 CAD", "fifty Canadian dollars"),
    (EN, "$5k", "five thousand dollars"),
    (EN, "$5 K", "five thousand dollars"),
    (EN, "C$5 M", "five million Canadian dollars"),
    (FR, "50 $ C'est 5 $, M. Roy", "cinquante dollars C'est cinq dollars, Monsieur Roy"),
    (FR, "Payez $5 M. Roy", "Payez cinq dollars Monsieur Roy"),
    (EN, "$1.5M", "one million five hundred thousand dollars"),
    (EN, "$2 million", "two million dollars"),
    (EN, "$.50", "fifty cents"),
    (EN, "99¢", "ninety-nine cents"),
    (EN, "$50-$100", "fifty dollars to one hundred dollars"),
    (EN, "-$50", "minus fifty dollars"),
]  # fmt: skip

DATES_AND_TIMES = [
    (FR, "le 1er mars 2026", "le premier mars deux mille vingt-six"),
    (FR, "le 15 mars", "le quinze mars"),
    (FR, "2026-03-01", "premier mars deux mille vingt-six"),
    (FR, "25/12/2026", "vingt-cinq décembre deux mille vingt-six"),
    (FR, "à 17 h 30", "à dix-sept heures trente"),
    (FR, "9h-17h", "neuf heures à dix-sept heures"),
    (FR, "9-17 h", "neuf à dix-sept heures"),
    (FR, "21:01", "vingt et une heures une"),
    (FR, "24h/24 et 7j/7", "vingt-quatre heures sur vingt-quatre et sept jours sur sept"),
    (EN, "March 1st, 2026", "March first, two thousand twenty-six"),
    (EN, "Jan. 5", "January fifth"),
    (EN, "12/25/2026", "December twenty-fifth, two thousand twenty-six"),
    (EN, "9:30 a.m. or 5 p.m. Thanks", "nine thirty A M or five P M. Thanks"),
    (EN, "9am-5pm", "nine A M to five P M"),
    (EN, "17:05", "five oh five P M"),
    (EN, "0:00 and 12:00", "twelve o'clock and twelve o'clock"),
    (EN, "24/7", "twenty-four seven"),
]

PHONES = [
    (FR, "1 800 270-9938", "huit cents; deux, sept, zéro; neuf, neuf, trois, huit"),
    (FR, "1 800 270 9938, poste 12",
     "huit cents; deux, sept, zéro; neuf, neuf, trois, huit; poste un, deux"),
    (FR, "514 555-0142 24 heures sur 24",
     "cinq, un, quatre; cinq, cinq, cinq; zéro, un, quatre, deux vingt-quatre heures sur "
     "vingt-quatre"),
    (EN, "(416) 901-3704 x12",
     "four one six, nine zero one, three seven zero four, extension one two"),
    (EN, "ext. 12", "extension one two"),
    (EN, "555-1234", "five five five, one two three four"),
    (EN, "1-800-GO-FEDEX", "eight hundred, G O, F E D E X"),
    (EN, "call 911", "call nine one one"),
    (EN, "+33 1 42 68 53 00", "plus three three, one, four two, six eight, five three, zero zero"),
]  # fmt: skip

NUMBERS = [
    (FR, "80E AVENUE", "quatre-vingtième AVENUE"),
    (FR, "la 200e", "la deux centième"),
    (FR, "1re, 1ère, 3ème, 2ième", "première, première, troisième, deuxième"),
    (FR, "1e avenue", "première avenue"),
    (FR, "19,99 %", "dix-neuf virgule quatre-vingt-dix-neuf pour cent"),
    (FR, "10 000 clients", "dix mille clients"),
    (FR, "21 personnes, 1 heure", "vingt et une personnes, une heure"),
    (FR, "3-5 jours", "trois à cinq jours"),
    (FR, "1½ heure", "un et demi heure"),
    (EN, "over 1,234 people", "over one thousand two hundred thirty-four people"),
    (EN, "the 21st", "the twenty-first"),
    (EN, "2 1/2 days", "two and a half days"),
    (EN, "5K", "five thousand"),
    (EN, "B2B 3M COVID-19", "B two B three M COVID-nineteen"),
    (EN, "file 0012345", "file zero zero one, two three four five"),
    (EN, "Press 1, 2 or 3.", "Press one, two or three."),
    (EN, "No. 5, #7, there is no 8", "number five, number seven, there is no eight"),
    (FR, "no 5, nos 6 et 7, n° 8", "numéro cinq, numéro six et sept, numéro huit"),
]

PLACES_AND_WORDS = [
    (FR, "123 Sherbrooke St W", "un, deux, trois rue Sherbrooke Ouest"),
    (FR, "120, boul. St-Laurent O.", "un, deux, zéro boulevard Saint Laurent Ouest."),
    (FR, "H2X 1Y4", "hache, deux, ixe; un, i grec, quatre"),
    (FR, "Mme Roy, M. Tremblay et le Dr Ste-Marie",
     "Madame Roy, Monsieur Tremblay et le Docteur Sainte-Marie"),
    (FR, "S.V.P. rappelez", "s'il vous plaît rappelez"),
    (FR, "AT&T et ICBC, CRA/ARC, N.A.", "A T et T et I C B C, C R A, A R C, N A."),
    (EN, "123 1/2 Main St", "one two three and a half Main Street"),
    (EN, "at Sherbrooke St W, unit 4", "at Sherbrooke Street West, unit four"),
    (EN, "rue Sherbrooke O.", "Rue Sherbrooke West."),
    (EN, "Mr. Smith of St. John's", "Mister Smith of Saint John's"),
    (EN, "123 MAIN ST W", "one two three Main Street West"),
    (EN, "in the p.m. please", "in the P M please"),
    (FR, "demain p.m. ou M. Roy", "demain après-midi ou Monsieur Roy"),
    (EN, "the 407 ETR", "the four hundred seven E T R"),
    (EN, "info@abc2.ca", "info at abc two dot ca"),
    (EN, "www.abc.ca/pay", "w w w dot abc dot ca slash pay"),
    (EN, "press # or *.", "press pound or star."),
    (EN, "CALL US NOW", "CALL US NOW"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    AMOUNTS + DATES_AND_TIMES + PHONES + NUMBERS + PLACES_AND_WORDS,
)
def test_what_people_write_is_said_as_they_mean_it(
    language: Language, text: str, spoken: str
) -> None:
    assert said(text, language) == spoken


@pytest.mark.parametrize(
    ("language", "text", "position", "reason"),
    [
        (FR, "Payez 1.234 $", 6, "a thousand, or decimals?"),
        (FR, "Payez 1,234 $", 6, "a thousand, or decimals?"),
        (EN, "Pay $1.234", 4, "a thousand, or decimals?"),
        (FR, "Payez 5 $ 50", 6, "no number"),
        (FR, "Payez 1 23 $", 6, "no number"),
        (FR, "Payez 1.234,56,78 $", 6, "no number"),
        (FR, "Payez 3, 50 $", 6, "no number"),
        (FR, "Payez ,50 $", 7, "put a space between"),
        (FR, "Payez 50 $ - 10 $", 6, "a range, or minus?"),
        (FR, "le 03/04/2026", 3, "a day or a month first?"),
        (EN, "2026-13-01", 0, "no such day"),
        (EN, "at 9:75", 3, "no such time"),
        (EN, "CAD 50 $US", 0, "which currency?"),
        (EN, "Pay $", 4, "no amount is beside it"),
        (EN, "Pay ${", 4, "no amount is beside it"),
        (EN, "}50", 1, "put a space between"),
        (EN, "50{", 0, "no number"),
        (EN, "file 12-3456", 5, "no number"),
        (EN, "x²", 1, "put a space between"),
        (EN, "٣", 0, "no number"),
        (EN, "$1,000,000,000", 0, "more than 999,999,999.99"),
    ],
)
def test_what_may_mean_two_things_is_refused_where_it_stands(
    language: Language, text: str, position: int, reason: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        said(text, language)
    assert caught.value.position == position
    assert reason in str(caught.value)


def grouped(cents: int, group: str, point: str) -> str:
    return f"{cents / 100:,.2f}".replace(",", "G").replace(".", point).replace("G", group)


GROUPS = ["", " ", "\u00a0", "\u202f", "'"]
FORMS = ["{} $", "{}$", "${}", "$ {}", "{}\u00a0$", "{} dollars"]


@given(
    cents=st.integers(0, 999_999_999_99),
    group=st.sampled_from([*GROUPS, ",", "."]),
    point=st.sampled_from(".,"),
    form=st.sampled_from(FORMS),
    language=st.sampled_from(list(Language)),
)
def test_every_amount_in_every_form_is_said_whole(
    cents: int, group: str, point: str, form: str, language: Language
) -> None:
    if group == point:
        group = ""
    text = form.format(grouped(cents, group, point))
    assert said(text, language) == say(Kind.AMOUNT, str(Decimal(cents) / 100), language)


@given(
    text=st.text(alphabet="0123456789 .,'-/:$%#+()hKMe½²\u00a0\u2011٣aéEmprstx&", max_size=30),
    language=st.sampled_from(list(Language)),
)
def test_no_digit_is_left_to_a_voice(text: str, language: Language) -> None:
    try:
        spoken = said(text, language)
    except UnreadableError:
        return
    assert not any(char.isnumeric() for char in spoken)
    assert not set(spoken) & set("$€£¢¥")


@given(
    text=st.from_regex(r"[0-9]{1,4}(( {1,2}|[.,']|,\.)[0-9]{1,4}){0,3}", fullmatch=True),
    sign=st.sampled_from(["$", " $", " dollars"]),
    language=st.sampled_from(list(Language)),
)
def test_an_amount_is_never_said_in_pieces(text: str, sign: str, language: Language) -> None:
    """Digits with any marks between are one sum: they are said as one, or refused."""
    try:
        spoken = said(text + sign, language)
    except UnreadableError:
        return
    whole = Decimal(re.sub("[^0-9]", "", text))
    assert spoken in [money(whole.scaleb(-places), language) for places in range(3)]
