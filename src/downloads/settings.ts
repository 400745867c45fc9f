import { setting } from '../shared/settings/setting.js';
import { wholeNumber } from '../shared/settings/values.js';

export const downloadsSettings = {
  /** How many downloads go on at once; 0: there are none. */
  maxDownloads: setting('ONPLAY_MAX_DOWNLOADS', wholeNumber(0, 1000).prefault('16')),
};
