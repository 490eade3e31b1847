"""What can be wrong with what the office decides."""


class ConfigError(Exception):
    """A setting, policy or register that cannot be used: file, place, value and what would be right."""
