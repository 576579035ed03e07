export const id = 43;
export const ids = [43];
export const modules = {

/***/ 7043:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  post: () => (/* binding */ post)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 3 modules
var core = __webpack_require__(235);
// EXTERNAL MODULE: ./src/app/secrets.ts
var app_secrets = __webpack_require__(3234);
// EXTERNAL MODULE: ./src/connect.ts + 5 modules
var connect = __webpack_require__(7386);
// EXTERNAL MODULE: ./src/deployment/find.ts
var find = __webpack_require__(9228);
// EXTERNAL MODULE: ./src/inputs.ts + 1 modules
var src_inputs = __webpack_require__(4089);
// EXTERNAL MODULE: ./src/report/text.ts
var report_text = __webpack_require__(5655);
;// CONCATENATED MODULE: ./src/report/aftermath.ts

/** How things stand after a step that was cut off. */
function describeStatus(id, deployment, problem) {
    if (id === undefined) {
        return 'The step was cut off before it knew of a deployment. Look at https://spice.ai whether the app has a new one before you run this job again.';
    }
    if (deployment === undefined) {
        return `The step was cut off. How deployment ${id} stands could not be found out${problem ? ` (${problem})` : ''}: look at https://spice.ai.`;
    }
    const { status, error_message } = deployment;
    const reason = error_message ? `: ${error_message}` : '';
    switch (status) {
        case 'succeeded':
            return `The step was cut off, but deployment ${id} has succeeded.`;
        case 'failed':
            return `The step was cut off, and deployment ${id} has failed${reason || '.'}`;
        case 'created':
            return `The step was cut off. Deployment ${id} has been superseded or has not started yet: look at https://spice.ai.`;
        default:
            return `The step was cut off. Deployment ${id} is ${status} and goes on in Spice Cloud${reason || '.'} \`deployment-id: ${id}\` watches it.`;
    }
}
/** The same for the job summary. */
function renderAftermath(status) {
    return `<p>${(0,report_text/* asText */.e1)(status)}</p>\n\n`;
}

// EXTERNAL MODULE: ./src/report/files.ts
var files = __webpack_require__(561);
// EXTERNAL MODULE: ./src/report/log.ts
var report_log = __webpack_require__(6472);
// EXTERNAL MODULE: ./src/secrets.ts
var src_secrets = __webpack_require__(7194);
// EXTERNAL MODULE: ./src/spice/proxy.ts
var proxy = __webpack_require__(6174);
// EXTERNAL MODULE: ./src/time.ts
var time = __webpack_require__(9834);
;// CONCATENATED MODULE: ./src/post.ts











/** Longest time that the end of a job is held up, in milliseconds. */
const budgetMs = 10_000;
/**
 * Says what is left to say after a step that could not say it: one that was killed, whose time was up, or whose
 * container passed no signal on. It tells, and fails nothing.
 */
async function post(env) {
    const secrets = new src_secrets/* Secrets */.S(core/* setSecret */.Pq);
    (0,src_inputs/* maskCredentials */.Bs)(secrets);
    const { text, appId } = (0,src_inputs/* readSecretsInput */.SR)();
    await (0,app_secrets/* readSecrets */.q)(text, secrets, appId);
    const log = new report_log/* Log */.t(secrets);
    const id = Number(core/* getState */.Gu('deployment-id')) || undefined;
    const status = await lookOnce(id, secrets, log, env).catch((error) => describeStatus(id, undefined, error.message));
    log.warning(status);
    await new files/* Files */.s(log).appendSummary(renderAftermath(secrets.redact(status)));
}
async function lookOnce(id, secrets, log, env) {
    const appId = Number(core/* getState */.Gu('app-id')) || undefined;
    if (id === undefined || appId === undefined)
        return describeStatus(id, undefined);
    const inputs = (0,src_inputs/* readInputs */.Ko)(secrets);
    await (0,proxy/* useProxyFromEnvironment */.F)(env);
    const listener = {
        troubleBegan: (reason) => log.info(`No usable answer yet: ${reason}`),
        troubleEnded() { },
    };
    const api = (0,connect/* connect */.N)(inputs, { secrets, listener, fetch: globalThis.fetch, clock: time/* systemClock */.ml });
    const { deployment } = await (0,find/* findDeployment */.HZ)(id, api, appId, (0,time/* deadlineIn */._5)(budgetMs, time/* systemClock */.ml));
    return describeStatus(id, deployment);
}


/***/ })

};
