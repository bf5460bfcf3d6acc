/*
 * phone_type.h
 *	  The type phone: its text form as a varlena.
 *
 * A value is what contacts_phone_print() writes, "+14155552671" or
 * "+14155552671;ext=123", so output and the cast to text are copies, and equal
 * numbers are equal bytes.
 */
#ifndef CONTACTS_PHONE_TYPE_H
#define CONTACTS_PHONE_TYPE_H

#include "postgres.h"

#include "core/phone.h"
#include "fmgr.h"

extern void contacts_phone_define_settings(void);
extern int	contacts_phone_default_region(void);
extern contacts_phone_status contacts_phone_parse_string(const char *s, size_t len, int region, contacts_phone *phone);
extern contacts_phone_status contacts_phone_read_text(Datum text, int region, contacts_phone *phone);
extern bool contacts_read_phone_number(text *value, const char *region, Datum *phone);
/* SQL function parse_phone(text, region) */
extern Datum contacts_parse_phone(PG_FUNCTION_ARGS);
extern struct varlena *contacts_phone_value(const contacts_phone *phone);

#endif							/* CONTACTS_PHONE_TYPE_H */
