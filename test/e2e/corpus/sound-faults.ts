/** Whether the sound that was fetched is the master's. */
import { runTool } from '../../support/ffmpeg.js';
import { decodeStreams } from './decoded-streams.js';
import type { FetchedMaster, FetchedRendition } from './fetched-master.js';

const ROUNDING_SECONDS = 0.001;
/** Mixing six channels down to two, with room for all at their loudest, takes less than this; losing them far more. */
const LEVEL_TOLERANCE_DB = 10;
/** What is quieter may as well be silence. */
const QUIETEST_DB = -60;

/** It can be decoded without complaint, lasts as long as the presentation in whole AAC frames, and is as loud. */
export async function faultsOfSound(path: string, { audio, duration }: FetchedMaster): Promise<string[]> {
  const faults: string[] = [];
  for (const sound of audio) {
    const { id, joined, init } = sound;
    const { streams, complaints } = await decodeStreams('pipe:0', joined);
    const seconds = streams[0]?.end ?? 0;
    const beyond = seconds - duration;
    if (complaints) faults.push(`decoding ${id}: ${complaints}`);
    if (beyond < -ROUNDING_SECONDS || beyond > 1024 / init.timescale + ROUNDING_SECONDS) {
      faults.push(`${id} decodes to ${seconds} s of ${duration}`);
    }
    faults.push(...(await faultsOfLevel(path, sound)));
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

/** Of an audio track by its place among them, in dB of full scale. */
async function meanVolume(source: string, track: number, input?: Uint8Array): Promise<number> {
  const args = ['-v', 'info', '-i', source, '-map', `0:a:${track}`, '-af', 'volumedetect', '-f', 'null', '-'];
  const { stderr } = await runTool('ffmpeg', args, input ? { input } : {});
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1]);
}
