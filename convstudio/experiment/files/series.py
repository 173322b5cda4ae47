"""Writing many files that belong together into a folder of their own."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files.atomic import no_folder, write_bytes_atomically
from convstudio.reasons import reason_of
from convstudio.words import tr


def write_all_into(folder: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """Write files, given by name, into a folder that must be new or empty, so that no others can be taken for some of them.

    Either all are written or none. Raises FileProblem, and whatever iterating over `files` raises.
    """
    made = False
    written: list[Path] = []
    try:
        for name, content in files:
            if not written:
                made = _made_ready(folder)
            written.append(folder / name)  # before it is: an interruption may come at any moment
            write_bytes_atomically(folder / name, content)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise


def _made_ready(folder: Path) -> bool:
    """Whether the folder had to be made. Raises FileProblem if it cannot be made, or is not empty."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        if not folder.is_dir():
            raise FileProblem(tr("There is a file of that name already; name a new folder.")) from None
        if any(folder.iterdir()):
            raise FileProblem(tr("The folder is not empty; name a new one.")) from None
        return False
    except OSError as error:
        if error.errno == errno.ENOENT and not folder.parent.is_dir():
            raise no_folder(folder.parent.name) from error
        raise FileProblem(tr("The folder cannot be made: {reason}.", reason=reason_of(error))) from error
    return True
