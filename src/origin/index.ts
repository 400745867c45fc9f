/**
 * The HTTP interface: media, manifests, the management API, webhooks from edges, health and metrics. Turns requests into
 * calls of the services, and errors into problems (RFC 9457); never encodes, packages or chooses renditions itself.
 */

// All routes: a listener for Node's HTTP server. `longestAnswerMs`: how long a request may wait before it is answered with
// `answer_late`, in milliseconds.

export { createRequestListener, longestAnswerMs } from './app.js';

// What the routes need, created once at start; and the guard of the management API, which is part of it.

export { createAdmin } from './api/admin.js';
export type { Services } from './services.js';

// Whether a request brings the bytes of an upload, which takes as long as they need.

export { isUpload } from './api/upload-routes.js';

// Whether an error has a code of the table of problems.

export { isProblemCode } from './problems/problem-table.js';

// The server: `listen` resolves with the port or rejects with the system's error; `close` drains for at most `graceMs`.
// Limits in connections and bytes; `connectionLimit` derives the first from the open files limit of the process.

export { connectionLimit, openFilesLimit } from './server/connection-limit.js';
export { HttpServer, type HttpServerLimits } from './server/http-server.js';
