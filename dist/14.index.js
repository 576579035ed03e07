export const id = 14;
export const ids = [14,329,651];
export const modules = {

/***/ 4014:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  commentOnPullRequest: () => (/* binding */ commentOnPullRequest)
});

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./src/context.ts
var context = __webpack_require__(788);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/commit.ts
var commit = __webpack_require__(6390);
// EXTERNAL MODULE: ./src/github/repository.ts
var github_repository = __webpack_require__(651);
// EXTERNAL MODULE: ./src/github/trouble.ts
var github_trouble = __webpack_require__(928);
;// CONCATENATED MODULE: ./src/github/pull-request.ts





const pull_request_text = dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* string */.YjP()), null);
const PullRequests = dist/* array */.YOg(dist/* object */.Ikc({
    number: dist/* number */.aig(),
    state: pull_request_text,
    head: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* object */.Ikc({
        ref: pull_request_text,
        sha: pull_request_text,
        /** Null for a fork that has been deleted. */
        repo: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* object */.Ikc({ full_name: pull_request_text })), undefined),
    })), null),
}));
/**
 * Finds the pull request that a run is about: the event's, else the open one of this repository whose head was
 * deployed. A commit may be in many more, of forks and of branches that were made from this one: those are about
 * something else, and are left alone.
 *
 * @returns its number; undefined where there is none
 * @throws what Octokit throws, or GitHubAnswerError
 */
async function findPullRequest(repository, { payload, env, commitSha }) {
    if (payload.pull_request?.number !== undefined)
        return payload.pull_request.number;
    // Anything but a commit id could be the name of a branch.
    if (commitSha === undefined || !(0,commit/* isCommitId */.jh)(commitSha))
        return undefined;
    const home = isAboutOtherRun(env) ? payload.workflow_run?.head_repository?.full_name : env.GITHUB_REPOSITORY;
    const pulls = await readOpen(repository, commitSha);
    const ours = pulls.filter(({ head }) => isOf(home, head));
    const { branch } = (0,context/* eventSource */.KN)(payload, env);
    const found = [
        ours.filter(({ head }) => head?.sha && (0,commit/* isSameCommit */.sw)(head.sha, commitSha)),
        // A branch that got more commits meanwhile is still the one that was pushed.
        ours.filter(({ head }) => head?.ref && head.ref === branch),
        // GitHub has named it for the commit, and nothing speaks against it.
        ours.filter(({ head }) => !head?.sha && !head?.ref),
    ].find(({ length }) => length > 0);
    // One branch may have pull requests into several: later runs have to choose the same.
    return found && Math.min(...found.map(({ number }) => number));
}
/** Whether nothing says that it is of another repository. */
function isOf(home, head) {
    if (head?.repo === null)
        return false;
    const name = head?.repo?.full_name;
    return !name || name.toLowerCase() === home?.toLowerCase();
}
/** Runs that follow another run are about what that one was about, which may be a fork. */
function isAboutOtherRun(env) {
    return env.GITHUB_EVENT_NAME === 'workflow_run';
}
async function readOpen(repository, commitSha) {
    try {
        const { data } = await repository.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
            ...(0,github_repository.callOf)(repository),
            commit_sha: commitSha,
            per_page: 100,
        });
        return check(data).filter(({ state }) => state === 'open');
    }
    catch (error) {
        // A commit that GitHub does not have is in no pull request.
        if ((0,github_trouble/* statusOf */.c2)(error) === 422)
            return [];
        if ((0,github_trouble/* statusOf */.c2)(error) === 404)
            return readAllOpen(repository);
        throw error;
    }
}
const perPage = 50;
const mostPages = 20;
/** All that are open, for servers that do not tell those of a commit. What does not name its head is of no use then. */
async function readAllOpen(repository) {
    const found = [];
    for (let page = 1; page <= mostPages; page += 1) {
        const { data } = await repository.octokit.rest.pulls.list({
            ...(0,github_repository.callOf)(repository),
            state: 'open',
            per_page: perPage,
            // As Gitea calls it.
            limit: perPage,
            page,
        });
        const pulls = check(data);
        // Pages may be smaller than what was asked for.
        if (pulls.length === 0)
            break;
        found.push(...pulls.filter(({ head }) => head?.sha || head?.ref));
    }
    return found;
}
function check(data) {
    const parsed = dist/* safeParse */.xLC(PullRequests, data);
    if (!parsed.success)
        throw new github_trouble/* GitHubAnswerError */.cw('The answer of GitHub is no list of pull requests.');
    return parsed.output;
}

// EXTERNAL MODULE: ./src/http/capped.ts
var capped = __webpack_require__(1487);
;// CONCATENATED MODULE: ./src/github/comment-api.ts




const url = dist/* fallback */.NpB(dist/* optional */.lqM(dist/* string */.YjP()), undefined);
const Comment = dist/* object */.Ikc({
    id: dist/* number */.aig(),
    body: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* string */.YjP(), ''), ''),
    html_url: url,
    /** Null for an account that has been deleted. What kind it is of is told by GitHub alone. */
    user: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* object */.Ikc({
        id: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* number */.aig()), null),
        type: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* string */.YjP()), null),
    })), null),
});
const Comments = dist/* array */.YOg(Comment);
const Created = dist/* object */.Ikc({ id: dist/* number */.aig(), html_url: url });
const Updated = dist/* fallback */.NpB(dist/* object */.Ikc({ html_url: url }), { html_url: undefined });
const User = dist/* object */.Ikc({ id: dist/* number */.aig() });
const comment_api_perPage = 100;
/** GitHub takes no more than 2,500 comments on one pull request. */
const comment_api_mostPages = 25;
/**
 * Reads the comments of a pull request, oldest first, a page whenever more are asked for.
 *
 * @param number of the pull request
 * @throws what Octokit throws, or GitHubAnswerError
 */
async function* readComments(repository, number) {
    let first;
    for (let page = 1; page <= comment_api_mostPages; page += 1) {
        const { request, ...call } = (0,github_repository.callOf)(repository);
        const { data } = await repository.octokit.rest.issues.listComments({
            ...call,
            request: { ...request, maxBytes: capped/* maxListBytes */.CW },
            issue_number: number,
            per_page: comment_api_perPage,
            page,
        });
        const comments = comment_api_check(Comments, data);
        // Gitea has no pages here: it gives all of them, whatever is asked for.
        if (page > 1 && comments[0]?.id === first)
            return;
        first = comments[0]?.id;
        yield* comments;
        if (comments.length < comment_api_perPage)
            return;
    }
}
/**
 * @param number of the pull request
 * @param body Markdown
 * @returns the new comment: its id, and its page where that is told
 * @throws what Octokit throws, or GitHubAnswerError
 */
async function createComment(repository, number, body) {
    const call = { ...(0,github_repository.callOf)(repository), issue_number: number, body };
    const { data } = await repository.octokit.rest.issues.createComment(call);
    return comment_api_check(Created, data);
}
/**
 * @param id of the comment
 * @param body Markdown, in place of the one that is there
 * @returns its page, where that is told
 * @throws what Octokit throws
 */
async function updateComment(repository, id, body) {
    const call = { ...(0,github_repository.callOf)(repository), comment_id: id, body };
    const { data } = await repository.octokit.rest.issues.updateComment(call);
    return dist/* parse */.qgA(Updated, data).html_url;
}
/**
 * @param id of the comment
 * @throws what Octokit throws
 */
async function deleteComment(repository, id) {
    await repository.octokit.rest.issues.deleteComment({ ...(0,github_repository.callOf)(repository), comment_id: id });
}
/**
 * Who the token speaks for.
 *
 * @returns the id of a user; undefined for a token that speaks for no user, as that of a workflow, and where GitHub
 * does not tell
 */
async function readOwnId(repository) {
    const { request } = (0,github_repository.callOf)(repository);
    try {
        const { data } = await repository.octokit.rest.users.getAuthenticated({ request });
        return comment_api_check(User, data).id;
    }
    catch {
        return undefined;
    }
}
/** An answer that is cut off comes out as no JSON. */
function comment_api_check(schema, data) {
    const parsed = dist/* safeParse */.xLC(schema, data);
    if (!parsed.success)
        throw new github_trouble/* GitHubAnswerError */.cw('GitHub gave an answer that cannot be read.');
    return parsed.output;
}

// EXTERNAL MODULE: ./src/github/marker.ts
var github_marker = __webpack_require__(4329);
;// CONCATENATED MODULE: ./src/github/upsert.ts



/**
 * Keeps one comment of an app on a pull request: replaces the one that is there, else adds one. Repeating it is safe.
 *
 * Two runs at once may both find none. So a run that has added one looks again: all see the same oldest one, and
 * whoever has added another goes on with that and takes its own away.
 *
 * @param number of the pull request
 * @returns what became of it, and the page of the comment
 * @throws what Octokit throws, or GitHubAnswerError
 */
async function upsertComment(repository, number, text) {
    const found = await findComment(repository, number, text.marker);
    const replaced = found && (await replace(repository, found, text));
    if (replaced !== undefined)
        return replaced;
    const { id, html_url: url } = await createComment(repository, number, text.body);
    const oldest = await findComment(repository, number, text.marker).catch(() => undefined);
    if (oldest === undefined || oldest.id >= id)
        return { kind: 'created', url };
    const joined = await replace(repository, oldest, text);
    if (joined === undefined)
        return { kind: 'created', url };
    await deleteComment(repository, id).catch(() => { });
    return joined;
}
/** @returns undefined where the comment is gone meanwhile */
async function replace(repository, { id, body, html_url }, text) {
    const marker = (0,github_marker.readMarker)(body);
    if (marker !== undefined && (0,github_marker.isNewer)(marker, text.marker))
        return { kind: 'outdated', url: html_url };
    try {
        const url = await updateComment(repository, id, text.body);
        return { kind: 'updated', url: url ?? html_url };
    }
    catch (error) {
        // It was there a moment ago, and could be seen. Adding one tells whether the token may write.
        if ((0,github_trouble/* statusOf */.c2)(error) === 404)
            return undefined;
        throw error;
    }
}
/**
 * The oldest comment of the app. Anybody may write a comment that begins with the marker: only those of bots count, and
 * those of the user whose token this is.
 */
async function findComment(repository, number, marker) {
    const byUsers = [];
    for await (const comment of readComments(repository, number)) {
        const found = (0,github_marker.readMarker)(comment.body);
        if (found === undefined || !(0,github_marker.isOfSameApp)(marker, found))
            continue;
        if (isBot(comment))
            return comment;
        byUsers.push(comment);
    }
    if (byUsers.length === 0)
        return undefined;
    const ownId = await readOwnId(repository);
    return ownId === undefined ? undefined : byUsers.find(({ user }) => user?.id === ownId);
}
/** The user whom the workflows of a Gitea or Forgejo speak for. No person has this id, nor may take the name. */
const actionsUserId = -2;
function isBot({ user }) {
    return user?.type === 'Bot' || (!user?.type && user?.id === actionsUserId);
}

;// CONCATENATED MODULE: ./src/github/comment-on-pull-request.ts






/** For everything together, in milliseconds. */
const budgetMs = 10_000;
/** How long GitHub is left alone after a failure, where it does not say, in milliseconds. */
const pauseMs = 1000;
/**
 * Puts a comment on the pull request that a run is about, or replaces the one that is there. Whatever goes wrong is
 * told and never thrown, and all of it together takes ten seconds at most.
 */
async function commentOnPullRequest(order) {
    const { env, payload, token, redact } = order;
    if (!token)
        return { kind: 'forbidden', cause: 'no token' };
    const limitMs = order.budgetMs ?? budgetMs;
    const startedAt = performance.now();
    // Not `AbortSignal.any` with a timeout: nobody else holds that, and once it is collected it never fires.
    const end = new AbortController();
    const { signal } = end;
    const timer = setTimeout(() => end.abort(), limitMs);
    order.signal?.addEventListener('abort', () => end.abort());
    if (order.signal?.aborted)
        end.abort();
    const leftMs = () => limitMs - (performance.now() - startedAt);
    try {
        const repository = await (0,github_repository.openRepository)(token, env, signal, order.trace);
        if (repository === undefined)
            return { kind: 'failed', reason: 'GITHUB_REPOSITORY names no repository' };
        return await tryTwice(() => comment(repository, order), {
            signal,
            leftMs,
            pauseMs: order.pauseMs ?? pauseMs,
            redact,
        });
    }
    catch (error) {
        if (signal.aborted)
            return { kind: 'failed', reason: describeLimit(limitMs, order.signal) };
        const trouble = (0,github_trouble/* understand */.ZL)(error, redact);
        // GitHub hides what a token may not see. Elsewhere it is not there, and no permission would help.
        const isHidden = trouble.kind === 'refused' && trouble.status === 404 && (0,context/* isGitHub */.Wz)(env);
        if (trouble.kind !== 'forbidden' && !isHidden)
            return { kind: 'failed', reason: trouble.reason };
        // That event gives workflows of forks a token that only reads, whatever they ask for.
        const isFork = (0,context/* isFromFork */.ty)(payload, env) && env.GITHUB_EVENT_NAME !== 'pull_request_target';
        return {
            kind: 'forbidden',
            cause: isFork ? 'fork' : 'permission',
            said: trouble.kind === 'forbidden' ? trouble.said : undefined,
        };
    }
    finally {
        clearTimeout(timer);
    }
}
async function comment(repository, order) {
    const number = await findPullRequest(repository, order);
    if (number === undefined)
        return { kind: 'no pull request' };
    const { kind, url } = await upsertComment(repository, number, order);
    return { kind, number, url: safeLink(url, order.env) };
}
const longestLink = 1000;
/** The page of a comment as the server names it; undefined for one that people had better not open. */
function safeLink(given, { GITHUB_SERVER_URL = '' }) {
    const url = URL.parse(given ?? '');
    if (url === null || url.username !== '' || url.password !== '' || url.href.length > longestLink) {
        return undefined;
    }
    const isHome = url.protocol === 'http:' && url.origin === URL.parse(GITHUB_SERVER_URL)?.origin;
    return url.protocol === 'https:' || isHome ? url.href : undefined;
}
/** Once more from the beginning, since what became of a call without an answer is seen there. */
async function tryTwice(work, { signal, leftMs, pauseMs, redact }) {
    try {
        return await work();
    }
    catch (error) {
        const trouble = (0,github_trouble/* understand */.ZL)(error, redact);
        if (trouble.kind !== 'passing')
            throw error;
        const waitMs = Math.max(trouble.waitMs ?? 0, pauseMs);
        if (waitMs >= leftMs())
            throw error;
        await (0,promises_.setTimeout)(waitMs, undefined, { signal });
        return work();
    }
}
function describeLimit(limitMs, given) {
    return given?.aborted ? 'the run ended before it' : `GitHub did not answer within ${limitMs / 1000} s`;
}


/***/ }),

/***/ 4329:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createMarker: () => (/* binding */ createMarker),
/* harmony export */   isNewer: () => (/* binding */ isNewer),
/* harmony export */   isOfSameApp: () => (/* binding */ isOfSameApp),
/* harmony export */   readMarker: () => (/* binding */ readMarker),
/* harmony export */   renderMarker: () => (/* binding */ renderMarker)
/* harmony export */ });
/* harmony import */ var _deployment_id_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4552);

/** Ids are unique in one Spice Cloud, and nearly everybody uses this one. */
const usualHost = 'api.spice.ai';
/** Longer names are none. */
const longestName = 200;
/**
 * Makes the marker of a run. An app is known by its id, which is unique in a Spice Cloud whatever the organization; by
 * organization and name as long as it has none. Another Spice Cloud may give the same id to another app, so its host is
 * part of the key.
 *
 * @returns undefined where no app is known: there is nothing to keep one comment of
 */
function createMarker(facts) {
    const { appId, env, deploymentIds } = facts;
    const host = URL.parse(facts.apiUrl)?.hostname ?? usualHost;
    const cloud = host === usualHost ? '' : `@${encode(host)}`;
    const byName = nameKey(facts);
    const byId = appId === undefined ? undefined : String(appId);
    const key = byId ?? byName;
    if (key === undefined)
        return undefined;
    const ids = deploymentIds.filter((id) => id !== undefined);
    return {
        key: `${key}${cloud}`,
        formerKey: byId !== undefined && byName !== undefined ? `${byName}${cloud}` : undefined,
        runId: readNumber(env.GITHUB_RUN_ID),
        runAttempt: readNumber(env.GITHUB_RUN_ATTEMPT),
        deploymentId: ids.toSorted(_deployment_id_js__WEBPACK_IMPORTED_MODULE_0__/* .compareDeploymentIds */ .Xc).at(-1),
    };
}
/** Names of apps have no case. */
function nameKey({ appName, org }) {
    if (!appName || !org || appName.length > longestName || org.length > longestName)
        return undefined;
    return `${encode(org)}/${encode(appName)}`.toLowerCase();
}
/** Nothing is left that could end the comment or its key. */
function encode(text) {
    return encodeURIComponent(text.toWellFormed());
}
function readNumber(text) {
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
/** The line itself, without an end: `<!-- spice-cloud-deploy app:4711 run:100.1 deployment:1001 -->`. */
function renderMarker({ key, runId, runAttempt, deploymentId }) {
    const deployment = deploymentId === undefined ? '' : ` deployment:${deploymentId}`;
    return `<!-- spice-cloud-deploy app:${key} run:${runId}.${runAttempt}${deployment} -->`;
}
const line = /^<!-- spice-cloud-deploy app:(\S+) run:(\d{1,15})\.(\d{1,15})(?: deployment:(\d{1,64}))?(?: \S+)* -->/;
/** Reads the marker that a comment begins with; undefined where it begins with anything else. */
function readMarker(body) {
    const [, key, runId, runAttempt, deploymentId] = line.exec(body) ?? [];
    if (key === undefined)
        return undefined;
    return {
        key,
        runId: Number(runId),
        runAttempt: Number(runAttempt),
        deploymentId: deploymentId === undefined ? undefined : (0,_deployment_id_js__WEBPACK_IMPORTED_MODULE_0__/* .readDeploymentId */ .FV)(deploymentId),
    };
}
/** Whether a comment is that of the app, be it by the name that it had before it got its id. */
function isOfSameApp({ key, formerKey }, found) {
    return found.key === key || found.key === formerKey;
}
/**
 * Whether a comment tells of something newer than the run does. Deployments decide where both have one, since the last
 * one is what runs: an old run that is run again deploys anew, and then its word is the latest. Otherwise runs do.
 */
function isNewer(found, run) {
    const [theirs, ours] = [found.deploymentId, run.deploymentId];
    if (theirs !== undefined && ours !== undefined) {
        const order = (0,_deployment_id_js__WEBPACK_IMPORTED_MODULE_0__/* .compareDeploymentIds */ .Xc)(theirs, ours);
        if (order !== 0)
            return order > 0;
    }
    return found.runId > run.runId || (found.runId === run.runId && found.runAttempt > run.runAttempt);
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
