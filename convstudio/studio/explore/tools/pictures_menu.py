"""The menu of the built-in pictures, beside the input."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu

from convstudio.experiment.gallery import Picture, pictures
from convstudio.studio.commands.menus.picture import picture_words, take_picture
from convstudio.studio.document.session import Session


def fill_pictures(menu: QMenu, session: Session) -> None:
    """Put the built-in pictures into a menu when it is first shown."""
    if menu.actions():
        return
    for picture in pictures():
        action = menu.addAction(picture_words(picture))
        action.setObjectName(f"picture_{picture.name}")
        action.triggered.connect(partial(_take, session, picture))


def _take(session: Session, picture: Picture, _checked: bool = False) -> None:
    take_picture(session, picture)
