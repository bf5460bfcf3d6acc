/*
 * rate_test.c
 *	  Sliding windows, compared with a list of everything that was granted.
 */
#include <stdlib.h>

#include "core/rate.h"
#include "tap.h"

#define LIMIT 20
#define STEPS 200000

static int64_t granted_at[STEPS];	/* in tenths of a slot, one entry for each unit granted */
static int	granted = 0;

/* Count what was granted in the 60 slots before and up to a time. */
static int
granted_in_window(int64_t now)
{
	int			count = 0;

	for (int i = granted - 1; i >= 0 && granted_at[i] > now - 600; i--)
		count++;
	return count;
}

/* Take at random times; never more than the limit in any 60 slots, and nothing refused that was free for 61. */
static void
take_at_random(void)
{
	contacts_rate_window window = {0};
	int64_t		now = 17000000000;
	int			over = 0;
	int			needless = 0;
	int			wrong_wait = 0;
	int			refused = 0;

	srand(4711);
	for (int step = 0; step < STEPS && granted < STEPS - 3; step++)
	{
		int			cost = 1 + rand() % 3;
		int64_t		wait;

		now += rand() % 100 == 0 ? rand() % 2000 : rand() % 30;
		contacts_rate_advance(&window, now / 10);
		wait = contacts_rate_wait(&window, LIMIT, cost);
		if (contacts_rate_used(&window) + cost <= LIMIT)
		{
			wrong_wait += wait != window.last;
			contacts_rate_take(&window, cost);
			for (int i = 0; i < cost; i++)
				granted_at[granted++] = now;
			over += granted_in_window(now) > LIMIT;
			continue;
		}
		refused++;
		/* what was granted 61 slots ago no longer counts */
		needless += granted_in_window(now) + cost <= LIMIT && granted_in_window(now - 10) + cost <= LIMIT &&
			granted_at[granted - LIMIT] / 10 <= now / 10 - CONTACTS_RATE_SLOTS;
		contacts_rate_window later = window;
		contacts_rate_advance(&later, wait - 1);
		wrong_wait += wait - 1 > window.last && contacts_rate_used(&later) + cost <= LIMIT;
		contacts_rate_advance(&later, wait);
		wrong_wait += contacts_rate_used(&later) + cost > LIMIT;
	}
	ok(granted > 10000 && refused > 10000, "%d granted, %d refused", granted, refused);
	is_int(over, 0, "never more than the limit in any 60 slots");
	is_int(needless, 0, "what is 61 slots old does not count");
	is_int(wrong_wait, 0, "a cost fits when wait() says, not before");
}

int
main(void)
{
	contacts_rate_window window = {0};

	take_at_random();

	contacts_rate_advance(&window, 1000);
	is_int(contacts_rate_reset(&window), 1000, "an empty window is reset");
	contacts_rate_take(&window, 5);
	is_int(contacts_rate_reset(&window), 1061, "reset after 61 slots");
	is_int(contacts_rate_wait(&window, 5, 6), -1, "a cost above the limit never fits");
	contacts_rate_advance(&window, 990);
	is_int(window.last, 1000, "a clock set back a little stays");
	is_int(contacts_rate_used(&window), 5, "and forgets nothing");
	contacts_rate_advance(&window, 1060);
	is_int(contacts_rate_used(&window), 5, "counts for 60 slots");
	contacts_rate_advance(&window, 1061);
	is_int(contacts_rate_used(&window), 0, "no longer");
	contacts_rate_take(&window, 5);
	contacts_rate_advance(&window, 500);
	is_int(contacts_rate_used(&window), 0, "a clock set back far begins anew");
	contacts_rate_take(&window, INT32_MAX);
	contacts_rate_take(&window, INT32_MAX);
	is_int(contacts_rate_used(&window), INT32_MAX, "a count stays at its greatest value");
	return done_testing();
}
