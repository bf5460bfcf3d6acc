/*
 * ulid_test.c
 *	  The text form of ulids and their order, without a server.
 */
#include <stdlib.h>

#include "core/ulid.h"
#include "tap.h"

static const char *const canonical = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/* Parse from memory of exactly the text's size, so that a read past it is seen. */
static contacts_ulid_status
parse(const char *text, size_t len, uint8_t *out, size_t *at)
{
	char	   *exact = malloc(len > 0 ? len : 1);
	contacts_ulid_status status;

	memcpy(exact, text, len);
	status = contacts_ulid_parse(exact, len, out, at);
	free(exact);
	return status;
}

/* Check that the text is read, and as which ulid. */
static void
reads(const char *text, const char *wanted)
{
	uint8_t		ulid[CONTACTS_ULID_BYTES];
	char		shown[CONTACTS_ULID_CHARACTERS + 1] = "";
	size_t		at = 0;

	if (parse(text, strlen(text), ulid, &at) == CONTACTS_ULID_OK)
		contacts_ulid_format(ulid, shown);
	is_text(shown, wanted, text);
}

/* Check that the text is refused, why and where. */
static void
refuses(const char *text, contacts_ulid_status wanted, size_t wanted_at)
{
	uint8_t		ulid[CONTACTS_ULID_BYTES];
	size_t		at = 999;
	contacts_ulid_status status = parse(text, strlen(text), ulid, &at);

	ok(status == wanted && at == wanted_at, "\"%s\" is refused with %d at %zu (%d at %zu)",
	   text, (int) status, at, (int) wanted, wanted_at);
}

/* Check every character in every place of the canonical text. */
static void
test_every_character(void)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	int			wrong = 0;

	for (size_t place = 0; place < CONTACTS_ULID_CHARACTERS; place++)
	{
		for (int c = 0; c < 256; c++)
		{
			char		text[CONTACTS_ULID_CHARACTERS];
			char		shown[CONTACTS_ULID_CHARACTERS];
			uint8_t		ulid[CONTACTS_ULID_BYTES];
			size_t		at = 999;
			char		upper = c >= 'a' && c <= 'z' ? (char) (c - 32) : (char) c;
			contacts_ulid_status status;

			if (upper == 'I' || upper == 'L')
				upper = '1';
			if (upper == 'O')
				upper = '0';
			memcpy(text, canonical, sizeof(text));
			text[place] = (char) c;
			status = parse(text, sizeof(text), ulid, &at);
			if (upper == '\0' || strchr(alphabet, upper) == NULL)
				wrong += status != CONTACTS_ULID_BAD_DIGIT || at != place;
			else if (place == 0 && upper > '7')
				wrong += status != CONTACTS_ULID_OVERFLOW || at != 0;
			else
			{
				text[place] = upper;
				contacts_ulid_format(ulid, shown);
				wrong += status != CONTACTS_ULID_OK || memcmp(shown, text, sizeof(text)) != 0;
			}
		}
	}
	is_int(wrong, 0, "every byte in every place");
}

/* Check that bytes survive text, each bit alone and random ones, and that text keeps their order. */
static void
test_round_trips(void)
{
	uint8_t		before[CONTACTS_ULID_BYTES] = {0};
	char		text_before[CONTACTS_ULID_CHARACTERS];
	int			wrong = 0;

	contacts_ulid_format(before, text_before);
	srand(1);
	for (int i = 0; i < 20000; i++)
	{
		uint8_t		ulid[CONTACTS_ULID_BYTES] = {0};
		uint8_t		again[CONTACTS_ULID_BYTES];
		char		text[CONTACTS_ULID_CHARACTERS];
		size_t		at;

		for (int b = 0; b < CONTACTS_ULID_BYTES; b++)
			ulid[b] = i < 128 ? (uint8_t) (b == i / 8 ? 0x80 >> i % 8 : 0) : (uint8_t) (rand() >> 7);
		contacts_ulid_format(ulid, text);
		wrong += parse(text, sizeof(text), again, &at) != CONTACTS_ULID_OK ||
			memcmp(ulid, again, sizeof(ulid)) != 0 ||
			(memcmp(ulid, before, sizeof(ulid)) < 0) != (memcmp(text, text_before, sizeof(text)) < 0);
		memcpy(before, ulid, sizeof(ulid));
		memcpy(text_before, text, sizeof(text));
	}
	is_int(wrong, 0, "20000 round trips");
}

/* Make a ulid out of text that is one. */
static void
make(uint8_t *ulid, const char *text)
{
	size_t		at;

	if (contacts_ulid_parse(text, strlen(text), ulid, &at) != CONTACTS_ULID_OK)
		abort();
}

/* Check one step of the monotonic sequence at the given time. */
static void
steps(const char *from, int64_t clock_offset, contacts_ulid_step wanted, const char *wanted_ulid)
{
	uint8_t		ulid[CONTACTS_ULID_BYTES];
	char		shown[CONTACTS_ULID_CHARACTERS + 1] = "";
	contacts_ulid_step step;

	make(ulid, from);
	step = contacts_ulid_advance(ulid, contacts_ulid_get_time(ulid) + (uint64_t) clock_offset);
	contacts_ulid_format(ulid, shown);
	if (step == CONTACTS_ULID_NEW_TIME)
		memset(shown + 10, '-', 16);
	ok(step == wanted && (wanted_ulid == NULL || strcmp(shown, wanted_ulid) == 0),
	   "step %d from %s to %s", (int) step, from, shown);
}

/* Check the specification's examples, a clock that steps back, and the ends. */
static void
test_advance(void)
{
	steps("01BX5ZZKBKACTAV9WEVGEMMVRZ", 0, CONTACTS_ULID_STEPPED, "01BX5ZZKBKACTAV9WEVGEMMVS0");
	steps("01BX5ZZKBKACTAV9WEVGEMMVS0", 0, CONTACTS_ULID_STEPPED, "01BX5ZZKBKACTAV9WEVGEMMVS1");
	steps("01BX5ZZKBKZZZZZZZZZZZZZZZX", 0, CONTACTS_ULID_STEPPED, "01BX5ZZKBKZZZZZZZZZZZZZZZY");
	steps("01BX5ZZKBK7ZZZZZZZZZZZZZZZ", -5000, CONTACTS_ULID_STEPPED, "01BX5ZZKBK8000000000000000");
	steps("01BX5ZZKBKACTAV9WEVGEMMVRZ", 1, CONTACTS_ULID_NEW_TIME, "01BX5ZZKBM----------------");
	steps("01BX5ZZKBKZZZZZZZZZZZZZZZZ", 0, CONTACTS_ULID_NEW_TIME, "01BX5ZZKBM----------------");
	steps("01BX5ZZKBKZZZZZZZZZZZZZZZZ", -5000, CONTACTS_ULID_NEW_TIME, "01BX5ZZKBM----------------");
	steps("00000000000000000000000000", 0, CONTACTS_ULID_STEPPED, "00000000000000000000000001");
	steps("7ZZZZZZZZYZZZZZZZZZZZZZZZZ", 0, CONTACTS_ULID_NEW_TIME, "7ZZZZZZZZZ----------------");
	steps("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", 0, CONTACTS_ULID_EXHAUSTED, NULL);
	steps("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", -5000, CONTACTS_ULID_EXHAUSTED, NULL);
}

/* Check the time part. */
static void
test_time(void)
{
	uint8_t		ulid[CONTACTS_ULID_BYTES];

	make(ulid, canonical);
	is_int((long long) contacts_ulid_get_time(ulid), 1469922850259, "time of a ulid");
	contacts_ulid_set_time(ulid, CONTACTS_ULID_MAX_TIME);
	is_int((long long) contacts_ulid_get_time(ulid), 281474976710655, "greatest time");
	is_int(ulid[CONTACTS_ULID_TIME_BYTES], 0xd6, "setting the time leaves the random part alone");
}

int
main(void)
{
	reads("01ARZ3NDEKTSV4RRFFQ69G5FAV", canonical);
	reads("01arz3ndektsv4rrffq69g5fav", canonical);
	reads("oiARZ3NDEKTSV4RRFFQ69G5FAV", canonical);
	reads("01563e3a-b5d3-d676-4c61-efb99302bd5b", canonical);
	reads("01563E3AB5D3D6764C61EFB99302BD5B", canonical);
	reads("{0156-3e3a-b5d3-d676-4c61-efb9-9302-bd5b}", canonical);

	refuses("", CONTACTS_ULID_TOO_SHORT, 0);
	refuses("01ARZ3NDEKTSV4RRFFQ69G5FA", CONTACTS_ULID_TOO_SHORT, 25);
	refuses("01ARZ3NDEKTSV4RRFFQ69G5FAVV", CONTACTS_ULID_TOO_LONG, 26);
	refuses("000000000000000000000000000000000000000000", CONTACTS_ULID_TOO_LONG, 26);
	refuses("01ARZ3NDEKTSV4RRFFQ69G5FAU", CONTACTS_ULID_BAD_DIGIT, 25);
	refuses("no", CONTACTS_ULID_TOO_SHORT, 2);
	refuses("nu", CONTACTS_ULID_BAD_DIGIT, 1);
	refuses("80000000000000000000000000", CONTACTS_ULID_OVERFLOW, 0);
	refuses("01563e3a-b5d3-d676-4c61-efb99302bd5", CONTACTS_ULID_BAD_UUID, 35);
	refuses("01563e3a-b5d3-d676-4c61-efb99302bd5b-", CONTACTS_ULID_BAD_UUID, 36);
	refuses("-01563e3ab5d3d6764c61efb99302bd5b", CONTACTS_ULID_BAD_UUID, 0);
	refuses("{01563e3ab5d3d6764c61efb99302bd5b", CONTACTS_ULID_BAD_UUID, 33);
	refuses("{01563e3ab5d3d6764c61efb99302bd5b)", CONTACTS_ULID_BAD_UUID, 33);
	refuses("01563e3a--b5d3d6764c61efb99302bd5b", CONTACTS_ULID_BAD_UUID, 9);

	test_every_character();
	test_round_trips();
	test_advance();
	test_time();
	return done_testing();
}
