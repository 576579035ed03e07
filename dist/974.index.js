export const id = 974;
export const ids = [974];
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
        regions = await api.listRegions((0,_time_js__WEBPACK_IMPORTED_MODULE_1__/* .earlier */ .X)(deadline, (0,_time_js__WEBPACK_IMPORTED_MODULE_1__/* .deadlineIn */ ._5)(regionsMs, clock)));
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
async function findAppId({ appId, appName = '' }, mayBeMissing, { api, deadline, listener }) {
    if (appId !== undefined)
        return appId;
    const apps = await api.listApps(deadline);
    const app = (0,_find_js__WEBPACK_IMPORTED_MODULE_2__/* .findByName */ ._)(apps, appName);
    if (app === undefined && !mayBeMissing)
        throw (0,_find_js__WEBPACK_IMPORTED_MODULE_2__/* .noSuchApp */ .q)(appName, apps);
    if (app !== undefined)
        listener.learn({ appId: app.id, app });
    return app?.id;
}
/**
 * Makes the app that is missing.
 *
 * @returns the app with its configuration: one that had been deleted comes back with what it had
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
async function createMissing(newApp, options) {
    const { api, deadline, listener } = options;
    const onCreating = () => listener.writing({ kind: 'app', id: undefined, name: newApp.name });
    const { app, isOurs } = await (0,_create_js__WEBPACK_IMPORTED_MODULE_1__/* .createApp */ .Ef)(newApp, {
        ...options,
        onCreating,
        onTurnedDown: () => listener.withdrawn(),
        onWithoutTags: () => listener.withoutTags(),
    });
    listener.learn({ appId: app.id, app });
    if (isOurs)
        listener.wrote({ kind: 'app', id: app.id, name: newApp.name });
    else
        listener.withdrawn();
    try {
        const read = await api.getApp(app.id, deadline);
        listener.learn({ app: read });
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
    tellOf(app, inputs, options.listener);
    return app;
}
/** Reads the app while the deployment goes on: its name and page are good to have. */
function readAppBeside(appId, inputs, options) {
    const { api, deadline, beside, listener } = options;
    let app;
    beside.start(async (signal) => {
        app = await api.getApp(appId, deadline, { isQuiet: true, signal });
        tellOf(app, inputs, listener);
    });
    return () => app;
}
/** Finds out the handle of the organization, where there is no choice. */
function readOrgBeside({ api, deadline, beside, listener }) {
    beside.start(async (signal) => {
        const [org, ...others] = await api.listOrgs(deadline, signal);
        if (org !== undefined && others.length === 0)
            listener.learn({ org });
    });
}
function tellOf(app, { appId, appName }, listener) {
    listener.learn({ app });
    const isOther = app.name !== null && app.name?.toLowerCase() !== appName?.toLowerCase();
    if (appId !== undefined && appName !== undefined && isOther)
        listener.otherName(appName, app);
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
/* harmony export */   KN: () => (/* binding */ eventSource),
/* harmony export */   Wz: () => (/* binding */ isGitHub),
/* harmony export */   hP: () => (/* binding */ whyNoSecrets),
/* harmony export */   rD: () => (/* binding */ readPayload),
/* harmony export */   ty: () => (/* binding */ isFromFork)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);


/**
 * Whether GitHub itself runs the workflow, on github.com, in a data residency of it or on a server of one's own, and not
 * something that is built after it.
 */
function isGitHub({ GITHUB_SERVER_URL = '', GITHUB_API_URL = '' }) {
    const host = URL.parse(GITHUB_SERVER_URL)?.hostname ?? '';
    // The path of the API is where others differ: on Gitea and Forgejo it is `/api/v1`.
    return /^github\.com$|\.ghe\.com$/.test(host) || URL.parse(GITHUB_API_URL)?.pathname === '/api/v3';
}
// An empty name is no name.
const text = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .minLength */ .BpQ(1))), undefined);
const headCommit = valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ id: text, message: text })), undefined);
/** The members used of the payloads that GitHub sends. */
const Payload = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    pull_request: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        number: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeInteger */ .Y2b())), undefined),
        title: text,
        head: valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
            ref: text,
            sha: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
            /** Null when the fork that it came from has been deleted. */
            repo: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ full_name: text })), undefined),
        }),
    })), undefined),
    workflow_run: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        head_branch: text,
        head_sha: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        head_commit: headCommit,
        /** Where the run that ended was about a fork, the fork. */
        head_repository: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ full_name: text })), undefined),
    })), undefined),
    merge_group: valibot__WEBPACK_IMPORTED_MODULE_1__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ head_ref: text, head_sha: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), head_commit: headCommit })), undefined),
    head_commit: headCommit,
});
/** Reads the payload of the event. One that is missing or unreadable has nothing to say, which is no error. */
function readPayload(env) {
    try {
        return valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Payload, JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(env.GITHUB_EVENT_PATH ?? '', 'utf8')));
    }
    catch {
        return valibot__WEBPACK_IMPORTED_MODULE_1__/* .parse */ .qgA(Payload, {});
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
/** Whether the event is about a pull request whose commits come from another repository. */
function isFromFork({ pull_request }, env) {
    const repository = pull_request?.head.repo;
    return (repository === null || Boolean(repository?.full_name && repository.full_name !== env.GITHUB_REPOSITORY));
}
/** Why GitHub gives no secrets to this run, if it does not. */
function whyNoSecrets(payload, env) {
    if (isFromFork(payload, env)) {
        return 'GitHub gives no secrets to workflows of pull requests from forks.';
    }
    if (env.GITHUB_ACTOR === 'dependabot[bot]') {
        return 'GitHub gives only Dependabot secrets to workflows that Dependabot starts: store them there too.';
    }
    return undefined;
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
    const { request, deadline, clock, random, listener, mayRecordOtherCommit } = options;
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
        listener.createFound(finding.deployment);
        return { kind: 'created', deployment: finding.deployment, isListed: true };
    };
    /** That something else came to nothing says nothing of a create that got lost before. */
    const endWith = (reason, outcome) => lost === undefined ? outcome : { kind: 'unknown', reason: `${lost.reason}, and ${reason}.` };
    for (;;) {
        const leftAt = clock.now();
        listener.creating();
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
                listener.createLost();
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
                listener.createRepeated();
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
    const { api, appId, onConflict, deadline, requestTimeoutMs, clock, random, listener } = options;
    let inTheWay = [];
    let serverTimeMs;
    try {
        // Who is in the way is good to know, and no reason to keep a run that is to fail at once.
        const lookDeadline = onConflict === 'fail' ? (0,time/* earlier */.X)(deadline, (0,time/* deadlineIn */._5)(requestTimeoutMs, clock)) : deadline;
        const page = await api.listDeployments(appId, find/* most */.qr, lookDeadline);
        inTheWay = page.deployments.filter(deployment_status/* isInProgress */.LT);
        serverTimeMs = page.serverTimeMs;
        if (onConflict === 'wait' && inTheWay.length === 0) {
            listener.waitingForTurn(inTheWay, serverTimeMs);
            await clock.sleep(Math.min(blindPauseMs(timesBlind, random()), deadline.remainingMs()));
            return { kind: 'over', inTheWay, isBlind: true, before: (0,identify/* remember */.kY)(page, find/* most */.qr) };
        }
        if (onConflict === 'wait') {
            listener.waitingForTurn(inTheWay, serverTimeMs);
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
    return { kind: 'failed', outcome: { kind: 'refused', error, inTheWay, serverTimeMs } };
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
    const times = deployments.map(({ created_at }) => (0,_time_js__WEBPACK_IMPORTED_MODULE_0__/* .parseTime */ .pe)(created_at)).filter((ms) => ms !== undefined);
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
    const created = (0,_time_js__WEBPACK_IMPORTED_MODULE_0__/* .parseTime */ .pe)(deployment.created_at);
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

/***/ 5510:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ describeCommit),
/* harmony export */   k: () => (/* binding */ describeOther)
/* harmony export */ });
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1692);
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6390);
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9834);



/**
 * Another's deployment, for a sentence: what it is, whose, and for how long, such as
 * `deployment 7 (commit 1f2e3d4c5b6a, branch main), queued for 12s, by robin`.
 *
 * @param nowMs by the server's clock; without it that of this machine has to do
 */
function describeOther(deployment, redact, nowMs = Date.now()) {
    const { id, status, created_by, creation_source, created_at } = deployment;
    const by = created_by ?? creation_source;
    const createdMs = (0,_time_js__WEBPACK_IMPORTED_MODULE_0__/* .parseTime */ .pe)(created_at);
    // The server's clock is cut to whole seconds, so what is new may seem to come from the future.
    const age = (0,pretty_ms__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .A)(Math.max(nowMs - (createdMs ?? nowMs), 1000), { secondsDecimalDigits: 0 });
    const since = createdMs === undefined ? '' : ` for ${age}`;
    return `deployment ${id}${describeCommit(deployment, redact)}, ${status}${since}${by ? `, by ${by}` : ''}`;
}
/** ` (commit 1f2e3d4c5b6a, branch main)`, as far as it is known. */
function describeCommit({ commit_sha, branch }, redact) {
    const parts = [
        commit_sha && `commit ${(0,_commit_js__WEBPACK_IMPORTED_MODULE_2__/* .shortCommit */ .Ax)(commit_sha, redact)}`,
        branch && `branch ${branch}`,
    ].filter(Boolean);
    return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}


/***/ }),

/***/ 1307:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ describePlan)
/* harmony export */ });
/* harmony import */ var _other_deployment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5510);

/** A longer diff would not be read. */
const mostDiffLines = 400;
/** @param appId undefined where the app would be made first */
function describePlan(plan, appId, redact) {
    if (plan.kind === 'watch') {
        return { steps: [`Watch ${(0,_other_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .describeOther */ .k)(plan.watched, redact)}. Nothing would be written.`], diff: [] };
    }
    const { create, tags, spicepod, secrets } = plan.app;
    const diff = spicepod && spicepod.diff !== '' ? spicepod.diff.split('\n') : [];
    const steps = [
        create && `Create app ${create.name}: ${JSON.stringify(create)}`,
        ...tags.map(({ key, before, after }) => before === undefined ? `Set tag ${key}: ${after}` : `Change tag ${key}: ${before} → ${after}`),
        spicepod &&
            (diff.length > 0
                ? `Push ${spicepod.path}${spicepod.mayBeConnected ? ', unless the app takes its spicepod from GitHub' : ''}: ${count(diff, '+')} lines added, ${count(diff, '-')} removed`
                : `Leave the spicepod: the app has that of ${spicepod.path} already`),
        secrets.length > 0 && `Store secrets ${secrets.join(', ')}`,
        ...plan.inTheWay.map((each) => `Meet ${(0,_other_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .describeOther */ .k)(each, redact)}, which may be in the way`),
        `Create a deployment of ${appId === undefined ? 'it' : `app ${appId}`}: ${JSON.stringify(plan.request)}`,
    ];
    const left = diff.length - mostDiffLines;
    return {
        steps: steps.filter((step) => typeof step === 'string'),
        diff: left > 0 ? [...diff.slice(0, mostDiffLines), `… and ${left} more lines`] : diff,
    };
}
function count(diff, sign) {
    return diff.filter((line) => line.startsWith(sign)).length;
}


/***/ }),

/***/ 8991:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Il: () => (/* binding */ drawProgress),
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   q0: () => (/* binding */ expectFrom),
/* harmony export */   uN: () => (/* binding */ describeExpectation)
/* harmony export */ });
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1692);

const barLength = 20;
/** The middle of more says no more. */
const mostCompared = 5;
/**
 * What to expect by the last five of earlier deployments.
 *
 * @param usualMs how long they took, in milliseconds, newest first
 * @returns undefined where there are none
 */
function expectFrom(usualMs) {
    const sorted = usualMs.slice(0, mostCompared).sort((one, other) => one - other);
    const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
    if (low === undefined || high === undefined)
        return undefined;
    return { medianMs: (low + high) / 2, count: sorted.length };
}
/** What to expect, in a sentence. */
function describeExpectation(expectation) {
    if (expectation === undefined)
        return 'No earlier deployment of the app tells how long this one may take.';
    const { count, medianMs } = expectation;
    return count === 1
        ? `The last successful deployment took ${formatDuration(medianMs)}.`
        : `The last ${count} successful deployments took about ${formatDuration(medianMs)}.`;
}
/**
 * How far something seems to be: `██████░░░░░░░░░░░░░░ of about 2m 10s`.
 *
 * @returns nothing where there is nothing to go by
 */
function drawProgress(elapsedMs, expectation) {
    if (expectation === undefined || expectation.medianMs === 0)
        return '';
    const { medianMs } = expectation;
    if (elapsedMs > medianMs) {
        return `${'█'.repeat(barLength)} longer than the usual ${formatDuration(medianMs)}`;
    }
    const done = Math.floor((elapsedMs / medianMs) * barLength);
    return `${'█'.repeat(done)}${'░'.repeat(barLength - done)} of about ${formatDuration(medianMs)}`;
}
/** `1m 40s`; less than a second is `0s`. */
function formatDuration(ms) {
    return ms < 1000 ? '0s' : (0,pretty_ms__WEBPACK_IMPORTED_MODULE_0__/* ["default"] */ .A)(ms, { secondsDecimalDigits: 0 });
}


/***/ }),

/***/ 6934:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ isDescribedStatus),
/* harmony export */   G: () => (/* binding */ colourOf)
/* harmony export */ });
const described = new Set(['queued', 'in_progress', 'succeeded', 'failed', 'created']);
/** Whether a status is one that the API describes: such words mean what they say, whatever the value of some secret. */
function isDescribedStatus(status) {
    return described.has(status);
}
/** The colour of a status in the log. */
function colourOf(status) {
    if (status === 'succeeded')
        return 'green';
    return status === 'failed' ? 'red' : 'cyan';
}


/***/ }),

/***/ 974:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 3 modules
var core = __webpack_require__(235);
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
// EXTERNAL MODULE: ./src/context.ts
var context = __webpack_require__(788);
;// CONCATENATED MODULE: ./src/report/links.ts

/** Page of the repository, such as `https://github.com/acme/taxi`. */
function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }) {
    return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined;
}
/**
 * Page of this run, where its log and its summary are; of a later attempt on GitHub that of the attempt. Other servers
 * have no pages of attempts, and the first attempt needs none.
 */
function runUrl(env) {
    const repository = repositoryUrl(env);
    const { GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt } = env;
    if (repository === undefined || !id)
        return undefined;
    return `${repository}/actions/runs/${id}${Number(attempt) > 1 && (0,context/* isGitHub */.Wz)(env) ? `/attempts/${attempt}` : ''}`;
}

;// CONCATENATED MODULE: ./src/commenter.ts

/** @returns undefined where no comment is wanted */
function createCommenter(options) {
    const { inputs, payload, env, redact, trace, signal } = options;
    // A dry run writes nothing, anywhere.
    if (!inputs.commentOnPr || inputs.dryRun)
        return undefined;
    return async (facts, verdict) => {
        // Loaded here, since most runs comment on nothing.
        const [{ commentOnPullRequest }, { createMarker }, comments, { describeComment }] = await Promise.all([
            __webpack_require__.e(/* import() */ 14).then(__webpack_require__.bind(__webpack_require__, 4014)),
            __webpack_require__.e(/* import() */ 329).then(__webpack_require__.bind(__webpack_require__, 4329)),
            __webpack_require__.e(/* import() */ 764).then(__webpack_require__.bind(__webpack_require__, 8764)),
            __webpack_require__.e(/* import() */ 753).then(__webpack_require__.bind(__webpack_require__, 9753)),
        ]);
        const { appId, app, org, deployment, rollback, source } = facts;
        if (!comments.isWorthComment(facts))
            return undefined;
        const marker = createMarker({
            appId,
            appName: app?.name ?? inputs.appName,
            org,
            apiUrl: inputs.apiUrl,
            deploymentIds: [deployment?.id, rollback?.id],
            env,
        });
        if (marker === undefined)
            return undefined;
        const body = comments.renderComment(facts, verdict, {
            marker,
            repositoryUrl: repositoryUrl(env),
            runUrl: runUrl(env),
            at: new Date(),
            redact,
        });
        const result = await commentOnPullRequest({
            marker,
            body,
            payload,
            env,
            commitSha: source?.commitSha,
            token: inputs.githubToken,
            redact,
            trace,
            signal,
        });
        return describeComment(result);
    };
}

// EXTERNAL MODULE: ./src/connect.ts + 7 modules
var connect = __webpack_require__(8802);
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
    const { api, deadline, listener } = options;
    for (const { name, value } of secrets) {
        const write = { kind: 'secret', name };
        listener.writing(write);
        try {
            await api.upsertSecret(appId, name, value, deadline);
        }
        catch (error) {
            if ((0,errors/* isCertainNo */.wM)(error, 'upsertSecret'))
                listener.withdrawn();
            throw error;
        }
        listener.wrote(write);
    }
    return written;
}
async function writeTags(app, given, options) {
    const all = { ...(0,app_tags/* repositoryTag */.B1)(options.repository), ...given };
    const write = { kind: 'tags', keys: Object.keys(all) };
    const update = await updateApp(app, write, options, (current) => {
        const tags = (0,app_tags/* mergeTags */.kE)(current.tags, all);
        return tags && { tags };
    });
    if (update === undefined)
        options.listener.unchanged('tags');
}
async function pushSpicepod(app, { path, text, value }, options) {
    try {
        const update = await updateApp(app, { kind: 'spicepod', path }, options, (current) => (0,app_spicepod/* isSameSpicepod */.K)(current.config?.spicepod, value) ? undefined : { spicepod: text });
        if (update !== undefined) {
            const before = update.before.config?.spicepod;
            const after = update.after.config?.spicepod ?? (await readKept(app.id, before, options));
            return { spicepod: 'pushed', pushed: { before, after } };
        }
        options.listener.unchanged('spicepod');
        return { spicepod: 'unchanged', held: value };
    }
    catch (error) {
        if (!(error instanceof errors/* RefusalError */.XQ) || error.refusal.code !== 'github_connected')
            throw error;
        // An attempt before this one, whose answer was lost, met the same rule.
        options.listener.withdrawn();
        options.listener.connectedToGithub();
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
        const soon = (0,time/* earlier */.X)(deadline, (0,time/* deadlineIn */._5)(readKeptMs, clock));
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
async function updateApp(app, write, { api, deadline, listener }, decide) {
    let current = app;
    /** As it was before an attempt whose answer was lost. */
    let lostOn;
    for (let tries = 1;; tries++) {
        const change = decide(current);
        if (change === undefined) {
            if (lostOn === undefined)
                return undefined;
            // That attempt has done it.
            listener.wrote(write);
            return { before: lostOn, after: current };
        }
        listener.writing(write);
        try {
            const after = await api.updateApp(app.id, change, deadline);
            listener.wrote(write);
            return { before: current, after };
        }
        catch (error) {
            const isNo = (0,errors/* isCertainNo */.wM)(error, 'updateApp');
            if (isNo && lostOn === undefined)
                listener.withdrawn();
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
// EXTERNAL MODULE: ./src/source.ts + 1 modules
var src_source = __webpack_require__(5875);
// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
;// CONCATENATED MODULE: ./src/deploy.ts

















/** Brings one deployment of the app about, or finds the one to watch, and follows it to its end. */
async function deploy(order, collaborators) {
    const { timeoutMs, requestTimeoutMs } = order.inputs;
    const deadline = (0,time/* deadlineIn */._5)(timeoutMs, collaborators.clock, requestTimeoutMs);
    const beside = new Beside();
    try {
        const outcome = await tellStory({ ...collaborators, ...order, deadline, beside });
        // A run that is cut off from here on has come to this.
        collaborators.listener.decided(outcome);
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
            const { deploymentId, dryRun } = order.inputs;
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
async function tellStory(run) {
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
    const { inputs, listener, beside } = run;
    (0,app_open/* readAppBeside */.yV)(appId, inputs, run);
    beside.release();
    const found = await attach(deploymentId, { ...run, appId });
    if (found.kind !== 'found')
        return found;
    const { deployment, listed, serverTimeMs } = found;
    const age = (0,duration/* ageMs */.W)(deployment, serverTimeMs);
    listener.learn({ history: listed });
    listener.attached(deployment, '`deployment-id` names it.', age);
    if (inputs.dryRun) {
        listener.seen(deployment);
        return { kind: 'planned', plan: { kind: 'watch', watched: deployment } };
    }
    const outcome = await follow(appId, found, { ageMs: age, isListed: true, usualMs: (0,deployment_history/* usualDurationsMs */.q)(listed) }, run);
    return finish(outcome, appId, 'this run only watched the deployment', run);
}
async function deployToNew(run) {
    const source = (0,src_source/* findSource */.T)(run.inputs, run);
    if (run.changes.spicepod === undefined)
        run.listener.createsBare();
    const app = await (0,app_open/* createMissing */.PM)((0,app_open/* toNewApp */.Zy)(run.inputs, run.changes, run.env.GITHUB_REPOSITORY), run);
    return writeAndDeploy(app.id, () => app, source, undefined, run);
}
async function deployToExisting(appId, run) {
    const { inputs, changes, env, listener } = run;
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
            const why = 'it is taken to be that of an earlier attempt of this run.';
            listener.attached(deployment, why, age);
            if (writesTo(changes))
                listener.notWritten();
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
    const { api, inputs, deadline, listener } = run;
    const page = await lookBefore(api, appId, deadline);
    const source = await finding;
    listener.learn({ source, ...(page && { history: page.deployments }) });
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
    const { api, inputs, changes, deadline, clock, env, listener, beside } = run;
    if (writesTo(changes))
        beside.release();
    const written = await writeChanges(appId, app(), changes, { ...run, repository: env.GITHUB_REPOSITORY });
    const lookDeadline = (0,time/* earlier */.X)(deadline, (0,time/* deadlineIn */._5)(lookBeforeMs, clock));
    const [source, before] = await Promise.all([finding, page ?? lookBefore(api, appId, lookDeadline)]);
    listener.learn({ source, ...(before && { history: before.deployments }) });
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
    const { inputs, listener } = run;
    const onSeen = (seen, others) => listener.seen(seen, others);
    listener.seen(deployment);
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
;// CONCATENATED MODULE: ./src/report/broadcast.ts
/**
 * One listener that passes what it hears on to several, in their order, as far as each wants to hear it.
 *
 * @typeParam Listener has nothing but methods, whose results nobody looks at
 */
function broadcast(listeners) {
    const pass = (name, heard) => {
        for (const listener of listeners) {
            const hear = Reflect.get(listener, name);
            if (typeof hear === 'function')
                hear.apply(listener, heard);
        }
    };
    return new Proxy({}, {
        get: (_, name) => (...heard) => pass(name, heard),
    });
}

// EXTERNAL MODULE: ./node_modules/pretty-ms/index.js + 1 modules
var pretty_ms = __webpack_require__(1692);
// EXTERNAL MODULE: ./src/report/other-deployment.ts
var other_deployment = __webpack_require__(5510);
// EXTERNAL MODULE: ./src/operation.ts
var src_operation = __webpack_require__(6910);
// EXTERNAL MODULE: ./src/report/text.ts
var report_text = __webpack_require__(5655);
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
 * Says what happened, in the API's own words where it gave some, and what to do about it.
 *
 * @param appId for the advice; undefined where it is not known
 */
function explainRefusal(refusal, appId, redact) {
    const { operation, host, status, message, fieldErrors } = refusal;
    const words = (0,src_text/* cut */.Jj)([message, ...(fieldErrors ?? [])].filter(Boolean).join(' · '), report_text/* readableLength */.bf, redact);
    return {
        what: `${(0,src_text/* capitalize */.ZH)((0,src_operation/* describeFailure */.I)(operation, host))} (HTTP ${status}${words === '' ? ', without a reason' : ''})${words && `: ${words}`}`,
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
function adviseOnCode({ code, message, operation }) {
    switch (code) {
        case 'insufficient_scope': {
            const scope = /Required: (\S+)/.exec(message)?.[1] ?? scopeOf(operation);
            const without = operation === 'getApp' || operation === 'updateApp'
                ? " To deploy the app as it is, set `spicepod: ''` and leave `tags` out."
                : '';
            return `Give the OAuth client or token the scope \`${scope}\`, and name it in \`scope\` if that input is set.${without}`;
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
            return operation === 'createDeployment'
                ? 'Lower `replicas`, or move the organization to a larger plan.'
                : 'Remove what the plan does not allow (an app, `tags`), or move the organization to a larger plan.';
        case 'spicepod_paused':
            return 'Resume the app on spice.ai, then run this job again.';
        default:
            return undefined;
    }
}
function adviseOnStatus({ operation, status, message }, appId) {
    switch (status) {
        case 400:
            if (operation === 'updateApp')
                return 'Correct the spicepod or the `tags` as the reason says.';
            return /spicepod/i.test(message)
                ? 'Give the app a valid spicepod first: with the input `spicepod`, or on spice.ai.'
                : 'Correct the inputs that are named; if none is, look at the app on spice.ai.';
        case 401:
            return 'The token is not valid or has expired: store a new one in the secret that `api-token` reads, or check the OAuth client of `client-id`.';
        case 402:
            return 'The organization has to settle its plan or credits on spice.ai.';
        case 403:
            return `The token needs the scope \`${scopeOf(operation)}\` and a role that may deploy.`;
        case 404:
            if (operation === 'getDeployment')
                return 'Check `deployment-id` and `app-id`.';
            return `Check \`app-id\`${appId === undefined ? '' : ` (${appId})`}, and that the credentials belong to the organization of the app: apps of others look as if they did not exist.`;
        case 409:
            if (operation === 'createApp')
                return 'The name is taken by an app that these credentials do not see: choose another `app-name`, or check `org`.';
            if (operation !== 'createDeployment')
                return 'The app was changed by others at the same time: run this job again.';
            return 'Run this job again when the other deployment has ended, or set `on-conflict: wait`, which does that for you. A `concurrency` group in the workflow makes runs take turns.';
        case 413:
            return operation === 'upsertSecret'
                ? 'Make the secret smaller: Spice Cloud takes requests of at most 1 MiB.'
                : 'Make the spicepod smaller: Spice Cloud takes requests of at most 1 MiB.';
        case 422:
            return 'Finish setting up the organization on spice.ai.';
        default:
            return 'Run this job again; if it stays so, look at the app on spice.ai or ask its support.';
    }
}

;// CONCATENATED MODULE: ./src/report/verdict.ts
/** One that lets the job pass; there is nothing to do. */
function good(headline, what) {
    return { isGood: true, headline, what, todo: '', errorMessage: undefined };
}
/** @param errorMessage where it is another than what happened */
function bad(headline, what, todo, errorMessage = what) {
    return { isGood: false, headline, what, todo, errorMessage };
}

;// CONCATENATED MODULE: ./src/report/describe-outcome.ts








/** Puts an outcome into words. */
function describeOutcome(outcome, context) {
    switch (outcome.kind) {
        case 'planned':
            return describePlanned(outcome);
        case 'started':
            return describeStarted(outcome);
        case 'succeeded':
            return good('Deployed', `Deployment ${outcome.deployment.id} succeeded.`);
        case 'unverified':
            return describeUnverified(outcome, context);
        case 'failed':
            return describeFailed(outcome, context);
        case 'superseded':
            return describeSuperseded(outcome, context);
        case 'timed-out':
            return describeTimedOut(outcome, context);
        case 'refused':
            return describeRefused(outcome, context);
        case 'cancelled':
            return describeCancelled(outcome, context);
        case 'unknown':
            return describeUnknown(outcome, context);
    }
}
function describePlanned({ plan }) {
    return good('Dry run', plan.kind === 'watch'
        ? `A run would watch deployment ${plan.watched.id}. Nothing was changed.`
        : 'Nothing was changed. A run would get as far as asking for the deployment.');
}
function describeStarted({ deployment }) {
    return good('Deployment started', `Deployment ${deployment.id} was started and goes on in Spice Cloud; this run does not wait for it.`);
}
function describeUnverified({ deployment, problems: all, isUnchecked, isTolerated }, context) {
    const problems = all.map((problem) => (0,src_text/* cut */.Jj)(problem, report_text/* readableLength */.bf, context.redact)).join('\n');
    const found = isUnchecked ? 'could not be checked' : 'does not hold';
    const what = `Deployment ${deployment.id} succeeded, but what it runs ${found}:\n${problems}`;
    if (isTolerated)
        return { ...good('Deployed, not verified', what), errorMessage: problems };
    return bad('Deployed, not verified', andRecovery(what, context), `Correct what the reasons name (a dataset, a model, a secret, the question itself) and deploy again; the app's logs are ${where(context)}.`, problems);
}
function describeFailed({ deployment }, context) {
    const { id, error_code } = deployment;
    const said = (0,deployment_status/* reasonOf */.A3)(deployment);
    const reason = (0,src_text/* cut */.Jj)(said, report_text/* readableLength */.bf, context.redact) || 'Spice Cloud gave no reason.';
    const todo = error_code?.startsWith('insufficient_')
        ? 'The cluster lacked room: run this job again later, or ask for fewer replicas or resources.'
        : `Correct what the reason names (a secret, a dataset, a model) and deploy again; the app's logs are ${where(context)}.`;
    const what = `Deployment ${id} failed: ${reason}`;
    return bad('Deployment failed', andRecovery(what, context), todo, said || reason);
}
function describeSuperseded({ deployment, by }, { onSuperseded, redact }) {
    const what = `Deployment ${deployment.id} was superseded by the newer deployment ${by.id}${(0,other_deployment/* describeCommit */.X)(by, redact)}, which took over before it ended.`;
    if (onSuperseded === 'pass')
        return good('Deployment superseded', what);
    return bad('Deployment superseded', what, 'The newer deployment decides what runs. A `concurrency` group in the workflow makes runs take turns; `on-superseded: pass` lets this job pass.');
}
function describeTimedOut(outcome, context) {
    const limit = (0,pretty_ms/* default */.A)(context.timeoutMs);
    if (outcome.deployment === undefined) {
        const what = `No deployment could be created within ${limit}: ${(0,src_text/* cut */.Jj)(outcome.reason, report_text/* readableLength */.bf, context.redact)}.`;
        return bad('Timed out', andBefore(what, context), 'Nothing was deployed. Run this job again later, or raise `timeout-seconds`.');
    }
    const { id, status } = outcome.deployment;
    const reason = (0,deployment_status/* reasonOf */.A3)(outcome.deployment);
    const blocked = reason && ` Spice Cloud says: ${(0,src_text/* cut */.Jj)(reason, report_text/* readableLength */.bf, context.redact)}`;
    return bad('Timed out', `Deployment ${id} was still ${(0,src_text/* cut */.Jj)(status, 50, context.redact)} after ${limit}. It goes on in Spice Cloud and may yet succeed.${blocked}`, `Look ${where(context)} how it ends, and raise \`timeout-seconds\` if deployments of this app need longer. A rollout that never ends usually waits for a missing secret, or for a dataset or model that does not load.`);
}
function describeRefused({ error, inTheWay = [], serverTimeMs }, context) {
    const headline = 'Nothing was deployed';
    if (error instanceof errors/* InputError */.dz) {
        const verdict = bad(headline, error.problems.join('\n'), 'Nothing was sent to Spice Cloud. Correct the inputs of the step, or the files that they name.');
        return { ...verdict, location: error.location };
    }
    if (error instanceof errors/* PreconditionError */.Rb)
        return bad(headline, andBefore(error.message, context), error.todo);
    const { what, todo } = explainRefusal(error.refusal, context.appId, context.redact);
    const others = inTheWay.map((each) => (0,other_deployment/* describeOther */.k)(each, context.redact, serverTimeMs)).join(' and ');
    return bad(headline, andBefore(others ? `${what}\nIn the way: ${others}.` : what, context), todo);
}
function describeCancelled({ deployment }, context) {
    const headline = 'Cancelled';
    if (deployment?.status === 'succeeded') {
        return bad(headline, `This run was cancelled while it checked what deployment ${deployment.id} runs, which has succeeded.`, `\`deployment-id: ${deployment.id}\` checks it.`);
    }
    if (deployment !== undefined) {
        const { id, status } = deployment;
        return bad(headline, `This run was cancelled. Deployment ${id} (last seen ${status}) goes on in Spice Cloud.`, `Look ${where(context)} how it ends, or watch it with \`deployment-id: ${id}\`.`);
    }
    if (context.isRequested) {
        const what = 'This run was cancelled while it asked for a deployment, which may have been created.';
        return bad(headline, andBefore(what, context), `Look ${where(context)} whether the app has a new deployment.`);
    }
    const what = 'This run was cancelled before it asked for a deployment. Nothing was deployed.';
    return bad(headline, andBefore(what, context), '');
}
function describeUnknown({ deployment, reason }, context) {
    const headline = 'Outcome unknown';
    const why = (0,src_text/* cut */.Jj)(reason, report_text/* readableLength */.bf, context.redact);
    if (deployment !== undefined) {
        return bad(headline, `How deployment ${deployment.id} ended could not be found out (last seen ${(0,src_text/* cut */.Jj)(deployment.status, 50, context.redact)}): ${why}`, `It may go on in Spice Cloud: look ${where(context)} how it ends.`);
    }
    return context.isRequested
        ? bad(headline, andBefore(`Whether a deployment was created could not be found out: ${why}`, context), `Look ${where(context)} whether the app has a new deployment before you run this job again.`)
        : bad(headline, andBefore(`How things stand could not be found out: ${why}`, context), `This run asked for no deployment. Look ${where(context)} before you run this job again.`);
}
/** Where people look, after a verb. */
function where({ appUrl }) {
    return appUrl === undefined ? 'in the portal at https://spice.ai' : `at ${appUrl}`;
}
/** Of what stopped before there was a deployment: it may have changed the app by then. */
function andBefore(what, { leftBehind }) {
    return leftBehind === '' ? what : `${what}\n${leftBehind}`;
}
/** Of what has failed: it may have been put back. */
function andRecovery(what, { recovery }) {
    return recovery === '' ? what : `${what}\n${recovery}`;
}

// EXTERNAL MODULE: ./src/report/facts.ts
var report_facts = __webpack_require__(1349);
// EXTERNAL MODULE: ./src/report/recovery.ts
var report_recovery = __webpack_require__(3695);
// EXTERNAL MODULE: ./src/report/writes.ts
var writes = __webpack_require__(4372);
;// CONCATENATED MODULE: ./src/report/conclude.ts




/** Puts what a run came to into words, by all that is known of it. */
function conclude(outcome, facts, redact) {
    const { appId, timeoutMs = 0, onSuperseded = 'fail', isRequested = false } = facts;
    return describeOutcome(outcome, {
        appId,
        timeoutMs,
        onSuperseded,
        isRequested,
        appUrl: (0,report_facts/* appUrl */.RM)(facts),
        leftBehind: (0,writes/* describeLeftBehind */.$h)(facts.writes ?? [], facts.pendingWrite, facts.onFailure),
        recovery: (0,report_recovery/* describeRecoveryOf */.et)(facts, redact),
        redact,
    });
}

// EXTERNAL MODULE: ./src/report/files.ts
var files = __webpack_require__(561);
// EXTERNAL MODULE: ./src/report/log.ts
var report_log = __webpack_require__(6472);
// EXTERNAL MODULE: ./src/report/progress.ts
var progress = __webpack_require__(8991);
;// CONCATENATED MODULE: ./src/report/narration/heartbeat.ts

/** While nothing changes a line tells that the run is alive, so often at most, in milliseconds. */
const heartbeatMs = 30_000;
/** What is going on, and since when: tells what is new of it and, while nothing is, now and then that it goes on. */
class Heartbeat {
    #activity = '';
    #startedAt = 0;
    #toldAt = 0;
    #timer;
    #log;
    #clock;
    constructor(log, clock) {
        this.#log = log;
        this.#clock = clock;
    }
    start() {
        this.#timer = setInterval(() => this.beat(), heartbeatMs / 6).unref();
    }
    stop() {
        clearInterval(this.#timer);
    }
    /** The time that has passed is counted from then, so many milliseconds ago. */
    countFrom(agoMs) {
        this.#startedAt = this.#clock.now() - agoMs;
    }
    /** From now on it is this that takes its time. */
    turnTo(activity) {
        this.#activity = activity;
    }
    /** A line that is news for a while. */
    tell(text, colour) {
        this.#toldAt = this.#clock.now();
        this.#log.info(text, colour);
    }
    /** The same, with the time that has passed before it. */
    tellWithTime(text, colour) {
        this.tell(`${(0,progress/* formatDuration */.a3)(this.#elapsedMs)}  ${text}`, colour);
    }
    /** Tells what goes on, unless there was news a moment ago. */
    beat() {
        if (this.#clock.now() - this.#toldAt < heartbeatMs)
            return;
        const activity = typeof this.#activity === 'string' ? this.#activity : this.#activity(this.#elapsedMs);
        if (activity !== '')
            this.tellWithTime(activity, 'gray');
    }
    get #elapsedMs() {
        return this.#clock.now() - this.#startedAt;
    }
}

// EXTERNAL MODULE: ./src/commit.ts
var commit = __webpack_require__(6390);
;// CONCATENATED MODULE: ./src/report/narration/narrate-creation.ts



/** Tells how the deployment comes about: asked for, waited for, lost and found, or there already. */
function narrateCreation({ log, heartbeat, facts, redact }) {
    let hasAsked = false;
    let waitsFor = '';
    return {
        creating() {
            if (hasAsked)
                return;
            hasAsked = true;
            heartbeat.countFrom(0);
            heartbeat.turnTo('asking for the deployment');
            log.startGroup('Deploy');
            const { appId, source } = facts();
            const { branch, commitSha, commitMessage } = source ?? {};
            const parts = [
                `Deploying app ${appId}`,
                branch && `branch ${branch}`,
                commitSha && `commit ${(0,commit/* shortCommit */.Ax)(commitSha, redact)}`,
                commitMessage && `"${(0,report_text/* firstLine */.TM)(commitMessage, redact)}"`,
            ];
            log.info(parts.filter(Boolean).join(' · '));
        },
        waitingForTurn(inTheWay, serverTimeMs) {
            heartbeat.turnTo('waiting for its turn');
            const others = inTheWay.map((each) => (0,other_deployment/* describeOther */.k)(each, redact, serverTimeMs)).join(' and ') ||
                'another deployment, which the list does not show';
            // Those who cannot be seen are looked for again and again.
            if (others !== waitsFor)
                heartbeat.tell(`Waiting for ${others}`);
            else
                heartbeat.beat();
            waitsFor = others;
        },
        createLost() {
            log.info('The answer to the request for the deployment was lost. Looking whether it was carried out.');
        },
        createFound({ id }) {
            log.info(`It was carried out: deployment ${id} is the one that was asked for.`);
        },
        createRepeated() {
            log.info('It was not carried out. Asking again.');
        },
        attached({ id }, why) {
            log.startGroup('Deploy');
            log.info(`Watching deployment ${id}: ${why}`);
        },
    };
}

// EXTERNAL MODULE: ./src/report/status.ts
var report_status = __webpack_require__(6934);
;// CONCATENATED MODULE: ./src/report/narration/narrate-deployment.ts






/** Tells how the deployment gets on, by how long it may take, and warns of what is odd about it. */
function narrateDeployment({ log, heartbeat, facts, redact }) {
    let before;
    let hasOtherCommit = false;
    const causes = new Set();
    const superseded = new Set();
    /** Each change of its status, and now and then that it goes on. */
    const tell = (deployment) => {
        const { id, status } = deployment;
        const { isAttached = false, elapsedMs = 0, history = [] } = facts();
        const expectation = (0,progress/* expectFrom */.q0)((0,deployment_history/* usualDurationsMs */.q)(history));
        const isFirst = before === undefined;
        if (isFirst)
            heartbeat.countFrom(elapsedMs);
        heartbeat.turnTo((0,deployment_status/* isUnfinished */.ui)(deployment) ? (ms) => `${status} ${(0,progress/* drawProgress */.Il)(ms, expectation)}`.trimEnd() : '');
        if (isFirst && !isAttached)
            log.info(`Created deployment ${id}`);
        if (before?.status === status)
            heartbeat.beat();
        else
            heartbeat.tellWithTime(status, (0,report_status/* colourOf */.G)(status));
        if (isFirst && (!isAttached || expectation))
            log.info((0,progress/* describeExpectation */.uN)(expectation));
    };
    /** An app that is connected to a repository deploys what that has, whatever was asked for. */
    const warnOfOtherCommit = ({ id, commit_sha }) => {
        const { commitSha } = facts().source ?? {};
        if (hasOtherCommit || !commitSha || !commit_sha || (0,commit/* isSameCommit */.sw)(commit_sha, commitSha))
            return;
        hasOtherCommit = true;
        log.warning(`Deployment ${id} is of commit ${(0,commit/* shortCommit */.Ax)(commit_sha, redact)}, not of ${(0,commit/* shortCommit */.Ax)(commitSha, redact)}, which this run is about. An app that is connected to GitHub deploys the head of its production branch.`);
    };
    const warnOfSuperseded = (deployment, others) => {
        for (const each of supersededBy(deployment, facts().history ?? [], others)) {
            if (superseded.has(each.id))
                continue;
            superseded.add(each.id);
            log.warning(`Deployment ${deployment.id} has superseded ${(0,other_deployment/* describeOther */.k)(each, redact)}. A \`concurrency\` group in the workflow makes runs take turns.`);
        }
    };
    /** A rollout that is blocked says why and is tried again: no failure yet, but worth knowing. */
    const warnOfError = (deployment) => {
        const { id, status, error_code } = deployment;
        const reason = (0,deployment_status/* reasonOf */.A3)(deployment);
        if (reason === '' || status === 'failed' || (before && reason === (0,deployment_status/* reasonOf */.A3)(before)))
            return;
        const text = `Deployment ${id} is ${status} and reports: ${reason}`;
        // The words may hold a count or a time, and change with every look: one annotation for each cause is enough.
        const cause = error_code ?? '';
        if (causes.has(cause))
            log.info(text);
        else
            log.warning(text);
        causes.add(cause);
    };
    return {
        seen(deployment, others = []) {
            tell(deployment);
            if (!facts().isAttached) {
                warnOfOtherCommit(deployment);
                warnOfSuperseded(deployment, others);
            }
            warnOfError(deployment);
            before = deployment;
        },
    };
}
/** Those that were under way when ours was created, and have been taken over by it. */
function supersededBy({ id }, history, others) {
    const isTakenOver = (id) => others.some((each) => each.id === id && each.status === 'created');
    const newest = others.find(({ status }) => status !== 'created' && status !== 'queued');
    if (newest?.id !== id)
        return [];
    return history.filter((each) => (0,deployment_status/* isInProgress */.LT)(each) && isTakenOver(each.id));
}

;// CONCATENATED MODULE: ./src/report/narration/narrate-recovery.ts


/** Tells what comes after a failure: the log of the deployment, and what is put back. */
function narrateRecovery({ log, heartbeat, facts, redact }) {
    let isUnverified = false;
    let status;
    return {
        decided({ kind }) {
            isUnverified = kind === 'unverified';
        },
        logTail(lines) {
            if (lines.length > 0)
                log.group(`Log of deployment ${facts().deployment?.id}, the end of it`, lines);
        },
        recovering(mode) {
            const why = isUnverified ? 'What was deployed does not hold.' : 'The deployment failed.';
            const what = mode === 'restore' ? 'Putting the spicepod back' : 'Rolling back';
            log.startGroup(mode === 'restore' ? 'Restore' : 'Roll back');
            heartbeat.turnTo(mode === 'restore' ? 'putting the spicepod back' : 'rolling back');
            heartbeat.tell(`${why} ${what}; tags and secrets stay as they are.`);
        },
        restored() {
            heartbeat.tell('The app has the spicepod back that it had before this run.');
        },
        rollbackSeen(rollback) {
            if (rollback.status !== status) {
                heartbeat.turnTo(`rollback: deployment ${rollback.id} ${rollback.status}`);
                heartbeat.tell(`Rollback: deployment ${rollback.id} ${rollback.status}`, (0,report_status/* colourOf */.G)(rollback.status));
            }
            status = rollback.status;
        },
        recovered(recovery) {
            // Told already, when it was done.
            if (recovery.kind === 'restored' && recovery.rollback === undefined)
                return;
            if ((0,report_recovery/* isRecovered */.W9)(recovery))
                log.info((0,report_recovery/* describeRecovery */.xX)(recovery, redact));
            else
                log.warning((0,report_recovery/* describeRecovery */.xX)(recovery, redact));
        },
    };
}

;// CONCATENATED MODULE: ./src/report/narration/narrate-trouble.ts
/** Tells when Spice Cloud stops answering as it should, and when it answers again. */
function narrateTrouble({ log }) {
    let hadTrouble = false;
    return {
        troubleBegan(reason) {
            const text = `Spice Cloud does not answer as it should (${reason}). The run goes on for as long as it has time.`;
            // One annotation is enough to know of it; the log has every stretch.
            if (hadTrouble)
                log.info(text);
            else
                log.warning(text);
            hadTrouble = true;
        },
        troubleEnded() {
            log.info('Spice Cloud answers again.');
        },
    };
}

;// CONCATENATED MODULE: ./src/report/narration/narrate-verification.ts


/** Tells how what was deployed is checked: the runtime, its datasets, then the probes. */
function narrateVerification({ log, heartbeat }) {
    return {
        verifying() {
            log.startGroup('Verify');
            heartbeat.turnTo('looking for the runtime');
        },
        unverifiable(reason, probes) {
            // Of probes the verdict says so.
            if (probes.length === 0)
                log.info(`Verification was skipped: ${reason}.`);
        },
        idle() {
            log.info('The spicepod names no components: the runtime answers, and has nothing to be ready for.');
        },
        runtimeNotReady(reason) {
            heartbeat.turnTo('waiting for the runtime');
            heartbeat.tellWithTime(`The runtime is not ready yet: ${reason}`);
        },
        runtimeReady(tookMs) {
            heartbeat.turnTo('waiting for the datasets');
            heartbeat.tellWithTime(`The runtime is ready, after ${(0,progress/* formatDuration */.a3)(tookMs)}`);
        },
        datasetsSeen(progress) {
            heartbeat.turnTo(`datasets: ${progress}`);
            heartbeat.tellWithTime(`Datasets: ${progress}`);
        },
        probing(name) {
            heartbeat.turnTo(`asking the ${name} probe`);
        },
        probeEnded({ name, ok, durationMs, detail, error }) {
            const words = detail ?? error;
            const line = `${ok ? '✓' : '✗'} ${name} (${(0,pretty_ms/* default */.A)(durationMs)})`;
            heartbeat.tell(words ? `${line}: ${words}` : line, ok ? 'green' : 'red');
        },
    };
}

;// CONCATENATED MODULE: ./src/report/narration/narrate-writes.ts

/** Tells what is written to the app before it is deployed, and what is not. */
function narrateWrites({ log }) {
    return {
        otherName(given, { id, name }) {
            log.warning(`\`app-id\` ${id} is the app \`${name}\`, and \`app-name\` is \`${given}\`: the id counts. Correct or remove one of them.`);
        },
        createsBare() {
            log.warning('The app is created without a spicepod, and cannot be deployed without one: give it with `spicepod`.');
        },
        withoutTags() {
            log.info('The plan of the organization has no tags: the app goes without that of the repository.');
        },
        wrote(write) {
            log.info((0,writes/* describeWrite */.dd)(write));
        },
        unchanged(what) {
            log.info(`The app has ${what === 'tags' ? 'these tags' : 'this spicepod'} already: nothing to write.`);
        },
        connectedToGithub() {
            log.info('The app is connected to a GitHub repository and takes its spicepod from there: it was not pushed.');
        },
        notWritten() {
            log.warning('Tags, spicepod and secrets were left to that attempt: this one writes nothing. Where they have changed since, start the workflow anew instead of running it again.');
        },
    };
}

// EXTERNAL MODULE: ./src/report/plan.ts
var report_plan = __webpack_require__(1307);
;// CONCATENATED MODULE: ./src/report/narration/tell-verdict.ts

/** Tells what a run came to, as its last line; what is bad or good to know is an annotation, too. */
function tellVerdict(log, { outcome, verdict, appId, links, redact }) {
    if (outcome.kind === 'planned')
        tellPlan(log, outcome.plan, appId, redact);
    if (!verdict.isGood) {
        const text = [verdict.what, verdict.todo, links.join(' ')].filter(Boolean).join('\n');
        log.error(verdict.headline, text, verdict.location);
        return;
    }
    const [page] = links;
    if (outcome.kind === 'unverified')
        log.warning(verdict.what);
    if (outcome.kind === 'succeeded' && page)
        log.notice(verdict.headline, `${verdict.what} ${page}`);
    log.info([verdict.what, ...links].join(' '), 'green');
}
/** What a dry run found. */
function tellPlan(log, plan, appId, redact) {
    const { steps, diff } = (0,report_plan/* describePlan */.d)(plan, appId, redact);
    log.info('A run would:');
    for (const step of steps)
        log.info(`- ${step}`);
    if (diff.length > 0)
        log.group('Changes of the spicepod', diff);
}

;// CONCATENATED MODULE: ./src/report/narrator.ts








/** Tells in the log how a run begins and how it ends; what happens in between is told by a teller for each subject. */
class Narrator {
    /** They hear of the run, in any order. */
    tellers;
    #log;
    #heartbeat;
    #facts;
    #redact;
    constructor({ log, clock, facts, redact }) {
        this.#log = log;
        this.#facts = facts;
        this.#redact = redact;
        this.#heartbeat = new Heartbeat(log, clock);
        const subjects = [
            narrateWrites,
            narrateCreation,
            narrateDeployment,
            narrateVerification,
            narrateRecovery,
            narrateTrouble,
        ];
        this.tellers = subjects.map((narrate) => narrate({ log, heartbeat: this.#heartbeat, facts, redact }));
    }
    preparing() {
        this.#log.startGroup('Prepare');
        this.#heartbeat.turnTo('preparing');
        this.#heartbeat.start();
    }
    /** Something that people may want to know, and that changes nothing. */
    note(text) {
        if (text !== '')
            this.#log.info(text);
    }
    /** Something that people should act on. */
    warn(text) {
        if (text !== '')
            this.#log.warning(text);
    }
    /** A request to Spice Cloud, the runtime or GitHub, for those who debug. */
    exchanged({ method, where, status, tookMs, requestId, trouble }) {
        const what = status === undefined ? trouble : `HTTP ${status}`;
        const id = requestId === undefined ? '' : `, request ${requestId}`;
        this.#log.debug(`${method} ${where} → ${what} in ${Math.round(tookMs)} ms${id}`);
    }
    /** What comes next stands outside of all groups. */
    closing() {
        this.#heartbeat.stop();
        this.#log.endGroup();
    }
    /**
     * The verdict, outside of all groups and as the last line.
     *
     * @param links pages with more of it
     */
    concluded(outcome, verdict, links) {
        const { appId } = this.#facts();
        tellVerdict(this.#log, { outcome, verdict, appId, links, redact: this.#redact });
    }
}

// EXTERNAL MODULE: ./src/report/aftermath.ts
var aftermath = __webpack_require__(5834);
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
function renderOutputs(facts, redact) {
    const { appId, app, deployment, outcome, errorMessage } = facts;
    const hide = (text) => text && redact(text);
    const values = {
        'app-id': appId,
        'app-name': app?.name,
        'app-url': (0,report_facts/* appUrl */.RM)(facts),
        'deployment-id': deployment?.id,
        'deployment-status': deployment && ((0,report_status/* isDescribedStatus */.E)(deployment.status) ? deployment.status : hide(deployment.status)),
        'deployment-created-at': deployment?.created_at,
        'image-tag': hide(deployment && (deployment.image_tag ?? facts.imageTag)),
        replicas: deployment && (deployment.replicas ?? facts.replicas),
        'duration-seconds': outcome && (0,report_facts/* durationSeconds */.o8)(facts),
        deployment: deployment && toJson(deployment.raw, redact),
        outcome: outcome?.kind,
        'error-message': hide(errorMessage),
        'rollback-deployment-id': facts.rollback?.id,
        // Always there at the end, so that later steps can parse them.
        'test-results': (facts.verification || outcome) && toJson(facts.verification?.tests ?? [], redact),
        datasets: (facts.verification || outcome) && toJson(facts.verification?.datasets ?? [], redact),
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
            const isOwn = (key === 'status' && (0,report_status/* isDescribedStatus */.E)(member)) || (key.endsWith('_at') && isTime(member));
            return typeof member === 'string' && !isOwn ? redact(member) : member;
        });
    }
    catch {
        // Members that nobody described may be nested deeper than the stack is high.
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/report/stretches.ts
/** Writes down how a run spends its time, from what it tells of itself. */
class Stretches {
    #clock;
    #beganAt;
    #ended = [];
    /** When those began that go on. */
    #open = new Map();
    #readyMs;
    constructor(clock) {
        this.#clock = clock;
        this.#beganAt = clock.now();
    }
    waitingForTurn() {
        this.#begin('turn');
    }
    /** The deployment was seen, with this status. */
    seen(status) {
        this.#end('turn');
        switch (status) {
            case 'in_progress':
                this.#end('queued');
                this.#begin('in_progress');
                break;
            case 'succeeded':
            case 'failed':
                this.#end('queued');
                this.#end('in_progress');
                break;
            default:
                // What nobody described changes nothing of what goes on; at the start it is a kind of waiting.
                if (!this.#open.has('in_progress') || status === 'queued') {
                    this.#end('in_progress');
                    this.#begin('queued');
                }
        }
    }
    verifying() {
        this.#begin('ready');
    }
    /** It is not checked after all. */
    unverifiable() {
        this.#open.delete('ready');
    }
    runtimeReady() {
        this.#end('ready');
        this.#readyMs = this.#now();
    }
    /** They may load while the runtime gets ready, and are waited for from then on in any case. */
    datasetsSeen() {
        this.#begin('datasets', this.#readyMs);
    }
    /** @param durationMs 0 for one that was not asked */
    probeEnded(durationMs) {
        if (durationMs === 0)
            return;
        const startMs = Math.max(0, this.#now() - durationMs);
        // Nobody waited for the runtime where it is still open.
        this.#open.delete('ready');
        this.#end('datasets', startMs);
        this.#begin('probes', startMs);
    }
    verified() {
        for (const name of ['ready', 'datasets', 'probes'])
            this.#end(name);
    }
    recovering() {
        this.#begin('rollback');
    }
    recovered() {
        this.#end('rollback');
    }
    /** Ends what goes on, and gives them all in the order in which they began. */
    end() {
        for (const name of this.#open.keys())
            this.#end(name);
        return this.#ended.toSorted((one, other) => one.startMs - other.startMs);
    }
    #now() {
        return this.#clock.now() - this.#beganAt;
    }
    #begin(name, startMs = this.#now()) {
        if (!this.#open.has(name))
            this.#open.set(name, startMs);
    }
    #end(name, endMs = this.#now()) {
        const startMs = this.#open.get(name);
        if (startMs === undefined)
            return;
        this.#open.delete(name);
        this.#ended.push({ name, startMs, endMs: Math.max(startMs, endMs) });
    }
}

;// CONCATENATED MODULE: ./src/report/recorder.ts



/** Writes down what becomes known: for those who tell of it, and at once into outputs and state. */
class Recorder {
    #facts = {};
    #createdAt;
    #hasLostOne = false;
    #decided;
    #hasEnded = false;
    #clock;
    #files;
    #redact;
    #stretches;
    constructor({ clock, files, redact }) {
        this.#clock = clock;
        this.#files = files;
        this.#redact = redact;
        this.#stretches = new Stretches(clock);
    }
    get facts() {
        return this.#facts;
    }
    /** Takes in what has become known and writes the outputs that follow from it. */
    learn(facts) {
        if (this.#hasEnded)
            return;
        this.#facts = { ...this.#facts, ...facts, ...(facts.app && { app: this.#withoutCredentials(facts.app) }) };
        this.#files.writeOutputs(renderOutputs(this.#facts, this.#redact.all));
        // For the post step, which has nothing else to go by.
        const { appId, deployment } = this.#facts;
        if (appId !== undefined)
            this.#files.saveState('app-id', appId);
        if (deployment !== undefined)
            this.#files.saveState('deployment-id', deployment.id);
        this.#files.saveState('left-behind', (0,aftermath/* describeLeftBehindOf */.W0)(this.#facts));
    }
    /** The app comes as it is, since its spicepod may be put back: here only its name is shown. */
    #withoutCredentials(app) {
        return app.name ? { ...app, name: this.#redact.credentials(app.name) } : app;
    }
    /** The end of the record: what is heard later changes nothing any more. */
    end(outcome) {
        const deployment = 'deployment' in outcome ? outcome.deployment : undefined;
        this.learn({ outcome, stretches: this.#stretches.end(), ...(deployment && { deployment }) });
    }
    close(errorMessage) {
        this.learn({ errorMessage });
        this.#hasEnded = true;
    }
    /** What a run came to that is cut off now. */
    cutOff() {
        return this.#decided ?? { kind: 'cancelled', deployment: this.#facts.deployment };
    }
    writing(write) {
        this.learn({ pendingWrite: write });
    }
    wrote(write) {
        const { writes = [] } = this.#facts;
        this.learn({ writes: [...writes, write], pendingWrite: undefined });
    }
    withdrawn() {
        this.learn({ pendingWrite: undefined });
    }
    creating() {
        this.learn({ isRequested: true });
    }
    waitingForTurn() {
        this.#stretches.waitingForTurn();
        // The request was turned down: nothing of ours is under way, unless one got lost before.
        this.learn({ isRequested: this.#hasLostOne });
    }
    createLost() {
        this.#hasLostOne = true;
    }
    attached(_deployment, _why, ageMs) {
        this.#createdAt = this.#clock.now() - ageMs;
        // These were asked for nowhere.
        this.learn({ isAttached: true, channel: undefined, replicas: undefined, imageTag: undefined });
    }
    seen(deployment) {
        this.#stretches.seen(deployment.status);
        this.#createdAt ??= this.#clock.now();
        this.learn({ deployment, elapsedMs: this.#clock.now() - this.#createdAt });
    }
    verifying() {
        this.#stretches.verifying();
    }
    unverifiable(reason, probes) {
        this.#stretches.unverifiable();
        const error = `Not asked: ${reason}.`;
        const tests = probes.map(({ kind }) => ({ name: kind, ok: false, durationMs: 0, error }));
        if (tests.length > 0) {
            this.#learnCheck({ tests });
        }
    }
    runtimeReady() {
        this.#stretches.runtimeReady();
    }
    datasetsSeen(_progress, datasets) {
        this.#stretches.datasetsSeen();
        this.#learnCheck({ datasets });
    }
    probeEnded(test) {
        this.#stretches.probeEnded(test.durationMs);
        this.#learnCheck({ tests: [...(this.#facts.verification?.tests ?? []), test] });
    }
    /** What is known of a verification that goes on. */
    #learnCheck(known) {
        const soFar = { tests: [], datasets: [], problems: [] };
        this.learn({ verification: { ...soFar, ...this.#facts.verification, ...known } });
    }
    verified(verification) {
        this.#stretches.verified();
        this.learn({ verification });
    }
    decided(outcome) {
        this.#decided = outcome;
    }
    logTail(lines) {
        if (lines.length > 0)
            this.learn({ logTail: lines });
    }
    recovering(mode) {
        this.#stretches.recovering();
        this.learn({ recovering: mode });
    }
    restored() {
        this.learn({ isRestored: true });
    }
    rollbackAsked() {
        this.learn({ isRollbackAsked: true });
    }
    rollbackSeen(deployment) {
        this.learn({ rollback: deployment });
    }
    recovered(recovery) {
        this.#stretches.recovered();
        this.learn({ recovery });
    }
}

;// CONCATENATED MODULE: ./src/report/report.ts








/** Tells of a run: log and outputs while it goes on, summary and verdict at its end. */
class Report {
    /** Hears of the run. */
    listener;
    /** Tells in the log what nobody has to keep. */
    narrator;
    #recorder;
    #files;
    #env;
    #redact;
    /** Tells the pull request, where that is wanted. */
    comment;
    #ending;
    constructor(secrets, clock, env) {
        const redact = (text) => secrets.redact(text);
        const log = new report_log/* Log */.t(secrets, !env.NO_COLOR);
        this.#files = new files/* Files */.s(log);
        this.#env = env;
        this.#redact = redact;
        const credentials = (text) => secrets.redactCredentials(text);
        this.#recorder = new Recorder({ clock, files: this.#files, redact: { all: redact, credentials } });
        this.narrator = new Narrator({ log, clock, facts: () => this.facts, redact });
        // Written down first, so that what is told can go by it.
        this.listener = broadcast([this.#recorder, ...this.narrator.tellers]);
    }
    get facts() {
        return this.#recorder.facts;
    }
    /** Takes in what the inputs say. */
    learn(facts) {
        this.#recorder.learn(facts);
    }
    /** What a run came to that is cut off now. */
    cutOff() {
        return this.#recorder.cutOff();
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
        this.#recorder.end(outcome);
        const verdict = conclude(outcome, this.facts, this.#redact);
        this.#recorder.close(verdict.errorMessage);
        const { deployment, isRequested = false } = this.facts;
        // After a cancellation the post step takes another look, since it has the time.
        if (outcome.kind !== 'cancelled' || (deployment === undefined && !isRequested)) {
            this.#files.saveState('ended', 'true');
        }
        const context = { repositoryUrl: repositoryUrl(this.#env), redact: this.#redact };
        // Loaded here, like all that is only needed at the end: a start should not have to wait for it.
        const { renderSummary } = await __webpack_require__.e(/* import() */ 168).then(__webpack_require__.bind(__webpack_require__, 1168));
        await this.#files.appendSummary(renderSummary(this.facts, verdict, context));
        this.narrator.closing();
        // After all that counts has been written: it may take its time.
        const news = await this.comment?.(this.facts, verdict);
        if (news?.isProblem)
            this.narrator.warn(news.text);
        else
            this.narrator.note(news?.text ?? '');
        const links = [(0,report_facts/* appUrl */.RM)(this.facts), runUrl(this.#env)];
        this.narrator.concluded(outcome, verdict, links.filter((link) => link !== undefined));
        return verdict.isGood;
    }
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
















/**
 * Deploys, and passes or fails the job. The only place that decides how the process ends.
 *
 * @param cancelled settles when the runner puts an end to the step
 */
async function run(env, cancelled) {
    const secrets = new src_secrets/* Secrets */.S(core/* setSecret */.Pq);
    (0,src_inputs/* maskCredentials */.Bs)(secrets);
    const report = new Report(secrets, time/* systemClock */.ml, env);
    const cut = { halt: new AbortController(), hurry: new AbortController() };
    endWhenCancelled(cancelled, report, cut);
    let outcome;
    try {
        const { text, appId } = (0,src_inputs/* readSecretsInput */.SR)();
        if (/^[1-9]\d{0,14}$/.test(appId))
            report.learn({ appId: Number(appId) });
        outcome = await run_tellStory(await (0,app_secrets/* readSecrets */.q)(text, secrets, appId), { secrets, report, env, cut });
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
async function run_tellStory(appSecrets, { secrets, report, env, cut }) {
    const payload = (0,context/* readPayload */.rD)(env);
    const inputs = (0,src_inputs/* readInputs */.Ko)(secrets, (0,context/* whyNoSecrets */.hP)(payload, env));
    const { appId, timeoutMs, onSuperseded, onFailure, channel, replicas, imageTag } = inputs;
    const org = inputs.org ?? env.GITHUB_REPOSITORY?.split('/')[0];
    report.learn({ appId, timeoutMs, onSuperseded, onFailure, channel, replicas, imageTag, org });
    report.narrator.preparing();
    const redactAll = (text) => secrets.redact(text);
    const clock = time/* systemClock */.ml;
    const trace = (fetch) => traced(fetch, clock.now, (exchange) => report.narrator.exchanged(exchange));
    const probes = readProbes(inputs.probes, redactAll);
    const isWatching = inputs.deploymentId !== undefined;
    const changes = isWatching
        ? noChanges
        : await readChanges({ ...inputs, secrets: appSecrets }, env, redactAll);
    if (isWatching)
        report.narrator.note(tellOfUnused(inputs));
    report.narrator.note(changes.whyNoSpicepod);
    report.narrator.warn(warnOfEmpty(changes.secrets));
    if (onFailure !== 'none' && !inputs.waitForCompletion) {
        report.narrator.warn('`on-failure` has no effect with `wait-for-completion: false`: nobody sees the failure.');
    }
    await (0,proxy/* useProxyFromEnvironment */.F)(env);
    // From here on a run has something to tell a pull request: what it was given is good.
    report.comment = createCommenter({
        inputs,
        payload,
        env,
        redact: redactAll,
        trace,
        signal: cut.hurry.signal,
    });
    const fetch = trace(haltable(globalThis.fetch, cut.halt.signal));
    const api = (0,connect/* connect */.N)(inputs, { secrets, listener: report.listener, fetch, clock });
    const redact = (text) => secrets.redactCredentials(text);
    const order = { inputs, changes, probes, payload };
    return deploy(order, {
        api,
        clock,
        random: Math.random,
        env,
        fetch,
        trace,
        redact,
        redactAll,
        hide: (credential) => secrets.addCredential(credential),
        listener: report.listener,
    });
}
/** @throws InputError */
function readProbes(given, redact) {
    const { probes, problems } = parseProbes(given, redact);
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems);
    return probes;
}
/** What only watches writes nothing, whatever is given. */
function tellOfUnused(inputs) {
    const { tags, spicepod, channel, replicas, imageTag, debug, branch, commitSha, commitMessage } = inputs;
    const given = {
        'create-app-if-missing': inputs.newApp,
        tags,
        // Which is there where nobody has given it.
        spicepod: spicepod !== src_inputs/* defaultSpicepod */.Hq && spicepod,
        secrets: (0,src_inputs/* readSecretsInput */.SR)().text,
        channel,
        replicas,
        'image-tag': imageTag,
        debug,
        branch,
        'commit-sha': commitSha,
        'commit-message': commitMessage,
        'on-failure': inputs.onFailure !== 'none',
    };
    const names = Object.entries(given).flatMap(([name, value]) => (value ? [`\`${name}\``] : []));
    if (names.length === 0)
        return '';
    return `\`deployment-id\` only watches: without effect ${names.length > 1 ? 'are' : 'is'} ${names.join(', ')}.`;
}
/** An expression that names a secret which GitHub does not have is empty, and nothing else tells. */
function warnOfEmpty(secrets) {
    const names = secrets.flatMap(({ name, value }) => value === '' || value === 'null' ? [`\`${name}\``] : []);
    if (names.length === 0)
        return '';
    return `\`secrets\` gives no value for ${names.join(', ')}. If it comes from a GitHub secret: does that exist, and may this workflow read it?`;
}
/** What a cancelled run may spend on its comment, in milliseconds: the last line of the log comes after it. */
const commentMs = 1500;
/** The runner gives a cancelled step some seconds: enough to say where things stand, not to wait for them. */
async function endWhenCancelled(cancelled, report, { halt, hurry }) {
    await cancelled;
    halt.abort();
    setTimeout(() => hurry.abort(), commentMs);
    // A run that is just ending ends as it was about to.
    const isGood = await report.end(report.cutOff());
    process.exit(isGood ? 0 : 1);
}
function describeDefect(error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `the action met an error that it does not know; please report it.\n${detail}`;
}


/***/ }),

/***/ 5875:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ findSource)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./src/commit.ts
var commit = __webpack_require__(6390);
;// CONCATENATED MODULE: ./src/commit-message.ts


/** What GitHub's own time, a slow disk and a firewall may cost together, in milliseconds. */
const budgetMs = 3000;
const maxCharacters = 4000;
/**
 * Finds the message of a commit: from the event, else from the checkout, else from GitHub, else the title of the
 * pull request. Nothing takes longer than a few seconds.
 *
 * @param commitSha the commit that is deployed, which an input may have set to another than the event's
 */
async function findCommitMessage(commitSha, { event, folder, env, githubToken, trace, deadline, redact }) {
    const isEventsCommit = commitSha === undefined || (event.commitSha !== undefined && (0,commit/* isSameCommit */.sw)(commitSha, event.commitSha));
    if (isEventsCommit && event.commitMessage !== undefined)
        return tidyMessage(event.commitMessage, redact);
    const signal = AbortSignal.timeout(Math.floor(Math.min(budgetMs, deadline.remainingMs())));
    // Anything but a commit id could be read as an option or a path further down.
    const isId = commitSha !== undefined && (0,commit/* isCommitId */.jh)(commitSha);
    const found = isId
        ? ((await readFromCheckout(commitSha, folder, env, signal)) ??
            (await readFromGitHub(commitSha, env, githubToken, signal, trace)))
        : undefined;
    return tidyMessage(found ?? (isEventsCommit ? event.title : undefined), redact);
}
/** A message as it is sent: whole, at most 4,000 characters, nothing rather than blank. */
function tidyMessage(message, redact) {
    const trimmed = redact(message ?? '').trimEnd();
    // Characters, not halves of them.
    const characters = Array.from(trimmed);
    const kept = characters.length > maxCharacters ? characters.slice(0, maxCharacters).join('').trimEnd() : trimmed;
    return kept === '' ? undefined : kept;
}
async function readFromCheckout(sha, folder, env, signal) {
    try {
        // Loaded here, since most events have the message.
        const { execFile } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 1421, 23));
        const { stdout } = await (0,external_node_util_.promisify)(execFile)('git', ['log', '-1', '--no-show-signature', '--format=%B', sha, '--'], {
            cwd: folder,
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
async function readFromGitHub(sha, env, token, signal, trace) {
    if (token === undefined || signal.aborted)
        return undefined;
    try {
        // Loaded here, since most runs have the message already.
        const [{ readCommitMessage }, { openRepository }] = await Promise.all([
            __webpack_require__.e(/* import() */ 238).then(__webpack_require__.bind(__webpack_require__, 9238)),
            __webpack_require__.e(/* import() */ 651).then(__webpack_require__.bind(__webpack_require__, 651)),
        ]);
        const repository = await openRepository(token, env, signal, trace);
        return repository && (await readCommitMessage(repository, sha));
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: ./src/context.ts
var context = __webpack_require__(788);
;// CONCATENATED MODULE: ./src/source.ts



/**
 * Finds what is deployed: what the inputs say, else the event. It never rejects, because it is started early and awaited
 * late: a run that ends in between would leave its rejection to nobody, which ends the process.
 */
async function findSource(given, { payload, env, deadline, trace, redact }) {
    const event = (0,context/* eventSource */.KN)(payload, env);
    const commitSha = given.commitSha ?? event.commitSha;
    const source = { branch: given.branch ?? event.branch, commitSha };
    try {
        const commitMessage = tidyMessage(given.commitMessage, redact) ??
            (await findCommitMessage(commitSha, {
                event,
                folder: (0,external_node_path_.resolve)(env.GITHUB_WORKSPACE ?? '.', given.workingDirectory),
                env,
                githubToken: given.githubToken,
                deadline,
                trace,
                redact,
            }));
        return { ...source, commitMessage };
    }
    catch {
        // A deployment does without a message.
        return source;
    }
}


/***/ }),

/***/ 1692:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ prettyMilliseconds)
});

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


/***/ })

};
