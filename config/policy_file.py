"""Policy from YAML, and policy versions in the database."""

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from config.errors import ConfigError
from config.yaml_file import read_yaml
from models.policy import Policy
from models.traces import PolicyVersion

SHIPPED = Path(__file__).with_name("policy.yaml")


def read_policy(path: Path) -> Policy:
    """The policy in a YAML file.

    Raises:
        ConfigError: all mistakes at once, with file and place.
    """
    return parse_policy(read_yaml(path), str(path))


def parse_policy(body: Any, place: str) -> Policy:
    """A policy from plain values; `place` stands at the head of the error."""
    try:
        return Policy.model_validate(body)
    except ValidationError as wrong:
        lines = (
            f"{place}：{'.'.join(map(str, error['loc'])) or '整体'}：{error['msg'].removeprefix('Value error, ')}"
            for error in wrong.errors()
        )
        raise ConfigError("\n".join(lines)) from wrong


def policy_in_force(session: Session) -> tuple[int, Policy]:
    """The highest version and its number.

    Raises:
        ConfigError: no version has been stored yet.
    """
    row = session.exec(select(PolicyVersion).order_by(col(PolicyVersion.number).desc())).first()
    if row is None:
        raise ConfigError("数据库里还没有催办规则，请先运行 duban db migrate")
    return row.number, parse_policy(row.body, f"规则第{row.number}版")


def store_policy(session: Session, policy: Policy, author: str, note: str, now: datetime) -> int:
    """Add a version and return its number; unchanged rules add nothing."""
    row = session.exec(select(PolicyVersion).order_by(col(PolicyVersion.number).desc())).first()
    body = policy.model_dump(mode="json")
    if row is not None and row.body == body:
        return row.number
    number = row.number + 1 if row else 1
    session.add(PolicyVersion(number=number, author=author, note=note, at=now, body=body))
    session.flush()
    return number
