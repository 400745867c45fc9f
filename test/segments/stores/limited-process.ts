/** Stores a segment in the directory given; prints whether it is then in the tier, and ends. Run with a limit on file sizes. */
import { argv, stdout } from 'node:process';
import pino from 'pino';
import { DiskTier } from '../../../src/segments/stores/disk-tier.js';
import { storedRef } from '../support/stored-ref.js';

const [folder = ''] = argv.slice(2);
const log = pino({ level: 'silent' });
const tier = new DiskTier({ folder, maxBytes: 10_000_000, minFreeBytes: 0, ttlMs: 60_000, log });
const ref = storedRef('v720-0123456789abcdef/7');
await tier.put(ref, Buffer.alloc(100_000));
stdout.write(String(tier.probablyHas(ref)));
