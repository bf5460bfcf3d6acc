/*
 * audit_columns.h
 *	  Who made or changed a row and when: the same for every table.
 */
#ifndef CONTACTS_AUDIT_COLUMNS_H
#define CONTACTS_AUDIT_COLUMNS_H

#include "pg/store/changed_row.h"
#include "pg/store/columns.h"

/* the columns that the rule needs stand first in the column list of every table's rule, in this order */
enum
{
	TOUCH_ORGANIZATION_ID,
	TOUCH_ID,
	TOUCH_UID,
	TOUCH_CREATED_AT,
	TOUCH_CREATED_BY,
	TOUCH_UPDATED_AT,
	TOUCH_UPDATED_BY,
	TOUCH_VERSION,
	TOUCH_DELETED_AT,
	TOUCH_DELETED_BY,
	TOUCH_STATUS,
	TOUCH_COLUMNS
};

#define TOUCH_COLUMN_LIST \
	{"organization_id", INT8OID, true}, {"id", INT8OID, true}, {"uid", CONTACTS_TYPE_ULID, true}, \
	{"created_at", TIMESTAMPTZOID, true}, {"created_by", INT8OID, true}, \
	{"updated_at", TIMESTAMPTZOID, true}, {"updated_by", INT8OID, true}, {"version", INT8OID, true}, \
	{"deleted_at", TIMESTAMPTZOID, true}, {"deleted_by", INT8OID, true}, {"status", TEXTOID, true}

extern uint64 contacts_rows_changed(void);
extern void contacts_touch_row(contacts_row *row);
extern void contacts_touch_user(contacts_row *row, int at, int by);

#endif							/* CONTACTS_AUDIT_COLUMNS_H */
