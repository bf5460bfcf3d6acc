/*
 * json_scan.h
 *	  Reading the members of one JSON object (RFC 8259) in place, without allocation and without recursion.
 */
#ifndef CONTACTS_JSON_SCAN_H
#define CONTACTS_JSON_SCAN_H

#include "core/jwt.h"

typedef enum contacts_json_type
{
	CONTACTS_JSON_STRING,
	CONTACTS_JSON_NUMBER,
	CONTACTS_JSON_ARRAY,
	CONTACTS_JSON_OTHER
} contacts_json_type;

/* one member: a string's text is unescaped, any other value's is as written */
typedef struct contacts_json_member
{
	contacts_slice key;
	contacts_json_type type;
	contacts_slice value;
} contacts_json_member;

/* Read every member of the object that text is; the text is changed.  *count is at most max. */
contacts_jwt_status contacts_json_members(char *text, size_t len, contacts_json_member *members, int max, int *count);

/* Turn an array of strings into a list with a separator, in place; false where an element is something else. */
bool		contacts_json_array_to_list(contacts_slice *array, char separator);

#endif							/* CONTACTS_JSON_SCAN_H */
