"""A reader of server-sent events over a raw connection, for tests that look at every byte."""

import json
import socket
import time


class Event:
    def __init__(self, fields):
        self.type = fields.get("event")
        self.id = fields.get("id")
        self.data = json.loads(fields["data"]) if "data" in fields else None

    def __repr__(self):
        return f"{self.type} {self.id} {self.data}"


class EventReader:
    """GET /v1/events/stream. Keeps the last id, as a browser does."""

    def __init__(self, server, query="", last_id=None, address="127.0.0.1", receive_bytes=None, version="1.1",
                 method="GET", timeout_s=30):
        self.last_id = last_id
        self.ended = False  # The body's end came, in its frame.
        self._lines = b""
        self._raw = b""
        self._socket = socket.socket()
        if receive_bytes:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self._socket.settimeout(timeout_s)
        self._socket.bind((address, 0))
        self._socket.connect(("127.0.0.1", server.port))
        head = [f"{method} /v1/events/stream{query} HTTP/{version}", f"Host: 127.0.0.1:{server.port}"]
        head += [f"{name}: {value}" for name, value in server.basic().items()]
        if last_id:
            head.append(f"Last-Event-ID: {last_id}")
        self._socket.sendall("\r\n".join([*head, "", ""]).encode())
        while b"\r\n\r\n" not in self._raw:
            self._receive()
        text, _, self._raw = self._raw.partition(b"\r\n\r\n")
        status, *headers = text.decode().split("\r\n")
        self.status = int(status.split()[1])
        self.headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in headers)}
        self.is_chunked = self.headers.get("transfer-encoding") == "chunked"

    def _receive(self):
        got = self._socket.recv(65536)
        if not got:
            raise EOFError("the connection has ended")
        self._raw += got

    def _next_chunk(self):
        """Adds to the lines; False at the body's end."""
        if not self.is_chunked:
            self._receive()
            self._lines, self._raw = self._lines + self._raw, b""
            return True
        while b"\r\n" not in self._raw:
            self._receive()
        size, _, rest = self._raw.partition(b"\r\n")
        length = int(size, 16)
        while len(self._raw) < len(size) + 2 + length + 2:
            self._receive()
        rest = self._raw[len(size) + 2:]
        assert rest[length:length + 2] == b"\r\n", rest[:100]
        self._lines += rest[:length]
        self._raw = rest[length + 2:]
        self.ended = length == 0
        return not self.ended

    def read_block(self):
        """The next block of lines, whatever it is; None at the end."""
        while b"\n\n" not in self._lines:
            if self.ended or not self._next_chunk():
                return None
        block, _, self._lines = self._lines.partition(b"\n\n")
        fields = {}
        for line in block.decode().split("\n"):
            name, _, value = line.partition(":")
            assert name not in fields, block
            fields[name] = value.removeprefix(" ")
        if "id" in fields:
            self.last_id = fields["id"]
        return fields

    def read(self):
        """The next event; None at the end."""
        while (fields := self.read_block()) is not None:
            if "data" in fields:
                return Event(fields)
        return None

    def read_many(self, count):
        return [self.read() for _ in range(count)]

    def read_until(self, wanted, patience_s=30):
        """All events up to the first that is wanted."""
        events = []
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            events.append(self.read())
            if events[-1] is None or wanted(events[-1]):
                return events
        raise AssertionError(f"not told within {patience_s} s: {events[-3:]}")

    def read_to_the_end(self):
        """How many events came; EOFError where the body was cut off."""
        count = 0
        while self.read() is not None:
            count += 1
        return count

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
