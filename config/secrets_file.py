"""The key that signs answer links: given by a setting, else made once and kept in the home folder."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from config.errors import ConfigError
from config.settings import Settings

SHORTEST = 16


def signing_secret(settings: Settings) -> str:
    """The installation's secret.

    Raises:
        ConfigError: the given one is too short, or the file cannot be written.
    """
    given = settings.secret("secret_key")
    if given:
        if len(given) < SHORTEST:
            raise ConfigError(f"DUBAN_SECRET_KEY 太短，至少{SHORTEST}个字符")
        return given
    file = settings.home / "secret.key"
    if not file.exists():
        _make(file)
    return file.read_text(encoding="utf-8").strip()


def _make(file: Path) -> None:
    """Write the whole file first and link it into place: of two processes starting at once both read the same."""
    draft = file.with_name(f".secret-{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32), encoding="utf-8")
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    except OSError as wrong:
        raise ConfigError(f"不能在 {file.parent} 里写入密钥文件：{wrong.strerror}") from wrong
