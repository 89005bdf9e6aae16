"""A run that is killed without warning, in a process and a database of its own."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from wagtail.search.models import IndexEntry

from tests.wordpress.exports import author, category, comment, item, term
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.wordpress.models import ImportedItem

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ROOT = Path(__file__).parents[2]
POSTS = 40
PAGES = get_page_model()._meta.db_table
ITEMS = ImportedItem._meta.db_table
COMMENTS = ReaderComment._meta.db_table
STATE = (
    f"SELECT title, slug, url_path, live, numchild FROM {PAGES} ORDER BY url_path",
    f"SELECT c.imported_id, c.number, c.state, c.name, c.text, length(c.path), p.imported_id"
    f" FROM {COMMENTS} c LEFT JOIN {COMMENTS} p ON p.id = c.parent_id ORDER BY c.imported_id",
    f"SELECT page_title, published_count, last_number FROM {Discussion._meta.db_table} ORDER BY 1",
    f"SELECT wordpress_id, links_wait, parent_waits, search_waits FROM {ITEMS} ORDER BY 1",
    "SELECT old_path FROM wagtailredirects_redirect ORDER BY 1",
    f"SELECT title FROM {IndexEntry._meta.db_table} ORDER BY 1",
    "SELECT name FROM taggit_tag ORDER BY 1",
)


@pytest.fixture
def copy_of_database(tmp_path, index):
    """A file with what the database of the tests holds now."""
    if connection.vendor != "sqlite":
        pytest.skip("Only a database of SQLite is copied this easily.")

    def copy(name):
        path = tmp_path / name
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
        return path

    return copy


def start(database, export):
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "tests/manage.py", "mentoring_import_wordpress", str(export)]
    return subprocess.Popen(
        [*command, "--parent", "/blog/", "--skip-checks"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def rows(database, query):
    with closing(sqlite3.connect(database, timeout=20)) as reader:
        return reader.execute(query).fetchall()


def kill_after(process, database, items):
    while process.poll() is None and rows(database, f"SELECT count(*) FROM {ITEMS}")[0][0] < items:
        time.sleep(0.005)
    assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_run_goes_on_to_the_same_end(copy_of_database, write):
    export = write(
        author(),
        category("a", "A"),
        *(
            item(
                *(
                    comment(100 * n + c, parent=100 * n + c // 2 * (c % 3 > 0))
                    for c in range(1, 20)
                ),
                term("category", "a", "A"),
                term("post_tag", f"t{n % 7}", f"T{n % 7}"),
                number=n,
                title=f"Post {n:02}",
                content=f'<a href="https://old.example/?p={POSTS - n}">other</a>',
            )
            for n in range(1, POSTS + 1)
        ),
    )
    undisturbed, killed = copy_of_database("undisturbed"), copy_of_database("killed")
    assert start(undisturbed, export).wait() == 0
    for items in (3, POSTS - 5):
        kill_after(start(killed, export), killed, items)
    assert start(killed, export).wait() == 0
    for query in STATE:
        assert rows(killed, query) == rows(undisturbed, query), query
    assert rows(killed, f"SELECT count(*) FROM {COMMENTS}") == [(19 * POSTS,)]
