"""How programs, gateways and people write what is meant: addresses, Message-IDs, subjects, categories."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from tests.flow.quarter.people import IDN, OWN

if TYPE_CHECKING:
    from tests.flow.quarter.world import World


def an_address(world: World, address: str) -> str:
    """In a header: mostly plain, or by its X.500 name, or in whatever wrapping programs leave around it."""
    random, plain = world.random, address
    if IDN[0] in plain and random.random() < 0.6:
        plain = plain.replace(IDN[0], IDN[1])
    if (name := world.town.names.get(address)) and random.random() < 0.5:
        return f'"Somebody" <{random.choice((name, f"EX:{name.upper()}", imceaex(name)))}>'
    if random.random() > 0.12:
        return plain
    return _wrapped(random, plain)


def _wrapped(random: Random, plain: str) -> str:
    local, _, domain = plain.partition("@")
    return random.choice(
        (
            f"Somebody <'{plain}'>",
            f"\"'{plain}'\" <'{plain}'>",
            f"<mailto:{plain}>",
            f"Somebody <{plain}.>",
            f"Somebody <\u200b{plain}>",
            f"Somebody <{local}\u200b@{domain}>",
            f"Somebody <{plain.upper() if plain.isascii() else plain}>",
            f"Somebody <\u201c{plain}\u201d>",
            f"Somebody <{plain}\u202c>",
        )
    )


def as_typed(random: Random, address: str) -> str:
    """In a record, as somebody types or pastes it."""
    if random.random() > 0.4:
        return address
    forms = (f"mailto:{address}", f" {address}. ", f"'{address}'", f"<{address}>", f"\u200b{address}", address.upper())
    return random.choice(forms)


def imceaex(name: str) -> str:
    """An X.500 name as Exchange encapsulates it for the Internet."""
    return f"IMCEAEX-{name.replace('/', '_').replace(' ', '+20').replace('(', '+28').replace(')', '+29')}@{OWN}"


# --- Message-IDs ------------------------------------------------------------------------------------------------------


def an_id(random: Random, identity: str, sender: str) -> str:
    """In an In-Reply-To."""
    if random.random() > 0.3:
        return identity
    bare = identity.strip("<>")
    forms = (
        bare,
        f"Your message of Monday {identity}",
        f"{identity} (of Monday)",
        f"\r\n {identity}",
        f"<{bare[:3]}\r\n {bare[3:]}>",
        f"Message from {sender} of Monday {identity}",
        f'"{sender}"\'s message {identity}',
    )
    return random.choice(forms)


def ids(random: Random, identities: Sequence[str]) -> str:
    """In a References: the first of the thread first."""
    if random.random() > 0.3:
        return " ".join(identities)
    bare = [identity.strip("<>") for identity in identities]
    forms = (", ".join(identities), "".join(identities), "\r\n\t".join(identities), " ".join(bare), ",\r\n ".join(bare))
    return random.choice(forms)


# --- on its way -------------------------------------------------------------------------------------------------------


UNKNOWN_TAGS = ("Gateway 7 - ", "Checked: ")


def with_tag(random: Random, subject: str, text: str, *, is_any_change: bool) -> tuple[str, str]:
    """What a gateway, a list or a scanner makes of a message: it is the same one."""
    tag = random.choice(("[EXTERNAL] ", "[sales] ", "*EXT* ", "EXTERNAL: ", "{Spam?} ", ""))
    if is_any_change:
        tag = random.choice((tag, *UNKNOWN_TAGS))
        subject += random.choice(("", "", " (scanned)"))
    above = random.choice(("", "CAUTION: this mail came from outside.\r\n\r\n"))
    below = random.choice(("", "\r\n-- \r\nThis message is confidential.", "\r\n[scanned by the gateway]"))
    return f"{tag}{subject}", f"{above}{text}{below}"


# --- categories -------------------------------------------------------------------------------------------------------


def a_spelling(random: Random, number: int) -> str:
    """An opportunity's category as people mistype it."""
    forms = (f"OPP {number}", f"OPP{number}", f"OPP\u2013{number}", f"OPP-{number}:", f"opp-0{number}", f"OPP#{number}")
    return random.choice(forms)


def a_resemblance(random: Random, number: int) -> str:
    """What is near one, and names none."""
    return random.choice((f"OPP-{number}b", f"OPP-{number}.7", f"OPP-{number}-18"))
