/** Writes docs/benchmarks.md and its plots from the stored results. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { documentText, imagesOf } from './document-text.js';
import { type Result, storedResults } from './results.js';

const DOCUMENT = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));
const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const NOTES = fileURLToPath(new URL('../notes/', import.meta.url));

/** Also removes images of results that are no longer stored. */
export function writeDocument(): void {
  const results = storedResults();
  writeFileSync(DOCUMENT, documentText(results, notesOf(results)));
  mkdirSync(IMAGES, { recursive: true });
  const images = results.flatMap(imagesOf);
  for (const { file, svg } of images) writeFileSync(`${IMAGES}${file}`, svg);
  const current = new Set(images.map(({ file }) => file));
  for (const file of readdirSync(IMAGES)) {
    if (/^bench-.*\.svg$/.test(file) && !current.has(file)) rmSync(`${IMAGES}${file}`);
  }
}

function notesOf(results: readonly Result[]): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  for (const { name } of results) {
    const file = `${NOTES}${name}.md`;
    if (existsSync(file)) notes.set(name, readFileSync(file, 'utf8'));
  }
  return notes;
}
