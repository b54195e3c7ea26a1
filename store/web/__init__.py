"""What the browser interface keeps in the database: sessions, what was sent already, preferences."""
