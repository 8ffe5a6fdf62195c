"""Real photos whose outcome is known whatever the order in which they arrive, and pictures that are refused."""

import base64
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from plain_client import PlainClient  # noqa: E402  (finds mien_server, too)
from hostile_pictures import png  # noqa: E402
from mien_server import Server, data  # noqa: E402

# Every photo of a person must resemble each other of that person so much, and nobody else's. Between the two lies what
# a registration calls the same face (80, or a little more), so that no order of arrival matters.
SAME_MIN = 86
OTHER_MAX = 74
ALIKE_MIN = 50  # Nobody who is so like another is taken for a stranger to that one.
PHOTOS_MAX = 3  # Of one person.


class Person:
    def __init__(self, name, photos, alike):
        self.name = name
        self.photos = photos
        self.alike = alike  # Names of others who are somewhat like this one.

    @property
    def id(self):
        """The name in letters that any id may have."""
        return re.sub(r"\W|_", "-", self.name)


def indexed(client, photo):
    """The one face of the photo; None where there is none, another one beside it, or a bad one."""
    body = {
        "CollectionId": "choice",
        "Image": {"Bytes": base64.b64encode(photo).decode()},
        "QualityFilter": "AUTO",
    }
    answer = client.call("IndexFaces", body).json()
    records = answer["FaceRecords"]
    if len(records) != 1 or answer["UnindexedFaces"]:
        return None
    return records[0]["Face"]["FaceId"]


def similar(client, face):
    """Similarity to every other face that is at all like it."""
    answer = client.call("SearchFaces", {"CollectionId": "choice", "FaceId": face, "FaceMatchThreshold": ALIKE_MIN})
    return {match["Face"]["FaceId"]: match["Similarity"] for match in answer.json()["FaceMatches"]}


def choose_people(random, count, photos_min=1):
    """So many people of Labeled Faces in the Wild, those with several photos first. A server of its own judges them."""
    folders = sorted(path for path in data("lfw-view1", "images").iterdir() if path.is_dir())
    random.shuffle(folders)
    folders.sort(key=lambda folder: -min(2, len(list(folder.glob("*.jpg")))))
    scratch = Server("--log-level", "warning").start()
    client = PlainClient(scratch)
    client.call("CreateCollection", {"CollectionId": "choice"})
    faces = {}  # Of each person: the photo by its face's id.
    for folder in folders:
        if len(faces) >= count * 1.25 + 2:  # Some are too like one another.
            break
        photos = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))[:PHOTOS_MAX]]
        found = [indexed(client, photo) for photo in photos]
        if all(found) and len(set(found)) == len(photos) >= photos_min:
            faces[folder.name] = dict(zip(found, photos))
    owners = {face: name for name, own in faces.items() for face in own}
    people = []
    for name, own in faces.items():
        others = set()
        apart = True
        for face in own:
            alike = similar(client, face)
            apart &= all(alike.get(other, 0) >= SAME_MIN for other in own if other != face)
            apart &= all(other in own or similarity < OTHER_MAX for other, similarity in alike.items())
            others |= {owners.get(other, "") for other in alike} - {name}
        if apart:
            people.append(Person(name, list(own.values()), others))
    client.close()
    scratch.stop()
    if len(people) < count:
        raise AssertionError(f"only {len(people)} of {count} people have photos that tell them apart")
    return people[:count]


def refused_pictures(good):
    """(content, outcome) of pictures that no intake takes, each for another reason. `good` is a photo with a face."""
    groups = data("group-photos")
    return [
        ((groups / "017_0.jpg").read_bytes(), "no_face"),
        ((groups / "000_5.jpg").read_bytes(), "several_faces"),
        (png(60, 60), "image_too_small"),
        (b"no picture at all", "image_format"),
        (good[: len(good) // 3], "image_format"),
    ]
