/** A made-up asset with files of text beside it. */
import type { Asset } from '../../../src/assets/asset.js';
import { createAsset } from '../../../src/assets/create-asset.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import type { StoredSidecar } from '../../../src/stores/index.js';
import { madeUpIndex, madeUpMaster, openNothing } from './made-up-master.js';

interface TextFile {
  /** Of `film.{tags}`: `en.vtt`. */
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly language?: string;
  readonly forced?: boolean;
  readonly sdh?: boolean;
  readonly version?: string;
  /** Called when it is opened. */
  readonly onOpen?: () => void;
}

/** Ten seconds in segments of 2, 2, 4 and 2 seconds, with texts. */
export function textAsset(...files: readonly TextFile[]): Asset {
  const master = {
    ...madeUpMaster('film'),
    sidecars: { files: files.map(storedSidecar), ignored: [], revision: 'r' },
  };
  return createAsset(toAssetId('film'), master, madeUpIndex(master), {
    segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
    buildId: 'build',
    fontsId: 'fonts',
    passthrough: true,
    open: openNothing,
  });
}

function storedSidecar(file: TextFile): StoredSidecar {
  const { name, text, language = 'en', forced = false, sdh = false, version = '1' } = file;
  const bytes = Buffer.from(text);
  const open = async () => {
    file.onOpen?.();
    return {
      size: bytes.length,
      read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
      close: async () => undefined,
    };
  };
  return {
    ...{ name: `film.${name}`, role: 'text', format: name.slice(name.lastIndexOf('.') + 1), language },
    ...{ forced, sdh, description: false, version, size: bytes.length },
    file: { asset: `film.${name}`, version, size: bytes.length, open },
  };
}
