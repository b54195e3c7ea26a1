"""Tables of what servers and logins allow to all processes together."""

from sqlalchemy import ForeignKey

from store.models.base import Base, Col, column


class LimitRow(Base):
    """How much may be asked of a server, or as a login, at once."""

    __tablename__ = "limits"

    key: Col[str] = column(primary_key=True)
    says: Col[str]
    told: Col[int]
    pause: Col[int]


class LimitShareRow(Base):
    """What one process may have of it."""

    __tablename__ = "limit_shares"

    limit: Col[str] = column(ForeignKey("limits.key"), primary_key=True)
    owner: Col[str] = column(primary_key=True)  # as of a lease: host, process, start
    slots: Col[int]
    wants: Col[int]
    most: Col[int | None]
    place: Col[int]
    sign: Col[int]
