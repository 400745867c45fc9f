/** The description of `/api/marks`. */
import { markRuleSchema } from '../../access/index.js';
import { body, idParameter, json, problem } from './described.js';
import { changedRuleSchema, listedRuleSchema, listedRulesSchema, removedRuleSchema } from './mark-routes.js';

const nameParameter = { ...idParameter, name: 'name' };

export const markPaths = {
  '/api/marks': {
    get: {
      summary: 'Lists the rules by which sessions have marks, whatever their tokens say',
      responses: { 200: json('Sorted by name', listedRulesSchema), default: problem },
    },
  },
  '/api/marks/{name}': {
    get: {
      summary: 'Returns a rule for marks',
      parameters: [nameParameter],
      responses: { 200: json('The rule in force', listedRuleSchema), default: problem },
    },
    put: {
      summary:
        'Puts a rule for marks in force, or in the place of the one of that name, for all manifests from now on',
      parameters: [nameParameter],
      requestBody: body(markRuleSchema),
      responses: { 200: json('The rule, which is stored', changedRuleSchema), default: problem },
    },
    delete: {
      summary: 'Ends a rule for marks, for all manifests from now on',
      parameters: [nameParameter],
      responses: { 200: json('It is ended', removedRuleSchema), default: problem },
    },
  },
};
