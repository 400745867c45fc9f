/** A master in a real S3 server, behind a proxy that counts requests and is slow as told. */
import { readFile } from 'node:fs/promises';
import { type FaultProxy, startFaultProxy } from '../../../test/support/fault-proxy/fault-proxy.js';
import { type Origin, startOrigin } from '../../../test/support/origin.js';
import { createBucket } from '../../../test/support/swift/ensure-swift.js';
import { s3Environment } from '../../../test/support/swift/s3-server.js';
import { missingSwift, startSwift } from '../../../test/support/swift/start-swift.js';
import { asAsset, type BenchMaster } from '../master.js';

export interface MasterInBucket {
  readonly proxy: FaultProxy;
  /** Starts a server that has read nothing of the master. The caller must stop it. */
  startOrigin(): Promise<Origin>;
  stop(): Promise<void>;
}

/** @throws Error where there is no Swift. */
export async function masterInBucket(master: BenchMaster): Promise<MasterInBucket> {
  const missing = missingSwift();
  if (missing !== undefined) throw new Error(missing);
  const swift = await startSwift();
  const proxy = await startFaultProxy(swift.endpoint);
  const stop = async () => {
    await proxy.close();
    await swift.stop();
  };
  try {
    const bucket = await createBucket(swift);
    const body = await readFile(master.path);
    const stored = await bucket.request(`masters/${asAsset(master)}`, { method: 'PUT', body });
    if (!stored.ok) throw new Error(`the master could not be stored: ${stored.status}`);
    const env = {
      ...s3Environment({ ...swift, endpoint: proxy.endpoint }),
      ONPLAY_MASTERS: `s3://${bucket.bucket}/masters`,
      // However small it is, it is read by ranges.
      ONPLAY_DOWNLOAD_MAX_BYTES: '0',
    };
    return { proxy, startOrigin: () => startOrigin({ env }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
