"""What the browser interface costs, and how it stands being used."""
