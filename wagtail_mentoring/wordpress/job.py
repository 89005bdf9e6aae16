"""What every part of an import shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wagtail_mentoring.wordpress.catalogue import Catalogue
from wagtail_mentoring.wordpress.models import ImportedItem, ImportRun
from wagtail_mentoring.wordpress.report import Report


@dataclass(frozen=True)
class Options:
    """What the person who imports has chosen."""

    is_dry: bool = False
    uploads: Path | None = None
    """A copy of the blog's ``wp-content/uploads``."""
    fetch_media: bool = False
    post_types: frozenset[str] = frozenset({"post", "page"})
    pages_parent: Any = None
    learn: bool = True


@dataclass
class Job:
    """One import below one page."""

    parent: Any
    site: Any
    options: Options
    catalogue: Catalogue
    source: str
    report: Report = field(default_factory=Report)
    run: ImportRun | None = None
    lessons: int = 0

    @property
    def is_dry(self) -> bool:
        return self.options.is_dry

    def imported(self, kind: str, key: str) -> ImportedItem | None:
        """What an item of the blog became, if it was imported before."""
        return ImportedItem.objects.filter(
            parent=self.parent.pk, source=self.source, kind=kind, wordpress_id=key
        ).first()

    def has_imports(self) -> bool:
        """Whether any post of the blog was imported before."""
        items = ImportedItem.objects.filter(parent=self.parent.pk, source=self.source)
        return items.filter(kind=ImportedItem.Kind.POST).exists()

    def remember(self, kind: str, key: str, thing: Any, **values: Any) -> None:
        ImportedItem.objects.create(
            run=self.run,
            parent_id=self.parent.pk,
            source=self.source,
            kind=kind,
            wordpress_id=key,
            model=thing._meta.label,
            object_id=str(thing.pk),
            **values,
        )

    def takes(self, post_type: str) -> bool:
        """Whether items of a type become pages; very old exports do not name it."""
        return not post_type or post_type in self.options.post_types
