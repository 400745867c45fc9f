/** Ways to ask for video without the marks of one's token: what is asked for, and how. */
import { signed } from '../../edges/support/grants.js';

/** What a client tries. */
export interface Way {
  readonly what: string;
  /** From the root of a server, with a query. */
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ways to ask for one file, whose path is `{rendition}/{file}`. */
const REQUESTS: readonly ((path: string, etag: string) => Omit<Way, 'what'>)[] = [
  (path) => ({ path }),
  (path) => ({ path, method: 'HEAD' }),
  (path) => ({ path, headers: { Range: 'bytes=0-' } }),
  (path) => ({ path, headers: { Range: 'bytes=-1' } }),
  (path, etag) => ({ path, headers: { 'If-None-Match': etag } }),
  (path, etag) => ({ path, headers: { 'If-Range': etag, Range: 'bytes=0-99' } }),
  (path) => ({ path: `${path}?overlays=%5B%5D&marks=none` }),
];

/** @param file without a mark where one should be: `v240-…/3.m4s`. @param folder with the session's grant: `/-/{grant}/film/`. */
export function waysToFile(folder: string, file: string, etag: string): readonly Way[] {
  return REQUESTS.map((request, i) => ({ what: `${file} (${i})`, ...request(folder + file, etag) }));
}

/** What a path may look like, with the hope that one server reads it as another does not. */
export function oddPaths(folder: string, file: string): readonly Way[] {
  const [rendition = '', name = ''] = file.split('/');
  const [number = '', extension = ''] = name.split('.');
  const own = folder.replace(/\/$/, '');
  return [
    `${folder}/${file}`,
    `${folder}./${file}`,
    `${folder}x/../${file}`,
    `${folder}${rendition}//${name}`,
    `${folder}${rendition}/./${name}`,
    `${folder}${rendition}/0${name}`,
    `${folder}${rendition}/+${name}`,
    `${folder}${rendition}/${number}.0.${extension}`,
    `${folder}${rendition}/${number}%2e${extension}`,
    `${folder}${rendition}%2f${name}`,
    `${folder}${rendition}/${name};a=b`,
    `${folder}${rendition}/${name}%00`,
    `${folder}${rendition}/${name}%20`,
    `${folder}${rendition.toUpperCase()}/${name}`,
    `${folder}${rendition}/${number}.M4S`,
    `${folder}${rendition}/${name}/`,
    `${folder}${rendition}-x0-9999/${name}`,
    `${own}%2f${file}`,
    `${own}/~/${file}`,
    `/${own.slice(1)}/../film/${file}`,
    `/-/-${own.slice(2)}/${file}`,
    `/-//${own.slice(3)}/${file}`,
    `${folder}${file}#.m4s`,
    `${folder}${file}?/../init.mp4`,
  ].map((path) => ({ what: `the path ${path.slice(path.indexOf('/film') + 1)}`, path }));
}

interface Grants {
  /** Of the session, and of another with other marks. */
  readonly own: string;
  readonly other: string;
  /** For the same asset, without marks, which no one has. */
  readonly forged: string;
}

/** What a grant may be changed to. */
export function changedGrants({ own, other, forged }: Grants, file: string): readonly Way[] {
  const [payload = '', mac = ''] = own.split('.');
  const [otherPayload = '', otherMac = ''] = other.split('.');
  const members = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { o, ...without } = members;
  const [version, id, unmarked, marks] = String(o).split(';');
  const changed = {
    'without its marks': `${encoded(without)}.${mac}`,
    'with all segments unmarked': `${encoded({ ...members, o: [version, id, '_'.repeat(99), marks].join(';') })}.${mac}`,
    'with another version': `${encoded({ ...members, o: ['000000', id, unmarked, marks].join(';') })}.${mac}`,
    'with no marks in its list': `${encoded({ ...members, o: [version, id, unmarked, 'W10'].join(';') })}.${mac}`,
    'with an empty member': `${encoded({ ...members, o: '' })}.${mac}`,
    'with the signature of another': `${payload}.${otherMac}`,
    'with the payload of another': `${otherPayload}.${mac}`,
    'signed by another key': forged,
    'with padding': `${payload}=.${mac}`,
    'without a signature': payload,
    'with a signature of nothing': `${payload}.${'A'.repeat(22)}`,
    'none, and none in a cookie': '-',
    empty: '',
  };
  return Object.entries(changed).map(([what, grant]) => ({
    what: `a grant ${what}`,
    path: `/-/${grant}/film/${file}`,
  }));
}

/** Grants in a cookie and in the path, for a server that takes them from both. */
export function grantsInCookies({ own, forged }: Grants, file: string): readonly Way[] {
  return [
    {
      what: 'the own grant in a cookie',
      path: `/-/-/film/${file}`,
      headers: { Cookie: `onplay-grant=${own}` },
    },
    {
      what: 'a forged grant in a cookie',
      path: `/-/-/film/${file}`,
      headers: { Cookie: `onplay-grant=${forged}` },
    },
    {
      what: 'two grants in cookies',
      path: `/-/-/film/${file}`,
      headers: { Cookie: `onplay-grant=${own}; onplay-grant=${forged}` },
    },
    {
      what: 'a grant in the path and another in a cookie',
      path: `/-/${own}/film/${file}`,
      headers: { Cookie: `onplay-grant=${forged}` },
    },
    { what: 'a grant in a header', path: `/-/-/film/${file}`, headers: { 'Onplay-Grant': own } },
  ];
}

/** A grant for the film without marks, signed by a key that is not the server's. */
export function forgedGrant(): string {
  return signed('0'.repeat(64), 'film', JSON.stringify({ e: 9_999_999_999 }));
}

/** What a query on a manifest may say, with the hope that it takes something from the token. */
export const MANIFEST_QUERIES: readonly string[] = [
  'overlays=[]',
  'overlays=',
  'overlays=null',
  'marks=none',
  'viewer=ben',
  'viewer=',
  'claims={"overlays":[]}',
  'max_height=99999',
  'max_height=1',
  'min_height=1080',
  'max_bitrate=1',
  'codecs=h264',
  'codecs=vp9',
  'device=tv',
  'device=phone',
  'downlink=1000',
  'downlink=0.001',
  'language=xx',
  'CMCD=sid%3D%22x%22',
  'onplay-grant=-',
];

/** Downloads that have the marks, whatever their query says. */
export const DOWNLOADS: readonly string[] = [
  '/film.mp4?max_height=1',
  '/film.mp4?max_height=1&overlays=[]',
  '/film.mp4?max_height=1&start=5&end=7',
  '/film.mp4?max_height=1&start=f0',
];
