/*
 * primary_window.h
 *	  What was read about companies with ids near to each other.
 */
#ifndef CONTACTS_PRIMARY_WINDOW_H
#define CONTACTS_PRIMARY_WINDOW_H

#include "postgres.h"

#include "fmgr.h"
#include "pg/base/snapshot_state.h"

/* companies that are read together at most */
#define CONTACTS_WINDOW_COMPANIES 64

/* what was read about a company */
typedef struct contacts_window_company
{
	int64		person;			/* first in line, 0 for nobody */
	bool		chosen;
	bool		affiliated;		/* somebody is or was, so that this is not the answer */
} contacts_window_company;

typedef struct contacts_window
{
	contacts_seen_state state;
	int64		organization_id;
	int64		asked;			/* the last company */
	int			in_turn;		/* so many were asked for in the order of ids */
	int			rest;			/* calls for which nothing is read ahead */
	int64		first;
	int			count;
	contacts_window_company companies[CONTACTS_WINDOW_COMPANIES];
} contacts_window;

extern contacts_window *contacts_window_of(FmgrInfo *flinfo, int64 organization_id);
extern void contacts_window_ask(contacts_window *window, int64 company_id);
extern bool contacts_window_start(contacts_window *window, int64 company_id);
extern void contacts_window_end(contacts_window *window);
extern const contacts_window_company *contacts_window_find(const contacts_window *window, int64 company_id);

#endif							/* CONTACTS_PRIMARY_WINDOW_H */
