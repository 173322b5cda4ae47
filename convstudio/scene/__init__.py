"""What is on the screen, described as values, without Qt."""

from convstudio.scene.build import Scene, build
from convstudio.scene.cards.card import Card
from convstudio.scene.matrix import MatrixScene, Scale
from convstudio.scene.matrix.focus import INPUT, NOWHERE, Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, Role

__all__ = [
    "INPUT",
    "NOWHERE",
    "Card",
    "Focus",
    "Mark",
    "MatrixId",
    "MatrixScene",
    "PanelId",
    "Role",
    "Scale",
    "Scene",
    "Spot",
    "build",
]
