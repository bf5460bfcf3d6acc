/*
 * ulid.c
 *	  Text form of ulids.
 *
 * The 26 digits fall into three groups that are whole bytes, so nothing has to
 * be carried from one to the next: 10 digits of time (50 bits, of which the
 * upper two must be zero), then twice 8 digits of 40 bits.
 */
#include "core/hex.h"
#include "core/ulid.h"

#define TIME_DIGITS		10
#define GROUP_DIGITS	8
#define GROUP_BYTES		5

/* value of a character that is no digit; no digit has this bit */
#define NO_DIGIT		0x80

static const char base32_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define XX NO_DIGIT
static const uint8_t base32_values[256] = {
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, XX, XX, XX, XX, XX, XX,
	XX, 10, 11, 12, 13, 14, 15, 16, 17, 1, 18, 19, 1, 20, 21, 0,
	22, 23, 24, 25, 26, XX, 27, 28, 29, 30, 31, XX, XX, XX, XX, XX,
	XX, 10, 11, 12, 13, 14, 15, 16, 17, 1, 18, 19, 1, 20, 21, 0,
	22, 23, 24, 25, 26, XX, 27, 28, 29, 30, 31, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX,
	XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX, XX
};
#undef XX

/* Read a group of digits; a bad one leaves its mark in *seen. */
static inline uint64_t
read_group(const char *text, int digits, uint8_t *seen)
{
	uint64_t	group = 0;

	for (int i = 0; i < digits; i++)
	{
		uint8_t		value = base32_values[(uint8_t) text[i]];

		*seen |= value;
		group = group << 5 | (value & 0x1f);
	}
	return group;
}

/* Write a group of digits. */
static inline void
write_group(uint64_t group, int digits, char *out)
{
	for (int i = digits - 1; i >= 0; i--)
	{
		out[i] = base32_digits[group & 0x1f];
		group >>= 5;
	}
}

/* Store a group of 40 bits. */
static inline void
store_group(uint64_t group, uint8_t *out)
{
	for (int i = 0; i < GROUP_BYTES; i++)
		out[i] = (uint8_t) (group >> (32 - 8 * i));
}

/* Load a group of 40 bits. */
static inline uint64_t
load_group(const uint8_t *in)
{
	uint64_t	group = 0;

	for (int i = 0; i < GROUP_BYTES; i++)
		group = group << 8 | in[i];
	return group;
}

/* Read exactly 26 digits. */
static contacts_ulid_status
parse_base32(const char *text, uint8_t *out)
{
	uint8_t		seen = 0;
	uint64_t	time = read_group(text, TIME_DIGITS, &seen);
	uint64_t	high = read_group(text + TIME_DIGITS, GROUP_DIGITS, &seen);
	uint64_t	low = read_group(text + TIME_DIGITS + GROUP_DIGITS, GROUP_DIGITS, &seen);

	if (seen & NO_DIGIT)
		return CONTACTS_ULID_BAD_DIGIT;
	if (time > CONTACTS_ULID_MAX_TIME)
		return CONTACTS_ULID_OVERFLOW;

	contacts_ulid_set_time(out, time);
	store_group(high, out + CONTACTS_ULID_TIME_BYTES);
	store_group(low, out + CONTACTS_ULID_TIME_BYTES + GROUP_BYTES);
	return CONTACTS_ULID_OK;
}

/*
 * Read UUID text as core's string_to_uuid() does: 32 hexadecimal digits, a
 * hyphen allowed after each four of them, braces allowed around the whole.
 */
static contacts_ulid_status
parse_uuid(const char *text, size_t len, uint8_t *out, size_t *at)
{
	int			braces = text[0] == '{';

	*at = braces;
	for (int digit = 0; digit < 2 * CONTACTS_ULID_BYTES; digit++)
	{
		int			value;

		if (digit > 0 && digit % 4 == 0 && *at < len && text[*at] == '-')
			(*at)++;
		value = *at < len ? contacts_hex_value(text[*at]) : -1;
		if (value < 0)
			return CONTACTS_ULID_BAD_UUID;
		out[digit / 2] = (uint8_t) (digit % 2 == 0 ? value << 4 : out[digit / 2] | value);
		(*at)++;
	}
	if (braces)
	{
		if (*at >= len || text[*at] != '}')
			return CONTACTS_ULID_BAD_UUID;
		(*at)++;
	}
	return *at == len ? CONTACTS_ULID_OK : CONTACTS_ULID_BAD_UUID;
}

/* Find the first character that is no digit; len if there is none. */
static size_t
find_bad_digit(const char *text, size_t len)
{
	size_t		at = 0;

	while (at < len && base32_values[(uint8_t) text[at]] != NO_DIGIT)
		at++;
	return at;
}

contacts_ulid_status
contacts_ulid_parse(const char *text, size_t len, uint8_t out[CONTACTS_ULID_BYTES], size_t *at)
{
	size_t		digits = len < CONTACTS_ULID_CHARACTERS ? len : CONTACTS_ULID_CHARACTERS;

	if (len == CONTACTS_ULID_CHARACTERS)
	{
		contacts_ulid_status status = parse_base32(text, out);

		if (status != CONTACTS_ULID_OK)
			*at = status == CONTACTS_ULID_OVERFLOW ? 0 : find_bad_digit(text, len);
		return status;
	}
	if (len >= 2 * CONTACTS_ULID_BYTES && len <= CONTACTS_ULID_MAX_TEXT)
		return parse_uuid(text, len, out, at);

	/* a wrong character says more than a wrong length that it may explain */
	*at = find_bad_digit(text, digits);
	if (*at < digits)
		return CONTACTS_ULID_BAD_DIGIT;
	return len < CONTACTS_ULID_CHARACTERS ? CONTACTS_ULID_TOO_SHORT : CONTACTS_ULID_TOO_LONG;
}

void
contacts_ulid_format(const uint8_t ulid[CONTACTS_ULID_BYTES], char out[CONTACTS_ULID_CHARACTERS])
{
	write_group(contacts_ulid_get_time(ulid), TIME_DIGITS, out);
	write_group(load_group(ulid + CONTACTS_ULID_TIME_BYTES), GROUP_DIGITS, out + TIME_DIGITS);
	write_group(load_group(ulid + CONTACTS_ULID_TIME_BYTES + GROUP_BYTES), GROUP_DIGITS,
				out + TIME_DIGITS + GROUP_DIGITS);
}

/* Add one to the random part; 0 where it was the greatest and is zero now. */
static int
increment_random(uint8_t *ulid)
{
	for (int i = CONTACTS_ULID_BYTES - 1; i >= CONTACTS_ULID_TIME_BYTES; i--)
		if (++ulid[i] != 0)
			return 1;
	return 0;
}

contacts_ulid_step
contacts_ulid_advance(uint8_t ulid[CONTACTS_ULID_BYTES], uint64_t now)
{
	uint64_t	before = contacts_ulid_get_time(ulid);

	if (now <= before)
	{
		if (increment_random(ulid))
			return CONTACTS_ULID_STEPPED;
		if (before == CONTACTS_ULID_MAX_TIME)
			return CONTACTS_ULID_EXHAUSTED;
		now = before + 1;
	}
	contacts_ulid_set_time(ulid, now);
	return CONTACTS_ULID_NEW_TIME;
}
