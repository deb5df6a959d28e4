/* The clerk in C: scan, look-up, checksum, count and answer in one call.
 *
 * The same as resolver/edge/scan.py (what a plain question is) and resolver/edge/clerk.py (how it is answered); read
 * those first, the reasons stand there. What happens seldom (a prefix is met for the first time, counters move to
 * another file, a ttl is met for the first time in this second) is left to the clerk's methods in Python.
 *
 * Nothing of what arrives is changed, kept or pointed to after the call. All reading of it stays below `end`.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "../replica/_entry.h"

/* resolver/replica/mappings.py: checksum and serial, before the handle */
#define POINTER_SIZE 12

#define LONGEST_PLAIN_HANDLE 400
#define SHORTEST_HEAD 30 /* GET /01/x HTTP/1.1, Host:h and the empty line */
#define MOST_HEADERS 120 /* aiohttp allows 128 */
#define MOST_WEIGHTY 64

/* ---- octets ---------------------------------------------------------------------------------------------------- */

enum { NAME = 1, VALUE = 2, DIGIT = 4, LABEL = 8, SEGMENT = 16, HOST = 32, UNRESERVED = 64 };

static uint8_t kind_of[256];
static uint8_t lower_of[256];
static uint8_t upper_of[256];

static void allow(const char *octets, uint8_t kind)
{
    for (; *octets; octets++)
        kind_of[(uint8_t)*octets] |= kind;
}

static void fill_tables(void)
{
    for (int c = 0; c < 256; c++) {
        int digit = c >= '0' && c <= '9', small = c >= 'a' && c <= 'z', large = c >= 'A' && c <= 'Z';
        lower_of[c] = (uint8_t)(large ? c + 32 : c);
        upper_of[c] = (uint8_t)(small ? c - 32 : c);
        kind_of[c] = 0;
        if (digit || small || large)
            kind_of[c] |= NAME | LABEL | SEGMENT | HOST | UNRESERVED;
        if (digit)
            kind_of[c] |= DIGIT;
        if (c >= 0x20 && c <= 0x7e)
            kind_of[c] |= VALUE;
    }
    allow("!#$%&'*+.^_`|~-", NAME); /* RFC 9110 §5.6.2 */
    allow("_-", LABEL);
    allow("._~!$&'()*+,;=:@-", SEGMENT);
    allow(".:[]_-", HOST);
    allow("-._~", UNRESERVED); /* RFC 3986 §2.3 */
}

static int is(const uint8_t *at, size_t left, const char *word, size_t size)
{
    if (left < size)
        return 0;
    for (size_t i = 0; i < size; i++)
        if (lower_of[at[i]] != (uint8_t)word[i])
            return 0;
    return 1;
}

#define IS(at, left, word) is(at, left, word, sizeof(word) - 1)
#define SAME(at, left, word) ((size_t)(left) >= sizeof(word) - 1 && !memcmp(at, word, sizeof(word) - 1))

/* ---- the scan -------------------------------------------------------------------------------------------------- */

typedef struct {
    char word[32]; /* lower case */
    uint8_t size;
    uint8_t whole; /* the name must end here */
} Weighty;

typedef struct {
    int api;
    int link;              /* a GS1 Digital Link: its path stands in the handle's place */
    const uint8_t *handle;
    size_t handle_size;
    size_t prefix_size;
} Question;

typedef struct {
    PyObject_HEAD
    PyObject *clerk; /* the Python side, for what happens seldom */
    PyObject *raw;
    PyObject *pointed;
    PyObject *tally;
    PyObject *reader;
    PyObject *until; /* dict: ttl -> Expires line */
    PyObject *refusals;
    PyObject *found, *absent, *moved, *turned; /* heads of this second */
    PyObject *link_begin, *link_end;           /* the line around the path of a Digital Link */
    uint64_t *counts;
    Py_ssize_t counters;
    long long epoch, holdings_turn;
    Py_ssize_t longest_head;
    Weighty weighty[MOST_WEIGHTY];
    uint8_t first[257]; /* where the words with this first octet begin; they are sorted */
} Answerer;

static int is_weighty(const Answerer *self, const uint8_t *name, size_t size)
{
    uint8_t letter = lower_of[*name];
    for (int i = self->first[letter]; i < self->first[letter + 1]; i++) {
        const Weighty *one = &self->weighty[i];
        if (one->whole ? size == one->size && is(name, size, one->word, size) : is(name, size, one->word, one->size))
            return 1;
    }
    return 0;
}

/* Pairs of an AI and a value of characters that are never percent-encoded; NULL if it is anything else. */
static const uint8_t *scan_link(const uint8_t *at, const uint8_t *end, Question *question)
{
    question->handle = at;
    while (at < end && *at == '/') {
        const uint8_t *ai = ++at;
        while (at < end && kind_of[*at] & DIGIT)
            at++;
        if (at - ai < 2 || at - ai > 4 || at == end || *at != '/')
            return NULL;
        const uint8_t *value = ++at;
        while (at < end && kind_of[*at] & UNRESERVED)
            at++;
        if (at == value || at == end || *value == '.')
            return NULL;
    }
    question->handle_size = (size_t)(at - question->handle);
    return question->handle_size && question->handle_size <= LONGEST_PLAIN_HANDLE ? at : NULL;
}

/* Whether the media type of linksets may be named. Every request is asked this, and hardly any `Accept` has a k. */
static int names_linkset(const uint8_t *at, size_t size)
{
    if (!memchr(at, 'k', size) && !memchr(at, 'K', size))
        return 0;
    for (; size >= 7; at++, size--)
        if (is(at, size, "linkset", 7))
            return 1;
    return 0;
}

/* The target: from behind "GET /" to the space that ends it; NULL if it is not a plain one. */
static const uint8_t *scan_target(const uint8_t *at, const uint8_t *end, Question *question)
{
    const uint8_t *slash = at - 1;
    question->api = SAME(at, end - at, "api/handles/");
    question->link = 0;
    if (question->api)
        at += 12;
    question->handle = at;
    const uint8_t *label = at;
    int labels = 0;
    for (;; labels++) {
        uint8_t kind = labels ? LABEL : DIGIT;
        while (at < end && kind_of[*at] & kind)
            at++;
        if (at == label || at == end)
            return NULL;
        if (*at != '.')
            break;
        label = ++at;
    }
    if (labels < 1 && !question->api) {
        question->link = 1;
        return scan_link(slash, end, question);
    }
    if (labels < 1 || *at != '/')
        return NULL;
    question->prefix_size = (size_t)(at - question->handle);
    at++;
    /* Segments: none is empty but a last one, none begins with a dot. */
    for (int segments = 0;; segments++) {
        const uint8_t *segment = at;
        while (at < end && kind_of[*at] & SEGMENT)
            at++;
        if (at == end || (at > segment && *segment == '.') || (at == segment && (segments == 0 || *at == '/')))
            return NULL;
        if (*at != '/')
            break;
        at++;
    }
    question->handle_size = (size_t)(at - question->handle);
    return question->handle_size <= LONGEST_PLAIN_HANDLE ? at : NULL;
}

static int scan(const Answerer *self, const uint8_t *at, size_t size, Question *question)
{
    const uint8_t *end = at + size;
    int hosts = 0, agents = 0;
    if (!SAME(at, size, "GET /") || memcmp(end - 4, "\r\n\r\n", 4))
        return 0;
    at = scan_target(at + 5, end, question);
    if (at == NULL || !SAME(at, end - at, " HTTP/1.1\r\n"))
        return 0;
    at += 11;
    for (int headers = 0; headers <= MOST_HEADERS; headers++) {
        if (*at == '\r') /* `at` is below `end`: the last four octets are two line ends */
            return at + 2 == end && at[1] == '\n' && hosts == 1 && agents <= 1;
        const uint8_t *name = at;
        while (kind_of[*at] & NAME) /* ends at the latest at the last line end, which is no name */
            at++;
        size_t name_size = (size_t)(at - name);
        if (!name_size || *at != ':')
            return 0;
        const uint8_t *value = ++at;
        while (kind_of[*at] & VALUE)
            at++;
        size_t value_size = (size_t)(at - value);
        if (at + 2 >= end || at[0] != '\r' || at[1] != '\n')
            return 0;
        at += 2;
        switch (lower_of[*name]) {
        case 'a':
            if (name_size == 6 && IS(name, name_size, "accept") && names_linkset(value, value_size))
                return 0;
            break;
        case 'h':
            if (name_size == 4 && IS(name, name_size, "host")) {
                size_t i = value_size && *value == ' ';
                if (i == value_size)
                    return 0;
                for (; i < value_size; i++)
                    if (!(kind_of[value[i]] & HOST))
                        return 0;
                hosts++;
                continue;
            }
            break;
        case 'u':
            if (name_size == 10 && IS(name, name_size, "user-agent")) {
                agents++;
                continue;
            }
            break;
        case 'c':
            if (name_size == 10 && IS(name, name_size, "connection")) {
                if (value_size == 11 && IS(value, value_size, " keep-alive"))
                    continue;
                return 0;
            }
            break;
        }
        if (is_weighty(self, name, name_size))
            return 0;
    }
    return 0;
}

/* ---- the answer ------------------------------------------------------------------------------------------------ */

static PyObject *s_epoch, *s_holdings_turn, *s_prefixes, *s_forget, *s_learn, *s_until, *s_member, *s_turn;

static uint8_t *put(uint8_t *to, const void *from, size_t size)
{
    memcpy(to, from, size);
    return to + size;
}

static uint8_t *put_bytes(uint8_t *to, PyObject *bytes)
{
    return put(to, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
}

#define PUT(to, words) put(to, words, sizeof(words) - 1)

static uint8_t *put_number(uint8_t *to, uint64_t number)
{
    uint8_t digits[20];
    size_t size = 0;
    do
        digits[sizeof(digits) - ++size] = (uint8_t)('0' + number % 10);
    while (number /= 10);
    return put(to, digits + sizeof(digits) - size, size);
}

static int number(PyObject *of, PyObject *name, long long *value)
{
    PyObject *found = PyObject_GetAttr(of, name);
    if (found == NULL)
        return -1;
    *value = PyLong_AsLongLong(found);
    Py_DECREF(found);
    return *value == -1 && PyErr_Occurred() ? -1 : 0;
}

/* One more in a counter; false if there is no such counter. */
static int count(Answerer *self, PyObject *slots, Py_ssize_t which)
{
    Py_ssize_t slot = PyLong_AsSsize_t(PyTuple_GET_ITEM(slots, which));
    if (slot < 0 || slot >= self->counters || self->counts == NULL) {
        PyErr_Clear();
        return 0;
    }
    self->counts[slot]++;
    return 1;
}

/* resolver/edge/clerk.py, Slots */
enum { FOUND, ABSENT, GONE, REDIRECTED, BATCHES, SLOTS };

/* An answer: how it begins this second, its own header lines, and its body, of which `body` octets are to follow. */
static PyObject *begun(PyObject *head, PyObject *second, const uint8_t *lines, const uint8_t *end, size_t body,
                       uint8_t **to)
{
    Py_ssize_t more = second == NULL ? 0 : PyBytes_GET_SIZE(second);
    PyObject *answer =
        PyBytes_FromStringAndSize(NULL, PyBytes_GET_SIZE(head) + more + (end - lines) + (Py_ssize_t)body);
    if (answer == NULL)
        return NULL;
    *to = put_bytes((uint8_t *)PyBytes_AS_STRING(answer), head);
    if (second != NULL)
        *to = put_bytes(*to, second);
    *to = put(*to, lines, (size_t)(end - lines));
    return answer;
}

static PyObject *counted(Answerer *self, PyObject *slots, Py_ssize_t which, PyObject *answer)
{
    if (answer != NULL && !count(self, slots, which)) {
        Py_DECREF(answer);
        Py_RETURN_NONE;
    }
    return answer;
}

/* A body: `before`, the spelling that was asked for, `between`, what is shown, `after`. */
static PyObject *said(PyObject *head, const uint8_t *lines, const uint8_t *end, const char *before,
                      const Question *question, const char *between, const uint8_t *shown, size_t shown_size,
                      const char *after)
{
    size_t body = strlen(before) + question->handle_size + strlen(between) + shown_size + strlen(after);
    uint8_t *to;
    PyObject *answer = begun(head, NULL, lines, end, body, &to);
    if (answer != NULL) {
        to = put(to, before, strlen(before));
        to = put(to, question->handle, question->handle_size);
        to = put(to, between, strlen(between));
        to = put(to, shown, shown_size);
        put(to, after, strlen(after));
    }
    return answer;
}

static PyObject *not_here(Answerer *self, const Question *question, PyObject *slots, Py_ssize_t which)
{
    static const char before[] = "{\"responseCode\":100,\"handle\":\"", after[] = "\"}";
    uint8_t lines[48], *end = PUT(lines, "Content-Length: ");
    end = put_number(end, sizeof(before) - 1 + question->handle_size + sizeof(after) - 1);
    end = PUT(end, "\r\n\r\n");
    return counted(self, slots, which, said(self->absent, lines, end, before, question, after, question->handle, 0, ""));
}

/* What an entry states, or a batch of one of its members. */
typedef struct {
    uint8_t flags;
    uint32_t version, ttl;
    const uint8_t *shown, *location;
    size_t shown_size, location_size;
} Stated;

static PyObject *found(Answerer *self, const Question *question, const Stated *stated)
{
    static const char before[] = "{\"responseCode\":1,\"handle\":\"", between[] = "\",\"values\":", after[] = "}";
    static const char nothing_before[] = "{\"responseCode\":200,\"values\":[],\"handle\":\"", nothing_after[] = "\"}";
    int nothing = stated->shown_size == 2; /* an empty array */
    size_t body = question->handle_size +
                  (nothing ? sizeof(nothing_before) - 1 + sizeof(nothing_after) - 1
                           : sizeof(before) - 1 + sizeof(between) - 1 + stated->shown_size + sizeof(after) - 1);
    uint8_t lines[128], *end = PUT(lines, "Content-Length: ");
    end = put_number(end, body);
    end = PUT(end, "\r\nETag: \"");
    end = put_number(end, stated->version);
    end = PUT(end, "\"\r\nCache-Control: max-age=");
    end = put_number(end, stated->ttl);
    end = PUT(end, "\r\n\r\n");
    if (nothing)
        return said(self->found, lines, end, nothing_before, question, nothing_after, question->handle, 0, "");
    return said(self->found, lines, end, before, question, between, stated->shown, stated->shown_size, after);
}

/* Where a location stands in HTML: as resolver/redirect.py has it; the size alone where there is no place for it. */
static size_t escaped(uint8_t *to, const uint8_t *location, size_t size)
{
    size_t written = 0;
    for (size_t i = 0; i < size; i++) {
        const char *word = location[i] == '&' ? "&amp;" : location[i] == '\'' ? "&#x27;" : NULL;
        size_t length = word == NULL ? 1 : strlen(word);
        if (to != NULL)
            to = put(to, word == NULL ? (const void *)&location[i] : word, length);
        written += length;
    }
    return written;
}

/* A redirect: how it begins, until when it may be kept, a line about a Digital Link where one was asked for, the rest. */
static PyObject *led(Answerer *self, const Question *question, const uint8_t *location, size_t size, uint32_t ttl)
{
    static const char title_before[] = "<!doctype html><title>", title_after[] = "</title><a href=\"", between[] = "\">",
                      after[] = "</a>", name[] = "Location: ";
    PyObject *seconds = PyLong_FromUnsignedLong(ttl);
    if (seconds == NULL)
        return NULL;
    PyObject *expires = PyDict_GetItemWithError(self->until, seconds);
    Py_XINCREF(expires);
    if (expires == NULL && !PyErr_Occurred())
        expires = PyObject_CallMethodOneArg(self->clerk, s_until, seconds);
    Py_DECREF(seconds);
    if (expires == NULL)
        return NULL;
    size_t link = escaped(NULL, location, size);
    size_t page = sizeof(title_before) - 1 + 3 + sizeof(title_after) - 1 + link + sizeof(between) - 1 + link +
                  sizeof(after) - 1;
    uint8_t length[64], *end = PUT(length, "\r\nContent-Length: "), *to;
    end = put_number(end, page);
    end = PUT(end, "\r\n\r\n");
    size_t length_size = (size_t)(end - length);
    size_t line = 0;
    if (question->link)
        line = (size_t)PyBytes_GET_SIZE(self->link_begin) + question->handle_size +
               (size_t)PyBytes_GET_SIZE(self->link_end);
    PyObject *answer = begun(question->link ? self->turned : self->moved, expires, length, length,
                             line + sizeof(name) - 1 + size + length_size + page, &to);
    Py_DECREF(expires);
    if (answer == NULL)
        return NULL;
    if (question->link) {
        to = put_bytes(to, self->link_begin);
        to = put(to, question->handle, question->handle_size);
        to = put_bytes(to, self->link_end);
    }
    to = PUT(to, name);
    to = put(to, location, size);
    to = put(to, length, length_size);
    to = PUT(to, title_before);
    to = put(to, question->link ? "307" : "302", 3);
    to = PUT(to, title_after);
    to += escaped(to, location, size);
    to = PUT(to, between);
    to += escaped(to, location, size);
    PUT(to, after);
    return answer;
}

static PyObject *answer_from(Answerer *self, const Question *question, PyObject *slots, const Stated *stated)
{
    if (stated->flags & (RETIRED | CHANGEFUL)) {
        if (question->api && stated->flags & RETIRED)
            return not_here(self, question, slots, GONE);
        Py_RETURN_NONE;
    }
    if (question->api)
        return counted(self, slots, FOUND, found(self, question, stated));
    if (stated->location_size == 0)
        Py_RETURN_NONE;
    return counted(self, slots, REDIRECTED, led(self, question, stated->location, stated->location_size, stated->ttl));
}

/* Whether what is kept under a key is a whole entry; what it states. */
static int whole(const uint8_t *key, size_t key_size, const uint8_t *entry, size_t size, Stated *stated)
{
    if (size < FIXED_SIZE)
        return 0;
    uint64_t shown = u32(entry + 32), place = u32(entry + 36), location = u32(entry + 40);
    uint32_t crc = crc32_of(crc32_of(0, key, key_size), entry + 4, size - 4);
    if (crc != u32(entry) || entry[4] != LAYOUT || FIXED_SIZE + shown > size || FIXED_SIZE + place + location > size)
        return 0;
    const uint8_t *parts = entry + FIXED_SIZE;
    *stated = (Stated){entry[5], u32(entry + 8), u32(entry + 12), parts, parts + place, shown, location};
    return 1;
}

static PyObject *from_entry(Answerer *self, const Question *question, PyObject *slots, const uint8_t *key,
                            const uint8_t *entry, size_t size)
{
    Stated stated;
    if (!whole(key, question->handle_size, entry, size, &stated))
        Py_RETURN_NONE;
    return answer_from(self, question, slots, &stated);
}

/* What has no entry and no batch. A handle with an @ may be made by a template; a slot of -1 says that others may be,
 * too. */
static PyObject *from_nothing(Answerer *self, const Question *question, PyObject *slots)
{
    if (question->api && !memchr(question->handle, '@', question->handle_size))
        return not_here(self, question, slots, ABSENT);
    Py_RETURN_NONE;
}

/* What was refused while looking is left to the routes; anything else is an accident and stays one. */
static PyObject *refused(Answerer *self)
{
    if (!PyErr_ExceptionMatches(self->refusals))
        return NULL;
    PyErr_Clear();
    Py_RETURN_NONE;
}

/* What has no entry may be a member of a batch: the clerk in Python knows those. */
static PyObject *from_batches(Answerer *self, const Question *question, PyObject *slots, const uint8_t *key)
{
    size_t before = question->prefix_size + 1;
    PyObject *member = NULL, *answer = NULL;
    PyObject *suffix =
        PyBytes_FromStringAndSize((const char *)key + before, (Py_ssize_t)(question->handle_size - before));
    if (suffix != NULL) {
        PyObject *given[] = {self->clerk, question->api ? Py_True : Py_False, PyTuple_GET_ITEM(slots, BATCHES), suffix};
        member = PyObject_VectorcallMethod(s_member, given, 4, NULL);
        Py_DECREF(suffix);
    }
    if (member == NULL)
        return refused(self);
    if (member == Py_None)
        answer = from_nothing(self, question, slots);
    else {
        PyObject *shown, *location;
        unsigned int flags, version, ttl;
        if (PyTuple_Check(member) && PyArg_ParseTuple(member, "IIISS", &flags, &version, &ttl, &shown, &location)) {
            Stated stated = {(uint8_t)flags,
                             version,
                             ttl,
                             (const uint8_t *)PyBytes_AS_STRING(shown),
                             (const uint8_t *)PyBytes_AS_STRING(location),
                             (size_t)PyBytes_GET_SIZE(shown),
                             (size_t)PyBytes_GET_SIZE(location)};
            answer = answer_from(self, question, slots, &stated);
        }
    }
    Py_DECREF(member);
    return answer;
}

/* The slots of the prefix, learnt if need be; None if it does not answer plain questions. */
static PyObject *slots_of(Answerer *self, const Question *question, const uint8_t *key, PyObject *known)
{
    long long epoch, holdings_turn;
    if (number(self->tally, s_epoch, &epoch) || number(self->reader, s_holdings_turn, &holdings_turn))
        return NULL;
    if (epoch != self->epoch || holdings_turn != self->holdings_turn) {
        PyObject *done = PyObject_CallMethodNoArgs(self->clerk, s_forget);
        if (done == NULL)
            return NULL;
        Py_DECREF(done);
    }
    PyObject *prefixes = PyObject_GetAttr(known, s_prefixes);
    if (prefixes == NULL)
        return NULL;
    PyObject *slots = NULL;
    PyObject *prefix = PyBytes_FromStringAndSize((const char *)key, (Py_ssize_t)question->prefix_size);
    if (prefix != NULL && PyDict_Check(prefixes)) {
        slots = PyDict_GetItemWithError(prefixes, prefix);
        Py_XINCREF(slots);
        if (slots == NULL && !PyErr_Occurred())
            slots = PyObject_CallMethodObjArgs(self->clerk, s_learn, prefix, known, NULL);
    }
    Py_XDECREF(prefix);
    Py_DECREF(prefixes);
    return slots;
}

/* A Digital Link that a record carries as it was asked for: from its pointer (resolver/replica/mappings.py) to the
 * record's entry, and where that leads. The clerk in Python knows those that members of batches carry. */
static PyObject *from_link(Answerer *self, const Question *question, PyObject *known)
{
    static const char scheme[] = "gs1:";
    size_t key_size = sizeof(scheme) - 1 + question->handle_size;
    PyObject *key = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)key_size);
    if (key == NULL)
        return NULL;
    uint8_t *named = (uint8_t *)PyBytes_AS_STRING(key);
    put(PUT(named, scheme), question->handle, question->handle_size);
    PyObject *pointer = PyObject_CallOneArg(self->pointed, key), *record = NULL, *slots = NULL, *entry = NULL;
    PyObject *answer = NULL;
    if (pointer == NULL) {
        Py_DECREF(key);
        return refused(self);
    }
    if (pointer == Py_None) {
        PyObject *path = PyBytes_FromStringAndSize((const char *)question->handle, (Py_ssize_t)question->handle_size);
        if (path != NULL)
            answer = PyObject_CallMethodObjArgs(self->clerk, s_turn, path, known, NULL);
        Py_XDECREF(path);
        goto done;
    }
    if (!PyBytes_Check(pointer)) {
        PyErr_SetString(PyExc_TypeError, "a pointer is octets");
        goto done;
    }
    const uint8_t *octets = (const uint8_t *)PyBytes_AS_STRING(pointer);
    size_t size = (size_t)PyBytes_GET_SIZE(pointer);
    if (size <= POINTER_SIZE ||
        crc32_of(crc32_of(0, named, key_size), octets + 4, size - 4) != u32(octets)) {
        answer = Py_NewRef(Py_None);
        goto done;
    }
    size_t record_size = size - POINTER_SIZE;
    if ((record = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)record_size)) == NULL)
        goto done;
    uint8_t *folded = (uint8_t *)PyBytes_AS_STRING(record);
    for (size_t i = 0; i < record_size; i++)
        folded[i] = upper_of[octets[POINTER_SIZE + i]];
    const uint8_t *slash = memchr(folded, '/', record_size);
    if (slash == NULL) {
        answer = Py_NewRef(Py_None);
        goto done;
    }
    Question of_record = *question;
    of_record.prefix_size = (size_t)(slash - folded);
    if ((entry = PyObject_CallOneArg(self->raw, record)) == NULL ||
        (slots = slots_of(self, &of_record, folded, known)) == NULL) {
        answer = refused(self);
        goto done;
    }
    Stated stated;
    /* With the serial that the pointer came with, the record still carries the identifier. */
    if (slots != Py_None && PyTuple_Check(slots) && PyTuple_GET_SIZE(slots) == SLOTS && PyBytes_Check(entry) &&
        whole(folded, record_size, (const uint8_t *)PyBytes_AS_STRING(entry), (size_t)PyBytes_GET_SIZE(entry), &stated) &&
        !memcmp(PyBytes_AS_STRING(entry) + SERIAL_AT, octets + 4, 8) && stated.flags & TURNS &&
        !(stated.flags & (RETIRED | CHANGEFUL)))
        answer = counted(self, slots, REDIRECTED, led(self, question, stated.location, stated.location_size, stated.ttl));
    else
        answer = Py_NewRef(Py_None);
done:
    Py_XDECREF(slots);
    Py_XDECREF(entry);
    Py_XDECREF(record);
    Py_DECREF(pointer);
    Py_DECREF(key);
    return answer;
}

static PyObject *Answerer_answer(Answerer *self, PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs != 3 || !PyBytes_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "answer takes octets, what is known and a memory");
        return NULL;
    }
    const uint8_t *data = (const uint8_t *)PyBytes_AS_STRING(args[0]);
    Py_ssize_t size = PyBytes_GET_SIZE(args[0]);
    Question question;
    if (size < SHORTEST_HEAD || size > self->longest_head || !scan(self, data, (size_t)size, &question))
        Py_RETURN_NONE;
    if (question.link)
        return from_link(self, &question, args[1]);
    PyObject *key = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)question.handle_size);
    if (key == NULL)
        return NULL;
    uint8_t *folded = (uint8_t *)PyBytes_AS_STRING(key);
    for (size_t i = 0; i < question.handle_size; i++)
        folded[i] = upper_of[question.handle[i]];
    PyObject *answer = NULL, *slots = NULL;
    PyObject *entry = PyObject_CallOneArg(self->raw, key);
    if (entry == NULL || (slots = slots_of(self, &question, folded, args[1])) == NULL)
        answer = refused(self);
    else if (slots == Py_None || !PyTuple_Check(slots) || PyTuple_GET_SIZE(slots) != SLOTS)
        answer = Py_NewRef(Py_None);
    else if (entry == Py_None)
        answer = PyTuple_GET_ITEM(slots, BATCHES) == Py_None ? from_nothing(self, &question, slots)
                                                             : from_batches(self, &question, slots, folded);
    else if (PyBytes_Check(entry))
        answer = from_entry(self, &question, slots, folded, (const uint8_t *)PyBytes_AS_STRING(entry),
                            (size_t)PyBytes_GET_SIZE(entry));
    else
        PyErr_SetString(PyExc_TypeError, "an entry is octets");
    Py_XDECREF(slots);
    Py_XDECREF(entry);
    Py_DECREF(key);
    return answer;
}

/* ---- the type -------------------------------------------------------------------------------------------------- */

static PyObject *Answerer_is_plain(Answerer *self, PyObject *data)
{
    Question question;
    if (!PyBytes_Check(data)) {
        PyErr_SetString(PyExc_TypeError, "is_plain takes octets");
        return NULL;
    }
    Py_ssize_t size = PyBytes_GET_SIZE(data);
    return PyBool_FromLong(size >= SHORTEST_HEAD && size <= self->longest_head &&
                           scan(self, (const uint8_t *)PyBytes_AS_STRING(data), (size_t)size, &question));
}

static PyObject *Answerer_heads(Answerer *self, PyObject *args)
{
    PyObject *found, *absent, *moved, *turned;
    if (!PyArg_ParseTuple(args, "SSSS", &found, &absent, &moved, &turned))
        return NULL;
    Py_XSETREF(self->found, Py_NewRef(found));
    Py_XSETREF(self->absent, Py_NewRef(absent));
    Py_XSETREF(self->moved, Py_NewRef(moved));
    Py_XSETREF(self->turned, Py_NewRef(turned));
    Py_RETURN_NONE;
}

/* The counters as they are until `tally.epoch` grows. No hold is kept on them: the tally must be able to let the file
 * go, and says by the epoch that it has. */
static PyObject *Answerer_bind(Answerer *self, PyObject *args)
{
    PyObject *counts;
    Py_buffer view;
    self->counts = NULL;
    self->counters = 0;
    if (!PyArg_ParseTuple(args, "OLL", &counts, &self->epoch, &self->holdings_turn))
        return NULL;
    if (PyObject_GetBuffer(counts, &view, PyBUF_RECORDS) < 0)
        return NULL;
    if (view.itemsize == 8 && view.format != NULL && !strcmp(view.format, "Q")) {
        self->counts = view.buf;
        self->counters = view.len / 8;
    }
    PyBuffer_Release(&view);
    Py_RETURN_NONE;
}

static int by_word(const void *a, const void *b)
{
    return strcmp(((const Weighty *)a)->word, ((const Weighty *)b)->word);
}

static int fill_weighty(Answerer *self, PyObject *words)
{
    Py_ssize_t size = PyTuple_GET_SIZE(words);
    if (size > MOST_WEIGHTY) {
        PyErr_SetString(PyExc_ValueError, "too many weighty headers");
        return -1;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_ssize_t length;
        const char *word = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(words, i), &length);
        if (word == NULL)
            return -1;
        Weighty *one = &self->weighty[i];
        memset(one, 0, sizeof(*one));
        one->whole = length > 1 && word[length - 1] == ':';
        length -= one->whole;
        if (length < 1 || (size_t)length >= sizeof(one->word)) {
            PyErr_SetString(PyExc_ValueError, "a weighty header has 1 to 31 octets");
            return -1;
        }
        memcpy(one->word, word, (size_t)length);
        one->size = (uint8_t)length;
    }
    qsort(self->weighty, (size_t)size, sizeof(Weighty), by_word);
    for (int octet = 0, i = 0; octet <= 256; octet++) {
        while (i < size && (uint8_t)self->weighty[i].word[0] < octet)
            i++;
        self->first[octet] = (uint8_t)i;
    }
    return 0;
}

static int Answerer_init(Answerer *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"clerk",    "raw",     "pointed",      "tally",      "reader",   "until",
                            "refusals", "weighty", "longest_head", "link_begin", "link_end", NULL};
    PyObject *clerk, *raw, *pointed, *tally, *reader, *until, *refusals, *weighty, *link_begin, *link_end;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOOOOO!O!O!nSS", names, &clerk, &raw, &pointed, &tally, &reader,
                                     &PyDict_Type, &until, &PyTuple_Type, &refusals, &PyTuple_Type, &weighty,
                                     &self->longest_head, &link_begin, &link_end))
        return -1;
    Py_XSETREF(self->pointed, Py_NewRef(pointed));
    Py_XSETREF(self->link_begin, Py_NewRef(link_begin));
    Py_XSETREF(self->link_end, Py_NewRef(link_end));
    Py_XSETREF(self->clerk, Py_NewRef(clerk));
    Py_XSETREF(self->raw, Py_NewRef(raw));
    Py_XSETREF(self->tally, Py_NewRef(tally));
    Py_XSETREF(self->reader, Py_NewRef(reader));
    Py_XSETREF(self->until, Py_NewRef(until));
    Py_XSETREF(self->refusals, Py_NewRef(refusals));
    Py_XSETREF(self->found, PyBytes_FromStringAndSize(NULL, 0));
    Py_XSETREF(self->absent, PyBytes_FromStringAndSize(NULL, 0));
    Py_XSETREF(self->moved, PyBytes_FromStringAndSize(NULL, 0));
    Py_XSETREF(self->turned, PyBytes_FromStringAndSize(NULL, 0));
    if (!self->found || !self->absent || !self->moved || !self->turned)
        return -1;
    self->epoch = self->holdings_turn = -1;
    return fill_weighty(self, weighty);
}

static int Answerer_traverse(Answerer *self, visitproc visit, void *arg)
{
    Py_VISIT(self->clerk);
    Py_VISIT(self->raw);
    Py_VISIT(self->pointed);
    Py_VISIT(self->tally);
    Py_VISIT(self->reader);
    Py_VISIT(self->until);
    Py_VISIT(self->refusals);
    return 0;
}

static int Answerer_clear(Answerer *self)
{
    Py_CLEAR(self->clerk);
    Py_CLEAR(self->raw);
    Py_CLEAR(self->pointed);
    Py_CLEAR(self->tally);
    Py_CLEAR(self->reader);
    Py_CLEAR(self->until);
    Py_CLEAR(self->refusals);
    return 0;
}

static void Answerer_dealloc(Answerer *self)
{
    PyObject_GC_UnTrack(self);
    Answerer_clear(self);
    Py_CLEAR(self->found);
    Py_CLEAR(self->absent);
    Py_CLEAR(self->moved);
    Py_CLEAR(self->turned);
    Py_CLEAR(self->link_begin);
    Py_CLEAR(self->link_end);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef Answerer_methods[] = {
    {"answer", (PyCFunction)(void (*)(void))Answerer_answer, METH_FASTCALL,
     "answer(data, known, memory): the whole answer to one plain question, or None."},
    {"is_plain", (PyCFunction)Answerer_is_plain, METH_O, "is_plain(data): whether octets are one plain question."},
    {"heads", (PyCFunction)Answerer_heads, METH_VARARGS, "heads(found, absent, moved, turned): how answers begin this second."},
    {"bind", (PyCFunction)Answerer_bind, METH_VARARGS, "bind(counts, epoch, holdings_turn): where to count."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject AnswererType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "resolver.edge._scan.Answerer",
    .tp_basicsize = sizeof(Answerer),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Answers plain questions; the clerk's hot half.",
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)Answerer_init,
    .tp_traverse = (traverseproc)Answerer_traverse,
    .tp_clear = (inquiry)Answerer_clear,
    .tp_dealloc = (destructor)Answerer_dealloc,
    .tp_methods = Answerer_methods,
};

static PyObject *checksum(PyObject *Py_UNUSED(self), PyObject *data)
{
    if (!PyBytes_Check(data)) {
        PyErr_SetString(PyExc_TypeError, "checksum takes octets");
        return NULL;
    }
    return PyLong_FromUnsignedLong(
        crc32_of(0, (const uint8_t *)PyBytes_AS_STRING(data), (size_t)PyBytes_GET_SIZE(data)));
}

static PyMethodDef functions[] = {
    {"checksum", checksum, METH_O, "checksum(data): the CRC-32 that entries are checked by."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "resolver.edge._scan",
    .m_doc = "The clerk in C.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit__scan(void)
{
    fill_tables();
    fill_crc();
    s_epoch = PyUnicode_InternFromString("epoch");
    s_holdings_turn = PyUnicode_InternFromString("holdings_turn");
    s_prefixes = PyUnicode_InternFromString("prefixes");
    s_forget = PyUnicode_InternFromString("forget");
    s_learn = PyUnicode_InternFromString("learn");
    s_until = PyUnicode_InternFromString("until");
    s_member = PyUnicode_InternFromString("member");
    s_turn = PyUnicode_InternFromString("turn");
    if (!s_epoch || !s_holdings_turn || !s_prefixes || !s_forget || !s_learn || !s_until || !s_member || !s_turn)
        return NULL;
    if (PyType_Ready(&AnswererType) < 0)
        return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made == NULL)
        return NULL;
    if (PyModule_AddObjectRef(made, "Answerer", (PyObject *)&AnswererType) < 0 ||
        PyModule_AddIntConstant(made, "LAYOUT", LAYOUT) < 0 ||
        PyModule_AddIntConstant(made, "FIXED_SIZE", FIXED_SIZE) < 0 ||
        PyModule_AddIntConstant(made, "POINTER_SIZE", POINTER_SIZE) < 0 ||
        PyModule_AddIntConstant(made, "LONGEST_PLAIN_HANDLE", LONGEST_PLAIN_HANDLE) < 0) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
