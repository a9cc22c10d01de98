// The workloads in C: each as it is written, and with shared subexpressions and direct calls of libmvec.
#include <math.h>
#include <stddef.h>
#include <string.h>

typedef double v8 __attribute__((vector_size(64)));
typedef long long m8 __attribute__((vector_size(64)));
extern v8 _ZGVeN8v_exp(v8), _ZGVeN8v_log(v8), _ZGVeN8v_sin(v8), _ZGVeN8v_cos(v8);

static inline v8 load(const double *p) { v8 v; memcpy(&v, p, 64); return v; }
static inline void store(double *p, v8 v) { memcpy(p, &v, 64); }
static inline v8 absolute(v8 v) { return (v8)((m8)v & 0x7fffffffffffffffLL); }

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
    for (size_t i = 0; i < n; i += 8) {
        v8 s = 1 / (1 + _ZGVeN8v_exp(-load(x + i)));
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
    for (size_t i = 0; i < n; i += 8) {
        v8 t = _ZGVeN8v_exp(-2 * absolute(load(x + i)));
        v8 s = 1 + t;
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
    for (size_t i = 0; i < n; i += 8) {
        v8 t = load(x + i), u = C + D * t;
        v8 s = _ZGVeN8v_sin(u), c = _ZGVeN8v_cos(u);
        v8 csc = 1 / s, cot = c * csc, cot2 = cot * cot, csc2 = csc * csc;
        v8 arc = 0.5 * _ZGVeN8v_log((1 + c) / (1 - c));
        v8 sum = -5. / 8 * arc + c * (2 - 1. / 3 * (c * c) + 0.5 * s)
               + cot * (4 - cot2 * (3. / 5 + 1. / 7 * cot2) + csc * (9. / 8 - 0.25 * csc2))
               + 1. / 6 * _ZGVeN8v_exp(-s * s);
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
    for (; i + 8 * N <= n; i += 8 * N) {
        v8 e[N], w[N], sum = {0}, dot = {0};
        for (size_t k = 0; k < N; k++) {
            v8 a;
            for (size_t j = 0; j < 8; j++) { a[j] = x[i + j * N + k]; w[k][j] = v[i + j * N + k]; }
            e[k] = _ZGVeN8v_exp(a);
            sum += e[k];
            dot += e[k] * w[k];
        }
        v8 r = 1 / sum, m = dot * r;
        for (size_t k = 0; k < N; k++) {
            v8 a = e[k] * r * (w[k] - m);
            for (size_t j = 0; j < 8; j++) y[i + j * N + k] = a[j];
        }
    }
    softmax_vjp_plain(x + i, v + i, y + i, n - i);
}

// All elements through the vector function, then the rows.
void softmax_vjp_passes(const double *restrict x, const double *restrict v, double *restrict y, size_t n) {
    double e[64 * N];
    for (size_t i = 0; i < n; i += 64 * N) {
        size_t m = n - i < 64 * N ? n - i : 64 * N, k = 0;
        for (; k + 8 <= m; k += 8) store(e + k, _ZGVeN8v_exp(load(x + i + k)));
        for (; k < m; k++) e[k] = exp(x[i + k]);
        for (size_t r = 0; r < m; r += N) {
            double sum = 0, dot = 0;
            for (size_t k = 0; k < N; k++) { sum += e[r + k]; dot += e[r + k] * v[i + r + k]; }
            double inverse = 1 / sum, mean = dot * inverse;
            for (size_t k = 0; k < N; k++) y[i + r + k] = e[r + k] * inverse * (v[i + r + k] - mean);
        }
    }
}
