/** The tracks of MP4 and MOV as candidates, and what of a selection fits into an index. */
import { type MediaTrack, type SampleEntry, systemsObjectType } from '../../demux/index.js';
import { type IndexBudget, type TrackCost, tooManySamples } from '../../tracks/index.js';
import type { CandidateTrack } from './tracks/candidate-track.js';
import { ignoredTrack, type Selection } from './tracks/select-tracks.js';
import { movieTextFormat } from './tracks/text-formats.js';

export interface MovieCandidate extends CandidateTrack {
  readonly track: MediaTrack;
}

export function movieCandidate(track: MediaTrack): MovieCandidate {
  const { header, id, sampleCount, auxiliary } = track;
  const entry = entryOf(track);
  const codec = entry?.type ?? 'unknown';
  const kind = KINDS[header.handler] ?? 'data';
  const objectType = kind === 'text' ? systemsObjectType(track.sampleDescription) : undefined;
  const text = kind === 'text' ? movieTextFormat(codec, objectType) : undefined;
  return {
    ...{ track, id, kind, codec, sampleCount },
    ...(text && { text }),
    isEnabled: header.enabled,
    area: entry?.video ? entry.video.width * entry.video.height : 0,
    isImageCodec: STILL_IMAGE_TYPES.has(codec),
    isAuxiliary: auxiliary,
  };
}

const KINDS: Readonly<Record<string, CandidateTrack['kind']>> = {
  vide: 'video',
  soun: 'audio',
  text: 'text',
  sbtl: 'text',
  clcp: 'text',
  subp: 'text',
  subt: 'text',
};
const STILL_IMAGE_TYPES = new Set(['jpeg', 'mjpa', 'mjpb', 'mjpg', 'png ', 'tiff', 'gif ']);

/** Undefined for one that cannot be read. */
function entryOf(track: MediaTrack): SampleEntry | undefined {
  try {
    return track.entry();
  } catch {
    return undefined;
  }
}

/**
 * Reduces a selection to what fits into the index: audio and text that do not fit are listed as ignored.
 * @param areReadTogether see `IndexBudget.add`.
 * @throws OnplayError `master_too_complex` when the video does not fit, or no audio track of an audio-only master does.
 */
export function selectWithin(
  budget: IndexBudget,
  { video, audio, texts, ignored }: Selection<MovieCandidate>,
  areReadTogether: boolean,
): Selection<MovieCandidate> {
  const fits = ({ track, sampleCount }: MovieCandidate, kind: TrackCost['kind']) =>
    budget.add({ kind, samples: sampleCount, tableBytes: track.tables?.size ?? 0 }, areReadTogether);
  if (video && !fits(video, 'video')) throw tooManySamples();
  const fitting = new Set(audio.filter((track) => fits(track, 'audio')));
  if (!video && audio.length > 0 && fitting.size === 0) throw tooManySamples();
  const fittingTexts = new Set(texts.filter((track) => fits(track, 'text')));
  const tooMuch = [
    ...audio.filter((track) => !fitting.has(track)),
    ...texts.filter((track) => !fittingTexts.has(track)),
  ];
  return {
    video,
    audio: [...fitting],
    texts: [...fittingTexts],
    ignored: [...ignored, ...tooMuch.map((track) => ignoredTrack(track, TOO_MUCH))],
  };
}

/** Why a track is ignored. */
const TOO_MUCH = 'more samples than an index can hold';

/** Empty for handler names that a tool writes by default, which tell a viewer nothing. */
export function meaningfulName(name: string): string {
  return /handler|handle\b|core media|^gpac|^l-smash|^mainconcept|^iso media|^$/i.test(name) ? '' : name;
}
