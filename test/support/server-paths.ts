/**
 * The server's own paths: one table for the origin, nginx and Varnish. All three treat a path with a manifest's extension
 * as a manifest, one with a download's as a download, and one with the name of an image as an image, whatever its directory. Of the other paths, edges refuse those for the operator.
 */

/** First path segments that the server reserves, and whether edges pass viewers' requests for them. */
export const RESERVED_SEGMENTS: Readonly<Record<string, 'closed' | 'open'>> = {
  ...{ api: 'closed', hooks: 'closed', metrics: 'closed', readyz: 'closed' },
  ...{ healthz: 'open', 'openapi.json': 'open', page: 'open' },
};

const closed = Object.keys(RESERVED_SEGMENTS).filter((name) => RESERVED_SEGMENTS[name] === 'closed');
const open = Object.keys(RESERVED_SEGMENTS).filter((name) => RESERVED_SEGMENTS[name] === 'open');

/** Manifests, downloads and images, in spite of their first path segment. */
export const MANIFEST_PATHS: readonly string[] = [
  ...Object.keys(RESERVED_SEGMENTS).flatMap((name) => [
    `/${name}.m3u8`,
    `/${name}/film.m3u8`,
    `/${name}/a/film.mpd`,
    `/${name}/poster.jpg`,
    `/${name}/a/storyboard.vtt`,
    `/${name}.mp4`,
    `/${name}/film.m4a`,
  ]),
  ...['/API/film.m3u8', '/api/assets.m3u8', '/api/invalidations.mpd', '/hooks/cdn.m3u8', '/api/assets.mp4'],
];

/** Paths that edges pass to the origin although they are not manifests. */
export const OPEN_PATHS: readonly string[] = [
  '/',
  ...open.map((name) => `/${name}`),
  '/page/app.js',
  '/apis',
  '/api-docs',
];

/** The operator's paths, and spellings of them that some server might normalize to them. */
export const CLOSED_PATHS: readonly string[] = [
  ...closed.flatMap((name) => [
    `/${name}`,
    `/${name}/`,
    `/${name}?x=.m3u8`,
    `/${name}/x`,
    `/${name}/x.jpg`,
    `/${name}?x=/poster.jpg`,
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
    '/api/assets/film.mp4',
    '/api/assets/films/film.m4a',
    '/api/uploads/x.mp4',
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
