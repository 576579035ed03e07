export const id = 753;
export const ids = [753];
export const modules = {

/***/ 9753:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   describeComment: () => (/* binding */ describeComment)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8992);

/** Puts into words what became of the comment. Words of others are in them as they came. */
function describeComment(result) {
    switch (result.kind) {
        case 'created':
            return good(`Commented on pull request #${result.number}${at(result.url)}`);
        case 'updated':
            return good(`Updated the comment on pull request #${result.number}${at(result.url)}`);
        case 'outdated':
            return good(`The comment on pull request #${result.number} tells of a newer run and was left as it is${at(result.url)}`);
        case 'no pull request':
            return good('No comment: what was deployed is the head of no open pull request of this repository.');
        case 'forbidden':
            return bad(`${whyForbidden[result.cause]}${result.said ? ` GitHub says: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .endWithStop */ .wU)(result.said)}` : ''} The deployment is not affected.`);
        case 'failed':
            return bad(`The comment could not be written: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .endWithStop */ .wU)(result.reason)} The deployment is not affected.`);
    }
}
const whyForbidden = {
    permission: '`comment-on-pr` is set, but the token may not comment on the pull request. Add `pull-requests: write` to the `permissions` of the job, and keep those that it has: what is not named there is taken away.',
    fork: '`comment-on-pr` is set, but GitHub gives workflows of pull requests from forks a token that may only read. Set `comment-on-pr: false` where `github.event.pull_request.head.repo.fork` is true.',
    'no token': '`comment-on-pr` is set, but `github-token` is empty. Leave it out to use the token of the job, or give one that has `pull-requests: write`.',
};
function at(url) {
    return url === undefined ? '.' : `: ${url}`;
}
function good(text) {
    return { isProblem: false, text };
}
function bad(text) {
    return { isProblem: true, text };
}


/***/ })

};
