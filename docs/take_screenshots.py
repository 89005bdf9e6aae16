"""Takes the README's pictures from a running demo: ``make demo``, then

    python docs/take_screenshots.py http://127.0.0.1:8000 [path of a Chromium]

Needs Playwright and Pillow.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"


def main(site: str, chromium: str | None = None) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = open_page(browser, f"{site}/articles/the-letter-you-keep-putting-off/")
        keep(page, "article")
        page.evaluate("document.getElementById('comments').scrollIntoView()")
        keep(page, "responses")
        keep(open_page(browser, f"{site}/articles/", color_scheme="dark"), "index-dark")
        phone = open_page(browser, f"{site}/give-back/", width=390)
        phone.click("text=Use their advice")
        phone.evaluate("document.querySelector('.mentoring-give-back').scrollIntoView()")
        keep(phone, "give-back-phone")
        keep(open_page(browser, f"{site}/give-back/#mentoring-wall"), "wall")
        admin = open_page(browser, f"{site}/admin/login/?next=/admin/mentoring/comments/")
        admin.fill("#id_username", "moderator")
        admin.fill("#id_password", "moderator-demo")
        admin.click("button[type=submit]")
        admin.wait_for_load_state("networkidle")
        keep(admin, "queue")
        admin.goto(f"{site}/admin/reports/give-back/", wait_until="networkidle")
        keep(admin, "report")
        browser.close()


def open_page(
    browser: Browser, address: str, *, width: int = 1280, color_scheme: str = "light"
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=color_scheme
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    return page


def keep(page: Page, name: str) -> None:
    page.wait_for_timeout(300)
    image = Image.open(io.BytesIO(page.screenshot()))
    image.save(IMAGES / f"{name}.webp", quality=82, method=6)


if __name__ == "__main__":
    main(*sys.argv[1:])
