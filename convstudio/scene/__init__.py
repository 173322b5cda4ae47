"""What is on the screen, as values, without Qt."""

from convstudio.scene.build import Scene, build
from convstudio.scene.card import Card
from convstudio.scene.focus import INPUT, NOWHERE, Focus, MatrixId, PanelId, Spot
from convstudio.scene.links import Mark, Role
from convstudio.scene.matrix import MatrixScene, Scale

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
