export const id = 661;
export const ids = [661];
export const modules = {

/***/ 6661:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   post: () => (/* binding */ post)
/* harmony export */ });
/* harmony import */ var _deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3200);
/* harmony import */ var _deployment_list_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _inputs_inputs_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8028);
/* harmony import */ var _inputs_secrets_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(3332);
/* harmony import */ var _platform_clock_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3037);
/* harmony import */ var _platform_fetch_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9135);
/* harmony import */ var _platform_redaction_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(3178);
/* harmony import */ var _report_log_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6472);
/* harmony import */ var _report_markup_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4333);
/* harmony import */ var _report_state_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7343);
/* harmony import */ var _spice_api_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(2216);
/* harmony import */ var _spice_schema_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(7019);












/** How long the post step may delay the end of a job, in milliseconds. */
const maxMs = 10_000;
/**
 * The post step: reports for a step that could not do so itself, because it was killed, ran out of time, or ran in a
 * container that forwards no signals. It only reports, and never fails the job.
 */
function post(env, system) {
    const cancelled = system.cancelled.then(() => 0);
    return Promise.race([report(env, system), cancelled]);
}
async function report(env, system) {
    const { runner } = system;
    const secrets = new _platform_redaction_js__WEBPACK_IMPORTED_MODULE_10__/* .Redaction */ .k(runner.mask);
    (0,_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .maskCredentials */ .Bs)(runner, secrets);
    await (0,_inputs_secrets_js__WEBPACK_IMPORTED_MODULE_11__/* .readSecrets */ .q)(runner.getInput('secrets'), secrets, runner.getInput('app-id'));
    const { redact } = secrets;
    const log = new _report_log_js__WEBPACK_IMPORTED_MODULE_5__/* .Log */ .t({ runner, redact, hasColors: false });
    const savedId = runner.getState('deployment-id');
    const id = savedId === '' ? undefined : (0,_spice_schema_js__WEBPACK_IMPORTED_MODULE_9__/* .readDeploymentId */ .FV)(savedId);
    const status = await readStatus(id, secrets, env, system).catch((error) => describeUnread(id, error.message));
    const text = [status, runner.getState('left-behind')].filter(Boolean).join('\n');
    log.print({ kind: 'warning', text });
    await runner.appendSummary(`<p>${new _report_markup_js__WEBPACK_IMPORTED_MODULE_6__/* .Markup */ .VK(redact).sentence(text, [_report_state_js__WEBPACK_IMPORTED_MODULE_7__/* .portal */ .vs])}</p>\n\n`).catch(() => { });
    return 0;
}
async function readStatus(id, secrets, env, { runner, clock, fetch, random }) {
    const appId = Number(runner.getState('app-id')) || undefined;
    if (id === undefined || appId === undefined)
        return describeUnread(id);
    const { inputs, credentials } = (0,_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .readInputs */ .Ko)(runner, secrets);
    await (0,_platform_fetch_js__WEBPACK_IMPORTED_MODULE_4__/* .useProxyFromEnvironment */ .FS)(env);
    const api = (0,_spice_api_js__WEBPACK_IMPORTED_MODULE_8__/* .createApi */ .x)({ ...inputs, credentials }, { secrets, emit: () => { }, fetch, clock, random });
    const { deployment } = await (0,_deployment_list_js__WEBPACK_IMPORTED_MODULE_1__/* .findDeployment */ .HZ)(id, api, appId, (0,_platform_clock_js__WEBPACK_IMPORTED_MODULE_3__.deadlineIn)(maxMs, clock));
    return deployment === undefined ? describeUnread(id) : describe(deployment);
}
function describeUnread(id, problem) {
    if (id === undefined) {
        return `The step was interrupted before it had a deployment ID. Check ${_report_state_js__WEBPACK_IMPORTED_MODULE_7__/* .portal */ .vs} for a new deployment before you re-run this job.`;
    }
    return `The step was interrupted. The status of deployment ${id} could not be read${problem ? ` (${problem})` : ''}; check ${_report_state_js__WEBPACK_IMPORTED_MODULE_7__/* .portal */ .vs}.`;
}
function describe(deployment) {
    const { id, status } = deployment;
    const words = (0,_deployment_deployment_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(deployment);
    const reason = words ? `: ${words}` : '.';
    switch (status) {
        case 'succeeded':
            return `The step was interrupted, but deployment ${id} succeeded.`;
        case 'failed':
            return `The step was interrupted, and deployment ${id} failed${reason}`;
        case 'created':
            return `The step was interrupted. Deployment ${id} was superseded or has not started yet; check ${_report_state_js__WEBPACK_IMPORTED_MODULE_7__/* .portal */ .vs}.`;
        default:
            return `The step was interrupted. Deployment ${id} is ${status} and keeps running in Spice Cloud${reason} Set \`deployment-id: ${id}\` to watch it.`;
    }
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


/***/ })

};
