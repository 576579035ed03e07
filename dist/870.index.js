export const id = 870;
export const ids = [870];
export const modules = {

/***/ 3153:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ic: () => (/* binding */ describeFailure),
/* harmony export */   _8: () => (/* binding */ readMessage),
/* harmony export */   bu: () => (/* binding */ RuntimeError),
/* harmony export */   dg: () => (/* binding */ isTransient),
/* harmony export */   on: () => (/* binding */ createRuntimeClient),
/* harmony export */   sZ: () => (/* binding */ maxMessageLength)
/* harmony export */ });
/* harmony import */ var _platform_http_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1267);
/* harmony import */ var _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(127);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7376);




/** @throws Error for a key that a header cannot hold; without the key, which the error of a header would quote */
function createRuntimeClient({ url, key, fetch, redact }) {
    if (!/^[\x21-\x7e]+$/.test(key)) {
        throw new Error('The API key of the runtime contains characters that are not allowed in a header.');
    }
    const { origin } = new URL(url);
    const common = { 'User-Agent': 'spice-cloud-deploy-action', 'X-API-Key': key };
    return {
        url,
        redact: (text) => redact(text.replaceAll(key, '***')),
        send({ path, headers, body }, timeoutMs) {
            const method = body === undefined ? 'GET' : 'POST';
            const request = { method, url: `${url}${path}`, headers: { ...headers, ...common }, body };
            return (0,_platform_http_js__WEBPACK_IMPORTED_MODULE_0__/* .send */ .tN)(request, { fetch, timeoutMs });
        },
        async fetch(input, init) {
            const request = new URL(input instanceof Request ? input.url : input);
            if (request.origin !== origin)
                throw new Error('The request is for a host other than the runtime.');
            const headers = new Headers(init?.headers);
            for (const [name, value] of Object.entries(common))
                headers.set(name, value);
            const response = await fetch(input, { ...init, headers, redirect: 'manual' }).catch((error) => {
                throw (0,_platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asRequestError */ .GU)(error);
            });
            const { status, statusText } = response;
            const body = response.body && ReadableStream.from((0,_platform_http_js__WEBPACK_IMPORTED_MODULE_0__/* .capBody */ .vE)(response.body));
            return new Response(body, { status, statusText, headers: response.headers });
        },
    };
}
/** Maximum length of a message from the runtime that is shown, in characters. */
const maxMessageLength = 300;
/** An HTTP status other than success, with the runtime's own words. */
class RuntimeError extends _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .HttpStatusError */ .F9 {
    name = 'RuntimeError';
    /** @param hint what to do about it, in brackets after the message */
    constructor({ status, text }, redact, hint) {
        const message = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_3__/* .shorten */ .ml)(readMessage(text), maxMessageLength, redact);
        super(status, `HTTP ${status}${message && `: ${message}`}${hint === undefined ? '' : ` (${hint})`}`);
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
function describeFailure(error, redact) {
    return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_3__/* .shorten */ .ml)(error instanceof Error ? error.message : String(error), maxMessageLength, redact);
}
/** The message in the body of an error: runtimes have several forms of it, and plain text is one. */
function readMessage(text) {
    return (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isHtml */ ._6)(text) ? 'an HTML page' : (findMessage((0,_platform_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .qF)(text)) ?? text.trim());
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
/* harmony export */   Rf: () => (/* binding */ namesOfDatasets),
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   Wr: () => (/* binding */ isHealthy),
/* harmony export */   pi: () => (/* binding */ DatasetPoller)
/* harmony export */ });
/* unused harmony exports readDatasets, addMissing, describeProgress */
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1692);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7934);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7376);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3153);
/* harmony import */ var _poller_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6824);






/** How long a dataset may be in error before the check fails, in milliseconds: many recover. */
const recoveryMs = 15_000;
/** Datasets in error with a sentence each. */
const maxNamedFailures = 10;
/** Names shown of the datasets that are not ready. */
const maxNamesInProgress = 5;
/** Polls the datasets of a runtime (`GET /v1/datasets?status=true`). */
class DatasetPoller {
    #context;
    #expected;
    #poll;
    #inErrorSinceMs = new Map();
    #datasets;
    /** Why the last poll returned no list. */
    #trouble;
    /** @param expected names of datasets that have to exist */
    constructor(expected, context) {
        const headers = { accept: 'application/json' };
        this.#expected = expected;
        this.#context = context;
        this.#poll = (0,_poller_js__WEBPACK_IMPORTED_MODULE_2__/* .createPoller */ .vO)({ path: '/v1/datasets?status=true', headers }, context);
    }
    /** From the last poll that returned any, with those that are missing. */
    get datasets() {
        return this.#datasets ?? [];
    }
    /** How many are ready and which are not; undefined if no poll has returned a list. */
    get progress() {
        if (this.#datasets?.length === 0)
            return 'it has no datasets';
        return this.#datasets && `datasets: ${describeProgress(this.#datasets, this.#context.client.redact)}`;
    }
    /** Sentences about the datasets in error; undefined if there are none, or the last poll returned no list. */
    get failures() {
        return this.#trouble === undefined
            ? describeFailures(this.datasets, this.#context.client.redact)
            : undefined;
    }
    /** Polls once. Undefined while nothing is certain. */
    async poll(deadline) {
        const { client, clock, emit } = this.#context;
        const { response, trouble, isRejected } = await this.#poll(deadline);
        if (isRejected) {
            const text = `Could not read the datasets: the runtime rejected the API key (${trouble}).`;
            return { ...problem(text), cause: 'api-key' };
        }
        this.#trouble = trouble;
        if (response === undefined || trouble !== undefined)
            return undefined;
        const list = readDatasets((0,_platform_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)(response.text), client.redact);
        if (list === undefined) {
            this.#trouble = 'HTTP 200, but the body is not a list';
            return undefined;
        }
        const datasets = addMissing(list, this.#expected);
        const hasChanged = JSON.stringify(datasets) !== JSON.stringify(this.#datasets);
        this.#datasets = datasets;
        if (hasChanged) {
            emit({ type: 'datasets.polled', progress: describeProgress(datasets, client.redact), datasets });
        }
        if (datasets.every(isHealthy))
            return 'healthy';
        const failures = this.#hasGivenUp(datasets, clock.now()) ? this.failures : undefined;
        return failures === undefined ? undefined : problem(failures);
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
        return result ?? problem(this.#describeTimeout((0,pretty_ms__WEBPACK_IMPORTED_MODULE_3__/* ["default"] */ .A)(limitMs)));
    }
    #describeTimeout(within) {
        if (this.#datasets === undefined) {
            return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .endWithStop */ .wU)(`Could not read the datasets within ${within}: ${this.#trouble}`);
        }
        const { redact } = this.#context.client;
        return [
            `Not all datasets were ready within ${within}: ${describeProgress(this.#datasets, redact)}.`,
            this.#trouble && (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .endWithStop */ .wU)(`The last poll failed: ${this.#trouble}`),
            describeFailures(this.#datasets, redact),
            this.#datasets.some(isMissing) &&
                '"Missing" datasets are in the spicepod but not in the runtime that is responding.',
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
function problem(text) {
    return { part: 'datasets', text, isTolerable: false };
}
const text = valibot__WEBPACK_IMPORTED_MODULE_5__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP()), undefined);
const Entry = valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({
    name: valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(),
    status: valibot__WEBPACK_IMPORTED_MODULE_5__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(), 'Unknown'),
    from: text,
    error: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .unknown */ .L5J()),
    error_message: text,
});
const Entries = valibot__WEBPACK_IMPORTED_MODULE_5__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_5__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_5__/* .nullable */ .mee(Entry), null));
/**
 * Reads the body of `GET /v1/datasets?status=true`. An entry that is not a dataset does not hide the others.
 *
 * @returns undefined if it is not a list
 */
function readDatasets(body, redact) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_5__/* .safeParse */ .xLC(Entries, body);
    if (!parsed.success)
        return undefined;
    return parsed.output
        .filter((entry) => entry !== null)
        .map(({ error, error_message, ...rest }) => ({
        ...rest,
        error: error ?? undefined,
        // Only people read the message. Names and statuses stay exact, even if a secret has the same value.
        error_message: error_message === undefined ? undefined : redact(error_message),
    }));
}
/**
 * The datasets that a spicepod names itself: those that the runtime has to have. Entries with `ref` are in files that
 * only the runtime can read, and views are not in its list.
 */
function namesOfDatasets(spicepod) {
    if (!valibot__WEBPACK_IMPORTED_MODULE_5__.is(valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({ datasets: valibot__WEBPACK_IMPORTED_MODULE_5__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_5__/* .unknown */ .L5J()) }), spicepod))
        return [];
    const named = valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({ name: valibot__WEBPACK_IMPORTED_MODULE_5__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_5__/* .nonEmpty */ .hq()), ref: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .never */ .ZmZ()) });
    return [...new Set(spicepod.datasets.filter((entry) => valibot__WEBPACK_IMPORTED_MODULE_5__.is(named, entry)).map(({ name }) => name))];
}
/**
 * Adds the datasets that are expected but not in the list, as `Missing`. Each dataset of the list stands for at most
 * one of those expected: the one with the closest name.
 */
function addMissing(datasets, expected) {
    let present = datasets.map(({ name }) => parseName(name));
    let missing = expected.map((name) => ({ name, parsed: parseName(name) }));
    for (const matches of nameMatchers) {
        missing = missing.filter(({ parsed }) => {
            const found = present.find((each) => matches(each, parsed));
            present = present.filter((each) => each !== found);
            return found === undefined;
        });
    }
    return [...datasets, ...missing.map(({ name }) => ({ name, status: 'Missing' }))];
}
/** `public."taxi.trips"` has two parts. */
function parseName(name) {
    const parts = [''];
    for (const [token] of name.matchAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|./gs)) {
        const quote = token.length > 1 ? token.charAt(0) : undefined;
        if (token === '.')
            parts.push('');
        else
            parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`);
    }
    const endings = parts.map((_, index) => parts.slice(index).join('.').toLowerCase());
    return { plain: parts.join('.'), endings };
}
/** Whether two names mean the same dataset, the surest match first. */
const nameMatchers = [
    (one, other) => one.plain === other.plain,
    (one, other) => one.endings[0] === other.endings[0],
    // The runtime may add catalog and schema.
    (one, other) => endsWith(one, other) || endsWith(other, one),
    (one, other) => one.endings.at(-1) === other.endings.at(-1),
];
function endsWith({ endings }, { endings: [whole = ''] }) {
    return endings.includes(whole);
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
function describeFailures(datasets, redact) {
    const failed = datasets.filter(isInError);
    const sentences = failed.slice(0, maxNamedFailures).map((dataset) => {
        const why = describeError(dataset) ?? 'the runtime gave no reason';
        return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .endWithStop */ .wU)(`Dataset ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .shorten */ .ml)(dataset.name, 80, redact)} is in error: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .shorten */ .ml)(why, _client_js__WEBPACK_IMPORTED_MODULE_1__/* .maxMessageLength */ .sZ, redact)}`);
    });
    const more = failed.length - sentences.length;
    if (more > 0)
        sentences.push(`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(more, 'more dataset')} in error.`);
    return sentences.join(' ') || undefined;
}
/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
function describeProgress(datasets, redact) {
    if (datasets.length === 0)
        return 'no datasets';
    const waiting = datasets.filter((dataset) => !isHealthy(dataset));
    const share = `${datasets.length - waiting.length}/${datasets.length} ready`;
    if (waiting.length === 0)
        return share;
    const names = waiting.slice(0, maxNamesInProgress).map((dataset) => {
        const name = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .shorten */ .ml)(dataset.name, 80, redact);
        if (isInError(dataset))
            return `${name} (in error)`;
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
            return { trouble: (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .describeFailure */ .Ic)(error, client.redact) };
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

/***/ 9870:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  verifyAndRecover: () => (/* binding */ verifyAndRecover)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/outcome.ts
var src_outcome = __webpack_require__(4671);
// EXTERNAL MODULE: ./src/platform/clock.ts
var platform_clock = __webpack_require__(3037);
// EXTERNAL MODULE: ./src/deployment/create.ts + 1 modules
var create = __webpack_require__(9319);
// EXTERNAL MODULE: ./src/deployment/list.ts
var list = __webpack_require__(3223);
// EXTERNAL MODULE: ./src/deployment/watch.ts
var watch = __webpack_require__(64);
// EXTERNAL MODULE: ./src/inputs/spicepod.ts
var inputs_spicepod = __webpack_require__(7368);
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
        const page = await api.listDeployments(appId, list/* maxLimit */.Ux, deadline);
        const [newer] = (0,list/* newerThan */.TH)(failed.id, page.deployments);
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
            if (!(0,inputs_spicepod/* isSameSpicepod */.K9)(app.config?.spicepod, spicepod.current)) {
                return leftAlone('the spicepod of the app is not the one that was deployed');
            }
        }
        const kind = isRestored ? 'restored' : 'unchanged';
        if (mode === 'restore')
            return { kind };
        return { kind, rollback: await rollBack(page, options) };
    }
    catch (error) {
        if (!(error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoResponseError */.hg))
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
/** How often the spicepod is written if another change conflicts with it. */
const maxWrites = 3;
/**
 * @param pushed the app's spicepod since this run changed it
 * @returns false if somebody else has changed it since
 */
async function restoreSpicepod(previous, pushed, { api, appId, deadline }) {
    for (let writes = 1;; writes++) {
        const app = await api.getApp(appId, deadline);
        const current = app.config?.spicepod;
        // An earlier write may have been applied without a response.
        if (writes > 1 && (0,inputs_spicepod/* isSameSpicepod */.K9)(current, previous))
            return true;
        if (!(0,inputs_spicepod/* isSameSpicepod */.K9)(current, pushed))
            return false;
        try {
            await api.updateApp(appId, { spicepod: previous }, deadline);
            return true;
        }
        catch (error) {
            const isConflict = error instanceof errors/* RefusalError */.XQ && error.refusal.status === 409;
            if (!isConflict || writes === maxWrites)
                throw error;
        }
    }
}
/** Redeploys with the settings of the last successful deployment. */
async function rollBack(page, options) {
    const { failed, api, appId, deadline } = options;
    const isGood = ({ id, status }) => status === 'succeeded' && id !== failed.id;
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
        ...(replicas && { replicas }),
        ...(branch && { branch }),
        ...(commit_sha && { commit_sha }),
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
    return (0,watch/* waitForEnd */.kh)(deployment, { ...options, isListed, emit });
}
/** Setting an image tag needs a plan that the app may not have, and old tags are withdrawn. */
function isRefusalOfImage(outcome) {
    if (outcome.kind !== 'refused' || !(outcome.error instanceof errors/* RefusalError */.XQ))
        return false;
    const { status, code, message, fieldErrors = [] } = outcome.error.refusal;
    const words = [code, message, ...fieldErrors].join(' ');
    return [400, 403, 422].includes(status) && /image|\btag|plan/i.test(words);
}

// EXTERNAL MODULE: ./src/platform/http.ts
var http = __webpack_require__(1267);
;// CONCATENATED MODULE: ./src/runtime/locate.ts

const domain = 'spiceai.io';
const clusterSuffix = '-prod-aws-data';
/** A part of a host name: anything else could send the key to another host. */
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/**
 * Locates the runtime of an app: `runtime-url` if it is set, else the app's endpoint, its cluster or its region.
 *
 * @returns the base URL without a slash at its end; undefined if it is not known, or no key may be sent there
 */
function findRuntimeUrl(app, runtimeUrl) {
    // If `runtime-url` cannot be used, no other URL takes its place.
    if (runtimeUrl !== undefined)
        return (0,http/* readSafeUrl */.VI)(runtimeUrl);
    const { endpoint, cname, config, region } = app;
    const regionInConfig = typeof config === 'object' && config && 'region' in config ? config.region : undefined;
    return ((typeof endpoint === 'string' ? (0,http/* readSafeUrl */.VI)(endpoint) : undefined) ??
        urlOfCluster(cname) ??
        urlOfRegion(regionInConfig) ??
        urlOfRegion(region));
}
function urlOfCluster(cname) {
    const isCluster = typeof cname === 'string' && cname.endsWith(clusterSuffix) && label.test(cname);
    return isCluster ? `https://${cname}.${domain}` : undefined;
}
function urlOfRegion(region) {
    if (typeof region !== 'string')
        return undefined;
    const name = region.endsWith(clusterSuffix) ? region.slice(0, -clusterSuffix.length) : region;
    return label.test(name) ? `https://${name}${clusterSuffix}.${domain}` : undefined;
}

// EXTERNAL MODULE: ./node_modules/pretty-ms/index.js + 1 modules
var pretty_ms = __webpack_require__(1692);
// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
// EXTERNAL MODULE: ./src/runtime/client.ts
var runtime_client = __webpack_require__(3153);
// EXTERNAL MODULE: ./src/runtime/datasets.ts
var runtime_datasets = __webpack_require__(7491);
// EXTERNAL MODULE: ./src/runtime/poller.ts
var poller = __webpack_require__(6824);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/platform/http-errors.ts
var http_errors = __webpack_require__(127);
// EXTERNAL MODULE: ./src/platform/json.ts
var json = __webpack_require__(2253);
;// CONCATENATED MODULE: ./src/runtime/probes.ts







/** Maximum length of a model's answer that is shown, in characters. */
const maxAnswerLength = 100;
const runners = {
    sql: async ({ sql }, client, timeoutMs) => countRows(await post(client, timeoutMs, '/v1/sql', sql)),
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
            ? (0,platform_text/* shorten */.ml)(content, maxAnswerLength, client.redact)
            : undefined;
    },
    /** The library for the Model Context Protocol is as large as the rest of the action, so only this probe loads it. */
    mcp: async (probe, client, timeoutMs) => {
        const { callTool } = await Promise.all(/* import() */[__webpack_require__.e(600), __webpack_require__.e(548)]).then(__webpack_require__.bind(__webpack_require__, 548));
        return callTool(probe, client, timeoutMs);
    },
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
    const { kind: name } = probe;
    const run = runners[name];
    const startedAt = clock.now();
    const durationMs = () => Math.round(clock.now() - startedAt);
    try {
        const detail = await retryProbe((leftMs) => run(probe, client, leftMs), timeoutMs, context);
        return { test: { name, ok: true, durationMs: durationMs(), ...(detail !== undefined && { detail }) } };
    }
    catch (cause) {
        const error = (0,runtime_client/* describeFailure */.Ic)(cause, client.redact);
        const isKeyRejected = cause instanceof runtime_client/* RuntimeError */.bu && cause.status === 401;
        const text = (0,platform_text/* endWithStop */.wU)(`The ${name} probe failed: ${error}`);
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
                trouble = (0,runtime_client/* describeFailure */.Ic)(error, client.redact);
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

;// CONCATENATED MODULE: ./src/runtime/verify.ts






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
    const datasets = checksDatasets ? new runtime_datasets/* DatasetPoller */.pi((0,runtime_datasets/* namesOfDatasets */.Rf)(spicepod), context) : undefined;
    const notReady = await waitUntilReady(datasets, context);
    if (notReady !== undefined) {
        const result = { ok: false, durationMs: 0, error: `Not run. ${notReady.text}` };
        const tests = probes.map(({ kind }) => ({ name: kind, ...result }));
        for (const test of tests)
            emit({ type: 'probe.ended', result: test });
        return { tests, datasets: datasets?.datasets ?? [], problems: [notReady] };
    }
    const problems = [await datasets?.waitUntilHealthy(datasetTimeoutMs)];
    const tests = [];
    // One after the other, so that no probe is slowed down by another.
    for (const probe of probes) {
        emit({ type: 'probe.started', name: probe.kind });
        const { test, problem } = await runProbe(probe, testTimeoutMs, context);
        emit({ type: 'probe.ended', result: test });
        tests.push(test);
        problems.push(problem);
    }
    return {
        tests,
        datasets: datasets?.datasets ?? [],
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
 * @returns why the runtime cannot be checked any further; undefined if it can
 */
async function waitUntilReady(datasets, context) {
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
        const failed = mayAskWhy ? await datasets?.poll(deadline) : undefined;
        return failed === 'healthy' ? undefined : failed;
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
    const failures = datasets?.failures;
    return failures === undefined ? fail(text) : fail(`${text} ${failures}`, 'datasets');
}
/** The parts of a spicepod that a runtime loads before it reports that it is ready. */
const parts = ['datasets', 'views', 'models', 'embeddings', 'tools', 'catalogs', 'workers', 'dependencies'];
/** Whether the spicepod has anything for the runtime to load. */
function hasComponents(spicepod) {
    if (typeof spicepod !== 'object' || spicepod === null)
        return false;
    return parts.some((name) => {
        const part = Reflect.get(spicepod, name);
        return Array.isArray(part) && part.length > 0;
    });
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
    const { inputs, emit } = run;
    const end = outcome.kind === 'succeeded' ? await verifyDeployment(outcome.deployment, appId, spicepod, run) : outcome;
    if (!(0,src_outcome/* isFailure */.N6)(end))
        return end;
    emit({ type: 'outcome.decided', outcome: end });
    emit({ type: 'log.read', lines: await readLogTail(end.deployment.id, appId, run) });
    const { onFailure: mode } = inputs;
    if (mode === 'none')
        return end;
    const isUnchecked = end.kind === 'unverified' && end.isUnchecked;
    const previous = isUnchecked ? 'the deployment could not be verified' : spicepod;
    if (typeof previous === 'string') {
        emit({ type: 'recovery.ended', recovery: { kind: 'not restored', reason: previous } });
        return end;
    }
    emit({ type: 'recovery.started', mode });
    const deadline = (0,platform_clock.deadlineIn)(inputs.timeoutMs, run.clock, inputs.requestTimeoutMs);
    const options = { ...run, ...inputs, mode, appId, deadline, failed: end.deployment, spicepod: previous };
    emit({ type: 'recovery.ended', recovery: await recover(options) });
    return end;
}
/**
 * Verifies what was deployed: that the runtime and its datasets are ready, and that the probes pass. The time limits are
 * separate, since the deployment may have used up the other one.
 */
async function verifyDeployment(deployment, appId, pushed, run) {
    const { inputs, probes, desired, emit } = run;
    if (inputs.datasetTimeoutMs === 0 && probes.length === 0)
        return { kind: 'succeeded', deployment };
    emit({ type: 'verification.started' });
    const access = await findRuntime(appId, run);
    if (typeof access === 'string') {
        emit({ type: 'verification.skipped', reason: access, probes: probes.map(({ kind }) => kind) });
        if (probes.length === 0)
            return { kind: 'succeeded', deployment };
        const problem = `The probes could not run: ${access}.`;
        const isTolerated = !inputs.failOnTestError;
        return { kind: 'unverified', deployment, problems: [problem], isTolerated, isUnchecked: true };
    }
    const { url, key, app } = access;
    // What this run pushed is what was deployed, otherwise what the app has.
    const isOurs = typeof pushed !== 'string' && pushed.kind !== 'connected';
    const spicepod = (isOurs ? desired.spicepod?.value : undefined) ?? app?.config?.spicepod;
    const verification = await verify({ ...run, ...inputs, url, key, spicepod });
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
/** The URL of the runtime and its API key; otherwise why they are not known, as the end of a sentence. */
async function findRuntime(appId, { api, inputs, clock, hide }) {
    const deadline = (0,platform_clock.deadlineIn)(accessTimeoutMs, clock);
    const reading = [
        api.getApp(appId, deadline, { reportErrors: false }),
        api.getApiKeys(appId, deadline),
    ];
    const [app, keys] = await Promise.allSettled(reading);
    for (const { reason } of [app, keys].filter((each) => each.status === 'rejected')) {
        if (!(reason instanceof errors/* RefusalError */.XQ || reason instanceof errors/* NoResponseError */.hg))
            throw reason;
    }
    for (const each of keys.status === 'fulfilled' ? keys.value : [])
        hide(each);
    const known = app.status === 'fulfilled' ? app.value : undefined;
    const url = findRuntimeUrl(known ?? {}, inputs.runtimeUrl) ?? findRuntimeUrl({ region: inputs.region }, undefined);
    if (url === undefined) {
        return app.status === 'rejected'
            ? `could not determine the runtime URL (${app.reason.message}); set \`runtime-url\``
            : 'Spice Cloud does not report the runtime URL; set `runtime-url`';
    }
    if (keys.status === 'rejected')
        return `could not read the API key (${keys.reason.message})`;
    const [key] = keys.value;
    if (key === undefined)
        return 'the app has no API key';
    return { url, key, app: known };
}
/** The last lines of a deployment's log, oldest first; empty if it cannot be read, which changes nothing. */
async function readLogTail(id, appId, { api, clock }) {
    try {
        const lines = await api.getDeploymentLogs(appId, id, maxLogLines, (0,platform_clock.deadlineIn)(maxLogMs, clock));
        return lines.slice(-maxLogLines);
    }
    catch (error) {
        if (error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoResponseError */.hg)
            return [];
        throw error;
    }
}


/***/ })

};
