"""An HTTP server of the test's own that keeps what is posted to it."""

import hashlib
import hmac
import http.server
import json
import threading
import time


def verified(secret, headers, body, now, tolerance_s=300):
    """As docs/api/hooks.md says that a receiver does."""
    parts = dict(part.split("=", 1) for part in headers["mien-signature"].split(","))
    expected = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"]) and abs(now - int(parts["t"])) <= tolerance_s


class WebhookReceiver:
    """Listens on the loopback interface while its context is entered; `posts` has (path, headers, body) of each POST,
    in the order of arrival. `status` is what it answers, and may be changed at any time."""

    def __init__(self, status=200):
        self.status = status
        self.posts = []
        self._changed = threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with receiver._changed:
                    receiver.posts.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                    receiver._changed.notify_all()
                self._answer(receiver.status)

            def do_GET(self):  # Some servers look whether the address answers at all.
                self._answer(200)

            do_HEAD = do_GET

            def _answer(self, status):
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/events"

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def records(self):
        """Of all posts so far: the event records, as AWS shapes them."""
        with self._changed:
            bodies = [body for _, _, body in self.posts if body]
        return [record for body in bodies for record in json.loads(body).get("Records", [])]

    def wait_for(self, found, timeout_s=30):
        """The first record for which `found` is true."""
        return self._wait(lambda: next(filter(found, self.records()), None), timeout_s)

    def wait_for_post(self, found, timeout_s=60):
        """Headers and body of the first post for whose JSON `found` is true."""
        return self._wait(
            lambda: next(((headers, body) for _, headers, body in self.posts if found(json.loads(body))), None), timeout_s
        )

    def _wait(self, look, timeout_s):
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while (found := look()) is None:
                if time.monotonic() > deadline:
                    raise AssertionError(f"nothing of the kind came within {timeout_s} s: {self.records_text()}")
                self._changed.wait(0.2)
        return found

    def records_text(self):
        return [body[:600] for _, _, body in self.posts]
