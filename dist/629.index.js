export const id = 629;
export const ids = [629];
export const modules = {

/***/ 3153:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LC: () => (/* binding */ describeTrouble),
/* harmony export */   _8: () => (/* binding */ readMessage),
/* harmony export */   bu: () => (/* binding */ RuntimeError),
/* harmony export */   dg: () => (/* binding */ isTransient),
/* harmony export */   on: () => (/* binding */ createRuntimeClient),
/* harmony export */   sZ: () => (/* binding */ maxMessageLength)
/* harmony export */ });
/* harmony import */ var _platform_http_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1267);
/* harmony import */ var _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(127);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7376);




/** @throws Error for a key that a header cannot hold; without the key, which the error of a header would quote */
function createRuntimeClient({ url, key, fetch, redact }) {
    if (!/^[\x21-\x7e]+$/.test(key)) {
        throw new Error('The API key of the runtime contains characters that are not allowed in a header.');
    }
    const common = { 'User-Agent': 'spice-cloud-deploy-action', 'X-API-Key': key };
    return {
        url,
        redact: (text) => redact(text.replaceAll(key, '***')),
        send({ path, headers, body, method = body === undefined ? 'GET' : 'POST', ...options }, timeoutMs) {
            const request = { method, url: `${url}${path}`, headers: { ...headers, ...common }, body };
            return (0,_platform_http_js__WEBPACK_IMPORTED_MODULE_0__/* .send */ .tN)(request, { fetch, timeoutMs, ...options });
        },
    };
}
/** Maximum length of a message from the runtime that is shown, in characters. */
const maxMessageLength = 300;
/** An HTTP status other than success, with the runtime's own words. */
class RuntimeError extends Error {
    name = 'RuntimeError';
    status;
    /** @param hint what to do about it, in brackets after the message */
    constructor({ status, text }, redact, hint) {
        const message = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .shorten */ .ml)(readMessage(text), maxMessageLength, redact);
        super(`HTTP ${status}${message && `: ${message}`}${hint === undefined ? '' : ` (${hint})`}`);
        this.status = status;
    }
}
/** Whether an error is one of those that pass by themselves while one version replaces another. */
function isTransient(error) {
    // What a gateway responds with while no runtime is available.
    if (error instanceof RuntimeError)
        return [502, 503, 504].includes(error.status);
    return error instanceof _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InterruptedResponseError */ .WE || error instanceof _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ConnectionError */ .Rc;
}
/** Why there is no usable response, in a few words. */
function describeTrouble(error, redact) {
    return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .shorten */ .ml)(error instanceof Error ? error.message : String(error), maxMessageLength, redact);
}
/** The message in the body of an error: runtimes have several forms of it, and plain text is one. */
function readMessage(text) {
    return (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isHtml */ ._6)(text) ? 'an HTML page' : (findMessage((0,_platform_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(text)) ?? text.trim());
}
function findMessage(body) {
    if (typeof body === 'string')
        return body;
    if (typeof body !== 'object' || body === null)
        return undefined;
    const { error_message, error, message } = body;
    // OpenAI's form is an object with a message.
    const candidates = [error_message, typeof error === 'object' ? findMessage(error) : error, message];
    return candidates.find((each) => typeof each === 'string' && each !== '');
}


/***/ }),

/***/ 7491:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   Wr: () => (/* binding */ isHealthy),
/* harmony export */   wo: () => (/* binding */ ComponentPoller)
/* harmony export */ });
/* unused harmony exports readDatasets, addMissing, describeProgress */
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1692);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7934);
/* harmony import */ var _inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4427);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7376);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3153);
/* harmony import */ var _poller_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6824);
/* harmony import */ var _sources_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3922);








/** How long a dataset may be in error before the check fails, in milliseconds: many recover. */
const recoveryMs = 15_000;
/** Datasets in error with a sentence each. */
const maxNamedFailures = 10;
/** Names shown of the datasets that are not ready. */
const maxNamesInProgress = 5;
const datasetKind = {
    noun: 'dataset',
    path: '/v1/datasets?status=true',
    read: readDatasets,
    isOptional: false,
};
/** Statuses of a server that does not know a route. */
const unknownRoute = new Set([404, 405, 501]);
/** The gateway answers so for a moment while one version replaces another. */
const maxUnknown = 3;
/** Polls the datasets, or the models, of a runtime. */
class ComponentPoller {
    #expected;
    #context;
    #options;
    #poll;
    #timesUnknown = 0;
    #inErrorSinceMs = new Map();
    #datasets;
    /** Names of those that still have their previous source. */
    #outdated = [];
    /** Why the last poll returned no list. */
    #trouble;
    /** @param expected names that have to be there */
    constructor(expected, context, options = {}) {
        this.#expected = expected;
        this.#context = context;
        this.#options = { kind: datasetKind, previous: [], sources: [], ...options };
        const headers = { accept: 'application/json' };
        this.#poll = (0,_poller_js__WEBPACK_IMPORTED_MODULE_2__/* .createPoller */ .vO)({ path: this.#options.kind.path, headers }, context);
    }
    /** From the last poll that returned any, with those that are missing. */
    get datasets() {
        return this.#datasets ?? [];
    }
    /** How many are ready and which are not; undefined if no poll has returned a list. */
    get progress() {
        const { noun } = this.#options.kind;
        if (this.#datasets?.length === 0)
            return `it has no ${noun}s`;
        return this.#datasets && `${noun}s: ${this.#describeProgress(this.#datasets)}`;
    }
    /** Sentences about the datasets in error; undefined if there are none, or the last poll returned no list. */
    get failures() {
        return this.#trouble === undefined
            ? describeFailures(this.datasets, this.#options.kind.noun, this.#context.client.redact)
            : undefined;
    }
    /** Polls once. Undefined while nothing is certain. */
    async poll(deadline) {
        const { client, clock } = this.#context;
        const { kind, previous } = this.#options;
        const { response, trouble, isRejected } = await this.#poll(deadline);
        if (isRejected) {
            const text = `Could not read the ${kind.noun}s: the runtime rejected the API key (${trouble}).`;
            return { ...this.#problem(text), cause: 'api-key' };
        }
        this.#trouble = trouble;
        const isUnknown = response !== undefined && unknownRoute.has(response.status);
        this.#timesUnknown = isUnknown ? this.#timesUnknown + 1 : 0;
        if (kind.isOptional && this.#timesUnknown >= maxUnknown)
            return 'healthy';
        if (response === undefined || trouble !== undefined)
            return undefined;
        const list = kind.read((0,_platform_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJson */ .qF)(response.text), client.redact);
        if (list === undefined) {
            this.#trouble = 'HTTP 200, but the body is not a list';
            return undefined;
        }
        const datasets = addMissing(list, this.#expected);
        const hasChanged = JSON.stringify(datasets) !== JSON.stringify(this.#datasets);
        this.#datasets = datasets;
        this.#outdated = (0,_sources_js__WEBPACK_IMPORTED_MODULE_3__/* .findWith */ .K9)(previous, datasets);
        if (hasChanged)
            this.#report(datasets);
        if (datasets.every(isHealthy) && this.#outdated.length === 0)
            return 'healthy';
        const failures = this.#hasGivenUp(datasets, clock.now()) ? this.failures : undefined;
        return failures === undefined ? undefined : this.#problem(failures);
    }
    #report(datasets) {
        const { emit } = this.#context;
        const { kind, sources } = this.#options;
        const progress = this.#describeProgress(datasets);
        if (kind.noun === 'model')
            emit({ type: 'models.polled', progress, models: datasets });
        else
            emit({ type: 'datasets.polled', progress, datasets });
        for (const name of (0,_sources_js__WEBPACK_IMPORTED_MODULE_3__/* .findWithout */ .K$)(sources, datasets)) {
            if (this.#outdated.includes(name))
                continue;
            const text = `Dataset ${name} has another \`from\` in the runtime than in the spicepod.`;
            emit({ type: 'debug', text });
        }
    }
    /** How many are ready and which are not. */
    #describeProgress(datasets) {
        return describeProgress(datasets, this.#context.client.redact, this.#options.kind.noun, this.#outdated);
    }
    #problem(text) {
        return { part: `${this.#options.kind.noun}s`, text, isTolerable: false };
    }
    /**
     * Polls until all datasets are healthy, one has been in error for 15 s, or the time is over.
     *
     * @returns undefined if all are healthy
     */
    async waitUntilHealthy(limitMs) {
        const result = await (0,_poller_js__WEBPACK_IMPORTED_MODULE_2__/* .pollRuntime */ .iI)(limitMs, this.#context, (deadline) => this.poll(deadline));
        if (result === 'healthy')
            return undefined;
        return result ?? this.#problem(this.#describeTimeout((0,pretty_ms__WEBPACK_IMPORTED_MODULE_5__/* ["default"] */ .A)(limitMs)));
    }
    #describeTimeout(within) {
        const { noun } = this.#options.kind;
        const { redact } = this.#context.client;
        const outdated = this.#outdated.slice(0, maxNamesInProgress).map((name) => (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(name, 80, redact));
        if (this.#datasets === undefined) {
            return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .endWithStop */ .wU)(`Could not read the ${noun}s within ${within}: ${this.#trouble}`);
        }
        return [
            `Not all ${noun}s were ready within ${within}: ${this.#describeProgress(this.#datasets)}.`,
            this.#trouble && (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .endWithStop */ .wU)(`The last poll failed: ${this.#trouble}`),
            describeFailures(this.#datasets, noun, redact),
            outdated.length > 0 &&
                `The old version is still responding: it has the previous \`from\` of ${outdated.join(', ')}.`,
            this.#datasets.some(isMissing) &&
                `"Missing" ${noun}s are in the spicepod but not in the runtime that is responding.`,
        ]
            .filter(Boolean)
            .join(' ');
    }
    /** Notes which datasets are in error, and whether one of them has been for too long. */
    #hasGivenUp(datasets, nowMs) {
        const failed = datasets.filter(isInError);
        this.#inErrorSinceMs = new Map(failed.map(({ name }) => [name, this.#inErrorSinceMs.get(name) ?? nowMs]));
        return [...this.#inErrorSinceMs.values()].some((sinceMs) => nowMs - sinceMs >= recoveryMs);
    }
}
const text = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_4__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP());
const Entry = valibot__WEBPACK_IMPORTED_MODULE_7__/* .object */ .Ikc({
    name: valibot__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP(),
    status: valibot__WEBPACK_IMPORTED_MODULE_7__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP(), 'Unknown'),
    from: text,
    error: valibot__WEBPACK_IMPORTED_MODULE_7__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_7__/* .unknown */ .L5J()),
    error_message: text,
});
const Entries = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_4__/* .listOf */ .c3)(Entry);
/**
 * Reads the body of `GET /v1/datasets?status=true`. An entry that is not a dataset does not hide the others.
 *
 * @returns undefined if it is not a list
 */
function readDatasets(body, redact) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_7__/* .safeParse */ .xLC(Entries, body);
    if (!parsed.success)
        return undefined;
    return parsed.output.map(({ error, error_message, ...rest }) => ({
        ...rest,
        error: error ?? undefined,
        // Only people read the message. Names and statuses stay exact, even if a secret has the same value.
        error_message: error_message === undefined ? undefined : redact(error_message),
    }));
}
/**
 * Adds the datasets that are expected but not in the list, as `Missing`. Each dataset of the list stands for at most
 * one of those expected: the one with the closest name.
 */
function addMissing(datasets, expected) {
    let present = datasets.map(({ name }) => (0,_inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(name));
    let missing = expected.map((name) => ({ name, parsed: (0,_inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(name) }));
    for (const matches of _inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .nameMatchers */ .$F) {
        missing = missing.filter(({ parsed }) => {
            const found = present.find((each) => matches(each, parsed));
            present = present.filter((each) => each !== found);
            return found === undefined;
        });
    }
    return [...datasets, ...missing.map(({ name }) => ({ name, status: 'Missing' }))];
}
function isHealthy({ status }) {
    return ['ready', 'refreshing', 'disabled'].includes(status.toLowerCase());
}
function isInError({ status }) {
    return status.toLowerCase() === 'error';
}
function isMissing({ status }) {
    return status === 'Missing';
}
/** Why a dataset is in error; undefined if the runtime gives no reason. */
function describeError({ error_message, error }) {
    if (error_message !== undefined && error_message.trim() !== '')
        return error_message;
    if (typeof error === 'string')
        return error;
    if (typeof error !== 'object' || error === null)
        return undefined;
    const { category, type, code } = error;
    const parts = [category, type, code].filter((part) => typeof part === 'string');
    return parts.length > 0 ? parts.join(', ') : undefined;
}
function describeFailures(datasets, noun, redact) {
    const failed = datasets.filter(isInError);
    const sentences = failed.slice(0, maxNamedFailures).map((dataset) => {
        const why = describeError(dataset) ?? 'the runtime gave no reason';
        return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .endWithStop */ .wU)(`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .capitalize */ .ZH)(noun)} ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(dataset.name, 80, redact)} is in error: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(why, _client_js__WEBPACK_IMPORTED_MODULE_1__/* .maxMessageLength */ .sZ, redact)}`);
    });
    const more = failed.length - sentences.length;
    if (more > 0)
        sentences.push(`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9)(more, `more ${noun}`)} in error.`);
    return sentences.join(' ') || undefined;
}
/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
function describeProgress(datasets, redact, noun = 'dataset', outdated = []) {
    if (datasets.length === 0)
        return `no ${noun}s`;
    const isOutdated = ({ name }) => outdated.includes(name);
    const waiting = datasets.filter((dataset) => !isHealthy(dataset) || isOutdated(dataset));
    const share = `${datasets.length - waiting.length}/${datasets.length} ready`;
    if (waiting.length === 0)
        return share;
    const names = waiting.slice(0, maxNamesInProgress).map((dataset) => {
        const name = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(dataset.name, 80, redact);
        if (isInError(dataset))
            return `${name} (in error)`;
        if (isOutdated(dataset))
            return `${name} (previous version)`;
        return isMissing(dataset) ? `${name} (missing)` : name;
    });
    const more = waiting.length - names.length;
    return `${share}, waiting for ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}


/***/ }),

/***/ 6824:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   iI: () => (/* binding */ pollRuntime),
/* harmony export */   vO: () => (/* binding */ createPoller)
/* harmony export */ });
/* unused harmony export pauseBetweenPollsMs */
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3037);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3153);


/** The next poll may reach another instance, so none of them takes longer. */
const maxPollMs = 10_000;
/** Leaves the last poll, which begins at the deadline, enough time for a response. */
const minPollMs = 1000;
/** A gateway may not know a new key at first. */
const keyGraceMs = 5000;
/** @returns a function that polls one endpoint of a runtime, and notices when polling is no use */
function createPoller(request, { client, clock, requestTimeoutMs }) {
    const maxMs = Math.min(maxPollMs, requestTimeoutMs);
    let rejectedSinceMs;
    return async (deadline) => {
        const before = rejectedSinceMs;
        rejectedSinceMs = undefined;
        try {
            const timeoutMs = Math.min(maxMs, Math.max(deadline.remainingMs(), minPollMs));
            const response = await client.send(request, timeoutMs);
            if (response.status === 200)
                return { response };
            const { message: trouble } = new _client_js__WEBPACK_IMPORTED_MODULE_1__/* .RuntimeError */ .bu(response, client.redact);
            if (response.status !== 401 && response.status !== 403)
                return { response, trouble };
            rejectedSinceMs = before ?? clock.now();
            return { response, trouble, isRejected: clock.now() - rejectedSinceMs >= keyGraceMs };
        }
        catch (error) {
            return { trouble: (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .describeTrouble */ .LC)(error, client.redact) };
        }
    };
}
/** Polls a runtime with {@link pollUntil}, about every half second at first and every two seconds later. */
function pollRuntime(limitMs, { clock, random }, poll) {
    const startedAt = clock.now();
    const pauseMs = () => pauseBetweenPollsMs(clock.now() - startedAt, random());
    return (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_0__.pollUntil)({ poll, pauseMs, deadline: (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_0__.deadlineIn)(limitMs, clock), clock });
}
const minPauseMs = 500;
const maxPauseMs = 2000;
const shareOfElapsed = 0.1;
/**
 * How long to wait before the next poll: half a second at first, up to two when it takes longer.
 *
 * @param elapsedMs since the first poll
 * @param random a number from 0 up to 1: runs that start together should not poll together
 * @returns milliseconds
 */
function pauseBetweenPollsMs(elapsedMs, random) {
    const pause = Math.min(Math.max(elapsedMs * shareOfElapsed, minPauseMs), maxPauseMs);
    return pause * (0.9 + 0.2 * random);
}


/***/ }),

/***/ 3922:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K$: () => (/* binding */ findWithout),
/* harmony export */   K9: () => (/* binding */ findWith),
/* harmony export */   LY: () => (/* binding */ findPreviousSources),
/* harmony export */   u0: () => (/* binding */ sourcesOf)
/* harmony export */ });
/* harmony import */ var _inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4427);
/* harmony import */ var _inputs_spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3204);


/** The sources that a spicepod replaces in the one before it. */
function findPreviousSources(previous, spicepod) {
    const now = new Map(sourcesOf(spicepod).map(({ name, from }) => [name, normalize(from)]));
    return sourcesOf(previous).filter(({ name, from }) => {
        const wanted = now.get(name);
        return wanted !== undefined && wanted !== normalize(from);
    });
}
/** The datasets, of those that a runtime lists, that have one of these sources. */
function findWith(sources, datasets) {
    return compare(sources, datasets).flatMap(({ name, isSame }) => (isSame ? [name] : []));
}
/** The datasets whose source the runtime writes in another way. */
function findWithout(sources, datasets) {
    return compare(sources, datasets).flatMap(({ name, isSame }) => (isSame ? [] : [name]));
}
function compare(sources, datasets) {
    return sources.flatMap(({ name, from }) => {
        const wanted = (0,_inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(name);
        const parsed = datasets.map((dataset) => ({ dataset, name: (0,_inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(dataset.name) }));
        const matches = _inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .nameMatchers */ .$F
            .map((isSame) => parsed.find((each) => isSame(each.name, wanted))?.dataset)
            .find((each) => each !== undefined);
        if (matches?.from === undefined)
            return [];
        return [{ name: matches.name, isSame: normalize(matches.from) === normalize(from) }];
    });
}
/** The datasets of a spicepod that say where they come from. */
function sourcesOf(spicepod) {
    return (0,_inputs_spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__/* .readComponents */ .Zm)(spicepod).flatMap(({ kind, name, from }) => kind === 'dataset' && name !== '' && from !== undefined ? [{ name, from }] : []);
}
/** The runtime may write a source with or without a slash at its end. */
function normalize(from) {
    return from.trim().replace(/\/+$/, '');
}


/***/ }),

/***/ 4629:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  restoreAfterRefusal: () => (/* binding */ restoreAfterRefusal),
  verifyAndRecover: () => (/* binding */ verifyAndRecover)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/inputs/probes.ts
var inputs_probes = __webpack_require__(4242);
// EXTERNAL MODULE: ./src/inputs/tables.ts
var inputs_tables = __webpack_require__(972);
// EXTERNAL MODULE: ./src/outcome.ts
var src_outcome = __webpack_require__(4671);
// EXTERNAL MODULE: ./src/platform/clock.ts
var platform_clock = __webpack_require__(3037);
// EXTERNAL MODULE: ./src/app/apply.ts + 1 modules
var apply = __webpack_require__(501);
// EXTERNAL MODULE: ./src/deployment/create.ts + 1 modules
var create = __webpack_require__(9319);
// EXTERNAL MODULE: ./src/deployment/list.ts
var list = __webpack_require__(3223);
// EXTERNAL MODULE: ./src/deployment/watch.ts
var watch = __webpack_require__(64);
// EXTERNAL MODULE: ./src/inputs/spicepod-value.ts
var spicepod_value = __webpack_require__(3204);
;// CONCATENATED MODULE: ./src/recovery/recover.ts






/**
 * Restores the app's previous spicepod after a deployment failed, and rolls back if that was requested. Checks first,
 * because other people's changes are kept. Never throws an error of the API: the result says what could not be done.
 */
async function recover(options) {
    const { mode, failed, spicepod, api, appId, deadline, emit } = options;
    const notRestored = (reason) => ({ kind: 'not restored', reason });
    const leftAlone = (reason) => ({ kind: 'left alone', reason });
    let isRestored = false;
    try {
        if (spicepod.kind === 'connected') {
            return notRestored('the app reads its spicepod from its GitHub repository');
        }
        const page = failed && (await api.listDeployments(appId, list/* maxLimit */.Ux, deadline));
        const [newer] = page ? (0,list/* newerThan */.TH)(failed.id, page.deployments) : [];
        if (newer !== undefined)
            return leftAlone(`deployment ${newer.id} has been created since`);
        if (spicepod.kind === 'pushed') {
            const { previous, current } = spicepod;
            if (previous === null)
                return notRestored('the app had no spicepod before this run');
            if (previous === undefined || current === undefined) {
                const which = previous === undefined ? 'previous spicepod' : 'spicepod as pushed by this run';
                return notRestored(`Spice Cloud did not report the app's ${which}`);
            }
            if (!(await restoreSpicepod(previous, current, options))) {
                return leftAlone('the spicepod of the app is not the one that this run pushed');
            }
            isRestored = true;
            emit({ type: 'spicepod.restored' });
        }
        else if (mode === 'rollback' && spicepod.current !== undefined) {
            const app = await api.getApp(appId, deadline);
            if (!(0,spicepod_value/* isSameSpicepod */.K9)(app.config?.spicepod, spicepod.current)) {
                return leftAlone('the spicepod of the app is not the one that was deployed');
            }
        }
        const kind = isRestored ? 'restored' : 'unchanged';
        if (mode === 'restore' || page === undefined)
            return { kind };
        return { kind, rollback: await rollBack(page, options) };
    }
    catch (error) {
        if (!(error instanceof errors/* CallError */.RA))
            throw error;
        if (!isRestored) {
            return {
                kind: (0,errors/* isDefinitelyNotApplied */.uc)(error, 'updateApp') ? 'not restored' : 'unclear',
                reason: error.message,
            };
        }
        return { kind: 'restored', rollback: { kind: 'not deployed', reason: error.message } };
    }
}
/**
 * @param pushed the app's spicepod since this run changed it
 * @returns false if somebody else has changed it since
 */
function restoreSpicepod(previous, pushed, { api, appId, deadline }) {
    return (0,apply/* repeatOnConflict */.v)(async (isRepeated) => {
        const app = await api.getApp(appId, deadline);
        const current = app.config?.spicepod;
        // An earlier write may have been applied without a response.
        if (isRepeated && (0,spicepod_value/* isSameSpicepod */.K9)(current, previous))
            return true;
        if (!(0,spicepod_value/* isSameSpicepod */.K9)(current, pushed))
            return false;
        await api.updateApp(appId, { spicepod: previous }, deadline);
        return true;
    });
}
/** Redeploys with the settings of the last successful deployment. */
async function rollBack(page, options) {
    const { failed, api, appId, deadline } = options;
    const isGood = ({ id, status }) => status === 'succeeded' && id !== failed?.id;
    let to = page.deployments.find(isGood);
    if (to === undefined && page.deployments.length >= list/* maxLimit */.Ux) {
        const { deployments } = await api.listDeployments(appId, list/* pollLimit */.H, deadline, 'succeeded');
        to = deployments.find(isGood);
    }
    if (to === undefined) {
        return { kind: 'not deployed', reason: 'the app has no earlier deployment that succeeded' };
    }
    const { image_tag, replicas, branch, commit_sha } = to;
    const request = {
        // An app that was scaled to zero cannot be deployed with zero replicas.
        replicas: replicas || undefined,
        branch: branch || undefined,
        commit_sha: commit_sha || undefined,
    };
    if (image_tag) {
        const outcome = await redeploy({ ...request, image_tag }, page, options);
        if (!isRefusalOfImage(outcome))
            return { kind: 'deployed', outcome, to };
    }
    return { kind: 'deployed', outcome: await redeploy(request, page, options), to };
}
async function redeploy(request, page, options) {
    // The run is about the deployment that failed: the events of the rollback deployment are kept separate.
    const emit = (event) => {
        if (event.type === 'create.sending')
            options.emit({ type: 'rollback.sending' });
        if (event.type === 'deployment.polled') {
            options.emit({ type: 'rollback.polled', deployment: event.deployment });
        }
    };
    const created = await (0,create/* createOnce */.U)({
        ...options,
        request,
        before: (0,list/* takeSnapshot */.W9)(page, list/* maxLimit */.Ux),
        // A concurrent deployment takes precedence over the rollback.
        onConflict: 'fail',
        mayRecordOtherCommit: () => false,
        emit,
    });
    if (created.kind !== 'created')
        return created;
    const { deployment, isListed } = created;
    emit({ type: 'deployment.polled', deployment, listed: [] });
    return (0,watch/* waitForEnd */.k)(deployment, { ...options, isListed, emit });
}
/** Setting an image tag needs a plan that the app may not have, and old tags are withdrawn. */
function isRefusalOfImage(outcome) {
    if (outcome.kind !== 'refused' || !(outcome.error instanceof errors/* RefusalError */.XQ))
        return false;
    const { status, code, message, fieldErrors = [] } = outcome.error.refusal;
    const words = [code, message, ...fieldErrors].join(' ');
    return [400, 403, 422].includes(status) && /image|\btag|plan/i.test(words);
}

// EXTERNAL MODULE: ./src/runtime/locate.ts
var locate = __webpack_require__(5232);
// EXTERNAL MODULE: ./node_modules/pretty-ms/index.js + 1 modules
var pretty_ms = __webpack_require__(1692);
// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
// EXTERNAL MODULE: ./src/runtime/client.ts
var runtime_client = __webpack_require__(3153);
// EXTERNAL MODULE: ./src/runtime/datasets.ts
var runtime_datasets = __webpack_require__(7491);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/platform/json.ts
var json = __webpack_require__(2253);
;// CONCATENATED MODULE: ./src/runtime/models.ts


const models_text = (0,json/* optional */.lq)(dist/* string */.YjP());
const Entry = dist/* object */.Ikc({
    id: dist/* optional */.lqM(dist/* string */.YjP()),
    name: dist/* optional */.lqM(dist/* string */.YjP()),
    status: models_text,
    error_message: models_text,
});
const Entries = (0,json/* listOf */.c3)(Entry);
const Models = dist/* union */.KCZ([
    dist/* pipe */.FsL(dist/* object */.Ikc({ data: Entries }), dist/* transform */.pdi(({ data }) => data)),
    Entries,
]);
/** The models and embeddings of a runtime. One without a status is fine: older runtimes do not report it. */
const modelKind = {
    noun: 'model',
    path: '/v1/models?status=true',
    read: readModels,
    isOptional: true,
};
function readModels(body, redact) {
    const parsed = dist/* safeParse */.xLC(Models, body);
    if (!parsed.success)
        return undefined;
    return parsed.output.flatMap((entry) => {
        const { id, name = id, status, error_message } = entry;
        if (name === undefined)
            return [];
        return {
            name,
            status: status ?? 'Ready',
            ...(error_message !== undefined && { error_message: redact(error_message) }),
        };
    });
}

// EXTERNAL MODULE: ./src/runtime/poller.ts
var poller = __webpack_require__(6824);
// EXTERNAL MODULE: ./src/platform/http-errors.ts
var http_errors = __webpack_require__(127);
;// CONCATENATED MODULE: ./node_modules/eventsource-parser/dist/index.js
class ParseError extends Error {
  constructor(message, options) {
    super(message), this.name = "ParseError", this.type = options.type, this.field = options.field, this.value = options.value, this.line = options.line;
  }
}
const LF = 10, CR = 13, SPACE = 32;
function noop(_arg) {
}
function createParser(config) {
  if (typeof config == "function")
    throw new TypeError(
      "`config` must be an object, got a function instead. Did you mean `createParser({onEvent: fn})`?"
    );
  const { onEvent = noop, onError = noop, onRetry = noop, onComment, maxBufferSize } = config, pendingFragments = [];
  let pendingFragmentsLength = 0, isFirstChunk = !0, id, data = "", dataLines = 0, eventType, terminated = !1;
  function feed(chunk) {
    if (terminated)
      throw new Error(
        "Cannot feed parser: it was terminated after exceeding the configured max buffer size. Call `reset()` to resume parsing."
      );
    if (isFirstChunk && (isFirstChunk = !1, chunk.charCodeAt(0) === 239 && chunk.charCodeAt(1) === 187 && chunk.charCodeAt(2) === 191 && (chunk = chunk.slice(3))), pendingFragments.length === 0) {
      const trailing2 = processLines(chunk);
      trailing2 !== "" && (pendingFragments.push(trailing2), pendingFragmentsLength = trailing2.length), checkBufferSize();
      return;
    }
    if (chunk.indexOf(`
`) === -1 && chunk.indexOf("\r") === -1) {
      pendingFragments.push(chunk), pendingFragmentsLength += chunk.length, checkBufferSize();
      return;
    }
    pendingFragments.push(chunk);
    const input = pendingFragments.join("");
    pendingFragments.length = 0, pendingFragmentsLength = 0;
    const trailing = processLines(input);
    trailing !== "" && (pendingFragments.push(trailing), pendingFragmentsLength = trailing.length), checkBufferSize();
  }
  function checkBufferSize() {
    maxBufferSize !== void 0 && (pendingFragmentsLength + data.length <= maxBufferSize || (terminated = !0, pendingFragments.length = 0, pendingFragmentsLength = 0, id = void 0, data = "", dataLines = 0, eventType = void 0, onError(
      new ParseError(`Buffered data exceeded max buffer size of ${maxBufferSize} characters`, {
        type: "max-buffer-size-exceeded"
      })
    )));
  }
  function processLines(chunk) {
    let searchIndex = 0;
    if (chunk.indexOf("\r") === -1) {
      let lfIndex = chunk.indexOf(`
`, searchIndex);
      for (; lfIndex !== -1; ) {
        if (searchIndex === lfIndex) {
          dataLines > 0 && onEvent({ id, event: eventType, data }), id = void 0, data = "", dataLines = 0, eventType = void 0, searchIndex = lfIndex + 1, lfIndex = chunk.indexOf(`
`, searchIndex);
          continue;
        }
        const firstCharCode = chunk.charCodeAt(searchIndex);
        if (isDataPrefix(chunk, searchIndex, firstCharCode)) {
          const valueStart = chunk.charCodeAt(searchIndex + 5) === SPACE ? searchIndex + 6 : searchIndex + 5, value = chunk.slice(valueStart, lfIndex);
          if (dataLines === 0 && chunk.charCodeAt(lfIndex + 1) === LF) {
            onEvent({ id, event: eventType, data: value }), id = void 0, data = "", eventType = void 0, searchIndex = lfIndex + 2, lfIndex = chunk.indexOf(`
`, searchIndex);
            continue;
          }
          data = dataLines === 0 ? value : `${data}
${value}`, dataLines++;
        } else isEventPrefix(chunk, searchIndex, firstCharCode) ? eventType = chunk.slice(
          chunk.charCodeAt(searchIndex + 6) === SPACE ? searchIndex + 7 : searchIndex + 6,
          lfIndex
        ) || void 0 : parseLine(chunk, searchIndex, lfIndex);
        searchIndex = lfIndex + 1, lfIndex = chunk.indexOf(`
`, searchIndex);
      }
      return chunk.slice(searchIndex);
    }
    for (; searchIndex < chunk.length; ) {
      const crIndex = chunk.indexOf("\r", searchIndex), lfIndex = chunk.indexOf(`
`, searchIndex);
      let lineEnd = -1;
      if (crIndex !== -1 && lfIndex !== -1 ? lineEnd = crIndex < lfIndex ? crIndex : lfIndex : crIndex !== -1 ? crIndex === chunk.length - 1 ? lineEnd = -1 : lineEnd = crIndex : lfIndex !== -1 && (lineEnd = lfIndex), lineEnd === -1)
        break;
      parseLine(chunk, searchIndex, lineEnd), searchIndex = lineEnd + 1, chunk.charCodeAt(searchIndex - 1) === CR && chunk.charCodeAt(searchIndex) === LF && searchIndex++;
    }
    return chunk.slice(searchIndex);
  }
  function parseLine(chunk, start, end) {
    if (start === end) {
      dispatchEvent();
      return;
    }
    const firstCharCode = chunk.charCodeAt(start);
    if (isDataPrefix(chunk, start, firstCharCode)) {
      const valueStart = chunk.charCodeAt(start + 5) === SPACE ? start + 6 : start + 5, value2 = chunk.slice(valueStart, end);
      data = dataLines === 0 ? value2 : `${data}
${value2}`, dataLines++;
      return;
    }
    if (isEventPrefix(chunk, start, firstCharCode)) {
      eventType = chunk.slice(chunk.charCodeAt(start + 6) === SPACE ? start + 7 : start + 6, end) || void 0;
      return;
    }
    if (firstCharCode === 105 && chunk.charCodeAt(start + 1) === 100 && chunk.charCodeAt(start + 2) === 58) {
      const value2 = chunk.slice(chunk.charCodeAt(start + 3) === SPACE ? start + 4 : start + 3, end);
      value2.includes("\0") || (id = value2);
      return;
    }
    if (firstCharCode === 58) {
      if (onComment) {
        const line2 = chunk.slice(start, end);
        onComment(line2.slice(chunk.charCodeAt(start + 1) === SPACE ? 2 : 1));
      }
      return;
    }
    const line = chunk.slice(start, end), fieldSeparatorIndex = line.indexOf(":");
    if (fieldSeparatorIndex === -1) {
      processField(line, "", line);
      return;
    }
    const field = line.slice(0, fieldSeparatorIndex), offset = line.charCodeAt(fieldSeparatorIndex + 1) === SPACE ? 2 : 1, value = line.slice(fieldSeparatorIndex + offset);
    processField(field, value, line);
  }
  function processField(field, value, line) {
    switch (field) {
      case "event":
        eventType = value || void 0;
        break;
      case "data":
        data = dataLines === 0 ? value : `${data}
${value}`, dataLines++;
        break;
      case "id":
        value.includes("\0") || (id = value);
        break;
      case "retry":
        /^\d+$/.test(value) ? onRetry(parseInt(value, 10)) : onError(
          new ParseError(`Invalid \`retry\` value: "${value}"`, {
            type: "invalid-retry",
            value,
            line
          })
        );
        break;
      default:
        onError(
          new ParseError(
            `Unknown field "${field.length > 20 ? `${field.slice(0, 20)}\u2026` : field}"`,
            { type: "unknown-field", field, value, line }
          )
        );
        break;
    }
  }
  function dispatchEvent() {
    dataLines > 0 && onEvent({
      id,
      event: eventType,
      data
    }), id = void 0, data = "", dataLines = 0, eventType = void 0;
  }
  function reset(options = {}) {
    if (options.consume && pendingFragments.length > 0) {
      const incompleteLine = pendingFragments.join("");
      parseLine(incompleteLine, 0, incompleteLine.length);
    }
    isFirstChunk = !0, id = void 0, data = "", dataLines = 0, eventType = void 0, pendingFragments.length = 0, pendingFragmentsLength = 0, terminated = !1;
  }
  return { feed, reset };
}
function isDataPrefix(chunk, i, firstCharCode) {
  return firstCharCode === 100 && chunk.charCodeAt(i + 1) === 97 && chunk.charCodeAt(i + 2) === 116 && chunk.charCodeAt(i + 3) === 97 && chunk.charCodeAt(i + 4) === 58;
}
function isEventPrefix(chunk, i, firstCharCode) {
  return firstCharCode === 101 && chunk.charCodeAt(i + 1) === 118 && chunk.charCodeAt(i + 2) === 101 && chunk.charCodeAt(i + 3) === 110 && chunk.charCodeAt(i + 4) === 116 && chunk.charCodeAt(i + 5) === 58;
}

//# sourceMappingURL=index.js.map

;// CONCATENATED MODULE: ./src/runtime/mcp.ts






/** The newest version of the protocol in which sessions and calls work as they do here. */
const protocolVersion = '2025-11-25';
/** How long to try to close a session, in milliseconds: the runtime drops it by itself, too. */
const closeTimeoutMs = 1000;
/** Maximum length of the tool's output that is shown, in characters. */
const maxAnswerLength = 100;
const Answer = dist/* object */.Ikc({ jsonrpc: dist/* literal */.euz('2.0'), id: dist/* number */.aig() });
const Success = dist/* object */.Ikc({ ...Answer.entries, result: dist/* unknown */.L5J() });
const Failure = dist/* object */.Ikc({
    ...Answer.entries,
    error: dist/* object */.Ikc({ code: dist/* number */.aig(), message: dist/* string */.YjP() }),
});
/** Versions of the protocol are dates. */
const Initialized = dist/* object */.Ikc({ protocolVersion: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* isoDate */._$n()) });
const ToolResult = dist/* object */.Ikc({
    content: dist/* optional */.lqM(dist/* array */.YOg(dist/* object */.Ikc({ type: dist/* string */.YjP(), text: dist/* optional */.lqM(dist/* string */.YjP()) })), []),
    isError: dist/* optional */.lqM(dist/* boolean */.zMY(), false),
});
/**
 * Opens a session (`POST /v1/mcp`), calls the tool and closes the session. The transport is [Streamable HTTP](
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http).
 *
 * @returns what the tool returned, in a few words
 * @throws Error of the tool or of the protocol, RuntimeError, UnusableResponseError, ConnectionError
 */
async function callTool({ tool, arguments: toolArguments }, client, timeoutMs) {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(new http_errors/* TimeoutError */.MU(timeoutMs)), timeoutMs);
    /** Identifies the session from the first response on. */
    const session = {};
    async function post(message) {
        const answer = awaitAnswer(message.id);
        const request = {
            path: '/v1/mcp',
            headers: {
                accept: 'application/json, text/event-stream',
                'content-type': 'application/json',
                ...session,
            },
            body: JSON.stringify({ jsonrpc: '2.0', ...message }),
            signal: end.signal,
            isComplete: answer.isComplete,
        };
        const response = await client.send(request, timeoutMs);
        if (response.status >= 300) {
            throw new runtime_client/* RuntimeError */.bu(response, client.redact, findHint(response, 'mcp-session-id' in session));
        }
        const id = response.headers.get('mcp-session-id');
        if (id !== null)
            session['mcp-session-id'] = id;
        return message.id === undefined ? undefined : answer.read(response);
    }
    try {
        const clientInfo = { name: 'spice-cloud-deploy-action', version: '1' };
        const params = { protocolVersion, capabilities: {}, clientInfo };
        const initialized = parse(Initialized, await post({ method: 'initialize', id: 0, params }));
        session['mcp-protocol-version'] = initialized.protocolVersion;
        await post({ method: 'notifications/initialized' });
        const call = { name: tool, arguments: toolArguments };
        const result = await post({ method: 'tools/call', id: 1, params: call });
        return describeResult(parse(ToolResult, result), client);
    }
    finally {
        clearTimeout(timer);
        if ('mcp-session-id' in session) {
            const request = { method: 'DELETE', path: '/v1/mcp', headers: session };
            await client.send(request, closeTimeoutMs).catch(() => { });
        }
    }
}
/**
 * Recognizes the answer to a request, in a response of either form: a JSON document, or an event stream in which other
 * messages may come first.
 */
function awaitAnswer(id) {
    let answer;
    const decoder = new TextDecoder();
    const events = createParser({
        onEvent: ({ data }) => {
            const message = (0,json/* parseJson */.qF)(data);
            if (answer === undefined && dist.is(Answer, message) && message.id === id)
                answer = message;
        },
    });
    return {
        isComplete: (chunk) => {
            events.feed(decoder.decode(chunk, { stream: true }));
            return answer !== undefined;
        },
        /** @throws Error for an error of the protocol */
        read: ({ headers, text }) => {
            const isStream = headers.get('content-type')?.trim().toLowerCase().startsWith('text/event-stream');
            if (isStream && answer === undefined) {
                throw new http_errors/* InterruptedResponseError */.WE('the event stream ended without a response');
            }
            const message = isStream ? answer : (0,json/* parseJson */.qF)(text);
            if (dist.is(Failure, message))
                throw new Error(`MCP error ${message.error.code}: ${message.error.message}`);
            return parse(Success, message).result;
        },
    };
}
function parse(schema, value) {
    const { success, output } = dist/* safeParse */.xLC(schema, value);
    if (!success)
        throw new http_errors/* UnusableResponseError */.xm('the response is not MCP');
    return output;
}
function findHint({ status, text }, isInSession) {
    if (status < 400)
        return 'the redirect was not followed';
    if (status === 403 && /host header/i.test(text)) {
        return 'add this host to `runtime.mcp.allowed_hosts` in the spicepod';
    }
    // Each replica knows only the sessions that it has opened itself.
    return status === 404 && isInSession ? 'MCP sessions require `replicas: 1`' : undefined;
}
function describeResult({ content, isError }, { redact }) {
    const text = content
        .map((block) => (block.type === 'text' ? block.text : ''))
        .filter(Boolean)
        .join(' ');
    if (isError) {
        throw new Error(`The tool reports an error${text && `: ${(0,platform_text/* shorten */.ml)(text, runtime_client/* maxMessageLength */.sZ, redact)}`}`);
    }
    return text === '' ? (0,platform_text/* count */.U9)(content.length, 'content block') : (0,platform_text/* shorten */.ml)(text, maxAnswerLength, redact);
}

;// CONCATENATED MODULE: ./src/runtime/probes.ts










/** Maximum length of a model's answer that is shown, in characters. */
const probes_maxAnswerLength = 100;
const runners = {
    sql: async ({ sql }, client, timeoutMs) => countRows(await post(client, timeoutMs, '/v1/sql', sql)),
    table: async ({ table }, client, timeoutMs) => countRows(await post(client, timeoutMs, '/v1/sql', (0,inputs_tables/* selectOne */.JR)(table))),
    /** Samples of the data are not sent to the model, whatever the runtime's version does by default. */
    nsql: async ({ query, model }, client, timeoutMs) => {
        const body = { query, ...(model !== undefined && { model }), sample_data_enabled: false };
        return countRows(await post(client, timeoutMs, '/v1/nsql', body));
    },
    /** An empty list of results passes, too. */
    search: async ({ body }, client, timeoutMs) => {
        const answer = (0,json/* parseJson */.qF)(await post(client, timeoutMs, '/v1/search', body));
        // Older runtimes call them matches.
        const { results, matches } = (answer ?? {});
        const found = results ?? matches;
        if (!Array.isArray(found))
            throw new http_errors/* UnusableResponseError */.xm('HTTP 200, but the body has no results');
        return (0,platform_text/* count */.U9)(found.length, 'result');
    },
    chat: async ({ body }, client, timeoutMs) => {
        // Gateways have returned 502 to clients that accept compressed responses, as Node's fetch does by default.
        const headers = { 'accept-encoding': 'identity' };
        const text = await post(client, timeoutMs, '/v1/chat/completions', body, headers);
        const { success, output } = dist/* safeParse */.xLC(Completion, (0,json/* parseJson */.qF)(text));
        if (!success) {
            const message = (0,platform_text/* shorten */.ml)((0,runtime_client/* readMessage */._8)(text), runtime_client/* maxMessageLength */.sZ, client.redact);
            throw new http_errors/* UnusableResponseError */.xm(`HTTP 200, but the body has no choices${message && `: ${message}`}`);
        }
        const content = output.choices[0]?.message?.content;
        return typeof content === 'string' && content.trim() !== ''
            ? (0,platform_text/* shorten */.ml)(content, probes_maxAnswerLength, client.redact)
            : undefined;
    },
    mcp: callTool,
};
const Choice = dist/* object */.Ikc({ message: dist/* optional */.lqM(dist/* object */.Ikc({ content: dist/* optional */.lqM(dist/* unknown */.L5J()) })) });
const Completion = dist/* object */.Ikc({ choices: dist/* pipe */.FsL(dist/* array */.YOg(Choice), dist/* minLength */.BpQ(1)) });
/**
 * How many rows a response has, whatever its content type says.
 *
 * @throws UnusableResponseError if it has none in the form of a list
 */
function countRows(text) {
    const body = (0,json/* parseJson */.qF)(text);
    // A newer form wraps them.
    const rows = typeof body === 'object' && body !== null && 'data' in body ? body.data : body;
    if (!Array.isArray(rows))
        throw new http_errors/* UnusableResponseError */.xm('HTTP 200, but the body has no rows');
    return (0,platform_text/* count */.U9)(rows.length, 'row');
}
/**
 * Posts text or JSON to the runtime.
 *
 * @returns the body of the response
 * @throws RuntimeError for every status but 200, and what {@link RuntimeClient.send} throws
 */
async function post(client, timeoutMs, path, body, headers = {}) {
    const isText = typeof body === 'string';
    const type = isText ? 'text/plain' : 'application/json';
    const request = {
        path,
        headers: { accept: 'application/json', 'content-type': type, ...headers },
        body: isText ? body : JSON.stringify(body),
    };
    const response = await client.send(request, timeoutMs);
    if (response.status !== 200)
        throw new runtime_client/* RuntimeError */.bu(response, client.redact);
    return response.text;
}
/**
 * The default of `request-timeout-seconds`, in milliseconds. Models think and tables are large, so a single attempt may
 * use all the time of the probe unless the user sets another limit.
 */
const defaultRequestTimeoutMs = 30_000;
/**
 * Runs a probe, and retries it while its failures are transient.
 *
 * @param timeoutMs for all attempts together
 * @returns the result, and the problem if it failed
 */
async function runProbe(probe, timeoutMs, context) {
    const { client, clock } = context;
    const run = runners[probe.kind];
    const name = (0,inputs_probes/* describeProbe */.W)(probe);
    const startedAt = clock.now();
    const durationMs = () => Math.round(clock.now() - startedAt);
    try {
        const detail = await retryProbe((leftMs) => run(probe, client, leftMs), timeoutMs, context);
        return { test: { name, ok: true, durationMs: durationMs(), ...(detail !== undefined && { detail }) } };
    }
    catch (cause) {
        const error = (0,runtime_client/* describeTrouble */.LC)(cause, client.redact);
        const isKeyRejected = cause instanceof runtime_client/* RuntimeError */.bu && cause.status === 401;
        const text = (0,platform_text/* endWithStop */.wU)(`The ${(0,platform_text/* shorten */.ml)(name, 80, client.redact)} probe failed: ${error}`);
        return {
            test: { name, ok: false, durationMs: durationMs(), error },
            problem: { part: 'probes', ...(isKeyRejected && { cause: 'api-key' }), text, isTolerable: true },
        };
    }
}
/** Time for a last attempt, in milliseconds, if the pause before it would take all that is left. */
const lastAttemptMs = 500;
/**
 * Retries until an attempt succeeds, fails for good, or the time is over.
 *
 * @param attempt gets the time that it has, in milliseconds
 * @throws what the attempt throws, and UnusableResponseError when the time is over
 */
async function retryProbe(attempt, limitMs, { client, clock, random, requestTimeoutMs }) {
    const attemptMs = requestTimeoutMs === defaultRequestTimeoutMs ? limitMs : requestTimeoutMs;
    const deadline = (0,platform_clock.deadlineIn)(limitMs, clock);
    let trouble;
    let isLast = false;
    for (let attempts = 1;; attempts++) {
        const leftMs = deadline.remainingMs();
        try {
            return await attempt(Math.min(leftMs, attemptMs));
        }
        catch (error) {
            const isTimeout = error instanceof http_errors/* TimeoutError */.MU;
            if (!(0,runtime_client/* isTransient */.dg)(error) && !(isTimeout && (isLast || attemptMs < leftMs))) {
                if (trouble === undefined || !(error instanceof http_errors/* UnusableResponseError */.xm))
                    throw error;
                // Running out of time says less than what used it up.
                throw new http_errors/* UnusableResponseError */.xm(`${error.message}; before that ${trouble}`, { cause: error });
            }
            // The last attempt has so little time that a timeout says nothing about the runtime.
            if (trouble === undefined || !isTimeout)
                trouble = (0,runtime_client/* describeTrouble */.LC)(error, client.redact);
            const pauseMs = pauseBetweenAttemptsMs(attempts, random());
            const remainingMs = deadline.remainingMs();
            if (!isLast) {
                await clock.sleep(Math.min(pauseMs, remainingMs - Math.min(lastAttemptMs, remainingMs / 2)));
            }
            if (isLast || deadline.remainingMs() === 0) {
                const text = `${trouble}; still failing after ${(0,pretty_ms/* default */.A)(limitMs)}`;
                throw new http_errors/* UnusableResponseError */.xm(text, { cause: error });
            }
            isLast = pauseMs >= remainingMs;
        }
    }
}
/**
 * How long to wait before a probe is retried: a quarter of a second, doubled each time, at most two seconds.
 *
 * @param attempt how many there have been
 * @returns milliseconds
 */
function pauseBetweenAttemptsMs(attempt, random) {
    return Math.min(2000, 250 * 2 ** (attempt - 1)) * (0.9 + 0.2 * random);
}

// EXTERNAL MODULE: ./src/runtime/sources.ts
var sources = __webpack_require__(3922);
;// CONCATENATED MODULE: ./src/runtime/verify.ts










/** Tables that are asked for a row at the same time. */
const maxTables = 4;
/**
 * Verifies what was deployed: the runtime, then its datasets, then the probes. A failure does not stop the other checks,
 * unless the runtime never becomes ready. Sends nothing if there is nothing to check.
 */
async function verify(options) {
    const { datasetTimeoutMs, testTimeoutMs, spicepod, probes, emit } = options;
    const checksDatasets = datasetTimeoutMs > 0;
    if (!checksDatasets && probes.length === 0)
        return { tests: [], datasets: [], problems: [] };
    const context = { ...options, client: (0,runtime_client/* createRuntimeClient */.on)(options) };
    const previous = (0,sources/* findPreviousSources */.LY)(options.previousSpicepod, spicepod);
    const components = (0,spicepod_value/* readComponents */.Zm)(spicepod);
    // The runtime has to have what the spicepod names itself. Its lists lack views, and may lack embeddings.
    const datasets = checksDatasets
        ? new runtime_datasets/* ComponentPoller */.wo((0,spicepod_value/* namesOf */.eZ)('dataset', components), context, {
            previous,
            sources: (0,sources/* sourcesOf */.u0)(spicepod),
        })
        : undefined;
    const hasModels = components.some(({ kind }) => kind === 'model' || kind === 'embedding');
    const models = checksDatasets && hasModels
        ? new runtime_datasets/* ComponentPoller */.wo((0,spicepod_value/* namesOf */.eZ)('model', components), context, { kind: modelKind })
        : undefined;
    const listed = () => ({ datasets: datasets?.datasets ?? [], ...(models && { models: models.datasets }) });
    const notReady = await waitUntilReady(datasets, models, context);
    if (notReady !== undefined) {
        const result = { ok: false, durationMs: 0, error: `Not run. ${notReady.text}` };
        const tests = probes.map((probe) => ({ name: (0,inputs_probes/* describeProbe */.W)(probe), ...result }));
        for (const test of tests)
            emit({ type: 'probe.ended', result: test });
        return { tests, ...listed(), problems: [notReady] };
    }
    const problems = await Promise.all([
        datasets?.waitUntilHealthy(datasetTimeoutMs),
        models?.waitUntilHealthy(datasetTimeoutMs),
    ]);
    const run = async (probe) => {
        emit({ type: 'probe.started', name: (0,inputs_probes/* describeProbe */.W)(probe) });
        const result = await runProbe(probe, testTimeoutMs, context);
        emit({ type: 'probe.ended', result: result.test });
        if (probe.kind === 'table' && result.test.detail === (0,platform_text/* count */.U9)(0, 'row')) {
            emit({ type: 'warning', text: `Table ${(0,platform_text/* shorten */.ml)(probe.table, 80, context.redact)} has no rows.` });
        }
        return result;
    };
    const results = await inParallel(maxTables, probes.filter(isOfTable), run);
    // One after the other, so that no probe is slowed down by another.
    for (const probe of probes)
        if (!isOfTable(probe))
            results.push(await run(probe));
    problems.push(...results.map(({ problem }) => problem));
    return {
        tests: results.map(({ test }) => test),
        ...listed(),
        problems: problems.filter((problem) => problem !== undefined),
    };
}
/** How long a runtime may be not ready before its datasets are polled for the reason, in milliseconds. */
const patienceMs = 5000;
/**
 * Waits until the runtime reports that it is ready (`GET /v1/ready`). While one version replaces another, errors of
 * gateways and connections are normal; a rejected API key ends the wait.
 *
 * @param datasets if they are checked: a runtime is not ready before all of its datasets have been
 * @param models if the spicepod has any: one that fails to load keeps a runtime from being ready
 * @returns why the runtime cannot be checked any further; undefined if it can
 */
async function waitUntilReady(datasets, models, context) {
    const { client, clock, emit, warmupMs, datasetTimeoutMs, spicepod, probes } = context;
    const hasNoComponents = Boolean(spicepod) && !hasComponents(spicepod);
    // If probes are configured, the runtime has to become ready.
    const mayStayIdle = hasNoComponents && probes.length === 0;
    const limitMs = mayStayIdle && warmupMs > 0 ? warmupMs : Math.max(warmupMs, datasetTimeoutMs);
    if (limitMs === 0)
        return undefined;
    const startedAt = clock.now();
    const poll = (0,poller/* createPoller */.vO)({ path: '/v1/ready' }, context);
    const fail = (text, part = 'runtime') => ({
        part,
        text,
        isTolerable: datasets === undefined,
    });
    let reason = '';
    let saysNotReady = false;
    const result = await (0,poller/* pollRuntime */.iI)(limitMs, context, async (deadline, isLast) => {
        const { response, trouble, isRejected } = await poll(deadline);
        if (isRejected) {
            return { ...fail(`The runtime at ${client.url} rejected the API key (${trouble}).`), cause: 'api-key' };
        }
        const text = response?.text.trim() ?? '';
        if (trouble === undefined && text.toLowerCase() === 'ready')
            return 'ready';
        const before = reason;
        const body = text === '' ? 'empty' : `not \`ready\`: ${(0,platform_text/* shorten */.ml)(text, 60, client.redact)}`;
        reason = trouble ?? `HTTP 200, but the body is ${body}`;
        if (reason !== before)
            emit({ type: 'runtime.waiting', reason });
        // Only the runtime itself says so: a gateway in front of it would not know about datasets.
        saysNotReady = response?.status === 503 && text.toLowerCase() === 'not ready';
        const mayAskWhy = isLast || (saysNotReady && clock.now() - startedAt >= patienceMs);
        if (!mayAskWhy)
            return undefined;
        const polls = await Promise.all([datasets?.poll(deadline), models?.poll(deadline)]);
        return polls.find((polled) => polled !== 'healthy' && polled !== undefined);
    });
    if (result === 'ready') {
        emit({ type: 'runtime.ready', tookMs: clock.now() - startedAt });
        return undefined;
    }
    if (result !== undefined)
        return result;
    if (mayStayIdle && saysNotReady && datasets?.failures === undefined) {
        emit({ type: 'runtime.idle' });
        return undefined;
    }
    const hint = hasNoComponents && saysNotReady ? 'it has no components, so it never reports ready' : '';
    const why = [reason, hint || datasets?.progress].filter(Boolean).join('; ');
    const within = (0,pretty_ms/* default */.A)(limitMs);
    const text = (0,platform_text/* endWithStop */.wU)(`The runtime at ${client.url} was not ready within ${within}: ${why}`);
    const failures = [datasets?.failures, models?.failures].filter(Boolean).join(' ');
    return failures === '' ? fail(text) : fail(`${text} ${failures}`, 'datasets');
}
/** Whether the spicepod has anything for the runtime to load before it reports that it is ready. */
function hasComponents(spicepod) {
    return (0,spicepod_value/* readComponents */.Zm)(spicepod).some(({ kind }) => kind !== 'secret');
}
function isOfTable({ kind }) {
    return kind === 'table';
}
/** Runs a task for each item, some at a time, and returns the results in the order of the items. */
async function inParallel(most, items, task) {
    const results = [];
    const queue = [...items.entries()].values();
    const work = async () => {
        for (const [index, item] of queue)
            results[index] = await task(item);
    };
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
    return results;
}

;// CONCATENATED MODULE: ./src/verify-and-recover.ts








/** For reading the URL of the runtime and its API key, in milliseconds. */
const accessTimeoutMs = 30_000;
/** The longest time that the outcome waits for the log. */
const maxLogMs = 10_000;
const maxLogLines = 100;
/**
 * Verifies a deployment that succeeded. If it failed, or the verification did, reads its log and restores the app.
 *
 * @param spicepod what happened to the spicepod before the deployment, or why this run cannot restore it
 */
async function verifyAndRecover(outcome, appId, spicepod, run) {
    const { emit } = run;
    const end = outcome.kind === 'succeeded' ? await verifyDeployment(outcome.deployment, appId, spicepod, run) : outcome;
    if (!(0,src_outcome/* isFailure */.N6)(end))
        return end;
    emit({ type: 'outcome.decided', outcome: end });
    // The log of the instance, which has been read by then, says more about a deployment that has not ended.
    if (end.kind !== 'stuck')
        emit({ type: 'log.read', lines: await readLogTail(end.deployment.id, appId, run) });
    const { onFailure: mode } = run.inputs;
    if (mode === 'none')
        return end;
    const isUnchecked = end.kind === 'unverified' && end.isUnchecked;
    const previous = isUnchecked ? 'the deployment could not be verified' : spicepod;
    if (typeof previous === 'string') {
        emit({ type: 'recovery.ended', recovery: { kind: 'not restored', reason: previous } });
        return end;
    }
    await recoverFrom(end.deployment, mode, appId, previous, run);
    return end;
}
/**
 * Restores the app's previous spicepod if Spice Cloud refused to deploy the one that this run pushed. There is nothing
 * to roll back then.
 */
async function restoreAfterRefusal(outcome, appId, spicepod, run) {
    const { onFailure, waitForCompletion } = run.inputs;
    if (onFailure === 'none' || !waitForCompletion || spicepod.kind !== 'pushed')
        return outcome;
    if (!(outcome.error instanceof errors/* RefusalError */.XQ))
        return outcome;
    const { operation, status } = outcome.error.refusal;
    const isOfDeployment = operation === 'createDeployment' || operation === 'resumeProject';
    // A conflict says nothing about the spicepod, and the deployment that is in progress may use it.
    if (!isOfDeployment || status === 409)
        return outcome;
    run.emit({ type: 'outcome.decided', outcome });
    await recoverFrom(undefined, 'restore', appId, spicepod, run);
    return outcome;
}
/** @param failed undefined if no deployment was created */
async function recoverFrom(failed, mode, appId, spicepod, run) {
    const { inputs, clock, emit } = run;
    emit({ type: 'recovery.started', mode });
    const deadline = (0,platform_clock.deadlineIn)(inputs.timeoutMs, clock, inputs.requestTimeoutMs);
    const recovery = await recover({ ...run, ...inputs, mode, appId, deadline, failed, spicepod });
    emit({ type: 'recovery.ended', recovery });
}
/**
 * Verifies what was deployed: that the runtime and its datasets are ready, and that the probes pass. The time limits are
 * separate, since the deployment may have used up the other one.
 */
async function verifyDeployment(deployment, appId, pushed, run) {
    const { inputs, tables, desired, emit } = run;
    const hasProbes = run.probes.length > 0 || (0,inputs_tables/* hasTables */.q5)(tables);
    if (inputs.datasetTimeoutMs === 0 && !hasProbes)
        return { kind: 'succeeded', deployment };
    emit({ type: 'verification.started' });
    const access = await findRuntime(appId, run);
    if (typeof access === 'string') {
        emit({ type: 'verification.skipped', reason: access, probes: namesOfProbes(run) });
        if (!hasProbes)
            return { kind: 'succeeded', deployment };
        const problem = `The probes could not run: ${access}.`;
        const isTolerated = !inputs.failOnTestError;
        return { kind: 'unverified', deployment, problems: [problem], isTolerated, isUnchecked: true };
    }
    const { url, key, app } = access;
    // What this run pushed is what was deployed, otherwise what the app has.
    const isOurs = typeof pushed !== 'string' && pushed.kind !== 'connected';
    const spicepod = (isOurs ? desired.spicepod?.value : undefined) ?? app?.config?.spicepod;
    if (tables.kind === 'all' && !spicepod) {
        const text = '`test-tables: all` tested nothing: the spicepod of the app could not be read.';
        emit({ type: 'warning', text });
    }
    const probes = [...(0,inputs_tables/* toTableProbes */.lD)(tables, spicepod), ...run.probes];
    const previousSpicepod = typeof pushed !== 'string' && pushed.kind === 'pushed' ? pushed.previous : undefined;
    const verification = await verify({ ...run, ...inputs, probes, url, key, spicepod, previousSpicepod });
    emit({ type: 'verification.ended', verification });
    const { problems } = verification;
    if (problems.length === 0)
        return { kind: 'succeeded', deployment };
    return {
        kind: 'unverified',
        deployment,
        problems: problems.map(({ text }) => text),
        isTolerated: !inputs.failOnTestError && problems.every(({ isTolerable }) => isTolerable),
    };
}
/** The probes that were asked for; which tables all of them are is not known without the runtime's app. */
function namesOfProbes({ probes, tables }) {
    const named = tables.kind === 'all' ? ['table:all'] : tables.names.map((name) => `table:${name}`);
    return [...named, ...probes.map(inputs_probes/* describeProbe */.W)];
}
/** The URL of the runtime and its API key; otherwise why they are not known, as the end of a sentence. */
async function findRuntime(appId, { api, inputs, clock, hide }) {
    const deadline = (0,platform_clock.deadlineIn)(accessTimeoutMs, clock);
    const failure = (error) => {
        if (error instanceof errors/* CallError */.RA)
            return error;
        throw error;
    };
    const [app, keys] = await Promise.all([
        api.getApp(appId, deadline, { reportErrors: false }).catch(failure),
        api.getApiKeys(appId, deadline).catch(failure),
    ]);
    for (const each of keys instanceof errors/* CallError */.RA ? [] : keys)
        hide(each);
    const known = app instanceof errors/* CallError */.RA ? undefined : app;
    const url = (0,locate/* findRuntimeUrl */.P)(known, inputs);
    if (url === undefined) {
        return app instanceof errors/* CallError */.RA
            ? `could not determine the runtime URL (${app.message}); set \`runtime-url\``
            : 'Spice Cloud does not report the runtime URL; set `runtime-url`';
    }
    if (keys instanceof errors/* CallError */.RA)
        return `could not read the API key (${keys.message})`;
    const [key] = keys;
    if (key === undefined)
        return 'the app has no API key';
    return { url, key, app: known };
}
/** The last lines of a deployment's log, oldest first; empty if it cannot be read, which changes nothing. */
async function readLogTail(id, appId, { api, clock }) {
    const reading = api.getDeploymentLogs(appId, id, maxLogLines, (0,platform_clock.deadlineIn)(maxLogMs, clock));
    const lines = await reading.catch((0,errors/* orElse */.NW)([]));
    return lines.slice(-maxLogLines);
}


/***/ })

};
