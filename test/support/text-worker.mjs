/** The worker thread of texts, run from its TypeScript source: tests need no build. */
import { register } from 'tsx/esm/api';

register();
await import('../../src/assets/text/text-worker.ts');
