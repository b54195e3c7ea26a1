"""Records on paper: a dossier of all that is known, as HTML for the screen and the printer, and as PDF."""
