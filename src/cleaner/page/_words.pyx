# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Counting the words of a text, and where they repeat themselves, compiled: what `page.words` and `chain.alignment` do.

Where words are only compared, each becomes a hash, and no object is made for it.
"""

from libc.stdlib cimport calloc, free, malloc


cdef unsigned long long SEED = hash("words")  # another one in each process, so that no page can be made for it


cdef inline unsigned long long mixed(unsigned long long value, unsigned long long more) noexcept nogil:
    """Return a hash that takes in one more number."""
    value = (value ^ more) * 0x9E3779B97F4A7C15ULL
    return value ^ (value >> 29)


def count_words(str text not None, Py_ssize_t per_word):
    """Do what `words.count_in_python` does; in unspaced scripts, `per_word` characters are a word."""
    cdef Py_ssize_t spaced = 0, unspaced = 0
    cdef bint is_inside = False
    cdef Py_UCS4 sign
    for sign in text:
        if sign.isspace():
            is_inside = False
        elif is_unspaced(sign):
            unspaced += 1
            is_inside = False
        elif not is_inside:
            spaced += 1
            is_inside = True
    return spaced + (unspaced + per_word - 1) // per_word


cdef inline bint is_unspaced(Py_UCS4 sign) noexcept nogil:
    """Return whether the sign belongs to a script without spaces between words: see `words._unspaced`."""
    if sign < 0xE00:
        return False
    if sign <= 0x9FFF:
        return sign <= 0x109F or 0x1780 <= sign <= 0x17FF or 0x3001 <= sign <= 0x30FF or sign >= 0x3400
    return 0xF900 <= sign <= 0xFAFF or 0xFF01 <= sign <= 0xFF9F or 0x20000 <= sign <= 0x3FFFF


cdef inline bint are_equal(const unsigned long long* hashes, Py_ssize_t one, Py_ssize_t other, int length) noexcept nogil:
    cdef int offset
    for offset in range(length):
        if hashes[one + offset] != hashes[other + offset]:
            return False
    return True


cdef int* first_places(const unsigned long long* hashes, Py_ssize_t number, int length) except NULL:
    """Return for each of the `number` runs of `length` words the place at which an equal one starts first."""
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
            value = mixed(value, hashes[place + offset])
        slot = value & (room - 1)
        while table[slot] != 0 and not are_equal(hashes, table[slot] - 1, place, length):
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


cdef inline bint is_letter(Py_UCS4 sign) noexcept:
    """Return whether the sign is part of a word. `UPPER` has one that is no letter."""
    if sign < 128:
        return 97 <= sign <= 122 or 65 <= sign <= 90 or 48 <= sign <= 57 or sign == u"_"
    return sign.isalnum() or sign == 0x3A2


def words_of(str text not None):
    """Do what `alignment.words_in_python` does."""
    cdef list found = []
    cdef Py_ssize_t place, start = -1
    cdef bint in_capitals = False, is_capital
    cdef Py_UCS4 sign
    for place in range(len(text)):
        sign = text[place]
        if not is_letter(sign):
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
    cdef Py_ssize_t place, words = 0, number, count = 0
    cdef unsigned long long value = 0
    cdef Py_UCS4 sign
    cdef int* first = NULL
    cdef unsigned long long* hashes = <unsigned long long*>malloc((len(text) // 2 + 1) * sizeof(unsigned long long))
    if hashes is NULL:
        raise MemoryError
    try:
        for sign in text:
            if not sign.isspace():
                value = mixed(value or SEED, sign)
            elif value:
                hashes[words] = value
                words += 1
                value = 0
        if value:
            hashes[words] = value
            words += 1
        number = words - length + 1
        first = first_places(hashes, number, length)
        for place in range(number):
            count += first[place] != place
    finally:
        free(hashes)
        free(first)
    return count


def repeats(list texts not None, int length):
    """Do what `alignment.repeats_in_python` does. Words with the same hash count as equal."""
    cdef Py_ssize_t size = 0, total = 0, number, place, origin, run, most, done = 0
    cdef list edges = [0], found = []
    cdef int* first = NULL
    cdef str text
    for text in texts:
        size += len(text)
    cdef unsigned long long* hashes = <unsigned long long*>malloc((size + 1) * sizeof(unsigned long long))
    if hashes is NULL:
        raise MemoryError
    try:
        for text in texts:
            total += hash_words(text, hashes + total)
            edges.append(total)
        number = total - length + 1
        first = first_places(hashes, number, length)
        for place in range(number):
            origin = first[place]
            if place < done or origin + length > place:
                continue
            run, most = length, min(total - place, place - origin)
            while run < most and hashes[place + run] == hashes[origin + run]:
                run += 1
            done = place + run
            found.append((origin, place, run))
    finally:
        free(hashes)
        free(first)
    return edges, found


cdef Py_ssize_t hash_words(str text, unsigned long long* hashes):
    """Write a hash of each word that `words_of` returns; return how many there are."""
    cdef Py_ssize_t number = 0
    cdef unsigned long long value = 0
    cdef bint in_capitals = False, is_capital, is_inside
    cdef Py_UCS4 sign
    for sign in text:
        is_inside, is_capital = is_letter(sign), is_upper(sign)
        if value and (not is_inside or (is_capital and not in_capitals)):
            hashes[number] = value
            number += 1
            value = 0
        if is_inside:
            value = mixed(value or SEED, sign)
        in_capitals = is_capital
    if value:
        hashes[number] = value
        number += 1
    return number
