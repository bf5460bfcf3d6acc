/*
 * email_order.c
 *	  Comparison, hashing and sorting of e-mail addresses.
 *
 * The operator families also compare an address with a text, and texts with
 * each other, as the addresses that they spell: so a text parameter finds its
 * row through an index, alone and in an array.  A text that spells none sorts
 * behind every address and equals nothing but itself.  None of this can raise,
 * so that it is leakproof.
 */
#include "pg/compat.h"

#include "common/hashfn.h"
#include "core/email.h"
#include "lib/hyperloglog.h"
#include "pg/types/email_type.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"

/* Compare two values. */
static int
compare_emails(Datum a, Datum b)
{
	text	   *x = DatumGetTextPP(a);
	text	   *y = DatumGetTextPP(b);
	int			cmp = contacts_email_compare(VARDATA_ANY(x), VARSIZE_ANY_EXHDR(x),
											 VARDATA_ANY(y), VARSIZE_ANY_EXHDR(y));

	if ((Pointer) x != DatumGetPointer(a))
		pfree(x);
	if ((Pointer) y != DatumGetPointer(b))
		pfree(y);
	return cmp;
}

/* Check whether two values are equal. */
static bool
equal_emails(Datum a, Datum b)
{
	text	   *x = DatumGetTextPP(a);
	text	   *y = DatumGetTextPP(b);
	bool		equal = contacts_email_equal(VARDATA_ANY(x), VARSIZE_ANY_EXHDR(x),
											 VARDATA_ANY(y), VARSIZE_ANY_EXHDR(y));

	if ((Pointer) x != DatumGetPointer(a))
		pfree(x);
	if ((Pointer) y != DatumGetPointer(b))
		pfree(y);
	return equal;
}

/* Compare two texts by their octets. */
static int
compare_bytes(Datum a, Datum b)
{
	text	   *x = DatumGetTextPP(a);
	text	   *y = DatumGetTextPP(b);
	size_t		xlen = VARSIZE_ANY_EXHDR(x);
	size_t		ylen = VARSIZE_ANY_EXHDR(y);
	int			cmp = memcmp(VARDATA_ANY(x), VARDATA_ANY(y), Min(xlen, ylen));

	if (cmp == 0)
		cmp = (xlen > ylen) - (xlen < ylen);
	if ((Pointer) x != DatumGetPointer(a))
		pfree(x);
	if ((Pointer) y != DatumGetPointer(b))
		pfree(y);
	return cmp;
}

/* Compare an address with a text. */
static int
compare_email_text(Datum a, Datum b)
{
	text	   *x;
	contacts_email email;
	size_t		at;
	int			cmp;

	if (contacts_email_of_text(b, &email, &at) != CONTACTS_EMAIL_OK)
		return -1;
	x = DatumGetTextPP(a);
	cmp = contacts_email_compare(VARDATA_ANY(x), VARSIZE_ANY_EXHDR(x), email.text, email.len);
	if ((Pointer) x != DatumGetPointer(a))
		pfree(x);
	return cmp;
}

static int
compare_text_email(Datum a, Datum b)
{
	int			cmp = compare_email_text(b, a);

	return (cmp < 0) - (cmp > 0);
}

/* Compare two texts as the addresses that they spell. */
static int
compare_texts(Datum a, Datum b)
{
	contacts_email x;
	contacts_email y;
	size_t		at;
	bool		xgood = contacts_email_of_text(a, &x, &at) == CONTACTS_EMAIL_OK;
	bool		ygood = contacts_email_of_text(b, &y, &at) == CONTACTS_EMAIL_OK;

	if (xgood && ygood)
		return contacts_email_compare(x.text, x.len, y.text, y.len);
	return xgood != ygood ? (xgood ? -1 : 1) : compare_bytes(a, b);
}

/* The six operators and the support function of one pair of types. */
#define COMPARISON(name, condition) \
	PG_FUNCTION_INFO_V1(name); \
	Datum \
	name(PG_FUNCTION_ARGS) \
	{ \
		Datum		a = PG_GETARG_DATUM(0); \
		Datum		b = PG_GETARG_DATUM(1); \
		PG_RETURN_BOOL(condition); \
	}

#define COMPARISONS(prefix, compare) \
	COMPARISON(contacts_##prefix##_lt, compare(a, b) < 0) \
	COMPARISON(contacts_##prefix##_le, compare(a, b) <= 0) \
	COMPARISON(contacts_##prefix##_ge, compare(a, b) >= 0) \
	COMPARISON(contacts_##prefix##_gt, compare(a, b) > 0) \
	PG_FUNCTION_INFO_V1(contacts_##prefix##_cmp); \
	Datum \
	contacts_##prefix##_cmp(PG_FUNCTION_ARGS) \
	{ \
		PG_RETURN_INT32(compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1))); \
	}

COMPARISON(contacts_email_eq, equal_emails(a, b))
COMPARISON(contacts_email_ne, !equal_emails(a, b))
COMPARISONS(email, compare_emails)

COMPARISON(contacts_email_text_eq, compare_email_text(a, b) == 0)
COMPARISON(contacts_email_text_ne, compare_email_text(a, b) != 0)
COMPARISONS(email_text, compare_email_text)

COMPARISON(contacts_text_email_eq, compare_text_email(a, b) == 0)
COMPARISON(contacts_text_email_ne, compare_text_email(a, b) != 0)
COMPARISONS(text_email, compare_text_email)

COMPARISON(contacts_email_texts_eq, compare_texts(a, b) == 0)
COMPARISON(contacts_email_texts_ne, compare_texts(a, b) != 0)
COMPARISONS(email_texts, compare_texts)

/* Hash what makes an address equal to another: its domain and its folded local part. */
static uint64
hash_address(const char *address, size_t len, uint64 seed, bool extended)
{
	char		folded[CONTACTS_EMAIL_MAX_FOLDED];
	size_t		at = contacts_email_at(address, len);
	size_t		n;
	Datum		hash;

	/* no value is longer */
	Assert(len <= CONTACTS_EMAIL_MAX);
	n = contacts_email_fold(address, Min(at, CONTACTS_EMAIL_MAX), folded);
	if (n + len - at <= sizeof(folded))
	{
		memcpy(folded + n, address + at, len - at);
		n += len - at;
	}
	if (extended)
	{
		hash = hash_any_extended((unsigned char *) folded, n, seed);
		return DatumGetUInt64(hash);
	}
	hash = hash_any((unsigned char *) folded, n);
	return DatumGetUInt32(hash);
}

/* Hash a value. */
static uint64
hash_email(Datum arg, uint64 seed, bool extended)
{
	text	   *t = DatumGetTextPP(arg);
	uint64		hash = hash_address(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), seed, extended);

	if ((Pointer) t != DatumGetPointer(arg))
		pfree(t);
	return hash;
}

/* Hash a text as the address that it spells, or by its octets. */
static uint64
hash_text(Datum arg, uint64 seed, bool extended)
{
	contacts_email email;
	size_t		at;
	text	   *t;
	uint64		hash;

	if (contacts_email_of_text(arg, &email, &at) == CONTACTS_EMAIL_OK)
		return hash_address(email.text, email.len, seed, extended);
	t = DatumGetTextPP(arg);
	hash = extended ?
		DatumGetUInt64(hash_any_extended((unsigned char *) VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), seed)) :
		DatumGetUInt32(hash_any((unsigned char *) VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)));
	if ((Pointer) t != DatumGetPointer(arg))
		pfree(t);
	return hash;
}

PG_FUNCTION_INFO_V1(contacts_email_hash);
Datum
contacts_email_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT32((uint32) hash_email(PG_GETARG_DATUM(0), 0, false));
}

PG_FUNCTION_INFO_V1(contacts_email_hash_extended);
Datum
contacts_email_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT64(hash_email(PG_GETARG_DATUM(0), PG_GETARG_INT64(1), true));
}

PG_FUNCTION_INFO_V1(contacts_email_text_hash);
Datum
contacts_email_text_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT32((uint32) hash_text(PG_GETARG_DATUM(0), 0, false));
}

PG_FUNCTION_INFO_V1(contacts_email_text_hash_extended);
Datum
contacts_email_text_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT64(hash_text(PG_GETARG_DATUM(0), PG_GETARG_INT64(1), true));
}

/* how well abbreviations tell the values of a sort apart */
typedef struct abbreviation_state
{
	int64		seen;
	bool		estimating;
	hyperLogLogState distinct;
} abbreviation_state;

static int
compare_full(Datum a, Datum b, SortSupport ssup)
{
	return compare_emails(a, b);
}

/* Abbreviate one value; mirrors uuid_abbrev_convert(). */
static Datum
abbreviate(Datum original, SortSupport ssup)
{
	abbreviation_state *state = ssup->ssup_extra;
	text	   *t = DatumGetTextPP(original);
	uint64		key = contacts_email_abbreviate(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));

	if ((Pointer) t != DatumGetPointer(original))
		pfree(t);
	state->seen++;
	if (state->estimating)
		addHyperLogLog(&state->distinct, DatumGetUInt32(hash_uint32((uint32) key ^ (uint32) (key >> 32))));
	return (Datum) (key >> (64 - SIZEOF_DATUM * 8));
}

/* Decide whether to go on abbreviating; mirrors uuid_abbrev_abort(). */
static bool
abort_abbreviation(int count, SortSupport ssup)
{
	abbreviation_state *state = ssup->ssup_extra;
	double		distinct;

	if (count < 10000 || state->seen < 10000 || !state->estimating)
		return false;
	distinct = estimateHyperLogLog(&state->distinct);
	if (distinct > 100000.0)
		state->estimating = false;
	return distinct < state->seen / 2000.0 + 0.5;
}

PG_FUNCTION_INFO_V1(contacts_email_sortsupport);
Datum
contacts_email_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = compare_full;
	if (ssup->abbreviate)
	{
		abbreviation_state *state = MemoryContextAlloc(ssup->ssup_cxt, sizeof(abbreviation_state));

		state->seen = 0;
		state->estimating = true;
		initHyperLogLog(&state->distinct, 10);
		ssup->ssup_extra = state;
		ssup->comparator = ssup_datum_unsigned_cmp;
		ssup->abbrev_converter = abbreviate;
		ssup->abbrev_abort = abort_abbreviation;
		ssup->abbrev_full_comparator = compare_full;
	}
	PG_RETURN_VOID();
}

/* ---- aggregates ---- */

PG_FUNCTION_INFO_V1(contacts_email_smaller);
Datum
contacts_email_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(compare_emails(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) <= 0 ? PG_GETARG_DATUM(0)
					: PG_GETARG_DATUM(1));
}

PG_FUNCTION_INFO_V1(contacts_email_larger);
Datum
contacts_email_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(compare_emails(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) >= 0 ? PG_GETARG_DATUM(0)
					: PG_GETARG_DATUM(1));
}
