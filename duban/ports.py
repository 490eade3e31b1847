"""Finding a port: the wanted one, or the next that is free, saying so."""

import socket
from collections.abc import Callable

TRIES = 50


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether we could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def choose_port(wanted: int, what: str, say: Callable[[str], None], taken: set[int]) -> int:
    """The wanted port, else the next free one; a port in use is named.

    Raises:
        OSError: none of the next ports is free.
    """
    for port in range(wanted, wanted + TRIES):
        if port not in taken and is_free(port):
            if port != wanted and wanted not in taken:
                say(f"端口 {wanted} 已被占用，{what}改用 {port}。")
            taken.add(port)
            return port
    raise OSError(f"{what}找不到空闲端口（试过 {wanted}–{wanted + TRIES - 1}）")
