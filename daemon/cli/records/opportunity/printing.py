"""`opportunity print`: the whole record on paper or on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from daemon.cli.base.files import write_file
from daemon.cli.base.output import say, say_raw
from daemon.cli.base.session import Here
from daemon.cli.records.opportunity.common import Which


def print_(
    opportunity: Which,
    *,
    html: Annotated[Path | None, Parameter(help="Write one HTML page here, for the screen and the printer.")] = None,
    pdf: Annotated[Path | None, Parameter(help="Write a PDF here.")] = None,
    force: Annotated[bool, Parameter(help="Replace files that are there.")] = False,
    language: Annotated[
        Literal["en", "nb", "de"] | None, Parameter(help="Of its headings, dates and amounts; else outlook.language.")
    ] = None,
    session: Here,
) -> None:
    """Print all of it, as HTML to standard output or into files, HTML or PDF."""
    from daemon import bootstrap
    from daemon.acts import number_of
    from daemon.print import dossier, page, sheet

    speaks = bootstrap.outlook_language(session.settings, language)
    with session.reading() as unit:
        number = number_of(unit, opportunity)
        found = dossier(unit, number, prefix=session.prefix, zone=session.zone, now=session.now(), language=speaks)
    if html is None and pdf is None:
        say_raw(page(found))
    if html is not None:
        write_file(html, page(found).encode(), force=force)
        say(f"{found.key}: {html}")
    if pdf is not None:
        write_file(pdf, sheet(found), force=force)
        say(f"{found.key}: {pdf}")
