import { expect, test } from 'vitest';
import { readEbmlHeader } from '../../../src/matroska/elements/ebml-header.js';
import { ID } from '../../../src/matroska/elements/ids.js';
import { readSeekHead } from '../../../src/matroska/elements/seek-head.js';
import { master } from '../support/rules.js';
import { element, idBytes, text, unsigned } from '../support/write-ebml.js';

test('an empty EBML header has the default values', () => {
  expect(readEbmlHeader(master())).toEqual({
    docType: 'matroska',
    readVersion: 1,
    maxIdLength: 4,
    maxSizeLength: 8,
  });
});

test('an EBML header is read', () => {
  const header = master(
    text(ID.docType, 'webm'),
    unsigned(ID.docTypeReadVersion, 2),
    unsigned(ID.maxIdLength, 3),
    unsigned(ID.maxSizeLength, 7),
  );
  expect(readEbmlHeader(header)).toEqual({
    docType: 'webm',
    readVersion: 2,
    maxIdLength: 3,
    maxSizeLength: 7,
  });
});

const seek = (id: number, position: number) =>
  element(ID.seek, element(ID.seekId, idBytes(id)), unsigned(ID.seekPosition, position));

test('a seek head has the first position of each id; entries without one are left out', () => {
  const positions = readSeekHead(
    master(seek(ID.info, 70), seek(ID.tracks, 100), seek(ID.info, 7), element(ID.seek)),
  );
  expect([...positions]).toEqual([
    [ID.info, 70],
    [ID.tracks, 100],
  ]);
});
