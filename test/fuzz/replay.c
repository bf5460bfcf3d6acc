/*
 * replay.c
 *	  Feed the files named on the command line to a fuzz target, where the compiler has no libFuzzer.
 *
 * Every file is also cut at each of its first bytes, so that the sanitizers see the parser stop everywhere.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REPLAY_MAX_FILE (1 << 20)
#define REPLAY_MAX_CUT 512

/* Run one input from memory of exactly its size, where a read past the end is seen. */
static void
replay_bytes(const uint8_t *data, size_t size)
{
	uint8_t    *exact = malloc(size > 0 ? size : 1);

	if (exact == NULL)
		abort();
	memcpy(exact, data, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

/* Run the file NAME and its beginnings; return how many inputs that were. */
static size_t
replay_file(const char *name)
{
	static uint8_t buffer[REPLAY_MAX_FILE];
	FILE	   *file = fopen(name, "rb");
	size_t		size;
	size_t		cut;

	if (file == NULL)
	{
		perror(name);
		exit(1);
	}
	size = fread(buffer, 1, sizeof(buffer), file);
	fclose(file);
	for (cut = 0; cut < size && cut < REPLAY_MAX_CUT; cut++)
		replay_bytes(buffer, cut);
	replay_bytes(buffer, size);
	return cut + 1;
}

int
main(int argc, char **argv)
{
	size_t		inputs = 0;
	int			i;

	for (i = 1; i < argc; i++)
		inputs += replay_file(argv[i]);
	printf("%zu inputs replayed\n", inputs);
	return inputs > 0 ? 0 : 1;
}
