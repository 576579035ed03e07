export const id = 65;
export const ids = [65,542];
export const modules = {

/***/ 6065:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseEntries: () => (/* binding */ parseEntries),
/* harmony export */   parseStringMap: () => (/* binding */ parseStringMap),
/* harmony export */   quoteName: () => (/* binding */ quoteName)
/* harmony export */ });
/* unused harmony export parseDotenv */
/* harmony import */ var dotenv__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8230);
/* harmony import */ var dotenv__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(dotenv__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8815);
/* harmony import */ var _yaml_value_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4542);



/** Reads a text of names and values in any notation; its first line with content decides which one it is. */
function parseEntries(text) {
    const line = text.split(/\r\n|\r|\n/).find((each) => !/^\s*(#|$)/.test(each)) ?? '';
    const isDotenv = !/^\s*[{[]/.test(line) && /^[^:=]*(=|$)/.test(line) && !/^\s*---\s*$/.test(line);
    return isDotenv ? parseDotenv(text) : parseStringMap(text, false);
}
/**
 * Reads dotenv text strictly: what the library silently skips is a problem here, since it may be half a secret.
 *
 * @returns the entries in order; otherwise what is wrong, to follow the name of the input. It quotes no value.
 */
function parseDotenv(text) {
    const lines = text.split(/\r\n|\r|\n/);
    const entries = [];
    for (let first = 0; first < lines.length;) {
        const line = lines[first] ?? '';
        const number = first + 1;
        if (/^\s*(#|$)/.test(line)) {
            first++;
            continue;
        }
        // The whole text before the equals sign, so that a message can quote a name that is not allowed.
        const [, name = '', rest = ''] = /^\s*(?:export\s+)?([^=:]*?)(?:\s*=|:\s)(.*)$/.exec(line) ?? [];
        if (name === '' || name !== name.trimEnd() || !/[=:]/.test(line)) {
            return `, line ${number}: expected \`NAME=value\`. Put multi-line values in quotes.`;
        }
        const quote = /^\s*(["'`])/.exec(rest)?.[1];
        const count = quote === undefined ? 1 : countLines(lines, first, quote);
        if (count === undefined) {
            return `, line ${number}: the quotes around ${describeValueOf(name)} are not closed.`;
        }
        if (quote === undefined && /\S#|^#/.test(rest.replace(/\s#.*$/, ''))) {
            return `, line ${number}: a \`#\` would cut off ${describeValueOf(name)}. Put the value in quotes.`;
        }
        entries.push([name, readValue(lines, first, count)]);
        first += count;
    }
    return entries;
}
/** How many lines a value in quotes takes; undefined if the quotes are not closed. */
function countLines(lines, first, quote) {
    let shortest;
    for (let count = 1; first + count <= lines.length; count++) {
        // The library treats a quote that is not closed as part of the value.
        if (readValue(lines, first, count).startsWith(quote))
            continue;
        shortest ??= count;
        // The value continues after a quote with a backslash if another quote follows.
        if (!/\\["'`]\s*(#.*)?$/.test(lines[first + count - 1] ?? ''))
            return count;
    }
    return shortest;
}
/** The library accepts only some names, so this reads the value under another one: the caller checks names. */
function readValue(lines, first, count) {
    const entry = lines.slice(first, first + count).join('\n');
    return (0,dotenv__WEBPACK_IMPORTED_MODULE_0__.parse)(entry.replace(/^[^=:]*[=:]/, 'NAME=')).NAME ?? '';
}
/**
 * Reads a YAML or JSON map. Values are strings, exactly as written: `0123` stays `0123`.
 *
 * Values often come from expressions, so they may contain YAML syntax by accident. If each line is a `name: value`,
 * lines that YAML cannot read, or would read only in part, are used as written.
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
    const where = error ? ` (line ${error.line}, column ${error.column})` : '';
    return readLines(text, mayHaveComments) ?? ` must be a YAML or JSON map of names to strings${where}.`;
}
function explainComment(name) {
    return ` has \` #\` after ${describeValueOf(name)}, which could be part of it or start a comment. Put the value in quotes, or the comment on its own line.`;
}
/** The entries if YAML reads a map, and the first thing that it cannot read. */
function readPairs(text) {
    const tooDeepAt = (0,_yaml_value_js__WEBPACK_IMPORTED_MODULE_2__/* .findTooDeep */ .o6)(text);
    if (tooDeepAt !== undefined)
        return { error: (0,_yaml_value_js__WEBPACK_IMPORTED_MODULE_2__/* .positionIn */ .Nu)(text, tooDeepAt) };
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_1__/* .parseDocument */ .Tp)(text, { schema: 'failsafe', prettyErrors: true, logLevel: 'error' });
    const [first] = document.errors;
    if (first !== undefined) {
        const { line = 1, col: column = 1 } = first.linePos?.[0] ?? {};
        return { error: { code: first.code, line, column } };
    }
    if (document.contents === null)
        return { items: [] };
    return (0,yaml__WEBPACK_IMPORTED_MODULE_1__/* .isMap */ .jh)(document.contents) ? { items: document.contents.items } : {};
}
/** Whether YAML reads an entry as a name and a string and skips nothing. */
function isPlain({ key, value }) {
    const isText = (0,yaml__WEBPACK_IMPORTED_MODULE_1__/* .isScalar */ .jn)(value) && value.anchor === undefined && value.tag === undefined;
    return (0,yaml__WEBPACK_IMPORTED_MODULE_1__/* .isScalar */ .jn)(key) && (value === null || isText);
}
/** Whether YAML skips the rest of the line as a comment, although it may be a part of the value. After quotes it is not. */
function hasOpenComment({ key, value }, text) {
    // YAML reads a value that starts like a comment as empty.
    if (textOf(value) === '')
        return /^["']?\s*:[^\S\n]+#/.test(text.slice(key.range?.[1]));
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_1__/* .isScalar */ .jn)(value) || value.type !== 'PLAIN')
        return false;
    return /^[^\S\n]+#/.test(text.slice(value.range?.[1]));
}
function textOf(node) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_1__/* .isScalar */ .jn)(node) ? String(node.value ?? '') : '';
}
/** Reads lines of the form `name: value`, comments and blank lines aside; undefined if one has another form. */
function readLines(text, mayHaveComments) {
    const entries = new Map();
    const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));
    for (const [index, line] of lines.entries()) {
        const [, name, value = ''] = /^\s*([^\s:#'"{[][^:]*?)\s*:(?:\s+(.*?))?\s*$/.exec(line) ?? [];
        // A block or a list continues in the next lines.
        const continues = value === '' && (lines[index + 1] ?? '').search(/\S/) > line.search(/\S/);
        if (name === undefined || continues || /^[|>][-+\d]*$/.test(value))
            return undefined;
        if (entries.has(name))
            return ` sets ${quoteName(name) ?? 'a name'} twice.`;
        const [item, ...others] = readPairs(line.trim()).items ?? [];
        const isReadable = item !== undefined && others.length === 0 && isPlain(item) && !hasOpenComment(item, line.trim());
        if (!isReadable && !mayHaveComments && /\s#/.test(value))
            return explainComment(name);
        entries.set(name, isReadable ? textOf(item.value) : value.replace(/^(["'])(.*)\1$/, '$2'));
    }
    return entries.size === 0 ? undefined : [...entries];
}
/**
 * Quotes the name of a secret for a message.
 *
 * @returns undefined if the name is long or has odd characters, because it may be a part of an unquoted value
 */
function quoteName(name) {
    return /^[\w .-]{1,60}$/.test(name) ? `\`${name}\`` : undefined;
}
/** `the value of `NAME`` or, if the name cannot be quoted, `a value`. */
function describeValueOf(name) {
    const quoted = quoteName(name);
    return quoted === undefined ? 'a value' : `the value of ${quoted}`;
}


/***/ }),

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


/***/ }),

/***/ 8230:
/***/ ((module, __unused_webpack_exports, __webpack_require__) => {

var j=(e,n)=>()=>{try{return n||e((n={exports:{}}).exports,n),n.exports}catch(t){throw n=0,t}};var R=j((Z,N)=>{function T(e){return typeof e=="string"?!["false","0","no","off",""].includes(e.toLowerCase()):!!e}function U(e=process.env){let n={};for(let t of["ENCODING","PATH","QUIET","DEBUG","OVERRIDE","FAST"]){let r=e[`DOTENV_${t}`]!=null?e[`DOTENV_${t}`]:e[`DOTENV_CONFIG_${t}`];r!=null&&(n[t.toLowerCase()]=t==="ENCODING"||t==="PATH"?r:T(r))}return n}N.exports={parseBoolean:T,optionsFromEnv:U}});var P=j((ee,b)=>{var F=__webpack_require__(9896),_=__webpack_require__(6928),B=__webpack_require__(857),{URL:L,fileURLToPath:Q}=__webpack_require__(7016),{parseBoolean:$,optionsFromEnv:I}=R(),G=/(?:^|^)\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?(?:$|$)/mg,y=new Uint8Array(256);for(let e=48;e<=57;e++)y[e]=1;for(let e=65;e<=90;e++)y[e]=1;for(let e=97;e<=122;e++)y[e]=1;y[45]=1;y[46]=1;y[95]=1;function H(e){let n={},t=e.toString();t=t.replace(/\r\n?/mg,`
`);let r;for(;(r=G.exec(t))!=null;){let o=r[1],i=r[2]||"";i=i.trim();let c=i[0];i=i.replace(/^(['"`])([\s\S]*)\1$/mg,"$2"),c==='"'&&(i=i.replace(/\\n/g,`
`),i=i.replace(/\\r/g,"\r")),n[o]=i}return n}function g(e){return e<=32?e===32||e>=9&&e<=13:e>=160&&(e===160||e===5760||e>=8192&&e<=8202||e===8232||e===8233||e===8239||e===8287||e===12288||e===65279)}function O(e){return e===10||e===8232||e===8233}function V(e){let n={},t=typeof e=="string"?e:e.toString();t.indexOf("\r")!==-1&&(t=t.replace(/\r\n?/g,`
`));let r=t.length,o=0;for(;o<r;){let i=t.charCodeAt(o);for(;o<r&&g(i);)o++,i=t.charCodeAt(o);if(o>=r)break;if(i===35){for(;o<r&&!O(t.charCodeAt(o));)o++;continue}let c=-1;if(i===101&&o+6<r&&t.charCodeAt(o+1)===120&&t.charCodeAt(o+2)===112&&t.charCodeAt(o+3)===111&&t.charCodeAt(o+4)===114&&t.charCodeAt(o+5)===116){let u=t.charCodeAt(o+6);if(g(u)){let s=o+7;for(;s<r&&g(t.charCodeAt(s));)s++;y[t.charCodeAt(s)]&&(c=o+6,o=s)}else i=t.charCodeAt(o)}let E=o,p=0;for(;o<r&&(p=t.charCodeAt(o),y[p]);)o++;if(o===E){for(;o<r&&!O(t.charCodeAt(o));)o++;continue}let k=t.slice(E,o),D=o;if(o>=r&&(p=0),g(p))do o++,p=o<r?t.charCodeAt(o):0;while(g(p));if(p===61)o++;else if(p===58&&o===D&&o+1<r&&g(t.charCodeAt(o+1)))o+=2;else{for(o=c===-1?D:c;o<r&&!O(t.charCodeAt(o));)o++;continue}let d=o,l=o;for(;l<r&&g(t.charCodeAt(l));)l++;let C=t.charCodeAt(l),a,q=!1;if(C===39||C===34||C===96){let u=t[l],s=t.indexOf(u,l+1),f=-1,h=-1;for(;s!==-1;){let x=t.charCodeAt(s-1)===92,w=s+1;for(;w<r&&!O(t.charCodeAt(w))&&g(t.charCodeAt(w));)w++;if((w===r||O(t.charCodeAt(w))||t.charCodeAt(w)===35)&&(f=s,h=w),!x)break;s=t.indexOf(u,s+1)}if(f!==-1){if(a=t.slice(l+1,f),o=h,t.charCodeAt(o)===35)for(;o<r&&!O(t.charCodeAt(o));)o++;q=!0}}if(!q){let u=t.indexOf(`
`,d);u===-1&&(u=r);let s;if(r<4096)s=t.indexOf("#",d),(s===-1||s>u)&&(s=u);else for(s=d;s<u&&t.charCodeAt(s)!==35;)s++;let f=d,h=s;for(;f<h&&g(t.charCodeAt(f));)f++;for(;h>f&&g(t.charCodeAt(h-1));)h--;let x=t.charCodeAt(f);if(a=t.slice(f,h),a.includes("\u2028")||a.includes("\u2029")?a=a.replace(/^(['"`])([\s\S]*)\1$/mg,"$2"):h-f>=2&&(x===39||x===34||x===96)&&t.charCodeAt(h-1)===x&&(a=t.slice(f+1,h-1)),o=s,s<u)for(;o<r&&!O(t.charCodeAt(o));)o++}C===34&&(q||l<o)&&a.indexOf("\\")!==-1&&(a=a.replace(/\\n/g,`
`).replace(/\\r/g,"\r")),n[k]=a}return n}function J(e,n){return n&&$(n.fast)?V(e):H(e)}function v(e){console.log(`\u2506 ${e}`)}function W(e){console.error(`\u25C7 ${e}`)}function S(e){return e[0]==="~"?_.join(B.homedir(),e.slice(1)):e}function K(e={}){let n={...e};for(let t of Object.keys(n))n[t]===void 0&&delete n[t];return{...I(),...n}}function M(e){e=K(e);let n=_.resolve(process.cwd(),".env"),t="utf8",r=process.env;e&&e.processEnv!=null&&(r=e.processEnv);let o=$(e&&e.debug);e&&e.encoding?t=e.encoding:o&&v("no encoding is specified (UTF-8 is used by default)");let i=[n];if(e&&e.path)if(!Array.isArray(e.path))i=[S(e.path)];else{i=[];for(let d of e.path)i.push(S(d))}let c,E={},p={fast:e.fast};for(let d of i)try{let l=A.parse(F.readFileSync(d,{encoding:t}),p);A.populate(E,l,e)}catch(l){o&&v(`failed to load ${d} ${l.message}`),c=l}let k=A.populate(r,E,e),D=$(Object.prototype.hasOwnProperty.call(e,"quiet")?e.quiet:I(r).quiet);if(o||!D){let d=Object.keys(k).length,l=[];for(let C of i)try{let a=_.relative(process.cwd(),C instanceof L?Q(C):C);l.push(a)}catch(a){o&&v(`failed to load ${C} ${a.message}`),c=a}W(`injected env (${d}) from ${l.join(",")}`)}return c?{parsed:E,error:c}:{parsed:E}}function Y(e){return A.configDotenv(e)}function z(e,n,t={}){let r=$(t&&t.debug),o=$(t&&t.override),i={};if(e===null||typeof e!="object"||n===null||typeof n!="object"){let c=new Error("OBJECT_REQUIRED: Please check the processEnv argument being passed to populate");throw c.code="OBJECT_REQUIRED",c}for(let c of Object.keys(n))Object.prototype.hasOwnProperty.call(e,c)?(o===!0&&(e[c]=n[c],i[c]=n[c]),r&&v(o===!0?`"${c}" is already defined and WAS overwritten`:`"${c}" is already defined and was NOT overwritten`)):(e[c]=n[c],i[c]=n[c]);return i}var A={configDotenv:M,config:Y,parse:J,populate:z};b.exports.configDotenv=A.configDotenv;b.exports.config=A.config;b.exports.parse=A.parse;b.exports.populate=A.populate;b.exports=A});var m=P();module.exports=m;module.exports.config=m.config;module.exports.configDotenv=m.configDotenv;module.exports.parse=m.parse;module.exports.populate=m.populate;


/***/ })

};
