"""Users: the employees whom the database is shared with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update

from store.addresses import normalise
from store.errors import Invalid, NotAllowed, NotFound, Taken
from store.models import OpportunityRow, ProjectRow, ProjectTaskRow, UserRow
from store.records.audit import Audit
from store.repository import Repository, known_fields, number_of, the_one
from store.text import line, named
from store.values import Actor, Record, Role, User

_COLUMNS = select(UserRow.id, UserRow.name, UserRow.email, UserRow.role, UserRow.is_active, UserRow.login).order_by(
    UserRow.id
)
_FIELDS = ("name", "email", "role", "is_active", "login")
_TOLD = {"name": "name", "email": "email", "role": "role", "active": "is_active", "login": "login"}


class Users(Repository):
    def add(self, name: str, email: str, role: Role | None = None, *, login: str = "") -> User:
        """A new user; the first one of a database is its owner, later ones are members unless `role` says otherwise.

        Anybody may add the first one, owners all others.
        """
        is_first = not self._count()
        if not is_first:
            self._owners_only("user", "users are added")
        elif role is Role.MEMBER:
            raise Invalid("role", "the first user of a database is its owner", "add an owner first")
        name = line("name", name)
        new = insert(UserRow).values(
            name=name,
            folded=named(name),
            email=self._free(email),
            login=self._free_login(login),
            role=(role or (Role.OWNER if is_first else Role.MEMBER)).value,
            is_active=True,
        )
        user = self.get(self._db.execute(new.returning(UserRow.id)).scalar_one())
        self._beside(Audit).did(Record.USER, user.id, "added")
        self._beside(Audit).changed(Record.USER, user.id, {field: (None, _told(user, field)) for field in _TOLD})
        self._ask_anew()
        return user

    def get(self, id: int) -> User:
        found = self._select(_COLUMNS.where(UserRow.id == id))
        if not found:
            raise NotFound("user", id)
        return found[0]

    def active(self, id: int) -> int:
        """The id, of a user who can be given something to do; raises NotFound, and Invalid for an inactive one."""
        user = self.get(id)
        if not user.is_active:
            raise Invalid("assigned to", f"user {user.name} is inactive", "assign somebody else")
        return id

    def find(self, text: str) -> User:
        """The user by id, e-mail address or a part of the name that only one has; NotFound, Ambiguous."""
        text = text.strip()
        for exact in (UserRow.id == (number_of(text) or 0), UserRow.email == normalise(text)):
            if found := self._select(_COLUMNS.where(exact)):
                return found[0]
        part = UserRow.folded.contains(named(text), autoescape=True)
        found = self._select(_COLUMNS.where(part)) if text else []
        return the_one("user", text, [(user, user.name) for user in found], lambda: (u.name for u in self.all()))

    def all(self, active_only: bool = False) -> list[User]:
        return self._select(_COLUMNS.where(UserRow.is_active) if active_only else _COLUMNS)

    def by_email(self, address: str) -> User | None:
        found = self._select(_COLUMNS.where(UserRow.email == normalise(address)))
        return found[0] if found else None

    def known_as(self, *, email: str = "", login: str = "") -> User | None:
        """The active user whom somebody else vouches for, by the whole address or the login; None for nobody's."""
        users = self.all(active_only=True)
        address = normalise(email) if email else ""
        theirs = [user for user in users if address and user.email == address]
        theirs = theirs or [user for user in users if login and user.login.casefold() == login.casefold()]
        return theirs[0] if len(theirs) == 1 else None

    def acting(self, named: str, login: str) -> Actor:
        """Who acts: the active user who was named, else the one with this login name, else just that name.

        A login is a user's by `login`, or by the part of the e-mail address before the @, where that is one user's
        only. Before there are any users, everybody has an owner's rights. Raises NotFound and Ambiguous for the name,
        NotAllowed for a user who is inactive, by whichever way.
        """
        if not self._count():
            return Actor(named or f"login {login or 'unknown'}", role=Role.OWNER)
        if named:
            return _active(self.find(named))
        users = self.all() if login else []
        theirs = [user for user in users if user.login == login]
        theirs = theirs or [user for user in users if user.email.partition("@")[0] == login.lower()]
        present = [user for user in theirs if user.is_active] or theirs
        return _active(present[0]) if len(present) == 1 else Actor(f"login {login or 'unknown'}")

    def actor(self, id: int | None, address: str) -> Actor:
        """The user of a mailbox as whoever acts in it; of one that is no user's, its address does."""
        return Actor.of(self.get(id)) if id is not None else Actor(address)

    def edit(self, id: int, **changes: Any) -> User:
        """Change name, email, role, is_active or login ("" takes it off), which owners do.

        The last owner stays one. Whoever leaves has no open work: no opportunity, project or task that is not done.
        """
        before = self.get(id)
        known_fields("user", changes, _FIELDS)
        self._owners_only(f"user {before.name}", "users are changed")
        values = dict(changes)
        if "name" in values:
            values["name"] = line("name", values["name"])
            values["folded"] = named(values["name"])
        if "email" in values:
            values["email"] = self._free(values["email"], but=id)
        if "login" in values:
            values["login"] = self._free_login(values["login"], but=id)
        if "role" in values:
            values["role"] = Role(values["role"]).value
        if values.get("role") == Role.MEMBER or values.get("is_active") is False:
            self._refuse_without_owner(before)
        if before.is_active and values.get("is_active") is False:
            self._refuse_with_work(before)
        if values:
            self._db.execute(update(UserRow).where(UserRow.id == id).values(**values))
        after = self.get(id)
        told = {field: (_told(before, field), _told(after, field)) for field in _TOLD}
        self._beside(Audit).changed(Record.USER, id, told)
        if (before.email, before.is_active) != (after.email, after.is_active):
            self._ask_anew()
        return after

    def _ask_anew(self) -> None:
        """Whose mailbox is whose is another now: so may be who is asked to which opportunity something belongs."""
        from store.history.questions import Questions  # most who work with users need no tables of the history

        self._beside(Questions).owe_all()

    def _free(self, email: str, but: int | None = None) -> str:
        address = normalise(email)
        if not address:
            raise Invalid("email", f"{email!r} is not an e-mail address")
        owner = self.by_email(address)
        if owner and owner.id != but:
            raise Taken(f"email {address}", f"belongs to user {owner.id}, {owner.name}")
        return address

    def _free_login(self, login: str | None, but: int | None = None) -> str | None:
        name = line("login", login or "", longest=64, is_required=False)
        if any(c.isspace() for c in name):
            raise Invalid("login", f"{login!r} is not a login name", "it has no spaces")
        owner = self._select(_COLUMNS.where(UserRow.login == name)) if name else []
        if owner and owner[0].id != but:
            raise Taken(f"login {name}", f"belongs to user {owner[0].id}, {owner[0].name}")
        return name or None

    def _refuse_without_owner(self, user: User) -> None:
        others = (UserRow.role == Role.OWNER.value, UserRow.is_active, UserRow.id != user.id)
        if user.role is Role.OWNER and user.is_active and not self._count(*others):
            raise Invalid(f"user {user.name}", "is the last owner", "make somebody else an owner first")

    def _refuse_with_work(self, user: User) -> None:
        if work := [words for words in (self._open_opportunities(user.id), *self._open_tasks(user.id)) if words]:
            raise Invalid(f"user {user.name}", f"still has {' and '.join(work)}", "assign them to others first")

    def _open_opportunities(self, id: int) -> str:
        of_theirs = (
            OpportunityRow.assigned_to == id,
            OpportunityRow.closed_at.is_(None),
            OpportunityRow.deleted_at.is_(None),
        )
        numbers = self._db.scalars(
            select(OpportunityRow.number).where(*of_theirs).order_by(OpportunityRow.number)
        ).all()
        if not numbers:
            return ""
        shown = ", ".join(map(str, numbers[:10])) + (", …" if len(numbers) > 10 else "")
        return f"{_counted(len(numbers), 'open opportunity', 'open opportunities')} ({shown})"

    def _open_tasks(self, id: int) -> list[str]:
        """What nobody would see to any more: in Outlook, inactive users get no tasks."""
        from store.models import ItemRow, ItemTaskRow  # most who work with users need no tables of the history

        projects = select(func.count()).select_from(ProjectRow)
        tasks = (
            select(func.count())
            .select_from(ProjectTaskRow)
            .join(ProjectRow, ProjectTaskRow.project_id == ProjectRow.id)
        )
        others = select(func.count()).select_from(ItemTaskRow).join(ItemRow, ItemRow.id == ItemTaskRow.item_id)
        present = ProjectRow.deleted_at.is_(None)
        counts = {
            "project": projects.where(ProjectRow.assigned_to == id, ProjectRow.completed_at.is_(None), present),
            "project task": tasks.where(
                ProjectTaskRow.assigned_to == id,
                ProjectTaskRow.completed_at.is_(None),
                ProjectTaskRow.is_cancelled.is_(False),
                present,
            ),
            "task": others.where(
                ItemTaskRow.assigned_to == id, ItemTaskRow.status == "open", ItemRow.deleted_at.is_(None)
            ),
        }
        found = {what: self._db.execute(count).scalar_one() for what, count in counts.items()}
        return [_counted(n, f"open {what}", f"open {what}s") for what, n in found.items() if n]

    def _count(self, *conditions: Any) -> int:
        return self._db.execute(select(func.count()).select_from(UserRow).where(*conditions)).scalar_one()

    def _select(self, statement: Any) -> list[User]:
        return [
            User(id, name, email, Role(role), is_active, login or "")
            for id, name, email, role, is_active, login in self._db.execute(statement)
        ]


def _active(user: User) -> Actor:
    if not user.is_active:
        raise NotAllowed(f"user {user.name}", "is inactive and cannot act", "name somebody else with --as")
    return Actor.of(user)


def _told(user: User, field: str) -> object:
    return getattr(user, _TOLD[field])


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
