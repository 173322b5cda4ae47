"""What leaves the window: figures, tables, programs. Made when first asked for: at the start nobody exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication

from convstudio.experiment import files
from convstudio.export.code import Language
from convstudio.export.tables import TABLES, table
from convstudio.painting.figure import FORMATS, Figure, figure, picture
from convstudio.painting.palette import PRINT, Look
from convstudio.painting.typeface import Typeset
from convstudio.scene import MatrixId, MatrixScene
from convstudio.scene.layout.alone import alone
from convstudio.scene.layout.figures import network_of
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.trim import trimmed
from convstudio.studio.document.documents import Documents
from convstudio.studio.document.session import Session
from convstudio.studio.editing.editing import chosen
from convstudio.studio.printing.waiting import waiting
from convstudio.studio.workspaces.parts import Page, Player, Plotting
from convstudio.words import Text, tr, translated

if TYPE_CHECKING:
    from convstudio.lessons.model import Lesson
    from convstudio.scene.handout import Page as Printed
    from convstudio.studio.printing.film import Wanted
    from convstudio.studio.printing.handout import Offer

SMALLEST = QSize(600, 300)  # pixels of room for a figure, however small the window is
PAGE_ROOM = 1060.0, 520.0  # pixels of a stage on a page for a browser
NAMES: Mapping[str, Text] = {"learn": "learning", "shift": "shift"}  # of what the workspaces show, in the names of files
FORMAT_TITLES: Mapping[str, Text] = {"png": "Picture", "svg": "Drawing", "pdf": "Page"}


class Exporting(QObject):
    """Writes what is on the screen into files of other kinds.

    `in_use` tells which matrix is meant, `page` what is shown, `room` how large the stage is, `look` the colours of the screen,
    `lesson` which one is open; `player` plays in a workspace, `scale` tells how fine PNGs are.
    """

    said = Signal(str)

    def __init__(
        self,
        session: Session,
        documents: Documents,
        in_use: Callable[[], MatrixScene | None],
        page: Callable[[], Page],
        room: Callable[[], QSize],
        look: Callable[[], Look],
        lesson: Callable[[], Lesson | None],
        player: Callable[[], Player | None],
        scale: Callable[[], int],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._documents = session, documents
        self._in_use, self._page, self._room, self._look, self._lesson = in_use, page, room, look, lesson
        self._player, self._scale = player, scale
        self._for_print = False

    def take_print_colours(self, on: bool) -> None:
        """Let figures have the colours of paper from now on, or those of the screen."""
        self._for_print = on

    def stage(self) -> None:
        """What the workspace shows, as a figure."""
        self._export_figure(self._shown(), translated(NAMES.get(self._session.state.workspace, "stage")))

    def network(self) -> None:
        """All layers in a row, as a figure."""
        state = self._session.state
        self._export_figure(Figure(trimmed(network_of(state, Typeset()))), tr("network"))

    def loss_curve(self) -> None:
        """The loss curve of Learn, as a figure."""
        page = self._page()
        self._export_plot(page.curve_figure(self._colours()) if isinstance(page, Plotting) else None, tr("loss"))

    def landscape(self) -> None:
        """The landscape of Learn, as a figure."""
        page = self._page()
        self._export_plot(page.landscape_figure(self._colours()) if isinstance(page, Plotting) else None, tr("landscape"))

    def _export_plot(self, made: Figure | None, what: str) -> None:
        if made:
            self._export_figure(made, what)
        else:
            self.said.emit(tr("There is nothing to draw: the loss is not plotted here."))

    def matrix(self) -> None:
        """The matrix in use, as a figure."""
        panel = self._in_use()
        if panel:
            self._export_figure(Figure(trimmed(alone(panel, self._figure_room()))), panel.name)

    def copy(self) -> None:
        """What the workspace shows as a picture, to the clipboard.

        No QMimeData with an SVG beside it: one that Python has made ends the program with a fault when Qt lets go of it.
        """
        shown = self._shown()
        drawing = shown.drawing
        QGuiApplication.clipboard().setImage(picture(drawing, self._colours(), float(self._scale()), shown.also))
        self.said.emit(tr("Copied the figure, {w} × {h}.", w=round(drawing.width), h=round(drawing.height)))

    def table(self) -> None:
        """The matrix in use, as a table."""
        panel = self._in_use()
        if panel is None:
            return
        kinds = tuple((translated(kind.title), kind.suffix) for kind in TABLES)
        path = self._ask(panel.name, kinds)
        if path:
            self._write(path, table(panel.values, path.suffix.lower()))

    def code(self, language: Language) -> None:
        """The experiment in a language: as a program, or what is said of the selected layer."""
        self._session.settle()
        state = self._session.state
        path = self._ask("" if language.of_layer else language.name, ((translated(language.title), language.suffix),))
        if path:
            text = language.write(state.evaluation, max(state.selected, 0), state.playhead)
            self._write(path, text.encode("utf-8"))

    def page(self) -> None:
        """All layers as one page for a browser: a picture that answers."""
        from convstudio.export.webpage import Colours, page_of  # only now: most never export

        path = self._ask("", ((tr("Page for a browser"), ".html"),))
        if path is None:
            return
        self._session.settle()
        evaluation, look = self._session.state.evaluation, self._colours()
        layers = range(len(evaluation.results))
        room = Room(*PAGE_ROOM, Typeset(), bare=True)
        made = page_of(evaluation, layers, room, Colours.of(look), lambda drawn: figure(drawn, look, "svg").decode("utf-8"))
        self._write(path, made.encode("utf-8"))

    def handout(self) -> None:
        """A worksheet of the selected layer or of a lesson: ask which, and show its pages meanwhile."""
        from convstudio.studio.printing.handout import HandoutSheet  # only now: most never print

        self._session.settle()
        sheet = HandoutSheet(self._offer(), self._look(), self._page().window())
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.wanted.connect(self._print)
        sheet.open()

    def film(self) -> None:
        """The walk of the window over the input, or the epochs of the training: ask from where to where, and as what."""
        from convstudio.studio.printing.film import span_of  # only now: most never make one
        from convstudio.studio.printing.film_sheet import FilmSheet

        self._session.settle()
        span = span_of(self._session.state)
        if span is None:
            return
        player = self._player()
        if player:
            player.pause()
        drawing = self._shown().drawing
        sheet = FilmSheet(span, (drawing.width, drawing.height), self._page().window())
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.wanted.connect(self._film)
        sheet.open()

    def _film(self, wanted: Wanted) -> None:
        from convstudio.studio.printing.film import NUMBERED, Set, filmed, numbered, written

        several = wanted.form == NUMBERED
        kind = (tr("Folder of pictures"), ".png") if several else (tr("Film"), f".{wanted.form}")
        path = self._ask(tr("film"), (kind,))
        if path is None:
            return
        made = Set(self._session, lambda state: self._page().figure(state, self._figure_room(), self._colours()),
                   self._figure_room(), self._colours())  # fmt: skip
        with waiting(tr("Film"), tr("Drawing the film…"), self._page().window()) as told:
            try:
                frames = filmed(made, wanted, told)
            except ValueError as problem:  # its frames came out larger than what is on the screen now
                self._tell(path, str(problem))
            else:
                if several:
                    self._write(path.with_suffix(""), numbered(frames, told))
                else:
                    self._write(path, written(frames, wanted, told))

    def _offer(self) -> Offer:
        from convstudio.lessons.shelf import built_in, lessons
        from convstudio.studio.printing.handout import Offer

        state = self._session.state
        layer, block = max(state.selected, 0), chosen(state)
        cells: tuple[tuple[int, int], ...] = ()
        if block and block.panel.matrix == MatrixId("map", layer):
            rows, columns = range(block.rows.start, block.rows.stop), range(block.columns.start, block.columns.stop)
            cells = tuple((row, column) for row in rows for column in columns)
        known = lessons([built_in(), self._documents.settings.lessons_folder])[0]
        lesson = self._lesson()
        return Offer(state.evaluation, layer, state.large.get(layer, 0), cells, known, lesson.name if lesson else "")

    def _print(self, pages: tuple[Printed, ...], title: str) -> None:
        from convstudio.painting.pages import pages_as_pdf

        path = self._ask(tr("handout"), ((translated(FORMAT_TITLES["pdf"]), ".pdf"),))
        if path:
            self._write(path, pages_as_pdf(pages, title))

    def _shown(self) -> Figure:
        self._session.settle()
        return self._page().figure(self._session.state, self._figure_room(), self._colours())

    def _figure_room(self) -> Room:
        size = self._room().expandedTo(SMALLEST)
        return Room(float(size.width()), float(size.height()), Typeset())

    def _colours(self) -> Look:
        return PRINT if self._for_print else self._look()

    def _title(self) -> str:
        return self._session.state.experiment.title

    def _export_figure(self, made: Figure, what: str) -> None:
        path = self._ask(what, tuple((translated(FORMAT_TITLES[form]), f".{form}") for form in FORMATS))
        if path:
            form = next(form for form in FORMATS if path.suffix.lower() == f".{form}")
            scale = float(self._scale())
            self._write(path, figure(made.drawing, self._colours(), form, title=self._title(), scale=scale, also=made.also))

    def _ask(self, what: str, kinds: tuple[tuple[str, str], ...]) -> Path | None:
        """The file to write, with an ending of one of the kinds; None if the dialog is cancelled or the ending is wrong."""
        path = self._documents.ask_export(what, kinds)
        endings = [suffix for _title, suffix in kinds]
        if path is None or path.suffix.lower() in endings:
            return path
        named = ", ".join(endings[:-1]) + tr(" or ") + endings[-1] if len(endings) > 1 else endings[0]
        self._tell(path, tr("The name says what the file is to be: let it end in {endings}.", endings=named))
        return None

    def _write(self, path: Path, content: bytes | Iterator[tuple[str, bytes]]) -> None:
        """Write a file; or pictures into a folder, which is new or empty: others would be taken for some of them."""
        try:
            if isinstance(content, bytes):
                files.write_bytes_atomically(path, content)
            else:
                files.write_all_into(path, content)
        except files.FileProblem as problem:
            self._tell(path, str(problem))
        else:
            self.said.emit(tr("Exported “{name}”.", name=path.name))

    def _tell(self, path: Path, sentence: str) -> None:
        self._documents.asking.tell(tr("Exporting"), f"“{path.name}”\n\n{sentence}")
