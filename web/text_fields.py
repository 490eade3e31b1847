"""Texts that forms send: what no file and no database can carry is gone before a page looks at them."""

from typing import Annotated

from fastapi import Form
from pydantic import AfterValidator

from models.writable import writable

Text = Annotated[str, AfterValidator(writable), Form()]
"""The only way in which a form's text comes into a page of ours."""
