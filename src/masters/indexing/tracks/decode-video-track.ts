/** Makes the video track of an index: finds where decoders can begin, and decodes its first frames. */

import { dividedVideo } from '../../../demux/index.js';
import type { VisualDescription } from '../../../isobmff/index.js';
import { fulfilled } from '../../../shared/fulfilled.js';
import { type VideoTrack, withoutTracks } from '../../../tracks/index.js';
import { findCaptions } from '../../captions/find-captions.js';
import { decodableVideo } from '../../random-access/decodable-video.js';
import { pointsOf } from '../../random-access/known-points.js';
import { requireBoundedLeadIn } from '../../random-access/lead-in.js';
import type { DecodableTrack } from '../media-tools.js';
import { editedVideo, inOrder } from './edited-video.js';
import { firstSamples } from './first-samples.js';
import { type ReadTrack, type TrackContext, trackBase } from './read-track.js';
import { requireSaneSize } from './track-checks.js';
import { formatDecoder, videoTrackOf } from './video-track.js';

/** @throws OnplayError with a `master_…` code when it cannot be decoded. */
export async function decodeVideoTrack(context: TrackContext, read: ReadTrack): Promise<VideoTrack> {
  const description = await read.describe();
  const { video: described } = description;
  if (!described) throw withoutTracks();
  const { width, height } = described;
  if (width !== undefined && height !== undefined) requireSaneSize({ width, height });
  const samples = fulfilled(read.samples);
  const claimed = trackBase(context, read.candidate, description, samples);
  const { coding = read.candidate.codec, configuration } = description;
  const { frames = new Uint32Array(), runs } = samples;
  // The table of what grows is believed: each look would read all of its sync samples again.
  const decodable = await decodableVideo(
    {
      ...claimed,
      ...(!context.growth && !samples.pictureOf && { coding }),
      ...(configuration && { configuration }),
      ...(samples.pictureOf && { points: pointsOf(samples.table.count, samples.pictureOf) }),
      table: claimed.samples,
      frames: runs ? inOrder(frames, claimed.samples.times) : frames,
    },
    context.source,
  );
  const base = {
    ...claimed,
    ...decodable,
    ...(runs && editedVideo({ ...claimed, frames, runs }, decodable)),
  };
  const first = firstSamples({ kind: 'video', ...base });
  const facts = await context.tools.decodeVideo(first, context.source, context.signal);
  const found = videoTrackOf(base, described, facts, described.orientation);
  requireBoundedLeadIn(found);
  const isGrowing = context.growth !== undefined;
  const known = context.growth?.captions;
  const captions =
    known === undefined ? await findCaptions(found, context.source, { firstOnly: isGrowing }) : known;
  const track = { ...found, ...(captions && captions !== 'none' && { captions }) };
  // Not of what grows: each look would search all of it again.
  return isGrowing ? track : divided(context, track, described);
}

/** The track with its parts. */
function divided(
  { tools, source, signal }: TrackContext,
  track: VideoTrack,
  described: Partial<VisualDescription>,
): Promise<VideoTrack> {
  const decode = (samples: DecodableTrack) => tools.decodeVideo(samples, source, signal);
  return dividedVideo(track, source, formatDecoder(track, described, decode));
}
