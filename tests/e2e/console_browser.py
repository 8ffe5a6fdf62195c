"""The console in Debian's Chromium, driven by Playwright: a server of its own, a signed-in page, and a camera that shows
real photos. Pictures of every state go to MIEN_SCREENSHOTS, where that is set."""

import contextlib
import os
import pathlib
import re
import tempfile
import unittest

import chromium
from console_session import PASSWORD, begin_session, make_operator
from mien_server import Server, data, lacking

try:
    from playwright.sync_api import Error, expect, sync_playwright
except ImportError:
    lacking("there is no Playwright for this Python; tools/setup.sh --tests installs it into .venv.")

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
# Only for what hangs: a machine that is busy with other tests is slow.
expect.set_options(timeout=30_000)
WAIT_MS_MAX = 60_000


def faces():
    """People of Labeled Faces in the Wild with two photos or more, all of one size, as a camera's pictures are."""
    root = data("lfw-view1", "images")
    found = {folder.name: sorted(folder.glob("*.jpg")) for folder in sorted(root.iterdir()) if folder.is_dir()}
    return {name: photos for name, photos in found.items() if len(photos) >= 2}


class Camera:
    """A file that Chromium plays as if it came from a camera, again and again: JPEGs one behind the other, 30 a second."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder) / "camera.mjpeg"

    def show(self, *pictures, seconds=1.0, between=b"", pause=0.0):
        """Each picture for so long, in turn, with another between them."""
        with self.path.open("wb") as file:
            for picture in pictures:
                file.write(pathlib.Path(picture).read_bytes() * round(30 * seconds))
                file.write(between * round(30 * pause))
        return self


class Browser:
    """One Chromium with a folder of its own. A context is a browser as a person has it: cookies, permissions, a size."""

    def __init__(self, playwright, camera=None, camera_permission="granted"):
        self.stack = contextlib.ExitStack()
        self.home = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="mien-chromium-"))
        arguments = [argument for argument in chromium.command(self.home)[1:] if "user-data-dir" not in argument]
        if camera:
            arguments += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera.path}"]
            if camera_permission == "granted":
                arguments.append("--use-fake-ui-for-media-stream")
            elif camera_permission == "denied":
                arguments.append("--deny-permission-prompts")
        try:
            self.chromium = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=arguments, env=chromium.environment(self.home)
            )
        except Error as error:
            lacking(f"Chromium did not start; tools/setup.sh --tests installs it: {error}")

    def context(self, viewport=DESKTOP, **options):
        options = {"locale": "en-GB", "reduced_motion": "reduce", **options}
        context = self.chromium.new_context(viewport=viewport, **options)
        context.set_default_timeout(WAIT_MS_MAX)
        return context

    def close(self):
        self.chromium.close()
        self.stack.close()


class ConsoleTest(unittest.TestCase):
    """A server and a browser for each class of tests; an operator who is an admin."""

    camera_pictures = None  # What the camera shows at first; None: there is no camera.
    camera_permission = "granted"
    server_flags = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.server_flags).start()
        cls.addClassCleanup(cls.server.stop)
        folder = tempfile.TemporaryDirectory(prefix="mien-camera-")
        cls.addClassCleanup(folder.cleanup)
        cls.camera = None
        if cls.camera_pictures is not None:
            cls.camera = Camera(folder.name).show(*cls.camera_pictures())
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = Browser(cls.playwright, cls.camera, cls.camera_permission)
        cls.addClassCleanup(cls.browser.close)
        make_operator(cls.server, "ann", "admin")

    def setUp(self):
        self.said = []

    def new_page(self, name="ann", **options):
        """An empty page of somebody who is signed in; of a stranger, where there is no name. What it says on its console, or
        asks of others, is an error."""
        context = self.browser.context(**options)
        self.addCleanup(context.close)
        if name:
            self.enter(context, name)
        page = context.new_page()
        self.watch(page)
        return page

    def page_of(self, name="ann", path="/ui/", **options):
        """A page on which the operator is signed in."""
        page = self.new_page(name, **options)
        page.goto(self.server.url + path)
        if name:
            expect(page.get_by_role("navigation").first).to_be_visible()
        return page

    def ready(self, page):
        """Waits until the page stands there with what it shows: neither its splash nor places of what is to come."""
        expect(page.locator("main:not([aria-busy=true]) h1").first).to_be_visible()
        expect(page.locator("main [class*=skeleton]")).to_have_count(0)

    @staticmethod
    def settle(page):
        """Waits until what was changed is drawn, and whatever moves has come to rest."""
        page.evaluate(
            """() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))
              .then(() => Promise.allSettled(document.getAnimations().filter((one) =>
                one.effect.getComputedTiming().endTime < Infinity).map((one) => one.finished)))"""
        )

    def assert_fits(self, page, what):
        """The window cannot be scrolled sideways; else the error names what stands out of it."""
        wider = page.evaluate(
            """async () => {
              await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
              const {scrollWidth, clientWidth} = document.documentElement;
              return scrollWidth <= clientWidth ? null : [...document.querySelectorAll('body *')]
                .filter((one) => one.getBoundingClientRect().right > clientWidth)
                .map((one) => `${one.localName}.${one.className}`);
            }"""
        )
        self.assertIsNone(wider, f"{what} is wider than its window")

    def enter(self, context, name="ann"):
        """Signs in without the page: the context gets the cookie."""
        context.add_cookies([{"name": "mien_session", "value": begin_session(self.server, name)["cookie"], "url": self.server.url}])

    def sign_in(self, page, name="ann"):
        """By the form, as operators do."""
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("navigation").first).to_be_visible()

    def watch(self, page):
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self.check_address)

    def check_address(self, request):
        if not request.url.startswith((self.server.url, "blob:" + self.server.url)):
            self.said.append(f"asked for {request.url}")

    @classmethod
    def usable(cls, people, count, yaw_max=90):
        """The first people of whom two photos show one good face, as registration wants it, turned no further than this."""
        found = []
        for photos in people:
            seen = [cls.server.rest("POST", "/v1/detect", form=[("image", photo.read_bytes())]).json() for photo in photos[:2]]
            if all(one["verdict"] == "ok" and abs(one["faces"][0]["pose"]["yaw"]) <= yaw_max for one in seen):
                found.append(photos)
            if len(found) == count:
                return found
        raise AssertionError(f"only {len(found)} of {count} people can be used")

    def tearDown(self):
        wrong = [text for text in self.said if not re.search(r"status of (401|404|409|422|429)", text)]
        self.assertEqual(wrong, [], "what the browser complained of")

    def picture(self, page, name):
        """A screenshot for whoever wants to look."""
        folder = os.environ.get("MIEN_SCREENSHOTS")
        if folder:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}.png")
