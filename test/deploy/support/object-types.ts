/**
 * Checks Kubernetes objects against the types of kubernetes-models, as TypeScript checks literals: wrong types, missing fields,
 * and fields that do not exist, which the API server drops in silence. Then their JSON schemas check formats and ranges.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { repository } from '../../repository/repository.js';
import type { KubernetesObject } from './kustomize.js';

const OPTIONS: ts.CompilerOptions = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
  ...{
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  },
};

/** Where packages are looked up from; there is no such file. */
const FILE = join(repository, 'test/deploy/objects.ts');

/** What TypeScript says against the objects, each with the line of JSON. */
export function typeProblems(objects: readonly KubernetesObject[]): string[] {
  const text = objects.map((object, place) => declaration(object, place)).join('\n');
  const source = ts.createSourceFile(FILE, text, ts.ScriptTarget.ES2024, true);
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) => (name === FILE ? source : getSourceFile.call(host, name, ...rest));
  host.fileExists = (name) => name === FILE || fileExists.call(host, name);
  const program = ts.createProgram([FILE], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => {
    const line = text.split('\n')[source.getLineAndCharacterOfPosition(start).line] ?? '';
    return `${line.trim()}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** What the JSON schema of its kind says against an object. */
export async function schemaProblem(object: KubernetesObject): Promise<string | undefined> {
  const models = (await import(moduleOf(object))) as Record<string, Model>;
  try {
    new models[object.kind]!(object).validate();
    return undefined;
  } catch (error) {
    return `${object.kind} ${object.metadata.name}: ${String(error)}`;
  }
}

type Model = new (data: object) => { validate(): void };

function declaration(object: KubernetesObject, place: number): string {
  const literal = JSON.stringify(object, null, 1);
  return `import type { I${object.kind} as T${place} } from '${moduleOf(object)}';\nexport const o${place}: T${place} = ${literal};`;
}

/** The module of kubernetes-models with the kind of an object. */
function moduleOf({ apiVersion, kind }: KubernetesObject): string {
  const name = apiVersion.startsWith('keda.sh/') ? '@kubernetes-models/keda' : 'kubernetes-models';
  return `${name}/${apiVersion}/${kind}`;
}
