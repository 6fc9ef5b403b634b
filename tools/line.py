"""A network line that can be cut, garbled or stalled: a TCP forwarder on loopback, tablet to server."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass
from typing import Literal

Direction = Literal["up", "down"]
"""Up is from the tablet to its server."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the byte of that number in one direction, counted from when the fault was set.

    Cut: it and what follows never arrives, and its connection is dead. Garble: it arrives as another byte.
    Stall: it and what follows on its connection never arrives, and nobody is told.
    """

    how: Literal["cut", "garble", "stall"]
    direction: Direction
    byte: int


class Line:
    """Forwards connections on its own port to `target_port` until it is cut; `restore` joins it again."""

    def __init__(self, target_port: int) -> None:
        self._target = ("127.0.0.1", target_port)
        self._whole = threading.Event()
        self._whole.set()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._carried: dict[Direction, int] = {"up": 0, "down": 0}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="line", daemon=True).start()

    @property
    def address(self) -> str:
        """Where the tablet finds its server."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Every connection is dead and new ones die at once."""
        self._whole.clear()
        with self._lock:
            dying, self._open = self._open, set()
        for end in dying:
            _kill(end)

    def restore(self) -> None:
        """New connections are forwarded again."""
        self._whole.set()

    def set_fault(self, fault: Fault | None) -> None:
        """The fault will happen once; bytes are counted anew from here. None: nothing will happen."""
        with self._lock:
            self._fault = fault
            self._carried = {"up": 0, "down": 0}

    def carried(self, direction: Direction) -> int:
        """How many bytes came in at that side since the fault was set."""
        with self._lock:
            return self._carried[direction]

    def close(self) -> None:
        """The line is cut for good and its port is free."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._whole.is_set():
                threading.Thread(target=self._join, args=(near,), daemon=True).start()
            else:
                _kill(near)

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(self._target, timeout=5)
        except OSError:
            _kill(near)
            return
        far.settimeout(None)
        with self._lock:
            self._open |= {near, far}
        if not self._whole.is_set():
            self.cut()
        ways: tuple[tuple[Direction, socket.socket, socket.socket], ...] = (
            ("up", near, far),
            ("down", far, near),
        )
        for way in ways:
            threading.Thread(target=self._pump, args=way, daemon=True).start()

    def _pump(self, direction: Direction, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                fault, position = self._meet(direction, len(data))
                if fault is None:
                    sink.sendall(data)
                elif fault.how == "garble":
                    sink.sendall(data[:position] + bytes([data[position] ^ 0x15]) + data[position + 1 :])
                else:
                    sink.sendall(data[:position])
                    if fault.how == "cut":
                        break
                    while source.recv(65536):  # stalled: nothing arrives any more, and nobody is told
                        pass
        with self._lock:
            self._open -= {source, sink}
        _kill(source)
        _kill(sink)

    def _meet(self, direction: Direction, count: int) -> tuple[Fault | None, int]:
        """The fault that lies within the next `count` bytes, and where; it happens once."""
        with self._lock:
            before = self._carried[direction]
            self._carried[direction] = before + count
            fault = self._fault
            if fault is None or fault.direction != direction or not before <= fault.byte < before + count:
                return None, 0
            self._fault = None
            return fault, fault.byte - before


def _kill(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
