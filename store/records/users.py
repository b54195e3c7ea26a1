"""Users: the employees whom the database is shared with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update

from store.addresses import normalise
from store.errors import Invalid, NotAllowed, NotFound, Taken
from store.models import OpportunityRow, UserRow
from store.repository import Repository, known_fields, number_of, the_one
from store.text import fold, line
from store.values import Actor, Role, User

_COLUMNS = select(UserRow.id, UserRow.name, UserRow.email, UserRow.role, UserRow.is_active, UserRow.login).order_by(
    UserRow.id
)
_FIELDS = ("name", "email", "role", "is_active")


class Users(Repository):
    def add(self, name: str, email: str, role: Role | None = None) -> User:
        """A new user; the first one of a database is its owner, later ones are members unless `role` says otherwise."""
        role = role or (Role.MEMBER if self._count() else Role.OWNER)
        name = line("name", name)
        new = insert(UserRow).values(
            name=name, folded=fold(name), email=self._free(email), role=role.value, is_active=True
        )
        return self.get(self._db.execute(new.returning(UserRow.id)).scalar_one())

    def get(self, id: int) -> User:
        found = self._select(_COLUMNS.where(UserRow.id == id))
        if not found:
            raise NotFound("user", id)
        return found[0]

    def find(self, text: str) -> User:
        """The user by id, e-mail address or a part of the name that only one has; NotFound, Ambiguous."""
        text = text.strip()
        for exact in (UserRow.id == (number_of(text) or 0), UserRow.email == normalise(text)):
            if found := self._select(_COLUMNS.where(exact)):
                return found[0]
        part = UserRow.folded.contains(fold(text), autoescape=True)
        found = self._select(_COLUMNS.where(part)) if text else []
        return the_one("user", text, [(user, user.name) for user in found], lambda: (u.name for u in self.all()))

    def all(self, active_only: bool = False) -> list[User]:
        return self._select(_COLUMNS.where(UserRow.is_active) if active_only else _COLUMNS)

    def by_email(self, address: str) -> User | None:
        found = self._select(_COLUMNS.where(UserRow.email == normalise(address)))
        return found[0] if found else None

    def acting(self, named: str, login: str) -> Actor:
        """Who acts: the active user who was named, else the one with this login name, else just that name.

        A login is a user's by `login`, or by the part of the e-mail address before the @, where that is one user's
        only. Before there are any users, everybody has an owner's rights.
        """
        if named:
            user = self.find(named)
            if not user.is_active:
                raise NotAllowed(f"user {user.name}", "is inactive and cannot act", "name somebody else")
            return Actor.of(user)
        active = self.all(active_only=True)
        theirs = [user for user in active if login and user.login == login]
        theirs = theirs or [user for user in active if login and user.email.partition("@")[0] == login.lower()]
        if len(theirs) == 1:
            return Actor.of(theirs[0])
        return Actor(f"login {login or 'unknown'}", role=None if self._count() else Role.OWNER)

    def edit(self, id: int, **changes: Any) -> User:
        """Change name, email, role or is_active. The last owner stays one; who leaves has no open opportunities."""
        user = self.get(id)
        known_fields("user", changes, _FIELDS)
        values = dict(changes)
        if "name" in values:
            values["name"] = line("name", values["name"])
            values["folded"] = fold(values["name"])
        if "email" in values:
            values["email"] = self._free(values["email"], but=id)
        if "role" in values:
            values["role"] = Role(values["role"]).value
        if values.get("role") == Role.MEMBER or values.get("is_active") is False:
            self._refuse_without_owner(user)
        if values.get("is_active") is False:
            self._refuse_with_work(user)
        if values:
            self._db.execute(update(UserRow).where(UserRow.id == id).values(**values))
        return self.get(id)

    def _free(self, email: str, but: int | None = None) -> str:
        address = normalise(email)
        if not address:
            raise Invalid("email", f"{email!r} is not an e-mail address")
        owner = self.by_email(address)
        if owner and owner.id != but:
            raise Taken(f"email {address}", f"belongs to user {owner.id}, {owner.name}")
        return address

    def _refuse_without_owner(self, user: User) -> None:
        others = (UserRow.role == Role.OWNER.value, UserRow.is_active, UserRow.id != user.id)
        if user.role is Role.OWNER and not self._count(*others):
            raise Invalid(f"user {user.name}", "is the last owner", "make somebody else an owner first")

    def _refuse_with_work(self, user: User) -> None:
        open_ones = select(OpportunityRow.number).where(
            OpportunityRow.assigned_to == user.id, OpportunityRow.closed_at.is_(None)
        )
        if numbers := self._db.scalars(open_ones.order_by(OpportunityRow.number)).all():
            shown = ", ".join(map(str, numbers[:10]))
            raise Invalid(
                f"user {user.name}", f"still has {len(numbers)} open opportunities ({shown})", "assign them first"
            )

    def _count(self, *conditions: Any) -> int:
        return self._db.execute(select(func.count()).select_from(UserRow).where(*conditions)).scalar_one()

    def _select(self, statement: Any) -> list[User]:
        return [
            User(id, name, email, Role(role), is_active, login or "")
            for id, name, email, role, is_active, login in self._db.execute(statement)
        ]
