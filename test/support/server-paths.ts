/**
 * The server's own paths: the one table for the origin, nginx and Varnish. A path that ends as a manifest does is one at all
 * three, whatever folder its asset lies in; of the others, those for the operator are closed at edges.
 */

/** First segments that the server answers for itself, and whether edges let viewers through to them. */
export const OWN_FOLDERS: Readonly<Record<string, 'closed' | 'open'>> = {
  ...{ api: 'closed', hooks: 'closed', metrics: 'closed', readyz: 'closed' },
  ...{ healthz: 'open', 'openapi.json': 'open', page: 'open' },
};

const closed = Object.keys(OWN_FOLDERS).filter((name) => OWN_FOLDERS[name] === 'closed');
const open = Object.keys(OWN_FOLDERS).filter((name) => OWN_FOLDERS[name] === 'open');

/** Manifests, in spite of their folders. */
export const MANIFEST_PATHS: readonly string[] = [
  ...Object.keys(OWN_FOLDERS).flatMap((name) => [
    `/${name}.m3u8`,
    `/${name}/film.m3u8`,
    `/${name}/a/film.mpd`,
  ]),
  ...['/API/film.m3u8', '/api/assets.m3u8', '/api/invalidations.mpd', '/hooks/cdn.m3u8'],
];

/** What edges pass on although it is no manifest. */
export const OPEN_PATHS: readonly string[] = [
  '/',
  ...open.map((name) => `/${name}`),
  '/page/app.js',
  '/apis',
  '/api-docs',
];

/** What is for the operator, and ways to write it that some server might read so. */
export const CLOSED_PATHS: readonly string[] = [
  ...closed.flatMap((name) => [
    `/${name}`,
    `/${name}/`,
    `/${name}?x=.m3u8`,
    `/${name}/x`,
    `/${name.toUpperCase()}/x`,
  ]),
  ...[
    '/api/assets',
    '/api/assets/film',
    '/hooks/cdn',
    '/Metrics',
    '/api?key=1',
    '/api/.m3u8/',
    '/api/film.m3u8/',
  ],
  ...[
    '/%61pi/assets',
    '/a%70i',
    '/m%65trics',
    '/%61pi/film.m3u8',
    '//api',
    '/./api',
    '/x/../api',
    '/%2e/api',
  ],
  ...[
    '/api/film.M3U8',
    '/api/film%2em3u8',
    '/api/film.m3u8%00',
    '/api/film.m3u8%2f',
    '/api/../api/film.m3u8',
  ],
];
