/*
 * primary_window.c
 *	  What was read about companies with ids near to each other.
 *
 * A query that asks for the primary contacts of many companies, as one over view company does, mostly asks in the
 * order of their ids.  Once it has done so for some time the next companies are read together with the one that is
 * asked for, half as many as were asked for in turn, and kept on the call site for as long as the state holds that
 * they were read in.
 */
#include "pg/compat.h"

#include "pg/base/snapshot_state.h"
#include "pg/primary_contact/primary_window.h"

/* a company that is so near behind the last one is asked for in turn */
#define NEAR_IDS 16

/* whoever asks for so many in turn will ask for more; a page of a list does not */
#define IN_TURN 32

/* Find what a call site keeps; NULL at its first call, which may be the only one. */
contacts_window *
contacts_window_of(FmgrInfo *flinfo, int64 organization_id)
{
	contacts_window *window = flinfo->fn_extra;
	contacts_seen_state state = contacts_current_state();

	if (window == NULL)
	{
		flinfo->fn_extra = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(contacts_window));
		return NULL;
	}
	if (window->organization_id != organization_id || !contacts_same_state(&window->state, &state))
		window->count = 0;
	window->organization_id = organization_id;
	window->state = state;
	return window;
}

/* Note that a company is asked for. */
void
contacts_window_ask(contacts_window *window, int64 company_id)
{
	bool		in_turn = company_id > window->asked && company_id - window->asked <= NEAR_IDS;

	window->in_turn = in_turn ? Min(window->in_turn + 1, 2 * CONTACTS_WINDOW_COMPANIES) : 0;
	window->asked = company_id;
	if (window->rest > 0)
		window->rest--;
}

/* Check whether to read ahead from a company, and make room for what is read. */
bool
contacts_window_start(contacts_window *window, int64 company_id)
{
	if (window->in_turn < IN_TURN || window->rest > 0)
		return false;
	window->first = company_id;
	window->count = window->in_turn / 2;
	memset(window->companies, 0, sizeof(window->companies));
	return true;
}

/* End reading ahead; where it was cut short at once, do not try again soon. */
void
contacts_window_end(contacts_window *window)
{
	if (window->count == 0)
		window->rest = CONTACTS_WINDOW_COMPANIES;
}

/* Find what was read about a company; NULL where it was not. */
const contacts_window_company *
contacts_window_find(const contacts_window *window, int64 company_id)
{
	if (company_id < window->first || company_id - window->first >= window->count)
		return NULL;
	return &window->companies[company_id - window->first];
}
