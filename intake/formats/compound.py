"""复合文档（OLE 2）: the directory of the container in which Word and Excel of 97 to 2003 keep their streams."""

import struct

_IN_HEADER = 109
_LAST = 0xFFFFFFFA
"""Numbers from here on are no sectors ([MS-CFB] 2.1)."""
_ENTRY = 128


def streams_of(raw: bytes) -> set[str] | None:
    """The names of the streams and folders; None where the directory is not all there, as in a file that is cut.

    Layout after [MS-CFB] 2.2 to 2.6: header, allocation table (FAT), chains of sectors, directory entries.
    """
    try:
        return _names(raw)
    except (struct.error, IndexError):
        return None


def _names(raw: bytes) -> set[str] | None:
    size = 1 << struct.unpack_from("<H", raw, 30)[0]
    if size not in (512, 4096):
        return None
    table = _table(raw, size)
    at = struct.unpack_from("<I", raw, 48)[0]
    directory = b""
    # A chain that has more links than the file has sectors goes round in a ring.
    for _ in range(len(raw) // size + 1):
        if at >= _LAST:
            break
        sector = raw[(at + 1) * size : (at + 2) * size]
        if len(sector) < size:
            return None
        directory += sector
        at = table[at]
    entries = (directory[start : start + _ENTRY] for start in range(0, len(directory), _ENTRY))
    return {_name(entry) for entry in entries if entry[66]} or None


def _table(raw: bytes, size: int) -> list[int]:
    """The allocation table: for each sector the next one of its chain."""
    first, count = struct.unpack_from("<II", raw, 68)
    places = list(struct.unpack_from(f"<{_IN_HEADER}I", raw, 76))
    for _ in range(min(count, len(raw) // size)):
        more = struct.unpack_from(f"<{size // 4}I", raw, (first + 1) * size)
        places += more[:-1]
        first = more[-1]
    table: list[int] = []
    for place in places:
        if place < _LAST:
            table += struct.unpack_from(f"<{size // 4}I", raw, (place + 1) * size)
    return table


def _name(entry: bytes) -> str:
    length = max(min(struct.unpack_from("<H", entry, 64)[0], 64) - 2, 0)
    return entry[:length].decode("utf-16-le", errors="replace")
