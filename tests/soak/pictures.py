"""Damaged pictures, arrays and texts, by the ten thousand: each is refused with one sentence, or becomes an input.

    python -m tests.soak.pictures --count 20000 --seed 1

Decoders are not written in Python, and may take the process down: they run in a child that has 3 GB of memory. A mutant at
which the child dies is kept in a file like one that fails, and the next child goes on behind it.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import resource
import struct
import subprocess
import sys
import time
import traceback
import warnings
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from convstudio.experiment import files, gallery
from convstudio.experiment.edits.import_edits import take_numbers, take_picture
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.importing import npy
from convstudio.experiment.importing.fit import Taking, taken
from convstudio.experiment.importing.sorts import decoded, sort_of
from convstudio.experiment.limits import LARGEST_SIDE, LARGEST_VALUE
from convstudio.layers import Array
from convstudio.studio.importing.decoding import decode
from convstudio.studio.importing.intake import numbers_of

Random = random.Random
MEMORY = 3 * 2**30  # bytes of addresses that the child may have
LONGEST_SENTENCE = 250
LARGE = 4096  # cells of an input above which it is not written into a file
NUMBERS = (0, 1, 2, 255, 256, 1025, 16_000, 32_767, 65_535, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
TOKENS = (
    b"\xff\xd9", b"\xff\xd8", b"\xff\xda", b"\x00" * 8, b"\xff" * 8, b"IDAT", b"IEND", b"acTL", b"VP8X", b"ANMF",
    b"\x21\xf9\x04", b"\x2c", b"\x3b", b"NaN", b"1e400", b"[", b"]", b"\t", b",", b"(1000000, 1000000)", b"'|O'", b"-",
    b"\xed\xa0\x80",
)  # fmt: skip


@cache
def seeds() -> tuple[bytes, ...]:
    """Good files of every form: pictures, arrays, texts."""
    rng = np.random.default_rng(3)
    noise = Image.fromarray(rng.integers(0, 256, (23, 30, 3), dtype=np.uint8))
    clear = noise.convert("RGBA")
    clear.putalpha(90)
    deep = Image.fromarray(rng.integers(0, 65536, (12, 9), dtype=np.uint16))
    turned = Image.Exif()
    turned[0x0112] = 6
    pictures = [
        *(_saved(noise.convert(mode), "PNG") for mode in ("1", "L", "P", "RGB", "LA")),
        _saved(clear, "PNG"), _saved(deep, "PNG"),
        _saved(Image.new("L", (1500, 2), 9), "PNG"),
        *(_saved(noise.convert(mode), "JPEG", progressive=more) for mode in ("L", "RGB", "CMYK") for more in (False, True)),
        _saved(noise, "JPEG", exif=turned),
        _saved(noise, "GIF"), _saved(noise, "GIF", save_all=True, append_images=[noise.rotate(90), noise]),
        *(_saved(noise.convert(mode), "BMP") for mode in ("1", "L", "P", "RGB", "RGBA")),
        _saved(noise, "WEBP"), _saved(noise, "WEBP", lossless=True), _saved(clear, "WEBP", lossless=True),
        _saved(noise, "WEBP", save_all=True, append_images=[noise.rotate(90)]),
    ]  # fmt: skip
    arrays = [_array(rng.normal(size=(4, 5))), _array(rng.integers(0, 256, (6, 7, 3), dtype=np.uint8)), _array(np.eye(3) > 0)]
    texts = [str(rng.normal(size=(2, 3, 3))).encode(), b"1,5;2\n3;-4\n", "1\t2\n3\t4".encode("utf-16"), b"[[1, 2], [3, 4]]"]
    return (*pictures, *arrays, *texts)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _array(values: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


# Damage


def overwritten(content: bytes, rng: Random) -> bytes:
    """A few places are other bytes, are cut out, or hold a token."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(content) + 1)
        to = min(at + rng.choice((0, 1, 1, 4, 64)), len(content))
        middle = rng.choice([b"", rng.randbytes(to - at), content[at:to] * 2, rng.choice(TOKENS)])
        content = content[:at] + middle + content[to:]
    return content


def renumbered(content: bytes, rng: Random) -> bytes:
    """Numbers near the beginning, where sizes stand, are others."""
    for _ in range(rng.randint(1, 3)):
        form = rng.choice(("<H", ">H", "<I", ">I"))
        size = struct.calcsize(form)
        at = rng.randrange(max(min(len(content), 200) - size, 1))
        value = rng.choice(NUMBERS) % 2 ** (8 * size)
        content = content[:at] + struct.pack(form, value) + content[at + size :]
    return content


def cut(content: bytes, rng: Random) -> bytes:
    """The end is missing, or there is something behind it."""
    if rng.random() < 0.2:
        return content + rng.choice(seeds())
    return content[: rng.randrange(len(content) + 1)]


def mended(content: bytes, rng: Random) -> bytes:
    """The chunks of a PNG are damaged, and their checksums are right, so that its decoder reads on."""
    if not content.startswith(b"\x89PNG"):
        return overwritten(content, rng)
    chunks, at = [], 8
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + length]))
        at += length + 12
    place = rng.randrange(len(chunks))
    name, data = chunks[place]
    if name == b"IDAT" and rng.random() < 0.5:
        data = zlib.compress(overwritten(zlib.decompress(data), rng))
    else:
        data = rng.choice((overwritten, renumbered))(data, rng) if data else rng.randbytes(3)
    chunks[place] = name, data
    if rng.random() < 0.2:
        rng.shuffle(chunks)
    written = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return content[:8] + b"".join(written)


WAYS: dict[str, Callable[[bytes, Random], bytes]] = {
    "bytes": overwritten, "numbers": renumbered, "cut": cut, "mended": mended,
}  # fmt: skip


class Mutant(NamedTuple):
    """A damaged file, and how it was damaged."""

    number: int
    way: str
    content: bytes


def mutants(seed: int, count: int, first: int = 0) -> Iterator[Mutant]:
    """So many damaged files; each follows from the seed and its number alone."""
    for number in range(first, first + count):
        rng = Random(f"{seed} {number}")
        content, way = rng.choice(seeds()), rng.choice(list(WAYS))
        yield Mutant(number, way, WAYS[way](content, rng))


# What has to hold


def outcome(content: bytes, rng: Random) -> str:
    """ "refused", or "picture", "array" or "text" if it became an input. Raises whatever goes wrong."""
    try:
        sort = sort_of(content)
        if sort == "experiment":
            files.loads(content)
            return "experiment"
        if sort == "picture":
            values = any_picture(content, rng)
        else:
            values = npy.read(content) if sort == "array" else numbers_of(decoded(content))
    except FileProblem as problem:
        check_sentence(str(problem))
        return "refused"
    check_values(values)
    if values.size <= LARGE:
        take = take_picture if sort == "picture" else take_numbers
        after = take(gallery.opening_example(), values, "a.png").after
        assert np.array_equal(files.loads(files.dumps(after)).input, values)
    return sort


def any_picture(content: bytes, rng: Random) -> Array:
    """The picture as an input, taken in any way."""
    found = decode(content)
    assert found.pixels.dtype == np.uint8
    assert found.pixels.shape[2] == 4
    assert 1 <= min(found.pixels.shape) <= max(found.pixels.shape) <= LARGEST_SIDE
    assert 1 <= found.height * found.width <= 16_000_000
    how = Taking(
        height=rng.randint(1, 40), width=rng.randint(1, 40), colour=rng.random() < 0.3, invert=rng.random() < 0.3,
        fit=rng.choice(("whole", "fill", "stretch")), threshold=rng.choice((None, 0.5)),
    )  # fmt: skip
    values = taken(found.pixels, how)
    assert values.shape == (3 if how.colour else 1, how.height, how.width)
    assert values.min() >= 0
    assert values.max() <= 1
    return values


def check_values(values: Array) -> None:
    """An input: three dimensions, numbers."""
    assert values.ndim == 3
    assert values.size > 0
    assert np.abs(values).max() <= LARGEST_VALUE


def check_sentence(sentence: str) -> None:
    """One printable sentence."""
    assert re.fullmatch(r"[^\n\r]{10,%d}[.?…]" % LONGEST_SENTENCE, sentence), sentence  # noqa: UP031
    assert sentence.isprintable(), sentence
    assert not any(word in sentence for word in ("Traceback", "Error", "<class", "object at 0x")), sentence


# The long run


class Tally:
    """What came of a run."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.failed: list[int] = []
        self.slowest: tuple[float, int, str] = (0.0, -1, "")
        self.memory = 0

    def add(self, line: dict[str, object]) -> None:
        """One more, as the child tells of it."""
        number, found, seconds = int(str(line["number"])), str(line["found"]), float(str(line["seconds"]))
        self.counts[str(line["way"]), found] += 1
        self.slowest = max(self.slowest, (seconds, number, found))
        self.memory = max(self.memory, int(str(line["memory"])))
        if found == "FAILED":
            self.failed.append(number)


def work(seed: int, count: int, first: int) -> None:
    """The child: says before each mutant which it is, and behind it what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication([])
    grumbled: list[str] = []
    qInstallMessageHandler(lambda _kind, _where, words: grumbled.append(words))
    for mutant in mutants(seed, count, first):
        print(json.dumps({"begins": mutant.number}), flush=True)
        start = time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found = outcome(mutant.content, Random(mutant.number))
            assert not grumbled, grumbled
        except Exception:  # whatever it is, it is what is looked for
            found = "FAILED"
            print(traceback.format_exc(), file=sys.stderr, flush=True)
            grumbled.clear()
        told = {"number": mutant.number, "way": mutant.way, "found": found, "memory": memory()}
        print(json.dumps({**told, "seconds": time.process_time() - start}), flush=True)
    app.quit()


def command(seed: int, count: int, first: int) -> list[str]:
    """What starts a child."""
    options = ["--seed", str(seed), "--count", str(count), "--first", str(first)]
    return [sys.executable, "-m", "tests.soak.pictures", "--child", *options]


def run(seed: int, count: int, first: int, folder: Path) -> Tally:
    """Try so many in children; keep in a folder what fails, and what a child dies at, and go on."""
    tally, at, end = Tally(), first, first + count
    folder.mkdir(parents=True, exist_ok=True)
    while at < end:
        begun = at
        with (
            (folder / "errors.txt").open("a") as errors,
            subprocess.Popen(command(seed, end - at, at), stdout=subprocess.PIPE, stderr=errors, text=True) as child,
        ):
            assert child.stdout is not None
            for text in child.stdout:
                line = json.loads(text)
                begun = line.get("begins", begun)
                if "found" in line:
                    tally.add(line)
        status = child.returncode
        at = end
        if status:
            print(f"mutant {begun}: the child ended with {status}")
            tally.failed.append(begun)
            at = begun + 1
    for number in tally.failed:
        [mutant] = mutants(seed, 1, number)
        (folder / f"{seed}-{number}").write_bytes(mutant.content)
    return tally


def memory() -> int:
    """The most memory that this process has held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (2**20 if sys.platform == "darwin" else 2**10)


def main(arguments: list[str] | None = None) -> int:
    """Run, print a table, and return 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.pictures", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number to begin with: --first N --count 1 repeats one")
    parser.add_argument("--folder", type=Path, default=Path("shots/pictures"), help="where files that fail are kept")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        work(options.seed, options.count, options.first)
        return 0
    tally = run(options.seed, options.count, options.first, options.folder)
    print(f"{options.count} mutants, seed {options.seed}")
    for (way, found), number in sorted(tally.counts.items()):
        print(f"{way:10} {found:10} {number:7}")
    seconds, number, found = tally.slowest
    print(f"slowest: {seconds:.2f} s, number {number} ({found}); memory: {tally.memory} MB at most")
    print(f"failed: {tally.failed or 'none'}")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
