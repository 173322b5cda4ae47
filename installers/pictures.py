"""The program's pictures in the sizes and forms that systems want: PNG for Linux, ICO for Windows, ICNS for macOS."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).parent.parent
APP, DOCUMENT = ROOT / "resources" / "icons" / "app.svg", ROOT / "resources" / "desktop" / "document.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICON_SIZES = tuple((side, side) for side in SIZES if side <= 256)  # an ICO has no larger ones


def make(folder: Path) -> None:
    """Put apps/16.png, documents/16.png, … and convstudio.ico and .icns into a folder."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication.instance() or QGuiApplication(["pictures"])
    for name, drawing in (("apps", APP), ("documents", DOCUMENT)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for side in SIZES:
            (folder / name / f"{side}.png").write_bytes(drawn(drawing, side))
    largest = Image.open(BytesIO(drawn(APP, 1024)))
    largest.save(folder / "convstudio.ico", sizes=ICON_SIZES)
    largest.save(folder / "convstudio.icns")
    assert app


def drawn(drawing: Path, side: int) -> bytes:
    """A square SVG as a PNG."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        QSvgRenderer(QByteArray(drawing.read_bytes())).render(painter)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, which it does not take
    return bytes(buffer.data().data())
