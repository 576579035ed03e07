export const id = 717;
export const ids = [717];
export const modules = {

/***/ 8717:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  postComment: () => (/* binding */ postComment)
});

// UNUSED EXPORTS: describeComment, isWorthComment, renderComment

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/platform/http.ts
var http = __webpack_require__(1267);
// EXTERNAL MODULE: ./src/platform/json.ts
var json = __webpack_require__(2253);
// EXTERNAL MODULE: ./src/github/client.ts
var client = __webpack_require__(6584);
// EXTERNAL MODULE: ./src/github/event.ts
var github_event = __webpack_require__(5015);
// EXTERNAL MODULE: ./src/spice/schema.ts
var schema = __webpack_require__(7019);
;// CONCATENATED MODULE: ./src/github/marker.ts

const defaultHost = 'api.spice.ai';
const maxNameLength = 200;
/**
 * Creates the marker of a run. The key of an app is its id, or organization and name as long as it has none. Ids are
 * unique in one Spice Cloud only, so the key contains the host of any other.
 *
 * @returns undefined if no app is known
 */
function createMarker(facts) {
    const { appId, env, deploymentIds } = facts;
    const host = URL.parse(facts.apiUrl)?.hostname ?? defaultHost;
    const cloud = host === defaultHost ? '' : `@${encode(host)}`;
    const byName = nameKey(facts);
    const key = appId ?? byName;
    if (key === undefined)
        return undefined;
    const ids = deploymentIds.filter((id) => id !== undefined);
    return {
        key: `${key}${cloud}`,
        formerKey: appId === undefined || byName === undefined ? undefined : `${byName}${cloud}`,
        runId: readNumber(env.GITHUB_RUN_ID),
        runAttempt: readNumber(env.GITHUB_RUN_ATTEMPT),
        deploymentId: ids.toSorted(schema/* compareDeploymentIds */.Xc).at(-1),
    };
}
/** Names of apps are case-insensitive. */
function nameKey({ appName, org }) {
    if (!appName || !org || appName.length > maxNameLength || org.length > maxNameLength)
        return undefined;
    return `${encode(org)}/${encode(appName)}`.toLowerCase();
}
/** Encodes everything that could end the HTML comment or the key. */
function encode(text) {
    return encodeURIComponent(text.toWellFormed());
}
function readNumber(text) {
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
/** Renders the line without its end: `<!-- spice-cloud-deploy app:4711 run:100.1 deployment:1001 -->`. */
function renderMarker({ key, runId, runAttempt, deploymentId }) {
    const deployment = deploymentId === undefined ? '' : ` deployment:${deploymentId}`;
    return `<!-- spice-cloud-deploy app:${key} run:${runId}.${runAttempt}${deployment} -->`;
}
const line = /^<!-- spice-cloud-deploy app:(\S+) run:(\d{1,15})\.(\d{1,15})(?: deployment:(\d{1,64}))?(?: \S+)* -->/;
/** @returns the marker at the beginning of a comment; undefined if it begins with anything else */
function readMarker(body) {
    const [, key, runId, runAttempt, id] = line.exec(body) ?? [];
    if (key === undefined)
        return undefined;
    const deploymentId = id === undefined ? undefined : (0,schema/* readDeploymentId */.FV)(id);
    return { key, runId: Number(runId), runAttempt: Number(runAttempt), deploymentId };
}
/** Whether a comment belongs to the app, under its present key or the one before it had an id. */
function isOfSameApp({ key, formerKey }, found) {
    return found.key === key || found.key === formerKey;
}
/**
 * Whether a comment is from a newer run. If both have a deployment, the deployment decides, because the last one is what
 * runs: a re-run of an old run that deploys again is the newest. Otherwise the run and its attempt decide.
 */
function isNewer(found, run) {
    const [theirs, ours] = [found.deploymentId, run.deploymentId];
    const order = theirs !== undefined && ours !== undefined ? (0,schema/* compareDeploymentIds */.Xc)(theirs, ours) : 0;
    return (order || found.runId - run.runId || found.runAttempt - run.runAttempt) > 0;
}

;// CONCATENATED MODULE: ./src/github/pull-request.ts




const pull_request_text = (0,json/* optional */.lq)(dist/* string */.YjP());
const PullRequest = dist/* object */.Ikc({
    number: dist/* number */.aig(),
    state: pull_request_text,
    head: (0,json/* optional */.lq)(dist/* object */.Ikc({
        ref: pull_request_text,
        sha: pull_request_text,
        /** Null for a fork that has been deleted. */
        repo: (0,json/* optional */.lq)(dist/* nullable */.mee(dist/* object */.Ikc({ full_name: pull_request_text }))),
    })),
});
/**
 * Finds the pull request of a run: the event's, else the open one of this repository whose head was deployed. Forks and
 * branches that contain the commit may have pull requests, too; these are about something else and are ignored.
 *
 * @returns its number; undefined if there is none
 * @throws what Octokit throws, or Error for another response
 */
async function findPullRequest(repository, { payload, env, commitSha }) {
    if (payload.pull_request?.number !== undefined)
        return payload.pull_request.number;
    // Anything but a commit id could be the name of a branch.
    if (commitSha === undefined || !(0,github_event/* isCommitId */.jh)(commitSha))
        return undefined;
    // A run that follows another run deploys that run's commit, which may be a fork's.
    const isFollowUp = env.GITHUB_EVENT_NAME === 'workflow_run';
    const home = isFollowUp ? payload.workflow_run?.head_repository?.full_name : env.GITHUB_REPOSITORY;
    const pulls = (await readOpen(repository, commitSha)).filter((pull) => mayBeFrom(home, pull));
    const { branch } = (0,github_event/* eventSource */.KN)(payload, env);
    const found = [
        pulls.filter(({ head }) => head?.sha && (0,github_event/* isSameCommit */.sw)(head.sha, commitSha)),
        // The branch may have received more commits since the push.
        pulls.filter(({ head }) => head?.ref && head.ref === branch),
        // GitHub listed it for the commit, and without a head nothing contradicts that.
        pulls.filter(({ head }) => !head?.sha && !head?.ref),
    ].find(({ length }) => length > 0);
    // A branch may have several pull requests: later runs have to choose the same one.
    return found && Math.min(...found.map(({ number }) => number));
}
/** Whether a pull request comes from a repository, as far as the response says. */
function mayBeFrom(home, { head }) {
    if (head?.repo === null)
        return false;
    const name = head?.repo?.full_name;
    return !name || name.toLowerCase() === home?.toLowerCase();
}
async function readOpen({ rest, names }, commitSha) {
    try {
        const query = { commit_sha: commitSha, per_page: 100 };
        const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({ ...names, ...query });
        return parse(data).filter(({ state }) => state === 'open');
    }
    catch (error) {
        // A commit that GitHub does not have is in no pull request.
        if ((0,client/* statusOf */.c2)(error) === 422)
            return [];
        if ((0,client/* statusOf */.c2)(error) === 404)
            return readAllOpen({ rest, names });
        throw error;
    }
}
const pageSize = 50;
const maxPages = 20;
/** Reads all open pull requests, for servers that cannot list them by commit. Only those with a head can be matched. */
async function readAllOpen({ rest, names }) {
    const found = [];
    for (let page = 1; page <= maxPages; page += 1) {
        // Gitea calls the size of a page `limit`.
        const query = { state: 'open', per_page: pageSize, limit: pageSize, page };
        const { data } = await rest.pulls.list({ ...names, ...query });
        const pulls = parse(data);
        // A page may be smaller than requested, so only an empty one is the end.
        if (pulls.length === 0)
            break;
        found.push(...pulls.filter(({ head }) => head?.sha || head?.ref));
    }
    return found;
}
function parse(data) {
    return (0,client/* parseAnswer */.Wp)(dist/* array */.YOg(PullRequest), data, 'a list of pull requests');
}

;// CONCATENATED MODULE: ./src/github/comment.ts







/** For all requests and pauses together, in milliseconds. */
const defaultLimitMs = 10_000;
/** Minimum pause before the second attempt, in milliseconds. */
const minPauseMs = 1000;
/**
 * Adds a comment to the pull request of a run, or replaces the existing one. Never throws, and takes ten seconds at
 * most.
 */
async function commentOnPullRequest(request) {
    const { env, payload, token, redact, fetch, clock, limitMs = defaultLimitMs } = request;
    if (!token)
        return { kind: 'forbidden', cause: 'no token' };
    try {
        const attempt = async (signal) => {
            const repository = await (0,client/* openRepository */.h_)(token, env, fetch, signal, http/* maxListBytes */.CW);
            if (repository === undefined)
                return { kind: 'failed', reason: 'GITHUB_REPOSITORY is not a repository' };
            const startedAt = clock.now();
            return comment(repository, request).catch(async (error) => {
                signal.throwIfAborted();
                const failure = (0,client/* classifyGitHubError */.o)(error, redact);
                if (failure.kind !== 'transient')
                    throw error;
                const waitMs = Math.max(failure.waitMs ?? 0, minPauseMs);
                if (clock.now() - startedAt + waitMs >= limitMs)
                    throw error;
                await clock.sleep(waitMs, signal);
                signal.throwIfAborted();
                // Starts from the beginning, to find out what a request without a response has done.
                return comment(repository, request);
            });
        };
        return await (0,client/* withTimeLimit */.Bv)(limitMs, attempt, request.signal);
    }
    catch (error) {
        const failure = (0,client/* classifyGitHubError */.o)(error, redact);
        // GitHub responds like this if the token may not read. On other servers it means "not found"; no permission would help.
        const isHidden = failure.kind === 'refused' && failure.status === 404 && (0,github_event/* isGitHub */.Wz)(env);
        if (failure.kind !== 'forbidden' && !isHidden)
            return { kind: 'failed', reason: failure.reason };
        // On all events but this one, workflows of forks get a read-only token.
        const isFork = (0,github_event/* isFromFork */.ty)(payload, env) && env.GITHUB_EVENT_NAME !== 'pull_request_target';
        const detail = failure.kind === 'forbidden' ? failure.detail : undefined;
        return { kind: 'forbidden', cause: isFork ? 'fork' : 'permission', detail };
    }
}
async function comment(repository, request) {
    const number = await findPullRequest(repository, request);
    if (number === undefined)
        return { kind: 'no pull request' };
    const { kind, url } = await upsert(repository, number, request);
    return { kind, number, url: safeLink(url, request.env) };
}
const maxLinkLength = 1000;
/** The address of a comment as the server sent it; undefined if it may not be safe to open. */
function safeLink(given, { GITHUB_SERVER_URL = '' }) {
    const url = URL.parse(given ?? '');
    if (url === null || url.username || url.password || url.href.length > maxLinkLength)
        return undefined;
    const isOwnServer = url.protocol === 'http:' && url.origin === URL.parse(GITHUB_SERVER_URL)?.origin;
    return url.protocol === 'https:' || isOwnServer ? url.href : undefined;
}
/**
 * Keeps one comment of an app on a pull request. Safe to repeat.
 *
 * Two concurrent runs may both find no comment and add one. So a run lists the comments again after adding one: both
 * runs see the same oldest comment, and the run that added the other one updates the oldest and deletes its own.
 */
async function upsert(repository, number, text) {
    const { rest, names } = repository;
    const existing = await findOldest(repository, number, text.marker);
    const replaced = existing && (await replace(repository, existing, text));
    if (replaced !== undefined)
        return replaced;
    const { data } = await rest.issues.createComment({ ...names, issue_number: number, body: text.body });
    const { id, html_url: url } = (0,client/* parseAnswer */.Wp)(Comment, data, 'a comment');
    const oldest = await findOldest(repository, number, text.marker).catch(() => undefined);
    const joined = oldest && oldest.id < id ? await replace(repository, oldest, text) : undefined;
    if (joined === undefined)
        return { kind: 'created', url };
    await rest.issues.deleteComment({ ...names, comment_id: id }).catch(() => { });
    return joined;
}
/** @returns undefined if the comment has been deleted since */
async function replace({ rest, names }, { id, body, html_url }, text) {
    const marker = readMarker(body ?? '');
    if (marker !== undefined && isNewer(marker, text.marker))
        return { kind: 'outdated', url: html_url };
    try {
        const { data } = await rest.issues.updateComment({ ...names, comment_id: id, body: text.body });
        return { kind: 'updated', url: dist/* parse */.qgA(Updated, data)?.html_url ?? html_url };
    }
    catch (error) {
        // It was readable a moment ago. Adding a comment will show whether the token may write.
        if ((0,client/* statusOf */.c2)(error) === 404)
            return undefined;
        throw error;
    }
}
const comment_text = (0,json/* optional */.lq)(dist/* string */.YjP());
const Comment = dist/* object */.Ikc({
    id: dist/* number */.aig(),
    body: comment_text,
    html_url: comment_text,
    /** Missing for a deleted account. Only GitHub sends the type. */
    user: (0,json/* optional */.lq)(dist/* object */.Ikc({ id: (0,json/* optional */.lq)(dist/* number */.aig()), type: comment_text })),
});
const Updated = (0,json/* optional */.lq)(dist/* pick */.UpN(Comment, ['html_url']));
const User = dist/* object */.Ikc({ id: dist/* number */.aig() });
/** The user of workflows on Gitea and Forgejo. People cannot have this id. */
const workflowUserId = -2;
/**
 * Finds the oldest comment of an app. Anybody may write a comment with the marker, so only comments of bots count, and
 * those of the token's own user.
 */
async function findOldest(repository, number, marker) {
    const byUsers = [];
    for await (const each of listComments(repository, number)) {
        const found = readMarker(each.body ?? '');
        if (found === undefined || !isOfSameApp(marker, found))
            continue;
        const { type, id } = each.user ?? {};
        if (type === 'Bot' || (!type && id === workflowUserId))
            return each;
        byUsers.push(each);
    }
    if (byUsers.length === 0)
        return undefined;
    const ownId = await readOwnId(repository);
    return ownId === undefined ? undefined : byUsers.find(({ user }) => user?.id === ownId);
}
/** @returns the id of the token's user; undefined if it has none, like the token of a workflow, or on an error */
async function readOwnId({ rest }) {
    try {
        const { data } = await rest.users.getAuthenticated();
        return (0,client/* parseAnswer */.Wp)(User, data, 'a user').id;
    }
    catch {
        return undefined;
    }
}
const perPage = 100;
/** GitHub allows up to 2,500 comments on a pull request. */
const comment_maxPages = 25;
/** Lists the comments of a pull request, oldest first. Reads a page only when it is needed. */
async function* listComments({ rest, names }, number) {
    let firstId;
    for (let page = 1; page <= comment_maxPages; page += 1) {
        const query = { issue_number: number, per_page: perPage, page };
        const { data } = await rest.issues.listComments({ ...names, ...query });
        const comments = (0,client/* parseAnswer */.Wp)(dist/* array */.YOg(Comment), data, 'a list of comments');
        // Gitea has no pages here: it sends all comments for every page.
        if (page > 1 && comments[0]?.id === firstId)
            return;
        firstId = comments[0]?.id;
        yield* comments;
        if (comments.length < perPage)
            return;
    }
}

// EXTERNAL MODULE: ./src/outcome.ts
var src_outcome = __webpack_require__(4671);
// EXTERNAL MODULE: ./src/platform/clock.ts
var clock = __webpack_require__(3037);
// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
// EXTERNAL MODULE: ./src/report/cells.ts
var report_cells = __webpack_require__(571);
// EXTERNAL MODULE: ./src/report/markup.ts + 1 modules
var report_markup = __webpack_require__(4333);
// EXTERNAL MODULE: ./src/report/rollout.ts
var rollout = __webpack_require__(8363);
// EXTERNAL MODULE: ./src/report/wording.ts
var wording = __webpack_require__(5594);
;// CONCATENATED MODULE: ./src/report/comment.ts










/** GitHub accepts 65,536 characters, but may count them differently. */
const maxCharacters = 60_000;
const maxReasonLines = 12;
const maxReasonLength = 400;
/** Whether a run has something to say: one that is cancelled before it requested a deployment changed nothing. */
function isWorthComment({ outcome, isRequested }) {
    return outcome?.kind !== 'cancelled' || outcome.deployment !== undefined || isRequested;
}
/**
 * Renders the comment on a pull request: short, since the summary of the run has the rest. Foreign text appears only in
 * `<code>` of an HTML block, escaped: Markdown means nothing there, and GitHub neither links nor notifies anyone.
 */
function renderComment(state, verdict, context) {
    // A comment is sent by email and stays, so secrets are hidden even in names.
    const markup = new report_markup/* Markup */.VK(context.redact, context.repositoryUrl, { hidesNames: true });
    const { app } = (0,report_cells/* cellsOf */.nc)(state, markup);
    const blocks = [
        `<h3>${verdict.icon} ${markup.sentence(verdict.headline)}${app ? `: ${app}` : ''}</h3>`,
        renderReasons(state, verdict, markup),
        (0,report_cells/* renderTodo */.Z6)(state, verdict, markup),
        renderTable(state, markup),
    ].filter(Boolean);
    const [first, last] = [renderMarker(context.marker), renderFooter(context, markup)];
    let left = maxCharacters - first.length - last.length;
    // Whole blocks, so that every tag is closed.
    const fitting = blocks.filter((block) => {
        const fits = block.length + 2 <= left;
        if (fits)
            left -= block.length + 2;
        return fits;
    });
    return `${first}\n${[...fitting, last].join('\n\n')}\n`.toWellFormed();
}
/** A success needs no more words than the headline; anything else says why, each line as it is. */
function renderReasons({ outcome }, { what }, markup) {
    if (outcome?.kind === 'succeeded')
        return '';
    if (outcome?.kind === 'started')
        return `<p>${markup.sentence(what)}</p>`;
    const lines = what.split('\n').flatMap((line) => markup.inlineCode(line, maxReasonLength) ?? []);
    return `<p>${(0,wording/* limitLines */.Di)(lines, maxReasonLines, 'line').join('<br>\n')}</p>`;
}
function renderTable(state, markup) {
    const { deployment, outcome } = state;
    const { branch, image, replicas, channel, ...cells } = (0,report_cells/* cellsOf */.nc)(state, markup);
    const settings = (0,report_cells/* joined */.oR)(image && `image ${image}`, replicas && `replicas ${replicas}`, channel && `channel ${channel}`);
    // The headline of a success says it already.
    const status = outcome?.kind !== 'succeeded' && cells.status;
    const isTimed = outcome !== undefined && outcome.kind !== 'started' && cells.duration;
    const verb = outcome && src_outcome/* meanings */.Dd[outcome.kind].hasDeploymentEnded ? 'took' : 'watched for';
    return (0,report_markup/* table */.tp)([
        ['Deployment', (0,report_cells/* joined */.oR)(cells.deployment, status)],
        ['Rollback', cells.rollback],
        ['Commit', (0,report_cells/* joined */.oR)(cells.commit, branch && `branch ${branch}`)],
        ['Created', deployment && (0,report_cells/* joined */.oR)(cells.created, isTimed && `${verb} ${cells.duration}`)],
        ['Settings', deployment && settings],
        ['Rollout', markup.inlineCode((0,rollout/* rolloutOf */.Zb)(state)?.progress, 300)],
        ['Datasets', cells.datasets],
        ['Probes', cells.probes],
    ]);
}
function renderFooter({ at, runUrl, marker }, markup) {
    const attempt = marker.runAttempt > 1 ? `, attempt ${marker.runAttempt}` : '';
    return `<p><sub>${(0,clock.formatTime)(at.getTime())} · ${markup.link(runUrl, `run ${(0,report_markup/* literal */.eu)(marker.runId)}${attempt}`)}</sub></p>`;
}
/**
 * Comments on the pull request of a run.
 *
 * @returns undefined if there is nothing to comment
 */
async function postComment(state, verdict, options) {
    const { inputs, env, redact } = options;
    const { appId, app, org, deployment, recovery, source } = state;
    if (!isWorthComment(state))
        return undefined;
    const marker = createMarker({
        appId,
        appName: app?.name ?? inputs.appName,
        org,
        apiUrl: inputs.apiUrl,
        deploymentIds: [deployment?.id, recovery?.deployment?.id],
        env,
    });
    if (marker === undefined)
        return undefined;
    const body = renderComment(state, verdict, {
        marker,
        repositoryUrl: (0,github_event/* repositoryUrl */.Ek)(env),
        runUrl: (0,github_event/* runUrl */.Vp)(env),
        // `new Date()` would not follow virtual time in tests.
        at: new Date(Date.now()),
        redact,
    });
    const { githubToken: token } = inputs;
    return describeComment(await commentOnPullRequest({ ...options, marker, body, commitSha: source?.commitSha, token }));
}
/** What the log says about the comment: a warning if the user should do something about it. */
function describeComment(result) {
    const link = 'url' in result && result.url !== undefined ? `: ${result.url}` : '.';
    switch (result.kind) {
        case 'created':
            return notice(`Commented on pull request #${result.number}${link}`);
        case 'updated':
            return notice(`Updated the comment on pull request #${result.number}${link}`);
        case 'outdated':
            return notice(`Pull request #${result.number} already shows a newer run; comment left unchanged${link}`);
        case 'no pull request':
            return notice('No comment: the deployed commit is not the head of an open pull request in this repository.');
        case 'forbidden':
            return warning(`${forbiddenTexts[result.cause]}${result.detail ? ` GitHub says: ${(0,platform_text/* endWithStop */.wU)(result.detail)}` : ''}`);
        case 'failed':
            return warning(`Could not write the comment: ${(0,platform_text/* endWithStop */.wU)(result.reason)}`);
    }
}
const forbiddenTexts = {
    permission: '`comment-on-pr` is set, but the token may not comment on the pull request. Add `pull-requests: write` to the `permissions` of the job, and keep the existing entries; permissions that are not listed are removed.',
    fork: '`comment-on-pr` is set, but workflows of pull requests from forks get a read-only token. Set `comment-on-pr: false` if `github.event.pull_request.head.repo.fork` is true.',
    'no token': '`comment-on-pr` is set, but `github-token` is empty. Remove it to use the token of the job, or set a token with `pull-requests: write`.',
};
const notice = (text) => ({ kind: 'text', text });
const warning = (text) => ({ kind: 'warning', text: `${text} The deployment is not affected.` });


/***/ })

};
