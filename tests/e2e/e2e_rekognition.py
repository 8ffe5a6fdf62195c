"""Every operation of the Rekognition wire through boto3 and the aws CLI, as an application would use them."""

import datetime
import unittest

from mien_server import ServerTest, data, identities, padded_jpeg, photo

MIB = 1024 * 1024
NO_SUCH_FACE = "00000000-0000-4000-8000-000000000000"


class RekognitionTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = identities()
        cls.client = cls.server.rekognition()
        cls.unchecked = cls.server.rekognition(parameter_validation=False)

    def picture(self, person, number):
        return {"Bytes": self.people[person][number].read_bytes()}

    def collection(self):
        """A fresh collection named after the test."""
        name = self.id().rpartition(".")[2]
        self.client.create_collection(CollectionId=name)
        self.addCleanup(self.client.delete_collection, CollectionId=name)
        return name

    def listed(self, collection):
        pages = self.client.get_paginator("list_faces").paginate(CollectionId=collection, PaginationConfig={"PageSize": 2})
        return [face for page in pages for face in page["Faces"]]

    def index(self, collection, person, number, **more):
        answer = self.client.index_faces(
            CollectionId=collection, Image=self.picture(person, number), ExternalImageId=person, **more
        )
        self.assertEqual(len(answer["FaceRecords"]), 1, person)
        return answer["FaceRecords"][0]["Face"]


class Collections(RekognitionTest):
    def test_a_collection_from_creation_to_deletion(self):
        made = self.client.create_collection(CollectionId="staff.1-a_b")
        self.assertEqual(made["StatusCode"], 200)
        self.assertTrue(made["CollectionArn"].endswith("rekognition:us-east-1:123456789012:collection/staff.1-a_b"), made)
        self.assertGreaterEqual(float(made["FaceModelVersion"]), 7.0)
        described = self.client.describe_collection(CollectionId="staff.1-a_b")
        self.assertEqual(described["FaceCount"], 0)
        self.assertTrue(described["CollectionARN"].startswith("arn:aws:rekognition:"), described)
        age = datetime.datetime.now(datetime.timezone.utc) - described["CreationTimestamp"]
        self.assertLess(abs(age.total_seconds()), 60)
        self.assert_refused(
            "ResourceAlreadyExistsException", self.client.create_collection, CollectionId="staff.1-a_b"
        )
        self.assertEqual(self.client.delete_collection(CollectionId="staff.1-a_b")["StatusCode"], 200)
        self.assert_refused("ResourceNotFoundException", self.client.delete_collection, CollectionId="staff.1-a_b")

    def test_collections_are_listed_page_by_page(self):
        names = [f"page-{number}" for number in range(5)]
        for name in names:
            self.client.create_collection(CollectionId=name)
            self.addCleanup(self.client.delete_collection, CollectionId=name)
        pages = list(self.client.get_paginator("list_collections").paginate(PaginationConfig={"PageSize": 2}))
        listed = [name for page in pages for name in page["CollectionIds"]]
        self.assertEqual([name for name in listed if name.startswith("page-")], names)
        self.assertEqual(len(listed), len(set(listed)))
        self.assertIn("people", listed)
        self.assertEqual(len(pages), (len(listed) + 1) // 2)
        for page in pages:
            self.assertEqual(len(page["FaceModelVersions"]), len(page["CollectionIds"]))

    def test_a_deleted_collection_takes_its_faces_along(self):
        collection = self.collection()
        self.index(collection, "Gerhard_Schroeder", 0)
        self.client.delete_collection(CollectionId=collection)
        self.client.create_collection(CollectionId=collection)
        self.assertEqual(self.client.describe_collection(CollectionId=collection)["FaceCount"], 0)
        self.assertEqual(self.listed(collection), [])
        found = self.client.search_faces_by_image(CollectionId=collection, Image=self.picture("Gerhard_Schroeder", 0))
        self.assertEqual(found["FaceMatches"], [])


class Faces(RekognitionTest):
    def test_what_is_indexed_is_found_at_once(self):
        collection = self.collection()
        for number in range(3):
            face = self.index(collection, "Gerhard_Schroeder", number)
            found = self.client.search_faces_by_image(CollectionId=collection, Image=self.picture("Gerhard_Schroeder", number))
            self.assertEqual(found["FaceMatches"][0]["Face"]["FaceId"], face["FaceId"])
            self.assertGreater(found["FaceMatches"][0]["Similarity"], 99.9)
            self.assertEqual(self.client.describe_collection(CollectionId=collection)["FaceCount"], number + 1)
            self.client.search_faces(CollectionId=collection, FaceId=face["FaceId"])

    def test_the_same_picture_twice_is_stored_once(self):
        collection = self.collection()
        first = self.index(collection, "Gerhard_Schroeder", 0)
        again = self.index(collection, "Gerhard_Schroeder", 0)
        self.assertEqual(again, first)
        self.assertEqual([face["FaceId"] for face in self.listed(collection)], [first["FaceId"]])
        other = self.client.index_faces(
            CollectionId=collection, Image=self.picture("Gerhard_Schroeder", 0), ExternalImageId="other"
        )["FaceRecords"][0]["Face"]
        self.assertNotEqual(other["FaceId"], first["FaceId"])
        self.assertEqual(self.client.describe_collection(CollectionId=collection)["FaceCount"], 2)

    def test_the_same_picture_has_the_same_face_id_in_every_collection(self):
        collection = self.collection()
        self.client.create_collection(CollectionId="elsewhere")
        self.addCleanup(self.client.delete_collection, CollectionId="elsewhere")
        self.assertEqual(
            self.index(collection, "Gerhard_Schroeder", 0)["FaceId"], self.index("elsewhere", "Gerhard_Schroeder", 0)["FaceId"]
        )

    def test_faces_are_listed_page_by_page_and_by_id(self):
        collection = self.collection()
        faces = [self.index(collection, person, 0) for person in list(self.people)[:5]]
        self.assertEqual(sorted(f["FaceId"] for f in self.listed(collection)), sorted(f["FaceId"] for f in faces))
        wanted = [faces[1]["FaceId"], faces[3]["FaceId"]]
        some = self.client.list_faces(CollectionId=collection, FaceIds=wanted)["Faces"]
        self.assertEqual(sorted(face["FaceId"] for face in some), sorted(wanted))
        self.assertEqual({face["ExternalImageId"] for face in some}, {faces[1]["ExternalImageId"], faces[3]["ExternalImageId"]})

    def test_deleted_faces_are_gone_and_unknown_ones_are_named(self):
        collection = self.collection()
        faces = [self.index(collection, person, 0)["FaceId"] for person in list(self.people)[:2]]
        answer = self.client.delete_faces(CollectionId=collection, FaceIds=[faces[0], NO_SUCH_FACE])
        self.assertEqual(answer["DeletedFaces"], [faces[0]])
        self.assertEqual(
            answer["UnsuccessfulFaceDeletions"], [{"FaceId": NO_SUCH_FACE, "Reasons": ["FACE_NOT_FOUND"]}]
        )
        self.assertEqual([face["FaceId"] for face in self.listed(collection)], [faces[1]])
        self.assert_refused(
            "InvalidParameterException", self.client.search_faces, CollectionId=collection, FaceId=faces[0]
        )
        found = self.client.search_faces_by_image(
            CollectionId=collection, Image=self.picture(list(self.people)[0], 0), FaceMatchThreshold=0
        )
        self.assertNotIn(faces[0], [match["Face"]["FaceId"] for match in found["FaceMatches"]])

    def test_faces_of_a_person_are_kept_from_delete_faces(self):
        done = self.server.register("Hugo", [self.people["Hugo_Chavez"][0].read_bytes()], id="hugo")
        self.assertEqual(done.status, 201, done)
        face = done.json()["faces"][0]["face_id"]
        refused = self.client.delete_faces(CollectionId="people", FaceIds=[face])
        self.assertEqual(refused["DeletedFaces"], [])
        self.assertEqual(
            refused["UnsuccessfulFaceDeletions"],
            [{"FaceId": face, "UserId": "hugo", "Reasons": ["ASSOCIATED_TO_AN_EXISTING_USER"]}],
        )
        listed = self.client.list_faces(CollectionId="people", UserId="hugo")["Faces"]
        self.assertEqual([(one["FaceId"], one["UserId"]) for one in listed], [(face, "hugo")])
        self.assertEqual(self.server.rest("DELETE", "/v1/people/hugo").status, 204)

    def test_more_faces_than_asked_for_are_reported_and_not_stored(self):
        collection = self.collection()
        picture = {"Bytes": photo("group-photos", "015_6.jpg")}
        some = self.client.index_faces(CollectionId=collection, Image=picture, MaxFaces=2, QualityFilter="NONE")
        self.assertEqual(len(some["FaceRecords"]), 2)
        self.assertEqual([face["Reasons"] for face in some["UnindexedFaces"]], [["EXCEEDS_MAX_FACES"]] * 4)
        areas = [
            face["FaceDetail"]["BoundingBox"]["Width"] * face["FaceDetail"]["BoundingBox"]["Height"]
            for face in some["FaceRecords"] + some["UnindexedFaces"]
        ]
        self.assertEqual(areas, sorted(areas, reverse=True))
        self.assertEqual(self.client.describe_collection(CollectionId=collection)["FaceCount"], 2)
        every = self.client.index_faces(CollectionId=collection, Image=picture, QualityFilter="NONE")
        self.assertEqual(len(every["FaceRecords"]), 6)
        ids = [record["Face"]["FaceId"] for record in every["FaceRecords"]]
        self.assertEqual(ids[:2], [record["Face"]["FaceId"] for record in some["FaceRecords"]])
        self.assertEqual(self.client.describe_collection(CollectionId=collection)["FaceCount"], 6)

    def test_the_quality_filter_keeps_small_faces_out(self):
        collection = self.collection()
        picture = {"Bytes": photo("group-photos", "2008_004176.jpg")}
        strict = self.client.index_faces(CollectionId=collection, Image=picture, QualityFilter="HIGH")
        self.assertEqual(strict["FaceRecords"], [])
        self.assertGreaterEqual(len(strict["UnindexedFaces"]), 5)
        for face in strict["UnindexedFaces"]:
            self.assertIn("SMALL_BOUNDING_BOX", face["Reasons"])
        every = self.client.index_faces(CollectionId=collection, Image=picture, QualityFilter="NONE")
        self.assertEqual(len(every["FaceRecords"]), len(strict["UnindexedFaces"]))
        self.assert_refused(
            "InvalidParameterException",
            self.client.search_faces_by_image,
            CollectionId=collection,
            Image=picture,
            QualityFilter="HIGH",
        )

    def test_a_picture_without_faces_is_indexed_as_nothing_and_not_searched(self):
        collection = self.collection()
        picture = {"Bytes": photo("group-photos", "017_0.jpg")}
        answer = self.client.index_faces(CollectionId=collection, Image=picture)
        self.assertEqual((answer["FaceRecords"], answer["UnindexedFaces"]), ([], []))
        message = self.assert_refused(
            "InvalidParameterException", self.client.search_faces_by_image, CollectionId=collection, Image=picture
        )
        self.assertIn("no faces", message)


class Search(RekognitionTest):
    def test_thresholds_and_numbers_of_matches_are_kept(self):
        collection = self.collection()
        people = list(self.people)[:4]
        for person in people:
            for number in range(2):
                self.index(collection, person, number)
        probe = self.picture(people[0], 5)
        every = self.client.search_faces_by_image(CollectionId=collection, Image=probe, FaceMatchThreshold=0)
        similarities = [match["Similarity"] for match in every["FaceMatches"]]
        self.assertEqual(len(similarities), 8)
        self.assertEqual(similarities, sorted(similarities, reverse=True))
        usual = self.client.search_faces_by_image(CollectionId=collection, Image=probe)["FaceMatches"]
        self.assertEqual([m["Similarity"] for m in usual], [s for s in similarities if s >= 80])
        self.assertEqual({match["Face"]["ExternalImageId"] for match in usual}, {people[0]})
        high = self.client.search_faces_by_image(CollectionId=collection, Image=probe, FaceMatchThreshold=100)
        self.assertEqual(high["FaceMatches"], [])
        one = self.client.search_faces_by_image(CollectionId=collection, Image=probe, MaxFaces=1)
        self.assertEqual(one["FaceMatches"], every["FaceMatches"][:1])
        self.assertGreater(one["SearchedFaceConfidence"], 50)
        self.assertLess(0, one["SearchedFaceBoundingBox"]["Width"])

    def test_a_stored_face_is_searched_without_finding_itself(self):
        collection = self.collection()
        faces = [self.index(collection, "Gerhard_Schroeder", number)["FaceId"] for number in range(3)]
        self.index(collection, "Jacques_Chirac", 0)
        answer = self.client.search_faces(CollectionId=collection, FaceId=faces[0])
        self.assertEqual(answer["SearchedFaceId"], faces[0])
        self.assertEqual(sorted(m["Face"]["FaceId"] for m in answer["FaceMatches"]), sorted(faces[1:]))
        every = self.client.search_faces(CollectionId=collection, FaceId=faces[0], FaceMatchThreshold=0, MaxFaces=2)
        self.assertEqual(len(every["FaceMatches"]), 2)

    def test_compare_faces_tells_matching_from_other_faces(self):
        answer = self.client.compare_faces(
            SourceImage=self.picture("Gerhard_Schroeder", 0), TargetImage=self.picture("Gerhard_Schroeder", 1)
        )
        self.assertEqual(len(answer["FaceMatches"]), 1, answer)
        self.assertGreaterEqual(answer["FaceMatches"][0]["Similarity"], 80)
        self.assertIn("BoundingBox", answer["SourceImageFace"])
        other = self.client.compare_faces(
            SourceImage=self.picture("Gerhard_Schroeder", 0), TargetImage=self.picture("Hugo_Chavez", 1)
        )
        self.assertEqual((len(other["FaceMatches"]), len(other["UnmatchedFaces"])), (0, 1))
        low = self.client.compare_faces(
            SourceImage=self.picture("Gerhard_Schroeder", 0), TargetImage=self.picture("Hugo_Chavez", 1), SimilarityThreshold=0
        )
        self.assertEqual((len(low["FaceMatches"]), len(low["UnmatchedFaces"])), (1, 0))

    def test_compare_faces_takes_two_pictures_of_almost_five_megabytes(self):
        large = int(4.9 * MIB)
        pictures = [padded_jpeg(self.people["Gerhard_Schroeder"][number].read_bytes(), large) for number in (0, 1)]
        answer = self.client.compare_faces(SourceImage={"Bytes": pictures[0]}, TargetImage={"Bytes": pictures[1]})
        self.assertEqual(len(answer["FaceMatches"]), 1)

    def test_detect_faces_gives_the_default_attributes(self):
        answer = self.client.detect_faces(Image={"Bytes": photo("group-photos", "011_3.jpg")}, Attributes=["DEFAULT"])
        self.assertEqual(len(answer["FaceDetails"]), 3)
        for face in answer["FaceDetails"]:
            self.assertEqual(set(face["BoundingBox"]), {"Left", "Top", "Width", "Height"})
            self.assertEqual(
                {point["Type"] for point in face["Landmarks"]},
                {"eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"},
            )
            self.assertEqual(set(face["Pose"]), {"Roll", "Yaw", "Pitch"})
            self.assertEqual(set(face["Quality"]), {"Brightness", "Sharpness"})
            self.assertTrue(0 <= face["Confidence"] <= 100)
        every = self.client.detect_faces(Image={"Bytes": photo("group-photos", "011_3.jpg")}, Attributes=["ALL"])
        self.assertEqual(len(every["FaceDetails"]), 3)


class Errors(RekognitionTest):
    def test_every_operation_names_a_missing_collection(self):
        picture = self.picture("Gerhard_Schroeder", 0)
        for function, more in (
            (self.client.describe_collection, {}),
            (self.client.delete_collection, {}),
            (self.client.list_faces, {}),
            (self.client.index_faces, {"Image": picture}),
            (self.client.delete_faces, {"FaceIds": [NO_SUCH_FACE]}),
            (self.client.search_faces, {"FaceId": NO_SUCH_FACE}),
            (self.client.search_faces_by_image, {"Image": picture}),
        ):
            message = self.assert_refused("ResourceNotFoundException", function, CollectionId="nowhere", **more)
            self.assertIn("nowhere", message)

    def test_pictures_that_are_none_or_too_large(self):
        self.assert_refused(
            "InvalidImageFormatException", self.client.detect_faces, Image={"Bytes": b"no picture at all"}
        )
        jpeg = self.people["Gerhard_Schroeder"][0].read_bytes()
        most = padded_jpeg(jpeg, 5 * MIB)
        self.assertEqual(len(most), 5 * MIB)
        self.assertEqual(len(self.client.detect_faces(Image={"Bytes": most})["FaceDetails"]), 1)
        self.assert_refused(
            "ImageTooLargeException", self.client.detect_faces, Image={"Bytes": padded_jpeg(jpeg, 5 * MIB + 1)}
        )

    def test_no_face_to_compare(self):
        for source, target in (("017_0.jpg", "011_3.jpg"), ("011_3.jpg", "017_0.jpg")):
            self.assert_refused(
                "InvalidParameterException",
                self.client.compare_faces,
                SourceImage={"Bytes": photo("group-photos", source)},
                TargetImage={"Bytes": photo("group-photos", target)},
            )

    def test_an_unknown_face_is_not_searched(self):
        message = self.assert_refused(
            "InvalidParameterException", self.client.search_faces, CollectionId="people", FaceId=NO_SUCH_FACE
        )
        self.assertIn("not found", message)

    def test_values_against_the_service_model(self):
        for function, arguments, member in (
            (self.unchecked.create_collection, {"CollectionId": "a b"}, "collectionId"),
            (self.unchecked.create_collection, {"CollectionId": "a" * 256}, "collectionId"),
            (self.unchecked.create_collection, {}, "collectionId"),
            (self.unchecked.list_faces, {"CollectionId": "people", "MaxResults": 4097}, "maxResults"),
            (self.unchecked.index_faces, {"CollectionId": "people"}, "image"),
            (
                self.unchecked.index_faces,
                {"CollectionId": "people", "Image": {"Bytes": b"x"}, "MaxFaces": 0},
                "maxFaces",
            ),
            (
                self.unchecked.index_faces,
                {"CollectionId": "people", "Image": {"Bytes": b"x"}, "ExternalImageId": "train/x.PNG"},
                "externalImageId",
            ),
            (
                self.unchecked.index_faces,
                {"CollectionId": "people", "Image": {"Bytes": b"x"}, "QualityFilter": "BEST"},
                "qualityFilter",
            ),
            (
                self.unchecked.search_faces_by_image,
                {"CollectionId": "people", "Image": {"Bytes": b"x"}, "FaceMatchThreshold": 101},
                "faceMatchThreshold",
            ),
            (self.unchecked.search_faces, {"CollectionId": "people", "FaceId": "someone"}, "faceId"),
            (self.unchecked.delete_faces, {"CollectionId": "people", "FaceIds": []}, "faceIds"),
            (self.unchecked.detect_faces, {"Image": {"Bytes": b"x"}, "Attributes": ["NOSE"]}, "attributes"),
            (self.unchecked.detect_faces, {"Image": {"Bytes": b""}}, "image.bytes"),
        ):
            with self.subTest(arguments=arguments):
                message = self.assert_refused("ValidationException", function, **arguments)
                self.assertIn("validation error", message)
                self.assertIn(f"'{member}", message)

    def test_an_image_has_one_source(self):
        jpeg = self.people["Gerhard_Schroeder"][0].read_bytes()
        place = {"Bucket": "photos", "Name": "a.jpg"}
        self.assert_refused("InvalidS3ObjectException", self.client.detect_faces, Image={"S3Object": place})
        self.assert_refused("InvalidParameterException", self.client.detect_faces, Image={})
        self.assert_refused(
            "InvalidParameterException", self.client.detect_faces, Image={"Bytes": jpeg, "S3Object": place}
        )

    def test_operations_that_do_not_exist(self):
        answer = self.server.call("MakeCoffee", b"{}")
        self.assert_code(answer, 400, "UnknownOperationException")
        self.assertTrue(answer.headers["x-amzn-requestid"])
        self.assert_refused(
            "UnknownOperationException", self.client.detect_labels, Image=self.picture("Gerhard_Schroeder", 0)
        )

    def test_page_tokens_that_are_not_from_here(self):
        for name in ("token-1", "token-2"):
            self.client.create_collection(CollectionId=name)
            self.addCleanup(self.client.delete_collection, CollectionId=name)
        token = self.client.list_collections(MaxResults=1)["NextToken"]
        self.assert_refused("InvalidPaginationTokenException", self.client.list_collections, NextToken="nonsense")
        self.assert_refused(
            "InvalidPaginationTokenException", self.client.list_faces, CollectionId="token-1", NextToken=token
        )


class CommandLine(RekognitionTest):
    def test_the_aws_cli_from_collection_to_search(self):
        made = self.server.aws("create-collection", "--collection-id", "cli")
        self.assertEqual(made["StatusCode"], 200)
        one, two = (f"fileb://{self.people['Gerhard_Schroeder'][number]}" for number in (0, 1))
        indexed = self.server.aws(
            "index-faces", "--collection-id", "cli", "--image-bytes", one, "--external-image-id", "Gerhard_Schroeder"
        )
        face = indexed["FaceRecords"][0]["Face"]["FaceId"]
        listed = self.server.aws("list-faces", "--collection-id", "cli")
        self.assertEqual([stored["FaceId"] for stored in listed["Faces"]], [face])
        found = self.server.aws("search-faces-by-image", "--collection-id", "cli", "--image-bytes", two)
        self.assertEqual(found["FaceMatches"][0]["Face"]["ExternalImageId"], "Gerhard_Schroeder")
        group = f"fileb://{data('group-photos', '012_4.jpg')}"
        self.assertEqual(len(self.server.aws("detect-faces", "--image-bytes", group)["FaceDetails"]), 4)
        self.assertEqual(self.server.aws("delete-collection", "--collection-id", "cli")["StatusCode"], 200)
        error = self.server.aws("describe-collection", "--collection-id", "cli", expect=255)
        self.assertIn("ResourceNotFoundException", error)


if __name__ == "__main__":
    unittest.main(verbosity=2)
