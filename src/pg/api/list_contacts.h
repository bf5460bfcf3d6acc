/*
 * list_contacts.h
 *	  Answers of the lists.
 */
#ifndef CONTACTS_LIST_CONTACTS_H
#define CONTACTS_LIST_CONTACTS_H

#include "postgres.h"

#include "pg/base/json.h"

extern Datum *contacts_take_rows(uint64 count);
extern void contacts_put_rows(contacts_builder *json, Datum *rows, uint64 count, int shape);

#endif							/* CONTACTS_LIST_CONTACTS_H */
