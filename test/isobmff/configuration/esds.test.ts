import { describe, expect, it } from 'vitest';
import { readAudioSpecificConfig } from '../../../src/isobmff/configuration/esds.js';
import { hex, unhex } from '../../packager/support/bytes.js';
import { firstBox } from '../support/rules.js';

describe('an elementary stream descriptor of another writer', () => {
  const readConfig = (text: string) => {
    const config = readAudioSpecificConfig(firstBox(unhex(text)));
    return config && hex(config);
  };
  const decoderConfig = '40 15 000000 0001f400 0001f400';

  it('is read with sizes of four bytes', () => {
    const descriptors = `03 80808022 0001 00 04 80808014 ${decoderConfig} 05 80808002 1190`;
    expect(readConfig(`00000036 65736473 00000000 ${descriptors} 06 01 02 000000000000000000`)).toBe('1190');
  });

  it.each([
    ['a size that never ends', '00000015 65736473 00000000 03 8080808080 0001 00'],
    ['optional fields', '00000010 65736473 00000000 03 03 0001 80'],
    ['an unexpected descriptor', '00000010 65736473 00000000 04 03 0001 00'],
    ['a size beyond its box', '00000010 65736473 00000000 03 19 0001 00'],
    ['nothing', '00000008 65736473'],
  ])('has no configuration with %s', (_, text) => {
    expect(readConfig(text)).toBeUndefined();
  });
});
