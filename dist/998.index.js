export const id = 998;
export const ids = [998];
export const modules = {

/***/ 9998:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkManifest: () => (/* binding */ checkManifest)
});

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./src/http/json.ts
var http_json = __webpack_require__(2868);
// EXTERNAL MODULE: ./src/app/comparable.ts
var comparable = __webpack_require__(8811);
// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
// EXTERNAL MODULE: ./src/app/nesting.ts
var nesting = __webpack_require__(5333);
;// CONCATENATED MODULE: ./src/app/expand.ts



/** Largest manifest with its aliases expanded, in characters of JSON: four times what its text may have. */
const maxCharacters = 4 * 1024 * 1024;
/**
 * Turns a document into its value. The library's own `toJS` limits how often an anchor is used, whatever its size, and
 * looks for the anchor of each alias from the start; this takes each node once. Anchored values are shared by their
 * aliases, so the value may be expanded only if there are no faults.
 */
function expand(document, redact) {
    const anchors = new Map();
    const faults = [];
    let characters = 0;
    let isTooLarge = false;
    /** @param depth number of collections around the node */
    const read = (node, depth) => {
        if ((0,dist.isAlias)(node))
            return readAlias(node.source, offsetOf(node), depth);
        const anchor = (0,dist.isNode)(node) && 'anchor' in node ? node.anchor : undefined;
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
        if (depth + result.levels > nesting/* maxDepth */.Mw)
            faults.push(tooDeep(offset));
        return result;
    };
    const readContent = (node, depth) => {
        if ((0,dist.isSeq)(node)) {
            const items = node.items.map((item) => read(item, depth + 1));
            characters += 2 + items.length;
            return { value: items.map(({ value }) => value), levels: levelsOver(items) };
        }
        if (!(0,dist.isMap)(node)) {
            const value = (0,dist.isScalar)(node) ? node.value : null;
            characters += String(value).length + 2;
            return { value, levels: 0 };
        }
        const entries = new Map();
        for (const pair of node.items) {
            const key = readKey(pair.key, depth);
            if (entries.has(key)) {
                const text = `The key \`${(0,src_text/* shorten */.ml)(key, 60, redact)}\` is twice in the same map.`;
                faults.push({ offset: offsetOf(pair.key), text });
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
            faults.push({ offset: offsetOf(node), text: 'A key must be a text, not a list or a map.' });
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
function tooDeep(offset) {
    return { offset, text: `The manifest is nested more than ${nesting/* maxDepth */.Mw} levels deep.` };
}
/** Where a node starts. */
function offsetOf(node, otherwise = 0) {
    return (0,dist.isNode)(node) ? (node.range?.[0] ?? otherwise) : otherwise;
}

;// CONCATENATED MODULE: ./src/app/manifest.ts





/** The parts of a spicepod that are lists of components. */
const lists = ['datasets', 'views', 'models', 'embeddings', 'tools', 'catalogs'];
/** More than these help nobody at once. */
const mostProblems = 5;
/**
 * Reads a Spicepod manifest and checks what Spice Cloud would refuse or misread: its syntax, its head, and that lists
 * of components are such. What is in a component is left to Spice Cloud, which knows more of them every month.
 */
function checkManifest(text, redact) {
    const tooDeepAt = (0,nesting/* findTooDeep */.o6)(text);
    const { value, faults } = tooDeepAt === undefined ? read(text, redact) : { faults: [tooDeep(tooDeepAt)] };
    if (faults.length === 0)
        return { kind: 'good', value: value };
    const problems = faults
        .slice(0, mostProblems)
        .map(({ offset, text: problem }) => ({ text: problem, ...(0,nesting/* positionOf */.df)(offset, text) }));
    return { kind: 'bad', problems };
}
function read(text, redact) {
    // Unique keys are checked while the document is expanded: the library compares each key with each other.
    const options = { prettyErrors: false, logLevel: 'error', intAsBigInt: true, uniqueKeys: false };
    const document = (0,dist.parseDocument)(text, options);
    const [error] = document.errors;
    // What comes after the first error of syntax is mostly of its making.
    if (error !== undefined)
        return { faults: [toFault(error)] };
    const expanded = expand(document, redact);
    if (expanded.faults.length > 0)
        return expanded;
    const value = (0,comparable/* toComparable */.a)(toJsonValue(expanded.value));
    return { value, faults: findFaults(document.contents, value) };
}
/** A value as JSON has it, since that is what the API keeps. */
function toJsonValue(value) {
    const json = JSON.stringify(value, (_, member) => typeof member === 'bigint' ? JSON.rawJSON(String(member)) : member);
    return JSON.parse(json, (_, member, { source }) => typeof member === 'number' ? (0,http_json/* exactNumber */.r)(member, source) : member);
}
function toFault({ code, message, pos: [offset] }) {
    return {
        offset,
        text: code === 'MULTIPLE_DOCS' ? 'A manifest is one YAML document, not several.' : `${message}.`,
    };
}
function findFaults(root, value) {
    if (!(0,dist.isMap)(root) || !(0,comparable/* isMap */.j)(value)) {
        return [
            {
                text: 'A Spicepod manifest must be a map with `version`, `kind` and `name`.',
                offset: offsetOf(root),
            },
        ];
    }
    const members = new Map(Object.entries(value));
    const entryOf = (name) => root.items.find(({ key }) => (0,dist.isScalar)(key) && key.value === name);
    const startOf = (name) => offsetOf(entryOf(name)?.value, offsetOf(entryOf(name)?.key, offsetOf(root)));
    const checkHead = (name, rule, isGood) => {
        const member = members.get(name);
        if (typeof member === 'string' && isGood(member))
            return [];
        const text = members.has(name)
            ? `\`${name}\` must be ${rule}.`
            : `\`${name}\` is missing: it must be ${rule}.`;
        return [{ text, offset: startOf(name) }];
    };
    const checkList = (name) => {
        const list = members.get(name) ?? [];
        if (!Array.isArray(list))
            return [{ text: `\`${name}\` must be a list.`, offset: startOf(name) }];
        const odd = list.findIndex((item) => !(0,comparable/* isMap */.j)(item));
        if (odd < 0)
            return [];
        const node = entryOf(name)?.value;
        const offset = offsetOf((0,dist.isSeq)(node) ? node.items[odd] : node, startOf(name));
        return [{ text: `Each of \`${name}\` must be a map.`, offset }];
    };
    const isText = (text) => text.trim() !== '';
    return [
        ...checkHead('version', 'a text such as `v1`', isText),
        ...checkHead('kind', '`Spicepod`', (kind) => kind === 'Spicepod'),
        ...checkHead('name', 'a text', isText),
        ...lists.flatMap(checkList),
    ];
}


/***/ }),

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


/***/ })

};
