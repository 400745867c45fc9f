/** Masters with one text each, in every form that can be burned in. All show it at the bottom, from 5 s and from 9.25 s on. */
import { rm, writeFile } from 'node:fs/promises';
import { subtitleFile } from '../../../src/matroska/index.js';
import { cachedMaster } from '../cached-master.js';
import { runToolOrFail } from '../ffmpeg.js';
import { DVB_CONFIGURATION, dvbSubtitles } from './dvb-subtitles.js';
import { presentationGraphics, type ShownBox } from './presentation-graphics.js';
import { subpictureHeader, subpictures } from './subpictures.js';

/** Small, since many are drawn on. */
export const BURNED_FILM = { width: 320, height: 180, rate: 12, seconds: 12 } as const;

/** Of PAL, for which DVDs and DVB are made. */
const CANVAS = { width: 720, height: 576 };
/** The first one is at the top: ffmpeg does not show it, if nothing is before it. */
export const BITMAP_BOXES: readonly ShownBox[] = [
  { start: 1, end: 1.5, left: 0, top: 0, width: 160, height: 40 },
  { start: 5, end: 6.5, left: 200, top: 440, width: 300, height: 60 },
  { start: 9.25, end: 10.75, left: 150, top: 420, width: 420, height: 80 },
];

const PLAIN_SRT = [
  '1\n00:00:05,000 --> 00:00:06,500\nThe <i>first</i> line\n',
  '2\n00:00:09,250 --> 00:00:10,750\nEin zweiter\nmit Umlauten: ÄÖÜ\n',
].join('\n');
const PLAIN_VTT = `WEBVTT\n\n${PLAIN_SRT.replaceAll(/(\d),(\d)/g, '$1.$2')}`;

const MATROSKA_VOBSUB = {
  codecId: 'S_VOBSUB',
  codecPrivate: Buffer.from(subpictureHeader(CANVAS)),
  samples: subpictures(BITMAP_BOXES),
};
const MATROSKA_DVB = {
  codecId: 'S_DVBSUB',
  codecPrivate: DVB_CONFIGURATION,
  samples: dvbSubtitles(BITMAP_BOXES),
};

const GRAPHICS = presentationGraphics(CANVAS, BITMAP_BOXES);

/** The file of text that a master is made with, and how. */
const KINDS = {
  'SubRip in Matroska': { text: ['srt', PLAIN_SRT], container: ['mkv', 'matroska'], codec: 'subrip' },
  'WebVTT in WebM': { text: ['vtt', PLAIN_VTT], container: ['webm', 'webm'], codec: 'webvtt' },
  'tx3g in MP4': { text: ['srt', PLAIN_SRT], container: ['mp4', 'mp4'], codec: 'mov_text' },
  'TTML in MP4': { text: ['srt', PLAIN_SRT], container: ['mp4', 'mp4'], codec: 'ttml' },
  'VobSub in Matroska': { text: ['mkv', MATROSKA_VOBSUB], container: ['mkv', 'matroska'], codec: 'copy' },
  'VobSub in MP4': { text: ['mkv', MATROSKA_VOBSUB], container: ['mp4', 'mp4'], codec: 'copy' },
  'DVB in Matroska': { text: ['mkv', MATROSKA_DVB], container: ['mkv', 'matroska'], codec: 'copy' },
  'DVB in MPEG-TS': { text: ['mkv', MATROSKA_DVB], container: ['ts', 'mpegts'], codec: 'copy' },
  // Of such a file, ffmpeg writes a packet for each segment, as discs have them.
  'PGS in m2ts': { text: ['sup', GRAPHICS], container: ['m2ts', 'mpegts'], codec: 'copy' },
} as const;

export type BurnMasterKind = keyof typeof KINDS;

export const SIDECAR_TEXTS = { srt: PLAIN_SRT, vtt: PLAIN_VTT } as const;

/** The path of a film of `BURNED_FILM.seconds` with a text of this kind; treat it as read-only. */
export function burnMaster(kind: BurnMasterKind): Promise<string> {
  const { text, container, codec } = KINDS[kind];
  const { width, height, rate, seconds } = BURNED_FILM;
  const [extension, format] = container;
  const source = `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds},format=yuv420p`;
  const encode =
    format === 'webm'
      ? [
          '-c:v',
          'libvpx',
          '-deadline',
          'realtime',
          '-cpu-used',
          '8',
          '-b:v',
          '4M',
          '-g',
          '24',
          '-threads',
          '2',
        ]
      : ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-g', '24', '-threads', '2'];
  const bytes = bytesOf(text[1]);
  // ffmpeg moves the first display set of a `.sup` file to 0.
  const offset = text[0] === 'sup' ? ['-itsoffset', `${BITMAP_BOXES[0]!.start}`] : [];
  const bluray = extension === 'm2ts' ? ['-mpegts_m2ts_mode', '1'] : [];
  return cachedMaster({
    name: `burn-${kind.replaceAll(' ', '-')}`,
    extension,
    recipe: ['3', source, ...encode, codec, ...offset, ...bluray, bytes],
    write: async (partial) => {
      const path = `${partial}.${text[0]}`;
      await writeFile(path, bytes);
      const inputs = ['-f', 'lavfi', '-i', source, ...offset, '-i', path, '-map', '0:v', '-map', '1:s'];
      await runToolOrFail('ffmpeg', [
        ...['-v', 'error', '-y', ...inputs, ...encode, '-c:s', codec, ...bluray, '-f', format, partial],
      ]);
      await rm(path);
    },
  });
}

function bytesOf(text: string | Buffer | typeof MATROSKA_DVB | typeof MATROSKA_VOBSUB): Buffer {
  if (typeof text === 'string') return Buffer.from(text);
  if (Buffer.isBuffer(text)) return text;
  const { codecId, codecPrivate, samples } = text;
  return Buffer.from(subtitleFile({ codecId, codecPrivate }, samples));
}
