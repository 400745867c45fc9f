/** Every setting there is: the parts' own, composed. */
import { z } from 'zod';
import { accessSettings } from '../access/settings.js';
import { adsSettings } from '../ads/settings.js';
import { assetsSettings } from '../assets/settings.js';
import { downloadsSettings } from '../downloads/settings.js';
import { edgesSettings } from '../edges/settings.js';
import { encoderSettings } from '../encoder/settings.js';
import { eventsSettings } from '../events/settings.js';
import { fleetSettings } from '../fleet/settings.js';
import { mastersSettings } from '../masters/settings.js';
import { originSettings } from '../origin/settings.js';
import { redisSettings } from '../redis/settings.js';
import { segmentsSettings } from '../segments/settings.js';
import { sessionsSettings } from '../sessions/settings.js';
import type { Setting } from '../shared/settings/setting.js';
import { tracingSettings } from '../shared/tracing/settings.js';
import { storesSettings } from '../stores/settings.js';
import { uploadsSettings } from '../uploads/settings.js';
import { serverSettings } from './server-settings.js';

/** By the member of the configuration that holds the value. */
export const settings = {
  ...serverSettings,
  ...originSettings,
  ...mastersSettings,
  ...storesSettings,
  ...accessSettings,
  ...assetsSettings,
  ...segmentsSettings,
  ...sessionsSettings,
  ...encoderSettings,
  ...downloadsSettings,
  ...edgesSettings,
  ...eventsSettings,
  ...redisSettings,
  ...uploadsSettings,
  ...adsSettings,
  ...fleetSettings,
  ...tracingSettings,
};

const byName: ReadonlyMap<string, Setting> = new Map(
  Object.values<Setting>(settings).map((setting) => [setting.name, setting]),
);

/** The names, as they are written in the environment and in the file. */
export const settingNames: readonly string[] = [...byName.keys()];

/** Reads the text of all settings at once, by name. */
export const settingsSchema = z.object(
  Object.fromEntries(Array.from(byName, ([name, { kind }]) => [name, kind])),
);

/** Whether `name` is a setting. */
export function isSettingName(name: string): boolean {
  return byName.has(name);
}

/** The default of a setting as it would be written in the environment; undefined where there is none. */
export function settingDefault(name: string): string | undefined {
  const kind = byName.get(name)?.kind;
  return kind instanceof z.ZodPrefault ? String(kind.def.defaultValue) : undefined;
}
