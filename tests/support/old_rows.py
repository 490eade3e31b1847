"""Rows as an older revision of the database had them."""

import uuid

import sqlalchemy as sa

LISTS = ("aliases", "leaders", "choices", "missing", "chosen_leads")
MAPS = ("reading", "groups", "about")


class Filler:
    """Puts rows into tables as they are now; columns that hold lists or objects are empty unless given."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.tables = sa.MetaData()
        self.tables.reflect(connection)
        self.ids_are_text = connection.dialect.name == "sqlite"

    def add(self, name: str, /, **values: object) -> None:
        table = self.tables.tables[name]
        kept = {
            column: value.hex if isinstance(value, uuid.UUID) and self.ids_are_text else value
            for column, value in values.items()
        }
        empty: dict[str, object] = {key: [] for key in LISTS if key in table.c}
        empty |= {key: {} for key in MAPS if key in table.c}
        self.connection.execute(table.insert().values(empty | kept))
