export const id = 37;
export const ids = [37];
export const modules = {

/***/ 3037:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   deadlineIn: () => (/* binding */ deadlineIn),
/* harmony export */   earlier: () => (/* binding */ earlier),
/* harmony export */   parseTime: () => (/* binding */ parseTime),
/* harmony export */   systemClock: () => (/* binding */ systemClock)
/* harmony export */ });
const systemClock = {
    now: () => performance.now(),
    sleep: (ms, signal) => new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        // A timer left behind would keep the process from ending.
        const end = () => {
            clearTimeout(timer);
            resolve();
        };
        if (signal?.aborted)
            end();
        else
            signal?.addEventListener('abort', end, { once: true });
    }),
};
const zone = /(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?)$/i;
/**
 * Reads a time of the API. One without a zone means UTC: `Date.parse` would read it in the time zone of the runner.
 *
 * @returns milliseconds since 1970; undefined if there is no time or it cannot be read
 */
function parseTime(text) {
    const ms = Date.parse(zone.test(text ?? '') ? `${text}` : `${text}Z`);
    return Number.isNaN(ms) ? undefined : ms;
}
/** How long a last look is repeated where it fails, in milliseconds: trouble that is over in a moment hides nothing. */
const lastRepeatsMs = 2000;
function deadlineIn(ms, clock, graceMs = 0) {
    const end = clock.now() + ms;
    const remainingMs = () => Math.max(0, end - clock.now());
    return {
        remainingMs,
        mayRepeat: () => remainingMs() > 0,
        lastLook: () => {
            const last = deadlineIn(Math.max(0, end + graceMs - clock.now()), clock);
            const begunAt = clock.now();
            return { ...last, mayRepeat: () => last.mayRepeat() && clock.now() - begunAt < lastRepeatsMs };
        },
    };
}
/** Whichever of the two comes first. */
function earlier(one, other) {
    return {
        remainingMs: () => Math.min(one.remainingMs(), other.remainingMs()),
        mayRepeat: () => one.mayRepeat() && other.mayRepeat(),
        lastLook: () => earlier(one.lastLook(), other.lastLook()),
    };
}


/***/ })

};
