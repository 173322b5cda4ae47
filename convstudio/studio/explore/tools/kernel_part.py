"""The list that chooses what presets and edits of a kernel apply to: everything, one output, one slice."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from convstudio.experiment.edits.kernel_edits import ALL, Part
from convstudio.layers import KernelLayer
from convstudio.scene.cards.card import KernelLayout
from convstudio.studio.widgets.elided import ElidedBox
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr


class PartBox(QWidget):
    """Holds the chosen part, which belongs to the view, not to the experiment. It is empty if there is only one slice."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name  # the object name of the list
        self._box: PartList | None = None
        self._for: object = None  # the slices that are offered
        self._offered: list[tuple[str, Part]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    @property
    def part(self) -> Part:
        """The chosen part."""
        return self._offered[self.chosen][1] if 0 <= self.chosen < len(self._offered) else ALL

    @property
    def names(self) -> list[str]:
        """The names of all parts that can be chosen."""
        return [name for name, _ in self._offered]

    @property
    def chosen(self) -> int:
        """The index of the chosen part among the names."""
        return self._box.currentIndex() if self._box else 0

    def choose(self, place: int) -> None:
        """Choose a part by its index among the names."""
        self._list().setCurrentIndex(place)

    def offer(self, layer: KernelLayer, layout: KernelLayout) -> None:
        """Offer the parts of a kernel that are shown. The chosen one stays if it still exists."""
        if (layer.kernel.shape, layout.outs, layout.outputs, layout.slices, layout.inputs) == self._for:
            return
        self._for = layer.kernel.shape, layout.outs, layout.outputs, layout.slices, layout.inputs
        found = [(tr("All slices"), ALL), *_parts(layer, layout)]
        self.setVisible(len(found) > 2)
        if found == self._offered:
            return
        part = self.part
        self._offered = found
        if self._box or len(found) > 2:
            self._list().offer([name for name, _ in found], next((i for i, (_, other) in enumerate(found) if other == part), 0))

    def _list(self) -> PartList:
        """The list, made when there is something to choose, since Qt leaks memory of lists with a style sheet."""
        if self._box is None:
            self._box = PartList(self)
            self._box.setObjectName(self._name)
            self._row.addWidget(self._box)
            self._box.show()  # at once, as it takes no room while it is hidden when the others are placed
        return self._box


class PartList(ElidedBox):
    """The names of the parts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("What presets and edits apply to"))
        set_tooltip(self, tr("Presets and edits apply to all slices, to the stack of one output, or to one slice"))
        self.setSizeAdjustPolicy(PartList.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(9)

    def offer(self, names: list[str], chosen: int) -> None:
        """Offer these names."""
        self.clear()
        self.addItems(names)
        self.setCurrentIndex(chosen)

    def showPopup(self) -> None:
        """Open the list, as wide as its longest name."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)
        super().showPopup()


def _parts(layer: KernelLayer, layout: KernelLayout) -> list[tuple[str, Part]]:
    slices = layer.kernel.shape[1]
    found: list[tuple[str, Part]] = []
    for row, (out, name) in enumerate(zip(layout.outs, layout.outputs, strict=False)):
        found.append((name, (out, None)))
        if slices > 1:
            places = zip(layout.slices[row], layout.columns[row], strict=True)
            found += [(f"{name} · {layout.inputs[column]}", (out, slice_)) for slice_, column in places]
    return found
