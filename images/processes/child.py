"""The child: one forked process, one picture, one line as the answer, and gone."""

import json
import os
import resource
import socket
import warnings
from contextlib import suppress
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from PIL import Image

from domain.picture import CannotFit, UnreadablePicture
from images.marking import compare, finish, receive, recognise
from images.normalise import normalise
from images.processes.order import Limits, Order

Answer = dict[str, object]


def live(order: Order, connection: socket.socket, life: int) -> NoReturn:
    """Work, answer and end, without ever returning into the fork server's loop."""
    try:
        _keep_only({1, 2, connection.fileno(), life})
        _accept(order.limits)
        answer = _answer(order)
        connection.sendall(json.dumps(answer).encode() + b"\n")
    finally:
        os._exit(0)


def _keep_only(files: set[int]) -> None:
    """Close what was inherited: the control socket and the other children's connections."""
    beyond = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    for below, above in pairwise([-1, *sorted(files), beyond]):
        os.closerange(below + 1, above)


def _accept(limits: Limits) -> None:
    """Put the limits on this process. macOS does not know all of them, and works without."""
    os.nice(limits.nice)
    for name, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        # The soft limit ends it with a signal that says why; the hard one would be a plain SIGKILL.
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_AS, limits.memory, limits.memory),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(name, (soft, hard))
    # Our own caps are lower than Pillow's, and say how many pixels there were.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")


def _answer(order: Order) -> Answer:
    """Do it. Decoders raise anything; all of it is one answer: this picture is broken."""
    try:
        return _done(order)
    except UnreadablePicture as unreadable:
        return {"reason": unreadable.reason, "found": unreadable.found, "limit": unreadable.limit}
    except CannotFit as cannot:
        return {"too_small": cannot.limit}
    except MemoryError:
        return {"reason": "too_heavy"}
    except OSError as trouble:
        # With a number it comes from the file system: a full disk says nothing about the picture.
        return {"errno": trouble.errno} if trouble.errno else {"reason": "broken"}
    except Exception:  # noqa: BLE001 (see above)
        return {"reason": "broken"}


def _done(order: Order) -> Answer:
    source, part = Path(order.source), Path(order.part)
    if order.task == "inspect":
        return asdict(receive(source, part, order.most, mark=order.mark))
    if order.task == "recognise":
        return asdict(recognise(source, order.most))
    if order.task == "normalise":
        normal = normalise(source, part)
        part.replace(order.target)
        return asdict(normal)
    if order.task == "compare":
        finished = compare((Path(order.before), source), order.how, part, order.most, mark=order.mark)
    else:
        finished = finish(source, part, order.most, mark=order.mark)
    if finished.change != "none":
        part.replace(order.target + finished.picture.format.suffix)
    return asdict(finished)
