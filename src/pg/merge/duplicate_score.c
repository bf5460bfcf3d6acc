/*
 * duplicate_score.c
 *	  How much speaks for two contacts being one, and what.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/match.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/merge/duplicate_card.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_compare_cards);
PG_FUNCTION_INFO_V1(contacts_card_evidence);
PG_FUNCTION_INFO_V1(contacts_match_probability_sql);
PG_FUNCTION_INFO_V1(contacts_estimate_prior);

/* the first card of the last call: pairs come by their first contact */
typedef struct kept_card
{
	Size		len;
	char	   *packed;
	contacts_match_card card;
} kept_card;

/* Unpack the first card, unless it is the one of the last call. */
static const contacts_match_card *
first_card(FunctionCallInfo fcinfo)
{
	bytea	   *packed = PG_GETARG_BYTEA_PP(0);
	Size		len = VARSIZE_ANY_EXHDR(packed);
	kept_card  *kept = fcinfo->flinfo->fn_extra;

	if (kept == NULL)
	{
		kept = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(kept_card));
		kept->packed = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, CONTACTS_MATCH_PACKED_MAX);
		fcinfo->flinfo->fn_extra = kept;
	}
	if (kept->len != len || memcmp(kept->packed, VARDATA_ANY(packed), len) != 0)
	{
		kept->len = 0;
		contacts_card_argument(fcinfo, 0, &kept->card);
		if (len <= CONTACTS_MATCH_PACKED_MAX)
		{
			memcpy(kept->packed, VARDATA_ANY(packed), len);
			kept->len = len;
		}
	}
	return &kept->card;
}

/* Refuse cards that cannot be of one contact: of other organizations or kinds. */
static void
check_pair(const contacts_match_card *a, const contacts_match_card *b)
{
	if (a->seed != b->seed)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("contacts of different kinds or organizations cannot be compared")));
}

/* compare_cards(a, b): bits without the prior. */
Datum
contacts_compare_cards(PG_FUNCTION_ARGS)
{
	const contacts_match_card *a = first_card(fcinfo);
	contacts_match_card b;

	contacts_card_argument(fcinfo, 1, &b);
	check_pair(a, &b);
	PG_RETURN_FLOAT4((float4) contacts_match_compare(a, &b, NULL));
}

/* card_evidence(a, b): each piece of evidence with its bits. */
Datum
contacts_card_evidence(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	contacts_match_card a;
	contacts_match_card b;
	contacts_match_result result;

	InitMaterializedSRF(fcinfo, 0);
	contacts_card_argument(fcinfo, 0, &a);
	contacts_card_argument(fcinfo, 1, &b);
	check_pair(&a, &b);
	contacts_match_compare(&a, &b, &result);
	for (int i = 0; i < result.count; i++)
	{
		const contacts_match_evidence *row = &result.row[i];
		Datum		values[5] = {
			CStringGetTextDatum(contacts_match_field_name(row->field)),
			CStringGetTextDatum(contacts_match_level_name(row->level)),
			Int32GetDatum(row->a), Int32GetDatum(row->b), Float4GetDatum((float4) row->bits)
		};
		bool		nulls[5] = {false};

		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* match_probability(bits): with the prior in them. */
Datum
contacts_match_probability_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT4((float4) contacts_match_probability(PG_GETARG_FLOAT4(0)));
}

/* estimate_prior(bits, contacts, contacts_of_both_kinds): pairs that were left out have no bits to speak of. */
Datum
contacts_estimate_prior(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	int			count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));

	if (ARR_HASNULL(array) || ARR_ELEMTYPE(array) != FLOAT4OID)
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("bits must not contain nulls")));
	PG_RETURN_FLOAT4((float4) contacts_match_prior((const float *) ARR_DATA_PTR(array), count,
												   (double) PG_GETARG_INT64(1), (double) PG_GETARG_INT64(2)));
}
