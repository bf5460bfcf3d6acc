/*
 * phone_variants.c
 *		What else networks deliver for a number.
 *
 * In some countries one telephone has two numbers: networks, gateways and
 * messengers add or drop digits that the numbering plan asks for or has given
 * up.  The rules are facts of the plans:
 *
 * - Mexico (IFT, numbering plan of 3 August 2019): the 1 between 52 and a
 *   mobile number was given up; WhatsApp and older networks still send it.
 * - Argentina (ENACOM, Plan Fundamental de Numeracion Nacional): the 9 stands
 *   before mobile numbers in international calls only.
 * - Brazil (Anatel, Resolution 553/2010, complete on 6 November 2016): mobile
 *   numbers got a ninth digit, 9, behind the area code; WhatsApp keeps accounts
 *   without it.
 * - Italy (MISE, Piano Nazionale di Numerazione, since 1998): the zero of
 *   geographic numbers is part of the number, also from abroad; networks drop it.
 */
#include "core/phone_scan.h"

#include <string.h>

/* the digits `is` at a place of a national number may be missing or stand there as `becomes` */
typedef struct variant_rule
{
	uint16_t	calling_code;
	uint8_t		shortest;		/* digits of the national number */
	uint8_t		longest;
	uint8_t		at;
	const char *is;
	const char *becomes;
	const char *next;			/* digits that may follow */
} variant_rule;

static const variant_rule rules[] = {
	{52, 11, 11, 0, "1", "", "0123456789"},
	{52, 10, 10, 0, "", "1", "0123456789"},
	{54, 11, 11, 0, "9", "", "0123456789"},
	{54, 10, 10, 0, "", "9", "0123456789"},
	{55, 11, 11, 2, "9", "", "6789"},
	{55, 10, 10, 2, "", "9", "6789"},
	{39, 6, 12, 0, "0", "", "123456789"},
	{39, 5, 11, 0, "", "0", "123456789"},
};

/* Does a rule hold for a number? */
static bool
holds(const variant_rule *rule, const contacts_phone *phone)
{
	size_t		size = strlen(rule->is);

	if (contacts_phone_calling_code(phone) != rule->calling_code ||
		phone->nsn_len < rule->shortest || phone->nsn_len > rule->longest)
		return false;
	for (size_t i = 0; i < size; i++)
		if (phone->nsn[rule->at + i] != rule->is[i] - '0')
			return false;
	return strchr(rule->next, '0' + phone->nsn[rule->at + size]) != NULL;
}

/*
 * Write the other numbers of the same telephone and return how many, at most
 * CONTACTS_PHONE_VARIANTS.  They need not be possible.
 */
int
contacts_phone_variants(const contacts_phone *phone, contacts_phone *variants)
{
	int			count = 0;

	for (size_t r = 0; r < sizeof(rules) / sizeof(rules[0]) && count < CONTACTS_PHONE_VARIANTS; r++)
	{
		const variant_rule *rule = &rules[r];
		size_t		is = strlen(rule->is);
		size_t		becomes = strlen(rule->becomes);
		contacts_phone *variant = &variants[count];

		if (!holds(rule, phone) || phone->nsn_len + becomes - is > CONTACTS_PHONE_NSN_MAX)
			continue;
		*variant = *phone;
		for (size_t i = 0; i < becomes; i++)
			variant->nsn[rule->at + i] = (uint8_t) (rule->becomes[i] - '0');
		memcpy(variant->nsn + rule->at + becomes, phone->nsn + rule->at + is, phone->nsn_len - rule->at - is);
		variant->nsn_len = (uint8_t) (phone->nsn_len + becomes - is);
		count++;
	}
	return count;
}

/* Is the character at i a "(", and "0)" behind it? */
static bool
is_trunk_zero(const contacts_phone_scan *scan, int i, int end)
{
	return i + 2 < end && scan->chars[i] == '(' && scan->chars[i + 1] == '0' && scan->chars[i + 2] == ')';
}

/* Is there nothing but punctuation before the first digit and behind the last one, or letter? */
static bool
is_alone(const contacts_phone_scan *scan)
{
	int			from = 0;
	int			to = scan->len;

	while (from < to && !(scan->kinds[from] & (CONTACTS_PHONE_PLUS | CONTACTS_PHONE_DIGIT)))
		if (!(scan->kinds[from++] & (CONTACTS_PHONE_PUNCT | CONTACTS_PHONE_BLANK)))
			return false;
	while (to > from && !(scan->kinds[to - 1] & CONTACTS_PHONE_KEEP))
		if (!(scan->kinds[--to] & (CONTACTS_PHONE_PUNCT | CONTACTS_PHONE_BLANK)))
			return false;
	return from < to;
}

/* Drop the 8 that stands before national numbers of ten digits from Belarus to Kazakhstan, and a zero behind it. */
static size_t
drop_eight(const contacts_phone_scan *scan, char *digits, size_t n)
{
	size_t		drop = 1;

	if (n != 11 || digits[0] != '8' || (scan->kinds[0] & CONTACTS_PHONE_PLUS))
		return n;
	while (digits[drop] == '0' && drop < n - 1)
		drop++;
	memmove(digits, digits + drop, n - drop);
	return n - drop;
}

/*
 * Read the digits of a text that is nothing but a number as people and programs
 * write it, a tel URI or one with an extension too, for a search: without a
 * "(0)" and leading zeros.  Writes ASCII, digits and extension
 * apart by a blank; returns how many bytes, 0 where the text is something else.
 */
size_t
contacts_phone_read_digits(const char *text, size_t len, char *out)
{
	contacts_phone_scan scan;
	contacts_phone_suffix suffix;
	size_t		n = 0;
	int			end;

	while (len > 0 && (*text == ' ' || *text == '\t'))
		text++, len--;
	if (len > 4 && (text[0] | 0x20) == 't' && (text[1] | 0x20) == 'e' && (text[2] | 0x20) == 'l' && text[3] == ':')
		text += 4, len -= 4;
	else if (len > 0 && ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z'))
		return 0;
	if (contacts_phone_decode(text, len, &scan) != CONTACTS_PHONE_OK || !is_alone(&scan) ||
		contacts_phone_find_number(&scan) != CONTACTS_PHONE_OK ||
		!contacts_phone_viable(&scan, scan.len, &suffix))
		return 0;
	end = suffix.start >= 0 ? suffix.start : scan.len;
	for (int i = 0; i < end; i++)
	{
		if (scan.kinds[i] & CONTACTS_PHONE_ALPHA)
			return 0;
		if (is_trunk_zero(&scan, i, end) && n > 0)
			i += 2;
		else if (scan.kinds[i] & CONTACTS_PHONE_DIGIT)
		{
			char		digit = (char) ('0' + contacts_phone_digit_value(scan.chars[i]));

			if (digit != '0' || n > 0)
				out[n++] = digit;
		}
	}
	n = drop_eight(&scan, out, n);
	if (n < CONTACTS_PHONE_TYPED_MIN)
		return 0;
	for (int i = end == scan.len ? suffix.end : suffix.digits; i < suffix.end; i++)
	{
		if (i == suffix.digits)
			out[n++] = ' ';
		out[n++] = (char) ('0' + contacts_phone_digit_value(scan.chars[i]));
	}
	return n;
}
