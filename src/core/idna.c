/*
 * idna.c
 *	  Whether a label of any characters is a U-label of IDNA2008.
 */
#include "core/email_chars.h"
#include "core/unicode.h"

/* Check whether some character of the label has the flag. */
static bool
has_any(const uint32_t *label, size_t len, unsigned int flag)
{
	for (size_t i = 0; i < len; i++)
		if ((contacts_unicode_get(label[i])->flags & flag) != 0)
			return true;
	return false;
}

/* Check whether some character of the label is in the range. */
static bool
has_range(const uint32_t *label, size_t len, uint32_t first, uint32_t last)
{
	for (size_t i = 0; i < len; i++)
		if (label[i] >= first && label[i] <= last)
			return true;
	return false;
}

/* Check one CONTEXTO character where it stands (RFC 5892 appendix A.3 to A.9). */
static bool
check_context(const uint32_t *label, size_t len, size_t i)
{
	uint32_t	c = label[i];

	if (c == 0x00B7)			/* middle dot: between two l */
		return i > 0 && i + 1 < len && label[i - 1] == 'l' && label[i + 1] == 'l';
	if (c == 0x0375)			/* Greek numeral sign: before Greek */
		return i + 1 < len && has_any(label + i + 1, 1, CONTACTS_UNICODE_GREEK);
	if (c == 0x05F3 || c == 0x05F4) /* geresh, gershayim: after Hebrew */
		return i > 0 && has_any(label + i - 1, 1, CONTACTS_UNICODE_HEBREW);
	if (c == 0x30FB)			/* Katakana middle dot: in a label with Kana or Han */
		return has_any(label, len, CONTACTS_UNICODE_CJK);
	if (c >= 0x0660 && c <= 0x0669) /* Arabic-Indic digits and extended ones do not mix */
		return !has_range(label, len, 0x06F0, 0x06F9);
	return !has_range(label, len, 0x0660, 0x0669);
}

/* Get the Bidi_Class. */
static unsigned int
bidi_class(uint32_t c)
{
	return CONTACTS_UNICODE_BIDI(contacts_unicode_get(c)->flags);
}

#define BIT(class) (1u << CONTACTS_BIDI_##class)

/* Check the Bidi rule (RFC 5893 section 2); it asks nothing of a label without right-to-left characters. */
static bool
check_bidi(const uint32_t *label, size_t len)
{
	static const unsigned int neutral = BIT(EN) | BIT(ES) | BIT(CS) | BIT(ET) | BIT(ON) | BIT(BN) | BIT(NSM);
	unsigned int seen = 0;
	unsigned int first = 1u << bidi_class(label[0]);
	unsigned int last;
	size_t		end = len;

	for (size_t i = 0; i < len; i++)
		seen |= 1u << bidi_class(label[i]);
	if ((seen & (BIT(R) | BIT(AL) | BIT(AN))) == 0)
		return true;
	while (end > 1 && bidi_class(label[end - 1]) == CONTACTS_BIDI_NSM)
		end--;
	last = 1u << bidi_class(label[end - 1]);
	if ((first & (BIT(R) | BIT(AL))) != 0)	/* rules 2 to 4 */
		return (seen & ~(neutral | BIT(R) | BIT(AL) | BIT(AN))) == 0 &&
			(last & (BIT(R) | BIT(AL) | BIT(EN) | BIT(AN))) != 0 &&
			((seen & BIT(EN)) == 0 || (seen & BIT(AN)) == 0);
	/* rule 5 leaves a left-to-right label no character that would have brought us here */
	return false;
}

/* Check a label that is in NFC already. */
bool
contacts_idna_is_valid(const uint32_t *label, size_t len)
{
	if (len == 0 || has_any(label, 1, CONTACTS_UNICODE_MARK))
		return false;
	for (size_t i = 0; i < len; i++)
	{
		unsigned int flags = contacts_unicode_get(label[i])->flags;

		if ((flags & CONTACTS_UNICODE_PVALID) == 0 &&
			((flags & CONTACTS_UNICODE_CONTEXTO) == 0 || !check_context(label, len, i)))
			return false;
	}
	return check_bidi(label, len);
}
