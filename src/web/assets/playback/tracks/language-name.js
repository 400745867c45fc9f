// @ts-check

/**
 * The name of a track that has none: its language in English, else its number.
 * @param {string} language BCP 47; may be empty, undetermined or invalid
 * @param {number} index of the track, from 0
 */
export function languageName(language, index) {
  const number = `Track ${index + 1}`;
  if (language === '' || language === 'und') return number;
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? number;
  } catch {
    return language;
  }
}
