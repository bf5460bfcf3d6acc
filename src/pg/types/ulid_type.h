/*
 * ulid_type.h
 *	  The type ulid: sixteen bytes, passed by reference, laid out as uuid is.
 */
#ifndef CONTACTS_ULID_TYPE_H
#define CONTACTS_ULID_TYPE_H

#include "postgres.h"

#include "core/ulid.h"
#include "fmgr.h"

typedef struct contacts_ulid
{
	uint8		data[CONTACTS_ULID_BYTES];
} contacts_ulid;

#define DatumGetUlidP(X)		((contacts_ulid *) DatumGetPointer(X))
#define PG_GETARG_ULID_P(n)		DatumGetUlidP(PG_GETARG_DATUM(n))
#define PG_RETURN_ULID_P(x)		return PointerGetDatum(x)

#endif							/* CONTACTS_ULID_TYPE_H */
