/*
 * name_parts_test.c
 *	  Full names taken apart, without a server.
 */
#include <stdio.h>
#include <string.h>

#include "core/name_parts.h"
#include "tap.h"

/* Check the parts of a name, written as "prefix|first|last|suffix". */
static void
splits(const char *name, contacts_name_order order, const char *wanted)
{
	contacts_name_word words[CONTACTS_NAME_WORDS];
	int			n = contacts_name_split(name, strlen(name), order, words);
	char		found[512] = "";

	for (int role = 0; role < CONTACTS_NAME_ROLES; role++)
	{
		bool		any = false;

		if (role > 0)
			strcat(found, "|");
		for (int i = 0; i < n; i++)
		{
			if ((int) words[i].role != role)
				continue;
			if (any)
				strcat(found, " ");
			strncat(found, words[i].start, words[i].len);
			any = true;
		}
	}
	is_text(found, wanted, name);
}

int
main(void)
{
	const contacts_name_order given = CONTACTS_NAME_GIVEN_FIRST;
	const contacts_name_order family = CONTACTS_NAME_FAMILY_FIRST;
	contacts_name_order order;
	char		many[400] = "";

	splits("Ada", given, "|Ada||");
	splits("Ada Lovelace", given, "|Ada|Lovelace|");
	splits("Jean Luc Picard", given, "|Jean Luc|Picard|");
	splits("Smith, John", given, "|John|Smith|");
	splits("Smith,John", given, "|John|Smith|");
	splits("Smith, John Q.", given, "|John Q.|Smith|");
	splits("Smith, John, Jr.", given, "|John|Smith|Jr.");
	splits("Smith Jr., John", given, "|John|Smith|Jr.");
	splits("Smith Jr., Dr. John, PhD", given, "Dr.|John|Smith|Jr. PhD");
	splits("van der Berg, Jan", given, "|Jan|van der Berg|");
	splits("Garcia Marquez, Gabriel", given, "|Gabriel|Garcia Marquez|");
	splits("John Smith, Jr.", given, "|John|Smith|Jr.");
	splits("John Smith, MD, PhD", given, "|John|Smith|MD PhD");
	splits("Smith,", given, "|Smith||");
	splits(", Smith", given, "|Smith||");
	splits("Ann Smith Jr.", given, "|Ann|Smith|Jr.");
	splits("Ann Smith III", given, "|Ann|Smith|III");
	splits("Ann Smith Ph.D.", given, "|Ann|Smith|Ph.D.");
	splits("Ann Jr.", given, "|Ann||Jr.");
	splits("Vi Iii", given, "|Vi|Iii|");
	splits("Jack Ma", given, "|Jack|Ma|");
	splits("Dr. Ann Smith", given, "Dr.|Ann|Smith|");
	splits("Prof. Dr. Ann Smith MBA", given, "Prof. Dr.|Ann|Smith|MBA");
	splits("Mr. Smith", given, "Mr.||Smith|");
	splits("Sir Elton", given, "Sir|Elton||");
	splits("Dr.", given, "|Dr.||");
	splits("MD Rahman", given, "|MD|Rahman|");
	splits("Ludwig van Beethoven", given, "|Ludwig|van Beethoven|");
	splits("Jan van der Berg", given, "|Jan|van der Berg|");
	splits("Van Morrison", given, "|Van|Morrison|");
	splits("Maria de la Cruz", given, "|Maria|de la Cruz|");
	splits("Ursula von der Leyen", given, "|Ursula|von der Leyen|");
	splits("Vincent Van Gogh", given, "|Vincent|Van Gogh|");
	splits("Kim Le Tran", given, "|Kim Le|Tran|");
	splits("José Ortega y Gasset", given, "|José|Ortega y Gasset|");
	splits("Leonardo da Vinci", given, "|Leonardo|da Vinci|");
	splits("Nagy János", family, "|János|Nagy|");
	splits("Nguyễn Văn Minh", family, "|Văn Minh|Nguyễn|");
	splits("Dr. Nagy János", family, "Dr.|János|Nagy|");
	splits("Smith, John", family, "|John|Smith|");
	splits("张三", given, "|三|张|");
	splits("王小明", given, "|小明|王|");
	splits("欧阳修", given, "|修|欧阳|");
	splits("司马相如", given, "|相如|司马|");
	splits("김철수", given, "|철수|김|");
	splits("남궁민", given, "|민|남궁|");
	splits("山田 太郎", given, "|太郎|山田|");
	splits("田中太郎", given, "|田中太郎||");
	splits("田中誠", CONTACTS_NAME_JAPANESE, "|田中誠||");
	splits("さくら", given, "|さくら||");
	splits("王", given, "|王||");
	splits("Li 小明", given, "|Li|小明|");
	splits("", given, "|||");
	for (int i = 0; i < 45; i++)
		strcat(many, "word ");
	splits(many, given, "|||");
	ok(contacts_name_order_of("hu", 2, &order) && order == family, "Hungarian");
	ok(contacts_name_order_of("zh-Hant-TW", 10, &order) && order == family, "Chinese");
	ok(contacts_name_order_of("ja-JP", 5, &order) && order == CONTACTS_NAME_JAPANESE, "Japanese");
	ok(contacts_name_order_of("en-US", 5, &order) && order == given, "English");
	ok(!contacts_name_order_of("", 0, &order), "no language");
	return done_testing();
}
