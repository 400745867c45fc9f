import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { traceSecret } from '../../access/index.js';
import { completed } from '../../assets/index.js';
import { buildEncoding } from '../../composition/encoding/index.js';
import { Buckets, openStore } from '../../composition/library/index.js';
import { type Config, loadConfig } from '../../config/index.js';
import { withScratchFolder } from '../../encoder/index.js';
import { type AssetId, toAssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import { createLogger } from '../../shared/log.js';
import type { TraceSecret } from '../../shared/trace/trace-secret.js';
import type { MasterStore } from '../../stores/index.js';
import {
  accusedOf,
  assetFrames,
  COPY_GRID,
  MASTER_GRID,
  type ReadCopy,
  readCopy,
  type Unreadable,
} from '../../trace/index.js';
import { namedFiles } from '../masters/named-files.js';
import { standaloneLibrary } from '../masters/standalone-library.js';
import { tokenKeyOf } from '../token.js';
import { type Candidates, readCodes, readViewers } from './candidate-codes.js';
import { traceReport, traceText } from './trace-report.js';

interface TraceOptions {
  readonly codes?: string;
  readonly viewers?: string;
  readonly tenant?: string;
  readonly json?: boolean;
}

/** In seconds: as much of a copy is read. Ten minutes name one of two viewers who mixed theirs; its frames are in memory. */
const MAX_COPY_SECONDS = 1200;
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/** `onplay trace FILE ASSET`: reads whose copy of an asset a file is. Exit code 1 where no viewer is found. */
export async function trace(file: string, name: string, options: TraceOptions): Promise<void> {
  const config = loadConfig();
  const secret = await traceSecret({ ...config, tokenKey: await tokenKeyOf(config) });
  const candidates = await candidatesOf(options, secret);
  const asset = toAssetId(name);
  const keys = secret.keysOf(asset);
  const read = await readFileOf(config, { file, asset, secret });
  const codes = candidates && [...candidates.keys()];
  const report = traceReport(
    read,
    typeof read === 'string' ? [] : accusedOf(read.bits, keys, codes),
    candidates,
  );
  if (report.accused.length === 0) process.exitCode = 1;
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : traceText(report));
}

interface Question {
  readonly file: string;
  readonly asset: AssetId;
  readonly secret: TraceSecret;
}

/** The file is opened as masters are, which may be hostile too. */
async function readFileOf(config: Config, { file, asset, secret }: Question): Promise<ReadCopy | Unreadable> {
  const { signal } = new AbortController();
  const encoding = await buildEncoding(config, createLogger({ level: 'silent' }), signal);
  const { settings } = encoding;
  const buckets = new Buckets(config);
  const copiesBucket = await buckets.part(config.copiesBucket);
  const named = await namedFiles([file]);
  const openIn = async (store: MasterStore, id: AssetId, dataPath: string) => {
    const parts = { store, encoding, copiesBucket, signal };
    const { library } = standaloneLibrary({ ...config, dataPath }, parts);
    return completed(await library.get(id, signal));
  };
  const film = await openIn(await openStore(config, buckets), asset, config.dataPath);
  // What is stored of the file is not that of an asset with its name.
  return withScratchFolder(tmpdir(), 'onplay-trace-', async (folder) => {
    const copy = await openIn(named.store, named.assets[0]!, folder);
    const read = await readCopy(
      assetFrames(copy, { settings, grid: COPY_GRID, signal, maxSeconds: MAX_COPY_SECONDS }),
      assetFrames(film, { settings, grid: MASTER_GRID, signal }),
      { keys: secret.keysOf(asset), onProgress: showProgress },
    );
    process.stderr.write('\n');
    return read;
  });
}

const STEPS = {
  copy: 'reading the file',
  film: 'looking for it in the asset',
  segments: 'comparing segments',
};

function showProgress(step: keyof typeof STEPS, done: number): void {
  process.stderr.write(`\r${STEPS[step]}: ${Math.floor(100 * done)}%          `);
}

/** Undefined where neither list is given. A code that is in both has its viewers. */
async function candidatesOf(
  { codes, viewers, tenant }: TraceOptions,
  secret: TraceSecret,
): Promise<Candidates | undefined> {
  if (codes === undefined && viewers === undefined) return undefined;
  const codeOf = (viewer: string) => secret.codeOf({ viewer, ...(tenant !== undefined && { tenant }) });
  return new Map([
    ...(codes === undefined ? [] : readCodes(await listIn(codes))),
    ...(viewers === undefined ? [] : readViewers(await listIn(viewers), codeOf)),
  ]);
}

/** @throws OnplayError `argument_invalid` for a file that cannot be read, or is too large. */
async function listIn(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  try {
    const size = (await file?.stat())?.size ?? Number.POSITIVE_INFINITY;
    if (!file || size > MAX_LIST_BYTES)
      throw new OnplayError('argument_invalid', {
        publicDetail: `There is no list of candidates in ${path}.`,
      });
    return await file.readFile('utf8');
  } finally {
    await file?.close();
  }
}
