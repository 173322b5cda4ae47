"""A layer as on the stage, in LaTeX: its matrices, the arithmetic of one cell, its size formula.

The arithmetic and the formula are exactly those on the screen; what is rounded there is said to be so here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convstudio.experiment import Evaluation
from convstudio.export.code.source import comments, heading, name_of
from convstudio.layers import Array, KernelLayer
from convstudio.scene.matrix.focus import Spot
from convstudio.scene.playing.playhead import Playhead, at, plays, spot_of
from convstudio.scene.words.arithmetic import arithmetic, is_written_exactly, written
from convstudio.scene.words.formula import size_formula
from convstudio.scene.words.naming import output_symbol
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import tr

MOST_ROWS, MOST_COLUMNS = 24, 16  # of a matrix on the page
MOST_MATRICES = 4  # channels of a map, or slices of a kernel
TERMS_IN_A_LINE = 6
NEXT = r"\\"  # ends a row
BEFORE_FUNCTION = "   "  # what separates a sum from its activation
SIGNS = {
    "·": r" \cdot ", "−": "-", "×": r" \times ", "÷": r" \div ", "≈": r" \approx ", "⌊": r"\left\lfloor ",
    "⌋": r"\right\rfloor ", "⌈": r"\left\lceil ", "⌉": r"\right\rceil ", "→": r" \to ", "∞": r"\infty ", "…": r"\dots ",
    "Σ": r"\sum ",
}  # fmt: skip
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
SUBSCRIPTS, SUPERSCRIPTS = "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
WORD = rf"[^\W\d_Σ{SUBSCRIPTS}{SUPERSCRIPTS}]{{2,}}"
PIECES = re.compile(
    rf"(?P<power>(?<=\d)e(?P<by>[−-]?\d+))|(?P<words> ?{WORD}(?: {WORD})* ?)"
    rf"|(?P<sub>[{SUBSCRIPTS}]+)|(?P<super>[{SUPERSCRIPTS}]+)|(?P<sign>.)",
    re.DOTALL,
)
TARGET = re.compile(r"→ (?P<symbol>\w+)\[(?P<indices>[\d, ]+)\]")


def latex_document(evaluation: Evaluation, selected: int = 0, playhead: Playhead | None = None) -> str:
    """A document about a layer and its cell at the playhead, or its first cell if the playhead is at another layer."""
    lines = [
        *heading(evaluation.experiment, tr("Compile it with any LaTeX."), "%"),
        r"\documentclass{article}", r"\usepackage[utf8]{inputenc}", r"\usepackage{amsmath}",
        rf"\setcounter{{MaxMatrixCols}}{{{MOST_COLUMNS}}}", r"\begin{document}", "",
    ]  # fmt: skip
    if playhead is None or playhead.layer != selected:
        playhead = at(evaluation, selected, 0) if plays(evaluation, selected) else None
    if evaluation.results:
        lines += [*comments(name_of(evaluation, selected), "%"), *_matrices(evaluation, selected)]
        if playhead:
            lines += cell(evaluation, spot_of(evaluation, playhead))
        lines += sizes(evaluation, selected)
    return "\n".join((*lines, r"\end{document}", ""))


def cell(evaluation: Evaluation, spot: Spot) -> list[str]:
    """The arithmetic of an output cell as a displayed formula, broken if it is long; [] if there is none."""
    line = arithmetic(evaluation, spot)
    found = next((match for run in line if (match := TARGET.search(run.text))), None)
    if not line or found is None:
        return []
    symbol = of_line((Run(found["symbol"]),))
    shown = [run for run in line if not TARGET.search(run.text)]
    behind = next((place for place, run in enumerate(shown) if run.text == BEFORE_FUNCTION), len(shown))
    lines = list(_broken(f"{symbol}_{{{found['indices']}}}", of_line(tuple(shown[:behind]))))
    if behind < len(shown):  # the activation of the sum
        lines += [of_line(tuple(shown[behind + 1 :])).replace(" =", " &=", 1).replace(r" \approx", r" &\approx", 1)]
    return [r"\begin{align*}", *_rows(lines), r"\end{align*}", ""]


def sizes(evaluation: Evaluation, index: int) -> list[str]:
    """The size formula of a layer, for height and width."""
    rows = []
    for line in size_formula(evaluation, index):
        name, shown = line[0].text.strip(), line[1:]
        rows.append(rf"\text{{{escaped(name)}}} &= {of_line(shown)}")
    return [r"\begin{align*}", *_rows(rows), r"\end{align*}", ""] if rows else []


def of_line(line: Line) -> str:
    """A line from the screen as mathematics."""
    parts: list[str] = []
    for run in line:
        if run.meaning == "sub":
            parts.append(f"_{{{escaped(run.text)}}}")
        else:
            parts.append((r"\quad " if run.text.startswith("  ") else "") + _of_text(run.text))
    return re.sub(r" {2,}", " ", "".join(parts)).strip()


def escaped(text: str) -> str:
    r"""A text for use inside \text{…}: none of its characters is a command."""
    return "".join(SPECIAL.get(sign, sign if sign.isprintable() else " ") for sign in text)


def _of_text(text: str) -> str:
    return "".join(_piece(found) for found in PIECES.finditer(text))


def _piece(found: re.Match[str]) -> str:
    if found["power"]:
        return rf" \cdot 10^{{{found['by'].replace('−', '-')}}}"
    if found["words"]:
        return rf"\text{{{escaped(found['words'])}}}"
    if found["sub"]:
        return f"_{{{''.join(str(SUBSCRIPTS.index(sign)) for sign in found['sub'])}}}"
    if found["super"]:
        return f"^{{{''.join('0123456789-'[SUPERSCRIPTS.index(sign)] for sign in found['super'])}}}"
    sign = found["sign"]
    return SIGNS.get(sign) or SPECIAL.get(sign, sign if sign.isprintable() else " ")


def _rows(lines: list[str]) -> list[str]:
    return [f"  {line} {NEXT}" for line in lines[:-1]] + [f"  {line}" for line in lines[-1:]]


def _broken(left: str, right: str) -> Iterator[str]:
    """The sides of an equation, the right one on several lines if it has many terms."""
    for place, part in enumerate(re.split(r" (?=(?:=|\\approx) )", right)):
        terms = re.split(r" (?=\+ )", part)
        chunks = [" ".join(terms[at : at + TERMS_IN_A_LINE]) for at in range(0, len(terms), TERMS_IN_A_LINE)]
        yield f"&{chunks[0]}" if place else f"{left} &= {chunks[0]}"
        yield from (rf"&\quad {chunk}" for chunk in chunks[1:])


def _matrices(evaluation: Evaluation, index: int) -> Iterator[str]:
    """Input, kernel and output of a layer, as far as there is room on a page."""
    result, x = evaluation.results[index], evaluation.input_of(index)
    yield from _maps("X" if index == 0 else of_line((Run(output_symbol(index - 1)),)), x)
    if isinstance(result.layer, KernelLayer):
        outs, depth, high, wide = result.layer.kernel.shape
        yield from _maps("K", result.layer.kernel.reshape(outs * depth, high, wide), (outs, depth))
    if not result.layer.enabled:
        yield rf"\[ \text{{{escaped(tr('switched off: passed on unchanged'))}}} \]"
        yield ""
    yield from _maps(of_line((Run(output_symbol(index)),)), result.output)


def _maps(symbol: str, values: Array | None, axes: tuple[int, ...] | None = None) -> Iterator[str]:
    if values is None:
        return
    if len(values) > MOST_MATRICES or values.shape[1] > MOST_ROWS or values.shape[2] > MOST_COLUMNS:
        sizes = r" \times ".join(map(str, (*(axes or values.shape[:1]), *values.shape[1:])))
        yield rf"\[ {symbol} \in \mathbf{{R}}^{{{sizes}}} \]"
        yield ""
        return
    for channel, matrix in enumerate(values):
        places = divmod(channel, axes[1]) if axes else (channel,)
        base = f"{{{symbol}}}" if "_" in symbol else symbol
        name = symbol if len(values) == 1 else f"{base}_{{{', '.join(map(str, places))}}}"
        sign = "=" if all(is_written_exactly(float(value)) for value in matrix.ravel()) else r"\approx"
        rows = (" & ".join(_of_text(written(float(value))) for value in row) for row in matrix)
        yield rf"\[ {name} {sign} \begin{{pmatrix}}"
        yield from _rows(list(rows))
        yield r"\end{pmatrix} \]"
    yield ""
