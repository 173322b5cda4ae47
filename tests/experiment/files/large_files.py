"""Files of 4 MB, as large as one is opened without being asked for: each made to be slow or greedy to read."""

from convstudio.experiment.limits import USUAL_FILE

HEAD = '{"format": "convstudio-experiment", "version": 2, "min_reader": 1, '
INPUT = '"input": {"channels": [[[1]]]}, '
LAYERS = HEAD + INPUT + '"layers": ['
STRIDE = LAYERS + '{"kind": "max_pool2d", "stride": ['
PICTURE = HEAD + '"input": {"channels": [['
KERNEL = LAYERS + '{"kind": "conv2d", "bias": [0], "kernel": ['
NEWER = HEAD.replace('"version": 2', '"version": 9') + INPUT
ANY_NUMBER = 10**9
UNKNOWN = ",".join(f'"{number}": 0' for number in range(49_000)) + "}"

# What stands before, what stands again and again, what stands behind, and how often at most.
LARGE = {
    "brackets": ("", "[", "", ANY_NUMBER),
    "quotes": ("", '"', "", ANY_NUMBER),
    "escaped quotes": ("", '\\"', "", ANY_NUMBER),
    "escapes": ("", '"\\u0041', "", ANY_NUMBER),
    "digits": ("", "9", "", ANY_NUMBER),
    "minus": ("", "-", "", ANY_NUMBER),
    "blanks": ("", " ", "", ANY_NUMBER),
    "backslashes": ("", "\\", "", ANY_NUMBER),
    "two million numbers for a stride": (STRIDE, "0,", "0]}]}", 1_999_990),
    "a million decimals for a stride": (STRIDE, "0.5,", "0]}]}", ANY_NUMBER),
    "as many lists as there may be, for a stride": (STRIDE, "[0],", "0]}]}", 149_000),
    "as many NaNs as there may be": (LAYERS, "NaN,", "0]}", 499_990),
    "NaN behind lists": (LAYERS, "[0],", "NaN]}", 149_000),
    "1e400 behind as many numbers as there may be": (LAYERS, "0.1,", "1e400]}", 499_990),
    "null at the end of a picture": (PICTURE, "[" + "0," * 1022 + "0],", "[" + "0," * 1022 + "null]]]}}", 1023),
    "null at the end of a kernel": (KERNEL, "[" + "[[0]]," * 140 + "[[0]]],", "[" + "[[0]]," * 140 + "[[null]]]]}]}", 511),
    "many layers": (LAYERS, "{},", "{}]}", 49_000),
    "a long title": (HEAD + INPUT + '"title": "', "x", '"}', ANY_NUMBER),
    "half characters": ('["', "\\ud800", '"]', ANY_NUMBER),
    "unknown fields": (HEAD + INPUT, UNKNOWN, "", 1),
}  # fmt: skip


def content(name: str) -> bytes:
    """The bytes of one of them: up to 4 MB."""
    head, unit, tail, most = LARGE[name]
    return (head + unit * min((USUAL_FILE - len(head) - len(tail)) // len(unit), most) + tail).encode()
