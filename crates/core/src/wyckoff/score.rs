//! Graded evidence: how well each number does against its threshold, and the weighted mean.

use super::{Name, Parameters};

/// How many numbers a rule looks at, at most.
pub const EVIDENCE_MOST: usize = 7;

/// One number of a rule, against the row of the table that it is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The row.
    pub name: Name,
    /// What was measured, in the unit of the row.
    pub value: f64,
    /// 0 to 1, a half at the threshold.
    pub grade: f64,
}

/// The evidence of a rule and the weighted mean of its grades.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    items: [Option<Evidence>; EVIDENCE_MOST],
    count: usize,
    sum: f64,
    weight: f64,
}

impl Score {
    /// Adds a number.
    #[inline]
    #[must_use]
    pub fn with(mut self, parameters: &Parameters, name: Name, value: f64) -> Score {
        let (grade, weight) = (parameters.grade(name, value), parameters.weight(name));
        self.sum += weight * grade;
        self.weight += weight;
        if let Some(place) = self.items.get_mut(self.count) {
            *place = Some(Evidence { name, value, grade });
            self.count += 1;
        }
        self
    }

    /// The weighted mean of the grades; 0 without any weight.
    #[inline]
    pub fn value(&self) -> f64 {
        if self.weight > 0.0 { self.sum / self.weight } else { 0.0 }
    }

    /// The numbers, in the order in which they were added.
    pub fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        self.items.iter().flatten()
    }

    /// The grade of one number; none where the rule has not looked at it.
    pub fn grade(&self, name: Name) -> Option<f64> {
        self.evidence().find(|each| each.name == name).map(|each| each.grade)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wyckoff::parameters::Sense;

    #[test]
    fn a_grade_is_a_half_at_every_threshold_and_turns_there() {
        let parameters = Parameters::default();
        let graded = Name::ALL.into_iter().filter(|name| name.row().sense != Sense::Setting);
        let mut seen = 0;
        for name in graded {
            let at = parameters[name];
            let step = at * 1e-6;
            let [under, just, over] =
                [at - step, at, at + step].map(|value| parameters.grade(name, value));
            assert_eq!(just, 0.5, "{name:?}");
            let rises = name.row().sense == Sense::AtLeast;
            assert!((under < 0.5) == rises && (over > 0.5) == rises, "{name:?}: {under} {over}");
            let far = [0.0, 3.0 * at].map(|value| parameters.grade(name, value));
            assert_eq!(far, if rises { [0.0, 1.0] } else { [1.0, 0.0] }, "{name:?}");
            seen += 1;
        }
        assert!(seen > 30);
    }

    #[test]
    fn a_score_is_the_weighted_mean() {
        let parameters = Parameters::default();
        let score = Score::default().with(&parameters, Name::climax_volume, 9.0).with(
            &parameters,
            Name::climax_spread,
            0.0,
        );
        assert_eq!(score.value(), 3.0 / 5.0);
        assert_eq!(score.grade(Name::climax_volume), Some(1.0));
        assert_eq!((score.grade(Name::climax_fall), Score::default().value()), (None, 0.0));
    }
}
