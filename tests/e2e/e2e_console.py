"""The console as its operators use it: signing in and out, the lock, roles, a server that is started again,
what is exported and merged, help."""

import csv
import io
import json
import re
import time
import unittest
import zipfile

from console_browser import PHONE, ConsoleTest, expect, faces
from console_session import PASSWORD, begin_session, make_operator
from mien_server import Server

class SignIn(ConsoleTest):
    def test_begins_with_the_link_that_the_first_start_prints(self):
        server = Server().start()
        self.addCleanup(server.stop)
        deadline = time.monotonic() + 60  # It is printed after the address.
        while not (found := re.search(r"http://\S+/ui/welcome#\S+", server.out_path.read_text())):
            self.assertLess(time.monotonic(), deadline, "no link was printed")
            time.sleep(0.05)
        link = found.group(0)
        page = self.browser.context().new_page()
        self.addCleanup(page.context.close)
        page.goto(link)
        page.get_by_label("Name", exact=True).fill("zoe")
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        self.picture(page, "welcome-desktop-light")
        page.get_by_role("button", name="Set password and sign in").click()
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        self.assertNotIn("#", page.url)
        page.goto(link)  # It was good once.
        expect(page.get_by_text("This link does not work any more")).to_be_visible()
        server.terminate()
        server.start()
        begin_session(server, "zoe")  # By now it would have been printed.
        self.assertNotIn("/ui/welcome#", server.out_path.read_text(), "there is an operator")

    def test_tells_a_wrong_password_and_nothing_else(self):
        page = self.page_of(name=None)
        for name in ("ann", "nobody"):
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_label("Password", exact=True).fill("wrong password")
            with page.expect_response("**/v1/session"):
                page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("alert").filter(has_text=re.compile("wrong", re.I))).to_be_visible()

    def test_keeps_the_session_from_scripts_and_ends_it(self):
        page = self.page_of(name=None)
        self.sign_in(page)
        cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "mien_session")
        self.assertTrue(cookie["httpOnly"])
        self.assertEqual(cookie["sameSite"], "Strict")
        self.assertEqual(page.evaluate("document.cookie"), "")
        page.get_by_role("button", name=re.compile("ann")).click()
        page.get_by_role("menuitem", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        answer = self.server.request("GET", "/v1/session", headers={"Cookie": f"mien_session={cookie['value']}"})
        self.assertEqual(answer.json()["state"], "signed_out")

    def test_locks_and_goes_on_where_it_was(self):
        page = self.page_of(path="/ui/keys")
        page.get_by_role("button", name=re.compile("ann")).click()
        page.get_by_role("menuitem", name="Lock").click()
        unlock = page.get_by_role("button", name="Unlock")
        expect(unlock).to_be_visible()
        self.picture(page, "locked-desktop-light")
        page.get_by_label("Password", exact=True).fill("wrong password")
        unlock.click()
        expect(page.get_by_text(re.compile("wrong", re.I)).first).to_be_visible()
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        unlock.click()
        expect(unlock).to_be_hidden()
        expect(page).to_have_url(self.server.url + "/ui/keys")

    def test_shows_each_role_what_it_may(self):
        for role, seen, hidden in (
            ("verifier", ["Authenticate"], ["People", "Keys", "Register"]),
            ("enroller", ["People", "Register"], ["Keys"]),
            ("auditor", ["People"], ["Register", "Keys", "Authenticate"]),
        ):
            with self.subTest(role):
                make_operator(self.server, role, role)
                page = self.page_of(role)
                navigation = page.get_by_role("navigation").first
                for name in seen:
                    expect(navigation.get_by_role("link", name=name, exact=True)).to_be_visible()
                for name in hidden:
                    expect(navigation.get_by_role("link", name=name, exact=True)).to_have_count(0)


class Restart(ConsoleTest):
    def test_goes_on_after_the_server_was_started_again(self):
        photo = next(iter(faces().values()))[0]
        self.assertEqual(self.server.register("Ann", [photo.read_bytes()]).status, 201)
        page = self.page_of(path="/ui/people")
        expect(page.locator("main li[data-index]")).to_have_count(1)
        self.server.kill()
        expect(page.get_by_text(re.compile("cannot be reached")).first).to_be_visible()
        self.server.start_again()
        expect(page.get_by_text(re.compile("cannot be reached"))).to_have_count(0)
        page.get_by_role("link", name="Keys").first.click()
        expect(page.get_by_role("heading", name="Keys")).to_be_visible()
        self.said = [text for text in self.said if "net::ERR_" not in text]


class Records(ConsoleTest):
    """Two people, of whom one is registered twice; what is held about them is exported, and the two become one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twice, cls.other = cls.usable(faces().values(), 2)
        make_operator(cls.server, "aud", "auditor")

    def setUp(self):
        super().setUp()
        for id, name, photo in (("one", "Zoë 山田", self.twice[0]), ("two", "Zoe", self.twice[1]), ("bo", "Bo", self.other[0])):
            self.server.rest("DELETE", f"/v1/people/{id}")
            done = self.server.register(
                name, [photo.read_bytes()], id=id, attributes=json.dumps({"badge": id}), allow_duplicate="true"
            )
            self.assertEqual(done.status, 201, done)

    def exported(self, page):
        page.get_by_role("button", name="Export data").click()
        with page.expect_download() as caught:
            page.get_by_role("button", name="Export", exact=True).click()
        archive = zipfile.ZipFile(caught.value.path())
        self.assertIsNone(archive.testzip())
        return caught.value.suggested_filename, archive

    def choose(self, page, name):
        page.get_by_role("button", name=re.compile("^Merge with")).click()
        page.get_by_role("combobox").fill(name)
        page.get_by_role("option", name=re.compile(name)).first.click()
        expect(page.get_by_role("region", name="Goes")).to_contain_text(name)

    def test_exports_all_that_is_held_about_a_person(self):
        self.server.verify(self.twice[0].read_bytes(), person_id="one")
        page = self.page_of(path="/ui/people/one")
        name, archive = self.exported(page)
        self.assertRegex(name, r"^mien_Zoë-山田_one_\d{4}-\d\d-\d\d\.zip$")
        held = self.server.rest("GET", "/v1/people/one").json()
        self.assertEqual(json.loads(archive.read("person.json")), held)
        events = self.server.rest("GET", "/v1/events?person_id=one&collection=people").json()["events"]
        self.assertEqual(json.loads(archive.read("events.json")), events)
        rows = list(csv.DictReader(io.StringIO(archive.read("events.csv").decode("utf-8-sig"))))
        self.assertEqual([row["id"] for row in rows], [event["id"] for event in events])
        face = held["faces"][0]["face_id"]
        photos = {name for name in archive.namelist() if name.startswith("photos/")}
        whole = next(name for name in photos if name.endswith(f"{face}.jpg"))
        self.assertEqual(photos, {whole, whole.replace(".jpg", "_face.jpg")})
        kept = self.server.rest("GET", f"/v1/people/one/faces/{face}/photo").body
        self.assertEqual(archive.read(whole), kept)
        readme = archive.read("README.txt").decode()
        for said in ("Zoë 山田", "ann, Admin", "person.json", "events.csv", "photos/", "templates"):
            self.assertIn(said, readme)
        self.picture(page, "exported-desktop-light")

    def test_says_which_photo_could_not_be_exported(self):
        page = self.page_of(path="/ui/people/one")
        face = self.server.rest("GET", "/v1/people/one").json()["faces"][0]["face_id"]
        problem = json.dumps({"code": "internal", "detail": "The disk is gone.", "request_id": "r-1"})
        page.route(
            re.compile(f"/faces/{face}/photo\\?collection=people$"),
            lambda route: route.fulfill(status=404, content_type="application/problem+json", body=problem),
        )
        _, archive = self.exported(page)
        expect(page.get_by_text("1 photo could not be read")).to_be_visible()
        readme = archive.read("README.txt").decode()
        self.assertRegex(readme, f"- {face}, whole picture: .*The disk is gone.*r-1")
        self.assertTrue(any(name.endswith("_face.jpg") for name in archive.namelist()))

    def test_exports_for_an_auditor_without_photos_and_says_so(self):
        page = self.page_of("aud", path="/ui/people/one")
        expect(page.get_by_role("button", name=re.compile("^Merge with"))).to_have_count(0)
        _, archive = self.exported(page)
        self.assertFalse([name for name in archive.namelist() if name.startswith("photos/")])
        self.assertIn("photos: the role of whoever made this archive", archive.read("README.txt").decode())

    def test_merges_two_records_of_one_person(self):
        page = self.page_of(path="/ui/people/two")
        self.choose(page, "Zoë 山田")
        merge = page.get_by_role("button", name="Merge", exact=True)
        expect(merge).to_be_disabled()
        page.get_by_role("button", name=re.compile("^Swap")).click()
        expect(page.get_by_role("region", name="Stays")).to_contain_text("Zoë 山田")
        expect(page.get_by_role("region", name="Goes")).to_contain_text("two")
        typed = page.get_by_label(re.compile("^Type the name"))
        typed.fill("Zoë 山田")  # That is the one who stays.
        expect(merge).to_be_disabled()
        typed.fill("Zoe")
        self.picture(page, "merge-desktop-light")
        merge.click()
        expect(page.get_by_text("Zoe is now part of Zoë 山田.").first).to_be_visible()  # For 5 s.
        expect(page).to_have_url(self.server.url + "/ui/people/one")
        expect(page.get_by_role("heading", level=1)).to_have_text("Zoë 山田")
        merged = self.server.rest("GET", "/v1/people/one").json()
        self.assertEqual(len(merged["faces"]), 2)
        self.assertEqual(merged["person"]["attributes"], {"badge": "one"})
        self.assertEqual(self.server.rest("GET", "/v1/people/two").status, 404)

    def test_merges_two_who_look_different_only_when_asked_again(self):
        page = self.page_of(path="/ui/people/one", viewport=PHONE)
        self.choose(page, "Bo")
        page.get_by_label(re.compile("^Type the name")).fill("bo")
        page.get_by_role("button", name="Merge", exact=True).click()
        expect(page.get_by_text("Nothing was merged")).to_be_visible()
        self.assertEqual(self.server.rest("GET", "/v1/people/bo").status, 200)
        self.picture(page, "merge-refused-phone-light")
        again = page.get_by_role("button", name="Merge all the same")
        expect(again).to_be_disabled()
        page.get_by_label(re.compile("they are the same person")).check()
        again.click()
        expect(page.get_by_text("Bo is now part of Zoë 山田.").first).to_be_visible()
        self.assertEqual(len(self.server.rest("GET", "/v1/people/one").json()["faces"]), 2)
        self.assertEqual(self.server.rest("GET", "/v1/people/bo").status, 404)


class Help(ConsoleTest):
    def test_tells_how_to_get_https_where_there_is_no_camera_without_it(self):
        make_operator(self.server, "gate", "verifier")
        page = self.page_of("gate")
        # As browsers do on plain http; on loopback, where the tests are, they do not.
        page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
        page.goto(self.server.url + "/ui/authenticate")
        page.get_by_role("link", name="How to get https").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("https on your network")
        expect(page.get_by_text("mien tls init", exact=True)).to_be_visible()
        for device in ("Android", "iOS, iPadOS", "macOS", "Windows", "Linux", "Firefox"):
            page.get_by_role("tab", name=device).click()
            expect(page.get_by_role("tabpanel").get_by_role("listitem").first).to_be_visible()
        self.picture(page, "tls-desktop-light")


if __name__ == "__main__":
    unittest.main()
