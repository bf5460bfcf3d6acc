/*
 * webhook_http.h
 *	  Requests of the delivery worker, many at a time.
 */
#ifndef CONTACTS_WEBHOOK_HTTP_H
#define CONTACTS_WEBHOOK_HTTP_H

#include "postgres.h"

#include "datatype/timestamp.h"

#define CONTACTS_WEBHOOK_ERROR_BYTES 300

/* one delivery on its way, with its texts in a memory context of its own */
typedef struct contacts_webhook_request
{
	struct contacts_webhook_request *next;
	MemoryContext memory;
	int64		organization_id;
	int64		webhook_id;
	int64		position;
	int32		attempt;
	int32		timeout_ms;
	TimestampTz leased_at;
	const char *url;
	const char *message_id;
	const char *signature;
	const char *payload;
	int64		sent_at;
	bool		allow_private;

	/* the answer */
	bool		is_done;
	int			status;			/* 0 where there was none */
	int			retry_after;	/* seconds, -1 where the endpoint does not say */
	char		error[CONTACTS_WEBHOOK_ERROR_BYTES];

	/* the answer in the tables */
	bool		is_noted;		/* or given up */
	bool		is_in_batch;
	int			note_failures;
	TimestampTz note_at;

	/* while it is on its way */
	void	   *handle;
	void	   *headers;
	size_t		received;
	bool		refused_address;
} contacts_webhook_request;

extern void contacts_webhook_http_start(void);
extern void contacts_webhook_http_send(contacts_webhook_request *request);
extern void contacts_webhook_http_wait(long milliseconds);
extern void contacts_webhook_http_drop(contacts_webhook_request *request);

#endif							/* CONTACTS_WEBHOOK_HTTP_H */
