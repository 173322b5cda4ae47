"""Pictures for tests, as other programs write them."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image

KINDS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of a file."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def halves(height: int = 4, width: int = 6) -> Image.Image:
    """Black at the left, white at the right."""
    levels = np.zeros((height, width), np.uint8)
    levels[:, width // 2 :] = 255
    return Image.fromarray(levels).convert("RGB")


def noise(height: int = 24, width: int = 20) -> Image.Image:
    """Colours at random."""
    return Image.fromarray(np.random.default_rng(5).integers(0, 256, (height, width, 3), dtype=np.uint8))


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG, with its length and checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(width: int, height: int, bits: int = 8, colour: int = 0) -> bytes:
    """A small PNG that says it is large, and has some of its rows."""
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    data = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def with_jpeg_size(content: bytes, width: int, height: int) -> bytes:
    """A JPEG whose header has another size."""
    at = next(content.find(mark) for mark in (b"\xff\xc0", b"\xff\xc2") if mark in content)
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


def with_gif_size(content: bytes, width: int, height: int) -> bytes:
    """A GIF whose screen has another size."""
    return content[:6] + struct.pack("<HH", width, height) + content[10:]


def with_bmp_size(content: bytes, width: int, height: int) -> bytes:
    """A BMP whose header has another size."""
    return content[:18] + struct.pack("<ii", width, height) + content[26:]
