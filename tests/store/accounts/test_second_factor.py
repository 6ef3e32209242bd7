"""The second factor's secret, as it is kept."""

from esl_dialer.store.accounts import second_factor, users
from esl_dialer.store.system.vault import Vault
from tests.store.rows import NOW


def test_a_sealed_secret_fits_its_column(db):
    users.seed_roles()
    user = users.create({"username": "bob", "password_hash": "x"}, "viewer", NOW)
    assert second_factor.every() == []
    sealed = Vault((b"k" * 32,)).seal("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "here")
    assert second_factor.propose(user.id, "", sealed)
    assert not second_factor.propose(user.id, "", "another")
    assert second_factor.every() == [(user.id, "bob", sealed)]
    assert not second_factor.replace_secret(user.id, "another", "lost")
    assert second_factor.replace_secret(user.id, sealed, "new")
    assert second_factor.secret(user.id) == "new"
