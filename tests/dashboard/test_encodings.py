"""Charts keep names and values whole, however narrow the page."""

from __future__ import annotations

import json

from meraki.dashboard import encodings

LONG = "1 · Parceiros consolidados com muitos chamados"
HOSTILE = '"] + alert(1) + ["'


def test_long_name_goes_on_in_a_second_line() -> None:
    label = encodings.names([LONG, "EASE"])["axis"]["labelExpr"]
    lines, end = json.JSONDecoder().raw_decode(label)
    assert lines == [["1 · Parceiros consolidados", "com muitos chamados"], ["EASE"]]
    assert label[end:] == f"[indexof({json.dumps([LONG, 'EASE'])}, datum.value)]"


def test_rows_have_room_for_the_name_with_the_most_lines() -> None:
    assert encodings.row_height(["EASE"]) == encodings.ROW
    assert encodings.row_height(["EASE", LONG]) == 3 * encodings.LINE_HEIGHT


def test_name_with_quotes_stays_a_text() -> None:
    lines, _ = json.JSONDecoder().raw_decode(encodings.palette([HOSTILE, "B"], ["red", "blue"])["legend"]["labelExpr"])
    assert lines[0] == [HOSTILE]


def test_room_for_the_text_is_counted_in_pixels() -> None:
    assert encodings.amount("valor", 0, 1, room=96)["scale"]["range"] == [0, {"expr": "max(width - 96, 20)"}]
    assert "range" not in encodings.amount("valor", 0, 1)["scale"]


def test_middle_word_of_an_axis_stands_above_the_other_two() -> None:
    assert encodings.sides((0, 0.5, 1), ("menor", "mediana", "maior"), 150)["labelExpr"] == (
        'datum.value == 0.5 ? ["mediana", ""] : '
        "width - 150 < 90 ? '' : "
        'datum.value < 0.5 ? ["", "menor"] : ["", "maior"]'
    )
