"""What the monkey types, copies and finds in its folder: the ordinary, the odd, and the broken."""

from __future__ import annotations

import json
import random
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from convstudio.experiment import files, gallery

NUMBERS = (
    "0", "1", "2", "3", "3", "4", "5", "7", "8", "12", "-1", "−2", "0.5", "1/3", "1,5", ".25", "1e-3", "33", "", "-", "abc",
    "1e13", "nan", "1/0", "0.1", "１２", "٣", " 4 ", "1e-400", "999", "00", "1.", "+2", "2e2", "<b>1</b>", "0.03", "0.9", "40",
)  # fmt: skip
WORDS = (
    "Edges", "", "a & b", "<img src=x>", "Ünïcödé ✓", "name\twith tab", "x" * 40, "…", "%s {name}", "1/2", "مرحبا", "new\nline",
)  # fmt: skip
LINES = (
    "nn.Conv2d(1, 8, 3, padding=1)", "nn.Conv2d(3, 2, (3, 5), stride=2, groups=1)", "nn.MaxPool2d(2)", "nn.ReLU()",
    "nn.AvgPool2d(3, stride=1, padding=1)", "layers.Conv2D(4, 3, padding='same')", "nn.Conv2d(1, 1, 2, dilation=2)",
    "layers.MaxPooling2D(2)", "layers.Activation('tanh')", "nn.Conv2d(1, 4, 3", "import os", "nn.Sigmoid()",
    "torch.nn.Conv2d(2,2,1)",
    "nn.ConvTranspose2d(1, 2, 3, stride=2, padding=1, output_padding=1)", "layers.Conv2DTranspose(2, 3, strides=2)",
    "nn.AdaptiveAvgPool2d(1)", "layers.GlobalAveragePooling2D()",
    "nn.Conv2d(in_channels=1, out_channels=2, kernel_size=3, bias=False)", "nn.MaxPool2d(40)", "nn.Conv2d(1, 1, 0)",
)  # fmt: skip
JUNK = ("junk.txt", "broken.json", "empty.convstudio", "newer.convstudio", "picture.png", "folder", "missing.convstudio")
SLOTS = ("a.convstudio", "b.convstudio", "c.convstudio", "sub/d.convstudio")


def fill_folder(folder: Path) -> None:
    """Put what may be opened by mistake into a folder, and a good experiment or two."""
    (folder / "sub").mkdir(parents=True, exist_ok=True)
    (folder / "folder").mkdir(exist_ok=True)
    (folder / "junk.txt").write_text("1 2 3\n4 5\n")
    (folder / "broken.json").write_text('{"format": "convstudio-experiment", "version": 1, "layers": [{"kind": "conv3d"}]}')
    (folder / "empty.convstudio").write_bytes(b"")
    newer = json.loads(files.dumps(gallery.example("max-pooling")))
    (folder / "newer.convstudio").write_text(json.dumps({**newer, "version": 9, "min_reader": 1, "future": [1]}))
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(folder / "picture.png"))
    files.write(gallery.example("max-pooling"), folder / "a.convstudio")
    files.write(gallery.example("three-to-four"), folder / "b.convstudio")


def table(rng: random.Random) -> str:
    """Numbers in rows, as a spreadsheet copies them; sometimes with a fault."""
    rows, columns = rng.randint(1, 6), rng.randint(1, 6)
    separator = rng.choice(("\t", " ", ", ", ";"))
    lines = [separator.join(str(rng.randint(-3, 9)) for _ in range(columns)) for _ in range(rows)]
    if rng.random() < 0.2:
        lines[0] += separator + rng.choice(("x", "", "nan", "1e300", "1/3"))
    return rng.choice(("\n", "\r\n")).join(lines) + rng.choice(("", "\n"))


def clipboard_text(kind: str, seed: int) -> str:
    """A text of some kind for the clipboard."""
    rng = random.Random(seed)
    match kind:
        case "table":
            return table(rng)
        case "number":
            return rng.choice(NUMBERS)
        case "line":
            return rng.choice(LINES)
        case "list":
            return f"[[{rng.randint(0, 9)}, {rng.randint(0, 9)}], [{rng.randint(0, 9)}, {rng.random():.3f}]]"
        case "large":
            side = rng.randint(20, 60)
            return "\n".join(" ".join(str((i * j) % 10) for j in range(side)) for i in range(side))
        case "html":
            return "<table><tr><td>1</td><td>2</td></tr></table>"
        case _:
            return rng.choice(WORDS)


def clipboard_data(kind: str, seed: int, folder: Path) -> QMimeData:
    """What another program has copied."""
    data = QMimeData()
    if kind == "image":
        image = QImage(5, 5, QImage.Format.Format_Grayscale8)
        image.fill(128)
        data.setImageData(image)
    elif kind == "file":
        data.setUrls([QUrl.fromLocalFile(str(folder / random.Random(seed).choice((*SLOTS, *JUNK))))])
    else:
        text = clipboard_text(kind, seed)
        data.setText(text)
        if kind == "html":
            data.setHtml(text)
    return data


def dropped(kind: str, folder: Path) -> QMimeData:
    """What is dragged onto the window."""
    data = QMimeData()
    match kind:
        case "text":
            data.setText("1 2\n3 4")
        case "remote":
            data.setUrls([QUrl("https://example.org/a.convstudio"), QUrl("file://host/share/a.convstudio")])
        case "two":
            data.setUrls([QUrl.fromLocalFile(str(folder / name)) for name in SLOTS[:2]])
        case name:
            data.setUrls([QUrl.fromLocalFile(str(folder / name))])
    return data
