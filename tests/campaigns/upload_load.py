"""Uploads that a benchmark makes: prepared beforehand, put over several connections, and waited for."""

import datetime
import os
import pathlib
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from plain_client import PlainClient  # noqa: E402  (finds mien_server, too)
from s3_clients import client as s3_client  # noqa: E402

CONNECTIONS = 4


def configuration(name):
    """Intakes, each with a bucket and a collection of its own: two go by ids, of which one keeps no pictures in the bucket,
    and one goes by names and writes items."""
    return f"""
[[intake]]
name = "{name}-id"
bucket = "{name}-id"
action = "register"
collection = "{name}-id"
identity = "key:{{id}}_{{uuid}}"
[[intake]]
name = "{name}-gone"
bucket = "{name}-gone"
action = "register"
collection = "{name}-gone"
identity = "key:{{id}}_{{uuid}}"
keep = "none"
[[intake]]
name = "{name}-name"
bucket = "{name}-name"
action = "register"
collection = "{name}-name"
identity = "metadata:fullname"
table = "faces"
table_key = "RekognitionId"
table_item = {{ RekognitionId = "{{face_id}}", FullName = "{{name}}", ImagePath = "{{bucket}}/{{key}}" }}
"""


def usage(server):
    """Processor time of the server so far, in seconds."""
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def in_parallel(server, things, use):
    """use(client, thing) for each, over several connections; the first problem is raised."""
    left, lock, problems = iter(things), threading.Lock(), []

    def work():
        client = PlainClient(server)
        try:
            while not problems:
                with lock:
                    thing = next(left, None)
                if thing is None:
                    break
                use(client, thing)
        except Exception as problem:  # Whatever it is, the run must end with it.
            problems.append(problem)
        client.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


class Put:
    """One presigned PUT, ready to be sent."""

    def __init__(self, link, content, headers):
        parts = urllib.parse.urlsplit(link)
        self.target = f"{parts.path}?{parts.query}"
        self.content = content
        self.headers = headers

    def send(self, client):
        answer = client.request("PUT", self.target, self.content, self.headers)
        assert answer.status == 200, answer


class Uploads:
    """One photo of each of some people, for one intake."""

    def __init__(self, server, bucket, kind, photos):
        self.server = server
        self.bucket = bucket
        signer = s3_client(server, signature_version="s3v4")
        self.puts = {}  # By key.
        for person, number in photos:
            key = f"{person.id}_{number}.jpg"
            metadata = {"fullname": urllib.parse.quote(person.name)} if kind == "name" else {}
            where = {"Bucket": bucket, "Key": key, "ContentType": "image/jpeg", "Metadata": metadata}
            headers = {"Content-Type": "image/jpeg", **{f"x-amz-meta-{name}": text for name, text in metadata.items()}}
            link = signer.generate_presigned_url("put_object", where, ExpiresIn=3600)
            self.puts[key] = Put(link, person.photos[number], headers)

    def put_all_and_wait(self):
        """As fast as it goes. Returns how many, and when the last was done as the server noted it."""
        in_parallel(self.server, self.puts.values(), lambda client, put: put.send(client))
        client = PlainClient(self.server)
        while client.rest("GET", f"/v1/uploads?bucket={self.bucket}&state=waiting&page_size=1").json()["uploads"]:
            time.sleep(0.1)
        entries = self.entries(client)
        client.close()
        return len(self.puts), max(moment(entry["updated_at"]) for entry in entries)

    def entries(self, client):
        """The uploads that these puts became."""
        entries, token = [], ""
        while True:
            page = client.rest("GET", f"/v1/uploads?bucket={self.bucket}&page_size=500{token}").json()
            entries += [entry for entry in page["uploads"] if entry["key"] in self.puts]
            if "next_page_token" not in page:
                return entries
            token = "&page_token=" + page["next_page_token"]

    def check(self, client):
        entries = self.entries(client)
        outcomes = {(entry["state"], entry.get("outcome")) for entry in entries}
        if len(entries) != len(self.puts) or outcomes != {("done", "registered")}:
            sys.exit(f"FAILED: {len(entries)} uploads of {len(self.puts)}, {outcomes}")


def moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()
