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

DEPEND = -MMD -MP -MF $@.d -MT $@

$(OUT)/core/%.o: src/core/%.c tools/core.mk
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(FUZZ) $(DEPEND) -c -o $@ $<

$(OUT)/%_test: test/unit/%_test.c $(CORE) tools/core.mk
	$(CC) $(FLAGS) $(DEPEND) -o $@ $< $(CORE)

$(OUT)/%_fuzz: test/fuzz/%_fuzz.c $(CORE) tools/core.mk
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(DEPEND) -fsanitize=fuzzer -o $@ $< $(CORE)

$(OUT)/replay.o: test/fuzz/replay.c tools/core.mk
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(DEPEND) -c -o $@ $<

$(OUT)/%_fuzz_replay: test/fuzz/%_fuzz.c $(OUT)/replay.o $(CORE) tools/core.mk
	$(CC) $(FLAGS) $(DEPEND) -o $@ $< $(OUT)/replay.o $(CORE)

-include $(wildcard $(OUT)/*.d $(OUT)/core/*.d)
