/** The rules for marks as the management API has them. */
import { imageUnknown, marksUnknown } from './mark-errors.js';
import type { MarkRule } from './mark-rule.js';
import type { MarkRules } from './mark-rules.js';
import type { RuleEntry } from './rule-entries.js';
import { byName } from './rule-index.js';

/** A rule in force. */
export interface ManagedRule {
  readonly name: string;
  readonly rule: MarkRule;
  /** Milliseconds since 1970. */
  readonly changedAtMs: number;
}

export interface MarkChange {
  /** Whether all servers that are there do it; one that does not will when it hears of it. */
  readonly isEverywhere: boolean;
}

interface ManagedMarksOptions {
  readonly rules: MarkRules;
  /** The images that this server may draw. */
  readonly images: Pick<ReadonlySet<string>, 'has'>;
  /** Tells other servers of a change; resolves with whether they have it, and never rejects. Absent where there are none. */
  readonly announce?: ((entry: RuleEntry) => Promise<boolean>) | undefined;
}

export class ManagedMarks {
  readonly #options: ManagedMarksOptions;

  constructor(options: ManagedMarksOptions) {
    this.#options = options;
  }

  /** By their names. */
  list(): readonly ManagedRule[] {
    return this.#options.rules
      .all()
      .flatMap((entry) => managed(entry) ?? [])
      .sort(byName);
  }

  /** @throws OnplayError `marks_unknown`. */
  get(name: string): ManagedRule {
    const entry = this.#options.rules.get(name);
    const rule = entry && managed(entry);
    if (rule) return rule;
    throw marksUnknown();
  }

  /**
   * Puts a rule in force, in the place of one of that name.
   * @throws OnplayError `body_invalid` for an image that this server does not have; as `MarkRules.put`.
   */
  async put(name: string, rule: MarkRule): Promise<ManagedRule & MarkChange> {
    const { rules, images } = this.#options;
    for (const { image } of rule.overlays)
      if (image !== undefined && !images.has(image)) throw imageUnknown(image);
    const { entry, isEverywhere } = await this.#announced(name, () => rules.put(name, rule));
    return { name, rule, changedAtMs: entry.at, isEverywhere };
  }

  /** Ends a rule. @throws OnplayError as `MarkRules.remove`. */
  async remove(name: string): Promise<MarkChange> {
    const { isEverywhere } = await this.#announced(name, () => this.#options.rules.remove(name));
    return { isEverywhere };
  }

  /** Others are told of a change that is in force, also where it could not be saved here. @throws what `change` throws. */
  async #announced(
    name: string,
    change: () => Promise<RuleEntry>,
  ): Promise<MarkChange & { readonly entry: RuleEntry }> {
    const { rules, announce } = this.#options;
    const before = rules.get(name);
    try {
      const entry = await change();
      return { entry, isEverywhere: announce ? await announce(entry) : true };
    } catch (error) {
      const entry = rules.get(name);
      if (entry && entry !== before) await announce?.(entry);
      throw error;
    }
  }
}

/** Undefined for a rule that was removed. */
function managed({ name, rule, at: changedAtMs }: RuleEntry): ManagedRule | undefined {
  return rule && { name, rule, changedAtMs };
}
