//! An amount per unit that falls with the units traded in a month.

use crate::money::{Amount, Decimal, Number, Rounding};

/// The rates of a schedule, by the units from which they hold.
#[derive(Clone, Debug)]
pub struct Tiers<N: Number> {
    /// Thresholds at the scale of the ledger, ascending; the first is nothing.
    tiers: Vec<(N::Money, N::Ratio)>,
}

impl<N: Number> Tiers<N> {
    /// A schedule; `None` when it has no tier, does not begin at nothing, does not ascend, or has a
    /// number that does not fit the ledger.
    pub(super) fn new(
        tiers: &[(Decimal, Decimal)],
        ledger_scale: u8,
        unit_scale: u8,
    ) -> Option<Tiers<N>> {
        let tier = |&(threshold, rate): &(Decimal, Decimal)| {
            let rate = N::ratio(rate, ledger_scale, unit_scale)?;
            Some((N::money(threshold, ledger_scale)?, rate))
        };
        let tiers: Vec<_> = tiers.iter().map(tier).collect::<Option<_>>()?;
        let starts = tiers.first().is_some_and(|(threshold, _)| threshold.is_zero());
        let ascends = tiers.windows(2).all(|pair| pair[0].0 < pair[1].0);
        (starts && ascends).then_some(Tiers { tiers })
    }

    /// The rate of the last tier whose threshold is not above `traded`.
    pub(super) fn rate(&self, traded: N::Money) -> N::Ratio {
        let above = self.tiers.partition_point(|&(threshold, _)| threshold <= traded);
        self.tiers[above.saturating_sub(1)].1
    }
}

/// `units * rate`, at least `minimum`.
pub(super) fn owed<N: Number>(
    tiers: &Tiers<N>,
    traded: N::Money,
    units: N::Money,
    minimum: N::Money,
) -> Option<N::Money> {
    Some(N::times(units, tiers.rate(traded), Rounding::HalfEven)?.at_least(minimum))
}
