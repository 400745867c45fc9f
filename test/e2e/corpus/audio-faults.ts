/** Checks that the fetched audio is the master's. */
import { runTool } from '../../support/ffmpeg.js';
import { decodeStreams } from './decoded-streams.js';
import type { FetchedMaster, FetchedRendition } from './fetched-master.js';

const ROUNDING_SECONDS = 0.001;
/** Downmixing six channels to two without clipping lowers the level by less than this; losing channels, by far more. */
const LEVEL_TOLERANCE_DB = 10;
/** Anything quieter counts as silence. */
const QUIETEST_DB = -60;

/** Audio must decode without errors, last as long as the presentation in whole AAC frames, and have the master's level. */
export async function faultsOfAudio(path: string, { audio, duration }: FetchedMaster): Promise<string[]> {
  const faults: string[] = [];
  for (const rendition of audio) {
    const { id, joined, init } = rendition;
    const { streams, decodeErrors } = await decodeStreams('pipe:0', joined);
    const seconds = streams[0]?.end ?? 0;
    const beyond = seconds - duration;
    if (decodeErrors) faults.push(`decoding ${id}: ${decodeErrors}`);
    if (beyond < -ROUNDING_SECONDS || beyond > 1024 / init.timescale + ROUNDING_SECONDS) {
      faults.push(`${id} decodes to ${seconds} s, the presentation lasts ${duration} s`);
    }
    faults.push(...(await faultsOfLevel(path, rendition)));
  }
  return faults;
}

async function faultsOfLevel(path: string, { id, joined }: FetchedRendition): Promise<string[]> {
  // The first number in an id is the track's, counted from 1.
  const track = Number(/\d+/.exec(id)?.[0]) - 1;
  const [expected, got] = await Promise.all([meanVolume(path, track), meanVolume('pipe:0', 0, joined)]);
  const isAlike = Math.abs(expected - got) <= LEVEL_TOLERANCE_DB || Math.max(expected, got) < QUIETEST_DB;
  return isAlike ? [] : [`${id} has a mean volume of ${got} dB, not ${expected} dB`];
}

/** Mean volume in dBFS of an audio track, given by its index among the audio tracks. */
async function meanVolume(source: string, track: number, input?: Uint8Array): Promise<number> {
  const args = ['-v', 'info', '-i', source, '-map', `0:a:${track}`, '-af', 'volumedetect', '-f', 'null', '-'];
  const { stderr } = await runTool('ffmpeg', args, input ? { input } : {});
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1]);
}
