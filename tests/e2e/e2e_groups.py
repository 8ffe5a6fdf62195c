"""Photos of groups: the faces that are found against the number that is known, picture by picture.

NNN_C.jpg shows C faces. NNN_A.jpg, with a letter, is a photo of one person; others may pass in the background. Of dlib's
pictures the XML files beside them hold every face's box.
"""

import re
import unittest
import xml.etree.ElementTree

from mien_server import ServerTest, data


def known_counts(folder):
    """By file name: the number of faces, and whether it must be met exactly."""
    counts = {}
    for name in ("training.xml", "testing.xml"):
        for image in xml.etree.ElementTree.parse(folder / name).iter("image"):
            counts[image.get("file")] = (len(image.findall("box")), True)
    for path in folder.glob("*.jpg"):
        if match := re.fullmatch(r"\d{3}_(?:(\d)|([A-Z]))\.jpg", path.name):
            counts[path.name] = (int(match[1] or 1), match[1] is not None)
    return counts


class Groups(ServerTest):
    def test_faces_of_groups_are_counted_right(self):
        client = self.server.rekognition()
        folder = data("group-photos")
        counts = known_counts(folder)
        wrong, known_total, found_total = [], 0, 0
        print(f"\n{'picture':<28}{'known':>6}{'found':>6}  confidence of the least certain")
        for path in sorted(folder.glob("*.jpg")):
            faces = client.detect_faces(Image={"Bytes": path.read_bytes()})["FaceDetails"]
            known, exact = counts.get(path.name, (None, False))
            verdict = ""
            if exact:
                known_total += known
                found_total += len(faces)
                verdict = "" if len(faces) == known else "WRONG"
            elif known and len(faces) != known:
                verdict = "more than one" if len(faces) > known else "WRONG"
            least = f"{min(face['Confidence'] for face in faces):.2f}" if faces else "-"
            print(f"{path.name:<28}{'?' if known is None else known:>6}{len(faces):>6}  {least} {verdict}")
            if verdict == "WRONG":
                wrong.append(path.name)
        print(f"pictures with an exact count: {found_total} faces found of {known_total}", flush=True)
        self.assertEqual(wrong, [])
        self.assertGreaterEqual(known_total, 60)


if __name__ == "__main__":
    unittest.main(verbosity=2)
