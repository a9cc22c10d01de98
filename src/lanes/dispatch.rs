//! Runs work with the widest instructions of the machine, moves pieces of numbers, and asks the cache for memory ahead:
//! the only unsafe code of the project.
//!
//! A function with `#[target_feature]` may be called only where the processor has these features. Each
//! call below stands behind the detection of exactly the features that its function names; nothing else
//! about that, and nothing in the work, needs to be trusted. The work is inlined into the function, so that the
//! compiler turns its loops over lanes into instructions of that set. Large work hands its loops on
//! ([`Isa::call`]): in a function with many of them the compiler does not keep their constants in registers.

#![allow(
    unsafe_code,
    reason = "target features behind their detection, checks once for many numbers, and a hint to the cache"
)]

use std::sync::OnceLock;

/// A set of instructions, for which the functions on lanes are compiled. A value of it says that the
/// processor has them.
///
/// The values of functions depend on [`Isa::FMA`] alone: all sets with fused multiplication and addition
/// give the same bits.
pub trait Isa: Copy {
    /// Whether a product and a sum are one instruction with one rounding.
    const FMA: bool;
    /// Whether the registers hold a square of numbers, and not only a quarter of it.
    const SQUARES: bool = false;

    /// Runs a part of the work, in a function of its own that is compiled for the set.
    #[inline(always)]
    fn call<W: Work>(self, work: W) -> W::Output {
        work.run(self)
    }

    /// The columns of a square as rows.
    #[inline(always)]
    fn transpose(self, rows: Square<f64>) -> Square<f64> {
        transpose(rows)
    }

    /// The columns of a quarter of a square as rows.
    #[inline(always)]
    fn transpose_quarter(self, rows: Quarter<f64>) -> Quarter<f64> {
        transpose(rows)
    }

    /// The columns of four pairs as rows.
    #[inline(always)]
    fn transpose_pairs(self, rows: Pairs<f64>) -> [[f64; 4]; 2] {
        transpose(rows)
    }

    /// Two columns of four numbers as rows.
    #[inline(always)]
    fn pair(self, columns: [[f64; 4]; 2]) -> Pairs<f64> {
        transpose(columns)
    }
}

/// Eight rows of eight numbers.
pub type Square<T> = [[T; 8]; 8];
/// Four rows of four numbers.
pub(super) type Quarter<T> = [[T; 4]; 4];
/// Four rows of two numbers.
pub(super) type Pairs<T> = [[T; 2]; 4];

/// Columns as rows, one number after the other.
#[inline(always)]
pub fn transpose<T: Copy, const N: usize, const M: usize>(rows: [[T; N]; M]) -> [[T; M]; N] {
    std::array::from_fn(|column| std::array::from_fn(|row| rows[row][column]))
}

/// The instructions that every processor of the target has. On 64-bit ARM these are NEON, with fused
/// multiplication and addition; on `x86_64` SSE2, without.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Isa for Plain {
    const FMA: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));
}

/// What AVX2 transposes, which AVX-512 contains.
macro_rules! halves {
    () => {
        #[cfg(target_arch = "x86_64")]
        #[inline(always)]
        fn transpose_quarter(self, rows: Quarter<f64>) -> Quarter<f64> {
            // SAFETY: as for `call`.
            unsafe { half::transpose(rows) }
        }

        #[cfg(target_arch = "x86_64")]
        #[inline(always)]
        fn transpose_pairs(self, rows: Pairs<f64>) -> [[f64; 4]; 2] {
            // SAFETY: as for `call`.
            unsafe { half::transpose_pairs(rows) }
        }

        #[cfg(target_arch = "x86_64")]
        #[inline(always)]
        fn pair(self, columns: [[f64; 4]; 2]) -> Pairs<f64> {
            // SAFETY: as for `call`.
            unsafe { half::pair(columns) }
        }
    };
}

/// AVX2 with fused multiplication and addition.
#[derive(Debug, Clone, Copy)]
pub struct Avx2(());

impl Isa for Avx2 {
    const FMA: bool = true;

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn call<W: Work>(self, work: W) -> W::Output {
        // SAFETY: only `avx2` makes values of this type, and `widest` has detected what it enables.
        unsafe { avx2(work) }
    }

    halves!();
}

/// AVX-512. A type of its own, so that a closure in the work is a function that is called once, and is
/// inlined.
#[derive(Debug, Clone, Copy)]
pub struct Avx512(());

impl Isa for Avx512 {
    const FMA: bool = true;
    const SQUARES: bool = true;

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn call<W: Work>(self, work: W) -> W::Output {
        // SAFETY: only `avx512` makes values of this type, and `widest` has detected what it enables.
        unsafe { avx512(work) }
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn transpose(self, rows: Square<f64>) -> Square<f64> {
        // SAFETY: as above.
        unsafe { wide::transpose(rows) }
    }

    halves!();
}

/// Work that [`dispatch`] runs with one of the sets of instructions.
pub trait Work {
    /// What comes out.
    type Output;
    /// Does the work. Implementations with loops over lanes, and what they call in them, are
    /// `#[inline(always)]`: what is not inlined is compiled for [`Plain`], which gives the same values but
    /// slowly. Closures may end up not inlined.
    fn run<I: Isa>(self, isa: I) -> Self::Output;
}

/// The sets of instructions that work is compiled for, from the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What every processor of the target has.
    Plain,
    /// AVX2 with FMA: four `f64` at a time.
    Avx2,
    /// AVX-512 (F, DQ, VL, BW): eight `f64` at a time.
    Avx512,
}

/// The widest set of instructions that the processor has.
#[must_use]
pub fn widest() -> Level {
    static LEVEL: OnceLock<Level> = OnceLock::new();
    *LEVEL.get_or_init(detect)
}

#[cfg(target_arch = "x86_64")]
fn detect() -> Level {
    let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    let avx512 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512bw");
    match (avx2, avx512) {
        (true, true) => Level::Avx512,
        (true, false) => Level::Avx2,
        (false, _) => Level::Plain,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect() -> Level {
    Level::Plain
}

/// Runs work with the widest instructions that the processor has.
pub fn dispatch<W: Work>(work: W) -> W::Output {
    dispatch_at(widest(), work)
}

/// Runs work with instructions up to a level; with narrower ones where the processor lacks them.
pub fn dispatch_at<W: Work>(level: Level, work: W) -> W::Output {
    match level.min(widest()) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `widest` has detected every feature that `avx512` enables.
        Level::Avx512 => unsafe { avx512(work) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `widest` has detected every feature that `avx2` enables.
        Level::Avx2 => unsafe { avx2(work) },
        _ => work.run(Plain),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
#[inline(never)]
fn avx512<W: Work>(work: W) -> W::Output {
    work.run(Avx512(()))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[inline(never)]
fn avx2<W: Work>(work: W) -> W::Output {
    work.run(Avx2(()))
}

#[cfg(target_arch = "x86_64")]
#[allow(clippy::large_types_passed_by_value, reason = "values in registers, since all is inlined")]
mod wide {
    use std::arch::x86_64::{
        __m256d, __m512d, _mm512_castpd256_pd512, _mm512_insertf64x4, _mm512_shuffle_f64x2,
        _mm512_unpackhi_pd, _mm512_unpacklo_pd,
    };

    use super::Square;

    /// The columns of a square as rows: halves of rows side by side, which memory gives as they are wanted, then within
    /// pairs of rows and of columns, then pairs of columns as wholes.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn transpose(rows: Square<f64>) -> Square<f64> {
        // SAFETY: both types are eight rows of two halves of four numbers of 64 bits, in the same order.
        let [a, b, c, d, e, f, g, h] =
            unsafe { std::mem::transmute::<Square<f64>, [[__m256d; 2]; 8]>(rows) };
        let [c0, c1, c2, c3] =
            columns(beside(a[0], c[0]), beside(b[0], d[0]), beside(e[0], g[0]), beside(f[0], h[0]));
        let [c4, c5, c6, c7] =
            columns(beside(a[1], c[1]), beside(b[1], d[1]), beside(e[1], g[1]), beside(f[1], h[1]));
        // SAFETY: both types are eight times eight numbers of 64 bits, in the same order.
        unsafe {
            std::mem::transmute::<[__m512d; 8], Square<f64>>([c0, c1, c2, c3, c4, c5, c6, c7])
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn beside(a: __m256d, b: __m256d) -> __m512d {
        _mm512_insertf64x4::<1>(_mm512_castpd256_pd512(a), b)
    }

    /// Four columns of eight rows, of which the first and the third, the second and the fourth and so on lie side by
    /// side.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn columns(a: __m512d, b: __m512d, c: __m512d, d: __m512d) -> [__m512d; 4] {
        const FIRST: i32 = 0b10_00_10_00;
        const SECOND: i32 = 0b11_01_11_01;
        let (even, odd) = (_mm512_unpacklo_pd(a, b), _mm512_unpackhi_pd(a, b));
        let (even_below, odd_below) = (_mm512_unpacklo_pd(c, d), _mm512_unpackhi_pd(c, d));
        [
            _mm512_shuffle_f64x2::<FIRST>(even, even_below),
            _mm512_shuffle_f64x2::<FIRST>(odd, odd_below),
            _mm512_shuffle_f64x2::<SECOND>(even, even_below),
            _mm512_shuffle_f64x2::<SECOND>(odd, odd_below),
        ]
    }
}

#[cfg(target_arch = "x86_64")]
mod half {
    use std::arch::x86_64::{
        __m128d, __m256d, _mm256_castpd256_pd128, _mm256_extractf128_pd, _mm256_permute2f128_pd,
        _mm256_set_m128d, _mm256_unpackhi_pd, _mm256_unpacklo_pd,
    };

    use super::{Pairs, Quarter};

    const UPPER: i32 = 0x20;
    const LOWER: i32 = 0x31;

    /// The columns of a quarter of a square as rows: first within pairs of rows, then pairs as wholes.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn transpose(rows: Quarter<f64>) -> Quarter<f64> {
        // SAFETY: both types are four numbers of 64 bits, in the same order.
        let [a, b, c, d] = rows.map(|row| unsafe { std::mem::transmute::<[f64; 4], __m256d>(row) });
        let (even, even_below) = (_mm256_unpacklo_pd(a, b), _mm256_unpacklo_pd(c, d));
        let (odd, odd_below) = (_mm256_unpackhi_pd(a, b), _mm256_unpackhi_pd(c, d));
        let columns = [
            _mm256_permute2f128_pd::<UPPER>(even, even_below),
            _mm256_permute2f128_pd::<UPPER>(odd, odd_below),
            _mm256_permute2f128_pd::<LOWER>(even, even_below),
            _mm256_permute2f128_pd::<LOWER>(odd, odd_below),
        ];
        // SAFETY: as above.
        columns.map(|row| unsafe { std::mem::transmute::<__m256d, [f64; 4]>(row) })
    }

    /// The columns of four pairs as rows.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn transpose_pairs(rows: Pairs<f64>) -> [[f64; 4]; 2] {
        // SAFETY: both types are two numbers of 64 bits, in the same order.
        let [a, b, c, d] = rows.map(|row| unsafe { std::mem::transmute::<[f64; 2], __m128d>(row) });
        let (even, odd) = (_mm256_set_m128d(c, a), _mm256_set_m128d(d, b));
        // SAFETY: both types are four numbers of 64 bits, in the same order.
        [_mm256_unpacklo_pd(even, odd), _mm256_unpackhi_pd(even, odd)]
            .map(|row| unsafe { std::mem::transmute::<__m256d, [f64; 4]>(row) })
    }

    /// Two columns of four numbers as rows.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn pair(columns: [[f64; 4]; 2]) -> Pairs<f64> {
        // SAFETY: both types are four numbers of 64 bits, in the same order.
        let [a, b] = columns.map(|it| unsafe { std::mem::transmute::<[f64; 4], __m256d>(it) });
        let (even, odd) = (_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
        let low = [even, odd].map(|it| _mm256_castpd256_pd128(it));
        let high = [even, odd].map(|it| _mm256_extractf128_pd::<1>(it));
        // SAFETY: both types are two numbers of 64 bits, in the same order.
        [low[0], low[1], high[0], high[1]]
            .map(|row| unsafe { std::mem::transmute::<__m128d, [f64; 2]>(row) })
    }
}

/// Pieces of numbers whose beginnings are so far apart.
///
/// # Panics
/// If the last piece does not end in the data.
#[inline(always)]
pub fn pieces<T: Copy, const N: usize, const M: usize>(data: &[T], apart: usize) -> [[T; N]; M] {
    assert!(have_room(data.len(), apart, N, M));
    let pointer = data.as_ptr();
    // SAFETY: the last piece ends in the data, as has been asserted, and no other one ends behind it. A piece may begin
    // wherever a number does.
    std::array::from_fn(|piece| unsafe { pointer.add(piece * apart).cast::<[T; N]>().read() })
}

/// Writes pieces of numbers so that their beginnings are so far apart.
///
/// # Panics
/// If the last piece does not end in the data.
#[inline(always)]
pub fn write_pieces<T: Copy, const N: usize, const M: usize>(
    data: &mut [T],
    apart: usize,
    pieces: &[[T; N]; M],
) {
    assert!(have_room(data.len(), apart, N, M));
    let pointer = data.as_mut_ptr();
    for (place, piece) in pieces.iter().enumerate() {
        // SAFETY: as above.
        unsafe { pointer.add(place * apart).cast::<[T; N]>().write(*piece) };
    }
}

/// Whether so many pieces of so many numbers are within a length.
#[inline(always)]
fn have_room(length: usize, apart: usize, numbers: usize, pieces: usize) -> bool {
    let last = apart.checked_mul(pieces.saturating_sub(1));
    last.and_then(|it| it.checked_add(numbers)).is_some_and(|end| end <= length)
}

/// Asks the cache for memory that will be read or written soon; otherwise without effect.
#[inline(always)]
pub fn prefetch<T>(data: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for offset in (0..size_of_val(data)).step_by(64) {
        use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
        let address = data.as_ptr().cast::<i8>().wrapping_add(offset);
        // SAFETY: the instruction is part of SSE, which the target always has; it accesses no memory as far
        // as the program can tell, whatever the address, which here is one of the slice.
        unsafe { _mm_prefetch::<_MM_HINT_T1>(address) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = data;
}
