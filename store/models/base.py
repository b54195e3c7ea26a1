"""What all tables share: the naming of constraints, and types that are the same on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast, get_args
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TextClause,
    TypeDecorator,
    Uuid,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex
from sqlalchemy.types import TypeEngine


class Utc(TypeDecorator[datetime]):
    """A moment: aware in, aware and in UTC out. SQLite keeps no zone: it holds UTC, as text, without saying so."""

    impl = DateTime(timezone=True)
    cache_ok = True

    # SQLAlchemy's own conversions for SQLite are in Python and cost several times as much; the text is the same.

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@lru_cache(maxsize=2048)  # most moments of a page are written several times: an item's, and when it was seen
def _as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is not UTC:
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
    return value.isoformat(" ", "microseconds")[:26]


def _from_text(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def index_where(where: str, name: str, *columns: str | TextClause, unique: bool = False) -> Index:
    """The index of some of a table's rows only. What PostgreSQL is told of them is said when it is made there."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), info={"where": where})


@compiles(CreateIndex, "postgresql")
def _create_index(create: CreateIndex, compiler: Any, **options: Any) -> str:
    """An option of a dialect loads that dialect, PostgreSQL's with all its catalogues: not where SQLite is used."""
    if where := create.element.info.get("where"):
        create.element.dialect_kwargs["postgresql_where"] = text(where)
    return str(compiler.visit_create_index(create, **options))


def in_bin(table: str) -> Index:
    """The index of what is in the recycle bin, which is little of a table."""
    return index_where("deleted_at IS NOT NULL", f"ix_{table}_deleted_at", "deleted_at")


# SQLite numbers only a column that is declared INTEGER by itself; it holds 64 bits there.
BigId = BigInteger().with_variant(Integer(), "sqlite")

# What each type of an annotation is in a database.
_TYPES: dict[Any, TypeEngine[Any]] = {
    bool: Boolean(),
    bytes: LargeBinary(),
    date: Date(),
    datetime: Utc(),
    int: Integer(),
    str: Text(),
    UUID: Uuid(),
    dict[str, Any]: JSON(none_as_null=True),
    list[int]: JSON(),
    list[str]: JSON(),
    list[dict[str, str]]: JSON(),
}


V = TypeVar("V")


class Col(Generic[V]):
    """What a table's class says of a column: the values that it holds, `None` among them or not."""

    if TYPE_CHECKING:

        def __get__(self, table: object, kind: type) -> Column[V]: ...


def column(*what: Any, **options: Any) -> Any:
    """More of a column than its annotation says: another type, a reference, what `Column` takes."""
    return what, options


class Base:
    """A table as a class, whose attributes are the columns: `name: Col[str]`, `due_at: Col[datetime | None]`.

    A statement takes the class for its table. SQLAlchemy's own mapping of classes is made for objects that are rows,
    of which there are none here: it would cost every command the loading of it, and each statement some time.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()  # constraints and indexes; options of the table in a dict at the end
    __table__: ClassVar[Table]

    def __init_subclass__(cls) -> None:
        columns = (_column(name, said, cls.__dict__.get(name)) for name, said in cls.__annotations__.items())
        options = {name: value for part in cls.__table_args__ if isinstance(part, dict) for name, value in part.items()}
        others = (part for part in cls.__table_args__ if not isinstance(part, dict))
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns, *others, **options)
        for made in cls.__table__.columns:
            setattr(cls, made.key, made)

    @classmethod
    def __clause_element__(cls) -> Table:
        """What SQLAlchemy asks of whatever stands for a table."""
        return cls.__table__


T = TypeVar("T", bound=type[Base])


def aliased(table: T, name: str | None = None) -> T:
    """The table once more in the same statement, under a name of its own."""
    return cast(T, _Alias(table.__table__.alias(name)))


class _Alias:
    def __init__(self, alias: FromClause) -> None:
        self.__dict__.update(alias.columns.items())
        self.__clause_element__ = lambda: alias


def _column(name: str, annotation: Any, more: Any) -> Column[Any]:
    """The column of an annotation `Col[str]` or `Col[str | None]`, and of what is said beside it."""
    (kind,) = get_args(annotation)
    holds = [one for one in get_args(kind) if one is not NoneType] if isinstance(kind, UnionType) else [kind]
    what, options = more or ((), {})
    if not any(isinstance(part, TypeEngine | type) for part in what):
        what = (_TYPES[holds[0]], *what)
    return Column(name, *what, **{"nullable": holds != [kind], **options})
