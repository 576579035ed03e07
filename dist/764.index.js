export const id = 764;
export const ids = [764,329];
export const modules = {

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

/***/ 8764:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   isWorthComment: () => (/* binding */ isWorthComment),
/* harmony export */   renderComment: () => (/* binding */ renderComment)
/* harmony export */ });
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1692);
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6390);
/* harmony import */ var _github_marker_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4329);
/* harmony import */ var _runtime_dataset_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7748);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8992);
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9834);
/* harmony import */ var _facts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1349);
/* harmony import */ var _html_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6433);








/** GitHub takes 65,536 characters; it may count in another way. */
const mostCharacters = 60_000;
/**
 * Whether a run that ends so has something to tell. One that is cancelled before it has asked for a deployment leaves
 * what the comment says as true as it was.
 */
function isWorthComment({ outcome, isRequested }) {
    return outcome?.kind !== 'cancelled' || outcome.deployment !== undefined || isRequested === true;
}
/**
 * Renders the comment on a pull request: short, since the summary of the run has the rest. Everything of others stands
 * in `<code>` of an HTML block, escaped: there Markdown means nothing, and GitHub makes no link of a name or a number
 * and notifies nobody.
 */
function renderComment(facts, verdict, context) {
    const { redact } = context;
    const blocks = [
        headline(facts, verdict, redact),
        ...reasons(facts, verdict, redact),
        verdict.todo &&
            `<p><b>What to do:</b> ${(0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .sentence */ .em)((0,_text_js__WEBPACK_IMPORTED_MODULE_4__/* .cut */ .Jj)(verdict.todo, longestSentence, redact), (0,_facts_js__WEBPACK_IMPORTED_MODULE_2__/* .portalPages */ .Ju)(facts))}</p>`,
        table(facts, context),
    ].filter((block) => typeof block === 'string' && block !== '');
    const [first, last] = [(0,_github_marker_js__WEBPACK_IMPORTED_MODULE_5__.renderMarker)(context.marker), footer(context)];
    let left = mostCharacters - first.length - last.length;
    // Whole blocks, so that every tag is closed.
    const fitting = blocks.filter((block) => {
        const fits = block.length + 2 <= left;
        if (fits)
            left -= block.length + 2;
        return fits;
    });
    return `${first}\n${[...fitting, last].join('\n\n')}\n`.toWellFormed();
}
const icons = {
    started: '⏳',
    unverified: '⚠️',
    superseded: '⏩',
};
function headline(facts, { isGood, headline }, redact) {
    const { outcome, app, appId } = facts;
    const icon = isGood ? ((outcome && icons[outcome.kind]) ?? '✅') : '❌';
    const name = (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(app?.name ?? (appId === undefined ? undefined : `app ${appId}`), redact, 100);
    const linked = name && (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .link */ .nf)(safeUrl((0,_facts_js__WEBPACK_IMPORTED_MODULE_2__/* .appUrl */ .RM)(facts), redact), name);
    return `<h3>${icon} ${(0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .sentence */ .em)(headline)}${linked ? `: ${linked}` : ''}</h3>`;
}
/** A good end needs no words beside the headline; a bad one says why. */
function reasons({ outcome }, { what }, redact) {
    if (outcome?.kind === 'succeeded')
        return [];
    if (outcome?.kind === 'started')
        return [`<p>${(0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .sentence */ .em)((0,_text_js__WEBPACK_IMPORTED_MODULE_4__/* .cut */ .Jj)(what, longestSentence, redact))}</p>`];
    return [`<p>${lines(what, redact)}</p>`];
}
const longestSentence = 2000;
const mostLines = 12;
const lineLength = 400;
/** The lines of a text, each as it is. GitHub shows no line break inside of `<code>`, and wraps none inside of `<pre>`. */
function lines(text, redact) {
    const all = redact(text)
        .split('\n')
        .filter((line) => line.trim() !== '');
    const shown = all.slice(0, mostLines).map((line) => (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(line, redact, lineLength));
    const left = all.length - mostLines;
    return [...shown, ...(left > 0 ? [`… and ${left} more lines`] : [])].filter(Boolean).join('<br>\n');
}
function table(facts, context) {
    const { redact } = context;
    const { deployment, rollback } = facts;
    const rows = [
        ['Deployment', deployment && named(deployment, facts.outcome?.kind === 'succeeded', redact)],
        ['Rollback', rollback && named(rollback, false, redact)],
        ['Commit', commit(facts, context)],
        ['Created', created(facts, redact)],
        ['Settings', settings(facts, redact)],
        ['Datasets', datasets(facts)],
        ['Probes', probes(facts)],
    ];
    const cells = rows.flatMap(([name, cell]) => cell ? [`<tr><th align="left">${name}</th><td>${cell}</td></tr>`] : []);
    return cells.length === 0 ? '' : `<table>\n${cells.join('\n')}\n</table>`;
}
function named({ id, status }, isSaid, redact) {
    return listed([(0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .eu)(id), isSaid ? undefined : (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(status, redact, 50)]);
}
/** What the deployment is of, which may be another commit than the one that the run is about. */
function commit({ deployment, source }, { repositoryUrl, redact }) {
    const sha = deployment?.commit_sha || source?.commitSha;
    const short = shortSha(sha, repositoryUrl, redact);
    const branch = (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(deployment?.branch ?? source?.branch, redact);
    const wanted = source?.commitSha;
    const isOther = sha && wanted && !(0,_commit_js__WEBPACK_IMPORTED_MODULE_6__/* .isSameCommit */ .sw)(sha, wanted);
    return listed([
        short,
        branch && `branch ${branch}`,
        isOther ? `this run is about ${shortSha(wanted, repositoryUrl, redact)}` : undefined,
    ]);
}
function shortSha(sha, repositoryUrl, redact) {
    if (!sha)
        return undefined;
    const isSha = (0,_commit_js__WEBPACK_IMPORTED_MODULE_6__/* .isCommitId */ .jh)(sha);
    const text = (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)((0,_commit_js__WEBPACK_IMPORTED_MODULE_6__/* .shortCommit */ .Ax)(sha, redact, 7), redact);
    const url = isSha && repositoryUrl !== undefined ? `${repositoryUrl}/commit/${sha}` : undefined;
    return text && (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .link */ .nf)(safeUrl(url, redact), text);
}
function created(facts, redact) {
    const { deployment, outcome } = facts;
    if (deployment === undefined)
        return undefined;
    const createdMs = (0,_time_js__WEBPACK_IMPORTED_MODULE_1__/* .parseTime */ .pe)(deployment.created_at);
    const seconds = (0,_facts_js__WEBPACK_IMPORTED_MODULE_2__/* .durationSeconds */ .o8)(facts);
    const hasEnded = outcome?.kind === 'succeeded' || outcome?.kind === 'failed' || outcome?.kind === 'unverified';
    const took = seconds === undefined ? undefined : (0,pretty_ms__WEBPACK_IMPORTED_MODULE_7__/* ["default"] */ .A)(Math.max(0, seconds) * 1000);
    return listed([
        createdMs === undefined ? (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(deployment.created_at, redact, 50) : formatTime(new Date(createdMs)),
        outcome?.kind !== 'started' && took && (hasEnded ? `took ${took}` : `watched for ${took}`),
    ]);
}
function settings({ deployment, replicas, imageTag, channel }, redact) {
    if (deployment === undefined)
        return undefined;
    const image = (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(deployment.image_tag ?? imageTag, redact, 100);
    const count = (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .eu)(deployment.replicas ?? replicas);
    const from = (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(channel, redact, 50);
    return listed([image && `image ${image}`, count && `replicas ${count}`, from && `channel ${from}`]);
}
function datasets({ verification }) {
    const all = verification?.datasets ?? [];
    if (all.length === 0)
        return undefined;
    const ready = all.filter(_runtime_dataset_js__WEBPACK_IMPORTED_MODULE_0__/* .isFine */ .zn).length;
    return `${ready === all.length ? '✅' : '❌'} ${ready} of ${all.length} ready`;
}
function probes({ verification }) {
    const all = verification?.tests ?? [];
    if (all.length === 0)
        return undefined;
    const failed = all.filter(({ ok }) => !ok);
    if (failed.length === 0)
        return `✅ ${all.length} of ${all.length} passed`;
    const names = [...new Set(failed.map(({ name }) => name))].map((name) => (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .eu)(name));
    return `❌ ${failed.length} of ${all.length} failed: ${names.join(', ')}`;
}
function footer({ at, runUrl, redact, marker }) {
    const attempt = marker.runAttempt > 1 ? `, attempt ${marker.runAttempt}` : '';
    const run = (0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .link */ .nf)(safeUrl(runUrl, redact), `run ${(0,_html_js__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .eu)(marker.runId)}${attempt}`);
    return `<p><sub>${formatTime(at)} · ${run}</sub></p>`;
}
/** A link in which something is hidden leads nowhere. */
function safeUrl(url, redact) {
    return url !== undefined && redact(url) === url ? url : undefined;
}
/** In UTC, to the second. */
function formatTime(at) {
    return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
function listed(parts) {
    return parts.filter(Boolean).join(' · ');
}


/***/ }),

/***/ 7748:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GK: () => (/* binding */ isInError),
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   b2: () => (/* binding */ isMissing),
/* harmony export */   iM: () => (/* binding */ addMissing),
/* harmony export */   qy: () => (/* binding */ readDatasets),
/* harmony export */   vk: () => (/* binding */ describeProgress),
/* harmony export */   zn: () => (/* binding */ isFine)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8992);


const text = valibot__WEBPACK_IMPORTED_MODULE_0__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), null), null);
const Entry = valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    name: valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    status: text,
    from: text,
    error: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J()),
    error_message: text,
});
const Entries = valibot__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_0__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_0__/* .nullable */ .mee(Entry), null));
/**
 * Reads the answer of `GET /v1/datasets?status=true`. An entry that is no dataset does not hide the others.
 *
 * @returns undefined when it is no list
 */
function readDatasets(answer, redact) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(Entries, answer);
    if (!parsed.success)
        return undefined;
    return parsed.output
        .filter((entry) => entry !== null)
        .map(({ name, status, from, error, error_message }) => ({
        name,
        status: status ?? 'Unknown',
        ...(from !== null && { from }),
        ...(error !== undefined && error !== null && { error }),
        // Only people read it. Names and statuses mean what they say, even where a secret has the same value.
        ...(error_message !== null && { error_message: redact(error_message) }),
    }));
}
/**
 * The datasets with those added, as `Missing`, that are expected and not among them. Each of them is one of those
 * expected at most, the one whose name is nearest.
 */
function addMissing(datasets, expected) {
    let theirs = datasets.map(({ name }) => readName(name));
    let missing = expected.map((name) => ({ name, ours: readName(name) }));
    for (const isSame of likenesses) {
        missing = missing.filter(({ ours }) => {
            const found = theirs.find((each) => isSame(each, ours));
            theirs = theirs.filter((each) => each !== found);
            return found === undefined;
        });
    }
    return [...datasets, ...missing.map(({ name }) => ({ name, status: 'Missing' }))];
}
/** `public."taxi.trips"` has two parts. */
function readName(name) {
    const parts = [''];
    for (const [token] of name.matchAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|./gs)) {
        const quote = token.length > 1 ? token.charAt(0) : undefined;
        if (token === '.')
            parts.push('');
        else
            parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`);
    }
    return { plain: parts.join('.'), parts: parts.map((part) => part.toLowerCase()) };
}
/** When two names are of one dataset, the surest first. */
const likenesses = [
    (theirs, ours) => theirs.plain === ours.plain,
    (theirs, ours) => theirs.plain.toLowerCase() === ours.plain.toLowerCase(),
    // The runtime may add catalog and schema.
    (theirs, ours) => endsWith(theirs, ours) || endsWith(ours, theirs),
    (theirs, ours) => theirs.parts.at(-1) === ours.parts.at(-1),
];
function endsWith({ parts }, { parts: end }) {
    const last = end.join('.');
    return parts.some((_, index) => parts.slice(index).join('.') === last);
}
const fine = new Set(['ready', 'refreshing', 'disabled']);
function isFine({ status }) {
    return fine.has(status.toLowerCase());
}
function isInError({ status }) {
    return status.toLowerCase() === 'error';
}
/** What there is of a reason for being in error; undefined where the runtime gives none. */
function describeError({ error_message, error }) {
    if (error_message !== undefined && error_message.trim() !== '')
        return error_message;
    if (typeof error === 'string')
        return error;
    if (typeof error !== 'object' || error === null)
        return undefined;
    const { category, type, code } = error;
    const parts = [category, type, code].filter((part) => typeof part === 'string');
    return parts.length > 0 ? parts.join(', ') : undefined;
}
function isMissing({ status }) {
    return status === 'Missing';
}
/** Names shown of those waited for. */
const shownNames = 5;
/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
function describeProgress(datasets, redact) {
    if (datasets.length === 0)
        return 'no datasets';
    const waiting = datasets.filter((dataset) => !isFine(dataset));
    const share = `${datasets.length - waiting.length}/${datasets.length} ready`;
    if (waiting.length === 0)
        return share;
    const names = waiting.slice(0, shownNames).map((dataset) => describeWaiting(dataset, redact));
    const more = waiting.length - names.length;
    return `${share}, waiting for ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
function describeWaiting(dataset, redact) {
    const name = (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shorten */ .ml)(dataset.name, 80, redact);
    if (isInError(dataset))
        return `${name} (in error)`;
    return isMissing(dataset) ? `${name} (missing)` : name;
}


/***/ })

};
