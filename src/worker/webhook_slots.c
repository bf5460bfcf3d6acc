/*
 * webhook_slots.c
 *	  Who may have how many requests on their way.
 *
 * Organizations take turns, one webhook each, so that none waits for the backlog of another.  A slow endpoint keeps its
 * slots for as long as its timeout: hence a limit for each webhook and each organization, a single request for an
 * endpoint that has not answered, and some slots that only organizations with nothing on their way get, one each.
 */
#include "worker/webhook_slots.h"

#include "utils/timestamp.h"
#include "worker/webhook_aside.h"
#include "worker/webhook_queue.h"

/* how long leasing goes on before answers are looked at again */
#define TURN_MILLISECONDS 200

/* the part of all slots that is kept for organizations with nothing on their way */
#define RESERVED_PART 4

/* the organization that was served last: the next one after it is the first of the next turn */
static int64 last_organization = 0;

/* Count what a list has of an organization, and among it of a webhook. */
static void
count_sent(const contacts_webhook_request *list, const contacts_webhook_due *due, int *organization, int *webhook)
{
	for (; list; list = list->next)
	{
		if (list->organization_id != due->organization_id)
			continue;
		++*organization;
		*webhook += list->webhook_id == due->webhook_id;
	}
}

/* Count a list. */
static int
length(const contacts_webhook_request *list)
{
	int			count = 0;

	for (; list; list = list->next)
		count++;
	return count;
}

/*
 * Compute how many deliveries to lease of a webhook: what there is room for, but nothing before half of its requests
 * have been answered, as a transaction for each of them would cost more than to send it.
 */
static int
wanted_of(const contacts_webhook_due *due, const contacts_webhook_request *sent, const contacts_webhook_request *leased,
		  const contacts_webhook_limits *limits, int room)
{
	int			reserved = limits->all / RESERVED_PART;
	int			of_organization = 0;
	int			of_webhook = 0;
	int			most = contacts_webhook_is_silent(due->organization_id, due->webhook_id) ? 1 : limits->webhook;

	if (contacts_webhook_is_aside(due->organization_id, CONTACTS_WEBHOOK_ALL) ||
		contacts_webhook_is_aside(due->organization_id, due->webhook_id))
		return 0;
	count_sent(sent, due, &of_organization, &of_webhook);
	count_sent(leased, due, &of_organization, &of_webhook);
	if (of_webhook > most / 2)
		return 0;
	if (room <= reserved)
		return of_organization == 0 ? Min(1, room) : 0;
	return Min(Min(most - of_webhook, limits->organization - of_organization), room - reserved);
}

/*
 * Lease what is due and there is room for; tells whether there may be more, to be looked for at once.  Returns what was
 * leased, as a list.
 */
contacts_webhook_request *
contacts_webhook_slots_fill(const contacts_webhook_request *sent, const contacts_webhook_limits *limits, bool *more)
{
	contacts_webhook_request *leased = NULL;
	int			room = limits->all - length(sent);
	TimestampTz begun = GetCurrentTimestamp();
	contacts_webhook_due *due;
	int			count;
	bool		in_time = true;

	*more = false;
	if (room <= 0)
		return NULL;
	due = contacts_webhook_queue_find(last_organization, &count);
	for (int i = 0; i < count && room > 0 && in_time; i++)
	{
		int			max = wanted_of(&due[i], sent, leased, limits, room);

		if (max <= 0)
			continue;
		leased = contacts_webhook_queue_lease(&due[i], max, leased);
		last_organization = due[i].organization_id;
		room = limits->all - length(sent) - length(leased);
		in_time = !TimestampDifferenceExceeds(begun, GetCurrentTimestamp(), TURN_MILLISECONDS);
	}
	if (due)
		pfree(due);
	*more = leased != NULL || !in_time;
	return leased;
}
