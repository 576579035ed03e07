export const id = 995;
export const ids = [995];
export const modules = {

/***/ 5333:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mw: () => (/* binding */ maxDepth),
/* harmony export */   df: () => (/* binding */ positionOf),
/* harmony export */   o6: () => (/* binding */ findTooDeep)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);

/** More levels than any spicepod needs, and fewer than the action reads in an answer of Spice Cloud. */
const maxDepth = 64;
/**
 * Finds where YAML is nested too deeply. The parser takes several kB for each level, so this only reads until then.
 *
 * @returns characters from the start of the text; undefined if it is not
 */
function findTooDeep(text) {
    const parser = new yaml__WEBPACK_IMPORTED_MODULE_0__.Parser();
    for (const lexeme of new yaml__WEBPACK_IMPORTED_MODULE_0__.Lexer().lex(text)) {
        Array.from(parser.next(lexeme));
        const { stack, offset } = parser;
        // The first one is the document.
        if (stack.length > maxDepth + 1 && yaml__WEBPACK_IMPORTED_MODULE_0__.CST.isCollection(stack.at(-1)))
            return offset - lexeme.length;
    }
    return undefined;
}
/** A place in a text, with line and column from 1. */
function positionOf(offset, text) {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}


/***/ }),

/***/ 4995:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseTextMap: () => (/* binding */ parseTextMap)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _entry_name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8279);
/* harmony import */ var _nesting_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5333);



/**
 * Reads a YAML or JSON map whose values are taken as text, as they are written: `0123` stays `0123`.
 *
 * Values often come from expressions, so they may hold what means something in YAML without anybody having meant it.
 * Where each line is a `name: value`, a line that YAML cannot read, or of which it would lose a part, is taken as it
 * stands.
 *
 * @param mayHaveComments whether ` #` after a value begins a comment; where values are secrets nobody can tell
 */
function parseTextMap(text, mayHaveComments) {
    const { items, error } = readPairs(text);
    if (error?.code === 'DUPLICATE_KEY')
        return unreadable(`names an entry twice (line ${error.line})`);
    if (items?.every(isPlain)) {
        const commented = mayHaveComments ? undefined : items.find((item) => hasOpenComment(item, text));
        return commented === undefined
            ? { kind: 'map', entries: items.map(toEntry) }
            : unreadable(aboutComment(textOf(commented.key)));
    }
    const where = error && ` (line ${error.line}, column ${error.column})`;
    return (readLines(text, mayHaveComments) ??
        unreadable(`must be a YAML or JSON map of names to texts${where ?? ''}`));
}
function aboutComment(name) {
    return `has \` #\` after ${(0,_entry_name_js__WEBPACK_IMPORTED_MODULE_2__/* .nameValue */ .l)(name)}, which may be a part of it or begin a comment: put the value in quotes, or the comment on a line of its own`;
}
/** The entries as YAML has them, undefined where it has none, and the first thing that it cannot read. */
function readPairs(text) {
    const tooDeepAt = (0,_nesting_js__WEBPACK_IMPORTED_MODULE_1__/* .findTooDeep */ .o6)(text);
    if (tooDeepAt !== undefined)
        return { items: undefined, error: { code: 'TOO_DEEP', ...(0,_nesting_js__WEBPACK_IMPORTED_MODULE_1__/* .positionOf */ .df)(tooDeepAt, text) } };
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__.parseDocument)(text, { schema: 'failsafe', prettyErrors: true, logLevel: 'error' });
    const [first] = document.errors;
    if (first !== undefined) {
        const { line = 1, col: column = 1 } = first.linePos?.[0] ?? {};
        return { items: undefined, error: { code: first.code, line, column } };
    }
    if (document.contents === null)
        return { items: [], error: undefined };
    return { items: (0,yaml__WEBPACK_IMPORTED_MODULE_0__.isMap)(document.contents) ? document.contents.items : undefined };
}
/** Whether YAML takes an entry as a name and a text, with nothing left out. */
function isPlain({ key, value }) {
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__.isScalar)(key))
        return false;
    if (value === null)
        return true;
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__.isScalar)(value) && value.anchor === undefined && value.tag === undefined;
}
/** Whether the rest of the line of a value is left out as a comment. After quotes it is one, and no part of it. */
function hasOpenComment({ key, value }, text) {
    // One that begins like a comment is nothing to YAML.
    if (textOf(value) === '')
        return /^["']?\s*:[^\S\n]+#/.test(text.slice(key.range?.[1]));
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__.isScalar)(value) || value.type !== 'PLAIN')
        return false;
    return /^[^\S\n]+#/.test(text.slice(value.range?.[1]));
}
function toEntry({ key, value }) {
    return [textOf(key), textOf(value)];
}
function textOf(node) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__.isScalar)(node) ? String(node.value ?? '') : '';
}
/** Lines of the form `name: value`, comments and blank lines aside; undefined where one is of another. */
function readLines(text, mayHaveComments) {
    const entries = new Map();
    const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));
    for (const [index, line] of lines.entries()) {
        const [, name, value = ''] = /^\s*([^\s:#'"{[][^:]*?)\s*:(?:\s+(.*?))?\s*$/.exec(line) ?? [];
        // A block or a list goes on in the next lines.
        const goesOn = value === '' && indentOf(lines[index + 1] ?? '') > indentOf(line);
        if (name === undefined || goesOn || /^[|>][-+\d]*$/.test(value))
            return undefined;
        const shown = (0,_entry_name_js__WEBPACK_IMPORTED_MODULE_2__/* .showName */ .$)(name);
        if (entries.has(name))
            return unreadable(`names an entry twice${shown === undefined ? '' : ` (${shown})`}`);
        const [item, ...others] = readPairs(line.trim()).items ?? [];
        const isReadable = item !== undefined && others.length === 0 && isPlain(item) && !hasOpenComment(item, line.trim());
        if (!isReadable && !mayHaveComments && /\s#/.test(value))
            return unreadable(aboutComment(name));
        entries.set(name, isReadable ? textOf(item.value) : unquote(value));
    }
    return entries.size === 0 ? undefined : { kind: 'map', entries: [...entries] };
}
function indentOf(line) {
    return line.length - line.trimStart().length;
}
function unquote(value) {
    return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}
function unreadable(problem) {
    return { kind: 'unreadable', problem };
}


/***/ })

};
