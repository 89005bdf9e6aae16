"""Fits the weights of the spam classifier from labelled messages."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagtail_mentoring.spam import classifier, corpus, training


class Command(BaseCommand):
    help = (
        "Fits the classifier's weights from CSV files with the columns text and label (spam or"
        " ham), and author, url, source and group where there are any. Needs the extra [train]."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", nargs="+", type=Path)
        parser.add_argument("--output", type=Path, required=True, help="file to write, *.bin.gz")
        parser.add_argument(
            "--common",
            nargs="+",
            type=Path,
            default=[],
            metavar="CSV",
            help="genuine messages, of which only the average is taken",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if find_spec("sklearn") is None:
            raise CommandError('This needs scikit-learn: pip install "wagtail-mentoring[train]".')
        _refuse_early(options["output"])
        try:
            rows = corpus.read(options["csv"])
            common = [row for row in corpus.read(options["common"]) if not row.is_spam]
            if options["common"] and not common:
                raise CommandError("There is no genuine message in the files of --common.")
            model = training.fit(rows, common)
            size = classifier.save(model, options["output"])
        except (corpus.CorpusError, training.TooLittle) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"{options['output']} cannot be written: {error.strerror}."
            ) from error
        if options["json"]:
            report = {"messages": len(rows), "bytes": size, **model.header}
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write(
                f"{len(rows)} messages; {size} bytes; suspicious from"
                f" {model.header['hold_at']:.2f}, blatant from {model.header['spam_at']:.2f}."
            )


def _refuse_early(output: Path) -> None:
    """Training takes minutes, after which it is late to learn that the file has no place."""
    if output.is_dir() or not os.access(output if output.exists() else output.parent, os.W_OK):
        raise CommandError(f"{output} cannot be written.")
