/** Every store of masters, filled by the same calls. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { fileListStore } from '../../../src/stores/file-list-store.js';
import { folderStore } from '../../../src/stores/folder-store.js';
import { S3Connections } from '../../../src/stores/s3/s3-connections.js';
import { s3Store } from '../../../src/stores/s3/s3-store.js';
import type { MasterStore } from '../../../src/stores/store.js';
import { ensureSwift, swiftMissing } from '../../support/swift/ensure-swift.js';

export interface FilledStore {
  readonly store: MasterStore;
  /** Stores a file, in place of one of this path. */
  put(path: string, content: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  end(): Promise<void>;
}

interface StoreKind {
  readonly name: string;
  /** Whether it has files in folders, which are chosen among. */
  readonly hasFolders: boolean;
  /** Why it cannot be tested here. */
  readonly missing?: string | undefined;
  create(files: Readonly<Record<string, Uint8Array>>): Promise<FilledStore>;
}

type Files = Parameters<StoreKind['create']>[0];

async function inFolder(files: Files, storeOf: (root: string) => MasterStore): Promise<FilledStore> {
  const root = await mkdtemp(join(tmpdir(), 'onplay-contract-'));
  const put = async (path: string, content: Uint8Array) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) await put(path, content);
  return {
    store: storeOf(root),
    put,
    remove: (path) => rm(join(root, path)),
    end: () => rm(root, { recursive: true }),
  };
}

async function inBucket(files: Files): Promise<FilledStore> {
  const { bucket, env, endpoint, request } = await ensureSwift();
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const location = { bucket, prefix: 'films/' };
  const settings = { endpoint, pathStyle: 'auto' } as const;
  const send = async (path: string, init: RequestInit) => {
    const response = await request(location.prefix + path, init);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  };
  const put = (path: string, content: Uint8Array) =>
    send(path, { method: 'PUT', body: new Uint8Array(content) });
  for (const [path, content] of Object.entries(files)) await put(path, content);
  const reading = await new S3Connections().reading(settings, bucket);
  return {
    store: s3Store({ settings, location }, reading),
    put,
    remove: (path) => send(path, { method: 'DELETE' }),
    end: async () => void vi.unstubAllEnvs(),
  };
}

export const EACH_STORE: readonly StoreKind[] = [
  {
    name: 'files',
    hasFolders: false,
    create: (files) =>
      inFolder(files, (root) => fileListStore(Object.keys(files).map((path) => join(root, path)))),
  },
  { name: 'a folder', hasFolders: true, create: (files) => inFolder(files, (root) => folderStore(root)) },
  { name: 'a bucket', hasFolders: true, missing: swiftMissing, create: inBucket },
];
