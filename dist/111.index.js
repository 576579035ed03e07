export const id = 111;
export const ids = [111];
export const modules = {

/***/ 5111:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callTool: () => (/* binding */ callTool)
/* harmony export */ });
/* harmony import */ var _modelcontextprotocol_sdk_client_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(63);
/* harmony import */ var _modelcontextprotocol_sdk_client_streamableHttp_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1502);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3916);
/* harmony import */ var _http_body_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9662);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8992);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9541);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(432);







/** How long to try to close a session, in milliseconds: the runtime forgets it by itself, too. */
const closingMs = 1000;
/** How long the library has for what it has read, in milliseconds. */
const settlingMs = 100;
/** Longest part of the tool's answer that is shown, in characters. */
const longestAnswer = 100;
const longestError = 300;
/**
 * Opens a session, calls the tool and closes the session.
 *
 * @returns what the tool has answered, in a few words
 * @throws ToolError, RuntimeRefusalError, UnusableAnswerError; errors of the connection and of the protocol as they are
 */
async function callTool({ tool, arguments: toolArguments }, client, timeoutMs) {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .TooLateError */ .T(timeoutMs)), timeoutMs);
    const answered = new Set();
    const url = new URL(`${client.url}/v1/mcp`);
    const transport = new _modelcontextprotocol_sdk_client_streamableHttp_js__WEBPACK_IMPORTED_MODULE_1__/* .StreamableHTTPClientTransport */ .j(url, { fetch: answersOnly(client, end, answered) });
    // The library calls it before its own.
    transport.onmessage = (message) => {
        if (!('method' in message))
            answered.add(message.id);
    };
    const mcp = new _modelcontextprotocol_sdk_client_index_js__WEBPACK_IMPORTED_MODULE_0__/* .Client */ .K({ name: 'spice-cloud-deploy-action', version: '1' });
    // The library's own limit is not to be the first: its error would say less.
    const options = { signal: end.signal, timeout: timeoutMs + closingMs };
    try {
        await mcp.connect(transport, options);
        const result = await mcp.callTool({ name: tool, arguments: { ...toolArguments } }, undefined, options);
        return readResult(result, client);
    }
    catch (error) {
        if (end.signal.aborted)
            throw end.signal.reason;
        throw isOfShape(error) ? new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UnusableAnswerError */ .qx('an answer that is not MCP', { cause: error }) : error;
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
 * A `fetch` for the library that brings answers and nothing else, and whose trouble has the form that the other probes
 * have.
 *
 * @param end ends all that is under way; a connection that breaks while an answer comes does so, too, since the
 *   library would go on waiting, and so does an event stream without the answer
 * @param answered the ids of the requests that have their answer
 */
function answersOnly(client, end, answered) {
    return async (input, init) => {
        // The library asks for a stream of what the runtime may say unasked. This answer means that there is none.
        if (init?.method === 'GET')
            return new Response(null, { status: 405 });
        const isClosing = init?.method === 'DELETE';
        const signal = isClosing ? AbortSignal.timeout(closingMs) : end.signal;
        const response = await client.fetch(input, { ...init, signal });
        if (response.status >= 400 && !isClosing) {
            const answer = { status: response.status, text: await response.text() };
            throw new _refusal_js__WEBPACK_IMPORTED_MODULE_5__/* .RuntimeRefusalError */ .lG(answer, client.redact, hintOn(answer, new Headers(init?.headers).has('mcp-session-id')));
        }
        const { status, headers } = response;
        const id = isClosing ? undefined : idOf(init?.body);
        const isStream = headers.get('content-type')?.trim().toLowerCase().startsWith('text/event-stream');
        const ended = () => {
            if (id === undefined || !isStream)
                return;
            // What was read last is on its way through the library.
            setTimeout(() => {
                if (!answered.has(id))
                    end.abort(new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .CutOffError */ .M('an event stream that ends without an answer'));
            }, settlingMs);
        };
        return new Response(response.body && ReadableStream.from(watched(response.body, end, ended)), {
            status,
            headers,
        });
    };
}
function hintOn({ status, text }, isInSession) {
    if (status === 403 && /host header/i.test(text)) {
        return '`runtime.mcp.allowed_hosts` of the spicepod says for which hosts it answers';
    }
    // Each replica knows the sessions that began with it, and no others.
    return status === 404 && isInSession ? 'sessions need an app with one replica' : undefined;
}
/** Of a message that wants an answer. */
function idOf(body) {
    const message = typeof body === 'string' ? (0,_http_body_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(body) : undefined;
    return typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined;
}
/** Whether an error of the library is about the shape of what the runtime has sent. */
function isOfShape(error) {
    return error instanceof Error && /^\$?ZodError$/.test(error.name);
}
async function* watched(body, end, ended) {
    try {
        yield* body;
        ended();
    }
    catch (error) {
        end.abort(error);
        throw error;
    }
}
function readResult(result, client) {
    const content = Array.isArray(result.content) ? result.content : [];
    const text = content
        .map((block) => (block.type === 'text' ? block.text : ''))
        .filter(Boolean)
        .join(' ');
    if (result.isError === true) {
        throw new ToolError(`The tool reports an error${text && `: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(text, longestError, client.redact)}`}`);
    }
    return text === '' ? (0,_text_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9)(content.length, 'content block') : (0,_text_js__WEBPACK_IMPORTED_MODULE_6__/* .shorten */ .ml)(text, longestAnswer, client.redact);
}
/** The tool has run, and failed. */
class ToolError extends Error {
    name = 'ToolError';
}


/***/ })

};
