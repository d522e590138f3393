//! A condition at every bar of one instrument: a bit for each.

/// How many bars one word has.
pub(super) const BITS: usize = u64::BITS as usize;

/// How many words hold the bits of so many rows.
pub(super) fn words(rows: usize) -> usize {
    rows.div_ceil(BITS)
}

/// Whether a row's bit is set.
#[inline]
pub(super) fn is_set(bits: &[u64], row: usize) -> bool {
    bits[row / BITS] >> (row % BITS) & 1 == 1
}

/// The first row from `row` on whose bit `of` sets in a word; `usize::MAX` where none does.
#[inline]
pub(super) fn next_set(count: usize, row: usize, of: impl Fn(usize) -> u64) -> usize {
    let mut place = row / BITS;
    let mut mask = u64::MAX << (row % BITS);
    while place < count {
        let word = of(place) & mask;
        if word != 0 {
            return place * BITS + word.trailing_zeros() as usize;
        }
        (place, mask) = (place + 1, u64::MAX);
    }
    usize::MAX
}

/// Writes the bits of `rows` rows: those before `from` are not set, the others as `holds` says of
/// two values.
#[inline]
pub(super) fn write_pairs<A: Copy, B: Copy>(
    out: &mut [u64],
    from: usize,
    one: &[A],
    other: &[B],
    holds: impl Fn(A, B) -> bool,
) {
    let rows = one.len();
    for (place, word) in out.iter_mut().enumerate() {
        let first = place * BITS;
        let end = rows.min(first + BITS);
        let begin = from.clamp(first, end);
        // Truths as bytes first: nothing in this loop waits for the one before.
        let mut truths = [0_u8; BITS];
        let pairs = one[begin..end].iter().zip(&other[begin..end]);
        for (truth, (&one, &other)) in truths.iter_mut().zip(pairs) {
            *truth = u8::from(holds(one, other));
        }
        *word = if begin == end { 0 } else { packed(&truths) << (begin - first) };
    }
}

/// Bytes that are 0 or 1 as bits, the first one lowest.
#[inline]
fn packed(truths: &[u8; BITS]) -> u64 {
    // Each byte is moved to its place in the highest one by one of the factor's bits; no two of the
    // other products meet, and what goes over the top is not wanted.
    const TO_THE_TOP: u64 = 0x0102_0408_1020_4080;
    let (chunks, _) = truths.as_chunks::<8>();
    chunks.iter().rev().fold(0, |bits, &eight| {
        bits << 8 | u64::from_le_bytes(eight).wrapping_mul(TO_THE_TOP) >> 56
    })
}

/// The same of one value a row.
#[inline]
pub(super) fn write<A: Copy>(
    out: &mut [u64],
    from: usize,
    values: &[A],
    holds: impl Fn(A) -> bool,
) {
    write_pairs(out, from, values, values, |one, _| holds(one));
}

/// Clears what is behind the last row.
pub(super) fn trim(out: &mut [u64], rows: usize) {
    if !rows.is_multiple_of(BITS)
        && let Some(last) = out.last_mut()
    {
        *last &= u64::MAX >> (BITS - rows % BITS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_where_the_rows_are() {
        for rows in [1, 63, 64, 65, 200] {
            for from in [0, 1, 63, 64, 130, 500] {
                let values: Vec<usize> = (0..rows).collect();
                let mut out = vec![u64::MAX; words(rows)];
                write(&mut out, from, &values, |value| value % 3 == 1);
                for row in 0..rows {
                    assert_eq!(
                        is_set(&out, row),
                        row >= from && row % 3 == 1,
                        "{rows} {from} {row}"
                    );
                }
                let behind = out.last().unwrap() >> ((rows - 1) % BITS) >> 1;
                assert_eq!(behind, 0);
            }
        }
    }

    #[test]
    fn the_next_row_is_found() {
        let mut out = vec![0; 3];
        write(&mut out, 0, &(0..150).collect::<Vec<_>>(), |value| value == 5 || value == 140);
        let next = |row| next_set(3, row, |word| out[word]);
        assert_eq!([next(0), next(5), next(6), next(140), next(141)], [5, 5, 140, 140, usize::MAX]);
    }

    #[test]
    fn what_is_behind_the_last_row_is_cleared() {
        let mut out = vec![u64::MAX; 2];
        trim(&mut out, 70);
        assert_eq!(out, [u64::MAX, 63]);
        trim(&mut out, 128);
        assert_eq!(out, [u64::MAX, 63]);
    }
}
