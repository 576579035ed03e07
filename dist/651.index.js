export const id = 651;
export const ids = [651];
export const modules = {

/***/ 651:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callOf: () => (/* binding */ callOf),
/* harmony export */   openRepository: () => (/* binding */ openRepository)
/* harmony export */ });
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
    // A `fetch` among its options would take the place of the one that knows the proxies.
    if (trace !== undefined) {
        octokit.hook.before('request', (options) => {
            const fetch = trace(options.request?.fetch ?? globalThis.fetch);
            options.request = { ...options.request, fetch };
        });
    }
    return { octokit, owner, repo, signal };
}
const silent = { debug() { }, info() { }, warn() { }, error() { } };
/** What every call gets beside its own parameters. */
function callOf({ owner, repo, signal }) {
    return { owner, repo, request: { signal, log: silent } };
}


/***/ })

};
