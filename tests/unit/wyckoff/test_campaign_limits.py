"""What a leg may risk, at each limit and beside it; and the states of a campaign."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from farthing.errors import ConfigurationError
from farthing.strategies.campaign import WyckoffCampaign
from farthing.wyckoff.campaign import AtRisk, Campaign, Leg, Limits, State, thirds
from farthing.wyckoff.sizing import lots

CENT = Decimal("0.01")
NONE = Decimal(0)


@pytest.fixture
def limits() -> Limits:
    return WyckoffCampaign().all_limits()


@pytest.mark.parametrize(
    ("money", "whole"), [("599.99", 599), ("600", 600), ("600.99", 600), ("601", 601), ("0.99", 0)]
)
def test_units_are_floored_to_what_the_money_risks(money: str, whole: int) -> None:
    assert lots(Decimal(money), Decimal(10), Decimal(9)) == whole
    assert lots(Decimal(money), Decimal(9), Decimal(10)) == whole


def test_a_stop_at_the_entry_has_no_size() -> None:
    assert lots(Decimal(600), Decimal(10), Decimal(10)) == 0


def test_a_leg_risks_the_smaller_of_its_pattern_and_of_its_share(limits: Limits) -> None:
    asked = {name: limits.leg(name, NONE) for name in limits.risks}
    assert asked == {
        "spring": Decimal("0.005"),  # its share of the budget is 0.008
        "upthrust": Decimal("0.005"),
        "sign": Decimal("0.006"),  # its own risk is 0.010
        "last_point": Decimal("0.006"),
    }


@pytest.mark.parametrize(
    ("spent", "left"), [("0.0029", "0.005"), ("0.003", "0.005"), ("0.0031", "0.0049"), ("0.009", 0)]
)
def test_a_share_is_spent_once(limits: Limits, spent: str, left: str | int) -> None:
    assert limits.leg("spring", Decimal(spent)) == Decimal(left)


def test_no_leg_risks_more_than_a_trade_may(limits: Limits) -> None:
    assert replace(limits, trade=Decimal("0.001")).leg("sign", NONE) == Decimal("0.001")


EQUITY = Decimal(100_000)


@pytest.mark.parametrize(
    ("name", "share", "before"),
    [
        ("trade", "0.02", AtRisk(EQUITY, NONE, NONE, NONE)),
        ("campaign", "0.05", AtRisk(EQUITY, Decimal(4_000), Decimal(4_000), Decimal(4_000))),
        ("heat", "0.10", AtRisk(EQUITY, NONE, Decimal(9_000), NONE)),
        ("correlated", "0.06", AtRisk(EQUITY, NONE, Decimal(5_000), Decimal(5_000))),
    ],
)
def test_a_limit_is_allowed_and_a_cent_more_is_not(
    limits: Limits, name: str, share: str, before: AtRisk
) -> None:
    there = NONE if name == "trade" else getattr(before, name)
    room = Decimal(share) * EQUITY - there
    assert limits.refusal(room - CENT, before) is None
    assert limits.refusal(room, before) is None
    assert limits.refusal(room + CENT, before) == name


def test_limits_are_shares_of_equity() -> None:
    with pytest.raises(ConfigurationError, match="heat is 0; it is a share above 0"):
        WyckoffCampaign(heat_max="0").all_limits()
    with pytest.raises(ConfigurationError, match="risk of sign is 1.01"):
        WyckoffCampaign(risk_sign="1.01").all_limits()


def test_parts_are_as_even_as_whole_units_are() -> None:
    assert [thirds(count, 3) for count in (0, 1, 8, 9)] == [
        [0, 0, 0], [1, 0, 0], [3, 3, 2], [3, 3, 3],
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_a_campaign_passes_forward_only(before: State, after: State) -> None:
    order = list(State)
    campaign = Campaign("A", 1, 1, state=before)
    if order.index(after) > order.index(before):
        campaign.become(after)
        assert campaign.state is after
    else:
        with pytest.raises(ValueError, match=f"{before.value} to {after.value}"):
            campaign.become(after)


def test_a_reason_stays() -> None:
    campaign = Campaign("A", 1, 1)
    campaign.become(State.LEAVING, "level")
    assert (campaign.is_live, campaign.takes_legs) == (True, False)
    campaign.become(State.CLOSED)
    assert (campaign.reason, campaign.is_live) == ("level", False)


def test_what_a_pattern_has_spent_is_of_that_pattern() -> None:
    legs = [Leg(name, Decimal("0.004")) for name in ("sign", "last_point", "sign")]
    assert Campaign("A", 1, 1, legs).spent("sign") == Decimal("0.008")
