"""Code of a network comes in as everything else does: pasted as cells or as the input, or dropped."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage

from convstudio.studio.editing.network.sheet import NetworkSheet
from tests.studio.conftest import OpenWindow
from tests.studio.importing.test_pictures_in import Importer


def code(text: str) -> QMimeData:
    """Code as an editor offers it: as text, and as it looks there."""
    data = QMimeData()
    data.setText(text)
    data.setImageData(QImage(3, 3, QImage.Format.Format_Grayscale8))
    return data


@pytest.mark.parametrize("way", [Qt.Key.Key_V, Qt.Key.Key_I, "drop"])
def test_code_of_a_network_opens_its_window(open_window: OpenWindow, way: Qt.Key | str) -> None:
    person = Importer(open_window().window)
    before, data = person.window.session.state.experiment, code("nn.Conv2d(1, 2, 3), nn.ReLU()")
    if isinstance(way, Qt.Key):
        person.paste(data, way)
    else:
        assert person.drop(data)
    sheet = person.window.findChild(NetworkSheet)
    assert sheet is not None
    assert sheet.code.toPlainText() == "nn.Conv2d(1, 2, 3), nn.ReLU()"
    assert not person.sheets()
    assert person.window.session.state.experiment is before
    QGuiApplication.clipboard().clear()
