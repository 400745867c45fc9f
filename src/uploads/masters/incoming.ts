/** What comes in is a master, or a file beside one, by the extension of its name. Pure. */
import { type AssetId, toAssetId } from '../../shared/asset-id.js';
import { assetsOfFile, maxSidecarBytes, type SidecarRole, sidecarRole } from '../../stores/index.js';
import { assetOfName, type FileHints, masterName } from './master-name.js';

export interface IncomingMaster {
  readonly kind: 'master';
  readonly asset: AssetId;
}

/** A file beside a master, but for audio: that is a master too, as a dub is found by its own name. */
export interface IncomingSidecar {
  readonly kind: 'sidecar';
  readonly role: Exclude<SidecarRole, 'audio'>;
  /** With `/` between directories, relative to that of the masters. */
  readonly file: string;
  /** Those that it may belong to, the longest name first. */
  readonly assets: readonly AssetId[];
}

export type Incoming = IncomingMaster | IncomingSidecar;

/** What a name says, as a client wrote it. @throws OnplayError `asset_name_invalid`. */
export function incomingOf(name: string): Incoming {
  const role = sidecarRole(name);
  if (role === undefined || role === 'unsupported' || role === 'audio')
    return { kind: 'master', asset: assetOfName(name) };
  const file = toAssetId(name);
  return { kind: 'sidecar', role, file, assets: assetsOfFile(file) };
}

/** The name by which records call it: of the asset, or of the file beside its master. */
export function nameOf(incoming: Incoming): AssetId {
  return incoming.kind === 'master' ? incoming.asset : toAssetId(incoming.file);
}

/** How many bytes it may have, of so many that any file may. */
export function maxBytesOf(incoming: Incoming, maxBytes: number): number {
  return incoming.kind === 'master' ? maxBytes : Math.min(maxBytes, maxSidecarBytes(incoming.role));
}

/** What the file is called where it came from, and by whom it is given a name. */
export interface IncomingFile {
  /** As the client wrote it. */
  readonly name: string;
  readonly hints: FileHints;
}

/** What it is called where it belongs, as `MasterName.file`. @throws OnplayError `asset_name_invalid`, `media_type_unknown`. */
export function fileOf({ name, hints }: IncomingFile): string {
  const incoming = incomingOf(name);
  return incoming.kind === 'sidecar' ? incoming.file : masterName(name, hints).file;
}

/** @throws OnplayError as `fileOf`. */
export function assertNamed(file: IncomingFile): void {
  fileOf(file);
}
