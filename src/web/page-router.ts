/** Serves the page at `/`, its modules under `/page/`, and the browser builds of the three players. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';

/**
 * Allows resources from this origin only. `blob:` is the source that Media Source Extensions set on a video
 * element, `data:` that of the empty track that hls.js and Shaka add for text. Forbids inline scripts and styles,
 * framing, and form submission.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob: data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  // Cached, but revalidated each time: a page from an upgraded server must not run with outdated modules.
  'Cache-Control': 'no-cache',
};

/** Each player's package, and the path of its browser build relative to the package's root. */
const PLAYER_BUILDS = [
  { name: 'hls.js', package: 'hls.js', build: 'dist/hls.min.js' },
  { name: 'dash.js', package: 'dashjs', build: 'dist/modern/umd/dash.mediaplayer.min.js' },
  { name: 'shaka.js', package: 'shaka-player', build: 'dist/shaka-player.compiled.js' },
] as const;

const ASSET_ENDINGS = /\.(?:js|css|svg)$/;

/**
 * Returns the page's router: `GET /`, `GET /page/{path}` and `GET /page/players/{hls,dash,shaka}.js`. The set
 * of servable files is fixed when the router is created; a request path only selects one of them by exact
 * match, and any other path goes to the next handler. Throws when an installed player lacks its browser build.
 */
export function createPageRouter(): express.Router {
  const router = express.Router();
  const files = servableFiles();
  router.get(['/', '/page/*file'], (request, response, next) => {
    const file = files.get(request.path);
    if (file === undefined) return next();
    response.set(PAGE_HEADERS);
    // The file is from our own list, so allow a checkout below a dot directory such as `.cache`.
    response.sendFile(file, { cacheControl: false, dotfiles: 'allow' }, (error) => {
      if (error !== undefined && !response.headersSent) next(error);
    });
  });
  return router;
}

/** Maps a request path to the file on disk. */
function servableFiles(): ReadonlyMap<string, string> {
  const here = dirname(fileURLToPath(import.meta.url));
  const files = new Map([['/', join(here, 'index.html')]]);
  for (const name of readdirSync(join(here, 'assets'), { recursive: true, encoding: 'utf8' })) {
    if (ASSET_ENDINGS.test(name)) files.set(`/page/${name}`, join(here, 'assets', name));
  }
  for (const player of PLAYER_BUILDS) files.set(`/page/players/${player.name}`, playerBuild(player));
  return files;
}

function playerBuild(player: (typeof PLAYER_BUILDS)[number]): string {
  const require = createRequire(import.meta.url);
  return join(packageRoot(require, player.package), player.build);
}

/** The directory of an installed package. Not every package exports its `package.json`, so it is derived from the entry. */
function packageRoot(require: NodeJS.Require, name: string): string {
  const entry = require.resolve(name);
  const marker = join('node_modules', name);
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length);
}
