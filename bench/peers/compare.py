#!/usr/bin/env python3
"""Measures Mien beside a plain Python service with the same nets, on this machine, in the same run.

Both search a gallery of 100,000 faces for the same photo; both are driven by the same client, `mien bench http`. Takes
a photo with one face as its argument. The service's Python packages go to build/peers-venv.
"""

import argparse
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
VENV = PROJECT / "build" / "peers-venv"
CONNECTIONS = (1, 2, 8, 32)


def enter_venv():
    """Continues in the virtual environment, which is made where it is missing."""
    python = VENV / "bin" / "python3"
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    wanted = (HERE / "requirements.txt").read_text()
    stamp = VENV / "requirements.installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing the Python service's packages into {VENV} ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(VENV / "bin" / "pip"), "install", "-q", "-r", str(HERE / "requirements.txt")], check=True)
        stamp.write_text(wanted)
    os.execv(python, [str(python), *sys.argv])


def on_canvas(photo, out):
    """A 640x480 JPEG of the photo's middle: what both services get."""
    import cv2

    picture = cv2.imread(str(photo))
    if picture is None:
        sys.exit(f"{photo} is no picture.")
    height, width = picture.shape[:2]
    wide, high = min(width, height * 4 // 3), min(height, width * 3 // 4)
    left, top = (width - wide) // 2, (height - high) // 2
    cut = picture[top : top + high, left : left + wide]
    cv2.imwrite(str(out), cv2.resize(cut, (640, 480), interpolation=cv2.INTER_LINEAR), [cv2.IMWRITE_JPEG_QUALITY, 90])


def make_gallery(picture, models, faces, out):
    """Unit vectors by chance, the photo's own in row 0."""
    import numpy

    sys.path.insert(0, str(HERE))
    import service

    embedding = service.Embedder(models).embed(picture.read_bytes())
    if embedding is None:
        sys.exit("The Python service sees no face in the photo.")
    rows = numpy.random.default_rng(1).standard_normal((faces, embedding.size), dtype=numpy.float32)
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
    rows[0] = embedding
    numpy.save(out, rows)
    return embedding.size


class Peer:
    """The Python service on a free port."""

    def __init__(self, workers, models, gallery, log):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        cores = len(os.sched_getaffinity(0))
        threads = str(max(1, cores // workers))
        environment = {**os.environ, "PEER_MODELS": str(models), "PEER_GALLERY": str(gallery), "PEER_THREADS": threads}
        environment.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")  # Requests run side by side.
        command = [sys.executable, "-m", "uvicorn", "--factory", "service:make_app", "--port", str(port)]
        command += ["--workers", str(workers), "--no-access-log", "--log-level", "warning"]
        self.url = f"http://127.0.0.1:{port}/search"
        self.process = subprocess.Popen(
            command, cwd=HERE, env=environment, stdout=log, stderr=log, start_new_session=True
        )

    def wait(self, picture, answers):
        """Until as many right answers came as make it likely that every worker has its nets in memory."""
        deadline = time.monotonic() + 120
        while answers > 0:
            try:
                request = urllib.request.Request(self.url, picture, {"Content-Type": "image/jpeg"})
                with urllib.request.urlopen(request, timeout=60) as answer:
                    first = json.load(answer)["matches"][0]
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    sys.exit("The Python service does not start.")
                time.sleep(0.2)
                continue
            if first["face"] != 0 or first["cosine"] < 0.9999:
                sys.exit(f"The Python service gives a wrong answer: {first}")
            answers -= 1

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def bench(options, *flags):
    """One run of the load client; its JSON."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [str(options.mien), "bench", "http", "--seconds", str(options.seconds), "--json", out.name, *flags]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return json.load(out)


def closed_loops(result):
    return {load["connections"]: load for load in result["closed_loop"]}


def middle(rounds, connections, read):
    return statistics.median(read(one[connections]) for one in rounds)


def report(mien, peer):
    head = f"{'connections':>11} {'':>4} {'answers/s':>10} {'p50 ms':>8} {'p99 ms':>8}   ratio of answers/s"
    print("\nmedian of the rounds, both in turn on the same machine\n" + head)
    for connections in CONNECTIONS:
        rate = [middle(rounds, connections, lambda load: load["right_per_second"]) for rounds in (mien, peer)]
        for name, rounds, value in (("Mien", mien, rate[0]), ("peer", peer, rate[1])):
            p50, p99 = (middle(rounds, connections, lambda load: load["latency_ms"][at]) for at in ("p50", "p99"))
            ratio = f"{rate[0] / rate[1]:>10.1f} x" if name == "Mien" else ""
            print(f"{connections:>11} {name:>4} {value:>10.1f} {p50:>8.2f} {p99:>8.2f} {ratio}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photo", type=pathlib.Path)
    parser.add_argument("--faces", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--mien", type=pathlib.Path, default=PROJECT / "build" / "release" / "mien")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    enter_venv()
    models = options.mien.resolve().parent / "models"
    all_connections = ",".join(map(str, CONNECTIONS))
    with tempfile.TemporaryDirectory(prefix="mien-peers-") as name:
        folder = pathlib.Path(name)
        picture, gallery = folder / "photo.jpg", folder / "gallery.npy"
        on_canvas(options.photo, picture)
        dimension = make_gallery(picture, models, options.faces, gallery)
        print(f"{options.faces} faces of {dimension} numbers, a 640x480 JPEG of {picture.stat().st_size} bytes")
        log = (folder / "peer.log").open("wb")
        best, best_rate = 1, 0.0
        for workers in (1, 2, 3):
            peer = Peer(workers, models, gallery, log)
            try:
                peer.wait(picture.read_bytes(), 8 * workers)
                load = closed_loops(bench(options, "--image", str(picture), "--peer", peer.url, "--connections", "32", "--closed-only"))[32]
            finally:
                peer.stop()
            print(f"Python service, {workers} workers: {load['right_per_second']:.1f} answers/s", flush=True)
            if load["right_per_second"] > best_rate:
                best, best_rate = workers, load["right_per_second"]
        peer = Peer(best, models, gallery, log)
        rounds = {"mien": [], "peer": []}
        try:
            peer.wait(picture.read_bytes(), 8 * best)
            for _ in range(options.rounds):
                flags = ("--image", str(picture), "--connections", all_connections, "--closed-only")
                rounds["mien"].append(closed_loops(bench(options, "--faces", str(options.faces), *flags)))
                rounds["peer"].append(closed_loops(bench(options, "--peer", peer.url, *flags)))
        finally:
            peer.stop()
    report(rounds["mien"], rounds["peer"])
    print(f"Python service with {best} workers; load average {os.getloadavg()[0]:.1f}")
    if options.json:
        options.json.write_text(json.dumps({"workers": best, **rounds}))


if __name__ == "__main__":
    main()
