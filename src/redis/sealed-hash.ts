/** A hash of values that servers of a fleet keep in Redis, where others may write too: what is read is believed by its seal alone. */
import type { RedisLink } from './redis-link.js';
import type { Seal } from './seal.js';

interface SealedHashOptions {
  readonly link: RedisLink;
  readonly seal: Seal;
  /** Of the key. */
  readonly name: string;
  /** More than these, or longer ones, the fleet does not write. */
  readonly maxFields: number;
  /** Of a value with its signature, in bytes. */
  readonly maxLength: number;
}

const MAX_FIELD_LENGTH = 64;

/** All fields and their values; nothing where another kind of value stands there, or more than a fleet writes: these are an attacker's. */
const READ = `
local kind = redis.call('type', KEYS[1]).ok
if kind == 'none' then return {} end
if kind ~= 'hash' or redis.call('hlen', KEYS[1]) > tonumber(ARGV[1]) then
  redis.call('unlink', KEYS[1])
  return {}
end
local read = {}
for _, field in ipairs(redis.call('hkeys', KEYS[1])) do
  if string.len(field) <= ${MAX_FIELD_LENGTH} and redis.call('hstrlen', KEYS[1], field) <= tonumber(ARGV[2]) then
    read[#read + 1] = field
    read[#read + 1] = redis.call('hget', KEYS[1], field)
  else
    redis.call('hdel', KEYS[1], field)
  end
end
return read`;

export class SealedHash {
  readonly #options: SealedHashOptions;
  readonly #key: string;

  constructor(options: SealedHashOptions) {
    this.#options = options;
    this.#key = options.link.key(options.name);
  }

  /**
   * The values by their fields. Removes what the fleet did not write there.
   * @param understand undefined for a value that does not belong to this field. @throws Error
   */
  async read<T>(
    understand: (field: string, value: unknown) => T | undefined,
  ): Promise<ReadonlyMap<string, T>> {
    const { link, maxFields, maxLength } = this.#options;
    const answer = await link.run((redis) => redis.eval(READ, 1, this.#key, maxFields, maxLength));
    const texts = Array.isArray(answer) ? answer.map(String) : [];
    const fields = texts.filter((_, i) => i % 2 === 0);
    const read = fields.map((field, i) => {
      const opened = this.#open(texts[2 * i + 1] ?? '');
      return { field, value: opened === undefined ? undefined : understand(field, opened) };
    });
    await this.remove(read.filter(({ value }) => value === undefined).map(({ field }) => field));
    return new Map(
      read.flatMap(({ field, value }) => (value === undefined ? [] : [[field, value] as const])),
    );
  }

  /** In the place of what stands there in these fields. @throws Error */
  async write(values: readonly (readonly [field: string, value: unknown])[]): Promise<void> {
    if (values.length === 0) return;
    const { link, seal } = this.#options;
    const fields = values.map(([field, value]) => [field, seal.close(JSON.stringify(value))] as const);
    await link.run((redis) => redis.hset(this.#key, Object.fromEntries(fields)));
  }

  /** @throws Error */
  async remove(fields: readonly string[]): Promise<void> {
    if (fields.length === 0) return;
    await this.#options.link.run((redis) => redis.hdel(this.#key, ...fields));
  }

  #open(text: string): unknown {
    const json = this.#options.seal.open(text);
    if (json === undefined) return undefined;
    try {
      return JSON.parse(json);
    } catch {
      return undefined;
    }
  }
}
