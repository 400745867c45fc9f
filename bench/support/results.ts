/** The stored results: one JSON file per bench, in bench/results/. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bench, Outcome } from './bench.js';
import type { Machine } from './machine.js';

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url));

export interface Result extends Outcome {
  readonly name: string;
  readonly question: string;
  readonly goal: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly machine: Machine;
}

export function storeResult({ name, question, goal }: Bench, machine: Machine, outcome: Outcome): void {
  const result: Result = { name, question, goal, measuredAt: new Date().toISOString(), machine, ...outcome };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
}

/** All stored results, sorted by name. */
export function storedResults(): Result[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8')) as Result);
}
