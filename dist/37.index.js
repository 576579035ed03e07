export const id = 37;
export const ids = [37];
export const modules = {

/***/ 3916:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ic: () => (/* binding */ describeFailure),
/* harmony export */   Rb: () => (/* binding */ PreconditionError),
/* harmony export */   XQ: () => (/* binding */ RefusalError),
/* harmony export */   dz: () => (/* binding */ InputError),
/* harmony export */   hg: () => (/* binding */ NoResponseError),
/* harmony export */   uc: () => (/* binding */ isDefinitelyNotApplied)
/* harmony export */ });
/* harmony import */ var _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(127);

/** Inputs, or files that they name, cannot be used. Nothing has been written when it is thrown. */
class InputError extends Error {
    name = 'InputError';
    /** One sentence per input: what is allowed and what was given. */
    problems;
    /** Those that are at a place in a file, and warnings beside them. */
    findings;
    /** What the user can do about it, if not only to fix the inputs. */
    todo;
    constructor(problems, { findings = [], todo } = {}) {
        super(problems.join('\n'));
        this.problems = problems;
        this.findings = findings;
        this.todo = todo;
    }
}
/** Something that the run needs is missing or unsuitable. Found by a check, before anything was deployed. */
class PreconditionError extends Error {
    name = 'PreconditionError';
    todo;
    /**
     * @param what happened, as a sentence
     * @param todo what the user can do about it
     */
    constructor(what, todo) {
        super(what);
        this.todo = todo;
    }
}
const operations = {
    exchangeToken: 'requesting a token',
    listOrgs: 'listing the organizations',
    listRegions: 'listing the regions',
    listApps: 'listing the apps',
    getApp: 'reading the app',
    createApp: 'creating the app',
    updateApp: 'changing the app',
    upsertSecret: 'storing the secret',
    listSecrets: 'listing the secrets of the app',
    listLinkedOrgSecrets: 'listing the linked organization secrets',
    listOrgSecrets: 'listing the secrets of the organization',
    getApiKeys: 'reading the API keys of the app',
    listInstances: 'listing the instances of the app',
    getInstanceLogs: 'reading the log of the instance',
    listDeployments: 'listing the deployments of the app',
    getDeployment: 'reading the deployment',
    getDeploymentLogs: 'reading the log of the deployment',
    createDeployment: 'creating the deployment',
    resumeProject: 'resuming the app',
};
/** Which request failed, and where, if that is known: `requesting a token from spice.ai failed`. */
function describeFailure(operation, host) {
    const where = host && ` ${operation === 'exchangeToken' ? 'from' : 'at'} ${host}`;
    return `${operations[operation]}${where ?? ''} failed`;
}
/** Spice Cloud refused a request. Sending it again unchanged would not help. */
class RefusalError extends _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .HttpStatusError */ .F9 {
    name = 'RefusalError';
    refusal;
    /** Whether an earlier attempt of the same call got no response, and may have worked. */
    mayHaveWorked;
    constructor(refusal, { mayHaveWorked = false } = {}) {
        const { operation, host, status, message } = refusal;
        super(status, `${describeFailure(operation, host)}: HTTP ${status}${message && `: ${message}`}`);
        this.refusal = refusal;
        this.mayHaveWorked = mayHaveWorked;
    }
}
/** No usable response came in time. */
class NoResponseError extends Error {
    name = 'NoResponseError';
    operation;
    mayHaveWorked;
    wasAccepted;
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
/** Whether an error of a call means for certain that the call did nothing. */
function isDefinitelyNotApplied(error, operation) {
    if (!(error instanceof RefusalError || error instanceof NoResponseError))
        return false;
    const failed = error instanceof RefusalError ? error.refusal : error;
    return !error.mayHaveWorked || failed.operation !== operation;
}


/***/ }),

/***/ 3037:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   deadlineIn: () => (/* binding */ deadlineIn),
/* harmony export */   earlier: () => (/* binding */ earlier),
/* harmony export */   formatTime: () => (/* binding */ formatTime),
/* harmony export */   parseTime: () => (/* binding */ parseTime),
/* harmony export */   pollUntil: () => (/* binding */ pollUntil),
/* harmony export */   systemClock: () => (/* binding */ systemClock)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);

const systemClock = {
    now: () => performance.now(),
    // Not from `node:timers/promises`: virtual time replaces only global timers.
    sleep: (ms, signal) => new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        // A timer that is left would keep the process from ending.
        const end = () => {
            clearTimeout(timer);
            resolve();
        };
        if (signal?.aborted)
            end();
        else
            signal?.addEventListener('abort', end, { once: true });
    }),
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
/** Writes a time for people: `2026-11-24 12:00:00 UTC`. */
function formatTime(ms) {
    return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
/** How long a last poll that fails is repeated, in milliseconds: a short outage must not hide the result. */
const maxLastRepeatsMs = 2000;
/** @param graceMs extra time for the last polls */
function deadlineIn(ms, clock, graceMs = 0) {
    const end = clock.now() + ms;
    const remainingMs = () => Math.max(0, end - clock.now());
    return {
        remainingMs,
        mayRepeat: () => remainingMs() > 0,
        lastPoll: () => {
            const last = deadlineIn(Math.max(0, end + graceMs - clock.now()), clock);
            const begunAt = clock.now();
            return { ...last, mayRepeat: () => last.mayRepeat() && clock.now() - begunAt < maxLastRepeatsMs };
        },
    };
}
/** Whichever of the two comes first. */
function earlier(one, other) {
    return {
        remainingMs: () => Math.min(one.remainingMs(), other.remainingMs()),
        mayRepeat: () => one.mayRepeat() && other.mayRepeat(),
        lastPoll: () => earlier(one.lastPoll(), other.lastPoll()),
    };
}
/**
 * Polls until there is a result. No pause outlasts the deadline, and one last poll follows it, so that the last word is
 * always the server's.
 *
 * @returns undefined if not even the last poll brought a result
 * @throws what a poll throws; after a poll without a response, another one follows if there is one and waiting may help
 */
async function pollUntil(options) {
    const { poll, pauseMs, deadline, clock, startsWithPause = false, wake } = options;
    for (let isFirst = true;; isFirst = false) {
        if (!isFirst || startsWithPause) {
            await clock.sleep(Math.ceil(Math.min(pauseMs(), deadline.remainingMs())), wake?.());
        }
        const isLast = deadline.remainingMs() === 0;
        try {
            const result = await poll(isLast ? deadline.lastPoll() : deadline, isLast);
            if (result !== undefined || isLast)
                return result;
        }
        catch (error) {
            const canFollow = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoResponseError */ .hg && error.todo === undefined && !isLast;
            if (!canFollow)
                throw error;
        }
    }
}


/***/ }),

/***/ 127:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CA: () => (/* binding */ errorCode),
/* harmony export */   F9: () => (/* binding */ HttpStatusError),
/* harmony export */   GU: () => (/* binding */ asRequestError),
/* harmony export */   MU: () => (/* binding */ TimeoutError),
/* harmony export */   Rc: () => (/* binding */ ConnectionError),
/* harmony export */   WE: () => (/* binding */ InterruptedResponseError),
/* harmony export */   xm: () => (/* binding */ UnusableResponseError),
/* harmony export */   ze: () => (/* binding */ describeRootCause)
/* harmony export */ });
/* harmony import */ var node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3053);
/* harmony import */ var node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var ky__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3201);
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1692);



/** A response with an error status. */
class HttpStatusError extends Error {
    name = 'HttpStatusError';
    status;
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}
/** No response, or one that cannot be used as it is. The message says what came instead. */
class UnusableResponseError extends Error {
    name = 'UnusableResponseError';
}
/** No complete response within the time that it had. */
class TimeoutError extends UnusableResponseError {
    name = 'TimeoutError';
    constructor(timeoutMs) {
        super(`no response within ${(0,pretty_ms__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .A)(timeoutMs)}`);
    }
}
/** A response that ended before it was complete. */
class InterruptedResponseError extends UnusableResponseError {
    name = 'InterruptedResponseError';
}
/** A connection that could not be made, or that broke before a response came. */
class ConnectionError extends Error {
    name = 'ConnectionError';
    /** Whether nothing was sent, because there was no connection. The TLS handshake is a part of connecting. */
    nothingSent;
    /** What the user can do if a secure connection is impossible, however often it is tried. */
    todo;
    constructor(cause) {
        const code = errorCode(cause) ?? '';
        const tlsProblem = tlsProblems.find(({ codes }) => codes.test(code));
        super(tlsProblem ? `${tlsProblem.what} (${code})` : describeRootCause(cause), { cause });
        this.nothingSent = causes(cause).some((each) => connectErrors.has(each)) || connectCodes.has(code);
        this.todo = tlsProblem?.todo;
    }
}
/** Turns what `fetch` throws into a {@link ConnectionError}, and leaves mistakes of the program as they are. */
function asRequestError(error) {
    if (error instanceof UnusableResponseError || error instanceof ConnectionError)
        return error;
    return (0,ky__WEBPACK_IMPORTED_MODULE_2__/* .isNetworkError */ .TX)(error) || errorCode(error) !== undefined ? new ConnectionError(error) : error;
}
/** The system's or undici's code of a failed connection, wherever in the chain of causes it is. */
function errorCode(error) {
    return causes(error)
        .map((each) => ('code' in each ? each.code : undefined))
        .find((code) => typeof code === 'string');
}
/** The deepest cause of a failed request, in a few words. */
function describeRootCause(error) {
    const code = errorCode(error);
    const cause = rootMessage(error);
    return code === undefined || cause.includes(code) ? cause : `${cause} (${code})`;
}
function rootMessage(error) {
    let root = error;
    while (root instanceof Error && root.cause instanceof Error)
        root = root.cause;
    // If all addresses of a host failed, their common error has no message of its own.
    if (root instanceof AggregateError && root.message === '')
        return rootMessage(root.errors[0]);
    return root instanceof Error ? root.message : String(root);
}
/** The chain of causes, outermost first: by their form, since errors of another realm are no instances of `Error`. */
function causes(error) {
    return typeof error === 'object' && error !== null ? [error, ...causes(error.cause)] : [];
}
/** Errors that undici itself reported as failed connections. */
const connectErrors = new WeakSet();
(0,node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0__.subscribe)('undici:client:connectError', (event) => {
    const { error } = event;
    if (typeof error === 'object' && error !== null)
        connectErrors.add(error);
});
/** Codes of connections that were never made, for a `fetch` that is not undici's. */
const connectCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
/** Source: the codes of certificates in the documentation of Node's `tls`. */
const untrustedCodes = [
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
];
const tlsProblems = [
    {
        codes: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
        what: 'the certificate is expired or not valid yet',
        todo: "Renew the server's certificate, or correct the runner's clock.",
    },
    {
        codes: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
        what: 'the certificate is not trusted because it belongs to another host',
        todo: 'Check the URL: the server at this address has a certificate for another host.',
    },
    {
        codes: new RegExp(`^(${untrustedCodes.join('|')})$`),
        what: 'the certificate is not trusted',
        todo: 'If the server, or a proxy in front of it, uses a private certificate authority, set the environment variable `NODE_EXTRA_CA_CERTS` in the `env` of the step to a PEM file with the certificate of that authority.',
    },
    {
        // OpenSSL changes the middle of these names between its releases.
        codes: /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|.*PROTOCOL.*|.*HANDSHAKE_FAILURE)$/,
        what: 'no secure connection is possible',
        todo: 'Check the URL and its port: the server at this address offers no TLS version that the runner supports.',
    },
];


/***/ }),

/***/ 9010:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ HTTPError)
/* harmony export */ });
/* harmony import */ var _KyError_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3494);

/**
Error thrown when the response has a non-2xx status code and `throwHttpErrors` is enabled.

The error has a `response` property with the `Response` object, a `request` property with the `Request` object, an `options` property with the normalized options (either passed to `ky` when creating an instance with `ky.create()` or directly when performing the request), and a `data` property with the pre-parsed response body. For JSON responses (based on `Content-Type`), the body is parsed using the `parseJson` option if set, or `JSON.parse` by default. For other content types, it is set as plain text. If the body is empty, unreadable, too large, parsing fails, or the error-data read/parse timeout is reached, `data` will be `undefined`. To avoid hanging or excessive buffering, `error.data` body reads and async JSON parsing are bounded by the request timeout (or 10 seconds when `timeout` is disabled), any remaining `totalTimeout` budget, and a 10 MiB response body size limit. If `totalTimeout` expires while populating `error.data`, Ky throws `TimeoutError` instead of `HTTPError`. The `data` property is populated before `beforeError` hooks run, so hooks can access it.

The response body is automatically consumed when populating `error.data`, so `error.response.json()` and other body methods will not work. Use `error.data` instead. The `error.response` object is still available for headers, status, etc.

Be aware that some types of errors, such as network errors, inherently mean that a response was not received. In that case, the error will be an instance of `NetworkError` instead of `HTTPError` and will not contain a `response` property.
*/
class HTTPError extends _KyError_js__WEBPACK_IMPORTED_MODULE_0__/* .KyError */ .V {
    name = 'HTTPError';
    response;
    request;
    options;
    data;
    constructor(response, request, options) {
        const code = (response.status || response.status === 0) ? response.status : '';
        const title = response.statusText ?? '';
        const status = `${code} ${title}`.trim();
        const reason = status ? `status code ${status}` : 'an unknown error';
        super(`Request failed with ${reason}: ${request.method} ${request.url}`);
        this.response = response;
        this.request = request;
        this.options = options;
    }
}
//# sourceMappingURL=HTTPError.js.map

/***/ }),

/***/ 3494:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ KyError)
/* harmony export */ });
/**
Base class for all Ky-specific errors. `HTTPError`, `NetworkError`, `TimeoutError`, and `ForceRetryError` extend this class.

You can use `instanceof KyError` to check if an error originated from Ky, or use the `isKyError()` type guard for cross-realm compatibility and TypeScript type narrowing.

Note: `SchemaValidationError` is intentionally not considered a Ky error. `KyError` covers failures in Ky's HTTP lifecycle (bad status, timeout, retry), while schema validation errors originate from the user-provided schema, not from Ky itself.
*/
class KyError extends Error {
    name = 'KyError';
    get isKyError() {
        return true;
    }
}
//# sourceMappingURL=KyError.js.map

/***/ }),

/***/ 3602:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ NetworkError)
/* harmony export */ });
/* harmony import */ var _KyError_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3494);

/**
Error thrown when a network error occurs during the request (e.g., DNS failure, connection refused, offline). It has a `request` property with the `Request` object. The original error is available via the standard `cause` property.

Network errors are automatically retried (for retriable methods).

Note: Network errors are detected using runtime-specific heuristics. Unrecognized runtimes may produce errors that are not wrapped in `NetworkError`. Use the `shouldRetry` option to handle such cases.
*/
class NetworkError extends _KyError_js__WEBPACK_IMPORTED_MODULE_0__/* .KyError */ .V {
    name = 'NetworkError';
    request;
    constructor(request, options) {
        super(`Request failed due to a network error: ${request.method} ${request.url}`, options);
        this.request = request;
    }
}
//# sourceMappingURL=NetworkError.js.map

/***/ }),

/***/ 1625:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ TimeoutError)
/* harmony export */ });
/* harmony import */ var _KyError_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3494);

/**
Error thrown when the request times out. It has a `request` property with the `Request` object.
*/
class TimeoutError extends _KyError_js__WEBPACK_IMPORTED_MODULE_0__/* .KyError */ .V {
    name = 'TimeoutError';
    request;
    constructor(request) {
        super(`Request timed out: ${request.method} ${request.url}`);
        this.request = request;
    }
}
//# sourceMappingURL=TimeoutError.js.map

/***/ }),

/***/ 3201:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TX: () => (/* binding */ isNetworkError),
/* harmony export */   c8: () => (/* binding */ isTimeoutError),
/* harmony export */   nr: () => (/* binding */ isHTTPError)
/* harmony export */ });
/* unused harmony exports isKyError, isForceRetryError */
/* harmony import */ var _errors_HTTPError_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9010);
/* harmony import */ var _errors_NetworkError_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3602);
/* harmony import */ var _errors_TimeoutError_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1625);




// Handles cross-realm cases (e.g., iframes, different JS contexts) where `instanceof` fails.
const isErrorType = (error, cls) => error instanceof cls || error?.name === cls.name;
/**
Type guard to check if an error is a `KyError`.

Note: `SchemaValidationError` is intentionally not considered a Ky error. `KyError` covers failures in Ky's HTTP lifecycle (bad status, timeout, retry), while schema validation errors originate from the user-provided schema, not from Ky itself.

@param error - The error to check
@returns `true` if the error is a Ky error, `false` otherwise

@example
```
import ky, {isKyError} from 'ky';
try {
    const response = await ky.get('/api/data');
} catch (error) {
    if (isKyError(error)) {
        // Handle Ky-specific errors
        console.log('Ky error occurred:', error.message);
    } else {
        // Handle other errors
        console.log('Unknown error:', error);
    }
}
```
*/
function isKyError(error) {
    return error?.isKyError === true || isHTTPError(error) || isNetworkError(error) || isTimeoutError(error) || isForceRetryError(error);
}
/**
Type guard to check if an error is an `HTTPError`.

@param error - The error to check
@returns `true` if the error is an `HTTPError`, `false` otherwise

@example
```
import ky, {isHTTPError} from 'ky';
try {
    const response = await ky.get('/api/data');
} catch (error) {
    if (isHTTPError(error)) {
        console.log('HTTP error status:', error.response.status);
    }
}
```
*/
function isHTTPError(error) {
    return isErrorType(error, _errors_HTTPError_js__WEBPACK_IMPORTED_MODULE_0__/* .HTTPError */ .H);
}
/**
Type guard to check if an error is a `NetworkError`.

@param error - The error to check
@returns `true` if the error is a `NetworkError`, `false` otherwise

@example
```
import ky, {isNetworkError} from 'ky';
try {
    const response = await ky.get('/api/data');
} catch (error) {
    if (isNetworkError(error)) {
        console.log('Network error:', error.request.url);
    }
}
```
*/
function isNetworkError(error) {
    return isErrorType(error, _errors_NetworkError_js__WEBPACK_IMPORTED_MODULE_1__/* .NetworkError */ .D);
}
/**
Type guard to check if an error is a `TimeoutError`.

@param error - The error to check
@returns `true` if the error is a `TimeoutError`, `false` otherwise

@example
```
import ky, {isTimeoutError} from 'ky';
try {
    const response = await ky.get('/api/data', { timeout: 1000 });
} catch (error) {
    if (isTimeoutError(error)) {
        console.log('Request timed out:', error.request.url);
    }
}
```
*/
function isTimeoutError(error) {
    return isErrorType(error, _errors_TimeoutError_js__WEBPACK_IMPORTED_MODULE_2__/* .TimeoutError */ .M);
}
/**
Type guard to check if an error is a `ForceRetryError`.

@param error - The error to check
@returns `true` if the error is a `ForceRetryError`, `false` otherwise

@example
```
import ky, {isForceRetryError} from 'ky';

const api = ky.extend({
    hooks: {
        beforeRetry: [
            ({error, retryCount}) => {
                if (isForceRetryError(error)) {
                    console.log(`Forced retry #${retryCount}: ${error.code}`);
                }
            }
        ]
    }
});
```
*/
function isForceRetryError(error) {
    return isErrorType(error, ForceRetryError);
}
//# sourceMappingURL=type-guards.js.map

/***/ }),

/***/ 1692:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ prettyMilliseconds)
});

;// CONCATENATED MODULE: ./node_modules/parse-ms/index.js
const toZeroIfInfinity = value => Number.isFinite(value) ? value : 0;

function parseNumber(milliseconds) {
	return {
		days: Math.trunc(milliseconds / 86_400_000),
		hours: Math.trunc(milliseconds / 3_600_000 % 24),
		minutes: Math.trunc(milliseconds / 60_000 % 60),
		seconds: Math.trunc(milliseconds / 1000 % 60),
		milliseconds: Math.trunc(milliseconds % 1000),
		microseconds: Math.trunc(toZeroIfInfinity(milliseconds * 1000) % 1000),
		nanoseconds: Math.trunc(toZeroIfInfinity(milliseconds * 1e6) % 1000),
	};
}

function parseBigint(milliseconds) {
	return {
		days: milliseconds / 86_400_000n,
		hours: milliseconds / 3_600_000n % 24n,
		minutes: milliseconds / 60_000n % 60n,
		seconds: milliseconds / 1000n % 60n,
		milliseconds: milliseconds % 1000n,
		microseconds: 0n,
		nanoseconds: 0n,
	};
}

function parseMilliseconds(milliseconds) {
	switch (typeof milliseconds) {
		case 'number': {
			if (Number.isFinite(milliseconds)) {
				return parseNumber(milliseconds);
			}

			break;
		}

		case 'bigint': {
			return parseBigint(milliseconds);
		}

		// No default
	}

	throw new TypeError('Expected a finite number or bigint');
}

;// CONCATENATED MODULE: ./node_modules/pretty-ms/index.js


const isZero = value => value === 0 || value === 0n;
const pluralize = (word, count) => (count === 1 || count === 1n) ? word : `${word}s`;

const SECOND_ROUNDING_EPSILON = 0.000_000_1;
const ONE_DAY_IN_MILLISECONDS = 24n * 60n * 60n * 1000n;

function prettyMilliseconds(milliseconds, options) {
	const isBigInt = typeof milliseconds === 'bigint';
	if (!isBigInt && !Number.isFinite(milliseconds)) {
		throw new TypeError('Expected a finite number or bigint');
	}

	options = {...options};

	const sign = milliseconds < 0 ? '-' : '';
	milliseconds = milliseconds < 0 ? -milliseconds : milliseconds; // Cannot use `Math.abs()` because of BigInt support.

	if (options.colonNotation) {
		options.compact = false;
		options.formatSubMilliseconds = false;
		options.separateMilliseconds = false;
		options.verbose = false;
	}

	if (options.compact) {
		options.unitCount = 1;
		options.secondsDecimalDigits = 0;
		options.millisecondsDecimalDigits = 0;
	}

	let result = [];

	const floorDecimals = (value, decimalDigits) => {
		const flooredInterimValue = Math.floor((value * (10 ** decimalDigits)) + SECOND_ROUNDING_EPSILON);
		const flooredValue = Math.round(flooredInterimValue) / (10 ** decimalDigits);
		return flooredValue.toFixed(decimalDigits);
	};

	const add = (value, long, short, valueString) => {
		if (
			(result.length === 0 || !options.colonNotation)
			&& isZero(value)
			&& !(options.colonNotation && short === 'm')) {
			return;
		}

		valueString ??= String(value);
		if (options.colonNotation) {
			const wholeDigits = valueString.includes('.') ? valueString.split('.')[0].length : valueString.length;
			const minLength = result.length > 0 ? 2 : 1;
			valueString = '0'.repeat(Math.max(0, minLength - wholeDigits)) + valueString;
		} else {
			valueString += options.verbose ? ' ' + pluralize(long, value) : short;
		}

		result.push(valueString);
	};

	const parsed = parseMilliseconds(milliseconds);
	const days = BigInt(parsed.days);

	if (options.hideYearAndDays) {
		add((BigInt(days) * 24n) + BigInt(parsed.hours), 'hour', 'h');
	} else {
		if (options.hideYear) {
			add(days, 'day', 'd');
		} else {
			add(days / 365n, 'year', 'y');
			add(days % 365n, 'day', 'd');
		}

		add(Number(parsed.hours), 'hour', 'h');
	}

	add(Number(parsed.minutes), 'minute', 'm');

	if (!options.hideSeconds) {
		if (
			options.separateMilliseconds
			|| options.formatSubMilliseconds
			|| (!options.colonNotation && milliseconds < 1000 && !options.subSecondsAsDecimals)
		) {
			const seconds = Number(parsed.seconds);
			const milliseconds = Number(parsed.milliseconds);
			const microseconds = Number(parsed.microseconds);
			const nanoseconds = Number(parsed.nanoseconds);

			add(seconds, 'second', 's');

			if (options.formatSubMilliseconds) {
				add(milliseconds, 'millisecond', 'ms');
				add(microseconds, 'microsecond', 'µs');
				add(nanoseconds, 'nanosecond', 'ns');
			} else {
				const millisecondsAndBelow
					= milliseconds
					+ (microseconds / 1000)
					+ (nanoseconds / 1e6);

				const millisecondsDecimalDigits
					= typeof options.millisecondsDecimalDigits === 'number'
						? options.millisecondsDecimalDigits
						: 0;

				const roundedMilliseconds = millisecondsAndBelow >= 1
					? Math.round(millisecondsAndBelow)
					: Math.ceil(millisecondsAndBelow);
				const maximumMilliseconds = 1000 - (10 ** -millisecondsDecimalDigits);

				const millisecondsString = millisecondsDecimalDigits
					? Math.min(millisecondsAndBelow, maximumMilliseconds).toFixed(millisecondsDecimalDigits)
					: Math.min(roundedMilliseconds, maximumMilliseconds);

				add(
					Number.parseFloat(millisecondsString),
					'millisecond',
					'ms',
					millisecondsString,
				);
			}
		} else {
			const seconds = (
				(isBigInt ? Number(milliseconds % ONE_DAY_IN_MILLISECONDS) : milliseconds)
				/ 1000
			) % 60;
			const secondsDecimalDigits
				= typeof options.secondsDecimalDigits === 'number'
					? options.secondsDecimalDigits
					: 1;
			const secondsFixed = floorDecimals(seconds, secondsDecimalDigits);
			const secondsString = options.keepDecimalsOnWholeSeconds
				? secondsFixed
				: secondsFixed.replace(/\.0+$/, '');
			add(Number.parseFloat(secondsString), 'second', 's', secondsString);
		}
	}

	if (result.length === 0) {
		return sign + '0' + (options.verbose ? ' milliseconds' : 'ms');
	}

	const separator = options.colonNotation ? ':' : ' ';
	if (typeof options.unitCount === 'number') {
		result = result.slice(0, Math.max(options.unitCount, 1));
	}

	return sign + result.join(separator);
}


/***/ })

};
