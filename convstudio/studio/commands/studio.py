"""What commands work with, and nothing else: a window offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from convstudio.studio.document.documents import Documents
    from convstudio.studio.document.exporting import Exporting
    from convstudio.studio.document.others import OtherWindows
    from convstudio.studio.document.session import Session
    from convstudio.studio.document.settings import Settings
    from convstudio.studio.editing.channel_editing import ChannelEditing
    from convstudio.studio.editing.code_lines import CodeLines
    from convstudio.studio.editing.editing import Editing
    from convstudio.studio.editing.layer_editing import LayerEditing
    from convstudio.studio.importing.offers import Importing
    from convstudio.studio.learn.learner import Learner
    from convstudio.studio.playing.transport import Transport
    from convstudio.studio.workspaces.parts import Player


class SettingsPanel(Protocol):
    """The settings beside a workspace, each by the name of its parameter."""

    def ask(self, name: str) -> None:
        """Put the cursor into the field of a setting."""

    def take(self, name: str, value: Any) -> None:
        """Set it, as if it had been typed there."""


class Courses(Protocol):
    """Lessons and challenges, and what becomes of their answers."""

    def show(self, shown: bool, /) -> None:
        """Show them, or leave them."""

    def look_around(self) -> None:
        """Read all lessons again."""

    def begin(self, name: str, /) -> None:
        """Show a lesson or a challenge."""

    def write_new(self) -> None:
        """Begin a lesson of one's own, from what is shown."""

    def save_answers(self) -> None:
        """Write all answers into a file."""

    def forget_answers(self) -> None:
        """Let lessons begin anew, after a question."""

    def show_class(self) -> None:
        """Show a folder of such files as a table."""


class Studio(Protocol):
    """The document and those who edit it; what plays; what a window shows."""

    session: Session
    settings: Settings
    documents: Documents
    others: OtherWindows
    editing: Editing
    channels: ChannelEditing
    layers: LayerEditing
    importing: Importing
    transport: Transport

    @property
    def code(self) -> CodeLines: ...
    @property
    def exporting(self) -> Exporting: ...
    @property
    def learner(self) -> Learner: ...
    @property
    def lessons(self) -> Courses: ...
    @property
    def player(self) -> Player | None: ...

    @property
    def settings_panel(self) -> SettingsPanel: ...

    def work_in(self, workspace: str, /) -> None: ...
    def flow(self, on: bool, /) -> None: ...
    def zoom(self, *, closer: bool) -> None: ...
    def size_board(self, *, larger: bool) -> None: ...
    def fit(self) -> None: ...
    def full_screen(self, on: bool, /) -> None: ...
    def present(self, on: bool, /) -> None: ...
    def move_visibly(self, on: bool, /) -> None: ...
    def choose_theme(self, name: str, /) -> None: ...
    def show_history(self, shown: bool, /) -> None: ...
    def show_notes(self, shown: bool, /) -> None: ...
    def show_layer_table(self, shown: bool, /) -> None: ...
    def show_help(self, shown: bool, /) -> None: ...
    def show_settings(self, on: bool, /) -> None: ...
    def show_palette(self) -> None: ...
    def show_welcome(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def show_sheet(self, name: str, /) -> None: ...
    def ask_setting(self, name: str, /) -> None: ...
    def ask_size(self) -> None: ...
    def rename_layer(self) -> None: ...
    def close(self) -> bool: ...
