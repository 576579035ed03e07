export const id = 37;
export const ids = [37];
export const modules = {

/***/ 3916:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ic: () => (/* binding */ describeFailure),
/* harmony export */   NW: () => (/* binding */ orElse),
/* harmony export */   RA: () => (/* binding */ CallError),
/* harmony export */   Rb: () => (/* binding */ PreconditionError),
/* harmony export */   XQ: () => (/* binding */ RefusalError),
/* harmony export */   dz: () => (/* binding */ InputError),
/* harmony export */   hg: () => (/* binding */ NoResponseError),
/* harmony export */   uc: () => (/* binding */ isDefinitelyNotApplied),
/* harmony export */   zC: () => (/* binding */ asPrecondition)
/* harmony export */ });
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7376);

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
/** A call of Spice Cloud failed. What else it throws is a mistake of the program, or the reason of its signal. */
class CallError extends Error {
    operation;
    /** Whether an attempt got no response, and may have worked. */
    mayHaveWorked;
    constructor(operation, message, mayHaveWorked, options) {
        super(message, options);
        this.operation = operation;
        this.mayHaveWorked = mayHaveWorked;
    }
}
/** Spice Cloud refused a request. Sending it again unchanged would not help. */
class RefusalError extends CallError {
    name = 'RefusalError';
    refusal;
    constructor(refusal, { mayHaveWorked = false } = {}) {
        const { operation, host, status, message } = refusal;
        const failed = describeFailure(operation, host);
        super(operation, `${failed}: HTTP ${status}${message && `: ${message}`}`, mayHaveWorked);
        this.refusal = refusal;
    }
}
/** No usable response came in time. */
class NoResponseError extends CallError {
    name = 'NoResponseError';
    wasAccepted;
    todo;
    /** @param message which request failed, where, and why */
    constructor(operation, message, { mayHaveWorked, wasAccepted = false, todo, ...options }) {
        super(operation, message, mayHaveWorked, options);
        this.wasAccepted = wasAccepted;
        this.todo = todo;
    }
}
/** @returns what the user has to mend before a call can work; undefined if it only got no response in time */
function asPrecondition({ message, todo }) {
    return todo === undefined ? undefined : new PreconditionError(`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_0__/* .capitalize */ .ZH)(message)}.`, todo);
}
/** For the `catch` of a call that the run can do without: replaces the result if the call failed. */
function orElse(value) {
    return (error) => {
        if (error instanceof CallError)
            return value;
        throw error;
    };
}
/** Whether an error of a call means for certain that the call did nothing. */
function isDefinitelyNotApplied(error, operation) {
    return error instanceof CallError && !(error.mayHaveWorked && error.operation === operation);
}


/***/ }),

/***/ 3037:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   atMost: () => (/* binding */ atMost),
/* harmony export */   deadlineIn: () => (/* binding */ deadlineIn),
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
/** A part of the time that is left: at most so many milliseconds. */
function atMost(ms, deadline, clock) {
    return deadlineIn(Math.min(ms, deadline.remainingMs()), clock);
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

/***/ 7376:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fb: () => (/* binding */ escapeWorkflowCommandsLine),
/* harmony export */   Fy: () => (/* binding */ escapeWorkflowCommands),
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   TM: () => (/* binding */ firstLine),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   ZH: () => (/* binding */ capitalize),
/* harmony export */   bf: () => (/* binding */ readableLength),
/* harmony export */   g$: () => (/* binding */ printable),
/* harmony export */   ml: () => (/* binding */ shorten),
/* harmony export */   oy: () => (/* binding */ printableLine),
/* harmony export */   wU: () => (/* binding */ endWithStop)
/* harmony export */ });
/**
 * Shortens a text to a number of characters, with an ellipsis in place of the rest. Secrets are hidden first, because
 * half of one would not be recognized. Therefore there is no way to shorten a text without hiding secrets.
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
/** Turns words from within a sentence into the start of one. */
function capitalize(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
/** `1 row`, `2 rows`. */
function count(amount, thing) {
    return `${amount} ${thing}${amount === 1 ? '' : 's'}`;
}
/** Foreign text as the end of a sentence, with exactly one full stop. */
function endWithStop(text) {
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}
/**
 * Makes foreign text (of a server or a commit) safe to print in the log of a step. The runner acts on `::command::` at
 * the start of a line and on `##[command]` anywhere in one; an invisible character in between removes their effect without
 * changing how they look. Control characters are removed, since they can move the cursor or reverse the reading direction.
 */
function escapeWorkflowCommands(text) {
    return text
        .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
        .replace(controls, '')
        .replaceAll('##[', `##${zeroWidthSpace}[`)
        .replace(/^([^\S\n]*)::/gm, `$1:${zeroWidthSpace}:`);
}
const zeroWidthSpace = '\u200b';
const controls = /[[\p{Cc}\p{Bidi_Control}]--[\t\n]]/gv;
/** The same on one line, for a log in which each line says one thing. */
function escapeWorkflowCommandsLine(text) {
    const lines = escapeWorkflowCommands(text).split('\n');
    return lines
        .map((line) => line.trim())
        .filter(Boolean)
        .join(' ⏎ ');
}
/**
 * Foreign text that is safe to show. Secrets are hidden before and after: an invisible character may split one, and to
 * remove it makes the secret whole.
 */
function printable(text, redact) {
    return redact(escapeWorkflowCommands(redact(text)));
}
/** The same on one line. */
function printableLine(text, redact) {
    return redact(escapeWorkflowCommandsLine(redact(text)));
}
/** Maximum length of foreign text in a sentence: an annotation has at most 4,096 characters. */
const readableLength = 1500;
/** The first line, cut to a length that is readable at a glance. */
function firstLine(text, redact, maxLength = 72) {
    return cut(printable(text, redact).trim().split('\n', 1)[0] ?? '', maxLength, redact);
}


/***/ })

};
