"""Records on paper: HTML and PDF."""

from daemon.print.dossier import dossier
from daemon.print.html import page
from daemon.print.pdf import sheet

__all__ = ["dossier", "page", "sheet"]
