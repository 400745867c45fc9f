/** Masters of many codecs, with true tables and with tables that are wrong about where a decoder can begin. */
import { readFile, writeFile } from 'node:fs/promises';
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

function picture(size: string, rate: string): readonly string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=4`];
}

/** So that there are several chunks of video. */
const TONE = ['-f', 'lavfi', '-i', 'sine=d=4', '-c:a', 'aac'];
const X264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-sc_threshold', '0', '-threads', '1'];
const X265 = ['-c:v', 'libx265', '-preset', 'ultrafast'];
const x265 = (more: string) => ['-x265-params', `log-level=error:pools=none:frame-threads=1:${more}`];
const [MP4, MOV, MKV] = ['mp4', 'mov', 'matroska'];

/** The container last. */
const SOURCES = {
  h264: [...picture('320x180', '25'), ...X264, '-g', '30', '-bf', '3', MP4],
  'h264-open': [
    ...[...picture('320x180', '24000/1001'), ...X264, '-g', '24', '-bf', '3'],
    ...['-x264-params', 'open-gop=1:b-pyramid=normal:ref=4', MP4],
  ],
  'h264-refresh': [
    ...[...picture('320x180', '30'), ...X264, '-g', '30', '-bf', '0', '-x264-params', 'intra-refresh=1', MP4],
  ],
  'h264-intra': [...picture('320x180', '25'), ...TONE, ...X264, '-g', '1', MOV],
  mjpeg: [...picture('320x180', '30'), ...TONE, '-c:v', 'mjpeg', MOV],
  'mpeg4-intra': [...picture('352x288', '24'), ...TONE, '-c:v', 'mpeg4', '-g', '1', MP4],
  'hevc-open': [...picture('320x180', '24'), ...X265, ...x265('keyint=24:bframes=3'), MP4],
  'hevc-closed': [...picture('320x180', '50'), ...X265, ...x265('keyint=50:bframes=4:open-gop=0'), MP4],
  mpeg4: [...picture('352x288', '25'), '-c:v', 'mpeg4', '-g', '20', '-bf', '2', MP4],
  mpeg2: [...picture('352x288', '25'), '-c:v', 'mpeg2video', '-g', '15', '-bf', '2', MP4],
  'mpeg2-mov': [...picture('352x240', '30000/1001'), '-c:v', 'mpeg2video', '-g', '12', '-bf', '2', MOV],
  h263: [...picture('176x144', '25'), '-c:v', 'h263', '-g', '25', MOV],
  vp9: [
    ...[...picture('320x180', '30'), '-c:v', 'libvpx-vp9', '-g', '30', '-lag-in-frames', '12'],
    ...['-auto-alt-ref', '1', '-deadline', 'realtime', '-cpu-used', '8', MP4],
  ],
  av1: [...picture('320x180', '24'), '-c:v', 'libsvtav1', '-preset', '12', '-g', '24', MP4],
  'h264-mkv': [...picture('320x180', '25'), ...X264, '-g', '40', '-bf', '2', MKV],
  'mpeg2-mkv': [...picture('352x288', '25'), '-c:v', 'mpeg2video', '-g', '18', '-bf', '2', MKV],
  'vp8-mkv': [...picture('320x180', '24'), '-c:v', 'libvpx', '-g', '30', '-deadline', 'realtime', MKV],
  'mpeg4-mkv': [...picture('352x288', '25'), '-c:v', 'mpeg4', '-g', '20', '-bf', '2', MKV],
} satisfies Record<string, readonly string[]>;

export type AccessSource = keyof typeof SOURCES;

/**
 * What is wrong about a table: each sample is said to be a sync sample, none is, or each time the one after it; the times are those
 * of decoding; some samples have no bytes; the first samples are missing.
 */
export type TableFault = 'each' | 'none' | 'next' | 'decode-times' | 'empty' | 'headless';

/** Few enough to leave most of a group of frames. */
const MISSING_SAMPLES = 7;

/** The path of a master, with its true tables unless a fault is named; treat it as read-only. */
export function accessMaster(source: AccessSource, fault?: TableFault): Promise<string> {
  const [container = '', ...reversed] = SOURCES[source].toReversed();
  const recipe = [...reversed.toReversed(), '-fflags', '+bitexact', '-f', container];
  const isMatroska = container === MKV;
  const write = async (partial: string) => {
    if (!fault) return runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, partial]);
    const whole = await accessMaster(source);
    if (fault === 'headless') {
      const dropped = ['-bsf:v', `noise=amount=0:drop='lt(n,${MISSING_SAMPLES})'`];
      const output = ['-c', 'copy', '-copyts', '-f', container, ...dropped, partial];
      return runToolOrFail('ffmpeg', ['-v', 'error', '-y', '-i', whole, ...output]);
    }
    const file = await readFile(whole);
    if (isMatroska) await markBlocks(file, whole, fault === 'each');
    else SPOILERS[fault](file);
    return writeFile(partial, file);
  };
  const extension = isMatroska ? 'mkv' : container;
  return cachedMaster({
    name: `access-${source}-${fault ?? 'true'}`,
    extension,
    recipe: [...recipe, fault ?? ''],
    write,
  });
}

const SPOILERS: Readonly<Record<Exclude<TableFault, 'headless'>, (file: Buffer) => void>> = {
  each: (file) => rename(file, 'stss'),
  none: (file) => file.writeUInt32BE(0, contentOf(file, 'stss')),
  next: (file) => changeEntries(file, 'stss', (sample) => sample + 1),
  'decode-times': (file) => {
    rename(file, 'ctts');
    rename(file, 'edts');
  },
  empty: emptyEnds,
};

/** After version and flags. */
function contentOf(file: Buffer, type: string): number {
  const at = file.indexOf(type);
  if (at < 0) throw new Error(`there is no ${type}`);
  return at + 8;
}

function rename(file: Buffer, type: string): void {
  file.write('free', contentOf(file, type) - 8, 'latin1');
}

function changeEntries(file: Buffer, type: string, change: (value: number) => number): void {
  const at = contentOf(file, type);
  const count = file.readUInt32BE(at);
  for (let entry = at + 4; entry < at + 4 + 4 * count; entry += 4)
    file.writeUInt32BE(change(file.readUInt32BE(entry)), entry);
}

/** Of a file whose first track has chunks of one sample. */
function emptyEnds(file: Buffer): void {
  const sizes = contentOf(file, 'stsz') + 8;
  const chunks = file.readUInt32BE(contentOf(file, 'stco'));
  for (let chunk = 4; chunk < chunks; chunk += 7) file.writeUInt32BE(0, sizes + 4 * chunk);
}

/** Sets or clears the keyframe flag of each SimpleBlock (RFC 9559 10.2), whose content is where ffprobe says that a packet is. */
async function markBlocks(file: Buffer, path: string, isKey: boolean): Promise<void> {
  const listed = await runToolOrFail('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pos', '-of', 'csv=p=0', path],
  ]);
  for (const position of listed.toString().trim().split('\n')) {
    const flags = Number(position) + 3;
    file[flags] = (file[flags]! & 0x7f) | (isKey ? 0x80 : 0);
  }
}
