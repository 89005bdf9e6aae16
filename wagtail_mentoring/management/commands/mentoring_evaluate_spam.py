"""Measures the spam filter on labelled messages."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagtail_mentoring.spam import classifier, corpus
from wagtail_mentoring.spam.evaluation import evaluate


class Command(BaseCommand):
    help = (
        "Measures the filter on CSV files with the columns text and label (spam or ham), and"
        " author, url and source where there are any. Several files are scored together."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", nargs="+", type=Path)
        parser.add_argument(
            "--online",
            action="store_true",
            help="also feed the verdicts one at a time, in file order, and learn from them",
        )
        parser.add_argument("--model", type=Path, help="weights to measure instead of the shipped")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = corpus.read(options["csv"])
            path = options["model"]
            model = classifier.load(path) if path else classifier.baseline()
        except (corpus.CorpusError, ValueError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        if not rows:
            raise CommandError("There is no message in these files.")
        report = evaluate(model, rows, online=options["online"])
        self.stdout.write(json.dumps(report) if options["json"] else "\n".join(_lines(report)))


def _lines(report: dict[str, Any]) -> list[str]:
    lines = [f"Messages: {report['messages']}, of them spam: {report['spam']}"]
    lines += [_line("all", report)]
    lines += [_line(source, part) for source, part in report["per_source"].items()]
    lines += [
        f"{code}: {counts['spam']} spam, {counts['ham']} genuine"
        for code, counts in report["per_layer"].items()
    ]
    if online := report.get("online"):
        lines.append(_line("learning", online))
        lines += [
            f"  quarter {number}: {_caught(part)}"
            for number, part in enumerate(online["by_quarter"], 1)
        ]
    lines.append(f"{report['us_per_message']} µs a message, {report['bytes_in_memory']} bytes")
    return lines


def _line(label: str, part: dict[str, Any]) -> str:
    text = f"{label}: at the threshold {_caught(part.get('at_threshold', part))}"
    if part["auc"] is None:
        return text
    at = ", ".join(f"{value} at {rate}" for rate, value in part["recall_at_fpr"].items())
    return f"{text}; AUC {part['auc']}; recall {at}"


def _caught(share: dict[str, Any]) -> str:
    """What is None says nothing: there was no spam, or nothing genuine."""
    figures = {"recall": share["recall"], "false positives": share["fpr"]}
    return ", ".join(f"{name} {value}" for name, value in figures.items() if value is not None)
