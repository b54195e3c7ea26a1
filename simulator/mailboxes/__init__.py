"""What the server keeps: mailboxes, their folders and the items in them. Nothing here knows HTTP or SOAP."""
