"""What the pages say of a figure is what the handbook says of it."""

from pathlib import Path

import pytest

from regard.foundation.reports import Report
from regard.overview.public import REPORTS

HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "definitions.md"


def table_of(report: Report) -> str:
    """The columns of a report as the handbook tells them."""
    rows = [f"| `{one.name}` | {one.title} | {one.meaning} |" for one in report.columns]
    return "\n".join(["| column | title | meaning |", "|---|---|---|", *rows])


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_the_handbook_defines_every_column_in_the_words_of_the_report(report: Report) -> None:
    handbook = HANDBOOK.read_text(encoding="utf-8")
    assert f"## {report.title} (`{report.definition}`)\n\n{report.meaning}\n\n{table_of(report)}\n" in handbook


def test_the_handbook_defines_nothing_that_no_report_has() -> None:
    told = [
        line for line in HANDBOOK.read_text(encoding="utf-8").splitlines() if line.startswith("## ") and "@" in line
    ]
    assert told == [f"## {one.title} (`{one.definition}`)" for one in REPORTS]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_part_names_a_column_it_is_part_of(report: Report) -> None:
    names = {column.name for column in report.columns}
    assert len(names) == len(report.columns)
    assert {column.of for column in report.columns if column.of} <= names
    assert report.counts in {*names, ""}
