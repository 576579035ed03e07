export const id = 168;
export const ids = [168];
export const modules = {

/***/ 1168:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderSummary: () => (/* binding */ renderSummary)
});

// EXTERNAL MODULE: ./src/text.ts
var src_text = __webpack_require__(8992);
// EXTERNAL MODULE: ./src/report/facts.ts
var report_facts = __webpack_require__(1349);
// EXTERNAL MODULE: ./src/report/html.ts
var html = __webpack_require__(6433);
// EXTERNAL MODULE: ./src/deployment/duration.ts
var duration = __webpack_require__(711);
// EXTERNAL MODULE: ./src/deployment/history.ts
var deployment_history = __webpack_require__(5355);
// EXTERNAL MODULE: ./src/deployment/status.ts
var deployment_status = __webpack_require__(1661);
// EXTERNAL MODULE: ./src/report/progress.ts
var progress = __webpack_require__(8991);
;// CONCATENATED MODULE: ./src/report/pictures/mermaid.ts
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

// EXTERNAL MODULE: ./node_modules/pretty-ms/index.js + 1 modules
var pretty_ms = __webpack_require__(1692);
;// CONCATENATED MODULE: ./src/report/pictures/span.ts

/** A length of time as a label: `432ms`, `5.2s`, `1m 40s`. */
function formatSpan(ms) {
    if (ms < 1000)
        return `${Math.round(Math.max(0, ms))}ms`;
    return (0,pretty_ms/* default */.A)(ms, { secondsDecimalDigits: ms < 60_000 ? 1 : 0 });
}

;// CONCATENATED MODULE: ./src/report/pictures/history.ts






/** As many as there is room for names. */
const mostBars = 12;
/** A bar so many times as high as most would leave the others flat. */
const mostTimesMedian = 4;
/** A bar lower than this part of the picture could be overlooked. */
const leastHeight = 0.03;
/** How long the app's last deployments took, this one at the end; undefined where there is nothing to compare. */
function drawHistory(facts) {
    const { deployment, history = [], rollback } = facts;
    if (deployment === undefined)
        return undefined;
    const others = history.filter(({ id }) => id !== deployment.id && id !== rollback?.id);
    const earlier = takeBars(others, mostBars - 1);
    const own = ownBar(deployment, facts.elapsedMs);
    if (earlier.length === 0 || own === undefined)
        return undefined;
    const bars = [...earlier, own];
    const longestMs = Math.max(...bars.map(({ ms }) => ms));
    const limitMs = mostTimesMedian * median(bars.map(({ ms }) => ms));
    const isCut = limitMs > 0 && longestMs > limitMs;
    const usual = (0,progress/* expectFrom */.q0)((0,deployment_history/* usualDurationsMs */.q)(others));
    const heightMs = Math.max(isCut ? limitMs : longestMs, usual?.medianMs ?? 0, 1);
    const unit = unitFor(heightMs);
    const toUnit = (ms) => Math.round((ms / unit.ms) * 1000) / 1000;
    // Bars of several series stand behind one another. One that ends below the axis is not there.
    const absent = -toUnit(heightMs);
    const kinds = ['succeeded', 'failed', 'this'].filter((kind) => bars.some((bar) => bar.kind === kind));
    const series = kinds.map((kind) => bars.map((bar) => bar.kind === kind ? toUnit(Math.min(Math.max(bar.ms, heightMs * leastHeight), heightMs)) : absent));
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
            ...((0,deployment_status/* isUnfinished */.ui)(deployment) ? ['this run had not ended by then'] : []),
            ...(usual ? [`➖ usual: ${formatSpan(usual.medianMs)}`] : []),
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
    return `${name} is cut off: it took ${formatSpan(ms)}`;
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

// EXTERNAL MODULE: ./src/report/recovery.ts
var report_recovery = __webpack_require__(3695);
;// CONCATENATED MODULE: ./src/report/pictures/timeline.ts



const theme = {
    gantt: { leftPadding: 90, gridLineStartPadding: 40, barHeight: 22, fontSize: 12, sectionFontSize: 12 },
    themeVariables: {
        // Bands of the default theme are yellow and violet, and say nothing.
        ...{ sectionBkgColor: 'transparent', altSectionBkgColor: 'transparent', sectionBkgColor2: 'transparent' },
        ...{ taskBkgColor: colours.blue, taskBorderColor: colours.blue, taskTextColor: '#ffffff' },
        ...{ critBkgColor: colours.red, critBorderColor: colours.red },
    },
};
/** More are the doing of a server that cannot make up its mind. */
const mostRows = 20;
/** A longer one has no date. */
const longestMs = 1e12;
/** How the run spent its time, as a Gantt chart; undefined where there is nothing to see. */
function drawTimeline(facts) {
    const stretches = (facts.stretches ?? [])
        .filter(({ startMs, endMs }) => startMs >= 0 && endMs >= startMs && endMs < longestMs)
        .slice(0, mostRows);
    const [first] = stretches;
    if (first === undefined)
        return undefined;
    const totalMs = Math.max(1, ...stretches.map(({ endMs }) => endMs));
    const troubles = findTroubles(stretches, facts);
    const row = (label, { startMs, endMs }, trouble) => {
        // What takes no time is there nevertheless.
        const widthMs = Math.round(Math.max(endMs - startMs, totalMs / 200));
        const text = `${label} (${formatSpan(endMs - startMs)})${trouble === undefined ? '' : `, ${trouble}`}`;
        return `  ${text} :${trouble === undefined ? '' : 'crit, '}${dateAt(startMs)}, ${widthMs}ms`;
    };
    const lines = [];
    let section = 'Deployment';
    lines.push(`  section ${section}`);
    if (first.startMs >= totalMs / 50)
        lines.push(row('Preparing', { startMs: 0, endMs: first.startMs }));
    for (const stretch of stretches) {
        if (sections[stretch.name] !== section)
            lines.push(`  section ${sections[stretch.name]}`);
        section = sections[stretch.name];
        lines.push(row(labelOf(stretch.name, facts), stretch, troubles.get(stretch)));
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
    ...{ turn: 'Deployment', queued: 'Deployment', in_progress: 'Deployment' },
    ...{ ready: 'Checks', datasets: 'Checks', probes: 'Checks' },
    rollback: 'Recovery',
};
const labels = {
    turn: 'Waiting for its turn',
    queued: 'Queued',
    in_progress: 'Rolling out',
    ready: 'Runtime getting ready',
    datasets: 'Datasets loading',
    probes: 'Probes',
    rollback: 'Rollback',
};
function labelOf(name, { recovering }) {
    return name === 'rollback' && recovering === 'restore' ? 'Spicepod put back' : labels[name];
}
/** The stretches that went wrong, with how, in a word or two: a colour alone does not tell everybody. */
function findTroubles(stretches, facts) {
    const troubles = new Map();
    const mark = (names, trouble) => {
        const stretch = stretches.findLast(({ name }) => names.includes(name));
        if (stretch !== undefined)
            troubles.set(stretch, trouble);
    };
    const { outcome, verification, recovering, recovery } = facts;
    const before = ['turn', 'queued', 'in_progress'];
    switch (outcome?.kind) {
        case 'failed':
        case 'superseded':
        case 'refused':
            mark(before, outcome.kind);
            break;
        case 'timed-out':
            mark(before, 'out of time');
            break;
        case 'unknown':
            mark(before, 'end unknown');
            break;
        case 'cancelled':
            mark([...before, 'ready', 'datasets', 'probes'], 'cut off');
            break;
        case 'unverified': {
            const parts = new Set(verification?.problems.map(({ part }) => part));
            if (parts.has('runtime'))
                mark(['ready'], 'failed');
            if (parts.has('datasets'))
                mark(['ready', 'datasets'], 'failed');
            if (parts.has('probes'))
                mark(['probes'], 'failed');
        }
    }
    if (recovery !== undefined) {
        if (!(0,report_recovery/* isRecovered */.W9)(recovery))
            mark(['rollback'], recovery.kind === 'left alone' ? 'left alone' : 'failed');
    }
    else if (recovering !== undefined)
        mark(['rollback'], 'cut off');
    return troubles;
}
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const steps = [
    ...[100, 500].map((ms) => [ms, `${ms}millisecond`]),
    ...[1, 2, 5, 10, 15, 30].map((count) => [count * secondMs, `${count}second`]),
    ...[1, 2, 5, 10, 15, 30].map((count) => [count * minuteMs, `${count}minute`]),
    ...[1, 3, 6, 12].map((count) => [count * hourMs, `${count}hour`]),
];
/** More lines than this would cross the labels. */
const mostTicks = 8;
/** Ticks at round times, few of them. */
function axis(totalMs) {
    const step = steps.find(([ms]) => totalMs / ms <= mostTicks)?.[1];
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

// EXTERNAL MODULE: ./src/report/plan.ts
var plan = __webpack_require__(1307);
// EXTERNAL MODULE: ./src/commit.ts
var commit = __webpack_require__(6390);
// EXTERNAL MODULE: ./src/time.ts
var src_time = __webpack_require__(9834);
// EXTERNAL MODULE: ./src/report/status.ts
var report_status = __webpack_require__(6934);
// EXTERNAL MODULE: ./src/report/writes.ts
var report_writes = __webpack_require__(4372);
// EXTERNAL MODULE: ./src/report/text.ts
var report_text = __webpack_require__(5655);
;// CONCATENATED MODULE: ./src/report/summary/markup.ts



/** Lines of a block do not wrap on GitHub: longer ones would have to be pushed aside to be read. */
const widestLine = 100;
/** Longest text of a block, in characters. */
const mostInBlock = 20_000;
/** Longest text of sentences. */
const mostInSentence = 2000;
/** Longest text that is folded in. */
const mostFolded = 100_000;
/**
 * Shows text of others as it is: without secrets, escaped, and in blocks of HTML, where Markdown means nothing. In
 * `code` and `pre` GitHub makes neither mentions nor links of it.
 */
class Markup {
    #redact;
    /** @param redact hides secrets; called before anything is cut or escaped, since it would not know them after that */
    constructor(redact) {
        this.#redact = redact;
    }
    /**
     * For a cell or a line.
     *
     * @param most characters
     * @returns undefined where there is nothing to show
     */
    code(value, most = 200) {
        return word(typeof value === 'string' ? (0,src_text/* cut */.Jj)(value, most, this.#redact) : value);
    }
    /** A block of its own. */
    block(text) {
        const lines = (0,src_text/* cut */.Jj)((0,report_text/* inert */.tJ)(this.#redact(text)), mostInBlock, this.#redact).split('\n');
        return `<pre>${lines.map((line) => wrap(line).map(html/* asText */.e1).join('<br>')).join('\n')}</pre>`;
    }
    /** The end of a long text, under a title of our own. */
    folded(title, lines, { isOpen = false, language = '' } = {}) {
        const text = (0,html/* asText */.e1)(this.#redact(lines.join('\n')).slice(-mostFolded));
        return fold(title, `<pre${language && ` lang="${language}"`}>${text}</pre>`, isOpen);
    }
    /** Sentences of our own, in which names of others may stand. See {@link sentence}. */
    sentence(text, urls = []) {
        return (0,html/* sentence */.em)((0,src_text/* cut */.Jj)(text, mostInSentence, this.#redact), urls);
    }
    /** Whether a text shows as it is. */
    isPlain(text) {
        return this.#redact(text) === text;
    }
}
/**
 * Words and numbers that mean what they say, whatever the value of some secret.
 *
 * @returns undefined where there is nothing to show
 */
function word(value) {
    if (value === undefined || value === null || value === '')
        return undefined;
    // A blank line would end the block, and GitHub shows no line breaks within code: each line is one of its own.
    const lines = (0,html/* asText */.e1)(String(value)).trim().split('\n');
    return lines.map((line) => (line.trim() === '' ? '' : `<code>${line}</code>`)).join('<br>');
}
/** A table of names and cells, two of them side by side; those that are not known are left out. */
function table(entries) {
    const known = entries.filter(([, cell]) => cell !== undefined);
    const cells = known.map(([name, cell], index) => {
        const isAlone = index % 2 === 0 && index === known.length - 1 && index > 0;
        return `<th align="left">${name}</th><td${isAlone ? ' colspan="3"' : ''}>${cell}</td>`;
    });
    const rows = cells.flatMap((cell, index) => index % 2 === 0 ? [`<tr>${[cell, ...cells.slice(index + 1, index + 2)].join('\n')}</tr>`] : []);
    return rows.length === 0 ? '' : `<table>\n${rows.join('\n')}\n</table>`;
}
/** A table with heads of our own; empty without rows. */
function grid(heads, rows) {
    if (rows.length === 0)
        return '';
    const head = heads.map((each) => `<th align="left">${each}</th>`).join('');
    const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell ?? ''}</td>`).join('')}</tr>`);
    return `<table>\n<tr>${head}</tr>\n${lines.join('\n')}\n</table>`;
}
/** Content that is folded in. The blank lines make blocks of the tags, since one in the text would end theirs. */
function fold(title, content, isOpen = false) {
    return `<details${isOpen ? ' open' : ''}><summary>${title}</summary>\n\n${content}\n\n</details>`;
}
/** Breaks a line where there are blanks, and keeps all of it. */
function wrap(line) {
    if (line.length <= widestLine)
        return [line];
    const parts = [];
    let part = '';
    for (const piece of line.split(/(?<= )(?=[^ ])/)) {
        if (part !== '' && part.length + piece.trimEnd().length > widestLine) {
            parts.push(part);
            part = '';
        }
        part += piece;
    }
    return [...parts, part];
}

;// CONCATENATED MODULE: ./src/report/summary/details.ts








/** What is known of a run, as a table. */
function renderDetails(facts, markup, repositoryUrl) {
    const { deployment, source, rollback, writes } = facts;
    const duration = (0,report_facts/* durationSeconds */.o8)(facts);
    return table([
        ['App', appCell(facts, markup)],
        ['Deployment', word(deployment?.id)],
        ['Status', statusCell(deployment?.status, markup)],
        ['Duration', duration === undefined ? undefined : word(formatSpan(duration * 1000))],
        ['Image', markup.code(deployment?.image_tag ?? facts.imageTag)],
        ['Channel', markup.code(facts.channel)],
        ['Replicas', word(deployment?.replicas ?? facts.replicas)],
        ['Branch', markup.code(source?.branch ?? deployment?.branch)],
        ['Commit', commitCell(source?.commitSha ?? deployment?.commit_sha, markup, repositoryUrl)],
        ['Message', markup.code(source?.commitMessage ?? deployment?.commit_message, 500)],
        ['Written before', writes && markup.code((0,report_writes/* nameWrites */.Cb)(writes), 2000)],
        ['By', authorCell(facts, markup)],
        ['Created', timeCell(deployment?.created_at, markup)],
        ['Started', timeCell(deployment?.started_at, markup)],
        deployment?.finished_at
            ? ['Finished', timeCell(deployment.finished_at, markup)]
            : ['Updated', timeCell(deployment?.updated_at, markup)],
        ['Rollback', rollback && statusCell(rollback.status, markup, `${rollback.id}, `)],
    ]);
}
/** A longer name is none. */
const longestName = 200;
/** Names that an app goes by mean what they say, like its page. */
function appCell(facts, markup) {
    const { app, appId } = facts;
    if (appId === undefined)
        return undefined;
    if (!app?.name)
        return (0,html/* link */.nf)((0,report_facts/* appUrl */.RM)(facts), `${word(appId)}`);
    const name = app.name.length > longestName ? markup.code(app.name) : word(app.name);
    return (0,html/* link */.nf)((0,report_facts/* appUrl */.RM)(facts), `${name} (${appId})`);
}
function statusCell(status, markup, before = '') {
    if (status === undefined)
        return undefined;
    return (0,report_status/* isDescribedStatus */.E)(status) ? word(before + status) : markup.code(before + status);
}
/** A time to the second, for people to read; what is no time, as it is. */
function timeCell(time, markup) {
    const ms = /^\d{4}-\d\d-\d\d[T ]/.test(time ?? '') ? (0,src_time/* parseTime */.pe)(time) : undefined;
    if (ms === undefined)
        return markup.code(time);
    return word(new Date(ms).toISOString().replace(/T(.+)\..+/, ' $1 UTC'));
}
/** Who made it, and how. */
function authorCell({ deployment }, markup) {
    const who = markup.code(deployment?.created_by);
    const how = markup.code(deployment?.creation_source);
    return who && how ? `${who} through ${how}` : (who ?? how);
}
const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
/** A commit, short and linked where it is one; undefined where there is none. */
function commitCell(sha, markup, repositoryUrl) {
    if (!sha)
        return undefined;
    const isPlain = markup.isPlain(sha);
    const short = markup.code(isPlain && fullSha.test(sha) ? sha.slice(0, 7) : sha);
    if (repositoryUrl === undefined || !isPlain || !(0,commit/* isCommitId */.jh)(sha))
        return short;
    return short && (0,html/* link */.nf)(`${repositoryUrl}/commit/${sha}`, short);
}
/** Page with what has changed between two commits; undefined where one of them is not told in full. */
function compareUrl(before, after, markup, repositoryUrl) {
    const isKnown = [before, after].every((sha) => fullSha.test(sha) && markup.isPlain(sha));
    return repositoryUrl !== undefined && isKnown ? `${repositoryUrl}/compare/${before}...${after}` : undefined;
}

;// CONCATENATED MODULE: ./src/report/summary/changes.ts



/**
 * What is different from the last deployment that succeeded: where to look first when this one did not.
 *
 * @returns a section of the summary; empty where there is nothing to compare
 */
function renderChanges(facts, markup, repositoryUrl) {
    const { deployment, history = [], source, imageTag, replicas } = facts;
    const last = history.find(({ id, status }) => status === 'succeeded' && id !== deployment?.id);
    if (deployment === undefined || last === undefined)
        return '';
    const sides = [
        side('image', last.image_tag, deployment.image_tag ?? imageTag),
        side('replicas', last.replicas, deployment.replicas ?? replicas),
        side('commit', last.commit_sha, deployment.commit_sha ?? source?.commitSha),
    ].filter((each) => each !== undefined);
    const [compared, changed] = [sides, sides.filter(({ before, after }) => before !== after)];
    if (compared.length === 0)
        return '';
    const title = `### Since deployment ${last.id}, the last that succeeded`;
    if (changed.length === 0) {
        return `${title}\n\n<p>Nothing has changed: ${listOf(compared.map(({ name }) => name))}.</p>`;
    }
    const rows = changed.map(({ name, before, after }) => [
        `<b>${name.charAt(0).toUpperCase()}${name.slice(1)}</b>`,
        ...(name === 'commit'
            ? commitCells(String(before), String(after), markup, repositoryUrl)
            : [cell(before, markup), cell(after, markup)]),
    ]);
    return `${title}\n\n${grid(['', 'Before', 'Now'], rows)}`;
}
/** Undefined where one of them is not known. */
function side(name, before, after) {
    const isKnown = (value) => value !== null && value !== undefined && value !== '';
    return isKnown(before) && isKnown(after) ? { name, before, after } : undefined;
}
function cell(value, markup) {
    return typeof value === 'number' ? word(value) : markup.code(value);
}
function commitCells(before, after, markup, repositoryUrl) {
    const url = compareUrl(before, after, markup, repositoryUrl);
    const compared = url === undefined ? '' : ` ${(0,html/* link */.nf)(url, 'what changed')}`;
    const cells = [before, after].map((sha) => commitCell(sha, markup, repositoryUrl));
    return [cells[0], `${cells[1]}${compared}`];
}
function listOf(names) {
    return names.length < 2
        ? `the same ${names.join()}`
        : `the same ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

// EXTERNAL MODULE: ./src/runtime/dataset.ts
var runtime_dataset = __webpack_require__(7748);
;// CONCATENATED MODULE: ./src/report/summary/checks.ts



/** More in one table would be a page that nobody reads. */
const checks_mostRows = 100;
/** So many are taken in at a glance. */
const mostAtGlance = 20;
/**
 * What was asked of what was deployed, and what came back.
 *
 * @returns a section of the summary; empty where nothing was asked
 */
function renderChecks({ verification }, markup) {
    if (verification === undefined)
        return '';
    const { tests, datasets } = verification;
    const probes = tests
        .slice(0, checks_mostRows)
        .map(({ name, ok, durationMs, detail, error }) => [
        markup.code(name),
        ok ? '✅ passed' : '❌ failed',
        formatSpan(durationMs),
        markup.code(detail ?? error, 500),
    ]);
    const tables = [
        grid(['Probe', 'Result', 'Time', 'Detail'], probes),
        ...renderDatasets(datasets, markup),
    ].filter(Boolean);
    return tables.length === 0 ? '' : ['### Checks', ...tables].join('\n\n');
}
/** Those that are not ready first; the others are folded in where there are many. */
function renderDatasets(datasets, markup) {
    const waiting = datasets.filter((dataset) => !(0,runtime_dataset/* isFine */.zn)(dataset));
    const fine = datasets.filter(runtime_dataset/* isFine */.zn);
    if (datasets.length <= mostAtGlance)
        return [tableOf([...waiting, ...fine], markup)];
    return [
        tableOf(waiting, markup),
        more(waiting),
        fine.length === 0
            ? ''
            : fold(`${fine.length} of ${datasets.length} datasets are ready`, tableOf(fine, markup)),
        more(fine),
    ];
}
function tableOf(datasets, markup) {
    const shown = datasets.slice(0, checks_mostRows);
    const hasErrors = shown.some(runtime_dataset/* describeError */.Uc);
    const rows = shown.map((dataset) => [
        `${(0,runtime_dataset/* isFine */.zn)(dataset) ? '✅' : '❌'} ${markup.code(dataset.name)}`,
        markup.code(dataset.status),
        ...(hasErrors ? [markup.code((0,runtime_dataset/* describeError */.Uc)(dataset), 500)] : []),
    ]);
    return grid(['Dataset', 'Status', ...(hasErrors ? ['Error'] : [])], rows);
}
function more({ length }) {
    return length > checks_mostRows ? `<p>… and ${length - checks_mostRows} more of them.</p>` : '';
}

;// CONCATENATED MODULE: ./src/report/summary/size.ts
/** In the order in which they can be done without. */
const names = { log: 'the log', pictures: 'the pictures', checks: 'the checks' };
/** GitHub drops a summary of more than 1 MiB whole; the rest is left for steps of the same job that say more. */
const mostBytes = 1_000_000;
/**
 * Puts a summary together. What is too much is left out kind by kind, and a line says so.
 *
 * @param most bytes
 * @param leftOut what has been left out by now
 */
function putTogether(parts, most = mostBytes, leftOut = []) {
    const note = `<p>Left out, since GitHub shows 1 MiB at most: ${leftOut.join(', ')}.</p>`;
    const texts = [...parts.map(({ text }) => text), leftOut.length > 0 && note];
    const text = texts.filter(Boolean).join('\n\n').concat('\n\n');
    const next = Object.keys(names).find((kind) => parts.some((part) => part.kind === kind));
    if (next === undefined || Buffer.byteLength(text) <= most)
        return text;
    return putTogether(parts.filter(({ kind }) => kind !== next), most, [...leftOut, names[next]]);
}

;// CONCATENATED MODULE: ./src/report/summary.ts











/**
 * Renders the job summary: Markdown in which everything of others stands inside HTML blocks, escaped, where
 * Markdown means nothing, and pictures in which there is nothing of others.
 */
function renderSummary(facts, verdict, context) {
    const { repositoryUrl } = context;
    const markup = new Markup(context.redact);
    return putTogether([
        { text: `## ${verdict.isGood ? '✅' : '❌'} ${verdict.headline}` },
        { text: renderVerdict(facts, verdict, markup) },
        {
            text: verdict.todo && `<p><b>What to do:</b> ${markup.sentence(verdict.todo, (0,report_facts/* portalPages */.Ju)(facts))}</p>`,
        },
        ...renderLog(facts, markup),
        ...renderPlan(facts, markup, context.redact),
        { text: renderDetails(facts, markup, repositoryUrl) },
        { text: renderChanges(facts, markup, repositoryUrl) },
        ...renderTimeline(facts),
        { text: renderChecks(facts, markup), kind: 'checks' },
        ...renderHistory(facts),
    ]);
}
/** What is longer has words of others in it. */
const longestOwn = 2000;
/** Sentences in which others have no word read better as such. */
function renderVerdict({ outcome }, { what }, markup) {
    const isOwn = outcome !== undefined && ['planned', 'succeeded', 'started'].includes(outcome.kind);
    return isOwn && what.length <= longestOwn ? `<p>${(0,html/* sentence */.em)(what)}</p>` : markup.block(what);
}
function renderLog({ logTail = [] }, markup) {
    if (logTail.length === 0)
        return [];
    return [{ text: markup.folded('Log of the deployment, its last lines', logTail), kind: 'log' }];
}
function renderPlan({ outcome, appId }, markup, redact) {
    if (outcome?.kind !== 'planned')
        return [];
    const { steps, diff } = (0,plan/* describePlan */.d)(outcome.plan, appId, redact);
    const title = 'Changes of the spicepod';
    return [
        {
            text: `<p><b>A run would:</b></p>\n\n${markup.block(steps.map((step) => (0,src_text/* cut */.Jj)(step, 2000, redact)).join('\n'))}`,
        },
        ...(diff.length === 0 ? [] : [{ text: markup.folded(title, diff, { isOpen: true, language: 'diff' }) }]),
    ];
}
function renderTimeline(facts) {
    const drawing = drawTimeline(facts);
    return drawing === undefined ? [] : [{ text: drawing, kind: 'pictures' }];
}
function renderHistory(facts) {
    const picture = drawHistory(facts);
    if (picture === undefined)
        return [];
    const { drawing, legend } = picture;
    return [{ text: `${drawing}\n\n<p>${legend.join(' · ')}</p>`, kind: 'pictures' }];
}


/***/ }),

/***/ 7748:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GK: () => (/* binding */ isInError),
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   b2: () => (/* binding */ isMissing),
/* harmony export */   iM: () => (/* binding */ addMissing),
/* harmony export */   qy: () => (/* binding */ readDatasets),
/* harmony export */   vk: () => (/* binding */ describeProgress),
/* harmony export */   zn: () => (/* binding */ isFine)
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
function isFine({ status }) {
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
    const waiting = datasets.filter((dataset) => !isFine(dataset));
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
