"""The server is killed while faces and people are being stored, again and again: what was acknowledged is there after
the restart, whole, and nothing else is left behind. MIEN_KILL_ROUNDS says how often (default 3)."""

import base64
import collections
import http.client
import itertools
import json
import os
import threading
import time
import unittest

from mien_server import Server, data, seeded_random

ROUNDS = int(os.environ.get("MIEN_KILL_ROUNDS", "3"))
COLLECTION = "crash"
# Answers of a registration that is refused for what the photos show; the data set has look-alikes and wrong labels.
REFUSALS_OF_PHOTOS = {"duplicate_person", "identity_conflict", "several_faces", "low_quality", "image_of_another_person"}


class Face:
    """A photo on its way into the collection. `ids` is what the server acknowledged, if it did."""

    def __init__(self, path, number):
        self.path = path
        self.external_id = f"photo-{number}"
        self.ids = None

    def send(self, server):
        image = base64.b64encode(self.path.read_bytes()).decode()
        body = {"CollectionId": COLLECTION, "Image": {"Bytes": image}, "ExternalImageId": self.external_id}
        answer = server.call("IndexFaces", json.dumps(body).encode())
        if answer.status != 200:
            raise AssertionError(f"IndexFaces of {self.path.name}: {answer}")
        self.ids = [record["Face"]["FaceId"] for record in answer.json()["FaceRecords"]]


class Person:
    """A person on the way in. `answer` is what the server acknowledged; `refusal` why it would not have the photos."""

    def __init__(self, folder):
        self.id = folder.name
        self.photos = sorted(folder.glob("*.jpg"))[:3]
        self.answer = None
        self.refusal = None

    def send(self, server):
        pictures = [path.read_bytes() for path in self.photos]
        done = server.register(self.id, pictures, id=self.id, headers={"Idempotency-Key": f"key of {self.id}"})
        if done.status == 201:
            self.answer = done.json()
        elif done.code in REFUSALS_OF_PHOTOS:
            self.refusal = done.code
        else:
            raise AssertionError(f"registration of {self.id}: {done}")


class Crash(unittest.TestCase):
    def setUp(self):
        self.random = seeded_random()
        self.server = Server("--log-level", "warning").start()
        self.addCleanup(lambda: self.server.stop())
        self.server.rekognition().create_collection(CollectionId=COLLECTION)
        folders = sorted(path for path in data("lfw-view1", "images").iterdir() if path.is_dir())
        self.random.shuffle(folders)
        self.people_left = iter(folders)
        pictures = [path for folder in folders for path in sorted(folder.glob("*.jpg"))]
        self.faces_left = (Face(path, number) for number, path in enumerate(itertools.cycle(pictures)))
        self.faces, self.people = [], []
        self.lock = threading.Lock()

    def next_work(self, kind):
        with self.lock:
            if kind is Face:
                self.faces.append(next(self.faces_left))
                return self.faces[-1]
            folder = next(self.people_left, None)
            if folder is None:
                return None
            self.people.append(Person(folder))
            return self.people[-1]

    def store_until_killed(self, kind, problems):
        """Sends one after the other; the first broken connection ends it, any other trouble is a problem."""
        while (work := self.next_work(kind)) is not None:
            try:
                work.send(self.server)
            except (OSError, EOFError, http.client.HTTPException):
                return
            except AssertionError as problem:
                problems.append(problem)
                return

    def acknowledged(self):
        with self.lock:
            return sum(face.ids is not None for face in self.faces), sum(one.answer is not None for one in self.people)

    def kill_while_storing(self):
        before = sum(self.acknowledged())
        wanted = before + self.random.randint(10, 50)
        problems = []
        threads = [threading.Thread(target=self.store_until_killed, args=(kind, problems)) for kind in (Face, Face, Person, Person)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 120
        while sum(self.acknowledged()) < wanted and not problems and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(self.random.uniform(0, 0.03))
        self.server.kill()
        for thread in threads:
            thread.join()
        self.assertEqual(problems, [])
        self.assertGreaterEqual(sum(self.acknowledged()), wanted, "the server was too slow to be killed at work")

    def listed_faces(self, collection):
        pages = self.server.rekognition().get_paginator("list_faces").paginate(CollectionId=collection)
        return {face["FaceId"]: face for page in pages for face in page["Faces"]}

    def listed_people(self):
        people, token = {}, ""
        while True:
            page = self.server.rest("GET", f"/v1/people?page_size=500{token}").json()
            people.update({person["id"]: person for person in page["people"]})
            if "next_page_token" not in page:
                return people
            token = "&page_token=" + page["next_page_token"]

    def check_faces(self, recent):
        """All acknowledged faces are listed and can be searched; those of the last round are found by their photo."""
        client = self.server.rekognition()
        stored = self.listed_faces(COLLECTION)
        for face in self.faces:
            for face_id in face.ids or ():
                self.assertIn(face_id, stored, f"an acknowledged face of {face.path.name} is lost")
                self.assertEqual(stored[face_id]["ExternalImageId"], face.external_id)
                client.search_faces(CollectionId=COLLECTION, FaceId=face_id, MaxFaces=1)
        for face in recent:
            if face.ids:
                found = client.search_faces_by_image(
                    CollectionId=COLLECTION, Image={"Bytes": face.path.read_bytes()}, FaceMatchThreshold=99
                )["FaceMatches"]
                self.assertIn(face.ids[0], [match["Face"]["FaceId"] for match in found])
        described = client.describe_collection(CollectionId=COLLECTION)
        self.assertEqual(described["FaceCount"], len(stored))
        return len(stored)

    def check_people(self, recent):
        """All acknowledged people are there with every face, everybody there is whole, and each photo has its object."""
        listed = self.listed_people()
        photos_of = {person.id: len(person.photos) for person in self.people}
        for person in self.people:
            if person.answer is not None:
                self.assertIn(person.id, listed, "an acknowledged person is lost")
                now = self.server.rest("GET", f"/v1/people/{person.id}").json()
                self.assertEqual(now, person.answer)
        for person_id, person in listed.items():
            self.assertEqual(person["face_count"], photos_of[person_id], f"{person_id} is half registered")
        of_people = self.listed_faces("people")
        self.assertEqual(len(of_people), sum(person["face_count"] for person in listed.values()))
        self.assertEqual({face["UserId"] for face in of_people.values()}, set(listed))
        for person in recent:
            if person.answer is not None:
                verified = self.server.verify(person.photos[0].read_bytes(), person_id=person.id).json()
                self.assertEqual((verified["decision"], verified["person"]["id"]), ("match", person.id))
                self.assertEqual(self.server.verify(person.photos[0].read_bytes()).json()["person"]["id"], person.id)
        objects = [path for path in (self.server.data_dir / "objects").rglob("*") if path.is_file()]
        self.assertEqual(len(objects), len(of_people), "an object is missing or orphaned")
        return len(listed), len(objects)

    def repeat_interrupted(self, faces, people):
        """What was under way when the server died is sent again, as a client would: it is refused for nothing."""
        for face in faces:
            if face.ids is None:
                face.send(self.server)
        for person in people:
            if person.answer is None and person.refusal is None:
                person.send(self.server)

    def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(self):
        interrupted = kept = 0
        print(f"\n{'round':>5} {'acknowledged':>26} {'interrupted':>11} {'of these kept':>13} {'restart':>8}")
        for number in range(1, ROUNDS + 1):
            faces_from, people_from = len(self.faces), len(self.people)
            self.kill_while_storing()
            faces, people = self.faces[faces_from:], self.people[people_from:]
            began = time.monotonic()
            self.server.start()
            restart_s = time.monotonic() - began
            stored = self.check_faces(faces)
            listed, _ = self.check_people(people)
            acknowledged = sum(len(face.ids or ()) for face in self.faces), self.acknowledged()[1]
            under_way = sum(f.ids is None for f in faces) + sum(p.answer is None and p.refusal is None for p in people)
            interrupted += under_way
            kept_now = (listed - acknowledged[1]) + (stored - acknowledged[0])
            kept += kept_now
            print(
                f"{number:>5} {acknowledged[0]:>11} faces {acknowledged[1]:>3} people {under_way:>11} {kept_now:>13} {restart_s:>6.2f} s",
                flush=True,
            )
            self.repeat_interrupted(faces, people)
            self.check_people([])
        stored, (listed, objects) = self.check_faces(self.faces), self.check_people(self.people)
        acknowledged = sum(len(face.ids) for face in self.faces), self.acknowledged()[1]
        self.assertEqual(acknowledged, (stored, listed))
        refused = dict(collections.Counter(person.refusal for person in self.people if person.refusal))
        print(
            f"{ROUNDS} rounds: {acknowledged[0]} faces and {acknowledged[1]} people acknowledged, all there;"
            f" {interrupted} requests interrupted, {kept} of them had been stored; people refused for their photos: {refused};"
            f" {objects} objects for as many faces of people; no half person, no orphan",
            flush=True,
        )


if __name__ == "__main__":
    unittest.main(verbosity=2)
