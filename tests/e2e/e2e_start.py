"""Starts that must fail, each with its exit code and a message that says what to do, and ends that must be clean."""

import base64
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import tempfile
import threading
import time
import unittest

import hostile_pictures
from mien_server import Server, binary, identities, is_sanitized, models_dir

USAGE = 2
CANNOT_START = 3


class Start(unittest.TestCase):
    def server(self, *flags, **options):
        server = Server(*flags, **options)
        self.addCleanup(server.discard)
        return server

    def run_once(self, server):
        """A start and a clean end, so that there is a data directory."""
        server.start()
        self.assertEqual(server.terminate(), 0)
        return server

    def assert_refuses(self, server, code, *words):
        ended, printed = server.run_to_end()
        self.assertEqual(ended, code, printed)
        for word in words:
            self.assertIn(word, printed)
        return printed


class Refusals(Start):
    def test_a_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            printed = self.assert_refuses(self.server("--listen", address), CANNOT_START, address)
        self.assertIn("in use", printed)

    def test_a_data_directory_in_use(self):
        first = self.server().start()
        second = self.server(data_dir=first.data_dir)
        self.assert_refuses(second, CANNOT_START, str(first.data_dir), "in use by another process")
        self.assertEqual(first.request("GET", "/readyz").status, 200)

    def test_data_directories_that_cannot_be_written(self):
        # Permissions do not stop root, so: a folder below a file, a file, and one in the kernel's own file system.
        folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "file").write_text("no folder")
        for path in (folder / "file" / "data", folder / "file", pathlib.Path("/proc/mien-data")):
            with self.subTest(path=path):
                self.assert_refuses(self.server(data_dir=path), CANNOT_START, str(path))
        if os.geteuid() != 0:
            (folder / "locked").mkdir(mode=0o500)
            self.assert_refuses(self.server(data_dir=folder / "locked"), CANNOT_START, "locked")

    def test_a_data_directory_of_a_newer_version(self):
        server = self.run_once(self.server())
        version = server.data_dir / "VERSION"
        self.assertEqual(version.read_text(), "1\n")
        version.write_text("2\n")
        before = (server.data_dir / "mien.db").read_bytes()
        self.assert_refuses(server, CANNOT_START, str(server.data_dir), "newer")
        version.write_text("one\n")
        self.assert_refuses(server, CANNOT_START, "VERSION", "damaged")
        self.assertEqual((server.data_dir / "mien.db").read_bytes(), before)
        version.write_text("1\n")
        self.run_once(server)

    def test_a_database_of_a_newer_version(self):
        server = self.run_once(self.server())
        path = server.data_dir / "mien.db"
        with sqlite3.connect(path) as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            database.execute(f"PRAGMA user_version = {version + 1}")
        database.close()
        self.assert_refuses(server, CANNOT_START, str(path), "newer version")

    def test_a_database_of_another_program_or_none_at_all(self):
        server = self.run_once(self.server())
        path = server.data_dir / "mien.db"
        path.unlink()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE notes (text TEXT)")
        database.close()
        self.assert_refuses(server, CANNOT_START, str(path), "another program")
        path.write_bytes(b"this is no database" * 1000)
        self.assert_refuses(server, CANNOT_START, str(path))

    def test_root_keys_that_others_can_read(self):
        server = self.run_once(self.server())
        keys = server.data_dir / "root-keys.json"
        keys.chmod(0o644)
        ended, printed = server.run_to_end()
        self.assertNotEqual(ended, 0)
        self.assertIn(f"chmod 600 {keys}", printed)


class Models(Start):
    def some_models(self):
        """A folder of links to the models, so that single ones can be taken away."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-models-"))
        self.addCleanup(shutil.rmtree, folder)
        listed = json.loads(
            subprocess.run(
                [binary(), "models", "list", "--json", "--models-dir", models_dir()], capture_output=True, check=True
            ).stdout
        )
        files = [file["path"] for file in listed["files"]]
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            if (models_dir() / file).exists():
                (folder / file).symlink_to((models_dir() / file).resolve())
        return folder

    def first_needed(self, folder):
        """A file of the default pack and its hash, as the manifest has it."""
        listed = json.loads(
            subprocess.run(
                [binary(), "models", "list", "--json", "--models-dir", folder], capture_output=True, check=True
            ).stdout
        )
        return next((folder / file["path"], file["sha256"]) for file in listed["files"] if "yunet" in file["path"])

    def test_a_missing_model(self):
        folder = self.some_models()
        path, sha256 = self.first_needed(folder)
        path.unlink()
        self.assert_refuses(self.server(models=folder), CANNOT_START, str(path), "missing", sha256, "mien models fetch")

    def test_an_altered_model_and_its_repair(self):
        folder = self.some_models()
        path, sha256 = self.first_needed(folder)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.unlink()
        path.write_bytes(content)
        printed = self.assert_refuses(
            self.server(models=folder), CANNOT_START, str(path), "altered", sha256, f"mien models fetch --models-dir {folder}"
        )
        self.assertNotIn("listening", printed)
        check = [binary(), "models", "verify", "--models-dir", folder]
        self.assertEqual(subprocess.run(check, capture_output=True).returncode, 1)
        fetch = [binary(), "models", "fetch", "--models-dir", folder, "--mirror", models_dir()]
        subprocess.run(fetch, capture_output=True, check=True)
        self.assertEqual(subprocess.run(check, capture_output=True).returncode, 0)
        self.run_once(self.server(models=folder))

    def test_no_models_at_all(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-models-"))
        self.addCleanup(shutil.rmtree, folder)
        self.assert_refuses(self.server(models=folder), CANNOT_START, str(folder), "missing", "mien models fetch")


class Configuration(Start):
    def config_file(self, text):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "mien.toml").write_text(text)
        return str(folder / "mien.toml")

    def test_configuration_files_with_mistakes(self):
        for text, word in (
            ("colour = 'red'\n", "colour"),
            ("listen = 5\n", "listen"),
            ("[listen]\nport = 1\n", "listen"),
            ("threads = -1\n", "threads"),
            ("threads = \n", "line 1"),
            (".".join(["a"] * 200_000) + " = 1\n", "line 1"),
            ("\n[" + ".".join(["a"] * 200_000) + "]\n", "line 2"),
            ('data_dir = "null\\u0000/evil"\n', "data_dir"),
        ):
            with self.subTest(text=text):
                path = self.config_file(text)
                self.assert_refuses(self.server("--config", path), USAGE, word, path)
        self.assert_refuses(self.server("--config", "/nowhere/mien.toml"), USAGE, "/nowhere/mien.toml")

    def test_flags_and_variables_with_mistakes(self):
        self.assert_refuses(self.server("--colour", "red"), USAGE, "--colour")
        self.assert_refuses(self.server("--threads", "many"), USAGE, "--threads", "many")
        self.assert_refuses(self.server("--listen", "here"), USAGE, "here")
        self.assert_refuses(self.server(environment={"MIEN_REGION": "Middle Earth"}), USAGE, "MIEN_REGION")
        for arguments in ([], ["fly"], ["people"], ["verify"]):
            self.assertEqual(subprocess.run([binary(), *arguments], capture_output=True).returncode, USAGE, arguments)
        for arguments in (["--version"], ["--help"], ["serve", "--help"]):
            self.assertEqual(subprocess.run([binary(), *arguments], capture_output=True).returncode, 0, arguments)

    def test_flags_beat_variables_beat_the_file(self):
        path = self.config_file("region = 'eu-north-1'\naccount_id = '111111111111'\nthreads = 1\n")
        environment = {
            **os.environ,
            "MIEN_ROOT_ACCESS_KEY_ID": "MIENTESTKEY",
            "MIEN_ROOT_SECRET_ACCESS_KEY": "very-secret-indeed",
            "MIEN_REGION": "eu-west-1",
            "MIEN_ACCOUNT_ID": "222222222222",
        }
        command = [binary(), "serve", "--config", path, "--region", "eu-central-1", "--print-config"]
        printed = subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout
        for line in ('region = "eu-central-1"', 'account_id = "222222222222"', "threads = 1"):
            self.assertIn(line, printed)
        for secret in ("MIENTESTKEY", "very-secret-indeed"):
            self.assertNotIn(secret, printed)
        again = [binary(), "serve", "--config", self.config_file(printed), "--print-config"]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MIEN_")}
        self.assertEqual(subprocess.run(again, capture_output=True, text=True, env=clean, check=True).stdout, printed)


class Life(Start):
    def test_keys_are_made_once_and_kept_from_others(self):
        server = self.run_once(self.server())
        keys = server.data_dir / "root-keys.json"
        self.assertEqual(stat.S_IMODE(keys.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(server.data_dir.stat().st_mode), 0o700)
        kept = json.loads(keys.read_text())
        self.assertEqual((kept["access_key_id"], kept["secret_access_key"]), (server.key_id, server.secret))
        server.start()
        self.assertNotIn("MIEN_SECRET_ACCESS_KEY", server.out_path.read_text())
        self.assertEqual(server.rest("GET", "/v1/people").status, 200)
        self.assertNotIn(server.secret, server.log_text())

    def test_keys_from_the_environment_are_not_written_down(self):
        environment = {"MIEN_ROOT_ACCESS_KEY_ID": "MIENTESTKEY", "MIEN_ROOT_SECRET_ACCESS_KEY": "very-secret-indeed"}
        server = self.server(environment=environment).start()
        self.assertEqual(server.rest("GET", "/v1/people").status, 200)
        self.assertFalse((server.data_dir / "root-keys.json").exists())
        self.assertNotIn("very-secret-indeed", server.out_path.read_text() + server.log_text())
        half = self.server(environment={"MIEN_ROOT_ACCESS_KEY_ID": "MIENTESTKEY"})
        self.assertNotEqual(half.run_to_end()[0], 0)

    def test_a_restart_keeps_everything(self):
        server = self.server().start()
        photos = [path.read_bytes() for path in identities()["Gerhard_Schroeder"]]
        self.assertEqual(server.register("Gerhard", photos[:2], id="gerhard").status, 201)
        client = server.rekognition()
        client.create_collection(CollectionId="kept")
        face = client.index_faces(CollectionId="kept", Image={"Bytes": photos[2]})["FaceRecords"][0]["Face"]["FaceId"]
        person = server.rest("GET", "/v1/people/gerhard").json()
        self.assertEqual(server.terminate(), 0)
        server.start()
        self.assertEqual(server.rest("GET", "/v1/people/gerhard").json(), person)
        self.assertEqual(server.verify(photos[5]).json()["person"]["id"], "gerhard")
        found = server.rekognition().search_faces_by_image(CollectionId="kept", Image={"Bytes": photos[5]})
        self.assertEqual([match["Face"]["FaceId"] for match in found["FaceMatches"]], [face])

    def test_files_that_are_not_ours_are_left_alone(self):
        server = self.run_once(self.server())
        note = server.data_dir / "note.txt"
        note.write_text("mine")
        self.run_once(server)
        self.assertEqual(note.read_text(), "mine")

    def test_sigterm_lets_requests_finish_and_ends_within_ten_seconds(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            server = self.server("--threads", "1").start()
            slow = hostile_pictures.png(hostile_pictures.SIDE_MAX, 2_000, depth=16, colour=6)
            answers = []
            thread = threading.Thread(target=lambda: answers.append(server.verify(slow)))
            thread.start()
            time.sleep(0.3)  # Long enough to be at work, too short to be done.
            self.assertEqual(answers, [])
            began = time.monotonic()
            server.process.send_signal(number)
            self.assertEqual(server.process.wait(60), 0, server.log_text())
            took_s = time.monotonic() - began
            thread.join()
            if not is_sanitized():
                self.assertLess(took_s, 10)
                self.assertEqual((answers[0].status, answers[0].code), (200, "no_face"))

    def test_a_client_that_never_finishes_does_not_hold_up_the_end(self):
        server = self.server().start()
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            pair = base64.b64encode(f"{server.key_id}:{server.secret}".encode()).decode()
            head = f"POST /v1/verify HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {pair}\r\nContent-Type: application/json\r\n"
            client.sendall((head + "Content-Length: 1000\r\n\r\n{").encode())
            time.sleep(0.1)
            began = time.monotonic()
            self.assertEqual(server.terminate(), 0)
            self.assertLess(time.monotonic() - began, 20 if is_sanitized() else 10)


if __name__ == "__main__":
    unittest.main(verbosity=2)
