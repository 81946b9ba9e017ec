# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The parts of reading HTML that look at every element of a tree, compiled.

Each function does what one in Python does, which its docstring names. They follow lxml's tree in C, so that no Python
object is made for an element that nobody asks for. `cleaner.compiled` says when they are used.
"""

from cpython.unicode cimport PyUnicode_AsUTF8
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memchr, strcmp, strlen, strncmp, strstr
from lxml.includes cimport tree
from lxml.includes.etreepublic cimport (
    _Document,
    _Element,
    attributeValueFromNsName,
    elementFactory,
    import_lxml__etree,
)
from lxml.includes.tree cimport xmlNode, xmlAttr, const_xmlChar

import_lxml__etree()

from ..verbs import naming
from .bounds import BEFORE_ATTRIBUTE, LIMIT, enforce_limit
from .markup import (
    ASIDE,
    BLOCK,
    BREAK,
    INVISIBLE,
    KINDS,
    LEVELS,
    LINK,
    MARKUP,
    ROLES,
    TAGS_OF_HEAD,
    TAGS_TO_CHANGE,
    UNSHOWN,
)
from .walking import DRAWING, EDGES, HIDDEN, MAX_PATH, SOFT_HYPHEN

cdef enum:
    INLINE = 0

cdef enum:
    MAX_NAMES = 16  # those that `find_named` looks for, and tests that each of them has
    MAX_TESTS = 8

cdef enum:
    LI = 1
    PRE = 2
    SVG = 3
    TABLE = 4
    TR = 5

cdef int BLOCK_ROLE = BLOCK, BREAK_ROLE = BREAK, LINK_ROLE = LINK, UNSHOWN_ROLE = UNSHOWN
cdef dict SPECIAL = {"li": LI, "pre": PRE, "svg": SVG, "table": TABLE, "tr": TR}
cdef object SEARCH_INVISIBLE = INVISIBLE.search
cdef frozenset CHANGED = frozenset(TAGS_TO_CHANGE), HEAD = frozenset(TAGS_OF_HEAD)


cdef struct Tag:
    # what is known of a tag, by the address of its name: all elements of a page with this tag share the name
    const_xmlChar* name
    const char* text  # the same name, in memory of our own
    int role
    int special
    int heading  # the level of a heading, or 0
    int length  # of the name, in characters
    bint is_aside  # its texts are not part of an article: `markup.ASIDE`
    bint is_changed  # it may have to change: `markup.TAGS_TO_CHANGE`
    bint is_head  # it may say something about the page: `markup.TAGS_OF_HEAD`
    bint is_stray  # it does not belong in a head


cdef enum:
    TAGS = 1024  # a power of two


cdef class _Tags:
    """The tags seen so far, in a table in which a tag replaces another one that has its place.

    There is one table for all pages. A name is compared even if its address is known, because what stood there may be
    gone. Another thread may replace what is in a place whenever Python code runs, so callers read it before.
    """

    cdef Tag table[TAGS]
    cdef list names  # for each place of the table, the tag as a `str`
    cdef list kinds  # and the kind of a block in such an element, or None

    def __cinit__(self):
        cdef int place
        for place in range(TAGS):
            self.table[place].name = NULL
        self.names = [None] * TAGS
        self.kinds = [None] * TAGS

    cdef int place(self, const_xmlChar* name) except -1:
        cdef int place = <size_t>name & (TAGS - 1)  # names stand one behind the other, at any address
        cdef Tag tag = self.table[place]
        if tag.name == name and strcmp(tag.text, <const char*>name) == 0:
            return place
        text = (<const char*>name)[:strlen(<const char*>name)].decode()
        role = ROLES.get(text)
        tag.name, tag.text = name, PyUnicode_AsUTF8(text)
        tag.role = INLINE if role is None else role
        tag.special = SPECIAL.get(text, 0)
        tag.heading = LEVELS.get(text, 0)
        tag.length = len(text)
        tag.is_aside = text in ASIDE
        tag.is_changed = text in CHANGED
        tag.is_head = text in HEAD
        tag.is_stray = role != MARKUP and text != "noscript"
        replaced = self.names[place]  # it lives until the table no longer points to it
        self.table[place], self.names[place], self.kinds[place] = tag, text, KINDS.get(text)
        return place

    cdef str name(self, const_xmlChar* name):
        return self.names[self.place(name)]


cdef _Tags KNOWN_TAGS = _Tags()


cdef struct Level:
    # an element that the walk has gone into
    xmlNode* node
    int role
    int special
    int number  # among the elements with its tag beside it
    Py_ssize_t path_length
    int outer  # the level of the innermost block around it; -1 if there is none
    # only of a block:
    int heading  # the level of a heading
    Py_ssize_t first_block  # how many blocks came before it


cdef inline xmlNode* text_node(xmlNode* node) noexcept nogil:
    """Return the text node that is this node, or follows it directly, as lxml does; else NULL."""
    while node is not NULL:
        if node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE:
            return node
        if node.type != tree.XML_XINCLUDE_START and node.type != tree.XML_XINCLUDE_END:
            return NULL
        node = node.next
    return NULL


cdef inline bint is_space(const char* text) noexcept nogil:
    """Return whether the text is only white space of ASCII."""
    while text[0] == 32 or 9 <= text[0] <= 13 or 28 <= text[0] <= 31:
        text += 1
    return text[0] == 0


cdef str collect(xmlNode* node):
    """Return the text of the text nodes from this one on, or None if there is none."""
    cdef xmlNode* first = text_node(node)
    if first is NULL:
        return None
    node = text_node(first.next)
    if node is NULL:
        return (<const char*>first.content)[:strlen(<const char*>first.content)].decode()
    parts = [(<const char*>first.content)[:strlen(<const char*>first.content)]]
    while node is not NULL:
        parts.append((<const char*>node.content)[:strlen(<const char*>node.content)])
        node = text_node(node.next)
    return b"".join(parts).decode()


cdef inline bint is_blank(xmlNode* node) noexcept nogil:
    """Return whether there is no text from this node on, or only white space of ASCII."""
    node = text_node(node)
    while node is not NULL:
        if not is_space(<const char*>node.content):
            return False
        node = text_node(node.next)
    return True


cdef inline xmlNode* next_element(xmlNode* node) noexcept nogil:
    """Return this node or the first one after it that is an element, else NULL."""
    while node is not NULL and node.type != tree.XML_ELEMENT_NODE:
        node = node.next
    return node


cdef bint is_hidden(xmlNode* node) except -1:
    """Return whether the markup of the element hides it: see `markup.is_hidden`."""
    cdef xmlAttr* attribute = node.properties
    cdef const char* name
    while attribute is not NULL:
        name = <const char*>attribute.name
        if attribute.type == tree.XML_ATTRIBUTE_NODE:
            if name[0] == c"h" and strcmp(name, b"hidden") == 0:
                return True
            if name[0] == c"s" and strcmp(name, b"style") == 0:
                style = attributeValueFromNsName(node, NULL, attribute.name)
                if style and SEARCH_INVISIBLE(style):
                    return True
        attribute = attribute.next
    return False


cdef inline str plain(str text):
    """Return what `walking.plain` returns."""
    if SOFT_HYPHEN in text:
        text = text.replace(SOFT_HYPHEN, "")
    return " ".join(text.split())


cdef bint is_in_ordered_list(xmlNode* item) noexcept nogil:
    return item.parent is not NULL and strcmp(<const char*>item.parent.name, b"ol") == 0


cdef inline Py_ssize_t digits(int number) noexcept nogil:
    cdef Py_ssize_t count = 1
    while number >= 10:
        number //= 10
        count += 1
    return count


cdef class _Loop:
    """A walk through a tree: the part of its state that the `Walk` does not have."""

    cdef object walk
    cdef _Document document
    cdef _Tags tags
    cdef list parts, links, left_out, blocks
    cdef bint in_code
    cdef Level* levels  # the elements that the walk is in
    cdef int room  # the number of levels that there is memory for
    cdef int depth  # the number of the innermost level; -1 outside of the root
    cdef int block  # the level of the innermost block; -1 outside of the first
    cdef list paths  # for each level: its path, or None if nobody needed it yet
    cdef list counts  # for each level: how many elements with each tag have come in it
    cdef list kinds  # for each level: the kind of a block in it
    cdef dict counts_outside
    cdef str path_outside
    cdef object kind_outside
    cdef int level_outside

    def __cinit__(self, walk, _Element root, str path, int number):
        self.levels = NULL
        self.walk, self.document, self.tags = walk, root._doc, KNOWN_TAGS
        self.parts, self.links, self.left_out, self.blocks = walk.parts, walk.links, walk.left_out, walk.blocks
        self.in_code = False
        self.depth = self.block = -1
        self.paths, self.counts, self.kinds = [], [], []
        self.path_outside, self.kind_outside, self.level_outside = path, walk.kind, walk.level
        self.counts_outside = {self.tags.names[self.tags.place(root._c_node.name)]: number - 1}
        self.room = 64
        self.levels = <Level*>malloc(self.room * sizeof(Level))
        if self.levels is NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.levels)

    cdef object proxy(self, xmlNode* node):
        """Return lxml's element for this node."""
        return elementFactory(self.document, node)

    cdef str path(self, int depth):
        """Return the path of the element at this level."""
        cdef int known = depth
        while known >= 0 and self.paths[known] is None:
            known -= 1
        cdef str path = self.paths[known] if known >= 0 else self.path_outside
        while known < depth:
            known += 1
            path = f"{path}/{self.tags.name(self.levels[known].node.name)}[{self.levels[known].number}]"
            self.paths[known] = path
        return path

    cdef int count(self, str tag) except -1:
        """Count one more element with this tag at the present level, and return its number."""
        cdef dict counts = self.counts[self.depth] if self.depth >= 0 else self.counts_outside
        if counts is None:
            counts = self.counts[self.depth] = {}
        number = counts.get(tag, 0) + 1
        counts[tag] = number
        return number

    cdef int enter(self, xmlNode* node, int number) except -1:
        """Go into an element."""
        cdef Level* level
        cdef Level* levels
        cdef int place = self.tags.place(node.name)
        cdef Tag tag = self.tags.table[place]
        kind = self.tags.kinds[place]
        cdef Py_ssize_t length = self.levels[self.depth].path_length if self.depth >= 0 else len(self.path_outside)
        cdef int outer = self.block
        self.depth += 1
        if self.depth == self.room:
            levels = <Level*>realloc(self.levels, 2 * self.room * sizeof(Level))
            if levels is NULL:
                raise MemoryError
            self.levels, self.room = levels, 2 * self.room
        if self.depth == len(self.paths):
            self.paths.append(None)
            self.counts.append(None)
            self.kinds.append(None)
        else:
            self.paths[self.depth] = self.counts[self.depth] = None
        level = &self.levels[self.depth]
        level.node, level.role, level.special, level.number = node, tag.role, tag.special, number
        level.path_length = length + tag.length + digits(number) + 3
        level.outer = outer
        if tag.role == BLOCK_ROLE:
            self.block = self.depth
            if kind is None:
                kind = self.kinds[outer] if outer >= 0 else self.kind_outside
            self.kinds[self.depth] = kind
            level.heading = 0
            if kind == "heading":
                level.heading = tag.heading or (self.levels[outer].heading if outer >= 0 else self.level_outside)
            level.first_block = len(self.blocks)
        return 0

    cdef int flush(self) except -1:
        """End the block that the text so far makes up: see `Walk.flush`."""
        walk = self.walk
        if self.block >= 0:
            walk.path, walk.kind = self.path(self.block), self.kinds[self.block]
            walk.level = self.levels[self.block].heading
        else:
            walk.path, walk.kind, walk.level = self.path_outside, self.kind_outside, self.level_outside
        if self.in_code or self.left_out:
            walk.flush()
            return 0
        cdef str text = plain(self.parts[0] if len(self.parts) == 1 else "".join(self.parts)).strip(EDGES)
        cdef Py_ssize_t linked = 0
        if text:
            if self.links:
                linked = min(len(text), len(plain("".join([self.parts[index] for index in self.links]))))
            walk.add(text, linked)
        self.parts.clear()
        self.links.clear()
        return 0

    cdef int leave(self) except -1:
        """Go out of the innermost element."""
        cdef Level* level = &self.levels[self.depth]
        if level.role == BLOCK_ROLE:
            if self.parts or self.left_out:
                self.flush()
            if level.special == TR:
                self.walk.end_row(self.proxy(level.node), level.first_block, self.path(self.depth))
            elif level.special == TABLE:
                self.walk.end_table(self.proxy(level.node), level.first_block, self.path(self.depth))
            elif level.special == LI:
                self.walk.number = 0
            elif level.special == PRE:
                self.walk.in_code = self.in_code = False
        self.block = level.outer
        self.depth -= 1
        return 0

    cdef int read(self, xmlNode* node, bint is_linked) except -1:
        """Take the text from this node on, if it means something here."""
        if not self.parts and not self.in_code and is_blank(node):
            return 0
        cdef str text = collect(node)
        if text and (self.parts or self.in_code or not text.isspace()):
            if is_linked:
                self.links.append(len(self.parts))
            self.parts.append(text)
        return 0


def walk_tree(walk, _Element root not None, str path="", int number=1, bint in_link=False):
    """Do what `loop.walk_tree_in_python` does, with the same arguments."""
    cdef _Loop loop = _Loop(walk, root, path, number)
    cdef int linked = in_link  # how many links the walk is in
    cdef Py_ssize_t limit = walk.limits.depth
    cdef Py_ssize_t max_path = MAX_PATH
    cdef bint has_removed = bool(walk.removed), is_deep = False
    cdef xmlNode* node = root._c_node
    cdef xmlNode* inner
    cdef int place, role, special
    cdef str name
    removed, shown = walk.removed, walk.shown

    while True:
        place = loop.tags.place(node.name)
        role, special, name = loop.tags.table[place].role, loop.tags.table[place].special, loop.tags.names[place]
        inner = NULL  # where the walk goes next, if it goes into this element
        if special == SVG and not DRAWING(loop.proxy(node)):
            role = INLINE
        if has_removed and node._private is not NULL and loop.proxy(node) in removed:
            loop.count(name)
            if role == BLOCK_ROLE and loop.parts:
                loop.flush()
            walk.leave_out(loop.proxy(node), removed[loop.proxy(node)])
        elif is_deep and (role == INLINE or role == BLOCK_ROLE or role == LINK_ROLE):
            enforce_limit(walk.limits, "depth", walk.url, walk.warnings)
            loop.count(name)
            if role == BLOCK_ROLE:
                loop.flush()
            elif loop.parts:
                loop.parts.append(" ")
            walk.leave_out(loop.proxy(node), LIMIT)
        elif role == INLINE or role == LINK_ROLE:
            number = loop.count(name)
            if is_hidden(node):
                walk.leave_out(loop.proxy(node), HIDDEN)
            else:
                loop.read(node.children, linked or role == LINK_ROLE)
                inner = next_element(node.children)
                if inner is not NULL:
                    linked += role == LINK_ROLE
                    loop.enter(node, number)
        elif role == BLOCK_ROLE:
            if loop.parts or loop.left_out:
                loop.flush()
            number = loop.count(name)
            if is_hidden(node) and not (shown and loop.proxy(node) in shown):
                walk.hide(loop.proxy(node))
            else:
                loop.enter(node, number)
                if special == LI:
                    walk.number = walk.number_of(loop.proxy(node)) if is_in_ordered_list(node) else 0
                elif special == PRE:
                    walk.in_code = loop.in_code = True
                loop.read(node.children, linked)
                inner = next_element(node.children)
                if inner is NULL:
                    loop.leave()
        elif role == BREAK_ROLE:
            if loop.in_code:
                loop.parts.append("\n")
            elif loop.parts:
                loop.flush()
        elif role == UNSHOWN_ROLE:
            walk.leave_out(loop.proxy(node), HIDDEN)
        elif special == SVG:
            loop.count(name)
        if inner is not NULL:
            is_deep = loop.depth + 1 >= limit or loop.levels[loop.depth].path_length > max_path
            node = inner
            continue
        while node is not root._c_node:
            loop.read(node.next, linked)
            inner = next_element(node.next)
            if inner is not NULL:
                node = inner
                break
            node = loop.levels[loop.depth].node
            linked -= loop.levels[loop.depth].role == LINK_ROLE
            loop.leave()
            is_deep = False  # the walk went down from here
        else:
            break
    if loop.parts or loop.left_out:
        loop.flush()


cdef inline xmlNode* following(xmlNode* node, xmlNode* root) noexcept nogil:
    """Return the next element in the order of the page, below `root`; NULL after the last one."""
    cdef xmlNode* found = next_element(node.children)
    while found is NULL and node is not root:
        found = next_element(node.next)
        node = node.parent
    return found


cdef const char* value_of(xmlAttr* attribute) noexcept nogil:
    """Return the value of an attribute, if it is one piece, as nearly all are; else NULL."""
    if attribute.children is NULL or attribute.children.next is not NULL:
        return NULL
    return <const char*>attribute.children.content if attribute.children.type == tree.XML_TEXT_NODE else NULL


cdef bint has_one_of(
    const char* text, const char** words, int number, const bint* first, const bint* second
) noexcept nogil:
    """Return whether the text has one of these words, which are in lower case, in any letter case.

    `first` and `second` say for each byte whether it is the first or the second one of a word.
    """
    cdef int word, place
    while text[0] != 0:
        if first[<unsigned char>text[0]] and second[<unsigned char>text[1]]:
            for word in range(number):
                place = 0
                while words[word][place] != 0 and (text[place] | 32) == (words[word][place] | 32):
                    place += 1
                if words[word][place] == 0:
                    return True
        text += 1
    return False


def inspect(_Element root not None, tuple words not None, is_hidden_class):
    """Do what `inspecting.inspect_in_python` does.

    Each class for which `is_hidden_class` is true has one of `words`.
    """
    cdef xmlNode* node = root._c_node
    cdef xmlAttr* attribute
    cdef const char* name
    cdef const char* value
    cdef _Tags tags = KNOWN_TAGS
    cdef Tag tag
    cdef (const char*) own[16]
    cdef bint[256] first, second
    cdef int number = len(words), index, place
    cdef Py_ssize_t count, most = 0, total = 0
    cdef list changed = [], hidden = [], clipped = [], heads = []
    cdef bint has_formulas = False, has_stray = False, is_link, is_canonical
    cdef xmlNode* head = next_element(root._c_node.children)
    while head is not NULL and strcmp(<const char*>head.name, b"head") != 0:
        head = next_element(head.next)
    if number > 16:
        raise ValueError("there is room for 16 words")
    for index in range(256):
        first[index] = second[index] = False
    for index in range(number):
        own[index] = words[index]
        first[words[index][0]] = first[words[index][0] & ~32] = True
        second[words[index][1]] = second[words[index][1] & ~32] = True
    while node is not NULL:
        place = tags.place(node.name)
        tag = tags.table[place]
        count = 0
        is_link = tag.is_head and strcmp(<const char*>node.name, b"link") == 0
        is_canonical = False
        has_stray = has_stray or (tag.is_stray and node.parent is head and head is not NULL)
        if tag.is_changed:
            changed.append(elementFactory(root._doc, node))
        attribute = node.properties
        while attribute is not NULL:
            count += 1
            name = <const char*>attribute.name
            if name[0] == c"c" and strcmp(name, b"class") == 0:
                value = value_of(attribute)
                if value is NULL or has_one_of(value, own, number, first, second):
                    if is_hidden_class(attributeValueFromNsName(node, NULL, attribute.name)):
                        hidden.append(elementFactory(root._doc, node))
                has_formulas = has_formulas or value is NULL or strstr(value, b"katex-mathml") is not NULL
            elif name[0] == c"s" and strcmp(name, b"style") == 0:
                value = value_of(attribute)
                if attribute.children is not NULL and (value is NULL or strstr(value, b"rect(") is not NULL):
                    clipped.append(elementFactory(root._doc, node))
            elif name[0] == c"t" and strcmp(name, b"type") == 0:
                value = value_of(attribute)
                has_formulas = has_formulas or value is NULL or strncmp(value, b"math/tex", 8) == 0
            elif is_link and strcmp(name, b"rel") == 0:
                value = value_of(attribute)
                is_canonical = value is NULL or strlen(value) == 9
            attribute = attribute.next
        if tag.is_head and (is_canonical or not is_link):
            heads.append(elementFactory(root._doc, node))
        total += count
        most = max(most, count)
        node = following(node, root._c_node)
    return most, total, has_stray, has_formulas, changed, hidden, clipped, heads


cdef bint precedes(xmlNode* one, xmlNode* other) noexcept nogil:
    """Return whether an element comes before another one in the order of the page."""
    cdef int one_depth = 0, other_depth = 0
    cdef xmlNode* above = one
    while above.parent is not NULL:
        above = above.parent
        one_depth += 1
    above = other
    while above.parent is not NULL:
        above = above.parent
        other_depth += 1
    cdef bint is_outer = one_depth < other_depth
    while one_depth > other_depth:
        one = one.parent
        one_depth -= 1
    while other_depth > one_depth:
        other = other.parent
        other_depth -= 1
    if one is other:
        return is_outer
    while one.parent is not other.parent:
        one, other = one.parent, other.parent
    while one is not NULL and one is not other:
        one = one.next
    return one is other


def in_order(list elements not None):
    """Do what `elements.in_order_in_python` does."""
    cdef list found = []
    cdef Py_ssize_t place
    for element in elements:
        if not isinstance(element, _Element):
            raise TypeError(f"an element is needed, not {element!r}")
        place = len(found)
        while place > 0 and precedes((<_Element>element)._c_node, (<_Element>found[place - 1])._c_node):
            place -= 1
        found.insert(place, element)
    return found


def place_of(_Element element not None):
    """Do what `elements.place_in_python` does."""
    cdef xmlNode* node = element._c_node
    cdef xmlNode* before
    cdef list steps = []
    cdef int number, own = 0
    while node is not NULL and node.type == tree.XML_ELEMENT_NODE:
        number = 1
        before = node.prev
        while before is not NULL:
            if before.type == tree.XML_ELEMENT_NODE and strcmp(<const char*>before.name, <const char*>node.name) == 0:
                number += 1
            before = before.prev
        if node is element._c_node:
            own = number
        else:
            steps.append(f"/{(<const char*>node.name)[:strlen(<const char*>node.name)].decode()}[{number}]")
        node = node.parent
    steps.reverse()
    return "".join(steps), own


def elements_at(_Element root not None, paths):
    """Do what `elements.elements_at_in_python` does."""
    cdef set needed = set()
    cdef dict below = {}, found, counts, wanted, steps
    cdef xmlNode* node
    cdef _Tags tags = KNOWN_TAGS
    cdef str path, tag, above
    cdef list asked = list(paths), inside
    for path in asked:
        while path and path not in needed:
            needed.add(path)
            above, _, step = path.rpartition("/")
            tag, _, index = step.rpartition("[")
            below.setdefault(above, {}).setdefault(tag, {})[index] = path
            path = above
    above = f"/{tags.name(root._c_node.name)}[1]"
    found = {above: root}
    inside = [(root, above)]
    while inside:
        element, above = inside.pop()
        wanted = below.get(above)
        if wanted is None:
            continue
        counts = {}
        node = next_element((<_Element>element)._c_node.children)
        while node is not NULL:
            tag = tags.name(node.name)
            steps = wanted.get(tag)
            if steps is not None:
                counts[tag] = number = counts.get(tag, 0) + 1
                path = steps.get(f"{number}]")
                if path is not None:
                    child = elementFactory(root._doc, node)
                    found[path] = child
                    inside.append((child, path))
            node = next_element(node.next)
    for path in sorted(needed.difference(found), key=len):
        found[path] = found.get(path.rpartition("/")[0], root)
    return found


cdef struct Test:
    # what an attribute of an element has to be
    const char* name
    const char* value  # NULL if any value will do
    Py_ssize_t length  # of the value
    bint is_word  # the value is one of several, with white space between them


cdef struct Named:
    const char* tag  # NULL if any tag will do
    int first, last  # the tests that an element has to pass, from the first until before the last


cdef bint has_word(const char* text, const char* word, Py_ssize_t length) noexcept nogil:
    """Return whether one of the words of the text, between which white space of XML stands, is this one."""
    cdef const char* start
    while text[0] != 0:
        start = text
        while text[0] != 0 and text[0] != 32 and text[0] != 9 and text[0] != 10 and text[0] != 13:
            text += 1
        if text - start == length and strncmp(start, word, length) == 0:
            return True
        if text[0] != 0:
            text += 1
    return False


cdef bint passes(xmlNode* node, Test* test) except -1:
    """Return whether one of the attributes of an element is as the test wants it."""
    cdef xmlAttr* attribute = node.properties
    cdef const char* value
    while attribute is not NULL and strcmp(<const char*>attribute.name, test.name) != 0:
        attribute = attribute.next
    if attribute is NULL or test.value is NULL:
        return attribute is not NULL
    value = value_of(attribute)
    if value is NULL:
        whole = attributeValueFromNsName(node, NULL, attribute.name).encode()
        value = whole
    return has_word(value, test.value, test.length) if test.is_word else strcmp(value, test.value) == 0


def find_named(_Element root not None, tuple names not None):
    """Return the elements with one of these names, in the order of the page: see `verbs.naming.Name`."""
    cdef Named[MAX_NAMES] named
    cdef Test[MAX_NAMES * MAX_TESTS] tests
    cdef int number = 0, count = 0, index, test
    cdef xmlNode* node = root._c_node
    cdef list found = []
    if len(names) > MAX_NAMES or any(len(own) > MAX_TESTS for _, own in names):
        raise ValueError("these are too many names")
    for tag, own in names:
        named[number].tag, named[number].first = NULL, count
        if tag is not None:
            named[number].tag = tag
        for name, value, is_word in own:
            tests[count].name, tests[count].value, tests[count].is_word = name, NULL, is_word
            if value is not None:
                tests[count].value, tests[count].length = value, len(value)
            count += 1
        named[number].last = count
        number += 1
    while node is not NULL:
        for index in range(number):
            if named[index].tag is not NULL and strcmp(named[index].tag, <const char*>node.name) != 0:
                continue
            for test in range(named[index].first, named[index].last):
                if not passes(node, &tests[test]):
                    break
            else:
                found.append(elementFactory(root._doc, node))
                break
        node = following(node, root._c_node)
    return found


if (naming.MAX_NAMES, naming.MAX_TESTS) != (MAX_NAMES, MAX_TESTS):
    raise ImportError("`find_named` does not have the room for names that `verbs.naming` says")


if sorted(BEFORE_ATTRIBUTE) != sorted(b"\t\n\f\r \"'/"):
    raise ImportError("the bytes in `places` are not those of BEFORE_ATTRIBUTE")


cdef Py_ssize_t places(const unsigned char* source, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Return the number of bytes that an attribute could follow; of several blanks, it could follow only the last.

    A compiler for C makes these loops compare many bytes at once: they add up in a byte, which holds 255 at most, and
    have no branch.
    """
    cdef Py_ssize_t count = 0, place = start, stop, at
    cdef unsigned char few, here
    while place < end:
        stop = min(place + 255, end)
        few = 0
        for at in range(place, stop):
            here = source[at]
            few += (
                (here == 32) + (here == 9) + (here == 10) + (here == 12) + (here == 13)
                + (here == c'"') + (here == c"'") + (here == c"/")
            )
        for at in range(place, stop):
            few -= (source[at] == 32) & (source[at + 1] == 32)
        count += few
        place = stop
    return count


cdef bint may_be_open(
    const unsigned char* source, Py_ssize_t start, Py_ssize_t end, unsigned char quote, bint was_open, Py_ssize_t gap
) noexcept nogil:
    """Return whether a value in these quotation marks may be open at `end`; `was_open` says so for `start`."""
    cdef Py_ssize_t place = end - 1
    if start >= end or memchr(source + start, quote, end - start) is NULL:
        return was_open
    while source[place] != quote:
        place -= 1
    cdef Py_ssize_t first = max(place - gap, 0)
    cdef Py_ssize_t before = place - 1
    while before >= first and (source[before] == 32 or 9 <= source[before] <= 13):
        before -= 1
    return source[before] == c"=" if before >= first else place > 0


def may_exceed(bytes page not None, Py_ssize_t number, Py_ssize_t long_text, Py_ssize_t gap):
    """Do what `tags.may_exceed_in_python` does, and say so of fewer pages; the last arguments are constants there."""
    cdef const unsigned char* source = page
    cdef Py_ssize_t size = len(page), done = 0, place = 0, text, end, most
    cdef const void* found
    cdef bint double_open = False, single_open = False
    if size <= 2 * number:
        return False
    most = places(source, 0, size)
    while most > number:
        found = memchr(source + place, c">", size - place)
        if found is NULL:
            return True
        text = <const unsigned char*>found - source
        found = memchr(source + text + 1, c"<", size - text - 1)
        end = size if found is NULL else <const unsigned char*>found - source
        if end - text - 1 >= long_text:
            double_open = may_be_open(source, done, text, c'"', double_open, gap)
            single_open = may_be_open(source, done, text, c"'", single_open, gap)
            done = text
            if not double_open and not single_open:
                most -= places(source, text, end)
        place = end
    return False


def has_more_long_text(_Element root not None, double most, Py_ssize_t least):
    """Do what `elements.has_more_long_text_in_python` does; for most pages, to count bytes is enough."""
    return long_texts(root, least, False) > most and long_texts(root, least, True) > most


cdef Py_ssize_t long_texts(_Element root, Py_ssize_t least, bint is_exact) except -1:
    """Return how many characters `elements.has_more_long_text_in_python` counts.

    Unless it has to be exact, the number may be larger.
    """
    cdef xmlNode* node = root._c_node
    cdef _Tags tags = KNOWN_TAGS
    cdef Py_ssize_t total = 0, size
    while True:
        if node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE:
            size = strlen(<const char*>node.content)
            if size >= least and not is_space(<const char*>node.content):
                if is_exact:
                    size = len(" ".join((<const char*>node.content)[:size].decode().split()))
                if size >= least:
                    total += size
        elif (
            node.type == tree.XML_ELEMENT_NODE
            and node.children is not NULL
            and not tags.table[tags.place(node.name)].is_aside
        ):
            node = node.children
            continue
        while node is not root._c_node and node.next is NULL:
            node = node.parent
        if node is root._c_node:
            return total
        node = node.next


def has_control(bytes page not None):
    """Return whether the page has a control character that is not white space."""
    cdef const unsigned char* source = page
    cdef Py_ssize_t place, size = len(page)
    cdef unsigned char found = 0
    for place in range(size):
        found |= (source[place] < 32) & (source[place] != 9) & (source[place] != 10) & (source[place] != 13)
    return bool(found)


def survey(bytes page not None):
    """Do what `html.survey_in_python` does."""
    cdef const unsigned char* source = page
    cdef Py_ssize_t size = len(page), place = 0, number = 0, end = -1
    cdef Py_ssize_t comment = -1, script = -1, style = -1, title = -1
    cdef bint has_data = False, has_embed = False
    cdef const void* found
    cdef const char* tag
    while place < size:
        found = memchr(source + place, c"<", size - place)
        if found is NULL:
            break
        place = <const unsigned char*>found - source
        tag = <const char*>found + 1  # the bytes end with a NUL, so no comparison goes beyond them
        number += 1
        if tag[0] == c"/":
            if end < 0 and (tag[1] | 32) == c"h" and page[place + 2 : place + 6].lower() == b"html":
                end = place
        elif tag[0] == c"!":
            if strncmp(tag, b"!--", 3) == 0:
                comment = place
            elif strncmp(tag, b"![CDATA[", 8) == 0:
                has_data = True
        elif tag[0] == c"e":
            has_embed = has_embed or strncmp(tag, b"embed", 5) == 0
        elif tag[0] == c"s":
            if strncmp(tag, b"script", 6) == 0:
                script = place
            elif strncmp(tag, b"style", 5) == 0:
                style = place
        elif tag[0] == c"t" and strncmp(tag, b"title", 5) == 0:
            title = place
        place += 1
    return number, end, has_data, has_embed, (comment, script, style, title)


def most_in_one_tag(bytes page not None, Py_ssize_t gap):
    """Return an upper bound of the number of attributes that one tag has.

    A tag ends at a `>` that is not in quotation marks. What comes before one that may be is counted with what follows.
    """
    cdef const unsigned char* source = page
    cdef Py_ssize_t size = len(page), start = 0, place = 0, checked = 0, most = 0
    cdef const void* found
    cdef bint double_open = False, single_open = False
    while place < size:
        found = memchr(source + place, c">", size - place)
        place = size if found is NULL else <const unsigned char*>found - source
        double_open = may_be_open(source, checked, place, c'"', double_open, gap)
        single_open = may_be_open(source, checked, place, c"'", single_open, gap)
        checked = place
        if place == size or not (double_open or single_open):
            most = max(most, places(source, start, place))
            start = place
        place += 1
    return most
