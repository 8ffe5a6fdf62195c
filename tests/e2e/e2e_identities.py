"""Ten people known by five photos each are recognised in five others, and nobody is taken for somebody else."""

import unittest

from mien_server import ServerTest, identities

PHOTOS_INDEXED = 5
SIMILARITY_USUAL = 80  # What a search asks for unless told otherwise.


class Identities(ServerTest):
    def test_every_other_photo_finds_its_person_first(self):
        client = self.server.rekognition()
        client.create_collection(CollectionId="identities")
        people = identities()
        for person, photos in people.items():
            for photo in photos[:PHOTOS_INDEXED]:
                answer = client.index_faces(
                    CollectionId="identities", Image={"Bytes": photo.read_bytes()}, ExternalImageId=person, MaxFaces=1
                )
                self.assertEqual(len(answer["FaceRecords"]), 1, photo)
        searched = right = 0
        right_lowest, wrong_highest = (100.0, ""), (0.0, "")
        for person, photos in people.items():
            for photo in photos[PHOTOS_INDEXED:]:
                matches = client.search_faces_by_image(
                    CollectionId="identities", Image={"Bytes": photo.read_bytes()}, FaceMatchThreshold=0, MaxFaces=100
                )["FaceMatches"]
                searched += 1
                right += matches[0]["Face"]["ExternalImageId"] == person
                best = max(m["Similarity"] for m in matches if m["Face"]["ExternalImageId"] == person)
                right_lowest = min(right_lowest, (best, photo.name))
                for match in matches:
                    other = match["Face"]["ExternalImageId"]
                    if other != person:
                        wrong_highest = max(wrong_highest, (match["Similarity"], f"{photo.name} and {other}"))
        print(f"recall at rank 1: {right}/{searched}")
        print(f"lowest best similarity of the right person: {right_lowest[0]:.2f} ({right_lowest[1]})")
        print(f"highest similarity of a wrong person: {wrong_highest[0]:.2f} ({wrong_highest[1]})", flush=True)
        self.assertEqual(right, searched)
        self.assertEqual(searched, 50)
        self.assertLess(wrong_highest[0], SIMILARITY_USUAL)


if __name__ == "__main__":
    unittest.main(verbosity=2)
