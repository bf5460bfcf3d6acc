/*
 * custom_fields.h
 *	  Column custom_fields of a contact, checked against what the organization has defined.
 */
#ifndef CONTACTS_CUSTOM_FIELDS_H
#define CONTACTS_CUSTOM_FIELDS_H

#include "postgres.h"

extern void contacts_check_custom_fields(int64 organization_id, bool is_person, Datum value, bool isnull);

#endif							/* CONTACTS_CUSTOM_FIELDS_H */
