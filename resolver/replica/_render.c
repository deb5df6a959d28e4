/* Rendering in C: the octets of a usual record's entry in one call.
 *
 * The same as `usual_entry` in resolver/replica/render.py and `Entry.to_octets`; read those first, the reasons stand
 * there. What is met for the first time (a type, a ttl with its timestamp) and what is seldom (an address that is not
 * plain) is left to functions in Python; where a record is not a usual one, nothing is returned and Python renders it.
 *
 * Nothing of what arrives is changed, kept or pointed to after the call. All reading of it stays below `end`.
 */
#define PY_SSIZE_T_CLEAN
#define _GNU_SOURCE
#include <Python.h>
#include <string.h>

#include "_entry.h"

#define MOST_MEMORIES 4096 /* of types, and of ttls with timestamps: all are forgotten when there are more */
#define LONGEST_PLAIN_ADDRESS 253 /* octets; then its host is short enough, too (schemas/web_address.py) */
#define LONGEST_LABEL 63
#define AT_FIRST 2048

typedef struct {
    PyObject_HEAD
    PyObject *head_of, *tail_of, *location_of;
    PyObject *heads; /* dict: index and type as packed -> (what stands before the text, whether it leads), or None */
    PyObject *tails; /* dict: what follows the text as packed -> (what stands behind the text, the ttl), or None */
    uint32_t longest_stay;
} Renderer;

/* ---- octets that grow ------------------------------------------------------------------------------------------ */

typedef struct {
    uint8_t *at;
    size_t size, room;
    uint8_t first[AT_FIRST];
} Growing;

static int grow(Growing *made, size_t more)
{
    size_t room = 2 * (made->size + more);
    uint8_t *at = PyMem_Realloc(made->at == made->first ? NULL : made->at, room);
    if (at == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (made->at == made->first)
        memcpy(at, made->first, made->size);
    made->at = at;
    made->room = room;
    return 0;
}

static int put(Growing *made, const void *octets, size_t size)
{
    if (made->room - made->size < size && grow(made, size) < 0)
        return -1;
    memcpy(made->at + made->size, octets, size);
    made->size += size;
    return 0;
}

/* ---- reading what is packed (MessagePack) ---------------------------------------------------------------------- */

enum { TEXT = 1, OCTETS = 2 };

static uint32_t big_endian(const uint8_t *at, size_t size)
{
    uint32_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | at[i];
    return number;
}

/* Behind an unsigned number of at most 32 bits; NULL where there is none. */
static const uint8_t *past_number(const uint8_t *at, const uint8_t *end)
{
    if (at == end)
        return NULL;
    size_t size = *at <= 0x7f ? 0 : *at == 0xcc ? 1 : *at == 0xcd ? 2 : *at == 0xce ? 4 : 9;
    return size <= 4 && (size_t)(end - at) > size ? at + 1 + size : NULL;
}

/* Behind a text or octets, which begin at `*begin`; NULL where there are none. */
static const uint8_t *past_run(const uint8_t *at, const uint8_t *end, int kind, const uint8_t **begin)
{
    if (at == end)
        return NULL;
    uint8_t mark = *at++;
    size_t wide, size;
    if (kind == TEXT && (mark & 0xe0) == 0xa0)
        wide = 0;
    else if (kind == TEXT ? mark >= 0xd9 && mark <= 0xdb : mark >= 0xc4 && mark <= 0xc6)
        wide = (size_t)1 << (mark - (kind == TEXT ? 0xd9 : 0xc4));
    else
        return NULL;
    if ((size_t)(end - at) < wide)
        return NULL;
    size = wide ? big_endian(at, wide) : mark & 0x1f;
    at += wide;
    *begin = at;
    return (size_t)(end - at) < size ? NULL : at + size;
}

/* Behind ttl, timestamp, permissions, whether the ttl is absolute, and no references. */
static const uint8_t *past_tail(const uint8_t *at, const uint8_t *end)
{
    for (int i = 0; i < 3; i++)
        if ((at = past_number(at, end)) == NULL)
            return NULL;
    return end - at >= 2 && (at[0] | 1) == 0xc3 && at[1] == 0x90 ? at + 2 : NULL;
}

/* ---- what is remembered ---------------------------------------------------------------------------------------- */

/* What a function in Python says of these octets, asked once; a new reference, NULL with an exception. */
static PyObject *remembered(PyObject *memory, PyObject *ask, const uint8_t *at, size_t size)
{
    PyObject *raw = PyBytes_FromStringAndSize((const char *)at, (Py_ssize_t)size);
    if (raw == NULL)
        return NULL;
    PyObject *known = PyDict_GetItemWithError(memory, raw);
    if (known != NULL) {
        Py_INCREF(known);
    } else if (!PyErr_Occurred() && (known = PyObject_CallOneArg(ask, raw)) != NULL) {
        if (PyDict_GET_SIZE(memory) >= MOST_MEMORIES)
            PyDict_Clear(memory);
        if (PyDict_SetItem(memory, raw, known) < 0)
            Py_CLEAR(known);
    }
    Py_DECREF(raw);
    return known;
}

/* ---- text and addresses ---------------------------------------------------------------------------------------- */

/* 1: octets were put as a JSON string; 0: they are no printable UTF-8; -1: an exception. */
static int put_literal(Growing *made, const uint8_t *at, size_t size)
{
    int ascii = 1;
    size_t marked = 0;
    for (size_t i = 0; i < size; i++) {
        if (at[i] < 0x20 || at[i] == 0x7f)
            return 0;
        ascii &= at[i] < 0x80;
        marked += at[i] == '"' || at[i] == '\\';
    }
    if (!ascii) {
        PyObject *text = PyUnicode_DecodeUTF8((const char *)at, (Py_ssize_t)size, NULL);
        if (text == NULL) {
            if (!PyErr_ExceptionMatches(PyExc_UnicodeDecodeError))
                return -1;
            PyErr_Clear();
            return 0;
        }
        int kind = PyUnicode_KIND(text), printable = 1;
        const void *data = PyUnicode_DATA(text);
        Py_ssize_t length = PyUnicode_GET_LENGTH(text);
        for (Py_ssize_t i = 0; i < length && printable; i++)
            printable = Py_UNICODE_ISPRINTABLE(PyUnicode_READ(kind, data, i));
        Py_DECREF(text);
        if (!printable)
            return 0;
    }
    size_t more = size + marked + 2;
    if (made->room - made->size < more && grow(made, more) < 0)
        return -1;
    uint8_t *to = made->at + made->size;
    *to++ = '"';
    if (!marked) {
        memcpy(to, at, size);
        to += size;
    } else {
        for (size_t i = 0; i < size; i++) {
            if (at[i] == '"' || at[i] == '\\')
                *to++ = '\\';
            *to++ = at[i];
        }
    }
    *to++ = '"';
    made->size += more;
    return 1;
}

static int is_letter(uint8_t octet)
{
    uint8_t small = octet | 0x20;
    return (small >= 'a' && small <= 'z') || (octet >= '0' && octet <= '9') || octet == '_';
}

static const uint8_t *past_path(const uint8_t *at, const uint8_t *end, const char *also)
{
    while (at < end && *at && (is_letter(*at) || strchr(also, *at)))
        at++;
    return at;
}

#define IN_PATH ".~:/@!$&'()*+,;=%-"
#define IN_QUERY IN_PATH "?"

/* Whether an address is followed as it is: a narrower rule than `_PLAIN` of schemas/web_address.py. */
static int is_plain_address(const uint8_t *at, size_t size)
{
    const uint8_t *end = at + size;
    if (size > LONGEST_PLAIN_ADDRESS || size < 8 || memcmp(at, "http", 4))
        return 0;
    at += at[4] == 's' ? 5 : 4;
    if (end - at < 4 || memcmp(at, "://", 3))
        return 0;
    at += 3;
    for (;;) { /* the labels of the host */
        const uint8_t *label = at;
        while (at < end && (is_letter(*at) || *at == '-'))
            at++;
        if (at == label || at - label > LONGEST_LABEL || *label == '-' || at[-1] == '-')
            return 0;
        if (at == end || *at != '.')
            break;
        at++;
    }
    if (at < end && *at == '/')
        at = past_path(at + 1, end, IN_PATH);
    if (at < end && *at == '?')
        at = past_path(at + 1, end, IN_QUERY);
    if (at < end && *at == '#')
        at = past_path(at + 1, end, IN_QUERY);
    return at == end;
}

/* ---- rendering ------------------------------------------------------------------------------------------------- */

typedef struct {
    Growing made;           /* room for what is fixed, then what is shown, then the location if that is not in it */
    const uint8_t *address; /* the location so far; NULL: none */
    size_t address_size;
    PyObject *asked; /* holds the address where Python had to be asked */
    uint32_t stay, shortest;
} Work;

/* 1: there is an address that may be followed; 0: there is none; -1: an exception. */
static int find_address(Renderer *self, Work *work, const uint8_t *at, size_t size)
{
    if (is_plain_address(at, size)) {
        work->address = at;
        work->address_size = size;
        return 1;
    }
    PyObject *text = PyUnicode_DecodeUTF8((const char *)at, (Py_ssize_t)size, NULL);
    if (text == NULL)
        return -1;
    work->asked = PyObject_CallOneArg(self->location_of, text);
    Py_DECREF(text);
    if (work->asked == NULL)
        return -1;
    if (work->asked == Py_None) {
        Py_CLEAR(work->asked);
        return 0;
    }
    Py_ssize_t length;
    work->address = (const uint8_t *)PyUnicode_AsUTF8AndSize(work->asked, &length);
    work->address_size = (size_t)length;
    return work->address == NULL ? -1 : 1;
}

/* Behind one value, which has been shown; NULL where it is not a usual one, or with an exception. */
static const uint8_t *show(Renderer *self, Work *work, const uint8_t *at, const uint8_t *end)
{
    const uint8_t *begin = at + 1, *data, *behind, *ignored;
    if (at == end || *at != 0x98)
        return NULL;
    if ((at = past_number(begin, end)) == NULL || (at = past_run(at, end, TEXT, &ignored)) == NULL)
        return NULL;
    PyObject *head = remembered(self->heads, self->head_of, begin, (size_t)(at - begin)), *tail = NULL;
    if (head == NULL || head == Py_None || (at = past_run(at, end, OCTETS, &data)) == NULL)
        goto other;
    if ((behind = past_tail(at, end)) == NULL)
        goto other;
    tail = remembered(self->tails, self->tail_of, at, (size_t)(behind - at));
    if (tail == NULL || tail == Py_None)
        goto other;
    PyObject *before = PyTuple_GET_ITEM(head, 0), *after = PyTuple_GET_ITEM(tail, 0);
    uint32_t ttl = (uint32_t)PyLong_AsUnsignedLong(PyTuple_GET_ITEM(tail, 1));
    if (put(&work->made, work->shortest == UINT32_MAX ? "[" : ",", 1) < 0 ||
        put(&work->made, PyBytes_AS_STRING(before), (size_t)PyBytes_GET_SIZE(before)) < 0 ||
        put_literal(&work->made, data, (size_t)(at - data)) != 1 ||
        put(&work->made, PyBytes_AS_STRING(after), (size_t)PyBytes_GET_SIZE(after)) < 0)
        goto other;
    if (ttl < work->shortest)
        work->shortest = ttl;
    if (PyTuple_GET_ITEM(head, 1) == Py_True && work->address == NULL) {
        int found = find_address(self, work, data, (size_t)(at - data));
        if (found < 0)
            goto other;
        if (found)
            work->stay = ttl;
    }
    Py_DECREF(head);
    Py_DECREF(tail);
    return behind;
other:
    Py_XDECREF(head);
    Py_XDECREF(tail);
    return NULL;
}

static void put_u32(uint8_t *at, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(number >> 8 * i);
}

static uint32_t least(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

/* The entry's octets out of what has been shown; NULL with an exception. */
static PyObject *finished(Renderer *self, Work *work, PyObject *key, const uint32_t numbers[3], uint64_t serial)
{
    if (put(&work->made, "]", 1) < 0)
        return NULL;
    size_t shown = work->made.size - FIXED_SIZE, place = 0, length = 0;
    if (work->address != NULL && least(work->stay, self->longest_stay) == least(work->shortest, self->longest_stay)) {
        const uint8_t *begin = work->made.at + FIXED_SIZE, *there;
        length = work->address_size;
        there = memmem(begin, shown, work->address, length);
        place = there != NULL ? (size_t)(there - begin) : shown;
        if (there == NULL && put(&work->made, work->address, length) < 0)
            return NULL;
    }
    uint8_t *fixed = work->made.at;
    memset(fixed, 0, FIXED_SIZE);
    fixed[4] = LAYOUT;
    put_u32(fixed + 8, numbers[0]);
    put_u32(fixed + 12, work->shortest);
    put_u32(fixed + SERIAL_AT, (uint32_t)serial);
    put_u32(fixed + SERIAL_AT + 4, (uint32_t)(serial >> 32));
    put_u32(fixed + 24, numbers[1]);
    put_u32(fixed + 28, numbers[2]);
    put_u32(fixed + 32, (uint32_t)shown);
    put_u32(fixed + 36, (uint32_t)place);
    put_u32(fixed + 40, (uint32_t)length);
    uint32_t sum = crc32_of(0, (const uint8_t *)PyBytes_AS_STRING(key), (size_t)PyBytes_GET_SIZE(key));
    put_u32(fixed, crc32_of(sum, fixed + 4, work->made.size - 4));
    return PyBytes_FromStringAndSize((const char *)fixed, (Py_ssize_t)work->made.size);
}

/* The entry's octets; NULL where it is not a usual one, or with an exception. */
static PyObject *rendered(Renderer *self, Work *work, PyObject *key, const Py_buffer *packed, const uint32_t numbers[3],
                          uint64_t serial)
{
    const uint8_t *at = packed->buf, *end = at + packed->len;
    if (at == end || *at <= 0x90 || *at > 0x9f) /* from one value to fifteen */
        return NULL;
    int values = *at++ & 0x0f;
    work->made.size = FIXED_SIZE;
    for (int i = 0; i < values; i++)
        if ((at = show(self, work, at, end)) == NULL)
            return NULL;
    return at == end ? finished(self, work, key, numbers, serial) : NULL;
}

static PyObject *Renderer_octets(Renderer *self, PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs != 6 || !PyBytes_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "octets takes key, packed, version, serial, registered_at, changed_at");
        return NULL;
    }
    static const int wide[3] = {2, 4, 5};
    uint32_t numbers[3];
    for (int i = 0; i < 3; i++) {
        unsigned long number = PyLong_AsUnsignedLong(args[wide[i]]);
        if (PyErr_Occurred())
            return NULL;
        if (number > UINT32_MAX)
            Py_RETURN_NONE;
        numbers[i] = (uint32_t)number;
    }
    uint64_t serial = PyLong_AsUnsignedLongLong(args[3]);
    Py_buffer packed;
    if (PyErr_Occurred() || PyObject_GetBuffer(args[1], &packed, PyBUF_SIMPLE) < 0)
        return NULL;
    Work work;
    work.address = NULL;
    work.asked = NULL;
    work.shortest = UINT32_MAX;
    work.made.at = work.made.first;
    work.made.room = AT_FIRST;
    PyObject *octets = rendered(self, &work, args[0], &packed, numbers, serial);
    PyBuffer_Release(&packed);
    Py_XDECREF(work.asked);
    if (work.made.at != work.made.first)
        PyMem_Free(work.made.at);
    if (octets == NULL && !PyErr_Occurred())
        Py_RETURN_NONE;
    return octets;
}

/* ---- the module ------------------------------------------------------------------------------------------------ */

static int Renderer_init(Renderer *self, PyObject *args, PyObject *named)
{
    static char *names[] = {"head_of", "tail_of", "location_of", "longest_stay", NULL};
    PyObject *head_of, *tail_of, *location_of;
    unsigned int longest_stay;
    if (!PyArg_ParseTupleAndKeywords(args, named, "OOOI", names, &head_of, &tail_of, &location_of, &longest_stay))
        return -1;
    Py_XSETREF(self->head_of, Py_NewRef(head_of));
    Py_XSETREF(self->tail_of, Py_NewRef(tail_of));
    Py_XSETREF(self->location_of, Py_NewRef(location_of));
    Py_XSETREF(self->heads, PyDict_New());
    Py_XSETREF(self->tails, PyDict_New());
    self->longest_stay = longest_stay;
    return self->heads == NULL || self->tails == NULL ? -1 : 0;
}

static void Renderer_dealloc(Renderer *self)
{
    Py_XDECREF(self->head_of);
    Py_XDECREF(self->tail_of);
    Py_XDECREF(self->location_of);
    Py_XDECREF(self->heads);
    Py_XDECREF(self->tails);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef Renderer_methods[] = {
    {"octets", (PyCFunction)(void (*)(void))Renderer_octets, METH_FASTCALL,
     "octets(key, packed, version, serial, registered_at, changed_at): the entry of a usual record, or None."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject RendererType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "resolver.replica._render.Renderer",
    .tp_basicsize = sizeof(Renderer),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Renders usual records.",
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)Renderer_init,
    .tp_dealloc = (destructor)Renderer_dealloc,
    .tp_methods = Renderer_methods,
};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "resolver.replica._render",
    .m_doc = "Rendering in C.",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit__render(void)
{
    fill_crc();
    if (PyType_Ready(&RendererType) < 0)
        return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made == NULL)
        return NULL;
    if (PyModule_AddObjectRef(made, "Renderer", (PyObject *)&RendererType) < 0 ||
        PyModule_AddIntConstant(made, "LAYOUT", LAYOUT) < 0 ||
        PyModule_AddIntConstant(made, "FIXED_SIZE", FIXED_SIZE) < 0) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
