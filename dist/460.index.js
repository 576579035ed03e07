export const id = 460;
export const ids = [460,37];
export const modules = {

/***/ 3200:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A3: () => (/* binding */ reasonOf),
/* harmony export */   B_: () => (/* binding */ nameAll),
/* harmony export */   LT: () => (/* binding */ isInProgress),
/* harmony export */   WO: () => (/* binding */ ageMs),
/* harmony export */   d_: () => (/* binding */ toRequest),
/* harmony export */   g_: () => (/* binding */ hasSettings),
/* harmony export */   ih: () => (/* binding */ isKnownStatus),
/* harmony export */   o2: () => (/* binding */ hasSource),
/* harmony export */   pc: () => (/* binding */ durationMs),
/* harmony export */   ui: () => (/* binding */ isUnfinished),
/* harmony export */   vi: () => (/* binding */ terminalOutcome),
/* harmony export */   zS: () => (/* binding */ recentDurationsMs)
/* harmony export */ });
/* harmony import */ var _github_event_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5015);
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3037);


/** The body of a create. A field without a value is undefined, so that JSON leaves it out. */
function toRequest({ imageTag, channel, replicas, debug }, { branch, commitSha, commitMessage }) {
    return {
        image_tag: imageTag,
        channel,
        replicas,
        branch,
        commit_sha: commitSha,
        commit_message: commitMessage,
        debug: debug || undefined,
    };
}
/** Whether a deployment has the requested commit and branch. */
function hasSource({ commit_sha, branch }, request) {
    return (request.commit_sha !== undefined &&
        (0,_github_event_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameCommit */ .sw)(commit_sha ?? '', request.commit_sha) &&
        (request.branch === undefined || !branch || (0,_github_event_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameBranch */ .NJ)(branch, request.branch)));
}
/** Whether a deployment has the requested replicas and image. */
function hasSettings({ replicas, image_tag }, request) {
    return ((request.replicas === undefined || replicas === request.replicas) &&
        (request.image_tag === undefined || image_tag === request.image_tag));
}
/** Whether the API describes a status: such a word means what it says, even if a secret has the same value. */
function isKnownStatus(status) {
    return ['queued', 'in_progress', 'succeeded', 'failed', 'created'].includes(status);
}
/**
 * Whether a deployment blocks others. A status that the API does not describe is no reason to wait for it, nor is a
 * missing one, which is read as `queued`.
 */
function isInProgress({ raw: { status } }) {
    return status === 'queued' || status === 'in_progress';
}
/** Whether the run's own deployment still has to be watched, which includes statuses that the API does not describe. */
function isUnfinished({ status }) {
    return status !== 'succeeded' && status !== 'failed' && status !== 'created';
}
/**
 * The outcome of a deployment; undefined while it is in progress.
 *
 * @param newer those created after it, newest first
 */
function terminalOutcome(deployment, newer) {
    switch (deployment.status) {
        case 'succeeded':
        case 'failed':
            return { kind: deployment.status, deployment };
        case 'created': {
            // Sources disagree whether this means "just made" or "superseded"; a newer deployment decides it.
            const by = newer.at(-1);
            return by && { kind: 'superseded', deployment, by };
        }
        default:
            return undefined;
    }
}
/** Why a deployment failed or is held up, in the words of Spice Cloud; empty if it gives no reason. */
function reasonOf({ error_message, error_code }) {
    return error_message || error_code || '';
}
/** For sentences: `deployment 7, deployment 8`. */
function nameAll(deployments) {
    return deployments.map(({ id }) => `deployment ${id}`).join(', ');
}
/**
 * How long a deployment took from its creation to its end, by the server's own times.
 *
 * @returns milliseconds; undefined if it has not ended or the times are missing
 */
function durationMs({ status, created_at, finished_at, updated_at }) {
    if (status !== 'succeeded' && status !== 'failed')
        return undefined;
    // Without `finished_at`, the last change was the end.
    const endedMs = (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_1__.parseTime)(finished_at ?? updated_at);
    const createdMs = (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_1__.parseTime)(created_at);
    if (endedMs === undefined || createdMs === undefined || endedMs < createdMs)
        return undefined;
    return endedMs - createdMs;
}
/** How long ago a deployment was created, in milliseconds by the server's clock, which also set its date. */
function ageMs({ created_at }, serverTimeMs = Date.now()) {
    return Math.max(0, serverTimeMs - ((0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_1__.parseTime)(created_at) ?? serverTimeMs));
}
/** Older deployments may have had another runtime or another spicepod. */
const maxHistory = 8;
/**
 * How long the app's latest successful deployments took. Failed ones say little about when the next will end.
 *
 * @param deployments newest first, as they are listed
 * @returns milliseconds each, newest first
 */
function recentDurationsMs(deployments) {
    return deployments
        .filter(({ status }) => status === 'succeeded')
        .map(durationMs)
        .filter((ms) => ms !== undefined)
        .slice(0, maxHistory);
}


/***/ }),

/***/ 3223:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cl: () => (/* binding */ listBefore),
/* harmony export */   H: () => (/* binding */ pollLimit),
/* harmony export */   HZ: () => (/* binding */ findDeployment),
/* harmony export */   TH: () => (/* binding */ newerThan),
/* harmony export */   Ux: () => (/* binding */ maxLimit),
/* harmony export */   W9: () => (/* binding */ takeSnapshot),
/* harmony export */   kw: () => (/* binding */ historyLimit)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3037);
/* harmony import */ var _spice_schema_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7019);



/** How many deployments a poll lists: the one in question is among the newest unless many came after it. */
const pollLimit = 5;
/** How many are listed before a create, for the history and to recognize new ones later. */
const historyLimit = 20;
/** The most that the API lists, according to some sources. */
const maxLimit = 100;
/**
 * Finds one deployment. The list is what the API reference describes. If it does not have the deployment, because it
 * lags behind or many came after it, the newer call for a single deployment is tried.
 *
 * @throws RefusalError, NoResponseError
 */
async function findDeployment(id, api, appId, deadline) {
    let page = await api.listDeployments(appId, pollLimit, deadline);
    const find = () => page.deployments.find((each) => each.id === id);
    if (find() === undefined && page.deployments.length >= pollLimit) {
        page = await api.listDeployments(appId, maxLimit, deadline);
    }
    const { deployments: listed, serverTimeMs } = page;
    const found = { newer: newerThan(id, listed), listed, serverTimeMs };
    try {
        const deployment = find() ?? (await api.getDeployment(appId, id, deadline));
        return { ...found, deployment };
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA))
            throw error;
        const isNotFound = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ && error.refusal.status === 404;
        // Servers without that call also respond with 404, which says nothing about what a full list omits.
        const ifNotFound = listed.length < maxLimit ? 'missing' : 'too old';
        return { ...found, deployment: undefined, absence: isNotFound ? ifNotFound : 'not yet' };
    }
}
/** Those created after a deployment. The list is newest first; ids decide only if the deployment is not listed. */
function newerThan(id, deployments) {
    const index = deployments.findIndex((each) => each.id === id);
    return index >= 0
        ? deployments.slice(0, index)
        : deployments.filter((each) => (0,_spice_schema_js__WEBPACK_IMPORTED_MODULE_2__/* .compareDeploymentIds */ .Xc)(each.id, id) > 0);
}
/**
 * Lists the app's deployments before a create, so that a lost create can be distinguished from them. A refusal is ignored,
 * since the create itself will get a more helpful one; without a token, however, there will be no create.
 *
 * @returns undefined if they could not be listed
 * @throws RefusalError if there is no token
 */
async function listBefore(api, appId, deadline) {
    try {
        return await api.listDeployments(appId, historyLimit, deadline);
    }
    catch (error) {
        const isOfToken = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ && error.operation === 'exchangeToken';
        if (isOfToken || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA))
            throw error;
        return undefined;
    }
}
/** @param limit how many deployments were requested */
function takeSnapshot({ deployments, serverTimeMs }, limit) {
    const times = deployments.map(({ created_at }) => (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_1__.parseTime)(created_at)).filter((ms) => ms !== undefined);
    const isFull = deployments.length >= limit && times.length > 0;
    return {
        ids: new Set(deployments.map(({ id }) => id)),
        listedSinceMs: isFull ? Math.max(...times) : undefined,
        serverTimeMs,
    };
}


/***/ }),

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

/***/ 5015:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ax: () => (/* binding */ shortCommit),
/* harmony export */   Ek: () => (/* binding */ repositoryUrl),
/* harmony export */   KN: () => (/* binding */ eventSource),
/* harmony export */   NJ: () => (/* binding */ isSameBranch),
/* harmony export */   Vp: () => (/* binding */ runUrl),
/* harmony export */   Wz: () => (/* binding */ isGitHub),
/* harmony export */   hP: () => (/* binding */ whyNoSecrets),
/* harmony export */   jh: () => (/* binding */ isCommitId),
/* harmony export */   rD: () => (/* binding */ readPayload),
/* harmony export */   sw: () => (/* binding */ isSameCommit),
/* harmony export */   ty: () => (/* binding */ isFromFork)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7376);




/**
 * Whether the workflow runs on GitHub (github.com, GitHub Enterprise Cloud with data residency, or GitHub Enterprise
 * Server), and not on a compatible server such as Gitea.
 */
function isGitHub({ GITHUB_SERVER_URL = '', GITHUB_API_URL = '' }) {
    const host = URL.parse(GITHUB_SERVER_URL)?.hostname ?? '';
    // On Gitea and Forgejo the path of the API is `/api/v1`.
    return /^github\.com$|\.ghe\.com$/.test(host) || URL.parse(GITHUB_API_URL)?.pathname === '/api/v3';
}
// Treat empty strings as missing.
const text = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .minLength */ .BpQ(1)));
const headCommit = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ id: text, message: text }));
/** Null for a fork that has been deleted. */
const repository = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullable */ .mee(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ full_name: text })));
/** The members used of the payloads that GitHub sends. */
const Payload = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    pull_request: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        number: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeInteger */ .Y2b())),
        title: text,
        head: valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ ref: text, sha: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), repo: repository }),
    })),
    workflow_run: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        head_branch: text,
        head_sha: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        head_commit: headCommit,
        head_repository: repository,
    })),
    merge_group: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ head_ref: text, head_sha: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), head_commit: headCommit })),
    head_commit: headCommit,
});
/** Reads the payload of the event. A missing or unreadable one is treated as empty. */
function readPayload(env) {
    try {
        return valibot__WEBPACK_IMPORTED_MODULE_2__/* .parse */ .qgA(Payload, JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(env.GITHUB_EVENT_PATH ?? '', 'utf8')));
    }
    catch {
        return valibot__WEBPACK_IMPORTED_MODULE_2__/* .parse */ .qgA(Payload, {});
    }
}
/** Reads branch, commit and message from the most specific part of the event. */
function eventSource(payload, env) {
    const { pull_request, workflow_run, merge_group, head_commit } = payload;
    const { GITHUB_EVENT_NAME: name, GITHUB_REF: ref } = env;
    // GITHUB_SHA of a pull request is a merge commit that GitHub generated and that is on no branch.
    if (pull_request) {
        return { branch: pull_request.head.ref, commitSha: pull_request.head.sha, title: pull_request.title };
    }
    // These two events run on the default branch for a commit of another branch.
    if (name === 'workflow_run' && workflow_run) {
        const { head_branch: branch, head_sha: commitSha, head_commit } = workflow_run;
        return { branch, commitSha, commitMessage: head_commit?.message };
    }
    if (name === 'merge_group' && merge_group) {
        const { head_ref, head_sha: commitSha, head_commit } = merge_group;
        return { branch: head_ref?.replace(heads, ''), commitSha, commitMessage: head_commit?.message };
    }
    const commitSha = env.GITHUB_SHA || undefined;
    const isHead = head_commit?.id === undefined || head_commit.id === commitSha;
    return {
        branch: env.GITHUB_REF_NAME || ref?.replace(/^refs\/(heads|tags)\//, '') || undefined,
        commitSha,
        commitMessage: isHead ? head_commit?.message : undefined,
    };
}
/** Whether the event is for a pull request from another repository. */
function isFromFork({ pull_request }, env) {
    const home = pull_request?.head.repo;
    return home === null || Boolean(home?.full_name && home.full_name !== env.GITHUB_REPOSITORY);
}
/** @returns the reason why GitHub passes no secrets to this run; undefined if it does */
function whyNoSecrets(payload, env) {
    if (isFromFork(payload, env)) {
        return 'GitHub passes no secrets to workflows of pull requests from forks.';
    }
    if (env.GITHUB_ACTOR === 'dependabot[bot]') {
        return 'GitHub passes only Dependabot secrets to workflows that Dependabot starts. Add the secrets there too.';
    }
    return undefined;
}
/** Page of the repository, such as `https://github.com/acme/taxi`. */
function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }) {
    return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined;
}
/**
 * Page of the run. On GitHub it has the id of the run, and each later attempt has its own page. Forgejo, and Gitea before
 * version 1.26, number the pages of each repository instead. Later versions of Gitea also use ids, and find a page by its
 * number if `by_index` is set; earlier ones ignore that.
 */
function runUrl(env) {
    const repository = repositoryUrl(env);
    const { GITHUB_RUN_ID: id, GITHUB_RUN_NUMBER: number, GITHUB_RUN_ATTEMPT: attempt } = env;
    if (repository === undefined || !id)
        return undefined;
    if (number && !isGitHub(env))
        return `${repository}/actions/runs/${number}?by_index=1`;
    const page = Number(attempt) > 1 && isGitHub(env) ? `/attempts/${attempt}` : '';
    return `${repository}/actions/runs/${id}${page}`;
}
/** A shorter prefix of an id may be ambiguous. Git and GitHub show this many characters. */
const shortLength = 7;
/** Whether a text is the id of a commit, in full or abbreviated. Other texts may be branches, options or paths. */
function isCommitId(text) {
    return text.length >= shortLength && /^[0-9a-f]{1,64}$/i.test(text);
}
/** Whether two ids are the same commit. Either may be abbreviated, to at least 7 characters. */
function isSameCommit(one, other) {
    const [short, long] = one.length <= other.length ? [one, other] : [other, one];
    return short.length < shortLength ? short === long : long.toLowerCase().startsWith(short.toLowerCase());
}
/** Abbreviates the id of a commit for display. Any other text is shown as it is. */
function shortCommit(sha, redact) {
    const isShown = redact(sha) === sha && isCommitId(sha);
    return isShown ? sha.slice(0, shortLength) : (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cut */ .Jj)(sha, 64, redact);
}
const heads = /^refs\/heads\//;
/** Whether two names are the same branch. Servers may record the full ref, `refs/heads/main`. */
function isSameBranch(one, other) {
    return one.replace(heads, '') === other.replace(heads, '');
}


/***/ }),

/***/ 8028:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bs: () => (/* binding */ maskCredentials),
/* harmony export */   Ko: () => (/* binding */ readInputs),
/* harmony export */   k9: () => (/* binding */ quoteGiven),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/* unused harmony export deploymentId */
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7934);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _platform_http_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1267);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7376);
/* harmony import */ var _spice_schema_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7019);
/* harmony import */ var _spicepod_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7368);






// One rule per kind of input. A message follows the name of the input: `replicas` must be …
const text = valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP();
function matching(pattern, rule) {
    return valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(text, valibot__WEBPACK_IMPORTED_MODULE_4__/* .regex */ .yGV(pattern, `must be ${rule}`));
}
const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' });
function oneOf(...words) {
    return valibot__WEBPACK_IMPORTED_MODULE_4__/* .picklist */ .KIO(words, `must be ${alternatives.format(words.map((word) => `\`${word}\``))}`);
}
const boolean = valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(matching(/^(true|True|TRUE|false|False|FALSE)$/, '`true` or `false`'), valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi((value) => value.toLowerCase() === 'true'));
const appIdRule = 'the numeric ID of an app, such as `4321`';
const appId = valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(matching(/^[1-9]\d{0,15}$/, appIdRule), valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_4__/* .safeInteger */ .Y2b(`must be ${appIdRule}`));
const deploymentId = valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(matching(/^[1-9]\d{0,63}$/, 'the numeric ID of a deployment, such as `4321`'), valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi(_spice_schema_js__WEBPACK_IMPORTED_MODULE_2__/* .readDeploymentId */ .FV));
/** Source: `CreateAppRequest` of the API description. */
const newAppName = /^[A-Za-z0-9-]{4,38}$/;
/** Only the form: whether the region exists is checked against the list of the API. */
const region = valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(text, valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi((value) => value.replace(/-prod-aws-data$/, '')), matching(/^(?=.*[-\d])[a-z0-9]+(-[a-z0-9]+)*$/, 'the ID of a region, such as `us-east-1` or `us-west-2`'));
const maxSeconds = 86_400;
/** A time: seconds in the workflow, milliseconds in the program. */
function time(range, isInRange) {
    const rule = `a number of seconds ${range}`;
    return valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(matching(/^\d+(\.\d+)?$/, rule), valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_4__/* .check */ .z6Y((seconds) => isInRange(seconds) && seconds <= maxSeconds, `must be ${rule}`), valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi((seconds) => seconds * 1000));
}
const seconds = time(`above 0, at most ${maxSeconds}`, (value) => value > 0);
/** 0 skips what takes the time. */
const secondsOrNone = time(`from 0 to ${maxSeconds}`, () => true);
const url = valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(text, valibot__WEBPACK_IMPORTED_MODULE_4__/* .check */ .z6Y((value) => URL.canParse(value), 'must be a URL such as `https://api.spice.ai`'), valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi((value) => new URL(value)), valibot__WEBPACK_IMPORTED_MODULE_4__/* .check */ .z6Y(_platform_http_js__WEBPACK_IMPORTED_MODULE_1__/* .isPrivate */ .Gw, 'must start with `https://`, because credentials are sent there (`http://` is allowed for this machine only)'), valibot__WEBPACK_IMPORTED_MODULE_4__/* .check */ .z6Y(_platform_http_js__WEBPACK_IMPORTED_MODULE_1__/* .isBare */ .JE, 'must be a URL without a user name, query or fragment'), valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi(_platform_http_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutSlash */ .mW));
/** An input by its name in `action.yml`. The fallback is its value if it is not given. */
function input(name, rule, fallback) {
    return { name, rule, fallback: fallback };
}
/** Every input. Times are in seconds as the user writes them, and in milliseconds here. */
const table = {
    clientId: input('client-id', text),
    clientSecret: input('client-secret', text),
    apiToken: input('api-token', matching(/^[\x21-\x7e]+$/, 'one line without spaces')),
    scope: input('scope', text),
    tokenUrl: input('oauth-token-url', url, 'https://spice.ai/api/oauth/token'),
    /** Base URL without a slash at its end. */
    apiUrl: input('api-url', url, 'https://api.spice.ai'),
    org: input('org', matching(/^[\w.-]+$/, 'the handle of an organization: letters, digits, dots, hyphens and underscores')),
    /** One of the two is given; if both are, the id takes precedence. */
    appId: input('app-id', appId),
    appName: input('app-name', text),
    createAppIfMissing: input('create-app-if-missing', boolean, false),
    /** For a new app; also used to locate a runtime that the API does not report. */
    region: input('region', region),
    visibility: input('visibility', oneOf('public', 'private'), 'private'),
    /** A YAML or JSON map. */
    tags: input('tags', text, ''),
    /** Relative to the workspace. */
    workingDirectory: input('working-directory', text, '.'),
    channel: input('channel', oneOf('stable', 'preview', 'nightly', 'internal')),
    replicas: input('replicas', valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(matching(/^([1-9]|10)$/, 'a whole number from 1 to 10'), valibot__WEBPACK_IMPORTED_MODULE_4__/* .transform */ .pdi(Number))),
    imageTag: input('image-tag', text),
    debug: input('debug', boolean, false),
    branch: input('branch', text),
    commitSha: input('commit-sha', text),
    commitMessage: input('commit-message', text),
    /** The deployment to watch instead of creating one. */
    deploymentId: input('deployment-id', deploymentId),
    onConflict: input('on-conflict', oneOf('wait', 'fail'), 'wait'),
    onSuperseded: input('on-superseded', oneOf('fail', 'pass'), 'fail'),
    onFailure: input('on-failure', oneOf('none', 'restore', 'rollback'), 'none'),
    spicepodChecks: input('spicepod-checks', oneOf('strict', 'warn', 'off'), 'strict'),
    onStuck: input('on-stuck', oneOf('fail', 'wait'), 'fail'),
    /** How long a dataset has to be in error to count as stuck. */
    stuckAfterMs: input('stuck-after-seconds', seconds, 120_000),
    onPaused: input('on-paused', oneOf('fail', 'resume'), 'fail'),
    dryRun: input('dry-run', boolean, false),
    waitForCompletion: input('wait-for-completion', boolean, true),
    timeoutMs: input('timeout-seconds', seconds, 600_000),
    /** Undefined for an interval that adapts to the deployment. */
    pollIntervalMs: input('poll-interval-seconds', time(`from 0.1 to ${maxSeconds}`, (value) => value >= 0.1)),
    requestTimeoutMs: input('request-timeout-seconds', seconds, 30_000),
    githubToken: input('github-token', text),
    commentOnPr: input('comment-on-pr', boolean, false),
    testSql: input('test-sql', text, ''),
    testNsql: input('test-nsql', text, ''),
    testSearch: input('test-search', text, ''),
    testChat: input('test-chat', text, ''),
    testChatModel: input('test-chat-model', text, ''),
    testMcpTool: input('test-mcp-tool', text, ''),
    testMcpArguments: input('test-mcp-arguments', text, ''),
    testTables: input('test-tables', text, 'none'),
    warmupMs: input('test-warmup-seconds', secondsOrNone, 60_000),
    /** For one probe. */
    testTimeoutMs: input('test-timeout-seconds', seconds, 30_000),
    /** 0 skips the check of the datasets. */
    datasetTimeoutMs: input('dataset-ready-timeout-seconds', secondsOrNone, 300_000),
    /** Base URL without a slash at its end; undefined for that of the app. */
    runtimeUrl: input('runtime-url', url),
    failOnTestError: input('fail-on-test-error', boolean, true),
};
/** Hides the credentials among the inputs. Call it before anything else can be printed. */
function maskCredentials(runner, secrets) {
    for (const name of ['client-secret', 'api-token', 'github-token']) {
        secrets.addCredential(runner.getInput(name));
    }
}
/**
 * Reads and checks every input but `secrets`, which is read before them. The credentials for Spice Cloud are apart from
 * the others, since these go through the whole program.
 *
 * @param whyNoSecrets why GitHub leaves secrets empty on this event, if it does
 * @throws InputError that names all problems at once
 */
function readInputs(runner, secrets, whyNoSecrets) {
    const problems = [];
    const { redact } = secrets;
    const read = ({ name, rule, fallback }) => {
        const given = runner.getInput(name);
        // An expression without a value, such as an input that a push event does not have, is not given.
        if (given === '')
            return fallback;
        const parsed = valibot__WEBPACK_IMPORTED_MODULE_4__/* .safeParse */ .xLC(rule, given);
        if (parsed.success)
            return parsed.output;
        problems.push(`\`${name}\` ${parsed.issues[0].message}${quoteGiven(given, redact)}`);
        return fallback;
    };
    const values = Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, read(entry)]));
    const isGiven = (name) => runner.getInput(name) !== '';
    const credentials = chooseCredentials(values, isGiven('api-token'), whyNoSecrets);
    if (typeof credentials === 'string')
        problems.push(credentials);
    problems.push(...findMissing(values, isGiven, redact));
    if (problems.length > 0 || typeof credentials === 'string')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz(problems);
    const { clientId, clientSecret, apiToken, scope, tokenUrl, ...others } = values;
    const { createAppIfMissing, appName: name, region, visibility } = others;
    const isComplete = createAppIfMissing && name !== undefined && region !== undefined;
    const inputs = {
        ...others,
        // An empty string pushes none, so it differs from an input that is not set.
        spicepod: runner.isInputSet('spicepod') ? runner.getInput('spicepod') : _spicepod_js__WEBPACK_IMPORTED_MODULE_3__/* .defaultSpicepod */ .Hq,
        newApp: isComplete ? { name, region, visibility } : undefined,
    };
    return { inputs, credentials };
}
/** The end of a sentence about a value that is not valid: quotes it, unless it holds a secret. */
function quoteGiven(given, redact) {
    // A URL may hold a password.
    const isSecret = redact(given) !== given || /\/\/[^/]*@/.test(given);
    return isSecret ? '.' : `, but it is \`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_5__/* .cut */ .Jj)(given, 60, redact)}\`.`;
}
/** Inputs that other inputs require. */
function findMissing({ createAppIfMissing, appName }, isGiven, redact) {
    if (!createAppIfMissing) {
        const isNamed = isGiven('app-id') || isGiven('app-name');
        return isNamed ? [] : ['No app specified: set its numeric `app-id`, or `app-name`.'];
    }
    const condition = 'with `create-app-if-missing: true`';
    const problems = [];
    if (!isGiven('app-name'))
        problems.push(`\`app-name\` is required ${condition}.`);
    if (!isGiven('region')) {
        problems.push(`\`region\` is required ${condition}: the region for the new app, for example \`us-east-1\`.`);
    }
    if (appName !== undefined && !newAppName.test(appName)) {
        const rule = `must be 4 to 38 letters, digits and hyphens ${condition}`;
        problems.push(`\`app-name\` ${rule}, but it is \`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_5__/* .cut */ .Jj)(appName, 60, redact)}\`.`);
    }
    return problems;
}
/** Otherwise the sentence that says what is missing. */
function chooseCredentials({ clientId, clientSecret, apiToken, scope, tokenUrl }, isApiTokenGiven, whyNoSecrets) {
    const hint = whyNoSecrets === undefined ? '' : ` ${whyNoSecrets}`;
    if (isApiTokenGiven && (clientId !== undefined || clientSecret !== undefined)) {
        return 'Set either `api-token`, or `client-id` and `client-secret`, but not both.';
    }
    // The problem with a token that cannot be used has already been reported.
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


/***/ }),

/***/ 3332:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ readSecrets),
/* harmony export */   t: () => (/* binding */ describeEmpty)
/* harmony export */ });
/** Source: `UpsertSecretRequest` of the API description. */
const nameRule = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/**
 * Reads the input `secrets`: dotenv text, or a YAML or JSON map. Hides every value before anything else can happen to
 * it; if the text cannot be read, hides every line.
 *
 * @param appId is never hidden, even if a secret has this value, because it is an output
 * @returns problems without any value
 */
async function readSecrets(text, hidden, appId) {
    if (text === '')
        return { secrets: [], problems: [] };
    const { parseEntries, quoteName } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(65)]).then(__webpack_require__.bind(__webpack_require__, 6065));
    const entries = parseEntries(text);
    if (typeof entries === 'string') {
        for (const line of text.split(/\r\n|\r|\n/)) {
            hidden.addValue(line, appId);
            hidden.addValue(/[=:]\s*(.*)$/.exec(line)?.[1] ?? '', appId);
        }
        return { secrets: [], problems: [`\`secrets\`${entries}`] };
    }
    for (const [, value] of entries)
        hidden.addValue(value, appId);
    const invalid = entries.flatMap(([name], index) => nameRule.test(name) ? [] : [quoteName(name) ?? `the name of entry ${index + 1}`]);
    const problem = `\`secrets\` has invalid names: ${invalid.join(', ')}. A name starts with a letter or underscore, followed by letters, digits and underscores.`;
    // As in dotenv, the last entry of a name takes precedence.
    const secrets = [...new Map(entries)].map(([name, value]) => ({ name, value }));
    return { secrets, problems: invalid.length > 0 ? [problem] : [] };
}
/** A GitHub secret that does not exist is an empty text in the workflow, and GitHub does not warn about it. */
function describeEmpty(secrets) {
    const names = secrets
        .filter(({ value }) => value === '' || value === 'null')
        .map(({ name }) => `\`${name}\``);
    if (names.length === 0)
        return '';
    return names.length === 1
        ? `Secret ${names[0]} is empty. Check that the GitHub secret exists and that this workflow can read it.`
        : `Secrets ${names.join(', ')} are empty. Check that the GitHub secrets exist and that this workflow can read them.`;
}


/***/ }),

/***/ 3204:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K9: () => (/* binding */ isSameSpicepod),
/* harmony export */   P3: () => (/* binding */ componentLists),
/* harmony export */   Zm: () => (/* binding */ readComponents),
/* harmony export */   ao: () => (/* binding */ toComparable),
/* harmony export */   eZ: () => (/* binding */ namesOf),
/* harmony export */   jh: () => (/* binding */ isMap)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_util__WEBPACK_IMPORTED_MODULE_0__);

// The value of a spicepod, as it is after YAML or JSON was parsed.
/** Whether two spicepods are the same. They are compared as values, because the API does not keep the text. */
function isSameSpicepod(one, other) {
    return (0,node_util__WEBPACK_IMPORTED_MODULE_0__.isDeepStrictEqual)(toComparable(one), toComparable(other));
}
/**
 * Merges the values of `<<` keys into their maps, as YAML 1.1 does: YAML 1.2 has no such keys, and a server may keep
 * either form. Decimals become doubles, because most servers keep them as such.
 */
function toComparable(value) {
    if (Array.isArray(value))
        return value.map(toComparable);
    if (JSON.isRawJSON(value))
        return /^-?\d+$/.test(value.rawJSON) ? value : Number(value.rawJSON);
    if (!isMap(value))
        return value;
    const members = new Map(Object.entries(value).map(([key, member]) => [key, toComparable(member)]));
    const merged = members.get('<<');
    const sources = Array.isArray(merged) ? merged : [merged];
    if (!sources.every(isMap))
        return Object.fromEntries(members);
    members.delete('<<');
    // Earlier maps win over later ones, and the keys of the map itself over all of them.
    const added = sources.toReversed().flatMap((source) => Object.entries(source));
    return Object.fromEntries([...added, ...members]);
}
/** Whether a value is a map. A number that is kept as text is an object too, but not a map. */
function isMap(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}
/** The lists of components in a spicepod, and what people and the runtime call their entries. */
const componentLists = {
    secrets: 'secret',
    catalogs: 'catalog',
    datasets: 'dataset',
    views: 'view',
    models: 'model',
    embeddings: 'embedding',
    rerankers: 'reranker',
    search_engines: 'search_engine',
    tools: 'tool',
    workers: 'worker',
    functions: 'function',
};
/** Reads the components of a spicepod from its value, which may be anything. */
function readComponents(spicepod) {
    const value = toComparable(spicepod);
    if (!isMap(value))
        return [];
    return Object.entries({ ...componentLists, dependencies: 'dependency' }).flatMap(([list, kind]) => {
        const entries = value[list];
        if (!Array.isArray(entries))
            return [];
        return entries.map((entry, index) => toComponent(kind, isMap(entry) ? entry : {}, [list, index]));
    });
}
function toComponent(kind, { name, from, acceleration, load, ...entry }, path) {
    return {
        kind,
        name: typeof name === 'string' ? name : '',
        ...(typeof from === 'string' && { from }),
        isReference: kind === 'dependency' || 'ref' in entry,
        accelerated: isMap(acceleration) && Object.keys(acceleration).length > 0 && acceleration.enabled !== false,
        onDemand: load === 'on_demand',
        path,
    };
}
/** The names of one kind that a spicepod has itself, rather than in other files, each once. */
function namesOf(kind, components) {
    const own = components.filter((each) => each.kind === kind && !each.isReference && each.name !== '');
    return [...new Set(own.map(({ name }) => name))];
}


/***/ }),

/***/ 7368:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hq: () => (/* binding */ defaultSpicepod),
/* harmony export */   QB: () => (/* binding */ readSpicepod),
/* harmony export */   jb: () => (/* binding */ describeFinding)
/* harmony export */ });
/* unused harmony export checkManifest */
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4573);
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_buffer__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4008);
/* harmony import */ var _spicepod_value_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3204);





/** The default of the input: a file that does not have to exist. */
const defaultSpicepod = 'spicepod.yaml';
/** Largest request that Spice Cloud accepts, in bytes. Source: `updateApp` of the API description (413). */
const maxBytes = 1024 * 1024;
/** Maximum number of problems in one message: more would not be read. */
const maxProblems = 5;
/** The parts of a spicepod that are lists of components. */
const lists = ['datasets', 'views', 'models', 'embeddings', 'tools', 'catalogs'];
/**
 * Reads and checks the manifest.
 *
 * @param path empty to push none
 * @param workingDirectory relative to the workspace
 * @param checks `strict` also refuses what has no head
 * @param redact hides secrets in what is quoted of the manifest
 */
async function readSpicepod(path, workingDirectory, checks, env, redact) {
    if (path === '')
        return { problems: [] };
    const workspace = env.GITHUB_WORKSPACE ?? '.';
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.resolve)(workspace, workingDirectory);
    const full = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.resolve)(folder, path);
    const unusable = (problem) => ({ problems: [`\`spicepod\`: ${problem}`] });
    if (workingDirectory !== '.' && !(await find(folder))?.isDirectory()) {
        const problem = `\`working-directory\` must be a directory, but \`${workingDirectory}\` is not one (${folder}).`;
        return { problems: [problem] };
    }
    const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(full).catch((error) => error.code ?? error.message);
    if (found === 'ENOENT' || found === 'ENOTDIR') {
        const link = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(full).catch(() => undefined);
        if (link?.isSymbolicLink())
            return unusable(`the target of the link \`${path}\` does not exist.`);
        const other = (await find((0,node_path__WEBPACK_IMPORTED_MODULE_2__.resolve)(folder, 'spicepod.yml'))) ? ' There is a `spicepod.yml`, though.' : '';
        if (path === defaultSpicepod) {
            const note = `No ${defaultSpicepod} in ${folder}; deploying with the app's current spicepod.${other}`;
            return { note, problems: [] };
        }
        return unusable(`the file \`${path}\` does not exist (${full}). Does the workflow check out the repository?${other}`);
    }
    if (typeof found === 'string')
        return unusable(`\`${path}\` cannot be read (${found}).`);
    if (!found.isFile())
        return unusable(`\`${path}\` is ${found.isDirectory() ? 'a directory' : 'not a file'}.`);
    if (found.size > maxBytes)
        return unusable(tooLarge(path, found.size));
    const content = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(full).catch((error) => error.message);
    if (typeof content === 'string')
        return unusable(`\`${path}\` cannot be read (${content}).`);
    if (!(0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(content))
        return unusable(`\`${path}\` cannot be read (it is not UTF-8 text).`);
    const text = content.toString();
    const bytes = Buffer.byteLength(JSON.stringify({ spicepod: text }));
    if (bytes > maxBytes)
        return unusable(tooLarge(path, bytes));
    // Loaded here, because parsing YAML would take most of the time of a start that needs none.
    const { readYaml } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(542)]).then(__webpack_require__.bind(__webpack_require__, 4542));
    const yaml = readYaml(text, redact);
    const manifest = checkManifest(yaml);
    const value = (0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_3__/* .toComparable */ .ao)(yaml.value);
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.relative)(workspace, full).split(node_path__WEBPACK_IMPORTED_MODULE_2__.sep).join('/');
    let report;
    // After an error of its syntax the rest means little.
    if (checks !== 'off' && yaml.parsed !== undefined && (0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_3__/* .isMap */ .jh)(value)) {
        const { inspectSpicepod } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(149)]).then(__webpack_require__.bind(__webpack_require__, 1149));
        report = inspectSpicepod(yaml.parsed, file, redact);
    }
    const faults = manifest.kind === 'bad' ? manifest.problems.map((fault) => toProblem(fault, file)) : [];
    // What is no manifest of any app is refused at once. Other findings do not apply to apps connected to GitHub.
    const isOdd = checks === 'strict' && (0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_3__/* .isMap */ .jh)(value) && !hasHead(value);
    if (manifest.kind === 'good' && !isOdd) {
        const locate = (...path) => ({ file, ...yaml.positionOf(...path) });
        return { spicepod: { path, text, value: manifest.value, locate }, report, problems: [] };
    }
    const others = checks === 'strict' ? (report?.problems ?? []) : [];
    // Lists that cannot be read make nonsense of warnings.
    const findings = [...faults, ...others.filter(({ certain }) => certain || faults.length === 0)];
    findings.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
    const certain = findings.filter((finding) => finding.certain);
    return { problems: certain.map(describeFinding), findings };
}
function toProblem({ text: message, line, column }, file) {
    return { kind: 'spicepod', name: file, certain: true, message, file, line, column };
}
/** A problem with its place, as one of several in a text. */
function describeFinding(problem) {
    const { file, line, column } = problem;
    return `${file}, line ${line}, column ${column}: ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .describeProblem */ .BJ)(problem)}`;
}
function hasHead({ version, kind, name }) {
    const isGiven = (value) => value !== null && value !== undefined && String(value).trim() !== '';
    return isGiven(version) && kind === 'Spicepod' && typeof name === 'string' && isGiven(name);
}
/** Checks what nobody could read: syntax, and that lists of components are lists of maps. */
function checkManifest(yaml) {
    const value = (0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_3__/* .toComparable */ .ao)(yaml.value);
    const faults = yaml.faults.length > 0 ? yaml.faults : findFaults(value, yaml.positionOf);
    if (faults.length === 0 && (0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_3__/* .isMap */ .jh)(value))
        return { kind: 'good', value };
    return { kind: 'bad', problems: faults.slice(0, maxProblems) };
}
function findFaults(value, positionOf) {
    if (!(0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_3__/* .isMap */ .jh)(value)) {
        return [{ text: 'A manifest must be a map with `version`, `kind` and `name`.', ...positionOf() }];
    }
    const members = new Map(Object.entries(value));
    const checkList = (name) => {
        const list = members.get(name) ?? [];
        if (!Array.isArray(list))
            return [{ text: `\`${name}\` must be a list.`, ...positionOf(name) }];
        const odd = list.findIndex((item) => !(0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_3__/* .isMap */ .jh)(item));
        if (odd < 0)
            return [];
        return [{ text: `Each item of \`${name}\` must be a map.`, ...positionOf(name, odd) }];
    };
    return lists.flatMap(checkList);
}
function tooLarge(path, bytes) {
    return `\`${path}\` is too large: Spice Cloud accepts requests of at most 1 MiB (${maxBytes} bytes), but this one would have ${bytes} bytes.`;
}
async function find(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(path).catch(() => undefined);
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

/***/ 9135:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FS: () => (/* binding */ useProxyFromEnvironment),
/* harmony export */   Wb: () => (/* binding */ tracedFetch),
/* harmony export */   tr: () => (/* binding */ cancellableFetch)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(127);


/** A `fetch` that sends nothing more once the run is cancelled: its final report must not be outdated at once. */
function cancellableFetch(fetch, signal) {
    // The process ends without a response.
    return (input, init) => (signal.aborted ? new Promise(() => { }) : fetch(input, init));
}
/** A `fetch` that reports each request, for debugging. */
function tracedFetch(fetch, now, report) {
    return async (input, init) => {
        const { host, pathname, search } = new URL(input instanceof Request ? input.url : input);
        const startedAt = now();
        const end = (result) => {
            const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
            report({ method, where: `${host}${pathname}${search}`, tookMs: now() - startedAt, ...result });
        };
        try {
            const response = await fetch(input, init);
            const { status, headers } = response;
            // Spice Cloud and GitHub use different headers for it.
            const requestId = headers.get('x-request-id') ?? headers.get('x-github-request-id') ?? undefined;
            end({ status, requestId, trouble: undefined });
            return response;
        }
        catch (error) {
            const trouble = (0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCode */ .CA)(error) ?? (error instanceof Error ? error.name : String(error));
            end({ status: undefined, requestId: undefined, trouble });
            throw error;
        }
    };
}
const names = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'];
/**
 * Makes Node's own `fetch` use the proxies of the environment (`https_proxy`, `http_proxy`, `no_proxy`, in either
 * case; lower case takes precedence), which it ignores by default.
 *
 * @throws InputError for a proxy that is not an http URL
 */
async function useProxyFromEnvironment(env) {
    const given = names.filter((name) => env[name]);
    if (given.length === 0)
        return;
    const proxies = Object.fromEntries(given.map((name) => [name, withScheme(env[name] ?? '')]));
    const invalid = given.filter((name) => !/^https?:$/.test(URL.parse(proxies[name] ?? '')?.protocol ?? ''));
    // The value is not shown: it may contain a password.
    const problems = invalid.map((name) => `The environment variable \`${name}\` must be the http URL of a proxy.`);
    if (problems.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz(problems);
    // Loaded only if needed: most runs have no proxy.
    const { default: http } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 7067, 23));
    if (http.setGlobalProxyFromEnv !== undefined) {
        http.setGlobalProxyFromEnv({ ...env, ...proxies });
        return;
    }
    // Early releases of Node 24 lack that function, but their fetch uses undici's global dispatcher.
    const { EnvHttpProxyAgent, setGlobalDispatcher } = await __webpack_require__.e(/* import() */ 752).then(__webpack_require__.t.bind(__webpack_require__, 4371, 19));
    Object.assign(process.env, proxies);
    setGlobalDispatcher(new EnvHttpProxyAgent());
}
/** Other tools accept `proxy.example:3128` as well. */
function withScheme(proxy) {
    return proxy.includes('://') ? proxy : `http://${proxy}`;
}


/***/ }),

/***/ 127:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CA: () => (/* binding */ errorCode),
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

/***/ 1267:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CW: () => (/* binding */ maxListBytes),
/* harmony export */   Gw: () => (/* binding */ isPrivate),
/* harmony export */   JE: () => (/* binding */ isBare),
/* harmony export */   VI: () => (/* binding */ readSafeUrl),
/* harmony export */   Xl: () => (/* binding */ maxResponseBytes),
/* harmony export */   mW: () => (/* binding */ withoutSlash),
/* harmony export */   tN: () => (/* binding */ send),
/* harmony export */   x8: () => (/* binding */ readBody)
/* harmony export */ });
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4573);
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_buffer__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var ky__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9447);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(127);



const mebibyte = 1024 * 1024;
/** Maximum size of a response in bytes. A list of 100 deployments with the longest messages is smaller. */
const maxResponseBytes = 2 * mebibyte;
/**
 * Maximum size in bytes of a list without pages, or with pages of long texts: 30,000 apps, or 100 comments of GitHub
 * with 65,536 characters each.
 */
const maxListBytes = 16 * mebibyte;
const maxRedirects = 5;
/**
 * Makes one attempt: sends a request and reads the complete response, whatever its status. Redirects are followed
 * within the origin only: neither a token in a header nor a client secret in a body may be sent to another one.
 *
 * @throws UnusableResponseError for no complete response in time, or one that is too large; ConnectionError; the reason
 *   of the signal
 */
async function send(request, options) {
    const { fetch, timeoutMs, maxBytes, signal, onHead, isComplete } = options;
    const { url, body, ...init } = request;
    const abort = new AbortController();
    const cancel = () => abort.abort(signal?.reason);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted)
        cancel();
    const timer = setTimeout(() => abort.abort(new _http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .TimeoutError */ .MU(timeoutMs)), timeoutMs);
    try {
        const response = await (0,ky__WEBPACK_IMPORTED_MODULE_2__/* ["default"] */ .Ay)(url, {
            ...init,
            body: body ?? null,
            retry: 0,
            timeout: false,
            throwHttpErrors: false,
            fetch: (input) => followWithinOrigin(input, async (at, init) => {
                // Not the signal of ky's request: Node may forget to abort a copy of a request, and a connection that stays
                // open would keep the process from ending.
                const head = await fetch(at, { ...init, redirect: 'manual', signal: abort.signal });
                onHead?.(head);
                return head;
            }),
        });
        const { ok, status, statusText, headers } = response;
        const bytes = await (await readBody(response, maxBytes, isComplete)).bytes();
        return { ok, status, statusText, headers, text: new TextDecoder().decode(bytes), isUtf8: (0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(bytes) };
    }
    catch (error) {
        throw abort.signal.aborted ? abort.signal.reason : (0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asRequestError */ .GU)(error);
    }
    finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
    }
}
async function followWithinOrigin(request, sendTo) {
    const { method, headers } = request;
    const init = { method, headers, body: request.body === null ? null : await request.text() };
    let { url } = request;
    let response = await sendTo(url, init);
    for (let hops = 0; hops < maxRedirects; hops++) {
        const location = response.headers.get('location');
        if (location === null || !keepsMethod(response.status, method))
            break;
        const next = URL.parse(location, url);
        if (next?.origin !== new URL(url).origin)
            break;
        await response.body?.cancel();
        url = next.href;
        response = await sendTo(url, init);
    }
    return response;
}
/** Whether a redirect asks for the same request at another URL, rather than for a GET. */
function keepsMethod(status, method) {
    return status === 307 || status === 308 || (method === 'GET' && [301, 302, 303].includes(status));
}
/**
 * Reads the whole body of a response, or as much of it as is complete.
 *
 * @returns the same response with its body in memory
 * @throws UnusableResponseError for one that is too large or breaks off
 */
async function readBody(response, maxBytes, isComplete) {
    const { status, statusText, headers, url } = response;
    const chunks = [];
    for await (const chunk of capBody(response.body ?? [], maxBytes)) {
        chunks.push(chunk);
        if (isComplete?.(chunk))
            break;
    }
    const body = [101, 204, 205, 304].includes(status) ? null : new Blob(chunks);
    return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url });
}
/**
 * Passes a body on chunk by chunk, so that one that is too large never has to fit into memory.
 *
 * @throws UnusableResponseError once it exceeds the maximum, or if it breaks off
 */
async function* capBody(body, maxBytes = maxResponseBytes) {
    let bytes = 0;
    try {
        for await (const chunk of body) {
            bytes += chunk.byteLength;
            const tooLarge = `a response of more than ${Math.floor(maxBytes / mebibyte)} MiB`;
            // Leaving the loop cancels the stream, and with it the connection.
            if (bytes > maxBytes)
                throw new _http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UnusableResponseError */ .xm(tooLarge);
            yield chunk;
        }
    }
    catch (error) {
        if (error instanceof _http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UnusableResponseError */ .xm)
            throw error;
        throw new _http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InterruptedResponseError */ .WE((0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .describeRootCause */ .ze)(error), { cause: error });
    }
}
/** Whether data is safe on its way to a URL: the connection is encrypted, or stays on this machine. */
function isPrivate({ protocol, hostname }) {
    const isLoopback = /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname);
    return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}
/** Whether a URL has no user name, query or fragment. */
function isBare({ username, password, href }) {
    // Even an empty query or fragment would swallow a path that is appended.
    return `${username}${password}` === '' && !/[?#]/.test(href);
}
/** A URL to which paths can be appended. */
function withoutSlash({ href }) {
    return href.replace(/\/+$/, '');
}
/**
 * A base URL that credentials may be sent to: `https:` (`http:` for this machine only), without user name, query and
 * fragment.
 *
 * @returns the URL without a slash at its end; undefined for anything else
 */
function readSafeUrl(text) {
    const url = URL.parse(text);
    return url !== null && isPrivate(url) && isBare(url) ? withoutSlash(url) : undefined;
}


/***/ }),

/***/ 2253:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _6: () => (/* binding */ isHtml),
/* harmony export */   c3: () => (/* binding */ listOf),
/* harmony export */   ld: () => (/* binding */ describeText),
/* harmony export */   lq: () => (/* binding */ optional),
/* harmony export */   qF: () => (/* binding */ parseJson),
/* harmony export */   rf: () => (/* binding */ exactNumber)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);

/** No response of the API is nested more than a few levels deep. */
const maxDepth = 100;
/**
 * Parses JSON from a server. A small text can be nested so deeply that its value takes a hundred times the memory
 * and overflows the stack of any code that walks through it.
 *
 * @returns undefined for a text that is not JSON, or that is nested too deeply
 */
function parseJson(text, revive) {
    let depth = 0;
    // A string without an end is read once, and not again from each quote in it.
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)|[[\]{}]/gs)) {
        if (token === '[' || token === '{')
            depth++;
        if (token === ']' || token === '}')
            depth--;
        if (depth > maxDepth)
            return undefined;
    }
    try {
        return JSON.parse(text, revive);
    }
    catch {
        return undefined;
    }
}
/**
 * A member that the action can do without. One of the wrong type is read as missing instead of invalidating the whole
 * response, and so is null.
 */
function optional(schema) {
    return valibot__WEBPACK_IMPORTED_MODULE_0__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(schema), undefined);
}
/** A list without its invalid entries. */
function listOf(schema) {
    return valibot__WEBPACK_IMPORTED_MODULE_0__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__/* .nullable */ .mee(schema), null)), valibot__WEBPACK_IMPORTED_MODULE_0__/* .transform */ .pdi((entries) => entries.filter((each) => each !== null)));
}
/** Whether a body is a web page: gateways send one in place of an API's response. */
function isHtml(text) {
    return /^\s*<(!doctype|html|head|body|\?xml)/i.test(text);
}
/** What came instead of JSON. */
function describeText(text) {
    return isHtml(text) ? 'an HTML page' : 'a body that is not JSON';
}
/** A double keeps this many digits of any number. */
const maxSafeDigits = 15;
/**
 * A number as it was written, so that it can be compared and sent back exactly.
 *
 * @returns a {@link RawJson} in place of a number that would be rounded
 */
function exactNumber(value, source = '') {
    const digits = source
        .replace(/e.*/i, '')
        .replace(/\D/g, '')
        .replace(/^0+|0+$/g, '');
    const isKept = Number.isFinite(value) && (value !== 0 || digits === '');
    return (isKept && digits.length <= maxSafeDigits) || String(value) === source ? value : JSON.rawJSON(source);
}


/***/ }),

/***/ 3178:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ Redaction)
/* harmony export */ });
/** Masking shorter values would garble every log line and output that contains them by chance. */
const minLength = 4;
/**
 * The secrets of this run. The runner masks what it prints itself; files (outputs, summary) it takes as they are,
 * and a server may repeat a token in an error text, so everything written is also redacted here.
 */
class Redaction {
    #credentials = new Set();
    #values = new Set();
    #mask;
    /** @param mask makes the runner hide a value in its log (`core.setSecret`) */
    constructor(mask) {
        this.#mask = mask;
    }
    /** Hides what the run itself authenticates with. Call it before anything could print it. */
    addCredential(value) {
        if (value.length < minLength)
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
        const isLong = (line) => line.length >= minLength;
        const hidden = lines.filter((line) => isLong(line) && line !== except);
        for (const line of hidden)
            this.#hide(line);
        if (lines.length === 1 || !lines.some(isLong))
            return;
        // The runner masks each line of a value, even the short ones.
        if (hidden.length === lines.filter(Boolean).length)
            this.#hide(value);
        else
            this.#values.add(value);
    }
    /** Hides all secrets in a text, as they are and as they appear in JSON. */
    redact = (text) => hide(this.#values, text);
    /**
     * Hides credentials only: for values that the program uses, such as names and statuses, in which the value of an
     * app's secret (`main`, say) is an ordinary word.
     */
    redactCredentials = (text) => hide(this.#credentials, text);
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


/***/ }),

/***/ 4008:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A0: () => (/* binding */ quote),
/* harmony export */   BJ: () => (/* binding */ describeProblem),
/* harmony export */   hD: () => (/* binding */ locationOf)
/* harmony export */ });
/** Where an annotation of a problem stands. */
function locationOf({ file, line, column }) {
    return file === undefined || line === undefined ? undefined : { file, line, column: column ?? 1 };
}
/** Text of others as code, on one line. It is cut where secrets can be hidden first: half of one could not be. */
function quote(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a spicepod may contain them, and a terminal obeys them.
    return `\`${text.slice(0, 1000).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029`]+/g, ' ')}\``;
}
/** What is wrong, and what to do. */
function describeProblem({ message, advice }) {
    return advice === undefined ? message : `${message} ${advice}`;
}


/***/ }),

/***/ 6472:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ Log)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_util__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7376);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5594);



/** GitHub cuts an annotation after 4,096 characters. */
const maxAnnotationLength = 4000;
/** GitHub shows ten annotations of a kind for a step; one is kept for the verdict. */
const maxAnnotations = 9;
/** Prints to the log of the step. No secret is ever printed, and no foreign text acts on the runner. */
class Log {
    #annotations = { notice: 0, warning: 0, error: 0 };
    /** A group begins with its first line: an empty one is left out. */
    #nextGroup;
    #isInGroup = false;
    #options;
    constructor(options) {
        this.#options = options;
    }
    /** @param elapsedMs for lines that show it */
    print(line, elapsedMs = 0) {
        const { runner, redact, hasColors } = this.#options;
        switch (line.kind) {
            case 'text': {
                const shown = line.isTimed ? `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .formatElapsed */ .C7)(elapsedMs)}  ${line.text}` : line.text;
                const text = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .printableLine */ .oy)(shown, redact);
                this.#enterGroup();
                // The stream is not checked: a runner's is not a terminal, but its page shows colors.
                const format = hasColors && line.color;
                runner.print(format ? (0,node_util__WEBPACK_IMPORTED_MODULE_0__.styleText)(format, text, { validateStream: false }) : text);
                break;
            }
            case 'debug':
                if (runner.isDebug())
                    runner.debug((0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .printableLine */ .oy)(line.text, redact));
                break;
            case 'notice':
            case 'warning':
            case 'error':
                this.#annotate(line);
                break;
            case 'group':
                this.endGroup();
                this.#nextGroup = line.title;
                break;
            case 'block':
                this.print({ kind: 'group', title: line.title });
                this.#enterGroup();
                // Redacted together: a secret may have several lines.
                (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(line.lines.join('\n'), redact)
                    .split('\n')
                    .forEach((each) => {
                    runner.print(each);
                });
                this.endGroup();
        }
    }
    #annotate(line) {
        const { runner, redact } = this.#options;
        const { kind, text, title, location } = line;
        if (title === undefined && ++this.#annotations[kind] > maxAnnotations) {
            // GitHub would not show it any more.
            const place = location === undefined ? '' : `${location.file}, line ${location.line}: `;
            const color = kind === 'error' ? 'red' : 'yellow';
            this.print({ kind: 'text', text: `${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .capitalize */ .ZH)(kind)}: ${place}${text}`, color });
            return;
        }
        runner.annotate(kind, (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cut */ .Jj)((0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(text, redact), maxAnnotationLength, redact), {
            ...(title !== undefined && { title }),
            ...(location && { file: location.file, startLine: location.line, startColumn: location.column }),
        });
    }
    /** Later lines are outside all groups. */
    endGroup() {
        if (this.#isInGroup)
            this.#options.runner.endGroup();
        this.#isInGroup = false;
        this.#nextGroup = undefined;
    }
    #enterGroup() {
        if (this.#nextGroup === undefined)
            return;
        this.#options.runner.startGroup((0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .printableLine */ .oy)(this.#nextGroup, this.#options.redact));
        this.#nextGroup = undefined;
        this.#isInGroup = true;
    }
}


/***/ }),

/***/ 7343:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RM: () => (/* binding */ appUrl),
/* harmony export */   TE: () => (/* binding */ lookUp),
/* harmony export */   TS: () => (/* binding */ reduce),
/* harmony export */   iD: () => (/* binding */ deployedSettings),
/* harmony export */   np: () => (/* binding */ runtimeUrlOf),
/* harmony export */   o8: () => (/* binding */ durationSeconds),
/* harmony export */   ue: () => (/* binding */ initialState),
/* harmony export */   vs: () => (/* binding */ portal)
/* harmony export */ });
/* harmony import */ var _deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3200);
/* harmony import */ var _runtime_locate_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5232);


function initialState(startedAtMs) {
    return {
        startedAtMs,
        activity: '',
        settings: { timeoutMs: 0, onSuperseded: 'fail', onFailure: 'none', onStuck: 'fail' },
        problems: [],
        applied: [],
        outages: 0,
        isRequested: false,
        isLost: false,
        isAttached: false,
        history: [],
        reportedCodes: [],
        listed: [],
        logTail: [],
        phases: [],
    };
}
/** What is known once an event has happened. Pure: the same events always lead to the same state. */
function reduce(state, event) {
    return {
        ...state,
        ...lookUp(facts, event, state),
        phases: lookUp(phaseChanges, event, state.phases) ?? state.phases,
    };
}
/** The result of an event's entry in a table; undefined if there is no entry. */
function lookUp(table, event, context) {
    const entry = table[event.type];
    return entry?.(event, context);
}
const facts = {
    'inputs.read': ({ inputs, org }) => {
        const { appId, channel, replicas, imageTag, runtimeUrl, region } = inputs;
        const { timeoutMs, onSuperseded, onFailure, onStuck } = inputs;
        const asked = { channel, replicas, imageTag, runtimeUrl, region };
        const settings = { ...asked, timeoutMs, onSuperseded, onFailure, onStuck };
        return { appId, org, settings, activity: 'preparing' };
    },
    'problems.found': ({ problems }, state) => ({ problems: [...state.problems, ...problems] }),
    'org.found': ({ org }) => ({ org }),
    'outage.began': (_, { outages }) => ({ outages: outages + 1 }),
    'app.identified': ({ appId }) => ({ appId }),
    'app.found': ({ app }) => ({ appId: app.id, app }),
    'source.found': ({ source }) => ({ source }),
    'change.sending': ({ change }) => ({ unconfirmed: change }),
    'change.applied': ({ change }, { applied }) => ({ applied: [...applied, change], unconfirmed: undefined }),
    'change.rejected': () => ({ unconfirmed: undefined }),
    'history.read': ({ deployments }) => ({ history: deployments }),
    'create.sending': ({ atMs }, { requestedAtMs = atMs }) => ({
        isRequested: true,
        requestedAtMs,
        activity: 'requesting the deployment',
    }),
    'create.lost': () => ({ isLost: true }),
    // The request was rejected: nothing of this run is in progress, unless an earlier one was lost.
    'create.waiting': ({ blockers }, { isLost }) => ({
        isRequested: isLost,
        blockers,
        activity: 'waiting for another deployment to finish',
    }),
    // An attached deployment was not created with these inputs.
    'deployment.attached': ({ atMs, ageMs }, { settings }) => ({
        isAttached: true,
        createdAtMs: atMs - ageMs,
        settings: { ...settings, channel: undefined, replicas: undefined, imageTag: undefined },
    }),
    'deployment.polled': ({ atMs, deployment, listed }, { createdAtMs = atMs, reportedCodes: known }) => ({
        deployment,
        listed,
        reportedCodes: (0,_deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(deployment) ? [...new Set([...known, deployment.error_code ?? ''])] : known,
        createdAtMs,
        elapsedMs: atMs - createdAtMs,
        activity: (0,_deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnfinished */ .ui)(deployment) ? deployment.status : '',
    }),
    'rollout.progress': ({ rollout }) => ({ rollout }),
    'verification.started': () => ({ activity: 'locating the runtime' }),
    'runtime.waiting': () => ({ activity: 'waiting for the runtime' }),
    'runtime.ready': () => ({ activity: 'waiting for the datasets' }),
    'probe.started': ({ name }) => ({ activity: `running the ${name} probe` }),
    'verification.skipped': ({ probes, reason }, state) => {
        const tests = probes.map((name) => ({ name, ok: false, durationMs: 0, error: `Not run: ${reason}.` }));
        return tests.length === 0 ? {} : updateVerification(state, { tests });
    },
    'datasets.polled': ({ datasets, progress }, state) => ({
        ...updateVerification(state, { datasets }),
        activity: `datasets: ${progress}`,
    }),
    'models.polled': ({ models, progress }, state) => ({
        ...updateVerification(state, { models }),
        activity: `models: ${progress}`,
    }),
    'probe.ended': ({ result }, state) => updateVerification(state, { tests: [...(state.verification?.tests ?? []), result] }),
    'verification.ended': ({ verification }) => ({ verification }),
    'outcome.decided': ({ outcome }) => ({ decided: outcome }),
    'log.read': ({ lines }) => ({ logTail: lines }),
    'recovery.started': ({ mode }) => ({
        recovery: { mode, isRestored: false, isRequested: false },
        activity: mode === 'restore' ? 'restoring the previous spicepod' : 'rolling back',
    }),
    'spicepod.restored': (_, state) => updateRecovery(state, { isRestored: true }),
    'rollback.sending': (_, state) => updateRecovery(state, { isRequested: true }),
    'rollback.polled': ({ deployment }, state) => ({
        ...updateRecovery(state, { deployment }),
        activity: `rollback: deployment ${deployment.id} ${deployment.status}`,
    }),
    'recovery.ended': ({ recovery }, state) => updateRecovery(state, { result: recovery }),
    'run.ended': ({ outcome }) => ({
        outcome,
        ...('deployment' in outcome && outcome.deployment && { deployment: outcome.deployment }),
    }),
};
const phaseChanges = {
    'create.waiting': ({ atMs }, phases) => begin(phases, 'conflict', atMs),
    'deployment.polled': ({ atMs, deployment: { status } }, phases) => {
        const waited = end(phases, ['conflict'], atMs);
        if (status === 'succeeded' || status === 'failed')
            return end(waited, ['queued', 'in_progress'], atMs);
        if (status === 'in_progress')
            return begin(end(waited, ['queued'], atMs), status, atMs);
        if (status === 'queued')
            return begin(end(waited, ['in_progress'], atMs), status, atMs);
        // An unknown status does not change the activity; at the start it means waiting.
        return isOpen(waited, 'in_progress') ? waited : begin(waited, 'queued', atMs);
    },
    'verification.started': ({ atMs }, phases) => begin(phases, 'ready', atMs),
    'verification.skipped': (_, phases) => phases.filter(({ name }) => name !== 'ready'),
    'runtime.ready': ({ atMs }, phases) => end(phases, ['ready'], atMs),
    // Datasets may load while the runtime gets ready, and are waited for from then on in any case.
    'datasets.polled': ({ atMs }, phases) => begin(phases, 'datasets', phases.findLast(({ name }) => name === 'ready')?.endMs ?? atMs),
    'probe.ended': ({ atMs, result: { durationMs } }, phases) => {
        // A probe without a duration was not run.
        if (durationMs === 0)
            return phases;
        const startMs = Math.max(0, atMs - durationMs);
        const withoutWait = phases.filter(({ name, endMs }) => name !== 'ready' || endMs !== undefined);
        return begin(end(withoutWait, ['datasets'], startMs), 'probes', startMs);
    },
    'verification.ended': ({ atMs }, phases) => end(phases, ['ready', 'datasets', 'probes'], atMs),
    'recovery.started': ({ atMs }, phases) => begin(phases, 'recovery', atMs),
    'recovery.ended': ({ atMs }, phases) => end(phases, ['recovery'], atMs),
    'run.ended': ({ atMs }, phases) => phases.map((phase) => ({ ...phase, endMs: phase.endMs ?? atMs })),
};
function begin(phases, name, startMs) {
    return isOpen(phases, name) ? phases : [...phases, { name, startMs }];
}
function end(phases, names, endMs) {
    return phases.map((phase) => names.includes(phase.name) && phase.endMs === undefined
        ? { ...phase, endMs: Math.max(phase.startMs, endMs) }
        : phase);
}
function isOpen(phases, name) {
    return phases.some((phase) => phase.name === name && phase.endMs === undefined);
}
/** Adds what is known of a verification that is running. */
function updateVerification({ verification }, known) {
    return { verification: { tests: [], datasets: [], problems: [], ...verification, ...known } };
}
/** Adds what is known of a recovery that is in progress. */
function updateRecovery({ recovery, settings }, known) {
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
/** What was deployed as Spice Cloud reports it, or else as this run requested it. */
function deployedSettings({ deployment, settings }) {
    return {
        imageTag: deployment?.image_tag ?? settings.imageTag,
        replicas: deployment?.replicas ?? settings.replicas,
    };
}
/** Base URL of the runtime; undefined if it is not known. */
function runtimeUrlOf({ app, settings }) {
    return (0,_runtime_locate_js__WEBPACK_IMPORTED_MODULE_1__/* .findRuntimeUrl */ .P)(app, settings);
}
/** Seconds from the creation of the deployment to its end, or to the last poll of one that is in progress. */
function durationSeconds({ deployment, elapsedMs }) {
    const ms = deployment && ((0,_deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .durationMs */ .pc)(deployment) ?? elapsedMs);
    return ms === undefined ? undefined : Math.round(ms / 100) / 10;
}


/***/ }),

/***/ 5594:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C7: () => (/* binding */ formatElapsed),
/* harmony export */   DT: () => (/* binding */ describeChanges),
/* harmony export */   Di: () => (/* binding */ limitLines),
/* harmony export */   JZ: () => (/* binding */ median),
/* harmony export */   PJ: () => (/* binding */ expectedDuration),
/* harmony export */   Ti: () => (/* binding */ describeDeployment),
/* harmony export */   XT: () => (/* binding */ describeCommit),
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   d5: () => (/* binding */ elapsedMs),
/* harmony export */   df: () => (/* binding */ describePlan),
/* harmony export */   lU: () => (/* binding */ describeActivity),
/* harmony export */   uQ: () => (/* binding */ describeChange)
/* harmony export */ });
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1692);
/* harmony import */ var _deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3200);
/* harmony import */ var _github_event_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5015);
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3037);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7376);





// Each thing that people read has one way to be written. It is here.
/** `1m 8s`, `18s`, `600ms`. */
function formatDuration(ms) {
    const rounded = Math.max(0, Math.round(ms));
    return rounded < 1000 ? `${rounded}ms` : (0,pretty_ms__WEBPACK_IMPORTED_MODULE_3__/* ["default"] */ .A)(rounded, { secondsDecimalDigits: 0 });
}
/** A time that runs, in whole seconds from `0s`. */
function formatElapsed(ms) {
    return ms < 1000 ? '0s' : formatDuration(ms);
}
/**
 * A deployment of somebody else: what it is, for how long, and whose, such as
 * `deployment 7 (commit 1f2e3d4, branch main), queued for 12s, started by robin`.
 *
 * @param nowMs the time on the server's clock; by default that of this machine
 */
function describeDeployment(deployment, redact, nowMs = Date.now()) {
    const { id, status, created_by, creation_source, created_at } = deployment;
    const by = created_by ?? creation_source;
    const createdMs = (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_2__.parseTime)(created_at);
    // The server's clock is truncated to whole seconds, so a new deployment may seem to come from the future.
    const since = createdMs === undefined ? '' : ` for ${formatDuration(Math.max(nowMs - createdMs, 1000))}`;
    return `deployment ${id}${describeCommit(deployment, redact)}, ${status}${since}${by ? `, started by ${by}` : ''}`;
}
/** ` (commit 1f2e3d4, branch main)`, as far as it is known. */
function describeCommit({ commit_sha, branch }, redact) {
    const parts = [commit_sha && `commit ${(0,_github_event_js__WEBPACK_IMPORTED_MODULE_1__/* .shortCommit */ .Ax)(commit_sha, redact)}`, branch && `branch ${branch}`];
    const known = parts.filter(Boolean);
    return known.length > 0 ? ` (${known.join(', ')})` : '';
}
/** The first of some lines, and how many more there are. */
function limitLines(lines, max, thing) {
    const more = lines.length - max;
    return more > 0 ? [...lines.slice(0, max), `… and ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(more, `more ${thing}`)}`] : lines;
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
    const stored = secrets.length > 0 && `Stored secret${secrets.length === 1 ? '' : 's'} ${secrets.join(', ')}`;
    return [...others, stored]
        .filter((each) => each !== false)
        .map((each) => `${each.charAt(0).toLowerCase()}${each.slice(1)}`)
        .join(', ');
}
/** A longer diff would not be read. */
const maxDiffLines = 400;
/**
 * What a real run would do.
 *
 * @param appId undefined if the app would be created first
 * @returns a sentence for each step, and the changed lines of the spicepod, if any
 */
function describePlan(plan, appId, redact) {
    if (plan.kind === 'watch') {
        const step = `Watch ${describeDeployment(plan.deployment, redact)}. Nothing would be written.`;
        return { steps: [step], diff: [] };
    }
    const { creation, changes, spicepodDiff, blockers, request, resumes } = plan;
    const secrets = changes.flatMap((change) => (change.kind === 'secret' ? [change.name] : []));
    const target = appId === undefined ? 'the new app' : `app ${appId}`;
    const steps = [
        ...(creation ? [`Create app ${creation.name}: ${JSON.stringify(creation.request)}`] : []),
        ...changes.flatMap((change) => describeUpdate(change, spicepodDiff)),
        ...(secrets.length > 0 ? [`Store secrets ${secrets.join(', ')}`] : []),
        ...blockers.map((each) => `${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .capitalize */ .ZH)(describeDeployment(each, redact))}, is still running and may block this one`),
        resumes
            ? `Resume ${target}, which is paused; that deploys its spicepod`
            : `Create a deployment of ${target}: ${JSON.stringify(request)}`,
    ];
    return { steps, diff: limitLines(spicepodDiff, maxDiffLines, 'line') };
}
function describeUpdate(change, diff) {
    switch (change.kind) {
        case 'tags':
            return change.differences.map(({ key, before, after }) => before === undefined ? `Set tag ${key}: ${after}` : `Change tag ${key}: ${before} → ${after}`);
        case 'spicepod': {
            if (change.update === undefined)
                return [`Spicepod unchanged (${change.path})`];
            const condition = change.mayBeConnected ? ', unless the app reads its spicepod from GitHub' : '';
            const added = diff.filter((line) => line.startsWith('+')).length;
            const removed = diff.filter((line) => line.startsWith('-')).length;
            return [`Push ${change.path}${condition}: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(added, 'line')} added, ${removed} removed`];
        }
        case 'secret':
            return [];
    }
}
const barLength = 20;
/** Older deployments say less about the next. */
const maxCompared = 5;
/** How many of the app's last deployments succeeded, and how long half of them took at most; undefined if none did. */
function expectedDuration({ history }) {
    const durations = (0,_deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .recentDurationsMs */ .zS)(history).slice(0, maxCompared);
    return durations.length === 0 ? undefined : { medianMs: median(durations), count: durations.length };
}
/** The middle one of some values; 0 without any. */
function median(values) {
    const sorted = values.toSorted((one, other) => one - other);
    const middle = (sorted.length - 1) / 2;
    const [low = 0, high = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
    return (low + high) / 2;
}
/** Milliseconds since the deployment was created, or else requested, or since the run began. */
function elapsedMs({ createdAtMs, requestedAtMs, startedAtMs }, nowMs) {
    return nowMs - (createdAtMs ?? requestedAtMs ?? startedAtMs);
}
/** A progress line: what the run is doing, and how far a deployment seems to be; empty if nothing takes time. */
function describeActivity(state, nowMs) {
    const { activity, deployment, outcome } = state;
    if (outcome !== undefined)
        return '';
    if (activity === '' || activity !== deployment?.status)
        return activity;
    const progress = [activity, describeShare(state, nowMs)].filter(Boolean).join(' ');
    return [progress, state.rollout?.progress].filter(Boolean).join(' · ');
}
/** How much of the usual duration has passed; empty if there is none. */
function describeShare(state, nowMs) {
    const { medianMs = 0 } = expectedDuration(state) ?? {};
    if (medianMs === 0)
        return '';
    const usual = formatDuration(medianMs);
    const share = elapsedMs(state, nowMs) / medianMs;
    if (share > 1)
        return `${'█'.repeat(barLength)} longer than the usual ${usual}`;
    return `${'█'.repeat(Math.floor(share * barLength)).padEnd(barLength, '░')} of about ${usual}`;
}


/***/ }),

/***/ 5232:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ findRuntimeUrl)
/* harmony export */ });
/* harmony import */ var _platform_http_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1267);

const domain = 'spiceai.io';
const clusterSuffix = '-prod-aws-data';
/** A part of a host name: anything else could send the key to another host. */
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/**
 * Locates the runtime of an app: `runtime-url` if it is set, else the app's endpoint, its cluster or its region, else
 * the input `region`.
 *
 * @param app undefined if it could not be read
 * @returns the base URL without a slash at its end; undefined if it is not known, or no key may be sent there
 */
function findRuntimeUrl(app, inputs) {
    // If `runtime-url` cannot be used, no other URL takes its place.
    if (inputs.runtimeUrl !== undefined)
        return (0,_platform_http_js__WEBPACK_IMPORTED_MODULE_0__/* .readSafeUrl */ .VI)(inputs.runtimeUrl);
    const { endpoint, cname, config, region } = app ?? {};
    const regionInConfig = typeof config === 'object' && config && 'region' in config ? config.region : undefined;
    return ((typeof endpoint === 'string' ? (0,_platform_http_js__WEBPACK_IMPORTED_MODULE_0__/* .readSafeUrl */ .VI)(endpoint) : undefined) ??
        urlOfCluster(cname) ??
        urlOfRegion(regionInConfig) ??
        urlOfRegion(region) ??
        urlOfRegion(inputs.region));
}
function urlOfCluster(cname) {
    const isCluster = typeof cname === 'string' && cname.endsWith(clusterSuffix) && label.test(cname);
    return isCluster ? `https://${cname}.${domain}` : undefined;
}
function urlOfRegion(region) {
    if (typeof region !== 'string')
        return undefined;
    const name = region.endsWith(clusterSuffix) ? region.slice(0, -clusterSuffix.length) : region;
    return label.test(name) ? `https://${name}${clusterSuffix}.${domain}` : undefined;
}


/***/ }),

/***/ 2216:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  x: () => (/* binding */ createApi)
});

// EXTERNAL MODULE: ./src/platform/http.ts
var http = __webpack_require__(1267);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/spice/schema.ts
var schema = __webpack_require__(7019);
;// CONCATENATED MODULE: ./src/spice/auth.ts


const defaultLifeSeconds = 3600;
const renewEarlySeconds = 60;
/**
 * OAuth client credentials, exchanged for a token when one is needed and again before it expires.
 * Source: `POST /api/oauth/token` (`exchangeToken`) in `management-api.openapi.yaml`.
 *
 * @param onToken called with each token before it is used
 */
function clientCredentials({ clientId, clientSecret, scope, tokenUrl }, client, clock, onToken) {
    /** `renewAt` is a time of the clock. */
    let current;
    let pending;
    const exchange = async (deadline, signal) => {
        const json = {
            client_id: clientId,
            client_secret: clientSecret,
            grant_type: 'client_credentials',
            ...(scope !== undefined && { scope }),
        };
        const { value } = await client.call({
            operation: 'exchangeToken',
            request: { method: 'POST', url: tokenUrl, json },
            schema: schema/* TokenResponse */.BU,
            redact: false,
            // A second token does no harm.
            retry: 'safe',
            deadline,
            signal,
        });
        const { access_token: token, expires_in: life } = value;
        onToken(token);
        const lifeSeconds = life ?? defaultLifeSeconds;
        const renewAt = clock.now() + Math.max(lifeSeconds - renewEarlySeconds, lifeSeconds / 2) * 1000;
        current = { token, renewAt };
        return token;
    };
    return {
        forget(token) {
            // Another request may have been rejected at the same time and got a new token already.
            if (current?.token === token)
                current = undefined;
        },
        async token(deadline, signal) {
            for (;;) {
                if (current !== undefined && clock.now() < current.renewAt)
                    return current.token;
                // Requests at the same time share one exchange.
                const isShared = pending !== undefined;
                pending ??= exchange(deadline, signal).finally(() => {
                    pending = undefined;
                });
                try {
                    return await pending;
                }
                catch (error) {
                    // A shared exchange ran out of the time of the request that started it, or was ended with it.
                    const isOver = deadline.remainingMs() === 0 || signal?.aborted;
                    if (!isShared || error instanceof errors/* RefusalError */.XQ || isOver)
                        throw error;
                }
            }
        },
    };
}

// EXTERNAL MODULE: ./src/platform/http-errors.ts
var http_errors = __webpack_require__(127);
// EXTERNAL MODULE: ./src/spice/retry.ts
var retry = __webpack_require__(6500);
;// CONCATENATED MODULE: ./src/spice/rate-limit.ts

/** Below this, the polling schedule of the run is slow enough by itself. */
const negligibleMs = 1000;
const maxIntervalMs = 120_000;
const maxReturnSpreadMs = 180_000;
/** The share of a limit that all runs together aim at: the rest is for runs that start. */
const targetShare = 0.7;
/** Requests that can be left out aim at less, since what a run sees of the others is late. */
const backgroundShare = 0.5;
/** A second, a minute, an hour. Servers send when a window ends, but not how long it is. */
const usualWindowsMs = [1000, 60_000, 3_600_000];
/** How much of a window must have passed before the rate of its requests can be estimated. */
const minElapsedShare = 0.1;
/**
 * Keeps the requests of a run apart when the rate limit of its organization runs low. Other runs cannot be counted, but
 * each sees how many requests all of them together made while it made one itself, and can slow down until they fit.
 */
class RateLimiter {
    /** How far apart requests should be that can wait; 0 if the limit does not run low. */
    minIntervalMs = 0;
    #nextAt = Number.NEGATIVE_INFINITY;
    #limitedAt = Number.NEGATIVE_INFINITY;
    #last;
    /** The share of the limit that will have been used at the end of the window if all go on as by now. */
    #projectedShare = 0;
    /** Own requests in the window of the last sample. */
    #own = 0;
    #clock;
    #random;
    /** @param random returns a number from 0 up to 1 */
    constructor(clock, random) {
        this.#clock = clock;
        this.#random = random;
    }
    /** Whether a request may be made that the run can do without: not if all runs together may use up the limit. */
    get hasRoom() {
        const isFull = this.minIntervalMs > 0 && this.#projectedShare > backgroundShare;
        return !isFull && this.#nextAt <= this.#clock.now();
    }
    /** Waits until the next request may be sent, or for half of the time that it has left if that would be too late. */
    async acquire(deadline, signal) {
        const leftMs = deadline.remainingMs();
        const waitMs = this.#nextAt - this.#clock.now();
        // Without time for its response, a request would be too late as well.
        if (waitMs > 0)
            await this.#clock.sleep(waitMs < leftMs - retry/* minCreateMs */.NH ? waitMs : leftMs / 2, signal);
    }
    /**
     * Learns from a response.
     *
     * @param sentAt when its request was sent
     */
    observe({ status, headers }, sentAt) {
        if (status === 429) {
            this.#backOff(readResetMs(headers) ?? 0);
            return;
        }
        // Once a request is let in again, none has to wait any longer.
        if (sentAt > this.#limitedAt)
            this.#nextAt = Number.NEGATIVE_INFINITY;
        this.#setInterval(this.#fittingIntervalMs(headers));
    }
    #backOff(resetMs) {
        const now = this.#clock.now();
        // The interval was too short only if it was kept.
        const isKept = now - this.#limitedAt >= this.minIntervalMs;
        this.#limitedAt = now;
        this.#setInterval(Math.max(this.minIntervalMs * (isKept ? 2 : 1), resetMs * 2, negligibleMs));
        // Runs that were limited together must not return together. The longer the wait, the sooner the limit was used up,
        // and so the more runs there are.
        const spreadMs = Math.min(resetMs * Math.min(3, resetMs / 10_000), maxReturnSpreadMs);
        this.#nextAt = now + resetMs + this.#random() * spreadMs;
    }
    /** The interval at which all runs together would use the share that they aim at, if all keep the same interval. */
    #fittingIntervalMs(headers) {
        const limit = readNumber(headers, 'x-ratelimit-limit');
        const remaining = readNumber(headers, 'x-ratelimit-remaining');
        const resetMs = readResetMs(headers);
        // Without numbers from the server, a rate that was too high before may be right again.
        if (!limit || remaining === undefined || resetMs === undefined)
            return this.minIntervalMs * 0.9;
        const windowMs = usualWindowsMs.find((ms) => resetMs <= ms) ?? resetMs;
        const elapsedShare = Math.max(1 - resetMs / windowMs, minElapsedShare);
        this.#projectedShare = (limit - remaining) / (limit * elapsedShare);
        const ofAll = this.#requestsOfAll(Math.max(0, limit - remaining), resetMs, windowMs);
        // Halved at most: the others may be about to return.
        return Math.max((ofAll * windowMs) / (limit * targetShare), this.minIntervalMs / 2);
    }
    /** How many requests all runs together make while this one makes one. */
    #requestsOfAll(used, resetMs, windowMs) {
        const now = this.#clock.now();
        const before = this.#last;
        const isSameWindow = before !== undefined && Math.abs(before.resetAt - now - resetMs) < 2000;
        this.#own = isSameWindow ? this.#own + 1 : 1;
        this.#last = { at: now, used, resetAt: now + resetMs };
        if (isSameWindow && now - before.at >= negligibleMs)
            return used - before.used;
        const elapsedShare = 1 - resetMs / windowMs;
        // Runs that start together have made as many requests as this one.
        if (elapsedShare < minElapsedShare)
            return used / this.#own;
        return (used * this.minIntervalMs) / (windowMs * elapsedShare);
    }
    #setInterval(ms) {
        this.minIntervalMs = ms < negligibleMs ? 0 : Math.min(ms, maxIntervalMs);
    }
}
/** In the order of precedence; the first that makes sense counts. */
const resetHeaders = [
    'retry-after',
    'ratelimit-reset',
    'x-ratelimit-retry-after',
    'x-ratelimit-reset',
    'x-rate-limit-reset',
];
/** Servers send the headers of their rate limit with every response; they only delay a retry if it is at work. */
const rateLimitStatuses = new Set([425, 429, 503]);
/** @returns the milliseconds until a failed request may be sent again; undefined if the server does not say */
function readRetryAfterMs(response) {
    const { status, headers } = response;
    return readResetMs(headers, rateLimitStatuses.has(status) ? resetHeaders : ['retry-after']);
}
/** The server's own clock when it responded, in milliseconds since 1970, truncated to whole seconds. */
function readServerTimeMs(headers) {
    const time = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(time) ? undefined : time;
}
function readResetMs(headers, names = resetHeaders) {
    return names.map((name) => readWaitMs(headers.get(name) ?? '', headers)).find((ms) => ms !== undefined);
}
/** @param text seconds, or a moment */
function readWaitMs(text, headers) {
    if (/^\d{1,9}$/.test(text))
        return Number(text) * 1000;
    // A moment is one of the server's clock; the runner's may be wrong by minutes.
    const nowMs = readServerTimeMs(headers) ?? Date.now();
    const isDate = /^[a-z]{3,9},? /i.test(text);
    const moment = /^\d{10}$/.test(text) ? Number(text) * 1000 : Date.parse(isDate ? text : '');
    return Number.isNaN(moment) ? undefined : Math.max(0, Math.ceil((moment - nowMs) / 1000) * 1000);
}
function readNumber(headers, name) {
    const text = headers.get(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/platform/json.ts
var platform_json = __webpack_require__(2253);
// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
;// CONCATENATED MODULE: ./src/spice/response.ts




/** Members of responses that only people read. */
const displayedMembers = new Set(['error_message', 'commit_message', 'message', 'description', 'warning']);
/**
 * Reads the JSON of a successful response.
 *
 * @param redaction undefined if the response has to stay as it is
 * @throws UnusableResponseError if it is not JSON, or not of the shape described
 */
function parseResponse({ status, text, isUtf8 }, schema, redaction) {
    // With replacement characters, one name or id could read like another.
    if (!isUtf8)
        throw new http_errors/* UnusableResponseError */.xm(`HTTP ${status} with a body that is not UTF-8`);
    const json = (0,platform_json/* parseJson */.qF)(redaction?.redactCredentials(text) ?? text, (key, value, { source }) => {
        if (typeof value === 'number')
            return (0,platform_json/* exactNumber */.rf)(value, source);
        const isDisplayed = typeof value === 'string' && displayedMembers.has(key);
        return redaction !== undefined && isDisplayed ? redaction.redact(value) : value;
    });
    const parsed = dist/* safeParse */.xLC(schema, json);
    if (parsed.success)
        return parsed.output;
    const kind = json !== undefined ? 'JSON of an unexpected shape' : text === '' ? 'an empty body' : (0,platform_json/* describeText */.ld)(text);
    throw new http_errors/* UnusableResponseError */.xm(`HTTP ${status} with ${kind}`);
}
/** Longest body of an unknown form that is quoted, in characters. */
const maxQuotedLength = 1000;
/**
 * Reads the reason of a refusal by the API, or by a gateway in front of it: `Error` of the API description, errors of
 * RFC 6749 and RFC 9457, `{"error": {"message"}}` and `{"errors": […]}`. A body of any other form is quoted.
 */
function readRefusal(body, redact) {
    const text = body.trim();
    if ((0,platform_json/* isHtml */._6)(text))
        return { message: (0,platform_json/* describeText */.ld)(text) };
    const json = (0,platform_json/* parseJson */.qF)(text);
    const members = asObject(json);
    const inner = asObject(members.error);
    const member = (name) => members[name] ?? inner[name];
    const [message, ...fieldErrors] = [
        headline(members) || headline(inner),
        ...flatten(member('details')),
        ...flatten(member('errors')),
    ]
        .filter(Boolean)
        .map(redact);
    const code = member('code');
    const maxTail = member('max_tail');
    const unknown = isEmpty(json) ? '' : typeof json === 'string' ? json : text;
    return {
        message: message ?? (0,platform_text/* cut */.Jj)(unknown, maxQuotedLength, redact),
        code: typeof code === 'string' ? code : undefined,
        fieldErrors,
        maxTail: typeof maxTail === 'number' && maxTail >= 1 ? Math.floor(maxTail) : undefined,
    };
}
function asText(value) {
    return typeof value === 'string' ? value.trim() : '';
}
function asObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
/** The sentence of an error, with its explanation. */
function headline({ error, error_description, message, title, detail }) {
    const list = [message].flat().map(asText).filter(Boolean);
    const first = asText(error) || list.join(', ') || asText(title);
    const second = asText(error_description) || asText(detail);
    return [first, second === first ? '' : second].filter(Boolean).join(': ');
}
/** All texts in a value, each with the name of its field. */
function flatten(value, field = '') {
    if (typeof value === 'string') {
        const text = value.trim();
        return text === '' ? [] : [field === '' ? text : `${field}: ${text}`];
    }
    if (Array.isArray(value)) {
        const isList = field !== '' && value.every((each) => typeof each === 'string');
        return isList ? flatten(value.join(', '), field) : value.flatMap((each) => flatten(each, field));
    }
    if (typeof value !== 'object' || value === null)
        return [];
    const { fieldErrors, formErrors, ...members } = value;
    const sentence = headline(members);
    const rest = sentence === ''
        ? Object.entries(members).flatMap(([name, each]) => flatten(each, name))
        : flatten(sentence, field || asText(members.field) || asText(members.path));
    // Fields may have names that elsewhere mean a sentence, such as `title`.
    const fields = Object.entries(asObject(fieldErrors)).flatMap(([name, each]) => flatten(each, name));
    return [...fields, ...flatten(formErrors), ...rest];
}
/** Whether all members of a JSON value are empty. */
function isEmpty(json) {
    return typeof json === 'object' && Object.values(json ?? {}).every((each) => (each ?? '') === '');
}

;// CONCATENATED MODULE: ./src/spice/client.ts






/** All requests to Spice Cloud are sent here. */
class Client {
    #options;
    /** Origins that have responded: if a secure connection to one of them is impossible, that is transient. */
    #reached = new Set();
    /** One for each origin. */
    #limiters = new Map();
    /** Why the last attempt failed; undefined once one has succeeded. */
    #outage;
    constructor(options) {
        this.#options = options;
    }
    /** How far apart requests should be that can wait, in milliseconds; 0 if the server's rate limit does not run low. */
    minIntervalMs(url) {
        return this.#limiterOf(url).minIntervalMs;
    }
    /**
     * Repeats one request, as its retry mode allows, until there is a usable response.
     *
     * @throws RefusalError for a status that a retry would not change
     * @throws NoResponseError if no usable response came before the deadline
     */
    async call(call) {
        const { operation, request, retry: mode, deadline, auth, signal } = call;
        const { reportErrors = mode !== 'none' } = call;
        const { clock, random, secrets } = this.#options;
        const { host } = new URL(request.url);
        const failed = (0,errors/* describeFailure */.Ic)(operation, host);
        let mayHaveWorked = false;
        let previous;
        let reason;
        for (let attempts = 1;; attempts++) {
            if (call.isBackground && !this.#limiterOf(request.url).hasRoom) {
                throw new errors/* NoResponseError */.hg(operation, `${failed}: rate limit`, { mayHaveWorked });
            }
            await this.#limiterOf(request.url).acquire(deadline, signal);
            signal?.throwIfAborted();
            const minMs = mode === 'non-idempotent' && attempts > 1 ? retry/* minCreateMs */.NH : 1;
            const hasTime = () => deadline.remainingMs() >= minMs;
            const token = hasTime() ? await getToken(call, mayHaveWorked) : undefined;
            if (!hasTime()) {
                const message = reason ?? this.#outage ?? `${failed}: no time was left`;
                throw new errors/* NoResponseError */.hg(operation, message, { mayHaveWorked });
            }
            const result = await this.#attempt(call, token);
            if ('value' in result) {
                if (reportErrors)
                    this.#endOutage();
                return result;
            }
            const { failure, response, wasCutShort } = result;
            const decision = (0,retry/* decide */.LD)(failure, { mode, canRenewToken: auth?.forget !== undefined, previous });
            previous = failure;
            mayHaveWorked ||= (0,retry/* isAmbiguous */.X2)(failure);
            if (decision === 'renew-token') {
                if (token !== undefined)
                    auth?.forget?.(token);
                continue;
            }
            if (decision === 'stop' && response !== undefined && !(0,retry/* isAmbiguous */.X2)(failure)) {
                const { status, text } = response;
                const refusal = { operation, host, status, ...readRefusal(text, secrets.redact) };
                throw new errors/* RefusalError */.XQ(refusal, { mayHaveWorked });
            }
            const described = `${failed}: ${result.description}`;
            // An attempt that the deadline cut short says less than what used up the time before it.
            reason = wasCutShort ? (reason ?? this.#outage ?? described) : described;
            const isLost = mode === 'non-idempotent' && mayHaveWorked;
            // A 404 that is repeated usually means what it says.
            const isOutage = decision === 'retry' && !wasCutShort && response?.status !== 404;
            if (reportErrors && (isLost || isOutage))
                this.#beginOutage(reason);
            if (decision === 'stop' || wasCutShort || !deadline.mayRepeat()) {
                const { wasAccepted, todo, cause } = result;
                throw new errors/* NoResponseError */.hg(operation, reason, { mayHaveWorked, wasAccepted, todo, cause });
            }
            const delayMs = (0,retry/* retryDelayMs */.qO)(attempts, response && readRetryAfterMs(response), random());
            await clock.sleep(Math.min(delayMs, deadline.remainingMs()), signal);
            signal?.throwIfAborted();
        }
    }
    async #attempt({ request, schema, retry, redact = true, isBackground, maxBytes, deadline, signal }, token) {
        const { fetch, clock, requestTimeoutMs, secrets } = this.#options;
        const { origin } = new URL(request.url);
        const authorization = token && { authorization: `Bearer ${token}` };
        const headers = { ...commonHeaders, ...request.headers, ...authorization };
        const timeoutMs = Math.min(requestTimeoutMs, deadline.remainingMs());
        const sentAt = clock.now();
        let wasAccepted = false;
        const onHead = (head) => {
            this.#reached.add(origin);
            if (!isBackground || head.status === 429)
                this.#limiterOf(origin).observe(head, sentAt);
            wasAccepted = retry === 'non-idempotent' && head.ok;
        };
        try {
            const response = await (0,http/* send */.tN)({ ...request, headers }, { fetch, timeoutMs, maxBytes, signal, onHead });
            if (response.ok) {
                const value = parseResponse(response, schema, redact ? secrets : undefined);
                return { value, serverTimeMs: readServerTimeMs(response.headers), tookMs: clock.now() - sentAt };
            }
            const { status, statusText, text } = response;
            const { message } = readRefusal(text, secrets.redact);
            const description = `HTTP ${status} ${statusText}`.trim() + (message && ` ("${message}")`);
            return { failure: { kind: 'status', status }, description, response, wasAccepted, wasCutShort: false };
        }
        catch (error) {
            if (!(error instanceof http_errors/* UnusableResponseError */.xm || error instanceof http_errors/* ConnectionError */.Rc))
                throw error;
            const connection = error instanceof http_errors/* ConnectionError */.Rc ? error : undefined;
            const todo = this.#reached.has(origin) ? undefined : connection?.todo;
            const kind = todo !== undefined ? 'not-secure' : connection?.nothingSent ? 'not-sent' : 'no-response';
            const wasCutShort = error instanceof http_errors/* TimeoutError */.MU && timeoutMs < requestTimeoutMs;
            return { failure: { kind }, description: error.message, todo, cause: error, wasAccepted, wasCutShort };
        }
    }
    #limiterOf(url) {
        const { origin } = new URL(url);
        const { clock, random } = this.#options;
        const limiter = this.#limiters.get(origin) ?? new RateLimiter(clock, random);
        this.#limiters.set(origin, limiter);
        return limiter;
    }
    #beginOutage(reason) {
        const isFirst = this.#outage === undefined;
        this.#outage = reason;
        if (isFirst)
            this.#options.emit({ type: 'outage.began', reason });
    }
    #endOutage() {
        if (this.#outage === undefined)
            return;
        this.#outage = undefined;
        this.#options.emit({ type: 'outage.ended' });
    }
}
const commonHeaders = { accept: 'application/json', 'user-agent': 'spice-cloud-deploy-action' };
async function getToken({ operation, auth, deadline, signal }, mayHaveWorked) {
    try {
        return await auth?.token(deadline, signal);
    }
    catch (error) {
        // Without a token, nothing more is known about an attempt that got lost before.
        if (!mayHaveWorked || !(error instanceof errors/* CallError */.RA))
            throw error;
        throw new errors/* NoResponseError */.hg(operation, error.message, { mayHaveWorked, cause: error });
    }
}

;// CONCATENATED MODULE: ./src/spice/api.ts




/** Reads that are left out if the rate limit has no room for them. */
const inBackground = { retry: 'none', isBackground: true };
/**
 * The endpoints of the Management API, one method each. All of them throw RefusalError and NoResponseError, and those
 * with a signal also its reason. "Not retried" means the retry mode `none`.
 */
function createApi({ credentials, apiUrl, org, requestTimeoutMs }, options) {
    const client = new Client({ ...options, requestTimeoutMs });
    const auth = credentials.kind === 'token'
        ? { token: async () => credentials.token }
        : clientCredentials(credentials, client, options.clock, (token) => options.secrets.addCredential(token));
    // A blank header would be an error.
    const headers = credentials.kind === 'token' && org !== undefined ? { 'x-org-name': org } : {};
    /** @param endpoint method, and path after `/v1` */
    const call = (operation, endpoint, schema, { json, searchParams, ...options }) => {
        const [method, path] = endpoint.split(' ');
        const request = { method, url: `${apiUrl}/v1${path}`, headers, json, searchParams };
        return client.call({ operation, request, schema, auth, ...options });
    };
    const read = async (...args) => (await call(...args)).value;
    /** Names that are compared have to stay as they are. */
    const names = { retry: 'none', redact: false };
    return {
        /** How far apart requests should be that can wait, in milliseconds; 0 if the rate limit does not run low. */
        minIntervalMs: () => client.minIntervalMs(apiUrl),
        /** The caller's organizations. Not retried. Scope `apps:read`. */
        listOrgs: (deadline, signal) => read('listOrgs', 'GET /orgs', schema/* OrgList */.vh, { retry: 'none', deadline, signal }),
        /** The ids of the regions that take new apps. Not retried. Scope `apps:read`. */
        listRegions: (deadline) => read('listRegions', 'GET /regions', schema/* RegionList */.z7, { retry: 'none', deadline }),
        /** All apps: the API has no pages of them, and no way to find one by its name. Scope `apps:read`. */
        listApps: (deadline) => read('listApps', 'GET /apps', schema/* AppList */.W6, { retry: 'safe', maxBytes: http/* maxListBytes */.CW, deadline }),
        /** One app, with values that may be written back. Scope `apps:read`. */
        getApp: (appId, deadline, options = {}) => read('getApp', `GET /apps/${appId}`, schema/* App */.qw, { retry: 'safe', redact: false, deadline, ...options }),
        /** Creates an app. Names are unique, so a second one of that name is refused. Scope `apps:write`. */
        createApp: (request, deadline) => read('createApp', 'POST /apps', schema/* App */.qw, {
            json: request,
            retry: 'non-idempotent',
            redact: false,
            deadline,
        }),
        /** Changes an app. Scope `apps:write`. */
        updateApp: (appId, change, deadline) => read('updateApp', `PUT /apps/${appId}`, schema/* ChangedApp */.yl, {
            json: change,
            retry: 'idempotent',
            redact: false,
            deadline,
        }),
        /** Creates or replaces a secret. Scope `secrets:write`. */
        upsertSecret: (appId, name, value, deadline) => read('upsertSecret', `POST /apps/${appId}/secrets`, schema/* StoredSecret */.sG, {
            json: { name, value },
            retry: 'idempotent',
            deadline,
        }),
        /**
         * The names of the app's secrets. Not retried. Scope `secrets:read`.
         *
         * @throws NoResponseError, too, if the list cannot be read in full
         */
        listSecrets: (appId, deadline) => read('listSecrets', `GET /apps/${appId}/secrets`, schema/* SecretNames */.Np, { ...names, deadline }),
        /** The names of the organization's secrets that the app has. Not retried. Scope `secrets:read`. */
        listLinkedOrgSecrets: (appId, deadline) => read('listLinkedOrgSecrets', `GET /projects/${appId}/org-secrets`, schema/* LinkedSecretNames */.AF, {
            ...names,
            deadline,
        }),
        /** The names of an organization's secrets, linked or not. Not retried. Scope `secrets:read`. */
        listOrgSecrets: (orgId, deadline) => read('listOrgSecrets', `GET /orgs/${orgId}/secrets`, schema/* SecretNames */.Np, { ...names, deadline }),
        /**
         * The API keys of the runtime, in clear text. Scope `apps:read`.
         *
         * @param background ends a read that the run can do without: it is not retried
         */
        getApiKeys: (appId, deadline, background) => read('getApiKeys', `GET /apps/${appId}/api-keys`, schema/* ApiKeys */.x1, {
            ...(background === undefined ? { retry: 'safe' } : { ...inBackground, signal: background }),
            redact: false,
            reportErrors: false,
            deadline,
        }),
        /**
         * The instances of the app, old and new ones, newest first. Newer than the reference. Not retried. Scope
         * `apps:read`.
         */
        listInstances: (appId, deadline, signal) => read('listInstances', `GET /projects/${appId}/instances`, schema/* InstanceList */.Y8, {
            ...inBackground,
            deadline,
            signal,
        }),
        /**
         * The last lines of an instance's log, oldest first. If the plan allows fewer, the refusal says how many. Newer
         * than the reference. Not retried. Scope `apps:read`.
         */
        getInstanceLogs: (appId, instance, tail, deadline, signal) => read('getInstanceLogs', `GET /projects/${appId}/instances/${instance}/logs`, schema/* InstanceLogLines */.B1, {
            searchParams: { tail },
            ...inBackground,
            maxBytes: http/* maxListBytes */.CW,
            deadline,
            signal,
        }),
        /** The newest deployments, of one status if given, with the server's time. Scope `deployments:read`. */
        listDeployments: async (appId, limit, deadline, status) => {
            const options = { searchParams: { limit, status }, retry: 'safe', deadline };
            const endpoint = `GET /apps/${appId}/deployments`;
            const { value, ...times } = await call('listDeployments', endpoint, schema/* DeploymentList */.Oj, options);
            return { deployments: value, ...times };
        },
        /**
         * One deployment. Newer than the reference, so it may return 404 for a deployment that exists. Not retried. Scope
         * `deployments:read`.
         */
        getDeployment: (appId, deploymentId, deadline) => read('getDeployment', `GET /apps/${appId}/deployments/${deploymentId}`, schema/* Deployment */.Sn, {
            retry: 'none',
            deadline,
        }),
        /**
         * The last lines of a deployment's log, oldest first. Not in the API description; known from the official command
         * line client. May return 404 for a while after a deployment. Scope `deployments:read`.
         */
        getDeploymentLogs: (appId, deploymentId, limit, deadline) => read('getDeploymentLogs', `GET /apps/${appId}/deployments/${deploymentId}/logs`, schema/* LogLines */.Kw, {
            searchParams: { limit },
            retry: 'safe',
            reportErrors: false,
            deadline,
        }),
        /** Creates a deployment. Not idempotent. Scope `deployments:write`. */
        createDeployment: (appId, request, deadline) => read('createDeployment', `POST /apps/${appId}/deployments`, schema/* Deployment */.Sn, {
            json: request,
            retry: 'non-idempotent',
            deadline,
        }),
        /** Resumes a paused app, which deploys its stored spicepod. Not idempotent. Scope `apps:write`. */
        resumeApp: (appId, deadline) => read('resumeProject', `POST /projects/${appId}/resume`, schema/* ResumedApp */.FI, {
            retry: 'non-idempotent',
            deadline,
        }),
    };
}


/***/ }),

/***/ 6500:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LD: () => (/* binding */ decide),
/* harmony export */   NH: () => (/* binding */ minCreateMs),
/* harmony export */   X2: () => (/* binding */ isAmbiguous),
/* harmony export */   qO: () => (/* binding */ retryDelayMs)
/* harmony export */ });
/* unused harmony export wasNotProcessed */
/** 4xx statuses that the API itself returns to a read; others come from proxies and are transient. */
const finalForReads = new Set([400, 401, 402, 403, 405, 410, 413, 422]);
/** 4xx statuses that ask for a retry, even of a write. */
const retryableClientErrors = new Set([408, 425, 429]);
/** The server turned the request away before it did any work. */
const notProcessed = new Set([425, 429]);
/** Besides 5xx: the work may have been done. A gateway may send 408 after that, and 303 points to the result. */
const ambiguous = new Set([303, 408]);
/**
 * Decides what follows a failed attempt. Time is not considered here.
 *
 * @param context.previous how the attempt before this one failed
 */
function decide(failure, context) {
    const { mode, canRenewToken, previous } = context;
    const status = statusOf(failure);
    // A second 401 in a row is about more than the token's age. Later in the call, a renewed token may expire, too.
    if (status === 401 && canRenewToken && statusOf(previous) !== 401)
        return 'renew-token';
    if (failure.kind === 'not-secure' || mode === 'none')
        return 'stop';
    if (mode === 'non-idempotent')
        return wasNotProcessed(failure) ? 'retry' : 'stop';
    if (status === undefined)
        return 'retry';
    // A gateway that has just started knows no routes for a moment. Two 404 in a row are the API's.
    if (status === 404)
        return statusOf(previous) === 404 ? 'stop' : 'retry';
    if (mode === 'safe')
        return finalForReads.has(status) ? 'stop' : 'retry';
    return status >= 400 && status < 500 && !retryableClientErrors.has(status) ? 'stop' : 'retry';
}
/** Whether the request was certainly not processed, so that a retry cannot do its work twice. */
function wasNotProcessed(failure) {
    if (failure.kind === 'status')
        return notProcessed.has(failure.status);
    return failure.kind !== 'no-response';
}
/** Whether the work may have been done in spite of the failure. */
function isAmbiguous(failure) {
    if (failure.kind === 'status')
        return failure.status >= 500 || ambiguous.has(failure.status);
    return failure.kind === 'no-response';
}
function statusOf(failure) {
    return failure?.kind === 'status' ? failure.status : undefined;
}
/** With less time left, a create is not repeated: interrupted, it would leave open whether it worked. */
const minCreateMs = 500;
const maxBackoffMs = 15_000;
const maxMinDelayMs = 2000;
/**
 * How long to wait before an attempt is repeated: what the server asks for, or a random part of a delay that doubles
 * with each attempt, so that runs that failed together do not return together.
 *
 * @param attempt how many have failed
 * @param retryAfterMs what the server asks for
 * @param random a number from 0 up to 1
 * @returns milliseconds; never almost none, as chance and `Retry-After: 0` would allow
 */
function retryDelayMs(attempt, retryAfterMs, random) {
    const doublings = 2 ** Math.min(attempt - 1, 10);
    const minDelayMs = Math.min(maxMinDelayMs, 250 * doublings);
    return Math.max(minDelayMs, retryAfterMs ?? random * Math.min(maxBackoffMs, 500 * doublings));
}


/***/ }),

/***/ 7019:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AF: () => (/* binding */ LinkedSecretNames),
/* harmony export */   B1: () => (/* binding */ InstanceLogLines),
/* harmony export */   BU: () => (/* binding */ TokenResponse),
/* harmony export */   FI: () => (/* binding */ ResumedApp),
/* harmony export */   FV: () => (/* binding */ readDeploymentId),
/* harmony export */   Jf: () => (/* binding */ DeploymentFields),
/* harmony export */   Kw: () => (/* binding */ LogLines),
/* harmony export */   Np: () => (/* binding */ SecretNames),
/* harmony export */   Oj: () => (/* binding */ DeploymentList),
/* harmony export */   Sn: () => (/* binding */ Deployment),
/* harmony export */   W6: () => (/* binding */ AppList),
/* harmony export */   Xc: () => (/* binding */ compareDeploymentIds),
/* harmony export */   Y8: () => (/* binding */ InstanceList),
/* harmony export */   qw: () => (/* binding */ App),
/* harmony export */   sG: () => (/* binding */ StoredSecret),
/* harmony export */   vh: () => (/* binding */ OrgList),
/* harmony export */   x1: () => (/* binding */ ApiKeys),
/* harmony export */   yl: () => (/* binding */ ChangedApp),
/* harmony export */   z7: () => (/* binding */ RegionList)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3037);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2253);



/** @param digits of an id, from a response, an input or a saved state */
function readDeploymentId(digits) {
    const asNumber = Number(digits);
    return Number.isSafeInteger(asNumber) && String(asNumber) === digits ? asNumber : digits;
}
/** Compares ids for `sort`, oldest first. */
function compareDeploymentIds(one, other) {
    return Number(BigInt(one) > BigInt(other)) - Number(BigInt(one) < BigInt(other));
}
const text = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP());
const number = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig());
const id = valibot__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeInteger */ .Y2b()),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^\d{1,15}$/), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(Number)),
]);
const deploymentId = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .unknown */ .L5J(), 
// A number that would be rounded is kept as its text.
valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((value) => (JSON.isRawJSON(value) ? value.rawJSON : value)), valibot__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeInteger */ .Y2b()),
    // Longer strings are not ids, and would only fill the log.
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^\d{1,64}$/), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(readDeploymentId)),
]));
/** A header could not hold anything else, and the error about that would quote the credential. */
const credential = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^[\x21-\x7e]+$/));
/** `TokenResponse` of the API description; `expires_in` in seconds. */
const TokenResponse = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ access_token: credential, expires_in: number });
/**
 * An object with all of its members. Valibot's own records and objects leave out members named `__proto__`,
 * `prototype` or `constructor`, which a write would then delete on the server.
 */
const wholeObject = valibot__WEBPACK_IMPORTED_MODULE_2__/* .custom */ .IeY(
// A number that would be rounded is kept as an object with its text.
(value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value));
/** The API description allows only strings as values; others are written back unchanged. */
const tags = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(wholeObject);
const config = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({
    /** Null if the app has none; missing if the response does not say. */
    spicepod: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullable */ .mee(wholeObject)),
}));
/** `AppWithConfig` of the API description; without `config` in a list. */
const App = valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({
    id,
    name: text,
    /** Set on apps that are connected to GitHub. */
    production_branch: text,
    /** Since when the app is paused, if it is. */
    paused_at: text,
    tags,
    config,
});
/** Whether a response confirms a write: it identifies the subject, or is empty, as the API description allows. */
function confirms(response) {
    const isEmpty = Object.keys(response).length === 0 || response.success === true;
    return isEmpty || valibot__WEBPACK_IMPORTED_MODULE_2__.is(id, response.id) || typeof response.name === 'string';
}
/** Response of `updateApp`. One without anything of an app is something else, and does not confirm the change. */
const ChangedApp = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({ config }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .check */ .z6Y((response) => confirms(response) || response.config !== undefined));
/** Response of `listApps`. The list is called `projects` since apps were renamed. */
const AppList = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ apps: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listOf */ .c3)(App) }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ projects: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listOf */ .c3)(App) })]), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((answer) => ('apps' in answer ? answer.apps : answer.projects)));
/** Response of `listOrgs`: those with a handle. */
const OrgList = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    orgs: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listOf */ .c3)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ id: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(id), name: valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .minLength */ .BpQ(1)) })),
}), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ orgs }) => orgs));
/** Names of secrets. A list with an entry that cannot be read proves nothing about the names that are not in it. */
const names = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ name: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((secrets) => secrets.map(({ name }) => name)));
/** Response of `listSecrets`, and of `listOrgSecrets`. */
const SecretNames = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ secrets: names }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ secrets }) => secrets));
/** Response of `listLinkedOrgSecrets`. */
const LinkedSecretNames = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ org_secrets: names }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ org_secrets }) => org_secrets));
/** Response of `listRegions`: the ids of those that can be used. */
const RegionList = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    regions: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listOf */ .c3)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ region: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), disabled: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()) })),
}), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ regions }) => regions.filter(({ disabled }) => disabled !== true).map(({ region }) => region)));
/** Response of `upsertSecret`. One without anything of a secret is something else, and does not confirm it. */
const StoredSecret = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({}), valibot__WEBPACK_IMPORTED_MODULE_2__/* .check */ .z6Y(confirms));
const key = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(credential);
/** `ApiKeys` of the API description: either may be missing. */
const ApiKeys = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ api_key: key, api_key_2: key }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ api_key, api_key_2 }) => [api_key, api_key_2].filter((each) => typeof each === 'string')));
/** Response of `getDeploymentLogs`: one string per line. */
const LogLines = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    logs: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listOf */ .c3)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ timestamp: text, level: text, source: text, message: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
}), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ logs }) => logs.map(({ timestamp, level, source, message }) => [timestamp, level, source && `${source}:`, message].filter(Boolean).join(' '))));
/** An instance, by a name that may stand in a path and in a header. */
const Instance = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    name: valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^[A-Za-z0-9][\w.-]{0,252}$/)),
    status: text,
    started_at: text,
});
/** Response of `listInstances`. No source names the key of the list. */
const InstanceList = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .unknown */ .L5J(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((answer) => [answer, ...Object.values(answer ?? {})].find(Array.isArray)), (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listOf */ .c3)(Instance));
/** Response of `getInstanceLogs`: oldest line first. */
const InstanceLogLines = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ lines: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listOf */ .c3)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()) }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ lines }) => lines));
/** The members of a deployment that the action uses; there may be more. */
const DeploymentFields = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    id: deploymentId,
    status: valibot__WEBPACK_IMPORTED_MODULE_2__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), 'queued'),
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
    created_by: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig()])),
});
/** `DeploymentObserved` of the API description. Times are ISO 8601. */
const Deployment = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(wholeObject, 
// `raw` is for the output `deployment`, which has all members.
valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi((raw) => ({ fields: raw, raw })), valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ fields: DeploymentFields, raw: wholeObject }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ fields, raw }) => ({ ...fields, raw })));
/** Response of `resumeProject`: the deployment, of which only the id is known. */
const ResumedApp = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ deployment_id: deploymentId }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ deployment_id }) => ({ id: deployment_id })), Deployment);
/** Response of `listDeployments`: newest first, in whichever order the server sends them. */
const DeploymentList = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ deployments: (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listOf */ .c3)(Deployment) }), valibot__WEBPACK_IMPORTED_MODULE_2__/* .transform */ .pdi(({ deployments }) => {
    const times = new Map(deployments.map((each) => [each, (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_0__.parseTime)(each.created_at)]));
    // By id alone if one has no time: it would have no place among the others.
    const areDated = [...times.values()].every((ms) => ms !== undefined);
    const timeOf = (each) => (areDated && times.get(each)) || 0;
    return deployments.toSorted((one, other) => timeOf(other) - timeOf(one) || compareDeploymentIds(other.id, one.id));
}));


/***/ })

};
