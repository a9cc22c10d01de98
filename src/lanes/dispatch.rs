//! Runs work with the widest instructions of the machine, asks its cache for memory ahead, and turns rows into
//! columns with instructions that the compiler does not find: the only unsafe code of the project.
//!
//! A function with `#[target_feature]` may be called only where the processor has these features. Each
//! call below stands behind the detection of exactly the features that its function names; nothing else
//! about that, and nothing in the work, needs to be trusted. The work is inlined into the function, so that the
//! compiler turns its loops over lanes into instructions of that set.

#![allow(unsafe_code, reason = "target features behind their detection, and a hint to the cache")]

use std::sync::OnceLock;

/// A set of instructions, for which the functions on lanes are compiled.
///
/// The values of functions depend on [`Isa::FMA`] alone: all sets with fused multiplication and addition
/// give the same bits.
pub trait Isa: Copy {
    /// Whether a product and a sum are one instruction with one rounding.
    const FMA: bool;
}

/// The instructions that every processor of the target has. On 64-bit ARM these are NEON, with fused
/// multiplication and addition; on `x86_64` SSE2, without.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Isa for Plain {
    const FMA: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));
}

/// AVX2 with fused multiplication and addition.
#[derive(Debug, Clone, Copy)]
pub struct Avx2;

impl Isa for Avx2 {
    const FMA: bool = true;
}

/// AVX-512. A type of its own, so that a closure in the work is a function that is called once, and is
/// inlined.
#[derive(Debug, Clone, Copy)]
pub struct Avx512;

impl Isa for Avx512 {
    const FMA: bool = true;
}

/// Work that [`dispatch`] runs with one of the sets of instructions.
pub trait Work {
    /// What comes out.
    type Output;
    /// Does the work. Implementations and what they call in their loops are `#[inline(always)]`: what is
    /// not inlined is compiled for [`Plain`], which gives the same values but slowly.
    fn run<I: Isa>(self) -> Self::Output;
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
        _ => work.run::<Plain>(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
fn avx512<W: Work>(work: W) -> W::Output {
    work.run::<Avx512>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2<W: Work>(work: W) -> W::Output {
    work.run::<Avx2>()
}

/// Asks the cache for memory that will be read or written soon; otherwise without effect.
#[inline(always)]
pub fn prefetch<T>(data: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for offset in (0..size_of_val(data)).step_by(64) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let address = data.as_ptr().cast::<i8>().wrapping_add(offset);
        // SAFETY: the instruction is part of SSE, which the target always has; it accesses no memory as far
        // as the program can tell, whatever the address, which here is one of the slice.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = data;
}

/// Turns rows into columns: `to[j*width + i] = from[i*stride + j]` for all `i < rows` and `j < columns`, as far as it
/// is done four by four; how many rows that were: all or none.
///
/// # Panics
/// If the slices are too short.
pub(super) fn transpose_f64(
    (from, stride): (&[f64], usize),
    (to, width): (&mut [f64], usize),
    rows: usize,
    columns: usize,
) -> usize {
    #[cfg(target_arch = "x86_64")]
    if columns >= 4 && rows >= 4 && widest() >= Level::Avx2 {
        // SAFETY: `widest` has detected AVX2, of which AVX is a part.
        unsafe { transpose_by_four((from, stride), (to, width), rows, columns) };
        return rows;
    }
    let _ = (from, stride, to, width, rows, columns);
    0
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
fn transpose_by_four(
    (from, stride): (&[f64], usize),
    (to, width): (&mut [f64], usize),
    rows: usize,
    columns: usize,
) {
    let mut column = 0;
    loop {
        let from = (&from[column..], stride);
        let (whole, last) = (rows & !3, rows - 4);
        four_columns(from, (&mut to[column * width..], width), 0, whole);
        // The last four rows, and columns, may have been done in part.
        if whole < rows {
            four_columns(from, (&mut to[column * width..], width), last, rows);
        }
        if column + 4 >= columns {
            break;
        }
        column = (column + 4).min(columns - 4);
    }
}

/// The rows `start..end`, a multiple of four.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
#[inline]
fn four_columns(
    (from, stride): (&[f64], usize),
    (to, width): (&mut [f64], usize),
    start: usize,
    end: usize,
) {
    let (a, rest) = to.split_at_mut(width);
    let (b, rest) = rest.split_at_mut(width);
    let (c, d) = rest.split_at_mut(width);
    let (a, b) = (a[start..end].as_chunks_mut::<4>().0, b[start..end].as_chunks_mut::<4>().0);
    let (c, d) = (c[start..end].as_chunks_mut::<4>().0, d[start..end].as_chunks_mut::<4>().0);
    let mut first = start * stride;
    for ((a, b), (c, d)) in a.iter_mut().zip(b).zip(c.iter_mut().zip(d)) {
        let rows = &from[first..first + 3 * stride + 4];
        let mut four = [[0.0; 4]; 4];
        for k in 0..4 {
            four[k].copy_from_slice(&rows[k * stride..][..4]);
        }
        [*a, *b, *c, *d] = transposed(four);
        first += 4 * stride;
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
#[inline]
fn transposed([a, b, c, d]: [[f64; 4]; 4]) -> [[f64; 4]; 4] {
    use std::arch::x86_64::{
        __m256d, _mm256_permute2f128_pd, _mm256_setr_pd, _mm256_unpackhi_pd, _mm256_unpacklo_pd,
    };
    let (a, b) = (_mm256_setr_pd(a[0], a[1], a[2], a[3]), _mm256_setr_pd(b[0], b[1], b[2], b[3]));
    let (c, d) = (_mm256_setr_pd(c[0], c[1], c[2], c[3]), _mm256_setr_pd(d[0], d[1], d[2], d[3]));
    let (even, odd) = (_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
    let (even_below, odd_below) = (_mm256_unpacklo_pd(c, d), _mm256_unpackhi_pd(c, d));
    let columns = [
        _mm256_permute2f128_pd::<0x20>(even, even_below),
        _mm256_permute2f128_pd::<0x20>(odd, odd_below),
        _mm256_permute2f128_pd::<0x31>(even, even_below),
        _mm256_permute2f128_pd::<0x31>(odd, odd_below),
    ];
    // SAFETY: both types are 128 bytes, and every pattern of bits is a value of both.
    unsafe { std::mem::transmute::<[__m256d; 4], [[f64; 4]; 4]>(columns) }
}
