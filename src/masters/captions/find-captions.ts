/** Finds out whether the frames of a master carry captions, and which. */
import {
  CaptionServicesReader,
  type CaptionSyntax,
  type Construct,
  isCaptionedCodec,
  sampleCaptions,
} from '../../bitstream/index.js';
import type { ByteSource } from '../../stores/index.js';
import { type CaptionServices, sampleHead, type VideoTrack } from '../../tracks/index.js';
import { nalFraming } from '../random-access/sample-syntax.js';

/** Frames from the first on that tell whether there are captions: an encoder writes caption data into each. */
export const FIRST_FRAMES = 24;
/** Runs of frames, spread over the master, that tell which captions there are. */
const RUNS = 8;
const FRAMES_OF_RUN = 48;
/** The first frames of each run tell whether there are captions where the master begins without, as a slate before a programme does. */
const FRAMES_OF_PROBE = 2;
/** Captions come before the first slice; what else does is shorter than this. */
const HEAD_BYTES = 4096;

/**
 * Returns the captions in the frames of a track; undefined if none of the first frames of the master and of the runs carries any, and for
 * codecs that are not searched. Reads the beginnings of at most 408 samples.
 * @param firstOnly whether only the first frames may be read, as of a master that grows.
 * @throws OnplayError `master_unreadable`, `master_changed`, `master_truncated`.
 */
export async function findCaptions(
  track: VideoTrack,
  source: ByteSource,
  { firstOnly }: { readonly firstOnly: boolean },
): Promise<CaptionServices | undefined> {
  const syntax = captionSyntax(track);
  // Captions have to be read in the order of presentation.
  if (!syntax || track.orderUnknown) return undefined;
  const reader = new CaptionServicesReader();
  const read = (first: number, count: number) => captionsOfRun({ track, syntax, source }, first, count);
  const runs = firstOnly ? [] : runsOf(track);
  const first = await read(0, FIRST_FRAMES);
  if (!add(reader, first)) {
    const probes = await Promise.all(runs.map((run) => read(run, FRAMES_OF_PROBE)));
    if (!probes.some((probe) => add(reader, probe))) return undefined;
  }
  for (const run of runs) add(reader, await read(run, FRAMES_OF_RUN));
  return reader.found;
}

/** The first frame of each run. */
function runsOf({ frames }: VideoTrack): readonly number[] {
  const step = Math.floor(frames.length / RUNS);
  return step > 0 ? Array.from({ length: RUNS }, (_, run) => run * step) : [];
}

/** How the captions of a track are read; undefined for a codec of which they are not. */
export function captionSyntax({
  codec,
  sampleDescription,
}: Pick<VideoTrack, 'codec' | 'sampleDescription'>): CaptionSyntax | undefined {
  return isCaptionedCodec(codec) ? { codec, framing: nalFraming(codec, sampleDescription) } : undefined;
}

interface Search {
  readonly track: VideoTrack;
  readonly syntax: CaptionSyntax;
  readonly source: ByteSource;
}

/** The captions of consecutive frames, in the order of presentation. */
type Run = readonly (readonly Construct[])[];

/** Reads the frames of a run at once: there are at most `FRAMES_OF_RUN`. */
function captionsOfRun({ track, syntax, source }: Search, first: number, count: number): Promise<Run> {
  const samples = track.frames.subarray(first, first + count);
  return Promise.all(
    Array.from(samples, async (sample) =>
      sampleCaptions(await sampleHead(track.samples, sample, HEAD_BYTES, source), syntax),
    ),
  );
}

/** Returns whether one of the frames carries caption data. */
function add(reader: CaptionServicesReader, run: Run): boolean {
  reader.skip();
  for (const constructs of run) reader.read(constructs);
  return run.some((constructs) => constructs.length > 0);
}
