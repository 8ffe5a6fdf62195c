"""ClientHellos made by hand, to ask a server for what no library offers any more: SSL 3, compression, export ciphers."""

import os
import socket
import struct

SSL3, TLS10, TLS11, TLS12, TLS13 = 0x0300, 0x0301, 0x0302, 0x0303, 0x0304
NAMES = {SSL3: "SSL 3", TLS10: "TLS 1.0", TLS11: "TLS 1.1", TLS12: "TLS 1.2", TLS13: "TLS 1.3"}
GROUPS = {"X25519": 29, "P-256": 23, "P-384": 24, "P-521": 25, "X448": 30, "secp256k1": 22, "P-224": 21, "P-192": 19,
          "brainpoolP256r1": 26, "ffdhe2048": 256}
ALERTS = {10: "unexpected_message", 20: "bad_record_mac", 40: "handshake_failure", 47: "illegal_parameter",
          50: "decode_error", 70: "protocol_version", 71: "insufficient_security", 80: "internal_error",
          86: "inappropriate_fallback", 109: "missing_extension", 120: "no_application_protocol"}
SIGNATURES = [0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201]


def _vector(data, size):
    return len(data).to_bytes(size, "big") + data


def _extension(kind, data):
    return struct.pack("!H", kind) + _vector(data, 2)


def _shorts(values):
    return b"".join(struct.pack("!H", value) for value in values)


def client_hello(version, suites, groups=("X25519", "P-256", "P-384"), compression=b"\0", alpn=()):
    """Of TLS 1.3 without a key share: the server then asks for the group that it chooses, or refuses."""
    extensions = _extension(10, _vector(_shorts(GROUPS[name] for name in groups), 2))
    extensions += _extension(11, _vector(b"\0", 1)) + _extension(13, _vector(_shorts(SIGNATURES), 2))
    extensions += _extension(0xFF01, b"\0") + _extension(23, b"")
    if alpn:
        extensions += _extension(16, _vector(b"".join(_vector(name.encode(), 1) for name in alpn), 2))
    if version == TLS13:
        extensions += _extension(43, _vector(_shorts([TLS13]), 1)) + _extension(51, _vector(b"", 2))
    body = struct.pack("!H", min(version, TLS12)) + os.urandom(32) + _vector(b"", 1)
    body += _vector(_shorts(suites), 2) + _vector(compression, 1)
    body += _vector(extensions, 2) if version > SSL3 else b""
    handshake = b"\1" + _vector(body, 3)
    return b"\x16" + struct.pack("!H", min(version, TLS10)) + _vector(handshake, 2)


class Answer:
    """What a server made of a ClientHello: either `alert`, or what it chose. Neither where it just closed."""

    def __init__(self):
        self.alert = self.version = self.suite = self.compression = None
        self.group = self.alpn = None

    def accepts(self):
        return self.suite is not None


def _read(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def ask(port, hello):
    answer = Answer()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(hello)
        try:
            kind, _, length = struct.unpack("!BHH", _read(connection, 5))
            record = _read(connection, length)
        except (EOFError, ConnectionResetError):
            return answer
    if kind == 21:
        answer.alert = ALERTS.get(record[1], str(record[1]))
        return answer
    assert kind == 22 and record[0] == 2, record[:1]
    answer.version = struct.unpack("!H", record[4:6])[0]
    at = 4 + 2 + 32
    at += 1 + record[at]
    answer.suite, answer.compression = struct.unpack("!HB", record[at : at + 3])
    extensions = record[at + 5 : at + 5 + struct.unpack("!H", record[at + 3 : at + 5])[0]]
    while extensions:
        extension, size = struct.unpack("!HH", extensions[:4])
        data, extensions = extensions[4 : 4 + size], extensions[4 + size :]
        if extension == 43:
            answer.version = struct.unpack("!H", data)[0]
        elif extension == 51:
            answer.group = struct.unpack("!H", data[:2])[0]
        elif extension == 16:
            answer.alpn = data[3:].decode()
    return answer
