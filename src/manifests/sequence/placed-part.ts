import type { Sequence, SequencePart } from '../../assets/index.js';
import type { Rendition } from '../../encoder/index.js';
import type { AdTracking } from '../../shared/sequence/ad-tracking.js';
import type { FiredEntry } from '../../shared/sequence/sequence-entry.js';
import type { OfferedRenditions } from '../offered-renditions.js';

/** A part of a sequence, and the grant with which its media is requested. */
export interface PlacedPart {
  readonly part: SequencePart;
  readonly grant: string;
  /** Of an ad, in the manifest that the ad server was asked for. */
  readonly tracking?: AdTracking | undefined;
  /** Of an ad whose events the origin requests. */
  readonly fired?: FiredPart | undefined;
}

export interface FiredPart extends FiredEntry {
  /** The ad as it is signed for URLs. */
  readonly signed: string;
}

/** What a session is offered in a part. */
interface OfferedInPart {
  readonly decision: OfferedRenditions;
  /** The id of the first of the session's renditions for which one is played: players find by it what goes on in the next part. */
  idOf(rendition: Rendition): string;
}

/** The renditions of a part that are played for those that a session is offered, each once. */
export function offeredIn(
  { renditionIn }: Sequence,
  part: SequencePart,
  offered: OfferedRenditions,
): OfferedInPart {
  const ids = new Map<Rendition, string>();
  const inPart = <R extends Rendition>(renditions: readonly R[]): readonly R[] => {
    const found = new Set<R>();
    for (const rendition of renditions) {
      const played = renditionIn(part, rendition) as R | undefined;
      if (!played) continue;
      found.add(played);
      if (!ids.has(played)) ids.set(played, rendition.id);
    }
    return [...found];
  };
  const { video, audio, text, defaultAudio, shownText } = offered;
  const played = audio.filter(({ trackId }) => trackId === defaultAudio);
  const shown = shownText && inPart([shownText])[0];
  const decision = {
    ...{ video: inPart(video), audio: inPart(audio), text: inPart(text) },
    defaultAudio: inPart(played)[0]?.trackId,
    ...(shown && { shownText: shown }),
  };
  return { decision, idOf: (rendition) => ids.get(rendition) ?? rendition.id };
}
