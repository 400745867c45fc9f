/** Writes docs/benchmarks.md and its plots from the kept results. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { documentText, picturesOf } from './document-text.js';
import { keptResults, type Result } from './results.js';

const DOCUMENT = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));
const PICTURES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const NOTES = fileURLToPath(new URL('../notes/', import.meta.url));

/** Pictures of results that are no longer kept are removed. */
export function writeDocument(): void {
  const results = keptResults();
  writeFileSync(DOCUMENT, documentText(results, notesOf(results)));
  mkdirSync(PICTURES, { recursive: true });
  const pictures = results.flatMap(picturesOf);
  for (const { file, svg } of pictures) writeFileSync(`${PICTURES}${file}`, svg);
  const current = new Set(pictures.map(({ file }) => file));
  for (const file of readdirSync(PICTURES)) {
    if (/^bench-.*\.svg$/.test(file) && !current.has(file)) rmSync(`${PICTURES}${file}`);
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
