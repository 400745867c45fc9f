/** Makes the audio tracks of an index, and decodes a few samples of each. */

import { isVarying } from '../../../demux/index.js';
import type { OnplayError } from '../../../shared/errors.js';
import { fulfilled } from '../../../shared/fulfilled.js';
import type { AudioTrack, IgnoredTrack } from '../../../tracks/index.js';
import { withoutEmptySamples } from '../../random-access/empty-samples.js';
import { firstSamples } from './first-samples.js';
import { isOfTrack, notPlayedReason } from './not-played-reasons.js';
import { type ReadTrack, type TrackContext, trackBase } from './read-track.js';
import { regularSamples } from './regular-samples.js';
import { ignoredTrack } from './select-tracks.js';
import { requireAccessWithin } from './track-checks.js';

const MAX_NAME_CHARACTERS = 64;
const NO_FRAMES = new Uint32Array();

/** A track, or why there is none. */
export type AudioResult =
  | { readonly track: AudioTrack }
  | { readonly error: OnplayError; readonly ignored: IgnoredTrack };

/** Sequentially: there may be dozens of tracks, and each takes a process. */
export async function decodeAudioTracks(
  context: TrackContext,
  tracks: readonly ReadTrack[],
): Promise<AudioResult[]> {
  const results: AudioResult[] = [];
  for (const track of tracks) results.push(await audioTrackOrReason(context, track));
  return results;
}

/** An audio track that cannot be played is listed as ignored, as long as another track can be played. */
async function audioTrackOrReason(context: TrackContext, read: ReadTrack): Promise<AudioResult> {
  try {
    return { track: await audioTrack(context, read) };
  } catch (error) {
    if (!isOfTrack(error)) throw error;
    return { error, ignored: ignoredTrack(read.candidate, notPlayedReason(error)) };
  }
}

async function audioTrack(context: TrackContext, read: ReadTrack): Promise<AudioTrack> {
  const { candidate } = read;
  const samples = fulfilled(read.samples);
  const description = await read.describe();
  const { table } = withoutEmptySamples({ table: samples.table, frames: NO_FRAMES });
  const base = trackBase(context, candidate, description, { ...samples, table });
  const decodable = firstSamples({ kind: 'audio', ...base });
  const facts = await context.tools.decodeAudio(decodable, context.source, context.signal);
  const { codec, sampleRate, channels } = facts;
  requireAccessWithin(codec);
  const varying = !context.growth && (await isVarying({ codec, samples: base.samples }, context.source));
  return {
    kind: 'audio',
    ...base,
    ...{ codec, sampleRate, channels },
    ...(varying && { varying }),
    samples: regularSamples(base, facts),
    framesPerSample: facts.framesPerSample ?? 1,
    language: description.language,
    name: description.name.slice(0, MAX_NAME_CHARACTERS),
    enabled: candidate.isEnabled,
    ...(samples.pieces && { pieces: samples.pieces }),
  };
}
