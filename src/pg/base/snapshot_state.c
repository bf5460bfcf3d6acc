/*
 * snapshot_state.c
 *	  Whether what was read before still holds for the current query.
 *
 * A function may keep what it has read on its call site, which lives as long as one run of one query, but in PL/pgSQL
 * as long as a transaction: so it keeps the state too that it has read, and asks here.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "pg/base/snapshot_state.h"
#include "storage/proc.h"
#include "utils/snapmgr.h"

/* Find the state that the current query sees. */
contacts_seen_state
contacts_current_state(void)
{
	Snapshot	snapshot = GetActiveSnapshot();
	contacts_seen_state state = {
		contacts_local_transaction(), GetCurrentSubTransactionId(), snapshot->curcid,
		snapshot->xmin, snapshot->xmax, snapshot->xcnt, snapshot->subxcnt
	};

	return state;
}

/* Check whether what was read in one state holds in another one. */
bool
contacts_same_state(const contacts_seen_state *a, const contacts_seen_state *b)
{
	/* no padding: all of it are numbers of four bytes */
	return memcmp(a, b, sizeof(*a)) == 0;
}
