export const id = 238;
export const ids = [238,651];
export const modules = {

/***/ 9238:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readCommitMessage: () => (/* binding */ readCommitMessage)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _repository_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(651);
/* harmony import */ var _trouble_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(928);



const text = valibot__WEBPACK_IMPORTED_MODULE_2__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()), undefined);
const Message = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ message: text });
/** A commit of the repository holds that of git, which some servers wrap in the same way and others do not. */
const Commit = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ ...Message.entries, commit: valibot__WEBPACK_IMPORTED_MODULE_2__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(Message), undefined) }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ commit, message }) => commit?.message || message || undefined));
/**
 * Reads the message of a commit. Servers that are not GitHub may have one of the two routes only, so the second one is
 * asked where the first one is missing or does not tell.
 *
 * @returns undefined where neither has a message
 * @throws what Octokit throws
 */
async function readCommitMessage(repository, sha) {
    const { repos, git } = repository.octokit.rest;
    const call = (0,_repository_js__WEBPACK_IMPORTED_MODULE_0__.callOf)(repository);
    const routes = [
        // Of the changed files, which nobody needs, a page of one.
        () => repos.getCommit({ ...call, ref: sha, per_page: 1 }),
        () => git.getCommit({ ...call, commit_sha: sha }),
    ];
    for (const read of routes) {
        try {
            const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(Commit, (await read()).data);
            if (parsed.success && parsed.output !== undefined)
                return parsed.output;
        }
        catch (error) {
            if ((0,_trouble_js__WEBPACK_IMPORTED_MODULE_1__/* .statusOf */ .c2)(error) !== 404)
                throw error;
        }
    }
    return undefined;
}


/***/ }),

/***/ 651:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callOf: () => (/* binding */ callOf),
/* harmony export */   openRepository: () => (/* binding */ openRepository)
/* harmony export */ });
/* harmony import */ var _http_capped_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1487);

/**
 * Gets ready to ask GitHub about the repository of the run. Nothing is sent yet.
 *
 * @param signal ends every call
 * @param trace wraps the `fetch` of every call, for those who debug
 * @returns undefined where the environment names none
 */
async function openRepository(token, env, signal, trace) {
    const [owner, repo] = env.GITHUB_REPOSITORY?.split('/') ?? [];
    if (!owner || !repo)
        return undefined;
    // Loaded here, since most runs have nothing to ask. It reads proxies by itself.
    const { getOctokit } = await Promise.all(/* import() */[__webpack_require__.e(752), __webpack_require__.e(413)]).then(__webpack_require__.bind(__webpack_require__, 2413));
    const baseUrl = env.GITHUB_API_URL;
    const octokit = getOctokit(token, { log: silent, ...(baseUrl && { baseUrl }) });
    // Wrapped call by call: a `fetch` among the options of the client would replace the one that uses the proxies.
    octokit.hook.before('request', (options) => {
        const given = options.request?.fetch ?? globalThis.fetch;
        const fetch = trace?.(given) ?? given;
        const whole = async (input, init) => (0,_http_capped_js__WEBPACK_IMPORTED_MODULE_0__/* .readWhole */ .oD)(await fetch(input, init), options.request?.maxBytes);
        options.request = { ...options.request, fetch: whole };
    });
    return { octokit, owner, repo, signal };
}
const silent = { debug() { }, info() { }, warn() { }, error() { } };
/** What every call gets beside its own parameters. */
function callOf({ owner, repo, signal }) {
    return { owner, repo, request: { signal, log: silent } };
}


/***/ }),

/***/ 928:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZL: () => (/* binding */ understand),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   cw: () => (/* binding */ GitHubAnswerError)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8992);


/** An answer that is not what it should be: of a proxy, say, or cut off. */
class GitHubAnswerError extends Error {
    name = 'GitHubAnswerError';
}
/** What Octokit throws. Its `status` is 500 where no answer came. */
const RequestError = valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    status: valibot__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig(),
    message: valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    response: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
        headers: valibot__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J()),
        data: valibot__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J(),
    })),
});
const longestReason = 200;
/** What GitHub asks to wait for where it does not say how long. */
const unsaidWaitMs = 60_000;
/**
 * Finds out what an error of Octokit means, or one of the connection. What is neither is taken to pass.
 *
 * @param nowMs by the clock of this machine: GitHub names the moment from which it answers again
 */
function understand(error, redact, nowMs = Date.now()) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(RequestError, error);
    if (!parsed.success || parsed.output.response === undefined) {
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'passing', reason: firstLine(reason, redact), waitMs: undefined };
    }
    const { status, message, response } = parsed.output;
    const words = wordsOf(response.data);
    const said = words ?? message;
    const reason = `HTTP ${status}: ${firstLine(said, redact)}`;
    const { headers } = response;
    const isRateLimited = status === 429 ||
        (status === 403 && (/rate limit/i.test(said) || headers['x-ratelimit-remaining'] === '0'));
    if (isRateLimited)
        return { kind: 'passing', reason, waitMs: readWait(headers, nowMs) };
    if (status >= 500)
        return { kind: 'passing', reason, waitMs: undefined };
    if (status === 403)
        return { kind: 'forbidden', said: words && tellingWords(words, redact) };
    return { kind: 'refused', status, reason };
}
/** The HTTP status that an error tells of; undefined where it tells of none. */
function statusOf(error) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ status: valibot__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig() }), error);
    return parsed.success ? parsed.output.status : undefined;
}
/** GitHub's own sentence, without the address of its documentation. */
function wordsOf(data) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ message: valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }), data);
    return parsed.success ? parsed.output.message : undefined;
}
/** Some refusals have reasons of their own: a locked conversation, an organization's rules for tokens. */
function tellingWords(words, redact) {
    return /^\s*(?:forbidden\b.{0,2}$|resource not accessible\b|$)/i.test(words)
        ? undefined
        : firstLine(words, redact);
}
function readWait(headers, nowMs) {
    const seconds = Number(headers['retry-after'] ?? Number.NaN);
    if (seconds >= 0)
        return seconds * 1000;
    const resetMs = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000;
    return resetMs >= 0 ? Math.max(0, resetMs - nowMs) : unsaidWaitMs;
}
function firstLine(text, redact) {
    const [line = ''] = redact(text)
        .trim()
        .split(/[\r\n]/, 1);
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(line, longestReason, redact);
}


/***/ })

};
