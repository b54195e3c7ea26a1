"""What the browser interface remembers: who is signed in, what was sent already, and what each user prefers."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey

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


class PasskeyRow(Base):
    """A user's passkey: what is stored is public, who reads it cannot sign in."""

    __tablename__ = "passkeys"

    id: Col[str] = column(primary_key=True)  # as the browser names it, in base64url
    user_id: Col[int] = column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    public_key: Col[str]  # COSE, in base64url
    counter: Col[int] = column(BigInteger)  # how often it signed, where it counts
    name: Col[str]
    created_at: Col[datetime]
    used_at: Col[datetime | None]


class WebInviteRow(Base):
    """A link by which a user registers a passkey, once; here is the hash of what it holds."""

    __tablename__ = "web_invites"

    hash: Col[str] = column(primary_key=True)
    user_id: Col[int] = column(ForeignKey("users.id", ondelete="CASCADE"))
    ends_at: Col[datetime]


class PreferenceRow(Base):
    """What a user chose for themself: language, look …"""

    __tablename__ = "preferences"

    user_id: Col[int] = column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    name: Col[str] = column(primary_key=True)
    value: Col[str]


class TokenRow(Base):
    """What a program shows to act as a user; here is its hash."""

    __tablename__ = "tokens"

    hash: Col[str] = column(primary_key=True)
    user_id: Col[int] = column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Col[str]
    may_write: Col[bool]
    created_at: Col[datetime]
    ends_at: Col[datetime]
    used_at: Col[datetime | None]


class AnswerRow(Base):
    """What a program was answered to a request that it gave a key, so that sent again it does nothing."""

    __tablename__ = "api_answers"

    user_id: Col[int] = column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Col[str] = column(primary_key=True)
    request: Col[str]  # the hash of what was asked for
    status: Col[int]
    body: Col[str]
    tag: Col[str]
    path: Col[str]
    at: Col[datetime] = column(index=True)


class SharedViewRow(Base):
    """A filter of opportunities with its order and columns that an owner shares with everybody."""

    __tablename__ = "shared_views"

    id: Col[int] = column(primary_key=True)
    name: Col[str]
    folded: Col[str] = column(unique=True)
    query: Col[str]  # as it stands in the address
    columns: Col[str]  # their names, a line each; "" for those that whoever looks chose
    is_default: Col[bool]  # what people begin with who chose nothing else
