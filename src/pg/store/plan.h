/*
 * plan.h
 *	  Plans that are kept as long as the backend lives.
 */
#ifndef CONTACTS_PLAN_H
#define CONTACTS_PLAN_H

#include "postgres.h"

#include "executor/spi.h"
#include "nodes/parsenodes.h"

extern SPIPlanPtr contacts_plan(const char *sql, int nargs, const Oid *types, int cursor_options);

#endif							/* CONTACTS_PLAN_H */
