export const id = 571;
export const ids = [571];
export const modules = {

/***/ 571:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ou: () => (/* binding */ commitCell),
/* harmony export */   Z6: () => (/* binding */ renderTodo),
/* harmony export */   nc: () => (/* binding */ cellsOf),
/* harmony export */   oR: () => (/* binding */ joined),
/* harmony export */   s5: () => (/* binding */ timeCell),
/* harmony export */   yM: () => (/* binding */ compareLink)
/* harmony export */ });
/* harmony import */ var _deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3200);
/* harmony import */ var _github_event_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5015);
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3037);
/* harmony import */ var _runtime_datasets_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7491);
/* harmony import */ var _markup_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4333);
/* harmony import */ var _state_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7343);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5594);







/** What summary and comment show of a run, each in its own layout. A cell is undefined if nothing is known. */
function cellsOf(state, markup) {
    const { app, appId, deployment, recovery, source, settings } = state;
    const { imageTag, replicas } = (0,_state_js__WEBPACK_IMPORTED_MODULE_5__/* .deployedSettings */ .iD)(state);
    const seconds = (0,_state_js__WEBPACK_IMPORTED_MODULE_5__/* .durationSeconds */ .o8)(state);
    const wanted = source?.commitSha;
    const sha = deployment?.commit_sha || wanted;
    // An app that is connected to GitHub deploys another commit.
    const isOther = Boolean(sha && wanted && !(0,_github_event_js__WEBPACK_IMPORTED_MODULE_1__/* .isSameCommit */ .sw)(sha, wanted));
    const rollback = recovery?.deployment;
    return {
        app: app?.name
            ? markup.link((0,_state_js__WEBPACK_IMPORTED_MODULE_5__/* .appUrl */ .RM)(state), markup.name(app.name))
            : (0,_markup_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .eu)(appId === undefined ? undefined : `app ${appId}`),
        deployment: (0,_markup_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .eu)(deployment?.id),
        status: statusCell(deployment?.status, markup),
        created: timeCell(deployment?.created_at, markup),
        duration: seconds === undefined ? undefined : (0,_wording_js__WEBPACK_IMPORTED_MODULE_6__/* .formatDuration */ .a3)(seconds * 1000),
        image: markup.inlineCode(imageTag),
        replicas: (0,_markup_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .eu)(replicas),
        channel: markup.inlineCode(settings.channel),
        branch: markup.inlineCode(deployment?.branch ?? source?.branch),
        commit: joined(commitCell(sha, markup), isOther && `this run is for ${commitCell(wanted, markup)}`),
        rollback: rollback && joined((0,_markup_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .eu)(rollback.id), statusCell(rollback.status, markup)),
        datasets: datasetsCell(state),
        probes: probesCell(state, markup),
    };
}
function statusCell(status, markup) {
    return status !== undefined && (0,_deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .isKnownStatus */ .ih)(status) ? (0,_markup_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .eu)(status) : markup.inlineCode(status, 50);
}
/** A commit ID, shortened, and linked if it is valid. */
function commitCell(sha, markup) {
    if (!sha)
        return undefined;
    if (!(0,_github_event_js__WEBPACK_IMPORTED_MODULE_1__/* .isCommitId */ .jh)(sha) || !markup.isPlain(sha))
        return markup.inlineCode(sha, 64);
    const { repositoryUrl } = markup;
    return markup.link(repositoryUrl && `${repositoryUrl}/commit/${sha}`, (0,_markup_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .eu)(sha.slice(0, 7)));
}
const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
/** Link to the changes between two commits; undefined unless both ids are known in full. */
function compareLink(before, after, markup) {
    const { repositoryUrl } = markup;
    const isKnown = fullSha.test(before) && fullSha.test(after) && markup.isPlain(`${before} ${after}`);
    if (repositoryUrl === undefined || !isKnown)
        return undefined;
    return markup.link(`${repositoryUrl}/compare/${before}...${after}`, 'diff');
}
/** A time for people to read; anything else as it is. */
function timeCell(time, markup) {
    const ms = /^\d{4}-\d\d-\d\d[T ]/.test(time ?? '') ? (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_2__.parseTime)(time) : undefined;
    return ms === undefined ? markup.inlineCode(time, 50) : (0,_markup_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .eu)((0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_2__.formatTime)(ms));
}
/** `✅ 3 of 3 ready`. */
function datasetsCell({ verification }) {
    const all = verification?.datasets ?? [];
    if (all.length === 0)
        return undefined;
    const ready = all.filter(_runtime_datasets_js__WEBPACK_IMPORTED_MODULE_3__/* .isHealthy */ .Wr).length;
    return `${ready === all.length ? '✅' : '❌'} ${ready} of ${all.length} ready`;
}
/** More names would not be read. */
const maxNames = 10;
/** Names of tables are other people's text. */
function nameCell(name, markup) {
    return /^[a-z]+$/.test(name) ? (0,_markup_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .eu)(name) : markup.inlineCode(name);
}
/** `❌ 1 of 3 failed: sql`. */
function probesCell({ verification }, markup) {
    const all = verification?.tests ?? [];
    if (all.length === 0)
        return undefined;
    const failed = all.filter(({ ok }) => !ok);
    if (failed.length === 0)
        return `✅ ${all.length} of ${all.length} passed`;
    const names = [...new Set(failed.map(({ name }) => name))]
        .slice(0, maxNames)
        .map((name) => nameCell(name, markup));
    return `❌ ${failed.length} of ${all.length} failed: ${names.join(', ')}`;
}
/** What to do, as a paragraph with links to the pages of the app; empty if there is nothing to do. */
function renderTodo(state, { todo }, markup) {
    return todo && `<p><b>What to do:</b> ${markup.sentence(todo, [(0,_state_js__WEBPACK_IMPORTED_MODULE_5__/* .appUrl */ .RM)(state) ?? _state_js__WEBPACK_IMPORTED_MODULE_5__/* .portal */ .vs, _state_js__WEBPACK_IMPORTED_MODULE_5__/* .portal */ .vs])}</p>`;
}
function joined(...parts) {
    return parts.filter(Boolean).join(' · ') || undefined;
}


/***/ }),

/***/ 4333:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  VK: () => (/* binding */ Markup),
  Tj: () => (/* binding */ colors),
  pW: () => (/* binding */ drawing),
  AU: () => (/* binding */ fold),
  Vg: () => (/* binding */ grid),
  eu: () => (/* binding */ literal),
  sy: () => (/* binding */ ownSentence),
  tp: () => (/* binding */ table)
});

// UNUSED EXPORTS: toHtml

;// CONCATENATED MODULE: ./node_modules/escape-goat/index.js
const _htmlEscape = string => string
	.replace(/&/g, '&amp;')
	.replace(/"/g, '&quot;')
	.replace(/'/g, '&#39;')
	.replace(/</g, '&lt;')
	.replace(/>/g, '&gt;');

const _htmlUnescape = htmlString => htmlString
	.replace(/&gt;/g, '>')
	.replace(/&lt;/g, '<')
	.replace(/&#0?39;/g, '\'')
	.replace(/&quot;/g, '"')
	.replace(/&amp;/g, '&');

function htmlEscape(strings, ...values) {
	if (typeof strings === 'string') {
		return _htmlEscape(strings);
	}

	let output = strings[0];
	for (const [index, value] of values.entries()) {
		output = output + _htmlEscape(String(value)) + strings[index + 1];
	}

	return output;
}

function htmlUnescape(strings, ...values) {
	if (typeof strings === 'string') {
		return _htmlUnescape(strings);
	}

	let output = strings[0];
	for (const [index, value] of values.entries()) {
		output = output + _htmlUnescape(String(value)) + strings[index + 1];
	}

	return output;
}

// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
;// CONCATENATED MODULE: ./src/report/markup.ts


/** Lines of a block do not wrap on GitHub: longer ones would have to be scrolled to be read. */
const maxLineLength = 100;
const maxCodeLength = 200;
const maxBlockLength = 20_000;
const maxSentenceLength = 4000;
const maxFoldedLength = 100_000;
const maxRows = 100;
/**
 * Shows text of servers and commits in Markdown: without secrets, escaped, and in blocks of HTML, where Markdown means
 * nothing. Within `code` and `pre` GitHub makes neither mentions nor links of it. Summary and comment share it.
 */
class Markup {
    /** Page of the repository, such as `https://github.com/acme/taxi`. */
    repositoryUrl;
    #redact;
    #hidesNames;
    /** @param hidesNames whether secrets are hidden in names and pages of apps and repositories, too */
    constructor(redact, repositoryUrl, { hidesNames = false } = {}) {
        this.repositoryUrl = repositoryUrl;
        this.#redact = redact;
        this.#hidesNames = hidesNames;
    }
    /** A name that means what it says, even if a secret has the same value. */
    name(value) {
        return this.#hidesNames || value.length > maxCodeLength ? this.inlineCode(value) : literal(value);
    }
    /**
     * Foreign text on one line.
     *
     * @param max characters
     * @returns undefined if there is nothing to show
     */
    inlineCode(value, max = maxCodeLength) {
        return literal(typeof value === 'string' ? (0,platform_text/* cut */.Jj)((0,platform_text/* printable */.g$)(value, this.#redact), max, this.#redact) : value);
    }
    /** Foreign text as a block of its own. */
    preformatted(text) {
        const lines = (0,platform_text/* cut */.Jj)((0,platform_text/* printable */.g$)(text, this.#redact), maxBlockLength, this.#redact).split('\n');
        return `<pre>${lines.map((line) => wrap(line).map(toHtml).join('<br>')).join('\n')}</pre>`;
    }
    /** The end of a long foreign text, folded under a title; a diff is open and has colors. */
    foldedLines(title, lines, { isDiff = false } = {}) {
        const text = toHtml((0,platform_text/* printable */.g$)(lines.join('\n'), this.#redact).slice(-maxFoldedLength));
        return fold(title, `<pre${isDiff ? ' lang="diff"' : ''}>${text}</pre>`, isDiff);
    }
    /**
     * The action's own sentences, which may contain foreign names: text between backticks is shown as code, and so is
     * every word that GitHub could take for more than a word.
     *
     * @param urls pages to link if a sentence names them
     */
    sentence(text, urls = []) {
        const pages = urls.filter((url) => this.isPlain(url));
        return ownSentence((0,platform_text/* cut */.Jj)((0,platform_text/* printable */.g$)(text, this.#redact), maxSentenceLength, this.#redact), pages);
    }
    /** A link, unless a secret in it has to be hidden: it would lead nowhere. */
    link(url, text) {
        if (url === undefined || text === undefined || (this.#hidesNames && !this.isPlain(url)))
            return text;
        return htmlEscape `<a href="${url}">`.concat(`${text}</a>`);
    }
    /** Whether a text has no secret in it. */
    isPlain(text) {
        return this.#redact(text) === text;
    }
}
/**
 * Words and numbers that mean what they say, even if a secret has the same value.
 *
 * @returns undefined if there is nothing to show
 */
function literal(value) {
    const line = (0,platform_text/* escapeWorkflowCommandsLine */.Fb)(String(value ?? ''));
    return line === '' ? undefined : `<code>${toHtml(line)}</code>`;
}
/** Text as HTML that shows it as it is. */
function toHtml(text) {
    return htmlEscape((0,platform_text/* escapeWorkflowCommands */.Fy)(text));
}
/** Sentences without foreign text. */
function ownSentence(text, urls = []) {
    return (0,platform_text/* escapeWorkflowCommands */.Fy)(text)
        .split('\n')
        .map((line) => line
        .split(/`([^`]+)`/)
        .map((part, index) => (index % 2 === 1 ? (literal(part) ?? '') : words(part, urls)))
        .join(''))
        .join('<br>');
}
function words(text, urls) {
    return text
        .split(/(\s+)/)
        .map((word) => {
        if (word === '' || isPlainWord(word))
            return htmlEscape(word);
        const [, url = '', stop = ''] = /^(.*?)([.,:;]?)$/.exec(word) ?? [];
        const shown = urls.includes(url)
            ? `${htmlEscape `<a href="${url}">`}${toHtml(url)}</a>`
            : `<code>${toHtml(url)}</code>`;
        return `${shown}${stop}`;
    })
        .join('');
}
/** White space, or a word that cannot be a mention (`@`), a reference (`#1`, `GH-1`, a commit), an emoji or an address. */
function isPlainWord(word) {
    return (/^[\p{L}\p{M}\p{N}\s.,;!?'"()…–—%+-]*:?$/u.test(word) &&
        !/\.\p{L}/u.test(word) &&
        !/\b[\da-f]{7,}\b/i.test(word) &&
        !/gh-\d/i.test(word));
}
/** Names and cells, `columns` of them side by side; unknown ones are left out. */
function table(entries, columns = 1) {
    const known = entries.filter(([, cell]) => cell !== undefined && cell !== '');
    const rows = [];
    for (let at = 0; at < known.length; at += columns) {
        const cells = known.slice(at, at + columns).map(([name, cell], index, { length }) => {
            const missing = at > 0 && index === length - 1 ? columns - length : 0;
            const span = missing > 0 ? ` colspan="${1 + 2 * missing}"` : '';
            return `<th align="left">${name}</th><td${span}>${cell}</td>`;
        });
        rows.push(`<tr>${cells.join('\n')}</tr>`);
    }
    return rows.length === 0 ? '' : `<table>\n${rows.join('\n')}\n</table>`;
}
/** A table with headings and a row for each of the first items; empty without any. */
function grid(headings, items, toCells) {
    if (items.length === 0)
        return '';
    const head = headings.map((each) => `<th align="left">${each}</th>`).join('');
    const rows = items.slice(0, maxRows).map((item) => `<tr>${toCells(item)
        .map((cell) => `<td>${cell ?? ''}</td>`)
        .join('')}</tr>`);
    const more = items.length - rows.length;
    const rest = more > 0 ? `\n\n<p>… and ${more} more.</p>` : '';
    return `<table>\n<tr>${head}</tr>\n${rows.join('\n')}\n</table>${rest}`;
}
/** Content that is folded. Blank lines make blocks of the tags, since one in the content would end theirs. */
function fold(title, content, isOpen = false) {
    return `<details${isOpen ? ' open' : ''}><summary>${title}</summary>\n\n${content}\n\n</details>`;
}
/** As many words as fit on a line, with the blanks after them; else one longer word. */
const pieces = new RegExp(`.{0,${maxLineLength - 1}}[^ ](?: +|$)|[^ ]+ *| +`, 'g');
/** Breaks a line at blanks, and keeps all of it. */
function wrap(line) {
    return line.length <= maxLineLength ? [line] : (line.match(pieces) ?? []);
}
/**
 * A picture that GitHub draws. Its source contains only the action's own words and numbers, never foreign text:
 * Mermaid's own syntax cannot be escaped reliably.
 *
 * @param theme Mermaid's configuration
 * @param lines the source
 */
function drawing(theme, lines) {
    return ['```mermaid', `%%{init: ${JSON.stringify(theme)}}%%`, ...lines, '```'].join('\n');
}
/** Colors that can be read on GitHub's light page and on its dark one. */
const colors = { green: '#2da44e', red: '#cf222e', blue: '#1f6feb', gray: '#8c959f' };


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


/***/ }),

/***/ 7491:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   Wr: () => (/* binding */ isHealthy),
/* harmony export */   wo: () => (/* binding */ ComponentPoller)
/* harmony export */ });
/* unused harmony exports readDatasets, addMissing, describeProgress */
/* harmony import */ var pretty_ms__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1692);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7934);
/* harmony import */ var _inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4427);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7376);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3153);
/* harmony import */ var _poller_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6824);
/* harmony import */ var _sources_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3922);








/** How long a dataset may be in error before the check fails, in milliseconds: many recover. */
const recoveryMs = 15_000;
/** Datasets in error with a sentence each. */
const maxNamedFailures = 10;
/** Names shown of the datasets that are not ready. */
const maxNamesInProgress = 5;
const datasetKind = {
    noun: 'dataset',
    path: '/v1/datasets?status=true',
    read: readDatasets,
    isOptional: false,
};
/** Statuses of a server that does not know a route. */
const unknownRoute = new Set([404, 405, 501]);
/** The gateway answers so for a moment while one version replaces another. */
const maxUnknown = 3;
/** Polls the datasets, or the models, of a runtime. */
class ComponentPoller {
    #expected;
    #context;
    #options;
    #poll;
    #timesUnknown = 0;
    #inErrorSinceMs = new Map();
    #datasets;
    /** Names of those that still have their previous source. */
    #outdated = [];
    /** Why the last poll returned no list. */
    #trouble;
    /** @param expected names that have to be there */
    constructor(expected, context, options = {}) {
        this.#expected = expected;
        this.#context = context;
        this.#options = { kind: datasetKind, previous: [], sources: [], ...options };
        const headers = { accept: 'application/json' };
        this.#poll = (0,_poller_js__WEBPACK_IMPORTED_MODULE_2__/* .createPoller */ .vO)({ path: this.#options.kind.path, headers }, context);
    }
    /** From the last poll that returned any, with those that are missing. */
    get datasets() {
        return this.#datasets ?? [];
    }
    /** How many are ready and which are not; undefined if no poll has returned a list. */
    get progress() {
        const { noun } = this.#options.kind;
        if (this.#datasets?.length === 0)
            return `it has no ${noun}s`;
        return this.#datasets && `${noun}s: ${this.#describeProgress(this.#datasets)}`;
    }
    /** Sentences about the datasets in error; undefined if there are none, or the last poll returned no list. */
    get failures() {
        return this.#trouble === undefined
            ? describeFailures(this.datasets, this.#options.kind.noun, this.#context.client.redact)
            : undefined;
    }
    /** Polls once. Undefined while nothing is certain. */
    async poll(deadline) {
        const { client, clock } = this.#context;
        const { kind, previous } = this.#options;
        const { response, trouble, isRejected } = await this.#poll(deadline);
        if (isRejected) {
            const text = `Could not read the ${kind.noun}s: the runtime rejected the API key (${trouble}).`;
            return { ...this.#problem(text), cause: 'api-key' };
        }
        this.#trouble = trouble;
        const isUnknown = response !== undefined && unknownRoute.has(response.status);
        this.#timesUnknown = isUnknown ? this.#timesUnknown + 1 : 0;
        if (kind.isOptional && this.#timesUnknown >= maxUnknown)
            return 'healthy';
        if (response === undefined || trouble !== undefined)
            return undefined;
        const list = kind.read((0,_platform_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJson */ .qF)(response.text), client.redact);
        if (list === undefined) {
            this.#trouble = 'HTTP 200, but the body is not a list';
            return undefined;
        }
        const datasets = addMissing(list, this.#expected);
        const hasChanged = JSON.stringify(datasets) !== JSON.stringify(this.#datasets);
        this.#datasets = datasets;
        this.#outdated = (0,_sources_js__WEBPACK_IMPORTED_MODULE_3__/* .findWith */ .K9)(previous, datasets);
        if (hasChanged)
            this.#report(datasets);
        if (datasets.every(isHealthy) && this.#outdated.length === 0)
            return 'healthy';
        const failures = this.#hasGivenUp(datasets, clock.now()) ? this.failures : undefined;
        return failures === undefined ? undefined : this.#problem(failures);
    }
    #report(datasets) {
        const { emit } = this.#context;
        const { kind, sources } = this.#options;
        const progress = this.#describeProgress(datasets);
        if (kind.noun === 'model')
            emit({ type: 'models.polled', progress, models: datasets });
        else
            emit({ type: 'datasets.polled', progress, datasets });
        for (const name of (0,_sources_js__WEBPACK_IMPORTED_MODULE_3__/* .findWithout */ .K$)(sources, datasets)) {
            if (this.#outdated.includes(name))
                continue;
            const text = `Dataset ${name} has another \`from\` in the runtime than in the spicepod.`;
            emit({ type: 'debug', text });
        }
    }
    /** How many are ready and which are not. */
    #describeProgress(datasets) {
        return describeProgress(datasets, this.#context.client.redact, this.#options.kind.noun, this.#outdated);
    }
    #problem(text) {
        return { part: `${this.#options.kind.noun}s`, text, isTolerable: false };
    }
    /**
     * Polls until all datasets are healthy, one has been in error for 15 s, or the time is over.
     *
     * @returns undefined if all are healthy
     */
    async waitUntilHealthy(limitMs) {
        const result = await (0,_poller_js__WEBPACK_IMPORTED_MODULE_2__/* .pollRuntime */ .iI)(limitMs, this.#context, (deadline) => this.poll(deadline));
        if (result === 'healthy')
            return undefined;
        return result ?? this.#problem(this.#describeTimeout((0,pretty_ms__WEBPACK_IMPORTED_MODULE_5__/* ["default"] */ .A)(limitMs)));
    }
    #describeTimeout(within) {
        const { noun } = this.#options.kind;
        const { redact } = this.#context.client;
        const outdated = this.#outdated.slice(0, maxNamesInProgress).map((name) => (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(name, 80, redact));
        if (this.#datasets === undefined) {
            return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .endWithStop */ .wU)(`Could not read the ${noun}s within ${within}: ${this.#trouble}`);
        }
        return [
            `Not all ${noun}s were ready within ${within}: ${this.#describeProgress(this.#datasets)}.`,
            this.#trouble && (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .endWithStop */ .wU)(`The last poll failed: ${this.#trouble}`),
            describeFailures(this.#datasets, noun, redact),
            outdated.length > 0 &&
                `The old version is still responding: it has the previous \`from\` of ${outdated.join(', ')}.`,
            this.#datasets.some(isMissing) &&
                `"Missing" ${noun}s are in the spicepod but not in the runtime that is responding.`,
        ]
            .filter(Boolean)
            .join(' ');
    }
    /** Notes which datasets are in error, and whether one of them has been for too long. */
    #hasGivenUp(datasets, nowMs) {
        const failed = datasets.filter(isInError);
        this.#inErrorSinceMs = new Map(failed.map(({ name }) => [name, this.#inErrorSinceMs.get(name) ?? nowMs]));
        return [...this.#inErrorSinceMs.values()].some((sinceMs) => nowMs - sinceMs >= recoveryMs);
    }
}
const text = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_4__/* .optional */ .lq)(valibot__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP());
const Entry = valibot__WEBPACK_IMPORTED_MODULE_7__/* .object */ .Ikc({
    name: valibot__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP(),
    status: valibot__WEBPACK_IMPORTED_MODULE_7__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP(), 'Unknown'),
    from: text,
    error: valibot__WEBPACK_IMPORTED_MODULE_7__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_7__/* .unknown */ .L5J()),
    error_message: text,
});
const Entries = (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_4__/* .listOf */ .c3)(Entry);
/**
 * Reads the body of `GET /v1/datasets?status=true`. An entry that is not a dataset does not hide the others.
 *
 * @returns undefined if it is not a list
 */
function readDatasets(body, redact) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_7__/* .safeParse */ .xLC(Entries, body);
    if (!parsed.success)
        return undefined;
    return parsed.output.map(({ error, error_message, ...rest }) => ({
        ...rest,
        error: error ?? undefined,
        // Only people read the message. Names and statuses stay exact, even if a secret has the same value.
        error_message: error_message === undefined ? undefined : redact(error_message),
    }));
}
/**
 * Adds the datasets that are expected but not in the list, as `Missing`. Each dataset of the list stands for at most
 * one of those expected: the one with the closest name.
 */
function addMissing(datasets, expected) {
    let present = datasets.map(({ name }) => (0,_inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(name));
    let missing = expected.map((name) => ({ name, parsed: (0,_inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(name) }));
    for (const matches of _inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .nameMatchers */ .$F) {
        missing = missing.filter(({ parsed }) => {
            const found = present.find((each) => matches(each, parsed));
            present = present.filter((each) => each !== found);
            return found === undefined;
        });
    }
    return [...datasets, ...missing.map(({ name }) => ({ name, status: 'Missing' }))];
}
function isHealthy({ status }) {
    return ['ready', 'refreshing', 'disabled'].includes(status.toLowerCase());
}
function isInError({ status }) {
    return status.toLowerCase() === 'error';
}
function isMissing({ status }) {
    return status === 'Missing';
}
/** Why a dataset is in error; undefined if the runtime gives no reason. */
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
function describeFailures(datasets, noun, redact) {
    const failed = datasets.filter(isInError);
    const sentences = failed.slice(0, maxNamedFailures).map((dataset) => {
        const why = describeError(dataset) ?? 'the runtime gave no reason';
        return (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .endWithStop */ .wU)(`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .capitalize */ .ZH)(noun)} ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(dataset.name, 80, redact)} is in error: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(why, _client_js__WEBPACK_IMPORTED_MODULE_1__/* .maxMessageLength */ .sZ, redact)}`);
    });
    const more = failed.length - sentences.length;
    if (more > 0)
        sentences.push(`${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9)(more, `more ${noun}`)} in error.`);
    return sentences.join(' ') || undefined;
}
/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
function describeProgress(datasets, redact, noun = 'dataset', outdated = []) {
    if (datasets.length === 0)
        return `no ${noun}s`;
    const isOutdated = ({ name }) => outdated.includes(name);
    const waiting = datasets.filter((dataset) => !isHealthy(dataset) || isOutdated(dataset));
    const share = `${datasets.length - waiting.length}/${datasets.length} ready`;
    if (waiting.length === 0)
        return share;
    const names = waiting.slice(0, maxNamesInProgress).map((dataset) => {
        const name = (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(dataset.name, 80, redact);
        if (isInError(dataset))
            return `${name} (in error)`;
        if (isOutdated(dataset))
            return `${name} (previous version)`;
        return isMissing(dataset) ? `${name} (missing)` : name;
    });
    const more = waiting.length - names.length;
    return `${share}, waiting for ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}


/***/ }),

/***/ 6824:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   iI: () => (/* binding */ pollRuntime),
/* harmony export */   vO: () => (/* binding */ createPoller)
/* harmony export */ });
/* unused harmony export pauseBetweenPollsMs */
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3037);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3153);


/** The next poll may reach another instance, so none of them takes longer. */
const maxPollMs = 10_000;
/** Leaves the last poll, which begins at the deadline, enough time for a response. */
const minPollMs = 1000;
/** A gateway may not know a new key at first. */
const keyGraceMs = 5000;
/** @returns a function that polls one endpoint of a runtime, and notices when polling is no use */
function createPoller(request, { client, clock, requestTimeoutMs }) {
    const maxMs = Math.min(maxPollMs, requestTimeoutMs);
    let rejectedSinceMs;
    return async (deadline) => {
        const before = rejectedSinceMs;
        rejectedSinceMs = undefined;
        try {
            const timeoutMs = Math.min(maxMs, Math.max(deadline.remainingMs(), minPollMs));
            const response = await client.send(request, timeoutMs);
            if (response.status === 200)
                return { response };
            const { message: trouble } = new _client_js__WEBPACK_IMPORTED_MODULE_1__/* .RuntimeError */ .bu(response, client.redact);
            if (response.status !== 401 && response.status !== 403)
                return { response, trouble };
            rejectedSinceMs = before ?? clock.now();
            return { response, trouble, isRejected: clock.now() - rejectedSinceMs >= keyGraceMs };
        }
        catch (error) {
            return { trouble: (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .describeTrouble */ .LC)(error, client.redact) };
        }
    };
}
/** Polls a runtime with {@link pollUntil}, about every half second at first and every two seconds later. */
function pollRuntime(limitMs, { clock, random }, poll) {
    const startedAt = clock.now();
    const pauseMs = () => pauseBetweenPollsMs(clock.now() - startedAt, random());
    return (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_0__.pollUntil)({ poll, pauseMs, deadline: (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_0__.deadlineIn)(limitMs, clock), clock });
}
const minPauseMs = 500;
const maxPauseMs = 2000;
const shareOfElapsed = 0.1;
/**
 * How long to wait before the next poll: half a second at first, up to two when it takes longer.
 *
 * @param elapsedMs since the first poll
 * @param random a number from 0 up to 1: runs that start together should not poll together
 * @returns milliseconds
 */
function pauseBetweenPollsMs(elapsedMs, random) {
    const pause = Math.min(Math.max(elapsedMs * shareOfElapsed, minPauseMs), maxPauseMs);
    return pause * (0.9 + 0.2 * random);
}


/***/ }),

/***/ 3922:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K$: () => (/* binding */ findWithout),
/* harmony export */   K9: () => (/* binding */ findWith),
/* harmony export */   LY: () => (/* binding */ findPreviousSources),
/* harmony export */   u0: () => (/* binding */ sourcesOf)
/* harmony export */ });
/* harmony import */ var _inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4427);
/* harmony import */ var _inputs_spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3204);


/** The sources that a spicepod replaces in the one before it. */
function findPreviousSources(previous, spicepod) {
    const now = new Map(sourcesOf(spicepod).map(({ name, from }) => [name, normalize(from)]));
    return sourcesOf(previous).filter(({ name, from }) => {
        const wanted = now.get(name);
        return wanted !== undefined && wanted !== normalize(from);
    });
}
/** The datasets, of those that a runtime lists, that have one of these sources. */
function findWith(sources, datasets) {
    return compare(sources, datasets).flatMap(({ name, isSame }) => (isSame ? [name] : []));
}
/** The datasets whose source the runtime writes in another way. */
function findWithout(sources, datasets) {
    return compare(sources, datasets).flatMap(({ name, isSame }) => (isSame ? [] : [name]));
}
function compare(sources, datasets) {
    return sources.flatMap(({ name, from }) => {
        const wanted = (0,_inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(name);
        const parsed = datasets.map((dataset) => ({ dataset, name: (0,_inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .parseName */ .$q)(dataset.name) }));
        const matches = _inputs_component_names_js__WEBPACK_IMPORTED_MODULE_0__/* .nameMatchers */ .$F
            .map((isSame) => parsed.find((each) => isSame(each.name, wanted))?.dataset)
            .find((each) => each !== undefined);
        if (matches?.from === undefined)
            return [];
        return [{ name: matches.name, isSame: normalize(matches.from) === normalize(from) }];
    });
}
/** The datasets of a spicepod that say where they come from. */
function sourcesOf(spicepod) {
    return (0,_inputs_spicepod_value_js__WEBPACK_IMPORTED_MODULE_1__/* .readComponents */ .Zm)(spicepod).flatMap(({ kind, name, from }) => kind === 'dataset' && name !== '' && from !== undefined ? [{ name, from }] : []);
}
/** The runtime may write a source with or without a slash at its end. */
function normalize(from) {
    return from.trim().replace(/\/+$/, '');
}


/***/ })

};
