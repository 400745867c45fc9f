/** TTML 2 8 and 9: the styles and regions of a document, as far as WebVTT has them. */

/** Of `tts:` attributes, those that are read. */
export type Style = ReadonlyMap<string, string>;

const READ: ReadonlySet<string> = new Set([
  ...['fontStyle', 'fontWeight', 'textDecoration', 'color'],
  ...['textAlign', 'displayAlign', 'origin', 'extent'],
]);
/** More come from no program that writes subtitles; nor do longer chains of styles that refer to others. */
const MAX_STYLES = 10_000;
const MAX_REFERENCES = 20;

/** An element with an id: its attributes, and for a region those of the `style` elements in it. */
interface Definition {
  readonly attributes: Map<string, string>;
  resolved?: Style;
}

export class Styles {
  readonly #definitions = new Map<string, Definition>();

  /** @param attributes of a `style` or `region`, with its `id`. */
  define(attributes: ReadonlyMap<string, string>): void {
    const id = attributes.get('id');
    if (id !== undefined && this.#definitions.size < MAX_STYLES)
      this.#definitions.set(id, { attributes: new Map(attributes) });
  }

  /** A `style` element within a region. */
  extend(id: string, attributes: ReadonlyMap<string, string>): void {
    const definition = this.#definitions.get(id);
    for (const [name, value] of attributes) if (name !== 'id') definition?.attributes.set(name, value);
  }

  /** That of a style or region; empty where there is none. */
  named(id: string, references = 0): Style {
    const definition = this.#definitions.get(id);
    if (!definition) return new Map();
    // One that refers to itself has what is known of it meanwhile.
    if (!definition.resolved) {
      definition.resolved = own(definition.attributes);
      definition.resolved = this.of(definition.attributes, references);
    }
    return definition.resolved;
  }

  /** That of an element: the styles that it refers to, the last one first, then its own. */
  of(attributes: ReadonlyMap<string, string>, references = 0): Style {
    const ids = references < MAX_REFERENCES ? (attributes.get('style') ?? '').split(/\s+/) : [];
    return new Map([...ids.flatMap((id) => [...this.named(id, references + 1)]), ...own(attributes)]);
  }
}

function own(attributes: ReadonlyMap<string, string>): Style {
  return new Map([...attributes].filter(([name]) => READ.has(name)));
}
