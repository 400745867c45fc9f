import type { MasterElement } from '../ebml/read-element.js';
import { ID } from './ids.js';
import { languageTag } from './language.js';

/** A title of a chapter, and when it begins. */
export interface ChapterTitle {
  /** In nanoseconds. */
  readonly start: number;
  readonly title: string;
  /** BCP 47, or `und`. */
  readonly language: string;
}

/**
 * RFC 9559 5.1.7 Chapters
 *
 *     EditionEntry  master, repeated
 *       EditionFlagHidden   unsigned  0
 *       EditionFlagDefault  unsigned  0
 *       ChapterAtom  master, repeated
 *         ChapterTimeStart   unsigned  nanoseconds
 *         ChapterFlagHidden  unsigned  0
 *         ChapterDisplay     master, one for each language
 *           ChapString           UTF-8
 *           ChapLanguage         string  eng
 *           ChapLanguageBCP47    string  optional
 *
 * Returns the chapters of the edition that players select, without those within others, in the order of the file.
 * @param most of an edition.
 */
export function readChapters(chapters: MasterElement, most: number): readonly ChapterTitle[] {
  const editions = chapters
    .masters(ID.editionEntry)
    .filter((edition) => edition.unsigned(ID.editionFlagHidden, 0) === 0);
  const edition = editions.find((each) => each.unsigned(ID.editionFlagDefault, 0) !== 0) ?? editions[0];
  const atoms =
    edition?.masters(ID.chapterAtom).filter((atom) => atom.unsigned(ID.chapterFlagHidden, 0) === 0) ?? [];
  return atoms.slice(0, most).flatMap((atom) => {
    const start = atom.unsigned(ID.chapterTimeStart, 0);
    return atom.masters(ID.chapterDisplay).map((display) => ({
      start,
      title: display.text(ID.chapterString, ''),
      language: languageTag(display.text(ID.chapterLanguageBcp47) ?? display.text(ID.chapterLanguage, 'eng')),
    }));
  });
}
