/** JSON Schema 2020-12, which OpenAPI 3.1 describes bodies in, from the zod schemas that check them. */
import { z } from 'zod';

/** The schema of a body as it travels: before defaults are filled in, and open to new members where zod ignores them. */
export function jsonSchemaOf(schema: z.ZodType): object {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, { io: 'input', override: withoutReadOnly });
  return jsonSchema;
}

/** `readonly()` is for our types; in OpenAPI `readOnly` means that a server ignores the member when it is sent one. */
function withoutReadOnly({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.readOnly;
}
