/** HLS and DASH media in files, in the form Onplay serves them, for the page's tests to play. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../support/ffmpeg.js';

/** The source of the media: a file, or a test pattern when there is none. */
export interface FixtureSource {
  readonly file?: string;
  readonly durationSeconds: number;
  /** Heights of the renditions, lowest first. */
  readonly heights: readonly number[];
}

export interface FixtureMedia extends FixtureSource {
  readonly folder: string;
  /** The rendition key of each of ffmpeg's output streams: an id and a hash, as in Onplay's URLs. */
  readonly keys: readonly string[];
}

const SEGMENT_SECONDS = 2;
const FRAME_RATE = 25;

/** Encodes the media into a new temporary directory. The caller removes it. */
export async function makeFixtureMedia(source: FixtureSource): Promise<FixtureMedia> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-page-'));
  const args = [
    '-loglevel',
    'error',
    ...inputOf(source),
    ...videoOf(source),
    ...audioAndMuxer(source, folder),
  ];
  const { code, stderr } = await runTool('ffmpeg', args);
  if (code !== 0) throw new Error(`ffmpeg could not make the media of the page's tests: ${stderr}`);
  const keys = [...source.heights.map((height) => `v${height}`), 'a1-64k'].map(
    (id) => `${id}-5e1f00d05e1f00d0`,
  );
  return { ...source, folder, keys };
}

/** The file of an init or media segment, numbered from 0; undefined for an unknown key or name. */
export function mediaFile(media: FixtureMedia, key: string, name: string): string | undefined {
  const stream = media.keys.indexOf(key);
  if (stream < 0) return undefined;
  if (name === 'init.mp4') return join(media.folder, `${stream}-init.mp4`);
  const segment = /^(\d{1,4})\.m4s$/.exec(name)?.[1];
  return segment && join(media.folder, `${stream}-${Number(segment) + 1}.m4s`);
}

/** The DASH manifest, with one path per rendition key below `base`. */
export async function dashManifest(media: FixtureMedia, base: string): Promise<string> {
  const text = await readFile(join(media.folder, 'manifest.mpd'), 'utf8');
  return text
    .replace(/<Representation id="(\d)"/g, (_all, stream) => `<Representation id="${media.keys[stream]}"`)
    .replaceAll('$RepresentationID$-init.mp4', `${base}/$RepresentationID$/init.mp4`)
    .replaceAll('$RepresentationID$-$Number$.m4s', `${base}/$RepresentationID$/$Number$.m4s`)
    .replaceAll('startNumber="1"', 'startNumber="0"');
}

/** The HLS multivariant playlist, with paths as in {@link dashManifest}. */
export async function multivariantPlaylist(media: FixtureMedia, base: string): Promise<string> {
  const text = await readFile(join(media.folder, 'master.m3u8'), 'utf8');
  return text.replace(/media_(\d)\.m3u8/g, (_all, stream) => `${base}/${media.keys[stream]}/media.m3u8`);
}

/** The HLS media playlist of a rendition; undefined for an unknown key. */
export async function mediaPlaylist(media: FixtureMedia, key: string): Promise<string | undefined> {
  const stream = media.keys.indexOf(key);
  if (stream < 0) return undefined;
  const text = await readFile(join(media.folder, `media_${stream}.m3u8`), 'utf8');
  return text
    .replace(/^#EXT-X-PROGRAM-DATE-TIME.*\n/gm, '')
    .replace('#EXT-X-MEDIA-SEQUENCE:1', '#EXT-X-MEDIA-SEQUENCE:0')
    .replace(/\d-init\.mp4/, 'init.mp4')
    .replace(/^\d-(\d+)\.m4s$/gm, (_all, segment) => `${Number(segment) - 1}.m4s`);
}

function inputOf({ file, durationSeconds }: FixtureSource): string[] {
  if (file !== undefined) return ['-t', String(durationSeconds), '-i', file];
  return [
    ...['-f', 'lavfi', '-i', `testsrc2=size=512x288:rate=${FRAME_RATE}:duration=${durationSeconds}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=330:duration=${durationSeconds}`],
  ];
}

function videoOf({ heights }: FixtureSource): string[] {
  const gop = String(SEGMENT_SECONDS * FRAME_RATE);
  const encoder = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-profile:v',
    'baseline',
    '-pix_fmt',
    'yuv420p',
  ];
  const cut = ['-r', String(FRAME_RATE), '-g', gop, '-keyint_min', gop, '-sc_threshold', '0'];
  const renditions = heights.flatMap((height, stream) => [
    ...['-map', '0:v', `-s:v:${stream}`, `${Math.round((height * 16) / 18) * 2}x${height}`],
    ...[`-b:v:${stream}`, String(height * height * 6)],
  ]);
  return [...encoder, ...cut, ...renditions];
}

function audioAndMuxer({ file }: FixtureSource, folder: string): string[] {
  return [
    ...['-map', file === undefined ? '1:a' : '0:a', '-c:a', 'aac', '-b:a', '64k'],
    ...['-f', 'dash', '-seg_duration', String(SEGMENT_SECONDS), '-hls_playlist', '1'],
    ...[
      '-init_seg_name',
      '$RepresentationID$-init.mp4',
      '-media_seg_name',
      '$RepresentationID$-$Number$.m4s',
    ],
    ...['-adaptation_sets', 'id=0,streams=v id=1,streams=a', join(folder, 'manifest.mpd')],
  ];
}
