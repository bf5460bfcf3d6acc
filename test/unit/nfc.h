/*
 * nfc.h
 *	  Normalization Form C for tests of src/core, which has the server's at run time.
 */
#ifndef CONTACTS_TEST_NFC_H
#define CONTACTS_TEST_NFC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "nfc_data.h"

#define NFC_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NFC_SLOTS 8192
#define NFC_ROOM 8192

/* Hangul is computed (Unicode chapter 3.12) */
#define S_BASE 0xAC00
#define L_BASE 0x1100
#define V_BASE 0x1161
#define T_BASE 0x11A7
#define L_COUNT 19
#define V_COUNT 21
#define T_COUNT 28
#define S_COUNT (L_COUNT * V_COUNT * T_COUNT)

static int
nfc_compare(const void *key, const void *row)
{
	uint32_t	c = *(const uint32_t *) key;
	uint32_t	d = *(const uint32_t *) row;

	return (c > d) - (c < d);
}

/* Get the canonical combining class. */
static inline uint32_t
nfc_class(uint32_t c)
{
	const uint32_t *row = c < 0x300 ? NULL :
		bsearch(&c, nfc_classes, NFC_COUNT(nfc_classes), sizeof(nfc_classes[0]), nfc_compare);

	return row != NULL ? row[1] : 0;
}

/* Find the character that two compose, 0 if none. */
static inline uint32_t
nfc_compose(uint32_t a, uint32_t b)
{
	static const uint32_t *slots[NFC_SLOTS];
	static bool filled = false;

	if (!filled)
	{
		for (size_t i = 0; i < NFC_COUNT(nfc_decompositions); i++)
		{
			const uint32_t *row = nfc_decompositions[i];
			size_t		slot = (row[1] * 31 + row[2]) % NFC_SLOTS;

			if (row[3] == 0 || row[2] == 0)
				continue;
			while (slots[slot] != NULL)
				slot = (slot + 1) % NFC_SLOTS;
			slots[slot] = row;
		}
		filled = true;
	}
	if (a >= L_BASE && a < L_BASE + L_COUNT && b >= V_BASE && b < V_BASE + V_COUNT)
		return S_BASE + ((a - L_BASE) * V_COUNT + (b - V_BASE)) * T_COUNT;
	if (a >= S_BASE && a < S_BASE + S_COUNT && (a - S_BASE) % T_COUNT == 0 && b > T_BASE && b < T_BASE + T_COUNT)
		return a + (b - T_BASE);
	for (size_t slot = (a * 31 + b) % NFC_SLOTS; slots[slot] != NULL; slot = (slot + 1) % NFC_SLOTS)
		if (slots[slot][1] == a && slots[slot][2] == b)
			return slots[slot][0];
	return 0;
}

/* Append the full canonical decomposition of a character. */
static inline size_t
nfc_decompose(uint32_t c, uint32_t *out, size_t n)
{
	uint32_t	tail[8];
	size_t		tails = 0;
	const uint32_t *row;

	if (c >= S_BASE && c < S_BASE + S_COUNT)
	{
		out[n++] = L_BASE + (c - S_BASE) / (V_COUNT * T_COUNT);
		out[n++] = V_BASE + (c - S_BASE) % (V_COUNT * T_COUNT) / T_COUNT;
		if ((c - S_BASE) % T_COUNT != 0)
			out[n++] = T_BASE + (c - S_BASE) % T_COUNT;
		return n;
	}
	while ((row = bsearch(&c, nfc_decompositions, NFC_COUNT(nfc_decompositions),
						  sizeof(nfc_decompositions[0]), nfc_compare)) != NULL)
	{
		if (row[2] != 0)
			tail[tails++] = row[2];
		c = row[1];
	}
	out[n++] = c;
	while (tails > 0)
		out[n++] = tail[--tails];
	return n;
}

/* Normalize in place; the contract of contacts_nfc. */
static inline size_t
nfc(uint32_t *text, size_t len, size_t room)
{
	static uint32_t work[NFC_ROOM];
	size_t		n = 0;
	size_t		kept = 0;
	size_t		starter = SIZE_MAX;
	uint32_t	last = 0;

	for (size_t i = 0; i < len; i++)
		n = nfc_decompose(text[i], work, n);
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && nfc_class(work[j]) != 0 && nfc_class(work[j - 1]) > nfc_class(work[j]); j--)
		{
			uint32_t	swapped = work[j];

			work[j] = work[j - 1];
			work[j - 1] = swapped;
		}
	for (size_t i = 0; i < n; i++)
	{
		uint32_t	class = nfc_class(work[i]);
		uint32_t	composed = starter != SIZE_MAX && (last == 0 ? kept == starter + 1 : last < class) ?
			nfc_compose(work[starter], work[i]) : 0;

		if (composed != 0)
		{
			work[starter] = composed;
			continue;
		}
		if (class == 0)
			starter = kept;
		last = class;
		work[kept++] = work[i];
	}
	for (size_t i = 0; i < kept && i < room; i++)
		text[i] = work[i];
	return kept;
}

#endif							/* CONTACTS_TEST_NFC_H */
