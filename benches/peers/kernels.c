// The workloads in C: each as it is written, and with shared subexpressions and direct calls of libmvec.
#include <math.h>
#include <stddef.h>
#include <string.h>

// As many numbers as a register of the machine holds, and the functions of libmvec for as many.
#ifdef __AVX512F__
enum { LANES = 8 };
#define VECTOR(name) _ZGVeN8v_##name
#else
enum { LANES = 4 };
#define VECTOR(name) _ZGVdN4v_##name
#endif

typedef double vec __attribute__((vector_size(8 * LANES)));
typedef long long mask __attribute__((vector_size(8 * LANES)));
extern vec VECTOR(exp)(vec), VECTOR(log)(vec), VECTOR(sin)(vec), VECTOR(cos)(vec);

static inline vec load(const double *p) { vec v; memcpy(&v, p, sizeof v); return v; }
static inline void store(double *p, vec v) { memcpy(p, &v, sizeof v); }
static inline vec absolute(vec v) { return (vec)((mask)v & 0x7fffffffffffffffLL); }

void copy_plain(const double *x, const double *v, double *y, size_t n) {
    (void)v;
    memcpy(y, x, n * sizeof *x);
}

void sigmoid_plain(const double *restrict x, const double *v, double *restrict y, size_t n) {
    (void)v;
    for (size_t i = 0; i < n; i++) {
        double s = 1 / (1 + exp(-x[i]));
        y[i] = s * (1 - s);
    }
}

void sigmoid_shared(const double *restrict x, const double *v, double *restrict y, size_t n) {
    (void)v;
    for (size_t i = 0; i < n; i += LANES) {
        vec s = 1 / (1 + VECTOR(exp)(-load(x + i)));
        store(y + i, s * (1 - s));
    }
}

void tanh_plain(const double *restrict x, const double *v, double *restrict y, size_t n) {
    (void)v;
    for (size_t i = 0; i < n; i++) {
        double t = tanh(x[i]);
        y[i] = 1 - t * t;
    }
}

void tanh_shared(const double *restrict x, const double *v, double *restrict y, size_t n) {
    (void)v;
    for (size_t i = 0; i < n; i += LANES) {
        vec t = VECTOR(exp)(-2 * absolute(load(x + i)));
        vec s = 1 + t;
        store(y + i, 4 * t / (s * s));
    }
}

#define A 1.3
#define C 0.3
#define D 1.7

void long_plain(const double *restrict x, const double *v, double *restrict y, size_t n) {
    (void)v;
    for (size_t i = 0; i < n; i++) {
        double u = C + D * x[i], s = sin(u), c = cos(u), csc = 1 / s, cot = c / s;
        double a = A, d = D;
        y[i] = 7. / 2 * pow(a, 3) * x[i] - 5. / 8 * pow(a, 3) * atanh(c) / d
             + 2 * pow(a, 3) * c / d - 1. / 3 * pow(a, 3) * pow(c, 3) / d
             + 4 * pow(a, 3) * cot / d - 3. / 5 * pow(a, 3) * pow(cot, 3) / d
             - 1. / 7 * pow(a, 3) * pow(cot, 5) / d + 9. / 8 * pow(a, 3) * cot * csc / d
             - 1. / 4 * pow(a, 3) * cot * pow(csc, 3) / d + 1. / 2 * pow(a, 3) * c * s / d
             + 1. / 6 * pow(a, 3) * exp(-pow(s, 2)) / d;
    }
}

void long_shared(const double *restrict x, const double *v, double *restrict y, size_t n) {
    (void)v;
    const double b = A * A * A, q = b / D;
    for (size_t i = 0; i < n; i += LANES) {
        vec t = load(x + i), u = C + D * t;
        vec s = VECTOR(sin)(u), c = VECTOR(cos)(u);
        vec csc = 1 / s, cot = c * csc, cot2 = cot * cot, csc2 = csc * csc;
        vec arc = 0.5 * VECTOR(log)((1 + c) / (1 - c));
        vec sum = -5. / 8 * arc + c * (2 - 1. / 3 * (c * c) + 0.5 * s)
               + cot * (4 - cot2 * (3. / 5 + 1. / 7 * cot2) + csc * (9. / 8 - 0.25 * csc2))
               + 1. / 6 * VECTOR(exp)(-s * s);
        store(y + i, 3.5 * b * t + q * sum);
    }
}

enum { N = 10 };

void softmax_vjp_plain(const double *restrict x, const double *restrict v, double *restrict y, size_t n) {
    for (size_t i = 0; i < n; i += N) {
        double e[N], sum = 0, dot = 0;
        for (size_t k = 0; k < N; k++) sum += e[k] = exp(x[i + k]);
        for (size_t k = 0; k < N; k++) { e[k] /= sum; dot += e[k] * v[i + k]; }
        for (size_t k = 0; k < N; k++) y[i + k] = e[k] * (v[i + k] - dot);
    }
}

void softmax_vjp_shared(const double *restrict x, const double *restrict v, double *restrict y, size_t n) {
    size_t i = 0;
    for (; i + LANES * N <= n; i += LANES * N) {
        vec e[N], w[N], sum = {0}, dot = {0};
        for (size_t k = 0; k < N; k++) {
            vec a;
            for (size_t j = 0; j < LANES; j++) { a[j] = x[i + j * N + k]; w[k][j] = v[i + j * N + k]; }
            e[k] = VECTOR(exp)(a);
            sum += e[k];
            dot += e[k] * w[k];
        }
        vec r = 1 / sum, m = dot * r;
        for (size_t k = 0; k < N; k++) {
            vec a = e[k] * r * (w[k] - m);
            for (size_t j = 0; j < LANES; j++) y[i + j * N + k] = a[j];
        }
    }
    softmax_vjp_plain(x + i, v + i, y + i, n - i);
}

// All elements through the vector function, then the rows.
void softmax_vjp_passes(const double *restrict x, const double *restrict v, double *restrict y, size_t n) {
    double e[64 * N];
    for (size_t i = 0; i < n; i += 64 * N) {
        size_t m = n - i < 64 * N ? n - i : 64 * N, k = 0;
        for (; k + LANES <= m; k += LANES) store(e + k, VECTOR(exp)(load(x + i + k)));
        for (; k < m; k++) e[k] = exp(x[i + k]);
        for (size_t r = 0; r < m; r += N) {
            double sum = 0, dot = 0;
            for (size_t k = 0; k < N; k++) { sum += e[r + k]; dot += e[r + k] * v[i + r + k]; }
            double inverse = 1 / sum, mean = dot * inverse;
            for (size_t k = 0; k < N; k++) y[i + r + k] = e[r + k] * inverse * (v[i + r + k] - mean);
        }
    }
}

// With what the evaluator promises: exponentials of differences from the largest component, with what rounding leaves
// out of these, and sums that keep what it leaves out of them. Reassociated, that would all be zero.
__attribute__((optimize("no-associative-math", "no-unsafe-math-optimizations")))
void softmax_vjp_careful(const double *restrict x, const double *restrict v, double *restrict y, size_t n) {
    size_t i = 0;
    for (; i + LANES * N <= n; i += LANES * N) {
        vec e[N], w[N], top, sum = {0}, dot = {0}, lost = {0}, lost_dot = {0};
        for (size_t k = 0; k < N; k++) {
            for (size_t j = 0; j < LANES; j++) { e[k][j] = x[i + j * N + k]; w[k][j] = v[i + j * N + k]; }
            for (size_t j = 0; j < LANES; j++) top[j] = k > 0 && top[j] > e[k][j] ? top[j] : e[k][j];
        }
        for (size_t k = 0; k < N; k++) {
            vec d = e[k] - top, part = d - e[k], rest = (e[k] - (d - part)) - (top + part);
            vec value = VECTOR(exp)(d);
            e[k] = value + value * rest;
            vec term = e[k], next = sum + term;
            part = next - sum;
            lost += (sum - (next - part)) + (term - part);
            sum = next;
            term = e[k] * w[k], next = dot + term, part = next - dot;
            lost_dot += (dot - (next - part)) + (term - part);
            dot = next;
        }
        vec r = 1 / (sum + lost), m = (dot + lost_dot) * r;
        for (size_t k = 0; k < N; k++) {
            vec a = e[k] * r * (w[k] - m);
            for (size_t j = 0; j < LANES; j++) y[i + j * N + k] = a[j];
        }
    }
    softmax_vjp_plain(x + i, v + i, y + i, n - i);
}
