"""Tables of the files that people hand in: the content once, and each place where it was added."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from models.columns import Row, key, moment, refers


class StoredFile(Row, table=True):
    """A file's content, once, under its SHA-256."""

    digest: str = Field(primary_key=True)
    size: int
    """Bytes."""
    media_type: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Attachment(Row, table=True):
    """A file that somebody added to a report or a signature."""

    id: UUID = key()
    digest: str = refers("stored_file.digest")
    name: str
    report_id: UUID | None = refers("report.id", nullable=True)
    signature_id: UUID | None = refers("signature.id", nullable=True)
    at: datetime = moment()
    actor: str
