"""People, verification and the audit log over REST, as docs/api/rest.md describes them."""

import base64
import datetime
import json
import re
import threading
import unittest

from mien_server import PROJECT, Server, ServerTest, identities, photo

NO_SUCH_FACE = "00000000-0000-4000-8000-000000000000"


class RestTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photos = {name: [path.read_bytes() for path in paths] for name, paths in identities().items()}
        cls.bush, cls.schroeder, cls.chirac = (
            cls.photos[name] for name in ("George_W_Bush", "Gerhard_Schroeder", "Jacques_Chirac")
        )

    def registered(self, person_id, photos, **fields):
        """A person for one test, deleted after it."""
        done = self.server.register(fields.pop("name", person_id), photos, id=person_id, **fields)
        self.assertEqual(done.status, 201, done)
        self.addCleanup(self.server.rest, "DELETE", f"/v1/people/{person_id}")
        return done.json()


class People(RestTest):
    def test_a_person_from_registration_to_deletion(self):
        done = self.server.register(
            "Ann Ø 安", self.schroeder[:2], id="ann:1", attributes='{"team":"blue","n":97.1}', consent="true"
        )
        self.assertEqual(done.status, 201, done)
        self.assertEqual(done.headers["location"], "/v1/people/ann%3A1?collection=people")
        person, faces = done.json()["person"], done.json()["faces"]
        self.assertEqual((person["id"], person["name"], person["collection"]), ("ann:1", "Ann Ø 安", "people"))
        self.assertEqual((person["attributes"], person["consent"]), ({"team": "blue", "n": 97.1}, True))
        self.assertEqual((person["status"], person["face_count"], len(faces)), ("active", 2, 2))
        created = datetime.datetime.fromisoformat(person["created_at"].replace("Z", "+00:00"))
        self.assertLess(abs((datetime.datetime.now(datetime.timezone.utc) - created).total_seconds()), 60)
        self.assertEqual(set(faces[0]["box"]), {"left", "top", "width", "height"})
        self.assertEqual(self.server.rest("GET", done.headers["location"]).json(), done.json())

        changed = self.server.rest("PATCH", "/v1/people/ann:1", body={"name": "Ann", "attributes": {}, "consent": False})
        self.assertEqual(changed.status, 200, changed)
        now = self.server.rest("GET", "/v1/people/ann:1").json()["person"]
        self.assertEqual((now["name"], now["attributes"], now["consent"]), ("Ann", {}, False))
        self.assertEqual(now, changed.json()["person"])

        gone = self.server.rest("DELETE", "/v1/people/ann:1")
        self.assertEqual((gone.status, gone.body), (204, b""))
        for method in ("GET", "DELETE"):
            self.assert_code(self.server.rest(method, "/v1/people/ann:1"), 404, "not_found")
        self.assertEqual(self.server.verify(self.schroeder[5]).json()["decision"], "no_match")
        objects = [path for path in (self.server.data_dir / "objects").rglob("*") if path.is_file()]
        self.assertEqual(objects, [])

    def test_the_server_makes_an_id_where_none_is_given(self):
        done = self.server.register("Nobody in particular", self.chirac[:1])
        self.assertEqual(done.status, 201, done)
        person_id = done.json()["person"]["id"]
        self.assertRegex(person_id, r"^[0-9a-f-]{36}$")
        self.assertEqual(self.server.rest("DELETE", f"/v1/people/{person_id}").status, 204)

    def test_a_face_is_registered_once(self):
        self.registered("bush", self.bush[:2])
        again = self.server.register("Another name", self.bush[2:3])
        self.assert_code(again, 409, "duplicate_person")
        self.assertEqual(again.json()["person_id"], "bush")
        same = self.server.register("Another name", self.bush[:1])
        self.assert_code(same, 409, "image_of_another_person")
        self.assertEqual(same.json()["person_id"], "bush")
        self.assert_code(self.server.register("Chirac", self.chirac[:1], id="bush"), 409, "already_exists")

    def test_pictures_of_different_people_are_no_person(self):
        answer = self.server.register("Mixed", [self.bush[0], self.bush[1], self.chirac[0]])
        self.assert_code(answer, 409, "identity_conflict")
        self.assertIn("Picture 3", answer.json()["detail"])

    def test_pictures_that_cannot_be_used(self):
        group = photo("group-photos", "011_3.jpg")
        for picture, status, code in (
            (photo("group-photos", "017_0.jpg"), 422, "no_face"),
            (group, 422, "several_faces"),
            (b"no picture", 415, "image_format"),
            (b"", 400, "invalid_argument"),
        ):
            self.assert_code(self.server.register("Unusable", [picture]), status, code)
        self.assert_code(self.server.register("Unusable", []), 400, "invalid_argument")
        self.assert_code(self.server.register("Unusable", self.bush[:1] * 2), 400, "invalid_argument")
        self.assert_code(self.server.register("Unusable", self.bush + self.chirac[:1]), 400, "invalid_argument")
        self.assertEqual(self.server.rest("GET", "/v1/people").json()["people"], [])

    def test_fields_that_cannot_be_used(self):
        for fields in (
            {"id": "a b"},
            {"id": "a" * 129},
            {"attributes": "[]"},
            {"attributes": json.dumps({"long": "x" * 17_000})},
            {"attributes": '{"a":1,"a":2}'},
            {"consent": "yes"},
            {"collection": "no/collection"},
            {"nickname": "Gerd"},
        ):
            with self.subTest(fields=str(fields)[:60]):
                self.assert_code(self.server.register("Name", self.bush[:1], **fields), 400, "invalid_argument")
        self.assert_code(self.server.register("", self.bush[:1]), 400, "invalid_argument")
        self.assert_code(self.server.register("x" * 1025, self.bush[:1]), 400, "invalid_argument")
        self.assert_code(self.server.register("Name", self.bush[:1], collection="nowhere"), 404, "not_found")

    def test_people_are_listed_page_by_page_and_by_name(self):
        names = ("George_W_Bush", "Gerhard_Schroeder", "Hugo_Chavez", "Jacques_Chirac", "Donald_Rumsfeld")
        for name in names:
            self.registered(name.lower(), self.photos[name][:1], name=name.replace("_", " "))
        listed, token, pages = [], "", 0
        while True:
            page = self.server.rest("GET", f"/v1/people?page_size=2{token}").json()
            listed += [person["id"] for person in page["people"]]
            pages += 1
            if "next_page_token" not in page:
                break
            token = "&page_token=" + page["next_page_token"]
        self.assertEqual((listed, pages), (sorted(name.lower() for name in names), 3))
        found = self.server.rest("GET", "/v1/people?query=GE").json()["people"]
        self.assertEqual([person["id"] for person in found], ["george_w_bush", "gerhard_schroeder"])
        self.assert_code(self.server.rest("GET", "/v1/people?page_token=nonsense"), 400, "invalid_page_token")
        for query in ("page_size=0", "page_size=501", "page_size=ten", "colour=red", "query=a&query=b"):
            self.assert_code(self.server.rest("GET", f"/v1/people?{query}"), 400, "invalid_argument")

    def test_changes_that_make_no_sense(self):
        self.registered("bush", self.bush[:1])
        for body in (b"{}", b"[]", b'{"name":""}', b'{"name":5}', b'{"status":"gone"}', b"{", b'{"consent":true,"consent":false}'):
            self.assert_code(self.server.rest("PATCH", "/v1/people/bush", body=body), 400, "invalid_argument")
        self.assert_code(self.server.rest("PATCH", "/v1/people/nobody", body={"name": "x"}), 404, "not_found")
        answer = self.server.rest("PATCH", "/v1/people/bush", body=b"name=x", headers={"Content-Type": "text/plain"})
        self.assert_code(answer, 415, "unsupported_media_type")

    def test_faces_are_added_and_deleted_and_the_last_one_stays(self):
        first = self.registered("bush", self.bush[:1])["faces"][0]["face_id"]
        added = self.server.rest("POST", "/v1/people/bush/faces", form=[("image", self.bush[1]), ("image", self.bush[2])])
        self.assertEqual((added.status, len(added.json()["faces"])), (201, 3), added)
        self.assertEqual(added.json()["person"]["face_count"], 3)
        stranger = self.server.rest("POST", "/v1/people/bush/faces", form=[("image", self.chirac[0])])
        self.assert_code(stranger, 409, "identity_conflict")
        self.assertEqual(self.server.rest("DELETE", f"/v1/people/bush/faces/{first}").status, 204)
        self.assert_code(self.server.rest("DELETE", f"/v1/people/bush/faces/{first}"), 404, "not_found")
        self.assert_code(self.server.rest("DELETE", f"/v1/people/bush/faces/{NO_SUCH_FACE}"), 404, "not_found")
        left = [face["face_id"] for face in self.server.rest("GET", "/v1/people/bush").json()["faces"]]
        self.assertEqual(len(left), 2)
        self.assertEqual(self.server.rest("DELETE", f"/v1/people/bush/faces/{left[0]}").status, 204)
        self.assert_code(self.server.rest("DELETE", f"/v1/people/bush/faces/{left[1]}"), 400, "invalid_argument")
        self.assertEqual(self.server.verify(self.bush[4], person_id="bush").json()["decision"], "match")

    def test_people_live_in_collections(self):
        self.server.rekognition().create_collection(CollectionId="visitors")
        self.addCleanup(self.server.rekognition().delete_collection, CollectionId="visitors")
        done = self.server.register("George", self.bush[:1], id="bush", collection="visitors")
        self.assertEqual(done.status, 201, done)
        self.assertEqual(self.server.rest("GET", "/v1/people/bush?collection=visitors").status, 200)
        self.assert_code(self.server.rest("GET", "/v1/people/bush"), 404, "not_found")
        self.assertEqual(self.server.verify(self.bush[1], collection="visitors").json()["decision"], "match")
        self.assertEqual(self.server.verify(self.bush[1]).json()["decision"], "no_match")


class Verify(RestTest):
    def test_one_of_many_and_one_to_one(self):
        self.registered("bush", self.bush[:3], name="George")
        self.registered("schroeder", self.schroeder[:3], name="Gerhard")
        many = self.server.verify(self.bush[5])
        self.assertEqual(many.status, 200, many)
        answer = many.json()
        self.assertEqual((answer["decision"], answer["person"]), ("match", {"id": "bush", "name": "George"}))
        self.assertGreaterEqual(answer["similarity"], answer["threshold"])
        self.assertGreaterEqual(answer["threshold"], 80)
        self.assertEqual(answer["false_accept_target"], 0.01)
        self.assertNotIn("liveness", answer)
        stranger = self.server.verify(self.chirac[0]).json()
        self.assertEqual(stranger["decision"], "no_match")
        self.assertNotIn("person", stranger)
        one = self.server.verify(self.bush[5], person_id="bush").json()
        self.assertEqual((one["decision"], one["threshold"]), ("match", 80))
        self.assertNotIn("false_accept_target", one)
        self.assertEqual(self.server.verify(self.bush[5], person_id="schroeder").json()["decision"], "no_match")
        self.assert_code(self.server.verify(self.bush[5], person_id="nobody"), 404, "not_found")

    def test_a_threshold_may_raise_the_bar_of_a_search_but_not_lower_it(self):
        self.registered("bush", self.bush[:3])
        self.assertEqual(self.server.verify(self.bush[5], threshold=100).json()["decision"], "no_match")
        low = self.server.verify(self.chirac[0], threshold=0).json()
        self.assertEqual(low["decision"], "no_match")
        self.assertGreaterEqual(low["threshold"], 80)
        self.assertEqual(self.server.verify(self.chirac[0], person_id="bush", threshold=0).json()["decision"], "match")
        for threshold in (-1, 101, "high", "nan"):
            self.assert_code(self.server.verify(self.bush[5], threshold=threshold), 400, "invalid_argument")

    def test_pictures_without_one_face_are_decisions(self):
        for name, decision in (("017_0.jpg", "no_face"), ("015_6.jpg", "several_faces")):
            answer = self.server.verify(photo("group-photos", name))
            self.assertEqual((answer.status, answer.json()["decision"]), (200, decision))
            self.assertNotIn("similarity", answer.json())

    def test_json_does_the_same_as_a_form(self):
        self.registered("bush", self.bush[:3])
        body = {"image": base64.b64encode(self.bush[5]).decode(), "person_id": "bush", "threshold": 85.5}
        answer = self.server.rest("POST", "/v1/verify", body=body)
        self.assertEqual((answer.status, answer.json()["decision"]), (200, "match"), answer)
        self.assertEqual(answer.json()["threshold"], 85.5)
        self.assert_code(self.server.rest("POST", "/v1/verify", body={"picture": ""}), 400, "invalid_argument")
        text = self.server.rest("POST", "/v1/verify", body=b"x", headers={"Content-Type": "text/plain"})
        self.assert_code(text, 415, "unsupported_media_type")


class Idempotency(RestTest):
    def test_a_repeated_registration_is_answered_as_the_first(self):
        key = {"Idempotency-Key": "one"}
        first = self.server.register("George", self.bush[:2], headers=key)
        self.assertEqual(first.status, 201, first)
        self.addCleanup(self.server.rest, "DELETE", "/v1/people/" + first.json()["person"]["id"])
        self.assertNotIn("idempotency-replayed", first.headers)
        again = self.server.register("George", self.bush[:2], headers=key)
        self.assertEqual((again.status, again.body), (201, first.body))
        self.assertEqual(again.headers["idempotency-replayed"], "true")
        self.assertEqual(again.headers["location"], first.headers["location"])
        other = self.server.register("Georg", self.bush[:2], headers=key)
        self.assert_code(other, 422, "idempotency_mismatch")
        self.assertEqual(len(self.server.rest("GET", "/v1/people").json()["people"]), 1)
        self.assert_code(self.server.register("G", self.bush[:1], headers={"Idempotency-Key": ""}), 400, "invalid_argument")
        long = {"Idempotency-Key": "k" * 256}
        self.assert_code(self.server.register("G", self.bush[:1], headers=long), 400, "invalid_argument")

    def test_added_faces_are_added_once(self):
        self.registered("chirac", self.chirac[:1])
        key = {"Idempotency-Key": "two"}
        answers = [
            self.server.rest("POST", "/v1/people/chirac/faces", form=[("image", self.chirac[1])], headers=key) for _ in "ab"
        ]
        self.assertEqual([answer.status for answer in answers], [201, 201], answers)
        self.assertEqual(answers[0].body, answers[1].body)
        self.assertEqual(answers[1].headers["idempotency-replayed"], "true")
        self.assertEqual(self.server.rest("GET", "/v1/people/chirac").json()["person"]["face_count"], 2)

    def test_refusals_are_not_remembered(self):
        key = {"Idempotency-Key": "three"}
        self.assert_code(self.server.register("X", [photo("group-photos", "017_0.jpg")], headers=key), 422, "no_face")
        done = self.server.register("X", self.schroeder[:1], id="x", headers=key)
        self.assertEqual(done.status, 201, done)
        self.assertEqual(self.server.rest("DELETE", "/v1/people/x").status, 204)

    def test_many_at_once_under_one_key_make_one_person(self):
        answers = []
        send = lambda: answers.append(
            self.server.register("Hugo", self.photos["Hugo_Chavez"][:2], headers={"Idempotency-Key": "four"})
        )
        threads = [threading.Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        bodies = {answer.body for answer in answers if answer.status == 201}
        self.assertEqual(len(bodies), 1, answers)
        for answer in answers:
            if answer.status != 201:
                self.assert_code(answer, 409, "idempotency_in_flight")
                self.assertIn("retry-after", answer.headers)
        self.assertEqual(self.server.rest("DELETE", "/v1/people/" + json.loads(bodies.pop())["person"]["id"]).status, 204)


class Service(RestTest):
    def test_events_tell_who_did_what(self):
        self.registered("rumsfeld", self.photos["Donald_Rumsfeld"][:1])
        verified = self.server.verify(self.photos["Donald_Rumsfeld"][1]).json()
        self.server.rest("PATCH", "/v1/people/rumsfeld", body={"consent": True})
        events = self.server.rest("GET", "/v1/events?person_id=rumsfeld&page_size=10").json()["events"]
        self.assertEqual([event["action"] for event in events], ["update_person", "verify", "register_person"])
        self.assertEqual(events[1]["id"], verified["event_id"])
        self.assertEqual((events[1]["outcome"], events[1]["collection"]), ("match", "people"))
        self.assertAlmostEqual(events[1]["similarity"], verified["similarity"], places=3)
        self.assertEqual({event["actor"] for event in events}, {self.server.key_id})
        page = self.server.rest("GET", "/v1/events?page_size=1").json()
        self.assertEqual(page["events"][0]["id"], events[0]["id"])
        second = self.server.rest("GET", "/v1/events?page_size=1&page_token=" + page["next_page_token"]).json()
        self.assertEqual(second["events"][0]["id"], events[1]["id"])
        self.assertEqual(self.server.rest("GET", "/v1/events?collection=elsewhere").json()["events"], [])
        self.assertNotIn("Donald", json.dumps(events))

    def test_who_is_not_believed(self):
        key, secret = self.server.key_id, self.server.secret
        for authorization in (
            None,
            "Basic " + base64.b64encode(f"{key}:wrong".encode()).decode(),
            "Basic " + base64.b64encode(f"nobody:{secret}".encode()).decode(),
            "Basic !!!",
            "Basic",
            f"Bearer {secret}",
        ):
            headers = {} if authorization is None else {"Authorization": authorization}
            for method, path in (("GET", "/v1/people"), ("GET", "/metrics"), ("GET", "/openapi.json"), ("POST", "/v1/verify")):
                answer = self.server.request(method, path, b"", headers)
                self.assert_code(answer, 401, "unauthenticated")
                self.assertTrue(answer.headers["www-authenticate"].startswith('Basic realm="mien"'))

    def test_paths_and_methods_that_are_not_there(self):
        self.assert_code(self.server.rest("GET", "/v1/nothing"), 404, "unknown_path")
        answer = self.server.rest("PUT", "/v1/people")
        self.assert_code(answer, 405, "method_not_allowed")
        self.assertEqual(answer.headers["allow"], "POST, GET, HEAD")
        self.assertEqual(self.server.request("GET", "/bucket/key").status, 403)
        root = self.server.request("GET", "/")
        self.assertEqual((root.status, root.headers["location"]), (302, "/ui/"))

    def test_health_metrics_and_description(self):
        for path, status in (("/healthz", "ok"), ("/readyz", "ready")):
            answer = self.server.request("GET", path)
            self.assertEqual((answer.status, answer.json()), (200, {"status": status}))
            self.assertEqual(self.server.request("HEAD", path).status, 200)
        self.server.verify(self.bush[0])
        metrics = self.server.rest("GET", "/metrics")
        self.assertTrue(metrics.headers["content-type"].startswith("text/plain"))
        text = metrics.body.decode()
        self.assertRegex(text, r'mien_requests_total\{[^}]*operation="verify"[^}]*\} [1-9]')
        for name in ("mien_request_seconds_bucket", "mien_stage_seconds_bucket"):
            self.assertIn(name, text)
        document = self.server.rest("GET", "/openapi.json")
        self.assertEqual(document.json(), json.loads((PROJECT / "src/api/rest/openapi.json").read_text()))

    def test_metrics_can_be_opened(self):
        server = Server("--metrics-open", "true").start()
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/metrics").status, 200)

    def test_the_log_holds_no_names_and_no_secrets(self):
        self.registered("secret-id", self.bush[:1], name="Secretname")
        self.server.verify(self.bush[1], person_id="secret-id")
        log = self.server.log_text()
        for text in ("Secretname", "secret-id", self.server.secret, self.server.basic()["Authorization"]):
            self.assertNotIn(text, log)
        entries = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        requests = [entry for entry in entries if entry["event"] == "request"]
        self.assertTrue(requests)
        self.assertTrue(all(re.fullmatch(r"[0-9a-f-]{36}", entry["request_id"]) for entry in requests))


if __name__ == "__main__":
    unittest.main(verbosity=2)
