/** The HTTP interface: media, manifests, the management API, health and metrics. */
export { createAdmin } from './api/admin.js';
export { createRequestListener, longestAnswerMs } from './app.js';
export { connectionLimit, openFilesLimit } from './server/connection-limit.js';
export { HttpServer, type HttpServerLimits } from './server/http-server.js';
export type { Services } from './services.js';
