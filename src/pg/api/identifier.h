/*
 * identifier.h
 *	  An identifier in any of its forms.
 */
#ifndef CONTACTS_IDENTIFIER_H
#define CONTACTS_IDENTIFIER_H

#include "postgres.h"

#include "core/ulid.h"
#include "fmgr.h"
#include "utils/jsonb.h"

typedef enum contacts_id_form
{
	ID_BAD,
	ID_UID,						/* ULID, UUID or public id */
	ID_NUMBER,					/* the number of the row */
	ID_FOREIGN					/* another system's id */
} contacts_id_form;

typedef struct contacts_id
{
	contacts_id_form form;
	uint8		uid[CONTACTS_ULID_BYTES];
	int64		number;
	const char *text;
	int			len;
} contacts_id;

extern void contacts_id_read(contacts_id *id, const char *text, int len);
extern void contacts_id_read_json(contacts_id *id, const JsonbValue *json);
extern void contacts_id_argument(contacts_id *id, FunctionCallInfo fcinfo, int arg);
extern char *contacts_uid_text(const uint8 *uid, const char *prefix);
extern bool contacts_request_id(Jsonb *request, contacts_id *id);

#endif							/* CONTACTS_IDENTIFIER_H */
