export const id = 651;
export const ids = [651];
export const modules = {

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


/***/ })

};
