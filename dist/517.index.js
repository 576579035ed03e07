export const id = 517;
export const ids = [517];
export const modules = {

/***/ 5517:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderSummary: () => (/* binding */ renderSummary)
});

// UNUSED EXPORTS: assemble

// EXTERNAL MODULE: ./src/platform/text.ts
var platform_text = __webpack_require__(7376);
// EXTERNAL MODULE: ./src/runtime/datasets.ts
var runtime_datasets = __webpack_require__(7491);
// EXTERNAL MODULE: ./src/report/cells.ts
var report_cells = __webpack_require__(571);
// EXTERNAL MODULE: ./src/deployment/deployment.ts
var deployment_deployment = __webpack_require__(3200);
// EXTERNAL MODULE: ./src/report/heartbeat.ts
var heartbeat = __webpack_require__(990);
;// CONCATENATED MODULE: ./src/report/mermaid.ts
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
            ...((0,deployment_deployment/* isUnfinished */.ui)(deployment) ? ['this run is still in progress'] : []),
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
/** The latest, oldest first. One without an end or without times is not drawn, unless it failed. */
function takeBars(deployments, max) {
    const bars = [];
    for (const deployment of deployments) {
        if (bars.length === max)
            break;
        const { id, status } = deployment;
        const ms = (0,deployment_deployment/* durationMs */.pc)(deployment) ?? (status === 'failed' ? 0 : undefined);
        if (ms !== undefined) {
            bars.push({ name: shortenId(id), ms, kind: status === 'failed' ? 'failed' : 'succeeded' });
        }
    }
    return bars.reverse();
}
function ownBar(deployment, elapsedMs) {
    const isFailed = deployment.status === 'failed';
    const ms = (0,deployment_deployment/* durationMs */.pc)(deployment) ?? elapsedMs ?? (isFailed ? 0 : undefined);
    if (ms === undefined || !(ms >= 0 && Number.isFinite(ms)))
        return undefined;
    return { name: 'this run', ms, kind: isFailed ? 'failed' : 'this' };
}
/** A little higher if that saves the axis half of its ticks: Mermaid draws up to sixteen of them. */
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
var report_state = __webpack_require__(8811);
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
// Mermaid only knows dates, and reads and writes them in the reader's time zone: none of those changes its clocks on
// this day.
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
    return isOwn && what.length <= maxOwnLength ? `<p>${(0,report_markup/* ownSentence */.sy)(what)}</p>` : markup.preformatted(what);
}
function renderLog({ logTail }, markup) {
    return logTail.length === 0 ? '' : markup.foldedLines('Deployment log (last lines)', logTail);
}
function renderPlan({ outcome, appId }, markup, redact) {
    if (outcome?.kind !== 'planned')
        return '';
    const { steps, diff } = (0,plan/* describePlan */.d)(outcome.plan, appId, redact);
    const list = markup.preformatted(steps.map((step) => (0,platform_text/* cut */.Jj)(step, 2000, redact)).join('\n'));
    const changes = diff.length > 0 && markup.foldedLines('Spicepod changes', diff, { isOpen: true, language: 'diff' });
    return [`<p><b>A real run would:</b></p>\n\n${list}`, changes].filter(Boolean).join('\n\n');
}
/** What is known of the run. */
function renderDetails(state, markup, repositoryUrl) {
    const { appId, app, deployment, source, recovery, applied, settings } = state;
    const duration = (0,report_state/* durationSeconds */.o8)(state);
    const who = markup.inlineCode(deployment?.created_by);
    const how = markup.inlineCode(deployment?.creation_source);
    return (0,report_markup/* table */.tp)([
        ['App', app?.name ? `${(0,report_cells/* appCell */.OC)(state, markup)} (${appId})` : (0,report_cells/* appCell */.OC)(state, markup)],
        ['Deployment', (0,report_markup/* literal */.eu)(deployment?.id)],
        ['Status', (0,report_cells/* statusCell */.fo)(deployment?.status, markup)],
        ['Duration', (0,report_markup/* literal */.eu)(duration === undefined ? undefined : (0,wording/* formatDuration */.a3)(duration * 1000))],
        ['Image', markup.inlineCode(deployment?.image_tag ?? settings.imageTag)],
        ['Channel', markup.inlineCode(settings.channel)],
        ['Replicas', (0,report_markup/* literal */.eu)(deployment?.replicas ?? settings.replicas)],
        ['Branch', markup.inlineCode(source?.branch ?? deployment?.branch)],
        ['Commit', (0,report_cells/* commitCell */.Ou)(source?.commitSha ?? deployment?.commit_sha, markup, repositoryUrl)],
        ['Message', markup.inlineCode(source?.commitMessage ?? deployment?.commit_message, 500)],
        [
            'Applied changes',
            applied.length === 0 ? undefined : markup.inlineCode((0,wording/* describeChanges */.DT)(applied), 2000),
        ],
        ['Started by', who && how ? `${who} via ${how}` : (who ?? how)],
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
        const cells = [before, after].map((each) => name === 'Commit' ? (0,report_cells/* commitCell */.Ou)(String(each), markup, repositoryUrl) : markup.inlineCode(each));
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
        markup.inlineCode(name),
        ok ? '✅ passed' : '❌ failed',
        (0,wording/* formatDuration */.a3)(durationMs),
        markup.inlineCode(detail ?? error, 500),
    ]);
    const tables = [(0,report_markup/* grid */.Vg)(['Probe', 'Result', 'Time', 'Detail'], probes), ...renderDatasets(datasets, markup)];
    const shown = tables.filter(Boolean);
    return shown.length === 0 ? '' : ['### Checks', ...shown].join('\n\n');
}
/** Those that are not ready first; the others are folded if there are many. */
function renderDatasets(datasets, markup) {
    const waiting = datasets.filter((dataset) => !(0,runtime_datasets/* isHealthy */.Wr)(dataset));
    const ready = datasets.filter(runtime_datasets/* isHealthy */.Wr);
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
    const hasErrors = shown.some(runtime_datasets/* describeError */.Uc);
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


/***/ })

};
