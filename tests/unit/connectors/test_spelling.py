"""Categories as people write them."""

# ruff: noqa: RUF001 - dashes and digits that people's programs put in

from __future__ import annotations

import pytest

from connectors.mailbox import Stamp
from connectors.merging import merged
from connectors.spelling import Meant, read

LOOSE = (
    *("OPP-17:", "OPP–17", "OPP—17", "OPP−17", "OPP‑17", "OPP 17", "OPP17", "OPP-017", "opp_17", "OPP#17", "OPP - 17"),
    *("OPP-17: Fabrikam", "OPP–17 Fabrikam, 200 seats", "OPP 17 Fabrikam", "Opp 17"),
    *(
        "OPP\u00a017",
        "OPP- 17",
        "OPP -17",
        "[OPP-17]",
        "(OPP 17)",
        "OPP-17.",
        "OPP-17;",
        "ＯＰＰ－１７",
        "OPP-\u200b17",
    ),
    *("OPP: 17", "OPP-17- Fabrikam", "OPP–17 – Fabrikam", "OPP-17:Fabrikam", "OPP_17", "OPP.17"),
    *("OPP：17", "OPP/17", "OPP--17", "OPP-00017", "OPP-１７", "OPP-١٧", "OPP-१७", "OPP #17", "#OPP-17", "Opp. 17"),
    *("OPP No 17", "OPP No. 17", "OPP Nr. 17", "Opp.Nr.17", "OPP n° 17", "OPP № 17", "OPP (17)", "OPP [17]"),
    *("OPP-17(Fabrikam)", "OPP-17,Fabrikam", "OPP-17，Fabrikam", "OPP (17) Fabrikam", "OPP 17 m²", "OPP-17…"),
    *("'OPP-17'", "„OPP-17“", "»OPP-17«", "!OPP-17", "@OPP-17", "OPP-17!"),
)
UNCLEAR = (
    *(
        "OPP-17b",
        "OPP-1.7",
        "OPP-17-18",
        "OPP17b",
        "OPP-17/18",
        "OPP-0",
        "OPP-1234567890",
        "OPP-17-Fabrikam",
        "OPP 1.7",
    ),
    *("OPP-17:18", "OPP-17_2", "OPP-17,18", "OPP-17²", "OPP-①", "OPP-¹⁷", "OPP (17b)", "OPP-17?", "OPP-17k"),
    *("OPP=17", "OPP+17", "OPP~17", "OPP*17", "OPP|17", "OPP\\17", "OPP→17", "OPP->17", "OPP·17", "OPP・17", "OPP,17"),
    *("?OPP-17", "→ OPP-17", "OPP? 17", "OPP-$17", "OPP-17/Fabrikam", "OPP-17_Fabrikam", "ОРР-17", "ΟΡΡ 17"),
)
OWN = (
    "OPP",
    "OPPs 17",
    "Opportunity 17",
    "OPP-abc",
    "17",
    "Shop-17",
    "OPP seventeen",
    "",
    "newsletter",
    "OPP new deals",
    *("OPP Nord 17", "OPPN 17", "OPPno17", "OPP newsletter 2", "xOPP-17", "re: OPP-17", "OPP no", "ОРР"),
)


@pytest.mark.parametrize("name", LOOSE)
def test_what_people_mistype_means_its_number(name: str):
    assert read(name, "OPP") == (Meant.LOOSE, 17)


@pytest.mark.parametrize("name", ["OPP-17", "opp-17", "OPP-17 Fabrikam", " OPP-17", "OPP-17\u00a0x", "OPP-17 - x"])
def test_what_is_offered_is_known_by_its_first_word(name: str):
    assert read(name, "OPP") == (Meant.PROPER, 17)


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_merely_resembles_a_number_is_unclear(name: str):
    assert read(name, "OPP") == (Meant.UNCLEAR, 0)


@pytest.mark.parametrize("name", OWN)
def test_everything_else_is_the_users_own(name: str):
    assert read(name, "OPP") is None


@pytest.mark.parametrize("name", ["OPP new", "OPP-new", "Opp New", "OPP–new", "OPP  new", "OPP_new", "OPP: new"])
def test_the_wish_for_a_new_one_is_known_when_it_is_mistyped(name: str):
    assert read(name, "OPP") == (Meant.NEW, 0)


@pytest.mark.parametrize("name", ["OPP? choose", "OPP?choose", "opp ?  Choose"])
def test_the_question_is_known_when_it_is_mistyped(name: str):
    assert read(name, "OPP") == (Meant.CHOOSE, 0)


@pytest.mark.parametrize(
    ("prefix", "name", "meant"),
    [
        ("Q2", "Q2-17", (Meant.PROPER, 17)),
        ("Q2", "Q2 17", (Meant.LOOSE, 17)),
        ("Q2", "Q217", None),
        ("OPP-X", "OPP–X–17", (Meant.LOOSE, 17)),
        ("OPP-X", "OPP-17", None),
        ("Q2", "Q2=17", (Meant.UNCLEAR, 0)),
        ("My deal", "MY  DEAL No. 17", (Meant.LOOSE, 17)),
        ("СД", "СД-17", (Meant.PROPER, 17)),
        ("СД", "сд № 17", (Meant.LOOSE, 17)),
        ("RE", "Renew", None),
        ("A.B", "AxB-17", None),
    ],
)
def test_a_firms_own_prefix_is_read_as_it_is(prefix: str, name: str, meant: tuple[Meant, int] | None):
    assert read(name, prefix) == meant


def test_a_stamp_is_put_beside_another_spelling_and_takes_all_of_them_off():
    beside = merged(("OPP–17", "Mine"), Stamp("a", add=("OPP-17 Fabrikam",)))

    assert beside == ("OPP–17", "Mine", "OPP-17 Fabrikam")
    assert merged((*beside, "OPP-17b", "OPP 170"), Stamp("a", remove=("OPP-17",))) == ("Mine", "OPP-17b", "OPP 170")
    assert merged(("Opp-New", "OPP newsletter"), Stamp("a", remove=("OPP new",))) == ("OPP newsletter",)
