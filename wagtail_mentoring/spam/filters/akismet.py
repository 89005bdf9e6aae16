"""Akismet, for sites that want its opinion as well: a service on the net, off unless listed.

Spoken to with ``requests``, which Wagtail brings along, in three small form posts. There is a good
library, but its address is fixed, it reads answers of any length, and it needs another HTTP client.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

import requests

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter

NO_ADDRESS = "0.0.0.0"
"""Akismet insists on a network address; that of a visitor is none of its business."""

MOST_BYTES = 200
"""Longer than any answer of Akismet's."""

TAKEN = "Thanks for making the web a better place."
AT_ONCE = 4
"""Questions under way in one process. When Akismet hangs, the next are given up soon, too."""

logger = logging.getLogger(__name__)


class NoAnswer(Exception):
    """Akismet did not answer, or said something that it should not."""


class AkismetFilter(SpamFilter):
    """Asks Akismet about messages of people of whom nothing was approved before.

    ``key`` and ``site_url`` are those under which the site is known there. It gets the text, the
    name, the website and the language, and nothing else. After ``seconds`` without an answer the
    message waits for a moderator. ``api_url`` is for another service that speaks the same.
    """

    asks_others = True
    opinions = {"akismet_spam": "spam", "akismet_ham": "ham"}

    def __init__(
        self,
        key: str,
        site_url: str,
        points: float = 4.0,
        seconds: float = 2.0,
        api_url: str = "https://rest.akismet.com",
    ) -> None:
        if not key:
            raise ValueError("the key is empty")
        if not site_url.startswith(("https://", "http://")):
            raise ValueError(f"{site_url!r} does not begin with https://")
        self.site = {"api_key": key, "blog": site_url}
        self.points = points
        self.seconds = seconds
        self.api_url = api_url.rstrip("/")
        self._pool = ThreadPoolExecutor(AT_ONCE, "akismet")

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if message.known or message.site_id is None:
            return
        try:
            answer = self._ask("comment-check", _told_about(message))
            if answer not in ("true", "false"):
                raise NoAnswer(answer)
        except NoAnswer as error:
            logger.warning("Akismet did not answer: %s", error)
            yield Reason("akismet_silent", 0.0, holds=True)
        else:
            is_spam = answer == "true"
            yield Reason("akismet_spam", self.points) if is_spam else Reason("akismet_ham", 0.0)

    def learn_from_person(self, message: Message, is_spam: bool) -> None:
        answer = self._ask("submit-spam" if is_spam else "submit-ham", _told_about(message))
        if answer != TAKEN:
            raise NoAnswer(answer)

    def trouble(self) -> str:
        try:
            answer = self._ask("verify-key", {"key": self.site["api_key"]})
        except NoAnswer as error:
            return f"Akismet did not answer: {error}."
        known = {"valid": "", "invalid": "Akismet does not know the key, or not for this site."}
        return known.get(answer, f"Akismet answered {answer!r} to the question about the key.")

    def _ask(self, call: str, fields: dict[str, str]) -> str:
        """The answer to a call. Looking up a name may hang, too, so the time is taken here."""
        future = self._pool.submit(self._post, call, {**self.site, **fields})
        try:
            return future.result(self.seconds)
        except (TookTooLong, requests.RequestException) as error:
            raise NoAnswer(type(error).__name__) from error
        finally:
            future.cancel()

    def _post(self, call: str, fields: dict[str, str]) -> str:
        """Follows no redirection: what a visitor wrote goes to Akismet and nobody else."""
        address = f"{self.api_url}/1.1/{call}"
        with requests.post(
            address, fields, timeout=self.seconds, allow_redirects=False, stream=True
        ) as response:
            if response.status_code != 200:
                raise NoAnswer(f"status {response.status_code}")
            content = b""
            for chunk in response.iter_content(MOST_BYTES):
                content += chunk
                if len(content) > MOST_BYTES:
                    raise NoAnswer("a long text")
        return content.decode("ascii", "replace").strip()


def _told_about(message: Message) -> dict[str, str]:
    """All that Akismet gets to know: no e-mail address, no network address, no browser."""
    return {
        "user_ip": NO_ADDRESS,
        "comment_type": "comment" if message.kind == "comment" else "message",
        "comment_author": message.name,
        "comment_author_url": message.url,
        "comment_content": message.text,
        "blog_lang": message.language,
        "blog_charset": "UTF-8",
    }
