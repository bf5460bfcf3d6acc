/*
 * mentions.c
 *	  Whom a mention may mean: people by the beginning of a name.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pg/access/grants.h"
#include "pg/api/arguments.h"
#include "pg/api/contact_json.h"
#include "pg/api/contact_row.h"
#include "pg/api/keys.h"
#include "pg/api/list_contacts.h"
#include "pg/api/profile.h"
#include "pg/base/json.h"
#include "pg/base/text.h"
#include "pg/search/search_type.h"
#include "pg/store/query.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_mentions);

/*
 * People whose mention name begins with $2, and those whose folded name begins with $4, each read in the order of an
 * index and no further than the page.  $3 and $5 sort behind everything that begins so.  The name has to be folded,
 * as the index on it is; a person of the first kind may be of the second too.
 */
#define LIVE_PERSON \
	"FROM contacts.contact c WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND c.status = 'active' AND c.kind" \
	" = 'person' "
#define MENTIONS \
	"SELECT r.c FROM (SELECT DISTINCT ON (b.id) b.id, b.rank, b.sort FROM (" \
	"(SELECT c.id, 1 AS rank, c.mention_name AS sort " LIVE_PERSON "AND c.mention_name ~>=~ $2 AND c.mention_name ~<~" \
	" $3" \
	" ORDER BY c.mention_name USING ~<~ LIMIT $6) UNION ALL " \
	"(SELECT c.id, 2, contacts_internal.search_fold(c.name) " LIVE_PERSON "AND contacts_internal.search_fold(c.name)" \
	" ~>=~ $4 AND" \
	" contacts_internal.search_fold(c.name) ~<~" \
	" $5" \
	" ORDER BY contacts_internal.search_fold(c.name) USING ~<~, c.id LIMIT $6 * 2)) b ORDER BY b.id, b.rank) p" \
	" " CONTACTS_JOIN_BY_KEY("c", "contacts.contact c", "$1", "p.id", "r") " ORDER BY p.rank, p.sort USING ~<~, p.id" \
	" LIMIT $6"

/* Add a character that sorts behind all that people write. */
static text *
end_of_prefix(text *prefix)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, VARDATA_ANY(prefix), VARSIZE_ANY_EXHDR(prefix));
	appendStringInfoString(&buf, GetDatabaseEncoding() == PG_UTF8 ? "\xF4\x8F\xBF\xBF" : "\xFF");
	return cstring_to_text_with_len(buf.data, buf.len);
}

/* Fold the beginning of a name; a space at its end stays, it ends a word. */
static text *
fold_prefix(const char *prefix)
{
	StringInfoData buf;

	initStringInfo(&buf);
	contacts_search_fold_text(&buf, prefix, strlen(prefix));
	return cstring_to_text_with_len(buf.data, buf.len);
}

/* mentions(prefix, limit): the array of the directory profile */
Datum
contacts_mentions(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {MENTIONS, 6, {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT8OID},
		CONTACTS_READ};
	MemoryContext caller = CurrentMemoryContext;
	char	   *prefix = PG_ARGISNULL(0) ? pstrdup("") : text_to_cstring(PG_GETARG_TEXT_PP(0));
	int			limit = contacts_limit_argument(fcinfo, 1, 20);
	text	   *mention;
	text	   *name;
	Datum		values[6];
	contacts_builder json = {0};
	Datum	   *rows;
	uint64		count;
	Jsonb	  **objects;

	/* "@name" is how people write it */
	prefix += *prefix == '@';
	mention = contacts_lower(prefix);
	name = fold_prefix(prefix);
	values[1] = PointerGetDatum(mention);
	values[2] = PointerGetDatum(end_of_prefix(mention));
	values[3] = PointerGetDatum(name);
	values[4] = PointerGetDatum(end_of_prefix(name));
	values[5] = Int64GetDatum((int64) limit);
	values[0] = Int64GetDatum(contacts_api_begin(CONTACTS_SCOPE_READ));
	count = contacts_query_execute(&statement, values, NULL, 0);
	rows = contacts_take_rows(count);
	objects = palloc(sizeof(Jsonb *) * (count + 1));
	contacts_rows_to_json(rows, count, PROFILE_DIRECTORY, SHAPE_MENTION, true, objects);
	contacts_builder_begin(&json, true);
	for (uint64 i = 0; i < count; i++)
		contacts_builder_jsonb(&json, objects[i]);
	contacts_builder_end(&json, true);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_builder_finish(&json), caller));
}
