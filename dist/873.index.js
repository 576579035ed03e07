export const id = 873;
export const ids = [873];
export const modules = {

/***/ 2873:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 14 modules
var core = __webpack_require__(6421);
// EXTERNAL MODULE: ./src/connect.ts + 9 modules
var connect = __webpack_require__(1864);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
;// CONCATENATED MODULE: ./src/context.ts


// An empty name is no name.
const context_text = dist/* fallback */.NpB(dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* minLength */.BpQ(1))), undefined);
const headCommit = dist/* fallback */.NpB(dist/* optional */.lqM(dist/* object */.Ikc({ id: context_text, message: context_text })), undefined);
/** The members used of the payloads that GitHub sends. */
const Payload = dist/* object */.Ikc({
    pull_request: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* object */.Ikc({
        title: context_text,
        head: dist/* object */.Ikc({
            ref: context_text,
            sha: dist/* string */.YjP(),
            /** Null when the fork that it came from has been deleted. */
            repo: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* object */.Ikc({ full_name: context_text })), undefined),
        }),
    })), undefined),
    workflow_run: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* object */.Ikc({ head_branch: context_text, head_sha: dist/* string */.YjP(), head_commit: headCommit })), undefined),
    merge_group: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* object */.Ikc({ head_ref: context_text, head_sha: dist/* string */.YjP(), head_commit: headCommit })), undefined),
    head_commit: headCommit,
});
/** Reads the payload of the event. One that is missing or unreadable has nothing to say, which is no error. */
function readPayload(env) {
    try {
        return dist/* parse */.qgA(Payload, JSON.parse((0,external_node_fs_.readFileSync)(env.GITHUB_EVENT_PATH ?? '', 'utf8')));
    }
    catch {
        return dist/* parse */.qgA(Payload, {});
    }
}
/** What this run is about, by the first part of the event that tells. */
function eventSource(payload, env) {
    const { pull_request, workflow_run, merge_group, head_commit } = payload;
    // A pull request's GITHUB_SHA is a merge commit that GitHub made up: nobody wrote it and no branch has it.
    if (pull_request) {
        return { branch: pull_request.head.ref, commitSha: pull_request.head.sha, title: pull_request.title };
    }
    // These two run on the default branch, about a commit of another.
    if (env.GITHUB_EVENT_NAME === 'workflow_run' && workflow_run) {
        return {
            branch: workflow_run.head_branch,
            commitSha: workflow_run.head_sha,
            commitMessage: workflow_run.head_commit?.message,
        };
    }
    if (env.GITHUB_EVENT_NAME === 'merge_group' && merge_group) {
        return {
            branch: merge_group.head_ref?.replace(/^refs\/heads\//, ''),
            commitSha: merge_group.head_sha,
            commitMessage: merge_group.head_commit?.message,
        };
    }
    const commitSha = env.GITHUB_SHA || undefined;
    const isHead = head_commit?.id === undefined || head_commit.id === commitSha;
    return {
        branch: env.GITHUB_REF_NAME || env.GITHUB_REF?.replace(/^refs\/(heads|tags)\//, '') || undefined,
        commitSha,
        commitMessage: isHead ? head_commit?.message : undefined,
    };
}
/** Why GitHub gives no secrets to this run, if it does not. */
function whyNoSecrets({ pull_request }, env) {
    const repository = pull_request?.head.repo;
    if (repository === null || (repository?.full_name && repository.full_name !== env.GITHUB_REPOSITORY)) {
        return 'GitHub gives no secrets to workflows of pull requests from forks.';
    }
    if (env.GITHUB_ACTOR === 'dependabot[bot]') {
        return 'GitHub gives only Dependabot secrets to workflows that Dependabot starts: store them there too.';
    }
    return undefined;
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./src/commit-message.ts


/** What GitHub's own time, a slow disk and a firewall may cost together, in milliseconds. */
const budgetMs = 3000;
const maxCharacters = 4000;
/**
 * Finds the message of a commit: from the event, else from the checkout, else from GitHub, else the title of the
 * pull request. Nothing that goes wrong here is an error, and nothing takes longer than a few seconds.
 *
 * @param commitSha the commit that is deployed, which an input may have set to another than the event's
 */
async function findCommitMessage(commitSha, { event, env, githubToken, deadline, redact }) {
    const isEventsCommit = commitSha === undefined || isSameCommit(commitSha, event.commitSha);
    if (isEventsCommit && event.commitMessage !== undefined)
        return tidyMessage(redact(event.commitMessage));
    // Anything but a commit id could be read as an option or a path further down.
    const isCommitId = commitSha !== undefined && /^[0-9a-f]{7,64}$/i.test(commitSha);
    const signal = AbortSignal.timeout(Math.floor(Math.min(budgetMs, deadline.remainingMs())));
    const found = isCommitId
        ? ((await readFromCheckout(commitSha, env, signal)) ??
            (await readFromGitHub(commitSha, env, githubToken, signal)))
        : undefined;
    return tidyMessage(redact(found ?? (isEventsCommit ? event.title : undefined) ?? ''));
}
/** A message as it is sent: whole, at most 4,000 characters, nothing rather than blank. */
function tidyMessage(message) {
    const trimmed = message?.trimEnd() ?? '';
    // Characters, not halves of them.
    const characters = Array.from(trimmed);
    const kept = characters.length > maxCharacters ? characters.slice(0, maxCharacters).join('').trimEnd() : trimmed;
    return kept === '' ? undefined : kept;
}
function isSameCommit(one, other) {
    if (one.length < 7 || other === undefined)
        return one === other;
    return other.toLowerCase().startsWith(one.toLowerCase());
}
async function readFromCheckout(sha, env, signal) {
    try {
        const { stdout } = await (0,external_node_util_.promisify)(external_node_child_process_.execFile)('git', ['log', '-1', '--no-show-signature', '--format=%B', sha, '--'], {
            cwd: env.GITHUB_WORKSPACE ?? '.',
            // A partial clone would ask the network for what it lacks, and a prompt would wait for ever.
            env: { ...env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' },
            maxBuffer: 1024 * 1024,
            signal,
        });
        return stdout.trim() === '' ? undefined : stdout;
    }
    catch {
        return undefined;
    }
}
async function readFromGitHub(sha, env, token, signal) {
    const [owner, repo] = env.GITHUB_REPOSITORY?.split('/') ?? [];
    if (token === undefined || !owner || !repo || signal.aborted)
        return undefined;
    try {
        // Loaded here, since most runs have the message already. It reads proxies and GITHUB_API_URL by itself.
        const { getOctokit } = await __webpack_require__.e(/* import() */ 413).then(__webpack_require__.bind(__webpack_require__, 2413));
        const { data } = await getOctokit(token, { log: silent }).rest.repos.getCommit({
            owner,
            repo,
            ref: sha,
            // Of the changed files, which nobody asked for.
            per_page: 1,
            request: { signal },
        });
        return data.commit.message || undefined;
    }
    catch {
        return undefined;
    }
}
const silent = { debug() { }, info() { }, warn() { }, error() { } };

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/deployment/find.ts
var find = __webpack_require__(9228);
;// CONCATENATED MODULE: ./src/deployment/identify.ts
/** A list lags by seconds. A larger difference means that `Date` and `created_at` come from different clocks. */
const mostLagMs = 60_000;
/** @param limit how many deployments the list was asked for */
function remember({ deployments, serverTimeMs }, limit) {
    const times = deployments.map(createdMs).filter((ms) => ms !== undefined);
    const isFull = deployments.length >= limit && times.length > 0;
    return {
        ids: new Set(deployments.map(({ id }) => id)),
        listedSinceMs: isFull ? Math.max(...times) : undefined,
        serverTimeMs,
    };
}
/** Looks for what came of a request whose answer was lost. */
function findSuspects(page, lost) {
    const ours = [];
    const possible = [];
    for (const deployment of page.deployments) {
        const age = judgeAge(deployment, page, lost);
        if (age === 'old')
            continue;
        const isMatch = matches(deployment, lost.request);
        if (isMatch && age === 'new')
            ours.push(deployment);
        // Without a commit in common nothing tells it from the deployment of another run.
        else if (isMatch || lost.mayRecordOtherCommit || !deployment.commit_sha)
            possible.push(deployment);
    }
    // Settings are a hint only: a server may record others than were asked for, within a plan's limits for example.
    const alike = ours.length > 1 ? ours.filter((deployment) => hasSettings(deployment, lost.request)) : ours;
    return { ours: alike.length === 1 ? alike : ours, possible };
}
/** Whether a deployment is of the commit and branch that are asked for. */
function matches({ commit_sha, branch }, request) {
    return (request.commit_sha !== undefined &&
        commit_sha === request.commit_sha &&
        (request.branch === undefined || !branch || branch === request.branch));
}
function hasSettings({ replicas, image_tag }, request) {
    return ((request.replicas === undefined || replicas === request.replicas) &&
        (request.image_tag === undefined || image_tag === request.image_tag));
}
/** A list that comes within this time tells age well enough. */
const usualTookMs = 2000;
/** Whether a deployment was created after the lost request left, as far as the server's own clock tells. */
function judgeAge(deployment, { serverTimeMs, tookMs }, { before, elapsedMs }) {
    const created = createdMs(deployment);
    if (before === undefined) {
        if (created === undefined || serverTimeMs === undefined)
            return 'unclear';
        // When the request left, at the earliest. `Date` is cut to whole seconds, which is less than the way takes.
        const left = serverTimeMs - elapsedMs;
        if (created < left)
            return 'old';
        return created < left + Math.max(0, tookMs - usualTookMs) ? 'unclear' : 'new';
    }
    if (before.ids.has(deployment.id))
        return 'old';
    if (created === undefined)
        return 'new';
    if (before.listedSinceMs !== undefined && created < before.listedSinceMs)
        return 'old';
    // Older than the list that did not have it: an earlier twin, seen late, unless the clocks differ.
    const age = before.serverTimeMs === undefined ? 0 : before.serverTimeMs - created;
    return age > 0 && age <= mostLagMs ? 'unclear' : 'new';
}
function createdMs({ created_at }) {
    const time = Date.parse(created_at ?? '');
    return Number.isNaN(time) ? undefined : time;
}

;// CONCATENATED MODULE: ./src/deployment/status.ts
/** Whether a deployment is queued or under way. Statuses that nobody described are taken to be on the way, too. */
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
/** For sentences: `deployment 7, deployment 8`. */
function nameAll(deployments) {
    return deployments.map(({ id }) => `deployment ${id}`).join(', ');
}

;// CONCATENATED MODULE: ./src/deployment/attach.ts




const lookAgainMs = 1000;
/** Finds the deployment that the run is to watch, which somebody else created. */
async function attach(id, { api, appId, deadline, clock }) {
    let isLastLook = false;
    for (;;) {
        let sighting;
        try {
            sighting = await (0,find/* findDeployment */.HZ)(id, api, appId, isLastLook ? deadline.lastLook() : deadline);
        }
        catch (error) {
            if (error instanceof errors/* RefusalError */.XQ)
                return { kind: 'refused', error };
            if (!(error instanceof errors/* NoAnswerError */.i5))
                throw error;
            if (isLastLook)
                return { kind: 'unknown', reason: `deployment ${id} could not be read (${error.message}).` };
            isLastLook = true;
            continue;
        }
        const { deployment, newer, absence } = sighting;
        if (deployment !== undefined)
            return { kind: 'found', deployment, newer };
        if (absence === 'missing') {
            const message = `the app has no deployment ${id}`;
            return {
                kind: 'refused',
                error: new errors/* RefusalError */.XQ({ operation: 'getDeployment', status: 404, message }),
            };
        }
        if (absence === 'out of sight' || isLastLook) {
            return { kind: 'unknown', reason: `deployment ${id} is not among the newest ${find/* most */.qr} of the app.` };
        }
        await clock.sleep(Math.min(lookAgainMs, deadline.remainingMs()));
        isLastLook = deadline.remainingMs() === 0;
    }
}
/**
 * Finds what an earlier attempt of the same run has under way.
 *
 * @param mostAgeMs one that has been under way for longer is taken to be stuck
 */
function findOwnUnfinished({ deployments, serverTimeMs = Date.now() }, request, mostAgeMs) {
    return deployments.find((deployment) => isUnfinished(deployment) &&
        matches(deployment, request) &&
        serverTimeMs - Date.parse(deployment.created_at ?? '') < mostAgeMs);
}

// EXTERNAL MODULE: ./src/time.ts
var time = __webpack_require__(9834);
;// CONCATENATED MODULE: ./src/deployment/lost.ts





/** How long a list may lag behind before what it does not have does not exist. */
const settleMs = 8000;
/** How often the list is read in that time. */
const settleLookMs = 1000;
/**
 * Reads the list until the lost create shows or cannot show any more.
 *
 * @returns `absent` when it was not carried out
 */
async function findLost(lost, { api, appId, deadline, clock }) {
    const settled = (0,time/* deadlineIn */._5)(settleMs, clock);
    let isLastLook = false;
    for (;;) {
        // A list that was asked for before that moment proves nothing, however late it comes.
        const isSettled = settled.remainingMs() === 0;
        let page;
        try {
            page = await api.listDeployments(appId, find/* most */.qr, isLastLook ? deadline.lastLook() : deadline);
        }
        catch (error) {
            if (!(error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoAnswerError */.i5))
                throw error;
            if (error instanceof errors/* NoAnswerError */.i5 && !isLastLook && deadline.remainingMs() === 0) {
                isLastLook = true;
                continue;
            }
            return {
                kind: 'unclear',
                reason: `${lost.reason}, nor did the look for its deployment (${error.message}).`,
            };
        }
        const { ours, possible } = identify(page, lost, clock);
        const [only] = ours;
        if (ours.length > 1) {
            return {
                kind: 'unclear',
                reason: `${lost.reason}, and several deployments may be the one that was asked for: ${nameAll(ours)}.`,
            };
        }
        if (only !== undefined)
            return { kind: 'found', deployment: only };
        if (isLastLook || isSettled) {
            if (possible.length === 0)
                return { kind: 'absent' };
            const reason = `${lost.reason}, and ${nameAll(possible)} may come from it or from somebody else.`;
            return { kind: 'unclear', reason };
        }
        await clock.sleep(Math.min(settleLookMs, settled.remainingMs(), deadline.remainingMs()));
        isLastLook = deadline.remainingMs() === 0;
    }
}
function identify(page, lost, clock) {
    return findSuspects(page, {
        ...lost,
        elapsedMs: clock.now() - lost.leftAt,
        mayRecordOtherCommit: lost.mayRecordOtherCommit(),
    });
}

;// CONCATENATED MODULE: ./src/deployment/schedule.ts
const quickestMs = 1000;
const slowestMs = 15_000;
const shareOfElapsed = 0.05;
/**
 * When to look at a running deployment next: about a second at first and after each change, then after about
 * 5 % of the time that it has taken so far, at most 15 s.
 *
 * @param random a number from 0 up to 1: runs that started together should not ask together
 * @returns milliseconds from now
 */
function nextLookMs({ elapsedMs, sinceChangeMs, fixedMs }, random) {
    if (fixedMs !== undefined)
        return fixedMs;
    const grown = Math.min(elapsedMs * shareOfElapsed, quickestMs + sinceChangeMs * shareOfElapsed * 2);
    const interval = Math.min(Math.max(grown, quickestMs), slowestMs);
    return interval * (0.9 + 0.2 * random);
}

;// CONCATENATED MODULE: ./src/deployment/turn.ts



/** How long to wait before creating again, so that several runs do not do so at the same moment. */
const spreadMs = 500;
const longestPauseMs = 15_000;
/**
 * Waits until those in the way have ended. Creating as soon as one has started would be accepted by some servers, and
 * would put an end to it.
 *
 * @returns the list as it was then; undefined when the deadline passed first
 * @throws RefusalError, NoAnswerError
 */
async function waitForOthers(inTheWay, { api, appId, deadline, pollIntervalMs, clock, random }) {
    const startedAt = clock.now();
    const ids = new Set(inTheWay.map(({ id }) => id));
    for (;;) {
        const elapsedMs = clock.now() - startedAt;
        const pause = nextLookMs({ elapsedMs, sinceChangeMs: elapsedMs, fixedMs: pollIntervalMs }, random());
        await clock.sleep(Math.min(pause, deadline.remainingMs()));
        if (deadline.remainingMs() === 0)
            return undefined;
        const page = await api.listDeployments(appId, find/* most */.qr, deadline);
        if (page.deployments.some((each) => ids.has(each.id) && isUnfinished(each)))
            continue;
        await clock.sleep(Math.min(random() * spreadMs, deadline.remainingMs()));
        return page;
    }
}
/**
 * How long to wait before creating again where nobody is seen in the way: they have ended meanwhile, or the list lags
 * behind, or it does not show them at all.
 *
 * @param times how often it was so before
 * @returns milliseconds
 */
function blindPauseMs(times, random) {
    return Math.min(longestPauseMs, 1000 * 2 ** times) * (0.5 + random / 2);
}

;// CONCATENATED MODULE: ./src/deployment/create.ts







/** How often a create may get lost before the run gives up: each repeat is another chance of two. */
const mostLost = 5;
/** A create is not repeated with less time left: it would be cut off, and nobody could say what became of it. */
const leastTimeMs = 500;
/**
 * Makes one deployment, whatever the network does. A create whose answer is lost is looked for in the list, by its
 * commit and branch among those that were not there before, and sent again only where it is not found. A create that
 * is refused because others are in the way waits for its turn.
 */
async function createOnce(options) {
    const { request, deadline, clock, random, listener, mayRecordOtherCommit } = options;
    let before = options.before;
    let lost;
    let timesLost = 0;
    let timesBlind = 0;
    /** Looks for what came of a create that got lost. */
    const reconcile = async (create) => {
        const finding = await findLost(create, options);
        if (finding.kind === 'absent')
            return undefined;
        if (finding.kind === 'unclear')
            return { kind: 'unknown', reason: finding.reason };
        listener.createFound(finding.deployment);
        return { kind: 'created', deployment: finding.deployment };
    };
    /** That something else came to nothing says nothing of a create that got lost before. */
    const endWith = (reason, outcome) => lost === undefined ? outcome : { kind: 'unknown', reason: `${lost.reason}, and ${reason}.` };
    for (;;) {
        const leftAt = clock.now();
        listener.creating();
        const answer = await send(options);
        switch (answer.kind) {
            case 'created':
                return answer;
            case 'refused':
                return endWith('asking again was refused', answer);
            case 'timed-out':
                return endWith('there was no time to ask again', answer);
            case 'lost': {
                timesLost++;
                const reason = `the request got no usable answer (${answer.reason})`;
                lost = { request, before, leftAt: lost?.leftAt ?? leftAt, reason, mayRecordOtherCommit };
                listener.createLost();
                const found = await reconcile(lost);
                if (found !== undefined)
                    return found;
                const pause = random() * 1000 * 2 ** timesLost;
                if (timesLost < mostLost)
                    await clock.sleep(Math.min(pause, deadline.remainingMs()));
                if (timesLost >= mostLost || deadline.remainingMs() < leastTimeMs) {
                    const reason = `${lost.reason}, and no deployment of it can be found after ${timesLost} of ${mostLost} tries.`;
                    return { kind: 'unknown', reason };
                }
                listener.createRepeated();
                break;
            }
            case 'conflict': {
                // What is in the way may be our own.
                const found = lost && (await reconcile(lost));
                if (found !== undefined)
                    return found;
                const turn = await takeTurn(answer.error, timesBlind, options);
                if (turn.kind === 'failed')
                    return endWith('another deployment is in the way', turn.outcome);
                if (turn.isBlind)
                    timesBlind++;
                if (deadline.remainingMs() < leastTimeMs) {
                    const reason = `it was still the turn of ${nameAll(turn.inTheWay) || 'another one'}`;
                    return endWith(reason, { kind: 'timed-out', reason });
                }
                // What came while nothing of ours was under way is not ours either.
                if (lost === undefined)
                    before = turn.before ?? before;
            }
        }
    }
}
async function send({ api, appId, request, deadline }) {
    try {
        return { kind: 'created', deployment: await api.createDeployment(appId, request, deadline) };
    }
    catch (error) {
        if (error instanceof errors/* RefusalError */.XQ) {
            const isConflict = error.refusal.operation === 'createDeployment' && error.refusal.status === 409;
            return { kind: isConflict ? 'conflict' : 'refused', error };
        }
        if (!(error instanceof errors/* NoAnswerError */.i5))
            throw error;
        // Without a token the request itself has not left.
        const isLost = error.operation === 'createDeployment' && error.mayHaveWorked;
        return { kind: isLost ? 'lost' : 'timed-out', reason: error.message };
    }
}
/** Deals with a 409: fails, or waits until those in the way have ended. */
async function takeTurn(error, timesBlind, options) {
    const { api, appId, onConflict, deadline, requestTimeoutMs, clock, random, listener } = options;
    let inTheWay = [];
    let serverTimeMs;
    try {
        // Who is in the way is good to know, and no reason to keep a run that is to fail at once.
        const lookDeadline = onConflict === 'fail' ? (0,time/* earlier */.X)(deadline, (0,time/* deadlineIn */._5)(requestTimeoutMs, clock)) : deadline;
        const page = await api.listDeployments(appId, find/* most */.qr, lookDeadline);
        inTheWay = page.deployments.filter(isUnfinished);
        serverTimeMs = page.serverTimeMs;
        if (onConflict === 'wait' && inTheWay.length === 0) {
            await clock.sleep(Math.min(blindPauseMs(timesBlind, random()), deadline.remainingMs()));
            return { kind: 'over', inTheWay, isBlind: true, before: remember(page, find/* most */.qr) };
        }
        if (onConflict === 'wait') {
            listener.waitingForTurn(inTheWay, serverTimeMs);
            const after = await waitForOthers(inTheWay, options);
            return { kind: 'over', inTheWay, isBlind: false, before: after && remember(after, find/* most */.qr) };
        }
    }
    catch (trouble) {
        if (!(trouble instanceof errors/* RefusalError */.XQ || trouble instanceof errors/* NoAnswerError */.i5))
            throw trouble;
        // A no to the question who is in the way is a no to waiting for it; without an answer the time is up.
        if (onConflict === 'wait' && trouble instanceof errors/* NoAnswerError */.i5) {
            return { kind: 'over', inTheWay, isBlind: false, before: undefined };
        }
    }
    return { kind: 'failed', outcome: { kind: 'refused', error, inTheWay, serverTimeMs } };
}

;// CONCATENATED MODULE: ./src/deployment/wait.ts




/**
 * Watches a deployment until it has ended, a newer one has taken its place, or the deadline has passed.
 * The last word is always the API's: before the deadline is called, one more look is taken.
 */
async function waitForEnd(created, options) {
    const { api, appId, deadline, pollIntervalMs, clock, random, onSeen } = options;
    const startedAt = clock.now();
    let changedAt = startedAt;
    let deployment = created;
    let newer = [];
    const look = async (lookDeadline) => {
        const sighting = await (0,find/* findDeployment */.HZ)(created.id, api, appId, lookDeadline);
        newer = sighting.newer;
        const seen = sighting.deployment;
        // A list may lag behind: what it does not have yet is as it was.
        if (seen === undefined)
            return false;
        if (seen.status !== deployment.status)
            changedAt = clock.now();
        deployment = seen;
        onSeen(seen);
        return true;
    };
    let hasSeen = false;
    for (;;) {
        const verdict = judge(deployment, newer);
        if (verdict !== undefined)
            return verdict;
        const now = clock.now();
        const pause = nextLookMs({ elapsedMs: now - startedAt, sinceChangeMs: now - changedAt, fixedMs: pollIntervalMs }, random());
        const leftMs = deadline.remainingMs();
        await clock.sleep(Math.min(pause, leftMs));
        try {
            if (pause < leftMs) {
                await look(deadline);
                continue;
            }
        }
        catch (error) {
            if (error instanceof errors/* RefusalError */.XQ)
                return { kind: 'unknown', deployment, reason: error.message };
            // Trouble that lasted until the deadline; the last look is next.
            if (!(error instanceof errors/* NoAnswerError */.i5))
                throw error;
        }
        try {
            hasSeen = await look(deadline.lastLook());
        }
        catch (error) {
            if (!(error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoAnswerError */.i5))
                throw error;
            return { kind: 'unknown', deployment, reason: error.message };
        }
        const last = judge(deployment, newer);
        if (last !== undefined)
            return last;
        return hasSeen
            ? { kind: 'timed-out', deployment }
            : { kind: 'unknown', deployment, reason: `the app's list does not show deployment ${created.id} yet.` };
    }
}

;// CONCATENATED MODULE: ./src/deploy.ts










/** Brings one deployment of the app about, or finds the one to watch, and follows it to its end. */
async function deploy(inputs, payload, collaborators) {
    const { api, clock, listener } = collaborators;
    const deadline = (0,time/* deadlineIn */._5)(inputs.timeoutMs, clock, inputs.requestTimeoutMs);
    const app = readAppBeside(api, inputs.appId, deadline, listener);
    const outcome = await (inputs.deploymentId === undefined
        ? createAndFollow(inputs, payload, deadline, () => mayRecordOtherCommit(app.known()), collaborators)
        : attachAndFollow(inputs.deploymentId, inputs, deadline, collaborators));
    await app.orGiveUp();
    return outcome;
}
async function attachAndFollow(id, inputs, deadline, collaborators) {
    const { api, clock, listener } = collaborators;
    const found = await attach(id, { api, appId: inputs.appId, deadline, clock });
    if (found.kind !== 'found')
        return found;
    listener.attached(found.deployment, '`deployment-id` names it.');
    return follow(found, inputs, deadline, collaborators);
}
async function createAndFollow(inputs, payload, deadline, mayRecordOtherCommit, collaborators) {
    const { api, clock, random, env, listener } = collaborators;
    const { appId, timeoutMs, requestTimeoutMs, pollIntervalMs, onConflict } = inputs;
    // What an earlier attempt of this run has left under way is this one's, too.
    const isRerun = Number(env.GITHUB_RUN_ATTEMPT) > 1;
    const [look, source] = await Promise.all([
        lookBefore(api, appId, isRerun ? deadline : (0,time/* earlier */.X)(deadline, (0,time/* deadlineIn */._5)(lookBeforeMs, clock))),
        findSource(inputs, payload, deadline, collaborators),
    ]);
    listener.learn({ source });
    if (look.kind === 'refused')
        return look;
    const { page } = look;
    const request = toRequest(inputs, source);
    if (isRerun && page === undefined && deadline.remainingMs() === 0) {
        return { kind: 'unknown', reason: 'whether an earlier attempt of this run has one could not be read.' };
    }
    const own = isRerun && page ? findOwnUnfinished(page, request, timeoutMs) : undefined;
    if (own !== undefined) {
        listener.attached(own, 'an earlier attempt of this run has created it.');
        return follow({ deployment: own, newer: [] }, inputs, deadline, collaborators);
    }
    const created = await createOnce({
        api,
        appId,
        request,
        before: page && remember(page, find/* most */.qr),
        onConflict,
        mayRecordOtherCommit,
        deadline,
        requestTimeoutMs,
        pollIntervalMs,
        clock,
        random,
        listener,
    });
    if (created.kind !== 'created')
        return created;
    return follow({ deployment: created.deployment, newer: [] }, inputs, deadline, collaborators);
}
/** Watches a deployment to its end, unless nobody wants to wait for it. */
async function follow({ deployment, newer }, { appId, pollIntervalMs, waitForCompletion }, deadline, { api, clock, random, listener }) {
    listener.seen(deployment);
    const verdict = judge(deployment, newer);
    if (verdict !== undefined)
        return verdict;
    if (!waitForCompletion)
        return { kind: 'started', deployment };
    const onSeen = (seen) => listener.seen(seen);
    return waitForEnd(deployment, { api, appId, deadline, pollIntervalMs, clock, random, onSeen });
}
/** What is deployed: what the inputs say, else the event. */
async function findSource(inputs, payload, deadline, { env, redact }) {
    const { githubToken } = inputs;
    const event = eventSource(payload, env);
    const commitSha = inputs.commitSha ?? event.commitSha;
    const commitMessage = tidyMessage(redact(inputs.commitMessage ?? '')) ??
        (await findCommitMessage(commitSha, { event, env, githubToken, deadline, redact }));
    return { branch: inputs.branch ?? event.branch, commitSha, commitMessage };
}
function toRequest({ imageTag, channel, replicas, debug }, source) {
    const { branch, commitSha, commitMessage } = source;
    return {
        ...(imageTag !== undefined && { image_tag: imageTag }),
        ...(channel !== undefined && { channel }),
        ...(replicas !== undefined && { replicas }),
        ...(branch !== undefined && { branch }),
        ...(commitSha !== undefined && { commit_sha: commitSha }),
        ...(commitMessage !== undefined && { commit_message: commitMessage }),
        ...(debug && { debug }),
    };
}
/** How long to try to read the list before creating without having seen it. */
const lookBeforeMs = 10_000;
/**
 * Reads what the app has, so that what comes of a create whose answer gets lost can be told from it. A no to this
 * question is no verdict yet, since the create itself will have the better words; without a token there is none.
 */
async function lookBefore(api, appId, deadline) {
    try {
        return { kind: 'looked', page: await api.listDeployments(appId, find/* most */.qr, deadline) };
    }
    catch (error) {
        if (error instanceof errors/* RefusalError */.XQ && error.refusal.operation === 'exchangeToken') {
            return { kind: 'refused', error };
        }
        if (error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoAnswerError */.i5)
            return { kind: 'looked', page: undefined };
        throw error;
    }
}
/** How long the end of a run may still wait for the name of the app, in milliseconds. */
const appGraceMs = 2000;
/** Reads the app beside the deployment: its name and page are good to have, and nothing depends on them. */
function readAppBeside(api, appId, deadline, listener) {
    const abort = new AbortController();
    let app;
    const reading = api.getApp(appId, deadline, abort.signal).then((read) => {
        app = read;
        listener.learn({ app });
    }, () => { });
    return {
        known: () => app,
        async orGiveUp() {
            const timer = setTimeout(() => abort.abort(), Math.min(appGraceMs, deadline.remainingMs()));
            await reading;
            clearTimeout(timer);
        },
    };
}
/** Apps that are connected to GitHub record the commit of their branch. One that cannot be read may be such an app. */
function mayRecordOtherCommit(app) {
    return app === undefined || Boolean(app.production_branch);
}

// EXTERNAL MODULE: ./src/inputs.ts
var src_inputs = __webpack_require__(8422);
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

;// CONCATENATED MODULE: ./src/deployment/duration.ts
/**
 * How long a deployment took from its creation to its end, by the server's own times.
 *
 * @returns milliseconds; undefined when it has not ended or the times are missing
 */
function durationMs({ status, created_at, finished_at, updated_at }) {
    if (status !== 'succeeded' && status !== 'failed')
        return undefined;
    // Servers that do not say when it finished changed it for the last time then.
    const duration = Date.parse(finished_at ?? updated_at ?? '') - Date.parse(created_at ?? '');
    return duration >= 0 ? duration : undefined;
}

;// CONCATENATED MODULE: ./src/report/facts.ts

/** Page of the app in the portal. Source: facts that the docs and the official action agree on. */
function appUrl({ app, org }) {
    // A name has at most 38 characters: what is much longer has no page.
    if (!app?.name || !org || app.name.length > 2000)
        return undefined;
    // Half an emoji has no encoding.
    const [handle, name] = [org, app.name].map((part) => encodeURIComponent(part.toWellFormed()));
    return `https://spice.ai/${handle}/${name}`;
}
/** Seconds from the deployment's creation to its end, or to the last look at one that goes on. */
function durationSeconds({ deployment, elapsedMs }) {
    if (deployment === undefined)
        return undefined;
    const ms = durationMs(deployment) ?? elapsedMs;
    return ms === undefined ? undefined : Math.round(ms / 100) / 10;
}

// EXTERNAL MODULE: ./src/report/files.ts
var files = __webpack_require__(561);
// EXTERNAL MODULE: ./src/report/log.ts
var log = __webpack_require__(6472);
;// CONCATENATED MODULE: ./src/report/outputs.ts

/** The outputs of the action, those that are known. */
function renderOutputs(facts) {
    const { appId, app, deployment, outcome, errorMessage } = facts;
    const values = {
        'app-id': appId,
        'app-name': app?.name,
        'app-url': appUrl(facts),
        'deployment-id': deployment?.id,
        'deployment-status': deployment?.status,
        'deployment-created-at': deployment?.created_at,
        'image-tag': deployment && (deployment.image_tag ?? facts.imageTag),
        replicas: deployment && (deployment.replicas ?? facts.replicas),
        'duration-seconds': outcome && durationSeconds(facts),
        deployment: deployment && toJson(deployment.raw),
        outcome: outcome?.kind,
        'error-message': errorMessage,
    };
    return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => value === undefined || value === null || value === '' ? [] : [[name, String(value)]]));
}
function toJson(value) {
    try {
        return JSON.stringify(value);
    }
    catch {
        // Members that nobody described may be nested deeper than the stack is high.
        return undefined;
    }
}

// EXTERNAL MODULE: ./node_modules/escape-goat/index.js
var escape_goat = __webpack_require__(4396);
// EXTERNAL MODULE: ./src/report/text.ts
var report_text = __webpack_require__(5655);
;// CONCATENATED MODULE: ./src/report/summary.ts




/**
 * Renders the job summary: Markdown in which everything of others stands inside HTML blocks, escaped, where
 * Markdown means nothing.
 */
function renderSummary(facts, verdict, { repositoryUrl }) {
    const { deployment, source } = facts;
    const url = appUrl(facts);
    const duration = durationSeconds(facts);
    const rows = [
        ['App', appCell(facts, url)],
        ['Deployment', code(deployment?.id)],
        ['Status', code(deployment?.status)],
        ['Channel', code(facts.channel)],
        ['Replicas', code(deployment?.replicas ?? facts.replicas)],
        ['Image', code(deployment?.image_tag ?? facts.imageTag)],
        ['Branch', code(source?.branch ?? deployment?.branch)],
        ['Commit', commitCell(source?.commitSha ?? deployment?.commit_sha, repositoryUrl)],
        ['Message', code(source?.commitMessage ?? deployment?.commit_message, 500)],
        ['Created', code(deployment?.created_at)],
        ['Started', code(deployment?.started_at)],
        ['Updated', code(deployment?.finished_at ?? deployment?.updated_at)],
        ['Duration', duration === undefined ? undefined : code(prettyMilliseconds(duration * 1000))],
    ];
    return [
        `## ${verdict.isGood ? '✅' : '❌'} ${verdict.headline}`,
        verdict.isGood ? `<p>${(0,report_text/* asText */.e1)(verdict.what)}</p>` : `<pre>${(0,report_text/* asText */.e1)(verdict.what)}</pre>`,
        verdict.todo && `<p><b>What to do:</b> ${advice(verdict.todo)}</p>`,
        table(rows),
    ]
        .filter(Boolean)
        .join('\n\n')
        .concat('\n\n');
}
/** Advice names inputs and scopes between backticks, as an annotation shows them. */
function advice(todo) {
    return (0,report_text/* asText */.e1)(todo)
        .replace(/`([^`\n]+)`/g, '<code>$1</code>')
        .replaceAll('\n', '<br>');
}
function table(rows) {
    const lines = rows.flatMap(([name, cell]) => cell === undefined ? [] : [`<tr><th align="left">${name}</th><td>${cell}</td></tr>`]);
    return lines.length === 0 ? '' : `<table>\n${lines.join('\n')}\n</table>`;
}
function appCell({ app, appId }, url) {
    if (appId === undefined)
        return undefined;
    const name = app?.name ? `${code(app.name)} (${appId})` : code(appId);
    return url === undefined ? name : (0,escape_goat/* htmlEscape */.z) `<a href="${url}">`.concat(`${name}</a>`);
}
function commitCell(sha, repositoryUrl) {
    if (!sha)
        return undefined;
    const short = code(/^[0-9a-f]{40,64}$/i.test(sha) ? sha.slice(0, 7) : sha);
    if (repositoryUrl === undefined || !/^[0-9a-f]{7,64}$/i.test(sha))
        return short;
    return (0,escape_goat/* htmlEscape */.z) `<a href="${repositoryUrl}/commit/${sha}">`.concat(`${short}</a>`);
}
/** Text as it is: no Markdown, no mention, no link. Line breaks are tags, since a blank line would end the table. */
function code(value, most = 200) {
    if (value === undefined || value === null || value === '')
        return undefined;
    return `<code>${(0,report_text/* asText */.e1)((0,report_text/* cut */.Jj)(String(value), most))
        .trim()
        .replaceAll('\n', '<br>')}</code>`;
}

;// CONCATENATED MODULE: ./src/report/refusal.ts

const attempted = {
    exchangeToken: 'gave no token for the client credentials',
    getApp: 'did not show the app',
    listDeployments: 'did not list the deployments of the app',
    getDeployment: 'did not show the deployment',
    createDeployment: 'did not create the deployment',
};
/** Says what happened, in the API's own words where it gave some, and what to do about it. */
function explainRefusal(refusal, appId) {
    const { operation, status, message, fieldErrors } = refusal;
    const words = (0,report_text/* cut */.Jj)([message, ...(fieldErrors ?? [])].filter(Boolean).join(' · '), report_text/* readableLength */.bf);
    return {
        what: `Spice Cloud ${attempted[operation]} (HTTP ${status}${words === '' ? ', without a reason' : ''})${words && `: ${words}`}`,
        todo: operation === 'exchangeToken'
            ? adviseOnToken(status)
            : (adviseOnCode(refusal) ?? adviseOnStatus(refusal, appId)),
    };
}
function adviseOnToken(status) {
    if (status === 404)
        return 'Check `oauth-token-url`.';
    return ('Check `client-id` and `client-secret`: the OAuth client may be deleted, expired, or its secret regenerated. ' +
        'Clients are kept in the settings of the organization on spice.ai, under OAuth Clients. ' +
        'If `scope` is set, the client must have those scopes.');
}
/** Codes of the API description, known on refusals and newer errors. */
function adviseOnCode({ code, message }) {
    switch (code) {
        case 'insufficient_scope': {
            const scope = /Required: (\S+)/.exec(message)?.[1] ?? 'deployments:write';
            return `Give the OAuth client or token the scope \`${scope}\`, and name it in \`scope\` if that input is set.`;
        }
        case 'forbidden':
            return 'The user of this token may only read: ask an owner of the organization for the member role.';
        case 'org_forbidden':
        case 'org_assertion_mismatch':
        case 'invalid_org_assertion':
            return 'Check `org`: it must be the handle of an organization that the token may act on.';
        case 'image_tag_requires_enterprise':
            return 'Leave `image-tag` out, or move the organization to the Enterprise plan.';
        case 'invalid_stable_image_tag':
            return 'Choose an `image-tag` that is published for the channel, or leave it out.';
        case 'plan_limit':
            return 'Lower `replicas`, or move the organization to a larger plan.';
        case 'spicepod_paused':
            return 'Resume the app on spice.ai, then run this job again.';
        default:
            return undefined;
    }
}
function adviseOnStatus({ operation, status, message }, appId) {
    switch (status) {
        case 400:
            return /spicepod/i.test(message)
                ? 'Give the app a valid spicepod first, on spice.ai or by the API.'
                : 'Correct the inputs that are named; if none is, look at the app on spice.ai.';
        case 401:
            return 'The token is not valid or has expired: store a new one in the secret that `api-token` reads.';
        case 402:
            return 'The organization has to settle its plan or credits on spice.ai.';
        case 403:
            return 'The token needs the scope `deployments:write` and a role that may deploy.';
        case 404:
            if (operation === 'getDeployment')
                return 'Check `deployment-id` and `app-id`.';
            return `Check \`app-id\` (${appId}), and that the credentials belong to the organization of the app: apps of others look as if they did not exist.`;
        case 409:
            return 'Run this job again when the other deployment has ended, or set `on-conflict: wait`, which does that for you. A `concurrency` group in the workflow makes runs take turns.';
        case 422:
            return 'Finish setting up the organization on spice.ai.';
        default:
            return 'Run this job again; if it stays so, look at the app on spice.ai or ask its support.';
    }
}

;// CONCATENATED MODULE: ./src/report/verdict.ts




/** Puts an outcome into words. */
function describeOutcome(outcome, context) {
    const { appId, timeoutMs, appUrl, onSuperseded, isRequested } = context;
    const where = appUrl === undefined ? 'in the portal at https://spice.ai' : `at ${appUrl}`;
    const limit = prettyMilliseconds(timeoutMs);
    const bad = (headline, what, todo, errorMessage = what) => ({
        isGood: false,
        headline,
        what,
        todo,
        errorMessage,
    });
    switch (outcome.kind) {
        case 'succeeded':
            return good('Deployed', `Deployment ${outcome.deployment.id} succeeded.`);
        case 'started':
            return good('Deployment started', `Deployment ${outcome.deployment.id} was started and goes on in Spice Cloud; this run does not wait for it.`);
        case 'failed': {
            const { id, error_message, error_code } = outcome.deployment;
            const reason = (0,report_text/* cut */.Jj)(error_message ?? '', report_text/* readableLength */.bf) || 'Spice Cloud gave no reason.';
            const todo = error_code?.startsWith('insufficient_')
                ? 'The cluster lacked room: run this job again later, or ask for fewer replicas or resources.'
                : `Correct what the reason names (a secret, a dataset, a model) and deploy again; the app's logs are ${where}.`;
            return bad('Deployment failed', `Deployment ${id} failed: ${reason}`, todo, error_message || reason);
        }
        case 'superseded': {
            const { deployment, by } = outcome;
            const what = `Deployment ${deployment.id} was superseded by the newer deployment ${by.id}${describeCommit(by)}, which took over before it ended.`;
            if (onSuperseded === 'pass')
                return good('Deployment superseded', what);
            return bad('Deployment superseded', what, 'The newer deployment decides what runs. A `concurrency` group in the workflow makes runs take turns; `on-superseded: pass` lets this job pass.');
        }
        case 'timed-out': {
            if (outcome.deployment === undefined) {
                return bad('Timed out', `No deployment could be created within ${limit}: ${(0,report_text/* cut */.Jj)(outcome.reason, report_text/* readableLength */.bf)}.`, 'Nothing was deployed. Run this job again later, or raise `timeout-seconds`.');
            }
            const { id, status, error_message } = outcome.deployment;
            const blocked = error_message ? ` Spice Cloud says: ${(0,report_text/* cut */.Jj)(error_message, report_text/* readableLength */.bf)}` : '';
            return bad('Timed out', `Deployment ${id} was still ${(0,report_text/* cut */.Jj)(status, 50)} after ${limit}. It goes on in Spice Cloud and may yet succeed.${blocked}`, `Look ${where} how it ends, and raise \`timeout-seconds\` if deployments of this app need longer. A rollout that never ends usually waits for a missing secret, or for a dataset or model that does not load.`);
        }
        case 'refused': {
            if (outcome.error instanceof errors/* InputError */.dz) {
                return bad('Nothing was deployed', outcome.error.problems.join('\n'), 'Nothing was sent to Spice Cloud. Correct the inputs of the step.');
            }
            const { what, todo } = explainRefusal(outcome.error.refusal, appId ?? 0);
            const inTheWay = outcome.inTheWay
                ?.map((each) => describeOther(each, outcome.serverTimeMs))
                .join(' and ');
            return bad('Nothing was deployed', inTheWay ? `${what}\nIn the way: ${inTheWay}.` : what, todo);
        }
        case 'cancelled': {
            if (outcome.deployment !== undefined) {
                const { id, status } = outcome.deployment;
                return bad('Cancelled', `This run was cancelled. Deployment ${id} (last seen ${status}) goes on in Spice Cloud.`, `Look ${where} how it ends, or watch it with \`deployment-id: ${id}\`.`);
            }
            return isRequested
                ? bad('Cancelled', 'This run was cancelled while it asked for a deployment, which may have been created.', `Look ${where} whether the app has a new deployment.`)
                : bad('Cancelled', 'This run was cancelled before it asked for a deployment. Nothing was deployed.', '');
        }
        case 'unknown': {
            const { deployment, reason } = outcome;
            if (deployment === undefined && !isRequested) {
                return bad('Outcome unknown', `How things stand could not be found out: ${(0,report_text/* cut */.Jj)(reason, report_text/* readableLength */.bf)}`, `This run asked for no deployment. Look ${where} before you run this job again.`);
            }
            return deployment === undefined
                ? bad('Outcome unknown', `Whether a deployment was created could not be found out: ${(0,report_text/* cut */.Jj)(reason, report_text/* readableLength */.bf)}`, `Look ${where} whether the app has a new deployment before you run this job again.`)
                : bad('Outcome unknown', `How deployment ${deployment.id} ended could not be found out (last seen ${(0,report_text/* cut */.Jj)(deployment.status, 50)}): ${(0,report_text/* cut */.Jj)(reason, report_text/* readableLength */.bf)}`, `It may go on in Spice Cloud: look ${where} how it ends.`);
        }
    }
}
/**
 * Another's deployment: what it is, whose, and for how long.
 *
 * @param nowMs by the server's clock; without it that of this machine has to do
 */
function describeOther(deployment, nowMs = Date.now()) {
    const { id, status, created_by, creation_source, created_at } = deployment;
    const by = created_by ?? creation_source;
    const ageMs = nowMs - Date.parse(created_at ?? '');
    // The server's clock is cut to whole seconds, so what is new may seem to come from the future.
    const age = prettyMilliseconds(Math.max(ageMs, 1000) || 0, { secondsDecimalDigits: 0 });
    const since = Number.isNaN(ageMs) ? '' : ` for ${age}`;
    return `deployment ${id}${describeCommit(deployment)}, ${status}${since}${by ? `, by ${by}` : ''}`;
}
function describeCommit({ commit_sha, branch }) {
    const parts = [commit_sha && `commit ${commit_sha.slice(0, 12)}`, branch && `branch ${branch}`].filter(Boolean);
    return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}
function good(headline, what) {
    return { isGood: true, headline, what, todo: '', errorMessage: undefined };
}

;// CONCATENATED MODULE: ./src/report/report.ts








/** Tells what happens while it happens: log and outputs at once, the summary at the end. */
class Report {
    #facts = {};
    #createdAt;
    #isAttached = false;
    #hadTrouble = false;
    #hasLostOne = false;
    #hasEnded = false;
    #ending;
    #clock;
    #env;
    #log;
    #files;
    constructor(secrets, clock, env) {
        this.#clock = clock;
        this.#env = env;
        this.#log = new log/* Log */.t(secrets);
        this.#files = new files/* Files */.s(secrets, this.#log);
    }
    get facts() {
        return this.#facts;
    }
    /** Takes in what has become known and writes the outputs that follow from it. */
    learn(facts) {
        if (this.#hasEnded)
            return;
        this.#facts = { ...this.#facts, ...facts };
        this.#files.writeOutputs(renderOutputs(this.#facts));
    }
    creating() {
        const isFirst = this.#facts.isRequested === undefined;
        this.learn({ isRequested: true });
        if (!isFirst)
            return;
        const { appId, source } = this.#facts;
        const { branch, commitSha, commitMessage } = source ?? {};
        const parts = [
            `Deploying app ${appId}`,
            branch && `branch ${branch}`,
            commitSha && `commit ${commitSha.slice(0, 12)}`,
            commitMessage && `"${(0,report_text/* firstLine */.TM)(commitMessage)}"`,
        ];
        this.#log.info(parts.filter(Boolean).join(' · '));
    }
    waitingForTurn(inTheWay, serverTimeMs) {
        // The request was turned down: nothing of ours is under way, unless one got lost before.
        this.learn({ isRequested: this.#hasLostOne });
        this.#log.info(`Waiting for ${inTheWay.map((each) => describeOther(each, serverTimeMs)).join(' and ')}`);
    }
    createLost() {
        this.#hasLostOne = true;
        this.#log.info('The answer to the request for the deployment was lost. Looking whether it was carried out.');
    }
    createFound({ id }) {
        this.#log.info(`It was carried out: deployment ${id} is the one that was asked for.`);
    }
    createRepeated() {
        this.#log.info('It was not carried out. Asking again.');
    }
    /** A deployment that exists already is watched instead of creating one. */
    attached({ id }, why) {
        this.#isAttached = true;
        // These were asked for nowhere.
        this.learn({ channel: undefined, replicas: undefined, imageTag: undefined });
        this.#log.info(`Watching deployment ${id}: ${why}`);
    }
    /** The deployment was seen, for the first time or again. */
    seen(deployment) {
        const before = this.#facts.deployment;
        this.#createdAt ??= this.#clock.now();
        const elapsedMs = this.#clock.now() - this.#createdAt;
        this.learn({ deployment, elapsedMs });
        if (before === undefined) {
            this.#files.saveState('deployment-id', deployment.id);
            if (!this.#isAttached)
                this.#log.info(`Created deployment ${deployment.id}`);
        }
        if (before?.status !== deployment.status) {
            this.#log.info(`${formatElapsed(elapsedMs).padStart(7)}  ${deployment.status}`);
        }
        // A rollout that is blocked says why and is tried again: no failure yet, but worth knowing.
        const { error_message, status } = deployment;
        if (error_message && status !== 'failed' && error_message !== before?.error_message) {
            this.#log.warning(`Deployment ${deployment.id} is ${status} and reports: ${error_message}`);
        }
    }
    troubleBegan(reason) {
        const text = `Spice Cloud does not answer as it should (${reason}). The run goes on for as long as it has time.`;
        // One annotation is enough to know of it; the log has every stretch.
        if (this.#hadTrouble)
            this.#log.info(text);
        else
            this.#log.warning(text);
        this.#hadTrouble = true;
    }
    troubleEnded() {
        this.#log.info('Spice Cloud answers again.');
    }
    /**
     * Says how it ended: outputs, summary, and the verdict as the last line. Only the first ending counts.
     *
     * @returns whether the job may go on
     */
    end(outcome) {
        this.#ending ??= this.#end(outcome);
        return this.#ending;
    }
    async #end(outcome) {
        const deployment = 'deployment' in outcome ? outcome.deployment : undefined;
        this.learn({ outcome, ...(deployment && { deployment }) });
        const { appId, timeoutMs = 0, onSuperseded = 'fail', isRequested = false } = this.#facts;
        const url = appUrl(this.#facts);
        const verdict = describeOutcome(outcome, { appId, timeoutMs, onSuperseded, isRequested, appUrl: url });
        this.learn({ errorMessage: verdict.errorMessage });
        this.#hasEnded = true;
        // After a cancellation the post step takes another look, since it has the time.
        if (outcome.kind !== 'cancelled' || (deployment === undefined && !isRequested)) {
            this.#files.saveState('ended', 'true');
        }
        await this.#files.appendSummary(renderSummary(this.#facts, verdict, { repositoryUrl: repositoryUrl(this.#env) }));
        if (verdict.isGood)
            this.#log.info([verdict.what, url].filter(Boolean).join(' '));
        else
            this.#log.error(verdict.headline, [verdict.what, verdict.todo].filter(Boolean).join('\n'));
        return verdict.isGood;
    }
}
function formatElapsed(ms) {
    return ms < 1000 ? '0s' : prettyMilliseconds(ms, { secondsDecimalDigits: 0 });
}
function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }) {
    return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined;
}

// EXTERNAL MODULE: ./src/secrets.ts
var src_secrets = __webpack_require__(7194);
// EXTERNAL MODULE: ./src/spice/proxy.ts
var proxy = __webpack_require__(6174);
;// CONCATENATED MODULE: ./src/run.ts










/**
 * Deploys, and passes or fails the job. The only place that decides how the process ends.
 *
 * @param cancelled settles when the runner puts an end to the step
 */
async function run(env, cancelled) {
    const secrets = new src_secrets/* Secrets */.S(core/* setSecret */.Pq);
    (0,src_inputs/* maskSecrets */.Q)(secrets);
    const report = new Report(secrets, time/* systemClock */.ml, env);
    endWhenCancelled(cancelled, report);
    let outcome;
    try {
        outcome = await tellStory(secrets, report, env);
    }
    catch (error) {
        outcome =
            error instanceof errors/* InputError */.dz
                ? { kind: 'refused', error }
                : { kind: 'unknown', deployment: report.facts.deployment, reason: describeDefect(error) };
    }
    if (!(await report.end(outcome)))
        process.exitCode = 1;
}
async function tellStory(secrets, report, env) {
    const payload = readPayload(env);
    const inputs = (0,src_inputs/* readInputs */.K)(secrets, whyNoSecrets(payload, env));
    const { appId, timeoutMs, onSuperseded, channel, replicas, imageTag } = inputs;
    const org = inputs.org ?? env.GITHUB_REPOSITORY?.split('/')[0];
    report.learn({ appId, timeoutMs, onSuperseded, channel, replicas, imageTag, org });
    await (0,proxy/* useProxyFromEnvironment */.F)(env);
    const clock = time/* systemClock */.ml;
    const api = (0,connect/* connect */.N)(inputs, { secrets, listener: report, fetch: globalThis.fetch, clock });
    const redact = (text) => secrets.redact(text);
    return deploy(inputs, payload, { api, clock, random: Math.random, env, redact, listener: report });
}
/** The runner gives a cancelled step some seconds: enough to say where things stand, not to wait for them. */
async function endWhenCancelled(cancelled, report) {
    await cancelled;
    // A run that is just ending ends as it was about to.
    const isGood = await report.end({ kind: 'cancelled', deployment: report.facts.deployment });
    process.exit(isGood ? 0 : 1);
}
function describeDefect(error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `the action met an error that it does not know; please report it.\n${detail}`;
}


/***/ })

};
