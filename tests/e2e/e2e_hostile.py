"""A hostile client at the socket: requests that two readers could take for different ones, signatures that say less
than they seem to, refusals that keep their connection, pages of other origins, and what a stranger can learn."""

import hashlib
import hmac
import pathlib
import resource
import select
import socket
import time
import unittest

import hostile_pictures
from mien_server import REGION, Answer, ServerTest, is_sanitized, multipart

HOST = b"Host: x\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
HEALTHY = (200, "")
FORGED = b"GET /v1/forged HTTP/1.1\r\n" + HOST + b"\r\n"
SECONDS = 60 if is_sanitized() else 10


class Connection:
    """Bytes as they are, and the answers that come back, each read by its own length."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS)
        self.unread = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The answer may be there all the same.

    def more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        self.unread += data
        return bool(data)

    def answer(self):
        """None where the connection ends instead."""
        while b"\r\n\r\n" not in self.unread:
            if not self.more():
                return None
        head, _, rest = self.unread.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
        length = int(dict(headers).get("Content-Length", 0))
        self.unread = rest
        while len(self.unread) < length:
            if not self.more():
                return None
        body, self.unread = self.unread[:length], self.unread[length:]
        return Answer(int(lines[0].split()[1]), headers, body)

    def is_at_end(self):
        """Whether the server closes and sends nothing before that."""
        return not self.more()

    def is_silent(self):
        """Whether nothing is there to read, neither bytes nor an end."""
        return not self.unread and not select.select([self.socket], [], [], 0.05)[0]


class Framing(ServerTest):
    def assert_refused_and_closed(self, name, request, status, code):
        """One answer, whatever follows the request: it is nobody's."""
        with self.subTest(name=name), Connection(self.server) as connection:
            connection.send(request + FORGED)
            answer = connection.answer()
            self.assertEqual((answer.status, answer.code), (status, code), answer)
            self.assertEqual(answer.headers["connection"], "close")
            self.assertTrue(connection.is_at_end(), connection.unread)

    def assert_served_and_in_step(self, name, request, *expected):
        """The expected answers, and then that to another request on the same connection."""
        with self.subTest(name=name), Connection(self.server) as connection:
            connection.send(request + HEALTH)
            for status, code in (*expected, HEALTHY):
                answer = connection.answer()
                self.assertEqual((answer.status, answer.code), (status, code), answer)
            self.assertTrue(connection.is_silent(), connection.unread)

    def test_bodies_whose_length_two_readers_could_take_differently(self):
        head = b"GET /healthz HTTP/1.1\r\n" + HOST
        chunked = b"\r\n\r\n0\r\n\r\n"
        for name, rest in (
            ("length, then chunked", b"Content-Length: 5\r\nTransfer-Encoding: chunked" + chunked),
            ("chunked, then length", b"Transfer-Encoding: chunked\r\nContent-Length: 5" + chunked),
            ("two codings", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity" + chunked),
            ("chunked twice", b"Transfer-Encoding: chunked, chunked" + chunked),
            ("identity", b"Transfer-Encoding: identity\r\n\r\n"),
            ("gzip and chunked", b"Transfer-Encoding: gzip, chunked" + chunked),
            ("a coding like chunked", b"Transfer-Encoding: xchunked" + chunked),
            ("a quoted coding", b'Transfer-Encoding: "chunked"' + chunked),
            ("no coding", b"Transfer-Encoding:\r\n\r\n"),
            ("a space before the colon", b"Transfer-Encoding : chunked" + chunked),
            ("a vertical tab before the coding", b"Transfer-Encoding: \x0bchunked" + chunked),
            ("a coding in a folded line", b"X: y\r\n Transfer-Encoding: chunked" + chunked),
            ("two equal lengths", b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
            ("a list of lengths", b"Content-Length: 0, 0\r\n\r\n"),
            ("+0", b"Content-Length: +0\r\n\r\n"),
            ("-1", b"Content-Length: -1\r\n\r\n"),
            ("hexadecimal", b"Content-Length: 0x0\r\n\r\n"),
            ("two numbers", b"Content-Length: 0 0\r\n\r\n"),
            ("a fraction", b"Content-Length: 0.0\r\n\r\n"),
            ("no number", b"Content-Length:\r\n\r\n"),
            ("2^64", b"Content-Length: 18446744073709551616\r\n\r\n"),
            ("chunk ended by LF", b"Transfer-Encoding: chunked\r\n\r\n0\n\n"),
            ("chunk of 0x0", b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n"),
            ("chunk after a space", b"Transfer-Encoding: chunked\r\n\r\n 0\r\n\r\n"),
            ("chunk of -0", b"Transfer-Encoding: chunked\r\n\r\n-0\r\n\r\n"),
            ("chunk of 17 digits", b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 17 + b"\r\n\r\n"),
            ("LF in an extension", b"Transfer-Encoding: chunked\r\n\r\n0;a=\nb\r\n\r\n"),
            ("folded trailer", b"Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n c\r\n\r\n"),
        ):
            self.assert_refused_and_closed(name, head + rest, 400, "malformed_request")
        for name, rest in (
            ("2^64 - 1", b"Content-Length: 18446744073709551615\r\n\r\n"),
            ("a body where none is taken", b"Content-Length: 5\r\n\r\nhello"),
            ("a chunk where none is taken", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
            ("a chunk of 2^64 - 1", b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"),
        ):
            self.assert_refused_and_closed(name, head + rest, 413, "body_too_large")
        old = b"GET /healthz HTTP/1.0\r\nTransfer-Encoding: chunked" + chunked
        self.assert_refused_and_closed("chunked in HTTP/1.0", old, 400, "malformed_request")
        for name, rest in (
            ("a length of 00", b"Content-Length: 00\r\n\r\n"),
            ("CHUNKED behind a tab", b"Transfer-Encoding:\tCHUNKED" + chunked),
            ("an extension", b"Transfer-Encoding: chunked\r\n\r\n0;a=b\r\n\r\n"),
            ("a length in a trailer", b"Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\nHost: y\r\n\r\n"),
            ("an unknown header much like one", b"Transfer_Encoding: chunked\r\n\r\n"),
            ("no wish to change the protocol", b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
        ):
            self.assert_served_and_in_step(name, head + rest, HEALTHY)

    def test_lines_that_two_readers_could_end_differently(self):
        for name, request in (
            ("LF only", b"GET /healthz HTTP/1.1\nHost: x\n\n"),
            ("CR within", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n"),
            ("NUL in a value", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"),
            ("NUL in a name", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX\0: b\r\n\r\n"),
            ("no colon", b"GET /healthz HTTP/1.1\r\nHost: x\r\nXb\r\n\r\n"),
            ("no name", b"GET /healthz HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n"),
            ("a name beyond ASCII", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX\xff: b\r\n\r\n"),
            ("folded", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n"),
            ("folded at once", b"GET /healthz HTTP/1.1\r\n X: a\r\nHost: x\r\n\r\n"),
            ("HTTP/0.9", b"GET /healthz\r\n\r\n"),
            ("http/1.1", b"GET /healthz http/1.1\r\nHost: x\r\n\r\n"),
            ("two spaces", b"GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("tabs", b"GET\t/healthz\tHTTP/1.1\r\nHost: x\r\n\r\n"),
            ("a space at the end", b"GET /healthz HTTP/1.1 \r\nHost: x\r\n\r\n"),
            ("a space in the target", b"GET /healthz /x HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("a method that is no token", b"G@T /healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("two empty lines before", b"\r\n\r\n" + HEALTH),
            ("TLS to a plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"A" * 50),
        ):
            self.assert_refused_and_closed(name, request, 400, "malformed_request")
        for version in (b"HTTP/1.2", b"HTTP/2.0"):
            request = b"GET /healthz " + version + b"\r\nHost: x\r\n\r\n"
            self.assert_refused_and_closed(version, request, 505, "malformed_request")
        self.assert_served_and_in_step("one empty line before", b"\r\n" + HEALTH, HEALTHY)

    def test_targets_and_hosts_that_name_two_places(self):
        for target in (
            b"x:80",
            b"*",
            b"http://y/healthz",
            b"http://x@y/healthz",
            b"http://x:81/healthz",
            b"http:///healthz",
            b"http://x\\y/healthz",
            b"ftp://x/healthz",
            b"\\healthz",
            b"healthz",
        ):
            request = b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n"
            self.assert_refused_and_closed(target, request, 400, "InvalidRequest")
        self.assert_refused_and_closed("CONNECT", b"CONNECT x:80 HTTP/1.1\r\n" + HOST + b"\r\n", 400, "InvalidRequest")
        fragment = b"GET /healthz#/v1/people HTTP/1.1\r\n" + HOST + b"\r\n"
        self.assert_refused_and_closed("fragment", fragment, 400, "malformed_request")
        for name, hosts in (
            ("none", b""),
            ("empty", b"Host:\r\n"),
            ("two", HOST + HOST),
            ("with a path", b"Host: x/y\r\n"),
            ("with a user", b"Host: a@b\r\n"),
        ):
            request = b"GET /healthz HTTP/1.1\r\n" + hosts + b"\r\n"
            self.assert_refused_and_closed(f"host: {name}", request, 400, "malformed_request")
        whole = b"GET http://x/healthz HTTP/1.1\r\n" + HOST + b"\r\n"
        self.assert_served_and_in_step("absolute", whole, HEALTHY)

    def test_paths_that_only_look_like_one_of_ours(self):
        """A proxy that guards /v1 by its spelling guards all that we take for /v1."""
        for path in (
            b"//v1/people",
            b"/%76%31/people",
            b"/V1/people",
            b"/v1;x/people",
            b"/./v1/people",
            b"/x/../v1/people",
            b"/v1%2fpeople",
            b"/v1%00/people",
            b"/v1./people",
            b"/metrics%20",
            b"/metrics;x",
            b"/%2e/metrics",
        ):
            request = b"GET " + path + b" HTTP/1.1\r\n" + HOST + self.basic() + b"\r\n"
            self.assert_refused_and_closed(path, request, 403, "AccessDenied")
        for path in (b"/v1//people", b"/v1/./people", b"/v1/%70eople", b"/v1/people/"):
            request = b"GET " + path + b" HTTP/1.1\r\n" + HOST + self.basic() + b"\r\n"
            self.assert_refused_and_closed(path, request, 404, "unknown_path")

    def basic(self):
        return f"Authorization: {self.server.basic()['Authorization']}\r\n".encode()

    def test_a_refused_body_is_never_the_next_request(self):
        for name, request, status, code in (
            ("no credentials", b"POST /v1/people HTTP/1.1\r\n" + HOST, 401, "unauthenticated"),
            ("wrong type", b"POST /v1/people HTTP/1.1\r\n" + HOST + self.basic(), 415, "unsupported_media_type"),
            ("S3", b"PUT /bucket/key HTTP/1.1\r\n" + HOST, 403, "AccessDenied"),
            ("another target", b"POST / HTTP/1.1\r\n" + HOST, 400, "UnknownOperationException"),
        ):
            body = FORGED * 3
            whole = request + b"Content-Length: %d\r\n\r\n" % len(body) + body
            self.assert_refused_and_closed(name, whole, status, code)

    def test_answers_that_say_no_more_than_they_must(self):
        for request in (
            HEALTH,
            b"GET / HTTP/1.1\r\n" + HOST + b"\r\n",
            b"GET /v1/people HTTP/1.1\r\n" + HOST + b"\r\n",
            b"GET /v1/people/%0d%0aSet-Cookie:a HTTP/1.1\r\n" + HOST + self.basic() + b"\r\n",
            b"GET /v1/people?%3Cscript%3E=1 HTTP/1.1\r\n" + HOST + self.basic() + b"\r\n",
            b"GET /bucket/<b> HTTP/1.1\r\n" + HOST + b"\r\n",
            b"OPTIONS /v1/people HTTP/1.1\r\n" + HOST + b"Origin: https://evil.example\r\n\r\n",
            b"TRACE /healthz HTTP/1.1\r\n" + HOST + b"X: echo\r\n\r\n",
            b"\x00\r\n\r\n",
        ):
            with self.subTest(request=request), Connection(self.server) as connection:
                connection.send(request)
                answer = connection.answer()
                self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
                self.assertEqual(answer.headers["server"], "mien")
                self.assertNotIn("text/html", answer.headers.get("content-type", ""))
                self.assertFalse({"set-cookie", "access-control-allow-origin"} & set(answer.headers), answer.headers)
                for hint in (str(self.server.data_dir), "sqlite", "SELECT", ".cc", "echo"):
                    self.assertNotIn(hint, answer.body.decode())

    def test_pages_of_other_origins_change_nothing(self):
        """A browser that was once given the key adds it to what any page sends."""
        content, content_type = multipart([("name", "Eve"), ("image", b"x")])
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            headers = {**self.server.basic(), "Content-Type": content_type, **headers}
            self.assert_code(self.server.request("POST", "/v1/people", content, headers), 403, "access_denied")
        headers = {**self.server.basic(), "Content-Type": content_type, "Origin": self.server.url}
        self.assert_code(self.server.request("POST", "/v1/people", content, headers), 415, "image_format")

    def test_no_memory_of_the_server_reaches_a_core_file(self):
        if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
            self.skipTest("the test's own limit is 0 already")
        limits = pathlib.Path(f"/proc/{self.server.process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size +0 +0 ")


class Signatures(ServerTest):
    """Requests are signed as AWS describes, with what an attacker would like to leave out or put in."""

    def signed(self, headers, names=None, query="", payload=None, scope=None, algorithm="AWS4-HMAC-SHA256"):
        """`headers`: (name, value) as they are sent; what is signed are `names`, or all of them."""
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        headers = [("Host", "x"), ("X-Amz-Date", stamp), *headers]
        values = {}
        for name, value in headers:
            values.setdefault(name.lower(), []).append(value)
        names = sorted(values) if names is None else names
        payload = hashlib.sha256(b"{}").hexdigest() if payload is None else payload
        canonical = [f"{name}:{','.join(values[name])}" for name in names]
        lines = ["POST", "/", query, *canonical, "", ";".join(names), payload]
        scope = scope or f"{stamp[:8]}/{REGION}/rekognition/aws4_request"
        text = "\n".join([algorithm, stamp, scope, hashlib.sha256("\n".join(lines).encode()).hexdigest()])
        key = ("AWS4" + self.server.secret).encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        proof = hmac.digest(key, text.encode(), "sha256").hex()
        authorization = (
            f"{algorithm} Credential={self.server.key_id}/{scope}, SignedHeaders={';'.join(names)}, Signature={proof}"
        )
        return [*headers, ("Authorization", authorization)]

    def send(self, headers, body=b"{}", target="/"):
        head = f"POST {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers)
        with Connection(self.server) as connection:
            connection.send(head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            return connection.answer()

    def assert_sent(self, expected, headers, **sending):
        answer = self.send(headers, **sending)
        self.assertEqual(f"{answer.status} {answer.code}".strip(), expected, answer)

    TARGET = ("X-Amz-Target", "RekognitionService.ListCollections")
    OTHER = ("X-Amz-Target", "RekognitionService.DescribeCollection")
    TYPE = ("Content-Type", "application/x-amz-json-1.1")
    ALL = [TARGET, TYPE]
    WRONG = "400 InvalidSignatureException"
    INCOMPLETE = "400 IncompleteSignatureException"

    def test_what_counts_must_be_signed(self):
        self.assert_sent("200", self.signed(self.ALL))
        for name in ("host", "x-amz-date", "x-amz-target"):
            rest = sorted({"host", "x-amz-date", "x-amz-target", "content-type"} - {name})
            with self.subTest(unsigned=name):
                self.assert_sent(self.WRONG, self.signed(self.ALL, names=rest))
        # One type is accepted only, so that it does not matter who wrote it.
        bare = ["host", "x-amz-date", "x-amz-target"]
        self.assert_sent("200", self.signed(self.ALL, names=bare))
        self.assert_sent("400 SerializationException", self.signed([self.TARGET, ("Content-Type", "text/plain")], names=bare))

    def test_a_header_that_was_added_twice(self):
        for added in (self.TARGET, self.OTHER, ("X-Amz-Date", "20260101T000000Z"), self.TYPE):
            right = self.signed(self.ALL)
            with self.subTest(added=added):
                self.assert_sent(self.WRONG, [*right, added])
                self.assert_sent(self.WRONG, [added, *right])
        self.assert_sent(self.INCOMPLETE, [*self.signed(self.ALL), self.signed(self.ALL)[-1]])
        self.assert_sent(self.INCOMPLETE, [("Authorization", self.server.basic()["Authorization"]), *self.signed(self.ALL)])
        self.assert_sent("400 SerializationException", [*self.signed(self.ALL), ("Host", "x")])

    def test_a_target_beside_the_signed_one(self):
        for target in ("/?a=b", "/?X-Amz-Signature=0", "/?"):
            expected = "200" if target == "/?" else self.WRONG
            with self.subTest(target=target):
                self.assert_sent(expected, self.signed(self.ALL), target=target)
        self.assert_sent("200", self.signed(self.ALL, query="a=%2F&b="), target="/?b&a=/")
        for target in ("//", "/./", "/%2e", "/.."):
            with self.subTest(target=target):
                self.assert_sent("400 AuthorizationHeaderMalformed", self.signed(self.ALL), target=target)

    def test_a_body_that_is_not_vouched_for(self):
        for payload in ("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "", hashlib.sha256(b"").hexdigest()):
            declared = self.signed([*self.ALL, ("X-Amz-Content-Sha256", payload)], payload=payload)
            with self.subTest(payload=payload):
                self.assert_sent(self.WRONG, declared)
        right = hashlib.sha256(b"{}").hexdigest()
        declared = self.signed([*self.ALL, ("X-Amz-Content-Sha256", right)])
        self.assert_sent("200", declared)
        self.assert_sent(self.WRONG, declared, body=b'{"MaxResults":1}')
        # Nobody signed this one, so it may only be refused.
        self.assert_sent(self.WRONG, [*self.signed(self.ALL), ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")])

    def test_a_scope_of_something_else(self):
        day = time.strftime("%Y%m%d", time.gmtime())
        for scope, expected in (
            (f"{day}/{REGION}/s3/aws4_request", self.WRONG),
            (f"{day}/{REGION}/Rekognition/aws4_request", self.WRONG),
            (f"20200101/{REGION}/rekognition/aws4_request", self.WRONG),
            (f"{day}/{REGION}/rekognition/aws5_request", self.INCOMPLETE),
            (f"{day}/{REGION}/x/rekognition/aws4_request", self.INCOMPLETE),
            (f"{day}//rekognition/aws4_request", self.INCOMPLETE),
        ):
            with self.subTest(scope=scope):
                self.assert_sent(expected, self.signed(self.ALL, scope=scope))
        for algorithm in ("aws4-hmac-sha256", "AWS4-HMAC-SHA1", "AWS4-ECDSA-P256-SHA256", "AWS"):
            with self.subTest(algorithm=algorithm):
                self.assert_sent(self.INCOMPLETE, self.signed(self.ALL, algorithm=algorithm))

    def test_authorizations_that_say_something_twice_or_too_much(self):
        headers = self.signed(self.ALL)
        right = headers.pop()[1]
        names = "content-type;host;x-amz-date;x-amz-target"
        for wrong in (
            right + ", Signature=" + "0" * 64,
            right + ", Extra=1",
            right.replace(names, names.upper()),
            right.replace(names, names + ";" + names),
            right.replace(names, ";".join(f"a{number:03}" for number in range(2000))),
            right.replace("Signature=", "Signature=0"),
            right[:-64] + right[-64:].upper() if right[-64:].upper() != right[-64:] else right + "0",
        ):
            with self.subTest(authorization=wrong[:120]):
                self.assert_sent(self.INCOMPLETE, [*headers, ("Authorization", wrong)])
        missing = right.replace(names, names + ";x-nowhere")
        self.assert_sent(self.WRONG, [*headers, ("Authorization", missing)])

    def test_a_signature_in_the_query_is_none_here(self):
        target = f"/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={self.server.key_id}&X-Amz-Signature={'0' * 64}"
        self.assert_sent("400 MissingAuthenticationTokenException", [("Host", "x"), *self.ALL], target=target)

    def test_a_signature_opens_nothing_but_its_own_protocol(self):
        headers = self.signed(self.ALL)
        self.assert_sent("401 unauthenticated", headers, target="/v1/verify")
        self.assert_sent("400 AuthorizationHeaderMalformed", headers, target="/bucket/key")
        other = [("X-Amz-Target", "DynamoDB_20120810.GetItem"), self.TYPE]
        dynamodb = "400 com.amazon.coral.service#InvalidSignatureException"
        self.assert_sent(dynamodb, self.signed(other))
        both = self.signed([("X-Amz-Target", "DynamoDB_20120810.GetItem"), *self.ALL])
        self.assert_sent(dynamodb, both)


class FullLine(ServerTest):
    """While the engine's line is full, a picture is refused before its body, and the connection stays."""

    server_flags = ("--threads", "1")

    def head(self, length, version=b"HTTP/1.1", extra=b""):
        authorization = self.server.basic()["Authorization"].encode()
        head = b"POST /v1/verify " + version + b"\r\nHost: x\r\nAuthorization: " + authorization
        return head + b"\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n" % length + extra + b"\r\n"

    def fill(self):
        """Slow pictures, until one is refused."""
        picture = hostile_pictures.arithmetic_jpeg(4)
        body = b'--b\r\nContent-Disposition: form-data; name="image"\r\n\r\n' + picture + b"\r\n--b--\r\n"
        while len(self.waiting) < 100:
            connection = Connection(self.server)
            connection.send(self.head(len(body)) + body)
            if select.select([connection.socket], [], [], 0.02)[0]:
                answer = connection.answer()
                connection.socket.close()
                if answer.status == 429:
                    return
            else:
                self.waiting.append(connection)
        self.fail("the line does not fill")

    def setUp(self):
        self.waiting = []

    def tearDown(self):
        for connection in self.waiting:
            connection.socket.close()

    def assert_answers(self, name, data, *statuses, then_closed=False):
        """These statuses in this order; asked again where a place in the line came free just then."""
        for _ in range(5):
            self.fill()
            with Connection(self.server) as connection:
                connection.send(data)
                answers = [connection.answer() for _ in statuses]
                got = [answer and answer.status for answer in answers]
                if got[0] != statuses[0]:
                    continue
                self.assertEqual(got, list(statuses), name)
                self.assertEqual(answers[0].code, "overloaded")
                if then_closed:
                    self.assertTrue(connection.is_at_end(), name)
                else:
                    self.assertTrue(connection.is_silent(), name)
                return
        self.fail(f"{name}: never refused")

    def test_what_follows_a_refusal_is_read_in_step(self):
        body = FORGED * 400
        refused = self.head(len(body)) + body
        self.assert_answers("body and next at once", refused + HEALTH, 429, 200)
        self.assert_answers("twice", refused * 2 + HEALTH, 429, 429, 200)
        self.assert_answers("no body", self.head(0) + HEALTH, 429, 200)
        self.assert_answers("as large as the buffer", self.head(16384) + b"Z" * 16384 + HEALTH, 429, 200)
        old = self.head(len(body), b"HTTP/1.0", b"Connection: keep-alive\r\nExpect: 100-continue\r\n")
        self.assert_answers("HTTP/1.0 knows no Expect", old + body + HEALTH, 429, 200)
        # Where nobody can tell what comes next, or the client wishes it, the connection ends.
        waits = self.head(len(body), extra=b"Expect: 100-continue\r\n")
        self.assert_answers("Expect, and the body left out", waits + HEALTH, 429, then_closed=True)
        self.assert_answers("Expect, and the body sent", waits + body + HEALTH, 429, then_closed=True)
        closes = self.head(len(body), extra=b"Connection: close\r\n")
        self.assert_answers("Connection: close", closes + body + HEALTH, 429, then_closed=True)
        chunked = self.head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        self.assert_answers("chunked", chunked + b"5\r\nhello\r\n0\r\n\r\n" + HEALTH, 429, then_closed=True)
        # Whoever left the line is forgotten: a picture that cannot be read is told so at once.
        for connection in self.waiting:
            connection.socket.close()
        deadline = time.monotonic() + SECONDS
        while (answer := self.server.verify(b"no picture")).status == 429 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assert_code(answer, 415, "image_format")


if __name__ == "__main__":
    unittest.main(verbosity=2)
