/** The sources of settings: the environment, and `onplay.config.json` in the working directory. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isSettingName, settingNames } from './settings.js';

const configFileName = 'onplay.config.json';
const maximumFileBytes = 64 * 1024;

/** The text of every setting that is set, and the problems of the file. */
interface WrittenSettings {
  readonly values: Record<string, string>;
  readonly problems: readonly string[];
}

/** Reads the settings of the file, overridden by the environment. An empty value counts as not set. */
export function readSettings(env: NodeJS.ProcessEnv, cwd: string): WrittenSettings {
  const file = readConfigFile(cwd);
  const values = { ...file.values };
  for (const name of settingNames) {
    const value = env[name]?.trim();
    if (value) values[name] = value;
  }
  return { values, problems: file.problems };
}

function readConfigFile(cwd: string): WrittenSettings {
  const content = readIfExists(path.join(cwd, configFileName));
  if (content === undefined) return { values: {}, problems: [] };
  const written = parseObject(content);
  if (written === undefined) return { values: {}, problems: [`${configFileName}: expected one JSON object`] };

  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(written)) {
    const asText = toText(value);
    if (!isSettingName(name)) problems.push(`${configFileName}: ${JSON.stringify(name)} is not a setting`);
    else if (asText === undefined) problems.push(`${name}: expected a text, a number or a list of these`);
    else if (asText !== '') values[name] = asText;
  }
  return { values, problems };
}

/** The text of the file; undefined when it does not exist. An unreadable or oversized file reads as empty, which is not JSON. */
function readIfExists(file: string): string | undefined {
  try {
    const content = readFileSync(file);
    return content.length <= maximumFileBytes ? content.toString('utf8') : '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : '';
  }
}

function parseObject(content: string): object | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a JSON value; undefined for an unsupported one. Lists of objects stay JSON, for settings whose value is JSON. */
function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return undefined;
  if (value.some((item) => typeof item === 'object' && item !== null && !Array.isArray(item)))
    return JSON.stringify(value);
  const items = value.map((item) => (Array.isArray(item) ? undefined : toText(item)));
  return items.includes(undefined) ? undefined : items.join(',') || 'none';
}
