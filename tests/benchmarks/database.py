"""What the benchmarks share: a database that is made and thrown away, and the median of runs."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.test.utils import setup_test_environment, teardown_test_environment


@contextmanager
def thrown_away() -> Iterator[None]:
    """A database in memory with the test settings, or the one of ``DATABASE_URL``."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def median(work: Callable[[], Any], rounds: int) -> float:
    """Milliseconds: of CPU, or of waiting where the database is a process of its own."""
    work()
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times = []
    for _number in range(rounds):
        started = clock()
        work()
        times.append((clock() - started) * 1000)
    return statistics.median(times)


def administrator() -> Any:
    """A client of somebody who may open every page."""
    from django.test import Client

    from tests.factories import UserFactory

    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def get(client: Any, address: str) -> None:
    assert client.get(address).status_code == 200
