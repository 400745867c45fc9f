import { type Ladder, parseBurnedId, type Rendition } from '../../encoder/index.js';
import type { Presentation } from '../presentation/presentation.js';

/** The asset without the text. */
interface Others {
  readonly ladder: Ladder;
  keyOf(rendition: Rendition): string;
}

/** See `Presentation.sharedFileOf`. @param segments those that have text. */
export function sharedFiles(
  segments: ReadonlySet<number>,
  { ladder, keyOf }: Others,
): NonNullable<Presentation['sharedFileOf']> {
  return (rendition, name) => {
    if (rendition.kind !== 'video' || (name !== 'init' && segments.has(name))) return undefined;
    const plainId = parseBurnedId(rendition.id)?.renditionId;
    const plain = ladder.video.find(({ id }) => id === plainId);
    return plain && { key: keyOf(plain), name };
  };
}
