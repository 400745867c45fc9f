/**
 * A cold mid-file segment over HTTP against the plain ffmpeg command that makes the same seconds with the same encoder
 * settings from the local file, including its start. The index is warm; every pair takes seconds that were not made yet.
 *
 *     ./run bench cold [FILE]
 *
 * Without a file, a made 1080p30 master of two minutes.
 */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { readPresentation } from '../test/support/hls-client.js';
import { startOrigin } from '../test/support/origin.js';
import { describeMachine } from './support/machine.js';
import { benchMaster } from './support/master.js';
import { ratios, type Sample } from './support/ratios.js';

const PAIRS_EACH = 5;
const HEIGHTS = [240, 480, 720];

const file = process.argv[2] ?? (await benchMaster());
const ffmpeg = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
const extension = basename(file).slice(basename(file).lastIndexOf('.'));
const origin = await startOrigin({ masters: { [`master${extension}`]: file } });
try {
  process.stdout.write(`${describeMachine(ffmpeg)}\n`);
  const { variants } = await readPresentation(origin, 'master');
  const samples: Sample[] = [];
  for (const height of HEIGHTS) {
    const variant = variants.find((candidate) => candidate.height === height);
    if (!variant) continue;
    await fetch(variant.init);
    const starts = variant.durations.map((_, i) => variant.durations.slice(0, i).reduce((a, b) => a + b, 0));
    const whole = variant.durations.flatMap((seconds, i) => (i > 2 && i % 2 === 1 && seconds > 3 ? [i] : []));
    for (const segment of whole.slice(0, PAIRS_EACH)) {
      const onplay = await timed(() =>
        fetch(variant.segments[segment]!).then((response) => response.arrayBuffer()),
      );
      await idle();
      const plain = await timed(async () => encode(height, starts[segment]!, variant.durations[segment]!));
      samples.push({ name: `${height}p`, onplay, plain });
    }
  }
  process.stdout.write(ratios(samples, 'cold'));
} finally {
  await origin.stop();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Until what was read ahead is made, so that it does not slow the other side of the pair. */
async function idle(): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const response = await origin.fetch('/api/status', {
      headers: { Authorization: `Bearer ${origin.adminKey}` },
    });
    const { encodes } = (await response.json()) as { encodes: { running: number; queued: number } };
    if (encodes.running + encodes.queued === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The settings of the ladder's rung, as somebody would type them. */
function encode(height: number, start: number, seconds: number): void {
  const cap = { 240: 74_000, 480: 1_100_000, 720: 3_000_000 }[height] ?? 3_000_000;
  const { status } = spawnSync(ffmpeg, [
    ...['-hide_banner', '-loglevel', 'error', '-y', '-ss', String(start), '-t', String(seconds), '-i', file],
    ...[
      '-map',
      '0:v:0',
      '-vf',
      `scale=-2:${height}`,
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-threads',
      '4',
    ],
    ...['-crf', '23', '-maxrate', String(cap), '-bufsize', String(cap), '-refs', '3', '-bf', '3'],
    ...['-x264-params', 'b-pyramid=none:cpu-independent=1', '-force_key_frames', 'expr:gte(t,n_forced*2)'],
    ...['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', '/dev/null'],
  ]);
  if (status !== 0) throw new Error('the plain command failed');
}
