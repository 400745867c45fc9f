/** Where messages are kept until they are delivered. */
import type { RecordFolder } from '../../shared/outbox/record-folder.js';
import type { Message } from './message.js';
import type { SharedMessages } from './shared-messages.js';

export type KeptMessages = Pick<RecordFolder<Message>, 'store' | 'stored' | 'remove'>;

/** On disk; and in a fleet where other processes find them, if this disk is gone. */
export function keptMessages(folder: RecordFolder<Message>, shared?: SharedMessages): KeptMessages {
  if (!shared) return folder;
  return {
    store: (message) => {
      folder.store(message);
      shared.store(message);
    },
    stored: (id) => folder.stored(id),
    remove: (id) => {
      folder.remove(id);
      shared.remove(id);
    },
  };
}
