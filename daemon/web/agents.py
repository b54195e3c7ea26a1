"""What a browser calls itself, in words that people know it by."""

from __future__ import annotations

# Each calls itself by the names of those before it, too: the first that is found is what it is.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def browser_in(agent: str) -> str:
    """`Firefox, Windows` for a User-Agent header; what it says itself where nothing of that is known."""
    known = (next((name for sign, name in one if sign in agent), "") for one in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, known)) or agent
