"""Queries of ranges, patterns, signals and campaigns."""

from sqlalchemy import BigInteger, bindparam, func, select

from farthing.store.catalogue.query import LIMIT, Query, newest, same, word
from farthing.store.tables import Campaign, Pattern, Signal, TradingRange

RANGES_NEWEST = Query(
    "ranges.newest", newest(TradingRange, TradingRange.starts_at), "ix_trading_ranges_starts_at"
)
RANGES_OF_SYMBOL = Query(
    "ranges.of_symbol",
    newest(TradingRange, TradingRange.starts_at, same(TradingRange.symbol)),
    "ix_trading_ranges_symbol_starts_at",
)
RANGES_OF_SERIES = Query(
    "ranges.of_series",
    newest(
        TradingRange,
        TradingRange.starts_at,
        same(TradingRange.symbol),
        same(TradingRange.timeframe),
    ),
    "ix_trading_ranges_symbol_starts_at",
)
RANGES_OF_STATUS = Query(
    "ranges.of_status",
    newest(TradingRange, TradingRange.starts_at, same(TradingRange.status, "range_status")),
    "ix_trading_ranges_starts_at",
)
RANGES_OF_SYMBOL_AND_STATUS = Query(
    "ranges.of_symbol_and_status",
    newest(
        TradingRange,
        TradingRange.starts_at,
        same(TradingRange.symbol),
        same(TradingRange.status, "range_status"),
    ),
    "ix_trading_ranges_symbol_starts_at",
)
RANGES_IN_PHASE = Query(
    "ranges.in_phase",
    newest(TradingRange, TradingRange.starts_at, same(TradingRange.phase)),
    "ix_trading_ranges_starts_at",
)

PATTERNS_NEWEST = Query(
    "patterns.newest", newest(Pattern, Pattern.detected_at), "ix_patterns_detected_at"
)
PATTERNS_OF_SYMBOL = Query(
    "patterns.of_symbol",
    newest(Pattern, Pattern.detected_at, same(Pattern.symbol)),
    "ix_patterns_symbol_detected_at",
)
PATTERNS_OF_SERIES = Query(
    "patterns.of_series",
    newest(Pattern, Pattern.detected_at, same(Pattern.symbol), same(Pattern.timeframe)),
    "ix_patterns_symbol_detected_at",
)
PATTERNS_OF_TYPE = Query(
    "patterns.of_type",
    newest(Pattern, Pattern.detected_at, same(Pattern.pattern_type)),
    "ix_patterns_pattern_type_detected_at",
)
PATTERNS_OF_SYMBOL_AND_TYPE = Query(
    "patterns.of_symbol_and_type",
    newest(Pattern, Pattern.detected_at, same(Pattern.symbol), same(Pattern.pattern_type)),
    "ix_patterns_symbol_pattern_type_detected_at",
)
PATTERNS_OF_RANGE = Query(
    "patterns.of_range",
    select(Pattern).where(same(Pattern.trading_range_id)).order_by(Pattern.detected_at),
    "ix_patterns_trading_range_id",
)
PATTERNS_IN_PHASE = Query(
    "patterns.in_phase",
    newest(Pattern, Pattern.detected_at, same(Pattern.phase)),
    "ix_patterns_detected_at",
)
PATTERNS_CONFIDENT = Query(
    "patterns.confident",
    select(Pattern).order_by(Pattern.confidence.desc(), Pattern.id.desc()).limit(LIMIT),
    "ix_patterns_confidence",
)

SIGNALS_NEWEST = Query(
    "signals.newest", newest(Signal, Signal.generated_at), "ix_signals_generated_at"
)
SIGNALS_OF_STATUS = Query(
    "signals.of_status",
    newest(Signal, Signal.generated_at, same(Signal.status, "signal_status")),
    "ix_signals_status_generated_at",
)
SIGNALS_ACTIVE = Query(
    "signals.active",
    newest(Signal, Signal.generated_at, word(Signal.status, "active")),
    "ix_signals_status_generated_at",
)
SIGNALS_OF_SYMBOL = Query(
    "signals.of_symbol",
    newest(Signal, Signal.generated_at, same(Signal.symbol)),
    "ix_signals_symbol_generated_at",
)
SIGNALS_OF_SYMBOL_AND_STATUS = Query(
    "signals.of_symbol_and_status",
    newest(Signal, Signal.generated_at, same(Signal.symbol), same(Signal.status, "signal_status")),
    "ix_signals_symbol_generated_at",
)
SIGNALS_OF_PATTERN = Query(
    "signals.of_pattern", select(Signal).where(same(Signal.pattern_id)), "ix_signals_pattern_id"
)
SIGNALS_OF_CAMPAIGN = Query(
    "signals.of_campaign",
    select(Signal).where(same(Signal.campaign_id)).order_by(Signal.id),
    "ix_signals_campaign_id",
)
SIGNALS_SINCE = Query(
    "signals.since",
    select(Signal)
    .where(Signal.id > bindparam("id", type_=BigInteger))
    .order_by(Signal.id)
    .limit(LIMIT),
    "pk_signals",
)
SIGNALS_JOINED = Query(
    "signals.joined",
    newest(Signal, Signal.generated_at, same(Signal.symbol))
    .add_columns(Pattern, Campaign)
    .join(Pattern, Pattern.id == Signal.pattern_id, isouter=True)
    .join(Campaign, Campaign.id == Signal.campaign_id, isouter=True),
    "ix_signals_symbol_generated_at",
)
SIGNALS_ACTIVE_COUNT = Query(
    "signals.active_count",
    select(func.count()).select_from(Signal).where(word(Signal.status, "active")),
    "ix_signals_status_generated_at",
)
SIGNALS_BY_STATUS = Query(
    "signals.by_status", select(Signal.status, func.count()).group_by(Signal.status), ""
)

CAMPAIGNS_NEWEST = Query(
    "campaigns.newest", newest(Campaign, Campaign.created_at), "ix_campaigns_created_at"
)
CAMPAIGNS_OF_STATUS = Query(
    "campaigns.of_status",
    newest(Campaign, Campaign.created_at, same(Campaign.status, "campaign_status")),
    "ix_campaigns_created_at",
)
CAMPAIGNS_OF_USER = Query(
    "campaigns.of_user",
    newest(Campaign, Campaign.created_at, same(Campaign.user_id)),
    "ix_campaigns_created_at",
)
CAMPAIGNS_OF_USER_AND_STATUS = Query(
    "campaigns.of_user_and_status",
    newest(
        Campaign,
        Campaign.created_at,
        same(Campaign.user_id),
        same(Campaign.status, "campaign_status"),
    ),
    "ix_campaigns_created_at",
)
CAMPAIGNS_OF_SYMBOL = Query(
    "campaigns.of_symbol",
    newest(Campaign, Campaign.created_at, same(Campaign.symbol)),
    "ix_campaigns_symbol_created_at",
)
CAMPAIGNS_IN_PHASE = Query(
    "campaigns.in_phase",
    newest(Campaign, Campaign.created_at, same(Campaign.phase)),
    "ix_campaigns_created_at",
)

QUERIES = (
    RANGES_NEWEST, RANGES_OF_SYMBOL, RANGES_OF_SERIES, RANGES_OF_STATUS,
    RANGES_OF_SYMBOL_AND_STATUS, RANGES_IN_PHASE,
    PATTERNS_NEWEST, PATTERNS_OF_SYMBOL, PATTERNS_OF_SERIES, PATTERNS_OF_TYPE,
    PATTERNS_OF_SYMBOL_AND_TYPE, PATTERNS_OF_RANGE, PATTERNS_IN_PHASE, PATTERNS_CONFIDENT,
    SIGNALS_NEWEST, SIGNALS_OF_STATUS, SIGNALS_ACTIVE, SIGNALS_OF_SYMBOL,
    SIGNALS_OF_SYMBOL_AND_STATUS, SIGNALS_OF_PATTERN, SIGNALS_OF_CAMPAIGN, SIGNALS_SINCE,
    SIGNALS_JOINED, SIGNALS_ACTIVE_COUNT, SIGNALS_BY_STATUS,
    CAMPAIGNS_NEWEST, CAMPAIGNS_OF_STATUS, CAMPAIGNS_OF_USER, CAMPAIGNS_OF_USER_AND_STATUS,
    CAMPAIGNS_OF_SYMBOL, CAMPAIGNS_IN_PHASE,
)  # fmt: skip
