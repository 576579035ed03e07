export const id = 739;
export const ids = [739,542];
export const modules = {

/***/ 3739:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseStringMap: () => (/* binding */ parseStringMap)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _secret_name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1721);
/* harmony import */ var _yaml_value_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4542);



/**
 * Reads a YAML or JSON map. Values are texts, exactly as they are written: `0123` stays `0123`.
 *
 * Values often come from expressions, so they may contain YAML syntax by accident. If each line is a `name: value`,
 * lines that YAML cannot read, or of which it would lose a part, are taken as they are.
 *
 * @param mayHaveComments whether ` #` after a value starts a comment; in a secret it may be a part of the value
 * @returns the entries in order; otherwise what is wrong, to follow the name of the input. It quotes no value.
 */
function parseStringMap(text, mayHaveComments) {
    const { items, error } = readPairs(text);
    if (error?.code === 'DUPLICATE_KEY')
        return `, line ${error.line}: this name is set twice.`;
    if (items?.every(isPlain)) {
        const commented = mayHaveComments ? undefined : items.find((item) => hasOpenComment(item, text));
        if (commented !== undefined)
            return explainComment(textOf(commented.key));
        return items.map(({ key, value }) => [textOf(key), textOf(value)]);
    }
    const where = error && ` (line ${error.line}, column ${error.column})`;
    return readLines(text, mayHaveComments) ?? ` must be a YAML or JSON map of names to texts${where ?? ''}.`;
}
function explainComment(name) {
    return ` has \` #\` after ${(0,_secret_name_js__WEBPACK_IMPORTED_MODULE_2__/* .describeValueOf */ .W)(name)}, which could be part of it or start a comment. Put the value in quotes, or the comment on its own line.`;
}
/** The entries if YAML reads a map, and the first thing that it cannot read. */
function readPairs(text) {
    const tooDeepAt = (0,_yaml_value_js__WEBPACK_IMPORTED_MODULE_1__/* .findTooDeep */ .o)(text);
    if (tooDeepAt !== undefined)
        return { items: undefined, error: { code: 'TOO_DEEP', ...(0,_yaml_value_js__WEBPACK_IMPORTED_MODULE_1__/* .positionOf */ .d)(tooDeepAt, text) } };
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, { schema: 'failsafe', prettyErrors: true, logLevel: 'error' });
    const [first] = document.errors;
    if (first !== undefined) {
        const { line = 1, col: column = 1 } = first.linePos?.[0] ?? {};
        return { items: undefined, error: { code: first.code, line, column } };
    }
    if (document.contents === null)
        return { items: [], error: undefined };
    return { items: (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(document.contents) ? document.contents.items : undefined };
}
/** Whether YAML reads an entry as a name and a text and skips nothing. */
function isPlain({ key, value }) {
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(key))
        return false;
    if (value === null)
        return true;
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(value) && value.anchor === undefined && value.tag === undefined;
}
/** Whether YAML skips the rest of the line as a comment, although it may be a part of the value. After quotes it is not. */
function hasOpenComment({ key, value }, text) {
    // YAML reads a value that starts like a comment as empty.
    if (textOf(value) === '')
        return /^["']?\s*:[^\S\n]+#/.test(text.slice(key.range?.[1]));
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(value) || value.type !== 'PLAIN')
        return false;
    return /^[^\S\n]+#/.test(text.slice(value.range?.[1]));
}
function textOf(node) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node) ? String(node.value ?? '') : '';
}
/** Reads lines of the form `name: value`, comments and blank lines aside; undefined if one has another form. */
function readLines(text, mayHaveComments) {
    const entries = new Map();
    const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));
    for (const [index, line] of lines.entries()) {
        const [, name, value = ''] = /^\s*([^\s:#'"{[][^:]*?)\s*:(?:\s+(.*?))?\s*$/.exec(line) ?? [];
        // A block or a list continues in the next lines.
        const continues = value === '' && indentOf(lines[index + 1] ?? '') > indentOf(line);
        if (name === undefined || continues || /^[|>][-+\d]*$/.test(value))
            return undefined;
        if (entries.has(name))
            return ` sets ${(0,_secret_name_js__WEBPACK_IMPORTED_MODULE_2__/* .quoteName */ .A)(name) ?? 'a name'} twice.`;
        const [item, ...others] = readPairs(line.trim()).items ?? [];
        const isReadable = item !== undefined && others.length === 0 && isPlain(item) && !hasOpenComment(item, line.trim());
        if (!isReadable && !mayHaveComments && /\s#/.test(value))
            return explainComment(name);
        entries.set(name, isReadable ? textOf(item.value) : unquote(value));
    }
    return entries.size === 0 ? undefined : [...entries];
}
function indentOf(line) {
    return line.length - line.trimStart().length;
}
function unquote(value) {
    return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}


/***/ }),

/***/ 4542:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ positionOf),
/* harmony export */   o: () => (/* binding */ findTooDeep),
/* harmony export */   readYaml: () => (/* binding */ readYaml)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7376);



/** More levels than any spicepod needs, and fewer than the action reads in an answer of Spice Cloud. */
const maxDepth = 64;
/** Largest document with its aliases expanded, in characters of JSON: four times what its text may have. */
const maxCharacters = 4 * 1024 * 1024;
/** Reads one YAML document within limits of size and depth. */
function readYaml(text, redact) {
    const tooDeepAt = findTooDeep(text);
    // Unique keys are checked while the document is expanded: the library compares each key with each other.
    const options = { prettyErrors: false, logLevel: 'error', intAsBigInt: true, uniqueKeys: false };
    const document = tooDeepAt === undefined ? (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, options) : undefined;
    const { value, faults } = document === undefined ? { value: undefined, faults: [tooDeep(tooDeepAt)] } : read(document, redact);
    return {
        value,
        faults,
        offsetOf: (...path) => findOffset(document?.contents, path),
        positionOf: (offset) => positionOf(offset, text),
    };
}
function read(document, redact) {
    // Later syntax errors are usually follow-ups of the first.
    const [error] = document.errors;
    if (error !== undefined)
        return { value: undefined, faults: [toFault(error)] };
    const { value, faults } = expand(document, redact);
    return faults.length > 0 ? { value: undefined, faults } : { value: toJsonValue(value), faults };
}
function toJsonValue(value) {
    const json = JSON.stringify(value, (_, member) => typeof member === 'bigint' ? JSON.rawJSON(String(member)) : member);
    return JSON.parse(json, (_, member, { source }) => typeof member === 'number' ? (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .exactNumber */ .rf)(member, source) : member);
}
/**
 * Finds where YAML is nested too deeply. The parser takes several kB for each level, so this only reads until then.
 *
 * @returns characters from the start of the text; undefined if it is not
 */
function findTooDeep(text) {
    const parser = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .Parser */ .iX();
    for (const lexeme of new yaml__WEBPACK_IMPORTED_MODULE_0__/* .Lexer */ .JG().lex(text)) {
        Array.from(parser.next(lexeme));
        const { stack, offset } = parser;
        // The first one is the document.
        if (stack.length > maxDepth + 1 && yaml__WEBPACK_IMPORTED_MODULE_0__/* .CST */ .DB.isCollection(stack.at(-1)))
            return offset - lexeme.length;
    }
    return undefined;
}
function positionOf(offset, text) {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
function toFault({ code, message, pos: [offset] }) {
    return {
        offset,
        text: code === 'MULTIPLE_DOCS' ? 'A manifest is one YAML document, not several.' : `${message}.`,
    };
}
function tooDeep(offset = 0) {
    return { offset, text: `The manifest is nested more than ${maxDepth} levels deep.` };
}
function startOf(node, otherwise = 0) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isNode */ .Ll)(node) ? (node.range?.[0] ?? otherwise) : otherwise;
}
function findOffset(root, path) {
    let node = root;
    let offset = startOf(root);
    for (const part of path) {
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isSeq */ .oP)(node) && typeof part === 'number') {
            node = node.items[part];
        }
        else {
            const pair = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node) ? node.items.find(({ key }) => (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(key) && key.value === part) : undefined;
            offset = startOf(pair?.key, offset);
            node = pair?.value;
        }
        offset = startOf(node, offset);
    }
    return offset;
}
/**
 * Turns a document into its value. The library's own `toJS` limits how often an anchor is used, independent of its size,
 * and searches for the anchor of each alias from the start; this takes each node once.
 */
function expand(document, redact) {
    const anchors = new Map();
    const faults = [];
    let characters = 0;
    let isTooLarge = false;
    /** @param depth number of collections around the node */
    const read = (node, depth) => {
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isAlias */ .Vj)(node))
            return readAlias(node.source, startOf(node), depth);
        const anchor = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isNode */ .Ll)(node) && 'anchor' in node ? node.anchor : undefined;
        const anchored = {};
        if (anchor !== undefined)
            anchors.set(anchor, anchored);
        const before = characters;
        const result = readContent(node, depth);
        anchored.result = { ...result, characters: characters - before };
        return result;
    };
    const readAlias = (name, offset, depth) => {
        const anchored = anchors.get(name);
        if (anchored?.result === undefined) {
            const text = anchored === undefined
                ? `The alias \`*${name}\` has no anchor \`&${name}\` before it.`
                : `The alias \`*${name}\` is inside of its own anchor \`&${name}\`.`;
            faults.push({ offset, text });
            return { value: null, levels: 0 };
        }
        const { result } = anchored;
        characters += result.characters;
        if (characters > maxCharacters && !isTooLarge) {
            isTooLarge = true;
            faults.push({ offset, text: 'With its aliases expanded, the manifest is larger than 4 MiB.' });
        }
        if (depth + result.levels > maxDepth)
            faults.push(tooDeep(offset));
        return result;
    };
    const readContent = (node, depth) => {
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isSeq */ .oP)(node)) {
            const items = node.items.map((item) => read(item, depth + 1));
            characters += 2 + items.length;
            return { value: items.map(({ value }) => value), levels: levelsOver(items) };
        }
        if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node)) {
            const value = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node) ? node.value : null;
            characters += String(value).length + 2;
            return { value, levels: 0 };
        }
        const entries = new Map();
        for (const pair of node.items) {
            const key = readKey(pair.key, depth);
            if (entries.has(key)) {
                const text = `The key \`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .shorten */ .ml)(key, 60, redact)}\` appears twice in the same map.`;
                faults.push({ offset: startOf(pair.key), text });
            }
            entries.set(key, read(pair.value, depth + 1));
        }
        characters += 2 + 2 * entries.size;
        const members = [...entries].map(([key, { value }]) => [key, value]);
        return { value: Object.fromEntries(members), levels: levelsOver([...entries.values()]) };
    };
    const readKey = (node, depth) => {
        const { value } = read(node, depth + 1);
        if (typeof value === 'object' && value !== null) {
            faults.push({ offset: startOf(node), text: 'A key must be a text, not a list or a map.' });
            return '';
        }
        return value === null ? '' : String(value);
    };
    const { value } = read(document.contents, 0);
    return { value, faults };
}
function levelsOver(members) {
    return 1 + members.reduce((most, { levels }) => Math.max(most, levels), 0);
}


/***/ })

};
