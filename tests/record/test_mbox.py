"""Mail is read mail by mail: who asked, who answered, in which thread, and what a machine wrote."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.record.checks import objection_to
from regard.record.import_.formats.html import words_of
from regard.record.import_.formats.mbox import MboxError
from regard.record.import_.inspect import profile
from regard.record.import_.load import load
from regard.record.import_.mapping import Mapping
from regard.record.import_.recipe import File
from regard.record.import_.rows import Refused
from regard.record.import_.shelf import find_recipe, recipe_text
from regard.record.import_.tables import tables
from regard.record.interaction import Interaction

LATER = datetime(2026, 2, 1, tzinfo=UTC)
OWN = ("shop.example",)
ASK = {
    "From": "Cyn <cyn@example.org>",
    "To": "help@shop.example",
    "Subject": "My bell",
    "Message-ID": "<a@example.org>",
}
REPLY = {
    "From": "Bo <bo@shop.example>",
    "To": "cyn@example.org",
    "Subject": "Re: My bell",
    "In-Reply-To": "<a@example.org>",
}


def a_mail(text: str = "Hello", **headers: str) -> bytes:
    """The bytes of a mail; `In_Reply_To` stands for In-Reply-To."""
    told = {"Date": "Mon, 5 Jan 2026 09:30:00 +0700"} | {key.replace("_", "-"): value for key, value in headers.items()}
    head = "".join(f"{key}: {value}\n" for key, value in told.items() if value)
    return f"{head}\n{text}\n".encode()


def a_box(*mails: bytes) -> bytes:
    return b"".join(b"From x@y Mon Jan  5 02:30:00 2026\n" + mail + b"\n" for mail in mails)


def write(folder: Path, data: bytes, name: str = "box.mbox") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(path: Path, into: list[Any] | None = None, *, own: tuple[str, ...] = OWN, **layout: Any) -> list[Any]:
    items = [] if into is None else into
    with tables(path, file=File(format="mbox", own=own, **layout)) as found:
        for one in found:
            for item in one.table:
                items.append(item)
    return items


def a_row(folder: Path, mail: bytes) -> dict[str, str]:
    ((_, row),) = read(write(folder, a_box(mail)))
    return dict(row)


def interactions(path: Path) -> list[Interaction | Refused]:
    recipe = load(recipe_text("mbox").replace("own = []", 'own = ["shop.example"]'))
    with tables(path, file=recipe.file) as found:
        table = next(found).table
        return [one for outcome in Mapping(recipe, columns=table.columns).outcomes(table) for one in outcome.made]


# A conversation


def test_a_question_and_its_answer_are_one_thread_of_one_customer(tmp_path: Path) -> None:
    reply = a_mail(
        "It is on its way.", **REPLY, **{"Message-ID": "<b@shop.example>", "Date": "Mon, 5 Jan 2026 03:00 +0000"}
    )
    ask, answer = interactions(write(tmp_path, a_box(a_mail("My bell is missing.", **ASK), reply)))
    assert isinstance(ask, Interaction)
    assert isinstance(answer, Interaction)
    assert (ask.direction, ask.role, ask.text) == ("in", None, "My bell is missing.")
    assert (answer.direction, answer.role, answer.auto) == ("out", "answers", False)
    assert ask.identifiers == answer.identifiers
    assert ask.objects[0].value == answer.objects[0].value == "a@example.org"
    assert ask.occurred_at == datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
    assert not objection_to(ask, now=LATER)
    assert not objection_to(answer, now=LATER)


def test_the_thread_is_the_root_of_the_references(tmp_path: Path) -> None:
    row = a_row(tmp_path, a_mail(**ASK, References="<root@x>\n <mid@x>", In_Reply_To="<mid@x>"))
    assert row["threads"] == "root@x a@example.org"


def test_replies_that_name_only_what_they_reply_to_still_form_a_chain(tmp_path: Path) -> None:
    chain = [a_mail(Message_ID=f"<{one}@x>", In_Reply_To=f"<{one - 1}@x>", From="cyn@example.org") for one in (2, 3)]
    second, third = (row["threads"].split() for _, row in read(write(tmp_path, a_box(*chain))))
    assert set(second) & set(third)


def test_a_mail_without_an_id_has_one_made_of_it_that_lasts(tmp_path: Path) -> None:
    mail = a_mail(**{**ASK, "Message-ID": ""})
    assert a_row(tmp_path, mail)["message_id"] == a_row(tmp_path, mail)["message_id"]
    assert a_row(tmp_path, mail)["message_id"] != a_row(tmp_path, mail + b"more")["message_id"]


# Whose mail it is

SORTS: dict[str, tuple[dict[str, str], str]] = {
    "from a customer": (ASK, "received"),
    "our reply": (REPLY, "replied"),
    "our reply by its subject": ({**REPLY, "In-Reply-To": ""}, "replied"),
    "what we write first": ({**REPLY, "In-Reply-To": "", "Subject": "News for you"}, "written"),
    "among us": ({**REPLY, "To": "ada@desk.shop.example"}, "internal"),
    "a domain that only ends alike": ({**ASK, "From": "cyn@notshop.example"}, "received"),
    "an out-of-office": ({**ASK, "Auto-Submitted": "auto-replied (vacation)"}, "auto_received"),
    "a person, said so": ({**ASK, "Auto-Submitted": "no"}, "received"),
    "our receipt": ({**REPLY, "Auto-Submitted": "auto-generated"}, "auto_sent"),
    "an autoreply of old": ({**ASK, "Precedence": "auto_reply"}, "auto_received"),
    "an autoreply of Exchange": ({**ASK, "X-Auto-Response-Suppress": "All"}, "auto_received"),
    "our desk that wants no autoreplies": ({**REPLY, "X-Auto-Response-Suppress": "All"}, "replied"),
    "from nobody": ({**ASK, "Return-Path": "<>"}, "auto_received"),
    "a newsletter": ({**ASK, "List-Unsubscribe": "<mailto:x@y>"}, "bulk_received"),
    "our newsletter": ({**REPLY, "Precedence": "bulk"}, "bulk_sent"),
    "by way of our mailing list": (
        {**ASK, "List-Id": "Help <help.shop.example>", "List-Unsubscribe": "<x>", "Precedence": "list"},
        "received",
    ),
    "our list in place of the customer": (
        {**ASK, "From": "'Cyn' via Help <help@shop.example>", "X-Original-From": "cyn@example.org"},
        "received",
    ),
    "a form of ours": ({**ASK, "From": "form@shop.example", "Reply-To": "cyn@example.org"}, "received"),
    "a mailer that failed": (
        {**ASK, "From": "MAILER-DAEMON@shop.example", "Subject": "Undelivered Mail Returned to Sender"},
        "bounce",
    ),
    "failed by its header": ({**ASK, "X-Failed-Recipients": "eva@example.org"}, "bounce"),
}


@pytest.mark.parametrize("case", SORTS)
def test_headers_say_what_sort_of_mail_it_is(tmp_path: Path, case: str) -> None:
    headers, sort = SORTS[case]
    row = a_row(tmp_path, a_mail(**headers))
    assert row["sort"] == sort
    if sort == "received" and "notshop" not in headers["From"]:
        assert row["customer"] == "cyn@example.org"


def test_every_sort_is_in_the_map_of_the_recipe() -> None:
    assert {sort for _, sort in SORTS.values()} == set(find_recipe("mbox").maps["sort"].values)


def test_machines_neither_ask_nor_answer(tmp_path: Path) -> None:
    for case, role in (("an out-of-office", "none"), ("our receipt", "acknowledges"), ("from nobody", "none")):
        (one,) = interactions(write(tmp_path, a_box(a_mail(**SORTS[case][0]))))
        assert isinstance(one, Interaction)
        assert (one.auto, one.role) == (True, role)


def test_a_report_of_failure_names_whom_it_did_not_reach_and_what(tmp_path: Path) -> None:
    report = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nSorry.\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        "Final-Recipient: rfc822; Cyn@example.org\nAction: {action}\nStatus: 5.1.1\n\n"
        "--B\nContent-Type: message/rfc822\n\nMessage-ID: <b@shop.example>\nReferences: <a@example.org>\n\nHi\n--B--\n"
    )
    head = b"From: MAILER-DAEMON@mx.example\nTo: bo@shop.example\nMessage-ID: <n@mx>\nSubject: failure notice\n"
    failed = a_row(tmp_path, head + report.format(action="failed").encode())
    assert (failed["sort"], failed["customer"]) == ("bounce", "cyn@example.org")
    assert failed["threads"] == "a@example.org b@shop.example n@mx"
    assert a_row(tmp_path, head + report.format(action="delayed").encode())["sort"] != "bounce"


def test_a_name_cannot_pose_as_an_address(tmp_path: Path) -> None:
    row = a_row(tmp_path, a_mail(**{**ASK, "From": '"bo@shop.example, x" <cyn@example.org>'}))
    assert (row["sort"], row["customer"]) == ("received", "cyn@example.org")
    encoded = "=?utf-8?q?bo=40shop=2Eexample=2C_?= <cyn@example.org>"
    assert a_row(tmp_path, a_mail(**{**ASK, "From": encoded}))["customer"] == "cyn@example.org"


# Words


def test_names_and_subjects_are_decoded(tmp_path: Path) -> None:
    row = a_row(
        tmp_path,
        a_mail(**{**ASK, "From": "=?utf-8?b?4Lij4Li04LiZ?= <cyn@example.org>", "Subject": "=?gb2312?b?xOO6ww==?="}),
    )
    assert (row["customer_name"], row["subject"]) == ("ริน", "你好")


@pytest.mark.parametrize("charset", ["utf-8", "tis-620", "x-nobody", "idna", ""])
def test_words_are_read_whatever_charset_they_claim(tmp_path: Path, charset: str) -> None:
    head = a_mail(**ASK, Content_Type=f"text/plain; charset={charset}" if charset else "").partition(b"\n\n")[0]
    for encoding in ("utf-8", "cp874"):
        text = a_row(tmp_path, head + b"\n\n" + "เบรกหลวม ช่วยด้วยครับ".encode(encoding))["text"]
        assert charset in ("utf-8", "tis-620") or text == "เบรกหลวม ช่วยด้วยครับ"
        assert text


def test_plain_text_is_taken_before_html_and_files_are_counted(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Date"] = ASK["From"], ASK["To"], "Mon, 5 Jan 2026 09:30:00 +0700"
    mail.set_content("In plain words.")
    mail.add_alternative("<p>In colour.</p>", subtype="html")
    mail.add_attachment("name;price", filename="list.csv")
    row = a_row(tmp_path, mail.as_bytes())
    assert (row["text"], row["attachments"]) == ("In plain words.", "1")


def test_html_alone_gives_its_words(tmp_path: Path) -> None:
    html = "<html><head><title>x</title><style>p{}</style></head><body><p>My&nbsp;bell<br>is <b>missing</b>.</p></body>"
    assert a_row(tmp_path, a_mail(html, **ASK, Content_Type="text/html"))["text"] == "My bell\nis missing."


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a<!-- <p>x</p> -->b", "ab"),
        ("a<script>if (x < 3) y()</script>b", "ab"),
        ("3 < 4 &lt;b&gt;", "3 < 4 <b>"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<" * 50_000, "<" * 50_000),
        ("a<!--" * 50_000, "a"),
    ],
)
def test_html_is_stripped_however_broken_and_fast(html: str, words: str) -> None:
    assert words_of(html) == words


# Moments


def test_without_a_date_the_servers_is_taken(tmp_path: Path) -> None:
    received = "from a by b; Mon, 5 Jan 2026 02:31:00 +0000"
    row = a_row(tmp_path, a_mail(**{**ASK, "Date": "yesterday"}, Received=received))
    assert "date" not in row
    assert row["received"] == "2026-01-05T02:31:00+00:00"
    assert a_row(tmp_path, a_mail(**{**ASK, "Date": ""}))["received"] == "2026-01-05T02:30:00+00:00"


# Files


def test_mails_are_parted_where_they_begin_and_nowhere_else(tmp_path: Path) -> None:
    text = "Quote:\n\n>From the shop\nFrom the workshop\n\nFrom now on, bye"
    items = read(write(tmp_path, a_box(a_mail(text, **ASK), a_mail(**REPLY))))
    assert [line for line, _ in items] == [1, 15]
    assert items[0][1]["text"] == text.replace(">From", "From")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_boxes_of_every_system_and_packing_are_read(tmp_path: Path, ending: bytes) -> None:
    box = a_box(a_mail(**ASK), a_mail(**REPLY)).replace(b"\n", ending)
    assert len(read(write(tmp_path, box))) == len(read(write(tmp_path, gzip.compress(box), "box.gz"))) == 2


def test_a_folder_of_single_mails_is_read(tmp_path: Path) -> None:
    for number, mail in enumerate((a_mail(**ASK), a_mail(**REPLY))):
        write(tmp_path, mail, f"{number}.eml")
    assert [row["sort"] for _, row in read(tmp_path)] == ["received", "replied"]


def test_a_box_that_breaks_off_is_read_to_the_break(tmp_path: Path) -> None:
    packed = gzip.compress(a_box(*(a_mail(f"{number * 7919} " * 40, **ASK) for number in range(400))))
    items: list[Any] = []
    with pytest.raises(MboxError, match=r"in the mail of line \d+, the packed file ends early"):
        read(write(tmp_path, packed[: len(packed) // 2], "box.gz"), items)
    assert items[-1].reason == "cut_off"
    assert len(items) > 20


def test_a_recipe_that_does_not_say_whose_mail_it_is_says_so(tmp_path: Path) -> None:
    with pytest.raises(MboxError, match="which addresses are your own"):
        read(write(tmp_path, a_box(a_mail(**ASK))), own=find_recipe("mbox").file.own)


@pytest.mark.parametrize("data", [b"", b"number;state\n1;New\n", b"\x00\x01\x02"])
def test_what_is_no_mail_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(MboxError, match="is no mbox and no mail"):
        read(write(tmp_path, data))


def test_words_too_long_refuse_their_mail_alone(tmp_path: Path) -> None:
    box = a_box(a_mail("x" * 500, **ASK), a_mail(**REPLY))
    items = read(write(tmp_path, box), longest_value=100)
    assert isinstance(items[0], Refused)
    assert items[0].reason == "value_too_long"
    assert items[1][1]["sort"] == "replied"


def test_parts_within_parts_without_end_refuse_their_mail_alone(tmp_path: Path) -> None:
    deep = b"".join(b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (one, one + 1) for one in range(3_000))
    items = read(
        write(tmp_path, a_box(b"From: a@b.c\nContent-Type: multipart/mixed; boundary=0\n\n" + deep, a_mail(**ASK)))
    )
    assert isinstance(items[0], Refused)
    assert items[0].reason == "not_mail"
    assert items[1][1]["sort"] == "received"


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    box = a_box(a_mail(**ASK)) + b"From - 00:00\n" + data
    items = read(write(tmp_path_factory.mktemp("mbox"), box))
    assert items[0][1]["customer"] == "cyn@example.org"


@given(
    st.sampled_from(["From", "To", "Date", "Subject", "References", "Received", "Content-Type", "List-Id"]),
    st.binary(max_size=80),
)
def test_no_header_crashes_the_reader(tmp_path_factory: pytest.TempPathFactory, name: str, value: bytes) -> None:
    mail = a_mail(**ASK) if name not in ASK else a_mail(**{**ASK, name: ""})
    broken = name.encode() + b": " + value.replace(b"\n", b" ").replace(b"\r", b" ") + b"\n" + mail
    ((_, row),) = read(write(tmp_path_factory.mktemp("mbox"), a_box(broken)))
    assert row["message_id"] == "a@example.org"
    assert all("\0" not in one and one.encode() for one in row.values())


def test_an_unknown_box_is_recognised_and_its_columns_listed(tmp_path: Path) -> None:
    found = profile(write(tmp_path, a_box(a_mail(**ASK))))
    assert (found.layout.format, found.rows) == ("mbox", 1)


def test_a_shipped_recipe_is_printed_to_be_changed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "regard", "recipes", "mbox"],
        capture_output=True,
        check=True,
        env=os.environ | {"REGARD_HOME": str(tmp_path)},
    )
    assert done.stdout.decode() == recipe_text("mbox")
