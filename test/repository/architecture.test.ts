import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from './repository.js';

const text = readFileSync(join(repository, 'docs/architecture.md'), 'utf8');
const files = execFileSync('find', ['src', 'cdn', 'deploy', 'test', '-type', 'f'], {
  cwd: repository,
  encoding: 'utf8',
}).split('\n');
const sources = files.filter((file) => file.startsWith('src/'));
const { rooms } = createRequire(import.meta.url)(join(repository, 'scripts/rooms.cjs')) as {
  readonly rooms: readonly { readonly name: string }[];
};

describe('docs/architecture.md', () => {
  const named = [...text.matchAll(/`((?:[a-z0-9-]+\/)*[a-z0-9-]+\.ts)`/g)].map(([, file]) => file!);

  it.each([...new Set(named)])('names a file that is there: %s', (file) => {
    expect(files.filter((each) => `/${each}`.endsWith(`/${file}`))).not.toEqual([]);
  });

  const directories = [...text.matchAll(/`((?:[a-z0-9-]+\/)+)`/g)].map(([, directory]) => directory!);

  it.each([...new Set(directories)])('names a directory that is there: %s', (directory) => {
    expect(files.filter((file) => `/${file}`.includes(`/${directory}`))).not.toEqual([]);
  });
});

describe('the rooms', () => {
  it('are all directories of src/, and no others', () => {
    const directories = new Set(sources.flatMap((source) => /^src\/([^/]+)\//.exec(source)?.[1] ?? []));
    expect([...directories].sort()).toEqual(rooms.map(({ name }) => name).sort());
  });
});
