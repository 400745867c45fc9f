/** Serves the page at `/`, its modules under `/page/`, and the browser builds of the three players. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';

/**
 * Everything comes from this origin. `blob:` is what Media Source Extensions give a video element as its
 * source. No inline script, no inline style, no frame around the page, no form sent anywhere.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  // Kept, but asked for again each time: an upgraded server must not meet last week's modules.
  'Cache-Control': 'no-cache',
};

/** Each player's package, and where its browser build lies under the package's root. */
const PLAYER_BUILDS = [
  { name: 'hls.js', package: 'hls.js', build: 'dist/hls.min.js' },
  { name: 'dash.js', package: 'dashjs', build: 'dist/modern/umd/dash.mediaplayer.min.js' },
  { name: 'shaka.js', package: 'shaka-player', build: 'dist/shaka-player.compiled.js' },
] as const;

const ASSET_ENDINGS = /\.(?:js|css|svg)$/;

/**
 * The router of the page: `GET /`, `GET /page/{file}` and `GET /page/players/{hls,dash,shaka}.js`. Which
 * files can be served is settled here, once; a URL only picks one of them by its exact name, and a name that
 * is not among them is left to the next handler. Throws when an installed player lacks its browser build.
 */
export function createPageRouter(): express.Router {
  const router = express.Router();
  const files = servableFiles();
  router.get(['/', '/page/:file', '/page/players/:file'], (request, response, next) => {
    const file = files.get(request.path);
    if (file === undefined) return next();
    response.set(PAGE_HEADERS);
    // The path is one of ours, so a checkout under a folder such as `.cache` is no reason to hide it.
    response.sendFile(file, { cacheControl: false, dotfiles: 'allow' }, (error) => {
      if (error !== undefined && !response.headersSent) next(error);
    });
  });
  return router;
}

/** From the path of a URL to the file on disk that answers it. */
function servableFiles(): ReadonlyMap<string, string> {
  const here = dirname(fileURLToPath(import.meta.url));
  const files = new Map([['/', join(here, 'index.html')]]);
  for (const name of readdirSync(join(here, 'assets'))) {
    if (ASSET_ENDINGS.test(name)) files.set(`/page/${name}`, join(here, 'assets', name));
  }
  for (const player of PLAYER_BUILDS) files.set(`/page/players/${player.name}`, playerBuild(player));
  return files;
}

function playerBuild(player: (typeof PLAYER_BUILDS)[number]): string {
  const require = createRequire(import.meta.url);
  return join(packageRoot(require, player.package), player.build);
}

/** The folder an installed package lies in. Not every package lets its `package.json` be resolved by name. */
function packageRoot(require: NodeJS.Require, name: string): string {
  const entry = require.resolve(name);
  const marker = join('node_modules', name);
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length);
}
