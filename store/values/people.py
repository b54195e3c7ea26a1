"""Users, accounts and contacts as they come out of the store. Pure."""

from __future__ import annotations

from enum import StrEnum

from store.values.making import dataclass


class Role(StrEnum):
    OWNER = "owner"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str
    email: str
    role: Role = Role.MEMBER
    is_active: bool = True
    login: str = ""  # the name they log in to this machine with, where it is known


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a change: a user, the daemon itself, or a login name that is no user's."""

    name: str  # as the audit trail shows it
    user_id: int | None = None
    role: Role | None = None  # None: known to nobody, and so without an owner's rights

    @classmethod
    def of(cls, user: User) -> Actor:
        return cls(user.name, user.id, user.role)


DAEMON = Actor("dealtrail", role=Role.OWNER)


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    name: str
    phone: str = ""
    web: str = ""
    address: str = ""
    domains: tuple[str, ...] = ()
    type: str = ""
    external_id: str | None = None
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    id: int
    name: str
    addresses: tuple[str, ...] = ()
    account_id: int | None = None
    title: str = ""
    phones: tuple[str, ...] = ()  # the first is the one to call
    type: str = ""
    external_id: str | None = None
    is_deleted: bool = False

    @property
    def phone(self) -> str:
        return self.phones[0] if self.phones else ""
