"""Recognising files that are not experiments: pictures, or other data that is not text."""

from __future__ import annotations

from codecs import getincrementaldecoder

from convstudio.words import tr

BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
PHONES = (b"heic", b"heix", b"mif1", b"avif")  # brands of picture formats in an ISO/IEC 14496-12 container
LOOKED_AT = 1024  # bytes at the beginning by which text is told from other data
JSON_BEGINS = (b"{", b"[", b'"')
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\f")


def picture_kind(content: bytes) -> str | None:
    """ "PNG" for the bytes of a PNG, and so on; None if they are not a picture of a known kind."""
    head = content[:LOOKED_AT]
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp" and head[8:12] in PHONES:
        return "AVIF" if head[8:12] == b"avif" else "HEIC"
    if head.lstrip().startswith(b"<") and b"<svg" in head:
        return "SVG"
    kind = next((kind for beginning, kind in BEGINNINGS if head.startswith(beginning)), None)
    return None if kind == "BMP" and not has_control(head) else kind


def other_kind(content: bytes, *, is_text: bool) -> str | None:
    """A sentence that says what bytes are that are no experiment; None if they may be one, perhaps damaged.

    `is_text` says whether they are UTF-8.
    """
    picture = picture_kind(content)
    if picture:
        return tr(
            "This is a picture ({kind}), not an experiment. The studio makes it the input of one: File, Open.", kind=picture
        )
    head = content[:LOOKED_AT].lstrip()
    if head.startswith((*JSON_BEGINS, *UTF_16)) or (is_text and not has_control(head)):
        return None
    return tr("This is not a ConvStudio file, but another kind of file. Experiments are *.convstudio files.")


def utf_8(head: bytes) -> bool:
    """Whether the first bytes of a file are UTF-8. The last character may be cut off."""
    try:
        getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def has_control(head: bytes) -> bool:
    """Whether there are control characters that no text has."""
    return len(head.translate(None, CONTROL)) < len(head)
