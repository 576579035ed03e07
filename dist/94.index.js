export const id = 94;
export const ids = [94];
export const modules = {

/***/ 5094:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  planRun: () => (/* binding */ planRun)
});

// EXTERNAL MODULE: ./src/app/create.ts
var create = __webpack_require__(3975);
// EXTERNAL MODULE: ./src/app/open.ts
var app_open = __webpack_require__(3355);
// EXTERNAL MODULE: ./src/app/spicepod.ts
var spicepod = __webpack_require__(6726);
// EXTERNAL MODULE: ./src/app/tags.ts
var app_tags = __webpack_require__(714);
;// CONCATENATED MODULE: ./src/app/plan.ts



/** @param app undefined where it would be created, or where it cannot be read */
async function planChanges(app, newApp, { tags, spicepod, secrets }, repository) {
    const given = tags && { ...(0,app_tags/* repositoryTag */.B1)(repository), ...tags };
    return {
        create: newApp && (0,create/* toRequest */.d_)(newApp),
        tags: given && newApp === undefined ? changedTags(app?.tags, given) : [],
        spicepod: spicepod && {
            path: spicepod.path,
            mayBeConnected: Boolean(app?.production_branch),
            diff: await diffSpicepods(app?.config?.spicepod, spicepod.value),
        },
        secrets: secrets.map(({ name }) => name),
    };
}
function changedTags(current, given) {
    return Object.entries(given).flatMap(([key, after]) => {
        const before = current?.[key];
        if (before === after)
            return [];
        return [{ key, before: before === undefined || before === null ? undefined : String(before), after }];
    });
}
/** Compares two manifests as values: the API keeps no text, so comments and order would always differ. */
async function diffSpicepods(before, after) {
    if ((0,spicepod/* isSameSpicepod */.K)(before, after))
        return '';
    const [{ structuredPatch }, { stringify }] = await Promise.all([__webpack_require__.e(/* import() */ 477).then(__webpack_require__.bind(__webpack_require__, 6477)), __webpack_require__.e(/* import() */ 815).then(__webpack_require__.t.bind(__webpack_require__, 8815, 19))]);
    const toText = (value) => stringify(value, { sortMapEntries: true, lineWidth: 0 });
    const { hunks } = structuredPatch('', '', before ? toText(before) : '', toText(after));
    return hunks.flatMap(({ lines }) => lines).join('\n');
}

// EXTERNAL MODULE: ./src/deployment/find.ts
var find = __webpack_require__(9228);
// EXTERNAL MODULE: ./src/deployment/request.ts
var request = __webpack_require__(9414);
// EXTERNAL MODULE: ./src/deployment/status.ts
var deployment_status = __webpack_require__(1661);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/source.ts + 1 modules
var src_source = __webpack_require__(5875);
;// CONCATENATED MODULE: ./src/dry-run.ts








/**
 * Says what a run would do. It reads what the real one reads, so that it fails where that one would, and writes
 * nothing.
 *
 * @param appId undefined where the app would be made
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
async function planRun(appId, run) {
    const { api, inputs, changes, deadline, clock, env, listener } = run;
    const finding = (0,src_source/* findSource */.T)(inputs, run);
    const repository = env.GITHUB_REPOSITORY;
    if (appId === undefined) {
        const newApp = (0,app_open/* toNewApp */.Zy)(inputs, changes, repository);
        await (0,create/* checkRegion */.vK)(newApp.region, api, deadline, clock);
        const source = await finding;
        listener.learn({ source });
        const app = await planChanges(undefined, newApp, changes, repository);
        return {
            kind: 'planned',
            plan: { kind: 'deploy', app, request: (0,request/* toRequest */.d)(inputs, source), inTheWay: [] },
        };
    }
    // One after the other: a read that is left behind would go on when the other has ended the run.
    const app = await readWhereNeeded(appId, run);
    const { deployments } = await api.listDeployments(appId, find/* fewest */.xB, deadline);
    const source = await finding;
    listener.learn({ source });
    const plan = {
        kind: 'deploy',
        app: await planChanges(app, undefined, changes, repository),
        request: (0,request/* toRequest */.d)(inputs, source),
        inTheWay: deployments.filter(deployment_status/* isUnfinished */.ui),
    };
    return { kind: 'planned', plan };
}
/** A run that only deploys does without the scope to read the app. */
async function readWhereNeeded(appId, run) {
    const { inputs, changes } = run;
    const isNeeded = changes.tags !== undefined || changes.spicepod !== undefined;
    try {
        return await (0,app_open/* readApp */.uW)(appId, inputs, run);
    }
    catch (error) {
        if (!isNeeded && error instanceof errors/* RefusalError */.XQ && error.refusal.status === 403)
            return undefined;
        throw error;
    }
}


/***/ })

};
