#!/usr/bin/env python3
"""A server under a mixed load for a long time, killed every minute and started again.

Searches, verifications, registrations, deletions, indexing, listings and detections run at 70 % of the rate that the
machine was just measured to give. After each restart everything acknowledged must be there, whole and findable, and
nothing deleted or half done. Fails if anything is lost or answered wrongly, or if the server's memory or descriptors
grow without bound within a life or from life to life.

    soak.py --minutes 30 --kill-every 60
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
from ledger import (  # noqa: E402
    FACE_COLLECTIONS, PEOPLE_COLLECTIONS, Ledger, Loss, check_found, is_found, run_campaign, settle)
from mien_server import Server, data, seeded_random  # noqa: E402

THREADS = 12
LOAD = 0.7
# What clients do, and how often of a hundred.
MIX = {"search": 45, "verify": 15, "detect": 10, "list": 8, "register": 6, "delete": 5, "index": 7, "unindex": 4}
# Growth that is allowed: allocators and galleries breathe.
GROWTH_FACTOR = 1.15
GROWTH_MB = 12
DESCRIPTORS_MORE = 32


class Schedule:
    """Moments at which requests are due, handed to whoever asks next."""

    def __init__(self, rate):
        self.gap_s = 1 / rate if rate else 0
        self.next = time.monotonic()
        self.lock = threading.Lock()

    def take(self):
        with self.lock:
            now = time.monotonic()
            due = self.next if self.gap_s else now
            self.next = due + self.gap_s
        if due > now:
            time.sleep(due - now)
        return due


class Samples:
    """Latencies by operation, and what the server's process used, since the last report."""

    def __init__(self):
        self.lock = threading.Lock()
        self.latencies_ms = {}
        self.late_ms = []

    def add(self, operation, due, began, ended):
        with self.lock:
            self.latencies_ms.setdefault(operation, []).append(1e3 * (ended - due))
            self.late_ms.append(1e3 * (began - due))

    def take(self):
        with self.lock:
            taken, self.latencies_ms, self.late_ms = (self.latencies_ms, self.late_ms), {}, []
        return taken


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


class Process:
    """What the server uses, from its metrics (/proc hides descriptors from other users) and its data directory."""

    def __init__(self, server):
        answer = server.rest("GET", "/metrics")
        metrics = dict(line.split(" ", 1) for line in answer.body.decode().splitlines() if line.startswith("process_"))
        self.rss_mb = float(metrics["process_resident_memory_bytes"]) / 2**20
        self.descriptors = int(metrics["process_open_fds"])
        size = lambda name: (server.data_dir / name).stat().st_size / 1e6 if (server.data_dir / name).exists() else 0
        self.wal_mb, self.db_mb = size("mien.db-wal"), size("mien.db")


class Life:
    """From one start of the server to its end."""

    def __init__(self):
        self.rss_mb, self.descriptors = [], []

    def sample(self, use):
        self.rss_mb.append(use.rss_mb)
        self.descriptors.append(use.descriptors)

    def third(self, number):
        size = max(1, len(self.rss_mb) // 3)
        return statistics.median(self.rss_mb[number * size : (number + 1) * size] or self.rss_mb[-1:])

    def growth(self):
        """The complaint, if there is one. The first third is the warm-up: pools and caches fill."""
        if len(self.rss_mb) < 30:
            return None
        middle, last = self.third(1), self.third(2)
        if last > middle * GROWTH_FACTOR + GROWTH_MB:
            return f"memory grew within a life from {middle:.0f} to {last:.0f} MB"
        size = len(self.descriptors) // 3
        before, after = max(self.descriptors[size : 2 * size]), max(self.descriptors[-size:])
        return f"descriptors grew from {before} to {after}" if after > before + DESCRIPTORS_MORE else None


class Soak:
    def __init__(self, options):
        self.options = options
        self.random = seeded_random()
        folders = [path for path in data("lfw-view1", "images").iterdir() if path.is_dir()]
        self.server = Server("--log-level", "warning")
        self.ledger = Ledger(self.random, folders)
        self.samples = Samples()
        self.stop = threading.Event()
        self.problems = []
        self.lives = []

    # One operation each; all claim what they work with.

    def do_search(self, client):
        face = self.ledger.claim("faces", "there")
        if face is None:
            return self.do_index(client)
        try:
            if not is_found(client, face):
                raise Loss(f"{face.name} is not found by its own photo")
        finally:
            self.ledger.put("faces", "there", face)

    def do_verify(self, client):
        person = self.ledger.claim("people", "there")
        if person is None:
            return self.do_register(client)
        try:
            form = [("image", person.photos[0]), ("collection", person.collection)]
            done = client.rest("POST", "/v1/verify", form)
            if done.status != 200 or done.code != "match" or done.json()["person"]["id"] != person.id:
                raise Loss(f"{person.id} is not recognised: {done}")
        finally:
            self.ledger.put("people", "there", person)

    def do_detect(self, client):
        face = self.ledger.claim("faces", "absent")
        if face is None:
            return
        try:
            done = client.call("DetectFaces", {"Image": face.image})
            if done.status != 200 or "FaceDetails" not in done.json():
                raise Loss(f"DetectFaces of {face.name}: {done}")
        finally:
            self.ledger.put("faces", "absent", face)

    def do_list(self, client):
        collection = FACE_COLLECTIONS[time.monotonic_ns() % 2]
        done = client.call("ListFaces", {"CollectionId": collection, "MaxResults": 100})
        people = client.rest("GET", f"/v1/people?page_size=50&collection={PEOPLE_COLLECTIONS[0]}")
        if done.status != 200 or people.status != 200:
            raise Loss(f"listing: {done} {people}")

    def do_register(self, client):
        if (person := self.ledger.claim("people", "absent")) is not None:
            self.ledger.register(client, person)

    def do_delete(self, client):
        if (person := self.ledger.claim("people", "there")) is not None:
            self.ledger.delete_person(client, person)

    def do_index(self, client):
        if (face := self.ledger.claim("faces", "absent")) is not None:
            self.ledger.index(client, face)

    def do_unindex(self, client):
        if (face := self.ledger.claim("faces", "there")) is not None:
            self.ledger.delete_face(client, face)

    def work(self, schedule, number):
        """Until the server dies under it, or it is told to stop."""
        client = PlainClient(self.server)
        choose = type(self.random)(f"{self.random.random()}-{number}")
        names, weights = list(MIX), list(MIX.values())
        while not self.stop.is_set():
            due = schedule.take()
            name = choose.choices(names, weights)[0]
            began = time.monotonic()
            try:
                getattr(self, f"do_{name}")(client)
                self.samples.add(name, due, began, time.monotonic())
            except LOST as lost:
                if self.server.is_alive() and not self.stop.is_set():
                    time.sleep(0.2)  # A kill shows on the connection before it shows on the process.
                    if self.server.is_alive():
                        self.problems.append(Loss(f"{name}: the server lives and does not answer: {lost!r}"))
                break
            except Exception as problem:  # Whatever it is, the run must end with it.
                self.problems.append(Loss(f"{name}: {problem!r}"))
                break
        client.close()

    def run_workers(self, rate, seconds, watch=lambda: None):
        """Load for some time; the server may be killed meanwhile by `watch`. True where that happened."""
        schedule = Schedule(rate)
        self.stop.clear()
        threads = [threading.Thread(target=self.work, args=(schedule, number)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.problems:
            time.sleep(min(0.5, max(0.0, end - time.monotonic())))
            watch()
        return threads

    def end_workers(self, threads):
        self.stop.set()
        for thread in threads:
            thread.join()

    def report(self, minute, restart_s, state, use):
        latencies, late = self.samples.take()
        people, faces, objects = state
        kinds = " ".join(
            f"{name} {len(values)}:{percentile(values, 0.5):.0f}/{percentile(values, 0.99):.0f}"
            for name, values in sorted(latencies.items())
        )
        print(
            f"{minute:>5.1f} {sum(map(len, latencies.values())):>6} {restart_s:>6.2f} {use.rss_mb:>6.0f}"
            f" {use.descriptors:>4} {use.wal_mb:>6.1f} {use.db_mb:>6.1f} {people:>6} {faces:>6} {objects:>7}"
            f" {percentile(late, 0.99):>7.0f}  {kinds}",
            flush=True,
        )

    def check(self):
        client = PlainClient(self.server)
        try:
            state = settle(self.ledger, client, self.server.data_dir)
            check_found(self.ledger, client, 10)
            return state
        finally:
            client.close()

    def measure_peak(self):
        """A gallery to begin with, then the mix as fast as it goes."""
        client = PlainClient(self.server)
        for collection in FACE_COLLECTIONS:
            client.call("CreateCollection", {"CollectionId": collection})
        client.call("CreateCollection", {"CollectionId": PEOPLE_COLLECTIONS[1]})
        for _ in range(40):
            self.do_register(client)
            self.do_index(client)
        client.close()
        seconds = self.options.peak_seconds
        self.end_workers(self.run_workers(None, seconds))
        latencies, _ = self.samples.take()
        return sum(map(len, latencies.values())) / seconds

    def run(self):
        self.server.start()
        peak = self.measure_peak()
        self.fail_on_problems()
        rate = LOAD * peak
        print(f"peak {peak:.0f} operations/s in the mix {MIX}, load {rate:.0f}/s from {THREADS} clients;"
              f" killed every {self.options.kill_every:.0f} s; load average {os.getloadavg()[0]:.1f}")
        print(f"{'min':>5} {'done':>6} {'start':>6} {'RSS MB':>6} {'fds':>4} {'WAL MB':>6} {'DB MB':>6} {'people':>6}"
              f" {'faces':>6} {'objects':>7} {'late ms':>7}  operation count:p50/p99 ms", flush=True)
        began = time.monotonic()
        while time.monotonic() - began < 60 * self.options.minutes:
            life = Life()
            last = []

            def watch():
                if self.server.is_alive():
                    last[:] = [Process(self.server)]
                    life.sample(last[0])

            threads = self.run_workers(rate, self.options.kill_every * self.random.uniform(0.9, 1.1), watch)
            self.server.kill()
            self.end_workers(threads)
            self.fail_on_problems()
            self.lives.append(life)
            restart = time.monotonic()
            self.server.start()
            restart_s = time.monotonic() - restart
            state = self.check()
            self.report((time.monotonic() - began) / 60, restart_s, state, last[0])
            if complaint := life.growth():
                raise Loss(complaint)
        self.judge_lives()
        self.server.stop()

    def fail_on_problems(self):
        if self.problems:
            raise self.problems[0]

    def judge_lives(self):
        """From life to life the gallery stays about the same, and so must the memory."""
        ends = [life.third(2) for life in self.lives]
        counts = self.ledger.counts
        print(f"{len(self.lives)} lives: {counts['acknowledged']} changes acknowledged, none lost;"
              f" {counts['interrupted']} cut off, {counts['kept']} of them had been stored;"
              f" {self.ledger.unusable} registrations refused for their photos")
        if len(ends) >= 6:
            third = len(ends) // 3
            first, last = statistics.median(ends[:third]), statistics.median(ends[-third:])
            print(f"memory at the end of a life: median {first:.0f} MB in the first third, {last:.0f} MB in the last")
            if last > first * GROWTH_FACTOR + GROWTH_MB:
                raise Loss("memory grows from life to life")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--kill-every", type=float, default=60, help="seconds")
    parser.add_argument("--peak-seconds", type=float, default=8)
    soak = Soak(parser.parse_args())
    run_campaign(soak.server, soak.run)


if __name__ == "__main__":
    main()
