"""Records on paper: HTML and PDF."""

from daemon.print.dossier import dossier
from daemon.print.html import POLICY, page
from daemon.print.pdf import sheet
from daemon.print.person import person_page

__all__ = ["POLICY", "dossier", "page", "person_page", "sheet"]
