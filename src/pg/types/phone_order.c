/*
 * phone_order.c
 *	  Order of telephone numbers, and their comparison with text.
 *
 * Numbers are ordered by their digits, calling code first, then by extension; a
 * shorter one before those that begin with it.  That is the order of the bytes
 * of the text form but for the ";" of the extension, which must come before the
 * digits.  Equality is that of the bytes, so byteaeq() and hashvarlena() serve.
 *
 * Nothing here can raise or tell a value: all of it is leakproof.
 */
#include "pg/compat.h"

#include "core/phone.h"
#include "pg/types/phone_type.h"
#include "utils/sortsupport.h"

/* Give a byte of the text form its place in the order. */
static inline int
rank(char c)
{
	return c == ';' ? '/' : (unsigned char) c;
}

/* Compare two text forms. */
static inline int
compare_bytes(const char *a, int a_len, const char *b, int b_len)
{
	int			len = Min(a_len, b_len);

	for (int i = 0; i < len; i++)
		if (a[i] != b[i])
			return rank(a[i]) - rank(b[i]);
	return a_len - b_len;
}

static inline int
compare(struct varlena *a, struct varlena *b)
{
	return compare_bytes(VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b));
}

#define COMPARISON(name, operator) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare(PG_GETARG_VARLENA_PP(0), PG_GETARG_VARLENA_PP(1)) operator 0); \
} \
extern int	no_such_variable

COMPARISON(contacts_phone_lt, <);
COMPARISON(contacts_phone_le, <=);
COMPARISON(contacts_phone_ge, >=);
COMPARISON(contacts_phone_gt, >);

PG_FUNCTION_INFO_V1(contacts_phone_cmp);
Datum
contacts_phone_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(PG_GETARG_VARLENA_PP(0), PG_GETARG_VARLENA_PP(1)));
}

/* ---- sort support ---- */

/* Compare as contacts_phone_cmp() does, but free what had to be fetched. */
static int
compare_full(Datum x, Datum y, SortSupport ssup)
{
	struct varlena *a = PG_DETOAST_DATUM_PACKED(x);
	struct varlena *b = PG_DETOAST_DATUM_PACKED(y);
	int			result = compare(a, b);

	if (PointerGetDatum(a) != x)
		pfree(a);
	if (PointerGetDatum(b) != y)
		pfree(b);
	return result;
}

/*
 * Put the first sixteen digits into a datum, four bits each: digits are 1 to
 * 10, the end of the digits is 0.  Order and, but for extensions and what
 * follows the sixteenth digit, equality are those of the numbers.
 */
static Datum
abbreviate(Datum original, SortSupport ssup)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(original);
	const char *text = VARDATA_ANY(value);
	int			len = VARSIZE_ANY_EXHDR(value);
	uint64		key = 0;
	int			i;

	for (i = 1; i < len && i <= 16 && text[i] != ';'; i++)
		key = key << 4 | ((text[i] - '0' + 1) & 0xf);
	if (i <= 16)
		key <<= 4 * (17 - i);
	if (PointerGetDatum(value) != original)
		pfree(value);
	return (Datum) key;
}

/* Abbreviation costs next to nothing: never give it up. */
static bool
keep_abbreviating(int memtupcount, SortSupport ssup)
{
	return false;
}

PG_FUNCTION_INFO_V1(contacts_phone_sortsupport);
Datum
contacts_phone_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = compare_full;
#if SIZEOF_DATUM == 8
	if (ssup->abbreviate)
	{
		ssup->comparator = ssup_datum_unsigned_cmp;
		ssup->abbrev_converter = abbreviate;
		ssup->abbrev_abort = keep_abbreviating;
		ssup->abbrev_full_comparator = compare_full;
	}
#endif
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(contacts_phone_smaller);
Datum
contacts_phone_smaller(PG_FUNCTION_ARGS)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);

	PG_RETURN_POINTER(compare(a, b) <= 0 ? a : b);
}

PG_FUNCTION_INFO_V1(contacts_phone_larger);
Datum
contacts_phone_larger(PG_FUNCTION_ARGS)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);

	PG_RETURN_POINTER(compare(a, b) >= 0 ? a : b);
}

/* ---- comparison with text ---- */

/*
 * Text is read as the input function reads it.  What is no number is unequal to
 * every number; before or after, nobody knows (NULL).
 */
#define IF_EQUAL		PG_RETURN_BOOL(false)
#define IF_UNEQUAL		PG_RETURN_BOOL(true)
#define IF_ORDERED		PG_RETURN_NULL()

#define COMPARISON_WITH_TEXT(name, phone_argument, text_argument, operator, otherwise) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	struct varlena *value = PG_GETARG_VARLENA_PP(phone_argument); \
	contacts_phone phone; \
	char		text[CONTACTS_PHONE_TEXT_MAX]; \
\
	if (contacts_phone_read_text(PG_GETARG_DATUM(text_argument), contacts_phone_default_region(), \
								 &phone) != CONTACTS_PHONE_OK) \
		otherwise; \
	PG_RETURN_BOOL(compare_bytes(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), text, \
								 (int) contacts_phone_print(&phone, text)) operator 0); \
} \
extern int	no_such_variable

COMPARISON_WITH_TEXT(contacts_phone_eq_text, 0, 1, ==, IF_EQUAL);
COMPARISON_WITH_TEXT(contacts_phone_ne_text, 0, 1, !=, IF_UNEQUAL);
COMPARISON_WITH_TEXT(contacts_phone_lt_text, 0, 1, <, IF_ORDERED);
COMPARISON_WITH_TEXT(contacts_phone_le_text, 0, 1, <=, IF_ORDERED);
COMPARISON_WITH_TEXT(contacts_phone_gt_text, 0, 1, >, IF_ORDERED);
COMPARISON_WITH_TEXT(contacts_phone_ge_text, 0, 1, >=, IF_ORDERED);
COMPARISON_WITH_TEXT(contacts_text_eq_phone, 1, 0, ==, IF_EQUAL);
COMPARISON_WITH_TEXT(contacts_text_ne_phone, 1, 0, !=, IF_UNEQUAL);
COMPARISON_WITH_TEXT(contacts_text_lt_phone, 1, 0, >, IF_ORDERED);
COMPARISON_WITH_TEXT(contacts_text_le_phone, 1, 0, >=, IF_ORDERED);
COMPARISON_WITH_TEXT(contacts_text_gt_phone, 1, 0, <, IF_ORDERED);
COMPARISON_WITH_TEXT(contacts_text_ge_phone, 1, 0, <=, IF_ORDERED);
