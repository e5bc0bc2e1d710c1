"""manage.py alkire_foster: JSON alone on standard output, one sentence for what is wrong with the file."""

import io
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports.management.commands.alkire_foster import Command

TABLE = "area,t,a,b,c,w\nx,1,1,0,1,2.5\ny,1,0,1,1,1\ny,2,0,0,1,4\n"


def run(path: Path, **changes: Any) -> dict[str, Any]:
    options: dict[str, Any] = {"indicators": "a,b,c", "weights": "3,3,1", "cutoff": "1/3"} | changes
    out = io.StringIO()
    call_command(Command(stdout=out), str(path), **options)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_the_answer_is_json_with_a_group_for_each_combination(table: Path) -> None:
    answer = run(table, by="area, t", weight_column="w")
    assert [group["by"] for group in answer["groups"]] == [
        {"area": "x", "t": "1"},
        {"area": "y", "t": "1"},
        {"area": "y", "t": "2"},
    ]
    assert [(group["n"], group["H"], group["A"]) for group in answer["groups"]] == [
        (2.5, 1.0, 4 / 7),
        (1, 1.0, 4 / 7),
        (4, 0.0, None),
    ]


def test_where_keeps_the_rows_that_meet_every_condition(table: Path) -> None:
    assert run(table, where=["t=1"])["groups"][0]["n"] == 2
    assert run(table, where=["t=1", "area=y"])["groups"][0]["n"] == 1
    assert run(table, where=["t=9"])["groups"][0]["H"] is None


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.replace(",", ";").replace("2.5", "2,5").encode(),
        b"sep=;\r\n" + TABLE.replace(",", ";").replace("\n", "\r\n").encode(),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace("\n", "\n\n").encode(),
        TABLE.replace("x,1,1", '"x","1","1"').encode(),
    ],
    ids=["bom", "semicolons", "excel sep line", "utf-16 tabs", "blank lines", "quotes"],
)
def test_files_as_offices_save_them(tmp_path: Path, table: Path, content: bytes) -> None:
    path = tmp_path / "saved.csv"
    path.write_bytes(content)
    asked = {"by": "area,t", "weight_column": "w"}
    assert run(path, **asked) == run(table, **asked)


REFUSED: dict[str, dict[str, Any]] = {
    "Không có cột “q”; tệp có các cột: area, t, a, b, c, w": {"indicators": "a,b,q"},
    "Dòng 2, cột “w”: chỉ nhận 0 hoặc 1, không phải “2.5”": {"indicators": "a,b,w"},
    "Có 3 chỉ số nhưng có 2 quyền số": {"weights": "3,3"},
    "Quyền số “three” không phải là số": {"weights": "3,3,three"},
    "Ngưỡng k phải lớn hơn 0": {"cutoff": "40"},
    "cột “area”: quyền số phải là số không âm": {"weight_column": "area"},
    "phải viết dạng cột=giá trị": {"where": ["t"]},
}


@pytest.mark.parametrize("message", REFUSED)
def test_a_wrong_wish_is_refused_in_one_sentence(table: Path, message: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(table, **REFUSED[message])
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TABLE.encode() + b"z,1,1\n", "Dòng 5 thiếu cột"),
        (TABLE.replace("area", "a").encode(), "nhiều hơn một lần"),
        ("tên,a\nÂn,1\n".encode("cp1258", errors="replace") + b"\xff", "UTF-8"),
        (b"", "Không có cột"),
    ],
    ids=["short row", "column twice", "old encoding", "empty"],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run(path)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Không mở được tệp"):
        run(tmp_path / "nowhere.csv")


@pytest.mark.long
def test_a_million_rows_take_seconds(tmp_path: Path) -> None:
    path, names = tmp_path / "large.csv", [f"d{i}" for i in range(12)]
    draw = random.Random(1)
    block = "".join(
        f"{draw.randrange(63)},{draw.randrange(1, 9)}.{draw.randrange(100):02},"
        + ",".join(str(int(draw.random() < 0.15)) for _name in names)
        + "\n"
        for _row in range(20_000)
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(f"area,w,{','.join(names)}\n")
        for _repeat in range(50):
            file.write(block)
    started = time.perf_counter()
    answer = run(path, indicators=",".join(names), weights=",".join("1" * 12), by="area", weight_column="w")
    assert time.perf_counter() - started < 20
    assert len(answer["groups"]) == 63
