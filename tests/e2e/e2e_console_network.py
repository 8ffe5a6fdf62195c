"""The console over a slow way and over one that breaks: what is shown meanwhile, that nothing is done twice, that the last
answer wins, and that nothing typed is lost."""

import re
import unittest

from console_browser import ConsoleTest, expect, faces
from console_measure import HELPERS, LAYOUT_SHIFT_MAX, paints, slow_network

SLOW = {"latency_ms": 400, "kbit_s": 400}


class Slow(ConsoleTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photos = cls.usable(faces().values(), 5)
        for number, photos in enumerate(cls.photos[:3]):
            done = cls.server.register(f"Person {number}", [photos[0].read_bytes()], id=f"p-{number}", consent="true")
            assert done.status == 201, done

    def page(self, path="/ui/", **way):
        """Signed in and loaded, and slow from now on: `self.way` changes how."""
        page = self.page_of(path=path, reduced_motion="no-preference")
        self.ready(page)
        self.way = slow_network(page, **(way or SLOW))
        return page

    def test_the_first_load_shows_early_that_something_comes(self):
        """Signed in, nothing in the browser's cache: no blank page but for the first bytes, then the page's frame with
        rows of their final size."""
        page = self.new_page(reduced_motion="no-preference")
        page.add_init_script(HELPERS)
        # When each came to stand on the page.
        page.add_init_script(
            """const steps = {frame: 'main, #app *', title: 'h1:not(.visually-hidden)', loading: '[class*=skeleton]',
                              rows: 'main li[data-index]'};
            window.at = {};
            new MutationObserver(() => {
              for (const [name, selector] of Object.entries(steps))
                if (!(name in at) && document.querySelector(selector)) at[name] = performance.now();
            }).observe(document, {childList: true, subtree: true, attributes: true});"""
        )
        slow_network(page, **SLOW)
        page.goto(self.server.url + "/ui/people", wait_until="commit")
        expect(page.locator("main li[data-index]").first).to_be_visible(timeout=30_000)
        found = page.evaluate("at") | paints(page)
        steps = ", ".join(f"{name} {found[name]:.0f} ms" for name in ("frame", "title", "loading", "rows", "fcp") if name in found)
        print(f"first load of people over 400 ms, 400 kbit/s: {steps}, layout shift {found['shift']:.3f}")
        self.assertLess(found["shift"], LAYOUT_SHIFT_MAX)
        self.assertIn("loading", found, "rows that are to come are shown as such")
        self.assertLessEqual(found["title"], found["rows"])
        self.picture(page, "slow-first-load-desktop-light")

    def test_what_is_pressed_twice_is_done_once(self):
        page = self.page("/ui/register", latency_ms=20, kbit_s=10_000)
        held = []
        page.route("**/v1/people", lambda route: held.append(route))  # Sent on when everything was pressed.
        page.locator("input[type=file]").first.set_input_files(str(self.photos[3][0]))
        expect(page.get_by_text(re.compile("Photos: 1 of"))).to_be_visible()
        page.get_by_label("Name", exact=True).fill("Pressed twice")
        page.get_by_label("The person has read this and agrees").check()
        button = page.get_by_role("button", name="Register", exact=True)
        expect(page.get_by_text(re.compile("checking", re.I))).to_have_count(0)
        button.dblclick()
        expect(button).to_have_attribute("aria-busy", "true")
        self.picture(page, "slow-register-busy-desktop-light")
        button.click(force=True)
        page.get_by_label("Name", exact=True).press("Enter")
        self.settle(page)
        self.assertEqual(len(held), 1)
        held[0].continue_()
        expect(page.get_by_role("heading", name="Pressed twice is registered")).to_be_visible()
        self.assertEqual(len(held), 1)
        found = self.server.rest("GET", "/v1/people?query=Pressed").json()["people"]
        self.assertEqual(len(found), 1)

    def test_the_last_key_s_answer_wins(self):
        """The answer to the first keys never comes; the page does not wait for it."""
        page = self.page("/ui/people", latency_ms=20, kbit_s=10_000)
        held = []
        of_first = re.compile("/v1/people[?](.*&)?query=Person(&|$)")
        page.route(of_first, lambda route: held.append(route))
        box = page.get_by_role("textbox", name="Search")
        with page.expect_request(of_first):
            box.fill("Person")
        # What nobody waits for any more is called off, so that it cannot come later.
        with page.expect_event("requestfailed", lambda request: of_first.search(request.url) is not None):
            box.fill("Person 2")
        rows = page.locator("main li[data-index]")
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("Person 2")
        self.assertEqual(len(held), 1)
        page.unroute_all(behavior="ignoreErrors")

    def test_an_upload_tells_how_far_it_is(self):
        self.server.client("s3").create_bucket(Bucket="slow-pictures")
        page = self.page("/ui/setup/buckets/slow-pictures", latency_ms=10, kbit_s=10_000)
        page.get_by_role("button", name="Upload").first.click()
        dialog = page.get_by_role("dialog")
        dialog.locator("input[type=file]").set_input_files(
            {"name": "large.bin", "mimeType": "application/octet-stream", "buffer": bytes(400_000)}
        )
        self.way(**SLOW)
        dialog.get_by_role("button", name=re.compile("Upload")).click()
        expect(dialog.locator("progress, meter, [role=meter], [role=progressbar]").first).to_be_visible()
        self.picture(page, "slow-upload-desktop-light")
        self.way(latency_ms=0, kbit_s=0)
        expect(dialog.get_by_role("button", name="Close").last).to_be_visible()

    def test_goes_on_by_itself_when_the_way_is_there_again(self):
        page = self.page("/ui/register", latency_ms=20, kbit_s=10_000)
        page.locator("input[type=file]").first.set_input_files(str(self.photos[4][0]))
        expect(page.get_by_text(re.compile("Photos: 1 of"))).to_be_visible()
        page.get_by_label("Name", exact=True).fill("Typed before the break")
        page.get_by_label("The person has read this and agrees").check()
        expect(page.get_by_text(re.compile("checking", re.I))).to_have_count(0)
        self.way(offline=True)
        page.get_by_role("button", name="Register", exact=True).click()
        banner = page.get_by_text(re.compile("cannot be reached"))
        expect(banner.first).to_be_visible()
        self.picture(page, "offline-register-desktop-light")
        expect(page.get_by_label("Name", exact=True)).to_have_value("Typed before the break")
        self.way(offline=False)
        expect(page.get_by_role("heading", name="Typed before the break is registered")).to_be_visible(timeout=30_000)
        expect(banner).to_have_count(0)
        self.forgive()

    def test_a_page_that_could_not_be_loaded_comes_when_the_way_is_there_again(self):
        page = self.page("/ui/")
        self.way(offline=True)
        page.get_by_role("navigation").first.get_by_role("link", name="People", exact=True).click()
        expect(page.get_by_text("cannot be reached").first).to_be_visible()
        self.picture(page, "offline-people-desktop-light")
        self.way(offline=False)
        expect(page.locator("main li[data-index]").first).to_be_visible(timeout=30_000)
        self.forgive()

    def forgive(self):
        """The browser tells of requests that found no way."""
        self.said = [text for text in self.said if not re.search("ERR_INTERNET_DISCONNECTED|Failed to fetch", text)]


if __name__ == "__main__":
    unittest.main()
