"""The widgets of Explore."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from convstudio.scene import NOWHERE
from convstudio.scene.workspaces import explore
from convstudio.studio.document.session import Session
from convstudio.studio.editing.layer_editing import LayerEditing
from convstudio.studio.explore.page import ExplorePage
from convstudio.studio.playing.transport import Transport
from convstudio.studio.workspaces.parts import Around, Parts

if TYPE_CHECKING:
    from convstudio.studio.workspaces import Spaces


def make(around: Around) -> Parts[ExplorePage, None, Transport]:
    """Make the page, and the transport that plays in it."""
    transport = Transport(around.session, around.owner)
    page = ExplorePage(around.session, transport, around.actions, around.add_menu, around.layer_menu, around.pages)
    layers = LayerEditing(around.session)
    page.layer_moved.connect(lambda layer, to: layers.move(layer, to))  # keeps `layers` alive, which a bound method does not
    page.explanation.pointed.connect(around.session.explain)
    page.explanation.chip.clicked.connect(partial(_release, around.session))
    page.explanation.mend_asked.connect(around.session.edit)
    return Parts(page, None, transport)


def explore_in(spaces: Spaces) -> Parts[ExplorePage, None, Transport]:
    """The widgets of Explore among the workspaces of a window."""
    return cast("Parts[ExplorePage, None, Transport]", spaces.parts(explore.WORKSPACE.name))


def _release(session: Session) -> None:
    session.choose(None)
    session.look(NOWHERE)
