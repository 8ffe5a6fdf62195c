"""mien import: folders and lists of people, twice in a row, through kills of both sides, with hostile files and names."""

import csv
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import unittest

from mien_server import (
    Server, ServerTest, binary, clean_environment, data, identities, is_sanitized, padded_jpeg, seeded_random)

DONE, PARTLY, USAGE, CANNOT_REACH = 0, 1, 2, 3
# Photos of the identities that show several faces.
GROUPS = {"Arnold_Schwarzenegger_0007.jpg", "Tony_Blair_0001.jpg", "Vladimir_Putin_0001.jpg"}
PHOTOS = 9


def people_with_photos():
    """Ten people with nine photos each that show nobody else."""
    return {name: [file for file in files if file.name not in GROUPS][:PHOTOS] for name, files in identities().items()}


class Import(ServerTest):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-import-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.source = self.folder / "people"
        self.source.mkdir()

    def tearDown(self):
        if not self.server.is_alive():
            self.server.start()
        for person in self.people():
            self.server.rest("DELETE", f"/v1/people/{person['id']}")

    def people(self):
        return self.server.rest("GET", "/v1/people?page_size=500").json()["people"]

    def faces(self):
        return {person["name"]: person["face_count"] for person in self.people()}

    def command(self, *arguments, server=None):
        environment = clean_environment(
            {
                "MIEN_SERVER": server or self.server.url,
                "MIEN_ACCESS_KEY_ID": self.server.key_id,
                "MIEN_SECRET_ACCESS_KEY": self.server.secret,
                "XDG_STATE_HOME": str(self.folder / "state"),
            }
        )
        return [str(binary()), "import", *map(str, arguments)], environment

    def run_import(self, *arguments, expect=DONE, server=None):
        """The summary, and all that was printed on standard error."""
        command, environment = self.command(*arguments, "--json", server=server)
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
        self.assertEqual(done.returncode, expect, f"{arguments}: {done.stdout}{done.stderr}")
        self.assertNotIn(self.server.secret, done.stdout + done.stderr)
        return (json.loads(done.stdout) if done.stdout else {}), done.stderr

    def start_import(self, *arguments):
        command, environment = self.command(*arguments)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        return process

    def put(self, name, *photos, person_folder=None):
        """A person's folder with these files."""
        folder = self.source / (person_folder or name)
        folder.mkdir(exist_ok=True)
        for photo in photos:
            shutil.copyfile(photo, folder / photo.name)  # Without its mode: what is read-only cannot be put again.
        return folder

    def ten_people(self, photos=PHOTOS):
        for name, files in people_with_photos().items():
            self.put(name, *files[:photos])

    def report(self, path):
        return [json.loads(line) for line in path.read_text().splitlines()]


class Folders(Import):
    def test_a_folder_twice_with_and_without_its_journal(self):
        self.ten_people()
        told, _ = self.run_import(self.source, "--consent", "--report", self.folder / "report.jsonl")
        self.assertEqual((told["people"]["registered"], told["photos"]["added"]), (10, 10 * PHOTOS), told)
        self.assertEqual(set(self.faces().values()), {PHOTOS})
        self.assertTrue(all(person["consent"] for person in self.people()))
        self.assertEqual(len(self.report(self.folder / "report.jsonl")), 10 * PHOTOS)
        journal = self.folder / "people.mien-import.jsonl"
        self.assertEqual(stat.S_IMODE(journal.stat().st_mode), 0o600)
        self.assertNotIn(self.server.secret, journal.read_text())
        before = self.people()
        for lost in (False, True):
            if lost:
                journal.unlink()
            told, _ = self.run_import(self.source)
            self.assertEqual((told["people"]["already_there"], told["photos"]["already_there"]), (10, 10 * PHOTOS), told)
            self.assertEqual(self.people(), before)
        probe = identities()["George_W_Bush"][3].read_bytes()
        self.assertEqual(self.server.verify(probe).json()["person"]["name"], "George_W_Bush")

    def test_adds_what_is_missing(self):
        photos = identities()["George_W_Bush"]
        self.put("Bush", *photos[:2])
        self.run_import(self.source)
        self.put("Bush", *photos[:5])
        told, _ = self.run_import(self.source)
        self.assertEqual((told["people"]["completed"], told["photos"]["added"]), (1, 3), told)
        self.assertEqual(self.faces(), {"Bush": 5})

    def test_a_dry_run_changes_nothing(self):
        self.ten_people(2)
        told, _ = self.run_import(self.source, "--dry-run")
        self.assertEqual((told["people"]["registered"], told["photos"]["would_add"]), (10, 20), told)
        self.assertEqual(self.people(), [])
        self.assertFalse((self.folder / "people.mien-import.jsonl").exists())

    def test_a_dry_run_knows_what_was_refused(self):
        self.put("Bush", identities()["George_W_Bush"][0], data("group-photos", "011_3.jpg"))
        self.run_import(self.source, expect=PARTLY)
        journal = (self.folder / "people.mien-import.jsonl").read_bytes()
        told, _ = self.run_import(self.source, "--dry-run", expect=PARTLY)
        self.assertEqual((told["photos"]["already_there"], told["photos"]["refused_earlier"]), (1, 1), told)
        self.assertEqual(told["photos"]["would_add"], 0)
        told, _ = self.run_import(self.source, "--dry-run", "--retry-refused")
        self.assertEqual(told["photos"]["would_add"], 1, told)
        self.assertEqual((self.folder / "people.mien-import.jsonl").read_bytes(), journal)

    def test_nobody_is_no_success(self):
        (self.source / "nobody").mkdir()
        (self.source / "notes.txt").write_text("for people")
        (self.folder / "list.csv").write_text("file,name\n")
        for source in (self.source, self.folder / "list.csv"):
            told, errors = self.run_import(source, "--report", self.folder / "r.jsonl", expect=USAGE)
            self.assertIn(f"nobody to import is in {source}", errors)
            self.assertEqual(told["people"]["registered"], 0)
        self.assertEqual(list(self.folder.glob("*.mien-import.jsonl")), [])

    def test_refused_photos_leave_the_others(self):
        bush, chirac = identities()["George_W_Bush"], identities()["Jacques_Chirac"]
        folder = self.put("Bush", *bush[:4], data("group-photos", "011_3.jpg"), chirac[0])
        (folder / "text.jpg").write_text("no picture")
        (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nrest")
        (folder / "empty.webp").write_bytes(b"")
        (folder / "large.jpg").write_bytes(padded_jpeg(bush[5].read_bytes(), 15 * 1024 * 1024 + 1))
        (folder / "notes.txt").write_text("for people")
        (folder / "link.jpg").symlink_to(bush[6])
        (folder / "circle.jpg").symlink_to("circle.jpg")
        os.mkfifo(folder / "pipe.jpg")
        self.put("Bush again", bush[7])
        told, errors = self.run_import(
            self.source, "--jobs", "1", "--report", self.folder / "r.jsonl", expect=PARTLY
        )
        self.assertEqual(sorted(self.faces().values()), [4], errors)
        lines = {line["file"]: line for line in self.report(self.folder / "r.jsonl")}
        expected = {
            "011_3.jpg": "several_faces",
            chirac[0].name: "identity_conflict",
            "text.jpg": "image_format",
            "broken.png": "image_format",
            "empty.webp": "image_format",
            "large.jpg": "image_too_large",
        }
        for name, code in expected.items():
            self.assertEqual(lines[f"Bush/{name}"]["code"], code)
            self.assertIn(f"Bush/{name}", errors)
        self.assertEqual(told["refused_by_code"]["duplicate_person"], 1, told)
        passed_over = {name for name, line in lines.items() if line["outcome"] == "passed_over"}
        self.assertEqual(
            passed_over, {"Bush/notes.txt", "Bush/link.jpg", "Bush/circle.jpg", "Bush/pipe.jpg"}, lines
        )
        again, _ = self.run_import(self.source, expect=PARTLY)
        self.assertEqual(again["photos"]["added"], 0)
        self.assertEqual(again["photos"]["refused_earlier"], 2, again)  # The group and the broken one.

    def test_more_photos_than_one_request_takes(self):
        folder = self.put("Bush", *identities()["George_W_Bush"])
        for i, photo in enumerate(list(folder.iterdir())[:5]):
            jpeg = photo.read_bytes()
            for copy in range(6):
                (folder / f"copy{i}-{copy}.jpg").write_bytes(padded_jpeg(jpeg, len(jpeg) + 100 + copy))
        told, _ = self.run_import(self.source)
        self.assertEqual(told["photos"]["added"], 40, told)
        self.assertEqual(self.faces(), {"Bush": 40})

    def test_hostile_files(self):
        folder = self.put("Bush", *identities()["George_W_Bush"][:3])
        count = 0
        for group in ("jpeg-crash", "jpeg-bad-metadata", "png-corrupt", "unsupported-format", "zero-byte", "bomb-dos"):
            for file in sorted(data("bad-input", group).rglob("*")):
                if file.is_file() and file.stat().st_size <= 20 * 1024 * 1024:
                    count += 1
                    shutil.copy(file, folder / f"{group}-{count}{file.suffix}")
        told, errors = self.run_import(self.source, "--quiet", expect=PARTLY)
        self.assertEqual(errors, "")
        self.assertTrue(self.server.is_alive())
        self.assertGreaterEqual(self.faces()["Bush"], 3)
        self.assertEqual(told["photos"]["unsent"], 0, told)
        self.assertEqual(self.server.request("GET", "/readyz").status, 200)

    def test_odd_names(self):
        names = ["😀", "שלום", "-rf", "a'b\"c", "ü" * 120, "…"]
        wrong = ["   ", "bell\a", "\u202egpj", b"bad\xff"]
        for name, files in zip(names, identities().values()):
            self.put(name, files[0])
        for name in wrong:
            path = os.path.join(os.fsencode(self.source), name if isinstance(name, bytes) else name.encode())
            os.mkdir(path)
            shutil.copy(os.fsencode(identities()["George_W_Bush"][0]), path)
        told, errors = self.run_import(self.source, expect=PARTLY)
        self.assertEqual(set(self.faces()), set(names))
        self.assertEqual(told["wrong"], len(wrong))
        self.assertNotIn("\a", errors)
        self.assertNotIn("\u202e", errors)

    def test_a_source_that_cannot_be_written(self):
        self.put("Bush", identities()["George_W_Bush"][0])
        held = self.folder / "held"
        held.mkdir()
        self.source = self.source.rename(held / "people")
        if os.geteuid() == 0:
            self.skipTest("nothing stops root from writing")
        held.chmod(0o500)
        self.addCleanup(held.chmod, 0o700)
        self.run_import(self.source)
        self.assertEqual(len(list((self.folder / "state" / "mien" / "import").iterdir())), 1)


class Lists(Import):
    def write(self, rows, header=("file", "name", "id", "attributes", "consent"), **options):
        path = self.folder / "list.csv"
        with path.open("w", newline="", encoding=options.pop("encoding", "utf-8")) as file:
            writer = csv.writer(file, **options)
            writer.writerow(header)
            writer.writerows(rows)
        return path

    def test_a_list_with_everything_in_it(self):
        bush, chirac = identities()["George_W_Bush"], identities()["Jacques_Chirac"]
        shutil.copy(chirac[0], self.folder / "beside, the list.jpg")
        path = self.write(
            [
                (bush[0], "Bush, \"George\"", "17", '{"team":"blue",\n"n":1}', "true"),
                (bush[1], "", "17", "", ""),
                ("beside, the list.jpg", "../x", "", "", "false"),
                ("none.jpg", "../x", "", "", ""),
                (bush[2], "Somebody else", "17", "", ""),
                (bush[3], "A", "no/id", "", ""),
            ],
            encoding="utf-8-sig",
        )
        told, errors = self.run_import(path, "--report", self.folder / "r.csv", expect=PARTLY)
        self.assertEqual(self.faces(), {'Bush, "George"': 2, "../x": 1})
        person = self.server.rest("GET", "/v1/people/17").json()["person"]
        self.assertEqual((person["attributes"], person["consent"]), ({"team": "blue", "n": 1}, True))
        self.assertEqual((told["wrong"], told["refused_by_code"]), (2, {"file_missing": 1}))
        self.assertIn("line 7", errors)  # A quoted line end counts.
        self.assertIn("line 8", errors)
        with (self.folder / "r.csv").open(newline="") as file:
            lines = list(csv.DictReader(file))
        self.assertEqual(len(lines), 6)
        again, _ = self.run_import(path, expect=PARTLY)
        self.assertEqual(again["photos"]["already_there"], 3)

    def test_a_report_that_cannot_be_written_is_not_passed_over(self):
        self.put("ann", identities()["George_W_Bush"][0])
        _, errors = self.run_import(self.source, "--quiet", "--report", "/dev/full", expect=CANNOT_REACH)
        self.assertIn("The report /dev/full is not whole: No space left on device.", errors)

    def test_lists_that_cannot_be_read(self):
        self.run_import(self.write([], header=("photo", "name")), expect=USAGE)
        self.run_import(self.folder / "none.csv", expect=USAGE)
        self.run_import("/dev/null", expect=USAGE)


class Trouble(Import):
    def test_servers_that_are_not_there_and_keys_that_are_wrong(self):
        self.put("Bush", identities()["George_W_Bush"][0])
        self.run_import(self.source, expect=CANNOT_REACH, server="http://127.0.0.1:9")
        self.run_import(self.source, "--collection", "nowhere", expect=PARTLY)
        self.run_import(self.source, "--jobs", "0", expect=USAGE)
        command, environment = self.command(self.source)
        environment.pop("MIEN_SECRET_ACCESS_KEY")
        self.assertEqual(subprocess.run(command, env=environment, capture_output=True, timeout=60).returncode, USAGE)

    def test_two_imports_of_one_source(self):
        self.ten_people()
        first = self.start_import(self.source)
        journal = self.folder / "people.mien-import.jsonl"
        while not journal.exists() and first.poll() is None:
            time.sleep(0.01)
        if first.poll() is None:
            _, errors = self.run_import(self.source, expect=CANNOT_REACH)
            self.assertIn("in use", errors)
        self.assertEqual(first.wait(300), DONE)

    def wait_for_faces(self, count):
        deadline = time.monotonic() + 120
        while sum(self.faces().values()) < count and time.monotonic() < deadline:
            time.sleep(0.01)

    def test_the_importer_is_killed_again_and_again(self):
        self.ten_people()
        random = seeded_random()
        for _ in range(4):
            process = self.start_import(self.source, "--jobs", "3")
            self.wait_for_faces(sum(self.faces().values()) + random.randrange(1, 20))
            process.kill()
            process.wait()
        told, _ = self.run_import(self.source)
        self.assertEqual(told["people"]["unfinished"], 0)
        self.assertEqual(self.faces(), {name: PHOTOS for name in identities()})

    def test_an_interrupted_import_ends_cleanly_and_goes_on(self):
        self.ten_people()
        process = self.start_import(self.source, "--jobs", "2")
        self.wait_for_faces(10)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, PARTLY, errors)
        self.assertIn("interrupted", errors)
        self.assertIn("people", out)
        self.run_import(self.source)
        self.assertEqual(self.faces(), {name: PHOTOS for name in identities()})

    def test_a_second_interruption_does_not_wait_for_what_is_under_way(self):
        self.ten_people()
        process = self.start_import(self.source, "--jobs", "2")
        self.wait_for_faces(1)
        self.server.process.send_signal(signal.SIGSTOP)
        try:
            time.sleep(0.5)  # By then both of its requests are at the server, which stands still.
            deadline = time.monotonic() + 30
            while process.poll() is None and time.monotonic() < deadline:
                process.send_signal(signal.SIGINT)
                time.sleep(0.05)
        finally:
            self.server.process.send_signal(signal.SIGCONT)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)

    def test_the_server_is_killed_and_comes_back(self):
        self.ten_people()
        port = self.server.port
        process = self.start_import(self.source, "--patience", "120")
        self.wait_for_faces(20)
        self.server.kill()
        time.sleep(0.5)
        flags, self.server.flags = self.server.flags, ["--listen", f"127.0.0.1:{port}"]
        self.addCleanup(setattr, self.server, "flags", flags)
        self.server.start()
        out, errors = process.communicate(timeout=300)
        self.assertEqual(process.returncode, DONE, out + errors)
        self.assertEqual(self.faces(), {name: PHOTOS for name in identities()})

    def test_the_server_is_killed_for_good(self):
        self.ten_people()
        other = Server().start()
        self.addCleanup(other.discard)
        mine, type(self).server = self.server, other
        try:
            process = self.start_import(self.source, "--patience", "2")
            self.wait_for_faces(10)
            other.kill()
            out, errors = process.communicate(timeout=120)
            self.assertEqual(process.returncode, CANNOT_REACH, out + errors)
            self.assertIn("go on", errors)
            other.start()
            self.run_import(self.source)
            self.assertEqual(self.faces(), {name: PHOTOS for name in identities()})
        finally:
            type(self).server = mine


@unittest.skipIf(is_sanitized(), "measures time")
class Speed(Import):
    server_flags = ("--threads", "2")

    def test_keeps_the_servers_cores_busy(self):
        self.ten_people()
        before = os.times()
        told, _ = self.run_import(self.source)
        print(f"{told['photos_per_second']:.1f} photos/s, {os.times().elapsed - before.elapsed:.1f} s", flush=True)
        self.assertEqual(told["photos"]["added"], 10 * PHOTOS)


if __name__ == "__main__":
    unittest.main(verbosity=2)
