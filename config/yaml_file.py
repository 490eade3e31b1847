"""YAML files that people write: rules, registers, 落实方案."""

from pathlib import Path
from typing import Any

import yaml

from config.errors import ConfigError
from models.writable import all_writable


def read_yaml(path: Path) -> Any:
    """What stands in the file, its texts writable.

    Raises:
        ConfigError: it cannot be read, is no UTF-8, or is no YAML; one sentence with the file's name.
    """
    try:
        return all_writable(yaml.safe_load(path.read_bytes().decode("utf-8")))
    except (OSError, UnicodeDecodeError) as wrong:
        raise ConfigError(f"{path}：读不出来：{wrong}") from wrong
    except RecursionError as wrong:
        raise ConfigError(f"{path}：层层嵌套过深，不像要填写的内容。") from wrong
    # A value such as 2026-13-45 is no YAML either, but says so by itself.
    except (yaml.YAMLError, ValueError) as wrong:
        raise ConfigError(f"{path}：不是合法的 YAML：{wrong}") from wrong
