export const id = 946;
export const ids = [946];
export const modules = {

/***/ 5946:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  finishRun: () => (/* binding */ finishRun)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/time.ts
var time = __webpack_require__(9834);
;// CONCATENATED MODULE: ./src/deployment/log-tail.ts


/** Longest time that a verdict waits for the log, in milliseconds. */
const budgetMs = 10_000;
const mostLines = 100;
/** The end of a deployment's log, oldest line first; empty where it cannot be had, which changes nothing. */
async function readLogTail(api, appId, deploymentId, clock) {
    try {
        const lines = await api.getDeploymentLogs(appId, deploymentId, mostLines, (0,time/* deadlineIn */._5)(budgetMs, clock));
        return lines.slice(-mostLines);
    }
    catch (error) {
        if (error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoAnswerError */.i5)
            return [];
        throw error;
    }
}

// EXTERNAL MODULE: ./src/app/spicepod.ts
var spicepod = __webpack_require__(6726);
// EXTERNAL MODULE: ./src/deployment/create.ts + 2 modules
var create = __webpack_require__(4193);
// EXTERNAL MODULE: ./src/deployment/find.ts
var find = __webpack_require__(9228);
// EXTERNAL MODULE: ./src/deployment/identify.ts
var identify = __webpack_require__(9727);
// EXTERNAL MODULE: ./src/deployment/wait.ts
var wait = __webpack_require__(3998);
;// CONCATENATED MODULE: ./src/deployment/rollback.ts







/**
 * Puts back what was there before a deployment failed. Looks first, since what others have changed meanwhile is
 * theirs. Never throws for what the API says: what could not be done is told.
 */
async function recover(options) {
    const { mode, failed, written, api, appId, timeoutMs, requestTimeoutMs, clock, onRestored } = options;
    const deadline = (0,time/* deadlineIn */._5)(timeoutMs, clock, requestTimeoutMs);
    if (written.spicepod === 'connected') {
        return { kind: 'not restored', reason: 'the app takes its spicepod from its GitHub repository' };
    }
    let isRestored = false;
    try {
        const page = await api.listDeployments(appId, find/* most */.qr, deadline);
        const [newer] = (0,find/* newerThan */.TH)(failed.id, page.deployments);
        if (newer !== undefined) {
            return leftAlone(`deployment ${newer.id} has been created since`);
        }
        if (written.spicepod === 'pushed') {
            const { before, after } = written.pushed;
            if (!before) {
                const reason = before === null
                    ? 'the app had no spicepod before this run'
                    : 'Spice Cloud did not tell which spicepod the app had before';
                return { kind: 'not restored', reason };
            }
            if (after === undefined) {
                const reason = 'Spice Cloud did not tell which spicepod the app has since this run pushed one';
                return { kind: 'not restored', reason };
            }
            const isOurs = await putBack(before, after, deadline, options);
            if (!isOurs)
                return leftAlone('the app holds another spicepod than the one that this run pushed');
            isRestored = true;
            onRestored();
        }
        else if (mode === 'rollback' && written.held !== undefined) {
            const app = await api.getApp(appId, deadline);
            if (!(0,spicepod/* isSameSpicepod */.K)(app.config?.spicepod, written.held)) {
                return leftAlone('the app holds another spicepod than the one that was deployed');
            }
        }
        const kind = isRestored ? 'restored' : 'unchanged';
        if (mode === 'restore')
            return { kind };
        return { kind, rollback: await redeploy(page, deadline, options) };
    }
    catch (error) {
        if (!(error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoAnswerError */.i5))
            throw error;
        if (!isRestored) {
            return { kind: (0,errors/* isCertainNo */.wM)(error, 'updateApp') ? 'not restored' : 'unclear', reason: error.message };
        }
        return { kind: 'restored', rollback: { kind: 'not deployed', reason: error.message } };
    }
}
function leftAlone(reason) {
    return { kind: 'left alone', reason };
}
/** How often a change is tried that meets another one. */
const mostTries = 3;
/**
 * @param ours what the app holds since this run has changed it
 * @returns whether it was ours to put back
 */
async function putBack(before, ours, deadline, { api, appId }) {
    for (let tries = 1;; tries++) {
        const app = await api.getApp(appId, deadline);
        const held = app.config?.spicepod;
        // An attempt before this one may have done it without an answer.
        if (tries > 1 && (0,spicepod/* isSameSpicepod */.K)(held, before))
            return true;
        if (!(0,spicepod/* isSameSpicepod */.K)(held, ours))
            return false;
        try {
            await api.updateApp(appId, { spicepod: before }, deadline);
            return true;
        }
        catch (error) {
            if (!(error instanceof errors/* RefusalError */.XQ) || error.refusal.status !== 409 || tries === mostTries)
                throw error;
        }
    }
}
/** Deploys again as the last good deployment was. */
async function redeploy(page, deadline, options) {
    const { failed, api, appId } = options;
    const isGood = ({ id, status }) => status === 'succeeded' && id !== failed.id;
    const to = page.deployments.find(isGood) ??
        (page.deployments.length < find/* most */.qr
            ? undefined
            : (await api.listDeployments(appId, find/* fewest */.xB, deadline, 'succeeded')).deployments.find(isGood));
    if (to === undefined) {
        return { kind: 'not deployed', reason: 'the app has no succeeded deployment to go back to' };
    }
    const request = requestOf(to);
    const first = await deployAgain(request, page, deadline, options);
    const { image_tag, ...rest } = request;
    const outcome = image_tag !== undefined && isRefusalOfImage(first)
        ? await deployAgain(rest, page, deadline, options)
        : first;
    return { kind: 'deployed', outcome, to };
}
async function deployAgain(request, page, deadline, options) {
    const created = await (0,create/* createOnce */.U)({
        ...options,
        request,
        before: (0,identify/* remember */.kY)(page, find/* most */.qr),
        deadline,
        // Who deploys in the meantime has other plans for the app.
        onConflict: 'fail',
        mayRecordOtherCommit: () => false,
        listener: { ...silent, creating: options.onAsked },
    });
    if (created.kind !== 'created')
        return created;
    options.onSeen(created.deployment);
    return (0,wait/* waitForEnd */.k)(created.deployment, { ...options, deadline, isListed: created.isListed });
}
function requestOf({ image_tag, replicas, branch, commit_sha }) {
    return {
        ...(image_tag && { image_tag }),
        // An app that was scaled to nothing cannot be deployed so.
        ...(replicas && { replicas }),
        ...(branch && { branch }),
        ...(commit_sha && { commit_sha }),
    };
}
/** Setting an image tag needs a plan that the app may not have, and tags are withdrawn. */
function isRefusalOfImage(outcome) {
    if (outcome.kind !== 'refused' || !(outcome.error instanceof errors/* RefusalError */.XQ))
        return false;
    const { status, code, message, fieldErrors = [] } = outcome.error.refusal;
    const words = [code, message, ...fieldErrors].join(' ');
    return [400, 403, 422].includes(status) && /image|\btag|plan/i.test(words);
}
const silent = {
    creating() { },
    waitingForTurn() { },
    createLost() { },
    createFound() { },
    createRepeated() { },
};

// EXTERNAL MODULE: ./src/url.ts
var url = __webpack_require__(7666);
;// CONCATENATED MODULE: ./src/runtime/address.ts

const domain = 'spiceai.io';
const clusterSuffix = '-prod-aws-data';
/** A part of a host name: anything else could make the key go to another host. */
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/**
 * Where the runtime of an app is: what the user says, else the app's endpoint, its cluster or its region.
 *
 * @returns the base URL without a slash at its end; undefined where nothing tells, or what the user says is no URL
 *   that a key may be sent to
 */
function findRuntimeUrl(app, runtimeUrl) {
    // What was said outright is not made up for by something else.
    if (runtimeUrl !== undefined)
        return (0,url/* readSafeUrl */.VI)(runtimeUrl);
    const { config } = app;
    const regionOfConfig = typeof config === 'object' && config && 'region' in config ? config.region : undefined;
    return (urlOfEndpoint(app.endpoint) ??
        urlOfCluster(app.cname) ??
        urlOfRegion(regionOfConfig) ??
        urlOfRegion(app.region));
}
function urlOfEndpoint(endpoint) {
    return typeof endpoint === 'string' ? (0,url/* readSafeUrl */.VI)(endpoint) : undefined;
}
function urlOfCluster(cname) {
    if (typeof cname !== 'string' || !cname.endsWith(clusterSuffix) || !label.test(cname))
        return undefined;
    return `https://${cname}.${domain}`;
}
function urlOfRegion(region) {
    if (typeof region !== 'string')
        return undefined;
    const name = region.endsWith(clusterSuffix) ? region.slice(0, -clusterSuffix.length) : region;
    return label.test(name) ? `https://${name}${clusterSuffix}.${domain}` : undefined;
}

;// CONCATENATED MODULE: ./src/runtime/spicepod.ts
/**
 * The datasets that a spicepod names itself: those which the runtime must have once it runs. Entries by `ref` are in
 * files that only the runtime can read, and views are not in its list.
 */
function namesOfDatasets(spicepod) {
    if (!isObject(spicepod) || !Array.isArray(spicepod.datasets))
        return [];
    const names = spicepod.datasets.flatMap((entry) => isObject(entry) && !('ref' in entry) && typeof entry.name === 'string' && entry.name !== ''
        ? [entry.name]
        : []);
    return [...new Set(names)];
}
/** The parts of a spicepod that a runtime loads before it calls itself ready. */
const components = [
    'datasets',
    'views',
    'models',
    'embeddings',
    'tools',
    'catalogs',
    'workers',
    'dependencies',
];
/** Whether there is anything for the runtime to load. */
function holdsComponents(spicepod) {
    return (isObject(spicepod) &&
        components.some((name) => Array.isArray(spicepod[name]) && spicepod[name].length > 0));
}
function isObject(value) {
    return typeof value === 'object' && value !== null;
}

;// CONCATENATED MODULE: ./src/verify.ts




/** How long to ask for where the runtime is and for its key, in milliseconds. */
const accessMs = 30_000;
/**
 * Proves that what was deployed runs: that the runtime is ready, its datasets are, and that it answers what the user
 * asks of it. Budgets of its own, since the deployment has used up the other one.
 *
 * @param written what this run wrote before it deployed; undefined where it only watches
 */
async function verifyDeployment(deployment, appId, written, run) {
    const { inputs, probes, changes, fetch, listener } = run;
    if (inputs.datasetTimeoutMs === 0 && probes.length === 0)
        return { kind: 'succeeded', deployment };
    listener.verifying();
    const access = await findRuntime(appId, run);
    if (typeof access === 'string') {
        listener.unverifiable(access, probes);
        if (probes.length === 0)
            return { kind: 'succeeded', deployment };
        const problem = `The probes could not be run: ${access}.`;
        return {
            kind: 'unverified',
            deployment,
            problems: [problem],
            isTolerated: !inputs.failOnTestError,
            isUnchecked: true,
        };
    }
    const { url, key, app } = access;
    // What was pushed is what was deployed; else it is what the app holds.
    const isOurs = written?.spicepod === 'pushed' || written?.spicepod === 'unchanged';
    const spicepod = (isOurs ? changes.spicepod?.value : undefined) ?? app?.config?.spicepod;
    // Loaded here: a run without verification starts faster without it.
    const { verify } = await __webpack_require__.e(/* import() */ 11).then(__webpack_require__.bind(__webpack_require__, 8011));
    const verification = await verify({
        ...run,
        ...inputs,
        url,
        key,
        fetch,
        probes,
        expectedDatasets: namesOfDatasets(spicepod),
        // Whoever asks something expects an answer.
        mayStayIdle: Boolean(spicepod) && !holdsComponents(spicepod) && probes.length === 0,
        redact: run.redactAll,
    });
    listener.verified(verification);
    const { problems } = verification;
    if (problems.length === 0)
        return { kind: 'succeeded', deployment };
    return {
        kind: 'unverified',
        deployment,
        problems: problems.map(({ text }) => text),
        isTolerated: !inputs.failOnTestError && problems.every(({ isTolerable }) => isTolerable),
    };
}
/** Where the runtime is, and the key to it; else why not, as the end of a sentence. */
async function findRuntime(appId, run) {
    const { api, inputs, clock, hide } = run;
    const deadline = (0,time/* deadlineIn */._5)(accessMs, clock);
    const reading = [api.getApp(appId, deadline, { isQuiet: true }), api.getApiKeys(appId, deadline)];
    const [app, keys] = await Promise.allSettled(reading);
    for (const { reason } of [app, keys].filter((each) => each.status === 'rejected')) {
        if (!(reason instanceof errors/* RefusalError */.XQ || reason instanceof errors/* NoAnswerError */.i5))
            throw reason;
    }
    for (const each of keys.status === 'fulfilled' ? keys.value : [])
        hide(each);
    const known = app.status === 'fulfilled' ? app.value : undefined;
    const url = findRuntimeUrl(known ?? {}, inputs.runtimeUrl) ?? findRuntimeUrl({ region: inputs.region }, undefined);
    if (url === undefined) {
        return app.status === 'rejected'
            ? `where the runtime is could not be read (${app.reason.message}); \`runtime-url\` would say so`
            : 'Spice Cloud does not tell where the runtime is; `runtime-url` would say so';
    }
    if (keys.status === 'rejected')
        return `the API key could not be read (${keys.reason.message})`;
    const [key] = keys.value;
    if (key === undefined)
        return 'the app has no API key';
    return { url, key, app: known };
}

;// CONCATENATED MODULE: ./src/finish.ts



/**
 * What is left to do when a deployment has ended: to prove that it runs; and where it does not, to get its log and to
 * put back what was there before.
 *
 * @param written what this run has written, or why it can put nothing back
 */
async function finishRun(outcome, appId, written, run) {
    const { api, inputs, clock, listener } = run;
    // Who does not wait for a deployment sees to nothing that comes after it.
    if (!inputs.waitForCompletion)
        return outcome;
    const end = await verifyWhereDone(outcome, appId, written, run);
    const isBad = end.kind === 'failed' || (end.kind === 'unverified' && !end.isTolerated);
    if (!isBad)
        return end;
    listener.decided(end);
    listener.logTail(await readLogTail(api, appId, end.deployment.id, clock));
    if (inputs.onFailure === 'none')
        return end;
    const why = end.kind === 'unverified' && end.isUnchecked ? 'what it runs could not be checked' : written;
    if (typeof why === 'string') {
        listener.recovered({ kind: 'not restored', reason: why });
        return end;
    }
    listener.recovering(inputs.onFailure);
    const recovery = await recover({
        ...run,
        ...inputs,
        mode: inputs.onFailure,
        appId,
        failed: end.deployment,
        written: why,
        onRestored: () => listener.restored(),
        onAsked: () => listener.rollbackAsked(),
        onSeen: (seen) => listener.rollbackSeen(seen),
    });
    listener.recovered(recovery);
    return end;
}
async function verifyWhereDone(outcome, appId, written, run) {
    if (outcome.kind !== 'succeeded')
        return outcome;
    return verifyDeployment(outcome.deployment, appId, typeof written === 'string' ? undefined : written, run);
}


/***/ })

};
