"""Orders that cannot be: refused, with a name that tables, manifest and summary show."""

import pytest
from command_line import manifest, table

REFUSED = {
    "off_lot": ("ctx.order('ALDR', '1.5')", []),
    "below_lot": ("ctx.order('ALDR', 0.5)", []),
    "quantity_too_large": ("ctx.order('ALDR', 2**62)", []),
    "no_price": ("ctx.order_percent('ELMS', 0.1)", []),
    "off_tick": ("ctx.order('ALDR', 1, limit='180.001')", []),
    "price_out_of_range": ("ctx.order('ALDR', 1, limit=-5)", []),
    "short_not_allowed": ("ctx.order('ALDR', -5)", ["--account", "cash"]),
    "insufficient_cash": ("ctx.order('ALDR', 100_000)", ["--account", "cash"]),
    "insufficient_margin": ("ctx.order('ALDR', 100_000)", ["--account", "margin:2"]),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_refused_order_is_a_result_with_its_reason(room, reason):
    order, options = REFUSED[reason]
    ran = room.run_body(f"if ctx.row == 0: {order}", *options)
    assert (ran.code, ran.lines) == (0, [])
    (row,) = table(room.out, "orders").iter_rows(named=True)
    assert (row["state"], row["reason"], row["filled"]) == ("refused", reason, 0)
    assert manifest(room.out)["orders"] == {f"refused: {reason}": 1}
    assert table(room.out, "fills").is_empty()
    assert set(table(room.out, "equity")["equity"]) == {100_000}
    assert reason in ran.out.replace(" ", "_")


@pytest.mark.parametrize("price", ["float('nan')", "float('inf')", "0", "'1e17'"])
def test_a_price_that_is_none_is_refused(room, price):
    ran = room.run_body(f"if ctx.row == 0: ctx.order('ALDR', 1, limit={price})")
    assert (ran.code, ran.lines) == (0, [])
    assert table(room.out, "orders")["reason"].to_list() == ["price_out_of_range"]


def test_a_negative_size_sells(room):
    room.run_body("if ctx.row == 0: ctx.order('ALDR', -5)")
    assert table(room.out, "fills")["quantity"].to_list() == [-5]
