export const id = 609;
export const ids = [609,834];
export const modules = {

/***/ 8279:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ showName),
/* harmony export */   l: () => (/* binding */ nameValue)
/* harmony export */ });
const longest = 60;
/**
 * The name of an entry as it may be shown.
 *
 * @returns undefined for one that is long, or has odd characters: it may be a part of a value that lost its quotes
 */
function showName(name) {
    return name.length <= longest && /^[\w .-]+$/.test(name) ? `\`${name}\`` : undefined;
}
/** Names the value of an entry, for a sentence. */
function nameValue(name) {
    const shown = showName(name);
    return shown === undefined ? 'a value' : `the value of ${shown}`;
}


/***/ }),

/***/ 3234:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ readSecrets)
/* harmony export */ });
/* harmony import */ var _entry_name_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8279);

/** Source: `UpsertSecretRequest` of the API description. */
const nameRule = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/**
 * Reads the input `secrets`: dotenv text, or a YAML or JSON map. Hides every value before anything else can go wrong
 * with it; of a text that cannot be read it hides every line.
 *
 * @param appId stays readable where it is the value of a secret, too, since an output has to hold it
 * @returns problems without any value
 */
async function readSecrets(text, hidden, appId) {
    if (text === '')
        return { secrets: [], problems: [] };
    const given = await parse(text);
    if (typeof given === 'string') {
        for (const line of text.split(/\r\n|\r|\n/)) {
            hidden.addValue(line, appId);
            hidden.addValue(/[=:]\s*(.*)$/.exec(line)?.[1] ?? '', appId);
        }
        return { secrets: [], problems: [`\`secrets\` ${given}.`] };
    }
    for (const [, value] of given)
        hidden.addValue(value, appId);
    const bad = given.flatMap(([name], index) => nameRule.test(name) ? [] : [(0,_entry_name_js__WEBPACK_IMPORTED_MODULE_0__/* .showName */ .$)(name) ?? `that of entry ${index + 1}`]);
    const problem = `\`secrets\` has names that cannot be used: ${bad.join(', ')}. A name starts with a letter or underscore and goes on with letters, digits and underscores.`;
    // As with dotenv, the last one of a name counts.
    const secrets = [...new Map(given)].map(([name, value]) => ({ name, value }));
    return { secrets, problems: bad.length > 0 ? [problem] : [] };
}
/** The entries, or what is wrong. */
async function parse(text) {
    if (isDotenv(text)) {
        const { parseDotenv } = await __webpack_require__.e(/* import() */ 46).then(__webpack_require__.bind(__webpack_require__, 1665));
        const dotenv = parseDotenv(text);
        return dotenv.kind === 'entries' ? dotenv.entries : dotenv.problem;
    }
    const { parseTextMap } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(995)]).then(__webpack_require__.bind(__webpack_require__, 4995));
    const map = parseTextMap(text, false);
    return map.kind === 'map' ? map.entries : map.problem;
}
/** The first line that says something tells: `NAME=value`, or `NAME: value` and `{`. */
function isDotenv(text) {
    const line = text.split(/\r\n|\r|\n/).find((each) => !/^\s*(#|$)/.test(each)) ?? '';
    return !/^\s*[{[]/.test(line) && /^[^:=]*(=|$)/.test(line) && !/^\s*---\s*$/.test(line);
}


/***/ }),

/***/ 6390:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ax: () => (/* binding */ shortCommit),
/* harmony export */   NJ: () => (/* binding */ isSameBranch),
/* harmony export */   jh: () => (/* binding */ isCommitId),
/* harmony export */   sw: () => (/* binding */ isSameCommit)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8992);

/** A shorter prefix of an id may be ambiguous. Git and GitHub show this many characters. */
const shortLength = 7;
/** Whether a text is the id of a commit, in full or abbreviated. Other texts may be branches, options or paths. */
function isCommitId(text) {
    return text.length >= shortLength && /^[0-9a-f]{1,64}$/i.test(text);
}
/** Whether two names are the same branch. Servers may record the full ref, `refs/heads/main`. */
function isSameBranch(one, other) {
    return withoutHeads(one) === withoutHeads(other);
}
function withoutHeads(branch) {
    return branch.replace(/^refs\/heads\//, '');
}
/** Whether two ids are the same commit. Either may be abbreviated, to at least 7 characters. */
function isSameCommit(one, other) {
    const [short, long] = one.length <= other.length ? [one, other] : [other, one];
    return short.length < shortLength ? short === long : long.toLowerCase().startsWith(short.toLowerCase());
}
/** Abbreviates the id of a commit for display. Any other text is shown as it is. */
function shortCommit(sha, redact) {
    const isShown = redact(sha) === sha && isCommitId(sha);
    return isShown ? sha.slice(0, shortLength) : (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cut */ .Jj)(sha, 64, redact);
}


/***/ }),

/***/ 8802:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  N: () => (/* binding */ connect)
});

// EXTERNAL MODULE: ./src/http/capped.ts
var capped = __webpack_require__(1487);
// EXTERNAL MODULE: ./src/spice/schema.ts
var schema = __webpack_require__(7019);
;// CONCATENATED MODULE: ./src/spice/api.ts


function createSpiceApi({ client, auth, apiUrl, orgHeader }) {
    const headers = orgHeader === undefined ? {} : { headers: { 'x-org-name': orgHeader } };
    /** @param path after `/v1` */
    const ask = (path, call) => client.call({ ...headers, ...call, auth, url: `${apiUrl}/v1${path}` });
    return {
        gapMs: () => client.gapMs(apiUrl),
        listOrgs: async (deadline, signal) => {
            const { value } = await ask('/orgs', {
                operation: 'listOrgs',
                method: 'get',
                schema: schema/* OrgList */.vh,
                patience: 'once',
                isQuiet: true,
                deadline,
                signal,
            });
            return value;
        },
        listRegions: async (deadline) => {
            const { value } = await ask('/regions', {
                operation: 'listRegions',
                method: 'get',
                schema: schema/* RegionList */.z7,
                patience: 'once',
                isQuiet: true,
                deadline,
            });
            return value;
        },
        listApps: async (deadline) => {
            const { value } = await ask('/apps', {
                operation: 'listApps',
                method: 'get',
                schema: schema/* AppList */.W6,
                patience: 'patient',
                // The API has no pages of apps, and no way to ask for one by its name.
                maxBytes: capped/* maxListBytes */.CW,
                deadline,
            });
            return value;
        },
        getApp: async (appId, deadline, { isQuiet = false, signal } = {}) => {
            const { value } = await ask(`/apps/${appId}`, {
                operation: 'getApp',
                method: 'get',
                schema: schema/* App */.qw,
                patience: 'patient',
                // Its spicepod and tags may be written back.
                isVerbatim: true,
                isQuiet,
                deadline,
                signal,
            });
            return value;
        },
        createApp: async (request, deadline) => {
            const { value } = await ask('/apps', {
                operation: 'createApp',
                method: 'post',
                json: request,
                schema: schema/* App */.qw,
                patience: 'careful',
                isVerbatim: true,
                deadline,
            });
            return value;
        },
        updateApp: async (appId, change, deadline) => {
            const { value } = await ask(`/apps/${appId}`, {
                operation: 'updateApp',
                method: 'put',
                json: change,
                schema: schema/* ChangedApp */.yl,
                patience: 'repeatable',
                isVerbatim: true,
                deadline,
            });
            return value;
        },
        upsertSecret: async (appId, name, value, deadline) => {
            await ask(`/apps/${appId}/secrets`, {
                operation: 'upsertSecret',
                method: 'post',
                json: { name, value },
                schema: schema/* StoredSecret */.sG,
                patience: 'repeatable',
                deadline,
            });
        },
        getApiKeys: async (appId, deadline) => {
            const { value } = await ask(`/apps/${appId}/api-keys`, {
                operation: 'getApiKeys',
                method: 'get',
                schema: schema/* ApiKeys */.x1,
                patience: 'patient',
                isVerbatim: true,
                isQuiet: true,
                deadline,
            });
            return value;
        },
        listDeployments: async (appId, limit, deadline, status) => {
            const { value, serverTimeMs, tookMs } = await ask(`/apps/${appId}/deployments`, {
                operation: 'listDeployments',
                method: 'get',
                searchParams: { limit, ...(status !== undefined && { status }) },
                schema: schema/* DeploymentList */.Oj,
                patience: 'patient',
                deadline,
            });
            return { deployments: value, serverTimeMs, tookMs };
        },
        getDeployment: async (appId, deploymentId, deadline) => {
            const { value } = await ask(`/apps/${appId}/deployments/${deploymentId}`, {
                operation: 'getDeployment',
                method: 'get',
                schema: schema/* Deployment */.Sn,
                patience: 'once',
                isQuiet: true,
                deadline,
            });
            return value;
        },
        getDeploymentLogs: async (appId, deploymentId, limit, deadline) => {
            const { value } = await ask(`/apps/${appId}/deployments/${deploymentId}/logs`, {
                operation: 'getDeploymentLogs',
                method: 'get',
                searchParams: { limit },
                schema: schema/* LogLines */.Kw,
                patience: 'patient',
                isQuiet: true,
                deadline,
            });
            return value;
        },
        createDeployment: async (appId, request, deadline) => {
            const { value } = await ask(`/apps/${appId}/deployments`, {
                operation: 'createDeployment',
                method: 'post',
                json: request,
                schema: schema/* Deployment */.Sn,
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
            schema: schema/* TokenResponse */.BU,
            isVerbatim: true,
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
// EXTERNAL MODULE: ./src/http/connect-error.ts
var connect_error = __webpack_require__(1517);
// EXTERNAL MODULE: ./src/http/fetch.ts
var http_fetch = __webpack_require__(576);
// EXTERNAL MODULE: ./src/http/json.ts
var http_json = __webpack_require__(2868);
// EXTERNAL MODULE: ./src/operation.ts
var src_operation = __webpack_require__(6910);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/body.ts
var http_body = __webpack_require__(9662);
// EXTERNAL MODULE: ./src/http/failure.ts
var failure = __webpack_require__(2398);
// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
;// CONCATENATED MODULE: ./src/spice/refusal.ts


/** Longest body of no known form that is repeated, in characters. */
const maxRawLength = 1000;
/**
 * What a no of the API, or of a gateway before it, says: `Error` of the API description, errors of RFC 6749 and
 * RFC 9457, `{"error": {"message"}}` and `{"errors": […]}`. A body of any other form is told as it is.
 *
 * @param redact hides secrets in a text
 */
function readRefusal(data, redact) {
    const text = typeof data === 'string' ? data.trim() : '';
    if ((0,http_body/* isHtml */._6)(text))
        return { message: (0,http_body/* describeText */.ld)(text) };
    const parsed = text === '' ? data : (0,http_body/* parseJson */.qF)(text);
    const body = asObject(parsed);
    const inner = asObject(body.error);
    const member = (name) => body[name] ?? inner[name];
    const said = [
        headline(body) || headline(inner),
        ...fromDetails(member('details')),
        ...tell(member('errors')),
    ];
    const [message, ...fieldErrors] = said.filter((each) => each !== '').map(redact);
    const code = member('code');
    return {
        message: message ?? (0,src_text/* cut */.Jj)(text === '' ? stringify(parsed) : text, maxRawLength, redact),
        code: typeof code === 'string' ? code : undefined,
        fieldErrors,
    };
}
function asText(value) {
    return typeof value === 'string' ? value.trim() : '';
}
function asObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
/** The sentence of an error, with what explains it. */
function headline({ error, error_description, message, title, detail }) {
    const list = [message].flat().map(asText).filter(Boolean);
    const first = asText(error) || list.join(', ') || asText(title);
    const second = asText(error_description) || asText(detail);
    return [first, second === first ? '' : second].filter(Boolean).join(': ');
}
function fromDetails(details) {
    const { fieldErrors, formErrors, ...others } = asObject(details);
    if (fieldErrors === undefined && formErrors === undefined)
        return tell(details);
    const fields = Object.entries(asObject(fieldErrors)).flatMap(([field, problems]) => tell(problems, field));
    return [...fields, ...[formErrors].flat().flatMap((each) => tell(each)), ...tell(others)];
}
/** All that a value says, each with the name of what it is about. */
function tell(value, about = '') {
    if (typeof value === 'string') {
        const text = asText(value);
        return text === '' ? [] : [about === '' ? text : `${about}: ${text}`];
    }
    if (Array.isArray(value)) {
        const isPlain = about !== '' && value.every((each) => typeof each === 'string');
        return isPlain ? tell(value.join(', '), about) : value.flatMap((each) => tell(each, about));
    }
    const members = asObject(value);
    const words = headline(members);
    if (words === '')
        return Object.entries(members).flatMap(([name, each]) => tell(each, name));
    const { field, path } = members;
    return tell(words, about || [field, path].find((each) => typeof each === 'string'));
}
/** A body whose members are all empty says nothing. */
function stringify(body) {
    const isEmpty = typeof body !== 'object' || Object.values(body ?? {}).every((each) => (each ?? '') === '');
    return isEmpty ? '' : JSON.stringify(body);
}

;// CONCATENATED MODULE: ./src/spice/answer.ts







/**
 * Reads the JSON of a successful answer.
 *
 * @param redact undefined where the answer has to come through as it is
 * @throws UnusableAnswerError when it is no JSON or not of the shape described
 */
async function parseAnswer(response, schema, redact) {
    const text = decode(await response.arrayBuffer(), response.status);
    const json = (0,http_body/* parseJson */.qF)(redact?.credentials(text) ?? text, (key, value, { source }) => {
        if (typeof value === 'number')
            return (0,http_json/* exactNumber */.r)(value, source);
        return redact !== undefined && typeof value === 'string' && forPeople.has(key) ? redact.all(value) : value;
    });
    const parsed = dist/* safeParse */.xLC(schema, json);
    if (parsed.success)
        return parsed.output;
    const kind = json !== undefined ? 'JSON of another shape' : text === '' ? 'an empty body' : (0,http_body/* describeText */.ld)(text);
    throw new errors/* UnusableAnswerError */.qx(`HTTP ${response.status} with ${kind}`);
}
/** Why an attempt brought no usable answer, in a few words. */
function describeTrouble(error, redact) {
    if ((0,type_guards/* isHTTPError */.nr)(error)) {
        const { status, statusText } = error.response;
        const { message } = readRefusal(error.data, redact);
        return `HTTP ${status} ${statusText}`.trim() + (message === '' ? '' : ` ("${message}")`);
    }
    if ((0,type_guards/* isTimeoutError */.c8)(error))
        return 'no answer in time';
    if ((0,type_guards/* isForceRetryError */.uU)(error) && error.cause instanceof Error)
        return error.cause.message;
    return (0,failure/* describeFailedRequest */.k)(error);
}
/** @throws UnusableAnswerError for bytes that are no UTF-8: put right they could tell anything. */
function decode(body, status) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(body);
    }
    catch {
        throw new errors/* UnusableAnswerError */.qx(`HTTP ${status} with a body that is no UTF-8`);
    }
}
/** Members of answers that nothing but people reads. */
const forPeople = new Set(['error_message', 'commit_message', 'message', 'description', 'warning']);

// EXTERNAL MODULE: ./src/http/rate-limit.ts
var rate_limit = __webpack_require__(9618);
// EXTERNAL MODULE: ./src/spice/retry.ts
var retry = __webpack_require__(6500);
;// CONCATENATED MODULE: ./src/spice/pace.ts


/** Below this the schedule of the run itself is slow enough. */
const leastGapMs = 1000;
const mostGapMs = 120_000;
const mostSpreadMs = 180_000;
/** The part of a limit that all runs together aim at: the rest is for those who come. */
const aim = 0.7;
/** A second, a minute, an hour. Servers tell when a window ends, not how long it is. */
const usualWindowsMs = [1000, 60_000, 3_600_000];
/** As much of a window has to be over before the speed at which its requests went can be told. */
const earlyShare = 0.1;
/**
 * Tells how far apart the requests of a run should be where the rate limit of its organization runs low. Other runs
 * cannot be counted, but each sees how many requests all of them together made while it made one itself, and can make
 * its own rarer until they fit.
 */
class Pace {
    #gapMs = 0;
    #nextAt = Number.NEGATIVE_INFINITY;
    #turnedAwayAt = Number.NEGATIVE_INFINITY;
    #last;
    /** Own requests in the window of the last sight. */
    #own = 0;
    #clock;
    #random;
    /** @param random gives a number from 0 up to 1 */
    constructor(clock, random = Math.random) {
        this.#clock = clock;
        this.#random = random;
    }
    /** How far apart requests should be that can wait; 0 where nothing runs low. */
    get gapMs() {
        return this.#gapMs;
    }
    /** Waits until the next request may leave, or for half of the time that is left for it where that is too late. */
    async turn(deadline) {
        const leftMs = deadline.remainingMs();
        const waitMs = this.#nextAt - this.#clock.now();
        // A request that then has no time for its answer would be too late as well.
        if (waitMs > 0)
            await this.#clock.sleep(waitMs < leftMs - retry/* leastCreateMs */.Ik ? waitMs : leftMs / 2);
    }
    /**
     * Takes in what an answer says.
     *
     * @param departedAt when its request left
     */
    hear({ status, headers }, departedAt) {
        const limit = (0,rate_limit/* readRateLimit */.y)(headers);
        if (status === 429) {
            this.#stepBack(limit.resetMs ?? 0);
            return;
        }
        // Whoever is let in again need not wait any longer.
        if (departedAt > this.#turnedAwayAt)
            this.#nextAt = Number.NEGATIVE_INFINITY;
        this.#keepGap(this.#fittingGapMs(limit));
    }
    #stepBack(resetMs) {
        const now = this.#clock.now();
        // It was not enough only where it was kept.
        const grownMs = now - this.#turnedAwayAt < this.#gapMs ? this.#gapMs : this.#gapMs * 2;
        this.#turnedAwayAt = now;
        this.#keepGap(Math.max(grownMs, resetMs * 2, leastGapMs));
        // Those who were turned away together must not come back together. The longer it takes until there is more, the
        // sooner it was used up, and so the more of them there are.
        const spreadMs = Math.min(resetMs * Math.min(3, resetMs / 10_000), mostSpreadMs);
        this.#nextAt = now + resetMs + this.#random() * spreadMs;
    }
    /** The gap at which all runs together would use what they aim at, if all keep the same. */
    #fittingGapMs({ limit, used, resetMs }) {
        // Nobody says how much there is: what was too much once may be right again.
        if (!limit || used === undefined || resetMs === undefined)
            return this.#gapMs * 0.9;
        const windowMs = usualWindowsMs.find((ms) => resetMs <= ms) ?? resetMs;
        const ofAll = this.#requestsOfAll(used, resetMs, windowMs);
        // Halved at most: the others may be about to come.
        return Math.max((ofAll * windowMs) / (limit * aim), this.#gapMs / 2);
    }
    /** How many requests all runs together make while this one makes one. */
    #requestsOfAll(used, resetMs, windowMs) {
        const now = this.#clock.now();
        const before = this.#last;
        const isSameWindow = before !== undefined && Math.abs(before.resetAt - now - resetMs) < 2000;
        this.#own = isSameWindow ? this.#own + 1 : 1;
        this.#last = { at: now, used, resetAt: now + resetMs };
        if (isSameWindow && now - before.at >= leastGapMs)
            return used - before.used;
        const elapsedShare = 1 - resetMs / windowMs;
        // Runs that start together have made as many as this one.
        if (elapsedShare < earlyShare)
            return used / this.#own;
        return (used * this.#gapMs) / (windowMs * elapsedShare);
    }
    #keepGap(ms) {
        this.#gapMs = ms < leastGapMs ? 0 : Math.min(ms, mostGapMs);
    }
}

;// CONCATENATED MODULE: ./src/spice/client.ts










/** The one place where requests to Spice Cloud leave from. */
function createClient({ fetch, clock, requestTimeoutMs, outages, redact }) {
    const http = distribution/* default */.Ay.create({
        timeout: false,
        // For refusals: what is no JSON is told as it is.
        parseJson: (text) => {
            try {
                return (0,http_json/* parseServerJson */.T)(text);
            }
            catch {
                return text;
            }
        },
        headers: { accept: 'application/json', 'user-agent': 'spice-cloud-deploy-action' },
    });
    // Servers that have answered: an impossible connection to one of them is a passing fault.
    const reached = new Set();
    // Each server has limits of its own.
    const paces = new Map();
    const paceOf = (url) => {
        const { origin } = new URL(url);
        const pace = paces.get(origin) ?? new Pace(clock);
        paces.set(origin, pace);
        return pace;
    };
    return {
        gapMs: (url) => paceOf(url).gapMs,
        async call({ operation, url, schema, patience, isQuiet = false, isVerbatim = false, maxBytes, deadline, auth, signal, ...request }) {
            const judge = (0,retry/* attemptJudge */.J)(patience, auth?.renewable ?? false);
            // Whether an attempt is under way, or was, of which nobody can say that it did nothing.
            let mayHaveWorked = false;
            let hasBeenLost = false;
            // A 2xx has come: what was to be created is there, whatever can be read of the answer.
            let wasAccepted = false;
            let departedAt = 0;
            let failedAt = 0;
            let isCutShort = false;
            // That nothing is tried any more makes no refusal of the last answer.
            let isOutOfTime = false;
            let token;
            let lastTrouble;
            let answer;
            const { host, origin } = new URL(url);
            const failure = (0,src_operation/* describeFailure */.I)(operation, host);
            const findProblem = (error) => (reached.has(origin) ? undefined : (0,connect_error/* findTlsProblem */.u)(error));
            const describe = (error) => `${failure}: ${(0,connect_error/* findTlsProblem */.u)(error)?.what ?? describeTrouble(error, redact.all)}`;
            const pace = paceOf(url);
            const depart = async (input, init) => {
                mayHaveWorked = true;
                departedAt = clock.now();
                const response = await fetch(input, init);
                reached.add(origin);
                wasAccepted ||= patience === 'careful' && response.ok;
                pace.hear(response, departedAt);
                return response;
            };
            const limits = () => {
                const leftMs = deadline.remainingMs();
                isCutShort = (0,retry/* goesOn */.Eo)(patience) && leftMs < requestTimeoutMs;
                return { timeoutMs: Math.min(requestTimeoutMs, leftMs), maxBytes, signal };
            };
            const startAttempt = async (headers) => {
                token = await auth?.token(deadline);
                if (token !== undefined)
                    headers.set('authorization', `Bearer ${token}`);
            };
            const noteTrouble = (error) => {
                failedAt = clock.now();
                // An attempt that the deadline cuts short says less than those before it.
                if (isCutShort && error instanceof errors/* UnusableAnswerError */.qx && lastTrouble !== undefined)
                    return;
                lastTrouble = describe(error);
                // A 404 is asked about once more, but most mean what they say.
                const isMissing = (0,type_guards/* isHTTPError */.nr)(error) && error.response.status === 404;
                if (!isQuiet && !isMissing)
                    outages.attemptFailed(lastTrouble);
            };
            try {
                await http(url, {
                    ...request,
                    ...(signal && { signal }),
                    fetch: (0,http_fetch/* wholeAnswers */.V)(depart, limits),
                    totalTimeout: deadline.remainingMs(),
                    retry: {
                        ...retry/* backoff */.JN,
                        shouldRetry: ({ error }) => {
                            const next = wasAccepted || findProblem(error) ? 'give-up' : judge(error);
                            if (next === 'give-up')
                                return false;
                            hasBeenLost ||= !saysNo(error);
                            mayHaveWorked = hasBeenLost;
                            if (next === 'renew-token') {
                                if (token !== undefined)
                                    auth?.forget(token);
                                return true;
                            }
                            noteTrouble(error);
                            if (!deadline.mayRepeat()) {
                                isOutOfTime = true;
                                return false;
                            }
                            // An answer with a header that names the time is left to ky; it knows only some errors by itself.
                            return (0,type_guards/* isHTTPError */.nr)(error) ? undefined : true;
                        },
                    },
                    hooks: {
                        beforeRequest: [
                            async ({ request }) => {
                                await pace.turn(deadline);
                                await startAttempt(request.headers);
                            },
                        ],
                        beforeRetry: [
                            async ({ request, retryCount }) => {
                                const early = failedAt + (0,retry/* leastDelayMs */.h4)(retryCount) - clock.now();
                                if (failedAt > 0 && early > 0)
                                    await clock.sleep(Math.min(early, deadline.remainingMs()));
                                await pace.turn(deadline);
                                // One that is cut off right away would only leave open what became of it.
                                if (patience === 'careful' && deadline.remainingMs() < retry/* leastCreateMs */.Ik) {
                                    const message = lastTrouble ?? `${failure}: no time was left`;
                                    throw new errors/* NoAnswerError */.i5(operation, message, { mayHaveWorked: false });
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
                                        value: await parseAnswer(response, schema, isVerbatim ? undefined : redact),
                                        serverTimeMs: readServerTime(response),
                                        tookMs: clock.now() - departedAt,
                                    };
                                }
                                catch (error) {
                                    if (!(0,retry/* goesOn */.Eo)(patience) || !(error instanceof errors/* UnusableAnswerError */.qx))
                                        throw error;
                                    noteTrouble(error);
                                    if (!deadline.mayRepeat())
                                        throw error;
                                    return distribution/* default */.Ay.retry({ cause: error });
                                }
                                if (!isQuiet)
                                    outages.attemptSucceeded();
                            },
                        ],
                    },
                });
                // A call that ends without an error has had an answer that could be read.
                return answer;
            }
            catch (error) {
                if ((0,type_guards/* isHTTPError */.nr)(error) && !isOutOfTime && !isOpenFate(error.response.status)) {
                    const { status } = error.response;
                    throw new errors/* RefusalError */.XQ({ operation, host, status, ...readRefusal(error.data, redact.all) }, { cause: error, mayHaveWorked: hasBeenLost });
                }
                const isOfToken = error instanceof errors/* NoAnswerError */.i5 || error instanceof errors/* RefusalError */.XQ;
                // That there is no token any more says nothing of an attempt that got lost before.
                if (isOfToken && hasBeenLost) {
                    throw new errors/* NoAnswerError */.i5(operation, error.message, { mayHaveWorked: true, cause: error });
                }
                if (isOfToken || !((0,retry/* isTrouble */.KM)(error) || (0,type_guards/* isHTTPError */.nr)(error)))
                    throw error;
                const isTurnedDown = (0,retry/* isTurnedAway */.n7)(error);
                mayHaveWorked = isTurnedDown ? hasBeenLost : mayHaveWorked;
                // Running out of time says less than what used it up.
                const message = ((0,type_guards/* isTimeoutError */.c8)(error) && (lastTrouble ?? outages.reason)) || describe(error);
                if (patience === 'careful' && mayHaveWorked)
                    outages.attemptFailed(message);
                const { todo } = findProblem(error) ?? {};
                throw new errors/* NoAnswerError */.i5(operation, message, { mayHaveWorked, wasAccepted, todo, cause: error });
            }
        },
    };
}
/** Whether an attempt that failed is known to have done nothing. */
function saysNo(error) {
    return (0,retry/* isTurnedAway */.n7)(error) || ((0,type_guards/* isHTTPError */.nr)(error) && !isOpenFate(error.response.status));
}
function readServerTime({ headers }) {
    const time = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(time) ? undefined : time;
}
/** Statuses that leave open whether the work was done: a gateway may give them after it was; 303 points to its result. */
function isOpenFate(status) {
    return status === 303 || status === 408 || status >= 500;
}

;// CONCATENATED MODULE: ./src/spice/trouble.ts
/** Turns single failed attempts into outages, each of which is reported once when it begins and once when it ends. */
class OutageTracker {
    #reason;
    #emit;
    constructor(emit) {
        this.#emit = emit;
    }
    /** What it looks like at present; undefined while there is none. */
    get reason() {
        return this.#reason;
    }
    attemptFailed(reason) {
        const isFirst = this.#reason === undefined;
        this.#reason = reason;
        if (isFirst)
            this.#emit({ type: 'outage.began', reason });
    }
    attemptSucceeded() {
        if (this.#reason === undefined)
            return;
        this.#reason = undefined;
        this.#emit({ type: 'outage.ended' });
    }
}

;// CONCATENATED MODULE: ./src/connect.ts




/** Puts the Management API together as the inputs say: where it is and who asks. */
function connect(inputs, { secrets, emit, fetch, clock }) {
    const { credentials, apiUrl, org, requestTimeoutMs } = inputs;
    const redact = {
        all: (text) => secrets.redact(text),
        credentials: (text) => secrets.redactCredentials(text),
    };
    const client = createClient({
        fetch,
        clock,
        requestTimeoutMs,
        outages: new OutageTracker(emit),
        redact,
    });
    if (credentials.kind === 'token') {
        return createSpiceApi({ client, auth: readyToken(credentials.token), apiUrl, orgHeader: org });
    }
    const auth = clientCredentials(credentials, {
        client,
        clock,
        onToken: (token) => secrets.addCredential(token),
    });
    // A client acts on its own organization and no other.
    return createSpiceApi({ client, auth, apiUrl });
}


/***/ }),

/***/ 4552:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FV: () => (/* binding */ readDeploymentId),
/* harmony export */   Xc: () => (/* binding */ compareDeploymentIds),
/* harmony export */   dw: () => (/* binding */ deploymentIdDigits)
/* harmony export */ });
/** Longer texts are no ids, and would only fill the log. */
const deploymentIdDigits = /^\d{1,64}$/;
/** @param digits of an id, from an answer, an input or a saved state */
function readDeploymentId(digits) {
    const asNumber = Number(digits);
    return Number.isSafeInteger(asNumber) && String(asNumber) === digits ? asNumber : digits;
}
/** Orders ids for `sort`, the oldest first. */
function compareDeploymentIds(one, other) {
    return Number(BigInt(one) > BigInt(other)) - Number(BigInt(one) < BigInt(other));
}


/***/ }),

/***/ 711:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ ageMs),
/* harmony export */   p: () => (/* binding */ durationMs)
/* harmony export */ });
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9834);

/**
 * How long a deployment took from its creation to its end, by the server's own times.
 *
 * @returns milliseconds; undefined when it has not ended or the times are missing
 */
function durationMs({ status, created_at, finished_at, updated_at }) {
    if (status !== 'succeeded' && status !== 'failed')
        return undefined;
    // Servers that do not say when it finished changed it for the last time then.
    const endedMs = (0,_time_js__WEBPACK_IMPORTED_MODULE_0__.parseTime)(finished_at ?? updated_at);
    const createdMs = (0,_time_js__WEBPACK_IMPORTED_MODULE_0__.parseTime)(created_at);
    if (endedMs === undefined || createdMs === undefined || endedMs < createdMs)
        return undefined;
    return endedMs - createdMs;
}
/** How long ago a deployment was created, in milliseconds: by the server's clock, since that dates it. */
function ageMs({ created_at }, serverTimeMs = Date.now()) {
    return Math.max(0, serverTimeMs - ((0,_time_js__WEBPACK_IMPORTED_MODULE_0__.parseTime)(created_at) ?? serverTimeMs));
}


/***/ }),

/***/ 9228:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HZ: () => (/* binding */ findDeployment),
/* harmony export */   TH: () => (/* binding */ newerThan),
/* harmony export */   _H: () => (/* binding */ recent),
/* harmony export */   qr: () => (/* binding */ most),
/* harmony export */   xB: () => (/* binding */ fewest)
/* harmony export */ });
/* harmony import */ var _deployment_id_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4552);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);


/** How many deployments a look asks for: ours is among the newest unless many came after it. */
const fewest = 5;
/** How many tell what the app had before, and how long it took. */
const recent = 20;
/** The most that a list gives, by some sources. */
const most = 100;
/**
 * Looks at one deployment. The list is what the reference describes; where it does not have the deployment, because
 * it lags behind or many came after it, the newer call for a single one is tried.
 *
 * @throws RefusalError, NoAnswerError
 */
async function findDeployment(id, api, appId, deadline) {
    let page = await api.listDeployments(appId, fewest, deadline);
    const has = () => page.deployments.some((each) => each.id === id);
    if (!has() && page.deployments.length >= fewest) {
        page = await api.listDeployments(appId, most, deadline);
    }
    const { deployments, serverTimeMs } = page;
    const listed = deployments.find((each) => each.id === id);
    const newer = newerThan(id, deployments);
    if (listed !== undefined)
        return { deployment: listed, newer, listed: deployments, serverTimeMs };
    try {
        return {
            deployment: await api.getDeployment(appId, id, deadline),
            newer,
            listed: deployments,
            serverTimeMs,
        };
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ || error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoAnswerError */ .i5))
            throw error;
        const isNotFound = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ && error.refusal.status === 404;
        // Servers without that call answer 404, too, which says nothing of what a full list leaves out.
        const absence = !isNotFound ? 'not yet' : deployments.length < most ? 'missing' : 'out of sight';
        return { deployment: undefined, newer, listed: deployments, serverTimeMs, absence };
    }
}
/** Those that came after one. The list is newest first; ids only stand in where it does not have that one. */
function newerThan(id, deployments) {
    const index = deployments.findIndex((each) => each.id === id);
    return index >= 0
        ? deployments.slice(0, index)
        : deployments.filter((each) => (0,_deployment_id_js__WEBPACK_IMPORTED_MODULE_1__/* .compareDeploymentIds */ .Xc)(each.id, id) > 0);
}


/***/ }),

/***/ 1661:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A3: () => (/* binding */ reasonOf),
/* harmony export */   B_: () => (/* binding */ nameAll),
/* harmony export */   LT: () => (/* binding */ isInProgress),
/* harmony export */   S4: () => (/* binding */ judge),
/* harmony export */   ih: () => (/* binding */ isKnownStatus),
/* harmony export */   ui: () => (/* binding */ isUnfinished)
/* harmony export */ });
/**
 * Whether a deployment blocks others. A status that the API does not describe is no reason to wait for it, nor is a
 * missing one, which is read as `queued`.
 */
function isInProgress({ raw: { status } }) {
    return status === 'queued' || status === 'in_progress';
}
/** Whether our own deployment is still to be watched: with a status that the API does not describe, it is. */
function isUnfinished({ status }) {
    return status !== 'succeeded' && status !== 'failed' && status !== 'created';
}
/**
 * The verdict on a deployment, undefined while it goes on.
 *
 * @param newer those created after it, newest first
 */
function judge(deployment, newer) {
    switch (deployment.status) {
        case 'succeeded':
        case 'failed':
            return { kind: deployment.status, deployment };
        case 'created': {
            // Sources disagree whether this means "just made" or "superseded"; a newer one settles it.
            const by = newer.at(-1);
            return by && { kind: 'superseded', deployment, by };
        }
        default:
            return undefined;
    }
}
/** Why a deployment failed or is held up, in the words of Spice Cloud; empty where it gives no reason. */
function reasonOf({ error_message, error_code }) {
    return error_message || error_code || '';
}
/** For sentences: `deployment 7, deployment 8`. */
function nameAll(deployments) {
    return deployments.map(({ id }) => `deployment ${id}`).join(', ');
}
const knownStatuses = new Set(['queued', 'in_progress', 'succeeded', 'failed', 'created']);
/** Whether the API describes a status: such a word means what it says, even if a secret has the same value. */
function isKnownStatus(status) {
    return knownStatuses.has(status);
}


/***/ }),

/***/ 3916:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rb: () => (/* binding */ PreconditionError),
/* harmony export */   XQ: () => (/* binding */ RefusalError),
/* harmony export */   dz: () => (/* binding */ InputError),
/* harmony export */   i5: () => (/* binding */ NoAnswerError),
/* harmony export */   qx: () => (/* binding */ UnusableAnswerError),
/* harmony export */   wM: () => (/* binding */ isCertainNo)
/* harmony export */ });
/* harmony import */ var _operation_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6910);

/** Inputs, or files that they name, which cannot be used. Nothing was sent when it is thrown. */
class InputError extends Error {
    name = 'InputError';
    /** One sentence an input: what is allowed and what was given. */
    problems;
    /** Where the first of them is, if in a file. */
    location;
    constructor(problems, location) {
        super(problems.join('\n'));
        this.problems = problems;
        this.location = location;
    }
}
/** What the run needs is not there, or not as it would have to be. Found by looking, before anything was deployed. */
class PreconditionError extends Error {
    name = 'PreconditionError';
    /** What the user can do about it. */
    todo;
    /** @param what a sentence */
    constructor(what, todo) {
        super(what);
        this.todo = todo;
    }
}
/** An answer of Spice Cloud that says no. Asking again as it stands would not help. */
class RefusalError extends Error {
    name = 'RefusalError';
    refusal;
    /** Whether an earlier attempt of the same call got no answer, and may have been carried out. */
    mayHaveWorked;
    constructor(refusal, { mayHaveWorked = false, ...options } = {}) {
        const { operation, host, status, message } = refusal;
        super(`${(0,_operation_js__WEBPACK_IMPORTED_MODULE_0__/* .describeFailure */ .I)(operation, host)}: HTTP ${status}${message && `: ${message}`}`, options);
        this.refusal = refusal;
        this.mayHaveWorked = mayHaveWorked;
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
    /** Whether the server said that it created what was asked for (2xx), in an answer that cannot be used. */
    wasAccepted;
    /** What the user can do about it, where trying again would not help. */
    todo;
    /** @param message which request failed, where, and why */
    constructor(operation, message, { mayHaveWorked, wasAccepted = false, todo, ...options }) {
        super(message, options);
        this.operation = operation;
        this.mayHaveWorked = mayHaveWorked;
        this.wasAccepted = wasAccepted;
        this.todo = todo;
    }
}
/** Whether an error of a call is sure to mean that it was not carried out. */
function isCertainNo(error, operation) {
    if (error instanceof RefusalError)
        return !error.mayHaveWorked || error.refusal.operation !== operation;
    return error instanceof NoAnswerError && (!error.mayHaveWorked || error.operation !== operation);
}
/** An answer that came but cannot be used as it is. */
class UnusableAnswerError extends Error {
    name = 'UnusableAnswerError';
}


/***/ }),

/***/ 9662:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _6: () => (/* binding */ isHtml),
/* harmony export */   ld: () => (/* binding */ describeText),
/* harmony export */   qF: () => (/* binding */ parseJson)
/* harmony export */ });
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2868);

/** @returns undefined for a text that is no JSON, or none that is to be read */
function parseJson(text, revive) {
    try {
        return (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseServerJson */ .T)(text, revive);
    }
    catch {
        return undefined;
    }
}
/** Whether a body is a web page: that of a gateway, where an API was asked. */
function isHtml(text) {
    return /^\s*<(!doctype|html|head|body|\?xml)/i.test(text);
}
/** What came instead of JSON. */
function describeText(text) {
    return isHtml(text) ? 'an HTML page' : 'a body that is no JSON';
}


/***/ }),

/***/ 1487:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CW: () => (/* binding */ maxListBytes),
/* harmony export */   oD: () => (/* binding */ readWhole),
/* harmony export */   uo: () => (/* binding */ capped)
/* harmony export */ });
/* unused harmony export maxAnswerBytes */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);

const mebibyte = 1024 * 1024;
/** Maximum size of an answer in bytes. A list of 100 deployments with the longest messages is below it. */
const maxAnswerBytes = 2 * mebibyte;
/**
 * The same for the lists that have no pages, or pages of long texts: 30,000 apps, or 100 comments of GitHub with all
 * the 65,536 characters that each may have.
 */
const maxListBytes = 16 * mebibyte;
/**
 * Passes a body on piece by piece, so that a larger one never has to fit into memory.
 *
 * @throws UnusableAnswerError once it exceeds the limit
 */
async function* capped(body, maxBytes = maxAnswerBytes) {
    let bytes = 0;
    for await (const chunk of body) {
        bytes += chunk.byteLength;
        // Leaving the loop cancels the stream, and so the connection.
        if (bytes > maxBytes)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnusableAnswerError */ .qx(`an answer of more than ${Math.floor(maxBytes / mebibyte)} MiB`);
        yield chunk;
    }
}
/**
 * Reads the whole body of an answer.
 *
 * @returns the same answer with its body in memory
 * @throws UnusableAnswerError when it exceeds the limit
 */
async function readWhole(response, maxBytes, headers = response.headers) {
    const { status, statusText, url } = response;
    const chunks = [];
    for await (const chunk of capped(response.body ?? [], maxBytes))
        chunks.push(chunk);
    const body = [101, 204, 205, 304].includes(status) ? null : new Blob(chunks);
    return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url });
}


/***/ }),

/***/ 1517:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ neverConnected),
/* harmony export */   u: () => (/* binding */ findTlsProblem)
/* harmony export */ });
/* harmony import */ var node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3053);
/* harmony import */ var node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _error_code_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9698);


/** The errors with which connections could not be made, as undici itself tells them. */
const connectErrors = new WeakSet();
(0,node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0__.subscribe)('undici:client:connectError', (event) => {
    const { error } = event;
    if (typeof error === 'object' && error !== null)
        connectErrors.add(error);
});
/** Codes that no connection has which was made, for a `fetch` that is not undici's. */
const codes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
/** Whether a request failed before a byte of it left, because there was no connection: TLS is a part of it. */
function neverConnected(error) {
    for (const each of (0,_error_code_js__WEBPACK_IMPORTED_MODULE_1__/* .causes */ .p)(error))
        if (connectErrors.has(each))
            return true;
    return codes.has((0,_error_code_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCode */ .C)(error) ?? '');
}
const outOfTime = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const ofOthers = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']);
/** Source: the codes of certificates in the documentation of Node's `tls`. */
const untrusted = new Set([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_SIGNATURE_FAILURE',
    'CERT_CHAIN_TOO_LONG',
    'CERT_REVOKED',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'PATH_LENGTH_EXCEEDED',
]);
/** OpenSSL changes the middle of these names between its releases. */
const incompatible = /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|.*PROTOCOL.*|.*HANDSHAKE_FAILURE)$/;
/** @returns undefined for any other error */
function findTlsProblem(error) {
    const code = (0,_error_code_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCode */ .C)(error) ?? '';
    if (outOfTime.has(code)) {
        const todo = 'Renew the certificate of the server, or correct the clock of the runner.';
        return { what: `the certificate is not valid at present (${code})`, todo };
    }
    if (ofOthers.has(code)) {
        const todo = 'Check the URL: the server at this address has the certificate of another host.';
        return { what: `the certificate is not trusted, because it belongs to another host (${code})`, todo };
    }
    if (untrusted.has(code)) {
        const todo = 'If the server, or a proxy before it, has a certificate of a private authority, set the environment variable `NODE_EXTRA_CA_CERTS` in the `env` of the step to a PEM file with the certificate of that authority.';
        return { what: `the certificate is not trusted (${code})`, todo };
    }
    if (incompatible.test(code)) {
        const todo = 'Check the URL and its port: the server at this address offers no TLS that the runner supports.';
        return { what: `no secure connection is possible (${code})`, todo };
    }
    return undefined;
}


/***/ }),

/***/ 9698:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ errorCode),
/* harmony export */   p: () => (/* binding */ causes)
/* harmony export */ });
/** The errors in a chain of causes, the outermost first. Those of the system come from another realm in tests. */
function* causes(error) {
    for (let each = error; typeof each === 'object' && each !== null; each = each.cause)
        yield each;
}
/** The system's or undici's code of a failed connection, wherever in the chain of causes it is. */
function errorCode(error) {
    for (const each of causes(error))
        if ('code' in each && typeof each.code === 'string')
            return each.code;
    return undefined;
}


/***/ }),

/***/ 2398:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ describeFailedRequest)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _error_code_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9698);


/** Why a request brought no answer at all, in a few words. */
function describeFailedRequest(error) {
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnusableAnswerError */ .qx)
        return error.message;
    const code = (0,_error_code_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCode */ .C)(error);
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


/***/ }),

/***/ 576:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ wholeAnswers)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _capped_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1487);
/* harmony import */ var _rate_limit_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9618);



const maxRedirects = 5;
/**
 * A `fetch` for ky whose promise settles only when the whole body is here, so that what limits an attempt in time
 * limits its body too. Bodies are capped while they stream, and redirects are followed within the origin alone:
 * neither a token in a header nor a client secret in a body may travel to another one.
 *
 * The limits are kept here and not by ky: it gives its signal to copies of requests, which Node may forget to abort,
 * and a connection left open would keep the process from ending.
 *
 * @throws UnusableAnswerError when no whole answer came in time, or one that is too large
 */
function wholeAnswers(fetch, limits) {
    return async (input, init) => {
        const request = new Request(input, init);
        const body = request.body === null ? null : await request.text();
        const { timeoutMs, maxBytes, signal } = limits();
        const abort = new AbortController();
        const giveUp = () => abort.abort(signal?.reason);
        signal?.addEventListener('abort', giveUp);
        if (signal?.aborted)
            giveUp();
        const seconds = Math.round(timeoutMs / 100) / 10;
        const tooLate = () => abort.abort(new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnusableAnswerError */ .qx(`no answer within ${seconds} s`));
        const timer = setTimeout(tooLate, timeoutMs);
        try {
            const response = await followWithinOrigin(request, (url) => fetch(url, {
                method: request.method,
                headers: request.headers,
                body,
                redirect: 'manual',
                signal: abort.signal,
            }));
            return await (0,_capped_js__WEBPACK_IMPORTED_MODULE_1__/* .readWhole */ .oD)(response, maxBytes, plainTimes(response));
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
/** Where a limit on the rate of requests is at work, and its headers are meant. */
const isRateLimited = new Set([425, 429, 503]);
const rateLimitHeaders = [
    'ratelimit-reset',
    'x-ratelimit-reset',
    'x-rate-limit-reset',
    'x-ratelimit-retry-after',
];
/**
 * The headers of an answer, with the times at which to come back made plain for ky, which takes the headers of a rate
 * limit to be meant on every error, where servers send them with every answer.
 */
function plainTimes({ status, headers: given }) {
    const headers = (0,_rate_limit_js__WEBPACK_IMPORTED_MODULE_2__/* .inSeconds */ .F)(given);
    if (!isRateLimited.has(status))
        for (const name of rateLimitHeaders)
            headers.delete(name);
    return headers;
}


/***/ }),

/***/ 2868:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ parseServerJson),
/* harmony export */   r: () => (/* binding */ exactNumber)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);

/** No answer of the API is nested more than a few levels deep. */
const deepest = 100;
/**
 * Parses JSON that a server sent. A small text can be nested so deeply that its value takes a hundred times the room
 * and overflows the stack of whoever walks through it.
 *
 * @throws UnusableAnswerError, SyntaxError
 */
function parseServerJson(text, revive) {
    let depth = 0;
    // A string that does not end is read once, too, and not again from each quote in it.
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)|[[\]{}]/gs)) {
        if (token === '[' || token === '{')
            depth++;
        if (token === ']' || token === '}')
            depth--;
        if (depth > deepest)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnusableAnswerError */ .qx('JSON that is nested too deeply');
    }
    return JSON.parse(text, revive);
}
/** Digits that a double keeps in any case. */
const safeDigits = 15;
/**
 * A number as it was written, so that it can be compared and written back exactly.
 *
 * @returns a {@link RawJson} in place of a number that would be rounded
 */
function exactNumber(value, source = '') {
    const digits = source
        .replace(/e.*/i, '')
        .replace(/\D/g, '')
        .replace(/^0+|0+$/g, '');
    const isKept = Number.isFinite(value) && (value !== 0 || digits === '');
    return (isKept && digits.length <= safeDigits) || String(value) === source ? value : JSON.rawJSON(source);
}


/***/ }),

/***/ 7856:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ useProxyFromEnvironment)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);

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
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz(odd.map((name) => `The environment variable \`${name}\` must be the http URL of a proxy.`));
    }
    // Loaded here, since most runs have no proxy.
    const { default: http } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 7067, 23));
    if (http.setGlobalProxyFromEnv !== undefined) {
        http.setGlobalProxyFromEnv({ ...env, ...proxies });
        return;
    }
    // Early releases of Node 24 have no such function, but their fetch takes its dispatcher from undici's global place.
    const { EnvHttpProxyAgent, setGlobalDispatcher } = await __webpack_require__.e(/* import() */ 752).then(__webpack_require__.t.bind(__webpack_require__, 4371, 19));
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

/***/ 9618:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ inSeconds),
/* harmony export */   y: () => (/* binding */ readRateLimit)
/* harmony export */ });
/**
 * The headers of an answer, with the moments at which to come back in seconds from now. They are meant by the
 * server's clock (`Date`); that of the runner may be wrong by minutes.
 */
function inSeconds(given) {
    const headers = new Headers(given);
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
/** Reads `X-RateLimit-*` and `Retry-After`, which come before the others where there are both. */
function readRateLimit(given) {
    const headers = inSeconds(given);
    const read = (name) => {
        const text = headers.get(name) ?? '';
        return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    };
    const limit = read('x-ratelimit-limit');
    const remaining = read('x-ratelimit-remaining');
    const seconds = read('retry-after') ?? read('x-ratelimit-reset');
    return {
        ...(limit !== undefined && remaining !== undefined && { limit, used: Math.max(0, limit - remaining) }),
        ...(seconds !== undefined && { resetMs: seconds * 1000 }),
    };
}


/***/ }),

/***/ 4089:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Hq: () => (/* binding */ defaultSpicepod),
  rZ: () => (/* binding */ listIgnored),
  Bs: () => (/* binding */ maskCredentials),
  Ko: () => (/* binding */ readInputs)
});

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/deployment-id.ts
var deployment_id = __webpack_require__(4552);
// EXTERNAL MODULE: ./src/url.ts
var url = __webpack_require__(7666);
;// CONCATENATED MODULE: ./src/input-rules.ts



// One rule an input. A message goes on after the name of the input: `replicas` must be …
const maxSeconds = 86_400;
const input_rules_text = dist/* string */.YjP();
const token = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\x21-\x7e]+$/, 'must be one line without spaces'));
const input_rules_boolean = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^(true|True|TRUE|false|False|FALSE)$/, 'must be `true` or `false`'), dist/* transform */.pdi((value) => value.toLowerCase() === 'true'));
const appId = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[1-9]\d{0,15}$/, 'must be the numeric id of an app, such as `4321`'), dist/* transform */.pdi(Number), dist/* safeInteger */.Y2b('must be the numeric id of an app, such as `4321`'));
const deploymentId = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[1-9]\d{0,63}$/, 'must be the numeric id of a deployment, such as `4321`'), dist/* transform */.pdi(deployment_id/* readDeploymentId */.FV));
const channel = dist/* picklist */.KIO(['stable', 'preview', 'nightly', 'internal'], 'must be `stable`, `preview`, `nightly` or `internal`');
const onConflict = dist/* picklist */.KIO(['wait', 'fail'], 'must be `wait` or `fail`');
const onSuperseded = dist/* picklist */.KIO(['fail', 'pass'], 'must be `fail` or `pass`');
const onFailure = dist/* picklist */.KIO(['none', 'restore', 'rollback'], 'must be `none`, `restore` or `rollback`');
const visibility = dist/* picklist */.KIO(['public', 'private'], 'must be `public` or `private`');
/** Source: `CreateAppRequest` of the API description. */
const newAppName = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[A-Za-z0-9-]{4,38}$/, 'must be 4 to 38 letters, digits and hyphens, since `create-app-if-missing` is on'));
/** As far as it can be told without asking; see the API's list of regions. */
const region = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* transform */.pdi((value) => value.replace(/-prod-aws-data$/, '')), dist/* regex */.yGV(/^(?=.*[-\d])[a-z0-9]+(-[a-z0-9]+)*$/, 'must be the id of a region, such as `us-east-1` or `us-west-2`'));
const replicas = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^([1-9]|10)$/, 'must be a whole number from 1 to 10'), dist/* transform */.pdi(Number));
const org = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\w.-]+$/, 'must be the handle of an organization: letters, digits, dots, hyphens, underscores'));
/** A time in seconds as the user writes it, in milliseconds as the program uses it. */
function seconds(least) {
    const rule = least > 0
        ? `must be a number of seconds from ${least} to ${maxSeconds}`
        : `must be a number of seconds above 0, at most ${maxSeconds}`;
    return dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^\d+(\.\d+)?$/, rule), dist/* transform */.pdi(Number), dist/* check */.z6Y((value) => value > 0 && value >= least && value <= maxSeconds, rule), dist/* transform */.pdi((value) => value * 1000));
}
/** The same, with 0 for none at all. */
const secondsOrNone = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^\d+(\.\d+)?$/, `must be a number of seconds from 0 to ${maxSeconds}`), dist/* transform */.pdi(Number), dist/* check */.z6Y((value) => value <= maxSeconds, `must be a number of seconds from 0 to ${maxSeconds}`), dist/* transform */.pdi((value) => value * 1000));
const input_rules_url = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* check */.z6Y((value) => URL.canParse(value), 'must be a URL such as `https://api.spice.ai`'), dist/* transform */.pdi((value) => new URL(value)), dist/* check */.z6Y(url/* isPrivate */.Gw, 'must start with `https://`, since credentials are sent there (`http://` is for this machine only)'), dist/* check */.z6Y(url/* isBare */.JE, 'must be a URL without user name, query and fragment'), dist/* transform */.pdi(url/* withoutSlash */.mW));

// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
;// CONCATENATED MODULE: ./src/inputs.ts




function input(name, rule, fallback) {
    return { name, rule, fallback };
}
/** Every input. Times are in seconds as the user writes them, and in milliseconds here. */
const table = {
    clientId: input('client-id', input_rules_text),
    clientSecret: input('client-secret', input_rules_text),
    apiToken: input('api-token', token),
    scope: input('scope', input_rules_text),
    tokenUrl: input('oauth-token-url', input_rules_url, 'https://spice.ai/api/oauth/token'),
    /** Base URL without a slash at its end. */
    apiUrl: input('api-url', input_rules_url, 'https://api.spice.ai'),
    org: input('org', org),
    /** One of the two is given; if both are, the id takes precedence. */
    appId: input('app-id', appId),
    appName: input('app-name', input_rules_text),
    createAppIfMissing: input('create-app-if-missing', input_rules_boolean, false),
    /** For a new app; also used to locate a runtime that the API does not report. */
    region: input('region', region),
    visibility: input('visibility', visibility, 'private'),
    /** A YAML or JSON map. */
    tags: input('tags', input_rules_text, ''),
    /** Relative to the workspace. */
    workingDirectory: input('working-directory', input_rules_text, '.'),
    channel: input('channel', channel),
    replicas: input('replicas', replicas),
    imageTag: input('image-tag', input_rules_text),
    debug: input('debug', input_rules_boolean, false),
    branch: input('branch', input_rules_text),
    commitSha: input('commit-sha', input_rules_text),
    commitMessage: input('commit-message', input_rules_text),
    /** The deployment to watch instead of creating one. */
    deploymentId: input('deployment-id', deploymentId),
    onConflict: input('on-conflict', onConflict, 'wait'),
    onSuperseded: input('on-superseded', onSuperseded, 'fail'),
    onFailure: input('on-failure', onFailure, 'none'),
    dryRun: input('dry-run', input_rules_boolean, false),
    waitForCompletion: input('wait-for-completion', input_rules_boolean, true),
    timeoutMs: input('timeout-seconds', seconds(0), 600_000),
    /** Undefined for an interval that adapts to the deployment. */
    pollIntervalMs: input('poll-interval-seconds', seconds(0.1)),
    requestTimeoutMs: input('request-timeout-seconds', seconds(0), 30_000),
    githubToken: input('github-token', input_rules_text),
    commentOnPr: input('comment-on-pr', input_rules_boolean, false),
    testSql: input('test-sql', input_rules_text, ''),
    testNsql: input('test-nsql', input_rules_text, ''),
    testSearch: input('test-search', input_rules_text, ''),
    testChat: input('test-chat', input_rules_text, ''),
    testChatModel: input('test-chat-model', input_rules_text, ''),
    testMcpTool: input('test-mcp-tool', input_rules_text, ''),
    testMcpArguments: input('test-mcp-arguments', input_rules_text, ''),
    warmupMs: input('test-warmup-seconds', secondsOrNone, 60_000),
    /** For one probe. */
    testTimeoutMs: input('test-timeout-seconds', seconds(0), 30_000),
    /** 0 skips the check of the datasets. */
    datasetTimeoutMs: input('dataset-ready-timeout-seconds', secondsOrNone, 300_000),
    /** Base URL without a slash at its end; undefined for that of the app. */
    runtimeUrl: input('runtime-url', input_rules_url),
    failOnTestError: input('fail-on-test-error', input_rules_boolean, true),
};
/** Hides the credentials among the inputs. To be called before anything else can be printed. */
function maskCredentials(runner, secrets) {
    for (const name of ['client-secret', 'api-token', 'github-token']) {
        secrets.addCredential(runner.getInput(name));
    }
}
/** The path that `spicepod` has by default: a file that need not exist. */
const defaultSpicepod = 'spicepod.yaml';
/**
 * Reads and checks every input but `secrets`, which is read before them.
 *
 * @param whyNoSecrets why GitHub leaves secrets empty on this event, if it does
 * @throws InputError naming all that is wrong, at once
 */
function readInputs(runner, secrets, whyNoSecrets) {
    const problems = [];
    const redact = (text) => secrets.redact(text);
    const read = ({ name, rule, fallback }) => {
        const given = runner.getInput(name);
        // An expression without a value, such as an input that a push event does not have, is not given.
        if (given === '')
            return fallback;
        const parsed = dist/* safeParse */.xLC(rule, given);
        if (parsed.success)
            return parsed.output;
        // A URL may hold a password.
        const isSecret = redact(given) !== given || /\/\/[^/]*@/.test(given);
        const shown = isSecret ? '.' : `, but it is \`${(0,src_text/* cut */.Jj)(given, 60, redact)}\`.`;
        problems.push(`\`${name}\` ${parsed.issues[0].message}${shown}`);
        return fallback;
    };
    const values = Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, read(entry)]));
    const isGiven = (name) => runner.getInput(name) !== '';
    const credentials = chooseCredentials(values, isGiven('api-token'), whyNoSecrets);
    if (typeof credentials === 'string')
        problems.push(credentials);
    problems.push(...findMissing(values, isGiven, redact));
    if (problems.length > 0 || typeof credentials === 'string')
        throw new errors/* InputError */.dz(problems);
    const { createAppIfMissing, region, visibility } = values;
    return {
        ...values,
        credentials,
        // Set to an empty string it pushes none; a runner that knows the default always sets it.
        spicepod: runner.isInputSet('spicepod') ? runner.getInput('spicepod') : defaultSpicepod,
        newApp: createAppIfMissing && region !== undefined ? { region, visibility } : undefined,
    };
}
/** What else an input needs. */
function findMissing({ createAppIfMissing, appName }, isGiven, redact) {
    if (!createAppIfMissing) {
        return isGiven('app-id') || isGiven('app-name')
            ? []
            : ['No app specified: set its numeric `app-id`, or `app-name`.'];
    }
    const problems = [];
    if (!isGiven('app-name'))
        problems.push('`app-name` is required with `create-app-if-missing: true`.');
    if (!isGiven('region')) {
        problems.push('`region` is required with `create-app-if-missing: true`: the region for the new app, for example `us-east-1`.');
    }
    if (appName !== undefined && !dist.is(newAppName, appName)) {
        problems.push(`\`app-name\` must be 4 to 38 letters, digits and hyphens with \`create-app-if-missing: true\`, but it is \`${(0,src_text/* cut */.Jj)(appName, 60, redact)}\`.`);
    }
    return problems;
}
/** The one way to authenticate that was given, or the sentence that says what is missing. */
function chooseCredentials({ clientId, clientSecret, apiToken, scope, tokenUrl }, isApiTokenGiven, whyNoSecrets) {
    const hint = whyNoSecrets === undefined ? '' : ` ${whyNoSecrets}`;
    if (isApiTokenGiven && (clientId !== undefined || clientSecret !== undefined)) {
        return 'Set either `api-token`, or `client-id` and `client-secret`, but not both.';
    }
    // What is wrong with a token that cannot be used has been said already.
    if (isApiTokenGiven)
        return { kind: 'token', token: apiToken ?? '' };
    if (clientId !== undefined && clientSecret !== undefined) {
        return { kind: 'client', clientId, clientSecret, scope, tokenUrl };
    }
    if (clientId !== undefined)
        return `\`client-secret\` is required when \`client-id\` is set.${hint}`;
    if (clientSecret !== undefined)
        return '`client-id` is required when `client-secret` is set.';
    return `No credentials: set \`client-id\` and \`client-secret\` of an OAuth client, or \`api-token\`.${hint}`;
}
/** The inputs that were set, but that a run which only watches a deployment ignores. */
function listIgnored(inputs, hasSecrets) {
    const given = {
        'create-app-if-missing': inputs.createAppIfMissing,
        tags: inputs.tags,
        // The default is there even if nobody has set it.
        spicepod: inputs.spicepod !== defaultSpicepod && inputs.spicepod,
        secrets: hasSecrets,
        channel: inputs.channel,
        replicas: inputs.replicas,
        'image-tag': inputs.imageTag,
        debug: inputs.debug,
        branch: inputs.branch,
        'commit-sha': inputs.commitSha,
        'commit-message': inputs.commitMessage,
        'on-failure': inputs.onFailure !== 'none',
    };
    return Object.keys(given).filter((name) => given[name]);
}


/***/ }),

/***/ 6910:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ describeFailure)
/* harmony export */ });
const inWords = {
    exchangeToken: 'requesting a token',
    listOrgs: 'listing the organizations',
    listRegions: 'listing the regions',
    listApps: 'listing the apps',
    getApp: 'reading the app',
    createApp: 'creating the app',
    updateApp: 'changing the app',
    upsertSecret: 'storing the secret',
    getApiKeys: 'reading the API keys of the app',
    listDeployments: 'listing the deployments of the app',
    getDeployment: 'reading the deployment',
    getDeploymentLogs: 'reading the log of the deployment',
    createDeployment: 'creating the deployment',
};
/**
 * Which request failed, and where: `requesting a token from spice.ai failed`.
 *
 * @param host undefined where the request needs none
 */
function describeFailure(operation, host) {
    const where = host && ` ${operation === 'exchangeToken' ? 'from' : 'at'} ${host}`;
    return `${inWords[operation]}${where ?? ''} failed`;
}


/***/ }),

/***/ 6472:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ Log)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_util__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8992);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5655);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5594);




/** GitHub cuts an annotation after 4,096 characters. */
const maxAnnotationLength = 4000;
/** GitHub shows ten annotations of a kind for a step; one is kept for the verdict. */
const maxWarnings = 9;
/** Prints to the log of the step. Whatever comes in, no secret goes out, and no text acts on the runner. */
class Log {
    #warnings = 0;
    /** A group begins with its first line: an empty one is left out. */
    #nextGroup;
    #isInGroup = false;
    #runner;
    #redact;
    #hasColours;
    constructor({ runner, redact, hasColours }) {
        this.#runner = runner;
        this.#redact = redact;
        this.#hasColours = hasColours;
    }
    /** @param elapsedMs for lines that show it */
    print(line, elapsedMs = 0) {
        switch (line.kind) {
            case 'text': {
                const text = (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .inertLine */ .Fq)(this.#redact(line.isTimed ? `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .formatElapsed */ .C7)(elapsedMs)}  ${line.text}` : line.text));
                this.#enterGroup();
                const isPlain = line.colour === undefined || !this.#hasColours;
                // Not asked of the stream: that of a runner is no terminal, but its page shows colours.
                this.#runner.print(isPlain ? text : (0,node_util__WEBPACK_IMPORTED_MODULE_0__.styleText)(line.colour ?? 'gray', text, { validateStream: false }));
                break;
            }
            case 'debug':
                if (this.#runner.isDebug())
                    this.#runner.debug((0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .inertLine */ .Fq)(this.#redact(line.text)));
                break;
            case 'warning':
                this.#warnings++;
                if (this.#warnings <= maxWarnings)
                    this.#runner.annotate('warning', this.#forAnnotation(line.text));
                // GitHub would not show it any more.
                else
                    this.print({ kind: 'text', text: `Warning: ${line.text}`, colour: 'yellow' });
                break;
            case 'group':
                this.endGroup();
                this.#nextGroup = line.title;
                break;
            case 'block':
                this.print({ kind: 'group', title: line.title });
                this.#enterGroup();
                // Redacted together: a secret may have several lines.
                for (const each of (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .inert */ .tJ)(this.#redact(line.lines.join('\n'))).split('\n'))
                    this.#runner.print(each);
                this.endGroup();
        }
    }
    /** An annotation of something good to know. */
    notice(title, text) {
        this.#runner.annotate('notice', this.#forAnnotation(text), { title });
    }
    /**
     * An annotation of what fails the job.
     *
     * @param location where GitHub shows it beside the code
     */
    error(title, text, location) {
        const place = location && { file: location.file, startLine: location.line, startColumn: location.column };
        this.#runner.annotate('error', this.#forAnnotation(text), { title, ...place });
    }
    /** What comes next stands outside of all groups. */
    endGroup() {
        if (this.#isInGroup)
            this.#runner.endGroup();
        this.#isInGroup = false;
        this.#nextGroup = undefined;
    }
    #enterGroup() {
        if (this.#nextGroup === undefined)
            return;
        this.#runner.startGroup((0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .inertLine */ .Fq)(this.#redact(this.#nextGroup)));
        this.#nextGroup = undefined;
        this.#isInGroup = true;
    }
    #forAnnotation(text) {
        return (0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cut */ .Jj)((0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .inert */ .tJ)(this.#redact(text)), maxAnnotationLength, this.#redact);
    }
}


/***/ }),

/***/ 1192:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  RM: () => (/* binding */ appUrl),
  rl: () => (/* binding */ causeOf),
  o8: () => (/* binding */ durationSeconds),
  ue: () => (/* binding */ initialState),
  vs: () => (/* binding */ portal),
  TS: () => (/* binding */ reduce)
});

// EXTERNAL MODULE: ./src/deployment/duration.ts
var duration = __webpack_require__(711);
// EXTERNAL MODULE: ./src/deployment/status.ts
var deployment_status = __webpack_require__(1661);
;// CONCATENATED MODULE: ./src/report/phases.ts
/** How the run has spent its time once an event has happened. */
function reducePhases(phases, event) {
    const { atMs } = event;
    const begin = (name, startMs = atMs) => (all) => isOpen(all, name) ? all : [...all, { name, startMs }];
    const end = (name, endMs = atMs) => (all) => all.map((phase) => phase.name === name && phase.endMs === undefined
        ? { ...phase, endMs: Math.max(phase.startMs, endMs) }
        : phase);
    const apply = (...steps) => steps.reduce((all, step) => step(all), phases);
    switch (event.type) {
        case 'create.waiting':
            return apply(begin('conflict'));
        case 'deployment.polled':
            switch (event.deployment.status) {
                case 'in_progress':
                    return apply(end('conflict'), end('queued'), begin('in_progress'));
                case 'succeeded':
                case 'failed':
                    return apply(end('conflict'), end('queued'), end('in_progress'));
                case 'queued':
                    return apply(end('conflict'), end('in_progress'), begin('queued'));
                default:
                    // An unknown status changes nothing about what goes on; at the start it is a kind of waiting.
                    return isOpen(phases, 'in_progress')
                        ? apply(end('conflict'))
                        : apply(end('conflict'), begin('queued'));
            }
        case 'verification.started':
            return apply(begin('ready'));
        case 'verification.skipped':
            return phases.filter(({ name }) => name !== 'ready');
        case 'runtime.ready':
            return apply(end('ready'));
        case 'datasets.polled':
            // Datasets may load while the runtime gets ready, and are waited for from then on in any case.
            return apply(begin('datasets', phases.findLast(({ name }) => name === 'ready')?.endMs));
        case 'probe.ended': {
            const { durationMs } = event.result;
            // A probe without a duration was not run.
            if (durationMs === 0)
                return phases;
            const startMs = Math.max(0, atMs - durationMs);
            const withoutWait = phases.filter(({ name, endMs }) => name !== 'ready' || endMs !== undefined);
            return begin('probes', startMs)(end('datasets', startMs)(withoutWait));
        }
        case 'verification.ended':
            return apply(end('ready'), end('datasets'), end('probes'));
        case 'recovery.started':
            return apply(begin('recovery'));
        case 'recovery.ended':
            return apply(end('recovery'));
        case 'run.ended':
            return phases.map((phase) => ({ ...phase, endMs: phase.endMs ?? atMs }));
        default:
            return phases;
    }
}
function isOpen(phases, name) {
    return phases.some((phase) => phase.name === name && phase.endMs === undefined);
}

;// CONCATENATED MODULE: ./src/report/state.ts



function initialState(startedAtMs) {
    return {
        startedAtMs,
        activity: '',
        settings: { timeoutMs: 0, onSuperseded: 'fail', onFailure: 'none' },
        applied: [],
        outages: 0,
        isRequested: false,
        isLost: false,
        isAttached: false,
        history: [],
        reportedCauses: [],
        listed: [],
        logTail: [],
        phases: [],
    };
}
/** What is known once an event has happened. Pure: the same events always lead to the same state. */
function reduce(state, event) {
    return { ...state, ...learn(state, event), phases: reducePhases(state.phases, event) };
}
function learn(state, event) {
    switch (event.type) {
        case 'inputs.read': {
            const { appId, channel, replicas, imageTag, timeoutMs, onSuperseded, onFailure } = event.inputs;
            const settings = { channel, replicas, imageTag, timeoutMs, onSuperseded, onFailure };
            return { appId, org: event.org, settings, activity: 'preparing' };
        }
        case 'org.found':
            return { org: event.org };
        case 'outage.began':
            return { outages: state.outages + 1 };
        case 'app.identified':
            return { appId: event.appId };
        case 'app.found':
            return { appId: event.app.id, app: event.app };
        case 'source.found':
            return { source: event.source };
        case 'change.sending':
            return { unconfirmed: event.change };
        case 'change.applied':
            return { applied: [...state.applied, event.change], unconfirmed: undefined };
        case 'change.rejected':
            return { unconfirmed: undefined };
        case 'history.read':
            return { history: event.deployments };
        case 'create.sending': {
            const { requestedAtMs = event.atMs } = state;
            return { isRequested: true, requestedAtMs, activity: 'requesting the deployment' };
        }
        case 'create.lost':
            return { isLost: true };
        case 'create.waiting':
            // The request was rejected: nothing of this run is in progress, unless an earlier one was lost.
            return {
                isRequested: state.isLost,
                blockers: event.blockers,
                activity: 'waiting for another deployment to finish',
            };
        case 'deployment.attached': {
            // An attached deployment was not created with these inputs.
            const settings = { ...state.settings, channel: undefined, replicas: undefined, imageTag: undefined };
            return { isAttached: true, createdAtMs: event.atMs - event.ageMs, settings };
        }
        case 'deployment.polled': {
            const { createdAtMs = event.atMs } = state;
            const { deployment, listed } = event;
            const activity = (0,deployment_status/* isUnfinished */.ui)(deployment) ? deployment.status : '';
            const reportedCauses = (0,deployment_status/* reasonOf */.A3)(deployment)
                ? [...new Set([...state.reportedCauses, causeOf(deployment)])]
                : state.reportedCauses;
            const elapsedMs = event.atMs - createdAtMs;
            return { deployment, listed, reportedCauses, createdAtMs, elapsedMs, activity };
        }
        case 'verification.started':
            return { activity: 'locating the runtime' };
        case 'runtime.waiting':
            return { activity: 'waiting for the runtime' };
        case 'runtime.ready':
            return { activity: 'waiting for the datasets' };
        case 'probe.started':
            return { activity: `running the ${event.name} probe` };
        case 'verification.skipped': {
            const error = `Not run: ${event.reason}.`;
            const tests = event.probes.map((name) => ({ name, ok: false, durationMs: 0, error }));
            return tests.length === 0 ? {} : { verification: { ...soFar(state), tests } };
        }
        case 'datasets.polled':
            return {
                verification: { ...soFar(state), datasets: event.datasets },
                activity: `datasets: ${event.progress}`,
            };
        case 'probe.ended': {
            const { tests } = soFar(state);
            return { verification: { ...soFar(state), tests: [...tests, event.result] } };
        }
        case 'verification.ended':
            return { verification: event.verification };
        case 'outcome.decided':
            return { decided: event.outcome };
        case 'log.read':
            return { logTail: event.lines };
        case 'recovery.started':
            return {
                recovery: { mode: event.mode, isRestored: false, isRequested: false },
                activity: event.mode === 'restore' ? 'restoring the previous spicepod' : 'rolling back',
            };
        case 'spicepod.restored':
            return recover(state, { isRestored: true });
        case 'rollback.sending':
            return recover(state, { isRequested: true });
        case 'rollback.polled':
            return {
                ...recover(state, { deployment: event.deployment }),
                activity: `rollback: deployment ${event.deployment.id} ${event.deployment.status}`,
            };
        case 'recovery.ended':
            return recover(state, { result: event.recovery });
        case 'run.ended': {
            const { outcome } = event;
            const deployment = 'deployment' in outcome ? outcome.deployment : undefined;
            return { outcome, ...(deployment && { deployment }) };
        }
        default:
            return {};
    }
}
/** What an error of a deployment is known by, whatever its words. */
function causeOf({ error_code }) {
    return error_code ?? '';
}
/** What is known of a verification that is running. */
function soFar({ verification }) {
    return verification ?? { tests: [], datasets: [], problems: [] };
}
function recover({ recovery, settings }, known) {
    const mode = settings.onFailure === 'restore' ? 'restore' : 'rollback';
    return { recovery: { mode, isRestored: false, isRequested: false, ...recovery, ...known } };
}
/** Where people manage their apps. */
const portal = 'https://spice.ai';
/** Page of the app in the portal. Source: the docs and the official action agree on it. */
function appUrl({ app, org }) {
    // A name has at most 38 characters: what is much longer has no page.
    if (!app?.name || !org || app.name.length > 2000)
        return undefined;
    // Lone surrogates cannot be percent-encoded.
    const [handle, name] = [org, app.name].map((part) => encodeURIComponent(part.toWellFormed()));
    return `${portal}/${handle}/${name}`;
}
/** Seconds from the creation of the deployment to its end, or to the last poll of one that is in progress. */
function durationSeconds({ deployment, elapsedMs }) {
    if (deployment === undefined)
        return undefined;
    const ms = (0,duration/* durationMs */.p)(deployment) ?? elapsedMs;
    return ms === undefined ? undefined : Math.round(ms / 100) / 10;
}


/***/ }),

/***/ 5655:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fq: () => (/* binding */ inertLine),
/* harmony export */   TM: () => (/* binding */ firstLine),
/* harmony export */   bf: () => (/* binding */ readableLength),
/* harmony export */   tJ: () => (/* binding */ inert)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8992);

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
/** The first line, readable at a glance: so many characters at most. */
function firstLine(text, redact, most = 72) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cut */ .Jj)(inert(redact(text)).trim().split('\n', 1)[0] ?? '', most, redact);
}


/***/ }),

/***/ 5594:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C7: () => (/* binding */ formatElapsed),
/* harmony export */   DT: () => (/* binding */ describeChanges),
/* harmony export */   Ti: () => (/* binding */ describeDeployment),
/* harmony export */   XT: () => (/* binding */ describeCommit),
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   fU: () => (/* binding */ formatTime),
/* harmony export */   uQ: () => (/* binding */ describeChange)
/* harmony export */ });
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1692);
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6390);
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9834);



// Each thing that people read has one way to be written. It is here.
/** `1m 8s`, `18s`, `600ms`. */
function formatDuration(ms) {
    const rounded = Math.max(0, Math.round(ms));
    return rounded < 1000 ? `${rounded}ms` : (0,pretty_ms__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .A)(rounded, { secondsDecimalDigits: 0 });
}
/** A time that runs, in whole seconds from `0s`. */
function formatElapsed(ms) {
    return ms < 1000 ? '0s' : formatDuration(ms);
}
/** `2026-11-24 12:00:00 UTC`. */
function formatTime(time) {
    return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
/**
 * A deployment of somebody else: what it is, for how long, and whose, such as
 * `deployment 7 (commit 1f2e3d4, branch main), queued for 12s, started by robin`.
 *
 * @param nowMs by the server's clock; without it that of this machine has to do
 */
function describeDeployment(deployment, redact, nowMs = Date.now()) {
    const { id, status, created_by, creation_source, created_at } = deployment;
    const by = created_by ?? creation_source;
    const createdMs = (0,_time_js__WEBPACK_IMPORTED_MODULE_0__.parseTime)(created_at);
    // The server's clock is cut to whole seconds, so a new deployment may seem to come from the future.
    const since = createdMs === undefined ? '' : ` for ${formatDuration(Math.max(nowMs - createdMs, 1000))}`;
    return `deployment ${id}${describeCommit(deployment, redact)}, ${status}${since}${by ? `, started by ${by}` : ''}`;
}
/** ` (commit 1f2e3d4, branch main)`, as far as it is known. */
function describeCommit({ commit_sha, branch }, redact) {
    const parts = [commit_sha && `commit ${(0,_commit_js__WEBPACK_IMPORTED_MODULE_2__/* .shortCommit */ .Ax)(commit_sha, redact)}`, branch && `branch ${branch}`];
    const known = parts.filter(Boolean);
    return known.length > 0 ? ` (${known.join(', ')})` : '';
}
/** One change of the app, as a line of its own: `Pushed spicepod.yaml`. */
function describeChange(change) {
    switch (change.kind) {
        case 'app':
            return `Created app ${change.name}${change.id === undefined ? '' : ` (${change.id})`}`;
        case 'tags':
            return `Set tags ${change.keys.join(', ')}`;
        case 'spicepod':
            return `Pushed ${change.path}`;
        case 'secret':
            return `Stored secret ${change.name}`;
    }
}
/** Several, within a sentence: `created app taxi (7), pushed spicepod.yaml, stored secrets A, B`. */
function describeChanges(changes) {
    const secrets = changes.flatMap((change) => (change.kind === 'secret' ? [change.name] : []));
    const others = changes.filter(({ kind }) => kind !== 'secret').map(describeChange);
    const stored = `Stored secret${secrets.length === 1 ? '' : 's'} ${secrets.join(', ')}`;
    return [...others, ...(secrets.length > 0 ? [stored] : [])]
        .map((each) => `${each.charAt(0).toLowerCase()}${each.slice(1)}`)
        .join(', ');
}


/***/ }),

/***/ 7194:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ Secrets)
/* harmony export */ });
/** Shorter values would make logs unreadable, and outputs useless, wherever they stand by chance. */
const leastLength = 4;
/**
 * The secrets of this run. The runner masks what it prints itself; files (outputs, summary) it takes as they are,
 * and a server may repeat a token in an error text, so everything written is also redacted here.
 */
class Secrets {
    #credentials = new Set();
    #values = new Set();
    #mask;
    /** @param mask makes the runner hide a value in its log (`core.setSecret`) */
    constructor(mask) {
        this.#mask = mask;
    }
    /** Hides what the run itself authenticates with. Call it before anything could print it. */
    addCredential(value) {
        // What is shorter is none, and would hide a part of everything that is read.
        if (value.length < leastLength)
            return;
        this.#credentials.add(value);
        this.#hide(value);
    }
    /**
     * Hides a value that the app gets, and each of its lines.
     *
     * @param except a value that stays readable, since outputs have to hold it
     */
    addValue(value, except) {
        const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
        const isLong = (line) => line.length >= leastLength;
        for (const line of lines)
            if (isLong(line) && line !== except)
                this.#hide(line);
        if (lines.length === 1 || !lines.some(isLong))
            return;
        // The runner masks each line of what it is given, the short ones, too.
        const isFit = (line) => isLong(line) && line !== except;
        if (lines.filter(Boolean).every(isFit))
            this.#hide(value);
        else
            this.#values.add(value);
    }
    /** Hides all secrets in a text, as they are and as they stand in JSON. */
    redact(text) {
        return hide(this.#values, text);
    }
    /**
     * Hides the credentials alone: for what the program goes by, such as names and statuses, in which the value of
     * an app's secret (`main`, say) means what it says.
     */
    redactCredentials(text) {
        return hide(this.#credentials, text);
    }
    #hide(value) {
        if (this.#values.has(value))
            return;
        this.#values.add(value);
        this.#mask(value);
    }
}
function hide(values, text) {
    const forms = [...values].flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
    // The longest first: one secret may hold another.
    const sorted = forms.sort((a, b) => b.length - a.length);
    return sorted.reduce((redacted, value) => redacted.replaceAll(value, '***'), text);
}


/***/ }),

/***/ 6500:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Eo: () => (/* binding */ goesOn),
/* harmony export */   Ik: () => (/* binding */ leastCreateMs),
/* harmony export */   J: () => (/* binding */ attemptJudge),
/* harmony export */   JN: () => (/* binding */ backoff),
/* harmony export */   KM: () => (/* binding */ isTrouble),
/* harmony export */   h4: () => (/* binding */ leastDelayMs),
/* harmony export */   n7: () => (/* binding */ isTurnedAway)
/* harmony export */ });
/* harmony import */ var ky__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3201);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _http_connect_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1517);
/* harmony import */ var _http_error_code_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9698);




/** What a read can be told by the API itself; other 4xx come from something on the way, and go by. */
const noBetterAnswer = new Set([400, 401, 402, 403, 405, 410, 422]);
const turnedAwayAtTheDoor = new Set([425, 429]);
const comesBackLater = new Set([408, 425, 429]);
/** Decides on failed attempts of one call, in order. */
function attemptJudge(patience, canRenewToken) {
    let renewed = false;
    let wasMissing = false;
    return (error) => {
        // The request for the token has had all the attempts there are.
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoAnswerError */ .i5)
            return 'give-up';
        const status = (0,ky__WEBPACK_IMPORTED_MODULE_2__/* .isHTTPError */ .nr)(error) ? error.response.status : undefined;
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
            return isFinal(status, patience) ? 'give-up' : 'again';
        return isTrouble(error) ? 'again' : 'give-up';
    };
}
/** Whether a status is a no that will stay one. */
function isFinal(status, patience) {
    if (patience === 'patient' || status === 404)
        return noBetterAnswer.has(status);
    return status >= 400 && status < 500 && !comesBackLater.has(status);
}
/** Whether a call goes on until its deadline while no usable answer comes. */
function goesOn(patience) {
    return patience === 'patient' || patience === 'repeatable';
}
/** Whether the server's work was never reached, so that repeating the request cannot do it twice. */
function isTurnedAway(error) {
    if ((0,ky__WEBPACK_IMPORTED_MODULE_2__/* .isHTTPError */ .nr)(error))
        return turnedAwayAtTheDoor.has(error.response.status);
    return (0,_http_connect_error_js__WEBPACK_IMPORTED_MODULE_1__/* .neverConnected */ .i)(error);
}
/** Whether an error means that no usable answer came, rather than that the program is wrong. */
function isTrouble(error) {
    return ((0,ky__WEBPACK_IMPORTED_MODULE_2__/* .isNetworkError */ .TX)(error) ||
        (0,ky__WEBPACK_IMPORTED_MODULE_2__/* .isTimeoutError */ .c8)(error) ||
        (0,ky__WEBPACK_IMPORTED_MODULE_2__/* .isForceRetryError */ .uU)(error) ||
        error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnusableAnswerError */ .qx ||
        (0,_http_error_code_js__WEBPACK_IMPORTED_MODULE_3__/* .errorCode */ .C)(error) !== undefined);
}
const everyError = Array.from({ length: 300 }, (_, index) => 300 + index);
/** What ky is told; whether to repeat at all is decided by {@link attemptJudge}. */
const backoff = {
    // The deadline ends it, not a count.
    limit: Number.MAX_SAFE_INTEGER,
    methods: ['get', 'post', 'put'],
    statusCodes: everyError,
    afterStatusCodes: everyError,
    retryOnTimeout: true,
    delay: (attempt) => Math.min(maxDelayMs, 500 * 2 ** Math.min(attempt - 1, 10)),
    jitter: true,
};
const maxDelayMs = 15_000;
/** A create is not repeated with less time left, in milliseconds: cut off, nobody could say what became of it. */
const leastCreateMs = 500;
/** Least time between two attempts, in milliseconds: jitter and `Retry-After: 0` would allow none at all. */
function leastDelayMs(attempt) {
    return Math.min(2000, 250 * 2 ** Math.min(attempt - 1, 10));
}


/***/ }),

/***/ 7019:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BU: () => (/* binding */ TokenResponse),
/* harmony export */   Jf: () => (/* binding */ DeploymentFields),
/* harmony export */   Kw: () => (/* binding */ LogLines),
/* harmony export */   Oj: () => (/* binding */ DeploymentList),
/* harmony export */   Sn: () => (/* binding */ Deployment),
/* harmony export */   W6: () => (/* binding */ AppList),
/* harmony export */   qw: () => (/* binding */ App),
/* harmony export */   sG: () => (/* binding */ StoredSecret),
/* harmony export */   vh: () => (/* binding */ OrgList),
/* harmony export */   x1: () => (/* binding */ ApiKeys),
/* harmony export */   yl: () => (/* binding */ ChangedApp),
/* harmony export */   z7: () => (/* binding */ RegionList)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _deployment_id_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4552);
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9834);



// Only what the action cannot do without is required. A decoration of the wrong type becomes null rather than
// taking the whole answer with it and null and missing mean the same.
const text = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()), null);
const number = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig()), null);
const id = valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeInteger */ .Y2b()),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .regex */ .yGV(/^\d{1,15}$/), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(Number)),
]);
const deploymentId = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J(), 
// A number that would be rounded comes as its text.
valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi((value) => (JSON.isRawJSON(value) ? value.rawJSON : value)), valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeInteger */ .Y2b()),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .regex */ .yGV(_deployment_id_js__WEBPACK_IMPORTED_MODULE_2__/* .deploymentIdDigits */ .dw), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(_deployment_id_js__WEBPACK_IMPORTED_MODULE_2__/* .readDeploymentId */ .FV)),
]));
/** `TokenResponse` of the API description; `expires_in` in seconds. */
const TokenResponse = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    // Anything else could not be sent in a header, and the error that says so would quote it.
    access_token: valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .regex */ .yGV(/^[\x21-\x7e]+$/)),
    expires_in: number,
});
/**
 * An object with every member that it came with. Valibot's own records and objects leave out members that are named
 * `__proto__`, `prototype` or `constructor`, which a write would then delete on the server.
 */
const wholeObject = valibot__WEBPACK_IMPORTED_MODULE_1__/* .custom */ .IeY(
// A number that would be rounded is kept as an object with its text.
(value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value));
/** Values are texts as far as the API description goes; others are written back unchanged. */
const tags = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(wholeObject), null);
const config = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .looseObject */ ._H3({
    /** Null when it has none; missing when the answer does not tell. */
    spicepod: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(wholeObject), undefined),
})), undefined);
/** `AppWithConfig` of the API description; from a list without `config`. */
const App = valibot__WEBPACK_IMPORTED_MODULE_1__/* .looseObject */ ._H3({
    id,
    name: text,
    /** Set on apps that are connected to GitHub. */
    production_branch: text,
    tags,
    config,
});
/** Whether an answer says what it is about. */
function isNamed(answer) {
    return valibot__WEBPACK_IMPORTED_MODULE_1__.is(id, answer.id) || typeof answer.name === 'string';
}
/** No member has to be there, says the API description: an answer may confirm a write without a word. */
function isBare(answer) {
    return Object.keys(answer).length === 0 || ('success' in answer && answer.success === true);
}
/** Answer of `updateApp`. One with nothing of an app is something else, and says nothing of the change. */
const ChangedApp = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .looseObject */ ._H3({ config }), valibot__WEBPACK_IMPORTED_MODULE_1__/* .check */ .z6Y((answer) => isBare(answer) || isNamed(answer) || (answer.config ?? undefined) !== undefined));
/** A list whose odd entries do not hide the others. */
function listOf(schema) {
    return valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullable */ .mee(schema), null)), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi((entries) => entries.filter((each) => each !== null)));
}
/** Answer of `listApps`, whose envelope is `projects` since their renaming. */
const AppList = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ apps: listOf(App) }), valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ projects: listOf(App) })]), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi((answer) => ('apps' in answer ? answer.apps : answer.projects)));
/** Answer of `listOrgs`: their handles. */
const OrgList = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ orgs: listOf(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ name: valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .minLength */ .BpQ(1)) })) }), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(({ orgs }) => orgs.map(({ name }) => name)));
/** Answer of `listRegions`: the ids of those that can be used. */
const RegionList = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    regions: listOf(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ region: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), disabled: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY()), null) })),
}), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(({ regions }) => regions.filter(({ disabled }) => disabled !== true).map(({ region }) => region)));
/** Answer of `upsertSecret`. One with nothing of a secret is something else, and says nothing of it. */
const StoredSecret = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .looseObject */ ._H3({}), valibot__WEBPACK_IMPORTED_MODULE_1__/* .check */ .z6Y((answer) => isBare(answer) || isNamed(answer)));
// Anything else could not be sent in a header, and the error that says so would quote it.
const key = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .regex */ .yGV(/^[\x21-\x7e]+$/))), null);
/** `ApiKeys` of the API description: either may be missing. */
const ApiKeys = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ api_key: key, api_key_2: key }), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(({ api_key, api_key_2 }) => [api_key, api_key_2].filter((each) => typeof each === 'string')));
/** Answer of the call for the logs of a deployment, a line each. */
const LogLines = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    logs: listOf(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ timestamp: text, level: text, source: text, message: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() })),
}), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(({ logs }) => logs.map(({ timestamp, level, source, message }) => [timestamp, level, source && `${source}:`, message].filter(Boolean).join(' '))));
/** What is known of a deployment by name; there may be more. */
const DeploymentFields = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    id: deploymentId,
    status: valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), 'queued'),
    created_at: text,
    started_at: text,
    updated_at: text,
    finished_at: text,
    image_tag: text,
    replicas: number,
    branch: text,
    commit_sha: text,
    commit_message: text,
    error_message: text,
    error_code: text,
    creation_source: text,
    created_by: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig()])), null),
});
/** `DeploymentObserved` of the API description. Times are ISO 8601. */
const Deployment = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(wholeObject, valibot__WEBPACK_IMPORTED_MODULE_1__/* .rawTransform */ .NTK(({ dataset: { value }, addIssue, NEVER }) => {
    const { success, output, issues } = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(DeploymentFields, value);
    if (!success) {
        for (const { message } of issues)
            addIssue({ message });
        return NEVER;
    }
    // As the API gave it, for those who want more of it.
    return { ...output, raw: value };
}));
/** Answer of `listDeployments`: newest first, whatever order the server gives. */
const DeploymentList = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ deployments: listOf(Deployment) }), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(({ deployments }) => newestFirst(deployments)));
/** Ids decide where a time is equal. If one is missing they decide alone, since the others then have no place for it. */
function newestFirst(deployments) {
    const times = new Map(deployments.map((each) => [each, (0,_time_js__WEBPACK_IMPORTED_MODULE_0__.parseTime)(each.created_at)]));
    const areDated = [...times.values()].every((ms) => ms !== undefined);
    const timeOf = (each) => (areDated ? (times.get(each) ?? 0) : 0);
    return deployments.toSorted((one, other) => timeOf(other) - timeOf(one) || (0,_deployment_id_js__WEBPACK_IMPORTED_MODULE_2__/* .compareDeploymentIds */ .Xc)(other.id, one.id));
}


/***/ }),

/***/ 8992:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   ZH: () => (/* binding */ capitalize),
/* harmony export */   ml: () => (/* binding */ shorten),
/* harmony export */   wU: () => (/* binding */ endWithStop)
/* harmony export */ });
/**
 * At most so many characters, with an ellipsis where some were left out. Secrets are hidden first: half of one would not
 * be known any more. So there is no way to cut without.
 */
function cut(text, most, redact) {
    const hidden = redact(text);
    // No more of a long text than is needed, of which each character may take two units.
    const characters = Array.from(hidden.slice(0, 2 * most + 2));
    return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : hidden;
}
/** The same on one line. */
function shorten(text, most, redact) {
    return cut(redact(text).replace(/\s+/g, ' ').trim(), most, redact);
}
/** Makes the start of a sentence out of what stands within others. */
function capitalize(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
/** `1 row`, `2 rows`. */
function count(amount, thing) {
    return `${amount} ${thing}${amount === 1 ? '' : 's'}`;
}
/** Text of others as the end of a sentence: with one full stop. */
function endWithStop(text) {
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}


/***/ }),

/***/ 9834:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   deadlineIn: () => (/* binding */ deadlineIn),
/* harmony export */   earlier: () => (/* binding */ earlier),
/* harmony export */   parseTime: () => (/* binding */ parseTime),
/* harmony export */   systemClock: () => (/* binding */ systemClock)
/* harmony export */ });
const systemClock = {
    now: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
const zone = /(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?)$/i;
/**
 * Reads a time of the API. One without a zone means UTC: `Date.parse` would read it in the time zone of the runner.
 *
 * @returns milliseconds since 1970; undefined if there is no time or it cannot be read
 */
function parseTime(text) {
    const ms = Date.parse(zone.test(text ?? '') ? `${text}` : `${text}Z`);
    return Number.isNaN(ms) ? undefined : ms;
}
/** How long a last look is repeated where it fails, in milliseconds: trouble that is over in a moment hides nothing. */
const lastRepeatsMs = 2000;
function deadlineIn(ms, clock, graceMs = 0) {
    const end = clock.now() + ms;
    const remainingMs = () => Math.max(0, end - clock.now());
    return {
        remainingMs,
        mayRepeat: () => remainingMs() > 0,
        lastLook: () => {
            const last = deadlineIn(Math.max(0, end + graceMs - clock.now()), clock);
            const begunAt = clock.now();
            return { ...last, mayRepeat: () => last.mayRepeat() && clock.now() - begunAt < lastRepeatsMs };
        },
    };
}
/** Whichever of the two comes first. */
function earlier(one, other) {
    return {
        remainingMs: () => Math.min(one.remainingMs(), other.remainingMs()),
        mayRepeat: () => one.mayRepeat() && other.mayRepeat(),
        lastLook: () => earlier(one.lastLook(), other.lastLook()),
    };
}


/***/ }),

/***/ 7666:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gw: () => (/* binding */ isPrivate),
/* harmony export */   JE: () => (/* binding */ isBare),
/* harmony export */   VI: () => (/* binding */ readSafeUrl),
/* harmony export */   mW: () => (/* binding */ withoutSlash)
/* harmony export */ });
/** Whether what is sent to a URL can be overheard by nobody: it is encrypted, or does not leave this machine. */
function isPrivate({ protocol, hostname }) {
    return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
/** Whether a URL is without user name, query and fragment. */
function isBare({ username, password, href }) {
    // An empty query or fragment is one, too: paths behind it would become a part of it.
    return `${username}${password}` === '' && !/[?#]/.test(href);
}
/** A URL that paths can be put behind. */
function withoutSlash({ href }) {
    return href.replace(/\/+$/, '');
}
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
/**
 * A base URL that credentials may be sent to: `https:` (`http:` for this machine only), without user name, query and
 * fragment.
 *
 * @returns it without a slash at its end; undefined for anything else
 */
function readSafeUrl(text) {
    const url = URL.parse(text);
    return url !== null && isPrivate(url) && isBare(url) ? withoutSlash(url) : undefined;
}


/***/ })

};
