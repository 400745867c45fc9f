/**
 * The grammar of media URLs as a table: one for src/shared/media-url.ts, the page, nginx and Varnish, so that none of them can
 * read a path differently. `{grant}` stands for a grant.
 */
import type { MediaPath } from '../../src/shared/media-url.js';

const HASH = '0123456789abcdef';
const FOLDER = `/-/{grant}/films/night/v720-${HASH}`;

export interface MediaPathCase {
  readonly path: string;
  /** Decoded. */
  readonly asset: string;
  /** The id of the rendition. */
  readonly rendition: string;
  readonly file: MediaPath['file'];
}

const named = (encodedAsset: string, asset: string): MediaPathCase => ({
  path: `/-/{grant}/${encodedAsset}/v720-${HASH}/7.m4s`,
  ...{ asset, rendition: 'v720', file: 7 },
});
const ofRendition = (rendition: string): MediaPathCase => ({
  path: `/-/{grant}/films/night/${rendition}-${HASH}/7.m4s`,
  ...{ asset: 'films/night', rendition, file: 7 },
});
const ofFile = (name: string, file: MediaPath['file'], rendition = 'v720'): MediaPathCase => ({
  path: `/-/{grant}/films/night/${rendition}-${HASH}/${name}`,
  ...{ asset: 'films/night', rendition, file },
});

/** The longest name, in the most characters: 1024 bytes, nearly all of them percent-encoded. */
const LONGEST_NAME = [85, 85, 85, 84, 1].map((letters) => '€'.repeat(letters)).join('/');

/** Paths of media. Their assets are written as `assetPath` writes them, so that grants are signed for them. */
export const MEDIA_PATHS: readonly MediaPathCase[] = [
  ofFile('media.m3u8', 'playlist'),
  ofFile('init.mp4', 'init'),
  ofFile('0.m4s', 0),
  ofFile('7.m4s', 7),
  ofFile('9999999.m4s', 9_999_999),
  ofFile('media.m3u8', 'playlist', 't1'),
  ofFile('0.vtt', 0, 't-en-sdh-vtt'),
  ofFile('9999999.vtt', 9_999_999, 't1'),
  ofFile('0.jpg', 0, 'i640-frame-jpg'),
  ofFile('9999999.webp', 9_999_999, 'i160-sheet-webp'),
  ofFile('7.avif', 7, `i${'0'.repeat(35)}-avif`),
  ofFile('0.gif', 0, 'i-jpg-gif'),
  ofFile('media.m3u8', 'playlist', 'i160-sheet-jpg'),
  ...['a1', 'a1-128k', 'v720-hevc', 'v7-0', `v720-${HASH}`, `v${'0'.repeat(40)}`].map(ofRendition),
  named('film', 'film'),
  named('a/b/c/d/e/f/g/h', 'a/b/c/d/e/f/g/h'),
  named('films/M%C3%BCller%20%26%20Co', 'films/Müller & Co'),
  named('100%25', '100%'),
  named('a..b/c~d/-e/f-', 'a..b/c~d/-e/f-'),
  // What looks like another part of the path is a part of the name.
  named(`v720-${HASH}`, `v720-${HASH}`),
  named(`film/v720-${HASH}`, `film/v720-${HASH}`),
  named('edge/purge', 'edge/purge'),
  named('init.mp4/7.m4s', 'init.mp4/7.m4s'),
  named(encodeURIComponent(LONGEST_NAME).replaceAll('%2F', '/'), LONGEST_NAME),
];

/** Other spellings of names, which the origin reads. No grant opens them at edges, since none is signed for them. */
export const OTHER_SPELLINGS: readonly MediaPathCase[] = [
  ...['films/%6eight', 'films/%6Eight', 'f%69lms/night', 'films/M%c3%bcller', 'a%7Eb'],
  ...[
    'films/night!',
    "films/'night'",
    'films/(night)',
    'films/ni*ght',
    'films/a&b',
    'films/a=b',
    'films/a:b',
  ],
  // In Unicode normalization form D, which the origin composes.
  'films/Mu%CC%88ller',
  ...['films/a@b', 'films/a+b', 'films/a,b', 'films/a;b', 'films/$a', 'films/a|b'],
].map((asset) => named(asset, decodeURIComponent(asset).normalize('NFC')));

/** What is wrong in the file of a path. */
const NO_FILES = [
  ...[
    '',
    '07.m4s',
    '00.m4s',
    '-1.m4s',
    '+1.m4s',
    '1e3.m4s',
    '1.5.m4s',
    '10000000.m4s',
    '12345678901234567890.m4s',
  ],
  ...['.m4s', '7', '7.mp4', '7.M4S', '7.m4s/', '7.m4s%00', '7.m4s;x', '7%2em4s', 'x.m4s', '٧.m4s'],
  ...['INIT.mp4', 'init.m4s', 'init.mp4.m4s', 'media.m3u8;x', 'media.mpd', 'film.mp4'],
  ...['init.vtt', '07.vtt', '7.VTT', '.vtt', '7.srt'],
];
/** What directories of images in JPEG do not have. */
const NO_IMAGES = ['7.m4s', '7.vtt', 'init.mp4', '7.webp', '7.jpeg', '07.jpg', '7.JPG', '.jpg'];
/** Directories that no images are in: without a format, or with a longer name than any. */
const NO_IMAGE_FOLDERS = ['i640', 'i640-frame', 'i640-frame-png', 'i640-jpg-frame', `i${'0'.repeat(37)}-jpg`];
/** What directories of text do not have, which those of audio and video have. */
const NO_TEXT_FILES = ['7.m4s', 'init.mp4'];

/** What is wrong in the rendition key of a path. */
const NO_RENDITION_KEYS = [
  ...[
    '',
    'v720',
    `v-${HASH}`,
    `-${HASH}`,
    HASH,
    `x720-${HASH}`,
    `V720-${HASH}`,
    `v720_${HASH}`,
    `v720%2d${HASH}`,
  ],
  ...['v720-0123456789abcde', `v720-${HASH}0`, 'v720-0123456789abcdeg', 'v720-0123456789ABCDEF'],
  ...[`v${'0'.repeat(41)}-${HASH}`, 'v'.repeat(65)],
];

/** What is wrong in the name of an asset. */
const NO_ASSETS = [
  ...['films%2fnight', 'films%2Fnight', 'films%ef%bf%bd'],
  ...[
    './films/night',
    'films/./night',
    'films/x/../night',
    'films/x/%2e%2e/night',
    'films/%2e%2e/films/night',
  ],
  ...[
    '..;/films/night',
    'films\\night',
    'films/%5cnight',
    'films/~night',
    'films/.night',
    '-/films/night',
    '../{grant}/film',
  ],
  ...['films/night%00', 'films/night%0a', 'films/night%', 'films/night%zz', 'films/night%ff', 'films/nïght'],
  ...['films/night/a/b/c/d/e/f/g', 'x'.repeat(256), encodeURIComponent('€'.repeat(86))],
];

/** Paths of media, were it not for an empty segment, which some servers would merge with the next. */
export const EMPTY_SEGMENTS: readonly string[] = ['films//night', '/films/night', 'films/night/'].map(
  (asset) => `/-/{grant}/${asset}/v720-${HASH}/7.m4s`,
);

/** Paths of media, were it not for the name of the asset. */
export const INVALID_NAMES: readonly string[] = NO_ASSETS.map(
  (asset) => `/-/{grant}/${asset}/v720-${HASH}/7.m4s`,
);

/** Paths that are not those of media. */
export const NO_MEDIA_PATHS: readonly string[] = [
  ...[...NO_FILES, '7.vtt'].map((file) => `${FOLDER}/${file}`),
  ...[...NO_FILES, ...NO_TEXT_FILES].map((file) => `/-/{grant}/films/night/t1-${HASH}/${file}`),
  ...[...NO_FILES, ...NO_IMAGES].map((file) => `/-/{grant}/films/night/i640-frame-jpg-${HASH}/${file}`),
  ...NO_IMAGE_FOLDERS.map((folder) => `/-/{grant}/films/night/${folder}-${HASH}/7.jpg`),
  ...NO_RENDITION_KEYS.map((key) => `/-/{grant}/films/night/${key}/7.m4s`),
  `/-/{grant}/v720-${HASH}/7.m4s`,
  `/-/{grant}//v720-${HASH}/7.m4s`,
  `//-/{grant}/films/night/v720-${HASH}/7.m4s`,
  `/./-/{grant}/films/night/v720-${HASH}/7.m4s`,
  `/x/../-/{grant}/films/night/v720-${HASH}/7.m4s`,
  `/%2d/{grant}/films/night/v720-${HASH}/7.m4s`,
  `-/{grant}/films/night/v720-${HASH}/7.m4s`,
  ...['/-/', '/-/{grant}', '/-/{grant}/', '/-/..', '/-/%2e%2e/api', '/-/edge', '/-/edge/purge'],
];

/** `Cookie` headers, and the out-of-path grant in each. */
export const GRANT_COOKIES: readonly (readonly [cookie: string, grant: string | undefined])[] = [
  ['onplay-grant=eyJ_-9.abc', 'eyJ_-9.abc'],
  ['a=b; onplay-grant=eyJ.x; c=d', 'eyJ.x'],
  ['a=b;onplay-grant=eyJ.x;c=d', 'eyJ.x'],
  ['onplay-grant=one; onplay-grant=other', 'one'],
  ['onplay-grant=; onplay-grant=other', 'other'],
  ['a="onplay-grant=x"; onplay-grant=y', 'y'],
  [`onplay-grant=${'x'.repeat(4096)}`, 'x'.repeat(4096)],
  [`onplay-grant=${'x'.repeat(4097)}`, undefined],
  ...[
    '',
    'a=b',
    'onplay-grant',
    'onplay-grant=',
    'Onplay-Grant=x',
    'x-onplay-grant=x',
    'onplay-grant =x',
  ].map((cookie) => [cookie, undefined] as const),
  ...['onplay-grant="x"', 'onplay-grant=x y', 'onplay-grant=x%2e', 'onplay-grant=a/b'].map(
    (cookie) => [cookie, undefined] as const,
  ),
];

/** Relative URLs of media segments, as players write them in `nor` of CMCD. */
export const SIBLING_SEGMENTS: readonly (readonly [
  url: string,
  renditionKey: string | undefined,
  segment: number,
])[] = [
  ['0.m4s', undefined, 0],
  ['7.m4s', undefined, 7],
  ['9999999.m4s', undefined, 9_999_999],
  [`../v240-${HASH}/3.m4s`, `v240-${HASH}`, 3],
  [`../a1-128k-${HASH}/3.m4s`, `a1-128k-${HASH}`, 3],
  ['7.vtt', undefined, 7],
  [`../t1-${HASH}/3.vtt`, `t1-${HASH}`, 3],
];

export const NO_SIBLING_SEGMENTS: readonly string[] = [
  ...NO_FILES,
  ...[
    'init.mp4',
    'media.m3u8',
    '7.m4s?x=1',
    ' 7.m4s',
    '7.m4s ',
    '/7.m4s',
    './7.m4s',
    '../7.m4s',
    '../../7.m4s',
  ],
  ...NO_RENDITION_KEYS.map((key) => `../${key}/7.m4s`),
  `v240-${HASH}/7.m4s`,
  `../v240-${HASH}/7.vtt`,
  `../t1-${HASH}/7.m4s`,
  `../../v240-${HASH}/7.m4s`,
  `../v240-${HASH}/../v720-${HASH}/7.m4s`,
  `/-/grant/film/v240-${HASH}/7.m4s`,
  `https://elsewhere.example/v240-${HASH}/7.m4s`,
];
