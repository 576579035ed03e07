export const id = 464;
export const ids = [464];
export const modules = {

/***/ 2464:
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
// EXTERNAL MODULE: ./src/report/markup.ts + 1 modules
var report_markup = __webpack_require__(4333);
// EXTERNAL MODULE: ./src/report/wording.ts
var wording = __webpack_require__(5594);
;// CONCATENATED MODULE: ./src/report/history.ts



/** As many bars as there is room for their names. */
const maxBars = 12;
/** A bar this many times as high as most of them would leave the others flat. */
const maxTimesMedian = 4;
/** A bar lower than this part of the picture could be overlooked. */
const minHeight = 0.03;
/**
 * How long the app's last deployments took, this one at the end. Each phrase of the legend says what a color means, or
 * what the picture does not show.
 *
 * @returns undefined if there is nothing to compare
 */
function drawHistory({ deployment, history, recovery, elapsedMs }) {
    if (deployment === undefined)
        return undefined;
    const others = history.filter(({ id }) => id !== deployment.id && id !== recovery?.deployment?.id);
    const earlier = others.map((each) => barOf(each)).filter((bar) => bar !== undefined);
    const last = barOf(deployment, elapsedMs);
    if (earlier.length === 0 || last === undefined)
        return undefined;
    const isFailed = last.kind === 'failed';
    const own = { ...last, name: 'this run', kind: isFailed ? 'failed' : 'this' };
    const bars = [...earlier.slice(0, maxBars - 1).reverse(), own];
    const longestMs = Math.max(...bars.map(({ ms }) => ms));
    const limitMs = maxTimesMedian * (0,wording/* median */.JZ)(bars.map(({ ms }) => ms));
    const isCut = limitMs > 0 && longestMs > limitMs;
    const usual = (0,wording/* expectedDuration */.PJ)({ history: others });
    const heightMs = Math.max(isCut ? limitMs : longestMs, usual?.medianMs ?? 0, 1);
    const cutBars = bars.filter(({ ms }) => isCut && ms > heightMs);
    const unit = unitFor(heightMs);
    const toUnit = (ms) => Math.round((ms / unit.ms) * 1000) / 1000;
    // Bars of several series are drawn behind one another. A bar that ends below the axis is not visible.
    const absent = -toUnit(heightMs);
    const kinds = kindsInOrder.filter((kind) => bars.some((bar) => bar.kind === kind));
    const series = kinds.map((kind) => bars.map((bar) => bar.kind === kind ? toUnit(Math.min(Math.max(bar.ms, heightMs * minHeight), heightMs)) : absent));
    const palette = [...kinds.map((kind) => signs[kind].color), report_markup/* colors */.Tj.gray].join(', ');
    const theme = {
        themeVariables: { xyChart: { backgroundColor: 'transparent', plotColorPalette: palette } },
        xyChart: { width: 900, height: 300, titleFontSize: 18 },
    };
    const title = `How long the last ${bars.length} deployments took`;
    const usualLine = usual && bars.map(() => toUnit(usual.medianMs));
    return {
        drawing: (0,report_markup/* drawing */.pW)(theme, [
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
            ...(isFailed ? ['this run is the last one'] : []),
            ...((0,deployment_deployment/* isUnfinished */.ui)(deployment) ? ['this run is still in progress'] : []),
            ...(usual ? [`➖ usual: ${(0,wording/* formatDuration */.a3)(usual.medianMs)}`] : []),
            ...cutBars.map(({ name, ms }) => `${name} is cut off; it took ${(0,wording/* formatDuration */.a3)(ms)}`),
        ],
    };
}
/** In the order of the legend. */
const kindsInOrder = ['succeeded', 'failed', 'this'];
const signs = {
    succeeded: { name: 'succeeded', sign: '🟩', color: report_markup/* colors */.Tj.green },
    failed: { name: 'failed', sign: '🟥', color: report_markup/* colors */.Tj.red },
    this: { name: 'this run', sign: '🟦', color: report_markup/* colors */.Tj.blue },
};
/** One without an end or without times is not drawn, unless it failed. */
function barOf(deployment, elapsedMs) {
    const isFailed = deployment.status === 'failed';
    const ms = (0,deployment_deployment/* durationMs */.pc)(deployment) ?? elapsedMs ?? (isFailed ? 0 : undefined);
    if (ms === undefined || !(ms >= 0 && Number.isFinite(ms)))
        return undefined;
    const id = String(deployment.id);
    // Names are side by side.
    const name = id.length > 7 ? `…${id.slice(-6)}` : id;
    return { name, ms, kind: isFailed ? 'failed' : 'succeeded' };
}
/** A little higher if that saves the axis half of its ticks: Mermaid draws up to sixteen of them. */
function axisTop(height) {
    const power = 10 ** Math.floor(Math.log10(height));
    // Above each of these the distance of two ticks doubles.
    const next = [1.42, 3.17, 7.08].find((each) => height / power <= each && height / power > each * 0.8);
    return Math.round((next === undefined ? height : next * power) * 1000) / 1000;
}
function unitFor(ms) {
    if (ms < 300_000)
        return { name: 'seconds', ms: 1000 };
    return ms < 120 * 60_000 ? { name: 'minutes', ms: 60_000 } : { name: 'hours', ms: 3_600_000 };
}

// EXTERNAL MODULE: ./src/report/rollout.ts
var report_rollout = __webpack_require__(8363);
// EXTERNAL MODULE: ./src/report/state.ts
var report_state = __webpack_require__(7343);
// EXTERNAL MODULE: ./src/report/recovery.ts
var recovery = __webpack_require__(3695);
;// CONCATENATED MODULE: ./src/report/timeline.ts



const theme = {
    gantt: { leftPadding: 90, gridLineStartPadding: 40, barHeight: 22, fontSize: 12, sectionFontSize: 12 },
    themeVariables: {
        // Bands of the default theme are yellow and violet, and say nothing.
        sectionBkgColor: 'transparent',
        altSectionBkgColor: 'transparent',
        sectionBkgColor2: 'transparent',
        taskBkgColor: report_markup/* colors */.Tj.blue,
        taskBorderColor: report_markup/* colors */.Tj.blue,
        taskTextColor: '#ffffff',
        critBkgColor: report_markup/* colors */.Tj.red,
        critBorderColor: report_markup/* colors */.Tj.red,
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
        const [own, label] = titles[row.name];
        if (own !== section)
            lines.push(`  section ${own}`);
        section = own;
        const isRestore = row.name === 'recovery' && state.recovery?.mode === 'restore';
        lines.push(draw(isRestore ? 'Restore' : label, row, marks.get(row)));
    }
    const step = tickSteps.find(([ms]) => totalMs / ms <= maxTicks)?.[1];
    return (0,report_markup/* drawing */.pW)(theme, [
        'gantt',
        '  title How this run spent its time',
        '  accTitle: How this run spent its time',
        '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
        `  axisFormat ${axisFormat(totalMs)}`,
        ...(step === undefined ? [] : [`  tickInterval ${step}`]),
        '  todayMarker off',
        ...lines,
    ]);
}
const titles = {
    conflict: ['Deployment', 'Waiting for another deployment'],
    queued: ['Deployment', 'Queued'],
    in_progress: ['Deployment', 'Rolling out'],
    ready: ['Checks', 'Runtime getting ready'],
    datasets: ['Checks', 'Datasets loading'],
    probes: ['Checks', 'Probes'],
    recovery: ['Recovery', 'Rollback'],
};
/** How an outcome shows at the last phase before the recovery: not everybody can tell colors apart. */
const marksByOutcome = {
    succeeded: undefined,
    started: undefined,
    planned: undefined,
    // Marked by what failed, below.
    unverified: undefined,
    failed: 'failed',
    stuck: 'stuck',
    superseded: 'superseded',
    refused: 'refused',
    'timed-out': 'timed out',
    unknown: 'result unknown',
    cancelled: 'interrupted',
};
const phasesByPart = {
    runtime: ['ready'],
    datasets: ['ready', 'datasets'],
    models: ['ready', 'datasets'],
    probes: ['probes'],
};
function findMarks(rows, { outcome, verification, recovery }) {
    const marks = new Map();
    const mark = (text, isMeant) => {
        const row = rows.findLast(({ name }) => isMeant(name));
        if (row !== undefined && text !== undefined)
            marks.set(row, text);
    };
    mark(outcome && marksByOutcome[outcome.kind], (name) => name !== 'recovery');
    const failed = outcome?.kind === 'unverified' ? (verification?.problems ?? []) : [];
    for (const { part } of failed)
        mark('failed', (name) => phasesByPart[part].includes(name));
    mark(recovery && markOfRecovery(recovery), (name) => name === 'recovery');
    return marks;
}
function markOfRecovery({ result }) {
    if (result === undefined)
        return 'interrupted';
    if ((0,recovery/* isRecovered */.W9)(result))
        return undefined;
    return result.kind === 'left alone' ? 'left alone' : 'failed';
}
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
/** Ticks are at round times. */
const tickSteps = [
    ...[100, 500].map((ms) => [ms, `${ms}millisecond`]),
    ...[1, 2, 5, 10, 15, 30].map((count) => [count * secondMs, `${count}second`]),
    ...[1, 2, 5, 10, 15, 30].map((count) => [count * minuteMs, `${count}minute`]),
    ...[1, 3, 6, 12].map((count) => [count * hourMs, `${count}hour`]),
];
/** More lines than this would cross the labels. */
const maxTicks = 8;
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
const maxAdvice = 10;
/** As many as can be taken in at a glance. */
const maxUnfolded = 20;
/**
 * Renders the job summary: Markdown with foreign text only inside HTML blocks, escaped, where Markdown
 * means nothing, and pictures that contain none of it.
 */
function renderSummary(state, verdict, { repositoryUrl, redact }) {
    const markup = new report_markup/* Markup */.VK(redact, repositoryUrl);
    const { logTail } = state;
    const log = logTail.length === 0 ? '' : markup.foldedLines('Deployment log (last lines)', logTail);
    const history = drawHistory(state);
    return assemble([
        { text: `## ${verdict.icon} ${verdict.headline}` },
        { text: renderVerdict(state, verdict, markup) },
        { text: (0,report_cells/* renderTodo */.Z6)(state, verdict, markup) },
        { text: renderRollout(state, verdict, markup) },
        { text: log, kind: 'log' },
        { text: renderPlan(state, markup, redact) },
        { text: renderDetails(state, markup) },
        { text: renderChangesSinceSuccess(state, markup) },
        { text: drawTimeline(state) ?? '', kind: 'pictures' },
        { text: renderChecks(state, markup), kind: 'checks' },
        { text: history ? `${history.drawing}\n\n<p>${history.legend.join(' · ')}</p>` : '', kind: 'pictures' },
    ]);
}
/** A sentence without foreign text reads better as such, and no secret can be in it. */
function renderVerdict({ outcome }, { what }, markup) {
    const isOwn = outcome !== undefined && ['planned', 'succeeded', 'started'].includes(outcome.kind);
    return isOwn && what.length <= maxOwnLength ? `<p>${(0,report_markup/* ownSentence */.sy)(what)}</p>` : markup.preformatted(what);
}
/** Why a rollout does not end, or what its instance showed: the components, its log, and what to do. */
function renderRollout(state, verdict, markup) {
    const rollout = (0,report_rollout/* rolloutOf */.Zb)(state);
    if (rollout === undefined)
        return '';
    const { problems, waiting, problemLines, isStuck } = rollout;
    // With several causes it has to be clear which advice is for which.
    const isTold = ({ message, advice = '' }) => problems.length === 1 && verdict.what.includes(message) && verdict.todo.includes(advice);
    const causes = problems
        .filter((each) => !isTold(each))
        .slice(0, maxAdvice)
        .map(({ message, advice }) => {
        const todo = advice === undefined ? '' : `<br><b>What to do:</b> ${markup.sentence(advice)}`;
        return `<p>${markup.sentence(message)}${todo}</p>`;
    });
    const components = (0,report_markup/* grid */.Vg)(['Kind', 'Name', 'State', 'For', 'Message'], waiting, ({ kind, name, state, forMs, message }) => [
        kind,
        markup.inlineCode(name),
        markup.inlineCode(state, 50),
        forMs ? (0,wording/* formatDuration */.a3)(forMs) : undefined,
        markup.inlineCode(message, 500),
    ]);
    const parts = [
        ...causes,
        components,
        problemLines.length > 0 && markup.foldedLines('Problems in the instance log', problemLines),
    ].filter(Boolean);
    if (parts.length === 0)
        return '';
    const title = isStuck ? '### Why it is stuck' : '### What the new instance reports';
    return [title, ...parts].join('\n\n');
}
function renderPlan({ outcome, appId }, markup, redact) {
    if (outcome?.kind !== 'planned')
        return '';
    const { steps, diff } = (0,wording/* describePlan */.df)(outcome.plan, appId, redact);
    const list = markup.preformatted(steps.map((step) => (0,platform_text/* cut */.Jj)(step, 2000, redact)).join('\n'));
    const changes = diff.length > 0 && markup.foldedLines('Spicepod changes', diff, { isDiff: true });
    return [`<p><b>A real run would:</b></p>\n\n${list}`, changes].filter(Boolean).join('\n\n');
}
/** What is known of the run. */
function renderDetails(state, markup) {
    const { appId, app, deployment, source, applied } = state;
    const cells = (0,report_cells/* cellsOf */.nc)(state, markup);
    const who = markup.inlineCode(deployment?.created_by);
    const how = markup.inlineCode(deployment?.creation_source);
    return (0,report_markup/* table */.tp)([
        ['App', app?.name ? `${cells.app} (${appId})` : cells.app],
        ['Deployment', cells.deployment],
        ['Status', cells.status],
        ['Duration', (0,report_markup/* literal */.eu)(cells.duration)],
        ['Image', cells.image],
        ['Channel', cells.channel],
        ['Replicas', cells.replicas],
        ['Branch', cells.branch],
        ['Commit', cells.commit],
        ['Message', markup.inlineCode(source?.commitMessage ?? deployment?.commit_message, 500)],
        ['Applied changes', markup.inlineCode((0,wording/* describeChanges */.DT)(applied), 2000)],
        ['Started by', who && how ? `${who} via ${how}` : (who ?? how)],
        ['Created', cells.created],
        ['Started', (0,report_cells/* timeCell */.s5)(deployment?.started_at, markup)],
        deployment?.finished_at
            ? ['Finished', (0,report_cells/* timeCell */.s5)(deployment.finished_at, markup)]
            : ['Updated', (0,report_cells/* timeCell */.s5)(deployment?.updated_at, markup)],
        ['Rollback', cells.rollback],
    ], 2);
}
/** What this deployment changes compared with the last one that succeeded; empty if that is not known. */
function renderChangesSinceSuccess(state, markup) {
    const { deployment, history, source } = state;
    const last = history.find(({ id, status }) => status === 'succeeded' && id !== deployment?.id);
    if (deployment === undefined || last === undefined)
        return '';
    const { imageTag, replicas } = (0,report_state/* deployedSettings */.iD)(state);
    const compared = [
        { name: 'Image', before: last.image_tag, after: imageTag },
        { name: 'Replicas', before: last.replicas, after: replicas },
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
    const rows = (0,report_markup/* grid */.Vg)(['', 'Before', 'Now'], changed, ({ name, before, after }) => {
        if (name !== 'Commit')
            return [`<b>${name}</b>`, markup.inlineCode(before), markup.inlineCode(after)];
        const [old, now] = [String(before), String(after)];
        const link = (0,report_cells/* compareLink */.yM)(old, now, markup);
        const current = (0,report_cells/* commitCell */.Ou)(now, markup);
        return [`<b>${name}</b>`, (0,report_cells/* commitCell */.Ou)(old, markup), link ? `${current} ${link}` : current];
    });
    return `${title}\n\n${rows}`;
}
/** The results of the verification; empty if there was none. */
function renderChecks({ verification }, markup) {
    if (verification === undefined)
        return '';
    const { tests, datasets, models = [] } = verification;
    const tables = [
        (0,report_markup/* grid */.Vg)(['Probe', 'Result', 'Time', 'Detail'], tests, ({ name, ok, durationMs, detail, error }) => [
            markup.inlineCode(name),
            ok ? '✅ passed' : '❌ failed',
            (0,wording/* formatDuration */.a3)(durationMs),
            markup.inlineCode(detail ?? error, 500),
        ]),
        ...renderDatasets(datasets, markup),
        renderDatasetTable(models, markup, 'Model'),
    ];
    const shown = tables.filter(Boolean);
    return shown.length === 0 ? '' : ['### Checks', ...shown].join('\n\n');
}
/** Those that are not ready first; the others are folded if there are many. */
function renderDatasets(datasets, markup) {
    const waiting = datasets.filter((each) => !(0,runtime_datasets/* isHealthy */.Wr)(each));
    const ready = datasets.filter(runtime_datasets/* isHealthy */.Wr);
    if (datasets.length <= maxUnfolded)
        return [renderDatasetTable([...waiting, ...ready], markup)];
    const title = `${ready.length} of ${datasets.length} datasets are ready`;
    return [
        renderDatasetTable(waiting, markup),
        ready.length === 0 ? '' : (0,report_markup/* fold */.AU)(title, renderDatasetTable(ready, markup)),
    ];
}
function renderDatasetTable(datasets, markup, title = 'Dataset') {
    const hasErrors = datasets.some(runtime_datasets/* describeError */.Uc);
    return (0,report_markup/* grid */.Vg)([title, 'Status', ...(hasErrors ? ['Error'] : [])], datasets, (dataset) => [
        `${(0,runtime_datasets/* isHealthy */.Wr)(dataset) ? '✅' : '❌'} ${markup.inlineCode(dataset.name)}`,
        markup.inlineCode(dataset.status),
        ...(hasErrors ? [markup.inlineCode((0,runtime_datasets/* describeError */.Uc)(dataset), 500)] : []),
    ]);
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
    const rest = parts.filter(({ kind }) => kind !== next);
    return assemble(rest, max, [...omitted, next]);
}


/***/ })

};
