/*
 * rate.c
 *	  Counting in windows that slide.
 */
#include "core/rate.h"

#include <stddef.h>
#include <string.h>

/* Find the count of a slot. */
static size_t
place(int64_t slot)
{
	return (size_t) (slot % CONTACTS_RATE_SLOTS);
}

/*
 * Have a slot be the newest one.  A clock that was set back a little stays at the newest slot, so that nothing is
 * granted twice; one that is more than a window behind shows that the earlier time was wrong, and counting begins
 * again.
 */
void
contacts_rate_advance(contacts_rate_window *window, int64_t slot)
{
	if (slot <= window->last && window->last - slot < CONTACTS_RATE_SLOTS)
		return;
	if (slot < window->last || slot - window->last >= CONTACTS_RATE_SLOTS)
		memset(window->counts, 0, sizeof(window->counts));
	else
	{
		for (int64_t passed = window->last + 1; passed <= slot; passed++)
			window->counts[place(passed)] = 0;
	}
	window->last = slot;
}

/* Add up what the window holds. */
int64_t
contacts_rate_used(const contacts_rate_window *window)
{
	int64_t		used = 0;

	for (int i = 0; i < CONTACTS_RATE_SLOTS; i++)
		used += window->counts[i];
	return used;
}

/* Find the slot in which the window will be empty if nothing more is taken. */
int64_t
contacts_rate_reset(const contacts_rate_window *window)
{
	for (int64_t slot = window->last; slot > window->last - CONTACTS_RATE_SLOTS && slot >= 0; slot--)
	{
		if (window->counts[place(slot)] > 0)
			return slot + CONTACTS_RATE_SLOTS;
	}
	return window->last;
}

/* Find the slot in which a cost will fit; -1 where it never does. */
int64_t
contacts_rate_wait(const contacts_rate_window *window, int64_t limit, int64_t cost)
{
	int64_t		excess = contacts_rate_used(window) + cost - limit;

	if (excess <= 0)
		return window->last;
	for (int64_t slot = window->last - CONTACTS_RATE_SLOTS + 1; slot <= window->last; slot++)
	{
		if (slot >= 0)
			excess -= window->counts[place(slot)];
		if (excess <= 0)
			return slot + CONTACTS_RATE_SLOTS;
	}
	return -1;
}

/* Take a cost that fits; a window without a limit may be full to the brim. */
void
contacts_rate_take(contacts_rate_window *window, int32_t cost)
{
	int32_t    *count = &window->counts[place(window->last)];

	*count = cost > INT32_MAX - *count ? INT32_MAX : *count + cost;
}
