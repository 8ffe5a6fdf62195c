"""mien bench: what it measures is right and complete, and it leaves neither processes nor folders behind."""

import json
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from mien_server import Server, binary, clean_environment, identities, models_dir


def processes_with(text):
    """Ids of processes that have the text in their command line."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if text.encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            pass  # It ended meanwhile.
    return found


class Bench(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.key = {}  # Of a server that runs already.
        people = list(identities().values())
        self.photo, self.stranger = people[0][0], people[1][0]

    def command(self, *flags):
        return [str(binary()), "bench", "http", "--image", str(self.photo), "--models-dir", str(models_dir()), *flags]

    def environment(self):
        return clean_environment({"TMPDIR": str(self.folder), **self.key})

    def run_bench(self, *flags, code=0):
        out = self.folder.parent / f"{self.folder.name}.json"
        self.addCleanup(lambda: out.unlink(missing_ok=True))
        command = self.command("--seconds", "0.4", "--json", str(out), *flags)
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(out.read_text()) if code == 0 else done.stderr

    def assert_nothing_is_left(self):
        self.assertEqual(list(self.folder.iterdir()), [])
        self.assertEqual(processes_with(str(self.folder)), [])

    def test_http_measures_a_server_of_its_own(self):
        found = self.run_bench("--faces", "500", "--connections", "1,2", "--stranger", str(self.stranger))
        self.assertEqual(found["faces"], 501)
        self.assertEqual([load["connections"] for load in found["closed_loop"]], [1, 2])
        self.assertEqual([load["arrivals"] for load in found["open_loop"]], ["even", "random"])
        for load in found["closed_loop"] + found["open_loop"]:
            self.assertEqual(list(load["answers"]), ["200"])
            self.assertGreater(load["right_per_second"], 0)
            self.assertGreater(load["server_cpu_ms_per_request"], 0)
        stages = found["one_request_ms"]
        parts = sum(stages[stage] for stage in ("wait", "decode", "detect", "align", "embed"))
        self.assertLess(parts, stages["handler"])
        self.assertLess(stages["handler"], stages["client"])
        self.assert_nothing_is_left()

    def test_http_leaves_nothing_behind_when_it_is_interrupted(self):
        for moment_s, sent in ((0.3, signal.SIGINT), (2.5, signal.SIGINT), (5, signal.SIGTERM)):
            process = subprocess.Popen(
                self.command("--faces", "2000", "--seconds", "60"),
                env=self.environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            time.sleep(moment_s)  # Whatever it does by then: models, gallery, start of the server or load.
            process.send_signal(sent)
            _, error = process.communicate(timeout=60)
            self.assertNotEqual(process.returncode, 0, error)
            self.assert_nothing_is_left()

    def test_http_kills_its_server_when_it_is_killed(self):
        process = subprocess.Popen(
            self.command("--faces", "100", "--seconds", "60"), env=self.environment(), stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while len(processes_with(str(self.folder))) < 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertTrue(processes_with(str(self.folder)), "the bench did not start a server")
        process.kill()
        process.wait()
        while processes_with(str(self.folder)) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(processes_with(str(self.folder)), [])

    def test_http_measures_a_server_that_runs_and_stores_nothing_in_it(self):
        server = Server().start()
        self.addCleanup(server.stop)
        client = server.rekognition()
        client.create_collection(CollectionId="theirs")
        client.index_faces(CollectionId="theirs", Image={"Bytes": self.photo.read_bytes()})
        self.key = {"MIEN_ACCESS_KEY_ID": server.key_id, "MIEN_SECRET_ACCESS_KEY": server.secret}
        found = self.run_bench("--url", server.url, "--collection", "theirs", "--rate", "20")
        self.assertEqual(found["closed_loop"], [])
        self.assertEqual([load["offered_per_second"] for load in found["open_loop"]], [20, 20])
        self.assertEqual(client.describe_collection(CollectionId="theirs")["FaceCount"], 1)
        wrong = self.run_bench("--url", server.url, "--collection", "nobodys", code=3)
        self.assertIn("ResourceNotFound", wrong)

    def search(self, *flags):
        return [str(binary()), "bench", "search", "--dimension", "64", *flags]

    def test_search_measures_starts_and_searches(self):
        out = self.folder / "search.json"
        command = self.search("--faces", "1000", "--json", str(out))
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(out.read_text())
        out.unlink()
        gallery = found["galleries"][0]
        for start in ("start_replay_ms", "start_segment_ms", "start_segment_cold_ms"):
            self.assertGreater(gallery[start], 0, start)
        self.assertEqual({case["threads"] for case in gallery["cases"]}, {1, found["cores"]})
        self.assert_nothing_is_left()

    def test_search_leaves_nothing_behind_when_it_is_interrupted(self):
        """While the gallery is made, replayed and searched; in $TMPDIR, and in the folder that --scratch names."""
        scratch = self.folder / "scratch"
        scratch.mkdir()
        for flags, parent, made, sent in (
            ([], self.folder, "mien-bench-*/mien.db", signal.SIGINT),
            (["--scratch", str(scratch)], scratch, "mien-bench-*/mien.db", signal.SIGTERM),
            ([], self.folder, "mien-bench-*/index", signal.SIGINT),
            ([], self.folder, "mien-bench-*/index/segment", signal.SIGINT),
        ):
            process = subprocess.Popen(
                self.search("--faces", "200000", *flags),
                env=self.environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            self.addCleanup(process.kill)
            deadline = time.monotonic() + 120
            while not list(parent.glob(made)) and time.monotonic() < deadline:
                self.assertIsNone(process.poll(), "it ended before it was interrupted")
                time.sleep(0.01)
            process.send_signal(sent)
            _, error = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 3, error)
            self.assertIn("Interrupted.", error)
            self.assertEqual(list(scratch.iterdir()), [])
            self.assertEqual([path for path in self.folder.iterdir() if path != scratch], [])

    def test_search_names_the_kernels_that_there_are(self):
        command = self.search("--faces", "1000", "--kernel", "abacus")
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r'There is no kernel "abacus" on this machine; there are scalar[a-z0-9, -]*\.')

    def test_peak_gives_figures_for_cores_and_memory(self):
        out = self.folder / "peak.json"
        subprocess.run([str(binary()), "bench", "peak", "--json", str(out)], check=True, capture_output=True, timeout=120)
        found = json.loads(out.read_text())
        self.assertIn("fp32", [peak["name"] for peak in found["arithmetic"]])
        for value in [peak["one_core"] for peak in found["arithmetic"]] + list(found["memory"].values()):
            self.assertGreater(value, 0.1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
