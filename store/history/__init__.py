"""The communication history: items of six kinds, where they show, and how they are found again."""
