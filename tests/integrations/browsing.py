"""A page in a real browser, for the tests of what people see."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Dialog, Page


class Shown:
    """A page in the browser, with all that it asked for and all that it complained about."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.page: Page = browser.new_page(**options)
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("dialog", self._dismiss)
        self.page.on("popup", lambda popup: self.faults.append(popup.url))
        self.page.goto(url)

    def _dismiss(self, dialog: Dialog) -> None:
        self.faults.append(dialog.message)
        dialog.dismiss()

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements that a person can see."""
        return [text for text in self.page.locator(selector).locator("visible=true").all_inner_texts() if text]
