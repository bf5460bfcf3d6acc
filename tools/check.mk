# What runs on a private cluster: make check, check-quick, check-GROUP, lint, demo, bench. These need no pg_config, so
# that they work on a machine where tools/setup still has to install one; every other goal is PGXS's.

CHECK_GOALS := check check-quick lint demo bench torture coverage format doc
OWN_GOALS := $(filter $(CHECK_GOALS) check-%,$(MAKECMDGOALS))

.DEFAULT_GOAL := all

ifneq ($(OWN_GOALS),)

.PHONY: $(OWN_GOALS) $(filter-out $(OWN_GOALS),$(MAKECMDGOALS))

check:
	$(SRC)tools/setup check drivers
	$(SRC)tools/cluster run -- $(SRC)tools/check all

# what is run before each commit that lands: about a minute
check-quick:
	$(SRC)tools/cluster run -- $(SRC)tools/check quick

# fresh machines, see tools/machines: minutes each, as root
check-machines:
	$(SRC)tools/machines $(MACHINES)

# one group, make check-regress for example; T chooses tests of it by name, T='rules_*'
# everything with assertions: those of the library, and those of the server where PG_CONFIG names one that has them
check-assert:
	@$${PG_CONFIG:-pg_config} --configure | grep -q -e --enable-cassert || \
		echo "the server of PG_CONFIG was built without assertions: those of the library only are checked"
	KIND=debug $(SRC)tools/cluster run -- $(SRC)tools/check all

$(filter-out check-quick check-machines check-assert,$(filter check-%,$(OWN_GOALS))): check-%:
	$(SRC)tools/cluster run -- $(SRC)tools/check build $*

lint:
	$(SRC)tools/cluster run -- $(SRC)tools/check build lint

demo:
	$(SRC)tools/setup demo
	$(SRC)tools/cluster run -- $(SRC)tools/install-and $(SRC)demo/run

bench:
	$(SRC)tools/setup bench
	$(SRC)tools/cluster run -- $(SRC)tools/install-and $(SRC)bench/run

# which lines and branches of src/pg and src/core the tests run; COVERAGE chooses groups of tests
coverage:
	$(SRC)tools/setup check coverage
	$(SRC)tools/cluster run -- $(SRC)tools/coverage $(COVERAGE)

# the manual as HTML, in build/doc
doc:
	$(SRC)tools/setup doc
	$(SRC)tools/html_manual build/doc

# lay out the C sources as .clang-format says
format:
	$(SRC)tools/setup format
	$(SRC)tools/format $(FILES)

# longer runs of the tests that take TORTURE_SECONDS
torture:
	TAP_SECONDS=7200 TORTURE_SECONDS=$${TORTURE_SECONDS:-300} $(SRC)tools/cluster run -- $(SRC)tools/check build tap

# make clean check and the like: the other goals first, one by one
$(OWN_GOALS): | $(filter-out $(OWN_GOALS),$(MAKECMDGOALS))
$(filter-out $(OWN_GOALS),$(MAKECMDGOALS)):
	$(MAKE) -f $(firstword $(MAKEFILE_LIST)) $@

else

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

endif
