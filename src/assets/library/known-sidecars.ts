/** What is known of the files beside a film that its asset is made of. */
import { LRUCache } from 'lru-cache';
import type { FailureMemory } from '../../shared/failure-memory.js';
import type { IgnoredSidecar, Master, StoredSidecar } from '../../stores/index.js';
import type { Asset } from '../asset.js';
import type { AssetOptions } from '../create-asset.js';
import { playedAudio, type StoredDub } from '../dubs/stored-dub.js';
import { type BrokenMetadata, type FilmMetadata, parseFilmMetadata } from '../metadata/film-metadata.js';
import type { KnownAssets } from './known-assets.js';
import { lookKey, masterKey } from './master-resolver.js';

/** As many films as the library tracks; most files have some hundred bytes. */
const MAX_METADATA = 10_000;
const MAX_METADATA_BYTES = 64_000_000;

type Contents = Required<Pick<AssetOptions, 'dubs' | 'refusedSidecars'>> & Pick<AssetOptions, 'metadata'>;

export class KnownSidecars {
  readonly #assets: Pick<KnownAssets, 'get'>;
  readonly #refusals: Pick<FailureMemory, 'recall'>;
  /** By master key of the file. */
  readonly #metadata = new LRUCache<string, FilmMetadata | BrokenMetadata>({
    max: MAX_METADATA,
    maxSize: MAX_METADATA_BYTES,
  });

  constructor(assets: Pick<KnownAssets, 'get'>, refusals: Pick<FailureMemory, 'recall'>) {
    this.#assets = assets;
    this.#refusals = refusals;
  }

  addMetadata({ file }: StoredSidecar, bytes: Uint8Array): void {
    this.#metadata.set(masterKey(file), parseFilmMetadata(bytes), { size: 100 + bytes.byteLength });
  }

  /** What was read, and what was refused; the rest has yet to be read. @param before has dubs that may be kept. */
  of(film: Master, before: Pick<Asset, 'dubs'> | undefined): Contents {
    const dubs: StoredDub[] = [];
    const refusedSidecars: IgnoredSidecar[] = [];
    for (const stored of loadedOf(film)) {
      const dub = stored.role === 'audio' ? this.#dub(stored, before) : undefined;
      if (dub && 'track' in dub) dubs.push(dub);
      else if (dub) refusedSidecars.push(dub);
    }
    const { metadata, broken } = this.#metadataOf(film);
    if (broken) refusedSidecars.push(broken);
    return { dubs, refusedSidecars, ...(metadata && { metadata }) };
  }

  #dub(
    stored: StoredSidecar,
    before: Pick<Asset, 'dubs'> | undefined,
  ): StoredDub | IgnoredSidecar | undefined {
    const { file, ...sidecar } = stored;
    const refused = this.#refusals.recall(lookKey(file))?.publicDetail;
    const asset = this.#assets.get(masterKey(file)) ?? keptDub(before, stored)?.asset;
    const track = asset && playedAudio(asset.index);
    if (asset && track) return { sidecar, track, asset };
    if (!asset && refused === undefined) return undefined;
    return { name: sidecar.name, problem: 'refused', detail: refused ?? 'It has no audio.' };
  }

  #metadataOf(film: Master): { readonly metadata?: FilmMetadata; readonly broken?: IgnoredSidecar } {
    const stored = loadedOf(film).find(({ role }) => role === 'metadata');
    const known = stored && this.#metadata.get(masterKey(stored.file));
    if (!stored || !known) return {};
    if (!('problem' in known)) return { metadata: known };
    return { broken: { name: stored.name, problem: 'malformed', detail: known.problem } };
  }
}

/** The sidecars that an asset is made of: the others are read when they are asked for. */
function loadedOf({ sidecars }: Pick<Master, 'sidecars'>): readonly StoredSidecar[] {
  return (sidecars?.files ?? []).filter(({ role }) => role === 'audio' || role === 'metadata');
}

/** The names of the audio of a film, as assets of their own. */
export function dubIds(film: Master): readonly string[] {
  return loadedOf(film).flatMap(({ role, file }) => (role === 'audio' ? [file.asset] : []));
}

/** Those that the asset is not made of yet, and that were not refused. */
export function missingSidecars({
  master,
  dubs,
  metadata,
  ignoredSidecars,
}: Asset): readonly StoredSidecar[] {
  const settled = new Set([
    ...dubs.map(({ sidecar }) => sidecar.name),
    ...ignoredSidecars.map(({ name }) => name),
  ]);
  return loadedOf(master).filter(
    ({ name, role }) => !settled.has(name) && !(role === 'metadata' && metadata),
  );
}

function keptDub(before: Pick<Asset, 'dubs'> | undefined, { name, version }: StoredSidecar) {
  return before?.dubs.find(({ sidecar }) => sidecar.name === name && sidecar.version === version);
}
