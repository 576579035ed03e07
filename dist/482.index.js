export const id = 482;
export const ids = [482];
export const modules = {

/***/ 482:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   checkManifest: () => (/* binding */ checkManifest)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);

/** The parts of a spicepod that are lists of components. */
const lists = ['datasets', 'views', 'models', 'embeddings', 'tools', 'catalogs'];
/** More than these help nobody at once. */
const mostProblems = 5;
/**
 * Reads a Spicepod manifest and checks what Spice Cloud would refuse or misread: its syntax, its head, and that lists
 * of components are such. What is in a component is left to Spice Cloud, which knows more of them every month.
 */
function checkManifest(text) {
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__.parseDocument)(text, { prettyErrors: false, logLevel: 'error' });
    const [error] = document.errors;
    // What comes after the first error of syntax is mostly of its making.
    const faults = error === undefined ? findFaults(document) : [toFault(error)];
    if (faults.length === 0) {
        try {
            // As JSON has it, since that is what the API keeps.
            return { kind: 'good', value: JSON.parse(JSON.stringify(document.toJS())) };
        }
        catch (error) {
            faults.push({
                offset: 0,
                text: `It cannot be read: ${error instanceof Error ? error.message : error}.`,
            });
        }
    }
    return {
        kind: 'bad',
        problems: faults.slice(0, mostProblems).map(({ offset, text: problem }) => {
            const lines = text.slice(0, offset).split('\n');
            return { text: problem, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
        }),
    };
}
function toFault({ code, message, pos: [offset] }) {
    return {
        offset,
        text: code === 'MULTIPLE_DOCS' ? 'A manifest is one YAML document, not several.' : `${message}.`,
    };
}
function findFaults(document) {
    const loose = findLooseAliases(document);
    if (loose.length > 0)
        return loose;
    const root = document.contents;
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__.isMap)(root)) {
        return [
            {
                text: 'A Spicepod manifest must be a map with `version`, `kind` and `name`.',
                offset: offsetOf(root),
            },
        ];
    }
    const entries = new Map(root.items.map((pair) => [(0,yaml__WEBPACK_IMPORTED_MODULE_0__.isScalar)(pair.key) ? pair.key.value : undefined, pair]));
    const checkHead = (name, rule, isGood) => {
        const entry = entries.get(name);
        if (entry === undefined)
            return [{ text: `\`${name}\` is missing: it must be ${rule}.`, offset: offsetOf(root) }];
        const value = resolve(entry.value, document);
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__.isScalar)(value) && typeof value.value === 'string' && isGood(value.value))
            return [];
        return [{ text: `\`${name}\` must be ${rule}.`, offset: offsetOf(entry.value, offsetOf(entry.key)) }];
    };
    const checkList = (name) => {
        const entry = entries.get(name);
        const list = resolve(entry?.value, document);
        if (list === undefined || ((0,yaml__WEBPACK_IMPORTED_MODULE_0__.isScalar)(list) && list.value === null))
            return [];
        if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__.isSeq)(list)) {
            return [{ text: `\`${name}\` must be a list.`, offset: offsetOf(entry?.value, offsetOf(entry?.key)) }];
        }
        const odd = list.items.find((item) => !(0,yaml__WEBPACK_IMPORTED_MODULE_0__.isMap)(resolve(item, document)));
        return odd === undefined ? [] : [{ text: `Each of \`${name}\` must be a map.`, offset: offsetOf(odd) }];
    };
    const isText = (value) => value.trim() !== '';
    return [
        ...checkHead('version', 'a text such as `v1`', isText),
        ...checkHead('kind', '`Spicepod`', (value) => value === 'Spicepod'),
        ...checkHead('name', 'a text', isText),
        ...lists.flatMap(checkList),
    ];
}
function findLooseAliases(document) {
    const faults = [];
    (0,yaml__WEBPACK_IMPORTED_MODULE_0__.visit)(document, {
        Alias: (_, alias) => {
            if (alias.resolve(document) !== undefined)
                return;
            faults.push({
                offset: offsetOf(alias),
                text: `The alias \`*${alias.source}\` has no anchor \`&${alias.source}\` before it.`,
            });
        },
    });
    return faults;
}
function offsetOf(node, otherwise = 0) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__.isNode)(node) ? (node.range?.[0] ?? otherwise) : otherwise;
}
function resolve(node, document) {
    return ((0,yaml__WEBPACK_IMPORTED_MODULE_0__.isAlias)(node) ? node.resolve(document) : node) ?? undefined;
}


/***/ })

};
