export const id = 661;
export const ids = [661];
export const modules = {

/***/ 6661:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   post: () => (/* binding */ post)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(235);
/* harmony import */ var _app_secrets_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(3234);
/* harmony import */ var _connect_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8802);
/* harmony import */ var _deployment_find_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9228);
/* harmony import */ var _deployment_id_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(4552);
/* harmony import */ var _http_proxy_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7856);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4089);
/* harmony import */ var _report_aftermath_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5834);
/* harmony import */ var _report_files_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(561);
/* harmony import */ var _report_log_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6472);
/* harmony import */ var _secrets_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7194);
/* harmony import */ var _time_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9834);












/** Longest time that the end of a job is held up, in milliseconds. */
const budgetMs = 10_000;
/**
 * Says what is left to say after a step that could not say it: one that was killed, whose time was up, or whose
 * container passed no signal on. It tells, and fails nothing.
 */
async function post(env) {
    const secrets = new _secrets_js__WEBPACK_IMPORTED_MODULE_7__/* .Secrets */ .S(_actions_core__WEBPACK_IMPORTED_MODULE_8__/* .setSecret */ .Pq);
    (0,_inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .maskCredentials */ .Bs)(secrets);
    const { text, appId } = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .readSecretsInput */ .SR)();
    await (0,_app_secrets_js__WEBPACK_IMPORTED_MODULE_9__/* .readSecrets */ .q)(text, secrets, appId);
    const log = new _report_log_js__WEBPACK_IMPORTED_MODULE_5__/* .Log */ .t(secrets);
    const savedId = _actions_core__WEBPACK_IMPORTED_MODULE_8__/* .getState */ .Gu('deployment-id');
    const id = savedId === '' ? undefined : (0,_deployment_id_js__WEBPACK_IMPORTED_MODULE_10__/* .readDeploymentId */ .FV)(savedId);
    const leftBehind = _actions_core__WEBPACK_IMPORTED_MODULE_8__/* .getState */ .Gu('left-behind');
    const stands = await lookOnce(id, secrets, log, env).catch((error) => (0,_report_aftermath_js__WEBPACK_IMPORTED_MODULE_4__/* .describeStatus */ .Wn)(id, undefined, error.message));
    const status = [stands, leftBehind].filter(Boolean).join('\n');
    log.warning(status);
    await new _report_files_js__WEBPACK_IMPORTED_MODULE_11__/* .Files */ .s(log).appendSummary((0,_report_aftermath_js__WEBPACK_IMPORTED_MODULE_4__/* .renderAftermath */ .lP)(status, (text) => secrets.redact(text)));
}
async function lookOnce(id, secrets, log, env) {
    const appId = Number(_actions_core__WEBPACK_IMPORTED_MODULE_8__/* .getState */ .Gu('app-id')) || undefined;
    if (id === undefined || appId === undefined)
        return (0,_report_aftermath_js__WEBPACK_IMPORTED_MODULE_4__/* .describeStatus */ .Wn)(id, undefined);
    const inputs = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .readInputs */ .Ko)(secrets);
    await (0,_http_proxy_js__WEBPACK_IMPORTED_MODULE_2__/* .useProxyFromEnvironment */ .F)(env);
    const listener = {
        troubleBegan: (reason) => log.info(`No usable answer yet: ${reason}`),
        troubleEnded() { },
    };
    const api = (0,_connect_js__WEBPACK_IMPORTED_MODULE_0__/* .connect */ .N)(inputs, { secrets, listener, fetch: globalThis.fetch, clock: _time_js__WEBPACK_IMPORTED_MODULE_6__/* .systemClock */ .ml });
    const { deployment } = await (0,_deployment_find_js__WEBPACK_IMPORTED_MODULE_1__/* .findDeployment */ .HZ)(id, api, appId, (0,_time_js__WEBPACK_IMPORTED_MODULE_6__/* .deadlineIn */ ._5)(budgetMs, _time_js__WEBPACK_IMPORTED_MODULE_6__/* .systemClock */ .ml));
    return (0,_report_aftermath_js__WEBPACK_IMPORTED_MODULE_4__/* .describeStatus */ .Wn)(id, deployment);
}


/***/ })

};
