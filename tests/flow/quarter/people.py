"""Who lives through the quarter: five salespeople, their customers, and everybody else who writes to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

OWN = "us.example"
USERS = tuple(f"{name}@{OWN}" for name in ("bob", "eve", "kim", "lee", "mia"))
BOSS = f"boss@{OWN}"
INSIDERS = (f"payroll@{OWN}", BOSS)  # colleagues without a mailbox that is watched
ASSIGNEES = (*USERS, "", "", BOSS)  # of whom an opportunity may be: also nobody, and one who cannot be asked in Outlook

PUBLIC = "gmail.com"
NEWSLETTERS = ("news@trade.example", "offers@shop.example")
STRANGERS = tuple(f"{name}@{name}.example" for name in ("ada", "ben", "cyd", "dan", "eli", "fay"))

IDN = ("b\u00fccher.example", "xn--bcher-kva.example")  # one domain, in both spellings
OUR_LIST = f"sales@{OWN}"
_SITE = "/o=Trade/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn="
NOBODY = tuple(f"{_SITE}{name}" for name in ("gone1", "gone2", "gone3"))  # whom no server's address book has

FIRMS = ("client", "fabrikam", "contoso", "northwind", "adatum", "litware", "wingtip", "tailspin")
NAMES = ("Ann", "Ian", "Joy", "Max", "Pia", "Ron", "Sue", "Tom")


@dataclass
class Person:
    """Somebody outside; known to the firm from the beginning, later, or never."""

    name: str
    addresses: list[str]
    firm: str = ""
    contact_id: int | None = None


@dataclass
class Town:
    """Everybody outside who matters."""

    persons: list[Person] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # the X.500 names that servers know, by address

    def known(self) -> list[Person]:
        return [person for person in self.persons if person.contact_id is not None]

    def unknown(self) -> list[Person]:
        return [person for person in self.persons if person.contact_id is None]


def a_town(random: Random) -> Town:
    """Two to four people a customer, some with a second address, some of it at a public provider."""
    town = Town()
    for firm in FIRMS:
        for name in random.sample(NAMES, random.randint(2, 4)):
            addresses = [f"{name.lower()}@{firm}.example"]
            if random.random() < 0.3:
                addresses.append(f"{name.lower()}.{firm}@{random.choice([PUBLIC, f'sub.{firm}.example'])}")
            town.persons.append(Person(f"{name} of {firm.title()}", addresses, firm))
    for name in ("Zoe", "Yan"):
        town.persons.append(Person(f"{name} Freelance", [f"{name.lower()}@{PUBLIC}"]))
        if random.random() < 0.3:
            town.persons[-1].addresses.append(f"{name.lower()}@{IDN[0]}")
    for person in random.sample(town.persons, 6):
        town.names[person.addresses[0]] = f"{_SITE}{person.name.lower().replace(' ', '.')}"
    return town
