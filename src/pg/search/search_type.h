/*
 * search_type.h
 *	  The types search_key and search_query.
 */
#ifndef CONTACTS_SEARCH_TYPE_H
#define CONTACTS_SEARCH_TYPE_H

#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"

/*
 * Both types: the organization and folded text.  The organization is part of the value because it goes into the hash
 * of each gram, so that a search touches only the entries of its own organization in an index that all of them share.
 */
typedef struct contacts_search_text
{
	int32		vl_len_;		/* varlena header, do not touch */
	char		organization_id[sizeof(int64)]; /* not aligned in a short varlena */
	char		text[FLEXIBLE_ARRAY_MEMBER];
} contacts_search_text;

/* a value with its header out of the way */
typedef struct contacts_search_view
{
	int64		organization_id;
	const char *text;
	size_t		len;
} contacts_search_view;

/* longest text that a field gives to the key, in bytes */
#define CONTACTS_SEARCH_FIELD 2048

extern contacts_search_view contacts_search_read(Datum value);
extern text *contacts_search_folded(text *value);
extern contacts_search_text *contacts_search_make(int64 organization_id, const char *text, size_t len);
extern contacts_search_text *contacts_search_fold_query(text *query, int64 organization_id);
extern void contacts_search_fold_text(StringInfo buf, const char *s, size_t len);

#endif							/* CONTACTS_SEARCH_TYPE_H */
