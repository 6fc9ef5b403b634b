"""The line of the tour: what is cut is cut, what is restored works."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from tools.line import Fault, Line


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that sends back what it gets."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(peer: socket.socket) -> None:
        with peer:
            while data := peer.recv(1024):
                peer.sendall(data)

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(peer,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


@pytest.fixture
def line(echo: int) -> Iterator[Line]:
    made = Line(echo)
    yield made
    made.close()


def talk(line: Line) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), timeout=5)


def is_dead(connection: socket.socket) -> bool:
    try:
        connection.sendall(b"still there?")
        return connection.recv(64) == b""
    except OSError:
        return True


def test_a_whole_line_carries_both_ways(line: Line) -> None:
    with talk(line) as connection:
        connection.sendall(b"hello")
        assert connection.recv(64) == b"hello"


def test_a_cut_line_ends_what_was_under_way_and_lets_nothing_through(line: Line) -> None:
    with talk(line) as connection:
        connection.sendall(b"hello")
        assert connection.recv(64) == b"hello"
        line.cut()
        assert is_dead(connection)
    with talk(line) as late:
        assert is_dead(late)


def test_a_restored_line_carries_again(line: Line) -> None:
    line.cut()
    line.restore()
    with talk(line) as connection:
        connection.sendall(b"again")
        assert connection.recv(64) == b"again"


def received(connection: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (data := connection.recv(64)):
        got += data
    return got


def test_a_cut_at_a_byte_lets_through_what_is_before_it(line: Line) -> None:
    line.set_fault(Fault("cut", "down", 3))
    with talk(line) as connection:
        connection.sendall(b"hello")
        assert received(connection, 5) == b"hel"
    assert line.carried("up") == 5
    with talk(line) as next_one:
        next_one.sendall(b"again")
        assert received(next_one, 5) == b"again"


def test_a_garbled_byte_is_the_only_one_that_arrives_changed(line: Line) -> None:
    line.set_fault(Fault("garble", "up", 1))
    with talk(line) as connection:
        connection.sendall(b"hello")
        got = received(connection, 5)
    assert got[1:2] != b"e"
    assert got[:1] + got[2:] == b"hllo"


def test_a_stalled_line_says_nothing_and_stays_open(line: Line) -> None:
    line.set_fault(Fault("stall", "down", 2))
    with talk(line) as connection:
        connection.settimeout(0.2)
        connection.sendall(b"hello")
        assert received(connection, 2) == b"he"
        with pytest.raises(TimeoutError):
            connection.recv(64)
