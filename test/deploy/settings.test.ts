/** Every setting that deploy/ names is one: Onplay ignores variables that it does not know. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingNames } from '../../src/config/settings.js';
import { repository } from '../repository/repository.js';
import { namesIn } from './support/compose.js';

const folder = join(repository, 'deploy');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !['.env', 'edge-keys.json'].includes(entry.name))
  .map(({ parentPath, name }) => join(parentPath, name));

/** What the edge takes (cdn/nginx), and what compose fills in. */
const others = [
  ...['ONPLAY_GRANT_KEY', 'ONPLAY_EDGE_KEY', 'ONPLAY_ORIGIN_ADDRESS'],
  ...['LISTEN', 'SCRIPTS', 'STATE', 'CACHE', 'PROBLEMS', 'LEASES'].map((name) => `ONPLAY_EDGE_${name}`),
  ...namesIn(readFileSync(join(folder, 'compose.env.example'), 'utf8')),
];

describe('the settings in deploy/', () => {
  it.each(files.map((file) => [file.slice(folder.length + 1)]))('are settings of Onplay, in %s', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const names = new Set([...text.matchAll(/\bONPLAY_[A-Z][A-Z0-9_]*[A-Z0-9]\b/g)].map(([name]) => name));
    expect([...names].filter((name) => !settingNames.includes(name) && !others.includes(name))).toEqual([]);
  });
});
