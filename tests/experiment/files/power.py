"""What may be on a disk after a power cut: a model of a file system that keeps only what it was made to keep.

A name that was made, moved or removed is certain once its folder was synced, before that it may have happened or not, each for
itself. What was written into a file is certain once that was synced, before that any beginning of it may be there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

Names = dict[str, int]  # files by their names
Step = tuple[str, ...]  # "name" N FILE, "gone" N, "move" N FILE FROM


@dataclass
class Disk:
    """Stands in for the module os: does everything, and notes what it would take to have it after a power cut."""

    folder: str
    made: int = 0
    open_files: dict[int, int] = field(default_factory=dict)  # by descriptor; the folder is 0
    content: dict[int, list[bytes]] = field(default_factory=dict)
    certain: dict[int, int] = field(default_factory=dict)  # bytes of a file that were synced
    names: Names = field(default_factory=dict)  # as programs see them
    sure: Names = field(default_factory=dict)  # as they are after a power cut, whatever happens
    steps: list[tuple[str, str, int]] = field(default_factory=list)  # what happened to names since their folder was synced
    moments: list[set[tuple[tuple[str, bytes], ...]]] = field(default_factory=list)  # what a cut may leave, after each call

    def __post_init__(self) -> None:
        for name in os.listdir(self.folder):
            with open(os.path.join(self.folder, name), "rb") as file:
                self.names[name] = self._new(file.read())
                self.certain[self.names[name]] = len(self._all(self.names[name]))
        self.sure = dict(self.names)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def open(self, path: str, flags: int, mode: int = 0o777) -> int:
        descriptor = os.open(path, flags, mode)
        if os.path.isdir(path):
            self.open_files[descriptor] = 0
        else:
            self.open_files[descriptor] = self._new(b"")
            self._name(path, self.open_files[descriptor])
        self._moment()
        return descriptor

    def write(self, descriptor: int, content: bytes) -> int:
        written = os.write(descriptor, content)
        self.content[self.open_files[descriptor]].append(bytes(content[:written]))
        self._moment()
        return written

    def fsync(self, descriptor: int) -> None:
        os.fsync(descriptor)
        file = self.open_files[descriptor]
        if file:
            self.certain[file] = len(self._all(file))
        else:
            self.sure, self.steps = dict(self.names), []
        self._moment()

    def link(self, source: str, path: str) -> None:
        os.link(source, path)
        self._name(path, self.names[os.path.basename(source)])
        self._moment()

    def replace(self, source: str, path: str) -> None:
        os.replace(source, path)
        file = self.names[os.path.basename(source)]
        if self.names.get(os.path.basename(path)) != file:
            self._name(path, file)
            self._unname(source)
        self._moment()

    def unlink(self, path: str) -> None:
        os.unlink(path)
        self._unname(path)
        self._moment()

    def after_a_cut(self) -> Iterator[tuple[tuple[str, bytes], ...]]:
        """All that may be on the disk if the power fails now: names and contents."""
        for happened in product((False, True), repeat=len(self.steps)):
            names = dict(self.sure)
            for (kind, name, file), did in zip(self.steps, happened, strict=True):
                if did and kind == "name":
                    names[name] = file
                elif did:
                    names.pop(name, None)
            for contents in product(*(self._beginnings(file) for file in names.values())):
                yield tuple(sorted(zip(names, contents, strict=True)))

    def _moment(self) -> None:
        self.moments.append(set(self.after_a_cut()))

    def _beginnings(self, file: int) -> list[bytes]:
        whole, certain = self._all(file), self.certain.get(file, 0)
        ends = {certain, (certain + len(whole)) // 2, len(whole)}
        return [whole[:end] for end in sorted(ends)]

    def _new(self, content: bytes) -> int:
        self.made += 1
        self.content[self.made] = [content]
        return self.made

    def _all(self, file: int) -> bytes:
        return b"".join(self.content[file])

    def _name(self, path: str, file: int) -> None:
        self.names[os.path.basename(path)] = file
        self.steps.append(("name", os.path.basename(path), file))

    def _unname(self, path: str) -> None:
        self.names.pop(os.path.basename(path), None)
        self.steps.append(("gone", os.path.basename(path), 0))
