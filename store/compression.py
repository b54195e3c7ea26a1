"""How PostgreSQL packs long values, as the texts of mail: by LZ4, where it was built with it.

What it does by itself takes 110 µs for a text of 6 KB, a quarter of what a first cycle costs the server; LZ4 takes 5,
and leaves half as much again (PostgreSQL 15).
"""

from __future__ import annotations

from sqlalchemy import Connection, text

# Said of all columns of this schema whose values may be packed, and of which nothing is said.
PACKED_FAST = """
DO $$
DECLARE statement text;
BEGIN
    IF (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
        FOR statement IN
            SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I SET COMPRESSION lz4', nspname, relname, attname)
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname = current_schema() AND relkind = 'r'
            AND attnum > 0 AND NOT attisdropped AND attstorage IN ('x', 'm') AND attcompression = ''
            ORDER BY relname, attnum
        LOOP
            EXECUTE statement;
        END LOOP;
    END IF;
END $$;
"""

# What a session stores in columns of which nothing is said.
PACKS_FAST = """
SELECT set_config(name, 'lz4', FALSE) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals);
"""


def pack_fast(db: Connection) -> None:
    """What is stored from now on is; what is there is read as it was packed, and stays so until it is written anew."""
    if db.dialect.name == "postgresql":
        db.execute(text(PACKED_FAST))
