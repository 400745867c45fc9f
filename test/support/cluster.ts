/** Two origins and some workers over the same masters, with a Redis of their own. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Origin, startOrigin } from './origin.js';
import { startRedis, type TestRedis } from './redis.js';
import { startWorkerProcess, type WorkerProcess } from './worker.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

type Environment = Readonly<Record<string, string>>;

export interface ClusterOptions {
  /** File name (asset and extension) to source file. */
  readonly masters?: Readonly<Record<string, string>>;
  /** An existing folder of masters, or a bucket, instead of `masters`. */
  readonly folder?: string;
  /** 3 by default. */
  readonly workers?: number;
  /** For all processes. */
  readonly env?: Environment;
  readonly originEnv?: (index: number) => Environment;
  readonly workerEnv?: (index: number) => Environment;
}

export interface Cluster {
  readonly redis: TestRedis;
  readonly origins: readonly [Origin, Origin];
  /** All that were started, also those that have ended. */
  readonly workers: readonly WorkerProcess[];
  addWorker(env?: Environment): Promise<WorkerProcess>;
  /** Starts another origin in the place of one that has ended. */
  replaceOrigin(index: 0 | 1): Promise<void>;
  /** Runs an `onplay` command on the fleet, and resolves with what it prints. */
  command(...words: readonly string[]): Promise<string>;
  /** Every line that any process has logged. */
  log(): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** One encode at a time in each process: the processes share two cores, and take what others leave. */
const SLOTS = { ONPLAY_ENCODE_SLOTS: '1' };

/** Starts all processes. The caller must stop the cluster. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { masters = {}, workers: count = 3, originEnv = () => ({}), workerEnv = () => ({}) } = options;
  const redis = await startRedis();
  const shared = {
    ...SLOTS,
    ONPLAY_REDIS_URL: redis.url,
    ONPLAY_FLEET_KEY: randomBytes(32).toString('hex'),
    ONPLAY_PASSTHROUGH: 'off',
    ...options.env,
  };
  const first = await startOrigin({
    ...(options.folder === undefined ? { masters } : { folder: options.folder }),
    env: { ...shared, ...originEnv(0) },
  });
  const { mastersPath: folder, secret } = first;
  const second = await startOrigin({ folder, secret, env: { ...shared, ...originEnv(1) } });
  const origins: [Origin, Origin] = [first, second];
  const started: Origin[] = [...origins];
  const workers: WorkerProcess[] = [];
  const addWorker = async (env: Environment = {}) => {
    const worker = await startWorkerProcess({ folder, env: { ...shared, ...env } });
    workers.push(worker);
    return worker;
  };
  const stop = async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    // The first has the folder of the masters.
    for (const origin of started.toReversed()) await origin.stop();
    await redis.close();
  };
  const starts = Array.from({ length: count }, (_, index) => addWorker(workerEnv(index)));
  const failed = (await Promise.allSettled(starts)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    await stop();
    throw failed.reason;
  }
  return {
    ...{ redis, origins, workers, addWorker, stop },
    replaceOrigin: async (index) => {
      origins[index] = await startOrigin({ folder, secret, env: { ...shared, ...originEnv(index) } });
      started.push(origins[index]);
    },
    command: async (...words) => {
      const settings = { ...process.env, ...shared };
      return (await promisify(execFile)(process.execPath, [CLI, ...words], { env: settings })).stdout;
    },
    log: () => [...started, ...workers].flatMap(({ log }) => log),
  };
}
