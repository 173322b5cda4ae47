"""Whether a picture is complete. Decoders of JPEG, GIF and BMP fill what is missing with grey or black, without saying so.

JPEG: ISO/IEC 10918-1, annex B: segments with their lengths, and after SOS coded data up to the next marker. GIF: GIF89a,
blocks of at most 255 bytes up to an empty one. BMP: the size of the rows follows from the header (BITMAPINFOHEADER).
"""

from __future__ import annotations

EXTENSION, IMAGE, HAS_TABLE = 0x21, 0x2C, 0x80
LOGICAL_SCREEN, DESCRIPTOR = 13, 10  # bytes
OS2_HEADERS = 26
RUN_LENGTHS = {1, 2}  # compressions whose size only the header tells
START_OF_SCAN, END = 0xDA, 0xD9
ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length: TEM, RST0 to RST7, SOI
IN_DATA = {0x00, *range(0xD0, 0xD8)}  # after 0xFF in coded data: a stuffed 0xFF, and restarts


def is_complete(content: bytes, kind: str) -> bool:
    """Whether the end of the picture is there (the first one of an animation). Decoders of other kinds report it themselves."""
    match kind:
        case "JPEG":
            return _has_end(content)
        case "GIF":
            return _has_first_image(content)
        case "BMP":
            return _has_rows(content)
        case _:
            return True


def _has_end(content: bytes) -> bool:
    """Whether a JPEG has its end marker. One inside a segment, such as that of a thumbnail, does not count."""
    at = 0
    while 0 <= (at := content.find(b"\xff", at)) < len(content) - 1:
        marker = content[at + 1]
        if marker == END:
            return True
        if marker == 0xFF:  # fill bytes
            at += 1
        elif marker in ALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
            if marker == START_OF_SCAN:
                at = _behind_data(content, at)
    return False


def _behind_data(content: bytes, at: int) -> int:
    """The position of the first marker after coded data."""
    while 0 <= (at := content.find(b"\xff", at)) < len(content) - 1:
        if content[at + 1] not in IN_DATA:
            return at
        at += 2
    return len(content)


def _has_first_image(content: bytes) -> bool:
    at = LOGICAL_SCREEN + _table(content, 10)
    while at < len(content):
        if content[at] == IMAGE:
            return _behind_blocks(content, at + DESCRIPTOR + _table(content, at + 9) + 1) is not None
        if content[at] != EXTENSION:
            return False
        behind = _behind_blocks(content, at + 2)
        if behind is None:
            return False
        at = behind
    return False


def _table(content: bytes, at: int) -> int:
    """The size in bytes of a GIF's colour table, according to the flags at a position."""
    flags = content[at] if at < len(content) else 0
    return 3 << ((flags & 7) + 1) if flags & HAS_TABLE else 0


def _behind_blocks(content: bytes, at: int) -> int | None:
    """The position after a chain of blocks, which an empty one ends; None if there is no such block."""
    while at < len(content):
        size = content[at]
        at += size + 1
        if size == 0:
            return at
    return None


def _has_rows(content: bytes) -> bool:
    def number(at: int, size: int, *, signed: bool = False) -> int:
        return int.from_bytes(content[at : at + size], "little", signed=signed)

    if len(content) < OS2_HEADERS:
        return False
    start, header = number(10, 4), number(14, 4)
    if header < 40:  # OS/2: sides of two bytes
        width, height, bits, packed = number(18, 2), number(20, 2), number(24, 2), 0
    else:
        width, height = number(18, 4, signed=True), number(22, 4, signed=True)
        bits, packed = number(28, 2), number(30, 4)
    size = number(34, 4) if packed in RUN_LENGTHS else (width * bits + 31) // 32 * 4 * abs(height)
    return start + size <= len(content)
