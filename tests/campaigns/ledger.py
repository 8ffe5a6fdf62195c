"""What a campaign's clients know about the server's contents: what was acknowledged, and what may or may not be.

A thing is claimed by one client while that works with it, so that the others know what they may expect. Things whose
request was cut off are "unknown" until settle() looks.
"""

import base64
import sys
import threading

PEOPLE_COLLECTIONS = ("people", "visitors")
FACE_COLLECTIONS = ("faces-a", "faces-b")
# Answers of a registration that is refused for what the photos show; the data set has look-alikes and wrong labels.
REFUSALS_OF_PHOTOS = {"duplicate_person", "identity_conflict", "several_faces", "low_quality", "image_of_another_person"}


class Person:
    """A folder of photos that is registered and deleted in one collection, again and again."""

    def __init__(self, folder, collection):
        self.name = folder.name
        self.collection = collection
        self.photos = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))[:3]]
        self.times = 0
        self.answer = None  # What the server acknowledged.

    @property
    def id(self):
        return f"{self.name}.{self.times}"


class Face:
    """A photo that is indexed and deleted in one collection, again and again."""

    def __init__(self, path, collection):
        self.name = path.name
        self.photo = path.read_bytes()
        self.image = {"Bytes": base64.b64encode(self.photo).decode()}
        self.collection = collection
        self.ids = []  # What the server acknowledged; the ids of a photo never change.


class Ledger:
    def __init__(self, random, folders):
        self.random = random
        self.lock = threading.Lock()
        folders = list(folders)
        random.shuffle(folders)
        people = folders[: len(folders) * 2 // 3]
        self.people = {"absent": [], "there": [], "unknown": []}
        self.faces = {"absent": [], "there": [], "unknown": []}
        self.unusable = 0
        for number, folder in enumerate(people):
            self.people["absent"].append(Person(folder, PEOPLE_COLLECTIONS[number % 2]))
        for number, folder in enumerate(folders[len(people) :]):
            self.faces["absent"] += [Face(path, FACE_COLLECTIONS[number % 2]) for path in sorted(folder.glob("*.jpg"))]
        self.gone_people = []  # Deleted since the last check; their ids are not used again.
        self.counts = {"acknowledged": 0, "interrupted": 0, "kept": 0}

    def claim(self, kind, state):
        """Somebody in that state, for the caller alone; None where nobody is."""
        with self.lock:
            pool = getattr(self, kind)[state]
            if not pool:
                return None
            at = self.random.randrange(len(pool))
            pool[at], pool[-1] = pool[-1], pool[at]
            return pool.pop()

    def put(self, kind, state, thing):
        with self.lock:
            getattr(self, kind)[state].append(thing)

    def acknowledge(self):
        with self.lock:
            self.counts["acknowledged"] += 1

    # One change each, as clients make them. They raise one of LOST when the server dies; then the thing is unknown.

    def register(self, client, person):
        person.times += 1
        person.answer = None
        form = [("name", person.name), ("id", person.id), ("collection", person.collection)]
        try:
            done = client.rest("POST", "/v1/people", form + [("image", photo) for photo in person.photos])
        except Exception:
            self.put("people", "unknown", person)
            raise
        if done.status == 201:
            person.answer = done.json()
            self.put("people", "there", person)
            self.acknowledge()
        elif done.code in REFUSALS_OF_PHOTOS:
            with self.lock:
                self.unusable += 1
        else:
            self.put("people", "absent", person)
            raise AssertionError(f"registration of {person.id}: {done}")

    def delete_person(self, client, person):
        try:
            done = client.rest("DELETE", f"/v1/people/{person.id}?collection={person.collection}")
        except Exception:
            self.put("people", "unknown", person)
            raise
        if done.status not in (200, 204):
            self.put("people", "there", person)
            raise AssertionError(f"deletion of {person.id}: {done}")
        with self.lock:
            self.gone_people.append((person.collection, person.id))
        person.answer = None
        self.put("people", "absent", person)
        self.acknowledge()

    def index(self, client, face):
        body = {"CollectionId": face.collection, "Image": face.image, "ExternalImageId": face.name}
        try:
            done = client.call("IndexFaces", body)
        except Exception:
            self.put("faces", "unknown", face)
            raise
        if done.status != 200:
            self.put("faces", "absent", face)
            raise AssertionError(f"IndexFaces of {face.name}: {done}")
        face.ids = [record["Face"]["FaceId"] for record in done.json()["FaceRecords"]]
        if face.ids:
            self.put("faces", "there", face)
        self.acknowledge()

    def delete_face(self, client, face):
        try:
            done = client.call("DeleteFaces", {"CollectionId": face.collection, "FaceIds": face.ids})
        except Exception:
            self.put("faces", "unknown", face)
            raise
        if done.status != 200 or sorted(done.json()["DeletedFaces"]) != sorted(face.ids):
            self.put("faces", "there", face)
            raise AssertionError(f"DeleteFaces of {face.name}: {done}")
        self.put("faces", "absent", face)
        self.acknowledge()


class Loss(AssertionError):
    """Something is not as it was acknowledged."""


def run_campaign(server, campaign):
    """Runs it; a loss ends the process with the tail of the server's log. The server's folder goes in any case."""
    try:
        campaign()
    except Loss as loss:
        print(f"FAILED: {loss}", flush=True)
        print(server.log_text()[-4000:])
        sys.exit(1)
    finally:
        server.discard()


def expect(holds, what):
    if not holds:
        raise Loss(what)


def settle(ledger, client, data_dir):
    """After a restart, with nobody else at work: everything acknowledged is there, whole, and nothing else. What was
    cut off turns out to be there, whole, or not at all. Returns how many of each there are."""
    listed = {collection: client.people(collection) for collection in PEOPLE_COLLECTIONS}
    unknown, ledger.people["unknown"] = ledger.people["unknown"], []
    for person in unknown:
        found = person.id in listed[person.collection]
        ledger.counts["interrupted"] += 1
        ledger.counts["kept"] += found
        if found:
            person.answer = client.rest("GET", f"/v1/people/{person.id}?collection={person.collection}").json()
        ledger.people["there" if found else "absent"].append(person)
    for person in ledger.people["there"]:
        entry = listed[person.collection].pop(person.id, None)
        expect(entry is not None, f"the acknowledged person {person.id} is lost")
        expect(entry["face_count"] == len(person.photos), f"{person.id} is half there: {entry}")
    for collection, left in listed.items():
        expect(not left, f"people of {collection} that nobody registered, or that were deleted: {sorted(left)[:5]}")
    for collection, person_id in ledger.gone_people:
        status = client.rest("GET", f"/v1/people/{person_id}?collection={collection}").status
        expect(status == 404, f"the deleted person {person_id} is still there ({status})")
    faces_of_people = check_faces_of_people(ledger, client)
    objects = sum(1 for path in (data_dir / "objects").rglob("*") if path.is_file())
    expect(objects == faces_of_people, f"{objects} objects for {faces_of_people} faces of people")
    faces = check_faces(ledger, client)
    ledger.gone_people = []
    return len(ledger.people["there"]), faces, objects


def check_faces_of_people(ledger, client):
    total = 0
    for collection in PEOPLE_COLLECTIONS:
        rows = client.pages("ListFaces", {"CollectionId": collection, "MaxResults": 4096}, "Faces")
        owners = {}
        for row in rows:
            owners[row.get("UserId")] = owners.get(row.get("UserId"), 0) + 1
        expected = {p.id: len(p.photos) for p in ledger.people["there"] if p.collection == collection}
        expect(owners == expected, f"the faces of {collection} are not those of its people")
        total += len(rows)
    return total


def check_faces(ledger, client):
    stored = {}
    for collection in FACE_COLLECTIONS:
        rows = client.pages("ListFaces", {"CollectionId": collection, "MaxResults": 4096}, "Faces")
        stored[collection] = {row["FaceId"]: row for row in rows}
        count = client.call("DescribeCollection", {"CollectionId": collection}).json()["FaceCount"]
        expect(count == len(rows), f"{collection} counts {count} faces and lists {len(rows)}")
    by_photo = {}
    for collection, rows in stored.items():
        for face_id, row in rows.items():
            by_photo.setdefault((collection, row["ExternalImageId"]), []).append(face_id)
    unknown, ledger.faces["unknown"] = ledger.faces["unknown"], []
    for face in unknown:
        found = by_photo.get((face.collection, face.name), [])
        ledger.counts["interrupted"] += 1
        ledger.counts["kept"] += bool(found)
        expect(not face.ids or not found or sorted(found) == sorted(face.ids), f"{face.name} is half deleted")
        face.ids = found or face.ids
        ledger.faces["there" if found else "absent"].append(face)
    for face in ledger.faces["there"]:
        found = by_photo.pop((face.collection, face.name), [])
        expect(sorted(found) == sorted(face.ids), f"the acknowledged faces of {face.name} are not those that are there")
    expect(not by_photo, f"faces that nobody indexed, or that were deleted: {list(by_photo)[:5]}")
    return sum(len(rows) for rows in stored.values())


def check_found(ledger, client, count):
    """Some of those that are there are found by their photos, and some deleted ones are not."""
    for person in ledger.random.sample(ledger.people["there"], min(count, len(ledger.people["there"]))):
        form = [("image", person.photos[0]), ("collection", person.collection)]
        seen = client.rest("POST", "/v1/verify", form).json()
        expect(seen.get("decision") == "match" and seen["person"]["id"] == person.id, f"{person.id} is not recognised: {seen}")
        now = client.rest("GET", f"/v1/people/{person.id}?collection={person.collection}").json()
        expect(now == person.answer, f"{person.id} is not as it was acknowledged")
    for face in ledger.random.sample(ledger.faces["there"], min(count, len(ledger.faces["there"]))):
        expect(is_found(client, face), f"{face.name} is not found by its own photo")
    for face in ledger.random.sample(ledger.faces["absent"], min(count, len(ledger.faces["absent"]))):
        if face.ids:
            expect(not is_found(client, face), f"{face.name} is found though it was deleted")


def is_found(client, face):
    body = {"CollectionId": face.collection, "Image": face.image, "FaceMatchThreshold": 99}
    done = client.call("SearchFacesByImage", body)
    expect(done.status == 200, f"search for {face.name}: {done}")
    found = {match["Face"]["FaceId"] for match in done.json()["FaceMatches"]}
    return bool(found & set(face.ids))
