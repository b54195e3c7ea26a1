"""Tasks in people's Outlook, both ways: what records ask for is owed and made, what people do comes back."""
