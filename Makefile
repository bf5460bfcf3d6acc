# contacts: contact management inside PostgreSQL.
#   make, make install, make installcheck   plain PGXS, with PG_CONFIG of your server
#   make demo, make check, make bench       on a throw-away private cluster, see README.md

SRC := $(dir $(lastword $(MAKEFILE_LIST)))

EXTENSION = contacts
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(SRC)contacts.control)
MODULE_big = contacts

# pure C, no PostgreSQL header: also built alone by the unit tests and fuzzers
CORE_OBJS = \
	src/core/search.o \
	src/core/search_match.o \
	src/core/ulid.o \
	src/core/unicode_table.o \
	src/core/punycode.o \
	src/core/idna.o \
	src/core/email_parse.o \
	src/core/email_domain.o \
	src/core/email_compare.o \
	src/core/email_canonical.o \
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
	src/core/phone_number_table.o \
	src/core/phone_unicode_table.o

PG_OBJS = \
	src/pg/search.o \
	src/pg/search_gin.o \
	src/pg/search_hits.o \
	src/pg/search_rules.o \
	src/pg/find_contact.o \
	src/pg/contacts.o \
	src/pg/error.o \
	src/pg/text_comparison.o \
	src/pg/ulid.o \
	src/pg/ulid_gen.o \
	src/pg/public_id.o \
	src/pg/email.o \
	src/pg/email_ops.o \
	src/pg/phone.o \
	src/pg/phone_info.o \
	src/pg/phone_ops.o \
	src/pg/phone_prefix.o \
	src/pg/catalog.o \
	src/pg/context.o \
	src/pg/access.o \
	src/pg/signed.o \
	src/pg/token.o \
	src/pg/kept.o \
	src/pg/settings.o \
	src/pg/trigger.o \
	src/pg/relation_watch.o \
	src/pg/row.o \
	src/pg/touch.o \
	src/pg/name.o \
	src/pg/contact_rules.o \
	src/pg/plan.o \
	src/pg/query.o \
	src/pg/lookup.o \
	src/pg/lock_contact.o \
	src/pg/typed.o \
	src/pg/after.o \
	src/pg/primary.o \
	src/pg/require_connection.o \
	src/pg/affiliation_rules.o \
	src/pg/affiliation_check.o \
	src/pg/connection_rules.o \
	src/pg/address_rules.o \
	src/pg/activity_rules.o \
	src/pg/participants.o \
	src/pg/custom_fields.o \
	src/pg/custom_value.o \
	src/pg/custom_unique.o \
	src/pg/unique_email.o \
	src/pg/statement.o \
	src/pg/links.o \
	src/pg/policy.o \
	src/pg/contact_place.o \
	src/pg/contact_scan.o \
	src/pg/seen_state.o \
	src/pg/hierarchy_memory.o \
	src/pg/hierarchy_source.o \
	src/pg/hierarchy_walk.o \
	src/pg/hierarchy_estimate.o \
	src/pg/hierarchy.o \
	src/pg/hierarchy_chart.o \
	src/pg/hierarchy_pending.o \
	src/pg/hierarchy_check.o \
	src/pg/primary_contact.o \
	src/pg/primary_window.o \
	src/pg/primary_probe.o \
	src/pg/primary_history.o \
	src/pg/company_view.o \
	src/pg/checks.o \
	src/pg/text_checks.o \
	src/pg/white_space.o \
	src/pg/json.o \
	src/pg/caller_query.o \
	src/pg/builder.o \
	src/pg/api_profile.o \
	src/pg/api_uid.o \
	src/pg/api_error.o \
	src/pg/api_key_table.o \
	src/pg/api_output.o \
	src/pg/api_value.o \
	src/pg/api_reference.o \
	src/pg/api_draft.o \
	src/pg/api_check.o \
	src/pg/api_items.o \
	src/pg/api_connections.o \
	src/pg/api_addresses.o \
	src/pg/api_row.o \
	src/pg/api_contact.o \
	src/pg/api_cursor.o \
	src/pg/api_expand.o \
	src/pg/api_upsert.o \
	src/pg/api_bulk.o \
	src/pg/api_activity.o \
	src/pg/api_caller.o \
	src/pg/api_list.o \
	src/pg/api_list_by.o \
	src/pg/event_write.o \
	src/pg/event_data.o \
	src/pg/event_record.o \
	src/pg/event_feed.o \
	src/pg/event_reader.o \
	src/pg/rate_limit.o \
	src/pg/hmac.o \
	src/pg/webhook_signature.o \
	src/pg/webhook_url.o \
	src/pg/webhook_ping.o \
	src/pg/webhook_start.o \

OBJS = $(sort $(CORE_OBJS) $(PG_OBJS))

# the delivery worker: a library of its own, left out where libcurl or its headers are missing
WORKER = contacts_webhooks
WORKER_OBJS = \
	src/worker/webhook_worker.o \
	src/worker/webhook_queue.o \
	src/worker/webhook_http.o

# Parts of the extension script, in the order in which they are joined.
EXTENSION_PARTS = \
	00_guard \
	05_text_comparison \
	10_ulid \
	11_ulid_gen \
	12_public_id \
	20_email \
	30_phone \
	31_phone_prefix \
	40_context \
	42_access \
	43_token \
	45_checks \
	46_rules \
	47_directory_rules \
	48_directory \
	49_activity \
	50_hierarchy \
	55_primary_contact \
	60_api \
	65_search \
	60_lint \
	62_api_activity \
	70_event \
	72_webhook \
	74_rate_limit \
	85_doctor \
	90_install \

# Parts of what install() creates, in the order in which they are joined.
SCHEMA_PARTS = \
	00_installation \
	10_organization \
	20_access \
	21_token \
	30_contact \
	32_connection \
	33_unique_email \
	34_address \
	36_affiliation \
	38_segment \
	40_work_item \
	42_activity \
	44_custom_field \
	50_hierarchy \
	70_event \
	72_webhook \
	74_rate_limit \
	75_primary_contact \
	80_views \
	82_role_history \

SCRIPT = sql/contacts--$(EXTVERSION).sql
DATA_built = $(SCRIPT)
DATA = $(patsubst $(SRC)%,%,$(wildcard $(SRC)sql/updates/contacts--*--*.sql))
EXTRA_CLEAN = $(SCRIPT) $(OBJS:.o=.bc) $(WORKER_OBJS) $(WORKER_OBJS:.o=.bc) $(WORKER)$(DLSUFFIX)

PG_CPPFLAGS = -I$(SRC)src
PG_CFLAGS = -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers -Wno-declaration-after-statement

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
lint:
demo:
bench:
torture:

# VPATH builds: the compiler does not make folders; full names, or make would find those of the sources
FOLDERS = $(addprefix $(CURDIR)/,$(sort $(dir $(OBJS) $(WORKER_OBJS) $(SCRIPT))))
$(OBJS) $(WORKER_OBJS) $(SCRIPT): | $(FOLDERS)
$(FOLDERS):
	mkdir -p $@

$(SCRIPT): $(SRC)tools/join $(SRC)contacts.control $(EXTENSION_PARTS:%=$(SRC)sql/extension/%.sql) $(SCHEMA_PARTS:%=$(SRC)sql/schema/%.sql)
	$(SRC)tools/join $(SRC) "$(EXTENSION_PARTS)" "$(SCHEMA_PARTS)" > $@

$(PG_OBJS) $(WORKER_OBJS): $(wildcard $(SRC)src/worker/*.h) $(wildcard $(SRC)src/pg/*.h) $(wildcard $(SRC)src/core/*.h)
$(CORE_OBJS): $(wildcard $(SRC)src/core/*.h)

HAVE_CURL := $(shell echo 'int main(void) { return curl_global_init(0); }' | \
	$(or $(CC),cc) -include curl/curl.h -x c -o /dev/null - -lcurl 2>/dev/null && echo yes)
ifeq ($(HAVE_CURL),yes)
all: $(WORKER)$(DLSUFFIX)
install: install-worker
$(WORKER)$(DLSUFFIX): $(WORKER_OBJS) src/core/net_address.o
	$(CC) $(CFLAGS) $^ $(LDFLAGS) -shared -o $@ -lcurl -lpthread
install-worker: $(WORKER)$(DLSUFFIX)
	$(MKDIR_P) '$(DESTDIR)$(pkglibdir)'
	$(INSTALL_SHLIB) $< '$(DESTDIR)$(pkglibdir)/'
else
all: without-worker
without-worker:
	@echo "$(WORKER)$(DLSUFFIX), the delivery worker of webhooks, is left out: libcurl and its headers were not found"
endif
uninstall: uninstall-worker
uninstall-worker:
	rm -f '$(DESTDIR)$(pkglibdir)/$(WORKER)$(DLSUFFIX)'
.PHONY: install-worker uninstall-worker without-worker
