export const id = 657;
export const ids = [657];
export const modules = {

/***/ 1916:
/***/ ((__unused_webpack_module, exports) => {

var __webpack_unused_export__;

__webpack_unused_export__ = true;
exports.Io = __webpack_unused_export__ = void 0;
var peq = new Uint32Array(0x10000);
var myers_32 = function (a, b) {
    var n = a.length;
    var m = b.length;
    var lst = 1 << (n - 1);
    var pv = -1;
    var mv = 0;
    var sc = n;
    var i = n;
    while (i--) {
        peq[a.charCodeAt(i)] |= 1 << i;
    }
    for (i = 0; i < m; i++) {
        var eq = peq[b.charCodeAt(i)];
        var xv = eq | mv;
        eq |= ((eq & pv) + pv) ^ pv;
        mv |= ~(eq | pv);
        pv &= eq;
        if (mv & lst) {
            sc++;
        }
        if (pv & lst) {
            sc--;
        }
        mv = (mv << 1) | 1;
        pv = (pv << 1) | ~(xv | mv);
        mv &= xv;
    }
    i = n;
    while (i--) {
        peq[a.charCodeAt(i)] = 0;
    }
    return sc;
};
var myers_x = function (b, a) {
    var n = a.length;
    var m = b.length;
    var mhc = [];
    var phc = [];
    var hsize = Math.ceil(n / 32);
    var vsize = Math.ceil(m / 32);
    for (var i = 0; i < hsize; i++) {
        phc[i] = -1;
        mhc[i] = 0;
    }
    var j = 0;
    for (; j < vsize - 1; j++) {
        var mv_1 = 0;
        var pv_1 = -1;
        var start_1 = j * 32;
        var vlen_1 = Math.min(32, m) + start_1;
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] |= 1 << k;
        }
        for (var i = 0; i < n; i++) {
            var eq = peq[a.charCodeAt(i)];
            var pb = (phc[(i / 32) | 0] >>> i) & 1;
            var mb = (mhc[(i / 32) | 0] >>> i) & 1;
            var xv = eq | mv_1;
            var xh = ((((eq | mb) & pv_1) + pv_1) ^ pv_1) | eq | mb;
            var ph = mv_1 | ~(xh | pv_1);
            var mh = pv_1 & xh;
            if ((ph >>> 31) ^ pb) {
                phc[(i / 32) | 0] ^= 1 << i;
            }
            if ((mh >>> 31) ^ mb) {
                mhc[(i / 32) | 0] ^= 1 << i;
            }
            ph = (ph << 1) | pb;
            mh = (mh << 1) | mb;
            pv_1 = mh | ~(xv | ph);
            mv_1 = ph & xv;
        }
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] = 0;
        }
    }
    var mv = 0;
    var pv = -1;
    var start = j * 32;
    var vlen = Math.min(32, m - start) + start;
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] |= 1 << k;
    }
    var score = m;
    for (var i = 0; i < n; i++) {
        var eq = peq[a.charCodeAt(i)];
        var pb = (phc[(i / 32) | 0] >>> i) & 1;
        var mb = (mhc[(i / 32) | 0] >>> i) & 1;
        var xv = eq | mv;
        var xh = ((((eq | mb) & pv) + pv) ^ pv) | eq | mb;
        var ph = mv | ~(xh | pv);
        var mh = pv & xh;
        score += (ph >>> (m - 1)) & 1;
        score -= (mh >>> (m - 1)) & 1;
        if ((ph >>> 31) ^ pb) {
            phc[(i / 32) | 0] ^= 1 << i;
        }
        if ((mh >>> 31) ^ mb) {
            mhc[(i / 32) | 0] ^= 1 << i;
        }
        ph = (ph << 1) | pb;
        mh = (mh << 1) | mb;
        pv = mh | ~(xv | ph);
        mv = ph & xv;
    }
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] = 0;
    }
    return score;
};
var distance = function (a, b) {
    if (a.length < b.length) {
        var tmp = b;
        b = a;
        a = tmp;
    }
    if (b.length === 0) {
        return a.length;
    }
    if (a.length <= 32) {
        return myers_32(a, b);
    }
    return myers_x(a, b);
};
exports.Io = distance;
var closest = function (str, arr) {
    var min_distance = Infinity;
    var min_index = 0;
    for (var i = 0; i < arr.length; i++) {
        var dist = distance(str, arr[i]);
        if (dist < min_distance) {
            min_distance = dist;
            min_index = i;
        }
    }
    return arr[min_index];
};
__webpack_unused_export__ = closest;


/***/ }),

/***/ 501:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  g: () => (/* binding */ applyPlan),
  v: () => (/* binding */ repeatOnConflict)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/inputs/spicepod-value.ts
var spicepod_value = __webpack_require__(3204);
// EXTERNAL MODULE: ./src/platform/clock.ts
var platform_clock = __webpack_require__(3037);
// EXTERNAL MODULE: ./src/app/find.ts
var find = __webpack_require__(8340);
;// CONCATENATED MODULE: ./src/app/create.ts


/** How long to wait before each further poll of a list that does not show a created app yet, in milliseconds. */
const listLagMs = [0, 500, 1000, 2000];
const placementSuffix = '-prod-aws-data';
/**
 * Creates the app. Names are unique, so in the end there is exactly one app with that name. That app is used, even if a
 * response was lost, another run created it at the same time, or a second request was sent.
 *
 * @returns the app with its configuration: a deleted app comes back with its earlier settings
 * @throws RefusalError, NoResponseError
 */
async function createApp(creation, options) {
    const { api, deadline, emit } = options;
    const progress = { wasLost: false };
    const { app, isOurs } = await createByName(creation, progress, options).catch((error) => {
        if (!progress.wasLost && (0,errors/* isDefinitelyNotApplied */.uc)(error, 'createApp'))
            emit({ type: 'change.rejected' });
        throw error;
    });
    emit({ type: 'app.found', app });
    const change = { kind: 'app', id: app.id, name: creation.name };
    emit(isOurs ? { type: 'change.applied', change } : { type: 'change.rejected' });
    try {
        const read = await api.getApp(app.id, deadline);
        emit({ type: 'app.found', app: read });
        return read;
    }
    catch (error) {
        // A new app may take a moment to appear everywhere.
        if (error instanceof errors/* RefusalError */.XQ && error.refusal.status === 404)
            return app;
        throw error;
    }
}
/**
 * @param progress records whether a request got lost, also if this throws
 * @returns the app, and whether this run seems to have created it
 */
async function createByName(creation, progress, options) {
    const { api, deadline, emit } = options;
    let request = creation.request;
    for (;;) {
        emit({ type: 'change.sending', change: creation });
        try {
            return { app: await api.createApp(request, deadline), isOurs: true };
        }
        catch (error) {
            const isLost = error instanceof errors/* NoResponseError */.hg && !(0,errors/* isDefinitelyNotApplied */.uc)(error, 'createApp');
            const { operation, status } = error instanceof errors/* RefusalError */.XQ ? error.refusal : {};
            const isTaken = operation === 'createApp' && status === 409;
            progress.wasLost ||= isLost;
            if (isLost || isTaken) {
                // Created by this request, or by somebody else before it.
                const app = await findCreated(creation.name, options);
                if (app !== undefined)
                    return { app, isOurs: progress.wasLost };
                // If the server says that the app exists, the request is not repeated, even if no list shows the app.
                const exists = isTaken || (error instanceof errors/* NoResponseError */.hg && error.wasAccepted);
                if (exists || deadline.remainingMs() === 0)
                    throw error;
                continue;
            }
            const other = adaptRequest(request, creation, error);
            if (other === undefined)
                throw error;
            if (request.tags !== undefined && other.tags === undefined)
                emit({ type: 'app.untagged' });
            request = other;
        }
    }
}
async function findCreated(name, { api, deadline, clock }) {
    for (const pauseMs of listLagMs) {
        await clock.sleep(Math.min(pauseMs, deadline.remainingMs()));
        const found = (0,find/* findByName */._U)(await api.listApps(deadline), name);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
/** The request to try next if the server rejects this one for a reason that the user did not cause; undefined if none. */
function adaptRequest(request, { areTagsRequired }, error) {
    if (!(error instanceof errors/* RefusalError */.XQ))
        return undefined;
    const { status, message, fieldErrors = [] } = error.refusal;
    const words = [message, ...fieldErrors].join(' ');
    // Older servers call the region by another name.
    if (status === 400 && request.region !== undefined && /\bcname\b/i.test(words)) {
        const { region, ...rest } = request;
        return { ...rest, cname: `${region}${placementSuffix}` };
    }
    // Some plans do not include tags. The user did not request the `repository` tag, so it can be omitted.
    if (request.tags !== undefined && !areTagsRequired && /\btags?\b/i.test(words)) {
        const { tags: _, ...rest } = request;
        return rest;
    }
    return undefined;
}

// EXTERNAL MODULE: ./src/app/plan.ts
var plan = __webpack_require__(5880);
;// CONCATENATED MODULE: ./src/app/apply.ts





/** How long to try to read the app after an update, in milliseconds. */
const readBackMs = 5000;
/**
 * Makes the changes in order. Tags and spicepod are separate requests, so that one can succeed if the other is rejected.
 *
 * @throws RefusalError, NoResponseError, PreconditionError
 */
async function applyPlan(plan, options) {
    const { api, deadline } = options;
    const { appId, app, changes } = plan.creation === undefined ? plan : await createPlanned(plan.creation, options);
    let spicepod = { kind: 'unchanged' };
    for (const change of changes) {
        if (change.kind === 'secret') {
            await storeSecret(appId, change.name, options);
            continue;
        }
        const current = app() ?? (await api.getApp(appId, deadline));
        if (change.kind === 'tags')
            await updateApp(current, change, options);
        else
            spicepod = await pushSpicepod(current, change, options);
    }
    return { appId, app, spicepod };
}
/** Plans the remaining changes again, because a deleted app comes back with its earlier settings. */
async function createPlanned(creation, options) {
    const { desired, emit, env } = options;
    if (desired.spicepod === undefined)
        emit({ type: 'app.bare' });
    const app = await createApp(creation, options);
    return (0,plan/* planApp */.Bu)(app.id, () => app, desired, env.GITHUB_REPOSITORY);
}
async function storeSecret(appId, name, options) {
    const { api, deadline, desired, emit } = options;
    const secret = desired.secrets.find((each) => each.name === name);
    if (secret === undefined)
        return;
    emit({ type: 'change.sending', change: { kind: 'secret', name } });
    try {
        await api.upsertSecret(appId, name, secret.value, deadline);
    }
    catch (error) {
        if ((0,errors/* isDefinitelyNotApplied */.uc)(error, 'upsertSecret'))
            emit({ type: 'change.rejected' });
        throw error;
    }
    emit({ type: 'change.applied', change: { kind: 'secret', name } });
}
async function pushSpicepod(app, change, options) {
    try {
        const update = await updateApp(app, change, options);
        if (update === undefined)
            return { kind: 'unchanged', current: change.desired.value };
        const previous = update.before.config?.spicepod;
        const current = update.after.config?.spicepod ?? (await readBack(app.id, previous, options));
        return { kind: 'pushed', previous, current };
    }
    catch (error) {
        if (!isConnected(error))
            throw error;
        // An earlier attempt without a response was rejected for the same reason.
        options.emit({ type: 'change.rejected' });
        options.emit({ type: 'spicepod.connected' });
        return { kind: 'connected' };
    }
}
function isConnected(error) {
    return error instanceof errors/* RefusalError */.XQ && error.refusal.code === 'github_connected';
}
/**
 * Reads the spicepod in the form that the API keeps, if the response to the update does not contain it. That form would
 * otherwise look like somebody else's change when the previous spicepod is restored.
 */
async function readBack(appId, previous, { api, deadline, clock }) {
    const soon = (0,platform_clock.atMost)(readBackMs, deadline, clock);
    const app = await api.getApp(appId, soon, { reportErrors: false }).catch((0,errors/* orElse */.NW)(undefined));
    const current = app?.config?.spicepod ?? undefined;
    // A spicepod that has not changed was read too early.
    return (0,spicepod_value/* isSameSpicepod */.K9)(current, previous) ? undefined : current;
}
/**
 * Updates the app if it needs an update. After a conflict, reads the app and plans the change again.
 *
 * @returns the app before and after the update; undefined if it needed none
 */
async function updateApp(app, planned, { api, deadline, emit }) {
    /** The app before an attempt that got no response. */
    let beforeLost;
    return repeatOnConflict(async (isRepeated) => {
        const current = isRepeated ? await api.getApp(app.id, deadline) : app;
        const change = isRepeated ? (0,plan/* replan */.Zb)(planned, current) : planned;
        if (change.update === undefined) {
            emit(beforeLost === undefined
                ? { type: 'change.unneeded', what: change.kind }
                : { type: 'change.applied', change });
            return beforeLost && { before: beforeLost, after: current };
        }
        emit({ type: 'change.sending', change });
        try {
            const after = await api.updateApp(app.id, change.update, deadline);
            emit({ type: 'change.applied', change });
            return { before: current, after };
        }
        catch (error) {
            const isRejected = (0,errors/* isDefinitelyNotApplied */.uc)(error, 'updateApp');
            if (isRejected && beforeLost === undefined)
                emit({ type: 'change.rejected' });
            if (!isRejected)
                beforeLost ??= current;
            throw error;
        }
    });
}
/** How often to try an update that conflicts with another one. */
const maxTries = 3;
/**
 * Repeats an update of the app that conflicts with another one.
 *
 * @param update reads the app again if it is repeated
 * @throws what the update throws
 */
async function repeatOnConflict(update) {
    for (let tries = 1;; tries++) {
        try {
            return await update(tries > 1);
        }
        catch (error) {
            const isConflict = error instanceof errors/* RefusalError */.XQ && error.refusal.status === 409;
            if (!isConflict || isConnected(error) || tries === maxTries)
                throw error;
        }
    }
}


/***/ }),

/***/ 8340:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ae: () => (/* binding */ resolveApp),
/* harmony export */   Kh: () => (/* binding */ readOrgInBackground),
/* harmony export */   _U: () => (/* binding */ findByName),
/* harmony export */   fK: () => (/* binding */ readAppInBackground),
/* harmony export */   uW: () => (/* binding */ readApp)
/* harmony export */ });
/* unused harmony export noSuchApp */
/* harmony import */ var fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1916);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3916);
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3037);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7376);




/** How long to wait for the list of regions, in milliseconds: it only improves a message, so not long. */
const maxRegionsMs = 5000;
const maxSuggestions = 3;
/**
 * Finds the app by its id, or by its name.
 *
 * @returns `missing` if it has to be created, in a region that exists
 * @throws PreconditionError, RefusalError, NoResponseError
 */
async function resolveApp(run) {
    const { inputs, api, deadline, emit } = run;
    const { appId, appName = '', newApp, deploymentId } = inputs;
    if (appId !== undefined)
        return { kind: 'existing', appId };
    const apps = await api.listApps(deadline);
    const app = findByName(apps, appName);
    if (app !== undefined) {
        emit({ type: 'app.found', app });
        return { kind: 'existing', appId: app.id };
    }
    // A new app has no deployment to watch.
    if (newApp === undefined || deploymentId !== undefined)
        throw noSuchApp(appName, apps);
    await checkRegion(newApp.region, run);
    return { kind: 'missing', newApp };
}
/**
 * Reads the app, in the background if no change depends on it: a run that only deploys can do without the scope. A dry
 * run checks that there is one, if the credentials have the scope.
 *
 * @returns gets the app; undefined if it has not been read
 * @throws RefusalError, NoResponseError
 */
async function readApp(appId, run) {
    const { inputs, desired, api, deadline, emit } = run;
    const isNeeded = desired.tags !== undefined || desired.spicepod !== undefined;
    if (!isNeeded && !inputs.dryRun)
        return readAppInBackground(appId, run);
    const app = await api.getApp(appId, deadline).catch((error) => {
        const isForbidden = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusalError */ .XQ && error.refusal.status === 403;
        if (isNeeded || !isForbidden)
            throw error;
        return undefined;
    });
    if (app !== undefined)
        reportApp(app, inputs, emit);
    return () => app;
}
/**
 * Reads the app in the background: the run can do without its name and page.
 *
 * @returns gets the app; undefined until it has been read
 */
function readAppInBackground(appId, run) {
    const { inputs, api, deadline, background, emit } = run;
    let app;
    background.start(async (signal) => {
        app = await api.getApp(appId, deadline, { reportErrors: false, signal });
        reportApp(app, inputs, emit);
    });
    return () => app;
}
/** Finds the handle of the organization, if the credentials belong to only one. */
function readOrgInBackground({ api, deadline, background, emit }) {
    background.start(async (signal) => {
        const [org, ...others] = await api.listOrgs(deadline, signal);
        if (org !== undefined && others.length === 0)
            emit({ type: 'org.found', org: org.name });
    });
}
function reportApp(app, { appId, appName }, emit) {
    emit({ type: 'app.found', app });
    const isOther = app.name !== undefined && app.name.toLowerCase() !== appName?.toLowerCase();
    if (appId !== undefined && appName !== undefined && isOther) {
        emit({ type: 'app.mismatch', app, givenName: appName });
    }
}
/** Rejects a region that does not exist before anything is written, if the list of regions can be read. */
async function checkRegion(region, { api, deadline, clock }) {
    const soon = (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_2__.atMost)(maxRegionsMs, deadline, clock);
    const regions = await api.listRegions(soon).catch((0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .orElse */ .NW)([]));
    if (regions.length === 0 || regions.includes(region))
        return;
    const available = regions.map((each) => `\`${each}\``).join(', ');
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PreconditionError */ .Rb(`\`region\` \`${region}\` does not accept new apps. Available: ${available}.`, 'Set one of these regions.');
}
/** Finds an app by its name, which is unique in an organization, ignoring case. */
function findByName(apps, name) {
    const wanted = name.toLowerCase();
    return apps.find((app) => app.name?.toLowerCase() === wanted);
}
/** Explains that no app has the name. */
function noSuchApp(name, apps) {
    const names = apps.flatMap((app) => app.name ?? []);
    const near = findNear(name, names).map((each) => `\`${each}\``);
    let known = `It has ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(names.length, 'app')}, none with a similar name.`;
    if (names.length === 0)
        known = 'These credentials have access to no apps in it.';
    if (near.length > 0)
        known = `Did you mean ${near.join(' or ')}?`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PreconditionError */ .Rb(`The organization has no app named \`${name}\`. ${known}`, 'Fix `app-name`, set `app-id`, or set `create-app-if-missing: true` with a `region`. Apps in other organizations are not listed: check `org` and the credentials.');
}
/** Names that differ by about a typo, the most similar first. */
function findNear(name, names) {
    const wanted = name.toLowerCase();
    const rank = (other) => {
        const candidate = other.toLowerCase();
        const contains = candidate.includes(wanted) || wanted.includes(candidate);
        return Math.min((0,fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__/* .distance */ .Io)(wanted, candidate), contains ? 2 : Number.POSITIVE_INFINITY);
    };
    return names
        .map((each) => ({ each, rank: rank(each) }))
        .filter(({ rank }) => rank <= Math.max(2, Math.floor(wanted.length / 3)))
        .sort((one, other) => one.rank - other.rank)
        .slice(0, maxSuggestions)
        .map(({ each }) => each);
}


/***/ }),

/***/ 5880:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bu: () => (/* binding */ planApp),
/* harmony export */   Zb: () => (/* binding */ replan),
/* harmony export */   fe: () => (/* binding */ planNewApp)
/* harmony export */ });
/* unused harmony export repositoryTag */
/* harmony import */ var _inputs_spicepod_value_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3204);

/** @param app gets the app, which has to be read if tags or a spicepod are desired */
function planApp(appId, app, desired, repository) {
    return { appId, app, changes: planChanges(app() ?? {}, desired, repository) };
}
function planNewApp({ name, region, visibility }, desired, repository) {
    const tags = { ...repositoryTag(repository), ...desired.tags };
    const hasTags = Object.keys(tags).length > 0;
    const request = { name, region, visibility, ...(hasTags && { tags }) };
    return {
        creation: { kind: 'app', id: undefined, name, request, areTagsRequired: desired.tags !== undefined },
        changes: planChanges({ tags }, desired, repository),
    };
}
/** Plans a change again, for an app that somebody else has changed in the meantime. */
function replan(change, app) {
    return change.kind === 'tags' ? planTags(app, change.desired) : planSpicepod(app, change.desired);
}
function planChanges(app, { tags, spicepod, secrets }, repository) {
    return [
        ...(tags === undefined ? [] : [planTags(app, { ...repositoryTag(repository), ...tags })]),
        ...(spicepod === undefined ? [] : [planSpicepod(app, spicepod)]),
        ...secrets.map(({ name }) => ({ kind: 'secret', name })),
    ];
}
/** Adds tags to the app's tags, and changes no others. */
function planTags({ tags }, desired) {
    // A map, because every object seems to have members such as `constructor`.
    const current = new Map(Object.entries(tags ?? {}));
    const differences = Object.entries(desired).flatMap(([key, after]) => {
        const before = current.get(key) ?? undefined;
        return before === after ? [] : [{ key, before: before === undefined ? before : String(before), after }];
    });
    const update = differences.length === 0 ? undefined : { tags: { ...tags, ...desired } };
    return { kind: 'tags', keys: Object.keys(desired), desired, differences, update };
}
function planSpicepod({ config, production_branch }, desired) {
    const { path, text, value } = desired;
    const current = config?.spicepod;
    const update = (0,_inputs_spicepod_value_js__WEBPACK_IMPORTED_MODULE_0__/* .isSameSpicepod */ .K9)(current, value) ? undefined : { spicepod: text };
    return { kind: 'spicepod', path, desired, current, update, mayBeConnected: Boolean(production_branch) };
}
/** The tag that names the repository from which an app is deployed: `acme/taxi` becomes `acme_taxi`. */
function repositoryTag(repository) {
    return repository ? { repository: repository.replace(/[^A-Za-z0-9_@-]/g, '_') } : {};
}


/***/ }),

/***/ 9319:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  U: () => (/* binding */ createOnce)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/platform/clock.ts
var platform_clock = __webpack_require__(3037);
// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
// EXTERNAL MODULE: ./src/spice/retry.ts
var retry = __webpack_require__(6500);
// EXTERNAL MODULE: ./src/deployment/deployment.ts
var deployment_deployment = __webpack_require__(3200);
// EXTERNAL MODULE: ./src/deployment/list.ts
var list = __webpack_require__(3223);
;// CONCATENATED MODULE: ./src/deployment/reconcile.ts




/** How long the list may lag behind. After that, a deployment that is not listed does not exist. */
const maxListLagMs = 6000;
/** A server may need this long for a create, even if its client does not wait as long. */
const minServerMs = 2000;
const minPollMs = 1000;
/** Later, the list is polled after this share of the time that has passed. */
const pollShare = 0.125;
/**
 * How long to look up a lost create before it is sent again. A gateway can hold it until it gives up, and the server
 * may then take as long again as the request was allowed to take. Half of the remaining time is kept for the retry and
 * the deployment, unless a list that lags behind needs it.
 */
function settleMsAfter(requestTimeoutMs, remainingMs) {
    const wantedMs = Math.max(requestTimeoutMs, minServerMs) + maxListLagMs;
    return Math.min(wantedMs, Math.max(remainingMs / 2, minServerMs + maxListLagMs));
}
/**
 * Polls the list until the deployment of a lost create is there, or can no longer appear.
 *
 * @param settleMs how long it may take to appear
 * @returns `absent` if it was not created, or the deadline left no time to see it
 */
async function reconcileLostCreate(lost, settleMs, { api, appId, deadline, clock, emit }) {
    const startedAtMs = clock.now();
    const settled = (0,platform_clock.deadlineIn)(settleMs, clock);
    const unknown = (what) => ({ kind: 'unknown', reason: `${lost.reason}, and ${what}.` });
    let possible = [];
    const conclude = () => possible.length === 0 ? 'absent' : unknown(`${(0,deployment_deployment/* nameAll */.B_)(possible)} may come from it or from somebody else`);
    const poll = async (pollDeadline) => {
        // A list that was requested before that moment proves nothing, however late it comes.
        const isSettled = settled.remainingMs() === 0;
        const page = await api.listDeployments(appId, list/* maxLimit */.Ux, pollDeadline);
        const candidates = findCandidates(page, lost, clock.now() - lost.sentAtMs);
        const [deployment, ...others] = candidates.certain;
        if (others.length > 0) {
            return unknown(`several deployments may be the one that this run requested: ${(0,deployment_deployment/* nameAll */.B_)(candidates.certain)}`);
        }
        if (deployment !== undefined) {
            emit({ type: 'create.found', deployment });
            return { kind: 'created', deployment, isListed: true };
        }
        possible = candidates.possible;
        return isSettled ? conclude() : undefined;
    };
    const pauseMs = () => {
        const pause = Math.max(minPollMs, (clock.now() - startedAtMs) * pollShare, api.minIntervalMs());
        return Math.min(pause, settled.remainingMs() || pause);
    };
    try {
        return (await (0,platform_clock.pollUntil)({ poll, pauseMs, deadline, clock })) ?? conclude();
    }
    catch (error) {
        if (!(error instanceof errors/* CallError */.RA))
            throw error;
        return unknown(`looking it up failed as well (${error.message})`);
    }
}
/**
 * The deployments on a page that a lost create may have made.
 *
 * @param elapsedMs since it was sent
 */
function findCandidates(page, create, elapsedMs) {
    const certain = [];
    const possible = [];
    for (const deployment of page.deployments) {
        const age = classifyAge(deployment, page, create.before, elapsedMs);
        if (age === 'old')
            continue;
        const isMatch = create.resumes || (0,deployment_deployment/* hasSource */.o2)(deployment, create.request);
        if (isMatch && age === 'new')
            certain.push(deployment);
        // Without a common commit, it cannot be distinguished from another run's deployment.
        else if (isMatch || create.mayRecordOtherCommit() || !deployment.commit_sha)
            possible.push(deployment);
    }
    // Settings are only a hint: a server may record others than requested, for example because of a plan's limits.
    const alike = certain.filter((deployment) => (0,deployment_deployment/* hasSettings */.g_)(deployment, create.request));
    return { certain: alike.length === 1 ? alike : certain, possible };
}
/**
 * If `Date` and `created_at` come from different clocks of a server, they may differ by this much. A smaller difference
 * neither proves that a deployment belongs to this run, since a list that lags behind shows an older twin in the same
 * way, nor rules it out.
 */
const maxSkewMs = 5000;
/** A list lags behind by seconds. A larger difference means that `Date` and `created_at` come from unrelated clocks. */
const maxLateMs = 60_000;
/** The server time of a response that takes longer says too little about when a deployment was created. */
const maxPreciseMs = 2000;
/** Whether a deployment was created after a lost create was sent, as far as the server's own clock tells. */
function classifyAge({ id, created_at }, { serverTimeMs, tookMs }, before, elapsedMs) {
    const createdMs = (0,platform_clock.parseTime)(created_at);
    if (before === undefined) {
        if (createdMs === undefined || serverTimeMs === undefined)
            return 'unclear';
        // The earliest moment. `Date` is truncated to whole seconds, which is less than the way to the server takes.
        const sentMs = serverTimeMs - elapsedMs;
        if (createdMs < sentMs - maxSkewMs)
            return 'old';
        return createdMs < sentMs + Math.max(0, tookMs - maxPreciseMs) ? 'unclear' : 'new';
    }
    if (before.ids.has(id))
        return 'old';
    // A full list does not tell what else existed.
    if (createdMs === undefined)
        return before.listedSinceMs === undefined ? 'new' : 'unclear';
    if (before.listedSinceMs !== undefined && createdMs < before.listedSinceMs) {
        return createdMs < before.listedSinceMs - maxSkewMs ? 'old' : 'unclear';
    }
    // A deployment older than a list without it is an earlier twin that was listed late, unless the clocks differ.
    const lateMs = before.serverTimeMs === undefined ? 0 : before.serverTimeMs - createdMs;
    return lateMs > 0 && lateMs <= maxLateMs ? 'unclear' : 'new';
}

// EXTERNAL MODULE: ./src/deployment/schedule.ts
var schedule = __webpack_require__(6318);
;// CONCATENATED MODULE: ./src/deployment/create.ts








/** How often a create may be lost before the run gives up: each retry could create a second deployment. */
const maxLost = 5;
/**
 * Creates one deployment, even if the network fails. A lost create is looked up in the list, by its commit and branch
 * among the deployments that did not exist before, and only sent again if it is not there. After a conflict it is sent
 * again once the deployments in progress have ended. A paused app is resumed in the same way.
 */
async function createOnce(options) {
    const { requestTimeoutMs, deadline, clock, random, emit, mayRecordOtherCommit, resumes = false } = options;
    const request = resumes ? {} : options.request;
    let { before } = options;
    let lost;
    let timesLost = 0;
    let timesInvisible = 0;
    for (;;) {
        const sentAtMs = clock.now();
        emit({ type: 'create.sending', ...(resumes && { resumes }) });
        const result = await send(options);
        switch (result.kind) {
            case 'created':
                return result;
            case 'refused':
            case 'timed-out':
                return afterLost(lost, result);
            case 'lost': {
                timesLost++;
                const { reason, wasAccepted } = result;
                lost = {
                    request,
                    before,
                    sentAtMs: lost?.sentAtMs ?? sentAtMs,
                    reason,
                    mayRecordOtherCommit,
                    resumes,
                };
                emit({ type: 'create.lost' });
                const settleMs = settleMsAfter(requestTimeoutMs, deadline.remainingMs());
                const found = await reconcileLostCreate(lost, settleMs, options);
                if (found !== 'absent')
                    return found;
                const notFound = `${reason}, and no deployment of it can be found`;
                if (wasAccepted) {
                    const why = 'The server has accepted the request, so it is not repeated.';
                    return { kind: 'unknown', reason: `${notFound}. ${why}` };
                }
                // The list alone does not show that nothing happened.
                if (resumes && !(await isPaused(options))) {
                    return {
                        kind: 'unknown',
                        reason: `${notFound}, nor could it be confirmed that the app is still paused.`,
                    };
                }
                const pauseMs = timesLost < maxLost ? random() * 1000 * 2 ** timesLost : 0;
                await clock.sleep(Math.min(pauseMs, deadline.remainingMs()));
                if (timesLost >= maxLost || deadline.remainingMs() < retry/* minCreateMs */.NH) {
                    return { kind: 'unknown', reason: `${notFound} after ${timesLost} of ${maxLost} tries.` };
                }
                emit({ type: 'create.retrying' });
                break;
            }
            case 'conflict': {
                // The deployment in progress may be this run's own, from a lost create that the list did not show yet.
                const found = lost ? await reconcileLostCreate(lost, maxListLagMs, options) : 'absent';
                if (found !== 'absent')
                    return found;
                const conflict = await handleConflict(result.error, timesInvisible, options);
                if (conflict.kind !== 'over')
                    return afterLost(lost, conflict);
                if (!conflict.wasVisible)
                    timesInvisible++;
                // Deployments that appeared before any create was lost do not belong to this run either.
                if (lost === undefined)
                    before = conflict.before ?? before;
            }
        }
    }
}
async function isPaused({ api, appId, deadline }) {
    const app = await api.getApp(appId, deadline, { reportErrors: false }).catch((0,errors/* orElse */.NW)(undefined));
    return Boolean(app?.paused_at);
}
async function send({ api, appId, request, deadline, resumes }) {
    const sending = resumes ? 'resumeProject' : 'createDeployment';
    try {
        const deployment = resumes
            ? await api.resumeApp(appId, deadline)
            : await api.createDeployment(appId, request, deadline);
        return { kind: 'created', deployment, isListed: false };
    }
    catch (error) {
        if (error instanceof errors/* RefusalError */.XQ) {
            const isConflict = error.refusal.operation === 'createDeployment' && error.refusal.status === 409;
            return { kind: isConflict ? 'conflict' : 'refused', error };
        }
        if (!(error instanceof errors/* NoResponseError */.hg))
            throw error;
        const { wasAccepted, message: reason } = error;
        if (!(0,errors/* isDefinitelyNotApplied */.uc)(error, sending))
            return { kind: 'lost', reason, wasAccepted };
        const precondition = (0,errors/* asPrecondition */.zC)(error);
        return precondition ? { kind: 'refused', error: precondition } : { kind: 'timed-out', reason };
    }
}
/** A later failure does not tell what happened to an earlier lost create. */
function afterLost(lost, end) {
    if (lost === undefined)
        return end;
    const why = end.kind === 'refused' ? end.error.message : end.reason;
    return { kind: 'unknown', reason: (0,platform_text/* endWithStop */.wU)(`${lost.reason}. The retry failed as well: ${why}`) };
}
/** Several runs that wait for the same blocker should not create at the same moment. */
const maxSpreadMs = 500;
const maxBlindPauseMs = 15_000;
/**
 * Handles a 409 to a create: fails, or waits until the deployments in progress have ended.
 *
 * @param timesInvisible how many conflicts before this one had no visible blocker
 * @returns `over` if the create can be sent again, with the deployments at that time if they could be listed
 */
async function handleConflict(error, timesInvisible, options) {
    const { api, appId, onConflict, deadline, requestTimeoutMs, clock, random, emit } = options;
    // The blockers are helpful to know, but must not hold up a run that is about to fail.
    const listDeadline = onConflict === 'wait' ? deadline : (0,platform_clock.atMost)(requestTimeoutMs, deadline, clock);
    let blockers = [];
    let serverTimeMs;
    let page;
    const refused = () => ({ kind: 'refused', error, blockers, serverTimeMs });
    try {
        page = await api.listDeployments(appId, list/* maxLimit */.Ux, listDeadline);
        blockers = page.deployments.filter(deployment_deployment/* isInProgress */.LT);
        serverTimeMs = page.serverTimeMs;
        if (onConflict === 'fail')
            return refused();
        emit({ type: 'create.waiting', blockers, serverTimeMs });
        if (blockers.length > 0)
            page = await waitForConflict(blockers, options);
    }
    catch (trouble) {
        if (!(trouble instanceof errors/* CallError */.RA))
            throw trouble;
        // Without permission to list deployments there is nothing to wait for.
        if (onConflict === 'fail' || trouble instanceof errors/* RefusalError */.XQ)
            return refused();
    }
    const wasVisible = blockers.length > 0;
    // A blocker that is not listed has ended in the meantime, appears late because the list lags behind, or never appears.
    const pauseMs = wasVisible
        ? random() * maxSpreadMs
        : Math.min(maxBlindPauseMs, 1000 * 2 ** timesInvisible) * (0.5 + random() / 2);
    await clock.sleep(Math.min(pauseMs, deadline.remainingMs()));
    if (deadline.remainingMs() >= retry/* minCreateMs */.NH) {
        return { kind: 'over', before: page && (0,list/* takeSnapshot */.W9)(page, list/* maxLimit */.Ux), wasVisible };
    }
    const reason = wasVisible
        ? `${(0,deployment_deployment/* nameAll */.B_)(blockers)} ${blockers.length === 1 ? 'was' : 'were'} still running`
        : `Spice Cloud kept rejecting it (${error.message}), and this run saw no other deployment in progress`;
    return { kind: 'timed-out', reason };
}
/**
 * Waits until the blockers have ended. Some servers would accept a create as soon as a blocker has started, and stop
 * that blocker.
 *
 * @returns the list without them; undefined if the deadline passed first
 * @throws RefusalError
 */
function waitForConflict(blockers, { api, appId, deadline, pollIntervalMs, clock, random }) {
    const startedAtMs = clock.now();
    const ids = new Set(blockers.map(({ id }) => id));
    return (0,platform_clock.pollUntil)({
        poll: async (pollDeadline, isLast) => {
            // After the deadline nothing can be created.
            if (isLast)
                return undefined;
            const page = await api.listDeployments(appId, list/* maxLimit */.Ux, pollDeadline);
            return page.deployments.some((each) => ids.has(each.id) && (0,deployment_deployment/* isInProgress */.LT)(each)) ? undefined : page;
        },
        pauseMs: () => {
            const elapsedMs = clock.now() - startedAtMs;
            // Without another poll before the deadline nothing could be created.
            const minIntervalMs = Math.min(api.minIntervalMs(), deadline.remainingMs() / 2);
            return (0,schedule/* nextPollMs */.b)({ elapsedMs, sinceChangeMs: elapsedMs, minIntervalMs, fixedMs: pollIntervalMs }, random());
        },
        deadline,
        clock,
        startsWithPause: true,
    });
}


/***/ }),

/***/ 6318:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ nextPollMs)
/* harmony export */ });
/** How much a poll may be earlier or later than planned: runs that started together should not poll together. */
const jitterShare = 0.1;
/** Many runs that share a rate limit must not poll in waves. */
const minIntervalJitterShare = 0.25;
const minPauseMs = 1000;
const maxPauseMs = 15_000;
/** The end is noticed late by half of this on average, as a share of the duration: soon enough for those who wait. */
const shareOfElapsed = 0.05;
/** A queued deployment has all of its work ahead of it, and most likely shows a change before it ends. */
const shareOfElapsedQueued = 0.08;
const shareSinceChange = 0.15;
/** Shorter than usual, because polls gain more when the end is expected. */
const minPauseExpectingMs = 500;
const pollsExpecting = 28;
/** How far from an earlier end the next may be. The range holds more than one poll, so that none jumps over it. */
const expectedWithinShare = 0.08;
const expectedWithinMs = 1000;
/**
 * When to poll a running deployment next: after about a second at first and after each change, then after about 5 % of
 * the time that it has taken so far, at most 15 s, and more often around the time at which earlier ones ended. Less
 * often if a rate limit runs low.
 * `docs/performance.md` has the reasons and the figures.
 *
 * @param random a number from 0 up to 1
 * @returns milliseconds from now
 */
function nextPollMs(input, random) {
    if (input.fixedMs !== undefined)
        return input.fixedMs;
    const wantedMs = around(Math.min(followingMs(input), expectingMs(input)), jitterShare, random);
    return Math.max(wantedMs, around(input.minIntervalMs ?? 0, minIntervalJitterShare, random));
}
function around(ms, share, random) {
    return ms * (1 - share + 2 * share * random);
}
/** What the deployment itself suggests. */
function followingMs({ status, elapsedMs, sinceChangeMs }) {
    const share = status === 'queued' ? shareOfElapsedQueued : shareOfElapsed;
    const grown = Math.min(elapsedMs * share, minPauseMs + sinceChangeMs * shareSinceChange);
    return Math.min(Math.max(grown, minPauseMs), maxPauseMs);
}
/**
 * What earlier deployments suggest: a fixed number of polls in all, which gather around the times at which many of them
 * ended. One that took much longer or shorter than the others attracts only its own small part of the polls.
 */
function expectingMs({ elapsedMs, recentDurationsMs = [] }) {
    let endsPerMs = 0;
    for (const ms of recentDurationsMs) {
        const withinMs = expectedWithinMs + ms * expectedWithinShare;
        if (Math.abs(elapsedMs - ms) <= withinMs)
            endsPerMs += 1 / (2 * withinMs * recentDurationsMs.length);
    }
    return Math.max(1 / (pollsExpecting * endsPerMs), minPauseExpectingMs);
}


/***/ }),

/***/ 64:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ waitForEnd)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3037);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3200);
/* harmony import */ var _list_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3223);
/* harmony import */ var _schedule_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6318);





/**
 * Watches a deployment until it has ended, a newer one has replaced it, or the deadline has passed. The server has the
 * last word: after the deadline there is one more poll.
 */
async function waitForEnd(created, options) {
    const { api, appId, deadline, pollIntervalMs, recentDurationsMs, rollout, clock, random, emit } = options;
    const createdAtMs = clock.now() - (options.ageMs ?? 0);
    let changedAtMs = clock.now();
    let deployment = created;
    let wasListed = options.isListed ?? false;
    let isListed = false;
    const poll = async (pollDeadline) => {
        // What was found before the poll counts only if Spice Cloud does not say in it how the deployment ended.
        const problems = rollout?.blockers() ?? [];
        const lookup = await (0,_list_js__WEBPACK_IMPORTED_MODULE_3__/* .findDeployment */ .HZ)(created.id, api, appId, pollDeadline);
        isListed = lookup.deployment !== undefined;
        // The list may lag behind: a deployment that it does not have is taken to be unchanged.
        if (lookup.deployment !== undefined) {
            wasListed = true;
            if (lookup.deployment.status !== deployment.status)
                changedAtMs = clock.now();
            deployment = lookup.deployment;
            emit({ type: 'deployment.polled', deployment, listed: lookup.listed });
            rollout?.observe(deployment, lookup.listed);
        }
        const ended = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_2__/* .terminalOutcome */ .vi)(deployment, lookup.newer);
        const isCurrent = isListed && lookup.newer.length === 0;
        const isStuck = problems.length > 0 && deployment.status === 'in_progress' && isCurrent;
        return ended ?? (isStuck ? { kind: 'stuck', deployment, problems } : undefined);
    };
    rollout?.observe(created, []);
    const pauseMs = () => (0,_schedule_js__WEBPACK_IMPORTED_MODULE_4__/* .nextPollMs */ .b)({
        status: deployment.status,
        elapsedMs: clock.now() - createdAtMs,
        sinceChangeMs: clock.now() - changedAtMs,
        recentDurationsMs,
        minIntervalMs: api.minIntervalMs(),
        fixedMs: pollIntervalMs,
    }, random());
    try {
        const outcome = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_2__/* .terminalOutcome */ .vi)(created, []) ??
            (await (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_1__.pollUntil)({
                poll,
                pauseMs,
                deadline,
                clock,
                startsWithPause: true,
                wake: rollout && (() => rollout.wake()),
            }));
        if (outcome !== undefined)
            return outcome;
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA))
            throw error;
        return { kind: 'unknown', deployment, reason: error.message };
    }
    if (isListed)
        return { kind: 'timed-out', deployment };
    const reason = `the app's list does not show deployment ${created.id} ${wasListed ? 'any more' : 'yet'}.`;
    return { kind: 'unknown', deployment, reason };
}


/***/ }),

/***/ 6584:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bv: () => (/* binding */ withTimeLimit),
/* harmony export */   Wp: () => (/* binding */ parseAnswer),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   h_: () => (/* binding */ openRepository),
/* harmony export */   o: () => (/* binding */ classifyGitHubError)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _platform_http_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1267);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7376);



/**
 * Creates a client for the repository of the run. Sends nothing yet.
 *
 * @param signal ends every request
 * @param maxBytes maximum size of a response
 * @returns undefined if the environment names no repository
 */
async function openRepository(token, env, fetch, signal, maxBytes = _platform_http_js__WEBPACK_IMPORTED_MODULE_0__/* .maxResponseBytes */ .Xl) {
    const [owner, repo] = env.GITHUB_REPOSITORY?.split('/') ?? [];
    if (!owner || !repo)
        return undefined;
    // Loaded here, because most runs send nothing to GitHub.
    const { getOctokit } = await Promise.all(/* import() */[__webpack_require__.e(752), __webpack_require__.e(413)]).then(__webpack_require__.bind(__webpack_require__, 2413));
    const baseUrl = env.GITHUB_API_URL;
    const cappedFetch = async (input, init) => (0,_platform_http_js__WEBPACK_IMPORTED_MODULE_0__/* .readBody */ .x8)(await fetch(input, init), maxBytes);
    const { rest } = getOctokit(token, {
        ...(baseUrl && { baseUrl }),
        log: silent,
        request: { fetch: cappedFetch, signal, log: silent },
    });
    return { rest, names: { owner, repo } };
}
const silent = { debug() { }, info() { }, warn() { }, error() { } };
/**
 * Limits the time of some work, which gets a signal for its requests. The limit is a timer, because an
 * `AbortSignal.timeout` that is combined with another signal may be garbage-collected before it fires.
 *
 * @param given ends the work earlier
 * @throws what the work throws, or an Error whose message says that the limit was reached
 */
async function withTimeLimit(limitMs, work, given) {
    const end = new AbortController();
    const { promise: limit, reject } = Promise.withResolvers();
    const stop = (reason) => {
        // First, so that this is the reason and not the aborted request.
        reject(new Error(reason));
        end.abort();
    };
    const cancel = () => stop('the run ended first');
    const timer = setTimeout(() => stop(`GitHub did not respond within ${limitMs / 1000}s`), limitMs);
    given?.addEventListener('abort', cancel);
    if (given?.aborted)
        cancel();
    try {
        return await Promise.race([limit, work(end.signal)]);
    }
    finally {
        clearTimeout(timer);
    }
}
/**
 * Parses the data of a response.
 *
 * @param what was expected, for the error
 * @throws Error for another shape, for example because a proxy sent the response
 */
function parseAnswer(schema, data, what) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(schema, data);
    if (!parsed.success)
        throw new Error(`GitHub sent a response that is not ${what}`);
    return parsed.output;
}
/** What Octokit throws. Its `status` is 500 if there was no response. */
const RequestError = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    status: valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(),
    message: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    response: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ headers: valibot__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J()), data: valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J() })),
});
const WithStatus = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pick */ .UpN(RequestError, ['status']);
const WithMessage = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pick */ .UpN(RequestError, ['message']);
const maxReasonLength = 200;
/** How long to wait if GitHub limits the rate and does not say for how long, in milliseconds. */
const defaultWaitMs = 60_000;
/** Classifies an error of Octokit. Any other error is one of the connection, or a bad response, and transient. */
function classifyGitHubError(error, redact) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(RequestError, error);
    if (!parsed.success || parsed.output.response === undefined) {
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'transient', reason: (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .firstLine */ .TM)(reason, redact, maxReasonLength), waitMs: undefined };
    }
    const { status, message, response } = parsed.output;
    const { headers, data } = response;
    // Without the address of the documentation, which Octokit adds.
    const sent = valibot__WEBPACK_IMPORTED_MODULE_1__.is(WithMessage, data) ? data.message : undefined;
    const text = sent ?? message;
    const reason = `HTTP ${status}: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .firstLine */ .TM)(text, redact, maxReasonLength)}`;
    const isOutOfRequests = /rate limit/i.test(text) || headers['x-ratelimit-remaining'] === '0';
    if (status === 429 || (status === 403 && isOutOfRequests))
        return { kind: 'transient', reason, waitMs: readWaitMs(headers) };
    if (status >= 500)
        return { kind: 'transient', reason, waitMs: undefined };
    if (status !== 403)
        return { kind: 'refused', status, reason };
    // Some refusals have their own reason: a locked conversation, an organization's rules for tokens.
    const isPlain = sent === undefined || /^\s*(?:forbidden\b.{0,2}$|resource not accessible\b|$)/i.test(sent);
    return { kind: 'forbidden', detail: isPlain ? undefined : (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .firstLine */ .TM)(sent, redact, maxReasonLength) };
}
/** @returns the HTTP status of an error, if it has one */
function statusOf(error) {
    return valibot__WEBPACK_IMPORTED_MODULE_1__.is(WithStatus, error) ? error.status : undefined;
}
function readWaitMs(headers) {
    const seconds = Number(headers['retry-after'] ?? Number.NaN);
    if (seconds >= 0)
        return seconds * 1000;
    // Both are times of the server's clock; the runner's may be wrong by minutes.
    const untilResetMs = Number(headers['x-ratelimit-reset']) * 1000 - Date.parse(String(headers.date));
    return Number.isNaN(untilResetMs) ? defaultWaitMs : Math.max(0, untilResetMs);
}


/***/ }),

/***/ 4427:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $F: () => (/* binding */ nameMatchers),
/* harmony export */   $q: () => (/* binding */ parseName),
/* harmony export */   dR: () => (/* binding */ isListedIn),
/* harmony export */   xn: () => (/* binding */ finderByName)
/* harmony export */ });
/** Names of the runtime have three parts at most. Every ending of a longer one would take too much memory. */
const maxParts = 10;
/** `public."taxi.trips"` has two parts. */
function parseName(name) {
    const parts = [''];
    for (const [token] of name.matchAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|./gs)) {
        const quote = token.length > 1 ? token.charAt(0) : undefined;
        if (token === '.')
            parts.push('');
        else
            parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`);
    }
    const starts = parts.length > maxParts ? [0] : parts.keys();
    const endings = Array.from(starts, (start) => parts.slice(start).join('.').toLowerCase());
    return { plain: parts.join('.'), parts, endings };
}
/** Whether two names mean the same dataset, the surest match first. */
const nameMatchers = [
    (one, other) => one.plain === other.plain,
    (one, other) => one.endings[0] === other.endings[0],
    // The runtime may add catalog and schema.
    (one, other) => endsWith(one, other) || endsWith(other, one),
    (one, other) => one.endings.at(-1) === other.endings.at(-1),
];
function endsWith({ endings }, { endings: [whole = ''] }) {
    return endings.includes(whole);
}
/**
 * Finds a component of the spicepod by the name that the runtime has for it, in one step for each part of the name.
 * The first of several with the same name is found.
 */
function finderByName(values) {
    const byName = new Map(values.toReversed().map((value) => [parseName(value.name).endings[0], value]));
    return (theirs) => {
        const ending = parseName(theirs).endings.find((each) => byName.has(each));
        return byName.get(ending);
    };
}
/** The same from the other side: whether the runtime lists a component of the spicepod. */
function isListedIn(theirs) {
    const endings = new Set(Array.from(theirs, (name) => parseName(name).endings).flat());
    return (ours) => endings.has(parseName(ours).endings[0] ?? '');
}


/***/ }),

/***/ 4242:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ describeProbe),
/* harmony export */   f: () => (/* binding */ parseProbes)
/* harmony export */ });
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2253);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8028);
/* harmony import */ var _spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3204);



/** What results call a probe: `sql`, `table:taxi_trips`. */
function describeProbe(probe) {
    return probe.kind === 'table' ? `table:${probe.table}` : probe.kind;
}
/**
 * Turns inputs into probes.
 *
 * @param given blank if they are not set
 * @param redact hides secrets; a value that contains one is not quoted in a problem
 * @returns the probes in the order in which they run, and one sentence for each input that is not valid
 */
function parseProbes(given, redact) {
    const probes = [];
    const problems = [];
    const reject = (name, rule, value) => problems.push(`\`${name}\` must be ${rule}${(0,_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .quoteGiven */ .k9)(value, redact)}`);
    const sql = trim(given.testSql);
    if (sql !== undefined)
        probes.push({ kind: 'sql', sql });
    const model = trim(given.testChatModel);
    const query = trim(given.testNsql);
    if (query !== undefined)
        probes.push({ kind: 'nsql', query, ...(model !== undefined && { model }) });
    const search = trim(given.testSearch);
    if (search !== undefined) {
        const body = parseObject(search);
        if (body !== undefined && isText(body.text))
            probes.push({ kind: 'search', body });
        else
            reject('test-search', 'a JSON object with `text`', search);
    }
    const chat = trim(given.testChat);
    if (chat !== undefined) {
        const body = chatBody(chat);
        const chosen = isText(body?.model) ? body.model : model;
        if (body === undefined)
            reject('test-chat', 'a prompt, or a JSON object with `messages`', chat);
        else if (chosen === undefined) {
            problems.push('`test-chat-model` is required when `test-chat` does not specify a model.');
        }
        else
            probes.push({ kind: 'chat', body: { ...body, model: chosen } });
    }
    const tool = trim(given.testMcpTool);
    const argumentsText = trim(given.testMcpArguments) ?? '{}';
    const toolArguments = parseObject(argumentsText);
    if (toolArguments === undefined)
        reject('test-mcp-arguments', 'a JSON object', argumentsText);
    else if (tool !== undefined)
        probes.push({ kind: 'mcp', tool, arguments: toolArguments });
    return { probes, problems };
}
/** The body to send, without the model, from a prompt or a JSON body; undefined if it is not valid. */
function chatBody(text) {
    // Only this marks a JSON body; everything else is a prompt.
    if (!text.startsWith('{'))
        return { messages: [{ role: 'user', content: text }] };
    const body = parseObject(text);
    if (!Array.isArray(body?.messages) || body.messages.length === 0)
        return undefined;
    // The response is read as a whole, so it must not be streamed.
    const { stream, stream_options, ...rest } = body;
    return rest;
}
function parseObject(text) {
    const value = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .qF)(text);
    return (0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__/* .isMap */ .jh)(value) ? value : undefined;
}
function isText(value) {
    return typeof value === 'string' && value.trim() !== '';
}
/** A blank input is not set: it comes from an expression without a value. */
function trim(text) {
    return text.trim() || undefined;
}


/***/ }),

/***/ 972:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JR: () => (/* binding */ selectOne),
/* harmony export */   gb: () => (/* binding */ readTables),
/* harmony export */   lD: () => (/* binding */ toTableProbes),
/* harmony export */   q5: () => (/* binding */ hasTables),
/* harmony export */   r5: () => (/* binding */ findUnknownTables)
/* harmony export */ });
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7376);
/* harmony import */ var _component_names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4427);
/* harmony import */ var _spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3204);



/** @param text the input `test-tables`: `none`, `all`, or names by commas or lines */
function readTables(text) {
    const given = text.trim();
    if (/^all$/i.test(given))
        return { kind: 'all' };
    const names = given.match(/(?:"(?:[^"]|"")*"|[^,\r\n])+/g) ?? [];
    const named = [...new Set(names.map((name) => name.trim()).filter(Boolean))];
    return { kind: 'named', names: /^none$/i.test(given) ? [] : named };
}
/** Whether a run asks for any table, as far as that is known without the spicepod. */
function hasTables(choice) {
    return choice.kind === 'all' || choice.names.length > 0;
}
/**
 * The problems of names that a spicepod does not have.
 *
 * @param redact hides secrets in what is quoted
 */
function findUnknownTables(choice, spicepod, redact) {
    if (choice.kind === 'all')
        return [];
    const tables = tablesOf(spicepod);
    return choice.names
        .filter((name) => find(name, tables) === undefined)
        .map((name) => {
        const known = tables.slice(0, 10).map((each) => `\`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cut */ .Jj)(each, 60, redact)}\``);
        const has = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}${tables.length > 10 ? ', …' : ''}`;
        return `\`test-tables\` names \`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cut */ .Jj)(name, 60, redact)}\`, which is not a dataset or view of the spicepod: ${has}.`;
    });
}
/** The probes of the tables that were chosen. */
function toTableProbes(choice, spicepod) {
    const tables = tablesOf(spicepod);
    const names = choice.kind === 'all' ? tables : choice.names.map((name) => find(name, tables) ?? name);
    return [...new Set(names)].map((table) => ({ kind: 'table', table }));
}
function tablesOf(spicepod) {
    const components = (0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__/* .readComponents */ .Zm)(spicepod);
    return [...(0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__/* .namesOf */ .eZ)('dataset', components), ...(0,_spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__/* .namesOf */ .eZ)('view', components)];
}
function find(name, tables) {
    const wanted = (0,_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(name);
    // Whether case matters, or not.
    return _component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .nameMatchers */ .$F
        .slice(0, 2)
        .map((isSame) => tables.find((table) => isSame((0,_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(table), wanted)))
        .find((table) => table !== undefined);
}
/** The query of one row. Each part of the name is quoted, since it may have any characters. */
function selectOne(table) {
    const quoted = (0,_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(table).parts.map((part) => `"${part.replaceAll('"', '""')}"`);
    return `SELECT * FROM ${quoted.join('.')} LIMIT 1`;
}


/***/ }),

/***/ 4671:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dd: () => (/* binding */ meanings),
/* harmony export */   N6: () => (/* binding */ isFailure),
/* harmony export */   WE: () => (/* binding */ passes)
/* harmony export */ });
const meanings = {
    succeeded: { passes: true, hasDeploymentEnded: true },
    unverified: { passes: false, hasDeploymentEnded: true },
    failed: { passes: false, hasDeploymentEnded: true },
    // It was replaced while it was in progress.
    superseded: { passes: false, hasDeploymentEnded: false },
    stuck: { passes: false, hasDeploymentEnded: false },
    'timed-out': { passes: false, hasDeploymentEnded: false },
    started: { passes: true, hasDeploymentEnded: false },
    planned: { passes: true, hasDeploymentEnded: false },
    refused: { passes: false, hasDeploymentEnded: false },
    // Only a cancelled run had no time for that check.
    cancelled: { passes: false, hasDeploymentEnded: false, needsPostStep: true },
    unknown: { passes: false, hasDeploymentEnded: false },
};
/** Whether the job passes. */
function passes(outcome, onSuperseded) {
    if (outcome.kind === 'unverified')
        return outcome.isTolerated;
    if (outcome.kind === 'superseded')
        return onSuperseded === 'pass';
    return meanings[outcome.kind].passes;
}
/** Whether `on-failure` has something to undo. */
function isFailure(outcome) {
    if (outcome.kind === 'failed' || outcome.kind === 'stuck')
        return true;
    return outcome.kind === 'unverified' && !outcome.isTolerated;
}


/***/ }),

/***/ 3695:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W9: () => (/* binding */ isRecovered),
/* harmony export */   et: () => (/* binding */ describeRecoveryOf),
/* harmony export */   sR: () => (/* binding */ describeRollback),
/* harmony export */   v0: () => (/* binding */ restored),
/* harmony export */   xK: () => (/* binding */ describeInterruptedRecovery),
/* harmony export */   xX: () => (/* binding */ describeRecovery)
/* harmony export */ });
/* harmony import */ var _deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3200);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3916);
/* harmony import */ var _github_event_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5015);
/* harmony import */ var _outcome_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4671);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7376);





const restored = "Restored the app's previous spicepod.";
/** What was restored after a failure, in a sentence or two. */
function describeRecovery(recovery, mode, redact) {
    const isRestore = mode === 'restore';
    if ('reason' in recovery) {
        const reason = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .cut */ .Jj)(recovery.reason, _platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact);
        switch (recovery.kind) {
            case 'left alone':
                return `Not ${isRestore ? 'restored' : 'rolled back'}: ${reason}. The app was left unchanged.`;
            case 'unclear':
                return `Could not confirm that the previous spicepod was restored: ${reason}.`;
            case 'not restored':
                return `${isRestore ? 'Restore' : 'Rollback'} failed: ${reason}.`;
        }
    }
    const spicepod = recovery.kind === 'restored' ? restored : 'Nothing to restore: this run did not change the spicepod.';
    return sentences(spicepod, describeRollback(recovery.rollback, redact));
}
/** Whether the app has and runs what it did before. */
function isRecovered(recovery) {
    if ('reason' in recovery)
        return false;
    const { rollback } = recovery;
    if (rollback === undefined)
        return true;
    if (rollback.kind !== 'deployed' || rollback.outcome.kind !== 'succeeded')
        return false;
    return !hasOtherCommit(rollback.outcome.deployment, rollback.to);
}
function hasOtherCommit(one, other) {
    return Boolean(one.commit_sha && other.commit_sha && !(0,_github_event_js__WEBPACK_IMPORTED_MODULE_2__/* .isSameCommit */ .sw)(one.commit_sha, other.commit_sha));
}
/** What happened to the deployment of a rollback; empty if none was requested. */
function describeRollback(rollback, redact) {
    if (rollback === undefined)
        return '';
    if (rollback.kind === 'not deployed') {
        return `The app was not redeployed: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .cut */ .Jj)(rollback.reason, _platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact)}.`;
    }
    const { outcome, to } = rollback;
    switch (outcome.kind) {
        case 'succeeded': {
            const { id, commit_sha } = outcome.deployment;
            const what = `Redeployed as deployment ${id}, with the settings of deployment ${to.id}`;
            return hasOtherCommit(outcome.deployment, to)
                ? `${what}, but it uses commit ${(0,_github_event_js__WEBPACK_IMPORTED_MODULE_2__/* .shortCommit */ .Ax)(commit_sha ?? '', redact)}: apps connected to GitHub always deploy the head of their production branch.`
                : `${what}.`;
        }
        case 'failed': {
            const reason = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .cut */ .Jj)((0,_deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(outcome.deployment) || 'no reason given', _platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact);
            return `The rollback deployment ${outcome.deployment.id} failed as well: ${reason}.`;
        }
        case 'refused': {
            const { error } = outcome;
            const reason = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusalError */ .XQ ? (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .cut */ .Jj)(error.message, _platform_text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact) : 'nothing was sent';
            return `Spice Cloud rejected the rollback deployment: ${reason}.`;
        }
        case 'superseded':
            return `The rollback deployment ${outcome.deployment.id} was superseded by deployment ${outcome.by.id}.`;
        case 'timed-out':
            return outcome.deployment === undefined
                ? 'Timed out before a rollback deployment could be created.'
                : `The rollback deployment ${outcome.deployment.id} did not finish in time; it keeps running in Spice Cloud.`;
        default:
            return 'The result of the rollback deployment is unknown.';
    }
}
/** How far recovery has come; empty if there is none. */
function describeRecoveryOf(state, redact) {
    const { outcome, settings, recovery } = state;
    if (recovery?.result !== undefined)
        return describeRecovery(recovery.result, recovery.mode, redact);
    const isWanted = settings.onFailure !== 'none' && outcome !== undefined && (0,_outcome_js__WEBPACK_IMPORTED_MODULE_3__/* .isFailure */ .N6)(outcome);
    return recovery !== undefined || isWanted ? describeInterruptedRecovery(state) : '';
}
/** How far recovery had come when it was interrupted. */
function describeInterruptedRecovery({ recovery }) {
    if (recovery === undefined)
        return 'The run was interrupted before anything could be restored.';
    const { isRestored, isRequested } = recovery;
    if (!isRestored && !isRequested) {
        return 'The run was interrupted while restoring the app. Could not confirm that the previous spicepod was restored.';
    }
    return sentences(isRestored ? restored : '', describeInterruptedRollback(recovery));
}
function describeInterruptedRollback({ isRequested, deployment }) {
    if (deployment !== undefined) {
        return `The run was interrupted during the rollback: deployment ${deployment.id} keeps running in Spice Cloud.`;
    }
    return isRequested
        ? 'The run was interrupted while requesting the rollback deployment, which may have been created.'
        : 'The run was interrupted before the app was redeployed.';
}
function sentences(...parts) {
    return parts.filter(Boolean).join(' ');
}


/***/ }),

/***/ 8363:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GW: () => (/* binding */ problemsOf),
/* harmony export */   TH: () => (/* binding */ advise),
/* harmony export */   Zb: () => (/* binding */ rolloutOf),
/* harmony export */   ib: () => (/* binding */ firstLocation),
/* harmony export */   lw: () => (/* binding */ describeRollout),
/* harmony export */   yg: () => (/* binding */ describeProblems)
/* harmony export */ });
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7376);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4008);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5594);



// What is known of the new instance, in words.
const maxProblems = 10;
const maxWaiting = 10;
const maxLines = 5;
const maxLength = 400;
/** What is known of the new instance, as far as it explains the end of the run. */
function rolloutOf({ rollout, outcome }) {
    switch (outcome?.kind) {
        case 'stuck':
        case 'timed-out':
        case 'failed':
            return rollout;
        case 'unverified':
            // A deployment that succeeded has left the state of its components behind.
            return rollout && { ...rollout, progress: '', status: undefined, waiting: [], isStuck: false };
        default:
            return undefined;
    }
}
/** A line for each problem. */
function describeProblems(problems, redact) {
    const lines = problems.map(({ message }) => (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(message, maxLength, redact));
    return (0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .limitLines */ .Di)(lines, maxProblems, 'problem');
}
/** What to do about problems: each advice once. */
function advise(problems, redact) {
    const advice = new Set(problems.flatMap((problem) => problem.advice ?? []));
    return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)([...advice].slice(0, 3).join(' '), _platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .readableLength */ .bf, redact);
}
/** Where the first problem is that has a place in the repository. */
function firstLocation(problems) {
    return problems.map(_problem_js__WEBPACK_IMPORTED_MODULE_2__/* .locationOf */ .hD).find((location) => location !== undefined);
}
/** All that is known of the new instance, a line each, for an ending that it may explain; empty if nothing is. */
function describeRollout(state, redact) {
    const rollout = rolloutOf(state);
    if (rollout === undefined)
        return [];
    const { instance, status, problems, problemLines, isServing } = rollout;
    const others = findUnexplained(rollout).map((each) => describeWaiting(each, redact));
    return [
        ...(instance !== undefined && status !== undefined
            ? [`Instance ${instance}: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(status, 50, redact)}.`]
            : []),
        ...(isServing && state.outcome?.kind === 'timed-out'
            ? ['Every instance is ready and serves the spicepod, but Spice Cloud has not said so.']
            : []),
        ...describeProblems(problems, redact),
        ...(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .limitLines */ .Di)(others, maxWaiting, 'component'),
        ...problemLines.slice(-maxLines).map((line) => `Log: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(line, maxLength, redact)}`),
    ];
}
/** Components that are not ready, and that no problem is about. */
function findUnexplained({ problems, waiting }) {
    const named = new Set(problems.map(({ kind, name }) => `${kind} ${name}`));
    return waiting.filter(({ kind, name }) => !named.has(`${kind} ${name}`));
}
/** `Dataset fares: Error for 2m: connection refused.` */
function describeWaiting({ kind, name, state, forMs, message }, redact) {
    const label = `${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .capitalize */ .ZH)(kind)} ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(name, 80, redact)}`;
    const since = forMs ? ` for ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a3)(forMs)}` : '';
    return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)((0,_platform_text_js__WEBPACK_IMPORTED_MODULE_1__/* .endWithStop */ .wU)(`${label}: ${state}${since}${message ? `: ${message}` : ''}`), maxLength, redact);
}
/** The output `problems`: what the checks of the spicepod found, and what the rollout showed. */
function problemsOf(state) {
    const ofRollout = problemsOfRollout(state);
    // A secret that is missing is one problem, whoever found it; the rollout is surer of it.
    const secrets = new Set(ofRollout.filter(({ kind }) => kind === 'secret').map(({ name }) => name));
    const ofChecks = state.problems.filter(({ kind, name }) => kind !== 'secret' || !secrets.has(name));
    return [...ofChecks, ...ofRollout].map(({ column: _, ...problem }) => problem);
}
/** At the deadline, every component that is not ready is a problem. */
function problemsOfRollout({ rollout, outcome }) {
    // A deployment that succeeded has shown that nothing kept it from that.
    if (rollout === undefined || outcome === undefined || outcome.kind === 'succeeded')
        return [];
    const others = outcome.kind === 'timed-out' ? findUnexplained(rollout) : [];
    return [
        ...rollout.problems,
        ...others.map((each) => ({
            kind: each.kind,
            name: each.name,
            certain: false,
            message: describeWaiting(each, (text) => text),
        })),
    ];
}


/***/ }),

/***/ 6657:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/app/apply.ts + 1 modules
var apply = __webpack_require__(501);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/inputs/spicepod.ts
var inputs_spicepod = __webpack_require__(7368);
// EXTERNAL MODULE: ./src/platform/clock.ts
var platform_clock = __webpack_require__(3037);
// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
;// CONCATENATED MODULE: ./src/app/check-spicepod.ts




/** How long to try to list secrets, in milliseconds: the deployment must not wait for a check. */
const maxLookupMs = 3000;
/**
 * Lists the secrets of an app if its new spicepod refers to some that this run does not store. Never rejects, because
 * the run may end before it awaits the result.
 */
async function listSecrets(appId, options) {
    const { api, clock, deadline, desired, spicepodReport } = options;
    const own = new Set(desired.secrets.map(({ name }) => name));
    const mayLack = (spicepodReport?.findMissing({ names: own }) ?? []).length > 0;
    if (!mayLack)
        return { kind: 'read', names: own };
    const soon = (0,platform_clock.atMost)(maxLookupMs, deadline, clock);
    try {
        const lists = await Promise.all([api.listSecrets(appId, soon), api.listLinkedOrgSecrets(appId, soon)]);
        return { kind: 'read', names: new Set([...own, ...lists.flat()]) };
    }
    catch (error) {
        return { kind: 'unread', reason: error instanceof Error ? error.message : String(error) };
    }
}
/**
 * Reports what the checks found in the spicepod for an existing app, and the secrets that it lacks.
 *
 * @param app undefined if it has not been read
 * @throws InputError if strict checks refuse the spicepod
 */
async function checkForApp(app, listing, options) {
    const { spicepodReport: report, emit, redact } = options;
    // An app that is connected to GitHub takes its spicepod from there.
    if (report === undefined || app?.production_branch)
        return;
    const known = await listing;
    if (known.kind === 'unread') {
        const reason = (0,platform_text/* cut */.Jj)(known.reason, platform_text/* readableLength */.bf, redact);
        emit({ type: 'note', text: (0,platform_text/* endWithStop */.wU)(`Secret references not checked: ${reason}`) });
        return settle(report.problems, options);
    }
    if (report.findMissing(known).length === 0)
        return settle(report.problems, options);
    const unlinked = await listUnlinked(options);
    const secrets = report.findMissing({ ...known, unlinked });
    return settle([...report.problems, ...secrets], options);
}
/** The same for an app that is about to be created: it may turn out to have secrets, so a missing one is a warning. */
function checkForNewApp(options) {
    const { spicepodReport: report, desired } = options;
    if (report === undefined)
        return;
    const names = new Set(desired.secrets.map(({ name }) => name));
    const secrets = report.findMissing({ names }).map((problem) => ({ ...problem, certain: false }));
    settle([...report.problems, ...secrets], options);
}
function settle(problems, { inputs, emit }) {
    const certain = inputs.spicepodChecks === 'strict' ? problems.filter((problem) => problem.certain) : [];
    if (certain.length > 0) {
        throw new errors/* InputError */.dz(certain.map(inputs_spicepod/* describeFinding */.jb), {
            findings: problems,
            todo: 'Nothing was changed in Spice Cloud. Fix these problems, or set `spicepod-checks: warn` to deploy in spite of them.',
        });
    }
    if (problems.length > 0)
        emit({ type: 'problems.found', problems, isRefused: false });
}
/** The secrets of the organization; empty if it is not certain which it is, or they cannot be listed. */
async function listUnlinked({ api, clock, deadline, inputs }) {
    const soon = (0,platform_clock.atMost)(maxLookupMs, deadline, clock);
    const orgs = await api.listOrgs(soon).catch((0,errors/* orElse */.NW)([]));
    const wanted = inputs.org?.toLowerCase();
    const [org, ...others] = orgs.filter(({ name }) => wanted === undefined || name.toLowerCase() === wanted);
    if (org?.id === undefined || others.length > 0)
        return new Set();
    return new Set(await api.listOrgSecrets(org.id, soon).catch((0,errors/* orElse */.NW)([])));
}

// EXTERNAL MODULE: ./src/app/find.ts
var find = __webpack_require__(8340);
// EXTERNAL MODULE: ./src/app/plan.ts
var plan = __webpack_require__(5880);
// EXTERNAL MODULE: ./src/deployment/deployment.ts
var deployment_deployment = __webpack_require__(3200);
// EXTERNAL MODULE: ./src/deployment/list.ts
var list = __webpack_require__(3223);
;// CONCATENATED MODULE: ./src/deployment/attach.ts





/**
 * Attaches to the deployment that the input specifies.
 *
 * @returns an outcome if it cannot be found, or if the run is a dry one
 * @throws RefusalError if the app may not be read, NoResponseError if only the user can fix the cause
 */
async function attachTo(id, appId, run) {
    const { inputs, emit, background } = run;
    const app = (0,find/* readAppInBackground */.fK)(appId, run);
    background.release();
    const found = await findGiven(id, appId, run);
    if (found.kind !== 'found')
        return found;
    const { deployment, newer, listed, serverTimeMs } = found;
    const age = (0,deployment_deployment/* ageMs */.WO)(deployment, serverTimeMs);
    emit({ type: 'history.read', deployments: listed });
    emit({ type: 'deployment.attached', deployment, reason: 'from `deployment-id`', ageMs: age });
    if (inputs.dryRun) {
        emit({ type: 'deployment.polled', deployment, listed });
        return { kind: 'planned', plan: { kind: 'watch', deployment } };
    }
    const spicepod = 'this run only watched the deployment';
    return { kind: 'attached', appId, deployment, newer, listed, ageMs: age, isListed: true, app, spicepod };
}
const pollMs = 1000;
async function findGiven(id, appId, { api, deadline, clock }) {
    const unknown = (why) => ({ kind: 'unknown', reason: `deployment ${id} ${why}.` });
    const notListed = unknown(`is not among the newest ${list/* maxLimit */.Ux} of the app`);
    try {
        const found = await (0,platform_clock.pollUntil)({
            poll: async (pollDeadline) => {
                const lookup = await (0,list/* findDeployment */.HZ)(id, api, appId, pollDeadline);
                const { deployment, absence } = lookup;
                if (deployment !== undefined)
                    return { ...lookup, kind: 'found', deployment };
                if (absence === 'missing') {
                    const message = `the app has no deployment ${id}`;
                    const error = new errors/* RefusalError */.XQ({ operation: 'getDeployment', status: 404, message });
                    return { kind: 'refused', error };
                }
                return absence === 'too old' ? notListed : undefined;
            },
            pauseMs: () => pollMs,
            deadline,
            clock,
        });
        return found ?? notListed;
    }
    catch (error) {
        if (!(error instanceof errors/* NoResponseError */.hg) || error.todo !== undefined)
            throw error;
        return unknown(`could not be read (${error.message})`);
    }
}
/**
 * If the job was re-run, attaches to the deployment that an earlier attempt has left in progress: it belongs to this
 * run, too, and that attempt has also made all changes of the app. It is found by its commit, branch and settings.
 *
 * @param page undefined if the deployments could not be listed
 * @returns undefined if there is none; an outcome if that could not be determined in time
 */
async function attachToEarlier(page, appId, source, run) {
    const { inputs, desired, deadline, emit, background } = run;
    emit({ type: 'source.found', source });
    if (page === undefined) {
        if (deadline.remainingMs() > 0)
            return undefined;
        const reason = 'could not determine whether an earlier attempt of this run created a deployment.';
        return { kind: 'unknown', reason };
    }
    const { deployments: listed, serverTimeMs } = page;
    emit({ type: 'history.read', deployments: listed });
    const request = (0,deployment_deployment/* toRequest */.d_)(inputs, source);
    const deployment = listed.find((each) => (0,deployment_deployment/* isInProgress */.LT)(each) &&
        (0,deployment_deployment/* hasSource */.o2)(each, request) &&
        (0,deployment_deployment/* hasSettings */.g_)(each, request) &&
        each.created_at &&
        // An older one is taken to be stuck.
        (0,deployment_deployment/* ageMs */.WO)(each, serverTimeMs) < inputs.timeoutMs);
    if (deployment === undefined)
        return undefined;
    const app = (0,find/* readAppInBackground */.fK)(appId, run);
    background.release();
    const age = (0,deployment_deployment/* ageMs */.WO)(deployment, serverTimeMs);
    const reason = 'started by an earlier attempt of this run';
    emit({ type: 'deployment.attached', deployment, reason, ageMs: age });
    const { tags, spicepod, secrets } = desired;
    if (tags !== undefined || spicepod !== undefined || secrets.length > 0)
        emit({ type: 'changes.skipped' });
    const why = 'only an earlier attempt of this run knows the previous spicepod';
    const place = { appId, listed, ageMs: age, isListed: true, app };
    return { kind: 'attached', deployment, ...place, spicepod: why };
}

// EXTERNAL MODULE: ./src/deployment/create.ts + 1 modules
var create = __webpack_require__(9319);
// EXTERNAL MODULE: ./src/deployment/watch.ts
var watch = __webpack_require__(64);
;// CONCATENATED MODULE: ./src/doctor/doctor.ts

/** What ends sooner needs no doctor, in milliseconds. */
const delayMs = 10_000;
const intervalMs = 15_000;
/** Between the end of a look that took long and the next one. */
const minPauseMs = 5000;
/**
 * Looks at the new instance while its deployment is in progress: from 10 s after it was first seen so, every 15 s. It
 * only reads, and what it cannot read does no harm.
 */
class Doctor {
    #options;
    #stopped = new AbortController();
    #deployment;
    #hasStarted = false;
    /** A newer deployment is about to replace it. */
    #isReplaced = false;
    /** Whether no other deployment can have new instances, as of all lists; undefined before the first of them. */
    #isAlone;
    #nextPoll = Promise.withResolvers();
    #pause = new AbortController();
    #blockers = [];
    /** Whether no poll has come since the blockers were found. */
    #areNew = false;
    constructor(options) {
        this.#options = options;
        this.#deployment = options.deployment;
        const { before } = options;
        if (before !== undefined)
            this.#exclude(before, before[0]);
    }
    observe(deployment, listed) {
        const { id, status } = deployment;
        this.#deployment = deployment;
        const place = listed.findIndex((each) => each.id === id);
        this.#isReplaced = place > 0;
        if (this.#isReplaced)
            this.#blockers = [];
        this.#nextPoll.resolve();
        this.#nextPoll = Promise.withResolvers();
        if (place >= 0)
            this.#exclude(listed.toSpliced(place, 1), listed[place + 1]);
        if (status !== 'in_progress' || this.#hasStarted)
            return;
        this.#hasStarted = true;
        const { emit } = this.#options.run;
        this.#watch().catch((error) => {
            if (this.#stopped.signal.aborted)
                return;
            const reason = error instanceof Error ? error.message : String(error);
            emit({ type: 'note', text: `The instances are not watched any longer: unexpected error (${reason}).` });
        });
    }
    wake() {
        this.#pause = new AbortController();
        if (this.#areNew)
            this.#pause.abort();
        return this.#pause.signal;
    }
    blockers() {
        this.#areNew = false;
        return this.#blockers;
    }
    /** Ends all reads: nothing more is said. */
    stop() {
        this.#stopped.abort();
    }
    /** A deployment that is in progress has instances, and one that did not succeed may have left some. */
    #exclude(others, previous) {
        const mayHaveLeft = previous !== undefined && previous.status !== 'succeeded';
        this.#isAlone = this.#isAlone !== false && !mayHaveLeft && !others.some(deployment_deployment/* isInProgress */.LT);
    }
    async #watch() {
        const { signal } = this.#stopped;
        const { api, clock, random, emit, inputs } = this.#options.run;
        // Runs that have to leave room for each other must not all begin to look at once.
        await clock.sleep(delayMs + 2 * api.minIntervalMs() * random(), signal);
        if (signal.aborted)
            return;
        // Loaded here: most deployments have ended by now.
        const { Examination } = await __webpack_require__.e(/* import() */ 507).then(__webpack_require__.bind(__webpack_require__, 6507));
        const examination = new Examination({
            ...this.#options,
            // A resumed app tells only the id of its deployment; polls tell the rest.
            deployment: this.#deployment,
            isAlone: () => this.#isAlone === true,
            signal,
        });
        while (!signal.aborted) {
            // Right after a poll it is known how much room the rate limit leaves.
            if (api.minIntervalMs() > 0)
                await this.#nextPoll.promise;
            const startedAtMs = clock.now();
            const found = this.#isReplaced ? undefined : await examination.look();
            if (signal.aborted)
                return;
            if (found !== undefined && !this.#isReplaced) {
                emit({ type: 'rollout.progress', rollout: found.rollout });
                for (const finding of found.news)
                    emit({ type: 'rollout.finding', ...finding });
                if (inputs.onStuck === 'fail')
                    this.#block(found.blockers);
            }
            // A look that costs requests of the limit has to come less often.
            const gapsMs = 2 * api.minIntervalMs() * (1 + examination.apiRequests);
            const restMs = Math.max(intervalMs, gapsMs) - (clock.now() - startedAtMs);
            await clock.sleep(Math.max(restMs, minPauseMs), signal);
        }
    }
    #block(blockers) {
        this.#blockers = blockers;
        this.#areNew = blockers.length > 0;
        if (this.#areNew)
            this.#pause.abort();
    }
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/platform/json.ts
var json = __webpack_require__(2253);
// EXTERNAL MODULE: ./src/github/client.ts
var client = __webpack_require__(6584);
// EXTERNAL MODULE: ./src/github/event.ts
var github_event = __webpack_require__(5015);
;// CONCATENATED MODULE: ./src/github/source.ts






/** Maximum time for the message from the checkout and from GitHub together, in milliseconds. */
const maxMessageMs = 3000;
const maxCharacters = 4000;
/**
 * Finds what is deployed: from the inputs, else from the event. Never rejects, because a run may end before it awaits
 * the result, and an unhandled rejection would end the process.
 */
async function findSource(given, options) {
    const event = (0,github_event/* eventSource */.KN)(options.payload, options.env);
    const commitSha = given.commitSha ?? event.commitSha;
    const source = { branch: given.branch ?? event.branch, commitSha };
    try {
        return { ...source, commitMessage: await findMessage({ ...given, commitSha }, event, options) };
    }
    catch {
        // A deployment does not need a message.
        return source;
    }
}
/**
 * Finds the message of the deployed commit: from the inputs, else from the event, the checkout or GitHub, else the title
 * of the pull request.
 */
async function findMessage(given, event, options) {
    const { deadline, redactCredentials: redact } = options;
    const { commitSha } = given;
    const message = tidyMessage(given.commitMessage, redact);
    if (message !== undefined)
        return message;
    // The inputs may have set another commit.
    const isEventsCommit = commitSha === undefined || (event.commitSha !== undefined && (0,github_event/* isSameCommit */.sw)(commitSha, event.commitSha));
    if (isEventsCommit && event.commitMessage !== undefined)
        return tidyMessage(event.commitMessage, redact);
    const limitMs = Math.min(maxMessageMs, deadline.remainingMs());
    const read = (signal) => readMessage(commitSha ?? '', given, options, signal);
    // Anything but a commit id could be read as an option or as a path.
    const found = (0,github_event/* isCommitId */.jh)(commitSha ?? '')
        ? await (0,client/* withTimeLimit */.Bv)(limitMs, read).catch(() => undefined)
        : undefined;
    return tidyMessage(found ?? (isEventsCommit ? event.title : undefined), redact);
}
/** A message as it is sent: at most 4,000 characters, and undefined if it is blank. */
function tidyMessage(message, redact) {
    const trimmed = redact(message ?? '').trimEnd();
    // Whole characters, of which some have two UTF-16 units.
    const characters = Array.from(trimmed);
    const kept = characters.length > maxCharacters ? characters.slice(0, maxCharacters).join('').trimEnd() : trimmed;
    return kept === '' ? undefined : kept;
}
/** @throws what Octokit throws */
async function readMessage(sha, { githubToken: token, workingDirectory }, { env, fetch }, signal) {
    const cwd = (0,external_node_path_.resolve)(env.GITHUB_WORKSPACE ?? '.', workingDirectory);
    const message = await readFromCheckout(sha, cwd, env, signal);
    if (message !== undefined || token === undefined || signal.aborted)
        return message;
    const repository = await (0,client/* openRepository */.h_)(token, env, fetch, signal);
    return repository && readFromGitHub(repository, sha);
}
async function readFromCheckout(sha, cwd, env, signal) {
    try {
        // Loaded here, because most events have the message.
        const { execFile } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 1421, 23));
        const args = ['log', '-1', '--no-show-signature', '--format=%B', sha, '--'];
        // A partial clone would fetch missing commits from the network, and a prompt would never return.
        const gitEnv = { ...env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };
        const options = { cwd, env: gitEnv, maxBuffer: 1024 * 1024, signal };
        const { stdout } = await (0,external_node_util_.promisify)(execFile)('git', args, options);
        return stdout.trim() === '' ? undefined : stdout;
    }
    catch {
        return undefined;
    }
}
const Message = dist/* object */.Ikc({ message: (0,json/* optional */.lq)(dist/* string */.YjP()) });
/** A commit of the repository contains the Git commit; some servers wrap a Git commit in the same way. */
const Commit = dist/* pipe */.FsL(dist/* object */.Ikc({ ...Message.entries, commit: (0,json/* optional */.lq)(Message) }), dist/* transform */.pdi(({ commit, message }) => commit?.message || message || undefined));
/** Servers other than GitHub may have only one of the two routes, so the second is tried if the first has no message. */
async function readFromGitHub({ rest, names }, sha) {
    const routes = [
        // Changed files are not needed: one per page is the minimum.
        () => rest.repos.getCommit({ ...names, ref: sha, per_page: 1 }),
        () => rest.git.getCommit({ ...names, commit_sha: sha }),
    ];
    for (const read of routes) {
        try {
            const parsed = dist/* safeParse */.xLC(Commit, (await read()).data);
            if (parsed.success && parsed.output !== undefined)
                return parsed.output;
        }
        catch (error) {
            if ((0,client/* statusOf */.c2)(error) !== 404)
                throw error;
        }
    }
    return undefined;
}

// EXTERNAL MODULE: ./src/inputs/inputs.ts
var inputs_inputs = __webpack_require__(8028);
// EXTERNAL MODULE: ./src/inputs/probes.ts
var inputs_probes = __webpack_require__(4242);
// EXTERNAL MODULE: ./src/inputs/secrets.ts
var inputs_secrets = __webpack_require__(3332);
// EXTERNAL MODULE: ./src/inputs/tables.ts
var inputs_tables = __webpack_require__(972);
;// CONCATENATED MODULE: ./src/inputs/request.ts







/**
 * Reads and checks what the inputs name: tags, the manifest and probes. Nothing is sent before all of it is valid.
 *
 * @param secrets the input `secrets`, which has to be read, and hidden, before anything else
 * @throws InputError that names all problems at once
 */
async function readRequest(inputs, secrets, env, redact) {
    const { probes, problems } = (0,inputs_probes/* parseProbes */.f)(inputs, redact);
    // A run that watches a deployment changes nothing.
    const isWatching = inputs.deploymentId !== undefined;
    const [tags, spicepod] = await Promise.all([
        readTags(isWatching ? '' : inputs.tags, redact),
        (0,inputs_spicepod/* readSpicepod */.QB)(isWatching ? '' : inputs.spicepod, inputs.workingDirectory, inputs.spicepodChecks, env, redact),
    ]);
    problems.push(...tags.problems, ...(isWatching ? [] : secrets.problems), ...spicepod.problems);
    const tables = (0,inputs_tables/* readTables */.gb)(inputs.testTables);
    if (spicepod.spicepod !== undefined) {
        problems.push(...(0,inputs_tables/* findUnknownTables */.r5)(tables, spicepod.spicepod.value, redact));
    }
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems, { findings: spicepod.findings ?? [] });
    const desired = {
        tags: tags.tags,
        spicepod: spicepod.spicepod,
        secrets: isWatching ? [] : secrets.secrets,
    };
    const hasSecrets = secrets.secrets.length + secrets.problems.length > 0;
    const remarks = [
        { type: 'note', text: isWatching ? describeIgnoredByWatch(inputs, hasSecrets) : '' },
        { type: 'note', text: spicepod.note ?? '' },
        { type: 'warning', text: (0,inputs_secrets/* describeEmpty */.t)(desired.secrets) },
    ];
    if (inputs.onFailure !== 'none' && !inputs.waitForCompletion) {
        remarks.push({ type: 'warning', text: '`on-failure` is ignored with `wait-for-completion: false`.' });
    }
    return {
        desired,
        spicepodReport: spicepod.report,
        tables,
        probes,
        remarks: remarks.filter((remark) => remark.text !== ''),
    };
}
/** Source: the README of the official action; the API description does not specify it. */
const tagValue = /^[A-Za-z0-9_@-]*$/;
/**
 * Reads the input `tags`, a YAML or JSON map.
 *
 * @param redact hides secrets in a text before it is cut
 */
async function readTags(text, redact) {
    if (text === '')
        return { tags: undefined, problems: [] };
    const { parseStringMap } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(65)]).then(__webpack_require__.bind(__webpack_require__, 6065));
    const entries = parseStringMap(text, true);
    if (typeof entries === 'string') {
        return { tags: undefined, problems: [`\`tags\`${entries} Given: \`${(0,platform_text/* shorten */.ml)(text, 60, redact)}\`.`] };
    }
    const problems = entries.flatMap(([key, value]) => {
        if (key === '')
            return ['`tags` has an entry without a name.'];
        if (tagValue.test(value))
            return [];
        return [
            `\`tags\`: the value of \`${key}\` is not valid. Letters, digits, \`_\`, \`@\` and \`-\` are allowed, but it is \`${value}\`.`,
        ];
    });
    return { tags: Object.fromEntries(entries), problems };
}
/** A resume takes no body: it deploys what the app has stored. */
const ignoredWhenResuming = [
    'channel',
    'replicas',
    'imageTag',
    'debug',
    'branch',
    'commitSha',
    'commitMessage',
];
const ignoredWhenWatching = [
    'createAppIfMissing',
    'tags',
    ...ignoredWhenResuming,
    'onFailure',
    'onPaused',
    'spicepodChecks',
];
/** Names the inputs that are set although a run that resumes an app cannot send them; empty if there are none. */
function describeIgnoredByResume(inputs) {
    const why = 'the app is paused, and resuming it deploys its stored settings';
    return describeIgnored(why, namesOfGiven(ignoredWhenResuming, inputs));
}
/** Names the inputs that are set although a run that watches a deployment ignores them; empty if there are none. */
function describeIgnoredByWatch(inputs, hasSecrets) {
    const names = namesOfGiven(ignoredWhenWatching, inputs);
    // The default is present even if the input is not set.
    if (inputs.spicepod !== '' && inputs.spicepod !== inputs_spicepod/* defaultSpicepod */.Hq)
        names.push('spicepod');
    if (hasSecrets)
        names.push('secrets');
    return describeIgnored('`deployment-id` is set', names);
}
function namesOfGiven(names, inputs) {
    return names.filter((name) => inputs[name] !== inputs_inputs/* table */.tp[name].fallback).map((name) => inputs_inputs/* table */.tp[name].name);
}
function describeIgnored(why, names) {
    return names.length === 0 ? '' : `Ignored because ${why}: ${names.map((name) => `\`${name}\``).join(', ')}.`;
}

;// CONCATENATED MODULE: ./src/paused.ts




/** @throws PreconditionError for a paused app, as far as it is known to be, unless the run may resume it */
function refusePaused(app, { inputs }) {
    const since = app?.paused_at;
    if (!since || inputs.onPaused === 'resume')
        return;
    const ms = (0,platform_clock.parseTime)(since);
    throw new errors/* PreconditionError */.Rb(`The app is paused${ms === undefined ? '' : ` since ${(0,platform_clock.formatTime)(ms)}`}, and a paused app cannot be deployed.`, 'Resume the app on spice.ai and re-run this job, or set `on-paused: resume`, which resumes it with the spicepod of this run.');
}
/** Resumes an app, which deploys its spicepod, and names the inputs that cannot be sent with it. */
function resumePaused(options, { inputs, emit }) {
    const ignored = describeIgnoredByResume(inputs);
    if (ignored !== '')
        emit({ type: 'warning', text: ignored });
    return (0,create/* createOnce */.U)({ ...options, resumes: true });
}
/** Whether Spice Cloud did not create a deployment because the app is paused. */
function isPausedRefusal(created) {
    return (created.kind === 'refused' &&
        created.error instanceof errors/* RefusalError */.XQ &&
        created.error.refusal.code === 'spicepod_paused');
}

;// CONCATENATED MODULE: ./src/run-context.ts
/** How long the end of a run waits for reads that are in progress, in milliseconds. */
const maxSettleMs = 2000;
/** How long reads are held back if nothing releases them, in milliseconds. */
const maxHoldMs = 1000;
/** Reads that the run can do without, made at the same time as the deployment. */
class BackgroundReads {
    #abort = new AbortController();
    #running = [];
    #released = Promise.withResolvers();
    #holdTimer = setTimeout(() => this.release(), maxHoldMs);
    /** @param read its failure is ignored */
    start(read) {
        this.#running.push(this.#released.promise.then(() => read(this.#abort.signal)).catch(() => { }));
    }
    /** Lets the reads begin, once they cannot delay the requests that the deployment needs. */
    release() {
        clearTimeout(this.#holdTimer);
        this.#released.resolve();
    }
    /** Waits a moment for the reads to finish, and ends the rest. */
    async settle() {
        this.release();
        const timer = setTimeout(() => this.#abort.abort(), maxSettleMs);
        await Promise.all(this.#running);
        clearTimeout(timer);
    }
}

;// CONCATENATED MODULE: ./src/deploy.ts















/** How long to try to list the deployments before creating one without having seen them, in milliseconds. */
const maxListBeforeMs = 10_000;
/** Creates a deployment of the app, or finds the one to watch, and follows it to its end. */
async function deploy(request, context) {
    const { timeoutMs, requestTimeoutMs } = request.inputs;
    const deadline = (0,platform_clock.deadlineIn)(timeoutMs, context.clock, requestTimeoutMs);
    const background = new BackgroundReads();
    try {
        const outcome = await runSteps({ ...context, ...request, deadline, background });
        // A run that is cancelled from here on has this outcome.
        context.emit({ type: 'outcome.decided', outcome });
        return outcome;
    }
    catch (error) {
        return toOutcome(error, request.inputs);
    }
    finally {
        await background.settle();
    }
}
async function runSteps(run) {
    const { inputs, api, deadline, env, background } = run;
    if (inputs.org === undefined)
        (0,find/* readOrgInBackground */.Kh)(run);
    const found = await (0,find/* resolveApp */.Ae)(run);
    if (found.kind === 'existing' && inputs.deploymentId !== undefined) {
        const attached = await attachTo(inputs.deploymentId, found.appId, run);
        return attached.kind === 'attached' ? follow(attached, run) : attached;
    }
    const source = findSource(inputs, run);
    let page;
    const isRerun = Number(env.GITHUB_RUN_ATTEMPT) > 1;
    if (found.kind === 'existing' && isRerun && !inputs.dryRun) {
        page = await (0,list/* listBefore */.Cl)(api, found.appId, deadline);
        const attached = await attachToEarlier(page, found.appId, await source, run);
        if (attached?.kind === 'attached')
            return follow(attached, run);
        if (attached !== undefined)
            return attached;
    }
    const plan = await planFor(found, run);
    if (plan.creation === undefined)
        refusePaused(plan.app(), run);
    if (inputs.dryRun)
        return preview(plan, source, run);
    if (plan.changes.length > 0) {
        background.release();
        // Changes take time, and somebody else may deploy in the meantime.
        page = undefined;
    }
    return deploy_create(await (0,apply/* applyPlan */.g)(plan, run), source, page, run);
}
/** Only errors before a deployment exists reach this point; later ones are outcomes already. */
function toOutcome(error, { deploymentId, dryRun }) {
    if (error instanceof errors/* RefusalError */.XQ || error instanceof errors/* PreconditionError */.Rb)
        return { kind: 'refused', error };
    if (!(error instanceof errors/* NoResponseError */.hg))
        throw error;
    const { message, wasAccepted } = error;
    const precondition = (0,errors/* asPrecondition */.zC)(error);
    if (precondition !== undefined)
        return { kind: 'refused', error: precondition };
    if (wasAccepted)
        return { kind: 'unknown', reason: message };
    if (deploymentId !== undefined) {
        return { kind: 'unknown', reason: `deployment ${deploymentId} could not be read (${message}).` };
    }
    if (dryRun)
        return { kind: 'unknown', reason: `could not determine what a run would do (${message}).` };
    return { kind: 'timed-out', reason: message };
}
/** Plans the changes of the app, once its spicepod passes the checks. */
async function planFor(found, run) {
    const { desired, env } = run;
    const repository = env.GITHUB_REPOSITORY;
    if (found.kind === 'missing') {
        checkForNewApp(run);
        return (0,plan/* planNewApp */.fe)(found.newApp, desired, repository);
    }
    const { appId } = found;
    const listing = listSecrets(appId, run);
    const app = await (0,find/* readApp */.uW)(appId, run);
    await checkForApp(app(), listing, run);
    return (0,plan/* planApp */.Bu)(appId, app, desired, repository);
}
/** Ends a dry run: reads what the real one would read, and shows what that would do. */
async function preview(plan, finding, run) {
    const { api, inputs, deadline, emit, background } = run;
    background.release();
    const { creation, changes } = plan;
    const page = creation ? undefined : await api.listDeployments(plan.appId, list/* pollLimit */.H, deadline);
    const source = await finding;
    emit({ type: 'source.found', source });
    const request = (0,deployment_deployment/* toRequest */.d_)(inputs, source);
    const blockers = (page?.deployments ?? []).filter(deployment_deployment/* isInProgress */.LT);
    const spicepod = changes.find((change) => change.kind === 'spicepod');
    let spicepodDiff = [];
    if (spicepod?.update !== undefined) {
        const { diffSpicepods } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(660)]).then(__webpack_require__.bind(__webpack_require__, 1660));
        spicepodDiff = diffSpicepods(spicepod.current, spicepod.desired.value);
    }
    const resumes = !creation && Boolean(plan.app()?.paused_at);
    const deployment = { request, resumes, blockers };
    return { kind: 'planned', plan: { kind: 'deploy', creation, changes, spicepodDiff, ...deployment } };
}
/** Creates the deployment and follows it. The page is there if the app's deployments have been read already. */
async function deploy_create({ appId, app, spicepod }, finding, page, run) {
    const { api, inputs, deadline, clock, emit, background } = run;
    const listDeadline = (0,platform_clock.atMost)(maxListBeforeMs, deadline, clock);
    const [source, before] = await Promise.all([finding, page ?? (0,list/* listBefore */.Cl)(api, appId, listDeadline)]);
    emit({ type: 'source.found', source });
    if (before !== undefined)
        emit({ type: 'history.read', deployments: before.deployments });
    const options = {
        ...run,
        ...inputs,
        appId,
        request: (0,deployment_deployment/* toRequest */.d_)(inputs, source),
        before: before && (0,list/* takeSnapshot */.W9)(before, list/* historyLimit */.kw),
        // Apps that are connected to GitHub record the commit of their branch. One that was not read may be connected.
        mayRecordOtherCommit: () => {
            const known = app();
            return known === undefined || Boolean(known.production_branch);
        },
    };
    // Only by now it may be known, if it is read in the background.
    refusePaused(app(), run);
    const creating = app()?.paused_at ? resumePaused(options, run) : (0,create/* createOnce */.U)(options);
    // The background reads must not delay the create request.
    setImmediate(() => background.release());
    let created = await creating;
    // Only now is it known for an app that was not read before.
    if (inputs.onPaused === 'resume' && isPausedRefusal(created))
        created = await resumePaused(options, run);
    if (created.kind === 'refused') {
        const { restoreAfterRefusal } = await __webpack_require__.e(/* import() */ 629).then(__webpack_require__.bind(__webpack_require__, 4629));
        return restoreAfterRefusal(created, appId, spicepod, run);
    }
    if (created.kind !== 'created')
        return created;
    const known = before?.deployments;
    return follow({ ...created, appId, listed: known ?? [], before: known, app, spicepod }, run);
}
/** Watches a deployment to its end, unless the run does not wait. Then verifies it, or recovers from its failure. */
async function follow(followed, run) {
    const { appId, deployment, newer = [], listed, spicepod } = followed;
    const { pollIntervalMs, waitForCompletion } = run.inputs;
    run.emit({ type: 'deployment.polled', deployment, listed: [] });
    let outcome = (0,deployment_deployment/* terminalOutcome */.vi)(deployment, newer);
    if (!waitForCompletion)
        return outcome ?? { kind: 'started', deployment };
    if (outcome === undefined) {
        const rollout = new Doctor({ ...followed, run });
        const options = {
            ...run,
            ...followed,
            pollIntervalMs,
            recentDurationsMs: (0,deployment_deployment/* recentDurationsMs */.zS)(listed),
            rollout,
        };
        outcome = await (0,watch/* waitForEnd */.k)(deployment, options).finally(() => rollout.stop());
    }
    // Loaded here, because it must not delay the start.
    const { verifyAndRecover } = await __webpack_require__.e(/* import() */ 629).then(__webpack_require__.bind(__webpack_require__, 4629));
    return verifyAndRecover(outcome, appId, spicepod, run);
}

// EXTERNAL MODULE: ./src/platform/fetch.ts
var platform_fetch = __webpack_require__(9135);
// EXTERNAL MODULE: ./src/platform/redaction.ts
var redaction = __webpack_require__(3178);
// EXTERNAL MODULE: ./src/outcome.ts
var src_outcome = __webpack_require__(4671);
// EXTERNAL MODULE: ./src/report/log.ts
var log = __webpack_require__(6472);
// EXTERNAL MODULE: ./src/problem.ts
var src_problem = __webpack_require__(4008);
// EXTERNAL MODULE: ./src/report/recovery.ts
var report_recovery = __webpack_require__(3695);
// EXTERNAL MODULE: ./src/report/state.ts
var report_state = __webpack_require__(7343);
// EXTERNAL MODULE: ./src/report/wording.ts
var wording = __webpack_require__(5594);
;// CONCATENATED MODULE: ./src/report/narrate.ts







/**
 * What the log says about an event. Pure: the state shows what has already been said.
 *
 * @param state after the event
 * @param before the state before the event
 * @param redact hides secrets in a text before it is cut
 */
function narrate(event, state, before, redact) {
    return [(0,report_state/* lookUp */.TE)(lines, event, { state, before, redact }) ?? []].flat();
}
/** The last lines of the log. Failures, and successes worth knowing about, are also annotations. */
function narrateVerdict(verdict, state, runUrl, redact) {
    const { outcome, appId } = state;
    const { headline: title, what, todo, location } = verdict;
    const links = [(0,report_state/* appUrl */.RM)(state), runUrl].filter((link) => link !== undefined);
    if (!verdict.passes) {
        return [
            { kind: 'error', title, text: [what, todo, links.join(' ')].filter(Boolean).join('\n'), location },
        ];
    }
    const last = narrate_text([what, ...links].join(' '), 'green');
    if (outcome?.kind === 'unverified')
        return [warning(what), last];
    const [page] = links;
    if (outcome?.kind === 'succeeded' && page)
        return [{ kind: 'notice', title, text: `${what} ${page}` }, last];
    if (outcome?.kind !== 'planned')
        return [last];
    const { steps, diff } = (0,wording/* describePlan */.df)(outcome.plan, appId, redact);
    return [
        narrate_text('A real run would:'),
        ...steps.map((step) => narrate_text(`- ${step}`)),
        ...(diff.length > 0 ? [{ kind: 'block', title: 'Spicepod changes', lines: diff }] : []),
        last,
    ];
}
const lines = {
    'inputs.read': () => group('Prepare'),
    note: (event) => narrate_text(event.text),
    warning: (event) => warning(event.text),
    debug: ({ text }) => ({ kind: 'debug', text }),
    'problems.found': ({ problems, isRefused }) => {
        // The verdict stands at the first of those that refuse the run.
        const first = isRefused ? problems.find(({ certain }) => certain) : undefined;
        return problems
            .filter((problem) => problem !== first)
            .map((problem) => annotation(isRefused && problem.certain ? 'error' : 'warning', problem));
    },
    'http.exchanged': ({ exchange: { method, where, status, tookMs, requestId, trouble } }) => {
        const result = status === undefined ? trouble : `HTTP ${status}`;
        const id = requestId === undefined ? '' : `, request ${requestId}`;
        return { kind: 'debug', text: `${method} ${where} → ${result} in ${(0,wording/* formatDuration */.a3)(tookMs)}${id}` };
    },
    'outage.began': ({ reason }, { before }) => {
        const what = `Spice Cloud is not responding as expected (${reason}). Retrying until \`timeout-seconds\` is reached.`;
        // One annotation is enough; the log has every outage.
        return before.outages === 0 ? warning(what) : narrate_text(what);
    },
    'outage.ended': () => narrate_text('Spice Cloud is responding again.'),
    'app.mismatch': ({ app, givenName }) => warning(`\`app-id\` ${app.id} is app \`${app.name}\`, but \`app-name\` is \`${givenName}\`. Using \`app-id\`; fix or remove one of the two inputs.`),
    'app.bare': () => warning('The new app has no spicepod and cannot be deployed without one. Set the `spicepod` input.'),
    'app.untagged': () => narrate_text('Your plan does not include tags; creating the app without the `repository` tag.'),
    'change.applied': ({ change }) => narrate_text((0,wording/* describeChange */.uQ)(change)),
    'change.unneeded': ({ what }) => narrate_text(what === 'tags' ? 'Tags are already up to date.' : 'The spicepod is already up to date.'),
    'spicepod.connected': () => narrate_text('Spicepod not pushed: the app is connected to a GitHub repository and reads it from there.'),
    'changes.skipped': () => warning('Tags, spicepod and secrets were already applied by that attempt and are not written again. If they have changed since, start a new workflow run.'),
    'create.sending': ({ resumes }, { state, before, redact }) => before.requestedAtMs === undefined
        ? [group('Deploy'), narrate_text(describeRequest(state, redact, resumes))]
        : [],
    'create.waiting': ({ blockers, serverTimeMs }, { before, redact }) => {
        const names = blockers.map((each) => (0,wording/* describeDeployment */.Ti)(each, redact, serverTimeMs));
        if (names.length > 0)
            return narrate_text(`Waiting for ${names.join(' and ')}`);
        // Blockers that are not listed are polled for repeatedly, but mentioned only once.
        return before.blockers?.length === 0 ? [] : narrate_text('Waiting for another deployment that is not listed yet');
    },
    'create.lost': () => narrate_text('No response to the create request. Checking whether the deployment was created anyway.'),
    'create.found': ({ deployment }) => narrate_text(`It was: deployment ${deployment.id} is the one this run requested.`),
    'create.retrying': () => narrate_text('It was not created. Retrying.'),
    'deployment.attached': ({ deployment, reason }) => [
        group('Deploy'),
        narrate_text(`Watching deployment ${deployment.id} (${reason}).`),
    ],
    'deployment.polled': ({ deployment }, context) => narratePoll(deployment, context),
    'rollout.progress': ({ rollout: { progress } }, { before }) => progress === '' || progress === before.rollout?.progress ? [] : timed(progress),
    'rollout.finding': ({ problem, isBlocker }, { state }) => {
        if (!isBlocker)
            return timed(problem.message);
        if (state.settings.onStuck === 'fail')
            return timed(problem.message, 'red');
        return annotation('warning', problem);
    },
    'verification.started': () => group('Verify'),
    // If probes were requested, the verdict reports it.
    'verification.skipped': ({ probes, reason }) => probes.length > 0 ? [] : narrate_text(`Verification skipped: ${reason}.`),
    'runtime.idle': () => narrate_text('The spicepod has no components, so the runtime has nothing to load. Skipping the readiness check.'),
    'runtime.waiting': ({ reason }) => timed(`The runtime is not ready yet: ${reason}`),
    'runtime.ready': ({ tookMs }) => timed(`Runtime ready after ${(0,wording/* formatDuration */.a3)(tookMs)}`),
    'datasets.polled': ({ progress }, { state, before }) => state.activity === before.activity ? [] : timed(`Datasets: ${progress}`),
    'models.polled': ({ progress }) => timed(`Models: ${progress}`),
    'probe.ended': ({ result: { name, ok, durationMs, detail, error } }) => {
        const words = detail ?? error;
        const line = `${ok ? '✓' : '✗'} ${name} (${(0,wording/* formatDuration */.a3)(durationMs)})`;
        return narrate_text(words ? `${line}: ${words}` : line, ok ? 'green' : 'red');
    },
    'log.read': ({ lines }, { state: { deployment } }) => lines.length === 0 || deployment === undefined
        ? []
        : { kind: 'block', title: `Last lines of the deployment ${deployment.id} log`, lines },
    'recovery.started': ({ mode }, { state }) => {
        const why = whyRecovered[state.decided?.kind ?? 'failed'] ?? 'The deployment failed.';
        const isRestore = mode === 'restore';
        const what = isRestore ? 'Restoring the previous spicepod' : 'Rolling back';
        return [
            group(isRestore ? 'Restore' : 'Roll back'),
            narrate_text(`${why} ${what}; tags and secrets are not changed.`),
        ];
    },
    'spicepod.restored': () => narrate_text(report_recovery/* restored */.v0),
    'rollback.polled': ({ deployment: { id, status } }, { before }) => before.recovery?.deployment?.status === status
        ? []
        : narrate_text(`Rollback: deployment ${id} ${status}`, colorOf(status)),
    'recovery.ended': ({ recovery }, { state, redact }) => {
        const mode = state.recovery?.mode ?? 'rollback';
        // The log reported the restored spicepod when it happened.
        const what = recovery.kind === 'restored'
            ? (0,report_recovery/* describeRollback */.sR)(recovery.rollback, redact)
            : (0,report_recovery/* describeRecovery */.xX)(recovery, mode, redact);
        if (what === '')
            return [];
        return (0,report_recovery/* isRecovered */.W9)(recovery) ? narrate_text(what) : warning(what);
    },
};
const whyRecovered = {
    unverified: 'Verification failed.',
    stuck: 'The rollout is stuck.',
    refused: 'Spice Cloud rejected the deployment.',
};
function describeRequest({ appId, source }, redact, resumes = false) {
    // A resume sends no commit.
    if (resumes)
        return `Resuming app ${appId}, which deploys its spicepod`;
    const { branch, commitSha, commitMessage } = source ?? {};
    const parts = [
        `Deploying app ${appId}`,
        branch && `branch ${branch}`,
        commitSha && `commit ${(0,github_event/* shortCommit */.Ax)(commitSha, redact)}`,
        commitMessage && `"${(0,platform_text/* firstLine */.TM)(commitMessage, redact)}"`,
    ];
    return parts.filter(Boolean).join(' · ');
}
/** Each change of the status, how long it may take, and anything unusual about the deployment. */
function narratePoll(deployment, { state, before, redact }) {
    const { id, status } = deployment;
    const previous = before.deployment;
    const lines = [];
    if (previous === undefined && !state.isAttached)
        lines.push(narrate_text(`Created deployment ${id}`));
    if (previous?.status !== status)
        lines.push(timed(status, colorOf(status)));
    if (previous === undefined)
        lines.push(...narrateExpectation(state));
    if (!state.isAttached) {
        const wanted = state.source?.commitSha;
        const actual = deployment.commit_sha;
        if (wanted && actual && actual !== previous?.commit_sha && !(0,github_event/* isSameCommit */.sw)(actual, wanted)) {
            lines.push(warning(`Deployment ${id} uses commit ${(0,github_event/* shortCommit */.Ax)(actual, redact)}, not ${(0,github_event/* shortCommit */.Ax)(wanted, redact)} from this run. Apps connected to GitHub always deploy the head of their production branch.`));
        }
        const known = findReplaced(before);
        for (const each of findReplaced(state).filter(({ id }) => !known.some((other) => other.id === id))) {
            lines.push(warning(`Deployment ${id} replaced ${(0,wording/* describeDeployment */.Ti)(each, redact)}. Add a \`concurrency\` group to run deployments one at a time.`));
        }
    }
    // A blocked rollout says why and is retried: not a failure yet, but worth knowing.
    const reason = (0,deployment_deployment/* reasonOf */.A3)(deployment);
    if (reason !== '' && status !== 'failed' && reason !== (previous && (0,deployment_deployment/* reasonOf */.A3)(previous))) {
        const report = `Deployment ${id} is ${status} and reports: ${reason}`;
        // The words may change with every poll: one annotation for each cause is enough.
        lines.push(before.reportedCodes.includes(deployment.error_code ?? '') ? narrate_text(report) : warning(report));
    }
    return lines;
}
function narrateExpectation(state) {
    const expected = (0,wording/* expectedDuration */.PJ)(state);
    if (expected === undefined) {
        return state.isAttached ? [] : [narrate_text('No earlier deployments to estimate the duration from.')];
    }
    const { count, medianMs } = expected;
    const took = count === 1 ? 'successful deployment took' : `${count} successful deployments took about`;
    return [narrate_text(`The last ${took} ${(0,wording/* formatDuration */.a3)(medianMs)}.`)];
}
/** Deployments that were in progress when this run's was created, and were replaced by it. */
function findReplaced({ deployment, history, listed }) {
    const newest = listed.find(({ status }) => status !== 'created' && status !== 'queued');
    if (deployment === undefined || newest?.id !== deployment.id)
        return [];
    const isReplaced = (id) => listed.some((each) => each.id === id && each.status === 'created');
    return history.filter((each) => (0,deployment_deployment/* isInProgress */.LT)(each) && isReplaced(each.id));
}
/** The color of a status in the log. */
function colorOf(status) {
    if (status === 'succeeded')
        return 'green';
    return status === 'failed' ? 'red' : 'cyan';
}
const narrate_text = (text, color) => ({ kind: 'text', text, color });
const timed = (text, color) => ({ kind: 'text', text, color, isTimed: true });
const warning = (text) => ({ kind: 'warning', text });
const group = (title) => ({ kind: 'group', title });
const annotation = (kind, problem) => ({
    kind,
    text: (0,src_problem/* describeProblem */.BJ)(problem),
    location: (0,src_problem/* locationOf */.hD)(problem),
});

// EXTERNAL MODULE: ./src/spice/schema.ts
var schema = __webpack_require__(7019);
// EXTERNAL MODULE: ./src/report/rollout.ts
var report_rollout = __webpack_require__(8363);
;// CONCATENATED MODULE: ./src/report/outputs.ts




/**
 * The outputs of the action, those that are known.
 *
 * Secrets are hidden in foreign text only. Ids, times, outcomes and the name of the app stay as they are, even if a
 * secret has the same value.
 *
 * @returns texts by the names of the outputs in `action.yml`; without what is not known
 */
function renderOutputs(state, errorMessage, redact) {
    const { imageTag, replicas } = (0,report_state/* deployedSettings */.iD)(state);
    const { appId, app, deployment, rollout, verification, recovery, outcome } = state;
    const hide = (text) => text && redact(text);
    const values = {
        'app-id': appId,
        'app-name': app?.name,
        'app-url': (0,report_state/* appUrl */.RM)(state),
        'runtime-url': (0,report_state/* runtimeUrlOf */.np)(state),
        'deployment-id': deployment?.id,
        'deployment-status': deployment && ((0,deployment_deployment/* isKnownStatus */.ih)(deployment.status) ? deployment.status : hide(deployment.status)),
        'deployment-created-at': deployment?.created_at,
        'image-tag': hide(deployment && imageTag),
        replicas: deployment && replicas,
        'duration-seconds': outcome && (0,report_state/* durationSeconds */.o8)(state),
        deployment: deployment && toJson(deployment.raw, redact),
        outcome: outcome?.kind,
        'error-message': hide(errorMessage),
        instance: hide(rollout?.instance),
        'rollback-deployment-id': recovery?.deployment?.id,
        // Always there at the end, so that later steps can parse them.
        'test-results': (verification || outcome) && toJson(verification?.tests ?? [], redact),
        datasets: (verification || outcome) && toJson(verification?.datasets ?? [], redact),
        models: (verification || outcome) && toJson(verification?.models ?? rollout?.models ?? [], redact),
        problems: (state.problems.length > 0 || outcome) && toJson((0,report_rollout/* problemsOf */.GW)(state), redact),
    };
    const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
    return Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
}
/** Names of members in the API description, which later steps use: they stay, even if a secret has the same value. */
const ownNames = new Set([
    ...Object.keys(schema/* DeploymentFields */.Jf.entries),
    ...['name', 'ok', 'durationMs', 'detail', 'error'],
    ...['name', 'status', 'error_message', 'error'],
    ...['kind', 'certain', 'message', 'advice', 'file', 'line'],
]);
/** Names of members may be secrets, too. */
function withHiddenNames(value, redact) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || JSON.isRawJSON(value))
        return value;
    const hide = (name) => (ownNames.has(name) ? name : redact(name));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [hide(name), member]));
}
function isTime(text) {
    return /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text);
}
/** Hidden text by text, so that it stays JSON. */
function toJson(value, redact) {
    try {
        return JSON.stringify(value, (key, given) => {
            const member = withHiddenNames(given, redact);
            const isOwn = (key === 'status' && (0,deployment_deployment/* isKnownStatus */.ih)(member)) || (key.endsWith('_at') && isTime(member));
            return typeof member === 'string' && !isOwn ? redact(member) : member;
        });
    }
    catch {
        // Undescribed members may be nested more deeply than the stack allows.
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/report/advice.ts


/** Source: `x-scope` of the API description. */
const scopes = {
    listApps: 'apps:read',
    getApp: 'apps:read',
    createApp: 'apps:write',
    updateApp: 'apps:write',
    upsertSecret: 'secrets:write',
    listSecrets: 'secrets:read',
    listLinkedOrgSecrets: 'secrets:read',
    listOrgSecrets: 'secrets:read',
    getApiKeys: 'apps:read',
    resumeProject: 'apps:write',
};
function scopeOf(operation) {
    return scopes[operation] ?? 'deployments:write';
}
/**
 * Says what happened, in the API's own words if it gave some, and what to do about it.
 *
 * @param appId for the advice; undefined if it is not known
 */
function explainRefusal(refusal, appId, redact) {
    const { operation, host, status, message, fieldErrors = [] } = refusal;
    const words = (0,platform_text/* cut */.Jj)([message, ...fieldErrors].filter(Boolean).join(' · '), platform_text/* readableLength */.bf, redact);
    const what = operation === 'exchangeToken' && status === 401
        ? `Spice Cloud rejected the client credentials (HTTP 401) when this run requested a token${host ? ` from ${host}` : ''}`
        : `${(0,platform_text/* capitalize */.ZH)((0,errors/* describeFailure */.Ic)(operation, host))} (HTTP ${status}${words === '' ? ', without a reason' : ''})`;
    const todo = adviseOnToken(refusal) ?? adviseOnCode(refusal) ?? adviseOnStatus(refusal, appId);
    return { what: `${what}${words && `: ${words}`}`, todo };
}
function adviseOnToken({ operation, status }) {
    if (operation !== 'exchangeToken')
        return undefined;
    if (status === 404)
        return 'Check `oauth-token-url`.';
    return ('Check `client-id` and `client-secret`. The OAuth client may have expired or been deleted, or its secret may have been regenerated. ' +
        'Manage OAuth clients on spice.ai, in the settings of the organization. ' +
        'If `scope` is set, the client must have those scopes.');
}
/** Codes of the API description, sent with some rejections and newer errors. */
function adviseOnCode({ code, message, operation }) {
    switch (code) {
        case 'insufficient_scope': {
            const scope = /Required: (\S+)/.exec(message)?.[1] ?? scopeOf(operation);
            const without = operation === 'getApp' || operation === 'updateApp'
                ? " To deploy the app as it is, set `spicepod: ''` and remove `tags`."
                : '';
            return `Give the OAuth client or token the scope \`${scope}\`, and add it to \`scope\` if that input is set.${without}`;
        }
        case 'forbidden':
            return "This token's user has read-only access. Ask an organization owner for the member role.";
        case 'org_forbidden':
        case 'org_assertion_mismatch':
        case 'invalid_org_assertion':
            return 'Check `org`: it must be the handle of an organization that the token can access.';
        case 'image_tag_requires_enterprise':
            return 'Remove `image-tag`, or upgrade the organization to the Enterprise plan.';
        case 'invalid_stable_image_tag':
            return 'Set `image-tag` to a tag that is published for the channel, or remove it.';
        case 'plan_limit':
            return operation === 'createDeployment'
                ? "Lower `replicas`, or upgrade the organization's plan."
                : "Remove what the plan does not include (an app, `tags`), or upgrade the organization's plan.";
        case 'spicepod_paused':
            return 'Resume the app on spice.ai and re-run this job, or set `on-paused: resume`.';
        default:
            return undefined;
    }
}
function adviseOnStatus({ operation, status, message }, appId) {
    switch (status) {
        case 400:
            if (operation === 'updateApp')
                return 'Fix the spicepod or `tags`, as the reason above says.';
            return /spicepod/i.test(message)
                ? 'Set a valid spicepod first, with the `spicepod` input or on spice.ai.'
                : 'Fix the inputs that the reason names. If it names none, check the app on spice.ai.';
        case 401:
            return 'The token is invalid or has expired. Store a new one in the secret that `api-token` reads, or check the OAuth client of `client-id`.';
        case 402:
            return "Check the organization's plan and credits on spice.ai.";
        case 403:
            return `The token needs the scope \`${scopeOf(operation)}\` and a role that can deploy.`;
        case 404:
            if (operation === 'getDeployment')
                return 'Check `deployment-id` and `app-id`.';
            return `Check \`app-id\`${appId === undefined ? '' : ` (${appId})`}, and that the credentials belong to the organization of the app. Apps in other organizations are reported as not found.`;
        case 409:
            if (operation === 'createApp')
                return 'An app that these credentials cannot see already has this name. Choose another `app-name`, or check `org`.';
            if (operation !== 'createDeployment')
                return 'Somebody else changed the app at the same time. Re-run this job.';
            return 'Re-run this job after the other deployment has finished, or set `on-conflict: wait`. Add a `concurrency` group to the workflow to run deployments one at a time.';
        case 413:
            return `Make the ${operation === 'upsertSecret' ? 'secret' : 'spicepod'} smaller. Spice Cloud accepts requests of up to 1 MiB.`;
        case 422:
            return 'Finish setting up the organization on spice.ai.';
        default:
            return 'Re-run this job. If it fails again, check the app on spice.ai or contact Spice.ai support.';
    }
}

;// CONCATENATED MODULE: ./src/report/verdict.ts










/** The text at the top of summary and comment, and its emoji in a job that passes; a job that fails has a cross. */
const headlines = {
    planned: ['Dry run', '✅'],
    started: ['Deployment started', '⏳'],
    succeeded: ['Deployed', '✅'],
    unverified: ['Deployed, not verified', '⚠️'],
    failed: ['Deployment failed', '❌'],
    stuck: ['Rollout stuck', '❌'],
    superseded: ['Deployment superseded', '⏩'],
    'timed-out': ['Timed out', '❌'],
    refused: ['Nothing was deployed', '❌'],
    cancelled: ['Cancelled', '❌'],
    unknown: ['Outcome unknown', '❌'],
};
/** More problems of inputs at once would not be read. */
const maxProblems = 20;
/** Puts the end of a run into words. */
function conclude(outcome, state, redact) {
    const explain = explanations[outcome.kind];
    const { todo = '', location, ...explained } = explain(outcome, state, redact);
    // A run that stops before there is a deployment may have changed the app by then.
    const changes = 'deployment' in outcome && outcome.deployment ? '' : describePartialChanges(state);
    const what = joinLines(explained.what, changes, (0,report_recovery/* describeRecoveryOf */.et)(state, redact));
    const { errorMessage = what } = explained;
    const [headline, icon] = headlines[outcome.kind];
    const isGood = (0,src_outcome/* passes */.WE)(outcome, state.settings.onSuperseded);
    return {
        passes: isGood,
        headline,
        icon: isGood ? icon : '❌',
        what,
        todo: isGood ? '' : todo,
        errorMessage: isGood && outcome.kind !== 'unverified' ? undefined : errorMessage,
        location,
    };
}
const explanations = {
    planned({ plan }) {
        const step = plan.kind === 'watch' ? `watch deployment ${plan.deployment.id}` : 'reach the deployment step';
        return { what: `Dry run complete; nothing was changed. A real run would ${step}.` };
    },
    started: ({ deployment }) => ({
        what: `Deployment ${deployment.id} started. Not waiting for it to finish (\`wait-for-completion: false\`).`,
    }),
    succeeded: ({ deployment }) => ({ what: `Deployment ${deployment.id} succeeded.` }),
    unverified(outcome, state, redact) {
        const { deployment, problems, isUnchecked } = outcome;
        const reasons = problems.map((problem) => (0,platform_text/* cut */.Jj)(problem, platform_text/* readableLength */.bf, redact)).join('\n');
        const result = isUnchecked ? 'it could not be verified' : 'verification failed';
        const what = `Deployment ${deployment.id} succeeded, but ${result}:\n${reasons}`;
        return {
            what: joinLines(what, ...(0,report_rollout/* describeRollout */.lw)(state, redact)),
            todo: adviseUnverified(outcome, state),
            errorMessage: reasons,
        };
    },
    failed({ deployment }, state, redact) {
        const { id, error_code } = deployment;
        const reason = (0,deployment_deployment/* reasonOf */.A3)(deployment) || 'Spice Cloud gave no reason.';
        const what = `Deployment ${id} failed: ${(0,platform_text/* cut */.Jj)(reason, platform_text/* readableLength */.bf, redact)}`;
        return {
            what: joinLines(what, ...(0,report_rollout/* describeRollout */.lw)(state, redact)),
            todo: error_code?.startsWith('insufficient_')
                ? 'The cluster is out of capacity. Re-run later, or request fewer replicas or resources.'
                : `Fix the cause above (secret, dataset or model) and deploy again. App logs: ${page(state)}.`,
            errorMessage: reason,
        };
    },
    stuck({ deployment, problems }, state, redact) {
        const causes = (0,report_rollout/* describeProblems */.yg)(problems, redact).join('\n');
        const what = `Deployment ${deployment.id} cannot finish; Spice Cloud still has it in progress.`;
        return {
            what: joinLines(what, causes),
            todo: `${(0,report_rollout/* advise */.TH)(problems, redact)} App logs: ${page(state)}.`.trimStart(),
            errorMessage: causes,
            location: (0,report_rollout/* firstLocation */.ib)(problems),
        };
    },
    superseded: ({ deployment, by }, _, redact) => ({
        what: `Deployment ${deployment.id} was superseded by deployment ${by.id}${(0,wording/* describeCommit */.XT)(by, redact)} before it finished.`,
        todo: 'The newer deployment decides what runs. Add a `concurrency` group to run deployments one at a time, or set `on-superseded: pass` to let this job pass.',
    }),
    'timed-out'(outcome, state, redact) {
        const limit = (0,wording/* formatDuration */.a3)(state.settings.timeoutMs);
        if (outcome.deployment === undefined) {
            const reason = (0,platform_text/* cut */.Jj)(outcome.reason, platform_text/* readableLength */.bf, redact);
            return {
                what: `No deployment could be created within ${limit}: ${reason}.`,
                todo: 'Nothing was deployed. Re-run this job later, or raise `timeout-seconds`.',
            };
        }
        const { id, status } = outcome.deployment;
        const reason = (0,deployment_deployment/* reasonOf */.A3)(outcome.deployment);
        const reported = reason && ` Spice Cloud reports: ${(0,platform_text/* cut */.Jj)(reason, platform_text/* readableLength */.bf, redact)}`;
        const what = `Deployment ${id} was still ${(0,platform_text/* cut */.Jj)(status, 50, redact)} after ${limit}. It keeps running in Spice Cloud and may still succeed.${reported}`;
        const lines = (0,report_rollout/* describeRollout */.lw)(state, redact);
        const causes = state.rollout?.isStuck ? state.rollout.problems : [];
        const todo = [
            (0,report_rollout/* advise */.TH)(causes, redact),
            `Check the result at ${page(state)}. If deployments of this app regularly take longer, raise \`timeout-seconds\`.`,
            lines.length === 0 &&
                'A rollout that never finishes usually has a missing secret, or a dataset or model that cannot load.',
        ];
        return {
            what: joinLines(what, ...lines),
            todo: todo.filter(Boolean).join(' '),
            location: (0,report_rollout/* firstLocation */.ib)(causes),
        };
    },
    refused({ error, blockers = [], serverTimeMs }, state, redact) {
        if (error instanceof errors/* InputError */.dz) {
            const first = error.findings.find(({ certain }) => certain);
            return {
                what: (0,wording/* limitLines */.Di)(error.problems, maxProblems, 'problem').join('\n'),
                todo: error.todo ??
                    'Nothing was sent to Spice Cloud. Fix the inputs of the step, or the files that they name.',
                location: first && (0,src_problem/* locationOf */.hD)(first),
            };
        }
        if (error instanceof errors/* PreconditionError */.Rb)
            return { what: error.message, todo: error.todo };
        const { what, todo } = explainRefusal(error.refusal, state.appId, redact);
        const others = blockers.map((each) => (0,wording/* describeDeployment */.Ti)(each, redact, serverTimeMs)).join(' and ');
        return { what: joinLines(what, others && `Blocked by ${others}.`), todo };
    },
    cancelled({ deployment }, state, redact) {
        if (deployment?.status === 'succeeded') {
            return {
                what: `Cancelled during verification. Deployment ${deployment.id} succeeded.`,
                todo: `Set \`deployment-id: ${deployment.id}\` to verify it.`,
            };
        }
        if (deployment !== undefined) {
            const { id, status } = deployment;
            return {
                what: `Cancelled while deployment ${id} was ${(0,platform_text/* cut */.Jj)(status, 50, redact)}. It keeps running in Spice Cloud.`,
                todo: `Check the result at ${page(state)}, or watch it with \`deployment-id: ${id}\`.`,
            };
        }
        if (!state.isRequested) {
            return { what: 'Cancelled before a deployment was requested. Nothing was deployed.' };
        }
        return {
            what: 'Cancelled while requesting a deployment; it may have been created.',
            todo: `Check ${page(state)} for a new deployment.`,
        };
    },
    unknown({ deployment, reason }, state, redact) {
        const why = (0,platform_text/* cut */.Jj)(reason, platform_text/* readableLength */.bf, redact);
        if (deployment !== undefined) {
            return {
                what: `Could not determine the result of deployment ${deployment.id} (last status: ${(0,platform_text/* cut */.Jj)(deployment.status, 50, redact)}): ${why}`,
                todo: `It may still be running in Spice Cloud. Check the result at ${page(state)}.`,
            };
        }
        return state.isRequested
            ? {
                what: `Could not determine whether a deployment was created: ${why}`,
                todo: `Check ${page(state)} for a new deployment before you re-run this job.`,
            }
            : {
                what: `The run ended in an unknown state: ${why}`,
                todo: `This run did not request a deployment. Check ${page(state)} before you re-run this job.`,
            };
    },
};
function adviseUnverified({ deployment, isUnchecked }, state) {
    if (isUnchecked) {
        return `Fix the cause above, then verify this deployment with \`deployment-id: ${deployment.id}\`.`;
    }
    // If the runtime knows another key, nothing that was deployed needs to change.
    if (state.verification?.problems.some(({ cause }) => cause === 'api-key')) {
        return 'Check that `runtime-url`, if set, is the URL of this app, and re-run this job: the API key may have been regenerated during the run.';
    }
    return `Fix the cause above (dataset, model, secret or the probe itself) and deploy again. App logs: ${page(state)}.`;
}
/** Where people find the app. */
function page(state) {
    return (0,report_state/* appUrl */.RM)(state) ?? report_state/* portal */.vs;
}
function joinLines(...lines) {
    return lines.filter(Boolean).join('\n');
}
/** What happened to the app if nothing came to be deployed; empty if nothing did. */
function describePartialChanges({ applied, unconfirmed, settings, recovery }) {
    const hasPushed = [...applied, unconfirmed].some((change) => change?.kind === 'spicepod');
    return [
        applied.length > 0 && `Changes already made: ${(0,wording/* describeChanges */.DT)(applied)}.`,
        unconfirmed && `Unconfirmed: ${(0,wording/* describeChanges */.DT)([unconfirmed])}.`,
        hasPushed &&
            recovery === undefined &&
            settings.onFailure !== 'none' &&
            '`on-failure` only acts after a failed deployment or verification, or if Spice Cloud rejects the deployment.',
    ]
        .filter(Boolean)
        .join(' ');
}

;// CONCATENATED MODULE: ./src/report/report.ts









/** The log shows progress if nothing has been printed for this long, in milliseconds. */
const heartbeatMs = 30_000;
/** Listens to a run and shows it: log, outputs and state as it goes on, summary and verdict at its end. */
class Report {
    #state;
    #written = new Map();
    #printedAtMs;
    #isUnwritable = false;
    #ending;
    #options;
    #redact;
    #log;
    #heartbeat;
    constructor(options) {
        const { runner, secrets, clock, env } = options;
        this.#options = options;
        this.#redact = secrets.redact;
        this.#log = new log/* Log */.t({ runner, redact: this.#redact, hasColors: !env.NO_COLOR });
        this.#state = (0,report_state/* initialState */.ue)(clock.now());
        this.#printedAtMs = clock.now();
        this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs / 6);
        // A heartbeat alone must not keep the process alive.
        this.#heartbeat.unref?.();
    }
    get state() {
        return this.#state;
    }
    /** Takes in an event. After the end only the requests of the comment are logged; the rest is ignored. */
    emit = (event) => {
        const before = this.#state;
        const hasEnded = before.outcome !== undefined;
        if (hasEnded && event.type !== 'http.exchanged')
            return;
        const timed = { ...this.#withoutCredentials(event), atMs: this.#options.clock.now() };
        this.#state = (0,report_state/* reduce */.TS)(before, timed);
        if (!hasEnded)
            this.#write();
        for (const line of narrate(timed, this.#state, before, this.#redact)) {
            this.#log.print(line, (0,wording/* elapsedMs */.d5)(this.#state, timed.atMs));
            if (line.kind === 'text')
                this.#printedAtMs = timed.atMs;
        }
    };
    /** The app comes as it is, since its spicepod may be restored; only its name and place are shown. */
    #withoutCredentials(event) {
        if (event.type !== 'app.found')
            return event;
        const hide = (value) => typeof value === 'string' ? this.#options.secrets.redactCredentials(value) : value;
        const { name, endpoint } = event.app;
        return { ...event, app: { ...event.app, name: hide(name), endpoint: hide(endpoint) } };
    }
    #beat() {
        const nowMs = this.#options.clock.now();
        const activity = (0,wording/* describeActivity */.lU)(this.#state, nowMs);
        if (activity === '' || nowMs - this.#printedAtMs < heartbeatMs)
            return;
        this.#printedAtMs = nowMs;
        const line = { kind: 'text', text: activity, color: 'gray', isTimed: true };
        this.#log.print(line, (0,wording/* elapsedMs */.d5)(this.#state, nowMs));
    }
    /**
     * Ends the run: outputs, summary, comment, and the verdict as the last line. Only the first ending counts.
     *
     * @returns whether the job passes
     */
    end(outcome, postComment) {
        this.#ending ??= this.#end(outcome, postComment);
        return this.#ending;
    }
    async #end(outcome, postComment) {
        const { runner, env } = this.#options;
        this.emit({ type: 'run.ended', outcome });
        clearInterval(this.#heartbeat);
        const state = this.#state;
        const verdict = conclude(outcome, state, this.#redact);
        this.#write(verdict.errorMessage);
        const isInProgress = state.deployment !== undefined || state.isRequested;
        if (!src_outcome/* meanings */.Dd[outcome.kind].needsPostStep || !isInProgress)
            this.#put('saveState', { ended: 'true' });
        try {
            // Loaded here, like everything that is only needed at the end, because it must not delay the start.
            const { renderSummary } = await Promise.all(/* import() */[__webpack_require__.e(571), __webpack_require__.e(464)]).then(__webpack_require__.bind(__webpack_require__, 2464));
            const context = { repositoryUrl: (0,github_event/* repositoryUrl */.Ek)(env), redact: this.#redact };
            await runner.appendSummary(renderSummary(state, verdict, context));
        }
        catch (error) {
            this.#noteUnwritable(error);
        }
        this.#log.endGroup();
        // Last, because it may take a while.
        const notice = await postComment?.(state, verdict).catch((error) => {
            return { kind: 'warning', text: `The comment could not be written: ${error}` };
        });
        if (notice !== undefined)
            this.#log.print(notice);
        for (const line of narrateVerdict(verdict, state, (0,github_event/* runUrl */.Vp)(env), this.#redact))
            this.#log.print(line);
        return verdict.passes;
    }
    /** Writes the outputs, and what the post step needs to know, as soon as either changes. */
    #write(errorMessage) {
        this.#put('setOutput', renderOutputs(this.#state, errorMessage, this.#redact));
        const { appId, deployment } = this.#state;
        this.#put('saveState', {
            ...(appId !== undefined && { 'app-id': String(appId) }),
            ...(deployment !== undefined && { 'deployment-id': String(deployment.id) }),
            'left-behind': describeLeftBehind(this.#state),
        });
    }
    /** Writes the values that differ from those before. */
    #put(file, values) {
        for (const [name, value] of Object.entries(values)) {
            const key = `${file} ${name}`;
            if ((this.#written.get(key) ?? '') === value)
                continue;
            this.#written.set(key, value);
            try {
                this.#options.runner[file](name, value);
            }
            catch (error) {
                // A file that cannot be written must not fail a deployment.
                this.#noteUnwritable(error);
            }
        }
    }
    #noteUnwritable(error) {
        if (this.#isUnwritable)
            return;
        this.#isUnwritable = true;
        const reason = error instanceof Error ? error.message : String(error);
        this.#log.print({ kind: 'text', text: `Could not write a file of the runner: ${reason}` });
    }
}
/** What a run that is killed now would leave half done; empty if nothing. */
function describeLeftBehind(state) {
    if (state.recovery !== undefined && state.recovery.result === undefined)
        return (0,report_recovery/* describeInterruptedRecovery */.xK)(state);
    return state.deployment === undefined ? describePartialChanges(state) : '';
}

// EXTERNAL MODULE: ./src/spice/api.ts + 4 modules
var spice_api = __webpack_require__(2216);
;// CONCATENATED MODULE: ./src/run.ts










/** How long a cancelled run may spend on its comment, in milliseconds: the last line of the log comes after it. */
const maxCommentMs = 1500;
/**
 * Deploys and reports. Ends early, with what is known by then, if the runner cancels the step: it gives a cancelled
 * step some seconds, enough to report and too few to wait.
 *
 * @returns the exit status: 0 if the job passes, 1 if it fails
 */
async function run(env, system) {
    const { runner, clock, cancelled } = system;
    const secrets = new redaction/* Redaction */.k(runner.mask);
    (0,inputs_inputs/* maskCredentials */.Bs)(runner, secrets);
    const report = new Report({ runner, secrets, clock, env });
    const requests = new AbortController();
    const comment = new AbortController();
    const setup = { ...system, env, secrets, report, requests, comment };
    const finished = readAndDeploy(setup)
        .catch((error) => {
        if (error instanceof errors/* InputError */.dz && error.findings.length > 0) {
            report.emit({ type: 'problems.found', problems: error.findings, isRefused: true });
        }
        return outcomeOfError(error, report.state);
    })
        .then((outcome) => report.end(outcome, setup.postComment));
    const interrupted = cancelled.then(() => {
        requests.abort();
        setTimeout(() => comment.abort(), maxCommentMs);
        const { decided, deployment } = report.state;
        // If the run had already reached its outcome, keep it.
        return report.end(decided ?? { kind: 'cancelled', deployment }, setup.postComment);
    });
    return (await Promise.race([finished, interrupted])) ? 0 : 1;
}
/** Reads and checks everything, and deploys. Nothing is sent before all of it is valid. */
async function readAndDeploy(setup) {
    const { env, runner, secrets, report, clock, random } = setup;
    const { emit } = report;
    const { redact } = secrets;
    // First, because a run with invalid inputs also prints text and sets outputs.
    const appId = runner.getInput('app-id');
    if (/^[1-9]\d{0,14}$/.test(appId))
        emit({ type: 'app.identified', appId: Number(appId) });
    const appSecrets = await (0,inputs_secrets/* readSecrets */.q)(runner.getInput('secrets'), secrets, appId);
    const payload = (0,github_event/* readPayload */.rD)(env);
    const { inputs, credentials } = (0,inputs_inputs/* readInputs */.Ko)(runner, secrets, (0,github_event/* whyNoSecrets */.hP)(payload, env));
    emit({ type: 'inputs.read', inputs, org: inputs.org ?? env.GITHUB_REPOSITORY?.split('/')[0] });
    const { remarks, ...request } = await readRequest(inputs, appSecrets, env, redact);
    for (const remark of remarks)
        emit(remark);
    await (0,platform_fetch/* useProxyFromEnvironment */.FS)(env);
    const commentFetch = (0,platform_fetch/* tracedFetch */.Wb)(setup.fetch, clock.now, (exchange) => emit({ type: 'http.exchanged', exchange }));
    // A dry run writes nothing, anywhere.
    if (inputs.commentOnPr && !inputs.dryRun) {
        const { signal } = setup.comment;
        const options = { inputs, payload, env, clock, fetch: commentFetch, redact, signal };
        // Loaded when it is needed, because most runs do not comment.
        setup.postComment = async (state, verdict) => {
            const { postComment } = await Promise.all(/* import() */[__webpack_require__.e(571), __webpack_require__.e(717)]).then(__webpack_require__.bind(__webpack_require__, 8717));
            return postComment(state, verdict, options);
        };
    }
    const fetch = (0,platform_fetch/* cancellableFetch */.tr)(commentFetch, setup.requests.signal);
    const api = (0,spice_api/* createApi */.x)({ ...inputs, credentials }, { secrets, emit, fetch, clock, random });
    const { redactCredentials } = secrets;
    const hide = (credential) => secrets.addCredential(credential);
    const context = { api, clock, random, env, fetch, redact, redactCredentials, hide, emit };
    return deploy({ ...request, inputs, payload }, context);
}
function outcomeOfError(error, { deployment }) {
    if (error instanceof errors/* InputError */.dz)
        return { kind: 'refused', error };
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'unknown', deployment, reason: `unexpected error; please report it as a bug.\n${detail}` };
}


/***/ })

};
