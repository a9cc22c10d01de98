//! Short chains of products for powers: Knuth's power tree, whose paths are shortest addition chains
//! for all exponents below 77 (The Art of Computer Programming, volume 2, section 4.6.3).

use std::sync::OnceLock;

/// The exponents for which the tree is built.
const LIMIT: usize = 76;

/// For each exponent, the one before it on its path.
fn parents() -> &'static [u32] {
    static PARENTS: OnceLock<Vec<u32>> = OnceLock::new();
    PARENTS.get_or_init(|| {
        let mut parents = vec![0; LIMIT + 1];
        let mut level = vec![1];
        while !level.is_empty() {
            let mut next = Vec::new();
            for &n in &level {
                for step in path_in(&parents, n) {
                    let sum = n + step;
                    if (sum as usize) <= LIMIT && parents[sum as usize] == 0 {
                        parents[sum as usize] = n;
                        next.push(sum);
                    }
                }
            }
            level = next;
        }
        parents
    })
}

fn path_in(parents: &[u32], n: u32) -> Vec<u32> {
    let mut path = vec![n];
    let mut last = n;
    while last > 1 {
        last = parents[last as usize];
        path.push(last);
    }
    path.reverse();
    path
}

/// A chain `1, …, n` in which every number is the one before it plus an earlier one (or itself).
/// The exponent must be positive and below 77.
pub(super) fn path(n: u32) -> Vec<u32> {
    path_in(parents(), n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_shortest() {
        // Lengths of shortest addition chains (OEIS A003313).
        let lengths = [0, 1, 2, 2, 3, 3, 4, 3, 4, 4, 5, 4, 5, 5, 5, 4, 5, 5, 6, 5, 6, 6, 6, 5, 6];
        for (n, &length) in (1..).zip(&lengths) {
            assert_eq!(path(n).len() - 1, length, "{n}");
        }
    }

    #[test]
    fn each_step_adds_an_earlier_number() {
        for n in 1..=76 {
            let path = path(n);
            assert_eq!((path[0], *path.last().unwrap()), (1, n));
            for k in 1..path.len() {
                assert!(path[..k].contains(&(path[k] - path[k - 1])), "{path:?}");
            }
        }
    }
}
