/** Languages in JSON. Apart from `canonicalLanguage`, which threads need that check no JSON: zod takes 10 MiB in each of them. */
import { z } from 'zod';
import { canonicalLanguage } from './language-tag.js';

/** A member of JSON that is a language. */
export const languageSchema = z.string().transform((text, context) => {
  const language = canonicalLanguage(text);
  if (language !== undefined) return language;
  context.addIssue({ code: 'custom', message: 'it must be a language tag, such as de or pt-BR' });
  return z.NEVER;
});
