export const id = 329;
export const ids = [329];
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


/***/ })

};
