"""How long after the answer to its PUT a picture is registered and found, at a given rate of uploads."""

import pathlib
import queue
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from plain_client import PlainClient  # noqa: E402  (finds mien_server, too)
from event_reader import EventReader  # noqa: E402
from upload_load import Uploads, in_parallel  # noqa: E402

PATIENCE_S = 60


class Told:
    """What the live events say: when each upload was done, by its key. Of every `confirmed`-th one the person is looked for
    by another photo at once."""

    def __init__(self, server, bucket, people, confirmed):
        self.server, self.bucket, self.people, self.confirmed = server, bucket, people, confirmed
        self.done = {}
        self.problem = None
        self.to_confirm = queue.SimpleQueue()
        self.reader = EventReader(server, "?types=upload", timeout_s=PATIENCE_S)
        self.threads = [threading.Thread(target=self.guarded, args=(work,), daemon=True) for work in (self.listen, self.confirm)]
        for thread in self.threads:
            thread.start()

    def guarded(self, work):
        try:
            work()
        except Exception as problem:  # Whatever it is, the run must end with it.
            self.problem = self.problem or problem
        if work == self.listen:
            self.to_confirm.put(None)

    def listen(self):
        while len(self.done) < len(self.people):
            event = self.reader.read()
            now = time.monotonic()
            if event.data["bucket"] != self.bucket or event.data["state"] in ("open", "waiting"):
                continue
            assert event.data["state"] == "done", event
            self.done.setdefault(event.data["key"], now)
            if len(self.done) % self.confirmed == 0:
                self.to_confirm.put(event.data["person"]["id"])
        self.reader.close()

    def confirm(self):
        client = PlainClient(self.server)
        by_id = {person.id: person for person in self.people}
        while (person_id := self.to_confirm.get()) is not None:
            form = [("image", by_id[person_id].photos[1]), ("collection", self.bucket)]
            answer = client.rest("POST", "/v1/verify", form)
            assert answer.code == "match" and answer.json()["person"]["id"] == person_id, f"{person_id} is not found: {answer}"
        client.close()

    def wait(self):
        for thread in self.threads:
            thread.join(2 * PATIENCE_S)
        if self.problem is not None or any(thread.is_alive() for thread in self.threads):
            sys.exit(f"FAILED: {len(self.done)} of {len(self.people)} uploads were told of: {self.problem!r}")


def measure_latency(server, bucket, people, rate, confirmed):
    """Latencies in ms, an upload for each of the people, from the answer to its PUT until its end is told. Puts are due on
    a schedule."""
    uploads = Uploads(server, bucket, "id", [(person, 0) for person in people])
    told = Told(server, bucket, people, confirmed)
    answered = {}
    began = time.monotonic()

    def put_when_due(client, numbered):
        number, (key, put) = numbered
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        put.send(client)
        answered[key] = time.monotonic()

    in_parallel(server, enumerate(uploads.puts.items()), put_when_due)
    told.wait()
    return [max(0.0, 1e3 * (told.done[key] - answered[key])) for key in uploads.puts]
