"""How one running process is told from others of its kind."""

import os
import socket
from datetime import timedelta

SIGN_OF_LIFE = timedelta(seconds=20)
"""Wall time between two signs of life."""


def instance_name() -> str:
    """Host and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"
