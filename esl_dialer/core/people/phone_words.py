"""The words that people write beside a phone number in its cell, in English and French.

Written without accents and apostrophes, as ``core.people.phone_cells`` compares them. What is not
here is not understood, and a number beside it is not called.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import unaccented
from esl_dialer.core.words import StopReason

KINDS: Mapping[str, str] = {
    "home": "home|residence|residential|res|maison|domicile",
    "mobile": "mobile|cellulaire|cellular|cell|portable",
    "work": "work|business|office|bus|bureau|travail|employer|employeur",
    "primary": "primary|principal",
    "other": "alternate|alt|secondary|secondaire|other|autre",
}
"""By kind of phone, the words for it: of headers too."""


class Role(StrEnum):
    """What a word does to the number beside it."""

    LABEL = "label"
    """Says what phone it is; changes nothing."""
    EXTENSION = "extension"
    BETWEEN = "between"
    """Stands between two numbers."""
    NUMBER = "number"
    """Refuses the number."""
    PERSON = "person"
    """Refuses the number, and all other numbers of the person."""


@dataclass(frozen=True, slots=True)
class Meaning:
    role: Role
    kind: str = ""
    """Of a label: a key of ``KINDS``, empty for one that only says that this is a number."""
    problem: Says | None = None
    """Why the number is refused."""
    stop: StopReason | None = None


LABEL = Meaning(Role.LABEL, "other")
"""``2nd``"""

OUT_OF_SERVICE = Says("the list says that it is not in service")
WRONG_NUMBER = Says("the list says that it is a wrong number")
FORMER = Says("the list says that it is an old number")
UNUSABLE = Says("the list says not to use it")
FAX = Says("a fax")
DEVICE = Says("a pager or a text telephone")

_ABBREVIATIONS = {
    "home": "h|hm|hme|hom|home phone|home no|r|dom|landline|land line|fixe|ligne fixe",
    "mobile": "c|m|cel|cellphone|cell phone|mob|mobile no|cell no|portatif",
    "work": "w|wk|wrk|work no|b|bur|off|ofc|trav|job|emploi|emp|place of employment"
    "|lieu de travail",
    "other": "main|best|preferred|first|second|third|premier|deuxieme|day|daytime|evening"
    "|eve|night|jour|soir|nuit|contact|contact number|direct",
    "": "tel|telephone|phone|ph|phone number|phone no|tel no|telephone number|number|num|nr|numero"
    "|t|tph|phn|numero de telephone|no de telephone|no de tel|no tel|ligne|line|ok|good|valid"
    "|verified|bon|valide|verifie|canada|can|ca|cdn|usa|us",
}
_EXTENSIONS = "extension|extn|ext|exten|poste|post|x|xt|local|loc|p"
_BETWEEN = "or|and|ou|et"
_NUMBER = {
    OUT_OF_SERVICE: "disconnected|disconnect|disconn|discon|disc|disco|temporarily disconnected"
    "|nis|n i s|n s|not in service|no longer in service|not in use|not working|out of service"
    "|oos|o o s|out of order|suspended|cut off|cutoff|dead line|dead number|dead phone|line dead"
    "|dc|d c|ng|n g|no good|no dial tone|hors service|hs|h s|hors d usage|pas en service"
    "|plus en service|nest plus en service|non en service|debranche|debranchee|deconnecte"
    "|deconnectee|desactive|desactivee|suspendu|coupe|coupee|non attribue|inactif|inactive"
    "|inactive number|numero inactif|ne fonctionne pas|ne fonctionne plus",
    WRONG_NUMBER: "wrong number|wrong num|wrong no|wrong nbr|wrong phone|wrong|wn|w n|bad number"
    "|bad num|bad no|bad phone|bad|invalid|invalid number|not valid|incorrect|incorrect number"
    "|mauvais numero|mauvais no|mauvais|faux numero|faux|errone|numero errone|invalide"
    "|numero invalide|numero incorrect|pas le bon numero",
    FORMER: "old|old number|old phone|former|former number|previous|number changed|changed"
    "|changed number|expired|ancien|ancienne|ancien numero|vieux|vieux numero|change"
    "|numero change|change de numero",
    UNUSABLE: "do not use|dont use|ne pas utiliser|do not text",
    FAX: "fax|fax number|fax no|facsimile|telecopieur|telecopie|telec|telefax|f",
    DEVICE: "pager|pgr|beeper|tty|tdd|ats|modem|teleavertisseur|paget|pagette|alarm|alarme",
}
_PERSON = {
    StopReason.DNC: "do not call|dont call|do not contact|dont contact|do not phone|dont phone"
    "|do not dial|dont dial|do not ring|dnc|dncl|d n c|dnd|do not disturb|no call|no calls"
    "|no contact|no phone calls|never call|never contact|stop calling|stop calls|stop|not to call"
    "|not to be called|not to be contacted|opt out|opted out|optout"
    "|unsubscribe|unsubscribed|cease|cease calls|cease calling|cease contact|remove|removed"
    "|remove from list|remove number|refuses calls"
    "|ne pas appeler|ne pas appelez|ne pas rappeler|ne pas contacter|ne pas telephoner"
    "|ne pas composer|ne pas deranger|ne plus appeler|ne plus rappeler|ne plus contacter"
    "|ne plus telephoner|nappelez pas|nappelez plus|nappeler pas|pas appeler|pas contacter"
    "|plus appeler|pas dappel|pas dappels|aucun appel|jamais appeler|ne jamais appeler"
    "|cesser dappeler|cessez dappeler|arreter dappeler|arretez dappeler|desabonne|desabonnee"
    "|retirer|retirer de la liste|refuse les appels|lnnte",
    StopReason.DECEASED: "deceased|dead|died|death|decd|dcd|dcsd|passed away|passed on|estate"
    "|estate of|rip|r i p|decede|decedee|deces|mort|morte|defunt|defunte|feu|feue"
    "|succession|succession de|liquidateur|executor|executrix",
    StopReason.BANKRUPT: "bankrupt|bankruptcy|in bankruptcy|bk|bkr|bkpt|bky|bankr|chapter|insolvent"
    "|insolvency|consumer proposal|proposal|trustee|insolvency trustee|licensed insolvency trustee"
    "|faillite|failli|faillie|en faillite|insolvable|insolvabilite|syndic|depot volontaire"
    "|proposition|proposition de consommateur|proposition du consommateur"
    "|proposition concordataire",
    StopReason.REPRESENTED: "lawyer|lawyers|lawyers office|attorney|attorneys|atty|solicitor"
    "|solicitors|barrister|paralegal|counsel|law firm|law office|law offices|represented"
    "|represented by|legal rep|legal representative|legal counsel|power of attorney|poa|guardian"
    "|public trustee|public guardian|avocat|avocate|avocats|avocates|cabinet davocats"
    "|notaire|represente|representee|represente par|procuration|tuteur|tutrice|tutelle"
    "|curateur|curatrice|curatelle|curateur public|mandataire",
    StopReason.LEGAL: "legal|legal hold|legal action|litigation|in litigation|lawsuit|law suit|sued"
    "|suing|court|cease and desist|cease desist|c d|cnd|c n d|mise en demeure|litige|poursuite"
    "|juridique|contentieux|tribunal",
    StopReason.WRONG_PERSON: "wrong person|wrong party|wrong debtor|wrong individual|wrong name"
    "|wrong consumer|wrong customer|not debtor|not the debtor|not him|not her|not them"
    "|not this person|mistaken identity|mauvaise personne|pas la bonne personne|mauvais debiteur"
    "|pas le debiteur|pas la debitrice|erreur sur la personne|wp",
    StopReason.WRITTEN_ONLY: "written only|writing only|in writing only|write only|mail only"
    "|by mail only|letters only|par ecrit|par ecrit seulement|ecrit seulement|courrier seulement"
    "|par la poste seulement",
    StopReason.DISPUTED: "disputed|dispute|in dispute|disputes|disputes debt|contested|conteste"
    "|contestee|dette contestee|contestation",
}  # fmt: skip


def _rows() -> Iterator[tuple[str, Meaning]]:
    for table in (KINDS, _ABBREVIATIONS):
        yield from ((words, Meaning(Role.LABEL, kind)) for kind, words in table.items())
    yield _EXTENSIONS, Meaning(Role.EXTENSION)
    yield _BETWEEN, Meaning(Role.BETWEEN)
    for problem, words in _NUMBER.items():
        yield words, Meaning(Role.NUMBER, problem=problem)
    for stop, words in _PERSON.items():
        yield words, Meaning(Role.PERSON, stop=stop)


PHRASES: Mapping[tuple[str, ...], Meaning] = {
    tuple(phrase.split()): meaning for words, meaning in _rows() for phrase in words.split("|")
}
"""By the words of a phrase, one after the other."""

MOST_WORDS = max(map(len, PHRASES))
"""Of a phrase."""

ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th", "e", "er", "re", "eme", "ieme", "ere", "iere"))
"""What makes ``2`` a label: ``2nd``, ``2e``."""


_WORD = re.compile("[a-z0-9]+")
_BESIDES = {str(reason): reason for reason in StopReason} | {
    "cease contact": StopReason.CEASE,
    "cease": StopReason.CEASE,
    "cease request": StopReason.CEASE,
    "cease and desist": StopReason.CEASE,
    "cesser tout contact": StopReason.CEASE,
}
"""What a cell that holds a stop and nothing else says beside the words of phones' cells."""


_YES = frozenset(["yes", "y", "1", "true", "x", "oui", "o", "vrai"])
_NO = frozenset(["no", "n", "0", "false", "none", "non", "faux", "aucun", "aucune"])
NO_STOP = Says("not understood: nobody knows whether the person may be called")


def stop_of(text: str) -> StopReason | Says | None:
    """Of a cell that says whether the person is stopped, however it is written: ``Written only``,
    ``written_only``; ``yes`` is do-not-call. None: they are not; a sentence: not understood."""
    plain = " ".join(_WORD.findall(unaccented(text).casefold().replace("'", "")))
    if not plain or plain in _NO:
        return None
    return StopReason.DNC if plain in _YES else _stop_of(plain) or NO_STOP


def _stop_of(plain: str) -> StopReason | None:
    if found := _BESIDES.get(plain) or _BESIDES.get(plain.replace(" ", "_")):
        return found
    meaning = PHRASES.get(tuple(plain.split()))
    return meaning.stop if meaning else None


def meaning_of(words: Iterable[str]) -> tuple[int, Meaning | None]:
    """How many of the first words are a phrase, the longest, and its meaning; (1, None): none."""
    first = tuple(words)[:MOST_WORDS]
    for count in range(len(first), 0, -1):
        if found := PHRASES.get(first[:count]):
            return count, found
    return 1, None
