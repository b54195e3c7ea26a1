"""Sales stages with their activities, and the lists that people choose from."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint

from store.models.base import Base, Col, column, index_where


class StageRow(Base):
    """The two closed ones are built in: triggers refuse to change or delete them, whoever asks."""

    __tablename__ = "stages"
    __table_args__ = (
        CheckConstraint("kind IN ('open', 'won', 'lost')", name="kind"),
        CheckConstraint("NOT is_default OR kind = 'open'", name="default"),
        CheckConstraint("probability IS NULL OR (kind = 'open' AND probability BETWEEN 0 AND 100)", name="probability"),
        index_where("is_default", "ix_stages_default", "is_default", unique=True),
        index_where("kind <> 'open'", "ix_stages_closed", "kind", unique=True),
    )

    id: Col[int] = column(primary_key=True)
    name: Col[str] = column(unique=True)
    position: Col[int]  # among the open ones; the closed ones come after them
    kind: Col[str]
    is_default: Col[bool]
    probability: Col[int | None]  # what an opportunity that comes to it gets, unless a person typed one


class ActivityRow(Base):
    """A sales activity of a stage: what is to be done there, and within how many days."""

    __tablename__ = "activities"
    __table_args__ = (CheckConstraint("days IS NULL OR days BETWEEN 0 AND 3650", name="days"),)

    id: Col[int] = column(primary_key=True)
    stage_id: Col[int] = column(ForeignKey("stages.id"), index=True)
    name: Col[str]
    position: Col[int]
    days: Col[int | None]  # None: it has no duration


class ListValueRow(Base):
    """A value of a list that people choose from: types, payment terms, sources, reasons for losing."""

    __tablename__ = "list_values"
    __table_args__ = (
        UniqueConstraint("list", "folded"),
        CheckConstraint(
            "list IN ('type', 'payment_terms', 'source', 'lost_reason',"
            " 'account_type', 'contact_type', 'marketing_type')",
            name="list",
        ),
    )

    id: Col[int] = column(primary_key=True)
    list: Col[str]
    name: Col[str]
    folded: Col[str]
    position: Col[int]
