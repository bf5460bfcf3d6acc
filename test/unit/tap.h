/*
 * tap.h
 *	  The few lines of TAP that a unit test of src/core needs.
 *
 * Each test/unit/NAME_test.c is one program, linked with all of src/core:
 *
 *		int
 *		main(void)
 *		{
 *			ok(1 + 1 == 2, "sum of %d and %d", 1, 1);
 *			is_text(got, "wanted", "name");
 *			return done_testing();
 *		}
 */
#ifndef CONTACTS_TEST_TAP_H
#define CONTACTS_TEST_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int	tap_run = 0;
static int	tap_failed = 0;

/* Report one check; the name is a format with its arguments. */
static inline bool
__attribute__((format(printf, 2, 3)))
ok(bool passed, const char *name,...)
{
	va_list		args;

	printf("%sok %d - ", passed ? "" : "not ", ++tap_run);
	va_start(args, name);
	vprintf(name, args);
	va_end(args);
	putchar('\n');
	if (!passed)
		tap_failed++;
	return passed;
}

/* Check that two integers are equal, and show both where they are not. */
static inline bool
is_int(long long got, long long wanted, const char *name)
{
	if (ok(got == wanted, "%s", name))
		return true;
	printf("#   got %lld, wanted %lld\n", got, wanted);
	return false;
}

/* Check that two texts are equal; either may be NULL. */
static inline bool
is_text(const char *got, const char *wanted, const char *name)
{
	bool		same = got == wanted || (got != NULL && wanted != NULL && strcmp(got, wanted) == 0);

	if (ok(same, "%s", name))
		return true;
	printf("#   got \"%s\", wanted \"%s\"\n", got ? got : "(null)", wanted ? wanted : "(null)");
	return false;
}

/* Print the plan; return what main() returns. No check at all is a failure. */
static inline int
done_testing(void)
{
	printf("1..%d\n", tap_run);
	return tap_failed > 0 || tap_run == 0;
}

#endif							/* CONTACTS_TEST_TAP_H */
