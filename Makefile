# contacts: contact management inside PostgreSQL.
#   make, make install, make installcheck   plain PGXS, with PG_CONFIG of your server
#   make debug [install]                    the same with assertions, unoptimized
#   make demo, make check, make bench       on a throw-away private cluster, see README.md

SRC := $(dir $(lastword $(MAKEFILE_LIST)))

EXTENSION = contacts
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(SRC)contacts.control)
MODULE_big = contacts

# pure C, no PostgreSQL header: also built alone by the unit tests and fuzzers
CORE_OBJS = \
	src/core/search.o \
	src/core/search_match.o \
	src/core/match_number.o \
	src/core/match_text.o \
	src/core/match_card.o \
	src/core/match_words.o \
	src/core/match_place.o \
	src/core/match_pack.o \
	src/core/match_keys.o \
	src/core/match_name.o \
	src/core/match_value.o \
	src/core/match_score.o \
	src/core/match_group.o \
	src/core/match_letter_table.o \
	src/core/match_word_table.o \
	src/core/match_name_table.o \
	src/core/name_parts.o \
	src/core/ulid.o \
	src/core/partial_date.o \
	src/core/time_zone.o \
	src/core/time_zone_table.o \
	src/core/unicode_table.o \
	src/core/punycode.o \
	src/core/idna.o \
	src/core/email_parse.o \
	src/core/email_domain.o \
	src/core/email_compare.o \
	src/core/email_canonical.o \
	src/core/email_providers.o \
	src/core/json_scan.o \
	src/core/jwt.o \
	src/core/rate.o \
	src/core/net_address.o \
	src/core/web_url.o \
	src/core/phone_scan.o \
	src/core/phone_extension.o \
	src/core/phone_parse.o \
	src/core/phone_classify.o \
	src/core/phone_format.o \
	src/core/phone_variants.o \
	src/core/phone_number_table.o \
	src/core/phone_unicode_table.o

PG_OBJS = \
	src/pg/search/search_type.o \
	src/pg/search/search_gin.o \
	src/pg/search/search_hits.o \
	src/pg/search/search_key_rule.o \
	src/pg/search/find_contact.o \
	src/pg/module.o \
	src/pg/base/text.o \
	src/pg/base/problems.o \
	src/pg/base/error.o \
	src/pg/types/text_comparison.o \
	src/pg/types/ulid_type.o \
	src/pg/types/ulid_generate.o \
	src/pg/types/public_id.o \
	src/pg/types/partial_date_type.o \
	src/pg/types/zone_of_place.o \
	src/pg/types/email_type.o \
	src/pg/types/email_order.o \
	src/pg/types/phone_type.o \
	src/pg/types/phone_parts.o \
	src/pg/types/phone_callers.o \
	src/pg/types/phone_order.o \
	src/pg/types/phone_prefix.o \
	src/pg/store/catalog.o \
	src/pg/access/context.o \
	src/pg/access/grants.o \
	src/pg/access/signed_context.o \
	src/pg/access/token.o \
	src/pg/store/organization_cache.o \
	src/pg/access/organization_settings.o \
	src/pg/store/columns.o \
	src/pg/store/trigger.o \
	src/pg/base/relation_watch.o \
	src/pg/store/changed_row.o \
	src/pg/rules/audit_columns.o \
	src/pg/types/person_name.o \
	src/pg/rules/identity_rules.o \
	src/pg/rules/name_rule.o \
	src/pg/rules/account_rule.o \
	src/pg/rules/contact_rules.o \
	src/pg/store/query.o \
	src/pg/store/index_probe.o \
	src/pg/rules/contact_lock.o \
	src/pg/rules/row_text.o \
	src/pg/rules/primary_row.o \
	src/pg/rules/require_connection.o \
	src/pg/rules/affiliation_rules.o \
	src/pg/rules/affiliation_periods.o \
	src/pg/rules/connection_rules.o \
	src/pg/rules/address_rules.o \
	src/pg/rules/activity_rules.o \
	src/pg/rules/participants.o \
	src/pg/rules/custom_fields.o \
	src/pg/rules/custom_value.o \
	src/pg/rules/custom_unique.o \
	src/pg/rules/unique_email.o \
	src/pg/hierarchy/edge_links.o \
	src/pg/access/read_policy.o \
	src/pg/hierarchy/row_places.o \
	src/pg/hierarchy/edge_scan.o \
	src/pg/base/snapshot_state.o \
	src/pg/hierarchy/walk_memory.o \
	src/pg/hierarchy/edge_source.o \
	src/pg/hierarchy/walk.o \
	src/pg/hierarchy/walk_estimate.o \
	src/pg/hierarchy/hierarchy.o \
	src/pg/hierarchy/org_chart.o \
	src/pg/hierarchy/pending_moves.o \
	src/pg/hierarchy/cycle_check.o \
	src/pg/primary_contact/primary_contact.o \
	src/pg/primary_contact/primary_window.o \
	src/pg/primary_contact/primary_probe.o \
	src/pg/primary_contact/primary_history.o \
	src/pg/primary_contact/company_view.o \
	src/pg/types/predicates.o \
	src/pg/types/role.o \
	src/pg/base/white_space.o \
	src/pg/base/json.o \
	src/pg/api/profile.o \
	src/pg/api/identifier.o \
	src/pg/api/error_json.o \
	src/pg/api/key_list.o \
	src/pg/api/keys.o \
	src/pg/api/contact_json.o \
	src/pg/api/column_rules.o \
	src/pg/api/draft.o \
	src/pg/api/segments.o \
	src/pg/api/mentions.o \
	src/pg/api/resolve_caller.o \
	src/pg/api/arguments.o \
	src/pg/api/value.o \
	src/pg/api/reference.o \
	src/pg/api/read_request.o \
	src/pg/api/check_request.o \
	src/pg/api/read_connections.o \
	src/pg/api/write_connections.o \
	src/pg/api/addresses.o \
	src/pg/api/contact_row.o \
	src/pg/api/login.o \
	src/pg/api/contact_operations.o \
	src/pg/api/list_cursor.o \
	src/pg/api/expand.o \
	src/pg/api/key_lock.o \
	src/pg/api/upsert_match.o \
	src/pg/api/upsert.o \
	src/pg/api/login.o \
	src/pg/api/bulk_locks.o \
	src/pg/api/merged.o \
	src/pg/api/bulk.o \
	src/pg/api/activity_operations.o \
	src/pg/api/search_contacts.o \
	src/pg/api/list_contacts.o \
	src/pg/api/list_by.o \
	src/pg/events/journal.o \
	src/pg/events/event_data.o \
	src/pg/events/record_events.o \
	src/pg/events/feed.o \
	src/pg/events/feed_readers.o \
	src/pg/access/organizations.o \
	src/pg/access/drop_guard.o \
	src/pg/events/feed_answers.o \
	src/pg/access/rate_limit.o \
	src/pg/base/hmac.o \
	src/pg/webhooks/webhook_signature.o \
	src/pg/webhooks/webhook_url.o \
	src/pg/webhooks/webhook_limit.o \
	src/pg/webhooks/webhook_ping.o \
	src/pg/webhooks/webhook_start.o \
	src/pg/merge/duplicate_card.o \
	src/pg/merge/duplicate_score.o \
	src/pg/merge/duplicate_group.o \
	src/pg/merge/merge_contacts.o \
	src/pg/merge/contact_links.o \
	src/pg/store/correction.o \

OBJS = $(sort $(CORE_OBJS) $(PG_OBJS))

# the delivery worker: a library of its own, left out where libcurl or its headers are missing
WORKER = contacts_webhooks
WORKER_OBJS = \
	src/worker/webhook_worker.o \
	src/worker/webhook_aside.o \
	src/worker/webhook_session.o \
	src/worker/webhook_slots.o \
	src/worker/webhook_queue.o \
	src/worker/webhook_http.o

# Parts of the extension script, in the order in which they are joined.
EXTENSION_PARTS = \
	guard \
	types/text_comparison \
	types/ulid \
	types/ulid_generate \
	types/public_id \
	types/partial_date \
	types/email \
	types/phone \
	types/phone_prefix \
	types/predicates \
	types/role \
	access/context \
	access/grants \
	access/token \
	access/organizations \
	access/rate_limit \
	rules/contact_rules \
	rules/connection_rules \
	rules/affiliation_rules \
	rules/activity_rules \
	rules/custom_fields \
	rules/unique_email \
	hierarchy/hierarchy \
	primary_contact/primary_contact \
	primary_contact/company_view \
	search/search \
	search/find_contact \
	api/contacts \
	api/lists \
	api/bulk \
	api/activities \
	api/callers \
	api/directory \
	api/meetings \
	events/events \
	webhooks/webhook \
	merge/duplicate_cards \
	merge/duplicates \
	merge/find \
	merge/merge_fields \
	merge/merge_rows \
	merge/merge \
	merge/unmerge \
	lint/lint \
	lint/doctor \
	install \

# Parts of what install() creates, in the order in which they are joined.
SCHEMA_PARTS = \
	installation \
	access/organization \
	access/access \
	access/token \
	rules/contact \
	rules/connection \
	rules/unique_email \
	rules/address \
	rules/affiliation \
	rules/segment \
	rules/work_item \
	rules/activity \
	rules/custom_field \
	hierarchy/hierarchy \
	events/event \
	webhooks/webhook \
	access/rate_limit \
	primary_contact/primary_contact \
	primary_contact/views \
	primary_contact/role_history \
	merge/duplicate \
	merge/merge \

SCRIPT = sql/contacts--$(EXTVERSION).sql
DATA_built = $(SCRIPT)
DATA = $(patsubst $(SRC)%,%,$(wildcard $(SRC)sql/updates/contacts--*--*.sql))
EXTRA_CLEAN = $(SCRIPT) $(OBJS:.o=.bc) $(OBJS:.o=.d) $(WORKER_OBJS) $(WORKER_OBJS:.o=.d) $(WORKER)$(DLSUFFIX) server.stamp

PG_CPPFLAGS = -I$(SRC)src -isystem $(includedir_server) -isystem $(includedir_internal)
PG_CFLAGS = -MMD -MP -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers -Wno-declaration-after-statement

# kinds of build: make debug, make coverage (tools/coverage), else for use
KIND := $(or $(filter debug,$(MAKECMDGOALS)),$(KIND))
ifeq ($(KIND),debug)
PG_CFLAGS += -O0 -g -U_FORTIFY_SOURCE -DUSE_ASSERT_CHECKING=1
else ifeq ($(KIND),coverage)
PG_CFLAGS += -O0 -g -U_FORTIFY_SOURCE --coverage -fprofile-update=atomic
SHLIB_LINK += --coverage
else ifneq ($(KIND),)
$(error KIND=$(KIND) is no kind of build; debug and coverage are)
endif

TESTS = $(patsubst $(SRC)test/sql/%.sql,%,$(sort $(wildcard $(SRC)test/sql/*.sql)))
REGRESS = $(filter init,$(TESTS)) $(filter-out init,$(TESTS))
SPECS = $(patsubst $(SRC)test/specs/%.spec,%,$(sort $(wildcard $(SRC)test/specs/*.spec)))
ISOLATION = $(filter iso_init,$(SPECS)) $(filter-out iso_init,$(SPECS))
REGRESS_OPTS = --inputdir=$(SRC) --outputdir=$(SRC)test
ISOLATION_OPTS = --inputdir=$(SRC) --outputdir=$(SRC)test

# PGXS, or the goals that run on a private cluster
include $(SRC)tools/check.mk
check:
check-quick:
check-machines:
lint:
demo:
bench:
torture:
coverage:
format:
doc:
debug: all
.PHONY: debug

# VPATH builds: the compiler does not make folders; full names, or make would find those of the sources
FOLDERS = $(addprefix $(CURDIR)/,$(sort $(dir $(OBJS) $(WORKER_OBJS) $(SCRIPT))))
$(OBJS) $(WORKER_OBJS) $(SCRIPT): | $(FOLDERS)
$(FOLDERS):
	mkdir -p $@

$(SCRIPT): $(SRC)tools/join $(SRC)contacts.control $(EXTENSION_PARTS:%=$(SRC)sql/extension/%.sql) $(SCHEMA_PARTS:%=$(SRC)sql/schema/%.sql) \
		$(wildcard $(SRC)sql/extension/*/*.sql.in)
	$(SRC)tools/join $(SRC) "$(EXTENSION_PARTS)" "$(SCHEMA_PARTS)" > $@

# Build anew for another server, or for another kind of build. A private copy of a server (tools/cluster) is that server.
SERVER := $(shell $(PG_CONFIG) --version; readlink -f "$$($(PG_CONFIG) --includedir-server)" "$(PGXS)"; \
	$(PG_CONFIG) --configure | cksum) $(KIND)
ifneq ($(strip $(SERVER)),$(strip $(shell cat server.stamp 2>/dev/null)))
.PHONY: server.stamp
endif
server.stamp:
	@echo '$(SERVER)' > $@
$(OBJS) $(WORKER_OBJS): server.stamp
$(OBJS:.o=.bc): %.bc: %.o

# which headers each object was made from, as the compiler wrote it down; a server's are told apart by the stamp
-include $(OBJS:.o=.d) $(WORKER_OBJS:.o=.d)

HAVE_CURL := $(shell echo 'int main(void) { return curl_global_init(0); }' | \
	$(or $(CC),cc) -include curl/curl.h -x c -o /dev/null - -lcurl 2>/dev/null && echo yes)
ifeq ($(HAVE_CURL),yes)
all: $(WORKER)$(DLSUFFIX)
install: install-worker
$(WORKER)$(DLSUFFIX): $(WORKER_OBJS) src/core/net_address.o
	$(CC) $(CFLAGS) $(filter %.o,$^) $(LDFLAGS) -shared -o $@ -lcurl -lpthread
install-worker: $(WORKER)$(DLSUFFIX)
	$(MKDIR_P) '$(DESTDIR)$(pkglibdir)'
	$(INSTALL_SHLIB) $< '$(DESTDIR)$(pkglibdir)/'
else
# the recipe of all runs after everything else: the last line of the build
all:
	@echo "$(WORKER)$(DLSUFFIX), the delivery worker of webhooks, is left out: libcurl and its headers were not found"
endif
uninstall: uninstall-worker
uninstall-worker:
	rm -f '$(DESTDIR)$(pkglibdir)/$(WORKER)$(DLSUFFIX)'
.PHONY: install-worker uninstall-worker
