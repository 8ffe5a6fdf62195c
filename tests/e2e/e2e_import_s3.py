"""mien import from lists in JSON lines and CSV whose photos lie on S3 servers of others: versitygw and MinIO."""

import json
import os
import pathlib
import socket
import subprocess
import threading
import time
import unittest

import real_servers
from e2e_import import CANNOT_REACH, DONE, GROUPS, PARTLY, USAGE, Import
from mien_server import data, identities, is_sanitized, padded_jpeg

IMAGE_BYTES_MAX = 15 * 1024 * 1024
# Keys that are signed and sent wrongly by whoever encodes once too often or too little.
KEYS = ["index/Nguyễn Văn A.jpg", "a b+c%41&d=e?f#g.jpg", "%2F..%20", "dots/../x.jpg", "slash//twice.jpg", "~_-(1)!*'.jpg"]


def good_photos(name, count):
    return [file for file in identities()[name] if file.name not in GROUPS][:count]


class Objects(Import):
    def import_list(self, path, s3, *arguments, expect=DONE, key=None, secret=None, patience=20):
        """Through the S3 server, with its own key in AWS's variables."""
        command, environment = self.command(
            path, *arguments, "--json", "--s3-endpoint", s3.url, "--patience", str(patience))
        environment.update(AWS_ACCESS_KEY_ID=key or s3.access_key, AWS_SECRET_ACCESS_KEY=secret or s3.secret_key)
        environment.pop("AWS_SESSION_TOKEN", None)
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
        self.assertEqual(done.returncode, expect, f"{arguments}: {done.stdout}{done.stderr}")
        for hidden in (self.server.secret, s3.secret_key):
            self.assertNotIn(hidden, done.stdout + done.stderr)
        return (json.loads(done.stdout) if done.stdout else {}), done.stderr

    def write_list(self, *lines, name="list.jsonl"):
        path = self.folder / name
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
        return path

    def check_both_forms_with_odd_keys(self, s3):
        client = s3.client()
        client.create_bucket(Bucket="photos")
        bush, chirac = good_photos("George_W_Bush", 6), good_photos("Jacques_Chirac", 2)
        keys = [key for key in KEYS if self.stores(client, key)]
        self.assertGreaterEqual(len(keys), 4, "too few of the odd keys are allowed there")
        for key, photo in zip(keys, bush):
            client.put_object(Bucket="photos", Key=key, Body=photo.read_bytes())
        client.put_object(Bucket="photos", Key="chirac.jpg", Body=chirac[0].read_bytes())
        (self.folder / "chirac2.jpg").write_bytes(chirac[1].read_bytes())
        path = self.write_list(
            {"files": [f"s3://photos/{key}" for key in keys[:2]], "name": "Nguyễn Văn A", "id": "e-17",
             "attributes": {"team": "blue", "n": [1, 2.5]}, "consent": True},
            *({"file": f"s3://photos/{key}", "id": "e-17"} for key in keys[2:]),
            {"files": ["s3://photos/chirac.jpg", "chirac2.jpg"], "name": "Chirac"})
        told, _ = self.import_list(path, s3, "--report", self.folder / "r.jsonl")
        self.assertEqual(told["people"]["registered"], 2, told)
        self.assertEqual(self.faces(), {"Nguyễn Văn A": len(keys), "Chirac": 2})
        person = self.server.rest("GET", "/v1/people/e-17").json()["person"]
        self.assertEqual((person["attributes"], person["consent"]), ({"team": "blue", "n": [1, 2.5]}, True))
        self.assertEqual({line["outcome"] for line in self.report(self.folder / "r.jsonl")}, {"added"})
        # Again, with what the journal remembers: nothing is fetched. One object has changed meanwhile.
        other = good_photos("George_W_Bush", 8)[7]
        client.put_object(Bucket="photos", Key=keys[0], Body=other.read_bytes())
        told, _ = self.import_list(path, s3)
        self.assertEqual((told["photos"]["added"], told["photos"]["already_there"]), (1, len(keys) + 1), told)
        table = self.folder / "list.csv"
        quoted = ['"{}"'.format(f"s3://photos/{key}".replace('"', '""')) for key in keys]
        table.write_text("file,id,name\n" + "".join(f"{field},e-17,\n" for field in quoted))
        told, _ = self.import_list(table, s3)
        self.assertEqual(told["photos"]["already_there"], len(keys), told)

    @staticmethod
    def stores(client, key):
        """Both servers keep objects as files, or check names as if they did: not all keys that S3 has are to be had."""
        try:
            client.put_object(Bucket="photos", Key=key, Body=b"x")
            return client.get_object(Bucket="photos", Key=key)["Body"].read() == b"x"
        except Exception:
            return False

    def check_refusals(self, s3):
        client = s3.client()
        for bucket in ("photos", "closed"):
            client.create_bucket(Bucket=bucket)
        bush = good_photos("George_W_Bush", 2)
        objects = {
            "good.jpg": bush[0].read_bytes(),
            "limit.jpg": padded_jpeg(bush[1].read_bytes(), IMAGE_BYTES_MAX),
            "large.jpg": padded_jpeg(bush[1].read_bytes(), IMAGE_BYTES_MAX + 1),
            "text.jpg": b"no picture",
            "empty.jpg": b"",
            "group.jpg": data("group-photos", "011_3.jpg").read_bytes(),
        }
        for key, body in objects.items():
            client.put_object(Bucket="photos", Key=key, Body=body)
        names = [*objects, "none.jpg"]
        path = self.write_list(
            *({"file": f"s3://photos/{name}", "name": "Bush"} for name in names),
            {"file": "s3://nobucket/a.jpg", "name": "Bush"},
            {"file": "s3://Wrong/a.jpg", "name": "Bush"},
            {"file": "https://localhost/a.jpg", "name": "Bush"})
        told, errors = self.import_list(path, s3, "--report", self.folder / "r.jsonl", expect=PARTLY)
        outcome = {line["file"]: (line["outcome"], line.get("code")) for line in self.report(self.folder / "r.jsonl")}
        self.assertEqual(outcome, {
            "s3://photos/good.jpg": ("added", None),
            "s3://photos/limit.jpg": ("added", None),
            "s3://photos/large.jpg": ("refused", "image_too_large"),
            "s3://photos/text.jpg": ("refused", "image_format"),
            "s3://photos/empty.jpg": ("refused", "image_format"),
            "s3://photos/group.jpg": ("refused", "several_faces"),
            "s3://photos/none.jpg": ("refused", "object_missing"),
            "s3://nobucket/a.jpg": ("refused", "bucket_missing"),
            "s3://Wrong/a.jpg": ("wrong", "wrong_line"),
            "https://localhost/a.jpg": ("wrong", "wrong_line"),
        })
        self.assertEqual((told["photos"]["added"], told["wrong"]), (2, 2), told)
        self.assertIn("refused line 7 (s3://photos/none.jpg): object_missing: there is no such object", errors)
        # A key that the server does not know, or whose secret is another, ends it at once.
        for wrong in ({"key": "unknown"}, {"secret": "another-secret-of-some-length"}):
            began = time.monotonic()
            _, errors = self.import_list(path, s3, expect=PARTLY, **wrong)
            self.assertIn("the S3 server refuses the key: ", errors)
            self.assertLess(time.monotonic() - began, 15)

    def test_versitygw(self):
        with real_servers.versitygw() as s3:
            self.check_both_forms_with_odd_keys(s3)

    def test_minio(self):
        with real_servers.minio() as s3:
            self.check_both_forms_with_odd_keys(s3)

    def test_versitygw_names_what_it_refuses(self):
        with real_servers.versitygw() as s3:
            self.check_refusals(s3)

    def test_minio_names_what_it_refuses(self):
        with real_servers.minio() as s3:
            self.check_refusals(s3)

    def test_a_server_that_is_not_there_ends_it_and_the_next_run_goes_on(self):
        with real_servers.versitygw() as s3:
            client = s3.client()
            client.create_bucket(Bucket="photos")
            photos = {name: good_photos(name, 2) for name in list(identities())[:4]}
            for name, files in photos.items():
                for file in files:
                    client.put_object(Bucket="photos", Key=f"{name}/{file.name}", Body=file.read_bytes())
            path = self.write_list(
                *({"files": [f"s3://photos/{name}/{file.name}" for file in files], "name": name}
                  for name, files in photos.items()))
            away = type(s3).__new__(type(s3))
            away.__dict__.update(s3.__dict__)
            with socket.socket() as unused:
                unused.bind(("127.0.0.1", 0))  # Taken, and nobody listens.
                away.port = unused.getsockname()[1]
                told, errors = self.import_list(path, away, "--report", self.folder / "r.jsonl", expect=CANNOT_REACH,
                                                patience=1)
            self.assertIn("the S3 server does not answer: ", errors)
            self.assertEqual({line["outcome"] for line in self.report(self.folder / "r.jsonl")}, {"unsent"})
            self.assertEqual((told["photos"]["refused"], self.people()), (0, []), told)
            told, _ = self.import_list(path, s3)
            self.assertEqual(told["photos"]["added"], 8, told)

    def test_an_answer_that_breaks_off_is_asked_for_again(self):
        with real_servers.versitygw() as s3, BreakingProxy(s3.port, every=3) as proxy:
            client = s3.client()
            client.create_bucket(Bucket="photos")
            files = good_photos("George_W_Bush", 8)
            for file in files:
                client.put_object(Bucket="photos", Key=file.name, Body=file.read_bytes())
            path = self.write_list({"files": [f"s3://photos/{file.name}" for file in files], "name": "Bush"})
            broken = type(s3).__new__(type(s3))
            broken.__dict__.update(s3.__dict__)
            broken.port = proxy.port
            told, _ = self.import_list(path, broken)
            self.assertEqual(told["photos"]["added"], len(files), told)
            self.assertGreater(proxy.broken, 0)

    def test_endpoints_that_are_none(self):
        path = self.write_list({"file": "s3://photos/a.jpg", "name": "Ann"})
        for endpoint in ("localhost:9000", "ftp://localhost", "http://user:pass@localhost", "http://"):
            _, errors = self.run_import(path, "--s3-endpoint", endpoint, expect=USAGE)
            self.assertIn("--s3-endpoint ", errors)


class BreakingProxy:
    """Passes connections on to a port of this machine; of the answers it cuts every so many off in the middle, and
    closes."""

    def __init__(self, port, every):
        self.target, self.every = port, every
        self.served = self.broken = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._socket.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            while request := client.recv(65_536):
                # The server checks Host, which is signed: the client's is the proxy's.
                server.sendall(request)
                self.served += 1
                breaks = self.served % self.every == 0
                answer = self._one_answer(server)
                client.sendall(answer[:len(answer) // 2] if breaks else answer)
                if breaks:
                    self.broken += 1
                    return

    @staticmethod
    def _one_answer(server):
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += server.recv(65_536)
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        while len(body) < length:
            body += server.recv(65_536)
        return head + b"\r\n\r\n" + body


@unittest.skipIf(is_sanitized(), "measures time")
class Speed(Import):
    server_flags = ("--threads", "2")

    def test_keeps_the_servers_cores_busy_from_a_list_of_objects(self):
        with real_servers.versitygw() as s3:
            client = s3.client()
            client.create_bucket(Bucket="photos")
            lines = []
            for name in identities():
                files = good_photos(name, 9)
                for file in files:
                    client.put_object(Bucket="photos", Key=f"{name}/{file.name}", Body=file.read_bytes())
                lines.append({"files": [f"s3://photos/{name}/{file.name}" for file in files], "name": name})
            path = Objects.write_list(self, *lines)
            idle_before = self.idle_seconds()
            before, began = self.cpu_seconds(), time.monotonic()
            told, _ = Objects.import_list(self, path, s3)
            wall, used = time.monotonic() - began, self.cpu_seconds() - before
            idle = (self.idle_seconds() - idle_before) / (wall * os.cpu_count())
            print(f"{told['photos_per_second']:.1f} photos/s in {wall:.1f} s; the server used {used / wall:.2f} cores, "
                  f"{idle:.0%} of the machine was idle", flush=True)
            if os.cpu_count() == 2:  # Others at work beside the test make it no less.
                self.assertLess(idle, 0.5)
            self.assertEqual(told["photos"]["added"], sum(len(line["files"]) for line in lines))

    def idle_seconds(self):
        """Of all cores, waiting for disks included (proc(5))."""
        fields = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()
        return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")

    def cpu_seconds(self):
        stat = pathlib.Path(f"/proc/{self.server.process.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()  # proc(5): user and system time.
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    unittest.main(verbosity=2)
