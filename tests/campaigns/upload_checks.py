"""What must hold of a campaign's uploads: while it runs, and when all of them are settled."""

import hashlib
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from ledger import expect  # noqa: E402  (finds mien_server, too)
import boto3  # noqa: E402
from mien_server import REGION  # noqa: E402
from s3_clients import client as s3_client  # noqa: E402
from upload_doors import ANNOUNCED, DOORS  # noqa: E402

SETTLED = ("done", "refused", "failed")
SETTLE_S = 120


def listed(client, query=""):
    """All uploads, newest first."""
    uploads, token = [], ""
    while True:
        answer = client.rest("GET", f"/v1/uploads?page_size=500{query}{token}")
        expect(answer.status == 200, f"listing of uploads: {answer}")
        uploads += answer.json()["uploads"]
        if "next_page_token" not in answer.json():
            return uploads
        token = "&page_token=" + answer.json()["next_page_token"]


def lasting(entry):
    """What of a settled upload may not change any more."""
    return {name: value for name, value in entry.items() if name != "next_attempt_at"}


class Watch:
    """Looks at the uploads again and again: none is lost, and none that was settled changes."""

    def __init__(self, uploads, lost_announcements):
        self.uploads = uploads
        self.lost_announcements = lost_announcements  # A function: how many announcements had no answer.
        self.settled = {}

    def look(self, client):
        """All entries, by bucket and key."""
        known = [(upload, upload.acknowledged) for upload in self.uploads]  # Before the look.
        entries = {}
        for entry in listed(client):
            entries.setdefault((entry["bucket"], entry["key"]), []).append(entry)
            if entry["state"] in SETTLED:
                before = self.settled.setdefault(entry["upload_id"], lasting(entry))
                expect(before == lasting(entry), f"a settled upload has changed from {before} to {entry}")
        for upload, acknowledged in known:
            found = len(entries.get((upload.door.bucket, upload.key), []))
            least = min(acknowledged, 1) if upload.door.name == ANNOUNCED else acknowledged
            expect(found >= least, f"{upload.door.name}: {acknowledged} puts acknowledged, {found} uploads")
        missing = set(self.settled) - {entry["upload_id"] for found in entries.values() for entry in found}
        expect(not missing, f"{len(missing)} settled uploads are gone")
        return entries

    def wait_until_settled(self, client):
        deadline = time.monotonic() + SETTLE_S
        while waiting := listed(client, "&state=waiting"):
            expect(time.monotonic() < deadline, f"{len(waiting)} uploads are not settled: {waiting[:3]}")
            time.sleep(0.1)
        return self.look(client)


def check_states(watch, entries):
    """Each put is one upload in one final state; of several puts of one key the last one counts."""
    known = {(upload.door.bucket, upload.key): upload for upload in watch.uploads}
    strangers = [entry for place, found in entries.items() if place not in known for entry in found]
    expect(all(entry["state"] == "open" for entry in strangers), f"uploads that nobody made: {strangers[:3]}")
    expect(len(strangers) <= watch.lost_announcements(), f"{len(strangers)} announcements that nobody made")
    wrong = []
    for place, upload in known.items():
        found = entries.get(place, [])
        most = upload.acknowledged + upload.unknown if upload.door.name != ANNOUNCED else 1
        expect(upload.acknowledged and len(found) <= most, f"{most} puts became {len(found)} uploads: {found}")
        wanted = ("done", "registered") if upload.is_registered else ("refused", upload.outcome)
        for number, entry in enumerate(found):
            state = (entry["state"], entry.get("outcome"))
            replaced = number > 0 and state == ("refused", "object_replaced")
            is_said = entry["state"] == "done" or bool(entry.get("reason"))
            if not is_said or not (state == wanted or replaced):
                wrong.append(f"{upload.outcome} was expected of {upload.door.name}: {entry}")
    expect(not wrong, f"{len(known)} uploads, {len(wrong)} in a wrong state:\n" + "\n".join(wrong[:10]))
    ids = [entry["upload_id"] for found in entries.values() for entry in found]
    expect(len(ids) == len(set(ids)), "uploads are listed twice")


def check_people(door, watch, entries, client):
    """Each person once, with the faces of its pictures, each once; the uploads and the audit say the same."""
    pictures = {}
    for upload in watch.uploads:
        if upload.door is door and upload.is_registered:
            pictures.setdefault(upload.identity, set()).add(hashlib.sha256(upload.content).digest())
    rows = client.people(door.collection)
    called = [row["id"] if door.by_id else row["name"] for row in rows.values()]
    expect(sorted(called) == sorted(pictures), f"{door.name}: {sorted(set(called) ^ set(pictures))[:5]}, "
           f"{len(called)} people for {len(pictures)}")
    for row in rows.values():
        count = len(pictures[row["id"] if door.by_id else row["name"]])
        expect(row["face_count"] == count, f"{count} pictures became {row['face_count']} faces: {row}")
    faces = client.pages("ListFaces", {"CollectionId": door.collection, "MaxResults": 4096}, "Faces")
    owner = {face["FaceId"]: face["UserId"] for face in faces}
    total = sum(map(len, pictures.values()))
    expect(len(owner) == len(faces) == total, f"{door.name}: {len(faces)} faces, {total} pictures")
    told = {}
    for (bucket, _), found in entries.items():
        for entry in found:
            if bucket == door.bucket and entry["state"] == "done":
                told[entry["face_id"]] = entry["person"]["id"]
    expect(told == owner, f"{door.name}: the uploads tell of other faces than there are")
    check_audit(door, client, len(rows), total - len(rows))
    return len(rows), total


def check_audit(door, client, people, more_faces):
    """Each effect was written down once."""
    counts, token = {}, ""
    while True:
        page = client.rest("GET", f"/v1/events?collection={door.collection}&page_size=500{token}").json()
        for event in page["events"]:
            what = (event["action"], event["outcome"])
            counts[what] = counts.get(what, 0) + 1
        if "next_page_token" not in page:
            break
        token = "&page_token=" + page["next_page_token"]
    done = (counts.get(("register_person", "ok"), 0), counts.get(("add_person_faces", "ok"), 0))
    expect(done == (people, more_faces), f"{door.name}: {people} people and {more_faces} more faces, in the audit {done}")


def check_tables(server, entries):
    """An item for each face, or for each upload that is done, as the tables have it."""
    dynamodb = boto3.client("dynamodb", endpoint_url=server.url, region_name=REGION,
                            aws_access_key_id=server.key_id, aws_secret_access_key=server.secret)
    done = {}
    for found in entries.values():
        for entry in found:
            if entry["state"] == "done":
                done.setdefault(entry["bucket"], []).append(entry)
    staff, badges = {}, {}
    for entry in done.get("staff-pictures", []):
        staff.setdefault(entry["face_id"], []).append(
            {"RekognitionId": entry["face_id"], "FullName": entry["person"]["name"],
             "ImagePath": f"{entry['bucket']}/{entry['key']}", "Timestamp": entry["created_at"]})
    for entry in done.get("badge-pictures", []):
        item = {"UploadId": entry["upload_id"], "BadgeId": entry["person"]["id"], "FaceId": entry["face_id"]}
        badges[entry["upload_id"]] = [item]
    total = 0
    for table, key, wanted in (("staff", "RekognitionId", staff), ("badges", "UploadId", badges)):
        pages = dynamodb.get_paginator("scan").paginate(TableName=table)
        items = [{name: value["S"] for name, value in item.items()} for page in pages for item in page["Items"]]
        expect(sorted(item[key] for item in items) == sorted(wanted), f"{len(items)} items of {table} for {len(wanted)}")
        for item in items:
            expect(item in wanted[item[key]], f"{item} is none of {wanted[item[key]]}")
        total += len(items)
    return total


def check_buckets(server, watch):
    """The buckets hold what the policies say, whole, and nothing else."""
    s3 = s3_client(server)
    total = 0
    for door in DOORS:
        wanted = {upload.key: upload.content for upload in watch.uploads if upload.door is door
                  and (door.keep == "all" or (door.keep == "accepted" and upload.is_registered))}
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=door.bucket)
        there = {entry["Key"]: entry for page in pages for entry in page.get("Contents", [])}
        expect(set(there) == set(wanted), f"{door.bucket} holds {len(there)} objects and should {len(wanted)}: "
               f"{sorted(set(there) ^ set(wanted))[:5]}")
        for key, content in wanted.items():
            body = s3.get_object(Bucket=door.bucket, Key=key)["Body"].read()
            expect(body == content, f"{door.bucket}/{key} is not what was put")
        total += len(there)
    return total


def check_files(server, objects):
    """As many files as rows refer to, each in its place, and none that is half written."""
    folder = server.data_dir / "objects"
    files = [path for path in folder.rglob("*") if path.is_file()]
    misplaced = [path for path in files if path.parent != folder / path.name[:2]]
    expect(not misplaced, f"{len(misplaced)} files that are not in their place: {misplaced[:3]}")
    expect(len(files) == objects, f"{len(files)} files for {objects} objects and pictures of people")
    for name in ("functions", "index/segment.new", "mien.db-journal"):
        path = server.data_dir / name
        left = list(path.iterdir()) if path.is_dir() else [path] if path.exists() else []
        expect(not left, f"{name} was left behind")


def check_found(door, watch, client, random, count):
    """Some people are recognised, by a photo that needs not be the one they were registered with."""
    seen = [upload for upload in watch.uploads if upload.door is door and upload.is_registered]
    for upload in random.sample(seen, min(count, len(seen))):
        form = [("image", upload.content), ("collection", door.collection)]
        answer = client.rest("POST", "/v1/verify", form).json()
        found = answer.get("person", {}).get("id" if door.by_id else "name")
        expect(answer.get("decision") == "match" and found == upload.identity, f"{upload.identity} is not found: {answer}")
