"""Images and files of the old blog: from a copy of its uploads, or, if asked for, fetched."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image as PillowImage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from wagtail_mentoring.text import single_line
from wagtail_mentoring.wordpress.catalogue import Attachment
from wagtail_mentoring.wordpress.content.surroundings import Picture
from wagtail_mentoring.wordpress.fetch import MOST_BYTES, Refused, fetch
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.models import ImportedItem
from wagtail_mentoring.wordpress.urls import split_url, upload_path

Kind = ImportedItem.Kind

IMAGES = frozenset({"avif", "gif", "jpeg", "jpg", "png", "webp"})
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
DOCUMENTS = frozenset(
    {"csv", "doc", "docx", "epub", "key", "m4a", "m4v", "mov", "mp3", "mp4", "odp", "ods", "odt"}
    | {"ogg", "ogv", "pdf", "ppt", "pptx", "rtf", "txt", "wav", "webm", "xls", "xlsx", "zip"}
)
"""Files that a browser runs (HTML, SVG) are not taken over."""
MOST_PIXELS = 64_000_000
RESIZED = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled|rotated|e\d{10,})(?=\.\w+$)")


class Media:
    """Finds each file once; what it became is remembered for the next run."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._known: dict[str, int | None] = {}

    @property
    def is_asked_for(self) -> bool:
        return self._job.options.uploads is not None or self._job.options.fetch_media

    def picture(self, url: str, attachment_id: str = "") -> Picture | None:
        attachment = self._attachment(url, attachment_id)
        pk = self._key(url, attachment, IMAGES)
        if pk is None:
            return None
        if attachment is None:
            return Picture(pk)
        return Picture(pk, _words(attachment.alt), _words(attachment.caption))

    def document(self, url: str) -> int | None:
        """Files of other sites stay where they are."""
        attachment = self._attachment(url, "")
        return self._key(url, attachment, DOCUMENTS) if attachment or self._is_own(url) else None

    def take_attachment(self, attachment: Attachment) -> None:
        """Import a file of the media library whether or not a text shows it."""
        if self.is_asked_for:
            kinds = IMAGES if _ending(attachment.url) in IMAGES else DOCUMENTS
            self._key(attachment.url, attachment, kinds)

    def _attachment(self, url: str, attachment_id: str) -> Attachment | None:
        catalogue = self._job.catalogue
        path = upload_path(url)
        found = None
        if path:
            found = catalogue.attachment_at(path) or catalogue.attachment_at(RESIZED.sub("", path))
        if found is None and attachment_id:
            found = catalogue.attachment(attachment_id)
        return found

    def _is_own(self, url: str) -> bool:
        host = split_url(url).hostname
        return host is None or self._job.catalogue.is_own(host)

    def _key(self, url: str, attachment: Attachment | None, kinds: frozenset[str]) -> int | None:
        """The key of the image or document that a file became."""
        source = attachment.url if attachment else url
        name = attachment.key if attachment else f"file {_digest(RESIZED.sub('', source))}"
        if name not in self._known:
            self._known[name] = self._find_or_make(name, source, attachment, kinds)
        return self._known[name]

    def _find_or_make(
        self, name: str, url: str, attachment: Attachment | None, kinds: frozenset[str]
    ) -> int | None:
        model: Any = get_image_model() if kinds is IMAGES else get_document_model()
        if earlier := self._job.imported(Kind.ATTACHMENT, name):
            is_same = earlier.model == model._meta.label
            is_there = is_same and model.objects.filter(pk=earlier.object_id).exists()
            return int(earlier.object_id) if is_there else None
        if _ending(url) not in kinds:
            if _ending(url):
                self._job.report.notes.add("media_refused", f"{url}: type")
            return None
        try:
            content = self._content(url) if self.is_asked_for else None
        except Refused as error:
            self._job.report.notes.add("media_refused", f"{url}: {error}")
            return None
        if content is None:
            self._job.report.notes.add("media_missing", url)
            return None
        return self._store(model, name, url, attachment, content, kinds is IMAGES)

    def _content(self, url: str) -> bytes | None:
        """What is in the file; in a dry run nothing is fetched and an empty file stands for it."""
        if local := self._local_file(url):
            if local.stat().st_size > MOST_BYTES:
                raise Refused("too large")
            return local.read_bytes()
        if not self._job.options.fetch_media or not split_url(url).hostname:
            return None
        return b"" if self._job.is_dry else fetch(url).content

    def _local_file(self, url: str) -> Path | None:
        """The file in the copy of the uploads, never outside of it."""
        folder, path = self._job.options.uploads, upload_path(url)
        if folder is None or not path or "\0" in path:
            return None
        for candidate in dict.fromkeys((RESIZED.sub("", path), path)):
            try:
                file = (folder / candidate).resolve()
                if file.is_relative_to(folder.resolve()) and file.is_file():
                    return file
            except OSError:
                continue
        return None

    def _store(
        self,
        model: Any,
        name: str,
        url: str,
        attachment: Attachment | None,
        content: bytes,
        is_image: bool,
    ) -> int | None:
        if is_image and content and not self._is_image(url, content):
            return None
        self._job.report.created["images" if is_image else "documents"] += 1
        if self._job.is_dry:
            return 0
        file_name = PurePosixPath(RESIZED.sub("", split_url(url).path)).name[-80:]
        title = _words(attachment.title if attachment else "") or file_name
        thing = model(title=title[:255], file=ContentFile(content, name=file_name))
        if not is_image:
            thing.file_size = len(content)
        with transaction.atomic():
            thing.save()
            self._job.remember(Kind.ATTACHMENT, name, thing)
        return int(thing.pk)

    def _is_image(self, url: str, content: bytes) -> bool:
        """Whether it is a picture that can be shown without filling the memory."""
        reason = "not an image"
        try:
            with PillowImage.open(ContentFile(content), formats=FORMATS) as image:
                if image.width * image.height <= MOST_PIXELS:
                    return True
                reason = "too many pixels"
        except Exception:  # Pillow raises whatever its plug-ins do
            pass
        self._job.report.notes.add("media_refused", f"{url}: {reason}")
        return False


def _ending(url: str) -> str:
    return PurePosixPath(split_url(url).path).suffix[1:].lower()


def _words(text: str) -> str:
    return single_line(unescape(re.sub(r"<[^>]*>", "", text)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
