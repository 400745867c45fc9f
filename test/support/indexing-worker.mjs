/** The indexing worker thread, run from its TypeScript source: tests need no build. */
import { register } from 'tsx/esm/api';

register();
await import('../../src/assets/indexing/indexing-worker.ts');
