/** A process that emits three events, to be killed while it delivers the first: FOLDER URL SECRET. */
import pino from 'pino';
import { OutgoingWebhooks } from '../../../src/events/webhooks/outgoing-webhooks.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const [folder = '', url = '', secret = ''] = process.argv.slice(2);
const webhooks = new OutgoingWebhooks({
  folder,
  endpoints: [{ url }],
  secret,
  log: pino({ level: 'silent' }),
});
await webhooks.begin();
for (const version of ['one', 'two', 'three']) {
  const data = { asset: toAssetId('film'), version, durationSeconds: 1 };
  webhooks.emit({ type: 'asset.indexed', timestamp: new Date().toISOString(), data });
}
