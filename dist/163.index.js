export const id = 163;
export const ids = [163];
export const modules = {

/***/ 9163:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  planRun: () => (/* binding */ planRun)
});

// EXTERNAL MODULE: ./src/app/create.ts
var create = __webpack_require__(3975);
// EXTERNAL MODULE: ./src/app/open.ts
var app_open = __webpack_require__(3355);
// EXTERNAL MODULE: ./src/app/comparable.ts
var comparable = __webpack_require__(8811);
;// CONCATENATED MODULE: ./src/app/hide-credentials.ts

/** Names of members with a credential in them. */
const credential = /pass|pwd|secret|token|key|credential|dsn|connection_?string|authorization|signature|(^|_)sas(_|$)/i;
/** Names that only look so: keys of a table, words to search for, and limits of a model. */
const harmless = /^(primary|foreign|partition|sort|metadata)_?keys?$|^key(words?|space)$|^max_\w*tokens$/i;
/** A value that holds references to secrets, and no secret. */
const references = /^\s*((bearer|basic)\s+)?(\$\{\s*[a-z]\w*\s*:\s*[\w-]+\s*\}\s*)+$/i;
/** Credentials in longer texts, each after what introduces it. Repetitions have limits, since the texts are hostile. */
const inText = [
    /(?<=\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#@:]{0,200}:)\S{1,1000}(?=@)/gi,
    /(?<=\bhttps?:\/\/)[^\s/?#@:]{1,1000}(?=@)/gi,
    /(?<=\b(?:bearer|basic)\s{1,9})[\w+/=.~-]{8,}/gi,
    /(?<=(?:pass(?:word|wd)?|pwd|secret|token|key|sig|signature)["']?\s{0,9}[=:]\s{0,9}["']?)[^\s"'&;,]+/gi,
    /(?<=--[a-z-]{0,30}(?:password|secret|token|key)\s{1,9})[^\s"']+/gi,
];
/**
 * Hides what looks like a credential in spicepods that are to be shown. The same value gets the same placeholder in
 * all of them, so that a difference still shows.
 *
 * @returns a function that gives back a spicepod to show
 */
function credentialHider() {
    const placeholders = new Map();
    const hide = (text) => {
        if (text.trim() === '' || references.test(text))
            return text;
        const placeholder = placeholders.get(text) ?? `(hidden-${placeholders.size + 1})`;
        placeholders.set(text, placeholder);
        return placeholder;
    };
    const show = (value, isCredential, isRoot = false) => {
        if (Array.isArray(value))
            return value.map((item) => show(item, isCredential));
        if ((0,comparable/* isMap */.j)(value)) {
            const members = Object.entries(value).map(([name, member]) => {
                // The list of secret stores holds no secrets.
                const isStores = isRoot && name === 'secrets';
                const isNamedSo = credential.test(name) && !harmless.test(name) && !isStores;
                return [name, show(member, isCredential || isNamedSo)];
            });
            return Object.fromEntries(members);
        }
        if (value === null || typeof value === 'boolean')
            return value;
        const text = JSON.isRawJSON(value) ? value.rawJSON : String(value);
        const shown = isCredential ? hide(text) : text;
        if (shown !== text)
            return shown;
        if (typeof value === 'string')
            return inText.reduce((rest, part) => rest.replace(part, hide), value);
        // An integer that a double would round; what is compared has no other.
        return JSON.isRawJSON(value) ? BigInt(text) : value;
    };
    return (spicepod) => show(spicepod, false, true);
}

// EXTERNAL MODULE: ./src/app/spicepod.ts
var spicepod = __webpack_require__(6726);
// EXTERNAL MODULE: ./src/app/tags.ts
var app_tags = __webpack_require__(714);
;// CONCATENATED MODULE: ./src/app/plan.ts





/** @param app undefined where it would be created, or where it cannot be read */
async function planChanges(app, newApp, { tags, spicepod, secrets }, repository) {
    const given = tags && { ...(0,app_tags/* repositoryTag */.B1)(repository), ...tags };
    return {
        create: newApp && (0,create/* toRequest */.d_)(newApp),
        tags: given && newApp === undefined ? changedTags(app?.tags, given) : [],
        spicepod: spicepod && {
            path: spicepod.path,
            mayBeConnected: Boolean(app?.production_branch),
            diff: await diffSpicepods(app?.config?.spicepod, spicepod.value),
        },
        secrets: secrets.map(({ name }) => name),
    };
}
function changedTags(current, given) {
    // A map, since every object seems to have members such as `constructor`.
    const held = new Map(Object.entries(current ?? {}));
    return Object.entries(given).flatMap(([key, after]) => {
        const before = held.get(key);
        if (before === after)
            return [];
        return [{ key, before: before === undefined || before === null ? undefined : String(before), after }];
    });
}
/**
 * Compares two manifests as values: the API keeps no text, so comments and order would always differ. Logs and
 * summaries have more readers than the app, so credentials are hidden that were written into a spicepod.
 */
async function diffSpicepods(before, after) {
    if ((0,spicepod/* isSameSpicepod */.K)(before, after))
        return '';
    const [{ structuredPatch }, { stringify }] = await Promise.all([__webpack_require__.e(/* import() */ 477).then(__webpack_require__.bind(__webpack_require__, 6477)), __webpack_require__.e(/* import() */ 815).then(__webpack_require__.t.bind(__webpack_require__, 8815, 19))]);
    const hideCredentials = credentialHider();
    const toText = (value) => stringify(hideCredentials((0,comparable/* toComparable */.a)(value)), { sortMapEntries: true, lineWidth: 0 });
    const { hunks } = structuredPatch('', '', before ? toText(before) : '', toText(after));
    return hunks.flatMap(({ lines }) => lines).join('\n');
}

// EXTERNAL MODULE: ./src/deployment/find.ts
var find = __webpack_require__(9228);
// EXTERNAL MODULE: ./src/deployment/request.ts
var request = __webpack_require__(9414);
// EXTERNAL MODULE: ./src/deployment/status.ts
var deployment_status = __webpack_require__(1661);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/source.ts + 1 modules
var src_source = __webpack_require__(5875);
;// CONCATENATED MODULE: ./src/dry-run.ts








/**
 * Says what a run would do. It reads what the real one reads, so that it fails where that one would, and writes
 * nothing.
 *
 * @param appId undefined where the app would be made
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
async function planRun(appId, run) {
    const { api, inputs, changes, deadline, clock, env, listener } = run;
    const finding = (0,src_source/* findSource */.T)(inputs, run);
    const repository = env.GITHUB_REPOSITORY;
    if (appId === undefined) {
        const newApp = (0,app_open/* toNewApp */.Zy)(inputs, changes, repository);
        await (0,create/* checkRegion */.vK)(newApp.region, api, deadline, clock);
        const source = await finding;
        listener.learn({ source });
        const app = await planChanges(undefined, newApp, changes, repository);
        return {
            kind: 'planned',
            plan: { kind: 'deploy', app, request: (0,request/* toRequest */.d)(inputs, source), inTheWay: [] },
        };
    }
    // One after the other: a read that is left behind would go on when the other has ended the run.
    const app = await readWhereNeeded(appId, run);
    const { deployments } = await api.listDeployments(appId, find/* fewest */.xB, deadline);
    const source = await finding;
    listener.learn({ source });
    const plan = {
        kind: 'deploy',
        app: await planChanges(app, undefined, changes, repository),
        request: (0,request/* toRequest */.d)(inputs, source),
        inTheWay: deployments.filter(deployment_status/* isInProgress */.LT),
    };
    return { kind: 'planned', plan };
}
/** A run that only deploys does without the scope to read the app. */
async function readWhereNeeded(appId, run) {
    const { inputs, changes } = run;
    const isNeeded = changes.tags !== undefined || changes.spicepod !== undefined;
    try {
        return await (0,app_open/* readApp */.uW)(appId, inputs, run);
    }
    catch (error) {
        if (!isNeeded && error instanceof errors/* RefusalError */.XQ && error.refusal.status === 403)
            return undefined;
        throw error;
    }
}


/***/ })

};
