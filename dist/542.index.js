export const id = 542;
export const ids = [542];
export const modules = {

/***/ 4542:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Nu: () => (/* binding */ positionIn),
/* harmony export */   o6: () => (/* binding */ findTooDeep),
/* harmony export */   readYaml: () => (/* binding */ readYaml),
/* harmony export */   t$: () => (/* binding */ positionAt)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7376);



/** More levels than any spicepod needs, and fewer than the action accepts in a response of Spice Cloud. */
const maxDepth = 64;
/** Largest document with its aliases expanded, in characters of JSON: four times what its text may have. */
const maxCharacters = 4 * 1024 * 1024;
/** Reads one YAML document within limits of size and depth. */
function readYaml(text, redact) {
    const tooDeepAt = findTooDeep(text);
    if (tooDeepAt !== undefined) {
        const position = positionIn(text, tooDeepAt);
        const faults = [{ text: tooDeep, ...position }];
        return { value: undefined, faults, parsed: undefined, positionOf: () => position };
    }
    // Unique keys are checked while the document is expanded: the library compares each key with each other.
    const lines = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    const options = {
        prettyErrors: false,
        logLevel: 'error',
        intAsBigInt: true,
        uniqueKeys: false,
        lineCounter: lines,
    };
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, options);
    const { value, faults } = read(document, redact);
    return {
        value,
        faults: faults.map(({ text, offset }) => ({ text, ...positionAt(offset, lines) })),
        parsed: { document, lines },
        positionOf: (...path) => positionAt(findOffset(document.contents, path), lines),
    };
}
/** @param lines the counter with which a document was parsed */
function positionAt(offset, lines) {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
}
function read(document, redact) {
    // Later syntax errors are usually follow-ups of the first.
    const [error] = document.errors;
    if (error !== undefined) {
        const isOfMany = error.code === 'MULTIPLE_DOCS';
        const text = isOfMany ? 'A manifest is one YAML document, not several.' : `${error.message}.`;
        return { value: undefined, faults: [{ offset: error.pos[0], text }] };
    }
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
/** The place of a character in a text that was not parsed. */
function positionIn(text, offset) {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
const tooDeep = `The manifest is nested more than ${maxDepth} levels deep.`;
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
    /** The depth of the deepest node read so far within the one that is being read. */
    let deepest = 0;
    let isTooLarge = false;
    /** @param depth number of collections around the node */
    const read = (node, depth) => {
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isAlias */ .Vj)(node))
            return readAlias(node.source, startOf(node), depth);
        const anchored = {};
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isNode */ .Ll)(node) && 'anchor' in node && node.anchor !== undefined)
            anchors.set(node.anchor, anchored);
        const before = { characters, deepest };
        deepest = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isCollection */ .P3)(node) ? depth + 1 : depth;
        const value = readContent(node, depth);
        anchored.result = { value, levels: deepest - depth, characters: characters - before.characters };
        deepest = Math.max(deepest, before.deepest);
        return value;
    };
    const readAlias = (name, offset, depth) => {
        const anchored = anchors.get(name);
        if (anchored?.result === undefined) {
            const anchor = `anchor \`&${name}\``;
            const problem = anchored ? `is inside its own ${anchor}` : `has no ${anchor} before it`;
            faults.push({ offset, text: `The alias \`*${name}\` ${problem}.` });
            return null;
        }
        const { value, levels } = anchored.result;
        characters += anchored.result.characters;
        if (characters > maxCharacters && !isTooLarge) {
            isTooLarge = true;
            faults.push({ offset, text: 'With its aliases expanded, the manifest is larger than 4 MiB.' });
        }
        deepest = Math.max(deepest, depth + levels);
        if (depth + levels > maxDepth)
            faults.push({ offset, text: tooDeep });
        return value;
    };
    const readContent = (node, depth) => {
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isSeq */ .oP)(node)) {
            characters += 2 + node.items.length;
            return node.items.map((item) => read(item, depth + 1));
        }
        if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node)) {
            const value = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node) ? node.value : null;
            characters += String(value).length + 2;
            return value;
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
        return Object.fromEntries(entries);
    };
    const readKey = (node, depth) => {
        const key = read(node, depth + 1);
        if (typeof key !== 'object')
            return String(key);
        if (key !== null)
            faults.push({ offset: startOf(node), text: 'A key must be a string, not a list or a map.' });
        return '';
    };
    return { value: read(document.contents, 0), faults };
}


/***/ })

};
