export const id = 980;
export const ids = [980];
export const modules = {

/***/ 1864:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  N: () => (/* binding */ connect)
});

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
;// CONCATENATED MODULE: ./src/spice/schema.ts

// Only what the action cannot do without is required. A decoration of the wrong type becomes null rather than
// taking the whole answer with it and null and missing mean the same.
const schema_text = dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* string */.YjP()), null);
const number = dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* number */.aig()), null);
const id = dist/* union */.KCZ([
    dist/* pipe */.FsL(dist/* number */.aig(), dist/* safeInteger */.Y2b()),
    dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^\d{1,15}$/), dist/* transform */.pdi(Number)),
]);
/** `TokenResponse` of the API description; `expires_in` in seconds. */
const TokenResponse = dist/* object */.Ikc({
    // Anything else could not be sent in a header, and the error that says so would quote it.
    access_token: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\x21-\x7e]+$/)),
    expires_in: number,
});
/** `AppWithConfig` of the API description. `production_branch` is set on apps that are connected to GitHub. */
const App = dist/* looseObject */._H3({ id, name: schema_text, production_branch: schema_text });
const DeploymentFields = dist/* object */.Ikc({
    id,
    status: dist/* nullish */.cl6(dist/* string */.YjP(), 'queued'),
    created_at: schema_text,
    started_at: schema_text,
    updated_at: schema_text,
    finished_at: schema_text,
    image_tag: schema_text,
    replicas: number,
    branch: schema_text,
    commit_sha: schema_text,
    commit_message: schema_text,
    error_message: schema_text,
    error_code: schema_text,
    creation_source: schema_text,
    created_by: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* union */.KCZ([dist/* string */.YjP(), dist/* number */.aig()])), null),
});
/** `DeploymentObserved` of the API description. Times are ISO 8601. */
const Deployment = dist/* pipe */.FsL(dist/* record */.g1P(dist/* string */.YjP(), dist/* unknown */.L5J()), dist/* rawTransform */.NTK(({ dataset: { value }, addIssue, NEVER }) => {
    const { success, output, issues } = dist/* safeParse */.xLC(DeploymentFields, value);
    if (!success) {
        for (const { message } of issues)
            addIssue({ message });
        return NEVER;
    }
    // As the API gave it, for those who want more of it.
    return { ...output, raw: value };
}));
/** Answer of `listDeployments`, newest first. An entry that is no deployment does not hide the others. */
const DeploymentList = dist/* pipe */.FsL(dist/* object */.Ikc({ deployments: dist/* array */.YOg(dist/* fallback */.NpB(dist/* nullable */.mee(Deployment), null)) }), dist/* transform */.pdi(({ deployments }) => deployments.filter((each) => each !== null)));
/** `Error` of the API description, with the names of RFC 6749 that the token endpoint may use. */
const ErrorBody = dist/* object */.Ikc({
    error: schema_text,
    error_description: schema_text,
    message: schema_text,
    code: schema_text,
    details: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* object */.Ikc({
        fieldErrors: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* record */.g1P(dist/* string */.YjP(), dist/* array */.YOg(dist/* string */.YjP()))), null),
        formErrors: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* array */.YOg(dist/* string */.YjP())), null),
    })), null),
});

;// CONCATENATED MODULE: ./src/spice/api.ts

function createSpiceApi({ client, auth, apiUrl, orgHeader }) {
    const common = { auth, ...(orgHeader !== undefined && { headers: { 'x-org-name': orgHeader } }) };
    return {
        getApp: async (appId, deadline, signal) => {
            const { value } = await client.call({
                ...common,
                operation: 'getApp',
                method: 'get',
                url: `${apiUrl}/v1/apps/${appId}`,
                schema: App,
                patience: 'patient',
                isQuiet: true,
                deadline,
                signal,
            });
            return value;
        },
        listDeployments: async (appId, limit, deadline) => {
            const { value, serverTimeMs, tookMs } = await client.call({
                ...common,
                operation: 'listDeployments',
                method: 'get',
                url: `${apiUrl}/v1/apps/${appId}/deployments`,
                searchParams: { limit },
                schema: DeploymentList,
                patience: 'patient',
                deadline,
            });
            return { deployments: value, serverTimeMs, tookMs };
        },
        getDeployment: async (appId, deploymentId, deadline) => {
            const { value } = await client.call({
                ...common,
                operation: 'getDeployment',
                method: 'get',
                url: `${apiUrl}/v1/apps/${appId}/deployments/${deploymentId}`,
                schema: Deployment,
                patience: 'once',
                isQuiet: true,
                deadline,
            });
            return value;
        },
        createDeployment: async (appId, request, deadline) => {
            const { value } = await client.call({
                ...common,
                operation: 'createDeployment',
                method: 'post',
                url: `${apiUrl}/v1/apps/${appId}/deployments`,
                json: request,
                schema: Deployment,
                patience: 'careful',
                deadline,
            });
            return value;
        },
    };
}

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
;// CONCATENATED MODULE: ./src/spice/auth.ts


/** A ready token, as the user gave it. */
function readyToken(token) {
    return { token: async () => token, renewable: false, forget() { } };
}
const defaultLifeSeconds = 3600;
const renewEarlySeconds = 60;
/**
 * OAuth client credentials, traded for a token when one is needed and again before it expires.
 * Source: `POST /api/oauth/token` (`exchangeToken`) in `management-api.openapi.yaml`.
 */
function clientCredentials({ clientId, clientSecret, scope, tokenUrl }, { client, clock, onToken }) {
    let current;
    const exchange = async (deadline) => {
        const { value } = await client.call({
            operation: 'exchangeToken',
            method: 'post',
            url: tokenUrl,
            json: {
                client_id: clientId,
                client_secret: clientSecret,
                grant_type: 'client_credentials',
                ...(scope !== undefined && { scope }),
            },
            schema: TokenResponse,
            isSecret: true,
            // A token more does no harm.
            patience: 'patient',
            deadline,
        });
        const { access_token, expires_in } = value;
        onToken(access_token);
        const life = expires_in ?? defaultLifeSeconds;
        const renewAt = clock.now() + Math.max(life - renewEarlySeconds, life / 2) * 1000;
        return { token: access_token, renewAt };
    };
    const start = (deadline) => {
        const started = { pending: exchange(deadline) };
        started.pending.then((issued) => {
            started.issued = issued;
        }, () => {
            if (current === started)
                current = undefined;
        });
        return started;
    };
    return {
        renewable: true,
        forget(token) {
            // Another request may have been refused at the same time and brought a fresh one already.
            if (current?.issued?.token === token)
                current = undefined;
        },
        async token(deadline) {
            for (;;) {
                const isDue = current?.issued !== undefined && clock.now() >= current.issued.renewAt;
                const shared = isDue ? undefined : current;
                // Requests at the same time share one exchange.
                current = shared ?? start(deadline);
                try {
                    return (await current.pending).token;
                }
                catch (error) {
                    // A shared one ran out of the time of the request that began it, not of ours.
                    if (!shared || !(error instanceof errors/* NoAnswerError */.i5) || deadline.remainingMs() === 0)
                        throw error;
                }
            }
        },
    };
}

// EXTERNAL MODULE: ./node_modules/ky/distribution/index.js + 12 modules
var distribution = __webpack_require__(9775);
// EXTERNAL MODULE: ./node_modules/ky/distribution/utils/type-guards.js
var type_guards = __webpack_require__(3201);
;// CONCATENATED MODULE: ./src/spice/fetch.ts
/** Largest answer that is read, in bytes. A list of 100 deployments with the longest messages is below it. */
const maxAnswerBytes = 2 * 1024 * 1024;
const maxRedirects = 5;
/** An answer that came but cannot be used as it is. */
class UnusableAnswerError extends Error {
    name = 'UnusableAnswerError';
}
/**
 * A `fetch` for ky whose promise settles only when the whole body is here, so that what limits an attempt in time
 * limits its body too. Bodies are capped while they stream, and redirects are followed within the origin alone:
 * neither a token in a header nor a client secret in a body may travel to another one.
 *
 * The limits are kept here and not by ky: it gives its signal to copies of requests, which Node may forget to abort,
 * and a connection left open would keep the process from ending.
 *
 * @throws UnusableAnswerError when no whole answer came in time, or one larger than `maxAnswerBytes`
 */
function wholeAnswers(fetch, limits) {
    return async (input, init) => {
        const request = new Request(input, init);
        const body = request.body === null ? null : await request.text();
        const { timeoutMs, signal } = limits();
        const abort = new AbortController();
        const giveUp = () => abort.abort(signal?.reason);
        signal?.addEventListener('abort', giveUp);
        const seconds = Math.round(timeoutMs / 100) / 10;
        const tooLate = () => abort.abort(new UnusableAnswerError(`no answer within ${seconds} s`));
        const timer = setTimeout(tooLate, timeoutMs);
        try {
            const response = await followWithinOrigin(request, (url) => fetch(url, {
                method: request.method,
                headers: request.headers,
                body,
                redirect: 'manual',
                signal: abort.signal,
            }));
            const whole = await readCapped(response);
            const { status, statusText } = response;
            const headers = plainTimes(response);
            return new Response(canHaveBody(status) ? whole : null, { status, statusText, headers });
        }
        catch (error) {
            throw abort.signal.aborted ? abort.signal.reason : error;
        }
        finally {
            clearTimeout(timer);
            signal?.removeEventListener('abort', giveUp);
        }
    };
}
async function followWithinOrigin({ url, method }, ask) {
    let at = url;
    let response = await ask(at);
    for (let hops = 0; hops < maxRedirects; hops++) {
        const location = response.headers.get('location');
        if (location === null || !asksAgain(response.status, method))
            break;
        const next = URL.parse(location, at);
        if (next?.origin !== new URL(at).origin)
            break;
        await response.body?.cancel();
        at = next.href;
        response = await ask(at);
    }
    return response;
}
/** Whether a redirect asks for the same request elsewhere, and not for a GET in its place. */
function asksAgain(status, method) {
    return status === 307 || status === 308 || (method === 'GET' && [301, 302, 303].includes(status));
}
async function readCapped(response) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
        bytes += chunk.byteLength;
        // Leaving the loop cancels the stream, and so the connection.
        if (bytes > maxAnswerBytes)
            throw new UnusableAnswerError('an answer of more than 2 MiB');
        chunks.push(chunk);
    }
    return new Blob(chunks);
}
/** Where a limit on the rate of requests is at work, and its headers are meant. */
const isRateLimited = new Set([425, 429, 503]);
const rateLimitHeaders = [
    'ratelimit-reset',
    'x-ratelimit-reset',
    'x-rate-limit-reset',
    'x-ratelimit-retry-after',
];
/**
 * The headers of an answer, with the times at which to come back made plain for ky. It reads moments by the clock of
 * the runner, which may be wrong by minutes, so they become seconds by the server's own; and it takes the headers of a
 * rate limit to be meant on every error, where servers send them with every answer.
 */
function plainTimes({ status, headers: given }) {
    const headers = new Headers(given);
    if (!isRateLimited.has(status))
        for (const name of rateLimitHeaders)
            headers.delete(name);
    const now = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(now))
        return headers;
    const secondsUntil = (moment) => String(Math.max(0, Math.ceil((moment - now) / 1000)));
    const retryAfter = headers.get('retry-after') ?? '';
    const retryAt = /^\d+$/.test(retryAfter) ? Number.NaN : Date.parse(retryAfter);
    if (!Number.isNaN(retryAt))
        headers.set('retry-after', secondsUntil(retryAt));
    const reset = headers.get('x-ratelimit-reset') ?? '';
    // A smaller number is one of seconds already.
    if (/^\d{10}$/.test(reset))
        headers.set('x-ratelimit-reset', secondsUntil(Number(reset) * 1000));
    return headers;
}
function canHaveBody(status) {
    return ![101, 204, 205, 304].includes(status);
}

;// CONCATENATED MODULE: ./src/spice/json.ts

/** No answer of the API is nested more than a few levels deep. */
const deepest = 100;
/**
 * Parses JSON that a server sent. A small text can be nested so deeply that its value takes a hundred times the room
 * and overflows the stack of whoever walks through it.
 *
 * @throws UnusableAnswerError, SyntaxError
 */
function parseServerJson(text) {
    let depth = 0;
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|$)|[[\]{}]/gs)) {
        if (token === '[' || token === '{')
            depth++;
        if (token === ']' || token === '}')
            depth--;
        if (depth > deepest)
            throw new UnusableAnswerError('JSON that is nested too deeply');
    }
    return JSON.parse(text);
}

;// CONCATENATED MODULE: ./src/spice/retry.ts


const noBetterAnswer = new Set([400, 401, 403]);
const turnedAwayAtTheDoor = new Set([425, 429]);
/** Errors of a connection that was never made, so that no byte of the request left. */
const neverConnected = new Set([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
]);
/** Decides on failed attempts of one call, in order. */
function attemptJudge(patience, canRenewToken) {
    let renewed = false;
    let wasMissing = false;
    return (error) => {
        const status = (0,type_guards/* isHTTPError */.nr)(error) ? error.response.status : undefined;
        if (status === 401 && canRenewToken && !renewed) {
            renewed = true;
            return 'renew-token';
        }
        // A token that was good in between may end like the one before.
        if (status !== 401)
            renewed = false;
        if (patience === 'once')
            return 'give-up';
        if (patience === 'careful')
            return isTurnedAway(error) ? 'again' : 'give-up';
        // A gateway that has just started knows no routes for a moment; two in a row mean it.
        if (status === 404 && wasMissing)
            return 'give-up';
        wasMissing = status === 404;
        if (status !== undefined)
            return noBetterAnswer.has(status) ? 'give-up' : 'again';
        return isTrouble(error) ? 'again' : 'give-up';
    };
}
/** Whether the server's work was never reached, so that repeating the request cannot do it twice. */
function isTurnedAway(error) {
    if ((0,type_guards/* isHTTPError */.nr)(error))
        return turnedAwayAtTheDoor.has(error.response.status);
    return neverConnected.has(errorCode(error) ?? '');
}
/** Whether an error means that no usable answer came, rather than that the program is wrong. */
function isTrouble(error) {
    return ((0,type_guards/* isNetworkError */.TX)(error) ||
        (0,type_guards/* isTimeoutError */.c8)(error) ||
        (0,type_guards/* isForceRetryError */.uU)(error) ||
        error instanceof UnusableAnswerError ||
        errorCode(error) !== undefined);
}
/** The system's or undici's code of a failed connection, wherever in the chain of causes it is. */
function errorCode(error) {
    for (let each = error; each instanceof Error; each = each.cause) {
        if ('code' in each && typeof each.code === 'string')
            return each.code;
    }
    return undefined;
}
const everyError = Array.from({ length: 300 }, (_, index) => 300 + index);
/** What ky is told; whether to repeat at all is decided by {@link attemptJudge}. */
const backoff = {
    // The deadline ends it, not a count.
    limit: Number.MAX_SAFE_INTEGER,
    methods: ['get', 'post'],
    statusCodes: everyError,
    afterStatusCodes: everyError,
    retryOnTimeout: true,
    delay: (attempt) => Math.min(maxDelayMs, 500 * 2 ** Math.min(attempt - 1, 10)),
    jitter: true,
};
const maxDelayMs = 15_000;
/** Least time between two attempts, in milliseconds: jitter and `Retry-After: 0` would allow none at all. */
function leastDelayMs(attempt) {
    return Math.min(2000, 250 * 2 ** Math.min(attempt - 1, 10));
}

;// CONCATENATED MODULE: ./src/spice/answer.ts






/**
 * Reads the JSON of a successful answer.
 *
 * @param redact hides what a server repeats of the secrets that it got, before anything cuts it to pieces
 * @throws UnusableAnswerError when it is no JSON or not of the shape described
 */
async function parseAnswer(response, schema, redact) {
    const text = decode(await response.arrayBuffer(), response.status);
    const json = parseJson(redact(text));
    const parsed = dist/* safeParse */.xLC(schema, json);
    if (parsed.success)
        return parsed.output;
    const kind = json !== undefined ? 'JSON of another shape' : text === '' ? 'an empty body' : describeText(text);
    throw new UnusableAnswerError(`HTTP ${response.status} with ${kind}`);
}
/** What a refusal of the API says, from whatever body it has. */
function readRefusal(operation, status, data, redact) {
    const text = typeof data === 'string' ? data : '';
    const body = dist/* safeParse */.xLC(ErrorBody, typeof data === 'string' ? parseJson(text) : data);
    if (!body.success) {
        return { operation, status, message: looksLikeHtml(text) ? describeText(text) : redact(text.trim()) };
    }
    const { error, error_description, message, code, details } = body.output;
    const fieldErrors = Object.entries(details?.fieldErrors ?? {}).map(([field, problems]) => `${field}: ${problems.join(', ')}`);
    return {
        operation,
        status,
        message: redact([error ?? message, error_description].filter(Boolean).join(': ')),
        code: code ?? undefined,
        fieldErrors: [...fieldErrors, ...(details?.formErrors ?? [])].map(redact),
    };
}
/** Why an attempt brought no usable answer, in a few words. */
function describeTrouble(error, redact) {
    if ((0,type_guards/* isHTTPError */.nr)(error)) {
        const { status, statusText } = error.response;
        const { message } = readRefusal('getApp', status, error.data, redact);
        return `HTTP ${status} ${statusText}`.trim() + (message === '' ? '' : ` ("${message}")`);
    }
    if ((0,type_guards/* isTimeoutError */.c8)(error))
        return 'no answer in time';
    if ((0,type_guards/* isForceRetryError */.uU)(error) && error.cause instanceof Error)
        return error.cause.message;
    if (error instanceof UnusableAnswerError)
        return error.message;
    const code = errorCode(error);
    const cause = rootCause(error);
    return code === undefined || cause.includes(code) ? cause : `${cause} (${code})`;
}
function rootCause(error) {
    let root = error;
    while (root instanceof Error && root.cause instanceof Error)
        root = root.cause;
    // The error of several failed addresses at once has no message of its own.
    if (root instanceof AggregateError && root.message === '')
        return rootCause(root.errors[0]);
    return root instanceof Error ? root.message : String(root);
}
/** @throws UnusableAnswerError for bytes that are no UTF-8: put right they could tell anything. */
function decode(body, status) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(body);
    }
    catch {
        throw new UnusableAnswerError(`HTTP ${status} with a body that is no UTF-8`);
    }
}
function parseJson(text) {
    try {
        return parseServerJson(text);
    }
    catch {
        return undefined;
    }
}
function looksLikeHtml(text) {
    return /^\s*<(!doctype|html|head|body|\?xml)/i.test(text);
}
function describeText(text) {
    return looksLikeHtml(text) ? 'an HTML page' : 'a body that is no JSON';
}

;// CONCATENATED MODULE: ./src/spice/client.ts






/** The one place where requests to Spice Cloud leave from. */
function createClient({ fetch, clock, requestTimeoutMs, trouble, redact }) {
    const http = distribution/* default */.Ay.create({
        timeout: false,
        // For refusals: what is no JSON is told as it is.
        parseJson: (text) => {
            try {
                return parseServerJson(text);
            }
            catch {
                return text;
            }
        },
        headers: { accept: 'application/json', 'user-agent': 'spice-cloud-deploy-action' },
    });
    return {
        async call({ operation, url, schema, patience, isQuiet = false, isSecret = false, deadline, auth, signal, ...request }) {
            const judge = attemptJudge(patience, auth?.renewable ?? false);
            // Whether an attempt is under way of which nobody can say yet that it did nothing.
            let mayHaveWorked = false;
            let departedAt = 0;
            let failedAt = 0;
            let token;
            let lastTrouble;
            let answer;
            const depart = (input, init) => {
                mayHaveWorked = true;
                departedAt = clock.now();
                return fetch(input, init);
            };
            const limits = () => ({ timeoutMs: Math.min(requestTimeoutMs, deadline.remainingMs()), signal });
            const startAttempt = async (headers) => {
                token = await auth?.token(deadline);
                if (token !== undefined)
                    headers.set('authorization', `Bearer ${token}`);
            };
            const noteTrouble = (error) => {
                failedAt = clock.now();
                lastTrouble = describeTrouble(error, redact);
                if (!isQuiet)
                    trouble.attemptFailed(lastTrouble);
            };
            try {
                await http(url, {
                    ...request,
                    ...(signal && { signal }),
                    fetch: wholeAnswers(depart, limits),
                    totalTimeout: deadline.remainingMs(),
                    retry: {
                        ...backoff,
                        shouldRetry: ({ error }) => {
                            const next = judge(error);
                            if (next === 'give-up')
                                return false;
                            mayHaveWorked = false;
                            if (next === 'renew-token') {
                                if (token !== undefined)
                                    auth?.forget(token);
                                return true;
                            }
                            noteTrouble(error);
                            // An answer with a header that names the time is left to ky; it knows only some errors by itself.
                            return (0,type_guards/* isHTTPError */.nr)(error) ? undefined : true;
                        },
                    },
                    hooks: {
                        beforeRequest: [({ request }) => startAttempt(request.headers)],
                        beforeRetry: [
                            async ({ request, retryCount }) => {
                                const early = failedAt + leastDelayMs(retryCount) - clock.now();
                                if (failedAt > 0 && early > 0)
                                    await clock.sleep(Math.min(early, deadline.remainingMs()));
                                // One that is cut off right away would only leave open what became of it.
                                if (patience === 'careful' && deadline.remainingMs() < leastAttemptMs) {
                                    throw new errors/* NoAnswerError */.i5(operation, lastTrouble ?? 'no time was left', false);
                                }
                                await startAttempt(request.headers);
                            },
                        ],
                        afterResponse: [
                            async ({ response }) => {
                                if (!response.ok)
                                    return;
                                try {
                                    answer = {
                                        value: await parseAnswer(response, schema, isSecret ? (text) => text : redact),
                                        serverTimeMs: readServerTime(response),
                                        tookMs: clock.now() - departedAt,
                                    };
                                }
                                catch (error) {
                                    if (patience !== 'patient' || !(error instanceof UnusableAnswerError))
                                        throw error;
                                    noteTrouble(error);
                                    return distribution/* default */.Ay.retry({ cause: error });
                                }
                                if (!isQuiet)
                                    trouble.attemptWorked();
                            },
                        ],
                    },
                });
                // A call that ends without an error has had an answer that could be read.
                return answer;
            }
            catch (error) {
                if ((0,type_guards/* isHTTPError */.nr)(error) && !isOpenFate(error.response.status)) {
                    throw new errors/* RefusalError */.XQ(readRefusal(operation, error.response.status, error.data, redact), {
                        cause: error,
                    });
                }
                if (!isTrouble(error) && !(0,type_guards/* isHTTPError */.nr)(error))
                    throw error;
                // Running out of time says less than what used it up, be it that of the token.
                const reason = ((0,type_guards/* isTimeoutError */.c8)(error) && (lastTrouble ?? trouble.reason)) || describeTrouble(error, redact);
                if (patience === 'careful' && mayHaveWorked)
                    trouble.attemptFailed(reason);
                throw new errors/* NoAnswerError */.i5(operation, reason, mayHaveWorked, { cause: error });
            }
        },
    };
}
function readServerTime({ headers }) {
    const time = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(time) ? undefined : time;
}
/** A create is not repeated with less time left, in milliseconds. */
const leastAttemptMs = 500;
/** Statuses that leave open whether the work was done: a gateway may give them after it was; 303 points to its result. */
function isOpenFate(status) {
    return status === 303 || status === 408 || status >= 500;
}

;// CONCATENATED MODULE: ./src/spice/trouble.ts
/** Turns single failed attempts into stretches of trouble. */
class Trouble {
    #reason;
    #listener;
    constructor(listener) {
        this.#listener = listener;
    }
    /** What it looks like at present; undefined while there is none. */
    get reason() {
        return this.#reason;
    }
    attemptFailed(reason) {
        const isFirst = this.#reason === undefined;
        this.#reason = reason;
        if (isFirst)
            this.#listener.troubleBegan(reason);
    }
    attemptWorked() {
        if (this.#reason === undefined)
            return;
        this.#reason = undefined;
        this.#listener.troubleEnded();
    }
}

;// CONCATENATED MODULE: ./src/connect.ts




/** Puts the Management API together as the inputs say: where it is and who asks. */
function connect(inputs, { secrets, listener, fetch, clock }) {
    const { credentials, apiUrl, org, requestTimeoutMs } = inputs;
    const redact = (text) => secrets.redact(text);
    const client = createClient({ fetch, clock, requestTimeoutMs, trouble: new Trouble(listener), redact });
    if (credentials.kind === 'token') {
        return createSpiceApi({ client, auth: readyToken(credentials.token), apiUrl, orgHeader: org });
    }
    const auth = clientCredentials(credentials, { client, clock, onToken: (token) => secrets.add(token) });
    // A client acts on its own organization and no other.
    return createSpiceApi({ client, auth, apiUrl });
}


/***/ }),

/***/ 9228:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HZ: () => (/* binding */ findDeployment),
/* harmony export */   qr: () => (/* binding */ most)
/* harmony export */ });
/* unused harmony export fewest */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);

/** How many deployments a look asks for: ours is among the newest unless many came after it. */
const fewest = 20;
/** The most that a list gives, by some sources. */
const most = 100;
/**
 * Looks at one deployment. The list is what the reference describes; where it does not have the deployment, because
 * it lags behind or many came after it, the newer call for a single one is tried.
 *
 * @throws RefusalError, NoAnswerError
 */
async function findDeployment(id, api, appId, deadline) {
    let { deployments } = await api.listDeployments(appId, fewest, deadline);
    const has = () => deployments.some((each) => each.id === id);
    if (!has() && deployments.length >= fewest) {
        deployments = (await api.listDeployments(appId, most, deadline)).deployments;
    }
    const index = deployments.findIndex((each) => each.id === id);
    const listed = deployments[index];
    // The list is newest first; ids only stand in where it does not have ours.
    const newer = listed === undefined ? deployments.filter((each) => each.id > id) : deployments.slice(0, index);
    if (listed !== undefined)
        return { deployment: listed, newer };
    try {
        return { deployment: await api.getDeployment(appId, id, deadline), newer };
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ || error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoAnswerError */ .i5))
            throw error;
        const isNotFound = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ && error.refusal.status === 404;
        // Servers without that call answer 404, too, which says nothing of what a full list leaves out.
        const absence = !isNotFound ? 'not yet' : deployments.length < most ? 'missing' : 'out of sight';
        return { deployment: undefined, newer, absence };
    }
}


/***/ }),

/***/ 3916:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   XQ: () => (/* binding */ RefusalError),
/* harmony export */   dz: () => (/* binding */ InputError),
/* harmony export */   i5: () => (/* binding */ NoAnswerError)
/* harmony export */ });
/** Inputs that cannot be used. Nothing was sent when it is thrown. */
class InputError extends Error {
    name = 'InputError';
    /** One sentence an input: what is allowed and what was given. */
    problems;
    constructor(problems) {
        super(problems.join('\n'));
        this.problems = problems;
    }
}
/** An answer of Spice Cloud that says no. Asking again as it stands would not help. */
class RefusalError extends Error {
    name = 'RefusalError';
    refusal;
    constructor(refusal, options) {
        super(`HTTP ${refusal.status}${refusal.message && `: ${refusal.message}`}`, options);
        this.refusal = refusal;
    }
}
/** No usable answer came in the time there was. */
class NoAnswerError extends Error {
    name = 'NoAnswerError';
    operation;
    /**
     * False where no attempt can have reached the server's work: each was refused at the door (429) or never
     * connected. True where one may have been carried out without an answer.
     */
    mayHaveWorked;
    constructor(operation, reason, mayHaveWorked, options) {
        super(reason, options);
        this.operation = operation;
        this.mayHaveWorked = mayHaveWorked;
    }
}


/***/ }),

/***/ 8422:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readInputs),
/* harmony export */   Q: () => (/* binding */ maskSecrets)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6421);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3916);



const maxSeconds = 86_400;
const text = valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP();
const token = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^[\x21-\x7e]+$/, 'must be one line without spaces'));
const boolean = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^(true|True|TRUE|false|False|FALSE)$/, 'must be `true` or `false`'), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((value) => value.toLowerCase() === 'true'));
const id = (of) => valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^[1-9]\d{0,15}$/, `must be the numeric id of ${of}, such as \`4321\``), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeInteger */ .Y2b(`must be the numeric id of ${of}, such as \`4321\``));
const channel = valibot__WEBPACK_IMPORTED_MODULE_2__/* .picklist */ .KIO(['stable', 'preview', 'nightly', 'internal'], 'must be `stable`, `preview`, `nightly` or `internal`');
const onConflict = valibot__WEBPACK_IMPORTED_MODULE_2__/* .picklist */ .KIO(['wait', 'fail'], 'must be `wait` or `fail`');
const onSuperseded = valibot__WEBPACK_IMPORTED_MODULE_2__/* .picklist */ .KIO(['fail', 'pass'], 'must be `fail` or `pass`');
const replicas = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^([1-9]|10)$/, 'must be a whole number from 1 to 10'), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(Number));
const org = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^[\w.-]+$/, 'must be the handle of an organization: letters, digits, dots, hyphens, underscores'));
/** A time in seconds as the user writes it, in milliseconds as the program uses it. */
function seconds(least) {
    const rule = least > 0
        ? `must be a number of seconds from ${least} to ${maxSeconds}`
        : `must be a number of seconds above 0, at most ${maxSeconds}`;
    return valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^\d+(\.\d+)?$/, rule), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_2__/* .check */ .z6Y((value) => value > 0 && value >= least && value <= maxSeconds, rule), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((value) => value * 1000));
}
const url = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .check */ .z6Y((value) => URL.canParse(value), 'must be a URL such as `https://api.spice.ai`'), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((value) => new URL(value)), valibot__WEBPACK_IMPORTED_MODULE_2__/* .check */ .z6Y(({ protocol, hostname }) => protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)), 'must start with `https://`, since credentials are sent there (`http://` is for this machine only)'), valibot__WEBPACK_IMPORTED_MODULE_2__/* .check */ .z6Y(({ username, password, search, hash }) => `${username}${password}${search}${hash}` === '', 'must be a URL without user name, query and fragment'), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ href }) => href.replace(/\/+$/, '')));
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
/** Hides the secrets of the inputs. To be called before anything else can be printed. */
function maskSecrets(secrets) {
    for (const name of ['client-secret', 'api-token', 'github-token'])
        secrets.add(_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4(name));
}
/**
 * Reads and checks every input.
 *
 * @param whyNoSecrets what GitHub does on this event that leaves secrets empty, when it does
 * @throws InputError naming all that is wrong, at once
 */
function readInputs(secrets, whyNoSecrets) {
    const problems = [];
    const read = (name, schema) => {
        const given = _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4(name);
        // An expression without a value, such as an input that a push event does not have, counts as not given.
        if (given === '')
            return undefined;
        const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(schema, given);
        if (parsed.success)
            return parsed.output;
        const isSecret = secrets.redact(given) !== given;
        problems.push(`\`${name}\` ${parsed.issues[0].message}${isSecret ? '.' : `, but it is \`${cut(given)}\`.`}`);
        return undefined;
    };
    const apiUrl = read('api-url', url) ?? 'https://api.spice.ai';
    const tokenUrl = read('oauth-token-url', url) ?? 'https://spice.ai/api/oauth/token';
    const credentials = chooseCredentials({
        clientId: read('client-id', text),
        clientSecret: read('client-secret', text),
        scope: read('scope', text),
        tokenUrl,
        apiToken: read('api-token', token),
        isApiTokenGiven: _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('api-token') !== '',
        whyNoSecrets,
    });
    if (typeof credentials === 'string')
        problems.push(credentials);
    if (_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4('app-id') === '')
        problems.push('`app-id` is missing: give the numeric id of the app to deploy.');
    const inputs = {
        apiUrl,
        org: read('org', org),
        appId: read('app-id', id('an app')),
        channel: read('channel', channel),
        replicas: read('replicas', replicas),
        imageTag: read('image-tag', text),
        debug: read('debug', boolean) ?? false,
        branch: read('branch', text),
        commitSha: read('commit-sha', text),
        commitMessage: read('commit-message', text),
        deploymentId: read('deployment-id', id('a deployment')),
        onConflict: read('on-conflict', onConflict) ?? 'wait',
        onSuperseded: read('on-superseded', onSuperseded) ?? 'fail',
        waitForCompletion: read('wait-for-completion', boolean) ?? true,
        timeoutMs: read('timeout-seconds', seconds(0)) ?? 600_000,
        pollIntervalMs: read('poll-interval-seconds', seconds(0.1)),
        requestTimeoutMs: read('request-timeout-seconds', seconds(0)) ?? 30_000,
        githubToken: read('github-token', text),
    };
    if (problems.length > 0 || inputs.appId === undefined || typeof credentials === 'string') {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz(problems);
    }
    return { ...inputs, appId: inputs.appId, credentials };
}
/** The one way to authenticate that was given, or the sentence that says why there is none. */
function chooseCredentials(given) {
    const { clientId, clientSecret, scope, tokenUrl, apiToken, isApiTokenGiven, whyNoSecrets } = given;
    const hint = whyNoSecrets === undefined ? '' : ` ${whyNoSecrets}`;
    if (isApiTokenGiven && (clientId !== undefined || clientSecret !== undefined)) {
        return '`api-token` and `client-id` with `client-secret` are two ways to authenticate: give one of them only.';
    }
    // What is wrong with a token that cannot be used has been said already.
    if (isApiTokenGiven)
        return { kind: 'token', token: apiToken ?? '' };
    if (clientId !== undefined && clientSecret !== undefined) {
        return { kind: 'client', clientId, clientSecret, scope, tokenUrl };
    }
    if (clientId !== undefined)
        return `\`client-secret\` is missing or empty: it goes with \`client-id\`.${hint}`;
    if (clientSecret !== undefined)
        return '`client-id` is missing or empty: it goes with `client-secret`.';
    return `No credentials: give \`client-id\` and \`client-secret\` of an OAuth client, or an \`api-token\`.${hint}`;
}
function cut(text) {
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}


/***/ }),

/***/ 561:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ Files)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6421);

/**
 * The files through which an action speaks to the runner. They are read after the step whatever its end, so what was
 * written before a kill counts; and a file that cannot be written must not fail a deployment.
 */
class Files {
    #written = {};
    #isUnwritable = false;
    #secrets;
    #log;
    constructor(secrets, log) {
        this.#secrets = secrets;
        this.#log = log;
    }
    /** Writes the outputs that are new or have changed. */
    writeOutputs(outputs) {
        for (const [name, value] of Object.entries(outputs)) {
            if (this.#written[name] !== value)
                this.#try(() => _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH(name, this.#secrets.redact(value)));
        }
        this.#written = outputs;
    }
    /** Saves what the post step has to know. */
    saveState(name, value) {
        this.#try(() => _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ(name, value));
    }
    async appendSummary(markdown) {
        try {
            await _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .summary */ .z.addRaw(this.#secrets.redact(markdown)).write();
        }
        catch (error) {
            this.#noteUnwritable(error);
        }
    }
    #try(write) {
        try {
            write();
        }
        catch (error) {
            this.#noteUnwritable(error);
        }
    }
    #noteUnwritable(error) {
        if (this.#isUnwritable)
            return;
        this.#isUnwritable = true;
        this.#log.info(`A file of the runner cannot be written: ${error instanceof Error ? error.message : error}`);
    }
}


/***/ }),

/***/ 6472:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ Log)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6421);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5655);


/** An annotation is cut by GitHub after 4,096 characters. */
const annotationLength = 4000;
/** Prints to the log of the step. Whatever comes in, no secret goes out, and nothing acts on the runner. */
class Log {
    #secrets;
    constructor(secrets) {
        this.#secrets = secrets;
    }
    /** One line. */
    info(text) {
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .info */ .pq((0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .inertLine */ .Fq)(this.#secrets.redact(text)));
    }
    warning(text) {
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e(this.#forAnnotation(text));
    }
    error(title, text) {
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3(this.#forAnnotation(text), { title });
    }
    #forAnnotation(text) {
        return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)((0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .inert */ .tJ)(this.#secrets.redact(text)), annotationLength);
    }
}


/***/ }),

/***/ 5655:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fq: () => (/* binding */ inertLine),
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   TM: () => (/* binding */ firstLine),
/* harmony export */   bf: () => (/* binding */ readableLength),
/* harmony export */   e1: () => (/* binding */ asText),
/* harmony export */   tJ: () => (/* binding */ inert)
/* harmony export */ });
/* harmony import */ var escape_goat__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4396);

/**
 * Makes text of others (a server, a commit) safe to print in the log of a step. The runner acts on `::command::` at
 * the start of a line and on `##[command]` anywhere in one; an invisible character in between takes their effect and
 * leaves their look. Control characters go, since they can move the cursor or reverse the reading direction.
 */
function inert(text) {
    return text
        .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
        .replace(controls, '')
        .replaceAll('##[', `##${breaker}[`)
        .replace(/^([^\S\n]*)::/gm, `$1:${breaker}:`);
}
const breaker = '\u200b';
const controls = /[[\p{Cc}\p{Bidi_Control}]--[\t\n]]/gv;
/** The same on one line, for a log in which each line says one thing. */
function inertLine(text) {
    const lines = inert(text).split('\n');
    return lines
        .map((line) => line.trim())
        .filter(Boolean)
        .join(' ⏎ ');
}
/** Longest text of others that a sentence takes in: an annotation is at most 4,096 characters. */
const readableLength = 1500;
/** At most so many characters, with an ellipsis where some were left out. */
function cut(text, most) {
    const characters = Array.from(text);
    return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}
/** The first line, readable at a glance. */
function firstLine(text, most = 72) {
    return cut(inert(text).trim().split('\n', 1)[0] ?? '', most);
}
/** Text as HTML that shows it as it is. */
function asText(text) {
    return (0,escape_goat__WEBPACK_IMPORTED_MODULE_0__/* .htmlEscape */ .z)(inert(text));
}


/***/ }),

/***/ 7194:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ Secrets)
/* harmony export */ });
/**
 * The secrets of this run. The runner masks what it prints itself; files (outputs, summary) it takes as they are,
 * and a server may repeat a token in an error text, so everything written is also redacted here.
 */
class Secrets {
    #values = new Set();
    #mask;
    /** @param mask makes the runner hide a value in its log (`core.setSecret`) */
    constructor(mask) {
        this.#mask = mask;
    }
    /** Hides a value from now on. Call it before anything could print the value. */
    add(value) {
        if (value === '' || this.#values.has(value))
            return;
        this.#values.add(value);
        this.#mask(value);
    }
    /** Hides the secrets in a text, as they are and as they stand in JSON. */
    redact(text) {
        const forms = [...this.#values].flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
        // The longest first: one secret may hold another.
        const values = forms.sort((a, b) => b.length - a.length);
        return values.reduce((redacted, value) => redacted.replaceAll(value, '***'), text);
    }
}


/***/ }),

/***/ 6174:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ useProxyFromEnvironment)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_http__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3916);


const names = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'];
/**
 * Makes Node's own `fetch` go through the proxies of the environment (`https_proxy`, `http_proxy`, `no_proxy`, in
 * either case, the lower one first), which it would ignore by itself.
 *
 * @throws InputError for a proxy that is none
 */
async function useProxyFromEnvironment(env) {
    const given = names.filter((name) => env[name]);
    if (given.length === 0)
        return;
    const proxies = Object.fromEntries(given.map((name) => [name, withScheme(env[name] ?? '')]));
    const odd = given.filter((name) => !isHttpUrl(proxies[name] ?? ''));
    // Without its value, which may hold a password.
    if (odd.length > 0) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz(odd.map((name) => `The environment variable \`${name}\` must be the http URL of a proxy.`));
    }
    if ((node_http__WEBPACK_IMPORTED_MODULE_0___default().setGlobalProxyFromEnv) !== undefined) {
        node_http__WEBPACK_IMPORTED_MODULE_0___default().setGlobalProxyFromEnv({ ...env, ...proxies });
        return;
    }
    // Early releases of Node 24 have no such function, but their fetch takes its dispatcher from undici's global place.
    const { EnvHttpProxyAgent, setGlobalDispatcher } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 6752, 19));
    Object.assign(process.env, proxies);
    setGlobalDispatcher(new EnvHttpProxyAgent());
}
/** Other tools take `proxy.example:3128` as well. */
function withScheme(proxy) {
    return proxy.includes('://') ? proxy : `http://${proxy}`;
}
function isHttpUrl(text) {
    return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '');
}


/***/ }),

/***/ 9834:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ earlier),
/* harmony export */   _5: () => (/* binding */ deadlineIn),
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
const systemClock = {
    now: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
function deadlineIn(ms, clock, graceMs = 0) {
    const end = clock.now() + ms;
    return {
        remainingMs: () => Math.max(0, end - clock.now()),
        lastLook: () => deadlineIn(Math.max(0, end + graceMs - clock.now()), clock),
    };
}
/** Whichever of the two comes first. */
function earlier(one, other) {
    return {
        remainingMs: () => Math.min(one.remainingMs(), other.remainingMs()),
        lastLook: () => earlier(one.lastLook(), other.lastLook()),
    };
}


/***/ })

};
