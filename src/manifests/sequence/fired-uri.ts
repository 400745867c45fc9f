/** The URLs of an ad's segments with which the origin requests something: of the session, beside its manifest, and redirected to the shared segment. */
import type { Presentation } from '../../assets/index.js';
import type { Rendition } from '../../encoder/index.js';
import { type AssetId, assetPath } from '../../shared/asset-id.js';
import type { FiredPart } from './placed-part.js';

/** @param from the asset of the manifest. @param key of the rendition that is played in the ad. */
export function firedUri(
  { signed }: FiredPart,
  from: AssetId,
  key: string,
  segment: number | '$Number$',
): string {
  const name = assetPath(from).split('/').at(-1);
  return `${name}.m3u8?ad=${signed}&rendition=${key}&segment=${segment}`;
}

/** Whether such URLs are of the segments of a rendition: of video, where the programme has any; a player requests no less of it than of audio. */
export function isFiredKind(
  { ladder }: { readonly ladder: Pick<Presentation['ladder'], 'video'> },
  { kind }: Pick<Rendition, 'kind'>,
): boolean {
  return kind === (ladder.video.length > 0 ? 'video' : 'audio');
}

/** When each segment of a rendition ends, in seconds from the beginning of the part. */
export function segmentEnds(presentation: Presentation, rendition: Rendition): readonly number[] {
  let end = 0;
  return Array.from(presentation.of(rendition).timeline.seconds, (seconds) => {
    end += seconds;
    return end;
  });
}
