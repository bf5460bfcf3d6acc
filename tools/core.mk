# src/core alone, under AddressSanitizer and UndefinedBehaviorSanitizer:
#   make -f tools/core.mk unit CC=gcc OUT=build/gcc      test/unit/*_test.c, one program each
#   make -f tools/core.mk fuzz CC=clang OUT=build/fuzz   test/fuzz/*_fuzz.c, with libFuzzer
#   make -f tools/core.mk replay CC=gcc OUT=build/gcc    the same, reading files instead of making them up

SAN = -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS = -std=c11 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -Werror -Isrc -Isrc/core -Itest/unit $(SAN)
FUZZ = $(if $(filter fuzz,$(MAKECMDGOALS)),-fsanitize=fuzzer-no-link)

CORE = $(patsubst src/core/%.c,$(OUT)/core/%.o,$(wildcard src/core/*.c))
UNIT = $(patsubst test/unit/%.c,$(OUT)/%,$(wildcard test/unit/*_test.c))
TARGETS = $(patsubst test/fuzz/%.c,$(OUT)/%,$(wildcard test/fuzz/*_fuzz.c))

unit: $(UNIT)
fuzz: $(TARGETS)
replay: $(TARGETS:%=%_replay)
.PHONY: unit fuzz replay
.SECONDARY:

HEADERS = $(wildcard src/core/*.h test/unit/*.h test/fuzz/*.h) tools/core.mk

$(OUT)/core/%.o: src/core/%.c $(HEADERS)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(FUZZ) -c -o $@ $<

$(OUT)/%_test: test/unit/%_test.c $(CORE) $(HEADERS)
	$(CC) $(FLAGS) -o $@ $< $(CORE)

$(OUT)/%_fuzz: test/fuzz/%_fuzz.c $(CORE) $(HEADERS)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -fsanitize=fuzzer -o $@ $< $(CORE)

$(OUT)/%_fuzz_replay: test/fuzz/%_fuzz.c test/fuzz/replay.c $(CORE) $(HEADERS)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -o $@ $< test/fuzz/replay.c $(CORE)
