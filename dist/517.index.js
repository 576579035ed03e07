export const id = 517;
export const ids = [517];
export const modules = {

/***/ 571:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   OC: () => (/* binding */ appCell),
/* harmony export */   OJ: () => (/* binding */ probesCell),
/* harmony export */   Ou: () => (/* binding */ commitCell),
/* harmony export */   XH: () => (/* binding */ compareUrl),
/* harmony export */   Xp: () => (/* binding */ datasetRow),
/* harmony export */   fo: () => (/* binding */ statusCell),
/* harmony export */   oR: () => (/* binding */ joined),
/* harmony export */   s5: () => (/* binding */ timeCell),
/* harmony export */   u4: () => (/* binding */ datasetsCell)
/* harmony export */ });
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6390);
/* harmony import */ var _deployment_status_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1661);
/* harmony import */ var _runtime_dataset_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7748);
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9834);
/* harmony import */ var _markup_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4333);
/* harmony import */ var _state_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1192);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5594);







// What summary and comment show of a run, each in its own layout.
/** The name of the app, linked to its page. */
function appCell(state, markup) {
    const { app, appId } = state;
    if (app?.name)
        return markup.link((0,_state_js__WEBPACK_IMPORTED_MODULE_3__/* .appUrl */ .RM)(state), markup.name(app.name));
    return (0,_markup_js__WEBPACK_IMPORTED_MODULE_5__/* .literal */ .eu)(appId === undefined ? undefined : `app ${appId}`);
}
function statusCell(status, markup) {
    return status !== undefined && (0,_deployment_status_js__WEBPACK_IMPORTED_MODULE_0__/* .isKnownStatus */ .ih)(status) ? (0,_markup_js__WEBPACK_IMPORTED_MODULE_5__/* .literal */ .eu)(status) : markup.code(status, 50);
}
const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
/** A commit, short, and linked if it is one. */
function commitCell(sha, markup, repositoryUrl) {
    if (!sha)
        return undefined;
    if (!(0,_commit_js__WEBPACK_IMPORTED_MODULE_6__/* .isCommitId */ .jh)(sha) || !markup.isPlain(sha))
        return markup.code(sha, 64);
    return markup.link(repositoryUrl && `${repositoryUrl}/commit/${sha}`, (0,_markup_js__WEBPACK_IMPORTED_MODULE_5__/* .literal */ .eu)(sha.slice(0, 7)));
}
/** Page with the changes between two commits; undefined unless both ids are known in full. */
function compareUrl(before, after, repositoryUrl) {
    const isKnown = fullSha.test(before) && fullSha.test(after);
    return repositoryUrl !== undefined && isKnown ? `${repositoryUrl}/compare/${before}...${after}` : undefined;
}
/** A time for people to read; anything else as it is. */
function timeCell(time, markup) {
    const ms = /^\d{4}-\d\d-\d\d[T ]/.test(time ?? '') ? (0,_time_js__WEBPACK_IMPORTED_MODULE_2__.parseTime)(time) : undefined;
    return ms === undefined ? markup.code(time, 50) : (0,_markup_js__WEBPACK_IMPORTED_MODULE_5__/* .literal */ .eu)((0,_wording_js__WEBPACK_IMPORTED_MODULE_4__/* .formatTime */ .fU)(new Date(ms)));
}
/** `✅ 3 of 3 ready`. */
function datasetsCell({ verification }) {
    const all = verification?.datasets ?? [];
    if (all.length === 0)
        return undefined;
    const ready = all.filter(_runtime_dataset_js__WEBPACK_IMPORTED_MODULE_1__/* .isHealthy */ .Wr).length;
    return `${ready === all.length ? '✅' : '❌'} ${ready} of ${all.length} ready`;
}
/** `❌ 1 of 3 failed: sql`. */
function probesCell({ verification }) {
    const all = verification?.tests ?? [];
    if (all.length === 0)
        return undefined;
    const failed = all.filter(({ ok }) => !ok);
    if (failed.length === 0)
        return `✅ ${all.length} of ${all.length} passed`;
    const names = [...new Set(failed.map(({ name }) => name))].map(_markup_js__WEBPACK_IMPORTED_MODULE_5__/* .literal */ .eu);
    return `❌ ${failed.length} of ${all.length} failed: ${names.join(', ')}`;
}
/** Name, status and, if one of them has any, error. */
function datasetRow(dataset, hasErrors, markup) {
    return [
        `${(0,_runtime_dataset_js__WEBPACK_IMPORTED_MODULE_1__/* .isHealthy */ .Wr)(dataset) ? '✅' : '❌'} ${markup.code(dataset.name)}`,
        markup.code(dataset.status),
        ...(hasErrors ? [markup.code((0,_runtime_dataset_js__WEBPACK_IMPORTED_MODULE_1__/* .describeError */ .Uc)(dataset), 500)] : []),
    ];
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

// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
// EXTERNAL MODULE: ./src/report/text.ts
var report_text = __webpack_require__(5655);
;// CONCATENATED MODULE: ./src/report/markup.ts



/** Lines of a block do not wrap on GitHub: longer ones would have to be scrolled to be read. */
const maxLineLength = 100;
const maxBlockLength = 20_000;
const maxSentenceLength = 2000;
const maxFoldedLength = 100_000;
/**
 * Shows text of servers and commits in Markdown: without secrets, escaped, and in blocks of HTML, where Markdown means
 * nothing. Within `code` and `pre` GitHub makes neither mentions nor links of it. Summary and comment share it.
 */
class Markup {
    #redact;
    #hidesNames;
    /** @param hidesNames whether secrets are hidden in names and pages of apps and repositories, too */
    constructor(redact, { hidesNames = false } = {}) {
        this.#redact = redact;
        this.#hidesNames = hidesNames;
    }
    /** A name that means what it says, even if a secret has the same value. */
    name(value, max = 200) {
        return this.#hidesNames || value.length > max ? this.code(value, max) : literal(value);
    }
    /**
     * Foreign text on one line.
     *
     * @param max characters
     * @returns undefined if there is nothing to show
     */
    code(value, max = 200) {
        return literal(typeof value === 'string' ? (0,src_text/* cut */.Jj)(value, max, this.#redact) : value);
    }
    /** Foreign text as a block of its own. */
    block(text) {
        const lines = (0,src_text/* cut */.Jj)((0,report_text/* inert */.tJ)(this.#redact(text)), maxBlockLength, this.#redact).split('\n');
        return `<pre>${lines.map((line) => wrap(line).map(toHtml).join('<br>')).join('\n')}</pre>`;
    }
    /** The end of a long foreign text, folded under a title. */
    folded(title, lines, { isOpen = false, language = '' } = {}) {
        const text = toHtml(this.#redact(lines.join('\n')).slice(-maxFoldedLength));
        return fold(title, `<pre${language && ` lang="${language}"`}>${text}</pre>`, isOpen);
    }
    /**
     * Sentences of our own, in which foreign names may stand: what is between backticks is shown as code, and so is
     * every word that GitHub could take for more than a word.
     *
     * @param urls pages to link if a sentence names them
     */
    sentence(text, urls = []) {
        const pages = urls.filter((url) => this.isPlain(url));
        return ownSentence((0,src_text/* cut */.Jj)(text, maxSentenceLength, this.#redact), pages);
    }
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
    const line = (0,report_text/* inertLine */.Fq)(String(value ?? ''));
    return line === '' ? undefined : `<code>${toHtml(line)}</code>`;
}
/** Text as HTML that shows it as it is. */
function toHtml(text) {
    return htmlEscape((0,report_text/* inert */.tJ)(text));
}
/** Sentences without foreign text. */
function ownSentence(text, urls = []) {
    return (0,report_text/* inert */.tJ)(text)
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
/** A table with headings; empty without rows. */
function grid(headings, rows) {
    if (rows.length === 0)
        return '';
    const head = headings.map((each) => `<th align="left">${each}</th>`).join('');
    const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell ?? ''}</td>`).join('')}</tr>`);
    return `<table>\n<tr>${head}</tr>\n${lines.join('\n')}\n</table>`;
}
/** Content that is folded. Blank lines make blocks of the tags, since one in the content would end theirs. */
function fold(title, content, isOpen = false) {
    return `<details${isOpen ? ' open' : ''}><summary>${title}</summary>\n\n${content}\n\n</details>`;
}
/** Breaks a line at blanks, and keeps all of it. */
function wrap(line) {
    if (line.length <= maxLineLength)
        return [line];
    const parts = [];
    let part = '';
    for (const piece of line.split(/(?<= )(?=[^ ])/)) {
        if (part !== '' && part.length + piece.trimEnd().length > maxLineLength) {
            parts.push(part);
            part = '';
        }
        part += piece;
    }
    return [...parts, part];
}


/***/ }),

/***/ 5517:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderSummary: () => (/* binding */ renderSummary)
});

// UNUSED EXPORTS: assemble

// EXTERNAL MODULE: ./src/runtime/dataset.ts
var runtime_dataset = __webpack_require__(7748);
// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
// EXTERNAL MODULE: ./src/report/cells.ts
var report_cells = __webpack_require__(571);
// EXTERNAL MODULE: ./src/deployment/duration.ts
var duration = __webpack_require__(711);
// EXTERNAL MODULE: ./src/deployment/status.ts
var deployment_status = __webpack_require__(1661);
// EXTERNAL MODULE: ./src/report/heartbeat.ts
var heartbeat = __webpack_require__(990);
;// CONCATENATED MODULE: ./src/report/mermaid.ts
/**
 * A picture that GitHub draws. Its source holds the action's own words and numbers only, never text of others: what
 * means something to Mermaid can neither be shown nor escaped reliably.
 *
 * @param theme Mermaid's configuration
 * @param lines the source
 */
function drawing(theme, lines) {
    return ['```mermaid', `%%{init: ${JSON.stringify(theme)}}%%`, ...lines, '```'].join('\n');
}
/** Colours that can be read on GitHub's light page and on its dark one. */
const colours = { green: '#2da44e', red: '#cf222e', blue: '#1f6feb', grey: '#8c959f' };

// EXTERNAL MODULE: ./src/report/wording.ts
var wording = __webpack_require__(5594);
;// CONCATENATED MODULE: ./src/report/history.ts





/** As many as there is room for names. */
const maxBars = 12;
/** A bar so many times as high as most would leave the others flat. */
const maxTimesMedian = 4;
/** A bar lower than this part of the picture could be overlooked. */
const minHeight = 0.03;
/** How long the app's last deployments took, this one at the end; undefined if there is nothing to compare. */
function drawHistory(state) {
    const { deployment, history, recovery } = state;
    if (deployment === undefined)
        return undefined;
    const others = history.filter(({ id }) => id !== deployment.id && id !== recovery?.deployment?.id);
    const earlier = takeBars(others, maxBars - 1);
    const own = ownBar(deployment, state.elapsedMs);
    if (earlier.length === 0 || own === undefined)
        return undefined;
    const bars = [...earlier, own];
    const longestMs = Math.max(...bars.map(({ ms }) => ms));
    const limitMs = maxTimesMedian * median(bars.map(({ ms }) => ms));
    const isCut = limitMs > 0 && longestMs > limitMs;
    const usual = (0,heartbeat/* expectedDuration */.PJ)({ history: others });
    const heightMs = Math.max(isCut ? limitMs : longestMs, usual?.medianMs ?? 0, 1);
    const unit = unitFor(heightMs);
    const toUnit = (ms) => Math.round((ms / unit.ms) * 1000) / 1000;
    // Bars of several series stand behind one another. One that ends below the axis is not there.
    const absent = -toUnit(heightMs);
    const kinds = ['succeeded', 'failed', 'this'].filter((kind) => bars.some((bar) => bar.kind === kind));
    const series = kinds.map((kind) => bars.map((bar) => bar.kind === kind ? toUnit(Math.min(Math.max(bar.ms, heightMs * minHeight), heightMs)) : absent));
    const palette = [...kinds.map((kind) => signs[kind].colour), colours.grey];
    const title = `How long the last ${bars.length} deployments took`;
    const usualLine = usual && bars.map(() => toUnit(usual.medianMs));
    return {
        drawing: drawing(themeWith(palette), [
            'xychart-beta',
            `  title "${title}"`,
            `  accTitle: ${title}`,
            `  x-axis [${bars.map(({ name }) => `"${name}"`).join(', ')}]`,
            `  y-axis "${unit.name}" 0 --> ${axisTop(toUnit(heightMs * 1.02))}`,
            ...series.map((values) => `  bar [${values.join(', ')}]`),
            ...(usualLine ? [`  line [${usualLine.join(', ')}]`] : []),
        ]),
        legend: [
            ...kinds.map((kind) => `${signs[kind].sign} ${signs[kind].name}`),
            ...(own.kind === 'failed' ? ['this run is the last one'] : []),
            ...((0,deployment_status/* isUnfinished */.ui)(deployment) ? ['this run is still in progress'] : []),
            ...(usual ? [`➖ usual: ${(0,wording/* formatDuration */.a3)(usual.medianMs)}`] : []),
            ...(isCut ? bars.filter(({ ms }) => ms > heightMs).map(describeCut) : []),
        ],
    };
}
const signs = {
    succeeded: { name: 'succeeded', sign: '🟩', colour: colours.green },
    failed: { name: 'failed', sign: '🟥', colour: colours.red },
    this: { name: 'this run', sign: '🟦', colour: colours.blue },
};
function themeWith(palette) {
    return {
        themeVariables: { xyChart: { backgroundColor: 'transparent', plotColorPalette: palette.join(', ') } },
        xyChart: { width: 900, height: 300, titleFontSize: 18 },
    };
}
/** The latest, oldest first. Without an end or without times there is nothing to draw, unless it failed. */
function takeBars(deployments, most) {
    const bars = [];
    for (const deployment of deployments) {
        if (bars.length === most)
            break;
        const { id, status } = deployment;
        const ms = (0,duration/* durationMs */.p)(deployment) ?? (status === 'failed' ? 0 : undefined);
        if (ms !== undefined) {
            bars.push({ name: shortenId(id), ms, kind: status === 'failed' ? 'failed' : 'succeeded' });
        }
    }
    return bars.reverse();
}
function ownBar(deployment, elapsedMs) {
    const isFailed = deployment.status === 'failed';
    const ms = (0,duration/* durationMs */.p)(deployment) ?? elapsedMs ?? (isFailed ? 0 : undefined);
    if (ms === undefined || !(ms >= 0 && Number.isFinite(ms)))
        return undefined;
    return { name: 'this run', ms, kind: isFailed ? 'failed' : 'this' };
}
/** A little higher where that spares the axis half of its ticks: Mermaid makes up to sixteen of them. */
function axisTop(height) {
    const power = 10 ** Math.floor(Math.log10(height));
    // Above each of these the distance of two ticks doubles.
    const next = [1.42, 3.17, 7.08].find((each) => height / power <= each && height / power > each * 0.8);
    return Math.round((next === undefined ? height : next * power) * 1000) / 1000;
}
/** Names stand side by side. */
function shortenId(id) {
    const digits = String(id);
    return digits.length > 7 ? `…${digits.slice(-6)}` : digits;
}
function describeCut({ name, ms }) {
    return `${name} is cut off; it took ${(0,wording/* formatDuration */.a3)(ms)}`;
}
function median(values) {
    const sorted = values.toSorted((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
function unitFor(ms) {
    if (ms < 300_000)
        return { name: 'seconds', ms: 1000 };
    return ms < 120 * 60_000 ? { name: 'minutes', ms: 60_000 } : { name: 'hours', ms: 3_600_000 };
}

// EXTERNAL MODULE: ./src/report/markup.ts + 1 modules
var report_markup = __webpack_require__(4333);
// EXTERNAL MODULE: ./src/report/plan.ts
var plan = __webpack_require__(1307);
// EXTERNAL MODULE: ./src/report/state.ts + 1 modules
var report_state = __webpack_require__(1192);
// EXTERNAL MODULE: ./src/report/recovery.ts
var report_recovery = __webpack_require__(3695);
;// CONCATENATED MODULE: ./src/report/timeline.ts



const theme = {
    gantt: { leftPadding: 90, gridLineStartPadding: 40, barHeight: 22, fontSize: 12, sectionFontSize: 12 },
    themeVariables: {
        // Bands of the default theme are yellow and violet, and say nothing.
        sectionBkgColor: 'transparent',
        altSectionBkgColor: 'transparent',
        sectionBkgColor2: 'transparent',
        taskBkgColor: colours.blue,
        taskBorderColor: colours.blue,
        taskTextColor: '#ffffff',
        critBkgColor: colours.red,
        critBorderColor: colours.red,
    },
};
/** More come from a server whose status flaps. */
const maxRows = 20;
/** A longer phase cannot be written as a date. */
const maxMs = 1e12;
/** How the run spent its time, as a Gantt chart; undefined if there is nothing to see. */
function drawTimeline(state) {
    const rows = state.phases
        .map(({ name, startMs, endMs = startMs }) => ({
        name,
        startMs: startMs - state.startedAtMs,
        endMs: endMs - state.startedAtMs,
    }))
        .filter(({ startMs, endMs }) => startMs >= 0 && endMs >= startMs && endMs < maxMs)
        .sort((one, other) => one.startMs - other.startMs)
        .slice(0, maxRows);
    const [first] = rows;
    if (first === undefined)
        return undefined;
    const totalMs = Math.max(1, ...rows.map(({ endMs }) => endMs));
    const marks = findMarks(rows, state);
    const draw = (label, { startMs, endMs }, mark) => {
        // A phase that took no time is drawn nevertheless.
        const widthMs = Math.round(Math.max(endMs - startMs, totalMs / 200));
        const text = `${label} (${(0,wording/* formatDuration */.a3)(endMs - startMs)})${mark === undefined ? '' : `, ${mark}`}`;
        return `  ${text} :${mark === undefined ? '' : 'crit, '}${dateAt(startMs)}, ${widthMs}ms`;
    };
    const lines = [];
    let section = 'Deployment';
    lines.push(`  section ${section}`);
    if (first.startMs >= totalMs / 50)
        lines.push(draw('Preparing', { startMs: 0, endMs: first.startMs }));
    for (const row of rows) {
        if (sections[row.name] !== section)
            lines.push(`  section ${sections[row.name]}`);
        section = sections[row.name];
        lines.push(draw(labelOf(row.name, state), row, marks.get(row)));
    }
    return drawing(theme, [
        'gantt',
        '  title How this run spent its time',
        '  accTitle: How this run spent its time',
        '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
        ...axis(totalMs),
        '  todayMarker off',
        ...lines,
    ]);
}
const sections = {
    conflict: 'Deployment',
    queued: 'Deployment',
    in_progress: 'Deployment',
    ready: 'Checks',
    datasets: 'Checks',
    probes: 'Checks',
    recovery: 'Recovery',
};
const labels = {
    conflict: 'Waiting for another deployment',
    queued: 'Queued',
    in_progress: 'Rolling out',
    ready: 'Runtime getting ready',
    datasets: 'Datasets loading',
    probes: 'Probes',
    recovery: 'Rollback',
};
function labelOf(name, { recovery }) {
    return name === 'recovery' && recovery?.mode === 'restore' ? 'Restore' : labels[name];
}
const deploymentPhases = ['conflict', 'queued', 'in_progress'];
/** Where an outcome shows, and how: a colour alone does not tell everybody. */
const marksByOutcome = {
    succeeded: undefined,
    started: undefined,
    planned: undefined,
    // Marked by what failed, below.
    unverified: undefined,
    failed: { phases: deploymentPhases, mark: 'failed' },
    superseded: { phases: deploymentPhases, mark: 'superseded' },
    refused: { phases: deploymentPhases, mark: 'refused' },
    'timed-out': { phases: deploymentPhases, mark: 'timed out' },
    unknown: { phases: deploymentPhases, mark: 'result unknown' },
    cancelled: { phases: [...deploymentPhases, 'ready', 'datasets', 'probes'], mark: 'interrupted' },
};
const phasesByPart = {
    runtime: ['ready'],
    datasets: ['ready', 'datasets'],
    probes: ['probes'],
};
function findMarks(rows, { outcome, verification, recovery }) {
    const marks = new Map();
    const mark = (phases, text) => {
        const row = rows.findLast(({ name }) => phases.includes(name));
        if (row !== undefined)
            marks.set(row, text);
    };
    const marked = outcome && marksByOutcome[outcome.kind];
    if (marked !== undefined)
        mark(marked.phases, marked.mark);
    if (outcome?.kind === 'unverified') {
        for (const { part } of verification?.problems ?? [])
            mark(phasesByPart[part], 'failed');
    }
    if (recovery?.result === undefined) {
        if (recovery !== undefined)
            mark(['recovery'], 'interrupted');
    }
    else if (!(0,report_recovery/* isRecovered */.W9)(recovery.result)) {
        mark(['recovery'], recovery.result.kind === 'left alone' ? 'left alone' : 'failed');
    }
    return marks;
}
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const tickSteps = [
    ...[100, 500].map((ms) => [ms, `${ms}millisecond`]),
    ...[1, 2, 5, 10, 15, 30].map((count) => [count * secondMs, `${count}second`]),
    ...[1, 2, 5, 10, 15, 30].map((count) => [count * minuteMs, `${count}minute`]),
    ...[1, 3, 6, 12].map((count) => [count * hourMs, `${count}hour`]),
];
/** More lines than this would cross the labels. */
const maxTicks = 8;
/** Ticks at round times, few of them. */
function axis(totalMs) {
    const step = tickSteps.find(([ms]) => totalMs / ms <= maxTicks)?.[1];
    return [`  axisFormat ${axisFormat(totalMs)}`, ...(step === undefined ? [] : [`  tickInterval ${step}`])];
}
function axisFormat(totalMs) {
    if (totalMs < 5 * secondMs)
        return '%-S.%Ls';
    if (totalMs < hourMs)
        return '%-M:%S';
    return totalMs < 24 * hourMs ? '%-Hh %M' : 'day %-d, %-Hh';
}
// Mermaid knows dates only, and both reads and writes them by the clock of whoever looks: no clock is put forward or
// back on this day.
const day = Date.UTC(2000, 0, 1);
function dateAt(ms) {
    return new Date(day + Math.round(ms)).toISOString().replace('T', ' ').replace('Z', '');
}

;// CONCATENATED MODULE: ./src/report/summary.ts









/** The order in which parts are omitted from a summary that is too large. */
const omitOrder = ['log', 'pictures', 'checks'];
/** GitHub drops a summary of more than 1 MiB whole; the rest is for other steps of the same job. */
const maxBytes = 1_000_000;
/** A longer text has foreign words in it. */
const maxOwnLength = 2000;
const maxTableRows = 100;
/** So many can be taken in at a glance. */
const maxUnfolded = 20;
/**
 * Renders the job summary: Markdown in which foreign text only stands inside HTML blocks, escaped, where Markdown
 * means nothing, and pictures that hold none of it.
 */
function renderSummary(state, verdict, context) {
    const { repositoryUrl, redact } = context;
    const markup = new report_markup/* Markup */.VK(redact);
    const pages = [(0,report_state/* appUrl */.RM)(state), report_state/* portal */.vs].filter((url) => url !== undefined);
    const todo = verdict.todo && `<p><b>What to do:</b> ${markup.sentence(verdict.todo, pages)}</p>`;
    return assemble([
        { text: `## ${verdict.passes ? '✅' : '❌'} ${verdict.headline}` },
        { text: renderVerdict(state, verdict, markup) },
        { text: todo },
        { text: renderLog(state, markup), kind: 'log' },
        { text: renderPlan(state, markup, redact) },
        { text: renderDetails(state, markup, repositoryUrl) },
        { text: renderChangesSinceSuccess(state, markup, repositoryUrl) },
        { text: drawTimeline(state) ?? '', kind: 'pictures' },
        { text: renderChecks(state, markup), kind: 'checks' },
        { text: renderHistory(state), kind: 'pictures' },
    ]);
}
/** A sentence without foreign text reads better as such, and no secret can be in it. */
function renderVerdict({ outcome }, { what }, markup) {
    const isOwn = outcome !== undefined && ['planned', 'succeeded', 'started'].includes(outcome.kind);
    return isOwn && what.length <= maxOwnLength ? `<p>${(0,report_markup/* ownSentence */.sy)(what)}</p>` : markup.block(what);
}
function renderLog({ logTail }, markup) {
    return logTail.length === 0 ? '' : markup.folded('Deployment log (last lines)', logTail);
}
function renderPlan({ outcome, appId }, markup, redact) {
    if (outcome?.kind !== 'planned')
        return '';
    const { steps, diff } = (0,plan/* describePlan */.d)(outcome.plan, appId, redact);
    const list = markup.block(steps.map((step) => (0,src_text/* cut */.Jj)(step, 2000, redact)).join('\n'));
    const changes = diff.length > 0 && markup.folded('Spicepod changes', diff, { isOpen: true, language: 'diff' });
    return [`<p><b>A real run would:</b></p>\n\n${list}`, changes].filter(Boolean).join('\n\n');
}
/** What is known of the run. */
function renderDetails(state, markup, repositoryUrl) {
    const { appId, app, deployment, source, recovery, applied, settings } = state;
    const duration = (0,report_state/* durationSeconds */.o8)(state);
    const who = markup.code(deployment?.created_by);
    const how = markup.code(deployment?.creation_source);
    return (0,report_markup/* table */.tp)([
        ['App', app?.name ? `${(0,report_cells/* appCell */.OC)(state, markup)} (${appId})` : (0,report_cells/* appCell */.OC)(state, markup)],
        ['Deployment', (0,report_markup/* literal */.eu)(deployment?.id)],
        ['Status', (0,report_cells/* statusCell */.fo)(deployment?.status, markup)],
        ['Duration', (0,report_markup/* literal */.eu)(duration === undefined ? undefined : (0,wording/* formatDuration */.a3)(duration * 1000))],
        ['Image', markup.code(deployment?.image_tag ?? settings.imageTag)],
        ['Channel', markup.code(settings.channel)],
        ['Replicas', (0,report_markup/* literal */.eu)(deployment?.replicas ?? settings.replicas)],
        ['Branch', markup.code(source?.branch ?? deployment?.branch)],
        ['Commit', (0,report_cells/* commitCell */.Ou)(source?.commitSha ?? deployment?.commit_sha, markup, repositoryUrl)],
        ['Message', markup.code(source?.commitMessage ?? deployment?.commit_message, 500)],
        ['Applied changes', applied.length === 0 ? undefined : markup.code((0,wording/* describeChanges */.DT)(applied), 2000)],
        ['Started by', who && how ? `${who} through ${how}` : (who ?? how)],
        ['Created', (0,report_cells/* timeCell */.s5)(deployment?.created_at, markup)],
        ['Started', (0,report_cells/* timeCell */.s5)(deployment?.started_at, markup)],
        deployment?.finished_at
            ? ['Finished', (0,report_cells/* timeCell */.s5)(deployment.finished_at, markup)]
            : ['Updated', (0,report_cells/* timeCell */.s5)(deployment?.updated_at, markup)],
        ['Rollback', renderRollback(recovery?.deployment, markup)],
    ], 2);
}
function renderRollback(rollback, markup) {
    return rollback && (0,report_cells/* joined */.oR)((0,report_markup/* literal */.eu)(rollback.id), (0,report_cells/* statusCell */.fo)(rollback.status, markup));
}
/** What this deployment changes in the last one that succeeded; empty if that is not known. */
function renderChangesSinceSuccess(state, markup, repositoryUrl) {
    const { deployment, history, source, settings } = state;
    const last = history.find(({ id, status }) => status === 'succeeded' && id !== deployment?.id);
    if (deployment === undefined || last === undefined)
        return '';
    const compared = [
        { name: 'Image', before: last.image_tag, after: deployment.image_tag ?? settings.imageTag },
        { name: 'Replicas', before: last.replicas, after: deployment.replicas ?? settings.replicas },
        { name: 'Commit', before: last.commit_sha, after: deployment.commit_sha ?? source?.commitSha },
    ].filter(({ before, after }) => Boolean(before) && Boolean(after));
    const changed = compared.filter(({ before, after }) => before !== after);
    if (compared.length === 0)
        return '';
    const title = `### Changes since deployment ${last.id} (last success)`;
    if (changed.length === 0) {
        const names = compared.map(({ name }) => name.toLowerCase());
        return `${title}\n\n<p>No changes: same ${names.join(', ')}.</p>`;
    }
    const rows = changed.map(({ name, before, after }) => {
        const cells = [before, after].map((each) => name === 'Commit' ? (0,report_cells/* commitCell */.Ou)(String(each), markup, repositoryUrl) : markup.code(each));
        const isPlain = name === 'Commit' && markup.isPlain(`${before} ${after}`);
        const url = isPlain ? (0,report_cells/* compareUrl */.XH)(String(before), String(after), repositoryUrl) : undefined;
        const diff = url === undefined ? '' : ` ${markup.link(url, 'diff')}`;
        return [`<b>${name}</b>`, cells[0], `${cells[1]}${diff}`];
    });
    return `${title}\n\n${(0,report_markup/* grid */.Vg)(['', 'Before', 'Now'], rows)}`;
}
/** The results of the verification; empty if there was none. */
function renderChecks({ verification }, markup) {
    if (verification === undefined)
        return '';
    const { tests, datasets } = verification;
    const probes = tests
        .slice(0, maxTableRows)
        .map(({ name, ok, durationMs, detail, error }) => [
        markup.code(name),
        ok ? '✅ passed' : '❌ failed',
        (0,wording/* formatDuration */.a3)(durationMs),
        markup.code(detail ?? error, 500),
    ]);
    const tables = [(0,report_markup/* grid */.Vg)(['Probe', 'Result', 'Time', 'Detail'], probes), ...renderDatasets(datasets, markup)];
    const shown = tables.filter(Boolean);
    return shown.length === 0 ? '' : ['### Checks', ...shown].join('\n\n');
}
/** Those that are not ready first; the others are folded if there are many. */
function renderDatasets(datasets, markup) {
    const waiting = datasets.filter((dataset) => !(0,runtime_dataset/* isHealthy */.Wr)(dataset));
    const ready = datasets.filter(runtime_dataset/* isHealthy */.Wr);
    if (datasets.length <= maxUnfolded)
        return [renderDatasetTable([...waiting, ...ready], markup)];
    const title = `${ready.length} of ${datasets.length} datasets are ready`;
    return [
        renderDatasetTable(waiting, markup),
        ready.length === 0 ? '' : (0,report_markup/* fold */.AU)(title, renderDatasetTable(ready, markup)),
    ];
}
function renderDatasetTable(datasets, markup) {
    const shown = datasets.slice(0, maxTableRows);
    const hasErrors = shown.some(runtime_dataset/* describeError */.Uc);
    const rows = shown.map((dataset) => (0,report_cells/* datasetRow */.Xp)(dataset, hasErrors, markup));
    const more = datasets.length - shown.length;
    const rest = more > 0 ? `\n\n<p>… and ${more} more.</p>` : '';
    return `${(0,report_markup/* grid */.Vg)(['Dataset', 'Status', ...(hasErrors ? ['Error'] : [])], rows)}${rest}`;
}
function renderHistory(state) {
    const picture = drawHistory(state);
    return picture === undefined ? '' : `${picture.drawing}\n\n<p>${picture.legend.join(' · ')}</p>`;
}
/**
 * Puts a summary together. If it is too large, parts are omitted kind by kind, and a line says so.
 *
 * @param omitted what has been omitted by now
 */
function assemble(parts, max = maxBytes, omitted = []) {
    const note = `<p>Omitted because GitHub limits summaries to 1 MiB: ${omitted.join(', ')}.</p>`;
    const texts = [...parts.map(({ text }) => text), omitted.length > 0 && note];
    const text = texts.filter(Boolean).join('\n\n').concat('\n\n');
    const next = omitOrder.find((kind) => parts.some((part) => part.kind === kind));
    if (next === undefined || Buffer.byteLength(text) <= max)
        return text;
    return assemble(parts.filter(({ kind }) => kind !== next), max, [...omitted, next]);
}


/***/ }),

/***/ 7748:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GK: () => (/* binding */ isInError),
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   Wr: () => (/* binding */ isHealthy),
/* harmony export */   b2: () => (/* binding */ isMissing),
/* harmony export */   iM: () => (/* binding */ addMissing),
/* harmony export */   qy: () => (/* binding */ readDatasets),
/* harmony export */   vk: () => (/* binding */ describeProgress)
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
function isHealthy({ status }) {
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
    const waiting = datasets.filter((dataset) => !isHealthy(dataset));
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
