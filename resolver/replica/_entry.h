/* What C knows of an entry: its layout (resolver/replica/entry.py, where the reasons stand) and its checksum.
 *
 * Included by `_render.c` beside it, which writes entries, and by `resolver/edge/_scan.c`, which answers from them.
 */
#ifndef IDNODE_ENTRY_H
#define IDNODE_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#define LAYOUT 2
#define FIXED_SIZE 44
#define RETIRED 1
#define CHANGEFUL 2
#define TURNS 16
#define SERIAL_AT 16

/* CRC-32 as in zlib, eight octets at a time, or sixty-four where the processor can multiply polynomials. */
#if defined(__x86_64__) && defined(__GNUC__)
#define FOLDS 1
#include <immintrin.h>
#else
#define FOLDS 0
#endif

static uint32_t crc_table[8][256];
static int folds;

static void fill_crc(void)
{
#if FOLDS
    folds = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
#endif
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t c = n;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        crc_table[0][n] = c;
    }
    for (int n = 0; n < 256; n++)
        for (int k = 1; k < 8; k++)
            crc_table[k][n] = crc_table[0][crc_table[k - 1][n] & 0xff] ^ (crc_table[k - 1][n] >> 8);
}

static uint32_t u32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

#if FOLDS
/* The same for at least 64 octets, a multiple of 16, by multiplying polynomials: 128 bits at a time are folded onto
 * those that follow, the rest is reduced by Barrett's method. V. Gopal et al., "Fast CRC Computation for Generic
 * Polynomials Using PCLMULQDQ Instruction", Intel, 2009; the constants are powers of x modulo the polynomial. */
__attribute__((target("sse4.1,pclmul"))) static uint32_t crc32_folded(uint32_t crc, const uint8_t *at, size_t size)
{
    const __m128i by_512 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
    const __m128i by_128 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
    const __m128i by_64 = _mm_set_epi64x(0, 0x0163cd6124), barrett = _mm_set_epi64x(0x01f7011641, 0x01db710641);
    const __m128i low = _mm_setr_epi32(~0, 0, ~0, 0);
#define LOAD(place) _mm_loadu_si128((const __m128i *)(at + (place)))
#define FOLD(value, by, next) \
    _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(value, by, 0x00), _mm_clmulepi64_si128(value, by, 0x11)), next)
    __m128i a = _mm_xor_si128(LOAD(0), _mm_cvtsi32_si128((int)crc)), b = LOAD(16), c = LOAD(32), d = LOAD(48), next;
    for (at += 64, size -= 64; size >= 64; at += 64, size -= 64) {
        a = FOLD(a, by_512, LOAD(0));
        b = FOLD(b, by_512, LOAD(16));
        c = FOLD(c, by_512, LOAD(32));
        d = FOLD(d, by_512, LOAD(48));
    }
    a = FOLD(a, by_128, b);
    a = FOLD(a, by_128, c);
    a = FOLD(a, by_128, d);
    for (; size >= 16; at += 16, size -= 16) {
        next = LOAD(0);
        a = FOLD(a, by_128, next);
    }
    a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, by_128, 0x10));
    a = _mm_xor_si128(_mm_srli_si128(a, 4), _mm_clmulepi64_si128(_mm_and_si128(a, low), by_64, 0x00));
    b = _mm_clmulepi64_si128(_mm_and_si128(a, low), barrett, 0x10);
    b = _mm_clmulepi64_si128(_mm_and_si128(b, low), barrett, 0x00);
    return (uint32_t)_mm_extract_epi32(_mm_xor_si128(a, b), 1);
#undef LOAD
#undef FOLD
}
#endif

static uint32_t crc32_of(uint32_t crc, const uint8_t *at, size_t size)
{
    crc = ~crc;
#if FOLDS
    if (folds && size >= 64) {
        size_t whole = size & ~(size_t)15;
        crc = crc32_folded(crc, at, whole);
        at += whole;
        size -= whole;
    }
#endif
    for (; size >= 8; at += 8, size -= 8) {
        uint32_t low = u32(at) ^ crc, high = u32(at + 4);
        crc = crc_table[7][low & 0xff] ^ crc_table[6][low >> 8 & 0xff] ^ crc_table[5][low >> 16 & 0xff] ^
              crc_table[4][low >> 24] ^ crc_table[3][high & 0xff] ^ crc_table[2][high >> 8 & 0xff] ^
              crc_table[1][high >> 16 & 0xff] ^ crc_table[0][high >> 24];
    }
    for (; size; at++, size--)
        crc = crc_table[0][(crc ^ *at) & 0xff] ^ (crc >> 8);
    return ~crc;
}

#endif
