"""What may go wrong before anything is read."""


class NotReadable(Exception):
    """One Chinese sentence: which file, where, what was found, and what would be right."""
