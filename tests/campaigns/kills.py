#!/usr/bin/env python3
"""kill -9 at random moments while several clients register, delete, index and unindex; some starts are killed, too.

After each restart everything acknowledged is there, whole and findable by its photo; nothing deleted, half done or
orphaned is. What was cut off is there whole or not at all.

    kills.py --rounds 200
"""

import argparse
import os
import pathlib
import statistics
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from plain_client import LOST, PlainClient  # noqa: E402  (finds mien_server, too)
from ledger import FACE_COLLECTIONS, PEOPLE_COLLECTIONS, Ledger, Loss, check_found, run_campaign, settle  # noqa: E402
from mien_server import Server, data, seeded_random  # noqa: E402

# What each writer does in turn, by chance; two of a kind run at once.
CHANGES = ("register", "register", "delete_person", "index", "index", "delete_face")
SOURCES = {
    "register": ("people", "absent"),
    "delete_person": ("people", "there"),
    "index": ("faces", "absent"),
    "delete_face": ("faces", "there"),
}
WRITERS = 6
CHANGES_MAX = 40  # A round is killed after 0 to so many changes and a moment by chance,
MOMENT_S = 0.05
LOAD_S_MAX = 4  # or after so long.
STARTS_KILLED = 0.25  # Share of the restarts that are killed under way, and repeated.
FOUND = 6  # People and faces that are looked for by their photo in each round.


class Kills:
    def __init__(self):
        self.random = seeded_random()
        folders = [path for path in data("lfw-view1", "images").iterdir() if path.is_dir()]
        self.server = Server("--log-level", "warning")
        self.ledger = Ledger(self.random, folders)
        self.problems = []
        self.starts_killed = 0

    def write_until_killed(self, number):
        client = PlainClient(self.server)
        choose = type(self.random)(f"{self.random.random()}-{number}")
        try:
            while True:
                name = choose.choice(CHANGES)
                kind, state = SOURCES[name]
                thing = self.ledger.claim(kind, state)
                if thing is not None:
                    getattr(self.ledger, name)(client, thing)
        except LOST:
            pass
        except Exception as problem:
            self.problems.append(problem)
        client.close()

    def kill_while_writing(self):
        threads = [threading.Thread(target=self.write_until_killed, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        wanted = self.ledger.counts["acknowledged"] + self.random.randint(0, CHANGES_MAX)
        deadline = time.monotonic() + LOAD_S_MAX
        while self.ledger.counts["acknowledged"] < wanted and not self.problems and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(self.random.uniform(0, MOMENT_S))
        self.server.kill()
        for thread in threads:
            thread.join()
        if self.problems:
            raise Loss(f"{self.problems[0]!r}")

    def restart(self):
        if self.random.random() < STARTS_KILLED:
            self.starts_killed += 1
            self.server.spawn()
            time.sleep(self.random.uniform(0, 1.2))
            self.server.kill()
        began = time.monotonic()
        self.server.start()
        return time.monotonic() - began

    def run(self, rounds):
        self.server.start()
        client = PlainClient(self.server)
        for collection in (*FACE_COLLECTIONS, PEOPLE_COLLECTIONS[1]):
            client.call("CreateCollection", {"CollectionId": collection})
        took = []
        print(f"{'round':>5} {'changes':>8} {'cut off':>8} {'kept':>5} {'people':>6} {'faces':>6} {'objects':>7}"
              f" {'start s':>8} {'round s':>8}")
        for number in range(1, rounds + 1):
            began = time.monotonic()
            self.kill_while_writing()
            start_s = self.restart()
            people, faces, objects = settle(self.ledger, client, self.server.data_dir)
            check_found(self.ledger, client, FOUND)
            took.append(time.monotonic() - began)
            counts = self.ledger.counts
            if number <= 5 or number % 10 == 0 or number == rounds:
                print(f"{number:>5} {counts['acknowledged']:>8} {counts['interrupted']:>8} {counts['kept']:>5}"
                      f" {people:>6} {faces:>6} {objects:>7} {start_s:>8.2f} {took[-1]:>8.2f}", flush=True)
        counts = self.ledger.counts
        print(f"{rounds} kills, {self.starts_killed} more while starting: {counts['acknowledged']} changes acknowledged,"
              f" none lost; {counts['interrupted']} cut off, {counts['kept']} of them had been stored; no half person, no"
              f" orphan; {statistics.median(took):.1f} s a round, load average {os.getloadavg()[0]:.1f}")
        client.close()
        self.server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    kills = Kills()
    run_campaign(kills.server, lambda: kills.run(rounds))


if __name__ == "__main__":
    main()
