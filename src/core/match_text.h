/*
 * match_text.h
 *	  Words of names: how they are written, and how near two of them are.
 *
 * A word is an array of bytes, one for each character: ASCII is itself, any
 * other character a byte of 0x80 to 0xFF.
 */
#ifndef CONTACTS_CORE_MATCH_TEXT_H
#define CONTACTS_CORE_MATCH_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* bytes that one character of another script can become */
#define CONTACTS_MATCH_LATIN_MAX 12

/* Mix the bits of a number (the finalizer of splitmix64, public domain). */
static inline uint64_t
contacts_match_mix(uint64_t x)
{
	x += UINT64_C(0x9E3779B97F4A7C15);
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

/* Hash bytes under a seed. */
extern uint64_t contacts_match_hash(uint64_t seed, const char *text, size_t len);

/*
 * Write a folded word in Latin letters where its script is one of the tables'; other characters stay.  Returns the
 * length in bytes, at most room.
 */
extern size_t contacts_match_latin(const char *word, size_t len, char *out, size_t room);

/* Write a word as one byte for each character; returns how many, at most room. */
extern size_t contacts_match_shape(const char *word, size_t len, char *out, size_t room);

/* Write a coarse phonetic key of a word of small Latin letters, at most 6 bytes; returns its length. */
extern size_t contacts_match_phonetic(const char *word, size_t len, char out[6]);

/* Count the edits between two words, as far as limit (at most 3): limit + 1 says more. */
extern int	contacts_match_edits(const char *a, size_t alen, const char *b, size_t blen, int limit);

/* Check whether two words of one length have the same characters. */
extern bool contacts_match_anagram(const char *a, const char *b, size_t len);

/* Similarity of Jaro and Winkler, 0 to 1; words of at most 64 characters, longer ones are cut. */
extern double contacts_match_jaro(const char *a, size_t alen, const char *b, size_t blen);

/* Find a word in a sorted table; its number, -1 where it is not there. */
extern int	contacts_match_find(const char *const *table, size_t count, const char *word, size_t len);

/* Check whether two first names, numbered from 1, stand for each other. */
extern bool contacts_match_nicknames(unsigned a, unsigned b);

/* Check whether two first names, numbered from 1, are short forms of one. */
extern bool contacts_match_same_formal(unsigned a, unsigned b);

#endif							/* CONTACTS_CORE_MATCH_TEXT_H */
