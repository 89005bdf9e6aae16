"""What was imported, so that it is imported once."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wagtail_mentoring.compat import get_page_model_name


class ImportRun(models.Model):
    """One run of the import, with its report."""

    wagtail_reference_index_ignore = True

    parent = models.ForeignKey(
        get_page_model_name(), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(max_length=255)
    source = models.CharField(max_length=150, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.file_name}, {self.started_at:%Y-%m-%d %H:%M}"


class ImportedItem(models.Model):
    """One thing of a blog and what it became below ``parent``.

    ``digest`` tells what was last imported, ``revision_id`` whether somebody has edited since.
    """

    class Kind(models.TextChoices):
        POST = "post", "post"
        ATTACHMENT = "attachment", "attachment"

    wagtail_reference_index_ignore = True

    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="items")
    parent = models.ForeignKey(get_page_model_name(), on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    wordpress_id = models.CharField(max_length=120)
    model = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    revision_id = models.BigIntegerField(null=True, blank=True)
    links_wait = models.BooleanField(default=False)
    """Its text leads to items that were imported after it."""
    parent_waits = models.BooleanField(default=False)
    """The item that it stands below came after it."""
    search_waits = models.BooleanField(default=False)
    """It is not in the search index yet."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "source", "kind", "wordpress_id"], name="mentoring_import_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.wordpress_id}"
