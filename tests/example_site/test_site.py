from __future__ import annotations

import subprocess
import sys

from tests.demo import ROOT, Demo


def test_the_home_page_can_be_cached_by_everybody(demo: Demo) -> None:
    answer = demo.get("/")
    assert answer.status == 200
    assert answer.headers["Set-Cookie"] is None
    assert "Cookie" not in (answer.headers["Vary"] or "")
    assert "s-maxage=600" in answer.headers["Cache-Control"]


def test_public_pages_have_a_strict_content_security_policy(demo: Demo) -> None:
    policy = demo.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_the_admin_may_print_inline_scripts(demo: Demo) -> None:
    policy = demo.get("/admin/login/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy


def test_a_missing_page_is_answered_in_the_site_s_own_words(demo: Demo) -> None:
    answer = demo.get("/no-such-page/")
    assert answer.status == 404
    assert "Return to sender" in answer.text
    assert "Traceback" not in answer.text


def test_a_taken_port_is_one_clear_line(demo: Demo) -> None:
    result = subprocess.run(
        [sys.executable, "example_site/manage.py", "demo", "--port", str(demo.port)],
        cwd=ROOT,
        env=demo.environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert f"Port {demo.port} cannot be used" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_migrations_of_the_example_site_are_complete(demo: Demo) -> None:
    assert "No changes detected" in demo.manage("makemigrations", "--check", "--dry-run", "home")
