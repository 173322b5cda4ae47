"""Drawings one after the other as a film: GIF, WebP or animated PNG. Qt writes none of them, Pillow does.

Imported only where a film is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convstudio.painting.figure import picture
from convstudio.painting.palette import Look
from convstudio.scene.layout import Drawing

Film = Literal["gif", "webp", "png"]
FILMS: tuple[Film, ...] = ("gif", "webp", "png")
COLOURS = 256  # of a GIF, the same for all its frames: they take a hundredth of the time that own ones would
SAMPLES = 5  # frames from which these colours are chosen
LAST = 3  # times as long as the others the last frame stays


def film(drawings: Sequence[Drawing], look: Look, form: Film, *, scale: float = 1.0, milliseconds: int = 500) -> bytes:
    """The bytes of a film that begins again at its end; all drawings have one size, and there is at least one.

    Raises ValueError with a sentence for a picture of too many pixels.
    """
    frames = (_frame(drawing, look, scale) for drawing in drawings)
    times = [milliseconds] * (len(drawings) - 1) + [milliseconds * LAST]
    settings: dict[str, Any] = {"duration": times, "loop": 0}
    match form:
        case "gif":
            palette = _palette(_frame(drawing, look, scale) for drawing in _spread(drawings))
            return _written((_indexed(frame, palette) for frame in frames), "GIF", settings)
        case "webp":
            return _written(list(frames), "WEBP", {**settings, "lossless": True})
        case "png":
            return _written(frames, "PNG", settings)


def _written(frames: Iterable[Image.Image], name: str, settings: dict[str, Any]) -> bytes:
    first, *rest = frames
    buffer = BytesIO()
    first.save(buffer, name, save_all=True, append_images=rest, **settings)
    return buffer.getvalue()


def _frame(drawing: Drawing, look: Look, scale: float) -> Image.Image:
    image = picture(drawing, look, scale)
    size = image.width(), image.height()
    return Image.frombuffer("RGB", size, bytes(image.constBits()), "raw", "BGRX", image.bytesPerLine(), 1)


def _spread(drawings: Sequence[Drawing]) -> Iterator[Drawing]:
    """A few of many, the first and the last among them."""
    last = len(drawings) - 1
    return (drawings[place] for place in sorted({last * sample // (SAMPLES - 1) for sample in range(SAMPLES)}))


def _palette(samples: Iterable[Image.Image]) -> NDArray[np.int32]:
    """The colours 0xRRGGBB that cover most of some frames: cells and ground are even, and no average comes near them."""
    covered: Counter[int] = Counter()
    for sample in samples:
        colours, numbers = np.unique(_packed(sample), return_counts=True)
        covered.update(dict(zip(colours.tolist(), numbers.tolist(), strict=True)))
    return np.sort(np.array([colour for colour, _number in covered.most_common(COLOURS)], dtype=np.int32))


def _indexed(frame: Image.Image, palette: NDArray[np.int32]) -> Image.Image:
    """A frame in the colours of a palette: exactly where it has them, and by Pillow's quick and rough choice elsewhere."""
    parts = np.stack([palette >> 16, palette >> 8 & 255, palette & 255], axis=1).ravel().tolist()
    holder = Image.new("P", (1, 1))
    holder.putpalette(parts)
    indices = np.array(frame.quantize(palette=holder, dither=Image.Dither.NONE))
    wanted = _packed(frame)
    places = np.minimum(np.searchsorted(palette, wanted), len(palette) - 1)
    known = palette[places] == wanted
    indices[known] = places[known]
    indexed = Image.fromarray(indices.astype(np.uint8), "P")
    indexed.putpalette(parts)
    return indexed


def _packed(frame: Image.Image) -> NDArray[np.int32]:
    parts = np.asarray(frame).astype(np.int32)
    return parts[:, :, 0] << 16 | parts[:, :, 1] << 8 | parts[:, :, 2]
