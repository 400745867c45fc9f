/**
 * The page: static HTML, CSS and browser modules that play an asset with hls.js, dash.js or Shaka Player and show, per
 * segment request, what the origin did. The browser modules only call the public HTTP API; this room never reads
 * masters, tokens or settings.
 */

// An Express router for `GET /`, `GET /page/{path}` and `GET /page/players/{hls,dash,shaka}.js`; any other path goes to the
// next handler. Throws when an installed player package lacks its browser build.
export { createPageRouter } from './page-router.js';
