/*
 * webhook_http.c
 *	  Requests of the delivery worker, many at a time, through libcurl.
 *
 * libcurl may resolve names in threads.  They must not run the server's signal handlers, so signals are blocked
 * wherever it could start one: a thread inherits the mask.
 */
#include "worker/webhook_http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include "core/net_address.h"
#include "utils/memutils.h"

#define CONNECT_MILLISECONDS 10000L
#define MOST_BYTES_OF_AN_ANSWER 65536

static CURLM *multi = NULL;

/* Raise where libcurl cannot do what it always can. */
static void
check_multi(CURLMcode code)
{
	if (code != CURLM_OK)
		ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION), errmsg("libcurl: %s", curl_multi_strerror(code))));
}

/* Block every signal; returns what was blocked before. */
static sigset_t
block_signals(void)
{
	sigset_t	all;
	sigset_t	before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	return before;
}

/* Check whether a socket address is one of the public Internet. */
static bool
is_public(const struct sockaddr *address)
{
	uint8_t		bytes[CONTACTS_ADDRESS_BYTES];

	if (address->sa_family == AF_INET6)
		memcpy(bytes, &((const struct sockaddr_in6 *) address)->sin6_addr, sizeof(bytes));
	else if (address->sa_family == AF_INET)
		contacts_map_ipv4((const uint8_t *) &((const struct sockaddr_in *) address)->sin_addr, bytes);
	else
		return false;
	return contacts_address_is_public(bytes);
}

/* Open a socket to the address that a name was resolved to, unless it is one inside: nothing can change it any more. */
static curl_socket_t
open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	contacts_webhook_request *request = data;

	if (purpose != CURLSOCKTYPE_IPCXN || (!request->allow_private && !is_public(&address->addr)))
	{
		request->refused_address = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Pass over what the endpoint says; break off where it does not end. */
static size_t
receive(char *data, size_t size, size_t count, void *into)
{
	contacts_webhook_request *request = into;

	request->received += size * count;
	return request->received > MOST_BYTES_OF_AN_ANSWER ? 0 : size * count;
}

/* Add a header to the request. */
static void
add_header(contacts_webhook_request *request, const char *line)
{
	struct curl_slist *headers = curl_slist_append(request->headers, line);

	if (headers == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	request->headers = headers;
}

/* Set up what is the same for every request: nothing but http, no proxy, no redirect, no signal. */
static void
set_policy(CURL *handle)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_PROXY, "");
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
	curl_easy_setopt(handle, CURLOPT_USERAGENT, "contacts-webhooks");
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MILLISECONDS);
}

/* Start libcurl. */
void
contacts_webhook_http_start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (multi = curl_multi_init()) == NULL)
		ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION), errmsg("could not start libcurl")));
}

/* Hand a request to libcurl. */
static void
begin_request(contacts_webhook_request *request)
{
	CURL	   *handle = curl_easy_init();
	sigset_t	before;
	CURLMcode	code;

	if (handle == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	request->handle = handle;
	add_header(request, "Content-Type: application/json");
	add_header(request, "Expect:");
	add_header(request, psprintf("webhook-id: %s", request->message_id));
	add_header(request, psprintf("webhook-timestamp: " INT64_FORMAT, request->sent_at));
	add_header(request, psprintf("webhook-signature: %s", request->signature));
	set_policy(handle);
	curl_easy_setopt(handle, CURLOPT_URL, request->url);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, request->headers);
	curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) strlen(request->payload));
	curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->payload);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long) request->timeout_ms);
	curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, request);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, request);
	curl_easy_setopt(handle, CURLOPT_PRIVATE, request);
	before = block_signals();
	code = curl_multi_add_handle(multi, handle);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	check_multi(code);
}

/*
 * Send a request.  One that cannot be sent is done, with the error as its answer: it is no reason to leave the others
 * alone.
 */
void
contacts_webhook_http_send(contacts_webhook_request *request)
{
	MemoryContext before = CurrentMemoryContext;

	MemoryContextSwitchTo(request->memory);
	PG_TRY();
	{
		begin_request(request);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(request->memory);
		error = CopyErrorData();
		FlushErrorState();
		strlcpy(request->error, error->message, sizeof(request->error));
		FreeErrorData(error);
		request->status = 0;
		request->retry_after = -1;
		request->is_done = true;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(before);
}

/* Note what came of a request. */
static void
note_answer(contacts_webhook_request *request, CURLcode result)
{
	long		status = 0;
	curl_off_t	retry_after = 0;

	curl_easy_getinfo(request->handle, CURLINFO_RESPONSE_CODE, &status);
	/* an answer that is too long is one all the same */
	if (result != CURLE_OK && result != CURLE_WRITE_ERROR)
		status = 0;
	request->status = (int) status;
	curl_easy_getinfo(request->handle, CURLINFO_RETRY_AFTER, &retry_after);
	request->retry_after = retry_after > 0 ? (int) Min(retry_after, 86400) : -1;
	if (request->refused_address && status == 0)
		strlcpy(request->error, "the host is an address that is not public", sizeof(request->error));
	else if (status == 0)
		strlcpy(request->error, curl_easy_strerror(result), sizeof(request->error));
	else if (status >= 300)
		snprintf(request->error, sizeof(request->error), "answer %ld", status);
	request->is_done = true;
}

/* Go on with all requests, waiting for one of them as long as told. */
void
contacts_webhook_http_wait(long milliseconds)
{
	sigset_t	before = block_signals();
	CURLMsg    *message;
	CURLMcode	code;
	int			running;
	int			queued;

	code = curl_multi_perform(multi, &running);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	check_multi(code);
	while ((message = curl_multi_info_read(multi, &queued)) != NULL)
	{
		contacts_webhook_request *request;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **) &request);
		note_answer(request, message->data.result);
		milliseconds = 0;
	}
	if (milliseconds > 0)
		check_multi(curl_multi_poll(multi, NULL, 0, (int) milliseconds, NULL));
}

/* Be done with a request, finished or not. */
void
contacts_webhook_http_drop(contacts_webhook_request *request)
{
	if (request->handle)
	{
		curl_multi_remove_handle(multi, request->handle);
		curl_easy_cleanup(request->handle);
	}
	curl_slist_free_all(request->headers);
	MemoryContextDelete(request->memory);
}
