"""Mail: folders, messages, their flags, attachments and rules, as Graph shows and takes them."""
