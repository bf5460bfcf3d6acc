/*
 * ulid.h
 *	  128-bit identifiers whose byte order is time order: 48 bits of
 *	  milliseconds since 1970, then 80 bits that set equal times apart.
 *
 * Text form: 26 digits of Crockford's base 32.  Rules and vectors are those of
 * the ULID specification (github.com/ulid/spec).
 */
#ifndef CONTACTS_CORE_ULID_H
#define CONTACTS_CORE_ULID_H

#include <stddef.h>
#include <stdint.h>

#define CONTACTS_ULID_BYTES			16
#define CONTACTS_ULID_TIME_BYTES	6
#define CONTACTS_ULID_RANDOM_BYTES	10
#define CONTACTS_ULID_CHARACTERS	26

/* the longest text that can be a ulid: a UUID with every hyphen and braces */
#define CONTACTS_ULID_MAX_TEXT		41

/* the greatest time, 10889-08-02 05:31:50.655 UTC, in milliseconds since 1970 */
#define CONTACTS_ULID_MAX_TIME		((UINT64_C(1) << 48) - 1)

typedef enum contacts_ulid_status
{
	CONTACTS_ULID_OK,
	CONTACTS_ULID_TOO_SHORT,	/* *at is where the text ends */
	CONTACTS_ULID_TOO_LONG,		/* *at is the first byte too many */
	CONTACTS_ULID_BAD_DIGIT,	/* *at is the byte that is no base-32 digit */
	CONTACTS_ULID_BAD_UUID,		/* *at is where UUID text goes wrong */
	CONTACTS_ULID_OVERFLOW		/* more than 128 bits; *at is 0 */
} contacts_ulid_status;

/*
 * Read 26 base-32 digits (any case; I and L as 1, O as 0) or UUID text in any
 * form that core's uuid_in() takes.  Fills *out, or returns why not and puts
 * the offending byte's offset into *at; *out is then undefined.
 */
extern contacts_ulid_status contacts_ulid_parse(const char *text, size_t len,
												uint8_t out[CONTACTS_ULID_BYTES], size_t *at);

/* Write 26 upper-case digits; no terminating zero. */
extern void contacts_ulid_format(const uint8_t ulid[CONTACTS_ULID_BYTES],
								 char out[CONTACTS_ULID_CHARACTERS]);

typedef enum contacts_ulid_step
{
	CONTACTS_ULID_STEPPED,		/* *ulid is the next one */
	CONTACTS_ULID_NEW_TIME,		/* its time has moved on, its random part is to be filled */
	CONTACTS_ULID_EXHAUSTED		/* there is no greater one */
} contacts_ulid_step;

/*
 * Go from a ulid to a greater one.  If the time now (at most
 * CONTACTS_ULID_MAX_TIME) is not later than its own, that is the ulid plus one;
 * where its random part is used up, the time moves on by a millisecond.
 */
extern contacts_ulid_step contacts_ulid_advance(uint8_t ulid[CONTACTS_ULID_BYTES], uint64_t now);

/* Put a time of at most CONTACTS_ULID_MAX_TIME into the first six bytes. */
static inline void
contacts_ulid_set_time(uint8_t ulid[CONTACTS_ULID_BYTES], uint64_t milliseconds)
{
	for (int i = 0; i < CONTACTS_ULID_TIME_BYTES; i++)
		ulid[i] = (uint8_t) (milliseconds >> (40 - 8 * i));
}

/* Get the time, in milliseconds since 1970. */
static inline uint64_t
contacts_ulid_get_time(const uint8_t ulid[CONTACTS_ULID_BYTES])
{
	uint64_t	milliseconds = 0;

	for (int i = 0; i < CONTACTS_ULID_TIME_BYTES; i++)
		milliseconds = milliseconds << 8 | ulid[i];
	return milliseconds;
}

#endif							/* CONTACTS_CORE_ULID_H */
