"""A quick client for campaigns: one kept connection, requests signed by hand, no SDK."""

import http.client
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from mien_server import Answer, multipart, sign  # noqa: E402

# What a client sees when the server dies under it.
LOST = (OSError, EOFError, http.client.HTTPException)


class PlainClient:
    """Not thread-safe: one for each thread. The server may come back on another port."""

    def __init__(self, server):
        self.server = server
        self.connection = None
        self.port = 0

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def request(self, method, path, body=b"", headers=None):
        """Raises one of LOST where no answer came; whether the request was carried out is then unknown."""
        if self.connection is None or self.port != self.server.port:
            self.close()
            self.port = self.server.port
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        except LOST:
            self.close()
            raise

    def call(self, operation, body):
        text = json.dumps(body).encode()
        headers = {
            "host": f"127.0.0.1:{self.server.port}",
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"RekognitionService.{operation}",
        }
        return self.request("POST", "/", text, sign(headers, text, self.server.key_id, self.server.secret))

    def rest(self, method, path, form=None):
        headers, content = self.server.basic(), b""
        if form is not None:
            content, headers["Content-Type"] = multipart(form)
        return self.request(method, path, content, headers)

    def pages(self, operation, body, member):
        """All items of a listing."""
        items, token = [], None
        while True:
            page = self.call(operation, {**body, **({"NextToken": token} if token else {})}).json()
            items += page[member]
            token = page.get("NextToken")
            if not token:
                return items

    def people(self, collection):
        """Everybody in a collection, by id."""
        people, token = {}, ""
        while True:
            page = self.rest("GET", f"/v1/people?page_size=500&collection={collection}{token}").json()
            people.update({person["id"]: person for person in page["people"]})
            if "next_page_token" not in page:
                return people
            token = "&page_token=" + page["next_page_token"]
