//! Parameter sets: numbers, one set after the other.

/// Parameter sets, one after the other.
#[derive(Clone, Debug)]
pub struct Sets {
    values: Vec<f64>,
    width: usize,
    count: usize,
}

impl Sets {
    /// Sets of `width` numbers each; `None` where the values are not so many.
    pub fn new(values: Vec<f64>, width: usize, count: usize) -> Option<Sets> {
        let fits = width.checked_mul(count) == Some(values.len());
        fits.then_some(Sets { values, width, count })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The numbers of one.
    #[inline]
    pub fn of(&self, index: usize) -> &[f64] {
        &self.values[index * self.width..(index + 1) * self.width]
    }

    /// By parameter: whether its number differs between sets.
    pub fn varies(&self) -> Vec<bool> {
        let differs = |parameter: usize| {
            let first = self.values.get(parameter).map(|value| value.to_bits());
            let all = self.values.iter().skip(parameter).step_by(self.width.max(1));
            all.into_iter().any(|value| Some(value.to_bits()) != first)
        };
        (0..self.width).map(differs).collect()
    }
}
