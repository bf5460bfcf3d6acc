/*
 * walk.c
 *	  Walking down level by level and up step by step.
 *
 * Every contact has one contact above it at most.  So a walk down can meet no contact twice but its own root, and a
 * walk up that does not end runs in one circle: both are easy to stop, should an import have brought a cycle.
 */
#include "pg/compat.h"

#include "miscadmin.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_source.h"
#include "pg/hierarchy/walk.h"
#include "utils/memutils.h"

/* Take a link that leads back to the root out of a level. */
static void
drop_root(contacts_links *level, int64 root)
{
	for (int64 i = 0; i < level->count; i++)
	{
		if (level->items[i].id == root)
		{
			memmove(level->items + i, level->items + i + 1, (level->count - i - 1) * sizeof(contacts_link));
			level->count--;
			return;
		}
	}
}

/* Hand every level below a root to the receiver, nearest first, each in the order of ids. */
void
contacts_walk_down(contacts_source *source, int64 root, int max_depth, contacts_level_receiver receive, void *arg)
{
	contacts_links levels[2];
	int64		parent;

	if (!contacts_source_parent(source, root, &parent))
		return;
	contacts_links_start(&levels[0]);
	contacts_links_start(&levels[1]);
	contacts_links_add(&levels[0], root, parent);
	for (int depth = 1; depth <= max_depth; depth++)
	{
		contacts_links *above = &levels[(depth - 1) % 2];
		contacts_links *level = &levels[depth % 2];

		CHECK_FOR_INTERRUPTS();
		level->count = 0;
		contacts_source_children(source, above->items, above->count, level);
		drop_root(level, root);
		if (level->count == 0)
			break;
		contacts_links_sort(level, 0);
		receive(arg, level->items, level->count, depth);
	}
	pfree(levels[0].items);
	pfree(levels[1].items);
}

/* Cut a path that runs in a circle of the given length after the first time round. */
static int64
cut_circle(const int64 *path, int64 length)
{
	int64		start = 0;

	while (path[start] != path[start + length])
		start++;
	return start + length;
}

/*
 * List the contacts above a contact, nearest first; the contact itself stands at place 0.  A circle is found as Brent
 * does: compare with the place of the last power of two.  The walk ends at the one that is wanted, 0 for none, if it is
 * above.
 */
int64 *
contacts_walk_up(contacts_source *source, int64 id, int64 wanted, int64 *count)
{
	int64		capacity = 64;
	int64	   *path = palloc(capacity * sizeof(int64));
	int64		n = 0;
	int64		mark = 0;
	int64		parent = 0;

	while (id != 0 && contacts_source_parent(source, id, &parent))
	{
		CHECK_FOR_INTERRUPTS();
		if (n + 1 >= capacity)
			path = repalloc_huge(path, (capacity *= 2) * sizeof(int64));
		path[n] = id;
		if (n > mark && path[n] == path[mark])
		{
			n = cut_circle(path, n - mark);
			break;
		}
		if (n >= mark * 2)
			mark = n;
		n++;
		if (id == wanted && n > 1)
			break;
		id = parent;
	}
	*count = n;
	return path;
}
