# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Where the words of a text repeat themselves, compiled: the two searches of `chain.alignment`.

Each word becomes a number, and a table finds the runs of numbers that came before.
"""

from libc.stdlib cimport calloc, free, malloc


cdef unsigned long long SEED = hash("words")  # another one in each process, so that no page can be made for it
cdef unsigned long long FACTOR = SEED | 1


cdef long long* numbered(list words) except NULL:
    """Return a number for each word. Equal words have equal numbers, and others have others."""
    cdef Py_ssize_t size = len(words), place
    cdef dict known = {}
    cdef long long* numbers = <long long*>malloc(max(size, 1) * sizeof(long long))
    if numbers is NULL:
        raise MemoryError
    try:
        for place in range(size):
            numbers[place] = known.setdefault(words[place], place)
    except BaseException:
        free(numbers)
        raise
    return numbers


cdef Py_ssize_t hash_words(str text, long long* hashes) noexcept:
    """Write a hash of each word between white space; return how many words there are."""
    cdef Py_ssize_t place, number = 0
    cdef unsigned long long value = 0
    cdef bint is_inside = False
    cdef Py_UCS4 sign
    for place in range(len(text)):
        sign = text[place]
        if not sign.isspace():
            value = value * FACTOR + <unsigned long long>sign
            is_inside = True
        elif is_inside:
            hashes[number] = <long long>value
            number += 1
            value = 0
            is_inside = False
    if is_inside:
        hashes[number] = <long long>value
        number += 1
    return number


cdef inline bint are_equal(const long long* numbers, Py_ssize_t one, Py_ssize_t other, int length) noexcept nogil:
    cdef int offset
    for offset in range(length):
        if numbers[one + offset] != numbers[other + offset]:
            return False
    return True


cdef int* first_places(const long long* numbers, Py_ssize_t number, int length) except NULL:
    """Return for each of the `number` runs of `length` numbers the place at which an equal one starts first."""
    cdef size_t room = 16, slot
    cdef unsigned long long value
    cdef Py_ssize_t place
    cdef int offset
    cdef int* table
    cdef int* first
    while room < <size_t>(2 * max(number, 0)):
        room *= 2
    table = <int*>calloc(room, sizeof(int))  # the place of the run in a slot, and one more; 0 in an empty slot
    first = <int*>malloc(max(number, 1) * sizeof(int))
    if table is NULL or first is NULL:
        free(table)
        free(first)
        raise MemoryError
    for place in range(number):
        value = SEED
        for offset in range(length):
            value = (value ^ <unsigned long long>numbers[place + offset]) * 0x9E3779B97F4A7C15ULL
            value ^= value >> 29
        slot = value & (room - 1)
        while table[slot] != 0 and not are_equal(numbers, table[slot] - 1, place, length):
            slot = (slot + 1) & (room - 1)
        if table[slot] == 0:
            table[slot] = place + 1
        first[place] = table[slot] - 1
    free(table)
    return first


cdef inline bint is_upper(Py_UCS4 sign) noexcept nogil:
    """Return whether the sign is in `alignment.UPPER`."""
    if sign < 128:
        return 65 <= sign <= 90
    return 0xC0 <= sign <= 0xDE and sign != 0xD7 or 0x391 <= sign <= 0x3A9 or 0x410 <= sign <= 0x42F


def words_of(str text not None):
    """Do what `alignment.words_in_python` does."""
    cdef list found = []
    cdef Py_ssize_t place, start = -1
    cdef bint in_capitals = False, is_capital
    cdef Py_UCS4 sign
    for place in range(len(text)):
        sign = text[place]
        if not (sign.isalnum() or sign == u"_" or sign == 0x3A2):  # `UPPER` has this one, too, which is no letter
            if start >= 0:
                found.append(text[start:place])
            start = -1
            continue
        is_capital = is_upper(sign)
        if start >= 0 and is_capital and not in_capitals:
            found.append(text[start:place])
            start = -1
        if start < 0:
            start = place
        in_capitals = is_capital
    if start >= 0:
        found.append(text[start:])
    return found


def count_repeats(str text not None, int length):
    """Do what `alignment.count_repeats_in_python` does. Words with the same hash count as equal."""
    cdef Py_ssize_t number, place, count = 0
    cdef int* first = NULL
    cdef long long* hashes = <long long*>malloc((len(text) // 2 + 1) * sizeof(long long))
    if hashes is NULL:
        raise MemoryError
    try:
        number = hash_words(text, hashes) - length + 1
        first = first_places(hashes, number, length)
        for place in range(number):
            count += first[place] != place
    finally:
        free(hashes)
        free(first)
    return count


def repeats(list words not None, int length):
    """Do what `alignment.repeats_in_python` does."""
    cdef Py_ssize_t number = len(words) - length + 1, total = len(words), place, origin, size, most, done = 0
    cdef list found = []
    cdef int* first = NULL
    cdef long long* numbers = numbered(words)
    try:
        first = first_places(numbers, number, length)
        for place in range(number):
            origin = first[place]
            if place < done or origin + length > place:
                continue
            size, most = length, min(total - place, place - origin)
            while size < most and numbers[place + size] == numbers[origin + size]:
                size += 1
            done = place + size
            found.append((origin, place, size))
    finally:
        free(numbers)
        free(first)
    return found
