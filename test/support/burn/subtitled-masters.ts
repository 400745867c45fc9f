/** Masters in Matroska with text in two forms: ASS with a font, and PGS. */
import { rm, writeFile } from 'node:fs/promises';
import { cachedMaster } from '../cached-master.js';
import { runToolOrFail } from '../ffmpeg.js';
import { presentationGraphics, type ShownBox } from './presentation-graphics.js';

export const SUBTITLED = { width: 640, height: 360, rate: 24, seconds: 16 } as const;

/** Debian installs it with ffmpeg. */
const FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf';

/** The last two are shown when the lines of ASS are, at the bottom; the first in a corner at the top. */
export const BOXES: readonly ShownBox[] = [
  { start: 1, end: 1.5, left: 0, top: 0, width: 64, height: 64 },
  { start: 5, end: 6.5, left: 400, top: 800, width: 900, height: 120 },
  { start: 9.25, end: 10.75, left: 300, top: 700, width: 1200, height: 200 },
];

const EVENTS = [
  'Dialogue: 0,0:00:05.00,0:00:06.50,Default,,0,0,0,,The first line',
  'Dialogue: 0,0:00:09.25,0:00:10.75,Default,,0,0,0,,Ein zweiter \\N mit Umlauten: ÄÖÜ',
];

export function assScript(events: readonly string[] = EVENTS, font = 'DejaVu Sans'): string {
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    'PlayResX: 640',
    'PlayResY: 360',
    '',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding',
    `Style: Default,${font},32,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,-1,0,0,0,100,100,0,0,1,2,0,2,10,10,20,1`,
    '',
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    ...events,
    '',
  ].join('\n');
}

const GRAPHICS = presentationGraphics({ width: 1920, height: 1080 }, BOXES);

/** The path of the master with its graphics in a transport stream of 192 bytes a packet, in which a packet has all of a display set. */
export async function subtitledTransportMaster(): Promise<string> {
  const copy = ['-map', '0:v', '-map', '0:s:1', '-c', 'copy', '-mpegts_m2ts_mode', '1', '-f', 'mpegts'];
  const master = await subtitledMaster();
  return cachedMaster({
    ...{ name: 'subtitled', extension: 'm2ts', recipe: [master, ...copy] },
    write: async (partial) => {
      await runToolOrFail('ffmpeg', ['-v', 'error', '-y', '-i', master, ...copy, partial]);
    },
  });
}

/** The path of the master; treat it as read-only. Its text tracks are ASS, then PGS. */
export function subtitledMaster(script = assScript(), attachment = FONT): Promise<string> {
  const { width, height, rate, seconds } = SUBTITLED;
  const video = ['-f', 'lavfi', '-i', `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds},format=yuv420p`];
  const encode = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '18',
    '-bf',
    '2',
    '-g',
    '48',
    '-threads',
    '2',
  ];
  const attach = ['-attach', attachment, '-metadata:s:t:0', 'mimetype=application/x-truetype-font'];
  return cachedMaster({
    name: 'subtitled',
    extension: 'mkv',
    recipe: ['4', ...video, ...encode, ...attach, script, GRAPHICS],
    write: async (partial) => {
      const [ass, sup] = [`${partial}.ass`, `${partial}.sup`];
      await writeFile(ass, script);
      await writeFile(sup, GRAPHICS);
      // ffmpeg moves the first display set of a file to 0.
      const inputs = ['-i', ass, '-itsoffset', String(BOXES[0]!.start), '-i', sup];
      const maps = ['-map', '0:v', '-map', '1:s', '-map', '2:s', '-c:s', 'copy'];
      await runToolOrFail('ffmpeg', [
        '-v',
        'error',
        '-y',
        ...video,
        ...inputs,
        ...maps,
        ...encode,
        ...attach,
        '-f',
        'matroska',
        partial,
      ]);
      await rm(ass);
      await rm(sup);
    },
  });
}
