/** Decodes the first samples of each track once, however often a master is indexed: one that grows, and one that has an outline. */

import { createHash } from 'node:crypto';

import type { AudioFacts, DecodableTrack, MediaTools, VideoFacts } from '../media-tools.js';
import { FIRST_SAMPLES } from './first-samples.js';

/** What a decoder found in the first samples of a track. */
export type KnownFacts = { readonly track: string } & (
  | { readonly kind: 'video'; readonly facts: VideoFacts }
  | { readonly kind: 'audio'; readonly facts: AudioFacts }
);

export class RememberedFacts implements MediaTools {
  readonly #tools: MediaTools;
  readonly #known: Map<string, KnownFacts>;
  readonly remux: MediaTools['remux'];

  constructor(tools: MediaTools, known: readonly KnownFacts[] = []) {
    this.#tools = tools;
    this.#known = new Map(known.map((facts) => [facts.track, facts]));
    this.remux = tools.remux;
  }

  /** Of all tracks that had enough samples. */
  get known(): readonly KnownFacts[] {
    return [...this.#known.values()];
  }

  readonly decodeVideo: MediaTools['decodeVideo'] = async (track, source, signal) => {
    const known = this.#known.get(nameOf(track));
    if (known?.kind === 'video') return known.facts;
    const facts = await this.#tools.decodeVideo(track, source, signal);
    this.#remember(track, { track: nameOf(track), kind: 'video', facts });
    return facts;
  };

  readonly decodeAudio: MediaTools['decodeAudio'] = async (track, source, signal) => {
    const known = this.#known.get(nameOf(track));
    if (known?.kind === 'audio') return known.facts;
    const facts = await this.#tools.decodeAudio(track, source, signal);
    this.#remember(track, { track: nameOf(track), kind: 'audio', facts });
    return facts;
  };

  /** Not of fewer samples, as of a recording that has just begun: there may be more to find in those that follow. */
  #remember({ samples }: DecodableTrack, facts: KnownFacts): void {
    if (samples.count === FIRST_SAMPLES) this.#known.set(facts.track, facts);
  }
}

/** The first sample of a track does not move. It may be decoded with another description, as of a part of the track. */
function nameOf({ kind, samples, sampleDescription }: DecodableTrack): string {
  const description = createHash('sha256').update(sampleDescription).digest('hex').slice(0, 16);
  return `${kind} at ${samples.offsets[0] ?? 0}, ${description}`;
}
