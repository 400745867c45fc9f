/** The advertised bandwidth is an upper bound for the real encoders with the hardest video and audio. */
import { expect, test } from 'vitest';
import { buildLadder, peakBitrate } from '../../../src/encoder/ladder/index.js';
import { runTool } from '../../support/ffmpeg.js';
import { audioTrack, videoTrack } from './tracks.js';

const SECONDS = 2;

/** Bit/s of a generated source encoded by ffmpeg, without a container. */
async function measuredBitrate(source: string, encoder: readonly string[]): Promise<number> {
  const input = ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-t', String(SECONDS)];
  const { stdout, stderr, code } = await runTool('ffmpeg', [...input, ...encoder, 'pipe:1']);
  expect(code, stderr).toBe(0);
  return (stdout.length * 8) / SECONDS;
}

test.each(['veryfast', 'superfast'])('noise encoded by x264’s preset %s', async (preset) => {
  const [rung] = buildLadder({ video: videoTrack({ rate: 30 }), audio: [] }).video;
  if (rung === undefined) throw new Error('no rung');
  const encoder = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', preset, '-crf', String(rung.crf)];
  const cap = ['-maxrate', String(rung.maxBitrate), '-bufsize', String(rung.bufferSize), '-f', 'h264'];
  const noise = `testsrc2=size=${rung.width}x${rung.height}:rate=30,noise=alls=100:allf=t`;
  const measured = await measuredBitrate(noise, [...encoder, ...cap]);
  expect(measured).toBeLessThan(peakBitrate(rung, SECONDS));
  // Exceeds the cap: the initial fullness of the buffer has to be advertised.
  expect(measured).toBeGreaterThan(rung.maxBitrate);
});

test('a train of clicks, the hardest for the AAC encoder', async () => {
  const [low] = buildLadder({ audio: [audioTrack({ sampleRate: 44_100 })] }).audio;
  if (low === undefined) throw new Error('no audio');
  const clicks = 'aevalsrc=lt(mod(t\\,0.05)\\,0.0003)|lt(mod(t\\,0.037)\\,0.0003):s=44100';
  const measured = await measuredBitrate(clicks, ['-c:a', 'aac', '-b:a', String(low.bitrate), '-f', 'adts']);
  expect(measured).toBeLessThan(peakBitrate(low, SECONDS));
  expect(measured).toBeGreaterThan(low.bitrate);
});
