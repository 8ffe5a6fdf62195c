"""mien doctor: on a good machine, beside a server, and on data directories, ports and models that are out of order."""

import json
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from mien_server import Server, ServerTest, binary, clean_environment, identities, models_dir

WELL, FOUND = 0, 1
SOURCE = """
[[source]]
name = "minio"
endpoint = "http://127.0.0.1:9000"
region = "us-east-1"
access_key_id = "mien"
secret_env = "SOURCE_SECRET"
"""


class Doctor(ServerTest):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-doctor-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def doctor(self, *arguments, environment=None, data_dir=None, listen=None, models=None):
        """Exit code and findings by check."""
        variables = clean_environment(environment)
        command = [str(binary()), "doctor", "--json", "--data-dir", str(data_dir or self.folder / "data")]
        command += ["--listen", listen or self.free_port()]
        command += ["--models-dir", str(models or models_dir()), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=variables, timeout=120)
        self.assertIn(done.returncode, (WELL, FOUND), done.stdout + done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual(told["ok"], done.returncode == WELL)
        findings = {}
        for finding in told["findings"]:
            findings.setdefault(finding["check"], []).append(finding)
            if finding["level"] in ("warning", "problem"):
                self.assertTrue(finding["advice"], finding)
        return findings

    @staticmethod
    def free_port():
        with socket.create_server(("127.0.0.1", 0)) as taken:
            return f"127.0.0.1:{taken.getsockname()[1]}"

    def level(self, findings, check):
        order = ("ok", "unknown", "warning", "problem")
        return max((finding["level"] for finding in findings[check]), key=order.index)

    def assert_levels(self, findings, **levels):
        for check, level in levels.items():
            self.assertEqual(self.level(findings, check.replace("_", "-")), level, findings)

    def used_data_dir(self):
        server = Server(data_dir=self.folder / "data").start()
        self.addCleanup(server.discard)
        self.assertEqual(server.terminate(), 0)
        return server.data_dir


class Good(Doctor):
    def test_before_the_first_start(self):
        findings = self.doctor()
        self.assert_levels(findings, configuration="ok", cpu="ok", models="ok", engine="ok", data="ok", store="ok",
                           root_key="ok", port="ok")
        self.assertFalse((self.folder / "data").exists())

    def test_a_stopped_server_and_no_trace_is_left(self):
        data = self.used_data_dir()
        before = {path.name: path.stat().st_mtime_ns for path in data.iterdir()}
        self.assert_levels(self.doctor(), data="ok", store="ok", root_key="ok", port="ok")
        self.assertEqual({path.name: path.stat().st_mtime_ns for path in data.iterdir()}, before)

    def tls_pair(self, *arguments):
        folder = self.folder / "tls"
        subprocess.run([str(binary()), "tls", "init", "--dir", str(folder), *arguments], check=True, capture_output=True)
        return ["--tls-cert", folder / "cert.pem", "--tls-key", folder / "key.pem"]

    def test_certificates(self):
        pair = self.tls_pair()
        self.assert_levels(self.doctor(), tls="ok")
        self.assert_levels(self.doctor(*pair), tls="ok")
        (self.folder / "tls/key.pem").chmod(0o644)
        self.assert_levels(self.doctor(*pair), tls="problem")
        (self.folder / "tls/key.pem").chmod(0o600)
        self.assert_levels(self.doctor(*pair[:3], self.folder / "tls/ca-key.pem"), tls="problem")
        self.assert_levels(self.doctor(*self.tls_pair("--days", "3")), tls="warning")
        server = Server(*map(str, pair), data_dir=self.folder / "data").start()
        self.addCleanup(server.discard)
        findings = self.doctor(*pair, data_dir=server.data_dir, listen=f"127.0.0.1:{server.port}")
        self.assert_levels(findings, port="ok")
        self.assertEqual(server.terminate(), 0)

    def test_beside_a_running_server_that_is_not_disturbed(self):
        photos = identities()["George_W_Bush"]
        listen = f"127.0.0.1:{self.server.port}"
        refused = []
        stop = threading.Event()

        def keep_busy():
            while not stop.is_set():
                answer = self.server.register("Bush", [photos[0].read_bytes()], id="bush")
                refused.append(answer.status) if answer.status != 201 else None
                answer = self.server.rest("DELETE", "/v1/people/bush")
                refused.append(answer.status) if answer.status != 204 else None

        busy = threading.Thread(target=keep_busy)
        busy.start()
        try:
            for _ in range(3):
                findings = self.doctor(data_dir=self.server.data_dir, listen=listen)
                self.assert_levels(findings, data="ok", store="ok", port="ok")
        finally:
            stop.set()
            busy.join()
        self.assertEqual(refused, [])

    def test_a_store_that_was_not_closed(self):
        server = Server(data_dir=self.folder / "data").start()
        self.addCleanup(server.discard)
        server.register("Bush", [identities()["George_W_Bush"][0].read_bytes()])
        server.kill()
        self.assert_levels(self.doctor(), data="ok", store="ok")
        server.start()
        self.assertEqual(server.terminate(), 0)

    def test_people_can_read_it(self):
        command = [str(binary()), "doctor", "--data-dir", str(self.folder / "data"), "--models-dir", str(models_dir())]
        command += ["--listen", self.free_port()]
        told = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
        self.assertRegex(told, r"(?m)^ok +cpu +")


class Bad(Doctor):
    def test_configuration(self):
        self.assert_levels(self.doctor("--threads", "many"), configuration="problem", models="ok")
        file = self.folder / "mien.toml"
        file.write_text("colour = 1\n")
        self.assert_levels(self.doctor("--config", file), configuration="problem")
        self.assert_levels(self.doctor("--config", self.folder / "none.toml"), configuration="problem")

    def test_ports(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            listen = f"127.0.0.1:{taken.getsockname()[1]}"

            def answer():
                for _ in range(2):
                    try:
                        connection, _ = taken.accept()
                    except OSError:
                        return
                    with connection:
                        connection.recv(4096)
                        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

            threading.Thread(target=answer, daemon=True).start()
            self.assert_levels(self.doctor(listen=listen), port="problem")
        with socket.create_server(("127.0.0.1", 0)) as silent:  # The system takes connections for it.
            findings = self.doctor(listen=f"127.0.0.1:{silent.getsockname()[1]}")
            self.assert_levels(findings, port="problem")
            self.assertIn("does not answer", findings["port"][0]["text"])
        self.assert_levels(self.doctor(listen="203.0.113.1:8080"), port="problem")
        self.assert_levels(self.doctor(listen="0.0.0.0:" + self.free_port().partition(":")[2]), port="warning")
        elsewhere = self.doctor(listen=f"127.0.0.1:{self.server.port}")
        self.assert_levels(elsewhere, port="warning")

    def test_models(self):
        folder = self.folder / "models"
        shutil.copytree(models_dir(), folder)
        files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
        self.assert_levels(self.doctor(models=self.folder / "none"), models="problem", engine="unknown")
        for path in files:
            path.write_bytes(b"altered")
        self.assert_levels(self.doctor(models=folder), models="problem", engine="unknown")
        self.assert_levels(self.doctor("--model-pack", "none"), models="problem", engine="unknown")
        self.assert_levels(self.doctor("--manifest", folder), models="problem", engine="unknown")

    def test_data_directories(self):
        data = self.used_data_dir()
        (data / "root-keys.json").chmod(0o644)
        data.chmod(0o755)
        self.assert_levels(self.doctor(), data="warning", root_key="problem")
        (data / "VERSION").write_text("2\n")
        self.assert_levels(self.doctor(), data="problem")
        self.assert_levels(self.doctor(data_dir="/proc/none"), filesystem="problem")
        self.assert_levels(self.doctor(data_dir=__file__), data="problem")
        if os.path.ismount("/dev/shm"):
            shm = tempfile.mkdtemp(dir="/dev/shm")
            self.addCleanup(shutil.rmtree, shm)
            self.assert_levels(self.doctor(data_dir=shm), filesystem="problem")

    def test_stores(self):
        data = self.used_data_dir()
        path = data / "mien.db"
        with sqlite3.connect(path) as database:
            at = int((time.time() + 86_400) * 1000)
            database.execute(
                "INSERT INTO events (event_id, at_ms, actor, action, collection, subject, outcome)"
                " VALUES (zeroblob(16), ?, 'a', 'b', 'people', '', 'ok')", (at,)
            )
        database.close()
        self.assert_levels(self.doctor(), store="ok", clock="warning")
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        self.assert_levels(self.doctor(), store="problem")
        for suffix in ("-wal", "-shm"):
            (data / f"mien.db{suffix}").unlink(missing_ok=True)
        content = bytearray(path.read_bytes())
        content[8192:] = b"\x5a" * (len(content) - 8192)
        path.write_bytes(content)
        self.assert_levels(self.doctor(), store="problem")
        path.write_bytes(b"this is no database" * 1000)
        self.assert_levels(self.doctor(), store="problem")
        path.write_bytes(b"")
        self.doctor()

    def test_half_a_root_key(self):
        self.assert_levels(self.doctor(environment={"MIEN_ROOT_ACCESS_KEY_ID": "AK"}), root_key="problem")

    def test_a_sealing_key_that_is_missing(self):
        server = Server(data_dir=self.folder / "data").start()
        self.addCleanup(server.discard)
        self.assertEqual(server.rest("POST", "/v1/keys", {"role": "verifier", "name": "door"}).status, 201)
        self.assertEqual(server.terminate(), 0)
        self.assert_levels(self.doctor(), sealing_key="ok")
        (server.data_dir / "sealing-key.json").unlink()
        self.assert_levels(self.doctor(), sealing_key="problem")

    def test_secrets_of_the_configuration(self):
        file = self.folder / "mien.toml"
        file.write_text(SOURCE)
        self.assert_levels(self.doctor("--config", file), configuration="ok", secrets="problem")
        given = {"SOURCE_SECRET": "secret"}
        self.assert_levels(self.doctor("--config", file, environment=given), secrets="ok")
        self.assert_levels(self.doctor(environment={"MIEN_HOOK_TOKEN": "abc"}), secrets="problem")

    def test_what_uploaded_functions_run_with(self):
        file = self.folder / "mien.toml"
        for python, level in ((sys.executable, "ok"), ("/bin/false", "problem"), ("/no/python", "problem")):
            file.write_text(f'[functions]\nallow_zip = true\npython = "{python}"\n')
            self.assert_levels(self.doctor("--config", file), functions=level)


if __name__ == "__main__":
    unittest.main(verbosity=2)
