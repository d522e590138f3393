"""Currencies by their code."""

from __future__ import annotations

from farthing.errors import ConfigurationError
from farthing.types import Currency

UNIT_SCALES = {
    **dict.fromkeys(["USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "HKD", "SGD", "CNY"], 2),
    **dict.fromkeys(["SEK", "NOK", "DKK", "PLN", "MXN", "BRL", "ZAR", "INR", "TRY", "ILS"], 2),
    **dict.fromkeys(["JPY", "KRW", "CLP", "ISK"], 0),
    **dict.fromkeys(["BHD", "KWD", "TND"], 3),
    **dict.fromkeys(["USDT", "USDC"], 6),
    **dict.fromkeys(["BTC", "ETH"], 8),
}
"""Digits of the smallest unit: ISO 4217 for money; the chains' own for coins (BTC: a satoshi)."""


def currency(text: str) -> Currency:
    """The currency of a code, or of a code and the digits of its smallest unit.

    Raises:
        ConfigurationError: the code is not known and the digits are not given.

    >>> currency("JPY").unit_scale, currency("XRP:6").unit_scale
    (0, 6)
    """
    code, _, digits = text.strip().upper().partition(":")
    if digits:
        if not digits.isdigit() or not code:
            raise ConfigurationError(f"currency {text!r} is no CODE:DIGITS, such as XRP:6")
        return Currency(code, int(digits))
    if code not in UNIT_SCALES:
        raise ConfigurationError(
            f"how many digits the unit of currency {text!r} has is not known; "
            f"say it: {code or 'CODE'}:DIGITS"
        )
    return Currency(code, UNIT_SCALES[code])
