"""The built-in pictures: what they are called, and how one becomes the input."""

from __future__ import annotations

from convstudio.experiment import edits, gallery
from convstudio.studio.document.session import Session
from convstudio.words import tr, translated


def picture_words(picture: gallery.Picture) -> str:
    """A picture's title, and its size: rows × columns, or channels × rows × columns."""
    return f"{translated(picture.title)}  ({size_words(picture)})"


def size_words(picture: gallery.Picture) -> str:
    """Rows × columns, or channels × rows × columns."""
    grey = len(picture.values) == 1
    return " × ".join(map(str, picture.values.shape[grey:]))


def take_picture(session: Session, picture: gallery.Picture) -> None:
    """Make a built-in picture the input."""
    label = tr("Picture: {title}", title=translated(picture.title))
    names = tuple(map(translated, picture.channel_names))
    session.edit(edits.set_input, picture.values, label, picture.low, picture.high, names)
