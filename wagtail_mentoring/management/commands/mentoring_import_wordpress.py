"""Imports an export of WordPress."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.wordpress import importer
from wagtail_mentoring.wordpress.job import Options
from wagtail_mentoring.wordpress.pagetypes import NoPageType
from wagtail_mentoring.wordpress.reader.errors import NotAnExport

DONE_IN_PART = 3
BAR = 30


class Command(BaseCommand):
    help = (
        "Imports posts, pages, comments, categories, tags and authors of a WordPress export (WXR)"
        " below a page. Try it with --dry-run first. It can be stopped at any time and run again:"
        " what has been imported is not imported twice. Exit code 1: nothing was done; 3: done in"
        " part, since the file is cut off or single items could not be stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the export, an XML file")
        parser.add_argument(
            "--parent",
            required=True,
            metavar="ID|PATH",
            help="the page to import below: its number, or its path as /blog/",
        )
        parser.add_argument(
            "--pages-parent",
            metavar="ID|PATH",
            help="where WordPress pages go, if not below the same page as posts",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--uploads", metavar="FOLDER", help="a copy of the blog's wp-content/uploads"
        )
        parser.add_argument(
            "--fetch-media",
            action="store_true",
            help="fetch images and files that are not in --uploads from the network",
        )
        parser.add_argument(
            "--post-type",
            action="append",
            default=[],
            metavar="NAME",
            help="import items of this type, too, besides posts and pages; may be repeated",
        )
        parser.add_argument(
            "--no-learn",
            action="store_true",
            help="do not show published comments to the spam filter as good ones",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {options['file']}.")
        chosen = Options(
            is_dry=options["dry_run"],
            uploads=_folder(options["uploads"]),
            fetch_media=options["fetch_media"],
            post_types=frozenset({"post", "page", *options["post_type"]}),
            pages_parent=_page(options["pages_parent"]) if options["pages_parent"] else None,
            learn=not options["no_learn"],
        )
        try:
            report, catalogue = importer.run(
                path,
                _page(options["parent"]),
                chosen,
                progress=None if options["json"] else self._progress(path.stat().st_size),
            )
        except (NotAnExport, NoPageType, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(catalogue), ensure_ascii=False))
        else:
            for line in report.lines(catalogue):
                self.stdout.write(line)
        if report.truncated is not None:
            self.stderr.write(
                f"The file is cut off at line {report.truncated}. Only the whole items before it"
                f" {'would be' if chosen.is_dry else 'were'} imported."
            )
        if report.is_partial:
            sys.exit(DONE_IN_PART)

    def _progress(self, size: int) -> Callable[[str, int], None] | None:
        """Draws a bar on a terminal, and nothing elsewhere."""
        if not self.stderr.isatty():
            return None
        drawn = -1

        def draw(what: str, read: int) -> None:
            nonlocal drawn
            share = min(1, read / max(size, 1))
            if (percent := int(share * 100)) != drawn:
                drawn = percent
                bar = "█" * int(share * BAR)
                end = "\n" if percent == 100 else ""
                self.stderr.write(f"\r{what:>8} {bar:<{BAR}} {percent:3} %", ending=end)
                self.stderr.flush()

        return draw


def _folder(name: str | None) -> Path | None:
    if name is None:
        return None
    if not Path(name).is_dir():
        raise CommandError(f"There is no folder {name}.")
    return Path(name)


def _page(name: str) -> Any:
    """The page with this number, or at this path of a site."""
    pages = get_page_model().objects
    found = None
    if "/" in name:
        for site in Site.objects.order_by("-is_default_site", "pk").select_related("root_page"):
            url_path = f"{site.root_page.url_path}{name.strip('/')}/".replace("//", "/")
            found = found or pages.filter(url_path=url_path).first()
    else:
        try:
            found = pages.filter(pk=name).first()
        except (ValueError, ValidationError):
            found = None
    if found is None or found.is_root():
        raise CommandError(f"There is no page {name!r}. Give its number, or its path as /blog/.")
    return found
