/** The samples of a video track as a decoder can use them, whatever the tables of the container claim. */
import { pictureReader, type SampleSyntax } from '../../bitstream/index.js';
import type { ByteSource } from '../../stores/index.js';
import { damaged, type VideoTrack } from '../../tracks/index.js';
import { findAccessPoints } from './access-points.js';
import type { ClaimedVideo } from './claimed-video.js';
import { decodableFrames } from './decodable-frames.js';
import { withoutEmptySamples } from './empty-samples.js';
import type { AccessPoints } from './found-points.js';
import { presentedTimes } from './frame-times.js';
import { separatePlanes } from './mpeg4-samples.js';
import { sampleSyntax } from './sample-syntax.js';

/** `sync` of the samples, and what else is known of random access, is by the bitstream. */
type DecodableVideo = Pick<VideoTrack, 'samples' | 'frames' | 'independent' | 'refreshes' | 'start'>;

/**
 * Leaves out empty samples and what cannot be decoded, and finds where decoding can begin.
 * @throws OnplayError `master_damaged` if nothing is left; `master_unreadable`, `master_changed`.
 */
export async function decodableVideo(claimed: ClaimedVideo, source: ByteSource): Promise<DecodableVideo> {
  const { coding, sampleDescription } = claimed;
  const syntax = coding === undefined ? undefined : sampleSyntax(coding, sampleDescription);
  const coded = syntax?.codec === 'mpeg4' ? await separatePlanes(claimed, source) : claimed;
  const samples = withoutEmptySamples(coded);
  const { table, frames } = syntax
    ? await presentedTimes(samples, syntax, sampleDescription, source)
    : samples;
  const { sync, ...points } = claimed.points ?? (await accessPoints({ ...claimed, table }, syntax, source));
  const decodable = decodableFrames(frames, { sync, ...points }, table.times);
  const [first] = decodable;
  if (first === undefined) throw damaged('it has no frame that can be decoded');
  return {
    samples: { ...table, sync },
    frames: decodable,
    start: table.times[first]!,
    ...points,
  };
}

/** By the container alone where it is believed, and where the headers of the codec are not read. */
async function accessPoints(
  { timescale, table }: Pick<ClaimedVideo, 'timescale' | 'table'>,
  syntax: SampleSyntax | undefined,
  source: ByteSource,
): Promise<AccessPoints> {
  if (!syntax) return { sync: table.sync };
  const claims = { ...table, timescale, isIntraBelieved: syntax.codec === 'h264' };
  return findAccessPoints(claims, { samples: table, read: pictureReader(syntax), source });
}
