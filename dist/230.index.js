export const id = 230;
export const ids = [230];
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

/***/ 8811:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ toComparable),
/* harmony export */   j: () => (/* binding */ isMap)
/* harmony export */ });
const mergeKey = '<<';
/**
 * A spicepod as it is to be compared. What is below the keys `<<` is merged into their maps, as YAML 1.1 does: YAML 1.2
 * has no such keys, and a server may keep either. Decimals are doubles, as most servers keep them.
 */
function toComparable(value) {
    if (Array.isArray(value))
        return value.map(toComparable);
    if (JSON.isRawJSON(value))
        return /^-?\d+$/.test(value.rawJSON) ? value : Number(value.rawJSON);
    if (!isMap(value))
        return value;
    const members = new Map(Object.entries(value).map(([key, member]) => [key, toComparable(member)]));
    const merged = members.get(mergeKey);
    const sources = Array.isArray(merged) ? merged : [merged];
    if (!sources.every(isMap))
        return Object.fromEntries(members);
    members.delete(mergeKey);
    // Earlier maps win over later ones, and the keys of the map itself over all of them.
    const added = sources.toReversed().flatMap((source) => Object.entries(source));
    return Object.fromEntries([...added, ...members]);
}
/** Whether a value has members: a number that is kept as text is an object, too. */
function isMap(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}


/***/ }),

/***/ 3975:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ef: () => (/* binding */ createApp),
/* harmony export */   d_: () => (/* binding */ toRequest),
/* harmony export */   vK: () => (/* binding */ checkRegion)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9834);
/* harmony import */ var _find_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8340);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(714);




/** How long a list may lag behind before an app that it does not have is asked for again, in milliseconds. */
const lookAgainMs = [500, 1000, 2000];
/** The list of regions is a help, and nothing to wait for long, in milliseconds. */
const regionsMs = 5000;
const placementSuffix = '-prod-aws-data';
/**
 * Makes the app, once: names are unique, so whatever comes of a lost answer, of another run at the same time, or of a
 * second request, there is one app of that name in the end, and that one is used.
 *
 * @returns the app, and whether this run seems to have made it
 * @throws RefusalError, NoAnswerError, PreconditionError
 */
async function createApp(app, options) {
    await checkRegion(app.region, options.api, options.deadline, options.clock);
    const attempts = { wasLost: false };
    try {
        return await createByName(app, attempts, options);
    }
    catch (error) {
        if (!attempts.wasLost && (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isCertainNo */ .wM)(error, 'createApp'))
            options.onTurnedDown();
        throw error;
    }
}
async function createByName(app, attempts, { api, deadline, clock, onCreating, onWithoutTags }) {
    let request = toRequest(app);
    for (;;) {
        onCreating();
        try {
            return { app: await api.createApp(request, deadline), isOurs: true };
        }
        catch (error) {
            const isLost = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoAnswerError */ .i5 && error.operation === 'createApp' && error.mayHaveWorked;
            const isTaken = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ && isAnswerTo('createApp', 409, error);
            attempts.wasLost ||= isLost;
            if (isLost || isTaken) {
                // Made by this request, or by somebody else before it.
                const found = await findCreated(app.name, api, deadline, clock);
                if (found !== undefined)
                    return { app: found, isOurs: attempts.wasLost };
                // What was created is not asked for again, whenever a list shows it.
                const isDone = isTaken || (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoAnswerError */ .i5 && error.wasAccepted);
                if (isDone || deadline.remainingMs() === 0)
                    throw error;
                continue;
            }
            const other = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ ? askOtherwise(request, app, error) : undefined;
            if (other === undefined)
                throw error;
            if (request.tags !== undefined && other.tags === undefined)
                onWithoutTags();
            request = other;
        }
    }
}
function isAnswerTo(operation, status, { refusal }) {
    return refusal.operation === operation && refusal.status === status;
}
/** The name is in the list as soon as the list has caught up. */
async function findCreated(name, api, deadline, clock) {
    for (const pauseMs of [0, ...lookAgainMs]) {
        await clock.sleep(Math.min(pauseMs, deadline.remainingMs()));
        const found = (0,_find_js__WEBPACK_IMPORTED_MODULE_2__/* .findByName */ ._)(await api.listApps(deadline), name);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
/** A region that Spice Cloud does not have is refused before anything is written, where its list can be read. */
async function checkRegion(region, api, deadline, clock) {
    let regions;
    try {
        regions = await api.listRegions((0,_time_js__WEBPACK_IMPORTED_MODULE_1__.earlier)(deadline, (0,_time_js__WEBPACK_IMPORTED_MODULE_1__.deadlineIn)(regionsMs, clock)));
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ || error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoAnswerError */ .i5))
            throw error;
        return;
    }
    if (regions.length === 0 || regions.includes(region))
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PreconditionError */ .Rb(`\`region\` is \`${region}\`, which is none of the regions that take new apps: ${regions.map((each) => `\`${each}\``).join(', ')}.`, 'Choose one of them.');
}
/** The body of a create. */
function toRequest({ name, region, visibility, tags, repository }) {
    const all = { ...(0,_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .repositoryTag */ .B1)(repository), ...tags };
    return { name, region, visibility, ...(Object.keys(all).length > 0 && { tags: all }) };
}
/** What to ask of a server that refuses for a reason which the user did not give; undefined when there is none. */
function askOtherwise(request, app, { refusal }) {
    const words = [refusal.message, ...(refusal.fieldErrors ?? [])].join(' ');
    // Older servers place apps by another name of the region.
    if (refusal.status === 400 && request.region !== undefined && /\bcname\b/i.test(words)) {
        const { region, ...rest } = request;
        return { ...rest, cname: `${region}${placementSuffix}` };
    }
    // Some plans have no tags: one that nobody asked for is no reason to fail.
    if (request.tags !== undefined && app.tags === undefined && /\btags?\b/i.test(words)) {
        const { tags: _, ...rest } = request;
        return rest;
    }
    return undefined;
}


/***/ }),

/***/ 8340:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ findByName),
/* harmony export */   q: () => (/* binding */ noSuchApp)
/* harmony export */ });
/* harmony import */ var fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1916);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3916);


/** Finds an app by its name, which is unique in an organization whatever its case. */
function findByName(apps, name) {
    const wanted = name.toLowerCase();
    return apps.find((app) => app.name?.toLowerCase() === wanted);
}
/** At most so many names are suggested. */
const mostSuggestions = 3;
/** What to say of a name that no app has. */
function noSuchApp(name, apps) {
    const names = apps.flatMap((app) => app.name ?? []);
    const near = findNear(name, names).map((each) => `\`${each}\``);
    const known = names.length === 0
        ? 'The organization shows no apps to these credentials.'
        : near.length > 0
            ? `Did you mean ${near.join(' or ')}?`
            : `It has ${names.length} ${names.length === 1 ? 'app' : 'apps'}, none with a similar name.`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PreconditionError */ .Rb(`The organization has no app named \`${name}\`. ${known}`, 'Correct `app-name`, give the `app-id`, or set `create-app-if-missing: true` with a `region`. Apps of other organizations are not shown: check `org` and the credentials.');
}
/** Names that differ from one by a typing error or so, the nearest first. */
function findNear(name, names) {
    const wanted = name.toLowerCase();
    const rank = (other) => {
        const candidate = other.toLowerCase();
        const holds = candidate.includes(wanted) || wanted.includes(candidate);
        return Math.min((0,fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__/* .distance */ .Io)(wanted, candidate), holds ? 2 : Number.POSITIVE_INFINITY);
    };
    return names
        .map((each) => ({ each, rank: rank(each) }))
        .filter(({ rank }) => rank <= Math.max(2, Math.floor(wanted.length / 3)))
        .sort((one, other) => one.rank - other.rank)
        .slice(0, mostSuggestions)
        .map(({ each }) => each);
}


/***/ }),

/***/ 3355:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PM: () => (/* binding */ createMissing),
/* harmony export */   Zy: () => (/* binding */ toNewApp),
/* harmony export */   kp: () => (/* binding */ findAppId),
/* harmony export */   uW: () => (/* binding */ readApp),
/* harmony export */   x9: () => (/* binding */ readOrgBeside),
/* harmony export */   yV: () => (/* binding */ readAppBeside)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _create_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3975);
/* harmony import */ var _find_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8340);



/** The app that is made where there is none of its name. */
function toNewApp({ appName = '', newApp }, { tags }, repository) {
    const { region = '', visibility = 'private' } = newApp ?? {};
    return { name: appName, region, visibility, tags, repository };
}
/**
 * Finds the app by its id, or by its name.
 *
 * @param mayBeMissing whether one is made where there is none
 * @returns undefined where there is none yet
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
async function findAppId({ appId, appName = '' }, mayBeMissing, { api, deadline, emit }) {
    if (appId !== undefined)
        return appId;
    const apps = await api.listApps(deadline);
    const app = (0,_find_js__WEBPACK_IMPORTED_MODULE_2__/* .findByName */ ._)(apps, appName);
    if (app === undefined && !mayBeMissing)
        throw (0,_find_js__WEBPACK_IMPORTED_MODULE_2__/* .noSuchApp */ .q)(appName, apps);
    if (app !== undefined)
        emit({ type: 'app.found', app });
    return app?.id;
}
/**
 * Makes the app that is missing.
 *
 * @returns the app with its configuration: one that had been deleted comes back with what it had
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
async function createMissing(newApp, options) {
    const { api, deadline, emit } = options;
    const onCreating = () => emit({ type: 'change.sending', change: { kind: 'app', id: undefined, name: newApp.name } });
    const { app, isOurs } = await (0,_create_js__WEBPACK_IMPORTED_MODULE_1__/* .createApp */ .Ef)(newApp, {
        ...options,
        onCreating,
        onTurnedDown: () => emit({ type: 'change.rejected' }),
        onWithoutTags: () => emit({ type: 'app.untagged' }),
    });
    emit({ type: 'app.found', app });
    if (isOurs)
        emit({ type: 'change.applied', change: { kind: 'app', id: app.id, name: newApp.name } });
    else
        emit({ type: 'change.rejected' });
    try {
        const read = await api.getApp(app.id, deadline);
        emit({ type: 'app.found', app: read });
        return read;
    }
    catch (error) {
        // What is new may take a moment to show everywhere.
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ && error.refusal.status === 404)
            return app;
        throw error;
    }
}
/** @throws RefusalError, NoAnswerError */
async function readApp(appId, inputs, options) {
    const app = await options.api.getApp(appId, options.deadline);
    report(app, inputs, options.emit);
    return app;
}
/** Reads the app while the deployment goes on: its name and page are good to have. */
function readAppBeside(appId, inputs, options) {
    const { api, deadline, beside, emit } = options;
    let app;
    beside.start(async (signal) => {
        app = await api.getApp(appId, deadline, { isQuiet: true, signal });
        report(app, inputs, emit);
    });
    return () => app;
}
/** Finds out the handle of the organization, where there is no choice. */
function readOrgBeside({ api, deadline, beside, emit }) {
    beside.start(async (signal) => {
        const [org, ...others] = await api.listOrgs(deadline, signal);
        if (org !== undefined && others.length === 0)
            emit({ type: 'org.found', org });
    });
}
function report(app, { appId, appName }, emit) {
    emit({ type: 'app.found', app });
    const isOther = app.name !== null && app.name?.toLowerCase() !== appName?.toLowerCase();
    if (appId !== undefined && appName !== undefined && isOther)
        emit({ type: 'app.mismatch', app, givenName: appName });
}


/***/ }),

/***/ 6726:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ isSameSpicepod),
/* harmony export */   Q: () => (/* binding */ readSpicepod)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7975);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_util__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4089);
/* harmony import */ var _comparable_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8811);





/** Largest request that Spice Cloud takes, in bytes. Source: `updateApp` of the API description (413). */
const mostBytes = 1024 * 1024;
/**
 * Reads and checks the manifest.
 *
 * @param path as the input has it; empty where nothing is to be pushed
 * @param workingDirectory relative to the workspace
 * @param redact hides secrets in what is quoted of the manifest
 */
async function readSpicepod(path, workingDirectory, env, redact) {
    if (path === '')
        return { kind: 'none', why: '' };
    const workspace = env.GITHUB_WORKSPACE ?? '.';
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(workspace, workingDirectory);
    const full = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(folder, path);
    const unusable = (problem) => ({
        kind: 'unusable',
        problems: [`\`spicepod\`: ${problem}`],
        location: undefined,
    });
    if (workingDirectory !== '.' && !(await isFolder(folder))) {
        const problems = [
            `\`working-directory\` must be a folder, but there is none at \`${workingDirectory}\` (looked for ${folder}).`,
        ];
        return { kind: 'unusable', problems, location: undefined };
    }
    const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(full).catch((error) => error.code ?? error.message);
    if (found === 'ENOENT' && (await isLink(full)))
        return unusable(`\`${path}\` is a link to nothing.`);
    if (found === 'ENOENT' || found === 'ENOTDIR') {
        const other = (await exists((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(folder, 'spicepod.yml'))) ? ' There is a `spicepod.yml`, though.' : '';
        if (path === _inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .defaultSpicepod */ .Hq) {
            const why = `No ${_inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .defaultSpicepod */ .Hq} in ${folder}: the app keeps the spicepod that it has.${other}`;
            return { kind: 'none', why };
        }
        return unusable(`there is no file \`${path}\` (looked for ${full}). Does the workflow check the repository out?${other}`);
    }
    if (typeof found === 'string')
        return unusable(`\`${path}\` cannot be read (${found}).`);
    if (!found.isFile())
        return unusable(`\`${path}\` is ${found.isDirectory() ? 'a directory' : 'no file'}.`);
    if (found.size > mostBytes)
        return unusable(tooLarge(path, found.size));
    let text;
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(full));
    }
    catch (error) {
        const reason = error instanceof TypeError ? 'it is no UTF-8 text' : error.message;
        return unusable(`\`${path}\` cannot be read (${reason}).`);
    }
    const bytes = Buffer.byteLength(JSON.stringify({ spicepod: text }));
    if (bytes > mostBytes)
        return unusable(tooLarge(path, bytes));
    // Loaded here: most of the time of a start would go into it otherwise, also where there is no manifest.
    const { checkManifest } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(998)]).then(__webpack_require__.bind(__webpack_require__, 9998));
    const manifest = checkManifest(text, redact);
    if (manifest.kind === 'good')
        return { kind: 'given', spicepod: { path, text, value: manifest.value } };
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(workspace, full).split(node_path__WEBPACK_IMPORTED_MODULE_1__.sep).join('/');
    const [first] = manifest.problems;
    return {
        kind: 'unusable',
        problems: manifest.problems.map(({ line, column, text }) => `${file}, line ${line}, column ${column}: ${text}`),
        location: first && { file, line: first.line, column: first.column },
    };
}
/** Whether an app holds a spicepod already. Compared as values, since the API keeps no text. */
function isSameSpicepod(one, other) {
    return (0,node_util__WEBPACK_IMPORTED_MODULE_2__.isDeepStrictEqual)((0,_comparable_js__WEBPACK_IMPORTED_MODULE_4__/* .toComparable */ .a)(one), (0,_comparable_js__WEBPACK_IMPORTED_MODULE_4__/* .toComparable */ .a)(other));
}
function tooLarge(path, bytes) {
    return `\`${path}\` is too large: Spice Cloud takes requests of at most 1 MiB (${mostBytes} bytes), and this would be one of ${bytes} bytes.`;
}
async function isLink(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path).then((found) => found.isSymbolicLink(), () => false);
}
async function isFolder(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path).then((found) => found.isDirectory(), () => false);
}
async function exists(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path).then(() => true, () => false);
}


/***/ }),

/***/ 714:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B1: () => (/* binding */ repositoryTag),
/* harmony export */   g$: () => (/* binding */ readTags),
/* harmony export */   kE: () => (/* binding */ mergeTags)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8992);

/** Source: the README of the official action; the API description leaves the rule open. */
const valueRule = /^[A-Za-z0-9_@-]*$/;
/**
 * Reads the input `tags`, a YAML or JSON map.
 *
 * @param redact hides secrets: what is quoted of a text is cut, and half a secret is none that anybody would know
 */
async function readTags(text, redact) {
    if (text === '')
        return { tags: undefined, problems: [] };
    const { parseTextMap } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(995)]).then(__webpack_require__.bind(__webpack_require__, 4995));
    const map = parseTextMap(text, true);
    if (map.kind === 'unreadable')
        return {
            tags: undefined,
            problems: [`\`tags\` ${map.problem}, but it is \`${(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .shorten */ .ml)(text, 60, redact)}\`.`],
        };
    const problems = map.entries.flatMap(([key, value]) => {
        if (key === '')
            return ['`tags` has an entry without a name.'];
        if (valueRule.test(value))
            return [];
        return [
            `\`tags\` gives \`${key}\` a value that Spice Cloud does not take: letters, digits, \`_\`, \`@\` and \`-\` are allowed, but it is \`${value}\`.`,
        ];
    });
    return { tags: Object.fromEntries(map.entries), problems };
}
/** The tag that says where an app is deployed from: `acme/taxi` becomes `acme_taxi`. */
function repositoryTag(repository) {
    return repository ? { repository: repository.replace(/[^A-Za-z0-9_@-]/g, '_') } : {};
}
/**
 * Puts tags over those that are there, of which nothing else changes.
 *
 * @returns all tags; undefined when they are so already
 */
function mergeTags(current, given) {
    const isSo = Object.entries(given).every(([key, value]) => Object.hasOwn(current ?? {}, key) && current?.[key] === value);
    return isSo ? undefined : { ...current, ...given };
}


/***/ }),

/***/ 788:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ek: () => (/* binding */ repositoryUrl),
/* harmony export */   KN: () => (/* binding */ eventSource),
/* harmony export */   Vp: () => (/* binding */ runUrl),
/* harmony export */   Wz: () => (/* binding */ isGitHub),
/* harmony export */   hP: () => (/* binding */ whyNoSecrets),
/* harmony export */   rD: () => (/* binding */ readPayload),
/* harmony export */   ty: () => (/* binding */ isFromFork)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);


/**
 * Whether the workflow runs on GitHub (github.com, GitHub Enterprise Cloud with data residency, or GitHub Enterprise
 * Server), and not on a compatible server such as Gitea.
 */
function isGitHub({ GITHUB_SERVER_URL = '', GITHUB_API_URL = '' }) {
    const host = URL.parse(GITHUB_SERVER_URL)?.hostname ?? '';
    // On Gitea and Forgejo the path of the API is `/api/v1`.
    return /^github\.com$|\.ghe\.com$/.test(host) || URL.parse(GITHUB_API_URL)?.pathname === '/api/v3';
}
/** A member that may be missing or not readable. */
function optional(schema) {
    return valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(schema), undefined);
}
// Treat empty strings as missing.
const text = optional(valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .minLength */ .BpQ(1)));
const headCommit = optional(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ id: text, message: text }));
/** Null for a fork that has been deleted. */
const repository = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ full_name: text })), undefined);
/** The members used of the payloads that GitHub sends. */
const Payload = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    pull_request: optional(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        number: optional(valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeInteger */ .Y2b())),
        title: text,
        head: valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ ref: text, sha: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), repo: repository }),
    })),
    workflow_run: optional(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        head_branch: text,
        head_sha: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        head_commit: headCommit,
        head_repository: repository,
    })),
    merge_group: optional(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ head_ref: text, head_sha: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), head_commit: headCommit })),
    head_commit: headCommit,
});
/** Reads the payload of the event. A missing or unreadable one is treated as empty. */
function readPayload(env) {
    try {
        return valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Payload, JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(env.GITHUB_EVENT_PATH ?? '', 'utf8')));
    }
    catch {
        return valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Payload, {});
    }
}
/** Reads branch, commit and message from the most specific part of the event. */
function eventSource(payload, env) {
    const { pull_request, workflow_run, merge_group, head_commit } = payload;
    // GITHUB_SHA of a pull request is a merge commit that GitHub generated and that is on no branch.
    if (pull_request) {
        return { branch: pull_request.head.ref, commitSha: pull_request.head.sha, title: pull_request.title };
    }
    // These two events run on the default branch for a commit of another branch.
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
/** Whether the event is for a pull request from another repository. */
function isFromFork({ pull_request }, env) {
    const repository = pull_request?.head.repo;
    return (repository === null || Boolean(repository?.full_name && repository.full_name !== env.GITHUB_REPOSITORY));
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
/** Page of the run. On GitHub each later attempt has its own page. */
function runUrl(env) {
    const repository = repositoryUrl(env);
    const { GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt } = env;
    if (repository === undefined || !id)
        return undefined;
    const page = Number(attempt) > 1 && isGitHub(env) ? `/attempts/${attempt}` : '';
    return `${repository}/actions/runs/${id}${page}`;
}


/***/ }),

/***/ 4193:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  U: () => (/* binding */ createOnce)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/spice/retry.ts
var retry = __webpack_require__(6500);
// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
// EXTERNAL MODULE: ./src/time.ts
var time = __webpack_require__(9834);
// EXTERNAL MODULE: ./src/deployment/find.ts
var find = __webpack_require__(9228);
// EXTERNAL MODULE: ./src/deployment/identify.ts
var identify = __webpack_require__(9727);
// EXTERNAL MODULE: ./src/deployment/status.ts
var deployment_status = __webpack_require__(1661);
;// CONCATENATED MODULE: ./src/deployment/lost.ts





/** How long a list may lag behind before what it does not have does not exist. */
const mostLagMs = 6000;
/** A server may need so long for a create even if its client waits for less. */
const leastLateMs = 2000;
/** How often the list is read at first: later at a share of the time that has passed. */
const quickestLookMs = 1000;
const lookShare = 0.125;
/**
 * How long to look for a create whose answer was lost before it is sent again. A gateway can pass it on until it gives
 * up, and the server then has as much time again as the request was allowed to take. Half of the time that is left is
 * kept for the repetition and the deployment, unless a list that lags would need it.
 */
function settleMsAfter(requestTimeoutMs, remainingMs) {
    const wholeMs = Math.max(requestTimeoutMs, leastLateMs) + mostLagMs;
    return Math.min(wholeMs, Math.max(remainingMs / 2, leastLateMs + mostLagMs));
}
/**
 * Reads the list until the lost create shows or cannot show any more.
 *
 * @param settleMs how long it may take to show
 * @returns `absent` when it was not carried out, or when the deadline leaves no time to say so
 */
async function findLost(lost, settleMs, { api, appId, deadline, clock }) {
    const startedAt = clock.now();
    const settled = (0,time.deadlineIn)(settleMs, clock);
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
                reason: `${lost.reason}, and looking it up failed, too (${error.message}).`,
            };
        }
        const { ours, possible } = lost_identify(page, lost, clock);
        const [only] = ours;
        if (ours.length > 1) {
            return {
                kind: 'unclear',
                reason: `${lost.reason}, and several deployments may be the one that was asked for: ${(0,deployment_status/* nameAll */.B_)(ours)}.`,
            };
        }
        if (only !== undefined)
            return { kind: 'found', deployment: only };
        if (isLastLook || isSettled) {
            if (possible.length === 0)
                return { kind: 'absent' };
            const reason = `${lost.reason}, and ${(0,deployment_status/* nameAll */.B_)(possible)} may come from it or from somebody else.`;
            return { kind: 'unclear', reason };
        }
        const pause = Math.max(quickestLookMs, (clock.now() - startedAt) * lookShare, api.gapMs());
        await clock.sleep(Math.min(pause, settled.remainingMs(), deadline.remainingMs()));
        isLastLook = deadline.remainingMs() === 0;
    }
}
function lost_identify(page, lost, clock) {
    return (0,identify/* findSuspects */.YX)(page, {
        ...lost,
        elapsedMs: clock.now() - lost.leftAt,
        mayRecordOtherCommit: lost.mayRecordOtherCommit(),
    });
}

// EXTERNAL MODULE: ./src/deployment/schedule.ts
var schedule = __webpack_require__(6318);
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
        // Without another look before the deadline nothing could be created.
        const gapMs = Math.min(api.gapMs(), deadline.remainingMs() / 2);
        const pause = (0,schedule/* nextLookMs */.V)({ elapsedMs, sinceChangeMs: elapsedMs, gapMs, fixedMs: pollIntervalMs }, random());
        await clock.sleep(Math.min(pause, deadline.remainingMs()));
        if (deadline.remainingMs() === 0)
            return undefined;
        const page = await api.listDeployments(appId, find/* most */.qr, deadline);
        if (page.deployments.some((each) => ids.has(each.id) && (0,deployment_status/* isInProgress */.LT)(each)))
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
/**
 * Makes one deployment, whatever the network does. A create whose answer is lost is looked for in the list, by its
 * commit and branch among those that were not there before, and sent again only where it is not found. A create that
 * is refused because others are in the way waits for its turn.
 */
async function createOnce(options) {
    const { request, deadline, clock, random, emit, mayRecordOtherCommit } = options;
    let before = options.before;
    let lost;
    let timesLost = 0;
    let timesBlind = 0;
    /** Looks for what came of a create that got lost. */
    const reconcile = async (create, settleMs) => {
        const finding = await findLost(create, settleMs, options);
        if (finding.kind === 'absent')
            return undefined;
        if (finding.kind === 'unclear')
            return { kind: 'unknown', reason: finding.reason };
        emit({ type: 'create.found', deployment: finding.deployment });
        return { kind: 'created', deployment: finding.deployment, isListed: true };
    };
    /** That something else came to nothing says nothing of a create that got lost before. */
    const endWith = (reason, outcome) => lost === undefined ? outcome : { kind: 'unknown', reason: `${lost.reason}, and ${reason}.` };
    for (;;) {
        const leftAt = clock.now();
        emit({ type: 'create.sending' });
        const answer = await send(options);
        switch (answer.kind) {
            case 'created':
                return { ...answer, isListed: false };
            case 'refused':
                return endWith('asking again was refused', answer);
            case 'timed-out':
                return endWith('there was no time to ask again', answer);
            case 'lost': {
                timesLost++;
                const { reason, wasAccepted } = answer;
                lost = { request, before, leftAt: lost?.leftAt ?? leftAt, reason, mayRecordOtherCommit };
                emit({ type: 'create.lost' });
                const found = await reconcile(lost, settleMsAfter(options.requestTimeoutMs, deadline.remainingMs()));
                if (found !== undefined)
                    return found;
                if (wasAccepted) {
                    const reason = `${lost.reason}, and no deployment of it can be found. The server has accepted the request, so it is not repeated.`;
                    return { kind: 'unknown', reason };
                }
                const pause = random() * 1000 * 2 ** timesLost;
                if (timesLost < mostLost)
                    await clock.sleep(Math.min(pause, deadline.remainingMs()));
                if (timesLost >= mostLost || deadline.remainingMs() < retry/* leastCreateMs */.Ik) {
                    const reason = `${lost.reason}, and no deployment of it can be found after ${timesLost} of ${mostLost} tries.`;
                    return { kind: 'unknown', reason };
                }
                emit({ type: 'create.retrying' });
                break;
            }
            case 'conflict': {
                // What is in the way may be our own, which exists by now: only the list may not show it yet.
                const found = lost && (await reconcile(lost, mostLagMs));
                if (found !== undefined)
                    return found;
                const turn = await takeTurn(answer.error, timesBlind, options);
                if (turn.kind === 'failed')
                    return endWith('another deployment is in the way', turn.outcome);
                if (turn.isBlind)
                    timesBlind++;
                if (deadline.remainingMs() < retry/* leastCreateMs */.Ik) {
                    const reason = turn.inTheWay.length > 0
                        ? `it was still the turn of ${(0,deployment_status/* nameAll */.B_)(turn.inTheWay)}`
                        : `Spice Cloud kept refusing it (${answer.error.message}), and this run saw no other deployment in progress`;
                    return endWith(reason, { kind: 'timed-out', reason });
                }
                // What came while nothing of ours was under way is not ours either.
                if (lost === undefined)
                    before = turn.before ?? before;
            }
        }
    }
}
async function send({ api, appId, request, deadline, onSent }) {
    try {
        const answer = api.createDeployment(appId, request, deadline);
        if (onSent)
            setImmediate(onSent);
        return { kind: 'created', deployment: await answer };
    }
    catch (error) {
        if (error instanceof errors/* RefusalError */.XQ) {
            const isConflict = error.refusal.operation === 'createDeployment' && error.refusal.status === 409;
            return { kind: isConflict ? 'conflict' : 'refused', error };
        }
        if (!(error instanceof errors/* NoAnswerError */.i5))
            throw error;
        const { operation, mayHaveWorked, wasAccepted, todo, message: reason } = error;
        // Without a token the request itself has not left.
        if (operation === 'createDeployment' && mayHaveWorked)
            return { kind: 'lost', reason, wasAccepted };
        if (todo === undefined)
            return { kind: 'timed-out', reason };
        return { kind: 'refused', error: new errors/* PreconditionError */.Rb(`${(0,src_text/* capitalize */.ZH)(reason)}.`, todo) };
    }
}
/** Deals with a 409: fails, or waits until those in the way have ended. */
async function takeTurn(error, timesBlind, options) {
    const { api, appId, onConflict, deadline, requestTimeoutMs, clock, random, emit } = options;
    let inTheWay = [];
    let serverTimeMs;
    try {
        // Who is in the way is good to know, and no reason to keep a run that is to fail at once.
        const lookDeadline = onConflict === 'fail' ? (0,time.earlier)(deadline, (0,time.deadlineIn)(requestTimeoutMs, clock)) : deadline;
        const page = await api.listDeployments(appId, find/* most */.qr, lookDeadline);
        inTheWay = page.deployments.filter(deployment_status/* isInProgress */.LT);
        serverTimeMs = page.serverTimeMs;
        if (onConflict === 'wait' && inTheWay.length === 0) {
            emit({ type: 'create.waiting', blockers: inTheWay, serverTimeMs });
            await clock.sleep(Math.min(blindPauseMs(timesBlind, random()), deadline.remainingMs()));
            return { kind: 'over', inTheWay, isBlind: true, before: (0,identify/* remember */.kY)(page, find/* most */.qr) };
        }
        if (onConflict === 'wait') {
            emit({ type: 'create.waiting', blockers: inTheWay, serverTimeMs });
            const after = await waitForOthers(inTheWay, options);
            return { kind: 'over', inTheWay, isBlind: false, before: after && (0,identify/* remember */.kY)(after, find/* most */.qr) };
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
    return { kind: 'failed', outcome: { kind: 'refused', error, blockers: inTheWay, serverTimeMs } };
}


/***/ }),

/***/ 5355:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ usualDurationsMs)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(711);

/** Older ones may come from another runtime or another spicepod. */
const mostUsual = 8;
/**
 * How long the app's latest successful deployments took. Failed ones say little of when the next will end.
 *
 * @param deployments newest first, as the list has them
 * @returns milliseconds each, newest first
 */
function usualDurationsMs(deployments) {
    return deployments
        .filter(({ status }) => status === 'succeeded')
        .map(_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .durationMs */ .p)
        .filter((ms) => ms !== undefined)
        .slice(0, mostUsual);
}


/***/ }),

/***/ 9727:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   YX: () => (/* binding */ findSuspects),
/* harmony export */   cK: () => (/* binding */ matches),
/* harmony export */   g_: () => (/* binding */ hasSettings),
/* harmony export */   kY: () => (/* binding */ remember)
/* harmony export */ });
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6390);
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9834);


/** A list lags by seconds. A larger difference means that `Date` and `created_at` come from different clocks. */
const mostLagMs = 60_000;
/**
 * How far apart the clocks of a server's nodes may be that stamp `Date` and `created_at`. A smaller difference neither
 * makes a deployment ours, since a list that lags shows an older twin just so, nor rules out that it is.
 */
const mostSkewMs = 5000;
/** @param limit how many deployments the list was asked for */
function remember({ deployments, serverTimeMs }, limit) {
    const times = deployments.map(({ created_at }) => (0,_time_js__WEBPACK_IMPORTED_MODULE_0__.parseTime)(created_at)).filter((ms) => ms !== undefined);
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
        (0,_commit_js__WEBPACK_IMPORTED_MODULE_1__/* .isSameCommit */ .sw)(commit_sha ?? '', request.commit_sha) &&
        (request.branch === undefined || !branch || (0,_commit_js__WEBPACK_IMPORTED_MODULE_1__/* .isSameBranch */ .NJ)(branch, request.branch)));
}
/** Whether a deployment has what was asked for, as far as it was. */
function hasSettings({ replicas, image_tag }, request) {
    return ((request.replicas === undefined || replicas === request.replicas) &&
        (request.image_tag === undefined || image_tag === request.image_tag));
}
/** A list that comes within this time tells age well enough. */
const usualTookMs = 2000;
/** Whether a deployment was created after the lost request left, as far as the server's own clock tells. */
function judgeAge(deployment, { serverTimeMs, tookMs }, { before, elapsedMs }) {
    const created = (0,_time_js__WEBPACK_IMPORTED_MODULE_0__.parseTime)(deployment.created_at);
    if (before === undefined) {
        if (created === undefined || serverTimeMs === undefined)
            return 'unclear';
        // When the request left, at the earliest. `Date` is cut to whole seconds, which is less than the way takes.
        const left = serverTimeMs - elapsedMs;
        if (created < left - mostSkewMs)
            return 'old';
        if (created < left)
            return 'unclear';
        return created < left + Math.max(0, tookMs - usualTookMs) ? 'unclear' : 'new';
    }
    if (before.ids.has(deployment.id))
        return 'old';
    // Of a full list nobody knows what else there was.
    if (created === undefined)
        return before.listedSinceMs === undefined ? 'new' : 'unclear';
    if (before.listedSinceMs !== undefined && created < before.listedSinceMs) {
        return created < before.listedSinceMs - mostSkewMs ? 'old' : 'unclear';
    }
    // Older than the list that did not have it: an earlier twin, seen late, unless the clocks differ.
    const age = before.serverTimeMs === undefined ? 0 : before.serverTimeMs - created;
    return age > 0 && age <= mostLagMs ? 'unclear' : 'new';
}


/***/ }),

/***/ 9414:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ toRequest)
/* harmony export */ });
/** The body of a create. A field without a value is left out. */
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


/***/ }),

/***/ 6318:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ nextLookMs)
/* harmony export */ });
/** Looks are at most so much earlier or later than planned: runs that started together should not ask together. */
const jitterShare = 0.1;
/** Many runs that have to leave room for each other must not come in waves. */
const gapJitterShare = 0.25;
const quickestMs = 1000;
const slowestMs = 15_000;
/** Late by half of this on average, measured by the time that it has taken: soon enough for those who wait. */
const shareOfElapsed = 0.05;
/** What is queued has all of its work ahead of it, and most likely shows that before it ends. */
const shareOfElapsedQueued = 0.08;
const shareSinceChange = 0.15;
/** Where the end is expected there is more to gain. */
const quickestExpectingMs = 500;
const looksExpecting = 28;
/** How far from an earlier end the next may be. More than one look goes by, so that none jumps over it. */
const expectedWithinShare = 0.08;
const expectedWithinMs = 1000;
/**
 * When to look at a running deployment next: about a second at first and after each change, then after about
 * 5 % of the time that it has taken so far, at most 15 s, and more often around the time at which earlier ones ended.
 * Where a rate limit runs low, less often.
 * `docs/performance.md` has the reasons and the figures.
 *
 * @param random a number from 0 up to 1
 * @returns milliseconds from now
 */
function nextLookMs(input, random) {
    if (input.fixedMs !== undefined)
        return input.fixedMs;
    const wantedMs = around(Math.min(followingMs(input), expectingMs(input)), jitterShare, random);
    return Math.max(wantedMs, around(input.gapMs ?? 0, gapJitterShare, random));
}
function around(ms, share, random) {
    return ms * (1 - share + 2 * share * random);
}
/** What the deployment itself says. */
function followingMs({ status, elapsedMs, sinceChangeMs }) {
    const share = status === 'queued' ? shareOfElapsedQueued : shareOfElapsed;
    const grown = Math.min(elapsedMs * share, quickestMs + sinceChangeMs * shareSinceChange);
    return Math.min(Math.max(grown, quickestMs), slowestMs);
}
/**
 * What earlier ones say: a fixed number of looks in all, which gather where many of them ended. One that took much
 * longer or shorter than the others draws its own small part of the looks only.
 */
function expectingMs({ elapsedMs, usualMs = [] }) {
    let endsPerMs = 0;
    for (const ms of usualMs) {
        const withinMs = expectedWithinMs + ms * expectedWithinShare;
        if (Math.abs(elapsedMs - ms) <= withinMs)
            endsPerMs += 1 / (2 * withinMs * usualMs.length);
    }
    return Math.max(1 / (looksExpecting * endsPerMs), quickestExpectingMs);
}


/***/ }),

/***/ 3998:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ waitForEnd)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3916);
/* harmony import */ var _find_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9228);
/* harmony import */ var _schedule_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6318);
/* harmony import */ var _status_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1661);




/**
 * Watches a deployment until it has ended, a newer one has taken its place, or the deadline has passed.
 * The last word is always the API's: before the deadline is called, one more look is taken.
 */
async function waitForEnd(created, options) {
    const { api, appId, deadline, pollIntervalMs, usualMs, clock, random, onSeen, ageMs = 0 } = options;
    const createdAt = clock.now() - ageMs;
    let changedAt = clock.now();
    let deployment = created;
    let newer = [];
    let wasSeen = options.isListed ?? false;
    const look = async (lookDeadline) => {
        const sighting = await (0,_find_js__WEBPACK_IMPORTED_MODULE_1__/* .findDeployment */ .HZ)(created.id, api, appId, lookDeadline);
        newer = sighting.newer;
        const seen = sighting.deployment;
        // A list may lag behind: what it does not have yet is as it was.
        if (seen === undefined)
            return false;
        wasSeen = true;
        if (seen.status !== deployment.status)
            changedAt = clock.now();
        deployment = seen;
        onSeen(seen, sighting.listed);
        return true;
    };
    let hasSeen = false;
    for (;;) {
        const verdict = (0,_status_js__WEBPACK_IMPORTED_MODULE_2__/* .judge */ .S4)(deployment, newer);
        if (verdict !== undefined)
            return verdict;
        const now = clock.now();
        const pause = (0,_schedule_js__WEBPACK_IMPORTED_MODULE_3__/* .nextLookMs */ .V)({
            status: deployment.status,
            elapsedMs: now - createdAt,
            sinceChangeMs: now - changedAt,
            usualMs,
            gapMs: api.gapMs(),
            fixedMs: pollIntervalMs,
        }, random());
        const leftMs = deadline.remainingMs();
        await clock.sleep(Math.min(pause, leftMs));
        try {
            if (pause < leftMs) {
                await look(deadline);
                continue;
            }
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ)
                return { kind: 'unknown', deployment, reason: error.message };
            // Trouble that lasted until the deadline; the last look is next.
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoAnswerError */ .i5))
                throw error;
        }
        try {
            hasSeen = await look(deadline.lastLook());
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusalError */ .XQ || error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NoAnswerError */ .i5))
                throw error;
            return { kind: 'unknown', deployment, reason: error.message };
        }
        const last = (0,_status_js__WEBPACK_IMPORTED_MODULE_2__/* .judge */ .S4)(deployment, newer);
        if (last !== undefined)
            return last;
        if (hasSeen)
            return { kind: 'timed-out', deployment };
        const since = wasSeen ? 'any more' : 'yet';
        return {
            kind: 'unknown',
            deployment,
            reason: `the app's list does not show deployment ${created.id} ${since}.`,
        };
    }
}


/***/ }),

/***/ 6584:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ withTimeLimit),
/* harmony export */   h: () => (/* binding */ openRepository)
/* harmony export */ });
/* harmony import */ var _http_capped_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1487);

/**
 * Creates a client for the repository of the run. Sends nothing yet.
 *
 * @returns undefined if the environment names no repository
 */
async function openRepository(options) {
    const { token, env, fetch, signal, maxBytes } = options;
    const [owner, repo] = env.GITHUB_REPOSITORY?.split('/') ?? [];
    if (!owner || !repo)
        return undefined;
    // Loaded here, because most runs send nothing to GitHub.
    const { getOctokit } = await Promise.all(/* import() */[__webpack_require__.e(752), __webpack_require__.e(413)]).then(__webpack_require__.bind(__webpack_require__, 2413));
    const baseUrl = env.GITHUB_API_URL;
    const cappedFetch = async (input, init) => (0,_http_capped_js__WEBPACK_IMPORTED_MODULE_0__/* .readWhole */ .oD)(await fetch(input, init), maxBytes);
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


/***/ }),

/***/ 3116:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Wp: () => (/* binding */ parseAnswer),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   o: () => (/* binding */ classifyGitHubError)
/* harmony export */ });
/* unused harmony export GitHubAnswerError */
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8992);


/** A response that does not have the expected shape, for example because a proxy sent it or it was cut off. */
class GitHubAnswerError extends Error {
    name = 'GitHubAnswerError';
}
/**
 * Parses the data of a response.
 *
 * @param what was expected, for the error
 * @throws GitHubAnswerError
 */
function parseAnswer(schema, data, what) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(schema, data);
    if (!parsed.success)
        throw new GitHubAnswerError(`GitHub sent a response that is not ${what}`);
    return parsed.output;
}
/** What Octokit throws. Its `status` is 500 if there was no response. */
const RequestError = valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    status: valibot__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig(),
    message: valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    response: valibot__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ headers: valibot__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J()), data: valibot__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J() })),
});
const WithStatus = valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ status: valibot__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig() });
const WithMessage = valibot__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ message: valibot__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() });
const maxReasonLength = 200;
/** How long to wait if GitHub limits the rate and does not say for how long, in milliseconds. */
const defaultWaitMs = 60_000;
/** Classifies an error of Octokit. Any other error is one of the connection, or a bad response, and transient. */
function classifyGitHubError(error, redact) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__/* .safeParse */ .xLC(RequestError, error);
    if (!parsed.success || parsed.output.response === undefined) {
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'transient', reason: firstLine(reason, redact), waitMs: undefined };
    }
    const { status, message, response } = parsed.output;
    const { headers, data } = response;
    // Without the address of the documentation, which Octokit adds.
    const sent = valibot__WEBPACK_IMPORTED_MODULE_0__.is(WithMessage, data) ? data.message : undefined;
    const text = sent ?? message;
    const reason = `HTTP ${status}: ${firstLine(text, redact)}`;
    const isRateLimited = status === 429 ||
        (status === 403 && (/rate limit/i.test(text) || headers['x-ratelimit-remaining'] === '0'));
    if (isRateLimited)
        return { kind: 'transient', reason, waitMs: readWaitMs(headers) };
    if (status >= 500)
        return { kind: 'transient', reason, waitMs: undefined };
    if (status !== 403)
        return { kind: 'refused', status, reason };
    // Some refusals have their own reason: a locked conversation, an organization's rules for tokens.
    const isPlain = sent === undefined || /^\s*(?:forbidden\b.{0,2}$|resource not accessible\b|$)/i.test(sent);
    return { kind: 'forbidden', detail: isPlain ? undefined : firstLine(sent, redact) };
}
/** @returns the HTTP status of an error, if it has one */
function statusOf(error) {
    return valibot__WEBPACK_IMPORTED_MODULE_0__.is(WithStatus, error) ? error.status : undefined;
}
function readWaitMs(headers) {
    const seconds = Number(headers['retry-after'] ?? Number.NaN);
    if (seconds >= 0)
        return seconds * 1000;
    // Both are times of the server's clock; the runner's may be wrong by minutes.
    const untilResetMs = Number(headers['x-ratelimit-reset']) * 1000 - Date.parse(String(headers.date));
    return Number.isNaN(untilResetMs) ? defaultWaitMs : Math.max(0, untilResetMs);
}
function firstLine(text, redact) {
    const [line = ''] = redact(text)
        .trim()
        .split(/[\r\n]/, 1);
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(line, maxReasonLength, redact);
}


/***/ }),

/***/ 4671:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mt: () => (/* binding */ hasDeploymentEnded),
/* harmony export */   N6: () => (/* binding */ isFailure),
/* harmony export */   WE: () => (/* binding */ passes),
/* harmony export */   e5: () => (/* binding */ needsPostStep)
/* harmony export */ });
/** Whether the job passes. */
function passes(outcome, onSuperseded) {
    switch (outcome.kind) {
        case 'unverified':
            return outcome.isTolerated;
        case 'superseded':
            return onSuperseded === 'pass';
        default:
            return passing[outcome.kind];
    }
}
const passing = {
    succeeded: true,
    started: true,
    planned: true,
    failed: false,
    'timed-out': false,
    refused: false,
    cancelled: false,
    unknown: false,
};
/** Whether the deployment itself has reached its end, rather than the run that watched it. */
const hasDeploymentEnded = {
    succeeded: true,
    unverified: true,
    failed: true,
    // It was replaced while it was in progress.
    superseded: false,
    'timed-out': false,
    started: false,
    planned: false,
    refused: false,
    cancelled: false,
    unknown: false,
};
/** Whether the post step should look once more at what this run left in progress: only a cancelled one had no time to. */
const needsPostStep = {
    cancelled: true,
    succeeded: false,
    unverified: false,
    failed: false,
    superseded: false,
    'timed-out': false,
    started: false,
    planned: false,
    refused: false,
    unknown: false,
};
/** Whether `on-failure` has something to undo. */
function isFailure(outcome) {
    return outcome.kind === 'failed' || (outcome.kind === 'unverified' && !outcome.isTolerated);
}


/***/ }),

/***/ 990:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PJ: () => (/* binding */ expectedDuration),
/* harmony export */   d5: () => (/* binding */ elapsedMs),
/* harmony export */   lU: () => (/* binding */ describeActivity)
/* harmony export */ });
/* harmony import */ var _deployment_history_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5355);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5594);


const barLength = 20;
/** Older deployments say less about the next. */
const maxCompared = 5;
/** What to expect from the app's last successful deployments; undefined if there are none. */
function expectedDuration({ history }) {
    const sorted = (0,_deployment_history_js__WEBPACK_IMPORTED_MODULE_0__/* .usualDurationsMs */ .q)(history)
        .slice(0, maxCompared)
        .sort((one, other) => one - other);
    const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
    return low === undefined || high === undefined
        ? undefined
        : { medianMs: (low + high) / 2, count: sorted.length };
}
/** Milliseconds since the deployment was created, or else requested, or since the run began. */
function elapsedMs({ createdAtMs, requestedAtMs, startedAtMs }, nowMs) {
    return nowMs - (createdAtMs ?? requestedAtMs ?? startedAtMs);
}
/** A sign of life: what the run is doing, with the progress of a deployment; empty if nothing takes time. */
function describeActivity(state, nowMs) {
    const { activity, deployment, outcome } = state;
    if (outcome !== undefined)
        return '';
    const isDeploying = activity !== '' && activity === deployment?.status;
    return isDeploying
        ? `${activity} ${drawProgress(elapsedMs(state, nowMs), expectedDuration(state))}`.trimEnd()
        : activity;
}
/** How far a deployment seems to be: `██████░░░░░░░░░░░░░░ of about 2m 10s`; empty without earlier ones. */
function drawProgress(elapsedMs, expected) {
    if (expected === undefined || expected.medianMs === 0)
        return '';
    const usual = (0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a3)(expected.medianMs);
    if (elapsedMs > expected.medianMs)
        return `${'█'.repeat(barLength)} longer than the usual ${usual}`;
    const done = Math.floor((elapsedMs / expected.medianMs) * barLength);
    return `${'█'.repeat(done)}${'░'.repeat(barLength - done)} of about ${usual}`;
}


/***/ }),

/***/ 1307:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ describePlan)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8992);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5594);


/** A longer diff would not be read. */
const maxDiffLines = 400;
/** @param appId undefined if the app would be created first */
function describePlan(plan, appId, redact) {
    if (plan.kind === 'watch') {
        return {
            steps: [`Watch ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .describeDeployment */ .Ti)(plan.deployment, redact)}. Nothing would be written.`],
            diff: [],
        };
    }
    const { create, tags, spicepod, secrets } = plan.app;
    const diff = spicepod && spicepod.diff !== '' ? spicepod.diff.split('\n') : [];
    const steps = [
        create && `Create app ${create.name}: ${JSON.stringify(create)}`,
        ...tags.map(({ key, before, after }) => before === undefined ? `Set tag ${key}: ${after}` : `Change tag ${key}: ${before} → ${after}`),
        spicepod &&
            (diff.length > 0
                ? `Push ${spicepod.path}${spicepod.mayBeConnected ? ', unless the app reads its spicepod from GitHub' : ''}: ${count(diff, '+')} lines added, ${count(diff, '-')} removed`
                : `Spicepod unchanged (${spicepod.path})`),
        secrets.length > 0 && `Store secrets ${secrets.join(', ')}`,
        ...plan.blockers.map((each) => `${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .capitalize */ .ZH)((0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .describeDeployment */ .Ti)(each, redact))}, is still running and may block this one`),
        `Create a deployment of ${appId === undefined ? 'the new app' : `app ${appId}`}: ${JSON.stringify(plan.request)}`,
    ];
    const left = diff.length - maxDiffLines;
    return {
        steps: steps.filter((step) => typeof step === 'string'),
        diff: left > 0 ? [...diff.slice(0, maxDiffLines), `… and ${left} more lines`] : diff,
    };
}
function count(diff, sign) {
    return diff.filter((line) => line.startsWith(sign)).length;
}


/***/ }),

/***/ 3695:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W9: () => (/* binding */ isRecovered),
/* harmony export */   et: () => (/* binding */ describeRecoveryOf),
/* harmony export */   sR: () => (/* binding */ describeRollback),
/* harmony export */   xK: () => (/* binding */ describeInterruptedRecovery),
/* harmony export */   xX: () => (/* binding */ describeRecovery)
/* harmony export */ });
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6390);
/* harmony import */ var _deployment_status_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1661);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3916);
/* harmony import */ var _outcome_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4671);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8992);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5655);






const restored = "Restored the app's previous spicepod.";
/** What was restored after a failure, in a sentence or two. */
function describeRecovery(recovery, mode, redact) {
    switch (recovery.kind) {
        case 'restored':
            return sentences(restored, describeRollback(recovery.rollback, redact));
        case 'unchanged':
            return sentences('Nothing to restore: this run did not change the spicepod.', describeRollback(recovery.rollback, redact));
        case 'left alone':
            return `Not ${mode === 'restore' ? 'restored' : 'rolled back'}: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cut */ .Jj)(recovery.reason, _text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact)}. The app was left unchanged.`;
        case 'unclear':
            return `Could not confirm that the previous spicepod was restored: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cut */ .Jj)(recovery.reason, _text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact)}.`;
        case 'not restored':
            return `${mode === 'restore' ? 'Restore' : 'Rollback'} failed: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cut */ .Jj)(recovery.reason, _text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact)}.`;
    }
}
/** Whether the app has and runs what it did before. */
function isRecovered(recovery) {
    if (recovery.kind !== 'restored' && recovery.kind !== 'unchanged')
        return false;
    const { rollback } = recovery;
    if (rollback === undefined)
        return true;
    if (rollback.kind !== 'deployed' || rollback.outcome.kind !== 'succeeded')
        return false;
    return !hasOtherCommit(rollback.outcome.deployment, rollback.to);
}
function hasOtherCommit(one, other) {
    return Boolean(one.commit_sha && other.commit_sha && !(0,_commit_js__WEBPACK_IMPORTED_MODULE_5__/* .isSameCommit */ .sw)(one.commit_sha, other.commit_sha));
}
/** What became of the deployment that a rollback creates; empty if it was not asked for. */
function describeRollback(rollback, redact) {
    if (rollback === undefined)
        return '';
    return rollback.kind === 'not deployed'
        ? `It was not redeployed: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cut */ .Jj)(rollback.reason, _text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact)}.`
        : describeRedeployment(rollback.outcome, rollback.to, redact);
}
function describeRedeployment(outcome, to, redact) {
    const like = `with the settings of deployment ${to.id}`;
    switch (outcome.kind) {
        case 'succeeded': {
            const { id, commit_sha } = outcome.deployment;
            return hasOtherCommit(outcome.deployment, to)
                ? `Redeployed as deployment ${id}, ${like}, but it uses commit ${(0,_commit_js__WEBPACK_IMPORTED_MODULE_5__/* .shortCommit */ .Ax)(commit_sha ?? '', redact)}: apps connected to GitHub always deploy the head of their production branch.`
                : `Redeployed as deployment ${id}, ${like}.`;
        }
        case 'failed': {
            const reason = (0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cut */ .Jj)((0,_deployment_status_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(outcome.deployment) || 'no reason given', _text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact);
            return `The rollback deployment ${outcome.deployment.id} failed as well: ${reason}.`;
        }
        case 'refused': {
            const { error } = outcome;
            const reason = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusalError */ .XQ ? (0,_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cut */ .Jj)(error.message, _text_js__WEBPACK_IMPORTED_MODULE_4__/* .readableLength */ .bf, redact) : 'nothing was sent';
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
    const isWanted = settings.onFailure !== 'none' && outcome !== undefined && (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .isFailure */ .N6)(outcome);
    return isWanted ? describeInterruptedRecovery(state) : '';
}
/** How far recovery had come when it was interrupted. */
function describeInterruptedRecovery({ recovery }) {
    if (recovery === undefined)
        return 'The run was interrupted before anything could be restored.';
    const { isRestored, isRequested, deployment } = recovery;
    if (!isRestored && !isRequested) {
        return 'The run was interrupted while restoring the app. Could not confirm that the previous spicepod was restored.';
    }
    const rest = deployment !== undefined
        ? `The run was interrupted during the rollback: deployment ${deployment.id} keeps running in Spice Cloud.`
        : isRequested
            ? 'The run was interrupted while requesting the rollback deployment, which may have been created.'
            : 'The run was interrupted before it was redeployed.';
    return sentences(isRestored ? restored : '', rest);
}
function sentences(...parts) {
    return parts.filter(Boolean).join(' ');
}


/***/ }),

/***/ 1230:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/app/spicepod.ts
var app_spicepod = __webpack_require__(6726);
// EXTERNAL MODULE: ./src/app/tags.ts
var app_tags = __webpack_require__(714);
;// CONCATENATED MODULE: ./src/app/changes.ts



/** For a run that writes nothing. */
const noChanges = { tags: undefined, spicepod: undefined, whyNoSpicepod: '', secrets: [] };
/**
 * Reads and checks all that is to be written. Nothing is sent before all of it is good.
 *
 * @param redact hides secrets
 * @throws InputError naming all that is wrong, at once
 */
async function readChanges(given, env, redact) {
    const [tags, spicepod] = await Promise.all([
        (0,app_tags/* readTags */.g$)(given.tags, redact),
        (0,app_spicepod/* readSpicepod */.Q)(given.spicepod, given.workingDirectory, env, redact),
    ]);
    const isUsable = spicepod.kind !== 'unusable';
    const problems = [...tags.problems, ...given.secrets.problems, ...(isUsable ? [] : spicepod.problems)];
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems, isUsable ? undefined : spicepod.location);
    return {
        tags: tags.tags,
        spicepod: spicepod.kind === 'given' ? spicepod.spicepod : undefined,
        whyNoSpicepod: spicepod.kind === 'none' ? spicepod.why : '',
        secrets: given.secrets.secrets,
    };
}

// EXTERNAL MODULE: ./src/app/secrets.ts
var app_secrets = __webpack_require__(3234);
// EXTERNAL MODULE: ./src/connect.ts + 7 modules
var connect = __webpack_require__(8802);
// EXTERNAL MODULE: ./src/context.ts
var src_context = __webpack_require__(788);
// EXTERNAL MODULE: ./src/app/open.ts
var app_open = __webpack_require__(3355);
// EXTERNAL MODULE: ./src/time.ts
var time = __webpack_require__(9834);
;// CONCATENATED MODULE: ./src/app/write.ts




/** Whether anything may be written before the deployment. */
function writesTo({ tags, spicepod, secrets }) {
    return tags !== undefined || spicepod !== undefined || secrets.length > 0;
}
/** How often a write is tried that meets another one. */
const mostTries = 3;
/**
 * Writes what has changed: tags, then the spicepod, each in a request of its own so that one that is refused does not
 * take the other with it; then the secrets.
 *
 * @param app as it was read; undefined where neither tags nor a spicepod are to be written
 * @throws RefusalError, NoAnswerError
 */
async function writeChanges(appId, app, { tags, spicepod, secrets }, options) {
    let written = { spicepod: 'unchanged' };
    if (app !== undefined && tags !== undefined)
        await writeTags(app, tags, options);
    if (app !== undefined && spicepod !== undefined)
        written = await pushSpicepod(app, spicepod, options);
    const { api, deadline, emit } = options;
    for (const { name, value } of secrets) {
        const change = { kind: 'secret', name };
        emit({ type: 'change.sending', change });
        try {
            await api.upsertSecret(appId, name, value, deadline);
        }
        catch (error) {
            if ((0,errors/* isCertainNo */.wM)(error, 'upsertSecret'))
                emit({ type: 'change.rejected' });
            throw error;
        }
        emit({ type: 'change.applied', change });
    }
    return written;
}
async function writeTags(app, given, options) {
    const all = { ...(0,app_tags/* repositoryTag */.B1)(options.repository), ...given };
    const change = { kind: 'tags', keys: Object.keys(all) };
    const update = await updateApp(app, change, options, (current) => {
        const tags = (0,app_tags/* mergeTags */.kE)(current.tags, all);
        return tags && { tags };
    });
    if (update === undefined)
        options.emit({ type: 'change.unneeded', what: 'tags' });
}
async function pushSpicepod(app, { path, text, value }, options) {
    try {
        const update = await updateApp(app, { kind: 'spicepod', path }, options, (current) => (0,app_spicepod/* isSameSpicepod */.K)(current.config?.spicepod, value) ? undefined : { spicepod: text });
        if (update !== undefined) {
            const before = update.before.config?.spicepod;
            const after = update.after.config?.spicepod ?? (await readKept(app.id, before, options));
            return { spicepod: 'pushed', pushed: { before, after } };
        }
        options.emit({ type: 'change.unneeded', what: 'spicepod' });
        return { spicepod: 'unchanged', held: value };
    }
    catch (error) {
        if (!(error instanceof errors/* RefusalError */.XQ) || error.refusal.code !== 'github_connected')
            throw error;
        // An attempt before this one, whose answer was lost, met the same rule.
        options.emit({ type: 'change.rejected' });
        options.emit({ type: 'spicepod.connected' });
        return { spicepod: 'connected' };
    }
}
/** How long to try to read what the app holds after a write, in milliseconds. */
const readKeptMs = 5000;
/**
 * Reads what the API made of a spicepod, where its answer to the write does not tell: it may keep another form of it,
 * which would look like the work of somebody else when it is to be put back.
 */
async function readKept(appId, before, { api, deadline, clock }) {
    try {
        const soon = (0,time.earlier)(deadline, (0,time.deadlineIn)(readKeptMs, clock));
        const kept = (await api.getApp(appId, soon, { isQuiet: true })).config?.spicepod ?? undefined;
        // One that has not changed was read too early.
        return (0,app_spicepod/* isSameSpicepod */.K)(kept, before) ? undefined : kept;
    }
    catch (error) {
        if (error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoAnswerError */.i5)
            return undefined;
        throw error;
    }
}
/**
 * Changes the app, unless it is so already. Where another change got in between, it is looked at once more.
 *
 * @returns the app before and after the change; undefined when there was nothing to change
 */
async function updateApp(app, change, { api, deadline, emit }, decide) {
    let current = app;
    /** As it was before an attempt whose answer was lost. */
    let lostOn;
    for (let tries = 1;; tries++) {
        const update = decide(current);
        if (update === undefined) {
            if (lostOn === undefined)
                return undefined;
            // That attempt has done it.
            emit({ type: 'change.applied', change });
            return { before: lostOn, after: current };
        }
        emit({ type: 'change.sending', change });
        try {
            const after = await api.updateApp(app.id, update, deadline);
            emit({ type: 'change.applied', change });
            return { before: current, after };
        }
        catch (error) {
            const isNo = (0,errors/* isCertainNo */.wM)(error, 'updateApp');
            if (isNo && lostOn === undefined)
                emit({ type: 'change.rejected' });
            if (!isNo)
                lostOn ??= current;
            const isMet = error instanceof errors/* RefusalError */.XQ && error.refusal.status === 409;
            if (!isMet || error.refusal.code === 'github_connected' || tries === mostTries)
                throw error;
        }
        current = await api.getApp(app.id, deadline);
    }
}

;// CONCATENATED MODULE: ./src/beside.ts
/** How long the end of a run may still wait for what is good to have, in milliseconds. */
const graceMs = 2000;
/** How long the reads wait for what matters, which may take its time, in milliseconds. */
const patienceMs = 1000;
/** Reads beside the deployment what is good to have, and on which nothing depends. */
class Beside {
    #abort = new AbortController();
    #readings = [];
    /** Those that wait for their time; undefined once it has come. */
    #waiting = [];
    #patience = setTimeout(() => this.release(), patienceMs);
    /** @param read its failure is nobody's business */
    start(read) {
        if (this.#waiting !== undefined)
            this.#waiting.push(read);
        else
            this.#readings.push(read(this.#abort.signal).catch(() => { }));
    }
    /** Lets the reads begin: what matters has left, and nothing of it is held up. */
    release() {
        clearTimeout(this.#patience);
        const reads = this.#waiting ?? [];
        this.#waiting = undefined;
        for (const read of reads)
            this.start(read);
    }
    /** Waits a moment for what is not there yet. */
    async settle() {
        this.release();
        const timer = setTimeout(() => this.#abort.abort(), graceMs);
        await Promise.all(this.#readings);
        clearTimeout(timer);
    }
}

// EXTERNAL MODULE: ./src/deployment/duration.ts
var duration = __webpack_require__(711);
// EXTERNAL MODULE: ./src/deployment/find.ts
var find = __webpack_require__(9228);
// EXTERNAL MODULE: ./src/deployment/identify.ts
var identify = __webpack_require__(9727);
// EXTERNAL MODULE: ./src/deployment/status.ts
var deployment_status = __webpack_require__(1661);
;// CONCATENATED MODULE: ./src/deployment/attach.ts





const lookAgainMs = 1000;
/**
 * Finds the deployment that the run is to watch, which somebody else created.
 *
 * @throws RefusalError when the app may not be read
 */
async function attach(id, { api, appId, deadline, clock }) {
    let isLastLook = false;
    for (;;) {
        let sighting;
        try {
            sighting = await (0,find/* findDeployment */.HZ)(id, api, appId, isLastLook ? deadline.lastLook() : deadline);
        }
        catch (error) {
            if (!(error instanceof errors/* NoAnswerError */.i5) || error.todo !== undefined)
                throw error;
            if (isLastLook)
                return { kind: 'unknown', reason: `deployment ${id} could not be read (${error.message}).` };
            isLastLook = true;
            continue;
        }
        const { deployment, newer, listed, serverTimeMs, absence } = sighting;
        if (deployment !== undefined)
            return { kind: 'found', deployment, newer, listed, serverTimeMs };
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
 * Finds what an earlier attempt of the same run has under way: it has the same commit, branch and settings.
 *
 * @param mostAgeMs one that has been under way for longer is taken to be stuck
 */
function findOwnUnfinished({ deployments, serverTimeMs }, request, mostAgeMs) {
    return deployments.find((deployment) => (0,deployment_status/* isInProgress */.LT)(deployment) &&
        (0,identify/* matches */.cK)(deployment, request) &&
        (0,identify/* hasSettings */.g_)(deployment, request) &&
        deployment.created_at &&
        (0,duration/* ageMs */.W)(deployment, serverTimeMs) < mostAgeMs);
}

// EXTERNAL MODULE: ./src/deployment/create.ts + 2 modules
var create = __webpack_require__(4193);
// EXTERNAL MODULE: ./src/deployment/history.ts
var deployment_history = __webpack_require__(5355);
;// CONCATENATED MODULE: ./src/deployment/look.ts


/**
 * Reads what the app has, so that what comes of a create whose answer gets lost can be told from it. A no to this
 * question is no verdict yet, since the create itself will have the better words; without a token there is none.
 *
 * @returns undefined where it could not be read
 * @throws RefusalError when no token can be had
 */
async function lookBefore(api, appId, deadline) {
    try {
        return await api.listDeployments(appId, find/* recent */._H, deadline);
    }
    catch (error) {
        const isOfToken = error instanceof errors/* RefusalError */.XQ && error.refusal.operation === 'exchangeToken';
        if (!isOfToken && (error instanceof errors/* RefusalError */.XQ || error instanceof errors/* NoAnswerError */.i5))
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./src/deployment/request.ts
var request = __webpack_require__(9414);
// EXTERNAL MODULE: ./src/deployment/wait.ts
var wait = __webpack_require__(3998);
// EXTERNAL MODULE: ./src/source.ts
var src_source = __webpack_require__(4998);
// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
;// CONCATENATED MODULE: ./src/deploy.ts

















/** Brings one deployment of the app about, or finds the one to watch, and follows it to its end. */
async function deploy(request, context) {
    const { timeoutMs, requestTimeoutMs } = request.inputs;
    const deadline = (0,time.deadlineIn)(timeoutMs, context.clock, requestTimeoutMs);
    const beside = new Beside();
    try {
        const outcome = await runSteps({ ...context, ...request, deadline, beside });
        // A run that is cut off from here on has come to this.
        context.emit({ type: 'outcome.decided', outcome });
        return outcome;
    }
    catch (error) {
        // Before there is a deployment: what comes of one is an outcome and no error.
        if (error instanceof errors/* RefusalError */.XQ || error instanceof errors/* PreconditionError */.Rb)
            return { kind: 'refused', error };
        if (error instanceof errors/* NoAnswerError */.i5) {
            const { message, todo, wasAccepted } = error;
            if (todo !== undefined)
                return { kind: 'refused', error: new errors/* PreconditionError */.Rb(`${(0,src_text/* capitalize */.ZH)(message)}.`, todo) };
            if (wasAccepted)
                return { kind: 'unknown', reason: message };
            const { deploymentId, dryRun } = request.inputs;
            if (deploymentId !== undefined) {
                return {
                    kind: 'unknown',
                    reason: `deployment ${deploymentId} could not be looked at (${error.message}).`,
                };
            }
            if (dryRun)
                return { kind: 'unknown', reason: `what a run would do could not be found out (${error.message}).` };
            return { kind: 'timed-out', reason: error.message };
        }
        throw error;
    }
    finally {
        await beside.settle();
    }
}
async function runSteps(run) {
    const { inputs } = run;
    if (inputs.org === undefined)
        (0,app_open/* readOrgBeside */.x9)(run);
    const { deploymentId } = inputs;
    // A new app has no deployment to watch.
    const mayBeMissing = inputs.newApp !== undefined && deploymentId === undefined;
    const appId = await (0,app_open/* findAppId */.kp)(inputs, mayBeMissing, run);
    if (appId !== undefined && deploymentId !== undefined)
        return watch(appId, deploymentId, run);
    if (inputs.dryRun) {
        const { planRun } = await __webpack_require__.e(/* import() */ 163).then(__webpack_require__.bind(__webpack_require__, 9163));
        return planRun(appId, run);
    }
    return appId === undefined ? deployToNew(run) : deployToExisting(appId, run);
}
/** Watches a deployment that somebody else created. */
async function watch(appId, deploymentId, run) {
    const { inputs, emit, beside } = run;
    (0,app_open/* readAppBeside */.yV)(appId, inputs, run);
    beside.release();
    const found = await attach(deploymentId, { ...run, appId });
    if (found.kind !== 'found')
        return found;
    const { deployment, listed, serverTimeMs } = found;
    const age = (0,duration/* ageMs */.W)(deployment, serverTimeMs);
    emit({ type: 'history.read', deployments: listed });
    emit({ type: 'deployment.attached', deployment, reason: 'from `deployment-id`', ageMs: age });
    if (inputs.dryRun) {
        emit({ type: 'deployment.polled', deployment, listed });
        return { kind: 'planned', plan: { kind: 'watch', deployment } };
    }
    const outcome = await follow(appId, found, { ageMs: age, isListed: true, usualMs: (0,deployment_history/* usualDurationsMs */.q)(listed) }, run);
    return finish(outcome, appId, 'this run only watched the deployment', run);
}
async function deployToNew(run) {
    const source = (0,src_source/* findSource */.T)(run.inputs, run);
    if (run.changes.spicepod === undefined)
        run.emit({ type: 'app.bare' });
    const app = await (0,app_open/* createMissing */.PM)((0,app_open/* toNewApp */.Zy)(run.inputs, run.changes, run.env.GITHUB_REPOSITORY), run);
    return writeAndDeploy(app.id, () => app, source, undefined, run);
}
async function deployToExisting(appId, run) {
    const { inputs, changes, env, emit } = run;
    const source = (0,src_source/* findSource */.T)(inputs, run);
    let page;
    if (Number(env.GITHUB_RUN_ATTEMPT) > 1) {
        const before = await lookForOwn(appId, source, run);
        if (before.kind === 'unknown')
            return before;
        if (before.kind === 'own') {
            (0,app_open/* readAppBeside */.yV)(appId, inputs, run);
            run.beside.release();
            const { deployment, page } = before;
            const age = (0,duration/* ageMs */.W)(deployment, page.serverTimeMs);
            const reason = 'started by an earlier attempt of this run';
            emit({ type: 'deployment.attached', deployment, reason, ageMs: age });
            if (writesTo(changes))
                emit({ type: 'changes.skipped' });
            const known = { ageMs: age, isListed: true, usualMs: (0,deployment_history/* usualDurationsMs */.q)(page.deployments) };
            const outcome = await follow(appId, { deployment, newer: [] }, known, run);
            return finish(outcome, appId, 'only an earlier attempt of this run saw what the app had before', run);
        }
        // What is written takes its time, in which others may deploy.
        if (!writesTo(changes))
            page = before.page;
    }
    if (changes.tags === undefined && changes.spicepod === undefined) {
        return writeAndDeploy(appId, (0,app_open/* readAppBeside */.yV)(appId, inputs, run), source, page, run);
    }
    const app = await (0,app_open/* readApp */.uW)(appId, inputs, run);
    return writeAndDeploy(appId, () => app, source, page, run);
}
/** Looks for what an earlier attempt of this run has left under way: it is this one's, too. */
async function lookForOwn(appId, finding, run) {
    const { api, inputs, deadline, emit } = run;
    const page = await lookBefore(api, appId, deadline);
    const source = await finding;
    emit({ type: 'source.found', source });
    if (page !== undefined)
        emit({ type: 'history.read', deployments: page.deployments });
    if (page === undefined && deadline.remainingMs() === 0) {
        return { kind: 'unknown', reason: 'whether an earlier attempt of this run has one could not be read.' };
    }
    const deployment = page && findOwnUnfinished(page, (0,request/* toRequest */.d)(inputs, source), inputs.timeoutMs);
    return page === undefined || deployment === undefined
        ? { kind: 'none', page }
        : { kind: 'own', deployment, page };
}
/** How long to try to read the list before creating without having seen it. */
const lookBeforeMs = 10_000;
/**
 * @param app what is known of it by now
 * @param page the app's deployments, where they have been read already
 */
async function writeAndDeploy(appId, app, finding, page, run) {
    const { api, inputs, changes, deadline, clock, env, emit, beside } = run;
    if (writesTo(changes))
        beside.release();
    const written = await writeChanges(appId, app(), changes, { ...run, repository: env.GITHUB_REPOSITORY });
    const lookDeadline = (0,time.earlier)(deadline, (0,time.deadlineIn)(lookBeforeMs, clock));
    const [source, before] = await Promise.all([finding, page ?? lookBefore(api, appId, lookDeadline)]);
    emit({ type: 'source.found', source });
    if (before !== undefined)
        emit({ type: 'history.read', deployments: before.deployments });
    const created = await (0,create/* createOnce */.U)({
        ...run,
        ...inputs,
        appId,
        request: (0,request/* toRequest */.d)(inputs, source),
        before: before && (0,identify/* remember */.kY)(before, find/* recent */._H),
        mayRecordOtherCommit: () => mayRecordOtherCommit(app()),
        // The request itself comes first.
        onSent: () => beside.release(),
    });
    if (created.kind !== 'created')
        return created;
    const known = { isListed: created.isListed, usualMs: (0,deployment_history/* usualDurationsMs */.q)(before?.deployments ?? []) };
    const outcome = await follow(appId, { deployment: created.deployment, newer: [] }, known, run);
    return finish(outcome, appId, written, run);
}
/**
 * Watches a deployment to its end, unless nobody wants to wait for it.
 *
 * @param known what tells when its end is to be expected
 */
async function follow(appId, { deployment, newer }, known, run) {
    const { inputs, emit } = run;
    const onSeen = (seen, listed) => emit({ type: 'deployment.polled', deployment: seen, listed });
    onSeen(deployment, []);
    const verdict = (0,deployment_status/* judge */.S4)(deployment, newer);
    if (verdict !== undefined)
        return verdict;
    if (!inputs.waitForCompletion)
        return { kind: 'started', deployment };
    return (0,wait/* waitForEnd */.k)(deployment, { ...run, appId, pollIntervalMs: inputs.pollIntervalMs, ...known, onSeen });
}
/** What is left to do is loaded when it is: a start should not have to wait for it. */
async function finish(outcome, appId, written, run) {
    const { finishRun } = await __webpack_require__.e(/* import() */ 946).then(__webpack_require__.bind(__webpack_require__, 5946));
    return finishRun(outcome, appId, written, run);
}
/** Apps that are connected to GitHub record the commit of their branch. One that cannot be read may be such an app. */
function mayRecordOtherCommit(app) {
    return app === undefined || Boolean(app.production_branch);
}

;// CONCATENATED MODULE: ./src/http/halt.ts
/**
 * A `fetch` that sends nothing any more once the run is cut off. What is asked then never gets an answer: the process
 * ends, and until it does nothing may happen that its last words do not tell.
 */
function haltable(fetch, halt) {
    return (input, init) => (halt.aborted ? new Promise(() => { }) : fetch(input, init));
}

// EXTERNAL MODULE: ./src/http/proxy.ts
var proxy = __webpack_require__(7856);
// EXTERNAL MODULE: ./src/http/error-code.ts
var error_code = __webpack_require__(9698);
;// CONCATENATED MODULE: ./src/http/trace.ts

/** A `fetch` that tells of each request, for those who debug. */
function traced(fetch, now, tell) {
    return async (input, init) => {
        const { host, pathname, search } = new URL(input instanceof Request ? input.url : input);
        const startedAt = now();
        const base = {
            method: init?.method ?? (input instanceof Request ? input.method : 'GET'),
            where: `${host}${pathname}${search}`,
        };
        try {
            const response = await fetch(input, init);
            const requestId = requestIdOf(response);
            tell({ ...base, status: response.status, tookMs: now() - startedAt, requestId, trouble: undefined });
            return response;
        }
        catch (error) {
            const trouble = (0,error_code/* errorCode */.C)(error) ?? (error instanceof Error ? error.name : String(error));
            tell({ ...base, status: undefined, tookMs: now() - startedAt, requestId: undefined, trouble });
            throw error;
        }
    };
}
/** As Spice Cloud calls it, and as GitHub does. */
function requestIdOf({ headers }) {
    return headers.get('x-request-id') ?? headers.get('x-github-request-id') ?? undefined;
}

// EXTERNAL MODULE: ./src/inputs.ts + 1 modules
var src_inputs = __webpack_require__(4089);
// EXTERNAL MODULE: ./src/outcome.ts
var src_outcome = __webpack_require__(4671);
// EXTERNAL MODULE: ./src/report/heartbeat.ts
var heartbeat = __webpack_require__(990);
// EXTERNAL MODULE: ./src/report/log.ts
var log = __webpack_require__(6472);
// EXTERNAL MODULE: ./src/commit.ts
var commit = __webpack_require__(6390);
// EXTERNAL MODULE: ./src/report/recovery.ts
var report_recovery = __webpack_require__(3695);
// EXTERNAL MODULE: ./src/report/state.ts + 1 modules
var report_state = __webpack_require__(1192);
// EXTERNAL MODULE: ./src/report/text.ts
var report_text = __webpack_require__(5655);
// EXTERNAL MODULE: ./src/report/wording.ts
var wording = __webpack_require__(5594);
;// CONCATENATED MODULE: ./src/report/narrate.ts







/**
 * What the log says about an event. Pure: what was said before shows in the state.
 *
 * @param state as it is with the event
 * @param before as it was
 * @param redact hides secrets in a text before it is cut
 */
function narrate(event, state, before, redact) {
    switch (event.type) {
        case 'inputs.read':
            return [group('Prepare')];
        case 'note':
            return [narrate_text(event.text)];
        case 'warning':
            return [warning(event.text)];
        case 'http.exchanged': {
            const { method, where, status, tookMs, requestId, trouble } = event.exchange;
            const result = status === undefined ? trouble : `HTTP ${status}`;
            const id = requestId === undefined ? '' : `, request ${requestId}`;
            return [{ kind: 'debug', text: `${method} ${where} → ${result} in ${(0,wording/* formatDuration */.a3)(tookMs)}${id}` }];
        }
        case 'outage.began': {
            const what = `Spice Cloud is not responding as expected (${event.reason}). Retrying until \`timeout-seconds\` is reached.`;
            // One annotation is enough; the log has every outage.
            return [before.outages === 0 ? warning(what) : narrate_text(what)];
        }
        case 'outage.ended':
            return [narrate_text('Spice Cloud is responding again.')];
        case 'app.mismatch': {
            const { app, givenName } = event;
            return [
                warning(`\`app-id\` ${app.id} is app \`${app.name}\`, but \`app-name\` is \`${givenName}\`. Using \`app-id\`; fix or remove one of the two inputs.`),
            ];
        }
        case 'app.bare':
            return [
                warning('The new app has no spicepod and cannot be deployed without one. Set the `spicepod` input.'),
            ];
        case 'app.untagged':
            return [narrate_text('Your plan does not include tags; creating the app without the `repository` tag.')];
        case 'change.applied':
            return [narrate_text((0,wording/* describeChange */.uQ)(event.change))];
        case 'change.unneeded':
            return [
                narrate_text(event.what === 'tags' ? 'Tags are already up to date.' : 'The spicepod is already up to date.'),
            ];
        case 'spicepod.connected':
            return [
                narrate_text('Spicepod not pushed: the app is connected to a GitHub repository and reads it from there.'),
            ];
        case 'changes.skipped':
            return [
                warning('Tags, spicepod and secrets were already applied by that attempt and are not written again. If they have changed since, start a new workflow run.'),
            ];
        case 'create.sending':
            return before.requestedAtMs === undefined ? [group('Deploy'), narrate_text(describeRequest(state, redact))] : [];
        case 'create.waiting': {
            const { blockers, serverTimeMs } = event;
            if (blockers.length > 0) {
                return [
                    narrate_text(`Waiting for ${blockers.map((each) => (0,wording/* describeDeployment */.Ti)(each, redact, serverTimeMs)).join(' and ')}`),
                ];
            }
            // Blockers that the list does not show are looked for again and again.
            const isNew = before.blockers?.length !== 0;
            return isNew ? [narrate_text('Waiting for another deployment that is not listed yet')] : [];
        }
        case 'create.lost':
            return [narrate_text('No response to the create request. Checking whether the deployment was created anyway.')];
        case 'create.found':
            return [narrate_text(`It was: deployment ${event.deployment.id} is the one this run requested.`)];
        case 'create.retrying':
            return [narrate_text('It was not created. Retrying.')];
        case 'deployment.attached':
            return [group('Deploy'), narrate_text(`Watching deployment ${event.deployment.id} (${event.reason}).`)];
        case 'deployment.polled':
            return narratePoll(event.deployment, state, before, redact);
        case 'verification.started':
            return [group('Verify')];
        case 'verification.skipped':
            // If probes were asked for, the verdict says so.
            return event.probes.length > 0 ? [] : [narrate_text(`Verification skipped: ${event.reason}.`)];
        case 'runtime.idle':
            return [
                narrate_text('The spicepod has no components, so the runtime has nothing to load. Skipping the readiness check.'),
            ];
        case 'runtime.waiting':
            return [timed(`The runtime is not ready yet: ${event.reason}`)];
        case 'runtime.ready':
            return [timed(`Runtime ready after ${(0,wording/* formatDuration */.a3)(event.tookMs)}`)];
        case 'datasets.polled':
            return [timed(`Datasets: ${event.progress}`)];
        case 'probe.ended': {
            const { name, ok, durationMs, detail, error } = event.result;
            const words = detail ?? error;
            const line = `${ok ? '✓' : '✗'} ${name} (${(0,wording/* formatDuration */.a3)(durationMs)})`;
            return [narrate_text(words ? `${line}: ${words}` : line, ok ? 'green' : 'red')];
        }
        case 'log.read':
            if (event.lines.length === 0 || state.deployment === undefined)
                return [];
            return [
                {
                    kind: 'block',
                    title: `Last lines of the deployment ${state.deployment.id} log`,
                    lines: event.lines,
                },
            ];
        case 'recovery.started': {
            const why = state.decided?.kind === 'unverified' ? 'Verification failed.' : 'The deployment failed.';
            const [title, what] = event.mode === 'restore'
                ? ['Restore', 'Restoring the previous spicepod']
                : ['Roll back', 'Rolling back'];
            return [group(title), narrate_text(`${why} ${what}; tags and secrets are not changed.`)];
        }
        case 'spicepod.restored':
            return [narrate_text("Restored the app's previous spicepod.")];
        case 'rollback.polled': {
            const { id, status } = event.deployment;
            if (before.recovery?.deployment?.status === status)
                return [];
            return [narrate_text(`Rollback: deployment ${id} ${status}`, colourOf(status))];
        }
        case 'recovery.ended': {
            const { recovery } = event;
            const { mode = 'rollback' } = state.recovery ?? {};
            // That the spicepod was restored was said when it happened.
            const what = recovery.kind === 'restored'
                ? (0,report_recovery/* describeRollback */.sR)(recovery.rollback, redact)
                : (0,report_recovery/* describeRecovery */.xX)(recovery, mode, redact);
            if (what === '')
                return [];
            return [(0,report_recovery/* isRecovered */.W9)(recovery) ? narrate_text(what) : warning(what)];
        }
        default:
            return [];
    }
}
function describeRequest({ appId, source }, redact) {
    const { branch, commitSha, commitMessage } = source ?? {};
    const parts = [
        `Deploying app ${appId}`,
        branch && `branch ${branch}`,
        commitSha && `commit ${(0,commit/* shortCommit */.Ax)(commitSha, redact)}`,
        commitMessage && `"${(0,report_text/* firstLine */.TM)(commitMessage, redact)}"`,
    ];
    return parts.filter(Boolean).join(' · ');
}
/** Each change of the status, how long it may take, and what is odd about the deployment. */
function narratePoll(deployment, state, before, redact) {
    const { id, status } = deployment;
    const { isAttached } = state;
    const previous = before.deployment;
    const isFirst = previous === undefined;
    const expected = (0,heartbeat/* expectedDuration */.PJ)(state);
    const lines = [];
    if (isFirst && !isAttached)
        lines.push(narrate_text(`Created deployment ${id}`));
    if (previous?.status !== status)
        lines.push(timed(status, colourOf(status)));
    if (isFirst && expected !== undefined) {
        const { count, medianMs } = expected;
        const took = (0,wording/* formatDuration */.a3)(medianMs);
        const last = count === 1 ? `deployment took ${took}` : `${count} successful deployments took about ${took}`;
        lines.push(narrate_text(`The last ${count === 1 ? 'successful ' : ''}${last}.`));
    }
    else if (isFirst && !isAttached) {
        lines.push(narrate_text('No earlier deployments to estimate the duration from.'));
    }
    if (!isAttached)
        lines.push(...warnOfOtherCommit(deployment, state, previous, redact), ...warnOfReplaced(state, before, redact));
    // A blocked rollout says why and is retried: not a failure yet, but worth knowing.
    const reason = (0,deployment_status/* reasonOf */.A3)(deployment);
    if (reason !== '' && status !== 'failed' && reason !== (previous && (0,deployment_status/* reasonOf */.A3)(previous))) {
        const report = `Deployment ${id} is ${status} and reports: ${reason}`;
        // The words may change with every poll: one annotation for each cause is enough.
        lines.push(before.reportedCauses.includes((0,report_state/* causeOf */.rl)(deployment)) ? narrate_text(report) : warning(report));
    }
    return lines;
}
function warnOfOtherCommit({ id, commit_sha }, { source }, previous, redact) {
    const wanted = source?.commitSha;
    if (!wanted || !commit_sha || commit_sha === previous?.commit_sha || (0,commit/* isSameCommit */.sw)(commit_sha, wanted))
        return [];
    return [
        warning(`Deployment ${id} uses commit ${(0,commit/* shortCommit */.Ax)(commit_sha, redact)}, not ${(0,commit/* shortCommit */.Ax)(wanted, redact)} from this run. Apps connected to GitHub always deploy the head of their production branch.`),
    ];
}
function warnOfReplaced(state, before, redact) {
    const known = new Set(findReplaced(before).map(({ id }) => id));
    return findReplaced(state)
        .filter(({ id }) => !known.has(id))
        .map((each) => warning(`Deployment ${state.deployment?.id} replaced ${(0,wording/* describeDeployment */.Ti)(each, redact)}. Add a \`concurrency\` group to run deployments one at a time.`));
}
/** Deployments that were in progress when this run's was created, and were replaced by it. */
function findReplaced({ deployment, history, listed }) {
    const newest = listed.find(({ status }) => status !== 'created' && status !== 'queued');
    if (deployment === undefined || newest?.id !== deployment.id)
        return [];
    const isReplaced = (id) => listed.some((each) => each.id === id && each.status === 'created');
    return history.filter((each) => (0,deployment_status/* isInProgress */.LT)(each) && isReplaced(each.id));
}
/** The colour of a status in the log. */
function colourOf(status) {
    if (status === 'succeeded')
        return 'green';
    return status === 'failed' ? 'red' : 'cyan';
}
function narrate_text(line, colour) {
    return { kind: 'text', text: line, ...(colour && { colour }) };
}
function timed(line, colour) {
    return { kind: 'text', text: line, isTimed: true, ...(colour && { colour }) };
}
function warning(line) {
    return { kind: 'warning', text: line };
}
function group(title) {
    return { kind: 'group', title };
}

// EXTERNAL MODULE: ./src/spice/schema.ts
var schema = __webpack_require__(7019);
;// CONCATENATED MODULE: ./src/report/outputs.ts



/**
 * The outputs of the action, those that are known.
 *
 * Secrets are hidden in what others have written: ids, times and outcomes stay as they are, whatever the value of some
 * secret, and so does the name of the app.
 *
 * @returns texts by the names of the outputs in `action.yml`; without what is not known
 */
function renderOutputs(state, errorMessage, redact) {
    const { appId, app, settings, deployment, verification, recovery, outcome } = state;
    const hide = (text) => text && redact(text);
    const values = {
        'app-id': appId,
        'app-name': app?.name,
        'app-url': (0,report_state/* appUrl */.RM)(state),
        'deployment-id': deployment?.id,
        'deployment-status': deployment && ((0,deployment_status/* isKnownStatus */.ih)(deployment.status) ? deployment.status : hide(deployment.status)),
        'deployment-created-at': deployment?.created_at,
        'image-tag': hide(deployment && (deployment.image_tag ?? settings.imageTag)),
        replicas: deployment && (deployment.replicas ?? settings.replicas),
        'duration-seconds': outcome && (0,report_state/* durationSeconds */.o8)(state),
        deployment: deployment && toJson(deployment.raw, redact),
        outcome: outcome?.kind,
        'error-message': hide(errorMessage),
        'rollback-deployment-id': recovery?.deployment?.id,
        // Always there at the end, so that later steps can parse them.
        'test-results': (verification || outcome) && toJson(verification?.tests ?? [], redact),
        datasets: (verification || outcome) && toJson(verification?.datasets ?? [], redact),
    };
    return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => value === undefined || value === null || value === '' ? [] : [[name, String(value)]]));
}
/** What later steps read by, whatever the value of some secret: members that are described somewhere. */
const ownNames = new Set([
    ...Object.keys(schema/* DeploymentFields */.Jf.entries),
    ...['name', 'ok', 'durationMs', 'detail', 'error'],
    ...['name', 'status', 'error_message', 'error'],
]);
/** Names of members may be anything, too. */
function withHiddenNames(value, redact) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || JSON.isRawJSON(value))
        return value;
    const nameOf = (name) => (ownNames.has(name) ? name : redact(name));
    if (Object.keys(value).every((name) => nameOf(name) === name))
        return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [nameOf(name), member]));
}
function isTime(text) {
    return /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text);
}
/** Hidden text by text, so that it stays JSON. */
function toJson(value, redact) {
    try {
        return JSON.stringify(value, (key, given) => {
            const member = withHiddenNames(given, redact);
            const isOwn = (key === 'status' && (0,deployment_status/* isKnownStatus */.ih)(member)) || (key.endsWith('_at') && isTime(member));
            return typeof member === 'string' && !isOwn ? redact(member) : member;
        });
    }
    catch {
        // Members that nobody described may be nested deeper than the stack is high.
        return undefined;
    }
}

// EXTERNAL MODULE: ./src/report/plan.ts
var plan = __webpack_require__(1307);
// EXTERNAL MODULE: ./src/operation.ts
var src_operation = __webpack_require__(6910);
;// CONCATENATED MODULE: ./src/report/refusal.ts



/** Source: `x-scope` of the API description. */
const scopes = {
    listApps: 'apps:read',
    getApp: 'apps:read',
    createApp: 'apps:write',
    updateApp: 'apps:write',
    upsertSecret: 'secrets:write',
    getApiKeys: 'apps:read',
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
    const { operation, host, status, message, fieldErrors } = refusal;
    const words = (0,src_text/* cut */.Jj)([message, ...(fieldErrors ?? [])].filter(Boolean).join(' · '), report_text/* readableLength */.bf, redact);
    const what = operation === 'exchangeToken' && status === 401
        ? `Spice Cloud rejected the client credentials (HTTP 401) when this run requested a token${host ? ` from ${host}` : ''}`
        : `${(0,src_text/* capitalize */.ZH)((0,src_operation/* describeFailure */.I)(operation, host))} (HTTP ${status}${words === '' ? ', without a reason' : ''})`;
    return {
        what: `${what}${words && `: ${words}`}`,
        todo: operation === 'exchangeToken'
            ? adviseOnToken(status)
            : (adviseOnCode(refusal) ?? adviseOnStatus(refusal, appId)),
    };
}
function adviseOnToken(status) {
    if (status === 404)
        return 'Check `oauth-token-url`.';
    return ('Check `client-id` and `client-secret`. The OAuth client may have expired or been deleted, or its secret may have been regenerated. ' +
        'Manage OAuth clients on spice.ai, in the settings of the organization. ' +
        'If `scope` is set, the client must have those scopes.');
}
/** Codes of the API description, known on refusals and newer errors. */
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
            return 'Resume the app on spice.ai, then re-run this job.';
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
            return operation === 'upsertSecret'
                ? 'Make the secret smaller. Spice Cloud accepts requests of up to 1 MiB.'
                : 'Make the spicepod smaller. Spice Cloud accepts requests of up to 1 MiB.';
        case 422:
            return 'Finish setting up the organization on spice.ai.';
        default:
            return 'Re-run this job. If it fails again, check the app on spice.ai or contact Spice.ai support.';
    }
}

;// CONCATENATED MODULE: ./src/report/verdict.ts









const headlines = {
    planned: 'Dry run',
    started: 'Deployment started',
    succeeded: 'Deployed',
    unverified: 'Deployed, not verified',
    failed: 'Deployment failed',
    superseded: 'Deployment superseded',
    'timed-out': 'Timed out',
    refused: 'Nothing was deployed',
    cancelled: 'Cancelled',
    unknown: 'Outcome unknown',
};
/** For a job that passes; one that fails has a cross. */
const icons = {
    planned: '✅',
    started: '⏳',
    succeeded: '✅',
    unverified: '⚠️',
    failed: '❌',
    superseded: '⏩',
    'timed-out': '❌',
    refused: '❌',
    cancelled: '❌',
    unknown: '❌',
};
const explanations = {
    planned: explainPlanned,
    started: ({ deployment }) => ({
        what: `Deployment ${deployment.id} started. Not waiting for it to finish (\`wait-for-completion: false\`).`,
    }),
    succeeded: ({ deployment }) => ({ what: `Deployment ${deployment.id} succeeded.` }),
    unverified: explainUnverified,
    failed: explainFailed,
    superseded: explainSuperseded,
    'timed-out': explainTimedOut,
    refused: explainRefused,
    cancelled: explainCancelled,
    unknown: explainUnknown,
};
/** Puts the end of a run into words. */
function conclude(outcome, state, redact) {
    const explain = explanations[outcome.kind];
    const { what, todo = '', errorMessage = what, location } = explain(outcome, state, redact);
    const isGood = (0,src_outcome/* passes */.WE)(outcome, state.settings.onSuperseded);
    const hasError = !isGood || outcome.kind === 'unverified';
    return {
        passes: isGood,
        headline: headlines[outcome.kind],
        icon: isGood ? icons[outcome.kind] : '❌',
        what,
        todo: isGood ? '' : todo,
        errorMessage: hasError ? errorMessage : undefined,
        location,
    };
}
function explainPlanned({ plan }) {
    return {
        what: plan.kind === 'watch'
            ? `Dry run complete; nothing was changed. A real run would watch deployment ${plan.deployment.id}.`
            : 'Dry run complete; nothing was changed. A real run would reach the deployment step.',
    };
}
function explainUnverified({ deployment, problems, isUnchecked, isTolerated }, state, redact) {
    const reasons = problems.map((problem) => (0,src_text/* cut */.Jj)(problem, report_text/* readableLength */.bf, redact)).join('\n');
    const result = isUnchecked ? 'could not be verified' : 'verification failed';
    const what = `Deployment ${deployment.id} succeeded, but ${isUnchecked ? `it ${result}` : result}:\n${reasons}`;
    return {
        what: isTolerated ? what : withRecovery(what, state, redact),
        todo: `Fix the cause above (dataset, model, secret or the probe itself) and deploy again. App logs: ${page(state)}.`,
        errorMessage: reasons,
    };
}
function explainFailed({ deployment }, state, redact) {
    const { id, error_code } = deployment;
    const reason = (0,deployment_status/* reasonOf */.A3)(deployment) || 'Spice Cloud gave no reason.';
    return {
        what: withRecovery(`Deployment ${id} failed: ${(0,src_text/* cut */.Jj)(reason, report_text/* readableLength */.bf, redact)}`, state, redact),
        todo: error_code?.startsWith('insufficient_')
            ? 'The cluster is out of capacity. Re-run later, or request fewer replicas or resources.'
            : `Fix the cause above (secret, dataset or model) and deploy again. App logs: ${page(state)}.`,
        errorMessage: reason,
    };
}
function explainSuperseded({ deployment, by }, _, redact) {
    return {
        what: `Deployment ${deployment.id} was superseded by deployment ${by.id}${(0,wording/* describeCommit */.XT)(by, redact)} before it finished.`,
        todo: 'The newer deployment decides what runs. Add a `concurrency` group to run deployments one at a time, or set `on-superseded: pass` to let this job pass.',
    };
}
function explainTimedOut(outcome, state, redact) {
    const limit = (0,wording/* formatDuration */.a3)(state.settings.timeoutMs);
    if (outcome.deployment === undefined) {
        return {
            what: withChanges(`No deployment could be created within ${limit}: ${(0,src_text/* cut */.Jj)(outcome.reason, report_text/* readableLength */.bf, redact)}.`, state),
            todo: 'Nothing was deployed. Re-run this job later, or raise `timeout-seconds`.',
        };
    }
    const { id, status } = outcome.deployment;
    const reason = (0,deployment_status/* reasonOf */.A3)(outcome.deployment);
    const reported = reason && ` Spice Cloud reports: ${(0,src_text/* cut */.Jj)(reason, report_text/* readableLength */.bf, redact)}`;
    return {
        what: `Deployment ${id} was still ${(0,src_text/* cut */.Jj)(status, 50, redact)} after ${limit}. It keeps running in Spice Cloud and may still succeed.${reported}`,
        todo: `Check the result at ${page(state)}. If deployments of this app regularly take longer, raise \`timeout-seconds\`. A rollout that never finishes usually has a missing secret, or a dataset or model that cannot load.`,
    };
}
function explainRefused({ error, blockers = [], serverTimeMs }, state, redact) {
    if (error instanceof errors/* InputError */.dz) {
        return {
            what: error.problems.join('\n'),
            todo: 'Nothing was sent to Spice Cloud. Fix the inputs of the step, or the files that they name.',
            location: error.location,
        };
    }
    if (error instanceof errors/* PreconditionError */.Rb)
        return { what: withChanges(error.message, state), todo: error.todo };
    const { what, todo } = explainRefusal(error.refusal, state.appId, redact);
    const others = blockers.map((each) => (0,wording/* describeDeployment */.Ti)(each, redact, serverTimeMs)).join(' and ');
    return { what: withChanges(others ? `${what}\nBlocked by ${others}.` : what, state), todo };
}
function explainCancelled({ deployment }, state, redact) {
    if (deployment?.status === 'succeeded') {
        return {
            what: `Cancelled during verification. Deployment ${deployment.id} succeeded.`,
            todo: `Set \`deployment-id: ${deployment.id}\` to verify it.`,
        };
    }
    if (deployment !== undefined) {
        const { id, status } = deployment;
        return {
            what: `Cancelled while deployment ${id} was ${(0,src_text/* cut */.Jj)(status, 50, redact)}. It keeps running in Spice Cloud.`,
            todo: `Check the result at ${page(state)}, or watch it with \`deployment-id: ${id}\`.`,
        };
    }
    return state.isRequested
        ? {
            what: withChanges('Cancelled while requesting a deployment; it may have been created.', state),
            todo: `Check ${page(state)} for a new deployment.`,
        }
        : { what: withChanges('Cancelled before a deployment was requested. Nothing was deployed.', state) };
}
function explainUnknown({ deployment, reason }, state, redact) {
    const why = (0,src_text/* cut */.Jj)(reason, report_text/* readableLength */.bf, redact);
    if (deployment !== undefined) {
        return {
            what: `Could not determine the result of deployment ${deployment.id} (last status: ${(0,src_text/* cut */.Jj)(deployment.status, 50, redact)}): ${why}`,
            todo: `It may still be running in Spice Cloud. Check the result at ${page(state)}.`,
        };
    }
    return state.isRequested
        ? {
            what: withChanges(`Could not determine whether a deployment was created: ${why}`, state),
            todo: `Check ${page(state)} for a new deployment before you re-run this job.`,
        }
        : {
            what: withChanges(`The run ended in an unknown state: ${why}`, state),
            todo: `This run did not request a deployment. Check ${page(state)} before you re-run this job.`,
        };
}
/** Where people find the app. */
function page(state) {
    return (0,report_state/* appUrl */.RM)(state) ?? report_state/* portal */.vs;
}
/** A run that stops before there is a deployment may have changed the app by then. */
function withChanges(what, state) {
    return [what, describePartialChanges(state)].filter(Boolean).join('\n');
}
/** A deployment that failed may have been rolled back. */
function withRecovery(what, state, redact) {
    return [what, (0,report_recovery/* describeRecoveryOf */.et)(state, redact)].filter(Boolean).join('\n');
}
/** What happened to the app if nothing came to be deployed; empty if nothing did. */
function describePartialChanges({ applied, unconfirmed, settings }) {
    const hasPushed = [...applied, unconfirmed].some((change) => change?.kind === 'spicepod');
    return [
        applied.length > 0 && `Changes already made: ${(0,wording/* describeChanges */.DT)(applied)}.`,
        unconfirmed && `Unconfirmed: ${(0,wording/* describeChanges */.DT)([unconfirmed])}.`,
        hasPushed &&
            settings.onFailure !== 'none' &&
            '`on-failure` only acts after a failed deployment or verification.',
    ]
        .filter(Boolean)
        .join(' ');
}

;// CONCATENATED MODULE: ./src/report/report.ts










/** The log shows a sign of life if nothing was printed for so long, in milliseconds. */
const heartbeatMs = 30_000;
/** Listens to a run and shows it: log, outputs and state as it goes on, summary and verdict at its end. */
class Report {
    #state;
    #written = {};
    #saved = {};
    #printedAtMs;
    #isUnwritable = false;
    #hasEnded = false;
    #ending;
    #options;
    #redact;
    #log;
    #heartbeat;
    constructor(options) {
        const { runner, secrets, clock, env } = options;
        this.#options = options;
        this.#redact = (text) => secrets.redact(text);
        this.#log = new log/* Log */.t({ runner, redact: this.#redact, hasColours: !env.NO_COLOR });
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
        if (this.#hasEnded && event.type !== 'http.exchanged')
            return;
        const { clock } = this.#options;
        const timed = { ...this.#withoutCredentials(event), atMs: clock.now() };
        const before = this.#state;
        this.#state = (0,report_state/* reduce */.TS)(before, timed);
        if (!this.#hasEnded)
            this.#write();
        for (const line of narrate(timed, this.#state, before, this.#redact)) {
            this.#log.print(line, (0,heartbeat/* elapsedMs */.d5)(this.#state, timed.atMs));
            if (line.kind === 'text')
                this.#printedAtMs = timed.atMs;
        }
    };
    /** The app comes as it is, since its spicepod may be restored; only its name is shown. */
    #withoutCredentials(event) {
        if (event.type !== 'app.found' || !event.app.name)
            return event;
        return { ...event, app: { ...event.app, name: this.#options.secrets.redactCredentials(event.app.name) } };
    }
    #beat() {
        const nowMs = this.#options.clock.now();
        const activity = (0,heartbeat/* describeActivity */.lU)(this.#state, nowMs);
        if (activity === '' || nowMs - this.#printedAtMs < heartbeatMs)
            return;
        this.#printedAtMs = nowMs;
        this.#log.print({ kind: 'text', text: activity, colour: 'gray', isTimed: true }, (0,heartbeat/* elapsedMs */.d5)(this.#state, nowMs));
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
        this.#hasEnded = true;
        clearInterval(this.#heartbeat);
        const state = this.#state;
        const verdict = conclude(outcome, state, this.#redact);
        this.#write(verdict.errorMessage);
        const isInProgress = state.deployment !== undefined || state.isRequested;
        if (!src_outcome/* needsPostStep */.e5[outcome.kind] || !isInProgress)
            this.#save({ ended: 'true' });
        // Loaded here, like all that is only needed at the end: it must not delay the start.
        const { renderSummary } = await __webpack_require__.e(/* import() */ 517).then(__webpack_require__.bind(__webpack_require__, 5517));
        const context = { repositoryUrl: (0,src_context/* repositoryUrl */.Ek)(env), redact: this.#redact };
        await runner
            .appendSummary(renderSummary(state, verdict, context))
            .catch((error) => this.#noteUnwritable(error));
        this.#log.endGroup();
        // Last, since it may take its time.
        const notice = await postComment?.(state, verdict);
        if (notice !== undefined)
            this.#log.print(notice);
        this.#printVerdict(outcome, verdict);
        return verdict.passes;
    }
    /** The last line of the log; what is bad or good to know is an annotation, too. */
    #printVerdict(outcome, verdict) {
        const log = this.#log;
        const links = [(0,report_state/* appUrl */.RM)(this.#state), (0,src_context/* runUrl */.Vp)(this.#options.env)].filter((link) => link !== undefined);
        if (outcome.kind === 'planned') {
            const { steps, diff } = (0,plan/* describePlan */.d)(outcome.plan, this.#state.appId, this.#redact);
            log.print({ kind: 'text', text: 'A real run would:' });
            for (const step of steps)
                log.print({ kind: 'text', text: `- ${step}` });
            if (diff.length > 0)
                log.print({ kind: 'block', title: 'Spicepod changes', lines: diff });
        }
        if (!verdict.passes) {
            const text = [verdict.what, verdict.todo, links.join(' ')].filter(Boolean).join('\n');
            log.error(verdict.headline, text, verdict.location);
            return;
        }
        const [page] = links;
        if (outcome.kind === 'unverified')
            log.print({ kind: 'warning', text: verdict.what });
        if (outcome.kind === 'succeeded' && page)
            log.notice(verdict.headline, `${verdict.what} ${page}`);
        log.print({ kind: 'text', text: [verdict.what, ...links].join(' '), colour: 'green' });
    }
    /** Writes the outputs, and what the post step needs to know, as soon as either changes. */
    #write(errorMessage) {
        const { runner } = this.#options;
        const outputs = renderOutputs(this.#state, errorMessage, this.#redact);
        this.#written = this.#update(this.#written, outputs, runner.setOutput);
        const { appId, deployment } = this.#state;
        this.#save({
            ...(appId !== undefined && { 'app-id': String(appId) }),
            ...(deployment !== undefined && { 'deployment-id': String(deployment.id) }),
            'left-behind': describeLeftBehind(this.#state),
        });
    }
    #save(values) {
        this.#saved = this.#update(this.#saved, { ...this.#saved, ...values }, this.#options.runner.saveState);
    }
    #update(old, values, set) {
        for (const [name, value] of Object.entries(values)) {
            if ((old[name] ?? '') === value)
                continue;
            try {
                set(name, value);
            }
            catch (error) {
                // A file that cannot be written must not fail a deployment.
                this.#noteUnwritable(error);
            }
        }
        return values;
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

;// CONCATENATED MODULE: ./src/runtime/parse.ts

/**
 * Turns inputs into probes.
 *
 * @param redact hides secrets; a value that holds one is not repeated in a problem
 */
function parseProbes(given, redact) {
    const probes = [];
    const problems = [];
    const refuse = (name, rule, value) => {
        const isSecret = redact(value) !== value;
        problems.push(`\`${name}\` must be ${rule}${isSecret ? '.' : `, but it is \`${(0,src_text/* cut */.Jj)(value, 60, redact)}\`.`}`);
    };
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
        if (isText(body?.text))
            probes.push({ kind: 'search', body: body });
        else
            refuse('test-search', 'a JSON object with `text`', search);
    }
    const chat = trim(given.testChat);
    if (chat !== undefined) {
        const body = chatBody(chat);
        const chosen = isText(body?.model) ? body.model : model;
        if (body === undefined)
            refuse('test-chat', 'a prompt, or a JSON object with `messages`', chat);
        else if (chosen === undefined) {
            problems.push('`test-chat-model` is missing: `test-chat` needs the name of a model of the spicepod.');
        }
        else
            probes.push({ kind: 'chat', body: { ...body, model: chosen } });
    }
    const tool = trim(given.testMcpTool);
    const argumentsText = trim(given.testMcpArguments) ?? '{}';
    const toolArguments = parseObject(argumentsText);
    if (toolArguments === undefined)
        refuse('test-mcp-arguments', 'a JSON object', argumentsText);
    else if (tool !== undefined)
        probes.push({ kind: 'mcp', tool, arguments: toolArguments });
    return { probes, problems };
}
/** The body to send but for the model, from a prompt or from a body; undefined for a body that is none. */
function chatBody(text) {
    // A prompt may begin with anything but this.
    if (!text.startsWith('{'))
        return { messages: [{ role: 'user', content: text }] };
    const body = parseObject(text);
    if (!Array.isArray(body?.messages) || body.messages.length === 0)
        return undefined;
    // The answer is judged as a whole, however it is sent.
    const { stream, stream_options, ...rest } = body;
    return rest;
}
function parseObject(text) {
    try {
        const value = JSON.parse(text);
        return typeof value === 'object' && value !== null && !Array.isArray(value)
            ? value
            : undefined;
    }
    catch {
        return undefined;
    }
}
function isText(value) {
    return typeof value === 'string' && value.trim() !== '';
}
/** Blank is not given: an expression without a value. */
function trim(text) {
    return text?.trim() || undefined;
}

// EXTERNAL MODULE: ./src/secrets.ts
var src_secrets = __webpack_require__(7194);
;// CONCATENATED MODULE: ./src/run.ts













/** A cancelled run may spend so long on its comment, in milliseconds: the last line of the log comes after it. */
const maxCommentMs = 1500;
/**
 * Deploys and reports. Ends early, with what is known by then, if the runner cancels the step: it gives a cancelled
 * step some seconds, enough to report and too few to wait.
 *
 * @returns the exit status: 0 if the job passes, 1 if it fails
 */
async function run(env, system) {
    const { runner, clock, cancelled } = system;
    const secrets = new src_secrets/* Secrets */.S(runner.mask);
    (0,src_inputs/* maskCredentials */.Bs)(runner, secrets);
    const report = new Report({ runner, secrets, clock, env });
    const requests = new AbortController();
    const comment = new AbortController();
    let postComment;
    const context = {
        ...system,
        env,
        secrets,
        report,
        requestSignal: requests.signal,
        commentSignal: comment.signal,
        onComment: (post) => {
            postComment = post;
        },
    };
    const finished = run_runSteps(context)
        .catch((error) => toOutcome(error, report.state))
        .then((outcome) => report.end(outcome, postComment));
    const interrupted = cancelled.then(() => {
        requests.abort();
        setTimeout(() => comment.abort(), maxCommentMs);
        const { decided, deployment } = report.state;
        // If the run had already reached its outcome, keep it.
        return report.end(decided ?? { kind: 'cancelled', deployment }, postComment);
    });
    return (await Promise.race([finished, interrupted])) ? 0 : 1;
}
/** Reads all that was given, checks it, and deploys. Nothing is sent before all of it is good. */
async function run_runSteps(setup) {
    const { env, runner, secrets, report, clock, random } = setup;
    const { emit } = report;
    // Before anything that may be refused: the id is an output, and secrets have to be hidden first of all.
    const appId = runner.getInput('app-id');
    if (/^[1-9]\d{0,14}$/.test(appId))
        emit({ type: 'app.identified', appId: Number(appId) });
    const appSecrets = await (0,app_secrets/* readSecrets */.q)(runner.getInput('secrets'), secrets, appId);
    const payload = (0,src_context/* readPayload */.rD)(env);
    const inputs = (0,src_inputs/* readInputs */.Ko)(runner, secrets, (0,src_context/* whyNoSecrets */.hP)(payload, env));
    emit({ type: 'inputs.read', inputs, org: inputs.org ?? env.GITHUB_REPOSITORY?.split('/')[0] });
    const redactAll = (text) => secrets.redact(text);
    const probes = readProbes(inputs, redactAll);
    const isWatching = inputs.deploymentId !== undefined;
    const changes = isWatching
        ? noChanges
        : await readChanges({ ...inputs, secrets: appSecrets }, env, redactAll);
    const ignored = isWatching ? (0,src_inputs/* listIgnored */.rZ)(inputs, runner.getInput('secrets') !== '') : [];
    if (ignored.length > 0) {
        emit({ type: 'note', text: `Ignored because \`deployment-id\` is set: ${quoteAll(ignored)}.` });
    }
    if (changes.whyNoSpicepod !== '')
        emit({ type: 'note', text: changes.whyNoSpicepod });
    const empty = changes.secrets.filter(({ value }) => value === '' || value === 'null');
    if (empty.length > 0)
        emit({ type: 'warning', text: describeEmpty(empty) });
    if (inputs.onFailure !== 'none' && !inputs.waitForCompletion) {
        emit({ type: 'warning', text: '`on-failure` is ignored with `wait-for-completion: false`.' });
    }
    await (0,proxy/* useProxyFromEnvironment */.F)(env);
    const commentFetch = traced(setup.fetch, clock.now, (exchange) => emit({ type: 'http.exchanged', exchange }));
    // A dry run writes nothing, anywhere.
    if (inputs.commentOnPr && !inputs.dryRun) {
        const signal = setup.commentSignal;
        const options = { inputs, payload, env, clock, fetch: commentFetch, redact: redactAll, signal };
        // Loaded when it is needed, because most runs do not comment.
        setup.onComment(async (state, verdict) => {
            const { postComment } = await __webpack_require__.e(/* import() */ 665).then(__webpack_require__.bind(__webpack_require__, 8665));
            return postComment(state, verdict, options);
        });
    }
    const fetch = haltable(commentFetch, setup.requestSignal);
    return deploy({ inputs, changes, probes, payload }, {
        api: (0,connect/* connect */.N)(inputs, { secrets, emit, fetch, clock }),
        clock,
        random,
        env,
        fetch,
        redactCredentials: (text) => secrets.redactCredentials(text),
        redact: redactAll,
        hide: (credential) => secrets.addCredential(credential),
        emit,
    });
}
/** An expression that names a secret which GitHub does not have is empty, and nothing else says so. */
function describeEmpty(secrets) {
    const names = quoteAll(secrets.map(({ name }) => name));
    return secrets.length === 1
        ? `Secret ${names} is empty. Check that the GitHub secret exists and that this workflow can read it.`
        : `Secrets ${names} are empty. Check that the GitHub secrets exist and that this workflow can read them.`;
}
function quoteAll(names) {
    return names.map((name) => `\`${name}\``).join(', ');
}
/** @throws InputError */
function readProbes(inputs, redact) {
    const { probes, problems } = parseProbes(inputs, redact);
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems);
    return probes;
}
function toOutcome(error, { deployment }) {
    if (error instanceof errors/* InputError */.dz)
        return { kind: 'refused', error };
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'unknown', deployment, reason: `unexpected error; please report it as a bug.\n${detail}` };
}


/***/ }),

/***/ 4998:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ findSource)
/* harmony export */ });
/* unused harmony export tidyMessage */
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7975);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_util__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7934);
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6390);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(788);
/* harmony import */ var _github_client_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6584);
/* harmony import */ var _github_errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3116);







/** Maximum time for the message from the checkout and from GitHub together, in milliseconds. */
const maxMessageMs = 3000;
const maxCharacters = 4000;
/**
 * Finds what is deployed: from the inputs, else from the event. Never rejects, because a run may end before it awaits
 * the result, and an unhandled rejection would end the process.
 */
async function findSource(given, options) {
    const event = (0,_context_js__WEBPACK_IMPORTED_MODULE_2__/* .eventSource */ .KN)(options.payload, options.env);
    const commitSha = given.commitSha ?? event.commitSha;
    const source = { branch: given.branch ?? event.branch, commitSha };
    try {
        return { ...source, commitMessage: await findMessage({ ...given, commitSha }, options) };
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
async function findMessage(given, options) {
    const { payload, env, deadline, redact } = options;
    const { commitSha } = given;
    const message = tidyMessage(given.commitMessage, redact);
    if (message !== undefined)
        return message;
    // The inputs may have set another commit.
    const event = (0,_context_js__WEBPACK_IMPORTED_MODULE_2__/* .eventSource */ .KN)(payload, env);
    const isEventsCommit = commitSha === undefined || (event.commitSha !== undefined && (0,_commit_js__WEBPACK_IMPORTED_MODULE_5__/* .isSameCommit */ .sw)(commitSha, event.commitSha));
    if (isEventsCommit && event.commitMessage !== undefined)
        return tidyMessage(event.commitMessage, redact);
    // Anything but a commit id could be read as an option or as a path.
    const found = commitSha !== undefined && (0,_commit_js__WEBPACK_IMPORTED_MODULE_5__/* .isCommitId */ .jh)(commitSha)
        ? await (0,_github_client_js__WEBPACK_IMPORTED_MODULE_3__/* .withTimeLimit */ .B)(Math.min(maxMessageMs, deadline.remainingMs()), (signal) => readMessage(commitSha, given, options, signal)).catch(() => undefined)
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
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(env.GITHUB_WORKSPACE ?? '.', workingDirectory);
    const message = await readFromCheckout(sha, folder, env, signal);
    if (message !== undefined || token === undefined || signal.aborted)
        return message;
    const repository = await (0,_github_client_js__WEBPACK_IMPORTED_MODULE_3__/* .openRepository */ .h)({ token, env, fetch, signal });
    return repository && readFromGitHub(repository, sha);
}
async function readFromCheckout(sha, folder, env, signal) {
    try {
        // Loaded here, because most events have the message.
        const { execFile } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 1421, 23));
        const { stdout } = await (0,node_util__WEBPACK_IMPORTED_MODULE_1__.promisify)(execFile)('git', ['log', '-1', '--no-show-signature', '--format=%B', sha, '--'], {
            cwd: folder,
            // A partial clone would fetch missing commits from the network, and a prompt would never return.
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
const text = valibot__WEBPACK_IMPORTED_MODULE_6__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP()), undefined);
const Message = valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({ message: text });
/** A commit of the repository contains the one of git; some servers wrap a commit of git in the same way. */
const Commit = valibot__WEBPACK_IMPORTED_MODULE_6__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({ message: text, commit: valibot__WEBPACK_IMPORTED_MODULE_6__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(Message), undefined) }), valibot__WEBPACK_IMPORTED_MODULE_6__/* .transform */ .pdi(({ commit, message }) => commit?.message || message || undefined));
/** Servers other than GitHub may have only one of the two routes, so the second is tried if the first has no message. */
async function readFromGitHub({ rest, names }, sha) {
    const routes = [
        // Changed files are not needed: one per page is the minimum.
        () => rest.repos.getCommit({ ...names, ref: sha, per_page: 1 }),
        () => rest.git.getCommit({ ...names, commit_sha: sha }),
    ];
    for (const read of routes) {
        try {
            const parsed = valibot__WEBPACK_IMPORTED_MODULE_6__/* .safeParse */ .xLC(Commit, (await read()).data);
            if (parsed.success && parsed.output !== undefined)
                return parsed.output;
        }
        catch (error) {
            if ((0,_github_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .statusOf */ .c2)(error) !== 404)
                throw error;
        }
    }
    return undefined;
}


/***/ })

};
