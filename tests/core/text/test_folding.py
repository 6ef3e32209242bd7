import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.text.folding import squashed, unaccented


@given(st.text(max_size=20) | st.text(alphabet="aéÉçñ\u0301\u20e3ﬁ½", max_size=20))
def test_what_combines_goes_and_all_else_stays(text: str) -> None:
    apart = unicodedata.normalize("NFKD", text) if not text.isascii() else text
    assert unaccented(text) == "".join(c for c in apart if not unicodedata.combining(c))


def test_texts_are_made_comparable() -> None:
    assert unaccented("Prénom, Siobhán") == "Prenom, Siobhan"
    assert squashed("Client Ref #") == "clientref"
