"""However an address or a number is written, it is one value; what is none is kept as it came and joins nobody."""

from __future__ import annotations

import pytest

from regard.customers.hygiene import EVERYWHERE, clean
from regard.customers.public import RECOGNISE
from regard.record.public import identifiers_of
from tests.customers.people import by, customers
from tests.desk import follow, reading_for, record

BOOKS = "user@xn--bcher-kva.shop"
MOBILE, DESK = "+66819384756", "+6622184567;ext=12"


def email(written: str) -> str | None:
    """The address in its one spelling."""
    found = clean("email", "desk", written)
    assert found is None or (found.kind, found.namespace) == ("email", EVERYWHERE)
    return found.value if found else None


def phone(written: str, region: str = "TH") -> str | None:
    """The number in its one spelling."""
    found = clean("phone", "desk", written, region)
    return found.value if found else None


@pytest.mark.parametrize(
    "written",
    [
        "user@bücher.shop",
        "user@xn--bcher-kva.shop",
        "USER@BÜCHER.SHOP",
        "User@XN--BCHER-KVA.shop",
        "user@bu\u0308cher.shop",
        "ｕｓｅｒ＠ｂüｃｈｅｒ．ｓｈｏｐ",
        "user@bücher。shop",
        "user@bücher.shop.",
        " user@bücher.shop\u00a0",
        "us\u200ber@bücher.shop",
        "<user@bücher.shop>",
        "＜user@bücher.shop＞",
        "Cyn Rider <user@bücher.shop>",
        '"Rider, Cyn" <user@bücher.shop>;',
        "林晓雯 <user@bücher.shop>",
        "(user@bücher.shop)",
        "'user@bücher.shop'",
        "user@bücher.shop,",
        "mailto:user@bücher.shop",
        "<MAILTO:user@b%C3%BCcher.shop?subject=Hello>",
    ],
)
def test_an_address_is_one_value_however_it_is_written(written: str) -> None:
    assert email(written) == BOOKS


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("ผู้ใช้@ไทย.ไทย", "ผู้ใช้@xn--o3cw4h.xn--o3cw4h"),
        ("用户@例子.中国", "用户@xn--fsqu00a.xn--fiqs8s"),
        ("user@faß.shop", "user@xn--fa-hia.shop"),
        ("user@fass.shop", "user@fass.shop"),
        ("u.s.e.r+shop@mail.shop", "u.s.e.r+shop@mail.shop"),
    ],
)
def test_two_addresses_stay_two(written: str, value: str) -> None:
    assert email(written) == value


@pytest.mark.parametrize(
    "written",
    [
        *("user@", "@bücher.shop", "user@bücher", "us er@bücher.shop", "user@bücher..shop", "user@-bücher.shop"),
        *("user@xn--a.shop", "a@b.shop c@d.shop", "<a@b.shop>, <c@d.shop>", "user@[1.2.3.4]", "bücher.shop", "<>"),
        *(
            "test@test.com",
            "noreply@bücher.shop",
            "do-not-reply@b.shop",
            "cyn@example.com",
            "cyn@bücher.example",
            "n/a",
        ),
    ],
)
def test_what_is_no_address_or_nobodys_points_at_nobody(written: str) -> None:
    assert email(written) is None


@pytest.mark.parametrize(
    "written",
    [
        *("+66819384756", "081-938 4756", "(081) 938.4756", "+66 (0)81 938 4756", "66819384756", "0066 81 938 4756"),
        *("tel:+66-81-938-4756", "whatsapp:+66819384756", "＋６６８１９３８４７５６", "０８１－９３８－４７５６"),
        *("๐๘๑๙๓๘๔๗๕๖", "٠٨١٩٣٨٤٧٥٦", "۰۸۱۹۳۸۴۷۵۶", "०८१९३८४७५६", "081\u200b938\u00a04756"),
    ],
)
def test_a_telephone_is_one_value_however_it_is_written(written: str) -> None:
    assert phone(written) == MOBILE


@pytest.mark.parametrize(
    "written",
    [
        *("02-218-4567 ext. 12", "022184567x12", "02-218-4567 #12", "02-218-4567 extension 12", "๐๒-๒๑๘-๔๕๖๗ ต่อ ๑๒"),
        *("02 218 4567 分机12", "02 218 4567 转 12", "tel:+66-2-218-4567;ext=12", "+66 2 218 4567 Ext: 12"),
    ],
)
def test_a_desk_behind_a_switchboard_is_another_value_than_the_house(written: str) -> None:
    assert phone(written) == DESK
    assert phone("02-218-4567") == DESK.partition(";")[0]


def test_the_country_of_the_source_says_whose_number_it_is() -> None:
    assert (phone("020 7946 0018", "GB"), phone("020 7946 0018", "TH")) == ("+442079460018", None)
    assert phone("1380 123 4567", "CN") == "+8613801234567"


def test_without_a_country_a_number_is_one_of_its_source() -> None:
    found = {name: clean("phone", name, "081-938 4756") for name in ("desk", "shop")}
    assert {name: one and (one.namespace, one.value) for name, one in found.items()} == {
        "desk": ("desk", "0819384756"),
        "shop": ("shop", "0819384756"),
    }


@pytest.mark.parametrize(
    "written", ["+66 81 938 4756", "0066819384756", "(+66) 81-938-4756", "whatsapp:+66819384756", "tel:0066819384756"]
)
def test_a_number_that_names_its_country_is_one_value_whatever_source_writes_it(written: str) -> None:
    assert phone(written, region="") == phone(written, region="GB") == MOBILE


@pytest.mark.parametrize(
    "written",
    [
        *("", "-", "0", "000000", "0000000000", "1234567890", "+66 000 000 000", "9999999999", "12345", "081938475"),
        *("66-66-66", "abc", "081-938-4756/7", "+999123456", "unknown", "000000 ext 5", "+66+819384756"),
    ],
)
def test_what_is_no_telephone_or_nobodys_points_at_nobody(written: str) -> None:
    assert phone(written) is None


@pytest.mark.parametrize("written", ["66-66-66", "000 000", "12345", "n/a"])
def test_what_everybody_types_is_no_telephone_of_a_source_without_a_country(written: str) -> None:
    assert phone(written, region="") is None


@pytest.mark.django_db
def test_what_is_no_identifier_is_kept_as_it_came_and_joins_nobody() -> None:
    told = ("email:Cyn <user@bücher>", "phone:global:+66 81 938 475")
    numbers = [one.seq for one in record(by(*told), by(*told, source="shop")).placed]
    follow((RECOGNISE,))
    assert customers(numbers) == [None, None]
    kept = identifiers_of(reading_for("serve_customer"), numbers)
    assert {one.value for told in kept.values() for one in told} == {"Cyn <user@bücher>", "+66 81 938 475"}


@pytest.mark.django_db
def test_whoever_writes_an_address_in_another_way_is_the_same_customer() -> None:
    ways = ("email:user@bücher.shop", "email:Cyn Rider <USER@xn--bcher-kva.shop>", "email:ｕｓｅｒ＠bücher.shop.")
    numbers = [one.seq for one in record(*(by(way, source=f"s{at}") for at, way in enumerate(ways))).placed]
    follow((RECOGNISE,))
    assert customers(numbers) == [numbers[0]] * 3
