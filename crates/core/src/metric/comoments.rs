//! Means and sums of products of two series of returns, shared by alpha and beta.

use super::moments::Moments;
use super::quotient::quotient;

/// What two series of returns have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comoments {
    returns_mean: f64,
    benchmark_mean: f64,
    products: f64,
    squares: f64,
}

impl Comoments {
    /// Of two periods or more; a constant benchmark has squares of nothing, see [`Moments`].
    pub(super) fn of(returns: &[f64], benchmark: &[f64]) -> Option<Comoments> {
        let (count, others) = (returns.len(), benchmark.len());
        assert!(
            count == others,
            "{count} returns and {others} of the benchmark: give both for each period"
        );
        let (own, other) = (Moments::of(returns)?, Moments::of(benchmark)?);
        let (returns_mean, benchmark_mean) = (own.mean(), other.mean());
        let products = returns.iter().zip(benchmark).fold(0.0, |sum, (value, market)| {
            sum + (value - returns_mean) * (market - benchmark_mean)
        });
        Some(Comoments { returns_mean, benchmark_mean, products, squares: other.squares() })
    }

    /// See [`super::beta`].
    pub(super) fn beta(&self) -> Option<f64> {
        quotient(self.products, self.squares)
    }

    /// The mean return that the benchmark does not explain, of one period.
    pub(super) fn residue(&self, risk_free: f64) -> Option<f64> {
        let explained = self.beta()? * (self.benchmark_mean - risk_free);
        Some(self.returns_mean - risk_free - explained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_explained_is_above_the_line_through_the_risk_free_return() {
        let found = Comoments::of(&[1.0, 2.0, 3.0], &[1.0, 3.0, 5.0]).unwrap();
        assert_eq!((found.residue(0.0), found.residue(1.0)), (Some(0.5), Some(0.0)));
        assert_eq!(Comoments::of(&[1.0, 2.0], &[0.0; 2]).and_then(|none| none.residue(0.0)), None);
    }
}
