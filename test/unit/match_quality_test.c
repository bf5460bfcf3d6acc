/*
 * match_quality_test.c
 *	  How well matching finds known duplicates: keys, pairs, score, prior, threshold 0, groups, without training.
 *
 * Reads the tables in the folder duplicates of CONTACTS_DATA, or of ../shared/data; each result is held against a
 * floor, and against the rules that are used where nothing better is there: equal e-mail or phone, or equal name with
 * equal company or postal code.
 */
#include "match_data.h"
#include "tap.h"

/* a data set: tables and the least F1 of pairs and groups; over_rules: how far the pairs are above the rules */
typedef struct data_set
{
	const char *name;
	double		pairs;
	double		groups;
	double		over_rules;
} data_set;

static const data_set sets[] = {
	{"contacts", .83, .83, .20},
	{"contacts_unique", .80, .80, .20},
	{"febrl1", .98, .98, 0},
	{"febrl2", .98, .98, 0},
	{"febrl3", .99, .99, 0},
	{"febrl4", .995, .995, 0},
	{"fake_1000", .76, .76, 0},
	{"historical_50k", .76, .81, 0},
	{"orgs_hard", .88, .88, 0},
	{"earlychildhood", .78, .78, 0},
	{"senzing_demo", .55, .55, 0},
};

/* a contact that was read */
typedef struct contact
{
	contacts_match_fields fields;
	contacts_match_card card;
	contacts_match_terms terms;
	char	   *entity;
} contact;

/* a key or a term of a contact */
typedef struct holding
{
	uint64_t	hash;
	uint32_t	contact;
	uint32_t	term;
} holding;

typedef struct figures
{
	double		precision;
	double		recall;
	double		f1;
} figures;

static int
compare_holdings(const void *a, const void *b)
{
	const holding *x = a;
	const holding *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->contact > y->contact) - (x->contact < y->contact);
}

static int
compare_places(const void *a, const void *b)
{
	const contacts_match_pair *x = a;
	const contacts_match_pair *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static int
compare_bits(const void *a, const void *b)
{
	const contacts_match_pair *x = a;
	const contacts_match_pair *y = b;

	if (x->bits != y->bits)
		return x->bits > y->bits ? -1 : 1;
	return compare_places(a, b);
}

/* Read a table; returns the contacts, and how many in *count, NULL where there is none. */
static contact *
read_table(const char *folder, const char *name, uint32_t *count)
{
	char		path[512];
	char		line[16384];
	contact	   *contacts = NULL;
	FILE	   *file;

	snprintf(path, sizeof(path), "%s/%s.tsv", folder, name);
	file = fopen(path, "r");
	*count = 0;
	if (file == NULL)
		return NULL;
	for (bool heading = true; fgets(line, sizeof(line), file) != NULL; heading = false)
	{
		static char empty[1];
		char	   *column[COLUMNS];
		char	   *rest = line;

		line[strcspn(line, "\n")] = '\0';
		for (int i = 0; i < COLUMNS; i++)
		{
			column[i] = rest != NULL ? rest : empty;
			rest = rest != NULL ? strchr(rest, '\t') : NULL;
			if (rest != NULL)
				*rest++ = '\0';
		}
		if (heading)
			continue;
		if (*count % 4096 == 0)
			contacts = realloc(contacts, (*count + 4096) * sizeof(contact));
		read_contact(column, &contacts[*count].fields);
		contacts[*count].entity = (char *) keep_text(column[ENTITY_ID], strlen(column[ENTITY_ID])).start;
		contacts_match_prepare(&contacts[*count].fields, 1, &contacts[*count].card, &contacts[*count].terms);
		++*count;
	}
	fclose(file);
	return contacts;
}

static void
free_text(contacts_match_text text)
{
	free((char *) text.start);
}

static void
free_table(contact *contacts, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
	{
		contacts_match_fields *f = &contacts[i].fields;

		free_text(f->name);
		free_text(f->first_name);
		free_text(f->last_name);
		free_text(f->company);
		free_text(f->title);
		free_text(f->website);
		free_text(f->tax_id);
		free_text(f->email[0]);
		free_text(f->phone[0]);
		free_text(f->address[0].line);
		free_text(f->address[0].city);
		free_text(f->address[0].postal_code);
		free_text(f->identity[0].value);
		free(contacts[i].entity);
	}
	free(contacts);
}

/* Count the holders of each term, and weigh the cards. */
static void
weigh_all(contact *contacts, uint32_t count)
{
	holding	   *held = malloc((size_t) count * CONTACTS_MATCH_TERMS * sizeof(holding));
	uint32_t(*holders)[CONTACTS_MATCH_TERMS] = calloc(count, sizeof(*holders));
	size_t		n = 0;

	for (uint32_t i = 0; i < count; i++)
		for (int t = 1; t < contacts[i].terms.count; t++)
			held[n++] = (holding) {contacts[i].terms.hash[t], i, (uint32_t) t};
	qsort(held, n, sizeof(holding), compare_holdings);
	for (size_t from = 0, to; from < n; from = to)
	{
		uint32_t	different = 0;

		for (to = from; to < n && held[to].hash == held[from].hash; to++)
			different += to == from || held[to].contact != held[to - 1].contact;
		for (size_t i = from; i < to; i++)
			holders[held[i].contact][held[i].term] = different;
	}
	for (uint32_t i = 0; i < count; i++)
		contacts_match_weigh(&contacts[i].card, count, holders[i]);
	free(held);
	free(holders);
}

/* Make the pairs of all hashes with at most CONTACTS_MATCH_HOT holders, each once. */
static contacts_match_pair *
make_pairs(holding *held, size_t n, size_t hot, size_t *pairs)
{
	contacts_match_pair *pair = NULL;
	size_t		room = 0;
	size_t		kept = 0;

	*pairs = 0;
	qsort(held, n, sizeof(holding), compare_holdings);
	for (size_t from = 0, to; from < n; from = to)
	{
		for (to = from; to < n && held[to].hash == held[from].hash; to++)
			;
		if (to - from > hot)
			continue;
		for (size_t i = from; i < to; i++)
			for (size_t j = i + 1; j < to; j++)
			{
				if (*pairs == room)
				{
					room = room == 0 ? 65536 : 2 * room;
					pair = realloc(pair, room * sizeof(*pair));
				}
				pair[(*pairs)++] = (contacts_match_pair) {held[i].contact, held[j].contact, 0, false};
			}
	}
	if (*pairs == 0)
		return pair;
	qsort(pair, *pairs, sizeof(*pair), compare_places);
	for (size_t i = 0; i < *pairs; i++)
		if (i == 0 || compare_places(&pair[i], &pair[i - 1]) != 0)
			pair[kept++] = pair[i];
	*pairs = kept;
	return pair;
}

static contacts_match_pair *
pairs_by_keys(contact *contacts, uint32_t count, size_t *pairs)
{
	holding	   *held = malloc((size_t) count * CONTACTS_MATCH_KEYS * sizeof(holding));
	contacts_match_pair *pair;
	size_t		n = 0;

	for (uint32_t i = 0; i < count; i++)
	{
		uint64_t	keys[CONTACTS_MATCH_KEYS];
		int			made = contacts_match_keys(&contacts[i].card, keys);

		for (int k = 0; k < made; k++)
			held[n++] = (holding) {keys[k], i, 0};
	}
	printf("# %.1f keys per contact\n", (double) n / count);
	pair = make_pairs(held, n, CONTACTS_MATCH_HOT, pairs);
	free(held);
	return pair;
}

/* Add a value of a rule, unless a part of it is missing. */
static void
add_rule(holding *held, size_t *n, uint32_t contact, const contacts_match_fields *fields, int rule,
		 contacts_match_text x, contacts_match_text y)
{
	char		text[TEXT_MAX];
	uint64_t	hash = 1469598103934665603u;
	int			len;

	if (x.len == 0 || (rule > 2 && y.len == 0))
		return;
	len = snprintf(text, sizeof(text), "%d%d%.*s\t%.*s", fields->kind, rule,
				   (int) x.len, x.start, (int) y.len, y.start);
	for (int i = 0; i < len && i < (int) sizeof(text); i++)
		hash = (hash ^ (unsigned char) text[i]) * 1099511628211u;
	held[(*n)++] = (holding) {hash, contact, 0};
}

static contacts_match_pair *
pairs_by_rules(contact *contacts, uint32_t count, size_t *pairs)
{
	holding	   *held = malloc((size_t) count * 4 * sizeof(holding));
	contacts_match_text none = {"", 0};
	contacts_match_pair *pair;
	size_t		n = 0;

	for (uint32_t i = 0; i < count; i++)
	{
		const contacts_match_fields *f = &contacts[i].fields;

		add_rule(held, &n, i, f, 1, f->email[0], none);
		add_rule(held, &n, i, f, 2, f->phone[0], none);
		add_rule(held, &n, i, f, 3, f->name, f->company);
		add_rule(held, &n, i, f, 4, f->name, f->address[0].postal_code);
	}
	pair = make_pairs(held, n, SIZE_MAX, pairs);
	free(held);
	return pair;
}

static int
compare_entities(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Count the pairs of one entity. */
static double
count_true(const contact *contacts, uint32_t count)
{
	char	  **entity = malloc(count * sizeof(char *));
	double		sum = 0;

	for (uint32_t i = 0; i < count; i++)
		entity[i] = contacts[i].entity;
	qsort(entity, count, sizeof(char *), compare_entities);
	for (uint32_t from = 0, to; from < count; from = to)
	{
		for (to = from; to < count && strcmp(entity[to], entity[from]) == 0; to++)
			;
		sum += (double) (to - from) * (to - from - 1) / 2;
	}
	free(entity);
	return sum;
}

static figures
figure(double right, double found, double wanted)
{
	return (figures) {found > 0 ? right / found : 0, right / wanted, found > 0 ? 2 * right / (found + wanted) : 0};
}

/* Judge the pairs of at least so many bits. */
static figures
judge_pairs(const contact *contacts, const contacts_match_pair *pair, size_t pairs, double least, double wanted)
{
	double		right = 0;
	double		found = 0;

	for (size_t i = 0; i < pairs; i++)
	{
		if (!(pair[i].bits >= least))
			continue;
		found++;
		right += strcmp(contacts[pair[i].a].entity, contacts[pair[i].b].entity) == 0;
	}
	return figure(right, found, wanted);
}

/* Compare all pairs and add the prior of each kind; kinds are not mixed in a pair. */
static void
score_pairs(const contact *contacts, uint32_t count, contacts_match_pair *pair, size_t pairs)
{
	for (int kind = CONTACTS_MATCH_PERSON; kind <= CONTACTS_MATCH_ORGANIZATION; kind++)
	{
		float	   *bits = malloc((pairs + 1) * sizeof(float));
		size_t		n = 0;
		double		of_kind = 0;
		double		prior;

		for (uint32_t i = 0; i < count; i++)
			of_kind += contacts[i].card.kind == kind;
		for (size_t i = 0; i < pairs; i++)
			if (contacts[pair[i].a].card.kind == kind)
				bits[n++] = (float) contacts_match_compare(&contacts[pair[i].a].card, &contacts[pair[i].b].card, NULL);
		prior = contacts_match_prior(bits, n, of_kind, count);
		n = 0;
		for (size_t i = 0; i < pairs; i++)
			if (contacts[pair[i].a].card.kind == kind)
				pair[i].bits = (float) (bits[n++] + prior);
		free(bits);
	}
}

/* Judge the groups of pairs that are in order of their bits. */
static figures
judge_groups(const contact *contacts, uint32_t count, const contacts_match_pair *pair, size_t pairs, double wanted)
{
	uint32_t   *space = malloc(contacts_match_group_space(count, pairs) * sizeof(uint32_t));
	uint32_t   *group = malloc(count * sizeof(uint32_t));
	uint32_t   *next = malloc(count * sizeof(uint32_t));
	uint32_t   *last = malloc(count * sizeof(uint32_t));
	double		right = 0;
	double		found = 0;

	contacts_match_group(pair, pairs, count, 0, space, group);
	for (uint32_t i = 0; i < count; i++)
	{
		/* a list of the members before, from the last one on */
		next[i] = group[i] == i ? UINT32_MAX : last[group[i]];
		last[group[i]] = i;
		for (uint32_t k = next[i]; k != UINT32_MAX; k = next[k])
		{
			found++;
			right += strcmp(contacts[i].entity, contacts[k].entity) == 0;
		}
	}
	free(space);
	free(group);
	free(next);
	free(last);
	return figure(right, found, wanted);
}

/* Round to what is printed. */
static int
thousandths(double x)
{
	return (int) (1000 * x + 0.5);
}

static void
judge(const data_set *set, contact *contacts, uint32_t count)
{
	double		wanted = count_true(contacts, count);
	size_t		pairs;
	size_t		by_rules;
	contacts_match_pair *pair;
	contacts_match_pair *rule;
	figures		all;
	figures		found;
	figures		grouped;
	figures		rules;

	weigh_all(contacts, count);
	pair = pairs_by_keys(contacts, count, &pairs);
	rule = pairs_by_rules(contacts, count, &by_rules);
	all = judge_pairs(contacts, pair, pairs, -1, wanted);
	score_pairs(contacts, count, pair, pairs);
	qsort(pair, pairs, sizeof(*pair), compare_bits);
	found = judge_pairs(contacts, pair, pairs, 0, wanted);
	grouped = judge_groups(contacts, count, pair, pairs, wanted);
	rules = judge_pairs(contacts, rule, by_rules, 0, wanted);
	printf("# %s: %u contacts, %.0f true pairs, %.1f compared per contact, %.1f %% of the true ones\n",
		   set->name, (unsigned) count, wanted, (double) pairs / count, 100 * all.recall);
	printf("#   rules  %.3f %.3f %.3f\n", rules.precision, rules.recall, rules.f1);
	printf("#   pairs  %.3f %.3f %.3f\n", found.precision, found.recall, found.f1);
	printf("#   groups %.3f %.3f %.3f\n", grouped.precision, grouped.recall, grouped.f1);
	ok(found.f1 >= set->pairs, "%s: F1 of pairs %.3f, at least %.3f", set->name, found.f1, set->pairs);
	ok(grouped.f1 >= set->groups && thousandths(grouped.f1) >= thousandths(found.f1),
	   "%s: F1 of groups %.3f, at least %.3f and that of pairs", set->name, grouped.f1, set->groups);
	ok(found.f1 >= rules.f1 + set->over_rules, "%s: %.3f above the rules, at least %.2f", set->name,
	   found.f1 - rules.f1, set->over_rules);
	free(pair);
	free(rule);
}

int
main(int argc, char **argv)
{
	const char *data = getenv("CONTACTS_DATA");
	char		folder[400];
	int			tables = 0;

	snprintf(folder, sizeof(folder), "%s/duplicates", data != NULL ? data : "../shared/data");
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
	{
		uint32_t	count;
		contact	   *contacts;

		if (argc > 1 && strcmp(argv[1], sets[i].name) != 0)
			continue;
		contacts = read_table(folder, sets[i].name, &count);
		if (contacts == NULL)
			continue;
		tables++;
		judge(&sets[i], contacts, count);
		free_table(contacts, count);
	}
	if (tables == 0)
		ok(true, "quality of matching # SKIP no tables of contacts in %s", folder);
	return done_testing();
}
