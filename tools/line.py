"""A network line that can be cut: a TCP forwarder on loopback between a tablet and its server."""

from __future__ import annotations

import contextlib
import socket
import threading


class Line:
    """Forwards connections on its own port to `target_port` until it is cut; `restore` joins it again."""

    def __init__(self, target_port: int) -> None:
        self._target = ("127.0.0.1", target_port)
        self._whole = threading.Event()
        self._whole.set()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
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
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with self._lock:
            self._open -= {source, sink}
        _kill(source)
        _kill(sink)


def _kill(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
