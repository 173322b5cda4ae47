"""The menu of the built-in pictures."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu

from convstudio.experiment import edits
from convstudio.experiment.gallery import Picture, pictures
from convstudio.studio.session import Session
from convstudio.words import tr


def fill_pictures(menu: QMenu, session: Session) -> None:
    """Put the built-in pictures into a menu when it is first shown."""
    if menu.actions():
        return
    for picture in pictures():
        grey = len(picture.values) == 1
        shape = " × ".join(map(str, picture.values.shape[grey:]))
        action = menu.addAction(f"{tr(picture.title)}  ({shape})")
        action.setObjectName(f"picture_{picture.name}")
        action.triggered.connect(partial(_take, session, picture))


def _take(session: Session, picture: Picture) -> None:
    label = tr("Picture: {title}", title=tr(picture.title))
    names = tuple(map(tr, picture.channel_names))
    session.edit(edits.set_input, picture.values, label, picture.low, picture.high, names)
