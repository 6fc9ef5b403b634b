"""Plays scripts in processes of their own, one after another; `python -m tests.faults.nursery LINE GO`.

Everything is imported once, then each script runs in a fork: a process that may be killed costs milliseconds.
A fork waits for the word to go, on a pipe, so that a tracer can attach first. What it says goes through a
socket with `send`: writes and syncs of the script are then all its own, and the tracer may break any of them.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from tests.faults.small_disk import copy_out, fill_but, make_room, mount_small_disk
from tests.faults.tablet import Event, ScriptedTablet


def main() -> None:
    """Every job that came was played; ends when the other side hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line, go = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    jobs = line.makefile("rb")
    gc.freeze()
    while job := jobs.readline():
        child = os.fork()
        if child == 0:
            _play(orjson.loads(job), line, go)
        _, status = os.waitpid(child, 0)
        _send(line, {"ended": os.waitstatus_to_exitcode(status)})


def _play(job: dict[str, Any], line: socket.socket, go: int) -> None:
    _send(line, {"pid": os.getpid()})
    os.read(go, 1)
    # the database's own remarks on a broken disk; whatever the script has to say goes through the line
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        folder = Path(job["folder"])
        if job["disk_kib"]:
            mount_small_disk(folder, job["disk_kib"])
        tablet = ScriptedTablet(folder, lambda event: _send(line, event), job["flaws"])
        on_disk: dict[str, Callable[..., None]] = {
            "fill_but": lambda kib: fill_but(folder, int(kib)),
            "make_room": lambda: make_room(folder),
            "copy_out": lambda target: copy_out(folder, Path(target)),
        }
        for name, *arguments in job["script"]:
            if name in on_disk:
                on_disk[name](*arguments)
                _send(line, {"step": name})
            else:
                tablet.play([(name, *arguments)])
    except BaseException:  # noqa: BLE001 - told, and never carried into the nursery's own loop
        _send(line, {"broken": traceback.format_exc()})
    finally:
        os._exit(0)  # nothing of this fork is tidied up: a tablet that is killed tidies nothing either


def _send(line: socket.socket, event: Event) -> None:
    line.sendall(orjson.dumps(event) + b"\n")


if __name__ == "__main__":
    main()
