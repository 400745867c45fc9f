/** What an ad server has answered, by its root element: its media type is not trusted. Pure. */
import type { AdDocument } from './advert.js';
import { readElements } from './element.js';
import { readVast } from './vast.js';
import { readVmap } from './vmap.js';

/** Undefined for what is neither VAST 2 or later nor VMAP. */
export function readAdDocument(text: string): AdDocument | undefined {
  const root = readElements(text);
  if (root?.name === 'VAST') return { kind: 'vast', ads: readVast(root) };
  return root?.name === 'VMAP' ? { kind: 'vmap', ...readVmap(root) } : undefined;
}
