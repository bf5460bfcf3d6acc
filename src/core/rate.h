/*
 * rate.h
 *	  Counting in windows that slide: never more than a limit in any hour or any minute.
 *
 * A window of 60 slots (minutes or seconds) is kept as 61 counts, because the running slot and the one that began 60
 * slots ago both touch the last 60.  So in no 60 slots, wherever they begin, more than the limit is granted; what was
 * granted comes back after at most 61.
 */
#ifndef CONTACTS_CORE_RATE_H
#define CONTACTS_CORE_RATE_H

#include <stdbool.h>
#include <stdint.h>

#define CONTACTS_RATE_SLOTS 61

typedef struct contacts_rate_window
{
	int64_t		last;			/* number of the newest slot */
	int32_t		counts[CONTACTS_RATE_SLOTS];	/* slot s is element s % 61 */
} contacts_rate_window;

extern void contacts_rate_advance(contacts_rate_window *window, int64_t slot);
extern int64_t contacts_rate_used(const contacts_rate_window *window);
extern int64_t contacts_rate_reset(const contacts_rate_window *window);
extern int64_t contacts_rate_wait(const contacts_rate_window *window, int64_t limit, int64_t cost);
extern void contacts_rate_take(contacts_rate_window *window, int32_t cost);

#endif							/* CONTACTS_CORE_RATE_H */
