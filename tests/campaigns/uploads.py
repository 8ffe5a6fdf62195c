#!/usr/bin/env python3
"""kill -9 at random moments while several clients upload photos that intakes register.

PutObject, presigned PUTs and announced uploads into intakes with every kind of identity and every policy of what is kept;
some come twice, some are refused. A put whose answer was lost is repeated, as clients do. At the end every upload is in
exactly one final state, each person exists once with each of its faces once, tables, buckets, audit log and files agree.

    uploads.py --uploads 500
"""

import argparse
import os
import pathlib
import queue
import statistics
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from plain_client import LOST, PlainClient  # noqa: E402  (finds mien_server, too)
from ledger import Loss, run_campaign  # noqa: E402
from mien_server import Server, padded_jpeg, seeded_random  # noqa: E402
from real_servers import free_port  # noqa: E402
import upload_checks as checks  # noqa: E402
from upload_doors import ANNOUNCED, CONFIGURATION, DOORS, Clients, Upload  # noqa: E402
from upload_photos import Person, choose_people, refused_pictures  # noqa: E402

WRITERS = 4
PUTS_MAX = 12  # In one life 0 to so many puts are acknowledged. It ends a moment by chance after them,
MOMENT_S = 0.05
LIFE_S = 1.0  # or the clients rest and it ends at a time of up to so long, while what they put is processed.
RESTS = 0.6
STARTS_KILLED = 0.15  # Share of the restarts that are killed under way, and repeated.
LOOKS = 0.5  # Share of the restarts after which the uploads are looked at before the clients go on.
KILLS_AFTER = 0.1  # More kills once everything is uploaded, as a share of the puts, while there is something to process.
REFUSED = 0.14  # Share of uploads that no intake takes,
REPEATED = 0.12  # and of puts that come again.
FOUND = 20  # Pictures of each collection that are looked for at the end.


class Plan:
    """All uploads of a campaign, and the order of their puts."""

    def __init__(self, random, count):
        self.random = random
        distinct = round(count * (1 - REPEATED))
        refused = round(distinct * REFUSED)
        each = (distinct - refused) / len(DOORS)
        self.people = choose_people(random, max(4, round(each / 1.8)))
        self.uploads = []
        for door in DOORS:
            self.add_good(door, round(each))
        good = [upload for upload in self.uploads]
        for number in range(refused):
            self.add_refused(DOORS[number % len(DOORS)], number // len(DOORS), good)
        self.puts = [(upload, upload.ways[0]) for upload in self.uploads]
        for upload in random.choices(self.uploads, k=max(0, count - len(self.puts))):
            self.puts.append((upload, random.choice(upload.ways)))
        random.shuffle(self.puts)

    def add(self, door, identity, content, outcome):
        ways = ["announced"] if door.name == ANNOUNCED else ["PutObject", "presigned-v4", "presigned-v2"]
        self.random.shuffle(ways)
        self.uploads.append(Upload(door, identity, content, outcome, ways))
        return self.uploads[-1]

    def add_good(self, door, count):
        """Photos of people, with all the photos of one before those of the next."""
        photos = [(person, photo) for person in self.random.sample(self.people, len(self.people)) for photo in person.photos]
        for person, photo in photos[:count]:
            self.add(door, door.identity(person), photo, "registered").person = person

    def add_refused(self, door, number, good):
        """Pictures that no intake takes, and, of people who are registered by then, what is somebody else's."""
        own = [upload for upload in good if upload.door is door]
        first = self.random.choice(own)
        bad = refused_pictures(first.content)
        if number % 3 < 2:
            content, outcome = bad[(number - number // 3) % len(bad)]
            self.add(door, door.identity(Person(f"Nobody_{number}", [], set())), content, outcome)
            return
        if door.by_id:
            others = [u for u in own if u.person.name != first.person.name and u.person.name not in first.person.alike]
            other = self.random.choice(others)
            refused = self.add(door, first.identity, padded_jpeg(other.content, len(other.content) + 100), "identity_conflict")
        else:
            content = padded_jpeg(first.content, len(first.content) + 100)
            refused = self.add(door, door.identity(Person(f"Somebody_{number}", [], set())), content, "duplicate_person")
        refused.after = first


class Campaign:
    def __init__(self, count):
        self.random = seeded_random()
        self.plan = Plan(self.random, count)
        self.server = Server("--listen", f"127.0.0.1:{free_port()}", "--config", "mien.toml", "--log-level", "warning")
        (self.server.folder / "mien.toml").write_text(CONFIGURATION)
        self.puts = queue.SimpleQueue()
        for put in self.plan.puts:
            self.puts.put(put)
        self.open = threading.Event()  # The clients may go on.
        self.lock = threading.Lock()
        self.acknowledged = self.cut_off = self.kills = self.starts_killed = 0
        self.problems = []
        self.clients = []

    # The clients.

    def upload_all(self, number):
        clients = self.clients[number]
        try:
            while True:
                upload, way = self.puts.get_nowait()
                if upload.after is not None and not self.is_done(clients, upload.after):
                    self.puts.put((upload, way))
                    time.sleep(0.01)
                    continue
                self.put_until_acknowledged(clients, upload, way)
        except queue.Empty:
            pass
        except Exception as problem:  # Whatever it is, the run must end with it.
            self.problems.append(Loss(repr(problem)))
        clients.close()

    def put_until_acknowledged(self, clients, upload, way):
        while not self.problems:
            self.open.wait()
            try:
                clients.put(upload, way)
                with self.lock:
                    self.acknowledged += 1
                return
            except LOST:
                with self.lock:
                    self.cut_off += 1
                time.sleep(0.005)

    def is_done(self, clients, upload):
        if not upload.acknowledged:
            return False
        self.open.wait()
        try:
            found = clients.plain.rest("GET", f"/v1/uploads?bucket={upload.door.bucket}&key={upload.key}").json()["uploads"]
        except LOST:
            return False
        return any(entry["state"] == "done" for entry in found)

    # The server's lives.

    def restart(self):
        if self.random.random() < STARTS_KILLED:
            self.starts_killed += 1
            self.server.spawn()
            time.sleep(self.random.uniform(0, 0.7))
            self.server.kill()
        began = time.monotonic()
        self.server.start()
        return time.monotonic() - began

    def live(self):
        """Until enough was put, or the time of this life is over; all of it where there is nothing more to put."""
        wanted = self.acknowledged + self.random.randint(0, PUTS_MAX)
        end = time.monotonic() + self.random.uniform(0, LIFE_S)
        rests = self.random.random() < RESTS
        while not self.problems and time.monotonic() < end:
            if self.acknowledged >= wanted:
                if not rests:
                    time.sleep(self.random.uniform(0, MOMENT_S))
                    return
                self.open.clear()
            time.sleep(0.002)

    def kill(self):
        self.open.clear()
        self.server.kill()
        self.kills += 1

    def run(self):
        self.server.start()
        self.clients = [Clients(self.server) for _ in range(WRITERS)]
        lost = lambda: sum(clients.lost_announcements for clients in self.clients)
        watch = checks.Watch(self.plan.uploads, lost)
        client = PlainClient(self.server)
        threads = [threading.Thread(target=self.upload_all, args=(number,), daemon=True) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        people = self.plan.people
        print(f"{len(self.plan.puts)} puts of {len(self.plan.uploads)} pictures of {len(people)} people through {len(DOORS)}"
              f" intakes\n{'kill':>5} {'puts':>5} {'cut off':>8} {'done':>5} {'refused':>8} {'waiting':>8} {'start s':>8}")
        began, starts, more = time.monotonic(), [], round(KILLS_AFTER * len(self.plan.puts))
        while more > 0:
            self.open.set()
            self.live()
            uploading = any(thread.is_alive() for thread in threads)
            self.kill()
            starts.append(self.restart())
            if self.problems:
                raise self.problems[0]
            client.close()  # What it was connected to is gone.
            if not uploading or self.random.random() < LOOKS:
                states = self.report(watch.look(client), starts[-1])
                more -= not uploading
                more = more if uploading or "waiting" in states else 0
        self.open.set()
        for thread in threads:
            thread.join()
        self.check(watch, client, time.monotonic() - began, starts)
        client.close()
        self.server.stop()

    def report(self, entries, start_s):
        states = [entry["state"] for found in entries.values() for entry in found]
        if self.kills <= 5 or self.kills % 10 == 0:
            print(f"{self.kills:>5} {self.acknowledged:>5} {self.cut_off:>8} {states.count('done'):>5}"
                  f" {states.count('refused'):>8} {states.count('waiting'):>8} {start_s:>8.2f}", flush=True)
        return states

    def check(self, watch, client, took_s, starts):
        entries = watch.wait_until_settled(client)
        checks.check_states(watch, entries)
        totals = [checks.check_people(door, watch, entries, client) for door in DOORS]
        people, faces = (sum(total[i] for total in totals) for i in (0, 1))
        items = checks.check_tables(self.server, entries)
        objects = checks.check_buckets(self.server, watch)
        checks.check_files(self.server, objects + faces)
        for door in DOORS:
            checks.check_found(door, watch, client, self.random, FOUND)
        checks.check_files(self.server, objects + faces)
        states = [entry["state"] for found in entries.values() for entry in found]
        stored = sum(states.count(state) for state in checks.SETTLED)
        print(f"{self.kills} kills in {took_s:.0f} s, {self.starts_killed} more while starting: {self.acknowledged} puts"
              f" acknowledged, {self.cut_off} cut off; {stored} uploads, each in one final state ({states.count('done')} done, {states.count('refused')} refused);"
              f" {people} people, each once, with {faces} faces; {items} items; {objects} objects kept; no file too many;"
              f" starts {statistics.median(starts):.2f} s, load average {os.getloadavg()[0]:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--uploads", type=int, default=500)
    campaign = Campaign(parser.parse_args().uploads)
    run_campaign(campaign.server, campaign.run)


if __name__ == "__main__":
    main()
