/** The thread that indexes, from its source: tests run without a build. */
import { register } from 'tsx/esm/api';

register();
await import('../../src/assets/indexing/indexing-worker.ts');
