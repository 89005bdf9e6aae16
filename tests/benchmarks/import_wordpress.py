"""How fast an import is, and how much memory it takes, whatever the size of the file.

    python -m tests.benchmarks.import_wordpress                 two small files, a minute
    python -m tests.benchmarks.import_wordpress --full          one of 1 GB with 100,000 comments
    python -m tests.benchmarks.import_wordpress --per-post 10   with ten comments a post, not 100

Each file is imported into a fresh SQLite database by a process of its own. Memory is flat if a
file four times as large takes hardly more.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TextIO

WORDS = "a letter to the mentor who read every draft and asked one question more than was easy "
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Large</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
"""


def generate(file: TextIO, comments: int, size: int, share: float, per_post: int) -> None:
    """An export of ``size`` bytes; ``share`` of them are the words of comments."""
    posts = max(1, comments // per_post)
    in_post = int(size * (1 - share)) // posts
    in_comment = max(0, int(size * share) // comments - 650)
    paragraph = f"<p>{WORDS * 5}</p>\n\n"
    body = paragraph * max(1, in_post // len(paragraph))
    file.write(HEAD)
    number = 0
    for post in range(1, posts + 1):
        file.write(
            f"<item><title>Post {post}</title><link>https://old.example/{post}/</link>"
            f"<dc:creator>ines</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>"
            f"<wp:post_id>{post}</wp:post_id><wp:post_date>2012-03-04 10:00:00</wp:post_date>"
            "<wp:post_date_gmt>2012-03-04 09:00:00</wp:post_date_gmt>"
            "<wp:status>publish</wp:status>"
            f"<wp:post_name>post-{post}</wp:post_name><wp:post_type>post</wp:post_type>\n"
        )
        first = number + 1
        for _ in range(per_post):
            number += 1
            parent = number - 1 if number % 3 == 0 and number > first else 0
            link = '<a href="https://x.example/">there</a> ' if number % 10 == 0 else ""
            text = link + WORDS * (in_comment // len(WORDS) + 1)
            file.write(
                f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
                f"<wp:comment_author><![CDATA[Reader {number % 977}]]></wp:comment_author>"
                f"<wp:comment_author_email>r{number % 977}@mail.example</wp:comment_author_email>"
                f"<wp:comment_date>2012-03-05 10:00:{number % 60:02}</wp:comment_date>"
                f"<wp:comment_date_gmt>2012-03-05 09:00:{number % 60:02}</wp:comment_date_gmt>"
                f"<wp:comment_content><![CDATA[{text}]]></wp:comment_content>"
                f"<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment"
                f"</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>\n"
            )
        file.write("</item>\n")
    file.write("</channel></rss>\n")


def measure(
    folder: Path, comments: int, size: int, share: float, per_post: int
) -> dict[str, float]:
    path = folder / "export.xml"
    with path.open("w", encoding="utf-8") as file:
        generate(file, comments, size, share, per_post)
    database = folder / "import.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    itself = [sys.executable, "-m", "tests.benchmarks.import_wordpress"]
    parent = _answer([*itself, "--prepare"], environment)
    answer = _answer([*itself, "--import", str(path), "--parent", parent], environment)
    found = {"megabytes": round(path.stat().st_size / 1e6), **json.loads(answer)}
    for file in folder.iterdir():
        file.unlink()
    return found


def _answer(command: list[str], environment: dict[str, str]) -> str:
    found = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return found.stdout.strip()


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()


def prepare() -> None:
    """A database with a page to import below. Migrating would spoil the measure of memory."""
    _set_up()
    from django.core.management import call_command
    from django.db import connection

    from tests.factories import IndexFactory

    connection.cursor().execute("PRAGMA journal_mode=WAL")
    call_command("migrate", verbosity=0)
    print(IndexFactory(title="Blog", slug="blog").pk)


def run_import(path: str, parent: str) -> None:
    """In a process of its own, since the most memory it ever took is what counts."""
    _set_up()
    from django.core.management import call_command

    from wagtail_mentoring.comments.models import ReaderComment

    before = _memory()
    began = time.perf_counter()
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        call_command("mentoring_import_wordpress", path, parent=parent, stdout=nowhere)
    seconds = time.perf_counter() - began
    comments = ReaderComment.objects.count()
    print(
        json.dumps(
            {
                "comments": comments,
                "seconds": round(seconds, 1),
                "comments_per_second": round(comments / seconds),
                "memory_before": before,
                "memory_most": _memory(),
            }
        )
    )


def _memory() -> int:
    """The most this process has ever taken, in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--share", type=float, default=0.5, help="of the file, in comments")
    parser.add_argument("--per-post", type=int, default=100, help="comments of each post")
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--import", dest="path", help=argparse.SUPPRESS)
    parser.add_argument("--parent", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        prepare()
        return
    if options.path:
        run_import(options.path, options.parent)
        return
    sizes = [(100_000, 10**9)] if options.full else [(1000, 10**7), (4000, 4 * 10**7)]
    with tempfile.TemporaryDirectory() as folder:
        for comments, size in sizes:
            print(measure(Path(folder), comments, size, options.share, options.per_post))


if __name__ == "__main__":
    main()
