"""What else the firm sells and sold, so that there is something to see in a browser: tables, taken in as any others."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

from daemon.demo.stage import CommandLine

_TABLES = {
    "worth": """
        number|amount|currency|source|close_date
        1|1240000|NOK|Word of mouth|today+21
        2|273600|NOK|Other|today+30
        3|88000|NOK|Partner|today+49
        4|164000|NOK|Web|today+77
    """,
    "open": """
        title|account|assigned_to|stage|probability|amount|currency|source|created|close_date
        Canteen tables|Havn Rederi|Jonas|Negotiation|70|184500|NOK|Word of mouth|today-41|today+9
        Acoustic panels|Fabrikam|Kari|Proposal|50|96000|NOK|Other|today-20|today+24
        Reception desk|Contoso Helse|Kari|Needs Analysis|30|58000|NOK|Web|today-12|today+35
        Desks, 4th floor|Contoso Helse|Jonas|Qualification|20|312000|NOK|Trade show|today-33|today+62
        Library shelving|Bergen Library|Kari|Prospecting|10|240000|NOK|Advertisement|today-3|today+95
        Phone booths|Lumen Arkitekter|Jonas|Proposal|45|149000|NOK|Partner|today-52|today+18
    """,
    "closed": """
        title|account|assigned_to|stage|amount|currency|source|created|closed|lost_reason
        Office chairs|Fabrikam|Kari|Closed Won|132000|NOK|Word of mouth|today-160|today-118|
        Boardroom|Havn Rederi|Jonas|Closed Won|208000|NOK|Web|today-140|today-84|
        Waiting room|Contoso Helse|Kari|Closed Won|74000|NOK|Trade show|today-101|today-50|
        Lockers|Bergen Library|Jonas|Closed Won|51000|NOK|Web|today-80|today-21|
        Showroom lighting|Lumen Arkitekter|Kari|Closed Lost|118000|NOK|Partner|today-128|today-71|Price
        Warehouse racks|Havn Rederi|Jonas|Closed Lost|390000|NOK|Web|today-95|today-33|Competitor
    """,
}
_DAY = re.compile(r"today([+-]\d+)")


def take_in(line: CommandLine, folder: Path, today: date) -> None:
    """Write the tables into the folder, and import them."""
    for name, text in _TABLES.items():
        table = folder / f"{name}.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            for row in text.strip().splitlines():
                csv.writer(file).writerow([_cell(cell.strip(), today) for cell in row.split("|")])
        line.type("import", "opportunities", str(table), "--add-accounts")


def _cell(text: str, today: date) -> str:
    found = _DAY.fullmatch(text)
    return (today + timedelta(days=int(found[1]))).isoformat() if found else text
