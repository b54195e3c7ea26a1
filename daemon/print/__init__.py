"""Records on paper: HTML and PDF."""
