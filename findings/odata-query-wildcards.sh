#!/usr/bin/env bash
# odata-query 0.10.0 turns filters of OData, by which clients of Graph and Dynamics ask for records, into queries for SQLAlchemy (1.4.54, of the versions that it names). One expects the rows that
# the filter tells. Seen:
# - the text in contains(), startswith() and endswith() goes into LIKE as it is, where "%" and "_" stand for anything: "50%" is found in 5000 pieces, and Offer_1 in OfferX1. OData has no
#   wildcards;
# - "owner ne 'Ann'" leaves out the deal that nobody owns, where OData has it: null differs from every value (4.01, part 2, 5.1.1.1.2). "won ne true", as one asks for what is open, leaves out
#   what was never decided.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check odata-query==0.10.0 sqlalchemy==1.4.54 python-dateutil==2.9.0.post0 sly==0.4
venv/bin/python -W ignore - > seen 2> said <<'PYTHON'
import sqlalchemy as sa
from odata_query.sqlalchemy import apply_odata_query
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Deal(Base):
    __tablename__ = "deal"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String)
    owner = sa.Column(sa.String)
    won = sa.Column(sa.Boolean)


engine = sa.create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all(
        (
            Deal(name="50% off", owner=None, won=True),
            Deal(name="5000 pieces", owner="Ann", won=False),
            Deal(name="Offer_1", owner="Bo", won=None),
            Deal(name="OfferX1", owner="Ann", won=True),
        )
    )
    for asked in (
        "contains(name, '50%')",
        "startswith(name, 'Offer_')",
        "endswith(name, '_1')",
        "name eq 'Offer_1'",
        "owner eq 'Ann'",
        "owner ne 'Ann'",
        "owner eq null",
        "won eq true",
        "won ne true",
    ):
        found = session.execute(apply_odata_query(sa.select(Deal), asked)).scalars()
        print(f"{asked}:", *(f"[{deal.name}]" for deal in found))
PYTHON
diff seen - <<'EXPECTED'
contains(name, '50%'): [50% off] [5000 pieces]
startswith(name, 'Offer_'): [Offer_1] [OfferX1]
endswith(name, '_1'): [Offer_1] [OfferX1]
name eq 'Offer_1': [Offer_1]
owner eq 'Ann': [5000 pieces] [OfferX1]
owner ne 'Ann': [Offer_1]
owner eq null: [50% off]
won eq true: [50% off] [OfferX1]
won ne true: [5000 pieces]
EXPECTED
echo "as seen: odata-query 0.10.0 finds 50% in 5000 pieces, and does not find what is nobody's"
