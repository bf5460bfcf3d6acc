/*
 * contact_json.h
 *	  Rows of contact as JSON in the shape of a profile.
 */
#ifndef CONTACTS_CONTACT_JSON_H
#define CONTACTS_CONTACT_JSON_H

#include "postgres.h"

#include "pg/api/identifier.h"
#include "pg/api/profile.h"
#include "utils/jsonb.h"

/* called while connected to SPI */
extern void contacts_rows_to_json(Datum *rows, int count, contacts_profile profile, int shape, bool read_only,
								  Jsonb **result);
extern Jsonb *contacts_find_json(int64 organization_id, const contacts_id *id, contacts_profile profile);

#endif							/* CONTACTS_CONTACT_JSON_H */
