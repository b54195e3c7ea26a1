"""A browser's tab that signs in by the provider, at a site that is configured to."""

from __future__ import annotations

from dataclasses import dataclass

import httpx2

from tests.web.oidc.provider import CLIENT, SECRET, Provider
from tests.web.site import TLS, WAIT, Site


def configured(provider: Provider, more: str = "", ways: str = '"oidc", "passkey"') -> str:
    return (
        f'url = "http://localhost:PORT"\nsign_in = [{ways}]\n[web.oidc]\nissuer = "{provider.url}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n{more}'
    )


@dataclass
class Tab:
    """A browser's, which goes where it is sent."""

    browser: httpx2.Client

    def begin(self, next: str = "/") -> str:
        """Where the provider is asked."""
        answer = self.browser.get("/sign-in/oidc", params={"next": next})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def ask(self, there: str) -> str:
        """Where the provider sends it back to."""
        answer = httpx2.get(there, verify=TLS, timeout=WAIT)
        assert answer.status_code == 303
        return answer.headers["location"]

    def sign_in(self, next: str = "/") -> httpx2.Response:
        return self.browser.get(self.ask(self.begin(next)))


def is_in(tab: Tab) -> bool:
    return tab.browser.get("/me").status_code == 200


def again(site: Site) -> int:
    """Sign in once more, in another browser; the status that it comes to."""
    with site.as_() as browser:
        return Tab(browser).sign_in().status_code
