"""Which column of a file is which: by its header, another name for it, likeness, or place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from esl_dialer.core.lists.layout import (
    COLUMNS,
    KEYS,
    OWN_COLUMNS,
    PHONE_COLUMNS,
    PHONE_KEYS,
    REASON_HEADER,
    Needs,
    header_of,
    is_required,
)
from esl_dialer.core.people.phone_words import KINDS
from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import squashed
from esl_dialer.core.text.quoting import quoted


class How(StrEnum):
    """Why a column was taken for what it is."""

    EXACT = "exact"
    KNOWN_NAME = "known name"
    SIMILAR = "similar"
    PLACE = "place"
    CHOSEN = "chosen"
    CUSTOM = "custom"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column of the file.

    ``key`` is of ``core.lists.layout``, empty when it is none of the guide's.

    ``sure`` is in percent. A ``CUSTOM`` column is kept beside the guide's, under its own header.
    """

    index: int
    header: str
    key: str
    how: How
    sure: int
    phone_kind: str = ""


KEPT_BESIDE = "custom"
"""The choice of a column that is kept under its own header."""
PHONE_TYPES = {f"phone_{kind}": kind for kind in KINDS}
"""Choices: a phone of that type, in the next free place."""
CHOICES = (
    *(column.key for column in (*COLUMNS, *OWN_COLUMNS)),
    *(*PHONE_TYPES, *PHONE_KEYS, KEPT_BESIDE, ""),
)
"""What a person can say that a column is; empty: it is left out."""

FEWEST_HEADERS = 3
"""A row with fewer known names, and others beside them, is data and not headers."""
FIRST_ROWS = 10
"""The header is one of them."""

_NAMES = {
    "account_number": "account number|account|account no|account id|acct|acct no|acct number"
    "|numero de compte|no de compte|n de compte|no compte|num compte|compte|customer reference id",
    "first_name": "first|fname|given name|given names|prenom|prenoms",
    "last_name": "last|lname|surname|family name|nom de famille|nom",
    "province": "prov|province code|code province|province state|state|province territoire",
    "collector": "collector id|agent|recouvreur|agent de recouvrement|percepteur|collecteur",
    "client_name": "client|creditor|creditor name|nom du client|nom client|creancier"
    "|nom du creancier",
    "account_status": "account status|statut|statut du compte|etat du compte",
    "balance": "outstanding balance|current balance|balance outstanding|solde|solde du"
    "|solde courant|solde impaye",
    "email": "e mail|email address|e mail address|mail|courriel|adresse courriel"
    "|adresse electronique",
    "agency_phone": "agency phone number|agency telephone|telephone agence|tel agence"
    "|telephone de l agence",
    "assign_date": "assigned date|date assigned|assignment date|placement date|date placed"
    "|date d assignation|date assignation|date d attribution|date de mandat",
    "full_name": "name|debtor name|debtor|customer name|consumer name|nom complet|nom et prenom"
    "|prenom et nom|nom du debiteur|debiteur",
    "address": "address 1|address line 1|street|street address|adresse|adresse 1|rue",
    "city": "town|ville|municipalite|localite",
    "postal_code": "postal|postcode|zip|zip code|code postal",
    "tfn": "toll free|toll free number|tollfree number|callback number|call back number"
    "|numero sans frais|no sans frais|sans frais|numero de rappel",
    "did": "did number|direct inward dial|direct number|transfer number|numero direct|sda"
    "|ligne directe|numero de transfert",
    "original_creditor": "orig creditor|original creditor name|creancier original"
    "|creancier d origine|creancier initial",
    "original_product": "orig product|product|product type|produit|produit original"
    "|produit d origine|type de produit",
    "amount_due": "amount owing|due amount|past due|past due amount|montant du|montant exigible"
    "|montant a payer",
    "min_payment": "minimum payment|min pmt|min pay|minimum due|minimum amount|paiement minimum"
    "|paiement minimal|paiement min|versement minimum|versement minimal",
    "sif_pct": "sif|sif percent|settlement percent|settlement pct|settlement percentage"
    "|pourcentage de reglement|pct reglement",
    "source_status": "source status|lead status|statut source|statut de la source"
    "|statut de la fiche",
    "client_ref": "client reference|client reference number|client ref no|reference"
    "|reference number|reference client|ref client|no de reference|numero de reference",
}
_RECORD_NAMES = {
    "account_number": "customer reference id|customer reference|id de reference client"
    "|identifiant de reference client|identifiant client",
    "owner_agent": "agent|agent email|agent e mail|courriel agent|courriel de l agent",
    "scheduled_for": "scheduled for|scheduled call for|prevu pour|appel prevu pour|appel prevu le",
    "zone": "local time zone|time zone|fuseau horaire local|fuseau horaire",
}
"""The second layout that is known as it comes: records with their agent and call-back. Its names
count where the account and the agent are there, and where the guide's columns are not."""
_STOP_NAMES = {
    "stop": "stop|stops|person stop|legal stop|stop reason|do not call|dnc|arret|arret des appels"
    "|ne pas appeler",
    "consent": "consent|consent given|consent to calls|consentement|consentement aux appels",
    "stop_until": "stop until|stopped until|arret jusqu au|arret jusquau",
}
"""In either layout."""
_BY_RECORD_NAME = {
    squashed(name): key for key, names in _RECORD_NAMES.items() for name in names.split("|")
}
_BY_HEADER = {squashed(column.header): column.key for column in COLUMNS}
_BY_NAME = {squashed(name): key for key, names in _NAMES.items() for name in names.split("|")}
_BY_NAME |= {squashed(key): key for key in KEYS[: len(COLUMNS)]}
_BY_NAME |= {squashed(name): key for key, names in _STOP_NAMES.items() for name in names.split("|")}

_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split("|")}
_KIND_WORDS = "|".join(sorted(_KIND_OF, key=len, reverse=True))
_PHONE_WORDS = "numerodetelephone|notelephone|telephone|phonenumber|phone|tel|numero|ph"
_PHONE = re.compile(
    rf"(?:(?P<before>{_KIND_WORDS})?(?P<word>{_PHONE_WORDS})(?:number|num|no)?"
    rf"(?P<after>{_KIND_WORDS})?|(?P<alone>{_KIND_WORDS}))(?P<place>\d{{0,2}})"
)
_IGNORED = frozenset((squashed(REASON_HEADER), ""))
_ALIKE = 0.84
_SHORTEST_LIKENESS = 5


def match_columns(
    headers: Sequence[str], chosen: Mapping[int, str] | None = None
) -> tuple[ColumnMatch, ...]:
    """Say what each column is. ``chosen`` (index to one of ``CHOICES``) is a person's word."""
    by_choice = _as_chosen(headers, chosen or {})
    matches = _matched(headers, by_choice)
    own = _of_records(headers)
    if not own or not missing(matches):
        return matches
    taken = _taken(by_choice)
    free = {i: m for i, m in own.items() if i not in by_choice and m.key not in taken}
    return _matched(headers, by_choice | free)


def _matched(headers: Sequence[str], before: Mapping[int, ColumnMatch]) -> tuple[ColumnMatch, ...]:
    found = dict(before)
    for step in (_by_header, _by_name, _by_phone_number, _by_phone_kind, _by_likeness):
        for index, header in enumerate(headers):
            if index not in found and (match := step(index, header, _taken(found))):
                found[index] = match
    return tuple(found.get(i) or _left_over(i, header) for i, header in enumerate(headers))


def _as_chosen(headers: Sequence[str], chosen: Mapping[int, str]) -> dict[int, ColumnMatch]:
    """Phones by type take the places that no other choice names, in the file's order."""
    named = {choice for choice in chosen.values() if choice in PHONE_KEYS}
    free = (key for key in PHONE_KEYS if key not in named)
    found = {}
    for index, choice in sorted(chosen.items()):
        key = next(free, "") if choice in PHONE_TYPES else choice
        match = _match(index, headers[index], key, How.CHOSEN, 100)
        if choice == KEPT_BESIDE:
            match = replace(match, key="", how=How.CUSTOM)
        elif choice in PHONE_TYPES:
            match = replace(match, phone_kind=PHONE_TYPES[choice])
        found[index] = match
    return found


def _of_records(headers: Sequence[str]) -> dict[int, ColumnMatch]:
    """The columns of the layout of records; none where the file is of another one."""
    found: dict[int, ColumnMatch] = {}
    for index, header in enumerate(headers):
        key = _BY_RECORD_NAME.get(squashed(header), "")
        if key and key not in _taken(found):
            found[index] = _match(index, header, key, How.EXACT, 100)
    return found if {"account_number", "owner_agent"} <= _taken(found) else {}


def choice_of(match: ColumnMatch) -> str:
    """The one of ``CHOICES`` by which a person would say the same of the column."""
    if match.how is How.CUSTOM:
        return KEPT_BESIDE
    if match.phone_kind and match.key in PHONE_KEYS:
        return f"phone_{match.phone_kind}"
    return match.key


def chosen_twice(headers: Sequence[str], chosen: Mapping[int, str]) -> Says | None:
    """Why choices can't be: two columns for one field, or more phones than a person has."""
    first: dict[str, int] = {}
    for index, choice in sorted(chosen.items()):
        if not choice or choice == KEPT_BESIDE or choice in PHONE_TYPES:
            continue
        if choice in first:
            one, other = quoted(headers[first[choice]]), quoted(headers[index])
            told = Says("columns {one} and {other} are both mapped to {field}")
            return told.of(one=one, other=other, field=header_of(choice))
        first[choice] = index
    phones = sum(choice.startswith("phone_") for choice in chosen.values())
    if phones > PHONE_COLUMNS:
        return Says("{count} columns are phones; a person has {most}", count=phones,
                    most=PHONE_COLUMNS)  # fmt: skip
    return None


def match_places(width: int) -> tuple[ColumnMatch, ...]:
    """The guide's order, for a file without a header row."""
    keys = [*KEYS[:width], *[""] * max(0, width - len(KEYS))]
    return tuple(ColumnMatch(i, "", key, How.PLACE, 80 if key else 0) for i, key in enumerate(keys))


def recognised(headers: Iterable[str]) -> int:
    """How many headers are the guide's or known by another name: what a header row has many of."""
    names = [squashed(header) for header in headers]
    return sum(
        n in _BY_HEADER or n in _BY_NAME or n in _BY_RECORD_NAME or bool(_PHONE.fullmatch(n))
        for n in names
        if n
    )


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row is the header: it has some known names, or nothing else."""
    known, filled = recognised(cells), sum(bool(cell.strip()) for cell in cells)
    return known >= FEWEST_HEADERS or 0 < filled == known


def is_phone_header(header: str) -> bool:
    return bool(_PHONE.fullmatch(squashed(header)))


def missing(matches: Iterable[ColumnMatch], needs: Needs = Needs.GUIDE) -> tuple[str, ...]:
    """The headers of required columns that the file lacks; ``Phone 1`` stands for any phone."""
    keys = {match.key for match in matches}
    required = (column for column in COLUMNS if is_required(column, needs))
    lacking = [column.header for column in required if column.key not in keys]
    if not any(key.startswith("phone_") for key in keys):
        lacking.append("Phone 1")
    return tuple(lacking)


def needed_cells(matches: Iterable[ColumnMatch], needs: Needs = Needs.GUIDE) -> int:
    """The fewest cells that a row with all required columns has; some phone is one of them."""
    required = {column.key for column in COLUMNS if is_required(column, needs)}
    places = {match.key: match.index for match in matches}
    phones = [index for key, index in places.items() if key.startswith("phone_")]
    ends = [index for key, index in places.items() if key in required]
    return max([*ends, min(phones, default=0)], default=0) + 1


def doubts(matches: Sequence[ColumnMatch]) -> tuple[tuple[str, Says], ...]:
    """Headers that a person should look at, each with why."""
    titles = {column.key: column.header for column in COLUMNS}
    found = ((match.header, _doubt(match, titles)) for match in matches)
    placed = (("", Says("there is no header: the columns are taken in the guide's order")),)
    guessed = any(match.how is How.PLACE for match in matches)
    doubtful = ((header, why) for header, why in found if why)
    return (*(placed if guessed else ()), *doubtful)


def _doubt(match: ColumnMatch, titles: Mapping[str, str]) -> Says | None:
    if match.how is How.SIMILAR:
        return Says("taken for {column}, which it is like", column=titles.get(match.key, match.key))
    if match.sure:
        return None
    name = squashed(match.header)
    key = _BY_HEADER.get(name) or _BY_NAME.get(name)
    if match.how is How.CUSTOM and key:
        return Says(
            "another column is {column} already: this one is kept beside it",
            column=titles.get(key, key),
        )
    return None


def _match(index: int, header: str, key: str, how: How, sure: int) -> ColumnMatch:
    kind = phone_kind(header) if key.startswith("phone_") else ""
    return ColumnMatch(index, header, key, how, sure, kind)


def phone_kind(header: str) -> str:
    """home, mobile, work or other where a header says so, else empty."""
    found = _PHONE.fullmatch(squashed(header))
    word = found and (found["before"] or found["after"] or found["alone"])
    return _KIND_OF[word] if word else ""


def _taken(found: Mapping[int, ColumnMatch]) -> set[str]:
    return {match.key for match in found.values()}


def _by_header(index: int, header: str, taken: set[str]) -> ColumnMatch | None:
    key = _BY_HEADER.get(squashed(header), "")
    return _match(index, header, key, How.EXACT, 100) if key and key not in taken else None


def _by_name(index: int, header: str, taken: set[str]) -> ColumnMatch | None:
    key = _BY_NAME.get(squashed(header), "")
    return _match(index, header, key, How.KNOWN_NAME, 95) if key and key not in taken else None


def _by_phone_number(index: int, header: str, taken: set[str]) -> ColumnMatch | None:
    """``Phone 7``, ``Tél. 7``: the place is in the header."""
    found = _PHONE.fullmatch(squashed(header))
    if not found or not found["place"] or found["before"] or found["after"] or found["alone"]:
        return None
    key = f"phone_{int(found['place'])}"
    how = How.EXACT if found["word"] == "phone" else How.KNOWN_NAME
    usable = key in KEYS and key not in taken
    return _match(index, header, key, how, 100 if how is How.EXACT else 95) if usable else None


def _by_phone_kind(index: int, header: str, taken: set[str]) -> ColumnMatch | None:
    """``Home Phone``, ``Cellulaire``, ``Phone``: the first free place, in the file's order."""
    if not _PHONE.fullmatch(squashed(header)):
        return None
    free = (f"phone_{place}" for place in range(1, PHONE_COLUMNS + 1))
    key = next((key for key in free if key not in taken), "")
    return _match(index, header, key, How.KNOWN_NAME, 90) if key else None


def _by_likeness(index: int, header: str, taken: set[str]) -> ColumnMatch | None:
    name = squashed(header)
    if len(name) < _SHORTEST_LIKENESS or name in _BY_HEADER or name in _BY_NAME:
        return None
    known = [(n, k) for n, k in {**_BY_NAME, **_BY_HEADER}.items() if k not in taken]
    scored = [(SequenceMatcher(None, name, n, autojunk=False).ratio(), k) for n, k in known]
    score, key = max(scored, default=(0.0, ""))
    return _match(index, header, key, How.SIMILAR, round(80 * score)) if score >= _ALIKE else None


def _left_over(index: int, header: str) -> ColumnMatch:
    how = How.IGNORED if squashed(header) in _IGNORED else How.CUSTOM
    return ColumnMatch(index, header, "", how, 0)
