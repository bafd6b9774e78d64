"""Lines of print read by OpenVINO, two at a time, in 8 bits where the processor can.

OpenVINO makes a network for every width of a line that it meets, which takes as long as reading the
line, and keeps it. So there are a few widths only, and a line is pressed together a little, or has
empty space beside it, to be of one of them.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.corpus.read.quantised import read_network
from assistant.offline import openvino_library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Pixels = NDArray[np.float32]

HEIGHT = 48
"""Pixels of a line as the network takes it."""

WIDTHS = (320, 480, 720, 1_000, 1_176, 1_384, 1_632, 1_920, 2_264, 2_664)
"""Pixels of a line as the network takes it: long ones, which cost most, differ by a sixth."""

_PRESSED = 0.92  # of its width keeps a line that is pressed together, unless it is wider than all
_SPACE = 16  # times likelier a space is than the network says: in large print it leaves them out
_THREADS = 4
_STREAMS = 2  # each has networks of its own, and memory for the widest


def threads() -> int:
    """How many recognition takes."""
    return min(_THREADS, os.cpu_count() or 1)


class LineReader:
    """Reads pictures of one line each.

    Args:
        model: a network of PP-OCR for recognition, with its characters in it.
    """

    def __init__(self, model: Path) -> None:
        network, options = read_network(model)
        known = str(network.get_rt_info(["framework", "character"]).value)
        self._characters = ["", *known.split("\n"), " "]
        self._streams = min(_STREAMS, threads())
        options |= {"INFERENCE_NUM_THREADS": str(threads()), "NUM_STREAMS": str(self._streams)}
        self._network = openvino_library().Core().compile_model(network, "CPU", options)

    def read(self, pictures: Sequence[Picture]) -> list[tuple[str, float]]:
        """The text of each line, and how sure it is on average of its letters."""
        return list(self._read(pictures))

    def _read(self, pictures: Sequence[Picture]) -> Iterator[tuple[str, float]]:
        free = [self._network.create_infer_request() for _ in range(self._streams)]
        running: deque[Any] = deque()
        for picture in pictures:
            if not free:
                free.append(running.popleft())
                yield self._text(free[-1])
            running.append(free.pop())
            running[-1].start_async({0: pixels(picture)})
        for request in running:
            yield self._text(request)

    def _text(self, request: Any) -> tuple[str, float]:
        request.wait()
        return decoded(request.get_output_tensor().data[0], self._characters)


def decoded(likely: Pixels, characters: Sequence[str]) -> tuple[str, float]:
    """The likeliest character of each place: blanks, and those said again, are dropped.

    Args:
        likely: of shape (places, characters), how likely each is there.
        characters: the blank is the first of them, the space the last.

    Returns:
        the text, and how likely its letters are on average, without the spaces.
    """
    import numpy as np

    which = likely.argmax(axis=1)
    best = likely[np.arange(len(which)), which]
    space = likely.shape[1] - 1
    which[_SPACE * likely[:, space] > best] = space
    kept = which != 0
    kept[1:] &= which[1:] != which[:-1]
    sure = best[kept & (which != space)]
    text = "".join(characters[one] for one in which[kept])
    return text, float(sure.mean()) if len(sure) else 0.0


def pixels(picture: Picture) -> Pixels:
    """A line as the network takes it: of shape (1, 3, HEIGHT, one of WIDTHS), from -1 to 1."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    width = max(1, -(-HEIGHT * width // height))
    room = WIDTHS[min(bisect_left(WIDTHS, _PRESSED * width), len(WIDTHS) - 1)]
    width = min(width, room)
    found = np.zeros((1, 3, HEIGHT, room), np.float32)
    scaled = cv2.resize(picture, (width, HEIGHT)).transpose(2, 0, 1)
    found[0, :, :, :width] = scaled / np.float32(127.5) - np.float32(1.0)
    return found
