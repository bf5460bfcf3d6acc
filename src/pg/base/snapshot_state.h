/*
 * snapshot_state.h
 *	  Whether what was read before still holds for the current query.
 */
#ifndef CONTACTS_SNAPSHOT_STATE_H
#define CONTACTS_SNAPSHOT_STATE_H

#include "postgres.h"

/*
 * What decides, within a transaction, which rows a snapshot shows: who was still at work below an upper bound, and
 * which of our own commands came before, seen from which subtransaction.  Below the same bound others can only end,
 * so where as many are left they are the same ones; our own numbers are never given twice.
 */
typedef struct contacts_seen_state
{
	LocalTransactionId transaction;
	SubTransactionId subtransaction;
	CommandId	command;
	TransactionId xmin;
	TransactionId xmax;
	uint32		running;
	int32		running_below;	/* subtransactions of others */
} contacts_seen_state;

extern contacts_seen_state contacts_current_state(void);
extern bool contacts_same_state(const contacts_seen_state *a, const contacts_seen_state *b);

#endif							/* CONTACTS_SNAPSHOT_STATE_H */
