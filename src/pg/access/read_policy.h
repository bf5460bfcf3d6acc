/*
 * read_policy.h
 *	  What the policies of one of our tables let the current role read, without asking the executor.
 */
#ifndef CONTACTS_READ_POLICY_H
#define CONTACTS_READ_POLICY_H

#include "postgres.h"

#include "utils/rel.h"

typedef enum contacts_verdict
{
	CONTACTS_READS_ALL,			/* every row of the organization */
	CONTACTS_READS_NOTHING,
	CONTACTS_HAS_TO_ASK			/* only a query can tell */
} contacts_verdict;

extern contacts_verdict contacts_may_read(Relation table, int64 organization_id);

#endif							/* CONTACTS_READ_POLICY_H */
