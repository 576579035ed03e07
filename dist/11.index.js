export const id = 11;
export const ids = [11];
export const modules = {

/***/ 7748:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GK: () => (/* binding */ isInError),
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   b2: () => (/* binding */ isMissing),
/* harmony export */   iM: () => (/* binding */ addMissing),
/* harmony export */   qy: () => (/* binding */ readDatasets),
/* harmony export */   vk: () => (/* binding */ describeProgress),
/* harmony export */   zn: () => (/* binding */ isFine)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8992);


const text = valibot__WEBPACK_IMPORTED_MODULE_0__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), null), null);
const Entry = valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    name: valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    status: text,
    from: text,
    error: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J()),
    error_message: text,
});
const Entries = valibot__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__/* .nullable */ .mee(Entry), null));
/**
 * Reads the answer of `GET /v1/datasets?status=true`. An entry that is no dataset does not hide the others.
 *
 * @returns undefined when it is no list
 */
function readDatasets(answer, redact) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(Entries, answer);
    if (!parsed.success)
        return undefined;
    return parsed.output
        .filter((entry) => entry !== null)
        .map(({ name, status, from, error, error_message }) => ({
        name,
        status: status ?? 'Unknown',
        ...(from !== null && { from }),
        ...(error !== undefined && error !== null && { error }),
        // Only people read it. Names and statuses mean what they say, even where a secret has the same value.
        ...(error_message !== null && { error_message: redact(error_message) }),
    }));
}
/**
 * The datasets with those added, as `Missing`, that are expected and not among them. Each of them is one of those
 * expected at most, the one whose name is nearest.
 */
function addMissing(datasets, expected) {
    let theirs = datasets.map(({ name }) => readName(name));
    let missing = expected.map((name) => ({ name, ours: readName(name) }));
    for (const isSame of likenesses) {
        missing = missing.filter(({ ours }) => {
            const found = theirs.find((each) => isSame(each, ours));
            theirs = theirs.filter((each) => each !== found);
            return found === undefined;
        });
    }
    return [...datasets, ...missing.map(({ name }) => ({ name, status: 'Missing' }))];
}
/** `public."taxi.trips"` has two parts. */
function readName(name) {
    const parts = [''];
    for (const [token] of name.matchAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|./gs)) {
        const quote = token.length > 1 ? token.charAt(0) : undefined;
        if (token === '.')
            parts.push('');
        else
            parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`);
    }
    return { plain: parts.join('.'), parts: parts.map((part) => part.toLowerCase()) };
}
/** When two names are of one dataset, the surest first. */
const likenesses = [
    (theirs, ours) => theirs.plain === ours.plain,
    (theirs, ours) => theirs.plain.toLowerCase() === ours.plain.toLowerCase(),
    // The runtime may add catalog and schema.
    (theirs, ours) => endsWith(theirs, ours) || endsWith(ours, theirs),
    (theirs, ours) => theirs.parts.at(-1) === ours.parts.at(-1),
];
function endsWith({ parts }, { parts: end }) {
    const last = end.join('.');
    return parts.some((_, index) => parts.slice(index).join('.') === last);
}
const fine = new Set(['ready', 'refreshing', 'disabled']);
function isFine({ status }) {
    return fine.has(status.toLowerCase());
}
function isInError({ status }) {
    return status.toLowerCase() === 'error';
}
/** What there is of a reason for being in error; undefined where the runtime gives none. */
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
function isMissing({ status }) {
    return status === 'Missing';
}
/** Names shown of those waited for. */
const shownNames = 5;
/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
function describeProgress(datasets, redact) {
    if (datasets.length === 0)
        return 'no datasets';
    const waiting = datasets.filter((dataset) => !isFine(dataset));
    const share = `${datasets.length - waiting.length}/${datasets.length} ready`;
    if (waiting.length === 0)
        return share;
    const names = waiting.slice(0, shownNames).map((dataset) => describeWaiting(dataset, redact));
    const more = waiting.length - names.length;
    return `${share}, waiting for ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
function describeWaiting(dataset, redact) {
    const name = (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shorten */ .ml)(dataset.name, 80, redact);
    if (isInError(dataset))
        return `${name} (in error)`;
    return isMissing(dataset) ? `${name} (missing)` : name;
}


/***/ }),

/***/ 9541:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ CutOffError),
/* harmony export */   T: () => (/* binding */ TooLateError)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);

/** The time for an answer is over. */
class TooLateError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnusableAnswerError */ .qx {
    constructor(timeoutMs) {
        super(`no answer within ${Math.round(timeoutMs / 100) / 10} s`);
    }
}
/** An answer that ended before it was whole. */
class CutOffError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnusableAnswerError */ .qx {
}


/***/ }),

/***/ 432:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ic: () => (/* binding */ describeFailure),
/* harmony export */   WG: () => (/* binding */ isPassing),
/* harmony export */   _8: () => (/* binding */ readMessage),
/* harmony export */   lG: () => (/* binding */ RuntimeRefusalError),
/* harmony export */   qk: () => (/* binding */ longestMessage)
/* harmony export */ });
/* harmony import */ var _http_body_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9662);
/* harmony import */ var _http_error_code_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9698);
/* harmony import */ var _http_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2398);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8992);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9541);





/** The longest message of a runtime that is repeated, in characters. */
const longestMessage = 300;
/** A status that means no. The message says it in the runtime's own words. */
class RuntimeRefusalError extends Error {
    name = 'RuntimeRefusalError';
    status;
    /** @param hint what to do about it, in brackets behind the message */
    constructor({ status, text }, redact, hint) {
        const message = (0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .shorten */ .ml)(readMessage(text), longestMessage, redact);
        super(`HTTP ${status}${message && `: ${message}`}${hint === undefined ? '' : ` (${hint})`}`);
        this.status = status;
    }
}
/** What a gateway answers while no runtime is there to do it. */
const passingStatuses = new Set([502, 503, 504]);
/** Whether an error is one of those that go by themselves around the switch from one version to the next. */
function isPassing(error) {
    if (error instanceof RuntimeRefusalError)
        return passingStatuses.has(error.status);
    return error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CutOffError */ .M || (0,_http_error_code_js__WEBPACK_IMPORTED_MODULE_4__/* .errorCode */ .C)(error) !== undefined;
}
/** Why there is no answer, in a few words. */
function describeFailure(error, redact) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .shorten */ .ml)((0,_http_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .describeFailedRequest */ .k)(error), longestMessage, redact);
}
/** The message in an error's body: runtimes have several forms of it, plain text among them. */
function readMessage(text) {
    if ((0,_http_body_js__WEBPACK_IMPORTED_MODULE_0__/* .isHtml */ ._6)(text))
        return 'an HTML page';
    return messageIn((0,_http_body_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)(text)) ?? text.trim();
}
function messageIn(body) {
    if (typeof body === 'string')
        return body;
    if (typeof body !== 'object' || body === null)
        return undefined;
    const { error_message, error, message } = body;
    // OpenAI's form has an object with a message in it.
    const candidates = [error_message, typeof error === 'object' ? messageIn(error) : error, message];
    return candidates.find((each) => typeof each === 'string' && each !== '');
}


/***/ }),

/***/ 8011:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  verify: () => (/* binding */ verify)
});

// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
// EXTERNAL MODULE: ./src/http/capped.ts
var capped = __webpack_require__(1487);
// EXTERNAL MODULE: ./src/http/fetch.ts
var http_fetch = __webpack_require__(576);
// EXTERNAL MODULE: ./src/runtime/errors.ts
var errors = __webpack_require__(9541);
;// CONCATENATED MODULE: ./src/runtime/client.ts



/** @throws Error for a key that could not be sent, and without it: the error of a header would quote it */
function createRuntimeClient({ url, key, fetch, redact }) {
    if (!/^[\x21-\x7e]+$/.test(key)) {
        throw new Error('The API key of the runtime has characters that no header can have.');
    }
    const base = new URL(url);
    const common = { 'User-Agent': 'spice-cloud-deploy-action', 'X-API-Key': key };
    return {
        url,
        redact: (text) => redact(text.replaceAll(key, '***')),
        async ask({ method = 'GET', path, headers, body }, timeoutMs) {
            const end = new AbortController();
            const timer = setTimeout(() => end.abort(new errors/* TooLateError */.T(timeoutMs)), timeoutMs);
            // Its own limit is not to be the first: this one can be told from an answer that is no use.
            const limits = { timeoutMs: timeoutMs + 1000, signal: end.signal };
            try {
                const response = await (0,http_fetch/* wholeAnswers */.V)(fetch, () => limits)(`${url}${path}`, {
                    method,
                    headers: { ...headers, ...common },
                    ...(body !== undefined && { body }),
                });
                return { status: response.status, text: await response.text() };
            }
            finally {
                clearTimeout(timer);
            }
        },
        async fetch(input, init) {
            const request = new URL(input instanceof Request ? input.url : input);
            if (request.origin !== base.origin)
                throw new Error('A request to another host than the runtime.');
            const headers = new Headers(init?.headers);
            for (const [name, value] of Object.entries(common))
                headers.set(name, value);
            const response = await fetch(input, { ...init, headers, redirect: 'manual' });
            const { status, statusText } = response;
            const body = response.body && ReadableStream.from((0,capped/* capped */.uo)(response.body));
            return new Response(body, { status, statusText, headers: response.headers });
        },
    };
}

// EXTERNAL MODULE: ./node_modules/pretty-ms/index.js + 1 modules
var pretty_ms = __webpack_require__(1692);
// EXTERNAL MODULE: ./src/http/body.ts
var http_body = __webpack_require__(9662);
// EXTERNAL MODULE: ./src/time.ts
var time = __webpack_require__(9834);
// EXTERNAL MODULE: ./src/runtime/dataset.ts
var runtime_dataset = __webpack_require__(7748);
// EXTERNAL MODULE: ./src/runtime/refusal.ts
var refusal = __webpack_require__(432);
;// CONCATENATED MODULE: ./src/runtime/look.ts

/** Longest that one look may take, in milliseconds: the next one may find another instance. */
const longestLookMs = 10_000;
/** What a look has at least, so that the last one, which begins at the deadline, can say something. */
const shortestLookMs = 1000;
/** How long a no to the key may be one of a gateway that does not know it yet, in milliseconds. */
const refusalGraceMs = 5000;
/** Looks at a runtime again and again, and finds out when that is no use. */
class Looker {
    #client;
    #clock;
    #longestMs;
    #refusedSince;
    constructor({ client, clock, requestTimeoutMs }) {
        this.#client = client;
        this.#clock = clock;
        this.#longestMs = Math.min(longestLookMs, requestTimeoutMs);
    }
    async look(request, deadline) {
        const timeoutMs = Math.min(this.#longestMs, Math.max(deadline.remainingMs(), shortestLookMs));
        let answer;
        try {
            answer = await this.#client.ask(request, timeoutMs);
        }
        catch (error) {
            this.#refusedSince = undefined;
            return { kind: 'trouble', reason: (0,refusal/* describeFailure */.Ic)(error, this.#client.redact) };
        }
        if (answer.status === 200) {
            this.#refusedSince = undefined;
            return { kind: 'answer', answer };
        }
        const { message: reason } = new refusal/* RuntimeRefusalError */.lG(answer, this.#client.redact);
        if (answer.status !== 401 && answer.status !== 403) {
            this.#refusedSince = undefined;
            return { kind: 'trouble', reason, answer };
        }
        const now = this.#clock.now();
        this.#refusedSince ??= now;
        if (now - this.#refusedSince < refusalGraceMs)
            return { kind: 'trouble', reason, answer };
        return { kind: 'refused', reason: `it refuses the API key (${reason})` };
    }
}

;// CONCATENATED MODULE: ./src/runtime/pause.ts
const shortestMs = 500;
const longestMs = 2000;
const shareOfElapsed = 0.1;
/**
 * How long to wait before looking at the runtime again: half a second at first, up to two when it takes longer.
 *
 * @param elapsedMs since the first look
 * @param random a number from 0 up to 1: runs that started together should not ask together
 * @returns milliseconds
 */
function pauseBetweenLooksMs(elapsedMs, random) {
    const pause = Math.min(Math.max(elapsedMs * shareOfElapsed, shortestMs), longestMs);
    return pause * (0.9 + 0.2 * random);
}
/**
 * How long to wait before a question is asked again: a quarter of a second, doubled each time, at most two.
 *
 * @param attempt how many there have been
 * @returns milliseconds
 */
function pauseBetweenAttemptsMs(attempt, random) {
    return Math.min(longestMs, 250 * 2 ** Math.min(attempt - 1, 10)) * (0.9 + 0.2 * random);
}

;// CONCATENATED MODULE: ./src/runtime/datasets.ts








/** How long a dataset may be in error before that counts, in milliseconds: many recover. */
const recoveryMs = 15_000;
/** How many failed ones a sentence is given to each. */
const namedFailures = 10;
/** Follows the datasets of a runtime from look to look. */
class DatasetWatch {
    #options;
    #looker;
    #inErrorSince = new Map();
    #datasets;
    #progress;
    #trouble;
    /** The list that the listener knows. */
    #told = [];
    constructor(options) {
        this.#options = options;
        this.#looker = new Looker(options);
    }
    /** As last seen, those included that are missing. None where no look has brought any. */
    get datasets() {
        return this.#datasets ?? [];
    }
    /** How many are ready and which are not, as last seen; undefined where no look has brought any. */
    get progress() {
        return this.#progress;
    }
    /** Sentences on those that are in error; undefined where none is, or the last look has brought nothing. */
    get failures() {
        const failed = this.datasets.filter(runtime_dataset/* isInError */.GK);
        return failed.length > 0 && this.#trouble === undefined
            ? describeFailed(failed, this.#options.client.redact)
            : undefined;
    }
    /** Looks once (`GET /v1/datasets?status=true`). Undefined while nothing is certain. */
    async look(deadline) {
        const { client, clock, expected } = this.#options;
        const request = { path: '/v1/datasets?status=true', headers: { accept: 'application/json' } };
        const sight = await this.#looker.look(request, deadline);
        if (sight.kind === 'refused') {
            return { kind: 'failed', text: `The runtime cannot be asked for its datasets: ${sight.reason}.` };
        }
        const seen = sight.kind === 'answer' ? (0,runtime_dataset/* readDatasets */.qy)((0,http_body/* parseJson */.qF)(sight.answer.text), client.redact) : undefined;
        if (seen === undefined) {
            this.#trouble = sight.kind === 'trouble' ? sight.reason : 'HTTP 200 with another body than a list';
            return undefined;
        }
        this.#trouble = undefined;
        const datasets = (0,runtime_dataset/* addMissing */.iM)(seen, expected);
        this.#datasets = datasets;
        const progress = (0,runtime_dataset/* describeProgress */.vk)(datasets, client.redact);
        const isNews = progress !== this.#progress;
        this.#progress = progress;
        if (isNews)
            this.#tell();
        if (datasets.every(runtime_dataset/* isFine */.zn))
            return { kind: 'fine' };
        if (!this.#hasGivenUp(datasets, clock.now()))
            return undefined;
        return { kind: 'failed', text: describeFailed(datasets.filter(runtime_dataset/* isInError */.GK), client.redact) };
    }
    /** Nobody looks any more: the listener gets the last list where it differs from the one that it has. */
    end() {
        if (this.#progress !== undefined && JSON.stringify(this.#told) !== JSON.stringify(this.datasets))
            this.#tell();
    }
    #tell() {
        this.#told = this.datasets;
        this.#options.listener.datasetsSeen(this.#progress ?? '', this.#told);
    }
    /** What is wrong when the time is over, in sentences. */
    describeTimeout(limitMs) {
        const within = (0,pretty_ms/* default */.A)(limitMs);
        if (this.#datasets === undefined) {
            return (0,src_text/* endWithStop */.wU)(`The datasets could not be read within ${within}: ${this.#trouble ?? 'no answer'}`);
        }
        const sentences = [`Not every dataset was ready within ${within}: ${this.#progress}.`];
        if (this.#trouble !== undefined)
            sentences.push((0,src_text/* endWithStop */.wU)(`The last look failed: ${this.#trouble}`));
        const failed = this.#datasets.filter(runtime_dataset/* isInError */.GK);
        if (failed.length > 0)
            sentences.push(describeFailed(failed, this.#options.client.redact));
        if (this.#datasets.some(runtime_dataset/* isMissing */.b2)) {
            sentences.push('Missing are those that the spicepod names and the runtime that answers does not have.');
        }
        return sentences.join(' ');
    }
    /** Takes in who is in error, and tells whether one of them has been for too long. */
    #hasGivenUp(datasets, now) {
        const failed = new Set(datasets.filter(runtime_dataset/* isInError */.GK).map(({ name }) => name));
        for (const name of this.#inErrorSince.keys())
            if (!failed.has(name))
                this.#inErrorSince.delete(name);
        for (const name of failed)
            if (!this.#inErrorSince.has(name))
                this.#inErrorSince.set(name, now);
        return [...this.#inErrorSince.values()].some((since) => now - since >= recoveryMs);
    }
}
/** Looks until every dataset is fine, one has been in error for 15 s, or the time is over. */
async function waitForDatasets(watch, { limitMs, clock, random }) {
    const startedAt = clock.now();
    const deadline = (0,time/* deadlineIn */._5)(limitMs, clock);
    for (;;) {
        const verdict = await watch.look(deadline);
        if (verdict !== undefined)
            return verdict;
        if (deadline.remainingMs() === 0)
            return { kind: 'failed', text: watch.describeTimeout(limitMs) };
        const pause = pauseBetweenLooksMs(clock.now() - startedAt, random());
        await clock.sleep(Math.ceil(Math.min(pause, deadline.remainingMs())));
    }
}
function describeFailed(failed, redact) {
    const sentences = failed.slice(0, namedFailures).map((dataset) => {
        const why = (0,runtime_dataset/* describeError */.Uc)(dataset) ?? 'the runtime does not say why';
        return (0,src_text/* endWithStop */.wU)(`Dataset ${(0,src_text/* shorten */.ml)(dataset.name, 80, redact)} is in error: ${(0,src_text/* shorten */.ml)(why, refusal/* longestMessage */.qk, redact)}`);
    });
    const more = failed.length - sentences.length;
    if (more > 0)
        sentences.push(`So are ${more} more.`);
    return sentences.join(' ');
}

// EXTERNAL MODULE: ./src/errors.ts
var src_errors = __webpack_require__(3916);
;// CONCATENATED MODULE: ./src/runtime/attempt.ts






/** What the last attempt has, in milliseconds, where the pause before it would take all that is left. */
const lastAttemptMs = 500;
/**
 * Does something that a switch of versions may spoil, again where it did.
 *
 * @param attempt gets the time that it has, in milliseconds
 * @throws what the attempt throws, and UnusableAnswerError when the time is over
 */
async function persist(attempt, { limitMs, attemptMs = limitMs, clock, random, redact }) {
    const deadline = (0,time/* deadlineIn */._5)(limitMs, clock);
    const within = (0,pretty_ms/* default */.A)(limitMs);
    let trouble;
    let isLast = false;
    for (let attempts = 1;; attempts++) {
        const leftMs = deadline.remainingMs();
        try {
            return await attempt(Math.min(leftMs, attemptMs));
        }
        catch (error) {
            const isCut = error instanceof errors/* TooLateError */.T && attemptMs < leftMs;
            if (!(0,refusal/* isPassing */.WG)(error) && !isCut && !(isLast && error instanceof errors/* TooLateError */.T)) {
                if (trouble === undefined || !(error instanceof src_errors/* UnusableAnswerError */.qx))
                    throw error;
                // Running out of time says less than what used it up.
                throw new src_errors/* UnusableAnswerError */.qx(`${error.message}; before that ${trouble}`, { cause: error });
            }
            // The last attempt has so little time that not to answer within it says nothing.
            if (trouble === undefined || !(error instanceof errors/* TooLateError */.T))
                trouble = (0,refusal/* describeFailure */.Ic)(error, redact);
            const pause = pauseBetweenAttemptsMs(attempts, random());
            const remaining = deadline.remainingMs();
            const rest = remaining - Math.min(lastAttemptMs, remaining / 2);
            if (!isLast)
                await clock.sleep(Math.min(pause, rest));
            if (isLast || deadline.remainingMs() === 0) {
                throw new src_errors/* UnusableAnswerError */.qx(`${trouble}, and nothing better within ${within}`, { cause: error });
            }
            isLast = pause >= remaining;
        }
    }
}

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
;// CONCATENATED MODULE: ./src/runtime/probes/ask.ts

/**
 * Posts a question to the runtime.
 *
 * @returns the text of its answer
 * @throws RuntimeRefusalError for every status but 200, and what {@link RuntimeClient.ask} throws
 */
async function post(path, body, client, timeoutMs, headers = {}) {
    const isText = typeof body === 'string';
    const answer = await client.ask({
        method: 'POST',
        path,
        headers: {
            accept: 'application/json',
            'content-type': isText ? 'text/plain' : 'application/json',
            ...headers,
        },
        body: isText ? body : JSON.stringify(body),
    }, timeoutMs);
    if (answer.status !== 200)
        throw new refusal/* RuntimeRefusalError */.lG(answer, client.redact);
    return answer.text;
}

;// CONCATENATED MODULE: ./src/runtime/probes/chat.ts






const anything = dist/* fallback */.NpB(dist/* unknown */.L5J(), undefined);
const Completion = dist/* object */.Ikc({
    choices: dist/* pipe */.FsL(dist/* array */.YOg(dist/* object */.Ikc({ message: dist/* optional */.lqM(dist/* object */.Ikc({ content: dist/* optional */.lqM(anything) })) })), dist/* minLength */.BpQ(1)),
});
/** Longest part of the model's answer that is shown, in characters. */
const longestAnswer = 100;
/** `POST /v1/chat/completions`. */
async function askChat({ body }, client, timeoutMs) {
    // Gateways have answered 502 to whoever takes compressed answers, as Node's fetch does by default.
    const text = await post('/v1/chat/completions', body, client, timeoutMs, { 'accept-encoding': 'identity' });
    const { success, output } = dist/* safeParse */.xLC(Completion, (0,http_body/* parseJson */.qF)(text));
    if (!success) {
        const said = (0,src_text/* shorten */.ml)((0,refusal/* readMessage */._8)(text), refusal/* longestMessage */.qk, client.redact);
        throw new src_errors/* UnusableAnswerError */.qx(`HTTP 200 without choices${said && `: ${said}`}`);
    }
    const content = output.choices[0]?.message?.content;
    return typeof content === 'string' && content.trim() !== ''
        ? (0,src_text/* shorten */.ml)(content, longestAnswer, client.redact)
        : undefined;
}

;// CONCATENATED MODULE: ./src/runtime/probes/mcp.ts
/**
 * Calls a tool over the Model Context Protocol (`POST /v1/mcp`). The library for it is loaded when it is needed: it is
 * as large as all the rest.
 */
async function askMcp(probe, client, timeoutMs) {
    const { callTool } = await Promise.all(/* import() */[__webpack_require__.e(600), __webpack_require__.e(111)]).then(__webpack_require__.bind(__webpack_require__, 5111));
    return callTool(probe, client, timeoutMs);
}

;// CONCATENATED MODULE: ./src/runtime/probes/rows.ts



/**
 * How many rows an answer has, whatever its content type says.
 *
 * @throws UnusableAnswerError when it has no rows in the first place
 */
function countRows(text) {
    const body = (0,http_body/* parseJson */.qF)(text);
    // A newer form wraps them.
    const rows = typeof body === 'object' && body !== null && 'data' in body ? body.data : body;
    if (!Array.isArray(rows))
        throw new src_errors/* UnusableAnswerError */.qx('HTTP 200 with another body than rows');
    return (0,src_text/* count */.U9)(rows.length, 'row');
}

;// CONCATENATED MODULE: ./src/runtime/probes/nsql.ts


/** `POST /v1/nsql`. Samples of the data are not sent to the model, whatever the runtime's version does by default. */
async function askNsql({ query, model }, client, timeoutMs) {
    const body = { query, ...(model !== undefined && { model }), sample_data_enabled: false };
    return countRows(await post('/v1/nsql', body, client, timeoutMs));
}

;// CONCATENATED MODULE: ./src/runtime/probes/search.ts




/** `POST /v1/search`. No result is a result. */
async function askSearch({ body }, client, timeoutMs) {
    const answer = (0,http_body/* parseJson */.qF)(await post('/v1/search', body, client, timeoutMs));
    // Older runtimes call them matches.
    const { results, matches } = (answer ?? {});
    const found = results ?? matches;
    if (!Array.isArray(found))
        throw new src_errors/* UnusableAnswerError */.qx('HTTP 200 with another body than results');
    return (0,src_text/* count */.U9)(found.length, 'result');
}

;// CONCATENATED MODULE: ./src/runtime/probes/sql.ts


/** `POST /v1/sql`. */
async function askSql({ sql }, client, timeoutMs) {
    return countRows(await post('/v1/sql', sql, client, timeoutMs));
}

;// CONCATENATED MODULE: ./src/runtime/probes/run.ts







/**
 * The usual time for one request, in milliseconds. Some questions take longer: models think, and tables are large. So
 * only who gives another one means that an answer has to come within it; else it has all the time of the probe.
 */
const usualRequestMs = 30_000;
/** Asks the runtime one question. That it does not answer is a result, too. */
async function runProbe(probe, { client, timeoutMs, requestTimeoutMs, clock, random }) {
    const { redact } = client;
    const startedAt = clock.now();
    const end = () => ({ name: probe.kind, durationMs: Math.round(clock.now() - startedAt) });
    try {
        const detail = await persist((leftMs) => ask(probe, client, leftMs), {
            limitMs: timeoutMs,
            attemptMs: requestTimeoutMs === usualRequestMs ? undefined : requestTimeoutMs,
            clock,
            random,
            redact,
        });
        return { ...end(), ok: true, ...(detail !== undefined && { detail }) };
    }
    catch (error) {
        return { ...end(), ok: false, error: (0,refusal/* describeFailure */.Ic)(error, redact) };
    }
}
function ask(probe, client, timeoutMs) {
    switch (probe.kind) {
        case 'sql':
            return askSql(probe, client, timeoutMs);
        case 'nsql':
            return askNsql(probe, client, timeoutMs);
        case 'search':
            return askSearch(probe, client, timeoutMs);
        case 'chat':
            return askChat(probe, client, timeoutMs);
        case 'mcp':
            return askMcp(probe, client, timeoutMs);
    }
}

;// CONCATENATED MODULE: ./src/runtime/ready.ts





/** How long a runtime may be not ready before its datasets are asked why, in milliseconds. */
const patienceMs = 5000;
/**
 * Waits until the runtime says that it is ready (`GET /v1/ready`). Around the switch from one version to the next,
 * errors of gateways and connections are normal; a key that is not accepted ends the wait.
 */
async function waitUntilReady(options) {
    const { client, limitMs, watch, clock, random, listener } = options;
    const startedAt = clock.now();
    const deadline = (0,time/* deadlineIn */._5)(limitMs, clock);
    const looker = new Looker(options);
    let told;
    for (;;) {
        const sight = await looker.look({ path: '/v1/ready' }, deadline);
        const text = sight.kind === 'refused' ? '' : (sight.answer?.text.trim() ?? '');
        if (sight.kind === 'answer' && text.toLowerCase() === 'ready') {
            listener.runtimeReady(clock.now() - startedAt);
            return { kind: 'ready' };
        }
        if (sight.kind === 'refused') {
            const text = `The runtime at ${client.url} cannot be asked: ${sight.reason}.`;
            return { kind: 'not-ready', text, saidNotReady: false };
        }
        const reason = sight.kind === 'trouble' ? sight.reason : describeOtherAnswer(text, client.redact);
        if (reason !== told)
            listener.runtimeNotReady(reason);
        told = reason;
        // A gateway in its place would not know about datasets.
        const saidNotReady = sight.answer?.status === 503 && text.toLowerCase() === 'not ready';
        const isOver = deadline.remainingMs() === 0;
        if (watch && (isOver || (saidNotReady && clock.now() - startedAt >= patienceMs))) {
            const verdict = await watch.look(deadline);
            if (verdict?.kind === 'failed')
                return { kind: 'datasets-failed', text: verdict.text };
        }
        if (isOver) {
            const why = [reason, watch && describeDatasets(watch)].filter(Boolean).join('; ');
            const within = (0,pretty_ms/* default */.A)(limitMs);
            const text = (0,src_text/* endWithStop */.wU)(`The runtime at ${client.url} was not ready within ${within}: ${why}`);
            const failures = watch?.failures;
            return failures === undefined
                ? { kind: 'not-ready', text, saidNotReady }
                : { kind: 'datasets-failed', text: `${text} ${failures}` };
        }
        const pause = pauseBetweenLooksMs(clock.now() - startedAt, random());
        await clock.sleep(Math.ceil(Math.min(pause, deadline.remainingMs())));
    }
}
function describeDatasets({ progress, datasets }) {
    if (progress === undefined || datasets.length > 0)
        return progress && `datasets: ${progress}`;
    return 'it has no datasets, and one without any component never says that it is ready';
}
function describeOtherAnswer(text, redact) {
    return text === ''
        ? 'HTTP 200 with an empty body'
        : `HTTP 200 with another text: ${(0,src_text/* shorten */.ml)(text, 60, redact)}`;
}

;// CONCATENATED MODULE: ./src/runtime/verify.ts





/**
 * Finds out whether what was deployed runs: the runtime, then its datasets, then the answers to questions. All is asked
 * that can be, whatever fails before. Nothing is sent where there is nothing to check.
 */
async function verify(options) {
    const { warmupMs, datasetTimeoutMs, clock, random, probes, listener, requestTimeoutMs } = options;
    const { expectedDatasets: expected, mayStayIdle } = options;
    const checksDatasets = datasetTimeoutMs > 0;
    if (!checksDatasets && probes.length === 0)
        return { tests: [], datasets: [], problems: [] };
    const client = createRuntimeClient(options);
    const watch = checksDatasets
        ? new DatasetWatch({ client, expected, requestTimeoutMs, clock, listener })
        : undefined;
    const limitMs = mayStayIdle && warmupMs > 0 ? warmupMs : Math.max(warmupMs, datasetTimeoutMs);
    if (limitMs > 0) {
        const readiness = await waitUntilReady({
            client,
            limitMs,
            watch,
            requestTimeoutMs,
            clock,
            random,
            listener,
        });
        const isIdle = mayStayIdle && readiness.kind === 'not-ready' && readiness.saidNotReady;
        if (isIdle) {
            listener.idle();
        }
        else if (readiness.kind !== 'ready') {
            watch?.end();
            const { kind, text } = readiness;
            const part = kind === 'datasets-failed' ? 'datasets' : 'runtime';
            const tests = skip(probes, text, listener);
            const problems = [{ part, text, isTolerable: !checksDatasets }];
            return { tests, datasets: watch?.datasets ?? [], problems };
        }
    }
    const problems = [];
    if (watch !== undefined) {
        const verdict = await waitForDatasets(watch, { limitMs: datasetTimeoutMs, clock, random });
        watch.end();
        if (verdict.kind === 'failed')
            problems.push({ part: 'datasets', text: verdict.text, isTolerable: false });
    }
    const tests = await runProbes(client, options);
    problems.push(...tests.flatMap(describeProbe));
    return { tests, datasets: watch?.datasets ?? [], problems };
}
/** One after the other: each is to be judged by itself, and not by how busy the others keep the runtime. */
async function runProbes(client, { probes, testTimeoutMs: timeoutMs, requestTimeoutMs, clock, random, listener }) {
    const tests = [];
    for (const probe of probes) {
        listener.probing(probe.kind);
        const test = await runProbe(probe, { client, timeoutMs, requestTimeoutMs, clock, random });
        listener.probeEnded(test);
        tests.push(test);
    }
    return tests;
}
function skip(probes, why, listener) {
    return probes.map(({ kind }) => {
        const test = { name: kind, ok: false, durationMs: 0, error: `Not asked. ${why}` };
        listener.probeEnded(test);
        return test;
    });
}
function describeProbe({ name, ok, error }) {
    if (ok)
        return [];
    return [{ part: 'probes', text: (0,src_text/* endWithStop */.wU)(`The ${name} probe failed: ${error}`), isTolerable: true }];
}


/***/ })

};
