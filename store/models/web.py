"""What the browser interface remembers: who is signed in, what was sent already, and what each user prefers."""

from datetime import datetime

from sqlalchemy import ForeignKey

from store.models.base import Base, Col, column


class WebSessionRow(Base):
    """A browser in which somebody is signed in; its key is known to that browser alone, here is its hash."""

    __tablename__ = "web_sessions"

    hash: Col[str] = column(primary_key=True)
    user_id: Col[int] = column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    way: Col[str]  # how they signed in
    agent: Col[str]  # what the browser calls itself
    address: Col[str]  # where it was seen last
    created_at: Col[datetime]
    seen_at: Col[datetime]
    ends_at: Col[datetime] = column(index=True)


class WebSentRow(Base):
    """A form that was sent: sent again, it does nothing, and leads where it led."""

    __tablename__ = "web_sent"

    key: Col[str] = column(primary_key=True)
    user_id: Col[int] = column(ForeignKey("users.id", ondelete="CASCADE"))
    at: Col[datetime] = column(index=True)
    led_to: Col[str]


class PreferenceRow(Base):
    """What a user chose for themself: language, look …"""

    __tablename__ = "preferences"

    user_id: Col[int] = column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    name: Col[str] = column(primary_key=True)
    value: Col[str]
