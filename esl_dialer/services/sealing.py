"""The secrets that the database keeps: passwords among the settings, and second factors.

They are sealed with a key that is not in the database (``store.system.vault``). Without it they are
lost, and nothing else is: they are set again.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.core.system.settings import FIELDS
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.store.accounts import second_factor
from esl_dialer.store.database import forget_overwritten, transaction
from esl_dialer.store.system import settings, switches, vault
from esl_dialer.store.system.switches import Reached
from esl_dialer.store.system.vault import NoKey, Vault


@dataclass(frozen=True, slots=True)
class Secret:
    """``kept`` is what the database holds. ``place`` is what it is sealed for, ``told`` its name.

    ``user``: whose second factor it is; ``switch``: the address of the switch whose password it
    is; neither: it is a setting.
    """

    key: str
    user: int
    kept: str
    told: str | Says
    switch: str = ""

    @property
    def place(self) -> str:
        if self.switch:
            return f"switch/{self.switch}"
        return f"second-factor/{self.user}" if self.user else f"setting/{self.key}"


@dataclass(frozen=True, slots=True)
class State:
    """How many secrets there are; those kept plain, and those that no key here opens, by name."""

    count: int
    plain: tuple[str, ...]
    lost: tuple[str, ...]


def setting(ctx: Context, key: str) -> str:
    """A secret setting's text; empty when it is not set. Raises Refused when no key opens it."""
    return _opened(ctx, _setting(key))


def sealed_setting(ctx: Context, key: str, text: str) -> str:
    """As the database keeps it; empty stays empty. Inside the transaction that keeps it."""
    return _vault(ctx, make=True).seal(text, Secret(key, 0, text, key).place) if text else ""


def factor(ctx: Context, user_id: int) -> str:
    """A user's secret in Base32; empty when there is none. Raises Refused when no key opens it."""
    return _opened(ctx, _factor(user_id, second_factor.secret(user_id), ""))


def sealed_factor(ctx: Context, user_id: int, text: str) -> str:
    """As the database keeps it. Inside the transaction that keeps it."""
    return _vault(ctx, make=True).seal(text, _factor(user_id, text, "").place)


def note_switch(ctx: Context, address: str, password: str, core: str) -> None:
    """Where an engine's switch is, its password sealed for that address alone.

    Without a key it is not kept. None is made for it: each machine would make another.
    """
    sealed = ""
    with suppress(NoKey):
        sealed = _vault(ctx).seal(password, _of_switch(address, "").place)
    with transaction():
        switches.note(Reached(address, sealed, core), ctx.now())


def password_of(ctx: Context, switch: Reached) -> str:
    """The password of an engine's switch. Raises Refused when no key here opens it, or sealed it
    there."""
    if not switch.password:
        why = [Says("its machine has no key: esl-dialer secrets renew makes one")]
        raise Refused(Says("the password of the switch is not kept"), why)
    return _opened(ctx, _of_switch(switch.address, switch.password))


def state(ctx: Context) -> State:
    """For who looks after the installation: what people have set."""
    ctx.require(Permission.VIEW)
    keys, found = _vault(ctx), list(_every())
    plain = tuple(str(one.told) for one in found if not vault.is_sealed(one.kept))
    return State(len(found), plain, tuple(str(one.told) for one in found if _is_lost(keys, one)))


def seal_plain(ctx: Context) -> int:
    """Seal what was stored before there was a key; how many."""
    plain = [one for one in _every() if not vault.is_sealed(one.kept)]
    if not plain:
        return 0
    with transaction():
        keys = _vault(ctx, make=True)
        count = sum(_keep(ctx, one, keys.seal(one.kept, one.place)) for one in plain)
        if count:
            ctx.note("secrets.seal", "", count=count)
    forget_overwritten()
    return count


def renew(ctx: Context) -> State:
    """Seal all with a new key, and forget those before; they stay while they may be needed.

    Keys that the configuration gives are not ours to change: then its first one seals all. It is
    on the disk before the old keys are gone: else a power cut could leave what no key opens.
    """
    ctx.require(Permission.CHANGE_SETTINGS)
    data, given = ctx.config.data.absolute(), ctx.config.secrets_key
    with transaction(durable=True):
        made = "" if given else vault.add_key(data)
        keys = _vault(ctx)
        for one in (*_every(), *_switches()):
            if not _is_lost(keys, one):
                _keep(ctx, one, keys.seal(keys.open(one.kept, one.place), one.place))
        ctx.note("secrets.renew", "")
    newest = Vault(keys.keys[:1])
    if made and not any(_is_lost(newest, one) for one in _every()):
        vault.forget_older(data, made)
    return state(ctx)


def _every() -> Iterator[Secret]:
    """Those that are set."""
    passwords = (_setting(key) for key, spec in FIELDS.items() if spec.secret)
    yield from (one for one in passwords if one.kept)
    for user_id, name, kept in second_factor.every():
        yield _factor(user_id, kept, name)


def _switches() -> Iterator[Secret]:
    """No person's: an engine notes its own anew whenever it reaches its switch."""
    return (_of_switch(one.address, one.password) for one in switches.every() if one.password)


def _of_switch(address: str, kept: str) -> Secret:
    told = Says("the password of the switch at {address}", address=address)
    return Secret("", 0, kept, told, address)


def _setting(key: str) -> Secret:
    return Secret(key, 0, settings.get(key), key)


def _factor(user_id: int, kept: str, name: str) -> Secret:
    told = Says("the second factor of {name}", name=name) if name else Says("second factor")
    return Secret("", user_id, kept, told)


def _keep(ctx: Context, one: Secret, sealed: str) -> bool:
    """False when it was changed meanwhile: what it is now stays."""
    if one.switch:
        return switches.keep_password(one.switch, one.kept, sealed)
    if one.user:
        return second_factor.replace_secret(one.user, one.kept, sealed)
    return settings.swap(one.key, one.kept, sealed, ctx.now(), ctx.actor.name)


def _opened(ctx: Context, one: Secret) -> str:
    try:
        return _vault(ctx).open(one.kept, one.place)
    except NoKey:
        why = [Says("its key is not here: esl-dialer doctor says more")]
        raise Refused(Says("{secret} can't be read", secret=one.told), why) from None


def _is_lost(keys: Vault, one: Secret) -> bool:
    try:
        keys.open(one.kept, one.place)
    except NoKey:
        return True
    return False


def _vault(ctx: Context, *, make: bool = False) -> Vault:
    get = vault.with_key if make else vault.opened
    return get(ctx.config.secrets_key, ctx.config.data.absolute())
