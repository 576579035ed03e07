export const id = 507;
export const ids = [507];
export const modules = {

/***/ 6507:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Examination: () => (/* binding */ Examination)
});

// EXTERNAL MODULE: ./src/inputs/spicepod-value.ts
var spicepod_value = __webpack_require__(3204);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
// EXTERNAL MODULE: ./src/platform/clock.ts
var clock = __webpack_require__(3037);
// EXTERNAL MODULE: ./src/platform/http-errors.ts
var http_errors = __webpack_require__(127);
// EXTERNAL MODULE: ./src/platform/json.ts
var json = __webpack_require__(2253);
// EXTERNAL MODULE: ./src/runtime/client.ts
var client = __webpack_require__(3153);
// EXTERNAL MODULE: ./src/runtime/locate.ts
var locate = __webpack_require__(5232);
// EXTERNAL MODULE: ./src/inputs/component-names.ts
var component_names = __webpack_require__(4427);
;// CONCATENATED MODULE: ./src/doctor/log-events.ts
/** Longer lines are cut before anything looks at them: logs are other people's text. */
const maxLineLength = 2000;
/** Lines of one event that are kept: enough for a list of secrets. */
const maxLinesOfEvent = 500;
const header = /^(?:(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))\s+)?(TRACE|DEBUG|INFO|WARN|ERROR)\s+(.*)$/;
const startsWithTime = /^\d{4}-\d\d-\d\dT/;
const modulePath = /^([a-z_]\w*(?:::[a-z_]\w*)*):\s/;
/**
 * The events of a log, oldest first. Lines before the first event are the end of one that was cut off: it is passed on
 * as `orphans` and no event, since its level is unknown.
 */
function* readEvents(lines, onOrphan = () => { }) {
    // In a log with times, a line without one is never the start of an event, whatever it looks like.
    const isTimed = lines.some((line) => startsWithTime.test(stripControls(line.slice(0, 200)).trimStart()));
    let event;
    for (const line of plainLines(lines)) {
        const start = readHeader(line, isTimed);
        if (start !== undefined) {
            if (event !== undefined)
                yield event;
            event = start;
        }
        else if (event === undefined)
            onOrphan(line);
        else if (event.more.length < maxLinesOfEvent)
            event.more.push(line);
    }
    if (event !== undefined)
        yield event;
}
function readHeader(line, isTimed) {
    const [, time, level, rest = ''] = header.exec(line) ?? [];
    if (level === undefined) {
        // The line of somebody else: what follows it does not belong to the event before.
        return startsWithTime.test(line)
            ? { level: 'TRACE', timeMs: undefined, module: '', text: line, more: [] }
            : undefined;
    }
    const [prefix = '', module = ''] = modulePath.exec(rest) ?? [];
    if (time === undefined && (isTimed || module === ''))
        return undefined;
    const timeMs = time === undefined ? Number.NaN : Date.parse(time);
    return {
        level: level,
        timeMs: Number.isNaN(timeMs) ? undefined : timeMs,
        module,
        text: rest.slice(prefix.length),
        more: [],
    };
}
/** A line may hold several, since nothing promises otherwise. Empty ones say nothing. */
function* plainLines(lines) {
    for (const line of lines) {
        for (let start = 0; start <= line.length;) {
            const end = line.indexOf('\n', start);
            const stop = end === -1 ? line.length : end;
            if (stop > start) {
                yield stripControls(line.slice(start, Math.min(stop, start + maxLineLength))).trimEnd();
            }
            start = stop + 1;
        }
    }
}
const escapes = 
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed.
/(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
function stripControls(text) {
    return text.replace(escapes, '').replace(controls, '');
}
/** Text of others without what a terminal or the runner obeys, which could also stand in the middle of a secret. */
function plainText(text) {
    return stripControls(text).replace(/\p{Bidi_Control}/gu, '');
}
/**
 * Text of a log on one line, in the length that people read. It is a copy, since part of a string keeps all of it in
 * memory.
 */
function toSentence(text, maxLength = 300) {
    const plain = stripControls(text.slice(0, 2 * maxLength + maxLineLength))
        .replace(/\s+/g, ' ')
        .trim();
    const short = plain.length > maxLength ? `${plain.slice(0, maxLength - 1)}…` : plain;
    return Buffer.from(short).toString();
}

;// CONCATENATED MODULE: ./src/doctor/components.ts




const components_name = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* nonEmpty */.hq());
/** The runtime leaves the status out for what is fine. */
const components_status = dist/* fallback */.NpB(dist/* string */.YjP(), 'Ready');
const error_message = dist/* fallback */.NpB(dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* nonEmpty */.hq())), undefined);
const acceleration_enabled = dist/* fallback */.NpB(dist/* optional */.lqM(dist/* boolean */.zMY()), undefined);
/** Response of `/v1/datasets?status=true`. */
const RuntimeDatasets = (0,json/* listOf */.c3)(dist/* object */.Ikc({ name: components_name, status: components_status, error_message, acceleration_enabled }));
const models = (0,json/* listOf */.c3)(dist/* object */.Ikc({ id: dist/* optional */.lqM(components_name), name: dist/* optional */.lqM(components_name), status: components_status, error_message }));
/** Response of `/v1/models?status=true`: a list, or an object with one. */
const RuntimeModels = dist/* pipe */.FsL(dist/* union */.KCZ([
    models,
    dist/* pipe */.FsL(dist/* object */.Ikc({ data: models }), dist/* transform */.pdi(({ data }) => data)),
]), dist/* transform */.pdi((list) => list.flatMap(({ id, name = id, ...rest }) => (name === undefined ? [] : [{ name, ...rest }]))));
/** Polls further apart do not show that nothing changed between them. */
const maxGapMs = 60_000;
const maxComponents = 5000;
function observeComponents(before, polled, atMs) {
    return new Map(polled.slice(0, maxComponents).map(({ name, status, error_message = '', acceleration_enabled }) => {
        const known = before?.get(name);
        const word = toSentence(status, 40);
        const isUnbroken = known?.status.toLowerCase() === word.toLowerCase() && atMs - known.lastMs <= maxGapMs;
        const state = {
            status: word,
            sinceMs: isUnbroken ? known.sinceMs : atMs,
            lastMs: atMs,
            message: toSentence(error_message),
            accelerated: acceleration_enabled,
        };
        return [name, state];
    }));
}
const fine = new Set(['ready', 'refreshing', 'disabled']);
function isFine({ status }) {
    return fine.has(status.toLowerCase());
}
const maxNamesInProgress = 5;
/** The components that are not ready, including those of the spicepod that the runtime does not list. */
function findWaiting(instance, nowMs, spicepod) {
    return [
        ...findWaitingOf('dataset', instance.datasets, instance.log, nowMs, spicepod),
        ...findWaitingOf('model', instance.models, instance.log, nowMs, spicepod),
    ];
}
function findWaitingOf(kind, listed, log, nowMs, { components }) {
    if (listed === undefined)
        return [];
    // The list of models has the embeddings as well; those that it lacks are none of it.
    const kinds = kind === 'model' ? ['model', 'embedding'] : ['dataset'];
    const findOurs = (0,component_names/* finderByName */.xn)(components.filter((each) => kinds.includes(each.kind)));
    const isListed = (0,component_names/* isListedIn */.dR)(listed.keys());
    const explain = (name) => (kind === 'dataset' ? explainDataset(log, name) : undefined);
    const notReady = [...listed].flatMap(([theirs, component]) => {
        const known = findOurs(theirs);
        if (isFine(component) || known?.onDemand === true)
            return [];
        const name = known?.name ?? theirs;
        const message = component.message || explain(name);
        return [
            {
                kind: known?.kind === 'embedding' ? 'embedding' : kind,
                name,
                state: component.status,
                forMs: Math.max(0, nowMs - component.sinceMs),
                ...(message && { message }),
            },
        ];
    });
    const missing = components
        .filter((each) => each.kind === kind && !each.onDemand && !isListed(each.name))
        .map(({ name }) => {
        const message = explain(name);
        return { kind, name, state: 'Missing', ...(message && { message }) };
    });
    return [...notReady, ...missing];
}
/** Why a dataset is not ready, as far as the log tells. */
function explainDataset({ explanations, findings }, name) {
    const dropped = [...findings.values()].find((each) => each.kind === 'dataset' && each.name === name);
    return explanations.get(name) ?? dropped?.message;
}
/** `instance loading · datasets 3/5 ready (fares: Initializing) · models 1/1 ready` */
function describeProgress({ status, datasets, models }, waiting) {
    const share = (noun, listed, those) => {
        const ready = [...(listed?.values() ?? [])].filter(isFine).length;
        const all = ready + those.length;
        return listed === undefined || all === 0 ? [] : [`${noun} ${ready}/${all} ready${describeNames(those)}`];
    };
    const { dataset = [], model = [] } = Object.groupBy(waiting, ({ kind }) => kind === 'dataset' ? 'dataset' : 'model');
    return [
        `instance ${toSentence(status ?? 'starting', 40)}`,
        ...share('datasets', datasets, dataset),
        ...share('models', models, model),
    ].join(' · ');
}
function describeNames(waiting) {
    if (waiting.length === 0)
        return '';
    const names = waiting.map(({ name, state }) => `${toSentence(name, 60)}: ${state}`);
    const more = names.length - maxNamesInProgress;
    return ` (${[...names.slice(0, maxNamesInProgress), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')})`;
}

;// CONCATENATED MODULE: ./src/doctor/instance-list.ts



// Every member of what the data plane says may be missing, and nothing is certain.
const instance_list_text = dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* string */.YjP()), null);
const instance_list_boolean = dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* boolean */.zMY()), null);
const Pod = dist/* object */.Ikc({
    name: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[A-Za-z0-9][\w.-]{0,252}$/)),
    phase: instance_list_text,
    startTime: instance_list_text,
    spicedStatus: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* object */.Ikc({ health: instance_list_text, ready: instance_list_boolean, terminating: instance_list_boolean })), null),
    annotations: dist/* fallback */.NpB(dist/* nullish */.cl6(dist/* object */.Ikc({ 'spice.ai/deployment-id': instance_list_text })), null),
});
/** Response of `/v1/spice_runtime` of the data plane. A runtime outside of Spice Cloud has no `status`. */
const Pods = dist/* pipe */.FsL(dist/* object */.Ikc({ status: dist/* object */.Ikc({ podStatuses: (0,json/* listOf */.c3)(Pod) }) }), dist/* transform */.pdi(({ status }) => status.podStatuses.map((pod) => ({
    name: pod.name,
    status: wordOf(pod),
    startedAtMs: (0,clock.parseTime)(pod.startTime),
    deploymentId: pod.annotations?.['spice.ai/deployment-id'] ?? undefined,
}))));
/** The word that Spice Cloud has for the state of an instance. Source: its command line client. */
function wordOf({ phase, spicedStatus }) {
    const hasFailed = phase === 'Failed';
    if (!spicedStatus)
        return hasFailed ? 'failed' : 'deploying';
    if (spicedStatus.terminating)
        return 'terminating';
    if (hasFailed)
        return 'failed';
    if (!spicedStatus.ready)
        return 'loading';
    return spicedStatus.health?.toLowerCase() === 'unhealthy' ? 'unhealthy' : 'ready';
}
/** How far the clock of an instance may be behind that of Spice Cloud. */
const maxSkewMs = 5 * 60_000;
function serves({ status }) {
    return status === 'ready' || status === 'unhealthy';
}
/**
 * The instances of a deployment, the newest first: those that name it. If none names any, those that started after it
 * was created.
 *
 * @param served those that served at the first look, since they are old ones if they started before; undefined if
 *   other deployments may have new instances, too
 */
function findOwn(listed, { id, created_at }, served) {
    const hasIds = listed.some(({ deploymentId }) => deploymentId !== undefined);
    const createdAtMs = (0,clock.parseTime)(created_at);
    const isOwn = ({ name, startedAtMs, deploymentId }) => {
        if (hasIds)
            return deploymentId === String(id);
        if (served === undefined || startedAtMs === undefined || createdAtMs === undefined)
            return false;
        return startedAtMs >= createdAtMs - (served.has(name) ? 0 : maxSkewMs);
    };
    const startOf = ({ startedAtMs = Number.MAX_VALUE }) => startedAtMs;
    return listed.filter(isOwn).sort((one, other) => startOf(other) - startOf(one));
}

;// CONCATENATED MODULE: ./src/doctor/instance.ts











/** Requests of one look. Looks are 15 s apart. */
const maxRequests = 8;
const maxLookMs = 10_000;
const maxRequestMs = 5000;
const usualTail = 300;
/** If a list of secrets was cut. */
const longTail = 2000;
const maxListed = 50;
/**
 * Reads the instances of one deployment. Nothing that fails does any harm: there is less to say then. At most eight
 * requests a look, each of them made once.
 */
class InstanceReader {
    #options;
    /** Of the last look, those to the Management API. */
    apiRequests = 0;
    /** Of this look: how many requests are left, when it has to end, and how much of a log it reads. */
    #left = 0;
    #endsAtMs = 0;
    #tail = usualTail;
    #runtime = 'unknown';
    /** The data plane lists no instances. */
    #hasNoPods = false;
    #maxTail = Number.POSITIVE_INFINITY;
    /** Those that served at the first look. */
    #servedAtFirst;
    /** The data plane answers for the instance that a request names. */
    #isPinned = false;
    #turn = 0;
    constructor(options) {
        this.#options = options;
    }
    /**
     * @param isLong whether to read more of the log
     * @returns undefined if there is no list of instances
     */
    async read(isLong) {
        this.apiRequests = 0;
        this.#left = maxRequests;
        this.#endsAtMs = this.#options.run.clock.now() + maxLookMs;
        this.#tail = isLong ? longTail : usualTail;
        const listed = (await this.#listPods()) ?? (await this.#listInstances());
        if (listed === undefined)
            return undefined;
        const ours = this.#findOurs(listed);
        const [newest, ...others] = ours;
        if (newest === undefined)
            return { ours: [], areAll: false };
        const areAll = ours.length === listed.length;
        const poll = await this.#readNewest(newest, areAll);
        // One of the others at a time: what keeps them from their end is the same.
        const next = others[this.#turn++ % Math.max(1, others.length)];
        const log = next && this.#left > 1 ? await this.#readLog(next.name) : undefined;
        const rest = others.map(({ name, status }) => ({
            name,
            status,
            ...(name === next?.name && { logLines: log }),
        }));
        return { ours: [poll, ...rest], areAll };
    }
    #findOurs(listed) {
        const { deployment, isAlone } = this.#options;
        this.#servedAtFirst ??= new Set(listed.filter(serves).map(({ name }) => name));
        return findOwn(listed, deployment, isAlone() ? this.#servedAtFirst : undefined);
    }
    async #readNewest({ name, status }, areAll) {
        const [logLines, components] = await Promise.all([
            this.#readLog(name),
            this.#readComponents(name, areAll),
        ]);
        return { name, status, logLines, ...components };
    }
    /** Lists count only once it is certain that they are those of the instance, and not of one that serves. */
    async #readComponents(name, areAll) {
        const readDatasets = (instance) => this.#readList('/v1/datasets?status=true', RuntimeDatasets, instance);
        const needsProof = !this.#isPinned && !areAll;
        const before = needsProof ? await readDatasets() : undefined;
        const datasets = await readDatasets(name);
        if (needsProof &&
            before !== undefined &&
            datasets !== undefined &&
            !(0,external_node_util_.isDeepStrictEqual)(before, datasets)) {
            // The list of the serving instance may change, but not there and back again in such a row.
            const [again, after] = [await readDatasets(name), await readDatasets()];
            this.#isPinned = (0,external_node_util_.isDeepStrictEqual)(datasets, again) && (0,external_node_util_.isDeepStrictEqual)(before, after);
        }
        if (!this.#isPinned && !areAll)
            return {};
        return { datasets, models: await this.#readList('/v1/models?status=true', RuntimeModels, name) };
    }
    /** If the rate limit runs low, from the data plane, which has none. */
    async #readLog(name) {
        const { api, redact } = this.#options.run;
        const isLow = api.minIntervalMs() > 0;
        const path = `/v1/spice_runtime/pods/${name}/logs?tailLines=${this.#tail}`;
        const response = isLow ? await this.#askRuntime(path) : undefined;
        const text = response?.status === 200 ? response.text : await this.#readLogOfApi(name);
        // Together, since a secret may have several lines; and before anything is cut, since half of one is no secret.
        return text === undefined ? undefined : redact(plainText(text)).split('\n');
    }
    async #readLogOfApi(name) {
        const { run, appId, signal } = this.#options;
        const readTail = (tail) => this.#ask((deadline) => run.api.getInstanceLogs(appId, name, tail, deadline, signal));
        const tail = Math.min(this.#tail, this.#maxTail);
        let lines = await readTail(tail);
        if (lines instanceof errors/* RefusalError */.XQ) {
            const { maxTail } = lines.refusal;
            if (maxTail === undefined || maxTail >= tail)
                return undefined;
            this.#maxTail = maxTail;
            lines = await readTail(maxTail);
        }
        return lines === undefined || lines instanceof errors/* RefusalError */.XQ ? undefined : lines.join('\n');
    }
    async #listInstances() {
        const { run, appId, signal } = this.#options;
        const list = await this.#ask((deadline) => run.api.listInstances(appId, deadline, signal));
        if (list === undefined || list instanceof errors/* RefusalError */.XQ)
            return undefined;
        return list.slice(0, maxListed).map(({ name, status, started_at }) => ({
            name,
            status: status?.toLowerCase(),
            startedAtMs: (0,clock.parseTime)(started_at),
        }));
    }
    async #listPods() {
        if (this.#hasNoPods)
            return undefined;
        return (await this.#readRuntime('/v1/spice_runtime', Pods))?.slice(0, maxListed);
    }
    async #readList(path, schema, instance) {
        const { redact } = this.#options.run;
        const clean = (text) => redact(plainText(text));
        const list = await this.#readRuntime(path, schema, instance);
        return list?.map(({ name, status, error_message, ...rest }) => ({
            name: clean(name),
            status: clean(status),
            ...(error_message !== undefined && { error_message: clean(error_message) }),
            ...rest,
        }));
    }
    /** @param instance the one that has to answer; by default one that serves */
    async #readRuntime(path, schema, instance) {
        const response = await this.#askRuntime(path, instance);
        if (response === undefined)
            return undefined;
        const parsed = dist/* safeParse */.xLC(schema, response.status === 200 ? (0,json/* parseJson */.qF)(response.text) : undefined);
        if (parsed.success)
            return parsed.output;
        // What an older data plane does not have, it will not have later.
        const isLasting = [200, 401, 403, 404, 405, 501].includes(response.status);
        if (path === '/v1/spice_runtime' && isLasting)
            this.#hasNoPods = true;
        return undefined;
    }
    async #askRuntime(path, instance) {
        if (this.#runtime === 'unknown')
            this.#runtime = await this.#connect();
        const runtime = this.#runtime;
        if (runtime === undefined || runtime === 'unknown')
            return undefined;
        const headers = {
            accept: 'application/json, text/plain',
            ...(instance !== undefined && { 'SCP-Target-Instance': instance }),
        };
        const response = await this.#quietly((deadline) => runtime.send({ path, headers }, Math.max(1, deadline.remainingMs())));
        return response instanceof errors/* RefusalError */.XQ ? undefined : response;
    }
    async #connect() {
        const { run, appId, app, signal } = this.#options;
        const { api, inputs, redact, hide, fetch } = run;
        const url = (0,locate/* findRuntimeUrl */.P)(app(), inputs);
        if (url === undefined)
            return undefined;
        const keys = await this.#ask((deadline) => api.getApiKeys(appId, deadline, signal));
        if (keys === undefined)
            return 'unknown';
        if (keys instanceof errors/* RefusalError */.XQ)
            return undefined;
        for (const key of keys)
            hide(key);
        const [key] = keys;
        const fetchUntilStopped = (input, init) => fetch(input, { ...init, signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]) });
        return key === undefined ? undefined : (0,client/* createRuntimeClient */.on)({ url, key, redact, fetch: fetchUntilStopped });
    }
    /** A request to the Management API. */
    #ask(request) {
        if (this.#left > 0)
            this.apiRequests++;
        return this.#quietly(request);
    }
    /** @returns undefined if no answer came, or there was no request left */
    async #quietly(request) {
        const { signal, run } = this.#options;
        if (this.#left <= 0 || signal.aborted)
            return undefined;
        this.#left--;
        const restMs = Math.max(0, this.#endsAtMs - run.clock.now());
        try {
            return await request((0,clock.deadlineIn)(Math.min(maxRequestMs, restMs), run.clock));
        }
        catch (error) {
            if (error instanceof errors/* RefusalError */.XQ)
                return error;
            const isExpected = signal.aborted ||
                error instanceof errors/* NoResponseError */.hg ||
                error instanceof http_errors/* UnusableResponseError */.xm ||
                error instanceof http_errors/* ConnectionError */.Rc;
            if (isExpected)
                return undefined;
            throw error;
        }
    }
}

// EXTERNAL MODULE: ./node_modules/pretty-ms/index.js + 1 modules
var pretty_ms = __webpack_require__(1692);
// EXTERNAL MODULE: ./src/problem.ts
var problem = __webpack_require__(4008);
;// CONCATENATED MODULE: ./src/doctor/advice.ts
/** The first that fits is used, so the special come before the general. */
const causes = [
    {
        texts: ['insufficient_quota', 'exceeded your current quota'],
        advice: 'The quota of the model provider is used up. Add credit there, or use the key of another account, then deploy again.',
    },
    {
        texts: ['invalid_api_key', 'incorrect api key', 'invalid x-api-key'],
        advice: "The model provider rejected the key. Update the secret with the provider's key, then deploy again.",
    },
    {
        texts: ['includes a non-existent path'],
        advice: 'Spice Cloud has no local files. Use a model source that it can reach, such as Hugging Face or S3.',
    },
    {
        texts: ['unable to determine model type'],
        advice: 'Check `from` of the model, and list its files if it is not a language model.',
    },
    {
        texts: ['client asked for ssl but server does not have this capability'],
        advice: 'The MySQL server has no TLS, which is required by default. Enable TLS there, or set `mysql_sslmode`.',
    },
    {
        texts: ['tls handshake'],
        advice: 'The server certificate is verified by default. Install a valid certificate, or set `pg_sslrootcert` to its CA.',
    },
    {
        texts: ['access denied for user'],
        advice: 'MySQL rejected the login. Check user, password and the hosts from which the user may connect.',
    },
    {
        texts: ['password authentication failed', 'authentication failed'],
        advice: 'The source rejected the login. Check the user and the secret with the password.',
    },
    {
        texts: ['replication slots are in use', '55006', 'replication slot'],
        advice: 'The database has no free replication slot. Remove unused slots, raise their number, or use `refresh_mode: full`.',
    },
    {
        texts: [
            'too many connections',
            'remaining connection slots',
            'query_wait_timeout',
            'postgresql connection failed.',
            '53300',
        ],
        advice: 'The database has no free connections. Use smaller connection pools; an instance that is still loading keeps its connections, too.',
    },
    {
        texts: ['disk full (/tmp'],
        advice: 'The disk of the MySQL server is full. Ask its operator to free space.',
    },
    {
        texts: ['received redirect without location'],
        advice: 'Set `s3_region` to the region of the bucket.',
    },
    {
        texts: ['invalidaccesskeyid', 'accessdenied'],
        advice: 'S3 denied access. Check the keys and their permissions, or set `s3_auth: public` for a public bucket.',
    },
    {
        texts: ['failed to authenticate with snowflake'],
        advice: 'Check the Snowflake login. The account has the form `orgname-account`.',
    },
    {
        texts: ['no data files are yet available', 'failed to find any files'],
        advice: 'There are no files at the path. Check the prefix in `from` and `file_format`.',
    },
    {
        texts: ['memory usage at', 'out of memory', 'resources exhausted'],
        advice: 'The instance is short of memory. Query the data in place, or load less of it with `refresh_sql` or `refresh_data_window`.',
    },
];
function adviseOn(text) {
    const lower = text.toLowerCase();
    return causes.find(({ texts }) => texts.some((each) => lower.includes(each)))?.advice;
}

;// CONCATENATED MODULE: ./src/doctor/log-rules.ts



/**
 * The meaning of an event. Rules look at its level and at the beginning of its message, never into the middle of it,
 * where text of users and other servers stands.
 */
function interpret(event, spicepod) {
    switch (event.level) {
        case 'INFO':
            return interpretInfo(event, spicepod);
        case 'WARN':
            return interpretSecrets(event) ?? interpretTrouble(event, spicepod);
        case 'ERROR':
            return interpretTrouble(event, spicepod) ?? interpretError(event, spicepod);
        default:
            return undefined;
    }
}
function interpretInfo({ text, module }, { components }) {
    if (!/^((runtime|spiced)(_\w+)?(::|$)|$)/.test(module))
        return undefined;
    if (text.startsWith('All components are loaded'))
        return { type: 'loaded' };
    if (/^Secrets: all \d+ secret reference\(s\) resolved/.test(text)) {
        return { type: 'recovered', id: 'secrets' };
    }
    const model = nameBetween(text, 'Model [', '] deployed, ready for inferencing');
    if (model !== undefined)
        return { type: 'recovered', id: `model:${model}` };
    const embedding = nameBetween(text, 'Embedding [', '] ready to embed');
    if (embedding !== undefined)
        return { type: 'recovered', id: `embedding:${embedding}` };
    return interpretEmpty(text, components);
}
function interpretEmpty(text, components) {
    // Some runtimes log this although there are catalogs.
    const hasDatasets = components.some(({ kind }) => kind === 'dataset');
    if (!text.startsWith('No datasets or catalogs were configured.') || !hasDatasets)
        return undefined;
    const message = 'The instance found no datasets or catalogs, although the spicepod has some.';
    const advice = 'Check the instance log for the reason why they were not loaded, fix it and deploy again.';
    return certain('spicepod:empty', 'spicepod', message, advice);
}
function interpretSecrets({ text, more }) {
    const [, expected] = /^Secrets: (\d{1,6}) of \d{1,6} secret reference\(s\) could not be resolved:/.exec(text) ?? [];
    if (expected === undefined)
        return undefined;
    const listed = more.filter((line) => line.trimStart().startsWith('✗')).length;
    return {
        type: 'secrets',
        expected: Number(expected),
        isCut: listed < Math.min(Number(expected), maxListedSecrets),
        findings: more.flatMap((line) => readSecret(line) ?? []),
    };
}
/** A longer list is not worth another request. */
const maxListedSecrets = 200;
/** A reference in the list of those that could not be resolved. */
const secretLine = /^\s*✗ \$\{ ([\w-]+):([\w-]+) \}\s+([a-z_]+) '/;
function readSecret(line) {
    const [start, store = '', key = '', kind = ''] = secretLine.exec(line) ?? [];
    if (start === undefined)
        return undefined;
    const rest = line.slice(start.length);
    const nameEnd = rest.indexOf("' (");
    const paramEnd = rest.indexOf(') — ', nameEnd);
    if (nameEnd === -1 || paramEnd === -1)
        return undefined;
    const name = toSentence(rest.slice(0, nameEnd), 200);
    const param = toSentence(rest.slice(nameEnd + 3, paramEnd), 200);
    const reason = toSentence(rest.slice(paramEnd + 4));
    return {
        id: `secret:${store}:${key}:${kind}:${name}:${param}`,
        kind: 'secret',
        name: key,
        verdict: 'certain',
        message: `Secret ${(0,problem/* quote */.A0)(key)} of ${kind.replace('_', ' ')} ${(0,problem/* quote */.A0)(name)} (${(0,problem/* quote */.A0)(param)}) could not be resolved: ${reason}.`,
        advice: adviseOnSecret(store, key, reason),
        usedBy: { kind, name, param },
    };
}
function adviseOnSecret(store, key, reason) {
    if (reason.startsWith('references undefined store')) {
        return `Add store ${(0,problem/* quote */.A0)(store)} to the \`secrets\` list of the spicepod, or refer to \`\${secrets:${key}}\`.`;
    }
    if (reason.startsWith('store '))
        return `Check the settings of the secret store, then deploy again.`;
    return `Add ${(0,problem/* quote */.A0)(key)} to the \`secrets\` input, or link the organization's secret of that name to the app, then deploy again: secrets are read only at the start.`;
}
/** What a WARN or an ERROR means alike. */
function interpretTrouble(event, spicepod) {
    return (interpretModel(event, spicepod) ??
        interpretEmpty(event.text, spicepod.components) ??
        interpretSpicepod(event) ??
        interpretConnection(event, spicepod));
}
const runnable = 'Failed to load runnable model: ';
/** Sentences about a model that did not load: it is loaded once. The name stands between two texts. */
const modelFailures = [
    ['model', 'Failed to load LLM: ', '.'],
    ['model', runnable, '.'],
    ['model', 'Failed to load model ', ' from spicepod.'],
    ['model', 'Model ', ' includes a non-existent path: '],
    ['embedding', 'Failed to load embedding ', '.'],
];
function interpretModel(event, spicepod) {
    for (const [kind, before, after] of modelFailures) {
        const found = findName(event.text, before, after, kind, spicepod);
        // Most often an error stands there in place of a name.
        if (found === undefined || (before === runnable && !found.isKnown))
            continue;
        const first = after === '.' ? found.rest : event.text;
        const detail = toSentence([first, ...event.more.slice(0, 10)].join(' '));
        const noun = kind === 'model' ? 'Model' : 'Embedding';
        return {
            type: 'finding',
            finding: {
                id: `${kind}:${found.name}`,
                kind,
                name: found.name,
                // A model that the spicepod does not have cannot be one of this deployment.
                verdict: found.isKnown || !spicepod.isComplete ? 'certain' : 'report',
                message: `${noun} ${(0,problem/* quote */.A0)(found.name)} failed to load${detail === '' ? '.' : `: ${detail}`}`,
                advice: adviseOn([event.text, ...event.more].join('\n')) ??
                    'Check the key, the name of the model and the quota at its provider, then deploy again: models are loaded only once.',
            },
        };
    }
    if (event.text.startsWith('Unable to determine model type')) {
        const message = 'The type of a model could not be determined.';
        return certain('model:type', 'model', message, adviseOn(event.text));
    }
    if (event.text.startsWith(runnable.trim())) {
        const error = event.text.slice(runnable.length);
        const detail = toSentence([error, ...event.more.slice(0, 10)].join(' '));
        return certain('model:runnable', 'model', `A model failed to load: ${detail}`, adviseOn(event.text));
    }
    return undefined;
}
function interpretSpicepod({ text, more }) {
    const starts = [
        'Unable to load spicepod ',
        'Failed to parse spicepod.yaml:',
        'Unable to load duplicate spicepod ',
    ];
    if (!starts.some((start) => text.startsWith(start)))
        return undefined;
    const message = `The instance could not load the spicepod: ${toSentence([text, ...more.slice(0, 10)].join(' '))}`;
    return certain('spicepod:unreadable', 'spicepod', message, 'Fix the spicepod and deploy again.');
}
/** The runtime tries these again and again, except that no retry finds a bucket in the wrong region. */
function interpretConnection(event, spicepod) {
    const found = findName(event.text, 'Error initializing dataset ', '.', 'dataset', spicepod) ??
        findName(event.text, 'Cannot connect to the dataset ', ' ', 'dataset', spicepod);
    if (found === undefined)
        return undefined;
    const text = [found.rest, ...event.more.slice(0, 10)].join(' ');
    const isS3 = found.from?.startsWith('s3:') === true;
    if (!isS3 || !/(^|[^"'`\w])Received redirect without LOCATION/.test(text)) {
        return { type: 'explanation', dataset: found.name, text: toSentence(text) };
    }
    const message = `Dataset ${(0,problem/* quote */.A0)(found.name)} cannot read its bucket: ${toSentence(text)}`;
    return certain(`dataset:${found.name}:region`, 'dataset', message, adviseOn(text), found.name);
}
function interpretError(event, spicepod) {
    const { text } = event;
    if (text.startsWith("Cannot load models without the 'models' feature enabled.")) {
        const message = 'The image of the instance cannot load models.';
        return certain('instance:models', 'instance', message, 'Deploy with an image that includes models.');
    }
    const localpod = nameBetween(text, "Failed to load localpod dataset '", "': Parent dataset '");
    if (localpod !== undefined && text.includes("' doesn't exist.")) {
        const message = `Dataset ${(0,problem/* quote */.A0)(localpod)} was not loaded: ${toSentence(text)}`;
        const advice = 'Add the parent dataset to the spicepod, or correct `from`.';
        return certain(`dataset:${localpod}:localpod`, 'dataset', message, advice, localpod);
    }
    const secret = interpretEmptySecret(text);
    if (secret !== undefined)
        return secret;
    const dataset = fieldOf(event, 'dataset');
    if (text.startsWith("Both a 'refresh_cron' and 'refresh_check_interval' were specified.")) {
        const label = dataset === undefined ? 'A dataset' : `Dataset ${(0,problem/* quote */.A0)(dataset)}`;
        const message = `${label} was dropped: it has both \`refresh_cron\` and \`refresh_check_interval\`.`;
        return certain(`dataset:${dataset ?? ''}:refresh`, 'dataset', message, 'Keep one of the two.', dataset);
    }
    const ours = spicepod.components.find(({ kind, name }) => kind === 'dataset' && name === dataset);
    if (ours === undefined)
        return undefined;
    const finding = {
        id: `dataset:${ours.name}:dropped`,
        kind: 'dataset',
        name: ours.name,
        verdict: 'certain',
        message: `Dataset ${(0,problem/* quote */.A0)(ours.name)} was dropped: ${toSentence([text, ...event.more].join(' '))}`,
        advice: adviseOn(text) ?? 'Fix the dataset and deploy again: the runtime skips invalid datasets.',
    };
    return { type: 'dropped', dataset: ours.name, finding };
}
/** A secret outside of what the runtime checks at its start. The parameter may be optional. */
function interpretEmptySecret(text) {
    const pattern = /^(?:Secret|Secret reference|Error looking up secret) `\$\{ ([\w-]+):([\w-]+) \}`/;
    const [, store = '', key] = pattern.exec(text) ?? [];
    if (key === undefined)
        return undefined;
    const message = `Secret ${(0,problem/* quote */.A0)(key)} could not be resolved: ${toSentence(text)}`;
    const advice = adviseOnSecret(store, key, '');
    return {
        type: 'finding',
        finding: { id: `secret:${store}:${key}`, kind: 'secret', name: key, verdict: 'report', message, advice },
    };
}
function certain(id, kind, message, advice, name) {
    const finding = {
        id,
        kind,
        verdict: 'certain',
        message,
        ...(name !== undefined && { name }),
        ...(advice !== undefined && { advice }),
    };
    return { type: 'finding', finding };
}
/**
 * The name in a sentence. Names may have dots themselves, so those of the spicepod are tried first, the longest before
 * the others.
 */
function findName(text, before, after, kind, spicepod) {
    if (!text.startsWith(before))
        return undefined;
    const rest = text.slice(before.length);
    const known = spicepod.components
        .filter((each) => each.kind === kind && rest.startsWith(each.name))
        .sort((one, other) => other.name.length - one.name.length)
        .find(({ name }) => rest.startsWith(after, name.length) || (after === '.' && rest === name));
    if (known !== undefined) {
        const { name, from } = known;
        return { name, from, isKnown: true, rest: rest.slice(name.length + after.length).trim() };
    }
    const end = after === '.' ? rest.search(/\.(\s|$)/) : rest.indexOf(after);
    if (end <= 0)
        return undefined;
    const name = toSentence(rest.slice(0, end), 200);
    return { name, from: undefined, isKnown: false, rest: rest.slice(end + after.length).trim() };
}
function nameBetween(text, before, after) {
    const end = text.startsWith(before) ? text.indexOf(after, before.length) : -1;
    return end === -1 ? undefined : toSentence(text.slice(before.length, end), 200);
}
/** The value of a field, which the runtime appends to a message. */
function fieldOf({ text, more }, field) {
    const last = more.findLast((line) => line.trim() !== '') ?? text;
    const start = last.lastIndexOf(` ${field}=`);
    if (start === -1)
        return undefined;
    const value = last.slice(start + field.length + 2);
    const [, quoted] = /^"([^"]*)"$/.exec(value) ?? [];
    return quoted ?? (/^[^\s"]+$/.test(value) ? value : undefined);
}

;// CONCATENATED MODULE: ./src/doctor/instance-log.ts


const maxFindings = 200;
const maxProblems = 50;
const maxExplanations = 1000;
const maxRecoveries = 1000;
/** Problems that agree in so many characters after the time are the same. */
const maxKeyLength = 160;
const emptyLog = {
    loadedAtMs: undefined,
    isLoaded: false,
    findings: new Map(),
    explanations: new Map(),
    problems: new Map(),
    recoveries: new Map(),
    isCut: false,
};
/**
 * Reads the end of a log once more. It overlaps with what was read before, or may even be older, so everything that is
 * void by the time of a line stays void.
 */
function readLog(before, lines, spicepod) {
    const log = new LogReader(before);
    for (const event of readEvents(lines, (line) => log.readOrphan(line))) {
        if (event.level === 'TRACE' || event.level === 'DEBUG')
            continue;
        log.read(event, interpret(event, spicepod));
    }
    return log.result();
}
class LogReader {
    #findings;
    #explanations;
    #before;
    #problems = new Map();
    #recoveries;
    #loadedAtMs;
    #isLoaded;
    /** The end of the loading is in the lines of this time, so that their order says what came after it. */
    #sawLoaded = false;
    #isCut = false;
    constructor(before) {
        this.#findings = new Map(before.findings);
        this.#explanations = new Map(before.explanations);
        this.#before = before.problems;
        this.#recoveries = new Map(before.recoveries);
        this.#loadedAtMs = before.loadedAtMs;
        this.#isLoaded = before.isLoaded;
    }
    readOrphan(line) {
        if (secretLine.test(line))
            this.#isCut = true;
    }
    read(event, meaning) {
        if (meaning?.type === 'loaded')
            this.#load(event);
        else if (!this.#isVoid(event)) {
            if (event.level !== 'INFO')
                this.#addProblem(event);
            if (meaning !== undefined)
                this.#apply(meaning, event);
        }
    }
    result() {
        // Repeats are counted anew each time, since the lines overlap.
        const problems = new Map(this.#sawLoaded ? [] : this.#before);
        for (const [key, { text, count }] of this.#problems) {
            const known = problems.get(key);
            problems.delete(key);
            problems.set(key, { text, count: Math.max(count, known?.count ?? 0) });
        }
        return {
            loadedAtMs: this.#loadedAtMs,
            isLoaded: this.#isLoaded,
            findings: lastOf(this.#findings, maxFindings),
            explanations: lastOf(this.#explanations, maxExplanations),
            problems: lastOf(problems, maxProblems),
            recoveries: lastOf(this.#recoveries, maxRecoveries),
            isCut: this.#isCut,
        };
    }
    #load({ timeMs }) {
        this.#isLoaded = true;
        this.#sawLoaded = true;
        if (timeMs !== undefined)
            this.#loadedAtMs = Math.max(timeMs, this.#loadedAtMs ?? timeMs);
        this.#findings.clear();
        this.#explanations.clear();
        this.#problems.clear();
        this.#isCut = false;
    }
    /** Whether a line is from before the end of the loading. */
    #isVoid({ timeMs }) {
        if (!this.#isLoaded || this.#sawLoaded)
            return false;
        return timeMs === undefined || this.#loadedAtMs === undefined || timeMs <= this.#loadedAtMs;
    }
    #apply(meaning, event) {
        switch (meaning.type) {
            case 'recovered':
                this.#recover(meaning.id, event);
                break;
            case 'secrets':
                // Once the instance has loaded everything, it has shown that it can do without them.
                if (!this.#isLoaded && !this.#hasRecovered('secrets', event))
                    this.#addSecrets(meaning);
                break;
            case 'finding':
                if (!this.#hasRecovered(meaning.finding.id, event))
                    this.#add(meaning.finding);
                break;
            case 'dropped':
                this.#add({ ...meaning.finding, ifUnlisted: meaning.dataset });
                break;
            case 'explanation':
                if (meaning.text !== '')
                    this.#explanations.set(meaning.dataset, meaning.text);
        }
    }
    #addSecrets({ expected, isCut, findings }) {
        this.#isCut = isCut;
        for (const finding of findings)
            this.#add({ ...finding, fromSecrets: true });
        if (findings.length > 0)
            this.#findings.delete('secret:');
        else if (expected > 0 && ![...this.#findings.values()].some(({ fromSecrets }) => fromSecrets)) {
            const [what, advice] = expected === 1
                ? ['One secret reference', 'Check which one in the instance log, add the secret and deploy again.']
                : [
                    `${expected} secret references`,
                    'Check which ones in the instance log, add the secrets and deploy again.',
                ];
            const message = `${what} of the spicepod could not be resolved.`;
            this.#add({ id: 'secret:', kind: 'secret', verdict: 'certain', message, advice, fromSecrets: true });
        }
    }
    #add(finding) {
        if (this.#findings.size >= maxFindings && !this.#findings.has(finding.id)) {
            // What is only reported makes room for what decides.
            const [spare] = [...this.#findings].find(([, { verdict }]) => verdict === 'report') ?? [];
            if (spare === undefined || finding.verdict === 'report')
                return;
            this.#findings.delete(spare);
        }
        this.#findings.set(finding.id, finding);
    }
    #recover(id, { timeMs = Number.POSITIVE_INFINITY }) {
        this.#recoveries.set(id, Math.max(timeMs, this.#recoveries.get(id) ?? timeMs));
        this.#findings.delete(id);
        if (id !== 'secrets')
            return;
        this.#isCut = false;
        for (const [key, { fromSecrets }] of this.#findings)
            if (fromSecrets)
                this.#findings.delete(key);
    }
    /** A line from before a recovery may be read again, or for the first time. */
    #hasRecovered(id, { timeMs }) {
        const recoveredAt = this.#recoveries.get(id);
        return recoveredAt !== undefined && (timeMs === undefined || timeMs <= recoveredAt);
    }
    #addProblem({ level, text, more }) {
        const line = toSentence([text, ...more.slice(0, 20)].join(' '));
        const key = `${level} ${line.slice(0, maxKeyLength)}`;
        const count = (this.#problems.get(key)?.count ?? 0) + 1;
        this.#problems.delete(key);
        this.#problems.set(key, { text: `${level} ${line}`, count });
        const [oldest] = this.#problems.keys();
        if (this.#problems.size > maxProblems && oldest !== undefined)
            this.#problems.delete(oldest);
    }
}
function lastOf(map, most) {
    return map.size <= most ? map : new Map([...map].slice(-most));
}

;// CONCATENATED MODULE: ./src/doctor/rules.ts






/** A federated dataset only reads its schema, but its source may take its time. */
const initializingFactor = 3;
const maxInstances = 20;
const maxProblemLines = 12;
const initialState = { current: [], instances: new Map() };
/** Takes in one poll. */
function observe(state, { atMs, instances: polled }, settings) {
    if (polled === undefined)
        return state;
    const instances = new Map(state.instances);
    for (const poll of polled.slice(0, maxInstances)) {
        instances.set(poll.name, observeInstance(instances.get(poll.name), poll, atMs, settings.spicepod));
    }
    const current = polled.slice(0, maxInstances).map(({ name }) => name);
    for (const name of instances.keys()) {
        if (instances.size <= maxInstances)
            break;
        if (!current.includes(name))
            instances.delete(name);
    }
    return { current, instances };
}
function observeInstance(before, { status, logLines, datasets, models }, atMs, spicepod) {
    const word = status?.toLowerCase() ?? before?.status;
    const log = before?.log ?? emptyLog;
    return {
        status: word,
        hasServed: before?.hasServed === true || word === 'ready' || word === 'unhealthy',
        log: logLines === undefined ? log : readLog(log, logLines, spicepod),
        datasets: datasets === undefined ? before?.datasets : observeComponents(before?.datasets, datasets, atMs),
        models: models === undefined ? before?.models : observeComponents(before?.models, models, atMs),
    };
}
/** What the polls so far add up to. */
function diagnose(state, nowMs, settings) {
    const instances = state.current.flatMap((name) => state.instances.get(name) ?? []);
    // What one instance could do without, another of the same deployment does not need either.
    const isProven = [...state.instances.values()].some(({ hasServed, log }) => hasServed || log.isLoaded);
    const findings = new Map();
    for (const instance of instances) {
        for (const finding of findingsOf(instance, settings)) {
            if (isProven && (finding.kind === 'secret' || finding.kind === 'spicepod'))
                continue;
            const known = findings.get(finding.id);
            if (known === undefined || rank(finding) < rank(known))
                findings.set(finding.id, finding);
        }
    }
    const [newest] = instances;
    const waiting = newest === undefined ? [] : findWaiting(newest, nowMs, settings.spicepod);
    return {
        findings: [...findings.values()].sort((one, other) => rank(one) - rank(other)),
        progress: newest === undefined ? '' : describeProgress(newest, waiting),
        instance: newest && state.current[0],
        status: newest?.status,
        problemLines: [...(newest?.log.problems.values() ?? [])]
            .slice(-maxProblemLines)
            .map(({ text, count }) => (count === 1 ? text : `${text} (${count} times)`)),
        waiting,
        needsMoreLog: instances.some((instance) => instance.log.isCut && !instance.hasServed),
    };
}
const verdicts = ['certain', 'probable', 'report'];
function rank({ verdict }) {
    return verdicts.indexOf(verdict);
}
/** An instance that has served, or is on its way out, keeps no rollout from its end. */
function findingsOf(instance, settings) {
    const { status, hasServed, log, datasets, models } = instance;
    if (hasServed || status === 'terminating')
        return [];
    const fromLog = [...log.findings.values()]
        .filter(({ ifUnlisted }) => ifUnlisted === undefined || isUnlisted(ifUnlisted, datasets))
        // A model that is listed as ready did load in the end.
        .filter(({ kind, name }) => (kind !== 'model' && kind !== 'embedding') || !isListedAsFine(name, models))
        .map(({ ifUnlisted: _, fromSecrets: __, ...finding }) => finding);
    if (log.isLoaded)
        return fromLog;
    const known = new Set(fromLog.map(({ id }) => id));
    const fromModels = judgeModels(models, settings).filter(({ id }) => !known.has(id));
    return [...fromLog, ...judgeDatasets(instance, settings), ...fromModels];
}
function isUnlisted(name, datasets) {
    return datasets !== undefined && !(0,component_names/* isListedIn */.dR)(datasets.keys())(name);
}
function isListedAsFine(name, components) {
    const found = name === undefined ? undefined : components?.get(name);
    return found !== undefined && isFine(found);
}
function judgeDatasets({ datasets, log }, { spicepod, stuckAfterMs }) {
    const findOurs = (0,component_names/* finderByName */.xn)(spicepod.components.filter(({ kind }) => kind === 'dataset'));
    return [...(datasets ?? [])].flatMap(([name, { status, sinceMs, lastMs, message, accelerated }]) => {
        const ours = findOurs(name);
        // A dataset that the spicepod does not have is none of this deployment.
        if (ours?.onDemand === true || (ours === undefined && spicepod.isComplete))
            return [];
        // Both have to agree, since an accelerated dataset takes its time.
        const isFederated = (accelerated ?? ours?.accelerated) === false && ours?.accelerated !== true;
        const lastedMs = lastMs - sinceMs;
        const word = status.toLowerCase();
        const lasted = (0,pretty_ms/* default */.A)(lastedMs, { secondsDecimalDigits: 0 });
        const label = `Dataset ${(0,problem/* quote */.A0)(ours?.name ?? name)}`;
        const reason = message || log.explanations.get(ours?.name ?? name) || '';
        const finding = (cause, text, advice) => ({
            id: `dataset:${ours?.name ?? name}:${cause}`,
            kind: 'dataset',
            name: ours?.name ?? name,
            verdict: 'probable',
            message: `${text}${reason === '' ? '.' : `: ${reason}`}`,
            advice: adviseOn(reason) ?? advice,
        });
        if (word === 'error' && lastedMs >= stuckAfterMs) {
            const advice = 'Check `from`, the parameters and the secrets of the dataset, then deploy again.';
            return [finding('error', `${label} has been in error for ${lasted}`, advice)];
        }
        if (word === 'initializing' && isFederated && lastedMs >= initializingFactor * stuckAfterMs) {
            const advice = 'Check that the source is reachable from Spice Cloud, for example its firewall.';
            return [finding('initializing', `${label} has been initializing for ${lasted}`, advice)];
        }
        return [];
    });
}
/** The list alone makes nothing certain: it may be that of another instance. */
function judgeModels(models, { spicepod, stuckAfterMs }) {
    const kinds = new Map(spicepod.components.map(({ kind, name }) => [`${kind}:${name}`, kind]));
    return [...(models ?? [])].flatMap(([name, { status, sinceMs, lastMs, message }]) => {
        const kind = ['model', 'embedding'].find((each) => kinds.has(`${each}:${name}`));
        if (status.toLowerCase() !== 'error' || lastMs - sinceMs < stuckAfterMs || kind === undefined)
            return [];
        const noun = kind === 'model' ? 'Model' : 'Embedding';
        return {
            id: `${kind}:${name}`,
            kind,
            name,
            verdict: 'probable',
            message: `${noun} ${(0,problem/* quote */.A0)(name)} failed to load${message === '' ? '.' : `: ${message}`}`,
            advice: adviseOn(message) ??
                'Check the key, the name of the model and the quota at its provider, then deploy again.',
        };
    });
}

;// CONCATENATED MODULE: ./src/doctor/examination.ts




/** In how many looks in a row an instance has to be ready before it counts as serving. */
const minReadyLooks = 3;
/** What the looks at the new instances add up to. */
class Examination {
    #options;
    #reader;
    /** Undefined if this run only knows the one that the app has. */
    #given;
    #components;
    #settings;
    #known = new Set();
    #state = initialState;
    #needsMoreLog = false;
    #readyLooks = 0;
    constructor(options) {
        const { run, app } = options;
        const { inputs } = run;
        this.#options = options;
        this.#given = givenSpicepod(options);
        const value = this.#given?.value ?? app()?.config?.spicepod;
        const components = (0,spicepod_value/* readComponents */.Zm)(value);
        this.#components = components
            .filter(({ name }) => name !== '')
            // Names are made harmless as those are that the runtime lists.
            .map((each) => ({ ...each, name: run.redact(plainText(each.name)) }));
        // The app may have another one by now than the deployment that somebody else has created.
        const isKnown = value !== undefined && typeof options.spicepod !== 'string';
        const isComplete = isKnown && components.every(({ isReference }) => !isReference);
        this.#settings = {
            spicepod: { components: this.#components, isComplete },
            stuckAfterMs: inputs.stuckAfterMs,
        };
        this.#reader = new InstanceReader(options);
    }
    /** How many requests of the last look count against the rate limit of the organization. */
    get apiRequests() {
        return this.#reader.apiRequests;
    }
    /** @returns undefined if there is nothing to say */
    async look() {
        const { clock } = this.#options.run;
        const atMs = clock.now();
        const read = await this.#reader.read(this.#needsMoreLog);
        if (read === undefined || this.#options.signal.aborted)
            return undefined;
        this.#state = observe(this.#state, { atMs, instances: read.ours }, this.#settings);
        const diagnosis = diagnose(this.#state, clock.now(), this.#settings);
        const { findings, needsMoreLog, ...known } = diagnosis;
        this.#needsMoreLog = needsMoreLog;
        const [newest] = read.ours;
        const isReady = read.areAll &&
            read.ours.every(({ status }) => status === 'ready') &&
            newest?.datasets !== undefined &&
            diagnosis.waiting.length === 0;
        this.#readyLooks = isReady ? this.#readyLooks + 1 : 0;
        const entries = findings.map((finding) => ({
            key: `${finding.verdict !== 'report'} ${finding.id}`,
            problem: this.#toProblem(finding),
            isBlocker: finding.verdict !== 'report',
        }));
        const news = entries.filter(({ key }) => !this.#known.has(key));
        for (const { key } of news)
            this.#known.add(key);
        const blockers = entries.filter(({ isBlocker }) => isBlocker).map(({ problem }) => problem);
        const rollout = {
            ...known,
            problems: entries.map(({ problem }) => problem),
            isStuck: blockers.length > 0,
            models: newest?.models ?? [],
            isServing: this.#readyLooks >= minReadyLooks,
        };
        return { rollout, news: news.map(({ problem, isBlocker }) => ({ problem, isBlocker })), blockers };
    }
    /** Puts a finding at the line of its component, or of the one that uses the secret. */
    #toProblem({ kind, name = '', verdict, message, advice, usedBy }) {
        const owner = usedBy ?? { kind, name };
        const component = this.#components.find((each) => each.kind === owner.kind && each.name === owner.name);
        return {
            kind,
            name,
            certain: verdict === 'certain',
            message,
            ...(advice !== undefined && { advice }),
            ...(component && this.#given?.locate(...component.path, 'name')),
        };
    }
}
/** The spicepod of the deployment if this run has given it to the app, or the app had the same one. */
function givenSpicepod({ run, spicepod }) {
    const isGiven = typeof spicepod !== 'string' && (spicepod.kind === 'pushed' || spicepod.kind === 'unchanged');
    return isGiven ? run.desired.spicepod : undefined;
}


/***/ }),

/***/ 3153:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LC: () => (/* binding */ describeTrouble),
/* harmony export */   _8: () => (/* binding */ readMessage),
/* harmony export */   bu: () => (/* binding */ RuntimeError),
/* harmony export */   dg: () => (/* binding */ isTransient),
/* harmony export */   on: () => (/* binding */ createRuntimeClient),
/* harmony export */   sZ: () => (/* binding */ maxMessageLength)
/* harmony export */ });
/* harmony import */ var _platform_http_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1267);
/* harmony import */ var _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(127);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7376);




/** @throws Error for a key that a header cannot hold; without the key, which the error of a header would quote */
function createRuntimeClient({ url, key, fetch, redact }) {
    if (!/^[\x21-\x7e]+$/.test(key)) {
        throw new Error('The API key of the runtime contains characters that are not allowed in a header.');
    }
    const common = { 'User-Agent': 'spice-cloud-deploy-action', 'X-API-Key': key };
    return {
        url,
        redact: (text) => redact(text.replaceAll(key, '***')),
        send({ path, headers, body, method = body === undefined ? 'GET' : 'POST', ...options }, timeoutMs) {
            const request = { method, url: `${url}${path}`, headers: { ...headers, ...common }, body };
            return (0,_platform_http_js__WEBPACK_IMPORTED_MODULE_0__/* .send */ .tN)(request, { fetch, timeoutMs, ...options });
        },
    };
}
/** Maximum length of a message from the runtime that is shown, in characters. */
const maxMessageLength = 300;
/** An HTTP status other than success, with the runtime's own words. */
class RuntimeError extends Error {
    name = 'RuntimeError';
    status;
    /** @param hint what to do about it, in brackets after the message */
    constructor({ status, text }, redact, hint) {
        const message = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .shorten */ .ml)(readMessage(text), maxMessageLength, redact);
        super(`HTTP ${status}${message && `: ${message}`}${hint === undefined ? '' : ` (${hint})`}`);
        this.status = status;
    }
}
/** Whether an error is one of those that pass by themselves while one version replaces another. */
function isTransient(error) {
    // What a gateway responds with while no runtime is available.
    if (error instanceof RuntimeError)
        return [502, 503, 504].includes(error.status);
    return error instanceof _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InterruptedResponseError */ .WE || error instanceof _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ConnectionError */ .Rc;
}
/** Why there is no usable response, in a few words. */
function describeTrouble(error, redact) {
    return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_2__/* .shorten */ .ml)(error instanceof Error ? error.message : String(error), maxMessageLength, redact);
}
/** The message in the body of an error: runtimes have several forms of it, and plain text is one. */
function readMessage(text) {
    return (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isHtml */ ._6)(text) ? 'an HTML page' : (findMessage((0,_platform_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(text)) ?? text.trim());
}
function findMessage(body) {
    if (typeof body === 'string')
        return body;
    if (typeof body !== 'object' || body === null)
        return undefined;
    const { error_message, error, message } = body;
    // OpenAI's form is an object with a message.
    const candidates = [error_message, typeof error === 'object' ? findMessage(error) : error, message];
    return candidates.find((each) => typeof each === 'string' && each !== '');
}


/***/ })

};
