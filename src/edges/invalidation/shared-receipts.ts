/** Receipts of a fleet: each of its processes can show those of all. They are kept on the disk of the one that wrote them. */
import type { Channel } from '../../redis/index.js';
import type { Invalidations } from './invalidations.js';
import { type Receipt, receiptSchema } from './receipt.js';

const TOPIC = 'receipt';
/** How many of the newest messages a process that begins looks at. */
const LOOKED_AT = 1000;

/** Shows the receipts of other processes. Call it before the channel begins. */
export function followReceipts(channel: Channel, invalidations: Pick<Invalidations, 'adopt'>): void {
  channel.on(TOPIC, receiptSchema, (receipt) => invalidations.adopt(receipt));
}

/** Shows those that were written before this process began. Never rejects. */
export async function adoptEarlierReceipts(
  channel: Channel,
  invalidations: Pick<Invalidations, 'adopt'>,
): Promise<void> {
  for (const receipt of await channel.newest(TOPIC, receiptSchema, LOOKED_AT)) invalidations.adopt(receipt);
}

/** Sends a receipt to the others; where Redis is gone, they don't see this state of it. Never throws. */
export function shareReceipt(channel: Channel, receipt: Receipt): void {
  channel.send(TOPIC, receipt).catch(() => undefined);
}
