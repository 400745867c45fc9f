/** Builds the parts in order, and starts, drains and stops them together. */
export { encoderSettings, findFfmpeg } from './configured-parts.js';
export { createServices, type ServerOptions } from './create-services.js';
export { type RunningServer, startServer } from './main.js';
