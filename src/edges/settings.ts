import { setting } from '../shared/settings/setting.js';
import { text } from '../shared/settings/values.js';

/** JSON text, which `parseEdges` reads. */
const document = text('at most 65536 characters', (value) => value.length <= 65_536);

export const edgesSettings = {
  /** JSON text; see `parseEdges`. Absent: there is no edge to notify. */
  edges: setting('ONPLAY_EDGES', document.optional()),
};
