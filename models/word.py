"""What a word of the field is: a value that is stored, and its Chinese term."""

from enum import StrEnum


class Word(StrEnum):
    """An enumeration whose members know their Chinese term."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Word":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
