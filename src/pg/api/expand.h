/*
 * expand.h
 *	  Parts of an answer that a client asks for by name.
 */
#ifndef CONTACTS_EXPAND_H
#define CONTACTS_EXPAND_H

#include "postgres.h"

#include "utils/array.h"
#include "utils/jsonb.h"

extern Jsonb *contacts_expand_answer(int64 organization_id, Datum row, Jsonb *answer, ArrayType *wanted);

#endif							/* CONTACTS_EXPAND_H */
