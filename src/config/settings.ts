/** Every setting there is, with its kind and its default. docs/settings.md explains each of them to people. */
import { z } from 'zod';
import {
  adminKey,
  document,
  grantPlace,
  host,
  jwksLocation,
  localPath,
  logLevel,
  mastersPath,
  onOrOff,
  publicUrl,
  tokenSecret,
  trustedProxies,
  urls,
  webhookSecret,
  wholeNumber,
  wholeNumbers,
} from './values.js';

const day = 24 * 60 * 60;
const mebibyte = 1024 * 1024;
const tebibyte = mebibyte * mebibyte;

/** Settings by name. Each default is written as it would be in the environment. */
export const settingsSchema = z.object({
  ONPLAY_HOST: host.prefault('127.0.0.1'),
  ONPLAY_PORT: wholeNumber(0, 65535).prefault('8080'),
  ONPLAY_PUBLIC_URL: publicUrl.optional(),
  ONPLAY_TRUST_PROXY: trustedProxies.prefault('none'),
  ONPLAY_MASTERS: mastersPath.prefault('./masters'),
  ONPLAY_DATA: localPath.prefault('./var'),
  ONPLAY_LOG_LEVEL: logLevel.prefault('info'),
  ONPLAY_WATCH_MASTERS: onOrOff.prefault('on'),

  ONPLAY_TOKEN_SECRET: tokenSecret.optional(),
  ONPLAY_TOKEN_JWKS: jwksLocation.optional(),
  ONPLAY_ADMIN_KEY: adminKey.optional(),
  ONPLAY_GRANT_TTL_SECONDS: wholeNumber(60, 7 * day).prefault('43200'),
  ONPLAY_GRANT_IN: grantPlace.prefault('path'),

  ONPLAY_SEGMENT_MS: wholeNumber(1000, 10_000).prefault('4000'),
  ONPLAY_FIRST_SEGMENTS_MS: wholeNumbers(1000, 10_000, 8).prefault('2000,2000'),
  ONPLAY_PASSTHROUGH: onOrOff.prefault('on'),

  ONPLAY_MEMORY_CACHE_BYTES: wholeNumber(mebibyte, tebibyte).prefault('268435456'),
  ONPLAY_MEMORY_CACHE_TTL_SECONDS: wholeNumber(1, 30 * day).prefault('600'),

  ONPLAY_DISK_CACHE_BYTES: wholeNumber(0, 1024 * tebibyte).prefault('10737418240'),
  ONPLAY_DISK_CACHE_TTL_SECONDS: wholeNumber(1, 365 * day).prefault('86400'),
  ONPLAY_DISK_MIN_FREE_BYTES: wholeNumber(0, 1024 * tebibyte).prefault('1073741824'),

  ONPLAY_EDGES: document.optional(),
  ONPLAY_HOOK_SECRET: webhookSecret.optional(),
  ONPLAY_WEBHOOK_URLS: urls(8).prefault('none'),
  ONPLAY_WEBHOOK_SECRET: webhookSecret.optional(),

  FFMPEG_PATH: localPath.optional(),
  ONPLAY_FFMPEG_CONFINEMENT: onOrOff.prefault('on'),
  ONPLAY_ENCODE_SLOTS: wholeNumber(0, 1024).prefault('0'),
  ONPLAY_ENCODE_QUEUE_LENGTH: wholeNumber(0, 10_000).prefault('64'),
  ONPLAY_ENCODE_TIMEOUT_SECONDS: wholeNumber(1, 3600).prefault('60'),
  ONPLAY_FFMPEG_MEMORY_BYTES: wholeNumber(256 * mebibyte, tebibyte).prefault('4294967296'),
  ONPLAY_CONFORM_MAX_BYTES: wholeNumber(0, tebibyte).prefault('4294967296'),
  ONPLAY_COPIES_MAX_BYTES: wholeNumber(0, 1024 * tebibyte).prefault('17179869184'),

  ONPLAY_REFUSED_MASTER_SECONDS: wholeNumber(0, day).prefault('60'),
  ONPLAY_FAILED_SEGMENT_SECONDS: wholeNumber(0, day).prefault('30'),
  ONPLAY_SHUTDOWN_GRACE_SECONDS: wholeNumber(0, 600).prefault('20'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingName = keyof Settings;

export const settingNames = Object.keys(settingsSchema.shape) as readonly SettingName[];

/** Whether `name` is a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsSchema.shape, name);
}

/** The default of a setting as it would be written in the environment; undefined where there is none. */
export function settingDefault(name: SettingName): string | undefined {
  const schema: z.ZodType = settingsSchema.shape[name];
  return schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : undefined;
}
