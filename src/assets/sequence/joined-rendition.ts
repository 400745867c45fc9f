/** What manifests say of a rendition that is played in several parts, each of which is a rendition of its own. */
import type { Rendition, VideoRendition } from '../../encoder/index.js';

/** The rendition with codecs and a frame rate that are those of all parts: RFC 8216 4.3.4.2 has the most of each. */
export function joinedRendition<R extends Rendition>(rendition: R, parts: readonly Rendition[]): R {
  if (rendition.kind === 'text') return rendition;
  const codecs = joinedCodecs([
    rendition.codecs,
    ...parts.flatMap((part) => ('codecs' in part ? [part.codecs] : [])),
  ]);
  const joined = codecs === rendition.codecs ? rendition : { ...rendition, codecs };
  if (joined.kind !== 'video') return joined;
  const frameRate = fastest([joined, ...parts.filter((part) => part.kind === 'video')]);
  return frameRate === joined.frameRate ? joined : { ...joined, frameRate };
}

/** `avc1.`, two digits of the profile, two of constraints, two of the level (RFC 6381 3.3). */
const AVC = /^(avc1\.[0-9a-f]{4})([0-9a-f]{2})$/i;

/** Comma-separated. Of one profile of H.264 only the highest level, which includes the others: players ask whether they can play each. */
function joinedCodecs(codecs: readonly string[]): string {
  const levels = new Map<string, string>();
  for (const codec of codecs) {
    const [, profile = codec, level = ''] = AVC.exec(codec) ?? [];
    const highest = levels.get(profile);
    levels.set(profile, highest !== undefined && highest > level ? highest : level);
  }
  return Array.from(levels, ([profile, level]) => profile + level).join(',');
}

function fastest(renditions: readonly Pick<VideoRendition, 'frameRate'>[]): VideoRendition['frameRate'] {
  const rates = renditions.map(({ frameRate }) => frameRate);
  return rates.reduce((most, rate) =>
    rate.numerator * most.denominator > most.numerator * rate.denominator ? rate : most,
  );
}
