"""Where lines may be broken: between words, and in Chinese anywhere but before what closes and behind what opens."""

from __future__ import annotations

import pytest

from convstudio.scene.layout.wrap import wrapped
from convstudio.scene.words.breaks import CLOSING, OPENING, pieces
from convstudio.scene.words.text_runs import Run, plain_text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One word, and more ", ["One", " word,", " and", " more "]),
        ("  led by spaces", ["  led", " by", " spaces"]),
        ("卷积核", ["卷", "积", "核"]),
        ("步幅：2。", ["步", "幅：", "2。"]),
        ("“填充”已开", ["“填", "充”", "已", "开"]),
        ("输入 X 有 64 个像素", ["输", "入", " X", " 有", " 64", " 个", "像", "素"]),
        ("nn.Conv2d（层）", ["nn.", "Conv2d", "（层）"]),
        ("", []),
    ],
)
def test_a_text_in_pieces(text, wanted):
    assert pieces(text) == wanted


TEXTS = (
    "先看单元格 [1, 2]：3·2 大于 0、小于 0，还是等于 0？",
    "图片是白色（1），中间有一条黑色带（0）。",
    "Two words and a half.",
    "高：⌊(8 − 3 + 0 + 3) / 3⌋ = 2。",
)


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_lost_and_no_line_begins_with_what_closes(text):
    assert "".join(pieces(text)) == text
    assert [piece for piece in pieces(text) if piece.strip()[0] in CLOSING or piece.rstrip()[-1] in OPENING] == []


class Squares:
    """A measure: every letter is one pixel wide."""

    usual = 1.0

    def width(self, line, style):
        return float(sum(len(run.text) for run in line))

    def height(self, style):
        return 1.0


def test_chinese_fills_its_lines():
    lines = wrapped((Run("卷积核在输入上滑动，逐格相乘并求和。"),), 6.0, "plain", Squares())
    assert [plain_text(line) for line in lines] == ["卷积核在输入", "上滑动，逐格", "相乘并求和。"]
