"""Settings of one installation: from the environment (`DUBAN_…`), else from a file, else the default."""

import os
import re
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from config.errors import ConfigError
from models.addresses import is_plain_address

FILE_VARIABLE = "DUBAN_CONFIG_FILE"
DEFAULT_FILE = "duban.toml"
_SENDER = re.compile(r"[^<>\r\n]+<([^<>]+)>|([^<>]+)")


class Settings(BaseSettings):
    """What differs between installations. Documented in docs/settings.md (a test keeps that true)."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", extra="forbid", frozen=True)

    home: Path = Path(".duban")
    database_url: str = ""
    prefect_api_url: str = ""
    prefect_database_url: str = ""
    prefect_host: str = "127.0.0.1"
    prefect_port: int = Field(default=4200, ge=0, le=65535)
    prefect_auth: SecretStr | None = None
    prefect_auth_file: Path | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8300, ge=0, le=65535)
    base_url: str = ""
    coordinator_password: SecretStr | None = None
    coordinator_password_file: Path | None = None
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_security: Literal["plain", "starttls", "tls"] = "plain"
    smtp_username: str = ""
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    smtp_timeout: float = Field(default=20, gt=0)
    smtp_connections: int = Field(default=4, ge=1, le=32)
    mail_from: str = "duban@localhost"
    office_name: str = "市政府督查室"
    office_person: str = ""
    office_telephone: str = ""
    time_zone: str = "Asia/Shanghai"
    inbox_url: str = ""
    file_limit_mb: int = Field(default=20, ge=1, le=200)
    health_host: str = "127.0.0.1"
    health_port: int = Field(default=0, ge=0, le=65535)
    metrics_token: SecretStr | None = None
    metrics_token_file: Path | None = None
    demonstration: bool = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        file = os.environ.get(FILE_VARIABLE, DEFAULT_FILE)
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @field_validator("mail_from")
    @classmethod
    def _one_sender(cls, value: str) -> str:
        found = _SENDER.fullmatch(value)
        address = (found.group(1) or found.group(2)) if found else ""
        if not is_plain_address(address) or parseaddr(value)[1] != address:
            raise ValueError(
                f"{value!r} 不是发件地址，应为 名称 <a@b> 或 a@b，例如 督查室 <ducha@example.com>"
            )
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as wrong:
            raise ValueError(f"没有名为 {value} 的时区，例如 Asia/Shanghai") from wrong
        return value

    @model_validator(mode="after")
    def _one_source_each(self) -> "Settings":
        for name in ("smtp_password", "secret_key", "coordinator_password", "metrics_token", "prefect_auth"):
            if getattr(self, name) is not None and getattr(self, f"{name}_file") is not None:
                raise ValueError(f"{name} 与 {name}_file 只能设置一个")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def database(self) -> str:
        """The database's address; by default a SQLite file in `home`."""
        return self.database_url or f"sqlite:///{self.home / 'duban.sqlite3'}"

    @property
    def prefect_api(self) -> str:
        """The Prefect server's API address."""
        return self.prefect_api_url or f"http://127.0.0.1:{self.prefect_port}/api"

    @property
    def pages(self) -> str:
        """The address under which people reach our pages, without a closing slash."""
        return (self.base_url or f"http://{self.web_host}:{self.web_port}").rstrip("/")

    def secret(self, name: str) -> str:
        """A secret given directly or in a file; empty when neither is set.

        Raises:
            ConfigError: the file cannot be read.
        """
        direct: SecretStr | None = getattr(self, name)
        if direct is not None:
            return direct.get_secret_value()
        file: Path | None = getattr(self, f"{name}_file")
        if file is None:
            return ""
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as wrong:
            raise ConfigError(
                f"DUBAN_{name.upper()}_FILE 指向的文件 {file} 读不出来：{wrong.strerror}"
            ) from wrong


def load_settings(**given: Any) -> Settings:
    """Settings of this process.

    Raises:
        ConfigError: one sentence per mistake, naming the setting and what would be right.
    """
    file = os.environ.get(FILE_VARIABLE)
    if file and not Path(file).is_file():
        raise ConfigError(f"{FILE_VARIABLE} 指向的文件不存在：{file}")
    unknown = unknown_variables()
    if unknown:
        raise ConfigError(f"没有这样的设置：{'、'.join(unknown)}；全部设置见 docs/settings.md")
    try:
        return Settings(**given)
    except ValidationError as wrong:
        lines = (
            f"{'_'.join(map(str, error['loc'])) or '设置'}：{_in_chinese(error)}" for error in wrong.errors()
        )
        raise ConfigError("；".join(lines)) from wrong
    except ValueError as wrong:  # a file that is not TOML
        raise ConfigError(f"设置文件 {file or DEFAULT_FILE} 不是合法的 TOML：{wrong}") from wrong


def _in_chinese(error: Any) -> str:
    """What is wrong with one setting, as a person would say it."""
    kinds = {
        "extra_forbidden": "没有这个设置，全部设置见 docs/settings.md",
        "int_parsing": f"须为整数，现为 {error['input']}",
        "float_parsing": f"须为数字，现为 {error['input']}",
        "bool_parsing": f"须为 true 或 false，现为 {error['input']}",
        "literal_error": f"须为 {error.get('ctx', {}).get('expected', '')} 之一，现为 {error['input']}",
        "greater_than_equal": f"不能小于 {error.get('ctx', {}).get('ge', '')}，现为 {error['input']}",
        "less_than_equal": f"不能大于 {error.get('ctx', {}).get('le', '')}，现为 {error['input']}",
    }
    return kinds.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def unknown_variables() -> list[str]:
    """`DUBAN_…` variables in the environment that are no setting: mostly misspelt ones."""
    known = {f"DUBAN_{name.upper()}" for name in Settings.model_fields} | {FILE_VARIABLE}
    return sorted(name for name in os.environ if name.startswith("DUBAN_") and name not in known)
