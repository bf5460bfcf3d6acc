/*
 * punycode.c
 *	  RFC 3492: a label of any characters as letters, digits and hyphens.
 */
#include "core/punycode.h"

#include "core/unicode.h"

#define BASE 36
#define TMIN 1
#define TMAX 26
#define SKEW 38
#define DAMP 700
#define INITIAL_BIAS 72
#define INITIAL_N 0x80

/* Adapt the bias after one delta (section 6.1). */
static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t	k = 0;

	delta /= first ? DAMP : 2;
	delta += delta / points;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

/* Get the threshold of digit position k. */
static uint32_t
threshold(uint32_t k, uint32_t bias)
{
	return k <= bias + TMIN ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
}

/* Get the lower-case digit of a value. */
static char
digit_character(uint32_t digit)
{
	return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
}

/* Get the value of a lower-case digit, BASE where it is none. */
static uint32_t
digit_value(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t) (c - 'a');
	if (c >= '0' && c <= '9')
		return (uint32_t) (c - '0') + 26;
	return BASE;
}

/* Append one generalized variable-length integer; false where there is no room. */
static bool
put_integer(uint32_t delta, uint32_t bias, char *out, size_t *n, size_t room)
{
	for (uint32_t k = BASE;; k += BASE)
	{
		uint32_t	t = threshold(k, bias);

		if (*n >= room)
			return false;
		if (delta < t)
			break;
		out[(*n)++] = digit_character(t + (delta - t) % (BASE - t));
		delta = (delta - t) / (BASE - t);
	}
	out[(*n)++] = digit_character(delta);
	return true;
}

/* Encode (section 6.3); at most a few hundred code points, so that nothing overflows. */
bool
contacts_punycode_encode(const uint32_t *in, size_t len, char *out, size_t *outlen)
{
	uint32_t	bias = INITIAL_BIAS;
	uint32_t	delta = 0;
	uint32_t	last = INITIAL_N;	/* the least code point not handled yet */
	size_t		n = 0;
	size_t		basic;
	size_t		done;

	/* every character costs at least one digit, so a longer label cannot fit */
	if (len > *outlen)
		return false;
	for (size_t i = 0; i < len; i++)
		if (in[i] < INITIAL_N)
			out[n++] = (char) in[i];
	basic = done = n;
	if (basic > 0)
	{
		if (n >= *outlen)
			return false;
		out[n++] = '-';
	}
	while (done < len)
	{
		uint32_t	next = UINT32_MAX;

		for (size_t i = 0; i < len; i++)
			if (in[i] >= last && in[i] < next)
				next = in[i];
		delta += (next - last) * (uint32_t) (done + 1);
		for (size_t i = 0; i < len; i++)
		{
			if (in[i] < next)
				delta++;
			if (in[i] != next)
				continue;
			if (!put_integer(delta, bias, out, &n, *outlen))
				return false;
			bias = adapt(delta, (uint32_t) (done + 1), done == basic);
			delta = 0;
			done++;
		}
		delta++;
		last = next + 1;
	}
	*outlen = n;
	return true;
}

/* Read one generalized variable-length integer and add it to *i; false where malformed. */
static bool
get_integer(const char *in, size_t len, size_t *at, uint32_t bias, uint32_t *i)
{
	uint32_t	weight = 1;

	for (uint32_t k = BASE;; k += BASE)
	{
		uint32_t	t = threshold(k, bias);
		uint32_t	digit = *at < len ? digit_value(in[(*at)++]) : BASE;

		if (digit == BASE || digit > (UINT32_MAX - *i) / weight)
			return false;
		*i += digit * weight;
		if (digit < t)
			return true;
		if (weight > UINT32_MAX / (BASE - t))
			return false;
		weight *= BASE - t;
	}
}

/* Decode (section 6.2). */
bool
contacts_punycode_decode(const char *in, size_t len, uint32_t *out, size_t *outlen)
{
	uint32_t	c = INITIAL_N;
	uint32_t	bias = INITIAL_BIAS;
	uint32_t	i = 0;
	size_t		at = 0;
	size_t		n = 0;

	for (size_t j = len; j > 0; j--)
		if (in[j - 1] == '-')
		{
			at = j;
			break;
		}
	if (at == 1 || at > *outlen)
		return false;
	for (; n + 1 < at; n++)
		out[n] = (unsigned char) in[n];
	while (at < len)
	{
		uint32_t	before = i;
		uint32_t	points = (uint32_t) n + 1;

		if (!get_integer(in, len, &at, bias, &i) || n >= *outlen)
			return false;
		bias = adapt(i - before, points, before == 0);
		if (i / points > CONTACTS_UNICODE_LAST - c)
			return false;
		c += i / points;
		i %= points;
		for (size_t j = n; j > i; j--)
			out[j] = out[j - 1];
		out[i++] = c;
		n++;
	}
	*outlen = n;
	return true;
}
