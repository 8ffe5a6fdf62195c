#!/usr/bin/env python3
"""What a registration by upload and trigger costs beside the engine's own work, and how soon a face is found after its PUT.

Answers are checked first: everybody who is uploaded is recognised by another photo. Then the variants take turns, several
times, on one server with the same photos; the medians of the turns are compared.

    upload_speed.py --people 100 --rounds 5
"""

import argparse
import base64
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from plain_client import PlainClient  # noqa: E402  (finds mien_server, too)
from mien_server import Server, seeded_random  # noqa: E402
from upload_load import CONNECTIONS, Uploads, configuration, in_parallel, usage  # noqa: E402
from upload_latency import measure_latency  # noqa: E402
from upload_photos import choose_people  # noqa: E402

BUDGET = 1.2
# The first two tell the engine's own part: what a search takes, less what its request takes where no picture is read.
VARIANTS = {
    "unread": "SearchFacesByImage, refused before the picture is read",
    "search": "SearchFacesByImage in an empty collection",
    "people": "POST /v1/people",
    "new, id": "upload, new person by id",
    "more, id": "upload, one more photo by id",
    "new, gone": "upload, new person by id, picture not kept in the bucket",
    "new, name": "upload, new person by name, with a table's item",
    "more, name": "upload, one more photo by name, with a table's item",
}
UPLOADED = [variant for variant in VARIANTS if "," in variant]  # New people before their second photos.


class Turn:
    """What one variant took: pictures a second, and for each picture the time of all cores but what the clients used of
    it, the server's processor time and the clients'."""

    def __init__(self, cores, count, wall_s, server_s, client_s):
        self.rate = count / wall_s
        self.core_ms = 1e3 * (cores * wall_s - client_s) / count
        self.server_ms = 1e3 * server_s / count
        self.client_ms = 1e3 * client_s / count


class Speed:
    def __init__(self, options):
        self.options = options
        self.cores = len(os.sched_getaffinity(0))
        self.people = choose_people(seeded_random(), options.people, photos_min=2)
        for person in self.people:
            person.picture = {"Bytes": base64.b64encode(person.photos[0]).decode()}
        self.server = Server("--config", "mien.toml", "--log-level", "warning")
        names = [f"turn-{number}" for number in range(options.rounds + 1)] + ["latency-low", "latency-half"]
        (self.server.folder / "mien.toml").write_text("".join(map(configuration, names)))
        self.client = PlainClient(self.server)
        self.turns = {variant: [] for variant in VARIANTS}
        self.engine_ms = []  # As the server's own stages have it, while it searches.

    def measure(self, variant, work):
        """`work` returns how many pictures it had and, where it knows better, when the last was done."""
        server_began, client_began, began = usage(self.server), time.process_time(), time.time()
        count, ended = work()
        wall_s = (ended or time.time()) - began
        turn = Turn(self.cores, count, wall_s, usage(self.server) - server_began, time.process_time() - client_began)
        self.turns[variant].append(turn)
        return turn

    def search(self, collection, expected):
        def one(client, person):
            body = {"CollectionId": collection, "Image": person.picture}
            answer = client.call("SearchFacesByImage", body)
            assert answer.status == expected, answer

        in_parallel(self.server, self.people, one)
        return len(self.people), None

    def register(self, collection):
        def one(client, person):
            form = [("name", person.name), ("id", person.id), ("collection", collection), ("image", person.photos[0])]
            answer = client.rest("POST", "/v1/people", form)
            assert answer.status == 201, answer

        in_parallel(self.server, self.people, one)
        return len(self.people), None

    def stages_ms(self):
        """What the engine has worked so far, by its own clocks."""
        text = self.client.rest("GET", "/metrics").body.decode()
        wanted = [f'mien_stage_seconds_sum{{stage="{stage}"}}' for stage in ("decode", "detect", "align", "embed")]
        return sum(1e3 * float(line.split()[1]) for line in text.splitlines() if line.startswith(tuple(wanted)))

    def turn(self, number):
        name = f"turn-{number}"
        for collection in (f"{name}-empty", f"{name}-posted"):
            self.client.call("CreateCollection", {"CollectionId": collection})
        self.measure("unread", lambda: self.search("nowhere", 400))
        before = self.stages_ms()
        self.measure("search", lambda: self.search(f"{name}-empty", 200))
        self.engine_ms.append((self.stages_ms() - before) / len(self.people))
        self.measure("people", lambda: self.register(f"{name}-posted"))
        for variant in UPLOADED:
            what, kind = variant.split(", ")
            photos = [(person, 0 if what == "new" else 1) for person in self.people]
            uploads = Uploads(self.server, f"{name}-{kind}", kind, photos)
            self.measure(variant, uploads.put_all_and_wait)
            uploads.check(self.client)

    def check_found(self, collection):
        """By photos that were not uploaded."""
        for person in self.people:
            answer = self.client.rest("POST", "/v1/verify", [("image", person.photos[1]), ("collection", collection)])
            found = answer.json().get("person", {}).get("id")
            if answer.code != "match" or found != person.id:
                sys.exit(f"FAILED: {person.id} is not recognised: {answer}")

    def run(self):
        self.server.start()
        first = Uploads(self.server, "turn-0-id", "id", [(person, 0) for person in self.people])
        first.put_all_and_wait()
        first.check(self.client)
        self.check_found("turn-0-id")
        print(f"answers checked: {len(self.people)} people, each found by another photo; {self.cores} cores,"
              f" {CONNECTIONS} connections, load average {os.getloadavg()[0]:.1f}", flush=True)
        for number in range(1, self.options.rounds + 1):
            self.turn(number)
        self.report()
        rate = statistics.median(turn.rate for turn in self.turns["new, id"])
        print(f"\n{'from the 200 of the PUT to done and searchable':<48} {'rate/s':>7} {'p50 ms':>8} {'p99 ms':>8} {'most':>8}")
        for collection, part, confirmed in (("latency-low", self.options.low_rate, 1), ("latency-half", rate / 2, 10)):
            took = measure_latency(self.server, f"{collection}-id", self.people, part, confirmed)
            took.sort()
            print(f"{collection + f', {len(took)} uploads':<48} {part:>7.1f} {statistics.median(took):>8.1f}"
                  f" {took[int(len(took) * 0.99)]:>8.1f} {took[-1]:>8.1f}", flush=True)
        self.client.close()
        self.server.stop()

    def report(self):
        """Medians of the turns; a ratio is that of one turn to the engine's own part in the same turn."""
        pairs = list(zip(self.turns["search"], self.turns["unread"]))
        engine = {
            "core": [search.core_ms - unread.server_ms for search, unread in pairs],
            "CPU": [search.server_ms - unread.server_ms for search, unread in pairs],
        }
        middle = statistics.median
        print(f"\n{'':<54} {'rate/s':>7} {'core ms':>8} {'CPU ms':>7} {'client':>7}   times the engine: core, CPU")
        for variant, what in VARIANTS.items():
            turns = self.turns[variant]
            line = f"{what:<54} {middle(t.rate for t in turns):>7.1f} {middle(t.core_ms for t in turns):>8.2f}"
            line += f" {middle(t.server_ms for t in turns):>7.2f} {middle(t.client_ms for t in turns):>7.2f}"
            if variant not in ("unread", "search"):
                core = middle(t.core_ms / own for t, own in zip(turns, engine["core"]))
                cpu = middle(t.server_ms / own for t, own in zip(turns, engine["CPU"]))
                line += f"   {core:>6.2f} {cpu:>6.2f}" + ("" if core <= BUDGET else f"  over {BUDGET}")
            print(line)
        print(f"the engine's own part of a search: {middle(engine['core']):.2f} ms of a core, {middle(engine['CPU']):.2f} ms of"
              f" processor time; {middle(self.engine_ms):.2f} ms by the server's own stages")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--low-rate", type=float, default=5, help="uploads a second")
    speed = Speed(parser.parse_args())
    try:
        speed.run()
    finally:
        speed.server.discard()


if __name__ == "__main__":
    main()
