"""What strangers and careless hands put into names, attributes, ids, keys and pictures' metadata, on every page that shows
it: it is text. Nothing of it runs, becomes an element, is taken for one of our placeholders, or makes a page wider than its
window; and no cell of the CSV is a formula."""

import csv
import io
import json
import pathlib
import re
import tempfile
import unittest
import urllib.parse

from console_browser import DESKTOP, PHONE, ConsoleTest, expect, faces

MARKUP = "<img src=x onerror=\"window.ran='img'\"><script>window.ran='script'</script>"
FORMULA = '=HYPERLINK("http://evil.example","click")'
NAMES = {
    "markup": MARKUP,
    "formula": FORMULA,
    "-2": "-2+3+cmd|' /C calc'!A0",  # The id, too, begins as a formula does.
    "emoji": "👩🏽‍🦰👨‍👩‍👧‍👦 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘ 🏳️‍🌈",
    "__proto__": "{name} {count} ${7*7} {{constructor}} %s $& $1",
    "long": "W" * 256,
    "rtl": "محمد بن سلمان עברית (admin)",
}
OVERRIDE = "invoice\u202egpj.exe"
CONFIG = """
[[intake]]
name = "staff"
bucket = "staff-pictures"
action = "register"
identity = "metadata:fullname"
"""


class Hostile(ConsoleTest):
    maxDiff = None
    camera_pictures = list  # What it shows is chosen below.

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="mien-hostile-")
        cls.addClassCleanup(folder.cleanup)
        config = pathlib.Path(folder.name) / "mien.toml"
        config.write_text(CONFIG)
        cls.server_flags = ("--config", str(config))
        super().setUpClass()
        cls.photos = cls.usable(faces().values(), len(NAMES) + 1, yaw_max=30)
        cls.camera.show(cls.photos[0][1])  # The browser reads it when the camera is asked for.
        for number, (identifier, name) in enumerate(NAMES.items()):
            attributes = json.dumps({name[:40]: name, "override": OVERRIDE, "__proto__": {"list": [MARKUP]}})
            form = {"id": identifier, "attributes": attributes, "consent": "true", "allow_duplicate": "true"}
            done = cls.server.register(name, [cls.photos[number][0].read_bytes()], **form)
            assert done.status == 201, done
        cls.s3, cls.dynamodb, cls.rekognition = map(cls.server.client, ("s3", "dynamodb", "rekognition"))

    def setUp(self):
        super().setUp()
        self.dialogs = []

    def hostile_page(self, path="/ui/", **options):
        page = self.page_of(path=path, **options)
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        return page

    def look(self, page, where, *texts):
        """On a desk and on a phone; what is not given as shown need not be."""
        for size, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
            page.set_viewport_size(viewport)
            with self.subTest(where, size=size):
                for text in texts:
                    expect(page.get_by_text(text).locator("visible=true").first).to_be_visible()
                self.assert_fits(page, where)
                injected = page.evaluate(
                    """[...document.querySelectorAll('body script, img[src="x"], [onerror], [onload], iframe, object, a')]
                       .filter((one) => one.localName !== 'a' || !['http:', 'https:', 'blob:', 'mailto:'].includes(one.protocol))
                       .map((one) => one.outerHTML)"""
                )
                self.assertEqual(injected, [], where)
                self.assertEqual(page.evaluate("[window.ran, {}.list, Object.prototype.list].filter(Boolean)"), [], where)
                self.assertEqual(self.dialogs, [], where)
                self.picture(page, f"hostile-{re.sub('[^a-z]+', '-', where)}-{size}-light")

    def test_people(self):
        page = self.hostile_page("/ui/people")
        self.look(page, "people", *NAMES.values())
        for identifier, name in NAMES.items():
            page.goto(f"{self.server.url}/ui/people/{identifier}")
            expect(page.get_by_role("heading", level=1)).to_have_text(name)
            expect(page).to_have_title(f"{name} · Mien")
            self.look(page, f"person {identifier}", OVERRIDE)
        page.goto(self.server.url + "/ui/people?" + urllib.parse.urlencode({"q": MARKUP}))
        self.look(page, "people who were searched", MARKUP)
        page.get_by_role("textbox", name="Search").fill(OVERRIDE + MARKUP)
        self.look(page, "nobody found", OVERRIDE + MARKUP)

    def test_dialogs_of_a_person(self):
        page = self.hostile_page("/ui/people/long")
        dialog = page.get_by_role("dialog")
        page.get_by_role("button", name="Rename").first.click()
        expect(dialog).to_be_visible()
        self.look(page, "renaming")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        page.get_by_role("button", name=re.compile("^Delete")).last.click()
        expect(dialog).to_be_visible()
        self.look(page, "deleting")

    def test_the_answer_and_whose_face_it_is_asked_for(self):
        page = self.hostile_page("/ui/authenticate")
        for number, (identifier, name) in enumerate(NAMES.items()):
            page.locator("input[type=file]").first.set_input_files(str(self.photos[number][0]))
            expect(page.get_by_role("heading", level=2).filter(has_text=name)).to_be_visible()
            self.look(page, f"answer {identifier}")
            page.get_by_role("button", name="Next photo").click()
        page.get_by_label("One person", exact=True).check(force=True)
        picker = page.get_by_role("combobox", name="Person")
        picker.fill("<img")
        self.look(page, "picker", MARKUP)

    def test_activity_and_its_file(self):
        made = self.server.rest("POST", "/v1/keys", {"role": "verifier", "name": FORMULA}).json()
        self.server.rest("POST", "/v1/keys", {"role": "verifier", "name": MARKUP})
        key = self.server.basic(made["key"]["access_key_id"], made["secret_access_key"])
        for photos in self.photos[: len(NAMES)]:
            self.server.verify(photos[0].read_bytes(), headers=key)
        page = self.hostile_page("/ui/keys")
        self.look(page, "keys", FORMULA, MARKUP)
        page.goto(self.server.url + "/ui/activity")
        self.look(page, "activity", FORMULA)
        row = page.locator("main li[data-index] button").filter(has_text=MARKUP).first
        row.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        self.look(page, "event", MARKUP)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        page.get_by_role("button", name="Export CSV").click()
        with page.expect_download() as download:
            page.get_by_role("dialog").get_by_role("button", name="Export", exact=True).click()
        text = pathlib.Path(download.value.path()).read_text("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        cells = {cell for row in rows for cell in row}
        self.assertGreater(len(rows), len(NAMES))
        self.assertIn("'" + FORMULA, cells)
        self.assertIn("'-2", cells)
        self.assertEqual({cell for cell in cells if re.match(r"[=+\-@\t\r\n]", cell)}, set(), "a cell is a formula")
        self.assertEqual({len(row) for row in rows}, {len(rows[0])}, "text has become a cell or a row")

    def test_reviews(self):
        self.server.rest("PATCH", "/v1/settings", {"review": {"margin": 20, "days": 30}})
        for photos in self.photos[: len(NAMES)]:
            self.server.verify(photos[0].read_bytes())
        page = self.hostile_page("/ui/review")
        waiting = self.server.rest("GET", "/v1/reviews?state=open").json()["reviews"]
        self.assertGreater(len(waiting), 0)
        self.look(page, "review", *(review["person"]["name"] for review in waiting))

    def test_uploads_and_buckets(self):
        bucket, keys = "staff-pictures", [MARKUP, FORMULA, f"folder {OVERRIDE}/{'k' * 250}.jpg", "../../../etc/passwd", "a//b"]
        for key in keys:
            self.s3.put_object(Bucket=bucket, Key=key, Body=b"no picture", Metadata={"fullname": MARKUP})
        page = self.hostile_page("/ui/uploads")
        self.look(page, "uploads", MARKUP, FORMULA)
        page.locator("main li button, main tr button").filter(has_text=MARKUP).first.click()
        self.look(page, "upload", MARKUP)
        self.s3.create_bucket(Bucket="hostile-keys")
        for key in keys:
            self.s3.put_object(Bucket="hostile-keys", Key=key, Body=b"x", Metadata={"note": MARKUP}, ContentType="text/html")
        page.goto(self.server.url + "/ui/setup/buckets/hostile-keys")
        self.look(page, "bucket", MARKUP.partition("/")[0])
        page.goto(self.server.url + "/ui/setup/buckets/hostile-keys?" + urllib.parse.urlencode({"prefix": f"folder {OVERRIDE}/"}))
        self.look(page, "folder of a bucket", "k" * 250 + ".jpg")
        page.get_by_role("button", name="k" * 250).or_(page.get_by_text("k" * 250)).first.click()
        self.look(page, "object", MARKUP)

    def test_tables(self):
        self.dynamodb.create_table(
            TableName="hostile-items", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": MARKUP, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": MARKUP, "AttributeType": "S"}],
        )  # fmt: skip
        for name in (*NAMES.values(), OVERRIDE):
            item = {MARKUP: {"S": name}, name + " ": {"L": [{"S": name}]}, "__proto__": {"M": {"list": {"S": MARKUP}}}}
            self.dynamodb.put_item(TableName="hostile-items", Item=item)
        page = self.hostile_page("/ui/setup/tables")
        self.look(page, "tables", "hostile-items")
        page.goto(self.server.url + "/ui/setup/tables/hostile-items")
        self.look(page, "items", FORMULA, OVERRIDE)
        page.get_by_text(FORMULA, exact=True).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        self.look(page, "item")

    def test_collections_and_faces_that_are_adopted(self):
        self.rekognition.create_collection(CollectionId="c" * 255)
        picture = self.photos[len(NAMES)]
        found = self.rekognition.index_faces(
            CollectionId="people", Image={"Bytes": picture[0].read_bytes()}, ExternalImageId="." * 200 + "constructor"
        )
        page = self.hostile_page("/ui/setup/collections")
        self.look(page, "collections", "c" * 255)
        page.goto(self.server.url + "/ui/setup/collections/people")
        self.look(page, "nobody's faces", "." * 200 + "constructor")
        faces = [found["FaceRecords"][0]["Face"]["FaceId"]]
        name = "Adopted " + MARKUP
        adopted = self.server.rest("POST", "/v1/faces/adopt", {"collection": "people", "face_ids": faces, "name": name, "id": "constructor"})
        self.assertEqual(adopted.status, 201, adopted)
        page.goto(self.server.url + "/ui/people/constructor")
        self.look(page, "adopted", name)

    def test_intakes_and_webhooks_whatever_the_server_says(self):
        """Their names keep rules of the server; the page does not rely on that."""
        intake = {"name": MARKUP, "bucket": FORMULA, "prefix": OVERRIDE, "action": "register", "collection": "c" * 255,
                  "identity": "metadata:" + MARKUP, "table": "t" * 255, "table_key": "{name}", "origin": "console"}  # fmt: skip
        webhook = {"name": MARKUP, "url": "javascript:window.ran='link'", "events": [MARKUP], "intakes": ["i" * 255], "origin": "file"}
        page = self.hostile_page()
        page.route("**/v1/intakes*", lambda route: route.fulfill(json={"intakes": [intake]}))
        page.route("**/v1/webhooks*", lambda route: route.fulfill(json={"webhooks": [webhook]}))
        for path in ("intakes", "webhooks"):
            page.goto(f"{self.server.url}/ui/setup/{path}")
            self.look(page, path, MARKUP)

    def test_what_the_server_does_not_take(self):
        """Names that would turn the text around them; operators with anything but plain names."""
        for name in (OVERRIDE, "a\nb", "a\x00b", "\u2066isolated"):
            answer = self.server.register(name, [self.photos[0][0].read_bytes()], id="never")
            self.assertEqual((answer.status, answer.code), (400, "invalid_argument"), answer)
        for name in (MARKUP, "=1+1", "Ann", "a b", "a" * 65, ""):
            answer = self.server.rest("POST", "/v1/operators", {"name": name, "role": "auditor"})
            self.assertEqual((answer.status, answer.code), (400, "invalid_argument"), answer)
        self.assertEqual(self.server.rest("POST", "/v1/operators", {"name": "w" * 64, "role": "auditor"}).status, 201)
        page = self.hostile_page("/ui/operators")
        self.look(page, "operators", "w" * 64)

    def test_the_kiosk_greets_whom_it_knows_by_any_name(self):
        page = self.hostile_page()
        page.context.grant_permissions(["camera"], origin=self.server.url)
        page.goto(self.server.url + "/ui/kiosk")
        page.get_by_label(re.compile("Show the result for")).select_option("10")
        page.get_by_role("button", name="Start kiosk").click()
        page.get_by_role("dialog").get_by_role("button", name="Start kiosk").click()
        expect(page.get_by_text(MARKUP).first).to_be_visible()
        self.look(page, "kiosk", MARKUP)


if __name__ == "__main__":
    unittest.main()
