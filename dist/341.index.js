export const id = 341;
export const ids = [341,329,651];
export const modules = {

/***/ 3341:
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
// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
;// CONCATENATED MODULE: ./src/github/trouble.ts


/** An answer that is not what it should be: of a proxy, say, or cut off. */
class GitHubAnswerError extends Error {
    name = 'GitHubAnswerError';
}
/** What Octokit throws. Its `status` is 500 where no answer came. */
const RequestError = dist/* object */.Ikc({
    status: dist/* number */.aig(),
    message: dist/* string */.YjP(),
    response: dist/* optional */.lqM(dist/* object */.Ikc({
        headers: dist/* record */.g1P(dist/* string */.YjP(), dist/* unknown */.L5J()),
        data: dist/* unknown */.L5J(),
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
function understand(error, nowMs = Date.now()) {
    const parsed = dist/* safeParse */.xLC(RequestError, error);
    if (!parsed.success || parsed.output.response === undefined) {
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'passing', reason: firstLine(reason), waitMs: undefined };
    }
    const { status, message, response } = parsed.output;
    const words = wordsOf(response.data);
    const said = words ?? message;
    const reason = `HTTP ${status}: ${firstLine(said)}`;
    const { headers } = response;
    const isRateLimited = status === 429 ||
        (status === 403 && (/rate limit/i.test(said) || headers['x-ratelimit-remaining'] === '0'));
    if (isRateLimited)
        return { kind: 'passing', reason, waitMs: readWait(headers, nowMs) };
    if (status >= 500)
        return { kind: 'passing', reason, waitMs: undefined };
    // What a token may not see looks as if it did not exist.
    if (status === 404)
        return { kind: 'forbidden', said: undefined };
    if (status === 403)
        return { kind: 'forbidden', said: words && tellingWords(words) };
    return { kind: 'refused', status, reason };
}
/** GitHub's own sentence, without the address of its documentation. */
function wordsOf(data) {
    const parsed = dist/* safeParse */.xLC(dist/* object */.Ikc({ message: dist/* string */.YjP() }), data);
    return parsed.success ? parsed.output.message : undefined;
}
/** Some refusals have reasons of their own: a locked conversation, an organization's rules for tokens. */
function tellingWords(words) {
    return /^\s*(?:forbidden\b.{0,2}$|resource not accessible\b|$)/i.test(words) ? undefined : firstLine(words);
}
function readWait(headers, nowMs) {
    const seconds = Number(headers['retry-after'] ?? Number.NaN);
    if (seconds >= 0)
        return seconds * 1000;
    const resetMs = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000;
    return resetMs >= 0 ? Math.max(0, resetMs - nowMs) : unsaidWaitMs;
}
function firstLine(text) {
    const [line = ''] = text.trim().split(/[\r\n]/, 1);
    return (0,src_text/* cut */.Jj)(line, longestReason);
}

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
    if (commitSha === undefined || !(0,commit/* isCommitId */.j)(commitSha))
        return undefined;
    const home = isAboutOtherRun(env) ? payload.workflow_run?.head_repository?.full_name : env.GITHUB_REPOSITORY;
    const pulls = await readOpen(repository, commitSha);
    const ours = pulls.filter(({ head }) => isOf(home, head));
    const { branch } = (0,context/* eventSource */.KN)(payload, env);
    const found = [
        ours.filter(({ head }) => head?.sha && (0,commit/* isSameCommit */.s)(head.sha, commitSha)),
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
        const parsed = dist/* safeParse */.xLC(PullRequests, data);
        if (!parsed.success)
            throw new GitHubAnswerError('The answer of GitHub is no list of pull requests.');
        return parsed.output.filter(({ state }) => state === 'open');
    }
    catch (error) {
        const trouble = understand(error);
        // A commit that GitHub does not have is in no pull request.
        if (trouble.kind === 'refused' && trouble.status === 422)
            return [];
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/github/comment-api.ts



const Comment = dist/* object */.Ikc({
    id: dist/* number */.aig(),
    body: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* string */.YjP(), ''), ''),
    /** Null for an account that has been deleted. What kind it is of tells enough of a bot. */
    user: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* object */.Ikc({ id: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* number */.aig()), null), type: dist/* string */.YjP() }), null), null),
});
const Comments = dist/* array */.YOg(Comment);
const Created = dist/* object */.Ikc({ id: dist/* number */.aig() });
const User = dist/* object */.Ikc({ id: dist/* number */.aig() });
const perPage = 100;
/** GitHub takes no more than 2,500 comments on one pull request. */
const mostPages = 25;
/**
 * Reads the comments of a pull request, oldest first, a page whenever more are asked for.
 *
 * @param number of the pull request
 * @throws what Octokit throws, or GitHubAnswerError
 */
async function* readComments(repository, number) {
    for (let page = 1; page <= mostPages; page += 1) {
        const { data } = await repository.octokit.rest.issues.listComments({
            ...(0,github_repository.callOf)(repository),
            issue_number: number,
            per_page: perPage,
            page,
        });
        const comments = check(Comments, data);
        yield* comments;
        if (comments.length < perPage)
            return;
    }
}
/**
 * @param number of the pull request
 * @param body Markdown
 * @returns the id of the new comment
 * @throws what Octokit throws, or GitHubAnswerError
 */
async function createComment(repository, number, body) {
    const call = { ...(0,github_repository.callOf)(repository), issue_number: number, body };
    const { data } = await repository.octokit.rest.issues.createComment(call);
    return check(Created, data).id;
}
/**
 * @param id of the comment
 * @param body Markdown, in place of the one that is there
 * @throws what Octokit throws
 */
async function updateComment(repository, id, body) {
    await repository.octokit.rest.issues.updateComment({ ...(0,github_repository.callOf)(repository), comment_id: id, body });
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
        return check(User, data).id;
    }
    catch {
        return undefined;
    }
}
/** An answer that is cut off comes out as no JSON. */
function check(schema, data) {
    const parsed = dist/* safeParse */.xLC(schema, data);
    if (!parsed.success)
        throw new GitHubAnswerError('GitHub gave an answer that cannot be read.');
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
 * @returns what became of it, and the id of the comment
 * @throws what Octokit throws, or GitHubAnswerError
 */
async function upsertComment(repository, number, text) {
    const found = await findComment(repository, number, text.marker);
    const replaced = found && (await replace(repository, found, text));
    if (replaced !== undefined)
        return replaced;
    const commentId = await createComment(repository, number, text.body);
    const oldest = await findComment(repository, number, text.marker).catch(() => undefined);
    if (oldest === undefined || oldest.id >= commentId)
        return { kind: 'created', commentId };
    const joined = await replace(repository, oldest, text);
    if (joined === undefined)
        return { kind: 'created', commentId };
    await deleteComment(repository, commentId).catch(() => { });
    return joined;
}
/** @returns undefined where the comment is gone meanwhile */
async function replace(repository, { id, body }, text) {
    const marker = (0,github_marker.readMarker)(body);
    if (marker !== undefined && (0,github_marker.isNewer)(marker, text.marker))
        return { kind: 'outdated', commentId: id };
    try {
        await updateComment(repository, id, text.body);
        return { kind: 'updated', commentId: id };
    }
    catch (error) {
        // It was there a moment ago, and could be seen. Adding one tells whether the token may write.
        if (error.status === 404)
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
        if (comment.user?.type === 'Bot')
            return comment;
        byUsers.push(comment);
    }
    if (byUsers.length === 0)
        return undefined;
    const ownId = await readOwnId(repository);
    return ownId === undefined ? undefined : byUsers.find(({ user }) => user?.id === ownId);
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
    const { env, payload, token } = order;
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
        });
    }
    catch (error) {
        if (signal.aborted)
            return { kind: 'failed', reason: describeLimit(limitMs, order.signal) };
        const trouble = understand(error);
        if (trouble.kind !== 'forbidden')
            return { kind: 'failed', reason: trouble.reason };
        // That event gives workflows of forks a token that only reads, whatever they ask for.
        const isFork = (0,context/* isFromFork */.ty)(payload, env) && env.GITHUB_EVENT_NAME !== 'pull_request_target';
        return { kind: 'forbidden', cause: isFork ? 'fork' : 'permission', said: trouble.said };
    }
    finally {
        clearTimeout(timer);
    }
}
async function comment(repository, order) {
    const number = await findPullRequest(repository, order);
    if (number === undefined)
        return { kind: 'no pull request' };
    const { kind, commentId } = await upsertComment(repository, number, order);
    return { kind, number, url: urlOf(order.env, number, commentId) };
}
function urlOf(env, number, commentId) {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
    return server && `${server}/${repository}/pull/${number}#issuecomment-${commentId}`;
}
/** Once more from the beginning, since what became of a call without an answer is seen there. */
async function tryTwice(work, { signal, leftMs, pauseMs }) {
    try {
        return await work();
    }
    catch (error) {
        const trouble = understand(error);
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
        deploymentId: ids.length > 0 ? Math.max(...ids) : undefined,
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
const line = /^<!-- spice-cloud-deploy app:(\S+) run:(\d{1,15})\.(\d{1,15})(?: deployment:(\d{1,15}))?(?: \S+)* -->/;
/** Reads the marker that a comment begins with; undefined where it begins with anything else. */
function readMarker(body) {
    const [, key, runId, runAttempt, deploymentId] = line.exec(body) ?? [];
    if (key === undefined)
        return undefined;
    return {
        key,
        runId: Number(runId),
        runAttempt: Number(runAttempt),
        deploymentId: deploymentId === undefined ? undefined : Number(deploymentId),
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
    if (theirs !== undefined && ours !== undefined && theirs !== ours)
        return theirs > ours;
    return found.runId > run.runId || (found.runId === run.runId && found.runAttempt > run.runAttempt);
}


/***/ }),

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
