export const id = 149;
export const ids = [149,542];
export const modules = {

/***/ 1916:
/***/ ((__unused_webpack_module, exports) => {

var __webpack_unused_export__;

__webpack_unused_export__ = true;
exports.Io = __webpack_unused_export__ = void 0;
var peq = new Uint32Array(0x10000);
var myers_32 = function (a, b) {
    var n = a.length;
    var m = b.length;
    var lst = 1 << (n - 1);
    var pv = -1;
    var mv = 0;
    var sc = n;
    var i = n;
    while (i--) {
        peq[a.charCodeAt(i)] |= 1 << i;
    }
    for (i = 0; i < m; i++) {
        var eq = peq[b.charCodeAt(i)];
        var xv = eq | mv;
        eq |= ((eq & pv) + pv) ^ pv;
        mv |= ~(eq | pv);
        pv &= eq;
        if (mv & lst) {
            sc++;
        }
        if (pv & lst) {
            sc--;
        }
        mv = (mv << 1) | 1;
        pv = (pv << 1) | ~(xv | mv);
        mv &= xv;
    }
    i = n;
    while (i--) {
        peq[a.charCodeAt(i)] = 0;
    }
    return sc;
};
var myers_x = function (b, a) {
    var n = a.length;
    var m = b.length;
    var mhc = [];
    var phc = [];
    var hsize = Math.ceil(n / 32);
    var vsize = Math.ceil(m / 32);
    for (var i = 0; i < hsize; i++) {
        phc[i] = -1;
        mhc[i] = 0;
    }
    var j = 0;
    for (; j < vsize - 1; j++) {
        var mv_1 = 0;
        var pv_1 = -1;
        var start_1 = j * 32;
        var vlen_1 = Math.min(32, m) + start_1;
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] |= 1 << k;
        }
        for (var i = 0; i < n; i++) {
            var eq = peq[a.charCodeAt(i)];
            var pb = (phc[(i / 32) | 0] >>> i) & 1;
            var mb = (mhc[(i / 32) | 0] >>> i) & 1;
            var xv = eq | mv_1;
            var xh = ((((eq | mb) & pv_1) + pv_1) ^ pv_1) | eq | mb;
            var ph = mv_1 | ~(xh | pv_1);
            var mh = pv_1 & xh;
            if ((ph >>> 31) ^ pb) {
                phc[(i / 32) | 0] ^= 1 << i;
            }
            if ((mh >>> 31) ^ mb) {
                mhc[(i / 32) | 0] ^= 1 << i;
            }
            ph = (ph << 1) | pb;
            mh = (mh << 1) | mb;
            pv_1 = mh | ~(xv | ph);
            mv_1 = ph & xv;
        }
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] = 0;
        }
    }
    var mv = 0;
    var pv = -1;
    var start = j * 32;
    var vlen = Math.min(32, m - start) + start;
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] |= 1 << k;
    }
    var score = m;
    for (var i = 0; i < n; i++) {
        var eq = peq[a.charCodeAt(i)];
        var pb = (phc[(i / 32) | 0] >>> i) & 1;
        var mb = (mhc[(i / 32) | 0] >>> i) & 1;
        var xv = eq | mv;
        var xh = ((((eq | mb) & pv) + pv) ^ pv) | eq | mb;
        var ph = mv | ~(xh | pv);
        var mh = pv & xh;
        score += (ph >>> (m - 1)) & 1;
        score -= (mh >>> (m - 1)) & 1;
        if ((ph >>> 31) ^ pb) {
            phc[(i / 32) | 0] ^= 1 << i;
        }
        if ((mh >>> 31) ^ mb) {
            mhc[(i / 32) | 0] ^= 1 << i;
        }
        ph = (ph << 1) | pb;
        mh = (mh << 1) | mb;
        pv = mh | ~(xv | ph);
        mv = ph & xv;
    }
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] = 0;
    }
    return score;
};
var distance = function (a, b) {
    if (a.length < b.length) {
        var tmp = b;
        b = a;
        a = tmp;
    }
    if (b.length === 0) {
        return a.length;
    }
    if (a.length <= 32) {
        return myers_32(a, b);
    }
    return myers_x(a, b);
};
exports.Io = distance;
var closest = function (str, arr) {
    var min_distance = Infinity;
    var min_index = 0;
    for (var i = 0; i < arr.length; i++) {
        var dist = distance(str, arr[i]);
        if (dist < min_distance) {
            min_distance = dist;
            min_index = i;
        }
    }
    return arr[min_index];
};
__webpack_unused_export__ = closest;


/***/ }),

/***/ 1149:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  inspectSpicepod: () => (/* binding */ inspectSpicepod)
});

// UNUSED EXPORTS: checkSpicepod

// EXTERNAL MODULE: ./node_modules/fastest-levenshtein/mod.js
var mod = __webpack_require__(1916);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
// EXTERNAL MODULE: ./src/problem.ts
var problem = __webpack_require__(4008);
;// CONCATENATED MODULE: ./src/inputs/spicepod-keys.ts
/**
 * The keys that a spicepod may have, as data. The lists age: a key that is missing here may be known to a newer
 * runtime, so an unknown key is a warning and never more.
 */
/** The newest runtime whose keys are listed here. */
const keysRuntimeVersion = '2.2.0';
const words = (text) => new Set(text.trim().split(/\s+/));
const knownKeys = {
    spicepod: words(`
    name version kind runtime management snapshots extensions secrets metadata catalogs datasets views models
    embeddings rerankers search_engines tools workers functions dependencies`),
    catalog: words('from name description metadata access mode include params dataset_params dependsOn metrics'),
    dataset: words(`
    from name description metadata columns access mode params has_metadata_table replication time_column time_format
    time_partition_column time_partition_format acceleration embeddings dependsOn unsupported_type_action
    invalid_type_action ready_state metrics vectors check_availability full_text_search load`),
    view: words('name description metadata columns sql sql_ref acceleration ready_state vectors dependsOn params'),
    model: words('from name description metadata files params datasets dependsOn metrics'),
    embedding: words('from name files params datasets dependsOn metrics'),
    tool: words('from name description params env dependsOn metrics'),
    worker: words('name description params load_balance sql cron'),
    function: words(`
    name from signature enabled description kind volatility body body_ref metadata params dependsOn metrics as_tool`),
    reranker: words('from name description params dependsOn metrics'),
    search_engine: words('name from kind params defaults capabilities dependsOn'),
    secret: words('from name description params'),
    extension: words('enabled params'),
    snapshots: words('enabled location bootstrap_on_failure_behavior params'),
    column: words('name description embeddings full_text_search metadata type nullable'),
    columnEmbedding: words('from chunking row_id column_pk vector_size aggregation max_elements_per_row'),
    fullTextSearch: words('enabled row_id index_store index_directory'),
    vectors: words('enabled engine partition_by params'),
    replication: words('enabled'),
    loadBalance: words('routing'),
    acceleration: words(`
    enabled mode engine refresh_mode refresh_on_startup refresh_check_interval refresh_cron refresh_sql
    refresh_data_window refresh_append_overlap refresh_retry_enabled refresh_retry_max_attempts refresh_jitter_enabled
    refresh_jitter_max params retention_period retention_sql retention_check_interval retention_check_enabled
    on_zero_results ready_state indexes primary_key on_conflict metrics partition_by snapshots snapshots_trigger
    snapshots_trigger_threshold snapshots_compaction snapshots_reset_expiry_on_load snapshots_creation_policy
    on_schema_change`),
    runtime: words(`
    caching results_cache dataset_load_parallelism tls tracing telemetry params task_history auth cors flight
    temp_directory memory_limit shutdown_timeout ready_state output_level query metrics scheduler mcp functions cpu`),
};
/** Families of keys of which only the beginning is known. */
const knownPrefixes = { acceleration: 'caching_' };
/** The maps inside a map that are checked as well: one, or each of a list. */
const nestedShapes = {
    spicepod: { runtime: 'runtime', snapshots: 'snapshots' },
    dataset: {
        acceleration: 'acceleration',
        columns: 'column',
        full_text_search: 'fullTextSearch',
        replication: 'replication',
        vectors: 'vectors',
    },
    view: { acceleration: 'acceleration', columns: 'column', vectors: 'vectors' },
    column: { embeddings: 'columnEmbedding', full_text_search: 'fullTextSearch' },
    worker: { load_balance: 'loadBalance' },
};
/** Names that the runtime refuses for a dataset, in any case. */
const reservedDatasetNames = words('count false null true end-exec lateral table unnest');

// EXTERNAL MODULE: ./src/inputs/spicepod-value.ts
var spicepod_value = __webpack_require__(3204);
// EXTERNAL MODULE: ./src/inputs/yaml-value.ts
var yaml_value = __webpack_require__(4542);
;// CONCATENATED MODULE: ./src/inputs/spicepod-nodes.ts




/**
 * A parsed spicepod with its aliases and merge keys resolved, as the checks read it. Alias bombs and circles are
 * harmless: no walk visits a node twice.
 */
class SpicepodNodes {
    root;
    entries;
    components;
    #lines;
    #targets = new Map();
    /** @param lines the counter with which the document was parsed */
    constructor(document, lines) {
        this.#lines = lines;
        this.#resolveAliases(document);
        this.root = document.contents;
        this.entries = this.entriesOf(this.root);
        this.components = Object.entries(spicepod_value/* componentLists */.P3).flatMap(([list, kind]) => this.itemsOf(this.entries.get(list)?.value).map((item, index) => this.#toComponent(item, index, kind)));
    }
    /** The keys of a map, those that it merges in included; none of what is not a map. */
    entriesOf(node) {
        const entries = new Map();
        this.#collect(node, entries, new Set());
        return entries;
    }
    /** The items of a list, unresolved; none of what is not a list. */
    itemsOf(node) {
        const list = this.resolve(node);
        return (0,dist/* isSeq */.oP)(list) ? list.items.filter((item) => this.resolve(item) !== undefined) : [];
    }
    resolve(node) {
        const target = (0,dist/* isAlias */.Vj)(node) ? this.#targets.get(node) : node;
        return target ?? undefined;
    }
    /** The text of a scalar; undefined for anything else. */
    textOf(node) {
        const value = this.resolve(node);
        return (0,dist/* isScalar */.jn)(value) && typeof value.value === 'string' ? value.value : undefined;
    }
    /** Whether there is nothing, or null, for a value. */
    isEmpty(node) {
        const value = this.resolve(node);
        return value === undefined || ((0,dist/* isScalar */.jn)(value) && value.value === null);
    }
    positionOf(node) {
        return (0,yaml_value/* positionAt */.t$)(node?.range?.[0] ?? 0, this.#lines);
    }
    /** The strings below a node, each once. */
    *textsBelow(node, path = [], visited = new Set()) {
        const value = this.resolve(node);
        if (value === undefined || visited.has(value))
            return;
        visited.add(value);
        if ((0,dist/* isScalar */.jn)(value) && typeof value.value === 'string')
            yield { scalar: value, path };
        for (const item of this.itemsOf(value))
            yield* this.textsBelow(item, path, visited);
        for (const { key, value: child } of this.entriesOf(value).values()) {
            yield* this.textsBelow(child, [...path, key], visited);
        }
    }
    /** One pass, since `yaml` itself looks through the whole document for each alias. */
    #resolveAliases(document) {
        const anchors = new Map();
        (0,dist/* visit */.YR)(document, {
            Alias: (_, alias) => {
                const target = anchors.get(alias.source);
                if (target !== undefined)
                    this.#targets.set(alias, target);
            },
            Value: (_, node) => {
                if (node.anchor !== undefined)
                    anchors.set(node.anchor, node);
            },
        });
    }
    #collect(node, entries, visited) {
        const map = this.resolve(node);
        if (!(0,dist/* isMap */.jh)(map) || visited.has(map))
            return;
        visited.add(map);
        const merged = [];
        for (const { key: keyNode, value } of map.items) {
            if (!(0,dist/* isScalar */.jn)(keyNode))
                continue;
            if (isMergeKey(keyNode))
                merged.push(value);
            else {
                const key = String(keyNode.value);
                if (!entries.has(key))
                    entries.set(key, { key, keyNode, value: this.resolve(value) });
            }
        }
        // The keys of a map itself come before those that it merges in, and earlier sources before later ones.
        for (const source of merged) {
            const sources = this.itemsOf(source);
            for (const each of sources.length > 0 ? sources : [source])
                this.#collect(each, entries, visited);
        }
    }
    #toComponent(item, index, kind) {
        const entries = this.entriesOf(item);
        const name = entries.get('name')?.value;
        return {
            kind,
            name: this.textOf(name),
            number: index + 1,
            at: name !== undefined && isWithin(name, item) ? name : item,
            node: this.resolve(item) ?? item,
            entries,
            isReference: entries.has('ref'),
        };
    }
}
/** The name of a component by alias or merge key stands somewhere else in the file. */
function isWithin({ range }, { range: outer }) {
    return range != null && outer != null && range[0] >= outer[0] && range[1] <= outer[1];
}
function isMergeKey({ value, type }) {
    return typeof value === 'symbol' ? value.description === '<<' : value === '<<' && type === 'PLAIN';
}
const kindsOfProblems = ['dataset', 'catalog', 'view', 'model', 'embedding', 'tool'];
/** Components that have no kind of their own among the problems count as parts of the spicepod. */
function problemKindOf({ kind }) {
    return kindsOfProblems.find((each) => each === kind) ?? 'spicepod';
}
/** ``dataset `taxi` ``, or `dataset 3` without a name. */
function describeComponent({ kind, name, number, }) {
    return `${describeKind(kind)} ${name === undefined ? number : (0,problem/* quote */.A0)(name)}`;
}
function describeKind(kind) {
    return kind === 'secret' ? 'secret store' : kind.replace('_', ' ');
}

;// CONCATENATED MODULE: ./src/inputs/secret-references.ts




/** The runtime's grammar: whitespace may stand between the five parts, and both names begin with a letter. */
const referencePattern = /\$\{[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*:[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*\}/g;
/** What somebody may have meant to be one. */
const attemptPattern = /\$\{\{?[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*:[ \t\r\n]*([^\s{}:$]+)[ \t\r\n]*\}/g;
/** Secrets that Spice Cloud provides under this prefix can be linked, but are in no list. */
const platformPrefix = 'SCP_';
/** Finds every reference in the parsed values of a spicepod. Comments have no values. */
function findSecretReferences(nodes) {
    const canCheck = readChecks(nodes);
    return [...textsOf(nodes)].flatMap(({ scalar, path, component, isReplaced }) => [...scalar.value.matchAll(referencePattern)].map(([, store = '', key = '']) => ({
        store,
        key,
        ...(component !== undefined && { component }),
        ...(path.length > 0 && { param: path.at(-1) }),
        checkable: isReplaced && canCheck(store) && !key.toUpperCase().startsWith(platformPrefix),
        ...nodes.positionOf(scalar),
    })));
}
/**
 * Whether one of these secrets is the one that a reference means. The runtime tries the name as it is written and in
 * upper case, each with `SPICE_` in front of it first.
 */
function isSatisfied({ key }, names) {
    const upper = key.toUpperCase();
    return [key, upper, `SPICE_${key}`, `SPICE_${upper}`].some((name) => names.has(name));
}
/** The references that no secret satisfies. Call it only if the lists were read in full. */
function findMissingSecrets(references, { names, unlinked = new Set() }) {
    return references
        .filter((reference) => reference.checkable && !isSatisfied(reference, names))
        .map((reference) => {
        const { store, key, component, param, line, column } = reference;
        const user = component === undefined ? 'the spicepod' : describeComponent(component);
        const place = param === undefined ? user : `${user} (${(0,problem/* quote */.A0)(param)})`;
        return {
            kind: 'secret',
            name: key,
            certain: true,
            message: `Secret ${(0,problem/* quote */.A0)(key)} does not exist, but ${place} refers to it as ${(0,problem/* quote */.A0)(`\${${store}:${key}}`)}.`,
            advice: isSatisfied(reference, unlinked)
                ? `The organization has secret ${(0,problem/* quote */.A0)(key)}: link it to the app.`
                : `Add ${(0,problem/* quote */.A0)(key)} to the \`secrets\` input, or create it in the app's settings.`,
            line,
            column,
        };
    });
}
/** References that the runtime leaves as they are, because their key has characters that its grammar lacks. */
function findUnreadableReferences(nodes) {
    const stores = new Set(['secrets', 'env', ...storesOf(nodes).flatMap(({ name }) => name ?? [])]);
    const texts = [...textsOf(nodes)].filter(({ isReplaced }) => isReplaced);
    return texts.flatMap(({ scalar, component }) => [...scalar.value.matchAll(attemptPattern)]
        .filter(([text, store = '']) => stores.has(store) && text.match(referencePattern) === null)
        .map(([text, , key = '']) => ({
        kind: 'secret',
        name: key,
        certain: false,
        message: `${component === undefined ? 'The spicepod' : (0,platform_text/* capitalize */.ZH)(describeComponent(component))} uses ${(0,problem/* quote */.A0)(text)}, which the runtime does not replace.`,
        advice: 'Start the key with a letter and use only letters, digits, `_` and `-`. Rename the secret if necessary.',
        ...nodes.positionOf(scalar),
    })));
}
/** Stores of the spicepod's own hide the app's secrets, unless the environment is one of them. */
function checkStores(nodes) {
    const stores = storesOf(nodes);
    const isEnvironment = ({ entries, isReference }) => isReference || providerOf(nodes.textOf(entries.get('from')?.value)) === 'env';
    const key = nodes.entries.get('secrets')?.keyNode;
    if (stores.length === 0 || stores.some(isEnvironment))
        return [];
    return [
        {
            kind: 'spicepod',
            certain: false,
            message: "The `secrets` list has no store with `from: env`, which hides the app's secrets.",
            advice: 'Add an entry with `from: env` and `name: env` to the list.',
            ...nodes.positionOf(key),
        },
    ];
}
function storesOf(nodes) {
    return nodes.components.filter(({ kind }) => kind === 'secret');
}
/** `secrets` searches every store, so other stores than the environment may hold what the lists lack. */
function readChecks(nodes) {
    const others = storesOf(nodes).filter(({ entries }) => providerOf(nodes.textOf(entries.get('from')?.value)) !== 'env');
    return (store) => (store === 'secrets' && others.length === 0) ||
        (store === 'env' && !others.some(({ name, isReference }) => name === 'env' || isReference));
}
function providerOf(from) {
    return from?.split(':', 1)[0]?.trim();
}
/** Keys below which the runtime replaces nothing, since they hold prose or SQL. */
const proseKeys = new Set(['description', 'metadata', 'sql', 'refresh_sql', 'retention_sql', 'body']);
/** Every string of the spicepod, with the component in which it is used. */
function* textsOf(nodes) {
    const seen = new Set();
    for (const component of nodes.components) {
        // Each component is walked on its own, since aliases may share values among them.
        for (const { scalar, path } of nodes.textsBelow(component.node)) {
            seen.add(scalar);
            yield { scalar, path, component, isReplaced: !path.some((key) => proseKeys.has(key)) };
        }
    }
    for (const { scalar, path } of nodes.textsBelow(nodes.root)) {
        const [top = ''] = path;
        const isReplaced = knownKeys.spicepod.has(top) && !path.some((key) => proseKeys.has(key));
        if (!seen.has(scalar))
            yield { scalar, path, component: undefined, isReplaced };
    }
}

;// CONCATENATED MODULE: ./src/inputs/spicepod-local.ts


// What only works on the machine of the author: files on its disk, and hosts of its network.
/** Components that may be a file of their own. */
const fromFiles = new Set(['dataset', 'catalog', 'model', 'embedding']);
function checkFiles({ kind, entries }, label, nodes) {
    const from = entries.get('from')?.value;
    const source = nodes.textOf(from) ?? '';
    const local = fromFiles.has(kind) ? localSource(source) : undefined;
    const found = [];
    if (local !== undefined) {
        const message = `${label} reads ${(0,problem/* quote */.A0)(local)} from the local disk, where Spice Cloud has no files of yours.`;
        found.push({ at: from, certain: false, message, advice: 'Use a source that Spice Cloud can reach.' });
    }
    // The files of a model on Hugging Face are in its repository there.
    const keys = /^(huggingface|hf)\b/.test(source) ? ['sql_ref', 'body_ref'] : ['sql_ref', 'body_ref', 'files'];
    for (const key of keys) {
        const entry = entries.get(key);
        if (entry === undefined || nodes.isEmpty(entry.value))
            continue;
        if ((0,dist/* isSeq */.oP)(entry.value) && entry.value.items.length === 0)
            continue;
        const message = `${label} reads files (\`${key}\`), but Spice Cloud stores only the text of the spicepod.`;
        const advice = key === 'files'
            ? 'Use a source that Spice Cloud can reach.'
            : `Write the text into the spicepod instead of \`${key}\`.`;
        found.push({ at: entry.keyNode, certain: false, message, advice });
    }
    return found;
}
function checkHosts({ entries }, label, nodes) {
    const inside = (key) => nodes.entriesOf(entries.get(key)?.value).get('params');
    const maps = [
        entries.get('params'),
        entries.get('dataset_params'),
        inside('acceleration'),
        inside('vectors'),
    ];
    return maps.flatMap((params) => [...nodes.entriesOf(params?.value).values()].flatMap(({ key, value }) => {
        const host = privateHostOf(key, nodes.textOf(value) ?? '');
        if (host === undefined)
            return [];
        const message = `${label}: ${(0,problem/* quote */.A0)(key)} names the private host ${(0,problem/* quote */.A0)(host)}, which Spice Cloud cannot reach.`;
        return [
            { at: value, certain: false, message, advice: 'Use a host that is reachable from the internet.' },
        ];
    }));
}
/** The source if it is a file on the local disk. */
function localSource(from) {
    return /^(file[:/]|duckdb:|sqlite:)/i.test(from) ? from : undefined;
}
const privateHosts = [
    /^localhost$/,
    /^0\.0\.0\.0$/,
    /^(127|10)(\.\d{1,3}){3}$/,
    /^192\.168(\.\d{1,3}){2}$/,
    /^172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}$/,
    /^::1$/,
    /^host\.docker\.internal$/,
    /\.(local|internal|lan|localdomain)$/,
];
/**
 * The private host that a parameter names, if it does. Only the host is returned: an address may have a password.
 */
function privateHostOf(param, value) {
    const isUrl = value.includes('://');
    if (value.includes('${') || /\s/.test(value.trim()))
        return undefined;
    if (!isUrl && !/(endpoint|_url|_host)$/i.test(param))
        return undefined;
    const [authority = ''] = (isUrl ? value.slice(value.indexOf('://') + 3) : value).trim().split(/[/?#]/, 1);
    const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',', 20);
    return hosts.map(withoutPort).find((host) => privateHosts.some((pattern) => pattern.test(host)));
}
function withoutPort(host) {
    const [, inBrackets] = /^\[([^\]]*)\]/.exec(host) ?? [];
    const isBareIpv6 = host.split(':').length > 2;
    return (inBrackets ?? (isBareIpv6 ? host : (host.split(':', 1)[0] ?? ''))).toLowerCase().replace(/\.$/, '');
}

;// CONCATENATED MODULE: ./src/inputs/spicepod-checks.ts








/** More of them would not be read. */
const maxProblems = 100;
const maxMessageLength = 500;
/** @param file relative to the root of the repository */
function inspectSpicepod({ document, lines }, file, redact) {
    const locate = ({ name = file, message, ...finding }) => ({
        ...finding,
        name,
        message: (0,platform_text/* cut */.Jj)(message, maxMessageLength, redact),
        file,
    });
    const nodes = new SpicepodNodes(document, lines);
    const findings = checkSpicepod(nodes);
    const references = findSecretReferences(nodes);
    const shown = findings.length <= maxProblems
        ? findings
        : [...findings.filter(({ certain }) => certain), ...findings.filter(({ certain }) => !certain)];
    return {
        problems: shown.slice(0, maxProblems).map(locate),
        findMissing: (known) => findMissingSecrets(references, known).slice(0, maxProblems).map(locate),
    };
}
/**
 * Finds what Spice Cloud or the runtime will refuse in a spicepod, and what probably does not do what its author
 * wants. Everything at once, in the order of the file. What the syntax or types of the spicepod have wrong is found
 * when it is read.
 */
function checkSpicepod(nodes) {
    const place = ({ at, ...found }, component) => ({
        kind: component === undefined ? 'spicepod' : problemKindOf(component),
        ...(component?.name !== undefined && { name: component.name }),
        ...found,
        ...nodes.positionOf(at),
    });
    const findings = [
        ...[...checkHead(nodes), ...checkKeys('spicepod', nodes.root, nodes, '')].map((found) => place(found)),
        ...checkStores(nodes),
        ...findUnreadableReferences(nodes),
        ...[...findDuplicates(nodes)].map(({ component, ...found }) => place(found, component)),
        ...nodes.components.flatMap((component) => checkComponent(component, nodes).map((found) => place(found, component))),
        ...checkExtensions(nodes).map((found) => place(found)),
    ];
    return findings.sort((one, other) => one.line - other.line || one.column - other.column);
}
/** The parts of which a runtime serves something. */
const served = ['datasets', 'views', 'catalogs', 'models'];
function checkHead(nodes) {
    const { root, entries } = nodes;
    const missing = ['name', 'version', 'kind']
        .filter((key) => isMissing(entries.get(key)?.value, nodes))
        .map((key) => ({
        at: entries.get(key)?.keyNode ?? root,
        certain: true,
        message: `\`${key}\` is missing.`,
        advice: 'A spicepod needs `version: v1`, `kind: Spicepod` and a `name`.',
    }));
    const name = entries.get('name')?.value;
    const oddName = {
        at: name,
        certain: true,
        message: '`name` is not a string.',
        advice: 'Put it in quotes.',
    };
    const isNameOdd = !isMissing(name, nodes) && nodes.textOf(name) === undefined;
    const hasNothing = served.every((list) => nodes.itemsOf(entries.get(list)?.value).length === 0);
    const nothing = {
        at: root,
        certain: false,
        message: 'The spicepod has no datasets, views, catalogs or models, so there is nothing to serve.',
    };
    return [
        ...missing,
        ...(isNameOdd ? [oddName] : []),
        ...checkVersion(nodes),
        ...checkKind(nodes),
        ...(hasNothing ? [nothing] : []),
    ];
}
function isMissing(value, nodes) {
    return nodes.isEmpty(value) || nodes.textOf(value)?.trim() === '';
}
function checkVersion(nodes) {
    const entry = nodes.entries.get('version');
    const text = nodes.textOf(entry?.value);
    if (isMissing(entry?.value, nodes) || /^v\d+(\.\d+){0,2}$/.test(text ?? ''))
        return [];
    const at = entry?.value;
    const advice = 'Write `version: v1` or `version: v2`.';
    return text === 'v1beta1'
        ? [{ at, certain: true, message: 'Spice 2.0 removed `version: v1beta1`.', advice }]
        : [{ at, certain: false, message: '`version` is not a version such as `v1`.', advice }];
}
function checkKind(nodes) {
    const value = nodes.entries.get('kind')?.value;
    if (isMissing(value, nodes) || nodes.textOf(value) === 'Spicepod')
        return [];
    return [
        { at: value, certain: true, message: '`kind` is not `Spicepod`.', advice: 'Write `kind: Spicepod`.' },
    ];
}
/** A catalog may have the name of another. */
function* findDuplicates(nodes) {
    const firsts = new Map();
    for (const component of nodes.components) {
        const { kind, name, at, isReference } = component;
        if (kind === 'catalog' || name === undefined || isReference)
            continue;
        const first = firsts.get(`${kind}:${name}`);
        if (first === undefined)
            firsts.set(`${kind}:${name}`, component);
        else {
            const { line } = nodes.positionOf(first.at);
            const message = `Another ${describeKind(kind)} has the name ${(0,problem/* quote */.A0)(name)} (line ${line}).`;
            const advice = 'Rename or remove one of them: the runtime does not load a spicepod with duplicate names.';
            yield { component, at, certain: true, message, advice };
        }
    }
}
function checkComponent(component, nodes) {
    const label = (0,platform_text/* capitalize */.ZH)(describeComponent(component));
    const ref = component.entries.get('ref');
    if (ref !== undefined) {
        const message = `${(0,platform_text/* capitalize */.ZH)(describeKind(component.kind))} ${component.number} is in another file (\`ref\`), but Spice Cloud stores only the text of the spicepod.`;
        return [{ at: ref.keyNode, certain: false, message, advice: 'Write the component into the spicepod.' }];
    }
    return [
        ...(component.kind === 'dataset' ? checkDatasetName(component) : []),
        ...checkRefresh(component, label, nodes),
        ...checkSearch(component, label, nodes),
        ...checkFiles(component, label, nodes),
        ...checkHosts(component, label, nodes),
        ...checkKeys(component.kind, component.node, nodes, ` of ${describeComponent(component)}`),
    ];
}
function checkDatasetName({ name = '', at }) {
    const advice = 'Rename the dataset.';
    if (reservedDatasetNames.has(name.toLowerCase())) {
        return [{ at, certain: true, message: `Dataset name ${(0,problem/* quote */.A0)(name)} is reserved.`, advice }];
    }
    if (countNameParts(name) !== 3)
        return [];
    const message = `Dataset name ${(0,problem/* quote */.A0)(name)} has three parts, and the runtime allows a schema and a name at most.`;
    return [{ at, certain: true, message, advice }];
}
/** `a."b.c"` has two parts. A name that is no sequence of identifiers counts as one. */
function countNameParts(name) {
    const parts = /^(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|[^."`\s]+)(?:\.|$)/;
    let rest = name;
    for (let count = 1;; count++) {
        const part = parts.exec(rest)?.[0];
        if (part === undefined || part === '.')
            return 1;
        rest = rest.slice(part.length);
        if (!part.endsWith('.'))
            return count;
    }
}
function checkRefresh({ entries }, label, nodes) {
    const acceleration = nodes.entriesOf(entries.get('acceleration')?.value);
    const [cron, interval] = ['refresh_cron', 'refresh_check_interval'].map((key) => acceleration.get(key));
    if (nodes.isEmpty(cron?.value) || nodes.isEmpty(interval?.value))
        return [];
    const message = `${label} sets both \`refresh_cron\` and \`refresh_check_interval\`, so the runtime will not load it.`;
    return [{ at: cron?.keyNode, certain: true, message, advice: 'Keep one of the two.' }];
}
/** `row_id` and `column_pk` in the three places in which search is configured. */
function checkSearch({ entries }, label, nodes) {
    const columns = nodes.itemsOf(entries.get('columns')?.value).map((column) => nodes.entriesOf(column));
    const configurations = [
        ...nodes.itemsOf(entries.get('embeddings')?.value),
        ...columns.flatMap((column) => [
            ...nodes.itemsOf(column.get('embeddings')?.value),
            column.get('full_text_search')?.value,
        ]),
    ];
    return configurations.flatMap((configuration) => {
        const keys = nodes.entriesOf(configuration);
        return ['row_id', 'column_pk'].flatMap((key) => {
            const value = keys.get(key)?.value;
            if (nodes.isEmpty(value) || (0,dist/* isSeq */.oP)(value))
                return [];
            const message = `${label}: \`${key}\` is not a list.`;
            const advice = `Write \`${key}\` as a list of columns, for example \`${key}: [id]\`.`;
            return [{ at: value, certain: true, message, advice }];
        });
    });
}
/** Extensions are a map of names. */
function checkExtensions(nodes) {
    return [...nodes.entriesOf(nodes.entries.get('extensions')?.value).values()].flatMap(({ key, value }) => checkKeys('extension', value, nodes, ` of extension ${(0,problem/* quote */.A0)(key)}`));
}
function checkKeys(shape, node, nodes, owner) {
    const prefix = knownPrefixes[shape];
    return [...nodes.entriesOf(node).values()].flatMap(({ key, keyNode, value }) => {
        const nested = nestedShapes[shape]?.[key];
        if (nested !== undefined) {
            const children = (0,dist/* isMap */.jh)(value) ? [value] : nodes.itemsOf(value);
            return children.flatMap((child) => checkKeys(nested, child, nodes, ` in \`${key}\`${owner}`));
        }
        if (knownKeys[shape].has(key) || (prefix !== undefined && key.startsWith(prefix)))
            return [];
        if ((0,dist/* isScalar */.jn)(keyNode) && typeof keyNode.value !== 'string')
            return [];
        const near = findNearest(key, knownKeys[shape]);
        return [
            {
                at: keyNode,
                certain: false,
                message: `Unknown key ${(0,problem/* quote */.A0)(key)}${owner}.`,
                advice: near === undefined
                    ? `Check its spelling. Spice ${keysRuntimeVersion} does not know it; a newer runtime may.`
                    : `Did you mean \`${near}\`?`,
            },
        ];
    });
}
/** The known key that differs by a typing error or so. */
function findNearest(key, known) {
    if (key.length > 64)
        return undefined;
    const ranked = [...known].map((each) => ({ each, rank: (0,mod/* distance */.Io)(key.toLowerCase(), each.toLowerCase()) }));
    const [best] = ranked.sort((one, other) => one.rank - other.rank);
    return best !== undefined && best.rank <= Math.max(2, Math.floor(key.length / 3)) ? best.each : undefined;
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


/***/ })

};
