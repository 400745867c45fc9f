import { createHash } from 'node:crypto';
import type { FileContents, FileLayout } from './file-layout.js';

/** How text becomes a track: changes with every change to that. */
const TEXT_LAYOUT = 'mov_text 1';

/** A strong entity tag (RFC 9110 8.8.3), which follows from the recipes of the tracks and the kind of file: known before anything is produced. */
export function entityTag({ name }: FileLayout, { asset, variants, text }: FileContents): string {
  // A file says of a text what does not determine its cues.
  const texts = text.map((each) => [TEXT_LAYOUT, asset.keyOf(each), each.language, each.name, each.forced]);
  const keys = JSON.stringify([name, ...variants.map(({ key }) => key), ...texts]);
  return `"mp4-${createHash('sha256').update(keys).digest('hex').slice(0, 32)}"`;
}
