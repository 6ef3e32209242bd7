"""The templates that new campaigns start with, and the short prompts of a Link Back call.

Ours to write: short, courteous, lawful. They open with who calls, for whom and about what (a
personal business matter), give an address and a number to call back (CRTC, Part IV s.4(d), and
2014-155), and name no debt, no creditor and no amount before the person has confirmed who they are
(in Quebec by the Loi sur le recouvrement de certaines créances, art. 34). The law of a place may
ask more (``core.law.lint`` tells): Newfoundland and Labrador wants a collection agency to say that
it is one.
"""

from esl_dialer.core.words import CampaignKind, Language

LB_EN = """\
Hello. This is {agency}.
This is a message for {full_name}, about a personal business matter.
If this is you, press 1 to speak with a representative.
If this is the wrong person, press 2.
You can also call us at {tfn}.
Our address is {agency_address}.
Thank you."""

LB_FR = """\
Bonjour. Ici {agency}.
Ce message est pour {full_name}, au sujet d'une affaire personnelle.
Si c'est bien vous, appuyez sur le 1 pour parler à un représentant.
Si ce n'est pas vous, appuyez sur le 2.
Vous pouvez aussi nous appeler au {tfn}.
Notre adresse est {agency_address}.
Merci."""

MD_EN = """\
Hello. This is {agency}.
This is a message for {full_name}, about a personal business matter.
Please call us back, toll-free, at {tfn}.
Again, the number is {tfn}.
Our address is {agency_address}.
Thank you."""

MD_FR = """\
Bonjour. Ici {agency}.
Ce message est pour {full_name}, au sujet d'une affaire personnelle.
Veuillez nous rappeler sans frais, au {tfn}.
Je répète, le numéro est le {tfn}.
Notre adresse est {agency_address}.
Merci."""

AG_EN = """\
Hello. This is {agency}.
We called you about a personal business matter, and nobody can take the call right now.
We are sorry.
Please call us back, toll-free, at {tfn}.
Our address is {agency_address}.
Thank you."""

AG_FR = """\
Bonjour. Ici {agency}.
Nous vous appelions au sujet d'une affaire personnelle, et personne ne peut prendre l'appel.
Nous sommes désolés.
Veuillez nous rappeler sans frais, au {tfn}.
Notre adresse est {agency_address}.
Merci."""
"""Heard by who answers when no agent is free in time: who called, and where to call back."""

DEFAULT_TEMPLATES: dict[tuple[CampaignKind, Language], str] = {
    (CampaignKind.LB, Language.EN): LB_EN,
    (CampaignKind.LB, Language.FR): LB_FR,
    (CampaignKind.MD, Language.EN): MD_EN,
    (CampaignKind.MD, Language.FR): MD_FR,
    (CampaignKind.AG, Language.EN): AG_EN,
    (CampaignKind.AG, Language.FR): AG_FR,
}


def templates_of(kind: CampaignKind) -> tuple[str, str]:
    """The English and the French template that a new campaign of that kind starts with."""
    return DEFAULT_TEMPLATES[kind, Language.EN], DEFAULT_TEMPLATES[kind, Language.FR]


APOLOGY: dict[Language, str] = {
    Language.EN: "We are sorry. No representative can take your call right now. "
    "Please call us back at {tfn}. Again, the number is {tfn}. Thank you.",
    Language.FR: "Nous sommes désolés. Aucun représentant ne peut prendre votre appel en ce "
    "moment. Veuillez nous rappeler au {tfn}. Je répète, le numéro est le {tfn}. Merci.",
}
"""Spoken when the person pressed 1 and nobody could take the call."""

ACKNOWLEDGEMENT: dict[Language, str] = {
    Language.EN: "Thank you. We will not call you again at this number. Goodbye.",
    Language.FR: "Merci. Nous ne vous appellerons plus à ce numéro. Au revoir.",
}
"""Spoken when the person pressed 2: it is the wrong person."""

CONFIRMATION: dict[Language, str] = {
    Language.EN: "Hello. This is {agency}. This is a message for {full_name}. "
    "If you are {full_name}, press 1. If you are not, press 2. "
    "You can also call us at {tfn}.",
    Language.FR: "Bonjour. Ici {agency}. Ce message est pour {full_name}. "
    "Si c'est bien vous, appuyez sur le 1. Si ce n'est pas vous, appuyez sur le 2. "
    "Vous pouvez aussi nous appeler au {tfn}.",
}
"""Spoken first, where who answers is to confirm who they are: it tells nothing of any account."""
