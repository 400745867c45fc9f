/** What a viewer of a token of their own plays. */
import { type Presentation, readPresentation } from '../../../support/hls-client.js';
import type { Origin } from '../../../support/origin.js';

/** The presentation as it is for this viewer, whose grants are the viewer's own. */
export function presentationFor(origin: Origin, asset: string, viewer: string): Promise<Presentation> {
  const token = (name: string) => origin.token(name, { viewer });
  return readPresentation({ ...origin, token }, asset);
}

/** The segments that a player requests for one variant: of video and of audio, as they follow each other. */
export function playedUrls({ variants, audio }: Presentation, variant: number): string[] {
  const video = variants[variant % variants.length]!;
  const [spoken] = [...audio.values()];
  const media = video.segments.flatMap((url, i) => [url, ...(spoken?.segments.slice(i, i + 1) ?? [])]);
  return [video.init, ...(spoken ? [spoken.init] : []), ...media];
}
