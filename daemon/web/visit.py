"""One request of somebody: who it is, what they may work with, and the page they get."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from daemon.language import Language, choose_language
from daemon.shapes import Shapes
from daemon.web.desk import Desk
from daemon.web.forms import Form, Refusal
from store.errors import DatabaseError, StoreError
from store.rules.typed import Manner
from store.unit import Unit
from store.values import Actor, Role, User

NOTHING_REFUSED = Refusal()


@dataclass
class Visit:
    """Whoever asks for a page; nobody, where `user` is None."""

    desk: Desk
    request: Request
    user: User | None = None
    preferences: Mapping[str, str] = field(default_factory=dict)
    news: str = field(init=False)  # what of the record the page shows at least

    def __post_init__(self) -> None:
        self.news = self.desk.news.seen

    @property
    def actor(self) -> Actor:
        return Actor.of(self.user) if self.user else Actor("nobody")

    @property
    def is_owner(self) -> bool:
        return self.user is not None and self.user.role is Role.OWNER

    @cached_property
    def language(self) -> Language:
        """What they read, and how dates and numbers are written there."""
        accepted = self.request.headers.get("accept-language", "")
        return choose_language(self.preferences.get("language", ""), accepted, self.desk.settings.records.locale)

    @property
    def manner(self) -> Manner:
        """How they write dates and numbers: as they read them."""
        named = self.language.locale
        return Manner(self.desk.clock(), self.desk.zone, named, named)

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """A snapshot of the database, seen by whoever asks."""
        with self.desk.store.read() as unit:
            self._act_in(unit)
            yield unit

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """One transaction of theirs. Forms go through `act`, which does each once."""
        with self.desk.store.write(self.actor) as unit:
            self._act_in(unit)
            yield unit

    def _act_in(self, unit: Unit) -> None:
        unit.act_as(self.actor)
        unit.reads_as(lambda: self.manner)

    def shapes(self, unit: Unit) -> Shapes:
        return Shapes(unit, self.desk.prefix)

    def act(self, form: Form, act: Callable[[Unit], str], again: Callable[[Refusal], Response]) -> Response:
        """Do what a form asks for, in one transaction, once however often it is sent; go where `act` says.

        What the record refuses, and what somebody else changed meanwhile, is `again` shown with what was typed.
        """
        try:
            with self.writing() as unit:
                user_id = self.user.id if self.user else 0
                if form.once and (led_to := unit.sent.first(form.once, user_id)) is not None:
                    return see(led_to)
                path = act(unit)
                if form.once:
                    unit.sent.led_to(form.once, path)
        except DatabaseError:
            raise
        except StoreError as error:
            return again(Refusal.of(error, self.language, self.desk.prefix))
        return see(path)

    def page(
        self, template: str, *, status: int | None = None, refused: Refusal = NOTHING_REFUSED, **context: Any
    ) -> Response:
        """The page of a template, for whoever asks; without a `status`, the one that says whether it was refused."""
        at = self.request.url.path
        status = status or (refused.status if refused.sentence else 200)
        known = {"visit": self, "user": self.user, "at": at, "status": status, "refused": refused}
        text = self.desk.drawing.draw(template, self.language, self.desk.zone, known | context)
        return HTMLResponse(text, status)


def see(path: str) -> Response:
    """Go there and look: what a form that did its work answers. `path` is one of ours."""
    return RedirectResponse(path, 303)


def own_path(path: str) -> str:
    """A path of this interface as it was handed in by a browser, or "/" for anything that leads elsewhere."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_ours and path.isprintable() and "\\" not in path else "/"
