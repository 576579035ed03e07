export const id = 548;
export const ids = [548];
export const modules = {

/***/ 548:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callTool: () => (/* binding */ callTool)
/* harmony export */ });
/* harmony import */ var _modelcontextprotocol_sdk_client_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(63);
/* harmony import */ var _modelcontextprotocol_sdk_client_streamableHttp_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1502);
/* harmony import */ var _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(127);
/* harmony import */ var _platform_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2253);
/* harmony import */ var _platform_text_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7376);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3153);






/** How long to try to close a session, in milliseconds: the runtime drops it by itself, too. */
const closeTimeoutMs = 1000;
/** How long the library may take to handle what it has read, in milliseconds. */
const settleMs = 100;
/** Maximum length of the tool's output that is shown, in characters. */
const maxAnswerLength = 100;
/**
 * Opens a session (`POST /v1/mcp`), calls the tool and closes the session.
 *
 * @returns what the tool returned, in a few words
 * @throws Error of the tool, RuntimeError, UnusableResponseError; errors of the connection and of the protocol as they are
 */
async function callTool({ tool, arguments: toolArguments }, client, timeoutMs) {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(new _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .TimeoutError */ .MU(timeoutMs)), timeoutMs);
    const answered = new Set();
    const url = new URL(`${client.url}/v1/mcp`);
    const transport = new _modelcontextprotocol_sdk_client_streamableHttp_js__WEBPACK_IMPORTED_MODULE_1__/* .StreamableHTTPClientTransport */ .j(url, { fetch: fetchForLibrary(client, end, answered) });
    // The library calls it before its own handler.
    transport.onmessage = (message) => {
        if (!('method' in message))
            answered.add(message.id);
    };
    const mcp = new _modelcontextprotocol_sdk_client_index_js__WEBPACK_IMPORTED_MODULE_0__/* .Client */ .K({ name: 'spice-cloud-deploy-action', version: '1' });
    // The library's own limit must come later: its error would say less.
    const options = { signal: end.signal, timeout: timeoutMs + closeTimeoutMs };
    try {
        await mcp.connect(transport, options);
        const result = await mcp.callTool({ name: tool, arguments: { ...toolArguments } }, undefined, options);
        return readResult(result, client);
    }
    catch (error) {
        if (end.signal.aborted)
            throw end.signal.reason;
        // The library could not read what the runtime sent.
        const isUnreadable = error instanceof Error && /^\$?ZodError$/.test(error.name);
        throw isUnreadable ? new _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UnusableResponseError */ .xm('the response is not MCP', { cause: error }) : error;
    }
    finally {
        clearTimeout(timer);
        await transport.terminateSession().catch(() => { });
        await mcp.close();
        // A stream that the runtime leaves open would keep the process from ending.
        end.abort();
    }
}
/**
 * A `fetch` for the library that fails in the same way as the other probes.
 *
 * @param end aborts the call: also if a connection breaks while a response arrives, or an event stream ends without
 *   the response, since the library would go on waiting
 * @param answered the ids of the requests that have their response
 */
function fetchForLibrary(client, end, answered) {
    return async (input, init) => {
        // The library asks for a stream of unsolicited messages. This response means that there is none.
        if (init?.method === 'GET')
            return new Response(null, { status: 405 });
        const isClosing = init?.method === 'DELETE';
        const signal = isClosing ? AbortSignal.timeout(closeTimeoutMs) : end.signal;
        const response = await client.fetch(input, { ...init, signal });
        const { status, headers } = response;
        if (status >= 400 && !isClosing) {
            const refusal = { status, text: await response.text() };
            const isInSession = new Headers(init?.headers).has('mcp-session-id');
            throw new _client_js__WEBPACK_IMPORTED_MODULE_3__/* .RuntimeError */ .bu(refusal, client.redact, findHint(refusal, isInSession));
        }
        const isStream = headers.get('content-type')?.trim().toLowerCase().startsWith('text/event-stream');
        const id = isStream ? findRequestId(init?.body) : undefined;
        const isAnswered = () => id === undefined || answered.has(id);
        const body = response.body && ReadableStream.from(watchBody(response.body, end, isAnswered));
        return new Response(body, { status, headers });
    };
}
function findHint({ status, text }, isInSession) {
    if (status === 403 && /host header/i.test(text)) {
        return 'add this host to `runtime.mcp.allowed_hosts` in the spicepod';
    }
    // Each replica knows only the sessions that it has opened itself.
    return status === 404 && isInSession ? 'MCP sessions require `replicas: 1`' : undefined;
}
/** Of a message that expects a response. */
function findRequestId(body) {
    const message = typeof body === 'string' ? (0,_platform_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJson */ .qF)(body) : undefined;
    return typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined;
}
async function* watchBody(body, end, isAnswered) {
    try {
        yield* body;
    }
    catch (error) {
        end.abort(error);
        throw error;
    }
    if (isAnswered())
        return;
    // The library may still be handling what was read last.
    setTimeout(() => {
        if (!isAnswered())
            end.abort(new _platform_http_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .InterruptedResponseError */ .WE('the event stream ended without a response'));
    }, settleMs);
}
function readResult(result, { redact }) {
    const content = Array.isArray(result.content) ? result.content : [];
    const text = content
        .map((block) => (block.type === 'text' ? block.text : ''))
        .filter(Boolean)
        .join(' ');
    if (result.isError === true) {
        throw new Error(`The tool reports an error${text && `: ${(0,_platform_text_js__WEBPACK_IMPORTED_MODULE_5__/* .shorten */ .ml)(text, _client_js__WEBPACK_IMPORTED_MODULE_3__/* .maxMessageLength */ .sZ, redact)}`}`);
    }
    return text === '' ? (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_5__/* .count */ .U9)(content.length, 'content block') : (0,_platform_text_js__WEBPACK_IMPORTED_MODULE_5__/* .shorten */ .ml)(text, maxAnswerLength, redact);
}


/***/ })

};
