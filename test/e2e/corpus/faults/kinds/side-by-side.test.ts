/** Tracks of several codecs in one file: what was recorded at once is heard at once, whatever the delay of each. */
import { expect, test } from 'vitest';
import type { AudioTrack } from '../../../../../src/tracks/index.js';
import { audioBeforeEncoding, INSTANT } from '../../../../encoder/produce/support/audio-before-encoding.js';
import { type MasterUnderTest, withMaster } from '../../../../encoder/produce/support/master-under-test.js';
import { type Extension, spoiltMaster } from '../../../../support/spoilt-masters.js';
import { UNCHANGED, VP9, video, X264 } from './like-whole.js';

/** When the noise begins. */
const CLICK_SECONDS = 1.2;
const NOISE = [
  ...['-f', 'lavfi', '-i'],
  `aevalsrc='if(gte(t,${CLICK_SECONDS}),0.9*sin(2*PI*6000*t),0)':s=48000:d=3`,
];
/** A quarter of full scale. */
const LOUD = 8192;
/** Matroska has milliseconds. */
const TOLERANCE_SECONDS = 0.001;
const PRIMING_SECONDS = 0.025;

test.each<readonly [Extension, codecs: readonly string[]]>([
  ['mkv', ['libopus', 'pcm_s24le']],
  ['webm', ['libopus', 'libvorbis']],
  ['mkv', ['flac', 'libopus', 'aac', 'libvorbis']],
  ['mp4', ['libopus', 'aac']],
  ['ts', ['libopus', 'libmp3lame']],
])('in %s: %s', async (extension, codecs) => {
  const tracks = codecs.flatMap((codec, i) => ['-map', '1', `-c:a:${i}`, codec]);
  const recipe = [...video(), ...NOISE, '-map', '0', ...tracks, ...(extension === 'webm' ? VP9 : X264)];
  const { whole } = await spoiltMaster(extension, recipe, UNCHANGED);
  await withMaster(whole, async (master) => {
    const clicks: number[] = [];
    for (const track of master.index.audio) clicks.push(await clickOf(master, track));
    expect(clicks).toHaveLength(codecs.length);
    expect(Math.max(...clicks) - Math.min(...clicks)).toBeLessThan(TOLERANCE_SECONDS);
    // What an encoder of AAC or MP3 adds in front may come before everything else.
    expect(Math.min(...clicks)).toBeGreaterThan(CLICK_SECONDS - TOLERANCE_SECONDS);
    expect(Math.max(...clicks)).toBeLessThan(CLICK_SECONDS + PRIMING_SECONDS);
  });
});

/** When the first loud sample of a track is presented, in seconds. */
async function clickOf(master: MasterUnderTest, track: AudioTrack): Promise<number> {
  const pcm = await audioBeforeEncoding(master, track);
  let sample = 0;
  while (sample * INSTANT < pcm.length && Math.abs(pcm.readInt16LE(sample * INSTANT)) < LOUD) sample++;
  return sample / master.ladder.audio.at(-1)!.sampleRate;
}
